"""What people type to schedule a post, in Chinese, English and both: what is read out of it."""

from typing import Any

import pytest

from base.language import Bilingual, Lang
from base.schedule import Cadence, DayKind, DayRule, Level, OnHoliday, What, WhenEmpty
from commands.action_people import People
from commands.forms import form_asked
from commands.schedule_typed import Typed, Where, understand
from commands.schedule_verbs import number_to_edit, schedule_asked, verb_of
from commands.schedule_words import minutes, time_field
from storage.roster import OnStaff

TEAMS = {1: Bilingual("售前组", "Pre-sales"), 2: Bilingual("售后组", "After-sales"),
         3: Bilingual("周末日报组", "Night shift")}  # fmt: skip
WEEKLY, DAILY, MONTHLY, FLASH = What.WEEKLY, What.DAILY, What.MONTHLY, What.FLASH
WORKDAYS, EVERY_DAY = DayRule(DayKind.WORKDAYS), DayRule(DayKind.EVERY_DAY)
LAST, FIRST = DayRule(DayKind.LAST_WORKDAY), DayRule(DayKind.FIRST_WORKDAY)
PROMOTION = DayRule(DayKind.PROMOTION)


def on(*weekdays: int) -> DayRule:
    return DayRule(DayKind.WEEKDAYS, frozenset(weekdays))


def month(day: int) -> DayRule:
    return DayRule(DayKind.MONTH_DAY, month_day=day)


def read(text: str) -> Typed:
    found = understand(text, TEAMS)
    assert not found.unknown, (text, found.unknown)
    assert not found.wrong, (text, found.wrong)
    return found


DAYS_AND_TIMES: list[tuple[str, What, DayRule | None, int, int | None]] = [
    ("weekly monday 09:00", WEEKLY, on(0), 540, None),
    ("Weekly report every Monday at 9am", WEEKLY, on(0), 540, None),
    ("weekly mon 9 a.m.", WEEKLY, on(0), 540, None),
    ("weekly tuesdays 2:30 pm to 4 pm", WEEKLY, on(1), 870, 960),
    ("weekly on mon, wed and fri 17:05", WEEKLY, on(0, 2, 4), 1025, None),
    ("weekly mon-fri 9:00 until 11:30", WEEKLY, on(0, 1, 2, 3, 4), 540, 690),
    ("weekly friday to monday 8:00", WEEKLY, on(4, 5, 6, 0), 480, None),
    ("weekly thurs between 9:00 and 11:30", WEEKLY, on(3), 540, 690),
    ("daily weekends 10:00", DAILY, on(5, 6), 600, None),
    ("daily workdays 9:30", DAILY, WORKDAYS, 570, None),
    ("daily on working days 9:30", DAILY, WORKDAYS, 570, None),
    ("daily weekdays 9:30", DAILY, WORKDAYS, 570, None),
    ("daily 12pm every day", DAILY, EVERY_DAY, 720, None),
    ("daily 12am", DAILY, None, 0, None),
    ("monthly last working day 18:00", MONTHLY, LAST, 1080, None),
    ("monthly on the first business day of the month 08:00", MONTHLY, FIRST, 480, None),
    ("monthly on the 15th 10:00", MONTHLY, month(15), 600, None),
    ("monthly 1st of every month 10:00", MONTHLY, month(1), 600, None),
    ("monthly day 3 10:00", MONTHLY, month(3), 600, None),
    ("monthly last day of the month 20:00", MONTHLY, month(31), 1200, None),
    ("monthly month-end 20:00", MONTHLY, month(31), 1200, None),
    ("flash 20:00", FLASH, None, 1200, None),
    ("promotion flash on promotion days 8pm", FLASH, PROMOTION, 1200, None),
    ("周报 每周一 9点", WEEKLY, on(0), 540, None),
    ("客服周报 星期一 上午九点半", WEEKLY, on(0), 570, None),
    ("周报 礼拜天 下午3点一刻", WEEKLY, on(6), 915, None),
    ("每周一十一点发周报", WEEKLY, on(0), 660, None),
    ("周报 每周一三五九点", WEEKLY, on(0, 2, 4), 540, None),
    ("周报 每周一、周三和周五 晚上8点", WEEKLY, on(0, 2, 4), 1200, None),
    ("周报 周一到周五 17点", WEEKLY, on(0, 1, 2, 3, 4), 1020, None),
    ("周报 周五至周一 17时30分", WEEKLY, on(4, 5, 6, 0), 1050, None),
    ("周报 每周一 9：00-11：30", WEEKLY, on(0), 540, 690),
    ("周报 每周一 9点到11点半之间", WEEKLY, on(0), 540, 690),
    ("周报 周二 下午2点到4点", WEEKLY, on(1), 840, 960),
    ("周报 周二 9:00 最晚 11:30", WEEKLY, on(1), 540, 690),
    ("日报 工作日 9:30", DAILY, WORKDAYS, 570, None),
    ("每个工作日早上9点发日报", DAILY, WORKDAYS, 540, None),
    ("日报 每天 中午12点", DAILY, EVERY_DAY, 720, None),
    ("日报 周末 10点", DAILY, on(5, 6), 600, None),
    ("月报 每月最后一个工作日 18:00", MONTHLY, LAST, 1080, None),
    ("月报 每月第一个工作日 18:00", MONTHLY, FIRST, 1080, None),
    ("月报 每个月15号 18:00", MONTHLY, month(15), 1080, None),
    ("月报 每月二十五日 18:00", MONTHLY, month(25), 1080, None),
    ("月报 月底 18:00", MONTHLY, month(31), 1080, None),
    ("月报 每月最后一天 18:00", MONTHLY, month(31), 1080, None),
    ("大促快报 晚上8点", FLASH, None, 1200, None),
    ("大促当天 20:00 发战报", FLASH, PROMOTION, 1200, None),
    ("weekly 每周一 9:00", WEEKLY, on(0), 540, None),
    ("周报 monday 9am", WEEKLY, on(0), 540, None),
]


