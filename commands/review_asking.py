"""A request about reviews: what every answer to one needs, and which review is meant."""

from dataclasses import dataclass

from base.answer import Answer, FollowUp, Kind
from base.language import Msg, msg
from base.refusal import Refusal
from commands.context import Context, Request
from commands.review_typed import ReviewAsked, Verb
from reviews.moderating import By
from storage import reviews
from storage.engine import Work


@dataclass(frozen=True)
class ReviewRequest:
    """A request about reviews: what is asked, who asks, and when."""

    context: Context
    request: Request
    asked: ReviewAsked
    by: By

    @property
    def channel(self) -> str:
        """Return the channel it was asked in, "" in private."""
        return self.request.channel if self.request.channel[:1] in ("C", "G") else ""


def number_of(work: Work, one: ReviewRequest) -> int:
    """Return which review is meant: by its number, its thread, or its channel. Raises Refusal."""
    if one.asked.number and one.asked.verb is not Verb.POINT:
        return one.asked.number
    found = None
    if one.channel and one.request.thread:
        found = reviews.at_message(work, one.channel, one.request.thread)
    if found is None and one.channel:
        found = reviews.in_channel(work, one.channel)
    if found is None:
        raise Refusal(msg("review.which"))
    return found.id


def done(takeaway: Msg, *follow_ups: FollowUp) -> Answer:
    """Return what only somebody is told who asked in private."""
    return Answer(Kind.TEXT, takeaway, follow_ups=follow_ups, elsewhere=True)
