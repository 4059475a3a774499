"""Daily, monthly and company summaries, targets, what may only be so, and the doors for jobs.

The same twelve weeks as the weekly summaries, small enough to reckon by hand; on both engines.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from base.answer import Answer
from base.clock import FixedClock
from base.dimensions import Dim
from base.language import Lang
from base.post import Post
from base.refusal import Refusal
from base.rights import Role, operator
from base.schedule import Level, What
from bot.render.plain import plain_text
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.router import handle
from metrics.compute import Computed, beside, compute
from metrics.model import Baseline, Question
from metrics.promotions import DEFAULT
from reviews.scoping import Scope, known_of, scope_of
from reviews.summaries import answered, period_of, summary
from storage.engine import Database, Work
from storage.people import StaffRow, apply_staff
from storage.targets import set_target
from tests.helpers.world import CLOCK, take, write_csv
from tests.integration.test_weekly import LAST, MONDAY, REPORT, day_of, lines, post_of, weeks

ZH, EN = Lang.ZH, Lang.EN
TODAY = date(2026, 8, 17)
Ask = Callable[..., Answer]


@pytest.fixture
def told(database: Database, tmp_path: Path) -> Ask:
    """Import rows and ask."""

    def ask(rows: Any, text: str, lang: Lang = ZH, clock: FixedClock = MONDAY) -> Answer:
        if rows:
            take(database, write_csv(tmp_path, REPORT, rows))
        return handle(Context(database, clock), Request(text, operator(lang), lang, Place.CHANNEL))

    return ask


def aim(database: Database, key: str, value: float) -> None:
    with database.write() as work:
        set_target(work, key, value, CLOCK.now(), 0)


def notes(post: Post, lang: Lang = ZH) -> list[str]:
    return [word(note, lang) for note in post.notes]


# -- which time --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "nominal", "first", "last"),
    [
        (What.WEEKLY, "2026-08-17", "2026-08-10", "2026-08-16"),
        (What.WEEKLY, "2026-08-23", "2026-08-10", "2026-08-16"),
        (What.WEEKLY, "2027-01-04", "2026-12-28", "2027-01-03"),
        (What.DAILY, "2026-08-17", "2026-08-16", "2026-08-16"),
        (What.DAILY, "2026-03-01", "2026-02-28", "2026-02-28"),
        (What.MONTHLY, "2026-08-31", "2026-07-01", "2026-07-31"),
        (What.MONTHLY, "2027-01-01", "2026-12-01", "2026-12-31"),
        (What.MONTHLY, "2028-03-01", "2028-02-01", "2028-02-29"),
        (What.FLASH, "2026-11-11", "2026-11-11", "2026-11-11"),
    ],
)
def test_what_a_summary_of_a_day_is_about(what: What, nominal: str, first: str, last: str) -> None:
    found = period_of(what, date.fromisoformat(nominal))
    assert (found.start.isoformat(), found.end.isoformat()) == (first, last)


# -- on demand ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "title"),
    [
        ("日报", ZH, "客服日报 8/16 周日"),
        ("昨天的日报", ZH, "客服日报 8/16 周日"),
        ("日报 8/14", ZH, "客服日报 8/14 周五"),
        ("daily", EN, "CS daily Sun 16 Aug"),
        ("daily report for yesterday", EN, "CS daily Sun 16 Aug"),
        ("月报", ZH, "客服月报 7 月"),
        ("7月月报", ZH, "客服月报 7 月"),
        ("/fupan 月报 上个月", ZH, "客服月报 7 月"),
        ("monthly", EN, "CS monthly July"),
        ("monthly summary for July", EN, "CS monthly July"),
        ("周报 售前组", ZH, "售前组周报 8/10–8/16"),
        ("售前组日报", ZH, "售前组日报 8/16 周日"),
        ("周报 旗舰店", ZH, "旗舰店周报 8/10–8/16"),
    ],
)
def test_ways_to_ask(told: Ask, text: str, lang: Lang, title: str) -> None:
    assert lines(post_of(told(weeks(), text, lang)), lang)[0] == title


@pytest.mark.parametrize(
    ("text", "lang", "begins"),
    [
        ("周报 给老板", ZH, "8/10–8/16 这周：客服带来"),
        ("公司周报", ZH, "8/10–8/16 这周：客服带来"),
        ("给老板的周报 上周", ZH, "8/10–8/16 这周：客服带来"),
        ("月报 给老板", ZH, "7 月：客服带来"),
        ("weekly for the boss", EN, "Week 10–16 Aug: CS brought"),
        ("company weekly last week", EN, "Week 10–16 Aug: CS brought"),
        ("daily for boss", EN, "Sun 16 Aug: CS brought"),
    ],
)
def test_ways_to_ask_for_the_boss(told: Ask, text: str, lang: Lang, begins: str) -> None:
    post = post_of(told(weeks(), text, lang))
    assert post.title.key == "none"
    assert word(post.takeaway, lang).startswith(begins)


@pytest.mark.parametrize(
    ("text", "lang", "key"),
    [
        ("日报 上周", ZH, "daily.not_a_day"),
        ("月报 上周", ZH, "monthly.not_a_month"),
        ("monthly yesterday", EN, "monthly.not_a_month"),
        ("快报 上周", ZH, "daily.not_a_day"),
        ("日报 小美", ZH, "weekly.no_person"),
        ("月报 按组", ZH, "weekly.no_cut"),
    ],
)
def test_what_does_not_fit_is_said_with_what_does(
    told: Ask, text: str, lang: Lang, key: str
) -> None:
    with pytest.raises(Refusal) as refused:
        told(weeks(), text, lang)
    assert refused.value.message.key == key
    for suggestion in refused.value.suggestions:
        post_of(told([], suggestion, lang))


@pytest.mark.parametrize("text", ["daily contacts last week", "csat daily last week"])
def test_a_figure_by_day_is_still_a_figure(told: Ask, text: str) -> None:
    answer = told(weeks(), text, EN)
    assert answer.post is None
    assert answer.table is not None
    assert answer.table.dims == ("day",)


def test_every_button_asks_for_something_that_is_there(told: Ask) -> None:
    told(weeks(last=(90, 80, 90)), "周报")
    for lang, texts in (
        (ZH, ("周报", "周报 给老板", "周报 售后组", "日报", "日报 给老板", "月报")),
        (EN, ("weekly", "weekly for the boss", "daily", "monthly")),
    ):
        for text in texts:
            for follow_up in post_of(told([], text, lang)).follow_ups:
                answer = told([], follow_up.request, lang)
                assert answer.post is not None or answer.figure is not None, follow_up.request


# -- daily, monthly, the boss ------------------------------------------------------------------


def test_a_day_stands_beside_the_same_weekday_a_week_before(told: Ask) -> None:
    post = post_of(told(weeks(), "日报"))
    said = lines(post)
    assert said[:3] == [
        "客服日报 8/16 周日",
        "平常的一天，没有要处理的变化",
        "接待 300 人次，各项都在近 8 周同一天的正常范围内。",
    ]
    assert said[3] == "满意度 90.0%（8/9 周日 90.0%）正常波动"
    grid = post.details[0].grid
    assert grid is not None
    assert [word(column, ZH) for column in grid.columns][1:3] == ["当天", "8/9 周日"]


def test_a_day_that_got_worse_says_both_baselines(told: Ask) -> None:
    said = lines(post_of(told(weeks(last=(90, 50, 90), busy=60), "日报")))
    assert said[1] == "满意度明显变差：76.7%，8/9 周日 90.0%"
    assert said[2].startswith("接待 480 人次，比 8/9 周日多 60.0%；平常周日 30")


def test_a_month_stands_beside_the_month_before(told: Ask) -> None:
    post = post_of(told(weeks(), "月报"))
    said = lines(post)
    assert said[0] == "客服月报 7 月"
    assert any(line.startswith("满意度 90.0%（6 月 ") for line in said)
    assert any(line.startswith("接待 9,3") and "比 6 月多" in line for line in said)


def test_the_boss_gets_three_lines_and_no_agent(told: Ask) -> None:
    answer = told(weeks(last=(90, 70, 90)), "周报 给老板")
    post = post_of(answer)
    assert lines(post)[1:] == [
        "8/10–8/16 这周：客服带来 1.4 万，前一周也是 1.4 万；满意度 83.3%，低于前一周的 90.0%",
        "问题在哪",
        "1. 满意度比前一周低 6.7 个点，全在售后组（原来 90.0%，现在 70.0%）",
    ]
    assert not [name for name in ("小美", "大白", "七七") if name in repr(answer)]
    # What nobody can decide or agree to yet is not there.
    assert [f.label.key for f in post.follow_ups] == ["button.why", "button.whole"]
    calm = lines(post_of(told(weeks(), "周报 给老板")))
    assert calm[2:] == ["都在正常波动内。", "问题在哪 没有明显变差的"]


def test_a_group_without_sales_has_four_figures_of_its_own(told: Ask) -> None:
    post = post_of(told(weeks(), "周报 售后组"))
    keys = [one.name.key.rpartition(".")[2] for one in post.figures]
    # Nobody was left unanswered, ever: a figure that is always nothing is none.
    assert keys == ["csat_rate", "frt", "frt_30s_rate"]


# -- targets -----------------------------------------------------------------------------------


def test_a_figure_stands_beside_its_target(told: Ask, database: Database) -> None:
    told(weeks(), "周报")
    aim(database, "frt", 30)
    said = lines(post_of(told([], "周报")))
    assert "首响 20 秒，目标 30 秒，达标" in said
    english = lines(post_of(told([], "weekly", EN)), EN)
    assert "First reply 20 s, target 30 s, met" in english
    assert said[1] == "平常的一周，没有要处理的变化"


def test_a_missed_target_is_no_ordinary_week(told: Ask, database: Database) -> None:
    told(weeks(), "周报")
    aim(database, "frt", 15)
    said = lines(post_of(told([], "周报")))
    assert said[1] == "没有明显的变化，首响没达标"
    assert "首响 20 秒，目标 15 秒，没达标" in said
    assert "需要协助 没有" not in said


def test_a_rate_that_chance_holds_near_its_target_is_neither_met_nor_missed(
    told: Ask, database: Database
) -> None:
    """90.0 % of 2,100 ratings is not below 91 % for certain, but it is below 93 %."""
    told(weeks(), "周报")
    aim(database, "csat_rate", 0.91)
    assert "满意度 90.0%（前一周 90.0%）正常波动" in lines(post_of(told([], "周报")))
    aim(database, "csat_rate", 0.93)
    assert "满意度 90.0%，目标 93%，没达标" in lines(post_of(told([], "周报")))


def test_a_change_beside_a_target_keeps_its_verdict(told: Ask, database: Database) -> None:
    told(weeks(last=(90, 80, 90)), "周报")
    aim(database, "csat_rate", 0.8)
    said = lines(post_of(told([], "周报")))
    assert "满意度 86.7%，目标 80%，达标；前一周 90.0%，明显变差" in said
    english = lines(post_of(told([], "weekly", EN)), EN)
    assert "CSAT 86.7%, target 80%, met; week before 90.0%, clearly worse" in english


# -- what may only be so, what is left out, what is missing ------------------------------------


def test_what_may_be_is_told_but_is_no_headline(told: Ask) -> None:
    """Three hundredths of one team's ratings: beyond the range of eight weeks, not beyond doubt."""
    said = lines(post_of(told(weeks(last=(90, 85, 90)), "周报")))
    assert said[1] == "没有明显的变化"
    assert said[3] == "满意度可能变差：88.3%，前一周 90.0%，还不能下结论。"


