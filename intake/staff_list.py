"""Staff lists: people, their teams and the accounts they work under, from a file.

A staff list brings people up to date; whoever is not in it stays as he is.
"""

import re
from collections.abc import Iterable
from datetime import date

from base.dimensions import Employment
from base.language import Lang, msg
from base.rights import Role
from intake.dates import moment_of
from intake.recognise import plain, word_set, words
from intake.table import Chunk
from storage.people import StaffRow
from storage.tables import FOREVER, SINCE_EVER

_SEVERAL = re.compile(r"[;；、,，|\n]+")


def read_staff(pieces: Iterable[Chunk]) -> list[StaffRow]:
    """Read the people of a staff list; rows that cannot be read are rejected."""
    rows: list[StaffRow] = []
    for chunk in pieces:
        chunk.missing(chunk.labels("name")[0] < 0, "name")
        for at in range(chunk.size):
            row = _row(chunk, at) if chunk.ok[at] else None
            if row is not None:
                rows.append(row)
    return rows


def _cell(chunk: Chunk, name: str, at: int) -> str:
    return chunk.raw(name, at).strip()


def _row(chunk: Chunk, at: int) -> StaffRow | None:
    days = [_day(chunk, name, at, open_end) for name, open_end in _ENDS]
    roles = _roles(chunk, at)
    employment = _employment(chunk, at)
    if None in days or roles is None or employment is None:
        return None
    shop = _cell(chunk, "shop", at)
    nicknames = [n.strip() for n in _SEVERAL.split(_cell(chunk, "accounts", at)) if n.strip()]
    return StaffRow(
        name=_cell(chunk, "name", at),
        name_en=_cell(chunk, "name_en", at),
        team=_cell(chunk, "team", at),
        team_en=_cell(chunk, "team_en", at),
        post=_cell(chunk, "post", at),
        lead=plain(_cell(chunk, "lead", at)) in word_set("yes"),
        employment=employment,
        roles=roles,
        valid_from=days[0] or SINCE_EVER,
        valid_to=days[1] or FOREVER,
        # Who has no nickname of his own in the list works under his name.
        accounts=tuple((shop, n) for n in nicknames or [_cell(chunk, "name", at)]),
        lang=Lang.EN if plain(_cell(chunk, "lang", at)) in ("en", "english", "英文") else Lang.ZH,
        zone=_cell(chunk, "zone", at) or "Asia/Shanghai",
        slack_user=_cell(chunk, "slack_user", at) or None,
    )


_ENDS = (("valid_from", SINCE_EVER), ("valid_to", FOREVER))


def _mark(chunk: Chunk, at: int, name: str, reason: str) -> None:
    mask = chunk.ok & False
    mask[at] = True
    chunk.reject(mask, name, msg(f"import.reason.{reason}"))


def _day(chunk: Chunk, name: str, at: int, open_end: date) -> date | None:
    text = _cell(chunk, name, at)
    if not text:
        return open_end
    found = moment_of(text, chunk.order)
    if found is None:
        _mark(chunk, at, name, "date")
        return None
    return found[0].date()


def _roles(chunk: Chunk, at: int) -> tuple[Role, ...] | None:
    said = [plain(w) for w in _SEVERAL.split(_cell(chunk, "roles", at)) if w.strip()]
    known = {plain(w): Role(r) for r, names in words("words")["roles"].items() for w in names}
    if any(word not in known for word in said):
        _mark(chunk, at, "roles", "role")
        return None
    return tuple(dict.fromkeys(known[word] for word in said))


def _employment(chunk: Chunk, at: int) -> str | None:
    text = plain(_cell(chunk, "employment", at))
    if not text:
        return Employment.INHOUSE.value
    for kind in Employment:
        if text in word_set(kind.value):
            return kind.value
    _mark(chunk, at, "employment", "employment")
    return None
