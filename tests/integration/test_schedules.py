"""Scheduled posts by command, on both engines: who may, what is understood, what comes, what came.

It is noon in Shanghai on Saturday, 26 September 2026: the Mid-Autumn holiday ends on Sunday, and
from Thursday, 1 October to Wednesday, 7 October China is off (on Saturday, 10 October it works).
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from base.answer import Answer
from base.clock import FixedClock
from base.form import Submission, Unfit
from base.language import Chat, Lang, Value
from base.refusal import Refusal
from base.rights import Actor, Role, operator
from base.schedule import (
    DayKind,
    DayRule,
    Level,
    OccurrenceState,
    OnHoliday,
    Schedule,
    Timing,
    What,
    WhenEmpty,
)
from bot.render.plain import plain_text
from bot.render.terminal import plain_lines
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.forms import FORMS, Opening, take
from commands.home import home
from commands.router import handle
from jobs.installation import Installation
from jobs.planning import plan
from storage import occurrences, schedules
from storage.engine import Database
from storage.people import StaffRow, actor_of, apply_staff
from storage.preferences import set_channel_language
from tests.helpers.world import take as imported
from tests.helpers.world import write_csv

NOW = datetime(2026, 9, 26, 4, tzinfo=UTC)
STAFF = (
    StaffRow("林岚", "Lan Lin", roles=(Role.SUPERVISOR,), slack_user="ULIN"),
    StaffRow("阿布", "Abu", "售前组", "Pre-sales", lead=True, slack_user="UABU"),
    StaffRow("小美", "May", "售前组", "Pre-sales", slack_user="UMAY"),
    StaffRow("大白", "Bai", "售后组", "After-sales", lead=True, slack_user="UBAI"),
)
HERE = "C0GENERAL1"


class Shop:
    """An installation, and those who ask it."""

    def __init__(self, database: Database) -> None:
        self.clock = FixedClock(NOW)
        self.context = Context(database, self.clock)
        apply_staff(database, STAFF)

    def who(self, name: str) -> Actor:
        return actor_of(self.context.database, date(2026, 9, 26), name=name)

    def ask(
        self, text: str, lang: Lang = Lang.ZH, name: str = "林岚", channel: str = HERE,
        place: Place = Place.PRIVATE,
    ) -> Answer:  # fmt: skip
        request = Request(text, self.who(name), lang, place, channel=channel)
        return handle(self.context, request)

    def said(self, text: str, lang: Lang = Lang.ZH, name: str = "林岚") -> list[str]:
        return [line for line in plain_lines(self.ask(text, lang, name), lang) if line]

    def refused(self, text: str, lang: Lang = Lang.ZH, name: str = "林岚") -> Refusal:
        with pytest.raises(Refusal) as caught:
            self.ask(text, lang, name)
        return caught.value

    def kept(self, number: int) -> Schedule:
        with self.context.database.read() as work:
            found = schedules.read(work, number)
        assert found is not None
        return found

    def all(self) -> tuple[Schedule, ...]:
        with self.context.database.read() as work:
            return schedules.listed(work)


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def local(year: int, month: int, day: int, hour: int) -> datetime:
    """Return a moment of Shanghai's clocks."""
    return datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=8)


# -- adding ----------------------------------------------------------------------------------------


def test_added_in_chinese_with_what_is_usual(shop: Shop) -> None:
    answer = shop.ask("定时 添加 周报 每周一 9点 <#C0WEEKLY01|客服周报> 售后组")
    assert [word(f.label, Lang.ZH) for f in answer.follow_ups] == ["试发给我", "修改", "暂停"]
    values: list[Value] = list(answer.takeaway.params.values())
    assert Chat("C0WEEKLY01") in values
    assert [line for line in plain_lines(answer, Lang.ZH) if line] == [
        "1 号已添加：售后组周报，每周一 09:00（北京时间）发到 C0WEEKLY01；"
        "遇节假日顺延到下一个工作日（按中国放假安排），用中文",
        "接下来：",
        "9/28 周一 09:00（北京时间）",
        "10/5 周一是国庆，顺延到 10/8 周四 09:00（北京时间）",
        "10/12 周一 09:00（北京时间）",
    ]
    after_sales = next(iter(shop.who("大白").leads))
    assert shop.kept(1) == Schedule(
        What.WEEKLY, Level.GROUP, "C0WEEKLY01",
        Timing(DayRule(DayKind.WEEKDAYS, frozenset({0})), at=540),
        owner=shop.who("林岚").person, lang=Lang.ZH, team=after_sales, id=1, planned=NOW,
        next_at=local(2026, 9, 28, 9),
    )  # fmt: skip


