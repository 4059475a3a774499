"""Looking through everything kept of reviews: which there were, and the words of their points.

Here rows are only found; who may see a review is asked again of each that is shown. Words are
compared as readers do: wide and narrow letters, capitals and small ones are the same.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from base.review import ReviewState
from base.schedule import Cadence, Level
from storage.posting import action
from storage.review_tables import review, review_point

# Reviews read at once: few at first, for what is said often is found among the newest.
_FIRST, _THEN = 500, 5_000
# So many metrics are looked for by the database; of more names it is quicker to read all.
_MOST_METRICS = 20
# Han characters are the same however they are typed: the database compares them as readers do.
_HAN = re.compile("[\u4e00-\u9fff]+")
# Where a text stands in a message as `base/wire` writes it.
_TAG, _PARAMS = "@", "params"


@dataclass(frozen=True)
class Reach:
    """Whose reviews are looked at, at most: everybody's, those of some teams (`teams`), those of no
    team (`others`), those that somebody follows up, those of a channel; with `here` these alone."""

    everything: bool = False
    teams: frozenset[int] = frozenset()
    others: bool = False
    person: int = 0
    channel: str = ""
    here: bool = False


@dataclass(frozen=True)
class Only:
    """What is wanted of them; what is empty wants all. `start` and `end` bound when they meet."""

    states: frozenset[ReviewState] = frozenset()
    levels: frozenset[Level] = frozenset()
    cadences: frozenset[Cadence] = frozenset()
    teams: frozenset[int] = frozenset()
    start: datetime | None = None
    end: datetime | None = None


def numbers(work: Connection, reach: Reach, only: Only | None = None) -> list[int]:
    """Return the numbers of reviews, the newest first."""
    query = select(review.c.id).where(_reached(reach), *_wanted(only or Only()))
    ordered = query.order_by(review.c.meets.desc(), review.c.id.desc())
    return list(work.execute(ordered).scalars())


def _reached(reach: Reach) -> ColumnElement[bool]:
    channel = review.c.channel == reach.channel if reach.channel else false()
    if reach.here:
        return channel
    if reach.everything:
        return review.c.id > 0
    group = review.c.level == Level.GROUP.value
    own = and_(group, review.c.team.in_(reach.teams)) if reach.teams else false()
    others = ~group if reach.others else false()
    followed = review.c.follow_up == reach.person if reach.person > 0 else false()
    return or_(own, others, followed, channel)


def _wanted(only: Only) -> Iterator[ColumnElement[bool]]:
    # Said the other way round, for most reviews are over: their state is no way to find a few.
    others = frozenset(ReviewState) - only.states if only.states else frozenset()
    if others:
        yield review.c.state.not_in(sorted(value.value for value in others))
    for column, values in (
        (review.c.level, only.levels),
        (review.c.cadence, only.cadences),
    ):
        if values:
            yield column.in_(sorted(value.value for value in values))
    if only.teams:
        yield review.c.team.in_(only.teams)
    if only.start is not None:
        yield review.c.meets >= only.start
    if only.end is not None:
        yield review.c.meets < only.end


# -- words -----------------------------------------------------------------------------------------


class Told(NamedTuple):
    """A point with what is said of it, as it is kept: `raised` is its text (`base/wire`), `wording`
    and `owner` are the item's that came of it."""

    id: int
    review: int
    raised: str
    reason: str
    wording: str
    owner: int

    @property
    def kept(self) -> str:
        """Return all of it folded, with what is no word of anybody: quick to look through first."""
        return folded(f"{self.raised}\n{self.reason}\n{self.wording}")

    @property
    def said(self) -> tuple[str, tuple[str, ...]]:
        """Return the key of the figure it rests on, "" for none, and every text that people wrote
        of it or that names something in it."""
        kept = json.loads(self.raised)
        told = (text for name in ("about", "figure", "proposal") for text in _texts(kept.get(name)))
        return str(kept.get("metric", "")), (*told, self.reason, self.wording)


class Needle(NamedTuple):
    """A folded word to look for, the keys of metrics that are called so, and people by number."""

    text: str
    metrics: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()


def told(
    work: Connection, reviews: Sequence[int], needles: Sequence[Needle] = ()
) -> Iterator[list[Told]]:
    """Yield the points of reviews with their words, some reviews at a time in the order given.

    Points that cannot say all the words are left out where the database can tell.
    """
    joined = review_point.outerjoin(action, action.c.id == review_point.c.decision)
    query = select(
        review_point.c.id,
        review_point.c.review_id,
        review_point.c.raised,
        review_point.c.reason,
        func.coalesce(action.c.wording, ""),
        func.coalesce(action.c.owner, 0),
    ).select_from(joined)
    query = query.where(*(_may_say(one) for one in needles if _known_to_sql(one)))
    at, size = 0, _FIRST
    while at < len(reviews):
        part = reviews[at : at + size]
        order = {number: place for place, number in enumerate(part)}
        found = [
            Told(*row) for row in work.execute(query.where(review_point.c.review_id.in_(part)))
        ]
        yield sorted(found, key=lambda one: (order[one.review], one.id))
        at, size = at + size, _THEN


def _known_to_sql(needle: Needle) -> bool:
    return _HAN.fullmatch(needle.text) is not None and len(needle.metrics) <= _MOST_METRICS


def _may_say(needle: Needle) -> ColumnElement[bool]:
    columns = (review_point.c.raised, review_point.c.reason, action.c.wording)
    said = [column.contains(needle.text, autoescape=True) for column in columns]
    kept = (f'"metric":"{key}"' for key in sorted(needle.metrics))
    said += [review_point.c.raised.contains(one, autoescape=True) for one in kept]
    if needle.people:
        said.append(action.c.owner.in_(needle.people))
    return or_(*said)


def _texts(kept: Any) -> Iterator[str]:
    """Yield the texts of a message as it is kept: its values, and theirs."""
    if isinstance(kept, dict):
        for value in kept.get(_PARAMS, {}).values():
            yield from _text(value)


def _text(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        match value.get(_TAG):
            case "Bilingual":
                yield from (value["zh"], value["en"])
            case "Listing":
                for item in value["items"]:
                    yield from _text(item)
            case "Msg":
                yield from _texts(value)


def folded(text: str) -> str:
    """Return a text as it is compared: one width of letters, no capitals."""
    return unicodedata.normalize("NFKC", text).casefold()


def plain_parts(word: str) -> list[str]:
    """Return the parts of a folded word that are kept as they are: quotes are kept escaped."""
    return word.replace("\\", " ").replace('"', " ").split()
