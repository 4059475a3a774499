"""会议必决率, the decide rate: of the problems on an agenda, how many the meeting decided.

Decided is an action item or a written "no action because", entered by the time the review was
closed. What was left to somebody for after the meeting is not, even if he decides it in time: that
is told beside it. Source of the formula: S4 会议必决 ("every meeting decides", R23).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from base.review import DECIDED, Point, PointState, Review


@dataclass(frozen=True)
class Decided:
    """How many points there were, how many the meeting decided, how many somebody did later."""

    points: int
    in_meeting: int
    later: int

    @property
    def rate(self) -> float | None:
        """Return the share decided in the meeting (0-1), None where there was nothing to decide."""
        return self.in_meeting / self.points if self.points else None


def decided(review: Review, points: Sequence[Point]) -> Decided:
    """Return how a review's points were decided."""
    there = [one for one in points if one.state is not PointState.GONE]
    done = [one for one in there if one.state in DECIDED]
    late = [one for one in done if _after(review, one)]
    return Decided(len(there), len(done) - len(late), len(late))


def _after(review: Review, point: Point) -> bool:
    closed, at = review.closed_at, point.decided_at
    return closed is not None and at is not None and at > closed


def summed(several: Iterable[Decided]) -> Decided:
    """Return several reviews as one."""
    every = list(several)
    return Decided(
        sum(one.points for one in every),
        sum(one.in_meeting for one in every),
        sum(one.later for one in every),
    )