def test_added_in_english_elsewhere(shop: Shop) -> None:
    said = shop.said(
        "/fupan schedule add daily workdays 9:30-11:00 here Europe/Berlin late 1h skip if empty",
        Lang.EN,
    )
    assert said[0] == (
        "Schedule 1 added: Daily summary for the whole department to C0GENERAL1, every working "
        "day between 09:30 and 11:00: as soon as the data are complete, at 11:00 at the latest "
        "(Berlin); working days of Germany, nothing when there are no data, not when more than 60 "
        "minutes late, in English"
    )
    assert said[2] == "Mon 28 Sep 09:30–11:00 (Berlin), for you 28 Sep 15:30 Shanghai"
    found = shop.kept(1)
    assert found.timing == Timing(
        DayRule(DayKind.WORKDAYS), 570, 660, "Europe/Berlin", "DE", OnHoliday.SKIP
    )
    assert (found.late_minutes, found.when_empty, found.lang) == (60, WhenEmpty.SKIP, Lang.EN)


@pytest.mark.parametrize(
    ("text", "what", "days", "on_holiday", "late"),
    [
        ("周报 9点", What.WEEKLY, DayKind.WEEKDAYS, OnHoliday.NEXT, 180),
        ("日报 9点", What.DAILY, DayKind.WORKDAYS, OnHoliday.SKIP, 180),
        ("月报 9点", What.MONTHLY, DayKind.FIRST_WORKDAY, OnHoliday.NEXT, 24 * 60),
        ("大促快报 20点", What.FLASH, DayKind.PROMOTION, OnHoliday.SEND, 60),
    ],
)
def test_what_is_not_said_is_usual(
    shop: Shop, text: str, what: What, days: DayKind, on_holiday: OnHoliday, late: int
) -> None:
    shop.ask(f"定时 {text}")
    (found,) = shop.all()
    assert (found.what, found.timing.days.kind, found.timing.on_holiday) == (what, days, on_holiday)
    assert (found.channel, found.late_minutes, found.level) == (HERE, late, Level.DEPARTMENT)


def test_the_language_is_what_was_asked_for_else_the_channels_else_as_typed(shop: Shop) -> None:
    with shop.context.database.write() as work:
        set_channel_language(work, "C0ENGLISH1", Lang.EN, NOW, 0)
    for text, lang in (
        ("定时 周报 9点 <#C0ENGLISH1>", Lang.EN),
        ("定时 周报 9点 <#C0ENGLISH1> 用中文", Lang.ZH),
        ("定时 周报 9点", Lang.ZH),
        ("schedule add weekly 9:00", Lang.EN),
    ):
        shop.ask(text)
        assert shop.all()[-1].lang is lang


def test_in_a_direct_message_it_comes_there(shop: Shop) -> None:
    shop.ask("定时 周报 9点", channel="ULIN")
    shop.ask("定时 日报 9点 私信我")
    assert [one.channel for one in shop.all()] == ["ULIN", "ULIN"]


