"""Reviews that were held: what somebody may look back on, and how often they decided.

A rate is told beside its own past only; teams are not held against each other here. No wording.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from base.answer import FollowUp
from base.language import msg
from base.review import Point, Review, ReviewState
from base.rights import Actor, Scope, Verb, can
from metrics.decide_rate import Decided, decided, summed
from reviews import meeting
from storage import review_search, reviews
from storage.engine import Work
from storage.review_search import Only, Reach

# Over how many reviews the rate is told.
RATED = 8
_OVER = frozenset({ReviewState.CLOSED, ReviewState.NOT_HELD})
# A team that there is none of: who sees its reviews sees everybody's.
_NO_TEAM = -1


@dataclass(frozen=True)
class Spectator:
    """Somebody who looks back. `channel` is where he asks, "" for a direct message; what everybody
    in it reads (`here`) is of that channel's reviews only."""

    actor: Actor
    channel: str = ""
    here: bool = False

    def sees(self, review: Review) -> bool:
        """Say whether he may be shown a review here."""
        if self.here:
            return bool(self.channel) and review.channel == self.channel
        return meeting.sees(self.actor, review, self.channel)

    @property
    def reach(self) -> Reach:
        """Return where to look at most."""
        actor = self.actor
        return Reach(
            everything=can(actor, Verb.SEE_REVIEW, Scope(team=_NO_TEAM)),
            teams=actor.teams | actor.leads,
            others=can(actor, Verb.SEE_REVIEW),
            person=actor.person,
            channel=self.channel,
            here=self.here,
        )

    def seen(self, work: Work, numbers: Sequence[int]) -> Iterator[Review]:
        """Yield of reviews those that he may be shown, in the order given."""
        for number in numbers:
            found = reviews.read(work, number)
            if found is not None and self.sees(found):
                yield found


@dataclass(frozen=True)
class Past:
    """A review that is over, and how its points were decided. `took` is in minutes, 0 unknown."""

    review: Review
    decided: Decided

    @property
    def held(self) -> bool:
        """Say whether anybody came."""
        return self.review.state is ReviewState.CLOSED

    @property
    def left(self) -> int:
        """Return how many points the meeting did not decide."""
        return self.decided.points - self.decided.in_meeting

    @property
    def took(self) -> int:
        """Return how long it took."""
        begun, closed = self.review.started_at, self.review.closed_at
        if begun is None or closed is None:
            return 0
        return max(1, round((closed - begun).total_seconds() / 60))


def past(
    work: Work, who: Spectator, only: Only, skip: int, most: int
) -> tuple[tuple[Past, ...], bool]:
    """Return reviews that are over, the newest first, and whether there are more of them."""
    wanted = replace(only, states=only.states or _OVER)
    found: list[Review] = []
    for review in who.seen(work, review_search.numbers(work, who.reach, wanted)):
        found.append(review)
        if len(found) > skip + most:
            break
    return _with_rates(work, found[skip : skip + most]), len(found) > skip + most


def _with_rates(work: Work, found: Sequence[Review]) -> tuple[Past, ...]:
    points = reviews.points_of_all(work, [one.id for one in found])
    return tuple(Past(one, decided(one, points[one.id])) for one in found)


@dataclass(frozen=True)
class Rate:
    """How the last reviews decided, the newest first, and those before them.

    `one` says that all are of one series: only then is its past worth a line.
    """

    last: tuple[Past, ...]
    before: tuple[Past, ...]
    one: bool

    @property
    def now(self) -> Decided:
        """Return the last ones as one."""
        return summed(one.decided for one in self.last)

    @property
    def earlier(self) -> Decided:
        """Return those before as one."""
        return summed(one.decided for one in self.before)


def rate(work: Work, who: Spectator, only: Only) -> Rate:
    """Return the decide rate over the last reviews that were closed."""
    closed = replace(only, states=frozenset({ReviewState.CLOSED}))
    found, _ = past(work, who, closed, 0, 2 * RATED)
    return Rate(found[:RATED], found[RATED:], len({one.review.series for one in found}) == 1)


def life_button(point: Point) -> FollowUp:
    """Return the button that shows a point's problem from first to last."""
    return FollowUp(msg("review.problem.button"), f"/review problem {point.problem}")
