"""What of a workspace outlives its process, as data: what the model gives away and takes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from .entities import Conversation, Member, Message
from .files import File
from .views import View


@dataclass(frozen=True)
class Contents:
    """All that happened in a workspace.

    `tokens` are the bot's and the app's. `last_ts` (the stamp given last), `read_floor` and
    `marks` (by person and conversation) are in microseconds.
    """

    tokens: tuple[str, str]
    last_ts: int
    members: Sequence[Member]
    conversations: Sequence[Conversation]
    messages: Sequence[Message]
    files: Sequence[File]
    homes: Sequence[View]
    read_floor: int = 0
    marks: Mapping[tuple[str, str], int] = field(default_factory=dict)


def members_again(now: Mapping[str, Member], kept: Sequence[Member]) -> dict[str, Member]:
    """Members as the configuration has them `now`, with the languages they chose.

    Whoever is not in the configuration any more comes before the bots: he has said things.
    """
    chosen = {member.id: member.locale for member in kept}
    people = {
        member.id: replace(member, locale=chosen.get(member.id, member.locale))
        for member in now.values()
        if not member.is_bot
    }
    gone = {member.id: member for member in kept if member.id not in now}
    return people | gone | {member.id: member for member in now.values() if member.is_bot}
