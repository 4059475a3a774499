"""What has to be done about cases beside the cases: that deleted words are still to be shredded,
on which day they were released last, who set them up.

When somebody took his case back is written nowhere: the mark has no time of its own.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select

from storage.settings import read_setting
from storage.tables import setting
from storage.upsert import insert_into

_SHRED, _RELEASED, _NEWS, _TOLD = "case.shred", "case.released_on", "case.news", "case.told"
# Longer than anybody is away without being somebody's to be waited for.
_NEWS_KEPT = timedelta(days=14)
# Settings have a time at which they were changed; here it would tell when somebody was there.
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class News:
    """What came out of the inbox on a day: how many cases, how many answers, read by when."""

    on: date
    cases: int
    answers: int
    look_by: date


def add_news(work: Connection, news: News) -> None:
    """Note what came out, for those who are told when they are at work."""
    kept = [one for one in _news(work) if one.on > news.on - _NEWS_KEPT]
    rows = [(n.on.isoformat(), n.cases, n.answers, n.look_by.isoformat()) for n in (*kept, news)]
    _write(work, _NEWS, rows)


def news_for(work: Connection, person: int) -> tuple[News, ...]:
    """Return what somebody has not been told yet, the oldest first."""
    told = read_setting(work, _TOLD, {}).get(str(person), "")
    return tuple(one for one in _news(work) if one.on.isoformat() > told)


def told(work: Connection, person: int, day: date) -> None:
    """Note that somebody knows what came out up to a day."""
    known: dict[str, str] = read_setting(work, _TOLD, {})
    _write(work, _TOLD, known | {str(person): day.isoformat()})


def _news(work: Connection) -> tuple[News, ...]:
    return tuple(
        News(date.fromisoformat(on), cases, answers, date.fromisoformat(look_by))
        for on, cases, answers, look_by in read_setting(work, _NEWS, [])
    )


def to_shred(work: Connection) -> None:
    """Note that words were deleted whose remains have to be taken away."""
    _write(work, _SHRED, secrets.token_hex(4))


def shred_wanted(work: Connection) -> str:
    """Return the mark of what has to be shredded, "" where nothing has."""
    found: str = read_setting(work, _SHRED, "")
    return found


def shredded(work: Connection, mark: str) -> None:
    """Take the mark away, unless more was deleted since."""
    where = setting.c.key == _SHRED, setting.c.value == json.dumps(mark)
    work.execute(delete(setting).where(*where))


def released_on(work: Connection) -> date | None:
    """Return the day on which it was last looked what can be released, None for never."""
    found: str = read_setting(work, _RELEASED, "")
    return date.fromisoformat(found) if found else None


def note_release(work: Connection, day: date) -> bool:
    """Note that it was looked today; False where that was noted before.

    Of two processes one waits here until the other has finished.
    """
    value = json.dumps(day.isoformat())
    fresh = insert_into(work, setting).values(
        key=_RELEASED, value=value, changed_at=_NO_TIME, changed_by=0
    )
    kept = fresh.on_conflict_do_update(
        index_elements=[setting.c.key], set_={"value": value}, where=setting.c.value != value
    )
    return work.execute(kept.returning(setting.c.key)).scalar() is not None


def set_by(work: Connection, key: str) -> int:
    """Return who changed a setting last; 0 for the operator, and where nobody did."""
    query = select(setting.c.changed_by).where(setting.c.key == key)
    return int(work.execute(query).scalar() or 0)


def _write(work: Connection, key: str, value: Any) -> None:
    values = {"value": json.dumps(value), "changed_at": _NO_TIME, "changed_by": 0}
    fresh = insert_into(work, setting).values(key=key, **values)
    work.execute(fresh.on_conflict_do_update(index_elements=[setting.c.key], set_=values))
