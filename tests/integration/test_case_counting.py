"""Published counts and suggested trainings, through storage and the outbox; on both engines."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.case import TOPICS, Case, CaseKind, CaseState, Help, Report
from base.clock import FixedClock
from base.dimensions import Dim
from base.language import Lang
from base.post import Post
from base.rights import Role
from base.schedule import Level, What
from base.wire import loaded
from bot.render.plain import plain_text
from bot.render.texts import word
from commands.forms import FORMS, form_asked
from commands.status import JOBS
from jobs.case_training import COUNTING, publish_counts, suggest_training
from jobs.installation import Installation
from jobs.tick import Tick
from metrics import periods
from metrics.promotions import DEFAULT
from reviews import cases as rules
from reviews.case_counts import POOL, Block, blocks, counts_answer, line, publish
from reviews.case_settings import SMALLEST
from reviews.case_training import COMMON
from reviews.scoping import scope_of
from reviews.summaries import summary
from storage import cases
from storage.engine import Database, Work
from storage.people import StaffRow, apply_staff
from storage.settings import write_setting
from tests.helpers.items import Items
from tests.helpers.shop import Shop, field
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


# -- trainings -------------------------------------------------------------------------------------

MONDAY = date(2026, 11, 16)


def morning(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 5, tzinfo=UTC) - timedelta(hours=8)


def staffed(database: Database, others: int = 5) -> Items:
    """Return a staff whose after-sales team has a lead and so many others."""
    items = Items(database)
    more = range(others - 2)
    apply_staff(database, [StaffRow(f"客服{n}", f"Agent {n}", team=AFTER) for n in more])
    return items


def run(database: Database, at: datetime) -> int:
    return suggest_training(Installation(database, FixedClock(at)))


def cases_of(database: Database, on: date, *rows: Any, **more: Any) -> None:
    with database.write() as work:
        for topic, team in rows:
            add(work, on, topic, team=team, **more)


def test_a_topic_that_returns_is_told_to_the_lead(database: Database) -> None:
    items = staffed(database)
    team = items.teams[AFTER]
    cases_of(database, date(2026, 10, 20), *[("logistics", team)] * 3, ("tools", team))
    assert run(database, morning(MONDAY)) == 1
    (row,) = items.outbox()
    assert (row.lane, row.lang) == ("ULU", "zh")
    answer = loaded(row.answer)
    said = plain_text(answer, ZH)
    assert said.startswith("售后组最近好几件案例说的是同一类事：“物流、仓库”")
    assert "一对一辅导看质检结果，不看匿名案例。" in said
    assert not any(number in said for number in ("3", "4", "三"))
    english = plain_text(answer, EN)
    assert english.startswith("Several recent cases about After-sales come back to one thing")
    assert answer.private


def test_its_button_opens_the_form_of_an_action(database: Database) -> None:
    items = staffed(database)
    shop = Shop(database)
    cases_of(database, date(2026, 10, 20), *[("logistics", items.teams[AFTER])] * 3)
    run(database, morning(MONDAY))
    (button,) = loaded(items.outbox()[0].answer).follow_ups
    assert word(button.label, ZH) == "记成行动"
    assert form_asked(button.request) == FORMS["action_add"].key
    form = shop.form(button.request)
    assert field(form, "wording").value == "15 分钟培训：物流、仓库"


@pytest.mark.parametrize(
    ("others", "rows", "lanes"),
    [
        (5, {AFTER: 3}, ["ULU"]),
        (4, {AFTER: 3}, ["ULAN"]),
        (5, {AFTER: 2, "": 1}, ["ULAN"]),
        (5, {AFTER: 2, PRE: 2}, ["ULAN"]),
        # The other team is small and has no lead: the first one's is told, of his own.
        (5, {AFTER: 3, PRE: 3}, ["ULU"]),
        (5, {"": 2}, []),
    ],
)
def test_who_is_told(
    database: Database, others: int, rows: dict[str, int], lanes: list[str]
) -> None:
    items = staffed(database, others)
    teams = items.teams | {"": 0}
    found = [("logistics", teams[name]) for name, count in rows.items() for _ in range(count)]
    cases_of(database, date(2026, 10, 20), *found)
    assert run(database, morning(MONDAY)) == len(lanes)
    assert [row.lane for row in items.outbox()] == lanes
    if lanes == ["ULAN"]:
        said = plain_text(loaded(items.outbox()[0].answer), ZH)
        assert "组最近" not in said


@pytest.mark.parametrize(
    ("more", "topic", "told_of"),
    [
        ({"state": CaseState.MERGED}, "tools", 1),
        ({"state": CaseState.ASKED}, "tools", 1),
        ({"state": CaseState.APPROVED}, "tools", 1),
        ({"state": CaseState.DECIDED}, "tools", 1),
        ({"state": CaseState.DECLINED}, "tools", 0),
        ({"state": CaseState.WITHDRAWN}, "tools", 0),
        ({"kind": CaseKind.WELL}, "tools", 0),
        ({"kind": CaseKind.RULE}, "tools", 1),
        ({}, "other", 0),
    ],
)
def test_what_counts(database: Database, more: Any, topic: str, told_of: int) -> None:
    staffed(database)
    cases_of(database, date(2026, 10, 20), *[(topic, 0)] * 3, **more)
    assert run(database, morning(MONDAY)) == told_of


@pytest.mark.parametrize(
    ("on", "told_of"),
    [
        (date(2026, 9, 20), 0),
        (date(2026, 9, 21), 1),
        (date(2026, 11, 8), 1),
        # Released in the week before: a message now would say so.
        (date(2026, 11, 9), 0),
        (date(2026, 11, 15), 0),
    ],
)
def test_of_eight_weeks_without_the_last_one(database: Database, on: date, told_of: int) -> None:
    staffed(database)
    cases_of(database, on, *[("tools", 0)] * 3)
    assert run(database, morning(MONDAY)) == told_of


def test_on_monday_mornings_only(database: Database) -> None:
    items = staffed(database)
    cases_of(database, date(2026, 10, 20), *[("tools", 0)] * 3)
    hours = [
        morning(MONDAY + timedelta(days=day), hour)
        for day in range(-6, 1)
        for hour in range(8, 24)
        if day or hour < 10
    ]
    assert [run(database, at) for at in hours] == [0] * len(hours)
    assert run(database, morning(MONDAY)) == 1
    assert items.outbox()[0].due_at == morning(MONDAY)


def test_once_a_quarter_and_topic(database: Database) -> None:
    items = staffed(database)
    for back in range(20):
        on = MONDAY - timedelta(weeks=back)
        cases_of(database, on, *[("tools", 0)] * 3)
    mondays = [date(2026, 9, 28) + timedelta(weeks=n) for n in range(8)]
    times = [at for day in mondays for at in (morning(day), morning(day, 11))]
    assert [run(database, at) for at in times] == [1, 0, 1, 0] + [0] * 12
    cases_of(database, date(2026, 10, 30), *[("load", 0)] * 3)
    assert run(database, morning(MONDAY)) == 1
    assert len(items.outbox()) == 3


def test_once_a_quarter_whoever_was_told(database: Database) -> None:
    items = staffed(database)
    cases_of(database, date(2026, 10, 5), *[("tools", 0)] * 3)
    assert run(database, morning(date(2026, 10, 19))) == 1
    for day in (date(2026, 11, 2), date(2026, 12, 14)):
        cases_of(database, day, *[("tools", items.teams[AFTER])] * 3)
    mondays = [date(2026, 11, 16), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11)]
    assert [run(database, morning(day)) for day in mondays] == [0, 0, 1, 0]
    assert [row.lane for row in items.outbox()] == ["ULAN", "ULU"]


def test_more_can_be_asked_for_but_never_fewer(database: Database) -> None:
    staffed(database)
    cases_of(database, date(2026, 10, 20), *[("tools", 0)] * 3, *[("load", 0)] * 2)
    for common, found in ((4, 0), (1, 1)):
        with database.write() as work:
            write_setting(work, COMMON, common, NOW, 0)
        assert run(database, morning(MONDAY)) == found


def test_nobody_to_tell_leaves_it_for_later(database: Database) -> None:
    cases_of(database, date(2026, 10, 20), *[("tools", 0)] * 3)
    assert run(database, morning(MONDAY)) == 0
    apply_staff(database, [StaffRow("林岚", "Lan", roles=(Role.SUPERVISOR,), slack_user="ULAN")])
    assert run(database, morning(MONDAY + timedelta(weeks=1))) == 1


def test_processes_at_once_tell_once(database: Database) -> None:
    items = staffed(database)
    cases_of(database, date(2026, 10, 20), *[("tools", 0)] * 3)
    start, done = threading.Barrier(4), list[int]()

    def one() -> None:
        start.wait()
        done.append(run(database, morning(MONDAY)))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 0, 0, 1]
    assert len(items.outbox()) == 1


def test_the_jobs_run_and_have_names(database: Database) -> None:
    items = staffed(database)
    several(database, date(2026, 9, 30), tools=5)
    clock = FixedClock(morning(MONDAY) - timedelta(hours=1))
    tick = Tick(Installation(database, clock), COUNTING, lambda: "REF1")
    clock.advance(timedelta(hours=1))
    assert tick.beat() == [job.name for job in COUNTING]
    with database.read() as work:
        assert len(blocks(work)) == 1
    assert len(items.outbox()) == 1
    assert publish_counts(Installation(database, clock)) == 0
    assert {job.name for job in COUNTING} <= set(JOBS)
