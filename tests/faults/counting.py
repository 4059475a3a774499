"""The judge of the fault suite: what the database says against what stands in the workspace.

It knows the product's words (states, keys), not its ways: which occurrences there should have been
is reckoned by whoever made the schedules, and the workspace is asked directly, without a client.
"""

import hashlib
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Row, select

from storage.engine import Database
from storage.posting import occurrence, outbox
from workspace import Message, RunningWorkspace

# Later than this has to be told; what lies so near to it that the clocks may disagree need not.
LATE, BLUR = timedelta(minutes=10), timedelta(minutes=1)
_FATES = {"sent", "missed", "failed", "skipped"}
Span: TypeAlias = tuple[datetime, datetime]


@dataclass(frozen=True)
class Expected:
    """An occurrence that should have happened: `lane` is where, `owner` the user who is told.

    `below` is how many answers there are below the post, at least.
    """

    schedule: int
    day: date
    due_at: datetime
    lane: str
    owner: str
    below: int = 0


@dataclass
class Verdict:
    """What was counted, and everything that is not as promised, each in words."""

    counts: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    disorder: list[str] = field(default_factory=list)

    @property
    def problems(self) -> dict[str, list[str]]:
        """Return everything that is wrong, by kind; empty where the promise was kept."""
        lists = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "counts"}
        return {name: found for name, found in lists.items() if found}

    def add(self, other: "Verdict") -> None:
        """Take the counts and problems of another run in."""
        self.counts.update(other.counts)
        for name, found in other.problems.items():
            getattr(self, name).extend(found)


def name_of(key: str) -> str:
    """Return how a key stands in the metadata of its message."""
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def moment(ts: str) -> datetime:
    """Return when Slack took a message."""
    return datetime.fromtimestamp(float(ts), UTC)


