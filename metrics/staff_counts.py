"""Headcount and leavers, counted from who was in which team when. Pure.

Somebody has left when his last membership has ended and none begins within a month of it: a change
of team is no leaving. He leaves the team, and the kind of employment, of his last membership.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from base.language import Bilingual
from storage.roster import Membership
from storage.tables import FOREVER, SINCE_EVER

# Who is back within so many days has not left.
_BACK_WITHIN = 31

# How long somebody stayed at most in days, and what the seed says of it (C22, gaps closed by G7).
# The words beside a bucket are the seed's, never a cause that was found.
_TENURES: tuple[tuple[int | None, str, Bilingual], ...] = (
    (
        14,
        "tenure:1",
        Bilingual("2 周内（材料说法：入职沟通）", "Up to 2 weeks (said to be: induction)"),
    ),
    (
        91,
        "tenure:2",
        Bilingual("3 个月内（材料说法：不适应工作）", "Up to 3 months (said to be: not adapting)"),
    ),
    (
        274,
        "tenure:3",
        Bilingual("3–9 个月（材料说法：直属上级）", "3 to 9 months (said to be: direct superior)"),
    ),
    (
        913,
        "tenure:4",
        Bilingual(
            "9 个月–2 年半（材料说法：公司文化）", "9 months to 2½ years (said to be: culture)"
        ),
    ),
    (
        1826,
        "tenure:5",
        Bilingual("2 年半–5 年（材料说法：晋升受限）", "2½ to 5 years (said to be: no promotion)"),
    ),
    (
        None,
        "tenure:6",
        Bilingual("5 年以上（材料说法：疲惫）", "Over 5 years (said to be: weariness)"),
    ),
)
_UNKNOWN = "tenure:0"
TENURE_NAMES: Mapping[int | str, Bilingual] = {
    **{key: name for _, key, name in _TENURES},
    _UNKNOWN: Bilingual("司龄不详", "tenure not known"),
}


@dataclass(frozen=True)
class Leaver:
    """Somebody who left: his last day, his last team and employment, and how long he stayed."""

    person: int
    last: date
    team: int
    employment: str
    tenure: str


def leavers(spans: Iterable[Membership]) -> list[Leaver]:
    """Return everybody who left, once for each time he did."""
    of_person: dict[int, list[Membership]] = {}
    for span in spans:
        of_person.setdefault(span.person, []).append(span)
    return [one for own in of_person.values() for one in _leavings(own)]


def _leavings(own: Sequence[Membership]) -> Iterable[Leaver]:
    """Yield where the memberships of one person, ordered by their beginning, come to an end."""
    began, latest = own[0].first, own[0]
    for following in own[1:]:
        if (following.first - latest.last).days > _BACK_WITHIN:
            yield _leaver(began, latest)
            began, latest = following.first, following
        elif following.last >= latest.last:
            latest = following
    if latest.last < FOREVER:
        yield _leaver(began, latest)


def _leaver(began: date, latest: Membership) -> Leaver:
    return Leaver(
        latest.person, latest.last, latest.team, latest.employment, _tenure(began, latest.last)
    )


def _tenure(began: date, last: date) -> str:
    if began == SINCE_EVER:
        return _UNKNOWN
    stayed = (last - began).days + 1
    return next(key for most, key, _ in _TENURES if most is None or stayed <= most)


def knows_dates(spans: Iterable[Membership]) -> bool:
    """Say whether a list tells when anybody came or left: one without says nothing of leavers."""
    return any(span.first > SINCE_EVER or span.last < FOREVER for span in spans)


def present(spans: Iterable[Membership], day: date) -> list[Membership]:
    """Return the memberships of a day."""
    return [span for span in spans if span.first <= day <= span.last]


def days_present(spans: Iterable[Membership], start: date, end: date) -> int:
    """Return on how many days between two, both inclusive, people were there, summed over people.

    Who is in two teams at once is there once.
    """
    of_person: dict[int, list[tuple[int, int]]] = {}
    for span in spans:
        first, last = max(span.first, start), min(span.last, end)
        if first <= last:
            of_person.setdefault(span.person, []).append((first.toordinal(), last.toordinal()))
    return sum(_covered(own) for own in of_person.values())


def _covered(own: list[tuple[int, int]]) -> int:
    days, reached = 0, 0
    for first, last in sorted(own):
        days += max(0, last - max(first - 1, reached))
        reached = max(reached, last)
    return days
