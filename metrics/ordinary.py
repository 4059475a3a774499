"""A figure's history without promotions: beside a Double 11 any week after it looks usual."""

from collections.abc import Sequence
from dataclasses import replace

from metrics import calendars, periods
from metrics.calendars import PromotionTable
from metrics.compute import NOTHING, Computed, Measured
from metrics.model import Period, PeriodKind

_WEEKLY = {PeriodKind.DAY, PeriodKind.WEEK}


def without_promotions(computed: Computed, promotions: PromotionTable) -> Computed:
    """Return the figures with nothing in the place of promotions among the periods before.

    Of days and weeks alone: a month holds a promotion more often than not. A promotion itself has
    nothing ordinary to be held against, and keeps its history.
    """
    period = computed.question.period
    if period.kind not in _WEEKLY or calendars.in_promotion(period, promotions):
        return computed
    count = max([len(computed.history), *(len(line.history) for line in computed.lines)])
    unlike = [_in_promotion(period, back, promotions) for back in range(1, count + 1)]
    if not any(unlike):
        return computed
    return replace(
        computed,
        history=_kept(computed.history, unlike),
        lines=tuple(line._replace(history=_kept(line.history, unlike)) for line in computed.lines),
    )


def _in_promotion(period: Period, back: int, promotions: PromotionTable) -> bool:
    then = period.shifted(-7 * back)
    # The whole week of a part of one: a promotion lifts all of it.
    whole = periods.week(then.start) if period.kind is PeriodKind.WEEK else then
    return calendars.in_promotion(whole, promotions)


def _kept(history: Sequence[Measured], unlike: Sequence[bool]) -> tuple[Measured, ...]:
    pairs = zip(history, unlike, strict=False)
    return tuple(NOTHING if away else past for past, away in pairs)
