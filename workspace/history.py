"""What was said, by conversation and by thread. Data structures only: no rules, no locks.

Stamps only grow, so messages lie in the order they came in, and nothing here is ever sorted or
searched from end to end.
"""

from collections.abc import Iterator

from .entities import Message


class History:
    """All messages of a workspace. Its owner serialises access."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, Message]] = {}
        self._threads: dict[tuple[str, str], dict[str, None]] = {}

    def __bool__(self) -> bool:
        return any(self._said.values())

    def put(self, message: Message) -> None:
        """Adds a message, or replaces the one with its `ts`."""
        self._said.setdefault(message.channel, {})[message.ts] = message
        if message.is_reply and message.thread_ts is not None:
            self._threads.setdefault((message.channel, message.thread_ts), {})[message.ts] = None

    def drop(self, message: Message) -> None:
        del self._said[message.channel][message.ts]
        if message.is_reply and message.thread_ts is not None:
            del self._threads[message.channel, message.thread_ts][message.ts]

    def get(self, channel: str, ts: str) -> Message | None:
        return self._said.get(channel, {}).get(ts)

    def of(self, channel: str) -> list[Message]:
        """Oldest first, replies included."""
        return list(self._said.get(channel, {}).values())

    def newest_first(self, channel: str) -> Iterator[Message]:
        return reversed(self._said.get(channel, {}).values())

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The parent, where it is still there, then its replies, oldest first."""
        stamps = (ts, *self._threads.get((channel, ts), ()))
        found = (self.get(channel, one) for one in stamps)
        return [message for message in found if message is not None]

    def all(self) -> list[Message]:
        """Conversation by conversation, oldest first in each."""
        return [message for said in self._said.values() for message in said.values()]
