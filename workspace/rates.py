"""Slack's rate limits: a bucket a method, one a channel for posts, one for all posts together.

A bucket holds what its tier allows a minute, so a short burst passes and a steady flood does not.
"""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from .errors import SlackError

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
TIERS = {
    "conversations.list": 2,
    "reactions.list": 2,
    "reactions.remove": 2,
    "users.list": 2,
    "apps.connections.open": 3,
    "auth.revoke": 3,
    "bots.info": 3,
    "chat.delete": 3,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.invite": 3,
    "conversations.join": 3,
    "conversations.kick": 3,
    "conversations.leave": 3,
    "conversations.open": 3,
    "conversations.replies": 3,
    "files.delete": 3,
    "files.list": 3,
    "reactions.add": 3,
    "reactions.get": 3,
    "team.info": 3,
    "users.conversations": 3,
    "users.lookupByEmail": 3,
    "api.test": 4,
    "chat.postEphemeral": 4,
    "conversations.members": 4,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "files.info": 4,
    "users.info": 4,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
# What Slack calls special: several hundred a minute.
SPECIAL_PER_MINUTE = 600
POSTS_PER_SECOND = 1.0
POST_BURST = 5


class RateLimited(SlackError):  # noqa: N818  a refusal with Slack's name
    """`ratelimited`; `retry_after` in whole seconds goes into the header."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = max(1, math.ceil(retry_after))


@dataclass
class _Bucket:
    """`level` tokens at the time `seen`; `rate` more a second, never above `size`."""

    size: float
    rate: float
    level: float
    seen: float

    def wait(self, now: float) -> float:
        """Seconds until one may pass; 0 when it may now."""
        self.level = min(self.size, self.level + max(0.0, now - self.seen) * self.rate)
        self.seen = now
        # A hair less than a whole one counts: sums of small steps do not come out exactly.
        return 0.0 if self.level >= 1 - 1e-9 else (1 - self.level) / self.rate


class RateLimits:
    """Counts calls by the workspace's clock."""

    def __init__(self, clock: Callable[[], float], posts_per_minute: int) -> None:
        self._clock = clock
        self._posts_per_minute = posts_per_minute
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def count(self, method: str, channel: str) -> None:
        """One call; `channel` is the id posted to. Raises RateLimited, which counts nothing."""
        now = self._clock()
        with self._lock:
            buckets = [self._bucket(*measure, now) for measure in self._measures(method, channel)]
            wait = max(bucket.wait(now) for bucket in buckets)
            if wait > 0:
                raise RateLimited(wait)
            for bucket in buckets:
                bucket.level -= 1

    def _measures(self, method: str, channel: str) -> list[tuple[str, float, float]]:
        """Name, size and rate of every bucket that the call draws from."""
        if method == "chat.postMessage":
            whole = self._posts_per_minute
            return [
                (f"post {channel}", POST_BURST, POSTS_PER_SECOND),
                ("post", whole, whole / 60),
            ]
        tier = TIERS.get(method)
        calls = SPECIAL_PER_MINUTE if tier is None else PER_MINUTE[tier]
        return [(method, calls, calls / 60)]

    def _bucket(self, name: str, size: float, rate: float, now: float) -> _Bucket:
        return self._buckets.setdefault(name, _Bucket(size, rate, size, now))