def test_a_double_is_refused_with_the_number_of_the_first(shop: Shop) -> None:
    shop.ask("定时 周报 每周一 9点")
    refusal = shop.refused("schedule add weekly monday 10:00 in Chinese", Lang.EN)
    assert "schedule 1" in word(refusal.message, Lang.EN)
    assert refusal.suggestions == ("schedule edit 1", "schedule preview 1")
    # Another team, channel, day or language is another post; flashes come several times a day.
    for text in ("周报 每周一 9点 售后组", "周报 每周一 9点 <#C0OTHER001>", "周报 每周二 9点",
                 "周报 每周一 9点 用英文", "大促快报 10点", "大促快报 20点"):  # fmt: skip
        shop.ask(f"定时 {text}")
    assert len(shop.all()) == 7
    assert "7" in word(shop.refused("定时 大促快报 20点").message, Lang.ZH)


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        ("定时 添加 周报 每周一 9点 胡说", Lang.ZH, "没看懂“胡说”"),
        ("schedule add weekly monday 9:00 foo", Lang.EN, "“foo”"),
        ("定时 添加 每周一 9点", Lang.ZH, "没看懂要发什么"),
        ("schedule add weekly monday", Lang.EN, "at what time"),
        ("定时 添加 周报 25:00", Lang.ZH, "“25:00”"),
        ("schedule add monthly monday 9:00", Lang.EN, "once a month"),
        ("定时 添加 大促快报 每周一 9点", Lang.ZH, "只在大促当天发"),
        ("schedule add weekly 9:00 #cs", Lang.EN, "“#cs” is only a name"),
        ("schedule add weekly 9:00 country ZZ", Lang.EN, "ZZ"),
        ("schedule add weekly 9:00 ; drop table schedule", Lang.EN, "“drop”"),
    ],
)
def test_what_does_not_work_is_named(shop: Shop, text: str, lang: Lang, words: str) -> None:
    refusal = shop.refused(text, lang)
    assert words in word(refusal.message, lang)
    assert not shop.all()
    if "ZZ" in text:
        return
    # What is offered instead works.
    for suggestion in refusal.suggestions:
        shop.ask(suggestion, lang)


# -- who may ---------------------------------------------------------------------------------------


def test_a_lead_has_his_own_team_and_no_other(shop: Shop) -> None:
    shop.ask("定时 周报 9点")
    shop.ask("定时 周报 9点 售后组")
    shop.ask("定时 周报 10点", name="阿布")
    assert shop.kept(3).team in shop.who("阿布").leads
    assert [one[:1] for one in shop.said("定时", name="阿布")[2:]] == ["3"]
    assert [one[:1] for one in shop.said("定时")[2:]] == ["1", "2", "3"]
    for text in ("定时 周报 9点 售后组", "定时 周报 9点 全部门", "定时 周报 9点 给老板看",
                 "定时 修改 3 售后组", "定时 修改 3 全部门", "定时 放假 2026-10-09"):  # fmt: skip
        assert "你" in word(shop.refused(text, name="阿布").message, Lang.ZH) or "组长" in word(
            shop.refused(text, name="阿布").message, Lang.ZH
        )
    for verb in ("预览", "修改", "暂停", "恢复", "删除", "马上发", "试发", "记录"):
        told = (
            word(shop.refused(f"定时 {verb} 2 ", name="阿布").message, Lang.ZH)
            if (verb != "修改")
            else word(shop.refused("定时 修改 2 10点", name="阿布").message, Lang.ZH)
        )
        assert told.startswith("定时发送由主管")
    assert len(shop.all()) == 3


@pytest.mark.parametrize(
    "text",
    ["定时", "定时 周报 9点", "定时 周报 9点 售前组", "定时 记录", "定时 放假", "定时 试发 1"],
)
def test_nobody_else_may_anything(shop: Shop, text: str) -> None:
    shop.ask("定时 周报 9点 售前组")
    assert "组长可以" in word(shop.refused(text, name="小美").message, Lang.ZH)
    assert len(shop.all()) == 1


def test_the_operator_may_everything_where_a_channel_is_named(shop: Shop) -> None:
    request = Request("定时 周报 9点", operator(), Lang.ZH)
    with pytest.raises(Refusal) as caught:
        handle(shop.context, request)
    assert caught.value.message.key == "schedule.no_channel"
    request = Request("定时 周报 9点 C0GENERAL1", operator(), Lang.ZH)
    handle(shop.context, request)
    assert shop.kept(1).owner == 0


# -- what comes ------------------------------------------------------------------------------------