def test_sales_in_several_currencies_are_left_out_and_that_is_said(
    told: Ask, database: Database
) -> None:
    told(weeks(), "周报")
    with database.read() as work:
        known = known_of(work, DEFAULT, TODAY)
        first, *others = known.shops
        mixed = replace(known, shops=(replace(first, currency="USD"), *others))
        scope = scope_of(work, TODAY, period_of(What.WEEKLY, TODAY), DEFAULT, known=mixed)
        for level in (Level.DEPARTMENT, Level.COMPANY):
            post = summary(work, scope, What.WEEKLY, level).post
            assert not any("销售" in line for line in lines(post))
            assert "各店币种不同（CNY、USD），销售不能相加，所以没列。" in notes(post)
            assert any("currencies (CNY, USD)" in note for note in notes(post, EN))


def gap() -> Any:
    lacking = {LAST + timedelta(days=5), LAST + timedelta(days=6)}
    return weeks(keep=lambda day, shop: shop == "旗舰店" or day not in lacking)


def test_who_keeps_the_data_is_asked_by_name(told: Ask, database: Database) -> None:
    told(gap(), "周报")
    assert "有这些数据的人" in lines(post_of(told([], "周报")))[-1]
    left = StaffRow("旧人", team="数据组", roles=(Role.DATA,), valid_to=date(2026, 1, 1))
    here = StaffRow("许诺", name_en="Nora", team="数据组", roles=(Role.DATA,))
    apply_staff(database, [left, here])
    assert lines(post_of(told([], "周报")))[-1] == (
        "谁来补 许诺，请把抖音店 8/15–8/16 的数据发给我。"
    )
    english = lines(post_of(told([], "weekly", EN)), EN)
    assert english[-1] == "Who fixes it Nora: send me the 抖音店 data for 15–16 Aug."


