"""Questions that are kept: by a code for everybody who has it, by a name for one person.

A text and the day it is reckoned from, nothing of what it answers: it is asked anew each time.
"""

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from storage.favourite_tables import favourite, question_code
from storage.upsert import insert_into

# Without 0 1 i l o, which people mix up when they read a code aloud.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
SHORTEST, LONGEST = 6, 16


@dataclass(frozen=True)
class Kept:
    """A question to be asked again. `on` is the day it is reckoned from, None for that of asking.

    `id` 0 and an empty `name` belong to a question that is kept by its code only.
    """

    question: str
    on: date | None = None
    name: str = ""
    pinned: bool = False
    id: int = 0


def folded(text: str) -> str:
    """Return a text as two are compared: width, case and blanks make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


# -- by a code -------------------------------------------------------------------------------------


def digest_of(kept: Kept) -> str:
    """Return what names a question for good, as 64 hexadecimal digits."""
    told = f"{folded(kept.question)}\n{kept.on.isoformat() if kept.on else ''}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def code_for(work: Connection, kept: Kept) -> str:
    """Return the code of a question, a new one where it has none: the same ever after.

    Two questions whose codes begin alike are told apart by more signs.
    """
    digest = digest_of(kept)
    signs = _signs(digest)
    for length in range(SHORTEST, LONGEST + 1):
        fresh = insert_into(work, question_code).values(
            code=signs[:length], digest=digest, question=kept.question, on=kept.on
        )
        work.execute(fresh.on_conflict_do_nothing())
        has = select(question_code.c.code).where(question_code.c.digest == digest)
        found = work.execute(has).scalar()
        if found is not None:
            return str(found)
    raise ValueError("so many questions have no codes that differ")


def _signs(digest: str) -> str:
    number, found = int(digest, 16), ""
    for _ in range(LONGEST):
        number, at = divmod(number, len(_SIGNS))
        found += _SIGNS[at]
    return found


def by_code(work: Connection, code: str) -> Kept | None:
    """Return the question of a code, None for one that was never given."""
    row = work.execute(select(question_code).where(question_code.c.code == code)).first()
    return None if row is None else Kept(row.question, row.on)


# -- by a name -------------------------------------------------------------------------------------


def owner_of(person: int, user: str) -> str:
    """Return whose a favourite is: of the staff list, else of the chat, else the operator's."""
    if person > 0:
        return f"person.{person}"
    return f"user.{user}" if user else "operator"


def listed(work: Connection, owner: str) -> tuple[Kept, ...]:
    """Return somebody's favourites, the pinned ones first, then as they were saved."""
    query = (
        select(favourite)
        .where(favourite.c.owner == owner)
        .order_by(favourite.c.pinned.desc(), favourite.c.id)
    )
    return tuple(_kept(row) for row in work.execute(query))


def by_name(work: Connection, owner: str, name: str) -> Kept | None:
    """Return somebody's favourite of a name, however it is written; None where he has none."""
    where = favourite.c.owner == owner, favourite.c.folded == folded(name)
    row = work.execute(select(favourite).where(*where)).first()
    return None if row is None else _kept(row)


def count(work: Connection, owner: str, *, pinned: bool = False) -> int:
    """Return how many favourites somebody has, or how many of them are pinned."""
    query = select(func.count()).select_from(favourite).where(favourite.c.owner == owner)
    if pinned:
        query = query.where(favourite.c.pinned)
    return int(work.execute(query).scalar_one())


def save(work: Connection, owner: str, new: Kept, now: datetime) -> Kept | None:
    """Keep a question under a name; None where its owner has one of that name."""
    values = {
        "owner": owner,
        "name": new.name,
        "folded": folded(new.name),
        "question": new.question,
        "on": new.on,
        "pinned": new.pinned,
        "made_at": now,
    }
    fresh = insert_into(work, favourite).values(**values).on_conflict_do_nothing()
    number = work.execute(fresh.returning(favourite.c.id)).scalar()
    return None if number is None else replace(new, id=int(number))


def rename(work: Connection, owner: str, number: int, name: str) -> bool:
    """Give a favourite another name; False where another one has it."""
    there = by_name(work, owner, name)
    if there is not None and there.id != number:
        return False
    _change(work, owner, number, name=name, folded=folded(name))
    return True


def pin(work: Connection, owner: str, number: int, *, pinned: bool) -> None:
    """Pin a favourite, or no longer."""
    _change(work, owner, number, pinned=pinned)


def remove(work: Connection, owner: str, number: int) -> None:
    """Forget a favourite."""
    where = favourite.c.owner == owner, favourite.c.id == number
    work.execute(delete(favourite).where(*where))


def _change(work: Connection, owner: str, number: int, **values: Any) -> None:
    where = favourite.c.owner == owner, favourite.c.id == number
    work.execute(update(favourite).where(*where).values(**values))


def _kept(row: Row[Any]) -> Kept:
    return Kept(row.question, row.on, row.name, row.pinned, row.id)
