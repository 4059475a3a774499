"""What a review left to somebody and nobody decided: it needs help in summaries and decks too."""

from datetime import datetime
from typing import TYPE_CHECKING

from base.language import Msg, msg
from base.review import Point, PointState, Review
from base.schedule import Level
from reviews.actions_in_summary import tells
from reviews.unnamed import Unnamed
from storage import reviews

if TYPE_CHECKING:
    from reviews.scoping import Scope
    from reviews.sections import Telling


def undecided(telling: "Telling") -> list[Msg]:
    """Return the problems that nobody decided in time, the oldest first, without names.

    Of a post that is changed, as it was when it was first told.
    """
    scope, work = telling.scope, telling.work
    if not tells(scope):
        return []
    hide = Unnamed(work)
    return [
        msg("weekly.needs.undecided", about=hide.message(point.raised.about))
        for review, point in reviews.once_left(work)
        if _ours(review, scope) and _lapsed(point, scope.as_of)
    ]


def _ours(review: Review, scope: "Scope") -> bool:
    if scope.team is None:
        return review.level is Level.DEPARTMENT
    return review.level is Level.GROUP and review.team == scope.team


def _lapsed(point: Point, as_of: datetime | None) -> bool:
    if as_of is None:
        return point.state is PointState.LAPSED
    if point.until is None or point.until > as_of:
        return False
    return point.state is PointState.LAPSED or (point.decided_at or as_of) > as_of