@pytest.mark.parametrize(("text", "what", "days", "at", "until"), DAYS_AND_TIMES)
def test_what_and_when(
    text: str, what: What, days: DayRule | None, at: int, until: int | None
) -> None:
    found = read(text)
    assert (found.what, found.days, found.at, found.until) == (what, days, at, until)


REST: list[tuple[str, dict[str, Any]]] = [
    ("weekly <#C123|客服周报> 9:00", {"channel": "C123", "typed_in": Lang.EN}),
    ("周报 9:00 发到 <#C0ABCDEF12> 售后组", {"channel": "C0ABCDEF12", "team": 2}),
    ("weekly 9:00 C0ABCDEF12", {"channel": "C0ABCDEF12"}),
    ("weekly 9:00 #客服周报", {"called": "客服周报", "channel": ""}),
    ("weekly 9:00 here", {"where": Where.HERE}),
    ("weekly 9:00 in this channel", {"where": Where.HERE}),
    ("周报 9:00 发到这里", {"where": Where.HERE}),
    ("周报 9:00 这个频道", {"where": Where.HERE}),
    ("周报 9:00 私信我", {"where": Where.ME}),
    ("weekly 9:00 dm me", {"where": Where.ME}),
    ("weekly 9:00 after-sales", {"team": 2, "level": Level.GROUP}),
    ("weekly 9:00 for the Pre-sales team", {"team": 1}),
    ("周报 9点 周末日报组", {"team": 3, "days": None, "what": WEEKLY}),
    ("周报 9点 我们组", {"mine": True, "level": Level.GROUP}),
    ("weekly 9:00 for the boss", {"level": Level.COMPANY}),
    ("周报 9点 给老板看", {"level": Level.COMPANY}),
    ("周报 9点 全部门", {"level": Level.DEPARTMENT}),
    ("weekly 9:00 all teams", {"level": Level.DEPARTMENT}),
    ("weekly 9:00 Europe/Berlin DE", {"zone": "Europe/Berlin", "country": "DE"}),
    ("weekly 9:00 europe/berlin", {"zone": "Europe/Berlin", "country": None}),
    ("weekly 9:00 New York time", {"zone": "America/New_York"}),
    ("weekly 9:00 UTC country us", {"zone": "UTC", "country": "US"}),
    ("周报 9点 柏林时间 德国节假日", {"zone": "Europe/Berlin", "country": "DE"}),
    ("周报 9点 北京时间", {"zone": "Asia/Shanghai"}),
    ("周报 9点 不管节假日", {"country": ""}),
    ("weekly AT 9:00 IN ENGLISH", {"lang": Lang.EN, "country": None}),
    ("周报 9点 用英文", {"lang": Lang.EN, "typed_in": Lang.ZH}),
    ("weekly 9:00 in Chinese", {"lang": Lang.ZH, "typed_in": Lang.EN}),
    ("weekly 9:00, skip holidays", {"on_holiday": OnHoliday.SKIP}),
    ("weekly 9:00 holidays: next", {"on_holiday": OnHoliday.NEXT}),
    ("weekly 9:00 next working day after a holiday", {"on_holiday": OnHoliday.NEXT, "days": None}),
    ("weekly 9:00 holidays previous", {"on_holiday": OnHoliday.PREVIOUS}),
    ("weekly 9:00 previous business day", {"on_holiday": OnHoliday.PREVIOUS}),
    ("weekly 9:00 also on holidays", {"on_holiday": OnHoliday.SEND}),
    ("周报 9点 节假日 顺延", {"on_holiday": OnHoliday.NEXT}),
    ("周报 9点 遇节假日提前", {"on_holiday": OnHoliday.PREVIOUS}),
    ("周报 9点 节假日跳过", {"on_holiday": OnHoliday.SKIP}),
    ("周报 9点 放假不发", {"on_holiday": OnHoliday.SKIP}),
    ("周报 9点 节假日照发", {"on_holiday": OnHoliday.SEND}),
    ("周报 9点 没有数据不发", {"when_empty": WhenEmpty.SKIP}),
    ("周报 9点 没数据也发", {"when_empty": WhenEmpty.SAY}),
    ("weekly 9:00 skip if empty", {"when_empty": WhenEmpty.SKIP}),
    ("weekly 9:00 say so when there is no data", {"when_empty": WhenEmpty.SAY}),
    ("weekly 9:00 late 2h", {"late_minutes": 120}),
    ("weekly 9:00 late up to 45 minutes", {"late_minutes": 45}),
    ("周报 9点 最多迟发 2 小时", {"late_minutes": 120}),
]


