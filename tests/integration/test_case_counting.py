"""Published counts, through storage and the summary; on both engines."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.case import TOPICS, Case, CaseKind, CaseState, Help, Report
from base.dimensions import Dim
from base.language import Lang
from base.post import Post
from base.schedule import Level, What
from bot.render.plain import plain_text
from bot.render.texts import word
from metrics import periods
from metrics.promotions import DEFAULT
from reviews import cases as rules
from reviews.case_counts import POOL, Block, blocks, counts_answer, line, publish
from reviews.case_settings import SMALLEST
from reviews.scoping import scope_of
from reviews.summaries import summary
from storage import cases
from storage.engine import Database, Work
from storage.settings import write_setting
from tests.helpers.world import take, write_csv
from tests.integration.test_weekly import REPORT, weeks

ZH, EN = Lang.ZH, Lang.EN
NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
KEYS = [topic.key for topic in TOPICS]
PRE, AFTER = "售前组", "售后组"


def add(
    work: Work, on: date, topic: str, *, team: int = 0, state: CaseState = CaseState.OPEN,
    kind: CaseKind = CaseKind.WRONG,
) -> Case:  # fmt: skip
    """Keep a case that was released on a day."""
    number = rules.new_id(8)
    report = Report(kind, "text", "", "", topic, rules.monday(on), team=team, help=Help.SOLVED)
    case = Case(number, report, state, on, on + timedelta(days=2), Level.DEPARTMENT, team)
    assert cases.add(work, case, number)
    return case


def several(database: Database, on: date, **counts: int) -> None:
    with database.write() as work:
        for topic, count in counts.items():
            for _ in range(count):
                add(work, on, topic)


def published(database: Database, today: date) -> list[tuple[str, str, dict[str, int]]]:
    """Publish, and return the new blocks as (first month, last month, lines)."""
    with database.write() as work:
        return [short(block) for block in publish(work, today)]


def short(block: Block) -> tuple[str, str, dict[str, int]]:
    return f"{block.start:%Y-%m}", f"{block.end:%Y-%m}", dict(block.lines)


def told(database: Database, lang: Lang, today: date) -> str:
    with database.read() as work:
        return plain_text(counts_answer(work, lang, today), lang)


def set_smallest(database: Database, least: int) -> None:
    with database.write() as work:
        write_setting(work, SMALLEST, least, NOW, 0)


# -- counts ----------------------------------------------------------------------------------------


def test_months_become_blocks_with_small_topics_together(database: Database) -> None:
    several(database, date(2026, 8, 20), logistics=3)
    several(database, date(2026, 9, 10), logistics=6, rule_unfit=5, tools=2, load=1)
    several(database, date(2026, 10, 30), tools=7, logistics=6, reply=5)
    several(database, date(2026, 11, 3), complaint=9)
    assert published(database, date(2026, 9, 20)) == []
    # Three of the pool would be too few: the smallest line goes with them.
    first = ("2026-08", "2026-09", {"logistics": 9, POOL: 8})
    assert published(database, date(2026, 10, 8)) == [first]
    assert published(database, date(2026, 11, 7)) == []
    second = ("2026-10", "2026-10", {"tools": 7, "logistics": 6, POOL: 5})
    assert published(database, date(2026, 11, 8)) == [second]
    assert published(database, date(2026, 11, 20)) == []
    with database.read() as work:
        assert [short(block) for block in blocks(work)] == [first, second]
        assert [block.total for block in blocks(work)] == [17, 18]


def test_nothing_changes_what_was_published(database: Database) -> None:
    several(database, date(2026, 9, 10), logistics=6, tools=5, reply=7)
    before = published(database, date(2026, 10, 8))
    assert before == [("2026-09", "2026-09", {"reply": 7, "logistics": 6, POOL: 5})]
    with database.write() as work:
        for case in cases.listed(work, [CaseState.OPEN]):
            was = case.report.topic
            changed = cases.change(work, case, topic="load")
            if was == "tools":
                rules.erase(work, changed, CaseState.WITHDRAWN)
    set_smallest(database, 3)
    assert published(database, date(2026, 12, 8)) == []
    with database.read() as work:
        assert [short(block) for block in blocks(work)] == before


def test_every_state_counts_but_the_sealed(database: Database) -> None:
    with database.write() as work:
        for state in CaseState:
            if state is not CaseState.WAITING:
                add(work, date(2026, 9, 10), "tools", state=state)
        report = Report(CaseKind.WRONG, "t", "", "", "tools", date(2026, 9, 7))
        assert rules.submit(work, "sealed", report)
    assert published(database, date(2026, 10, 8)) == [("2026-09", "2026-09", {POOL: 7})]


@pytest.mark.parametrize(("least", "found"), [(1, 3), (3, 3), (4, None), (5, None)])
def test_never_under_three(database: Database, least: int, found: int | None) -> None:
    several(database, date(2026, 9, 10), tools=3)
    set_smallest(database, least)
    shown = published(database, date(2026, 10, 8))
    assert shown == ([] if found is None else [("2026-09", "2026-09", {POOL: found})])


def test_equal_topics_join_the_pool_in_random_order(databases: Any) -> None:
    """Else a line that lacks would tell how large it was."""
    seen = set()
    for _ in range(24):
        with databases() as database:
            several(database, date(2026, 9, 10), logistics=6, tools=6, load=1)
            seen |= {tuple(published(database, date(2026, 10, 8))[0][2])}
        if len(seen) == 2:
            break
    assert seen == {("logistics", POOL), ("tools", POOL)}


def test_two_who_publish_at_once_publish_once(database: Database) -> None:
    """The second waits for the first: their random orders must not be mixed."""
    several(database, date(2026, 9, 10), logistics=6, tools=6, reply=6, load=1)
    done = []
    second = threading.Thread(target=lambda: done.append(published(database, date(2026, 10, 8))))
    with database.write() as work:
        first = publish(work, date(2026, 10, 8))
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join()
    assert done == [[]]
    with database.read() as work:
        assert blocks(work) == first
    assert [block.total for block in first] == [19]


ops = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 4), st.sampled_from(KEYS[:5])),
        st.tuples(st.just("retag"), st.integers(0, 99), st.sampled_from(KEYS[:5])),
        st.tuples(st.just("withdraw"), st.integers(0, 99), st.just("")),
        st.tuples(st.just("least"), st.integers(0, 7), st.just("")),
        st.tuples(st.just("publish"), st.integers(20, 60), st.just("")),
    ),
    max_size=60,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ops)
def test_whatever_happens_in_between_only_whole_lines_come_out(databases: Any, found: Any) -> None:
    """Cases, retags, withdrawals and other settings at any time: each printed number counts cases
    that no other line counts, never fewer than was set, and stays as it is."""
    today, counted, least = date(2026, 1, 1), set[str](), 5
    kept: list[tuple[Block, int]] = []
    with databases() as database:
        for what, number, topic in found:
            if what == "publish":
                today += timedelta(days=number)
            with database.write() as work:
                everything = cases.since(work, date.min)
                if what == "add":
                    for _ in range(number):
                        add(work, today, topic)
                elif what == "least":
                    write_setting(work, SMALLEST, number, NOW, 0)
                    least = max(3, number)
                elif what == "publish":
                    for block in publish(work, today):
                        kept.append((block, least))
                        counted |= judged(block, everything, counted, least)
                elif everything:
                    case = everything[number % len(everything)]
                    if what == "retag":
                        cases.change(work, case, topic=topic)
                    else:
                        rules.erase(work, case, CaseState.WITHDRAWN)
                assert blocks(work) == [block for block, _ in kept]


def judged(block: Block, everything: Any, counted: set[str], least: int) -> set[str]:
    """Check a new block against the cases as they are now; return the cases that it counts."""
    inside = [case for case in everything if block.start <= case.released_on <= block.end]
    lines = dict(block.lines)
    assert not {case.id for case in inside} & counted
    assert block.total == len(inside)
    for topic, n in lines.items():
        assert n >= least
        members = [
            case for case in inside
            if (case.report.topic == topic if topic else case.report.topic not in lines)
        ]  # fmt: skip
        assert len(members) == n
    return {case.id for case in inside}


# -- told ------------------------------------------------------------------------------------------


def test_counts_in_words(database: Database) -> None:
    assert told(database, ZH, date(2026, 9, 1)).startswith("还没有件数可以公布")
    assert told(database, EN, date(2026, 9, 1)).startswith("There are no counts to publish yet")
    several(database, date(2025, 12, 10), logistics=4, tools=2)
    several(database, date(2026, 9, 10), logistics=9, rule_unfit=6, tools=5, load=2, reply=3)
    published(database, date(2026, 10, 8))
    zh, en = told(database, ZH, date(2026, 10, 8)), told(database, EN, date(2026, 10, 8))
    assert zh.splitlines()[:2] == [
        "1 月到 9 月收到 25 件，其中“物流、仓库”9 件、“规则不好用”6 件",
        "2025 年 12 月收到 6 件；分开数容易猜到人，只说总数",
    ]
    assert zh.splitlines()[-5:] == [
        "案例件数，1 月到 9 月",
        "物流、仓库：9",
        "规则不好用：6",
        "系统、工具：5",
        "其余各类合计：5",
    ]
    assert "不到 5 件的类别不单列" in zh
    assert en.startswith(
        "25 cases reached us from January to September, 9 about “Delivery and warehouse” and 6 "
        "about “A rule does not fit”"
    )
    assert "fewer than 5 cases" in en


def test_counts_can_be_shared_and_are_the_same_for_all(database: Database) -> None:
    several(database, date(2026, 9, 10), logistics=9, load=5)
    published(database, date(2026, 10, 8))
    with database.read() as work:
        answer = counts_answer(work, EN, date(2026, 10, 8))
    assert not answer.private
    assert answer.again is not None
    assert answer.again.text == "/case count"


def test_a_new_block_is_told_in_one_week(database: Database) -> None:
    several(database, date(2026, 9, 10), logistics=9, load=5)
    published(database, date(2026, 10, 9))
    with database.read() as work:
        days = [date(2026, 10, 1) + timedelta(days=n) for n in range(31)]
        found = [day for day in days if line(work, day) is not None]
        said = line(work, date(2026, 10, 9))
    assert found == days[8:15]
    assert said is not None
    assert word(said, ZH) == "9 月收到 14 件，其中“物流、仓库”9 件"


def post(database: Database, period: Any, today: date, team: int = 0) -> list[str]:
    with database.read() as work:
        what = What.MONTHLY if period.kind == "month" else What.WEEKLY
        scope = scope_of(work, today, period, DEFAULT, team=team)
        made = summary(work, scope, what, Level.GROUP if team else Level.DEPARTMENT).post
    return sections(made)


def sections(made: Post) -> list[str]:
    return [
        f"{word(one.heading, ZH)} {word(one.inline, ZH)}" for one in made.sections if one.inline
    ]


def test_the_departments_summary_of_that_week_tells_it(database: Database, tmp_path: Path) -> None:
    take(database, write_csv(tmp_path, REPORT, weeks()))
    several(database, date(2026, 7, 10), logistics=9, load=5)
    published(database, date(2026, 8, 12))
    told_line = "大家反映的案例 7 月收到 14 件，其中“物流、仓库”9 件"
    week, today = periods.week(date(2026, 8, 10)), date(2026, 8, 17)
    assert told_line in post(database, week, today)
    assert told_line not in post(database, periods.week(date(2026, 8, 3)), today)
    with database.read() as work:
        team = next(iter(scope_of(work, today, week, DEFAULT).names[Dim.TEAM]))
    assert told_line not in post(database, week, today, int(team))