def test_a_day_or_month_with_a_gap_says_so_too(told: Ask) -> None:
    told(gap(), "周报")
    said = lines(post_of(told([], "日报")))
    assert said[:3] == [
        "客服日报 8/16 周日（数据不全）",
        "合计先不下结论：抖音店没有这天的数据",
        "下面只有旗舰店的数。",
    ]
    assert "旗舰店满意度 90.0%（8/9 周日 90.0%）正常波动" in said
    month = lines(post_of(told([], "月报 5月")))
    assert month[1].startswith("合计先不下结论：")


def test_days_missing_before_are_needs_for_help(told: Ask) -> None:
    missing = LAST + timedelta(days=5)
    rows = weeks()
    rows += [day_of(LAST + timedelta(days=at), p, 90, 100) for at in range(7, 14) for p in range(3)]
    clock = FixedClock(datetime(2026, 8, 24, 1, tzinfo=UTC))
    told([row for row in rows if row[0] < missing], "周报", clock=clock)
    post = post_of(told([row for row in rows if row[0] > missing], "周报", clock=clock))
    (needs,) = [s for s in post.sections if s.heading.key == "weekly.needs"]
    assert sorted(word(line, ZH) for line in needs.lines) == [
        "抖音店缺 8/15 的数据，和那时比不了",
        "旗舰店缺 8/15 的数据，和那时比不了",
    ]


