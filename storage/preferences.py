"""How people and channels want to be spoken to: language and zone. Kept as settings.

A staff list says what somebody's language is until he says so himself; what he says outlives the
next staff list.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from base.language import Lang
from storage.settings import read_setting, write_setting
from storage.version import names_changed


@dataclass(frozen=True)
class Preference:
    """What somebody has chosen; None where he has not."""

    lang: Lang | None = None
    zone: str | None = None


def of_person(person: int, user: str) -> str:
    """Return the key of a person's preference: of the staff list where he is on it."""
    return f"preference.person.{person}" if person > 0 else f"preference.user.{user}"


def preference(connection: Connection, key: str) -> Preference:
    """Return what was chosen under a key of `of_person`."""
    found: dict[str, Any] = read_setting(connection, key, {})
    lang = found.get("lang")
    return Preference(Lang(lang) if lang else None, found.get("zone"))


def set_preference(
    connection: Connection, key: str, chosen: Preference, now: datetime, actor: int
) -> None:
    """Keep what somebody chose."""
    names_changed(connection)
    value = {"lang": chosen.lang.value if chosen.lang else None, "zone": chosen.zone}
    write_setting(connection, key, value, now, actor)


def channel_language(connection: Connection, channel: str) -> Lang | None:
    """Return the language of the bot's posts in a channel; None: that of whoever asks."""
    found = read_setting(connection, f"channel.{channel}.lang", None)
    return Lang(found) if found else None


def set_channel_language(
    connection: Connection, channel: str, lang: Lang | None, now: datetime, actor: int
) -> None:
    """Set the language of a channel; None for that of whoever asks."""
    value = lang.value if lang else None
    write_setting(connection, f"channel.{channel}.lang", value, now, actor)
