"""Webhooks and calendar links: who is told of items outside the chat. Kept as settings.

A webhook's cursor says up to where events were delivered: a moment, and which events near it.
Events are kept by time, and one that was written earlier may be committed later; so those of the
last minutes are looked at again, and what is in `done` is left out.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, delete, select, update

from storage.settings import read_setting, write_setting
from storage.tables import setting

_HOOK, _CALENDAR, _OF = "webhook.", "calendar.link.", "calendar.of."
PUBLIC_URL = "public_url"


@dataclass(frozen=True)
class Webhook:
    """Where events go: `secret` signs them; `failing` counts failures in a row, `why` the last.

    It is told of events from `made_at` on. `since` and `done` (moments by item and event, "12/3")
    are the cursor; not before `next_at` is the next attempt.
    """

    key: str
    url: str
    secret: str
    by: int
    made_at: datetime
    since: datetime
    next_at: datetime
    done: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    failing: int = 0
    why: str = ""


def add_webhook(work: Connection, url: str, by: int, now: datetime) -> Webhook:
    """Keep a webhook; it is told of what happens from now on."""
    made = Webhook(secrets.token_hex(4), url, secrets.token_urlsafe(32), by, now, now, now)
    write_setting(work, _HOOK + made.key, _dumped(made), now, by)
    return made


def remove_webhook(work: Connection, key: str) -> bool:
    """Forget a webhook; say whether there was one."""
    return bool(work.execute(delete(setting).where(setting.c.key == _HOOK + key)).rowcount)


def webhooks(work: Connection) -> list[Webhook]:
    """Return every webhook, by key."""
    query = select(setting).where(setting.c.key.like(_HOOK + "%")).order_by(setting.c.key)
    rows = work.execute(query).all()
    return [_loaded(row.key.removeprefix(_HOOK), json.loads(row.value)) for row in rows]


def swap(work: Connection, old: Webhook, new: Webhook) -> bool:
    """Put one in place of another; False where somebody else has changed it meanwhile."""
    same = (setting.c.key == _HOOK + old.key) & (setting.c.value == json.dumps(_dumped(old)))
    values = {"value": json.dumps(_dumped(new))}
    return bool(work.execute(update(setting).where(same).values(values)).rowcount)


def _dumped(hook: Webhook) -> dict[str, Any]:
    return {
        "url": hook.url,
        "secret": hook.secret,
        "by": hook.by,
        "made_at": hook.made_at.isoformat(),
        "since": hook.since.isoformat(),
        "next_at": hook.next_at.isoformat(),
        "done": {event: at.isoformat() for event, at in hook.done.items()},
        "failing": hook.failing,
        "why": hook.why,
    }


def _loaded(key: str, kept: Mapping[str, Any]) -> Webhook:
    return Webhook(
        key,
        kept["url"],
        kept["secret"],
        kept["by"],
        datetime.fromisoformat(kept["made_at"]),
        datetime.fromisoformat(kept["since"]),
        datetime.fromisoformat(kept["next_at"]),
        {event: datetime.fromisoformat(at) for event, at in kept["done"].items()},
        kept["failing"],
        kept["why"],
    )


# -- calendar links --------------------------------------------------------------------------------


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_link(work: Connection, person: int, now: datetime) -> str:
    """Make a person's calendar link and return its token, of which only a hash is kept.

    The one before, if there was any, leads nowhere from now on.
    """
    remove_link(work, person)
    token = secrets.token_urlsafe(32)
    write_setting(work, _CALENDAR + _hashed(token), person, now, person)
    write_setting(work, f"{_OF}{person}", _hashed(token), now, person)
    return token


def remove_link(work: Connection, person: int) -> bool:
    """Forget a person's calendar link; say whether there was one."""
    kept = read_setting(work, f"{_OF}{person}", "")
    keys = [f"{_OF}{person}", _CALENDAR + kept]
    return bool(work.execute(delete(setting).where(setting.c.key.in_(keys))).rowcount)


def link_made_at(work: Connection, person: int) -> datetime | None:
    """Return when a person's calendar link was made, None where he has none."""
    query = select(setting.c.changed_at).where(setting.c.key == f"{_OF}{person}")
    found: datetime | None = work.execute(query).scalar()
    return found


def person_of_link(work: Connection, token: str) -> int | None:
    """Return whose calendar a token opens, None for nobody's."""
    found: int | None = read_setting(work, _CALENDAR + _hashed(token), None)
    return found


def public_url(work: Connection) -> str:
    """Return where the bot's own server is reached from outside, "" where nobody has said so."""
    return str(read_setting(work, PUBLIC_URL, ""))


def set_public_url(work: Connection, url: str, now: datetime, actor: int) -> None:
    """Say where the bot's own server is reached from outside."""
    write_setting(work, PUBLIC_URL, url.rstrip("/"), now, actor)
