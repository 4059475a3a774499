"""Series of reviews by command and by form, on both engines: what is usual, what fits, what comes.

It is noon in Shanghai on Saturday, 26 September 2026, as in `test_schedules`.
"""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from base.form import Form, Submission, Unfit
from base.language import Lang
from base.refusal import Refusal
from base.schedule import (
    Cadence,
    DayKind,
    DayRule,
    Level,
    OccurrenceState,
    OnHoliday,
    Timing,
    What,
)
from bot.render.texts import word
from commands.review_setting_up import setup_form, take_setup
from commands.schedule_form import schedule_form
from commands.submitting import Opening
from jobs.installation import Installation
from jobs.planning import plan
from storage import occurrences
from storage.engine import Database
from storage.preferences import set_channel_language
from tests.integration.test_schedules import HERE, NOW, Shop, local

WEDNESDAYS = DayRule(DayKind.WEEKDAYS, frozenset({2}))


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def team_of(shop: Shop, lead: str) -> int:
    return next(iter(shop.who(lead).leads))


# -- adding ----------------------------------------------------------------------------------------


def test_added_in_chinese_with_everything_said(shop: Shop) -> None:
    assert shop.said("定时 添加 复盘 售后组 每周三 16:00 提前1天 15:00 督办人 小美") == [
        "1 号已添加：售后组周复盘，每周三 16:00（北京时间），提前 1 个工作日 15:00 发议程，"
        "发到 C0GENERAL1；督办人 小美，遇节假日顺延到下一个工作日（按中国放假安排），用中文",
        "接下来：",
        "9/30 周三 16:00（北京时间）；议程 9/29 周二 15:00 发",
        "10/7 周三是国庆，顺延到 10/8 周四 16:00（北京时间）；议程 9/30 周三 15:00 发",
        "10/14 周三 16:00（北京时间）；议程 10/13 周二 15:00 发",
    ]
    found = shop.kept(1)
    assert found.timing == Timing(WEDNESDAYS, 960, None, ahead=1, ahead_at=900)
    assert (found.what, found.level, found.cadence) == (
        What.AGENDA, Level.GROUP, Cadence.WEEKLY,
    )  # fmt: skip
    assert (found.team, found.channel) == (team_of(shop, "大白"), HERE)
    assert found.follow_up == shop.who("小美").person
    assert found.owner == shop.who("林岚").person
    # Worth posting until the meeting, 25 hours later.
    assert found.late_minutes == 25 * 60
    assert found.next_at == local(2026, 9, 29, 15)


def test_added_in_english_elsewhere(shop: Shop) -> None:
    said = shop.said(
        "schedule add review After-sales wednesday 16:00 ahead 2 days 15:00 follow-up @May "
        "Europe/Berlin",
        Lang.EN,
    )
    assert said[0] == (
        "Schedule 1 added: Weekly review for After-sales in C0GENERAL1, Wednesdays 16:00 (Berlin), "
        "agenda 2 working days before at 15:00; followed up by May, moved to the next working day "
        "on holidays (Germany), in English"
    )
    assert said[2] == (
        "Wed 30 Sep 16:00 (Berlin), for you 30 Sep 22:00 Shanghai; agenda Mon 28 Sep 15:00"
    )


QUARTERLY, ANNUAL = frozenset({1, 4, 7, 10}), frozenset({1})


