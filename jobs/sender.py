"""What the outbox needs of whoever speaks to Slack: one write at a time, and an honest outcome.

Declared here, implemented in the room that knows Slack.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from base.answer import Answer
from base.language import Lang


class Operation(StrEnum):
    """What is written: a new message, or a new text for one that stands."""

    POST = "post"
    UPDATE = "update"


@dataclass(frozen=True)
class Write:
    """One write to Slack. `key` is unique and goes into the message's metadata.

    `channel` is the id of a channel, or of a person for a direct message; `thread` the `ts` of the
    message it answers; `ts` the message that an update changes. An answer that is longer than one
    message has parts: `part` 0 is the first, the others go to its thread.
    """

    key: str
    operation: Operation
    channel: str
    answer: Answer
    lang: Lang
    part: int = 0
    thread: str | None = None
    ts: str | None = None


@dataclass(frozen=True)
class Delivered:
    """Slack has it: where, its `ts`, and how many further parts the answer has (of part 0)."""

    channel: str
    ts: str
    more: int = 0


@dataclass(frozen=True)
class Refused:
    """Slack did not carry it out and never will: its code ("not_in_channel", "is_archived" …)."""

    code: str


@dataclass(frozen=True)
class Later:
    """Certainly not carried out, may be tried again after `seconds` (Slack's wish, or None).

    `counts` is False where that is no failure: a rate limit.
    """

    code: str
    seconds: float | None = None
    counts: bool = True


@dataclass(frozen=True)
class Unknown:
    """Nobody knows whether it was carried out: the connection broke, Slack failed on the way."""

    code: str


Outcome: TypeAlias = Delivered | Refused | Later | Unknown


@dataclass(frozen=True)
class NotThere:
    """Slack was asked and does not have the message."""


class Sender(Protocol):
    """Speaks to Slack. Used from several threads; its methods never raise for what Slack does."""

    def deliver(self, write: Write) -> Outcome:
        """Carry out one write, in the best form that Slack takes; never twice by itself."""
        ...

    def find(self, write: Write, since: datetime) -> Delivered | NotThere | Later:
        """Look for a posted message by its key, from `since` (first attempt, UTC) on.

        Later where Slack cannot be asked now.
        """
        ...
