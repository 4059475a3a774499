"""The product, broken on purpose: the judge of the fault suite has to catch every one of these.

Each breaks what one of the promises rests on, and only in the forked process that asks for it.
"""

import itertools
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler
from sqlalchemy import Connection, select, update

from base.action import Action
from base.action import State as ItemState
from base.schedule import Schedule
from bot.slack import courier
from jobs import composing, delivering, digests, escalating, leavers, measuring, telling
from jobs.sender import Delivered, NotThere, Write
from reviews import acting, digest, effect_keeping, reminders_told
from reviews.actions import Wish, folded, move
from reviews.help_wanted import help_wanted
from reviews.reminders import Tracked, tracked
from storage import action_lists, actions, outbox, schedules, turns
from storage.engine import Work
from storage.outbox import Entry, State
from storage.posting import action as items
from storage.posting import outbox as rows
from storage.posting import schedule
from storage.turns import Pace


def never_look() -> None:
    """Send again without looking whether it is there."""

    def find(_self: courier.Courier, write: Write, since: datetime) -> NotThere:
        return NotThere()

    courier.Courier.find = find  # type: ignore[method-assign, assignment]


def retrying_client() -> None:
    """Let the library repeat a call whose connection broke, as it does by default."""
    made = courier.Courier.__init__

    def init(self: courier.Courier, client: Any, *others: Any, **named: Any) -> None:
        client.retry_handlers.append(ConnectionErrorRetryHandler())
        made(self, client, *others, **named)

    courier.Courier.__init__ = init  # type: ignore[method-assign]


def store_first() -> None:
    """Say that it was sent, then send it."""

    def make(self: delivering.Delivering, entry: Entry) -> None:
        with self.installation.database.write() as work:
            self._keep(work, entry, Delivered(entry.channel, "0.0"))
        self.installation.reached("store.committed")
        outcome = self._outcome(entry)
        if isinstance(outcome, Delivered):
            values = {"posted_in": outcome.channel, "ts": outcome.ts}
            with self.installation.database.write() as work:
                work.execute(update(rows).where(rows.c.id == entry.id).values(values))

    delivering.Delivering.make = make  # type: ignore[method-assign]


def no_take_over() -> None:
    """Leave what a dead process had begun."""

    def take_over(_self: delivering.Delivering) -> int:
        return 0

    delivering.Delivering.take_over = take_over  # type: ignore[method-assign, assignment]


def no_claim() -> None:
    """Send what another may be sending: look what is next without marking it."""

    def claim(
        work: Connection, now: datetime, _token: str, most: int, _pace: Pace
    ) -> Sequence[Entry]:
        return turns._entries(work, turns._heads(work, now, most))

    def mine(work: Connection, one: Entry, values: dict[str, Any]) -> bool:
        return bool(work.execute(update(rows).where(rows.c.id == one.id).values(values)).rowcount)

    turns.claim = claim  # type: ignore[assignment]
    outbox._mine = mine


def everybody_plans() -> None:
    """Take occurrences in without asking whether somebody else has: neither lock is there."""

    def take_in(
        work: Work, of: Schedule, found: Iterable[Any], planned: datetime, next_at: datetime | None
    ) -> tuple[Any, ...]:
        values = {"planned": planned, "next_at": next_at}
        work.execute(update(schedule).where(schedule.c.id == of.id).values(values))
        taken = tuple(found)
        for one in taken:
            schedules._occur(work, of.id, f"{one.due.day}/{secrets.token_hex(4)}", one)
        return taken

    schedules.take_in = take_in


def silence() -> None:
    """Tell nobody what was missed."""
    telling.missed = lambda *_: None