@pytest.mark.parametrize(
    ("text", "cadence", "days"),
    [
        ("复盘 售后组", Cadence.WEEKLY, WEDNESDAYS),
        ("周复盘 售后组", Cadence.WEEKLY, WEDNESDAYS),
        ("复盘会 全部门", Cadence.WEEKLY, WEDNESDAYS),
        ("月度复盘 全部门", Cadence.MONTHLY, DayRule(DayKind.MONTH_DAY, month_day=5)),
        ("月复盘 全部门 每月10号", Cadence.MONTHLY, DayRule(DayKind.MONTH_DAY, month_day=10)),
        ("复盘 全部门 每月最后一个工作日", Cadence.MONTHLY, DayRule(DayKind.LAST_WORKDAY)),
        ("季度复盘 公司", Cadence.QUARTERLY, DayRule(DayKind.MONTH_DAY, frozenset(), 8, QUARTERLY)),
        ("季度复盘 公司 每月8号", Cadence.QUARTERLY,
         DayRule(DayKind.MONTH_DAY, month_day=8, months=QUARTERLY)),
        ("年度复盘 公司", Cadence.ANNUAL, DayRule(DayKind.MONTH_DAY, frozenset(), 10, ANNUAL)),
        ("年度复盘 公司 12月20日", Cadence.ANNUAL,
         DayRule(DayKind.MONTH_DAY, month_day=20, months=frozenset({12}))),
        ("大促复盘 全部门", Cadence.PROMOTION, DayRule(DayKind.AFTER_PROMOTION, month_day=3)),
        ("大促前准备会 全部门", Cadence.BEFORE_PROMOTION,
         DayRule(DayKind.BEFORE_PROMOTION, month_day=10)),
        (
            "monthly review whole department",
            Cadence.MONTHLY,
            DayRule(DayKind.MONTH_DAY, month_day=5),
        ),
        ("promotion review company", Cadence.PROMOTION,
         DayRule(DayKind.AFTER_PROMOTION, month_day=3)),
        ("promotion preparation department", Cadence.BEFORE_PROMOTION,
         DayRule(DayKind.BEFORE_PROMOTION, month_day=10)),
    ],
)  # fmt: skip
def test_what_is_not_said_is_usual(shop: Shop, text: str, cadence: Cadence, days: DayRule) -> None:
    shop.ask(f"定时 添加 {text}")
    (found,) = shop.all()
    assert (found.what, found.cadence, found.timing.days) == (What.AGENDA, cadence, days)
    timing = found.timing
    assert (timing.at, timing.ahead, timing.ahead_at) == (960, 1, 900)
    assert timing.on_holiday is OnHoliday.NEXT
    # A group's lead follows up; of everybody's review, whoever set it up.
    follows = "大白" if found.team else "林岚"
    assert found.follow_up == shop.who(follows).person


def test_a_summary_stays_a_summary(shop: Shop) -> None:
    shop.ask("定时 周报 周一 9点")
    shop.ask("定时 月报 9点")
    assert [(one.what, one.cadence, one.timing.ahead_at) for one in shop.all()] == [
        (What.WEEKLY, None, None), (What.MONTHLY, None, None),
    ]  # fmt: skip
    assert [one.follow_up for one in shop.all()] == [0, 0]


def test_a_lead_means_his_team_and_may_no_other(shop: Shop) -> None:
    shop.ask("定时 添加 周复盘", name="大白")
    assert shop.kept(1).team == team_of(shop, "大白")
    assert shop.kept(1).follow_up == shop.who("大白").person
    for text in ("周复盘 售前组", "月度复盘 全部门", "季度复盘 公司"):
        assert "rights" in shop.refused(f"定时 添加 {text}", name="大白").message.key
    assert "rights" in shop.refused("定时 添加 周复盘 售后组", name="小美").message.key
    assert len(shop.all()) == 1


