"""Figures from Fupan's own records: who was there and left, what was decided, what was done."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from base.action import Move
from base.dimensions import Dim
from base.language import Lang, msg
from base.review import PointState, Raised, ReviewState, Source
from base.rights import Actor, Role
from commands.context import Context, Request
from commands.router import handle
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.completion import completion
from metrics.model import Records
from metrics.staff_counts import TENURE_NAMES
from reviews import meeting
from reviews.actions import Wish, folded, move, proposed
from reviews.moderating import By
from storage import actions, reviews
from storage.engine import Database
from storage.names import named
from storage.people import StaffRow, apply_staff
from tests.helpers.review_desk import ReviewDesk
from tests.helpers.shop_table import HEADER, rows_of
from tests.helpers.world import CLOCK, by, days, take, total, write_csv

OCTOBER = periods.month(2026, 10)
WEEK = days("2026-10-05", "2026-10-11")
BOSS = Actor(1, "老板", frozenset({Role.MANAGER}))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


STAFF = (
    StaffRow("甲", team="售后组", valid_from=date(2020, 1, 1)),
    # A change of team is no leaving, nor is a month away.
    StaffRow("乙", team="售后组", valid_from=date(2024, 5, 1), valid_to=day("10-10")),
    StaffRow("乙", team="抖音组", valid_from=day("10-11")),
    StaffRow("丙", team="售后组", valid_from=date(2025, 1, 1), valid_to=day("10-05")),
    StaffRow("丙", team="售后组", valid_from=day("10-20")),
    # 11 days: he left at once. And somebody after six years.
    StaffRow("丁", team="售后组", valid_from=day("10-05"), valid_to=day("10-15"),
             employment="outsourced"),
    StaffRow("戊", team="抖音组", valid_from=date(2020, 9, 1), valid_to=day("10-20")),
    StaffRow("己", team="抖音组", valid_from=date(2026, 11, 1)),
)  # fmt: skip
# Days present in October: 甲 31, 乙 31, 丙 5 + 12, 丁 11, 戊 20.
PERSON_DAYS = 31 + 31 + 17 + 11 + 20


def headcount(database: Database, _folder: Path) -> None:
    apply_staff(database, STAFF)
    # On 31 October: 甲, 乙 and 丙.
    assert total(database, "headcount", OCTOBER).value == 3
    assert by(database, "headcount", OCTOBER, Dim.TEAM)["售后组"].value == 2
    by_month = by(database, "headcount", days("2026-09-01", "2026-11-20"), Dim.MONTH)
    assert {month: found.value for month, found in by_month.items()} == {
        202609: 4, 202610: 3, 202611: 4,
    }  # fmt: skip


def turnover(database: Database, _folder: Path) -> None:
    apply_staff(database, STAFF)
    found = total(database, "turnover", OCTOBER)
    assert found.value == pytest.approx(2 / (PERSON_DAYS / 31))
    assert found.n == round(PERSON_DAYS / 31)
    teams = by(database, "turnover", OCTOBER, Dim.TEAM)
    # 售后组: 甲 31, 乙 10, 丙 17, 丁 11 days; 抖音组: 乙 21, 戊 20.
    assert teams["售后组"].value == pytest.approx(31 / 69)
    assert teams["抖音组"].value == pytest.approx(31 / 41)
    kinds = by(database, "turnover", OCTOBER, Dim.EMPLOYMENT)
    assert kinds["outsourced"].value == pytest.approx(31 / 11)
    months = by(database, "turnover", days("2026-09-01", "2026-10-31"), Dim.MONTH)
    assert [months[202609].value, months[202610].value] == [0, pytest.approx(62 / PERSON_DAYS)]


def leavers(database: Database, folder: Path) -> None:
    apply_staff(database, STAFF)
    assert total(database, "leavers", OCTOBER).value == 2
    assert total(database, "leavers", periods.month(2026, 9)).value == 0
    tenures = by(database, "leavers", OCTOBER, Dim.CATEGORY)
    assert {key: found.value for key, found in tenures.items()} == {"tenure:1": 1, "tenure:6": 1}
    assert by(database, "leavers", OCTOBER, Dim.TEAM)["抖音组"].value == 1
    request = Request("离职人数 2026-10", BOSS, Lang.ZH)
    told = handle(Context(database, CLOCK), request)
    assert told.table is not None
    assert {row.members[0][1] for row in told.table.rows} == {
        TENURE_NAMES["tenure:1"], TENURE_NAMES["tenure:6"],
    }  # fmt: skip
    assert "不是查出来的原因" in CATALOGUE["leavers"].definition.zh


def decide_rate(database: Database, _folder: Path) -> None:
    desk = ReviewDesk(database)
    for decided, points in ((2, 3), (1, 5)):
        raised = [
            Raised(f"said:{desk.clock.now()}{at}", Source.PERSON, msg("review.said", text="事"))
            for at in range(points)
        ]
        review = desk.agenda(*raised)
        who = By(desk.who("陈露"), desk.clock.now(), desk.today())
        with database.write() as work:
            found = reviews.points_of(work, review.id)
            for point in found[:decided]:
                meeting.decided(work, who, point, because="先看一周")
            for point in found[decided:]:
                later = {"state": PointState.LATER, "later": 1, "until": who.now}
                reviews.change_point(work, point, **later)
            reviews.change(work, review, state=ReviewState.CLOSED, closed_at=who.now)
        desk.clock.advance(timedelta(days=7))
    # An agenda that nobody came to counts for nothing.
    desk.agenda(Raised("said:x", Source.PERSON, msg("review.said", text="事")))
    november = days("2026-11-01", "2026-11-30")
    found_of_all = total(database, "decide_rate", november)
    assert (found_of_all.value, found_of_all.n) == (3 / 8, 8)
    by_day = by(database, "decide_rate", november, Dim.DAY)
    assert {on: found.value for on, found in by_day.items()} == {
        day("11-18"): 2 / 3,
        day("11-25"): 1 / 5,
    }
    assert by(database, "decide_rate", november, Dim.TEAM)["售后组"].value == 3 / 8


def action_done_rate(database: Database, _folder: Path) -> None:
    apply_staff(database, [StaffRow("甲", team="售后组"), StaffRow("乙", team="抖音组")])
    with database.read() as work:
        teams = {name.zh: str(key) for key, name in named(work, Dim.TEAM).items()}

    def noon(on: date) -> datetime:
        return datetime(on.year, on.month, on.day, 4, tzinfo=CLOCK.now().tzinfo)

    def item(due: str, verified: str | None, team: str = "售后组", level: str = "group") -> None:
        data = {"wording": "事", "owner": "1", "due": day(due).isoformat(), "team": teams[team],
                "level": level}  # fmt: skip
        with database.write() as work:
            made = actions.number_of_new(
                work, lambda n: proposed(n, noon(day("10-01")), 2, data), folded
            )
            doing = [(Move.ACCEPT, 1, day("10-02"))]
            if verified:
                doing += [(Move.CLAIM, 1, day(verified)), (Move.VERIFY, 2, day(verified))]
            for wanted, who, on in doing:
                event = move(made, Wish(wanted, who, noon(on), "做了"))
                made = actions.append(work, event, folded)

    item("10-08", "10-08")
    item("10-09", "10-12")
    item("10-20", None, "抖音组")
    item("10-21", "10-20", "抖音组")
    item("11-03", "11-02")
    # Of one person alone: no team's account.
    item("10-08", None, level="person")
    found = total(database, "action_done_rate", OCTOBER)
    assert (found.value, found.n) == (2 / 4, 4)
    assert total(database, "action_done_rate", WEEK).value == 1 / 2
    teams_of = by(database, "action_done_rate", OCTOBER, Dim.TEAM)
    assert {team: one.value for team, one in teams_of.items()} == {"售后组": 1 / 2, "抖音组": 1 / 2}
    months = by(database, "action_done_rate", days("2026-10-01", "2026-11-20"), Dim.MONTH)
    assert {month: one.n for month, one in months.items()} == {202610: 4, 202611: 1}
    # The command and the metric count by one rule.
    with database.read() as work:
        assert completion(work, OCTOBER.start, OCTOBER.end).rate == found.value


RECORDS: dict[str, Callable[[Database, Path], None]] = {
    "headcount": headcount,
    "turnover": turnover,
    "leavers": leavers,
    "decide_rate": decide_rate,
    "action_done_rate": action_done_rate,
}


def test_every_source_has_a_case() -> None:
    of_records = {m.key for m in CATALOGUE.values() if isinstance(m.formula, Records)}
    assert set(RECORDS) == of_records


@pytest.mark.parametrize("key", RECORDS)
def test_the_records_come_to_the_figure(database: Database, tmp_path: Path, key: str) -> None:
    RECORDS[key](database, tmp_path)


def test_a_staff_list_without_dates_knows_of_no_leavers(database: Database, tmp_path: Path) -> None:
    apply_staff(database, [StaffRow("甲", team="售后组"), StaffRow("乙", team="售后组")])
    assert total(database, "turnover", OCTOBER).value is None
    assert total(database, "leavers", OCTOBER).value is None
    rows = rows_of("31 F 3个月内 . leavers 1")
    take(database, write_csv(tmp_path, HEADER, rows), source="measure_table")
    assert total(database, "leavers", OCTOBER).value == 1
    assert by(database, "leavers", OCTOBER, Dim.CATEGORY)["3个月内"].value == 1
    assert total(database, "turnover", OCTOBER).value == pytest.approx(1 / 2)
