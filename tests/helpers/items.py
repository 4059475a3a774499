"""Action items in tests: a small staff, and doing things to items as the commands do."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from base.action import Action, Move
from base.language import Lang
from base.rights import Role
from bot.render.texts import word
from reviews import acting, cards
from reviews.actions import Wish, folded, measure_data, proposed
from storage import actions
from storage.engine import Database
from storage.people import StaffRow, apply_staff
from storage.posting import outbox
from storage.reaching import actor_numbered

NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
TODAY = date(2026, 11, 18)
PRE, AFTER = "售前组", "售后组"
STAFF = (
    StaffRow("何伟", "Wei He", team=AFTER, team_en="After-sales", slack_user="UWEI"),
    StaffRow("陈露", "Lu Chen", team=AFTER, lead=True, slack_user="ULU"),
    StaffRow("小美", "Mei", team=PRE, team_en="Pre-sales", slack_user="UMEI"),
    StaffRow("周宁", "Ning Zhou", roles=(Role.QC,), lang=Lang.EN, slack_user="UNING"),
    StaffRow("林岚", "Lan Lin", roles=(Role.SUPERVISOR,), slack_user="ULAN"),
    StaffRow("晴晴", "Sunny", team=AFTER, slack_user="USUNNY"),
)


@dataclass
class Items:
    """Items of a database: `do` is what a command does, with its cards."""

    database: Database
    people: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    at: datetime = NOW
    _ticks: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        """Enter the staff."""
        from base.dimensions import Dim
        from storage.names import named
        from storage.tables import person

        apply_staff(self.database, STAFF)
        with self.database.read() as work:
            self.people = {row.name: row.id for row in work.execute(person.select())}
            self.teams = {n.zh: int(i) for i, n in named(work, Dim.TEAM).items()}

    def add(self, wording: str = "每天给未发货清单", owner: str = "何伟", by: str = "陈露",
            due: date = date(2026, 11, 25), **data: Any) -> Action:  # fmt: skip
        """Propose an item; keywords are the data of its event."""
        made = {
            "wording": wording, "owner": str(self.people[owner]), "due": due.isoformat(),
            "level": "group", "team": str(self.teams[AFTER]),
        }  # fmt: skip
        made |= measure_data(data.pop("measure", None))
        made |= {key: str(value) for key, value in data.items()}
        who, now = self.people.get(by, 0), self._now()
        with self.database.write() as work:
            item = actions.number_of_new(
                work, lambda number: proposed(number, now, who, made), folded
            )
            (event,) = actions.events_of(work, item.id)
            cards.moved(work, None, item, event, now)
        return item

    def do(self, item: Action, move: Move, by: str, note: str = "", **data: str) -> Action:
        """Make a move as somebody, with what it brings about."""
        now = self._now()
        with self.database.write() as work:
            who = self.people.get(by, 0)
            before = actions.read(work, item.id, folded)
            actor = actor_numbered(work, who, now.date())
            after = acting.act(work, actor, item.id, Wish(move, who, now, note, data), now.date())
            cards.moved(work, before, after, actions.events_of(work, item.id)[-1], now)
        return after

    def _now(self) -> datetime:
        return self.at + timedelta(seconds=next(self._ticks))

    def outbox(self) -> list[Any]:
        """Return the rows of the outbox, the oldest first."""
        with self.database.read() as work:
            return list(work.execute(outbox.select().order_by(outbox.c.id)))

    def to(self, lane: str) -> list[str]:
        """Return the words of what goes to somebody or to a channel, the oldest first."""
        return [said(row) for row in self.outbox() if row.lane == lane]


def said(row: Any) -> str:
    """Return all the words of a row of the outbox, its buttons in brackets."""
    from base.wire import loaded

    answer, lang = loaded(row.answer), Lang(row.lang)
    lines = [answer.takeaway, *answer.lines, *answer.notes]
    labels = [f"[{word(f.label, lang)}]" for f in answer.follow_ups]
    return "\n".join([*(word(line, lang) for line in lines), " ".join(labels)])


def requests(row: Any) -> Mapping[str, str]:
    """Return what the buttons of a row ask for, by label."""
    from base.wire import loaded

    answer, lang = loaded(row.answer), Lang(row.lang)
    return {word(f.label, lang): f.request for f in answer.follow_ups}
