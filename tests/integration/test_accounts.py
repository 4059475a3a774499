"""Accounts: completion, age, new dates and effect are counted; `/action report` tells them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from base.action import Action, Move
from base.answer import Answer
from base.clock import FixedClock
from base.language import Lang
from base.refusal import Refusal
from base.rights import Actor, Role
from bot.render.csv import csv_bytes
from bot.render.terminal import plain_lines
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.router import handle
from metrics.completion import Completion, completion
from reviews.accounts import Effect, effect, redated, standing
from reviews.actions import Wish, folded, move, proposed
from storage import actions
from storage.engine import Database
from storage.tables import membership, person, team
from storage.version import names_changed

# A Thursday.
TODAY = date(2026, 11, 19)
PRE, AFTER = 1, 2
MEI, BAI, LAN = 1, 2, 3
BOSS = Actor(LAN, "林岚", frozenset({Role.SUPERVISOR}))
LEAD = Actor(
    BAI, "大白", frozenset({Role.LEAD}), teams=frozenset({AFTER}), leads=frozenset({AFTER})
)
AGENT = Actor(MEI, "小美", teams=frozenset({PRE}), name_en="Mei")

Doing = tuple[Move, int, date, dict[str, str]]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@dataclass
class Book:
    """A workspace of two teams, and items in it."""

    database: Database
    clock: FixedClock = field(default_factory=lambda: FixedClock(noon(TODAY)))

    def staff(self) -> None:
        with self.database.write() as work:
            names_changed(work)
            teams = [(PRE, "售前组", "Pre-sales"), (AFTER, "售后组", "After-sales")]
            for number, zh, en in teams:
                work.execute(insert(team).values(id=number, name=zh, name_en=en))
            people = [
                (MEI, "小美", "Mei", PRE),
                (BAI, "大白", "Bai", AFTER),
                (LAN, "林岚", "Lan", 0),
            ]
            for number, zh, en, of in people:
                work.execute(
                    insert(person).values(id=number, name=zh, name_en=en, slack_user=f"U{number}")
                )
                if of:
                    lead = number == BAI
                    values = {"person_id": number, "team_id": of, "lead": lead}
                    work.execute(insert(membership).values(values))

    def item(self, due: date, *doing: Doing, **more: str) -> Action:
        data = {
            "wording": "做一件事",
            "owner": str(BAI),
            "due": due.isoformat(),
            "team": str(AFTER),
        }
        with self.database.write() as work:
            made = actions.number_of_new(
                work,
                lambda n: proposed(n, noon(due - timedelta(days=10)), LAN, data | more),
                folded,
            )
            for wanted, who, day, what in doing:
                wish = Wish(wanted, who, noon(day), "因为", what)
                made = actions.append(work, move(made, wish), folded)
        return made

    def finished(self, due: date, verified: date, **more: str) -> Action:
        return self.item(due, *done(due, verified), **more)

    def ask(self, text: str, actor: Actor = BOSS, lang: Lang = Lang.ZH,
            place: Place = Place.PRIVATE) -> Answer:  # fmt: skip
        return handle(Context(self.database, self.clock), Request(text, actor, lang, place))


def taken(due: date) -> Doing:
    return (Move.ACCEPT, BAI, due - timedelta(days=9), {})


def done(due: date, verified: date) -> tuple[Doing, ...]:
    return (
        taken(due),
        (Move.CLAIM, BAI, verified, {}),
        (Move.VERIFY, LAN, verified, {}),
    )


@pytest.fixture
def book(database: Database) -> Book:
    made = Book(database)
    made.staff()
    return made


def test_completion_counts_what_was_due_and_verified_by_then(book: Book) -> None:
    due = date(2026, 11, 10)
    book.finished(due, due)
    book.finished(due, due + timedelta(days=1))
    book.item(due, taken(due))
    # None of these was due in the period, or at all.
    book.item(due)
    book.item(due, taken(due), (Move.DROP, LAN, due - timedelta(days=2), {}))
    book.finished(date(2026, 11, 8), due)
    book.finished(date(2026, 11, 16), due)
    # Given up when it was late: it had been due.
    book.item(due, taken(due), (Move.DROP, LAN, due + timedelta(days=3), {}))
    with book.database.read() as work:
        week = (date(2026, 11, 9), date(2026, 11, 15))
        assert completion(work, *week) == Completion(1, 4)
        assert completion(work, *week).rate == 0.25
        assert completion(work, *week, team=AFTER) == Completion(1, 4)
        assert completion(work, *week, team=PRE) == Completion(0, 0)
        assert completion(work, *week, team=PRE).rate is None
        assert completion(work, *week, owner=BAI) == Completion(1, 4)
        assert completion(work, *week, owner=MEI) == Completion(0, 0)


def test_a_date_that_had_passed_was_missed_whatever_came_after(book: Book) -> None:
    due = date(2026, 11, 10)
    later, week = due + timedelta(days=9), (date(2026, 11, 9), date(2026, 11, 15))
    given = {"due": later.isoformat()}
    ending: tuple[Doing, ...] = ((Move.CLAIM, BAI, later, {}), (Move.VERIFY, LAN, later, {}))
    # Another date in time moves it; one given the day after leaves the first one missed.
    book.item(due, taken(due), (Move.REDATE, BAI, due, given), *ending)
    book.item(due, taken(due), (Move.REDATE, BAI, due + timedelta(days=1), given), *ending)
    # Kept, and taken up again because it did not work: it was kept.
    kept = (*done(due, due), (Move.CLOSE, LAN, due, {}), (Move.REOPEN, LAN, later, given))
    book.item(due, *kept)
    with book.database.read() as work:
        assert completion(work, *week) == Completion(1, 2)
        assert completion(work, later, later) == Completion(2, 3)
        # As it was told then: nothing of what came later.
        assert completion(work, *week, as_of=noon(due)) == Completion(1, 2)
        assert completion(work, *week, as_of=noon(due) - timedelta(days=1)) == Completion(0, 3)


def test_the_day_ends_where_the_people_are(book: Book) -> None:
    """Verified at 17:00 UTC is the next day in Shanghai, and the same in London."""
    due = date(2026, 11, 10)
    late = datetime(2026, 11, 10, 17, tzinfo=UTC)
    with book.database.write() as work:
        made = book_item(work, due)
        for wanted, who, at in (
            (Move.ACCEPT, BAI, noon(due)), (Move.CLAIM, BAI, noon(due)), (Move.VERIFY, LAN, late),
        ):  # fmt: skip
            made = actions.append(work, move(made, Wish(wanted, who, at, "做完了")), folded)
        assert completion(work, due, due) == Completion(0, 1)
        assert completion(work, due, due, zone="Europe/London") == Completion(1, 1)


def book_item(work: object, due: date) -> Action:
    data = {"wording": "x", "owner": str(BAI), "due": due.isoformat(), "team": str(AFTER)}
    return actions.number_of_new(work, lambda n: proposed(n, noon(due), LAN, data), folded)  # type: ignore[arg-type]


def test_items_of_one_person_alone_are_in_nobody_elses_account(book: Book) -> None:
    due = date(2026, 11, 10)
    book.finished(due, due, level="person")
    with book.database.read() as work:
        assert completion(work, due, due, team=AFTER) == Completion(0, 0)
        assert completion(work, due, due) == Completion(0, 0)
        assert completion(work, due, due, owner=BAI) == Completion(1, 1)
        assert standing(work, TODAY).open == 0


def test_ages_and_new_dates(book: Book) -> None:
    book.item(TODAY)  # ten days old
    late = TODAY - timedelta(days=10)
    book.item(late, taken(late))
    again = TODAY - timedelta(days=2)
    book.item(again, taken(again), (Move.REDATE, BAI, again, {"due": "2026-12-01"}))
    with book.database.read() as work:
        found = standing(work, TODAY)
        assert (found.open, found.overdue) == (3, 1)
        assert (found.median_age, found.oldest_age) == (12.0, 20)
        assert redated(work, again, again, team=AFTER) == 1
        assert redated(work, TODAY, TODAY, team=AFTER) == 0
        assert redated(work, again, again, team=PRE) == 0


def test_effect_counts_the_last_verdict_of_each(book: Book) -> None:
    due = date(2026, 11, 2)
    for verdicts in (
        ["cannot_tell", "effective"],
        ["not_effective"],
        ["cannot_tell"],
        ["effective"],
    ):
        looks = [(Move.MEASURE, 0, due + timedelta(days=1 + at), {"verdict": v})
                 for at, v in enumerate(verdicts)]  # fmt: skip
        book.item(due, *done(due, due), *looks, metric="frt")
    with book.database.read() as work:
        found = effect(work, due, TODAY, team=AFTER)
        assert found == Effect(2, 1, 1)
        assert found.measured == 3
        assert found.rate == pytest.approx(2 / 3)
        assert effect(work, TODAY, TODAY).rate is None


@pytest.fixture
def reported(book: Book) -> Callable[..., Answer]:
    """Last four weeks: three of four due in time; the four before: one of two."""
    for back, late in ((3, 0), (10, 0), (17, 0), (24, 2), (31, 0), (38, 4)):
        due = date(2026, 11, 15) - timedelta(days=back)
        book.finished(due, due + timedelta(days=late))
    return book.ask


def said(answer: Answer, lang: Lang = Lang.ZH) -> list[str]:
    return [line for line in plain_lines(answer, lang) if line]


@pytest.mark.parametrize(
    "text", ["/action report 售后", "行动 报告 售后组", "/action report after-sales"]
)
def test_the_report_of_a_team_beside_its_own_past(
    reported: Callable[..., Answer], text: str
) -> None:
    answer = reported(text, LEAD)
    assert word(answer.takeaway, Lang.ZH) == (
        "售后组近 4 周到期 4 项，按期核实 3 项（75.0%），再往前 4 周 50.0%"
    )
    assert word(answer.takeaway, Lang.EN) == (
        "After-sales, last 4 weeks: 3 of 4 due items verified in time (75.0%); "
        "the 4 weeks before 50.0%"
    )
    assert answer.grid is not None
    names = [word(column, Lang.ZH) for column in answer.grid.columns]
    assert names == ["数", "近 4 周", "再往前 4 周", "近 8 周", "11 月到昨天", "10 月", "9 月"]
    rows = {row.key: [cell.value for cell in row.cells] for row in answer.grid.rows}
    assert rows["due"] == [4, 2, 6, 2, 4, 0]
    assert rows["verified"] == [3, 1, 4, 2, 2, 0]
    assert rows["rate"] == [0.75, 0.5, pytest.approx(2 / 3), 1.0, 0.5, None]


def test_the_report_is_a_file_as_well(reported: Callable[..., Answer]) -> None:
    text = csv_bytes(reported("/action report", LEAD), Lang.ZH).decode("utf-8-sig")
    assert "到期,个,4,2,6,2,4,0" in text
    assert "100%,0.75,0.5," in text


def test_who_may_see_which_account(reported: Callable[..., Answer]) -> None:
    assert word(reported("/action report", BOSS).takeaway, Lang.ZH).startswith("全部门近 4 周")
    assert word(reported("/action report", LEAD).takeaway, Lang.ZH).startswith("售后组近 4 周")
    assert word(reported("/action report 大白", LEAD).takeaway, Lang.ZH).startswith("大白近 4 周")
    own = reported("/action report me", AGENT)
    assert word(own.takeaway, Lang.ZH) == "小美近 4 周没有到期的行动"
    assert own.private
    for text, actor in (
        ("/action report 大白", AGENT), ("/action report 售后", AGENT),
        ("/action report all", LEAD), ("/action report 小美", LEAD),
    ):  # fmt: skip
        with pytest.raises(Refusal) as caught:
            reported(text, actor)
        assert caught.value.message.key == "account.not_yours"
    with pytest.raises(Refusal) as caught:
        reported("/action report 火星组", BOSS)
    assert caught.value.message.key == "account.unknown"
    with pytest.raises(Refusal) as caught:
        reported("/action report 大白", BOSS, place=Place.CHANNEL)
    assert caught.value.message.key == "account.private_only"


def test_no_account_names_two_people_or_teams(reported: Callable[..., Answer]) -> None:
    text = "\n".join(said(reported("/action report", BOSS)))
    assert not any(name in text for name in ("小美", "大白", "林岚", "售前", "售后"))