@pytest.mark.parametrize(("text", "expected"), REST)
def test_where_for_whom_and_the_rest(text: str, expected: dict[str, Any]) -> None:
    found = read(text)
    assert {key: getattr(found, key) for key in expected} == expected
    assert found.at == 540


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("weekly monday 9:00 foo bar", ("foo", "bar")),
        ("周报 每周一 9点 胡说", ("胡说",)),
        ("weekly monday 9:00 10:30", ("10:30",)),
        ("monthly 32nd 9:00", ("32nd",)),
        ("weekly 9:00 Mars/Olympus", ("Mars/Olympus",)),
        ("weekly daily 9:00", ("daily",)),
        ("日报 每天 周末 9点", ("每天",)),
    ],
)
def test_what_is_not_understood_is_named_as_it_was_typed(
    text: str, unknown: tuple[str, ...]
) -> None:
    assert understand(text, TEAMS).unknown == unknown


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("weekly monday 25:00", "25:00"),
        ("weekly monday 9:75", "9:75"),
        ("weekly monday 13pm", "13pm"),
        ("周报 每周一 二十五点", "二十五点"),
        ("weekly monday 11:30-9:00", "11:30-9:00"),
        ("周报 周一 9点到9点", "9点-9点"),
    ],
)
def test_a_time_that_no_clock_shows_is_named(text: str, wrong: str) -> None:
    found = understand(text, TEAMS)
    assert found.wrong == wrong
    assert found.at is None


@pytest.mark.parametrize(
    ("text", "at"),
    [("9:00", 540), ("0:00", 0), ("23:59", 1439), ("十二点", 720), ("两点半", 150), ("24:00", None),
     ("中午1点", 780), ("中午11点半", 690), ("晚上12点", None), ("凌晨3点", 180), ("12:30 am", 30),
     ("9", None), ("nine", None)],
)  # fmt: skip
def test_minutes(text: str, at: int | None) -> None:
    assert minutes(text) == at