def test_the_language_is_the_channels(shop: Shop) -> None:
    with shop.context.database.write() as work:
        set_channel_language(work, HERE, Lang.EN, NOW, 0)
    shop.ask("定时 添加 周复盘 售后组")
    assert shop.kept(1).lang is Lang.EN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("复盘", "哪一级"),
        ("周复盘 售后组 每周一三", "一周一次"),
        ("周复盘 售后组 每月10号", "一周一次"),
        ("月度复盘 全部门 每周三", "一个月一次"),
        ("年度复盘 公司 每周三", "一年一次"),
        ("大促复盘 全部门 每周三", "大促后 3 个工作日"),
        ("大促前准备会 全部门 大促后 3 个工作日", "大促前 10 个工作日"),
        ("周复盘 售后组 16:00-17:00", "一个开会的时间"),
        ("周复盘 售后组 提前6天", "最多提前 5 个"),
        ("周复盘 售后组 当天 16:00 发议程", "早于开会"),
        ("周复盘 售后组 督办人 张三", "没有“张三”"),
        ("周复盘 售后组 25:00", "25:00"),
        ("周复盘 售后组 乱写", "“乱写”"),
        ("周报 9点 提前1天", "只有复盘才有"),
        ("周报 9点 督办人 小美", "只有复盘才有"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(shop: Shop, text: str, words: str) -> None:
    refusal = shop.refused(f"定时 添加 {text}")
    assert words in word(refusal.message, Lang.ZH)
    assert refusal.suggestions
    assert not shop.all()


def test_a_review_is_held_in_a_channel(shop: Shop) -> None:
    with pytest.raises(Refusal) as caught:
        shop.ask("定时 添加 周复盘 售后组", channel="ULIN")
    assert caught.value.message.key == "schedule.review.no_channel"


def test_one_series_of_a_cadence_level_and_team(shop: Shop) -> None:
    shop.ask("定时 添加 周复盘 售后组")
    # On other days or in another language it is the same meeting.
    for text in ("周复盘 售后组 每周五", "周复盘 售后组 用英文"):
        refusal = shop.refused(f"定时 添加 {text}")
        assert refusal.suggestions == ("定时 修改 1", "定时 预览 1")
    for text in ("月度复盘 售后组", "周复盘 售前组", "周复盘 全部门", "周复盘 公司",
                 "周复盘 售后组 <#C0OTHER001>", "周报 售后组 每周三 16点"):  # fmt: skip
        shop.ask(f"定时 添加 {text}")
    assert len(shop.all()) == 7


# -- what is there ---------------------------------------------------------------------------------


def test_the_list_shows_meeting_agenda_and_follower(shop: Shop) -> None:
    shop.ask("定时 添加 周复盘 售后组")
    shop.ask("定时 添加 季度复盘 公司 督办人 小美")
    assert shop.said("定时 列表")[2:4] == [
        "1 号 售后组周复盘 → C0GENERAL1，每周三 16:00（北京时间），提前 1 个工作日 15:00 发议程，"
        "督办人 大白，下次议程 9/29 15:00 北京时间",
        "2 号 公司季度复盘 → C0GENERAL1，每季度首月 8 日 16:00（北京时间），"
        "提前 1 个工作日 15:00 发议程，督办人 小美，下次议程 9/30 15:00 北京时间",
    ]
    shop.ask("定时 暂停 1")
    english = shop.said("schedule list", Lang.EN)
    assert english[2] == (
        "1: Weekly review, After-sales → C0GENERAL1, Wednesdays 16:00 (Beijing), agenda 1 working "
        "day before at 15:00, followed up by Bai, paused"
    )


def test_a_change_keeps_what_is_not_named(shop: Shop) -> None:
    shop.ask("定时 添加 周复盘 售后组 17:00 提前2天 10:00 督办人 小美")
    shop.ask("定时 修改 1 周五")
    changed = shop.kept(1)
    assert changed.timing.days == DayRule(DayKind.WEEKDAYS, frozenset({4}))
    assert (changed.timing.at, changed.timing.ahead, changed.timing.ahead_at) == (1020, 2, 600)
    assert changed.follow_up == shop.who("小美").person
    shop.ask("定时 修改 1 当天 9:30 督办人 大白")
    changed = shop.kept(1)
    assert (changed.timing.at, changed.timing.ahead, changed.timing.ahead_at) == (1020, 0, 570)
    assert changed.late_minutes == 1020 - 570
    assert changed.follow_up == shop.who("大白").person
    # Another cadence has other days.
    shop.ask("schedule edit 1 monthly review", Lang.EN)
    assert shop.kept(1).cadence is Cadence.MONTHLY
    assert shop.kept(1).timing.days == DayRule(DayKind.MONTH_DAY, month_day=5)
    # A summary has none of it.
    shop.ask("定时 修改 1 周报 9点")
    changed = shop.kept(1)
    assert (changed.what, changed.cadence, changed.follow_up) == (What.WEEKLY, None, 0)
    assert (changed.timing.ahead_at, changed.late_minutes) == (None, 180)


def test_paused_resumed_handed_over_and_removed(shop: Shop) -> None:
    shop.ask("定时 添加 周复盘 售后组")
    shop.ask("定时 暂停 1")
    assert shop.kept(1).paused
    shop.clock.advance(timedelta(days=7))
    assert shop.said("定时 恢复 1")[1] == "下次议程 10/13 15:00 北京时间"
    shop.ask("定时 负责人 1 大白")
    assert shop.kept(1).owner == shop.who("大白").person
    asked = shop.ask("定时 删除 1")
    assert "要删除 1 号吗？售后组周复盘" in word(asked.takeaway, Lang.ZH)
    shop.ask(asked.follow_ups[0].request)
    assert not shop.all()


# -- when it comes ---------------------------------------------------------------------------------


def test_an_occurrence_is_named_by_its_meeting_and_comes_before_it(shop: Shop) -> None:
    shop.ask("定时 添加 周复盘 售后组")
    installation = Installation(shop.context.database, shop.clock)
    # Nobody ran over the announcement of 30 September, 15:00, for 8 October, 16:00: while people
    # are away the agenda is worth posting, until the meeting begins.
    shop.clock.at = local(2026, 9, 29, 15)
    assert plan(installation) == 1
    shop.clock.at = local(2026, 10, 8, 15)
    assert plan(installation) == 1
    with shop.context.database.read() as work:
        later, first = occurrences.log(work, 1)
    assert (first.slot, str(first.nominal)) == ("2026-09-30", "2026-09-30")
    assert (later.slot, str(later.nominal)) == ("2026-10-08", "2026-10-07")
    assert later.due_at == local(2026, 9, 30, 15)
    assert later.state is OccurrenceState.DUE
    shop.clock.at = local(2026, 10, 14, 16) + timedelta(seconds=1)
    assert plan(installation) == 0
    with shop.context.database.read() as work:
        missed = occurrences.log(work, 1)[0]
    assert (missed.slot, missed.state, missed.reason) == (
        "2026-10-14", OccurrenceState.MISSED, "late",
    )  # fmt: skip


def test_sent_now_is_the_next_meetings_one_agenda(shop: Shop) -> None:
    shop.ask("定时 添加 周复盘 售后组")
    shop.ask("定时 马上发 1")
    with shop.context.database.read() as work:
        (one,) = occurrences.log(work, 1)
    assert (one.slot, one.due_at, str(one.nominal)) == ("2026-09-30", NOW, "2026-09-30")
    refusal = shop.refused("定时 马上发 1")
    assert refusal.message.key == "schedule.review.there"
    # Its time comes, and nothing more: a meeting has one agenda.
    shop.clock.at = local(2026, 9, 29, 15)
    assert plan(Installation(shop.context.database, shop.clock)) == 0
    with shop.context.database.read() as work:
        assert len(occurrences.log(work, 1)) == 1
    shop.clock.at = local(2026, 9, 30, 17)
    shop.ask("schedule now 1", Lang.EN)
    with shop.context.database.read() as work:
        assert {one.slot for one in occurrences.log(work, 1)} == {"2026-09-30", "2026-10-08"}


def test_after_the_announcement_was_missed_it_can_be_sent_until_the_meeting(shop: Shop) -> None:
    shop.clock.at = local(2026, 9, 29, 16)
    # Set up an hour after this week's agenda was to come.
    shop.ask("定时 添加 周复盘 售后组")
    assert shop.kept(1).next_at == local(2026, 9, 30, 15)
    shop.ask("定时 马上发 1")
    with shop.context.database.read() as work:
        (one,) = occurrences.log(work, 1)
    assert one.slot == "2026-09-30"


def test_an_agenda_is_not_tried_out(shop: Shop) -> None:
    shop.ask("定时 添加 周复盘 售后组")
    assert shop.refused("定时 试发 1").message.key == "schedule.review.no_trial"
    labels = [word(one.label, Lang.ZH) for one in shop.ask("定时 预览 1").follow_ups]
    assert labels == ["暂停", "修改", "发送记录"]


# -- the form --------------------------------------------------------------------------------------


def opening(shop: Shop, name: str = "林岚", text: str = "/review setup", **more: str) -> Opening:
    user = {"林岚": "ULIN", "大白": "UBAI", "阿布": "UABU", "小美": "UMAY"}[name]
    given = {"channel": HERE, "user": user} | more
    return Opening(shop.who(name), Lang.ZH, text=text, **given)


def values(form: Form) -> dict[str, str]:
    return {field.key: str(field.value) for field in form.fields}


def send(
    shop: Shop, form: Form, name: str = "林岚", key: str = "k1", **filled: str
) -> Mapping[str, str] | str:
    """Return what is said, or the errors by field, in Chinese."""
    submission = Submission(form.key, values(form) | filled, form.carried)
    try:
        outcome = take_setup(shop.context, opening(shop, name), submission, key)
    except Unfit as unfit:
        return {field: word(said, Lang.ZH) for field, said in unfit.errors.items()}
    assert outcome.said is not None
    return word(outcome.said, Lang.ZH)


def test_the_form_opens_with_what_is_usual_and_keeps_it(shop: Shop) -> None:
    form = setup_form(shop.context, opening(shop, "大白"))
    assert form.key == "review_setup"
    assert values(form) == {
        "team": str(team_of(shop, "大白")), "cadence": "weekly", "days": "usual", "time": "16:00",
        "ahead": "1", "ahead_time": "15:00", "channel": HERE, "follow": "", "lang": "zh",
    }  # fmt: skip
    said = send(shop, form, "大白")
    assert said == (
        "1 号已添加：售后组周复盘，每周三 16:00（北京时间），提前 1 个工作日 15:00 发议程，"
        "发到 C0GENERAL1；督办人 大白，遇节假日顺延到下一个工作日（按中国放假安排），用中文。"
        "下一次：9/30 周三 16:00（北京时间）；议程 9/29 周二 15:00 发"
    )
    # Delivered again, it changes nothing and says the same.
    assert send(shop, form, "大白") == said
    assert len(shop.all()) == 1
    again = send(shop, form, "大白", key="k2")
    assert isinstance(again, dict)
    assert "1 号" in again["cadence"]


def test_a_supervisor_chooses_among_all_levels(shop: Shop) -> None:
    form = setup_form(shop.context, opening(shop))
    offered = [option.value for option in form.fields[0].options]
    assert offered[:2] == ["department", "company"]
    assert len(offered) == 4
    said = send(
        shop, form, team="company", cadence="quarterly", days="month10", time="10:30", ahead="3",
        ahead_time="9:00", follow="UMAY", lang="en", channel="C0BOARD001",
    )  # fmt: skip
    assert isinstance(said, str), said
    found = shop.kept(1)
    assert (found.level, found.team, found.cadence) == (Level.COMPANY, 0, Cadence.QUARTERLY)
    assert found.timing == Timing(
        DayRule(DayKind.MONTH_DAY, month_day=10, months=QUARTERLY), 630, None, ahead=3,
        ahead_at=540,
    )  # fmt: skip
    assert (found.follow_up, found.lang) == (shop.who("小美").person, Lang.EN)
    assert found.channel == "C0BOARD001"


def test_the_team_is_the_one_whose_posts_are_here(shop: Shop) -> None:
    shop.ask("定时 周报 9点 售后组")
    form = setup_form(shop.context, opening(shop))
    assert values(form)["team"] == str(team_of(shop, "大白"))
    assert values(setup_form(shop.context, opening(shop, channel="C0OTHER001")))["team"] == (
        "department"
    )


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({"days": "first_workday"}, "days"),
        ({"cadence": "monthly", "days": "weekday2"}, "days"),
        ({"cadence": "promotion", "days": "before10"}, "days"),
        ({"cadence": "hourly"}, "cadence"),
        ({"days": "someday"}, "days"),
        ({"days": "as_it_is"}, "days"),
        ({"time": "25:00"}, "time"),
        ({"time": "16:00-17:00"}, "time"),
        ({"time": ""}, "time"),
        ({"ahead_time": "soon"}, "ahead_time"),
        ({"ahead": "0", "ahead_time": "16:00"}, "ahead_time"),
        ({"ahead": "9"}, "ahead"),
        ({"ahead": "one"}, "ahead"),
        ({"follow": "UNOBODY"}, "follow"),
        ({"team": "person"}, "team"),
        ({"team": "somebody"}, "team"),
        ({"team": "1000"}, "team"),
        ({"lang": "fr"}, "lang"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    shop: Shop, filled: dict[str, str], field: str
) -> None:
    form = setup_form(shop.context, opening(shop))
    errors = send(shop, form, **filled)
    assert isinstance(errors, dict)
    assert list(errors) == [field]
    assert not shop.all()


def test_a_channel_is_needed(shop: Shop) -> None:
    form = setup_form(shop.context, opening(shop, channel=""))
    assert list(send(shop, form)) == ["channel"]
    form = setup_form(shop.context, opening(shop, channel="ULIN"))
    assert values(form)["channel"] == ""
    assert list(send(shop, form)) == ["channel"]


def test_several_errors_are_told_at_once(shop: Shop) -> None:
    form = setup_form(shop.context, opening(shop))
    errors = send(shop, form, time="x", follow="UNOBODY", cadence="monthly", days="weekday1")
    assert sorted(errors) == ["days", "follow", "time"]


@pytest.mark.parametrize("text", ["/review setup 1", "复盘 设置 1", "/fupan schedule edit 1"])
def test_one_that_is_there_is_changed(shop: Shop, text: str) -> None:
    shop.ask("schedule add review After-sales friday 17:00 ahead 2 days 10:00 follow-up @May "
             "Europe/Berlin")  # fmt: skip
    make = schedule_form if "schedule" in text else setup_form
    form = make(shop.context, opening(shop, text=text, channel="C0OTHER001"))
    assert form.key == "review_setup"
    assert values(form) == {
        "team": str(team_of(shop, "大白")), "cadence": "weekly", "days": "weekday4",
        "time": "17:00", "ahead": "2", "ahead_time": "10:00", "channel": HERE, "follow": "UMAY",
        "lang": "en",
    }  # fmt: skip
    said = send(shop, form, days="weekday3", follow="")
    assert isinstance(said, str), said
    assert said.startswith("1 号已改：售后组周复盘，每周四 17:00（柏林）")
    changed = shop.kept(1)
    assert (changed.timing.zone, changed.timing.country) == ("Europe/Berlin", "DE")
    # Nobody chosen is the team's lead again.
    assert changed.follow_up == shop.who("大白").person
    assert len(shop.all()) == 1


def test_days_of_ones_own_stay(shop: Shop) -> None:
    shop.ask("定时 添加 年度复盘 公司 12月20日")
    form = setup_form(shop.context, opening(shop, text="/review setup 1"))
    assert values(form)["days"] == "as_it_is"
    assert isinstance(send(shop, form, time="9:30"), str)
    assert shop.kept(1).timing.days.months == {12}
    assert shop.kept(1).timing.at == 570


def test_the_form_is_for_whoever_may_and_for_reviews(shop: Shop) -> None:
    with pytest.raises(Refusal) as caught:
        setup_form(shop.context, opening(shop, "小美"))
    assert caught.value.message.key == "rights.schedule"
    shop.ask("定时 周报 9点 售前组")
    with pytest.raises(Refusal) as caught:
        setup_form(shop.context, opening(shop, text="/review setup 1"))
    assert caught.value.message.key == "review.setup.no_review"
    with pytest.raises(Refusal) as caught:
        setup_form(shop.context, opening(shop, "大白", text="/review setup 1"))
    assert "rights" in caught.value.message.key
    with pytest.raises(Refusal) as caught:
        setup_form(shop.context, opening(shop, text="/review setup 7"))
    assert caught.value.message.key == "schedule.no_such"
    # A lead cannot choose a team that is not offered.
    form = setup_form(shop.context, opening(shop, "大白"))
    assert list(send(shop, form, "大白", team=str(team_of(shop, "阿布")))) == ["team"]
