"""What a workspace is made of: members, conversations, messages, and changes of them.

Immutable data only; the state is in `model`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .config import Words

Json = dict[str, Any]
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class Member:
    """A person, the bot, or Slackbot."""

    id: str
    name: str
    real_name: str
    locale: str
    tz: str
    is_bot: bool = False
    is_admin: bool = False
    email: str = ""
    title: Words = field(default_factory=Words)
    featured: bool = False


@dataclass(frozen=True)
class Conversation:
    """A channel (C...) or a direct message (D...). `members` are user ids."""

    id: str
    name: str
    kind: Literal["channel", "group", "im"]
    members: frozenset[str]
    topic: str = ""
    created: int = 0
    archived: bool = False


@dataclass(frozen=True)
class Message:
    """One message. `blocks` are as received; `visible_to` is a user id for an ephemeral one.

    `files` are file ids, `reactions` pairs of an emoji's name and who reacted with it, `broadcast`
    marks a reply that is shown in the channel too.
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: Sequence[Json] = ()
    thread_ts: str | None = None
    visible_to: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    by_app: bool = False
    via_response_url: bool = False
    subtype: str | None = None
    files: Sequence[str] = ()
    attachments: Sequence[Json] = ()
    reactions: Sequence[tuple[str, Sequence[str]]] = ()
    broadcast: bool = False

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


ChangeKind = Literal[
    "posted",
    "changed",
    "deleted",
    "conversation",
    "joined",
    "left",
    "reaction_added",
    "reaction_removed",
    "modal",
    "home",
    "read",
    "member",
]


@dataclass(frozen=True)
class Change:
    """What listeners are told. `message` is the new state, or the last one when deleted.

    `user` is who joined, left, reacted, has read, or whose modal, Home or entry among the members
    it is; those three are in no conversation. `by` is who let him in, `reaction` the emoji's name.
    """

    kind: ChangeKind
    conversation: Conversation | None = None
    message: Message | None = None
    previous: Message | None = None
    user: str | None = None
    by: str | None = None
    reaction: str | None = None
