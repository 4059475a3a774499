"""What passes between the workspace and the app, kept for whoever builds the app to look at.

The last calls, response URLs and envelopes, as texts. What the app's owner hides never gets in
here, tokens neither; findings are only worked out when somebody looks. No transport in here.
"""

import json
import logging
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from .blockkit import problems_of_message, problems_of_view
from .delivery import Delivery, Outcome
from .model import Json, Model

Kind = Literal["request", "envelope", "response_url"]
Hides = Callable[[Mapping[str, Any]], bool]

MOST_ENTRIES = 500
# Longer payloads are cut: nobody reads them, and 500 of them would fill the memory.
MOST_CHARACTERS = 200_000
KEPT_OF_LONG = 4_000
MASK = "•••"
# Arguments that hold JSON; forms carry them as text.
NESTED = frozenset({"attachments", "blocks", "files", "metadata", "profile", "view"})
FINDING = re.compile(r"(?:\[ERROR\] )?(.*?) \[json-pointer:([^\]]*)\]\Z", re.DOTALL)
TICKET = re.compile(r"(ticket=)[\w-]+")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """One thing that passed. `at` is seconds by the workspace's clock, `ms` real milliseconds.

    `payload` and `answer` are JSON texts, "" = none. `rev` grows whenever an entry changes, so that
    a page can ask for what is new to it.
    """

    id: int
    rev: int
    at: float
    kind: Kind
    name: str
    who: str = ""
    payload: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)
    status: str = "ok"
    ms: float | None = None
    tries: int = 1
    hidden: bool = False