def test_preview_says_what_a_holiday_moves_and_skips(shop: Shop) -> None:
    shop.ask("定时 周报 每周一 9点")
    assert shop.said("定时 预览 1")[2:] == [
        "9/28 周一 09:00（北京时间）",
        "10/5 周一是国庆，顺延到 10/8 周四 09:00（北京时间）",
        "10/12 周一 09:00（北京时间）",
        "10/19 周一 09:00（北京时间）",
        "10/26 周一 09:00（北京时间）",
    ]
    shop.ask("schedule edit 1 holidays previous", Lang.EN)
    assert shop.said("schedule preview 1", Lang.EN)[3] == (
        "Mon 5 Oct is off (National Day), brought forward to Wed 30 Sep 09:00 (Beijing)"
    )
    shop.ask("定时 修改 1 节假日跳过")
    assert shop.said("定时 1") == shop.said("定时 查看 1号") == shop.said("定时 预览")
    assert shop.said("定时 1")[2:5] == [
        "9/28 周一 09:00（北京时间）",
        "10/5 周一是国庆，不发",
        "10/12 周一 09:00（北京时间）",
    ]
    shop.ask("schedule daily every day 9:00 skip holidays", Lang.EN)
    # Week-ends are nothing to tell of a daily post; a holiday is one line.
    assert shop.said("schedule 2", Lang.EN)[2:7] == [
        "Sun 27 Sep is off (Mid-Autumn), skipped",
        "Mon 28 Sep 09:00 (Beijing)",
        "Tue 29 Sep 09:00 (Beijing)",
        "Wed 30 Sep 09:00 (Beijing)",
        "1–7 Oct are off (National Day), skipped",
    ]
    shop.ask("定时 修改 1 节假日照发")
    assert "10/5 周一 09:00（北京时间）" in shop.said("定时 预览 1")


def test_preview_says_which_years_are_not_known(shop: Shop) -> None:
    shop.ask("定时 周报 每周一 9点")
    assert not shop.ask("定时 预览 1").notes
    # What the calendar of 2030 is, nobody has said.
    shop.clock.advance(timedelta(days=3 * 365 + 60))
    (note,) = shop.ask("定时 预览 1").notes
    assert word(note, Lang.ZH).startswith("2029 年的放假安排还没公布")


def test_the_wall_time_stays_where_summer_time_ends(shop: Shop) -> None:
    shop.ask("schedule add weekly monday 9:00 Europe/Berlin", Lang.EN)
    said = shop.said("schedule preview 1", Lang.EN)
    assert "Mon 19 Oct 09:00 (Berlin), for you 19 Oct 15:00 Shanghai" in said
    assert "Mon 26 Oct 09:00 (Berlin), for you 26 Oct 16:00 Shanghai" in said


# -- pausing, changing, removing -------------------------------------------------------------------


def test_what_passes_during_a_pause_is_not_missed(shop: Shop) -> None:
    shop.ask("定时 周报 每周一 9点")
    assert "已暂停" in shop.said("定时 暂停 1")[0]
    assert "已暂停" in shop.said("定时")[2]
    shop.clock.advance(timedelta(days=15))
    assert plan(Installation(shop.context.database, shop.clock)) == 0
    said = shop.said("定时 恢复 1")
    assert said[1].startswith("下次 10/12 09:00")
    plan(Installation(shop.context.database, shop.clock))
    with shop.context.database.read() as work:
        assert occurrences.log(work, 1) == ()
    assert (shop.kept(1).planned, shop.kept(1).paused) == (shop.clock.now(), False)


def test_a_change_keeps_what_is_not_named(shop: Shop) -> None:
    shop.ask("定时 周报 每周一 9:00-11:30 售后组 用英文 late 30m")
    before = shop.kept(1)
    shop.ask("定时 修改 1 每周二 遇节假日提前")
    after = shop.kept(1)
    assert after.timing.days == DayRule(DayKind.WEEKDAYS, frozenset({1}))
    assert (after.timing.at, after.timing.until) == (540, 690)
    assert (after.team, after.lang, after.late_minutes) == (before.team, Lang.EN, 30)
    assert after.next_at == local(2026, 9, 29, 9)
    shop.ask("schedule edit 1 8:00", Lang.EN)
    assert (shop.kept(1).timing.at, shop.kept(1).timing.until) == (480, None)