# -- the doors for jobs ------------------------------------------------------------------------


def scope_on(work: Work, what: What, **more: Any) -> Scope:
    return scope_of(work, TODAY, period_of(what, TODAY), DEFAULT, **more)


@pytest.mark.parametrize("what", [What.WEEKLY, What.DAILY, What.MONTHLY, What.FLASH])
@pytest.mark.parametrize("level", [Level.COMPANY, Level.DEPARTMENT, Level.GROUP])
def test_an_empty_time_is_empty_for_every_kind(
    database: Database, what: What, level: Level
) -> None:
    with database.read() as work:
        found = summary(work, scope_on(work, what), what, level)
    assert found.empty
    assert not found.complete
    assert word(found.post.takeaway, ZH)
    assert word(found.post.takeaway, EN)


def test_a_gap_is_known_and_a_whole_week_is_complete(told: Ask, database: Database) -> None:
    told(gap(), "周报")
    with database.read() as work:
        lacking = summary(work, scope_on(work, What.WEEKLY), What.WEEKLY, Level.DEPARTMENT)
        boss = summary(work, scope_on(work, What.WEEKLY), What.WEEKLY, Level.COMPANY)
        month = summary(work, scope_on(work, What.MONTHLY), What.MONTHLY, Level.DEPARTMENT)
    assert (lacking.empty, lacking.complete) == (False, False)
    assert (boss.empty, boss.complete) == (False, False)
    assert (month.empty, month.complete) == (False, True)