def test_a_field_for_a_time_holds_a_time_and_nothing_else() -> None:
    assert time_field("09:00")[:2] == (540, None)
    assert time_field(" 09:00 - 11:30 ")[:2] == (540, 690)
    for wrong in ("", "9", "soon", "9:00 monday", "25:00", "11:30-09:00"):
        assert time_field(wrong).at is None
        assert time_field(wrong).wrong


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("schedule", ""), ("Schedules", ""), ("定时", ""), ("定时发送", ""), ("定时 列表", "列表"),
        ("定时添加 周报", "添加 周报"), ("定时发送 周报 9点", "周报 9点"),
        ("schedule list", "list"),
        ("定时周报 每周一 9点", "周报 每周一 9点"), ("定时 乱写", "乱写"),
        # Others' words that begin alike, and texts that only hold the word.
        ("定时器 上周", None), ("定时炸弹投诉 上周", None), ("scheduled contacts", None),
        ("schedule's", None), ("满意度 定时", None), ("csat schedule", None), ("", None),
    ],
)  # fmt: skip
def test_which_texts_are_about_schedules(text: str, rest: str | None) -> None:
    assert schedule_asked(text) == rest


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("list", "list", ""), ("列表", "list", ""), ("add weekly 9:00", "add", "weekly 9:00"),
        ("添加周报", "add", "周报"), ("预览3", "preview", "3"), ("preview 3", "preview", "3"),
        ("send now 3", "now", "3"), ("send 3", "now", "3"), ("马上发 3", "now", "3"),
        ("取消放假 2027-02-10", "open", "2027-02-10"), ("放假", "closed", ""),
        ("logs 3", "", "logs 3"), ("foo", "", "foo"), ("停 3", "pause", "3"),
        ("删除 3 yes", "remove", "3 yes"), ("owner 3 阿布", "owner", "3 阿布"),
    ],
)  # fmt: skip
def test_what_is_to_be_done(text: str, verb: str, rest: str) -> None:
    assert verb_of(text) == (verb, rest)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("/fupan schedule add", None), ("schedule add", None), ("定时 添加", None),
        ("/fupan 定时添加", None), ("/fupan schedule edit 3", 3), ("定时 修改 12 号", 12),
        ("schedule change no. 7", 7),
    ],
)  # fmt: skip
def test_texts_that_open_the_form(text: str, number: int | None) -> None:
    assert form_asked(text) == "schedule"
    assert number_to_edit(text) == number


@pytest.mark.parametrize(
    "text",
    ["schedule", "schedule add weekly", "schedule edit", "定时 修改 3 9点", "add", "/fupan add"],
)
def test_texts_that_open_no_form(text: str) -> None:
    assert form_asked(text) is None


# -- reviews ---------------------------------------------------------------------------------------

PEOPLE = People(
    (
        OnStaff(5, Bilingual("陈露", "Lu Chen")),
        OnStaff(6, Bilingual("小美", "May")),
        OnStaff(7, Bilingual("林岚", "Lan Lin")),
    )
)
AGENDA = What.AGENDA


def read_review(text: str) -> Typed:
    found = understand(text, TEAMS, PEOPLE)
    assert not found.unknown, (text, found.unknown)
    assert not found.wrong, (text, found.wrong)
    return found


def beside(kind: DayKind, count: int) -> DayRule:
    return DayRule(kind, month_day=count)


def day_of(day: int, *months: int) -> DayRule:
    return DayRule(DayKind.MONTH_DAY, month_day=day, months=frozenset(months))