def test_removing_asks_first(shop: Shop) -> None:
    shop.ask("定时 周报 9点")
    asked = shop.ask("定时 删除 1")
    assert shop.all()
    yes = asked.follow_ups[0]
    assert (word(yes.label, Lang.ZH), yes.request) == (
        "确认删除",
        "/fupan schedule remove 1 yes",
    )
    assert "已删除" in word(shop.ask(yes.request).takeaway, Lang.ZH)
    assert not shop.all()
    assert shop.refused("定时 预览 1").message.key == "schedule.no_such"


def test_a_new_owner_has_to_be_somebody_who_may(shop: Shop) -> None:
    shop.ask("定时 周报 9点 售后组")
    next_at, planned = shop.kept(1).next_at, shop.kept(1).planned
    shop.clock.advance(timedelta(minutes=5))
    assert "小美" in word(shop.refused("定时 负责人 1 小美").message, Lang.ZH)
    assert "没有“谁”" in word(shop.refused("定时 负责人 1 谁").message, Lang.ZH)
    assert shop.refused("定时 负责人 1").message.key == "schedule.owner_how"
    assert "Bai" in shop.said("schedule owner 1 @Bai", Lang.EN)[0]
    assert shop.kept(1).owner == shop.who("大白").person
    # Handing it over changes nothing of when it comes.
    assert (shop.kept(1).next_at, shop.kept(1).planned) == (next_at, planned)


# -- days off --------------------------------------------------------------------------------------


def test_own_days_off_move_what_comes_and_come_back(shop: Shop) -> None:
    shop.ask("定时 周报 每周一 9点")
    shop.ask("定时 日报 每天 9点 节假日照发")
    said = shop.said("/fupan schedule closed 2026-09-28..2026-09-29 盘点")
    assert said[0] == "2026/9/28–9/29 放假：盘点"
    assert said[1] == "1 个定时发送的下一次因此改期。"
    assert shop.kept(1).next_at == local(2026, 9, 30, 9)
    assert "9/28 周一是盘点，顺延到 9/30 周三 09:00（北京时间）" in shop.said("定时 预览 1")
    assert shop.said("schedule closed", Lang.EN)[:2] == [
        "Own days off",
        "28–29 Sep 2026: 盘点",
    ]
    assert shop.said("定时 取消放假 9月29日")[0] == "2026/9/28–9/29 不再算放假（盘点）"
    assert shop.kept(1).next_at == local(2026, 9, 28, 9)
    assert shop.refused("schedule open 2026-09-29", Lang.EN).message.key == "schedule.not_closed"
    for text in ("closed soon", "closed 2026-02-30", "closed 2026-10-09..2026-10-08",
                 "closed 2026-01-01..2027-01-01", "open"):  # fmt: skip
        assert shop.refused(f"schedule {text}", Lang.EN).suggestions


def test_days_off_without_a_name_are_told_once(shop: Shop) -> None:
    assert shop.said("定时 放假 2026-12-25")[0] == "2026/12/25 放假"
    assert shop.said("定时 取消放假 2026-12-25")[0] == "2026/12/25 不再算放假"
    assert (
        shop.said("schedule closed 2026-12-24..2026-12-25", Lang.EN)[0] == "Closed 24–25 Dec 2026"
    )


def test_days_that_open_again_make_no_post_for_the_past(shop: Shop) -> None:
    shop.ask("定时 放假 2026-09-28..2026-10-20 装修")
    shop.ask("定时 周报 每周一 9点")
    shop.clock.advance(timedelta(days=10))
    shop.ask("定时 取消放假 2026-09-28")
    assert shop.kept(1).next_at == local(2026, 10, 8, 9)
    plan(Installation(shop.context.database, shop.clock))
    with shop.context.database.read() as work:
        assert occurrences.log(work, 1) == ()