class Judge:
    """Compares one database with one workspace.

    `blurred` are spans in which the bot's clock was wrong: what it did then may be early or late by
    Slack's clock without its knowing, and in another order.
    """

    def __init__(
        self, database: Database, local: RunningWorkspace, blurred: Iterable[Span] = ()
    ) -> None:
        self._blurred = tuple(blurred)
        self._verdict = Verdict()
        with database.read() as work:
            self._occurrences = list(work.execute(select(occurrence).order_by(occurrence.c.id)))
            self._rows = list(work.execute(select(outbox).order_by(outbox.c.id)))
        self._by_id = {row.id: row for row in self._rows}
        self._by_key = {row.key: row for row in self._rows}
        self._bot = local.model.bot.id
        self._model = local.model
        self._messages = self._all_messages(local)

    def _all_messages(self, local: RunningWorkspace) -> dict[str, list[Message]]:
        found: dict[str, list[Message]] = defaultdict(list)
        for where in local.model.conversations:
            for message in local.messages(where.id):
                if message.user == self._bot and message.subtype is None:
                    payload = (message.metadata or {}).get("event_payload", {})
                    found[str(payload.get("key", ""))].append(message)
        return found

    def verdict(self, expected: Sequence[Expected]) -> Verdict:
        """Judge everything; `expected` is every occurrence that should have happened."""
        self._compare_writes()
        self._find_strays()
        slots = {(one.schedule_id, one.day): one for one in self._occurrences}
        for one in expected:
            self._judge(one, slots.pop((one.schedule, one.day), None))
        self._judge_others(slots, {one.schedule for one in expected})
        if len(self._occurrences) != len({(o.schedule_id, o.day) for o in self._occurrences}):
            self._verdict.doubled.append("a local date has two occurrences")
        self._check_order()
        return self._verdict

    def _judge_others(self, slots: dict[tuple[int, date], Row[Any]], mine: set[int]) -> None:
        """Judge what was not expected: personal digests, planned by the bot itself, or strays."""
        for (number, day), row in slots.items():
            if number in mine and row.ts and self._blurry(moment(row.ts)):
                # The clock ran ahead at the very end: tomorrow's post is there already.
                self._verdict.counts["early"] += 1
            elif number in mine and row.state == "sent":
                self._verdict.stray.append(f"schedule {number} was not due on {day}")
            elif number not in mine:
                self._verdict.counts["digests"] += 1
                if row.state not in _FATES:
                    self._verdict.lost.append(f"digest {number} of {day} is still {row.state}")

    # -- every write against the messages ----------------------------------------------------------

    def _compare_writes(self) -> None:
        for row in self._rows:
            if row.target_id is None:
                self._compare(row, self._messages.get(name_of(row.key), []))
            elif row.state == "sent":
                self._verdict.counts["changes"] += 1
                self._check_change(row)
            elif row.state != "failed":
                self._verdict.lost.append(f"change {row.key} is still {row.state}")

    def _compare(self, row: Row[Any], found: list[Message]) -> None:
        verdict = self._verdict
        if len(found) > 1:
            verdict.doubled.append(f"{row.key} stands {len(found)} times")
        if row.state == "sent":
            verdict.counts["messages"] += 1
            places = {(m.channel, m.ts) for m in found}
            if not found:
                verdict.lost.append(f"{row.key} is sent, but stands nowhere")
            elif (row.posted_in, row.ts) not in places:
                verdict.wrong.append(f"{row.key} is said to be at {row.ts}, and is at {places}")
            elif row.parent_id is not None:
                self._check_below(row, found)
        elif row.state == "failed":
            if found:
                verdict.wrong.append(f"{row.key} failed ({row.reason}), but stands there")
            self._check_dropped(row)
        else:
            verdict.lost.append(f"{row.key} is still {row.state} ({row.reason})")

    def _check_below(self, row: Row[Any], found: list[Message]) -> None:
        above = self._by_id[row.parent_id]
        self._verdict.counts["details"] += 1
        for message in found:
            if message.thread_ts != above.ts or float(message.ts) <= float(above.ts):
                self._verdict.wrong.append(f"{row.key} is not below {above.key}")

    def _check_dropped(self, row: Row[Any]) -> None:
        """Something that should stand below a post, and does not, is told; so are main posts."""
        if row.parent_id is None or row.reason == "parent":
            return
        if not self._stands(f"tell/{row.key}/failed"):
            self._verdict.untold.append(f"{row.key} failed ({row.reason})")

    def _check_change(self, row: Row[Any]) -> None:
        target = self._by_id[row.target_id]
        found = self._messages.get(name_of(target.key), [])
        if not any(m.edited_ts for m in found):
            self._verdict.lost.append(f"{row.key} is sent, but {target.key} is as it was")

    def _find_strays(self) -> None:
        known = {name_of(row.key) for row in self._rows}
        for name, found in self._messages.items():
            if name not in known:
                where = ", ".join(f"{m.channel} {m.ts}" for m in found)
                self._verdict.stray.append(f"no row knows of what stands at {where}")

    def _stands(self, key: str) -> bool:
        """Say whether a message with this key stands, once, in a direct message."""
        found = self._messages.get(name_of(key), [])
        return len(found) == 1 and found[0].channel.startswith("D")

    # -- every occurrence --------------------------------------------------------------------------

    def _judge(self, one: Expected, row: Row[Any] | None) -> None:
        verdict, named = self._verdict, f"schedule {one.schedule} on {one.day}"
        verdict.counts["occurrences"] += 1
        if row is None:
            verdict.lost.append(f"{named} never was")
            return
        if row.state not in _FATES:
            verdict.lost.append(f"{named} is still {row.state} ({row.reason})")
            return
        verdict.counts[row.state] += 1
        if row.due_at != one.due_at:
            verdict.wrong.append(f"{named} was due at {row.due_at}")
        if row.state == "sent":
            self._sent(one, row, named)
        elif not row.reason:
            verdict.wrong.append(f"{named} is {row.state} for no reason")
        elif row.state != "skipped":
            self._not_sent(one, row, named)

    def _sent(self, one: Expected, row: Row[Any], named: str) -> None:
        first = self._by_key.get(f"o{row.id}/0")
        if first is None or (first.posted_in, first.ts) != (row.posted_in, row.ts):
            self._verdict.wrong.append(f"{named} and its write do not name the same message")
            return
        if first.state == "sent" and not self._right_place(one, row.posted_in):
            self._verdict.wrong.append(f"{named} was posted in {row.posted_in}")
        below = [at for at in range(1, 50) if f"o{row.id}/{at}" in self._by_key]
        if below != list(range(1, len(below) + 1)) or len(below) < one.below:
            self._verdict.lost.append(f"{named} has {below} below it")
        if first.ts:
            self._check_late(one, row, named)

    def _right_place(self, one: Expected, channel: str) -> bool:
        return channel == one.lane or one.lane in self._model.conversation(channel).members

    def _check_late(self, one: Expected, row: Row[Any], named: str) -> None:
        taken = moment(row.ts)
        late = taken - one.due_at
        if late <= LATE + BLUR or self._blurry(taken):
            return
        self._verdict.counts["late"] += 1
        self._verdict.counts["longest_late_minutes"] = max(
            self._verdict.counts["longest_late_minutes"], int(late.total_seconds() // 60)
        )
        if self._stands(f"tell/o{row.id}/0/late"):
            self._verdict.counts["late_told"] += 1
        else:
            self._verdict.untold.append(f"{named} came {late} late")

    def _not_sent(self, one: Expected, row: Row[Any], named: str) -> None:
        if self._messages.get(name_of(f"o{row.id}/0")):
            self._verdict.wrong.append(f"{named} is {row.state}, but stands there")
        if any(self._stands(key) for key in self._tellings(one, row)):
            self._verdict.counts[f"{row.state}_told"] += 1
        else:
            self._verdict.untold.append(f"{named} is {row.state} ({row.reason})")

    def _tellings(self, one: Expected, row: Row[Any]) -> list[str]:
        """Return the keys under which it may have been told, one of them for several days."""
        of_schedule = f"tell/s{one.schedule}/missed/"
        days = sorted(key for key in self._by_key if key.startswith(of_schedule))
        later = [key for key in days if key.removeprefix(of_schedule) >= one.day.isoformat()]
        mine = [f"tell/o{row.id}/{what}" for what in ("0/failed", "late", "not_composed", "rights")]
        return mine + later[:1]

    # -- the order in each channel -----------------------------------------------------------------

    def _check_order(self) -> None:
        """What was due earlier stands earlier, in each channel and direct message."""
        lanes: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
        for row in self._occurrences:
            if row.state == "sent" and row.ts and not self._blurry(moment(row.ts)):
                lanes[row.posted_in].append((row.ts, row.due_at))
        for lane, posts in lanes.items():
            posts.sort(key=lambda one: float(one[0]))
            for (_, before), (ts, after) in itertools.pairwise(posts):
                if after < before:
                    self._verdict.disorder.append(f"{lane} {ts}: {after} after {before}")

    def _blurry(self, at: datetime) -> bool:
        return any(begin <= at <= end for begin, end in self._blurred)
