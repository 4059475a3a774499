"""Which feeds could deliver a question's figures: what a missing day of them means to it."""

from base.dimensions import Dim
from base.measures import MEASURES, Family
from metrics.compute import measures_needed
from metrics.model import Question
from storage.feeds import FEEDS


def feeds_for(question: Question) -> frozenset[str]:
    """Return the feeds that could deliver a question's figures, whole days or parts of days."""
    measures = measures_needed(question.metric)
    if not measures or MEASURES[measures[0]].family is Family.SALES:
        return frozenset({"orders", "measures"})
    parts_of_days = question.hours or {Dim.HOUR, Dim.HALF_HOUR} & set(question.cuts)
    return frozenset(FEEDS) - ({"orders"} if parts_of_days else {"orders", "hour_report"})
