"""How people and channels want to be spoken to: language, zone, when. Kept as settings.

A staff list says what somebody's language is until he says so himself; what he says outlives the
next staff list.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from base.language import Lang
from storage.settings import read_setting, write_setting
from storage.tables import setting
from storage.version import names_changed


@dataclass(frozen=True)
class Preference:
    """What somebody has chosen; None where he has not."""

    lang: Lang | None = None
    zone: str | None = None


def of_person(person: int, user: str) -> str:
    """Return the key of a person's preference: of the staff list where he is on it."""
    return f"preference.person.{person}" if person > 0 else f"preference.user.{user}"


def preference_prefix() -> str:
    """Return what stands before the person's id in the key of a preference."""
    return of_person(1, "").removesuffix("1")


def preference(connection: Connection, key: str) -> Preference:
    """Return what was chosen under a key of `of_person`."""
    return _preference(read_setting(connection, key, {}))


def chosen_of(kept: str | None) -> Preference:
    """Return what a preference's row says; nothing chosen where there is none."""
    return _preference(json.loads(kept) if kept else {})


def _preference(found: Mapping[str, Any]) -> Preference:
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


DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class DigestWishes:
    """Whether and when somebody gets his daily message. Minutes after midnight of his own zone.

    Nothing is sent from `quiet_from` until `quiet_to`. `workdays` (0 = Monday) are the days of the
    week he works on; None for those of the work calendar.
    """

    on: bool = True
    at: int = 9 * 60 + 30
    quiet_from: int = 20 * 60
    quiet_to: int = 8 * 60
    workdays: frozenset[int] | None = None

    def quiet(self, minute: int) -> bool:
        """Say whether a minute of the day lies within the quiet hours, which may span midnight."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= minute < self.quiet_to
        return minute >= self.quiet_from or minute < self.quiet_to


_DIGEST = "digest."


def digest_wishes(connection: Connection, person: int, user: str) -> DigestWishes:
    """Return when somebody wants his daily message, as it is for everybody where he said nothing.

    `user` counts where he is on no staff list, as for `of_person`.
    """
    return _wishes(read_setting(connection, _digest_key(person, user), {}))


def all_digest_wishes(connection: Connection) -> dict[int, DigestWishes]:
    """Return the wishes of everybody of the staff list who has said something, by person."""
    start = _digest_key(1, "").removesuffix("1")
    query = select(setting.c.key, setting.c.value).where(setting.c.key.startswith(start))
    rows = connection.execute(query).all()
    return {int(row.key.removeprefix(start)): _wishes(json.loads(row.value)) for row in rows}


def set_digest_wishes(
    connection: Connection, person: int, user: str, wishes: DigestWishes, now: datetime, actor: int
) -> None:
    """Keep when somebody wants his daily message. Raises ValueError for an hour that is quiet."""
    if wishes.on and wishes.quiet(wishes.at):
        raise ValueError("the daily message would come in the quiet hours")
    days = None if wishes.workdays is None else sorted(wishes.workdays)
    value = {
        "on": wishes.on,
        "at": wishes.at,
        "quiet_from": wishes.quiet_from,
        "quiet_to": wishes.quiet_to,
        "workdays": days,
    }
    write_setting(connection, _digest_key(person, user), value, now, actor)


def _digest_key(person: int, user: str) -> str:
    return _DIGEST + of_person(person, user).removeprefix("preference.")


def _wishes(kept: Mapping[str, Any]) -> DigestWishes:
    days = kept.get("workdays")
    usual = DigestWishes()
    return DigestWishes(
        on=kept.get("on", usual.on),
        at=kept.get("at", usual.at),
        quiet_from=kept.get("quiet_from", usual.quiet_from),
        quiet_to=kept.get("quiet_to", usual.quiet_to),
        workdays=None if days is None else frozenset(days),
    )
