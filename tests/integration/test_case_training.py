"""Trainings suggested where a topic of cases comes back, through the outbox; on both engines."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from base.case import CaseKind, CaseState
from base.clock import FixedClock
from base.rights import Role
from base.wire import loaded
from bot.render.plain import plain_text
from bot.render.texts import word
from commands.forms import FORMS, form_asked
from commands.status import JOBS
from jobs.case_training import COUNTING, publish_counts, suggest_training
from jobs.installation import Installation
from jobs.tick import Tick
from reviews.case_counts import blocks
from reviews.case_training import COMMON
from storage.engine import Database
from storage.people import StaffRow, apply_staff
from storage.settings import write_setting
from tests.helpers.items import Items
from tests.helpers.shop import Shop, field
from tests.integration.test_case_counting import AFTER, EN, NOW, PRE, ZH, add, several

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