class Inspector:
    """The last entries. Safe to call from any thread.

    `on_change` is told the id of an entry that is new or changed; `stopwatch` measures real
    seconds, whatever the workspace's own clock says.
    """

    def __init__(
        self,
        model: Model,
        secrets: Iterable[str],
        stopwatch: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._model = model
        self._secrets = [secret for secret in secrets if secret]
        self._hides: Hides | None = model.config.hides
        self.stopwatch = stopwatch
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self._last = 0
        self._rev = 0
        self.on_change: Callable[[int], None] = lambda _id: None

    # -- what is told ---------------------------------------------------------------------------

    def call(
        self,
        kind: Kind,
        name: str,
        payload: Mapping[str, Any],
        answer: Mapping[str, Any] | None,
        status: str,
        *,
        began: float,
        who: str = "",
    ) -> None:
        """A call that has been answered. `began` is what the stopwatch said at its start."""
        asked = _nested(payload)
        if self._is_hidden(asked, answer):
            self._add(kind, "hidden", hidden=True)
            return
        self._add(
            kind,
            name,
            who=who or self._asker(asked),
            payload=self._text(asked),
            answer=self._text(answer),
            status=status,
            ms=self._since(began),
        )

    def sent(self, delivery: Delivery) -> "EnvelopeWatch":
        """An envelope that sets out; the watch is told how it fares."""
        if self._is_hidden(delivery.payload, None):
            return EnvelopeWatch(self, self._add("envelope", "hidden", hidden=True))
        entry = self._add(
            "envelope",
            name_of(delivery),
            who=_sender(delivery.payload),
            payload=self._text(delivery.payload),
            status="waiting",
        )
        return EnvelopeWatch(self, entry)

    def changed(self, entry_id: int, answer: Json | None = None, **fields: Any) -> None:
        """Fields of an entry that is still there. A hidden one does not change."""
        hidden = answer is not None and self._is_hidden(answer, None)
        with self._lock:
            at = next((i for i, one in enumerate(self._entries) if one.id == entry_id), None)
            if at is None or self._entries[at].hidden:
                return
            self._rev += 1
            old = self._entries[at]
            if hidden:
                self._entries[at] = Entry(
                    old.id, self._rev, old.at, old.kind, "hidden", hidden=True
                )
            else:
                fields |= {"answer": self._text(answer)} if answer else {}
                self._entries[at] = replace(old, rev=self._rev, **fields)
        self.on_change(entry_id)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def _add(self, kind: Kind, name: str, **fields: Any) -> int:
        with self._lock:
            self._last += 1
            self._rev += 1
            made = Entry(self._last, self._rev, self._model.clock.now(), kind, name, **fields)
            self._entries.append(made)
        self.on_change(made.id)
        return made.id

    def _since(self, began: float) -> float:
        return round((self.stopwatch() - began) * 1000, 1)

    # -- what is kept ---------------------------------------------------------------------------

    def _is_hidden(self, payload: Mapping[str, Any], answer: Mapping[str, Any] | None) -> bool:
        if self._hides is None:
            return False
        try:
            return self._hides(payload) or (answer is not None and self._hides(answer))
        except Exception as error:  # noqa: BLE001  what cannot be judged is not shown
            # The message of the error may quote the payload.
            _log.error("hides() failed with %s; the entry is hidden", type(error).__name__)
            return True

    def _text(self, value: Mapping[str, Any] | None) -> str:
        if value is None:
            return ""
        shown = {key: one for key, one in value.items() if key != "token"}
        try:
            text = json.dumps(shown, ensure_ascii=False, default=str)
        except RecursionError:
            text = json.dumps({"cut": True, "characters": 0, "begins": ""})
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        text = TICKET.sub(rf"\g<1>{MASK}", text)
        if len(text) <= MOST_CHARACTERS:
            return text
        cut = {"cut": True, "characters": len(text), "begins": text[:KEPT_OF_LONG]}
        return json.dumps(cut, ensure_ascii=False)

    def _asker(self, args: Mapping[str, Any]) -> str:
        """Whom a call is for: the user it names, or the other side of a direct message."""
        named = args.get("user") or args.get("user_id")
        if isinstance(named, str):
            return named
        where = next((c for c in self._model.conversations if c.id == args.get("channel")), None)
        if where is None or where.kind != "im":
            return ""
        return next(iter(where.members - {self._model.bot.id}), "")

    # -- looking --------------------------------------------------------------------------------

    @property
    def rev(self) -> int:
        """The newest rev there is."""
        return self._rev

    def entries(
        self, after: int = 0, since: int = 0, *, text: str = "", brief: bool = False
    ) -> list[Json]:
        """The oldest first: those with a higher id than `after` that changed after rev `since`.

        `text` narrows to entries with these words in them, whatever their case. `brief` leaves
        payload and answer out, names command and channel, and counts the findings.
        """
        with self._lock:
            found = [one for one in self._entries if one.id > after and one.rev > since]
        return [self._shown(one, brief=brief) for one in found if self._holds(one, text.lower())]

    def _holds(self, entry: Entry, text: str) -> bool:
        parts = (entry.name, entry.status, entry.who, self._person(entry.who))
        return not text or any(
            text in part.lower() for part in (*parts, entry.payload, entry.answer)
        )

    def _person(self, user: str) -> str:
        return next((one.real_name for one in self._model.members if one.id == user), "")

    def entry(self, entry_id: int) -> Json | None:
        """One entry whole, None when it is gone."""
        with self._lock:
            found = next((one for one in self._entries if one.id == entry_id), None)
        return None if found is None else self._shown(found, brief=False)

    def _shown(self, entry: Entry, *, brief: bool) -> Json:
        payload, answer = _read(entry.payload), _read(entry.answer)
        shown: Json = {
            "id": entry.id,
            "rev": entry.rev,
            "at": entry.at,
            "kind": entry.kind,
            "name": entry.name,
            "who": entry.who,
            "status": entry.status,
            "ms": entry.ms,
            "tries": entry.tries,
            "hidden": entry.hidden,
        }
        found = _findings(entry.kind, payload, answer)
        if brief:
            told = payload or {}
            names = {"command": told.get("command"), "channel": told.get("channel")}
            return shown | names | {"findings": len(found)}
        return shown | {"payload": payload or {}, "answer": answer, "findings": found}


class EnvelopeWatch:
    """One envelope on its way; called on the server's loop."""

    def __init__(self, inspector: Inspector, entry_id: int) -> None:
        self._inspector = inspector
        self._id = entry_id
        self._began = inspector.stopwatch()

    def tried(self, tries: int) -> None:
        """It goes out for the second time or later; the milliseconds count from here."""
        self._began = self._inspector.stopwatch()
        self._inspector.changed(self._id, tries=tries)

    def ended(self, outcome: Outcome) -> None:
        missed = "not_acknowledged" if outcome.error == "operation_timeout" else outcome.error
        ms = round((self._inspector.stopwatch() - self._began) * 1000, 1)
        self._inspector.changed(
            self._id,
            outcome.response,
            status="ok" if outcome.acknowledged else missed or "not_acknowledged",
            ms=ms,
            tries=max(outcome.attempts, 1),
        )


def name_of(delivery: Delivery) -> str:
    """What an envelope is called: an event's or an interaction's type, or `slash_commands`."""
    payload = delivery.payload
    if delivery.kind == "events_api":
        return str(payload.get("event", {}).get("type", delivery.kind))
    return str(payload.get("type", delivery.kind))


def _sender(payload: Mapping[str, Any]) -> str:
    event = payload.get("event")
    if isinstance(event, dict):
        inner = event.get("message")
        user = event.get("user") or event.get("user_id")
        return str(user or (inner.get("user") if isinstance(inner, dict) else "") or "")
    user = payload.get("user")
    named = user.get("id") if isinstance(user, dict) else payload.get("user_id")
    return str(named or "")


def _nested(args: Mapping[str, Any]) -> Json:
    """The arguments as they are meant: forms carry nested ones as JSON in a text."""
    return {key: _meant(one) if key in NESTED else one for key, one in args.items()}


def _meant(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):  # what cannot be read is shown as it came
        return value


def _read(text: str) -> Json | None:
    if not text:
        return None
    found: Json = json.loads(text)
    return found


def _findings(kind: Kind, payload: Json | None, answer: Json | None) -> list[Json]:
    """What the validator has to say: in the answer to a call, or about an acknowledgement."""
    if answer is None or answer.get("cut"):
        return []
    if kind != "envelope":
        return _in_answer(answer)
    if isinstance(answer.get("view"), dict):
        found = problems_of_view(answer["view"], pointer="/view")
    else:
        found = problems_of_message(answer)
    return [{"at": one.pointer, "says": one.message} for one in found]


def _in_answer(answer: Json) -> list[Json]:
    told = answer.get("response_metadata")
    lines = told.get("messages") if isinstance(told, dict) else None
    matched = [FINDING.match(str(line)) for line in lines or ()]
    return [{"at": one.group(2), "says": one.group(1)} for one in matched if one]