def test_what_is_due_stays_due_when_days_off_change(shop: Shop) -> None:
    shop.ask("定时 周报 每周一 9点")
    shop.clock.advance(local(2026, 9, 28, 9) - NOW + timedelta(seconds=2))
    shop.ask("定时 放假 2026-12-24 年会")
    assert plan(Installation(shop.context.database, shop.clock)) == 1


# -- sending and its log ---------------------------------------------------------------------------


def test_sent_now_is_one_occurrence_each_time(shop: Shop) -> None:
    shop.ask("定时 周报 每周一 9点")
    assert shop.ask("定时 马上发 1").takeaway.key == "schedule.sends_now"
    shop.ask("/fupan schedule now 1")
    with shop.context.database.read() as work:
        found = occurrences.log(work, 1)
    assert len({one.slot for one in found}) == 2
    assert {one.state for one in found} == {OccurrenceState.DUE}
    assert found[0].due_at == NOW
    assert shop.said("定时 记录 1")[2] == "9/26 周六：等待发送，计划 9/26 12:00 北京时间。手动发送"


def test_the_log_gives_reasons_and_what_to_do(shop: Shop) -> None:
    shop.ask("定时 周报 每周一 9点")
    shop.clock.advance(local(2026, 10, 12, 15) - NOW)
    plan(Installation(shop.context.database, shop.clock))
    said = shop.said("定时 记录 1")
    assert said[1] == "下次 10/19 09:00 北京时间"
    assert said[2].startswith("10/12 周一：错过了，计划 10/12 09:00 北京时间。过了时效")
    assert said[3].startswith("10/8 周四：错过了，计划 10/8 09:00 北京时间。原定 10/5 周一")
    assert "只发最新的一次" in said[3]
    with shop.context.database.write() as work:
        newest = occurrences.log(work, 1)[0]
        occurrences.failed(work, newest.id, OccurrenceState.FAILED, "not_in_channel")
    assert "/invite @fupan" in shop.said("schedule log 1", Lang.EN)[2]
    with shop.context.database.write() as work:
        at = newest.due_at + timedelta(minutes=2)
        occurrences.sent(work, newest.id, at, HERE, "1.2")
    assert shop.said("定时 记录")[1] == (
        "10/12 周一 1 号周报：10/12 09:02 北京时间 已发送，计划 10/12 09:00 北京时间"
    )
    assert shop.said("定时 记录", name="阿布") == ["还没有定时发送到过点"]


def test_a_trial_is_the_post_for_the_asker_alone(shop: Shop, tmp_path: Path) -> None:
    rows = [
        (date(2026, 9, 14) + timedelta(days=n), "旗舰店", "售前组", "小美", 100, 50, 45)
        for n in range(7)
    ]
    head = ("day", "shop", "team", "agent", "contacts", "ratings", "good")
    imported(shop.context.database, write_csv(tmp_path, head, rows))
    shop.ask("定时 周报 9点")
    answer = shop.ask("定时 试发 1")
    assert answer.private
    assert answer.post is not None
    assert "700" in plain_text(answer, Lang.ZH)
    assert answer.post.details
    assert word(answer.post.notes[0], Lang.ZH).startswith("1 号试发，只有你看到")
    told = shop.ask("定时 试发 1", place=Place.CHANNEL)
    assert told.withheld
    assert told.post is None
    with shop.context.database.read() as work:
        assert occurrences.log(work, 1) == ()


# -- the form --------------------------------------------------------------------------------------


def filled(**changes: str) -> dict[str, str]:
    return {
        "what": "weekly", "team": "department", "channel": "", "days": "weekday0",
        "time": "09:00", "zone": "Asia/Shanghai", "holiday": "next", "empty": "say", "lang": "zh",
    } | changes  # fmt: skip


def sent(
    shop: Shop, values: dict[str, str], name: str = "林岚", number: str = "", key: str = "v1"
) -> str:
    carried = {"channel": HERE, "schedule": number}
    opening = Opening(shop.who(name), Lang.ZH, HERE, "U" + name)
    outcome = take(shop.context, opening, Submission("schedule", values, carried), key)
    assert outcome.said is not None
    return word(outcome.said, Lang.ZH)


