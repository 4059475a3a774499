"""Feeds: the families of sources, and which of them speaks for a measure.

Per shop, day and bundle of measures one feed is authoritative among those that could count the
same contacts; the others are kept and compared, never added. A log of calls and a log of chats
count different contacts, so both speak. The order is: row log (of chats before one of messages),
then report, then measure table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Feed:
    """A family of sources. `medium` is what it counts, None for whatever it is given."""

    key: str
    rank: int
    medium: str | None


_ALL = (
    Feed("chat_log", 1, "chats"),
    Feed("call_log", 1, "calls"),
    Feed("orders", 1, "orders"),
    # Where chats begin and end a chat log knows; of messages it is reckoned.
    Feed("message_log", 2, "chats"),
    Feed("agent_report", 3, "chats"),
    Feed("hour_report", 4, "chats"),
    Feed("measures", 9, None),
)

FEEDS = MappingProxyType({feed.key: feed for feed in _ALL})


def overrules(one: Feed, other: Feed, preferred: str | None = None) -> bool:
    """Say whether `one` silences `other` where both deliver the same bundle of a shop-day.

    `preferred` is the feed a setting has chosen for the shop and bundle.
    """
    if one == other or not same_contacts(one, other):
        return False
    if preferred in (one.key, other.key):
        return one.key == preferred
    return (one.rank, one.key) < (other.rank, other.key)


def same_contacts(one: Feed, other: Feed) -> bool:
    """Say whether two feeds could count the same contacts, so that only one may speak."""
    return one.medium == other.medium or one.medium is None or other.medium is None


def speaking(feeds: Iterable[str], preferred: str | None = None) -> frozenset[str]:
    """Return the feeds that speak, of those that deliver one bundle of one shop-day."""
    present = [FEEDS[key] for key in feeds]
    return frozenset(
        feed.key
        for feed in present
        if not any(overrules(other, feed, preferred) for other in present)
    )


def preferred_feed(
    authority: Mapping[str, Mapping[str, str]], shop: int, bundle: str
) -> str | None:
    """Return the feed that the setting `authority` names: {shop or "*": {bundle or "*": feed}}."""
    for shop_key in (str(shop), "*"):
        bundles = authority.get(shop_key, {})
        for bundle_key in (bundle, "*"):
            if bundle_key in bundles:
                return bundles[bundle_key]
    return None