REVIEWS: list[tuple[str, dict[str, Any]]] = [
    ("复盘 售后组 每周三 16:00 提前1天 15:00 督办人 @陈露",
     {"team": 2, "days": on(2), "at": 960, "ahead": 1, "ahead_at": 900, "follow": 5}),
    ("review After-sales wednesday 16:00 ahead 1 day 15:00 follow-up @May",
     {"team": 2, "days": on(2), "at": 960, "ahead": 1, "ahead_at": 900, "follow": 6}),
    ("复盘会 售前组 周五 下午4点 当天 14:00 发议程",
     {"team": 1, "days": on(4), "at": 960, "ahead": 0, "ahead_at": 840, "cadence": None}),
    ("周复盘 小组", {"level": Level.GROUP, "team": 0, "cadence": Cadence.WEEKLY}),
    ("月度复盘 全部门", {"level": Level.DEPARTMENT, "cadence": Cadence.MONTHLY}),
    ("部门月复盘 每月最后一个工作日 10点",
     {"level": Level.DEPARTMENT, "cadence": Cadence.MONTHLY, "days": LAST, "at": 600}),
    ("季度复盘 公司 每月10号 督办林岚",
     {"level": Level.COMPANY, "cadence": Cadence.QUARTERLY, "days": month(10), "follow": 7}),
    ("年度复盘 公司 1月10日 14:00",
     {"cadence": Cadence.ANNUAL, "days": day_of(10, 1), "at": 840}),
    ("年度复盘 公司 十二月第一个工作日",
     {"days": DayRule(DayKind.FIRST_WORKDAY, months=frozenset({12}))}),
    ("大促复盘 部门 大促后 5 个工作日 10:00",
     {"cadence": Cadence.PROMOTION, "days": beside(DayKind.AFTER_PROMOTION, 5), "at": 600}),
    ("大促前准备会 部门 大促前15个工作日",
     {"cadence": Cadence.BEFORE_PROMOTION, "days": beside(DayKind.BEFORE_PROMOTION, 15)}),
    ("每周三16点开售后组复盘会，前一天15点发议程",
     {"team": 2, "days": on(2), "at": 960, "ahead": 1, "ahead_at": 900}),
    # As it is told, it can be typed.
    ("售后组周复盘，每周三 16:00（北京时间），提前 1 个工作日 15:00 发议程",
     {"team": 2, "zone": "Asia/Shanghai", "ahead": 1, "ahead_at": 900, "at": 960}),
    ("weekly review for Pre-sales fridays 4pm, agenda 2 working days before at 10:00, "
     "follow-up owner: Lu Chen",
     {"team": 1, "at": 960, "ahead": 2, "ahead_at": 600, "follow": 5, "days": on(4)}),
    ("weekly review my team, agenda the same day at 9am",
     {"mine": True, "ahead": 0, "ahead_at": 540, "at": None}),
    ("weekly review my team agenda the day before 10:00",
     {"ahead": 1, "ahead_at": 600, "at": None}),
    ("monthly review for the whole department on the first working day 10:00",
     {"level": Level.DEPARTMENT, "cadence": Cadence.MONTHLY, "days": FIRST}),
    ("review monthly my team", {"cadence": Cadence.MONTHLY, "mine": True}),
    ("quarterly review company", {"level": Level.COMPANY, "cadence": Cadence.QUARTERLY}),
    ("annual review company on the 10th of January",
     {"cadence": Cadence.ANNUAL, "days": day_of(10, 1)}),
    ("annual review company January 10th 14:00",
     {"cadence": Cadence.ANNUAL, "days": day_of(10, 1), "at": 840}),
    ("annual review company 20 December at 2pm follow-up @May",
     {"cadence": Cadence.ANNUAL, "days": day_of(20, 12), "at": 840, "follow": 6}),
    ("promotion review department 3 working days after each promotion",
     {"cadence": Cadence.PROMOTION, "days": beside(DayKind.AFTER_PROMOTION, 3)}),
    ("promotion preparation for the department ten working days before a promotion 10:00",
     {"cadence": Cadence.BEFORE_PROMOTION, "days": beside(DayKind.BEFORE_PROMOTION, 10)}),
    ("weekly review 提前两天 9点", {"ahead": 2, "ahead_at": 540, "cadence": Cadence.WEEKLY}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REVIEWS)
def test_reviews(text: str, expected: dict[str, Any]) -> None:
    found = read_review(text)
    assert found.what is AGENDA
    assert {key: getattr(found, key) for key in expected} == expected


@pytest.mark.parametrize(
    "text", ["定时 周复盘 售后组", "定时复盘 售后组", "schedule review my team"]
)
def test_a_review_is_asked_for_like_every_post(text: str) -> None:
    assert schedule_asked(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [("周报 9点", WEEKLY), ("月报 9点", MONTHLY), ("weekly report 9:00", WEEKLY),
     ("monthly 9:00", MONTHLY), ("大促快报 20点", FLASH), ("大促当天 20:00 发战报", FLASH),
     ("promotion flash 20:00", FLASH)],
)  # fmt: skip
def test_summaries_are_no_reviews(text: str, what: What) -> None:
    found = read_review(text)
    assert (found.what, found.cadence, found.ahead) == (what, None, None)


def test_only_what_is_to_be_changed_of_a_review() -> None:
    assert read_review("提前2天 14:00").ahead == 2
    assert read_review("督办人 小美").follow == 6
    assert read_review("follow-up Lan Lin").follow == 7
    assert read_review("周四 17:00").ahead is None


def test_a_stranger_who_is_to_follow_up_is_named() -> None:
    assert read_review("复盘 督办人 张三 售后组").stranger == "张三"
    assert read_review("review my team follow-up @Bob").stranger == "Bob"


def test_a_time_of_the_agenda_that_no_clock_shows_is_named() -> None:
    assert understand("复盘 提前1天 25:00", TEAMS, PEOPLE).wrong == "25:00"
    assert understand("review 16:00 ahead 1 day 15:75", TEAMS, PEOPLE).wrong == "15:75"