def test_a_persons_digest_is_no_summary(database: Database) -> None:
    with database.read() as work:
        scope = scope_on(work, What.WEEKLY)
        for what, level in ((What.DIGEST, Level.DEPARTMENT), (What.WEEKLY, Level.PERSON)):
            with pytest.raises(ValueError, match="digest"):
                summary(work, scope, what, level)


def test_a_post_says_that_it_is_edited_and_an_answer_does_not(
    told: Ask, database: Database
) -> None:
    answer = told(gap(), "周报")
    assert "不另发" not in lines(post_of(answer))[-1]
    with database.read() as work:
        scope = scope_on(work, What.WEEKLY, posted=True)
        found = summary(work, scope, What.WEEKLY, Level.DEPARTMENT)
    assert lines(found.post)[-1].endswith("补齐后我直接改这条消息，不另发。")


def test_a_job_composes_what_an_answer_says(told: Ask, database: Database) -> None:
    asked = told(weeks(last=(90, 80, 90)), "周报 售后组")
    with database.read() as work:
        known = known_of(work, DEFAULT, TODAY)
        (team,) = [k for k, name in known.names[Dim.TEAM].items() if name.zh == "售后组"]
        scope = scope_on(work, What.WEEKLY, team=team, known=known)
        found = answered(summary(work, scope, What.WEEKLY, Level.GROUP), scope, ZH)
        with pytest.raises(KeyError):
            scope_on(work, What.WEEKLY, team=999)
    assert found.post == asked.post
    assert found.again is not None
    assert handle(
        Context(database, MONDAY), Request(found.again.text, operator(), ZH)
    ).post == found.post  # fmt: skip


def test_every_figure_goes_through_the_scope(told: Ask, database: Database) -> None:
    """Whoever composes for a thousand teams answers their questions from what he read once."""
    told(weeks(last=(90, 80, 90)), "周报")
    asked: list[Question] = []
    parted: list[Question] = []

    def counted(work: Work, question: Question) -> Computed:
        asked.append(question)
        return compute(work, question)

    def counted_beside(work: Work, question: Question, baseline: Baseline) -> Any:
        parted.append(question)
        return beside(work, question, baseline)

    with database.read() as work:
        scope = replace(scope_on(work, What.WEEKLY), compute=counted, beside=counted_beside)
        found = summary(work, scope, What.WEEKLY, Level.DEPARTMENT)
    assert found.changed is not None
    assert {q.metric.key for q in asked} >= {"contacts", "csat_rate", "frt", "cs_sales"}
    assert {q.cuts for q in parted} >= {(Dim.TEAM,), (Dim.SHOP,)}


def test_copied_as_text_it_says_the_essence(told: Ask) -> None:
    for text in ("周报", "周报 给老板", "日报", "月报"):
        plain = plain_text(told(weeks(last=(90, 80, 90)), text), ZH)
        assert len(plain) < 200
        assert not plain.startswith("【】")