def no_lanes() -> None:
    """Send whatever is due, the newest first, not one after another in each channel."""

    def heads(work: Connection, now: datetime, most: int) -> list[int]:
        parent = rows.alias("parent")
        query = (
            select(rows.c.id)
            .outerjoin(parent, parent.c.id == rows.c.parent_id)
            .where(
                rows.c.state.in_((State.PENDING.value, State.UNKNOWN.value)),
                rows.c.next_at <= now,
                rows.c.parent_id.is_(None) | (parent.c.state == State.SENT.value),
            )
            .order_by(rows.c.id.desc())
            .limit(most)
        )
        return list(work.execute(query).scalars())

    turns._heads = heads


def details_apart() -> None:
    """Put what belongs below a post into a unit of work of its own, after the post's."""
    put, commits = composing._put, itertools.count()

    def alone(work: Work, schedule: Schedule, of: Any, found: Any, *rest: Any) -> None:
        # Every third process dies between the two.
        whole = next(commits) % 3
        put(work, schedule, of, found if whole else replace(found, below=()), *rest)

    composing._put = alone  # type: ignore[assignment]


SABOTAGES: Mapping[str, Callable[[], None]] = {
    "never_look": never_look,
    "retrying_client": retrying_client,
    "store_first": store_first,
    "no_take_over": no_take_over,
    "no_claim": no_claim,
    "everybody_plans": everybody_plans,
    "silence": silence,
    "no_lanes": no_lanes,
    "details_apart": details_apart,
}


# -- of reminders ----------------------------------------------------------------------------------


def _broken(module: ModuleType, **names: object) -> None:
    """Put something else under names that a module uses."""
    for name, value in names.items():
        setattr(module, name, value)


def _slow(function: Callable[..., Any], seconds: float = 1.0) -> Callable[..., Any]:
    """Have something take long, so that others are on the way as well."""

    def slow(*given: Any) -> Any:
        found = function(*given)
        time.sleep(seconds)
        return found

    return slow


def _blindly(work: Work, action: Action, wish: Wish) -> Action:
    """Append behind whatever is there, without asking whether the item has moved on."""
    now = actions.read(work, action.id, folded)
    event = move(action, wish)
    return actions.append(work, replace(event, seq=now.version + 1 if now else 1), folded)


def ask_blindly() -> None:
    """Ask for help without asking whether another has done so meanwhile."""
    _broken(escalating, by_bot=_blindly, _due=_slow(escalating._due))


def measure_blindly() -> None:
    """Keep a look at an effect without asking whether another has looked."""
    _broken(measuring, look_at=_slow(effect_keeping.look_at, 0.3))
    _broken(acting, by_bot=_blindly)


def plan_blindly() -> None:
    """Plan digests without asking whether another has, while all are on the way."""
    everybody_plans()
    _broken(schedules, due=_slow(schedules.due))


def remind_closed() -> None:
    """Remind people of what they had, however it stands."""

    def whatever(*given: Any) -> Tracked:
        found = tracked(*given)
        return replace(found, action=replace(found.action, state=ItemState.IN_PROGRESS))

    def of_person(work: Work, person: int) -> list[int]:
        return list(work.execute(select(items.c.id).where(items.c.owner == person)).scalars())

    _broken(reminders_told, tracked=whatever)
    _broken(action_lists, of_person=of_person)


def help_untold() -> None:
    """Leave requests for help out of the messages."""
    parts = tuple(part for part in digest.PARTS if part is not help_wanted)
    _broken(digests, digest_of=partial(digest.digest_of, parts=parts))


def forgotten_leavers() -> None:
    """Leave what leavers had where it is."""
    _broken(action_lists, left_behind=lambda *_: [])


def silent_handover() -> None:
    """Give somebody another's items without a word, as one does who dies between the two."""
    _broken(leavers, cards=SimpleNamespace(moved=lambda *_: None))


OF_REMINDERS: Mapping[str, Callable[[], None]] = {
    "ask_blindly": ask_blindly,
    "forgotten_leavers": forgotten_leavers,
    "help_untold": help_untold,
    "measure_blindly": measure_blindly,
    "no_claim": no_claim,
    "plan_blindly": plan_blindly,
    "remind_closed": remind_closed,
    "silent_handover": silent_handover,
}
