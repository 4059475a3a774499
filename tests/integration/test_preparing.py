"""The working day before a review: owners are asked, who follows it up is told how much waits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from base.action import Action, Move
from base.language import Bilingual, Lang, msg
from base.review import Agenda, PointState, Raised, Review, Source
from base.schedule import Cadence, DayKind, DayRule, Due, Level, Schedule, Timing, What
from bot.render.texts import word
from metrics.promotions import DEFAULT
from reviews.digest_parts import Day, Part
from reviews.preparing import preparation
from reviews.scoping import known_of
from storage import occurrences, reviews, schedules
from storage.engine import Database, Work
from storage.people import actor_of
from tests.helpers.agendas import review_of
from tests.helpers.items import AFTER, Items

# A Friday; the review of the last week and the one of the next Monday.
FRIDAY = date(2026, 11, 20)
HELD, MEETS = datetime(2026, 11, 16, 8, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)
AGENDA = Agenda(msg("agenda.plain", text=Bilingual("售后组周复盘", "After-sales review")), ())
RAISED = Raised("figure:frt:all", Source.FIGURE, msg("agenda.plain", text="首响明显变慢"))


def planned(work: Work, slot: str, series: int = 0) -> dict[str, Any]:
    """Keep an occurrence of a series, of a new one if none is given; return their numbers."""
    timing = Timing(DayRule(DayKind.WEEKDAYS, frozenset({0})), 960)
    new = Schedule(What.AGENDA, Level.GROUP, "C1", timing, 0, cadence=Cadence.WEEKLY)
    series = series or schedules.keep(work, new, HELD, 0)
    due = Due(MEETS.date(), MEETS.date(), MEETS)
    assert schedules.occur_now(work, series, slot, due)
    (found, *_) = occurrences.log(work, series, 1)
    return {"series": series, "occurrence": found.id}


class World:
    """Two reviews of a series: one item came of the first."""

    def __init__(self, database: Database) -> None:
        self.items = Items(database)
        self.database = database
        self.item = self.items.add()
        team = self.items.teams[AFTER]
        past = replace(review_of(AGENDA, team=team), meets=HELD)
        coming = replace(past, meets=MEETS, follow_up=self.items.people["林岚"])
        with database.write() as work:
            past = replace(past, **planned(work, "1"))
            coming = replace(coming, **planned(work, "2", past.series))
            first = reviews.keep(work, past)
            self.coming: Review = reviews.keep(work, coming)
            point = reviews.raise_point(work, first.id, RAISED)
            reviews.change_point(work, point, state=PointState.ACTION, decision=self.item.id)
            reviews.raise_point(work, self.coming.id, RAISED)
            gone = reviews.raise_point(work, self.coming.id, replace(RAISED, key="case:X"))
            reviews.change_point(work, gone, state=PointState.GONE)

    def told(self, name: str, today: date = FRIDAY) -> Part | None:
        with self.database.read() as work:
            actor = actor_of(self.database, today, name=name)
            known = known_of(work, DEFAULT, today)
            return preparation(work, Day(actor, today, Lang.ZH, known, week_over=False))

    def accepted(self) -> Action:
        return self.items.do(self.item, Move.ACCEPT, "何伟")


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def lines(part: Part | None) -> list[str]:
    assert part is not None
    found = [word(part.takeaway, Lang.ZH)]
    for section in part.sections(first=True):
        inline = word(section.inline, Lang.ZH) if section.inline else ""
        found.append(f"{word(section.heading, Lang.ZH)} {inline}".strip())
        found += [word(line, Lang.ZH) for line in section.lines]
    return found


def test_the_owner_is_asked_on_the_working_day_before(world: World) -> None:
    world.accepted()
    part = world.told("何伟")
    assert lines(part) == [
        "11/23 周一 16:00 售后组周复盘，开头先看你的 1 件",
        "每天给未发货清单",
        "11/23 周一 16:00 售后组周复盘开头先看这件（11/25 周三 到期）。做完了吗？",
    ]
    assert part is not None
    number = world.item.id
    assert [one.request for one in part.section.follow_ups] == [
        f"/action done {number}",
        f"/action redate {number}",
        f"/action stuck {number}",
    ]


def test_who_leads_or_follows_up_is_told_how_much_waits(world: World) -> None:
    for name in ("陈露", "林岚"):
        assert lines(world.told(name)) == [
            "11/23 周一 16:00 售后组周复盘，议程上有 1 件事要定",
            "要开的复盘 11/23 周一 16:00 售后组周复盘，议程上有 1 件事要定",
        ]


def test_nobody_else_is_told_and_nobody_on_another_day(world: World) -> None:
    world.accepted()
    assert world.told("小美") is None
    assert world.told("晴晴") is None
    for other in (FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=1)):
        assert world.told("何伟", other) is None
        assert world.told("林岚", other) is None


def test_what_is_done_is_not_asked_again(world: World) -> None:
    world.accepted()
    world.items.do(world.item, Move.CLAIM, "何伟", "清单在群里")
    assert world.told("何伟") is None


def test_a_review_of_another_series_does_not_ask(world: World) -> None:
    world.accepted()
    other = review_of(AGENDA, Level.DEPARTMENT, meets=MEETS + timedelta(days=1))
    with world.database.write() as work:
        reviews.keep(work, replace(other, **planned(work, "9")))
    assert world.told("何伟", FRIDAY + timedelta(days=3)) is None