def wrong(shop: Shop, values: dict[str, str], name: str = "林岚", number: str = "") -> set[str]:
    with pytest.raises(Unfit) as caught:
        sent(shop, values, name, number, key="wrong")
    assert all(word(text, Lang.EN) and word(text, Lang.ZH) for text in caught.value.errors.values())
    return set(caught.value.errors)


def test_the_form_adds_once_however_often_it_is_delivered(shop: Shop) -> None:
    said = sent(shop, filled(time="09:00-11:30", days="last_workday", what="monthly"))
    assert said.startswith("1 号已添加：全部门月报，每月最后一个工作日 09:00–11:30")
    assert said.endswith("下次 9/30 09:00 北京时间")
    assert sent(shop, filled(time="09:00-11:30", days="last_workday", what="monthly")) == said
    (found,) = shop.all()
    assert (found.channel, found.timing.until, found.late_minutes) == (HERE, 690, 24 * 60)


def test_the_form_changes_what_it_was_opened_with(shop: Shop) -> None:
    shop.ask("定时 周报 每周一三 9点 <#C0OTHER001> 售后组 late 30m")
    opening = Opening(shop.who("林岚"), Lang.ZH, HERE, "ULIN", "/fupan schedule edit 1")
    form = FORMS["schedule"].make(shop.context, opening)
    values = {field.key: field.value for field in form.fields}
    assert values["channel"] == "C0OTHER001"
    assert (values["days"], values["time"]) == ("as_it_is", "09:00")
    assert form.carried["schedule"] == "1"
    sent(shop, values | {"time": "10:00", "channel": ""}, number="1")
    (found,) = shop.all()
    assert found.timing.days == DayRule(DayKind.WEEKDAYS, frozenset({0, 2}))
    assert (found.timing.at, found.channel, found.late_minutes) == (600, "C0OTHER001", 30)


def test_the_form_says_at_the_field_what_does_not_fit(shop: Shop) -> None:
    assert wrong(shop, filled(time="25:00")) == {"time"}
    assert wrong(shop, filled(time="", zone="Mars/Olympus")) == {"time", "zone"}
    assert wrong(shop, filled(what="monthly")) == {"days"}
    assert wrong(shop, filled(team="company"), name="阿布") == {"team"}
    assert not shop.all()
    sent(shop, filled())
    assert wrong(shop, filled(time="10:00")) == {"what"}
    assert len(shop.all()) == 1


def test_the_form_of_a_lead_offers_his_team_alone(shop: Shop) -> None:
    opening = Opening(shop.who("阿布"), Lang.ZH, HERE, "UABU", "定时 添加")
    form = FORMS["schedule"].make(shop.context, opening)
    (team,) = next(field for field in form.fields if field.key == "team").options
    assert team.name.zh == "售前组"
    sent(shop, filled(team=team.value), name="阿布")
    assert shop.kept(1).level is Level.GROUP
    with pytest.raises(Refusal):
        FORMS["schedule"].make(shop.context, Opening(shop.who("小美"), Lang.ZH, HERE, "UMAY"))


# -- the page --------------------------------------------------------------------------------------


def test_the_page_shows_what_comes_next_to_those_who_may(shop: Shop) -> None:
    shop.ask("定时 周报 每周一 9点 售后组")
    shop.ask("定时 日报 9点")
    shop.ask("定时 暂停 2")
    page = home(shop.context, shop.who("林岚"), Lang.ZH)
    lines = {word(s.heading, Lang.ZH): [word(line, Lang.ZH) for line in s.lines]
             for s in page.sections}  # fmt: skip
    assert lines["定时发送"] == [
        f"售后组周报 → {HERE}：下次 9/28 09:00 北京时间",
        f"全部门日报 → {HERE}：已暂停",
    ]
    for name, shown in (("大白", True), ("小美", False)):
        page = home(shop.context, shop.who(name), Lang.ZH)
        headings = [word(section.heading, Lang.ZH) for section in page.sections]
        assert ("定时发送" in headings) is shown
