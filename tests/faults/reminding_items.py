"""A scene with items: what was agreed before it begins, and what people do to it meanwhile.

They act through the doors that commands use, at moments when the bot may be doing anything.
"""

import contextlib
import csv
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select

from base.action import Measure, Move
from base.clock import FixedClock
from base.rights import operator
from intake.options import ImportOptions
from intake.service import import_file
from reviews import acting, cards
from reviews.actions import Wish, folded, measure_data, proposed
from reviews.actions import move as moved_by
from storage import actions
from storage.engine import Work
from storage.people import apply_staff
from storage.reaching import actor_numbered
from storage.tables import person as people
from storage.tables import team as teams
from tests.faults.reckoned import HERE, ONE, OPEN, Standing, events, standing
from tests.faults.reminding_staff import (
    ABOVE_ALL,
    FIRST,
    LEADS,
    STAFF,
    USERS,
    A,
    at,
    days,
    figures,
    token,
)
from tests.faults.scene import Scene
from tests.helpers.fileclock import FileClock

# Days from the first one until an item is due; the first two of everybody are left to lie.
_DUES = (-3, 0, 1, 2, 3, 4, 7)
_LEFT_TO_LIE = 2


@dataclass
class WithItems(Scene):
    """A scene of items. `who` are people's numbers by Slack user, `teams` those of teams.

    `did` is what people did (item, move, who), `gone` since when a leaver is no more, `checks` on
    which day the effect of an item is to be looked at.
    """

    who: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    did: list[tuple[int, str, int]] = field(default_factory=list)
    gone: dict[int, datetime] = field(default_factory=dict)
    checks: dict[int, date] = field(default_factory=dict)
    _lying: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Fill the database with people, figures and items; begin before the first morning."""
        self.clock = FileClock(self.folder / "clock")
        self.local.clock.freeze()
        self.move(at(FIRST, 5))
        apply_staff(self.database, STAFF)
        self.figures()
        with self.database.read() as work:
            numbers = work.execute(select(people.c.slack_user, people.c.id)).all()
            self.who = {row.slack_user: row.id for row in numbers if row.slack_user in USERS}
            self.teams = {row.name: row.id for row in work.execute(select(teams))}
        with self.database.write() as work:
            self._begin(work)

    def figures(self, bonus: int = 0) -> None:
        """Import ten weeks of figures of one team; with a bonus those of one day are others."""
        self.changes += bool(bonus)
        path = self.folder / f"figures{self.changes}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(figures(bonus))
        clock = FixedClock(self.truth)
        chosen = ImportOptions(may_edit_staff=True)
        import_file(self.database, path, chosen, operator(), clock, lambda *_: None)

    # -- items -------------------------------------------------------------------------------------

    def _begin(self, work: Work) -> None:
        """Everybody has items that are overdue, due or coming; some items wait to be measured."""
        for user, row in USERS.items():
            if not row.team:
                continue
            chosen = [*_DUES[:_LEFT_TO_LIE], *self.dice.choices(_DUES[1:], k=3)]
            for place, offset in enumerate(chosen[: 2 if row.lead else 5]):
                number = self._agreed(work, user, FIRST + offset * ONE)
                self._lying |= {number} if place < _LEFT_TO_LIE else set()
        for day in days(5):
            for _ in range(3):
                self._measured(work, day)

    def _data(self, user: str, due: date) -> dict[str, str]:
        row = USERS[user]
        there = [u for u, r in USERS.items() if r.team and self.who[u] not in self.gone]
        verifiers = [u for u in there if not USERS[u].lead and u != user]
        return {
            "owner": str(self.who[user]),
            "verifier": str(self.who[self.dice.choice(verifiers)]),
            "due": due.isoformat(),
            "level": "group",
            "team": str(self.teams[row.team]),
        }

    def _add(self, work: Work, user: str, due: date, by: str, when: datetime, **data: str) -> int:
        """Propose an item, silently, as if its cards had been told long ago."""
        made = self._data(user, due) | data
        item = actions.number_of_new(
            work,
            lambda number: proposed(
                number, when, self.who[by], made | {"wording": f"核对清单 {token(number)}"}
            ),
            folded,
        )
        self.did.append((item.id, Move.PROPOSE.value, self.who[by]))
        return item.id

    def _agreed(self, work: Work, user: str, due: date) -> int:
        number = self._add(work, user, due, ABOVE_ALL, at(FIRST - 4 * ONE, 10))
        self._append(work, number, Wish(Move.ACCEPT, self.who[user], at(FIRST - 4 * ONE, 11)))
        return number

    def _append(self, work: Work, number: int, wish: Wish) -> None:
        action = actions.read(work, number, folded)
        if action is None:
            raise LookupError(number)
        actions.append(work, moved_by(action, wish), folded)
        self.did.append((number, wish.move.value, wish.who))

    def _measured(self, work: Work, check: date) -> None:
        """Add an item that was verified five weeks ago and is to be measured on a day."""
        only = {"team": (str(self.teams[A]),)}
        measure = measure_data(Measure("frt", only, check=check))
        began = FIRST - 42 * ONE
        number = self._add(work, "UWEI", began + 7 * ONE, ABOVE_ALL, at(began, 10), **measure)
        action = actions.read(work, number, folded)
        verifier = 0 if action is None or action.verifier is None else action.verifier
        for step, who, when in (
            (Move.ACCEPT, self.who["UWEI"], at(began, 11)),
            (Move.CLAIM, self.who["UWEI"], at(began + 5 * ONE, 11)),
            (Move.VERIFY, verifier, at(began + 5 * ONE, 12)),
        ):
            self._append(work, number, Wish(step, who, when, "做完了"))
        self.checks[number] = check

    def act(self, number: int, step: Move, who: int, note: str = "", **data: str) -> None:
        """Do something to an item as a command does, with what it brings about."""
        for _ in range(3):
            with contextlib.suppress(actions.StaleError), self.database.write() as work:
                self._act(work, number, Wish(step, who, self.truth, note, data))
                self.did.append((number, step.value, who))
                return
        raise actions.StaleError(f"item {number}")

    def _act(self, work: Work, number: int, wish: Wish) -> None:
        day = (wish.at + HERE).date()
        before = actions.read(work, number, folded)
        actor = actor_numbered(work, wish.who, day)
        after = acting.act(work, actor, number, wish, day)
        cards.moved(work, before, after, actions.events_of(work, number)[-1], wish.at)

    def standings(self) -> dict[int, Standing]:
        """Return how every item stands now."""
        with self.database.read() as work:
            found = events(work)
        far = self.truth + 400 * ONE
        return {number: standing(of, far) for number, of in found.items()}

    def some_act(self, count: int) -> None:
        """Have people do this and that to so many of the items that are not left to lie."""
        found = self.standings()
        # Whoever has left does nothing any more, and what is his may not be handed over yet.
        gone = {who for who, since in self.gone.items() if since <= self.truth}
        alive = [
            number
            for number, one in found.items()
            if one.state in OPEN and number not in self._lying and one.owner not in gone
        ]
        for number in self.dice.sample(alive, min(count, len(alive))):
            self._something(number, found[number])

    def _something(self, number: int, one: Standing) -> None:
        lead, dice = self.who[ABOVE_ALL], self.dice.random()
        if one.state == "done_claimed":
            if dice < 0.3:
                self.act(number, Move.SEND_BACK, lead, "还差一步")
                return
            self.act(number, Move.VERIFY, lead)
            self.act(number, Move.CLOSE, lead)
        elif one.state == "proposed":
            self.act(number, Move.ACCEPT, one.owner)
        elif dice < 0.4:
            self.act(number, Move.CLAIM, one.owner, "清单在这里")
        elif dice < 0.6:
            self.act(number, Move.DROP, lead, "不做了")
        elif dice < 0.8:
            due = (self.truth + HERE).date() + self.dice.randint(1, 4) * ONE
            if due != one.due:
                self.act(number, Move.REDATE, one.owner, "等权限", due=due.isoformat())
        else:
            self.act(number, Move.COMMENT, self.dice.choice((one.owner, lead)), "在看")

    def propose(self) -> None:
        """Have somebody propose an item to a colleague."""
        there = [u for u, r in USERS.items() if r.team and self.who[u] not in self.gone]
        by, to = self.dice.sample(there, 2)
        with self.database.write() as work:
            number = self._add(work, to, (self.truth + HERE).date() + 4 * ONE, by, self.truth)
        self._lying.add(number)

    def leave(self, user: str) -> None:
        """Have somebody's last day be today; what was for him has been sent by its end."""
        self.settle(10.0)
        today = (self.truth + HERE).date()
        apply_staff(self.database, [replace(USERS[user], valid_to=today)])
        self.gone[self.who[user]] = at(today + ONE, 0)

    def above(self) -> dict[int, tuple[int, ...]]:
        """Return whom the bot asks for help above everybody, nearest first."""
        lan = self.who[ABOVE_ALL]
        found: dict[int, tuple[int, ...]] = {}
        for user, row in USERS.items():
            if row.team:
                lead = self.who[LEADS[row.team]]
                found[self.who[user]] = (lan,) if row.lead else (lead, lan)
        return found
