"""Which time a review is about, from its cadence and the date that its rule named.

Dates only: nothing here knows what is reviewed, or reads a clock.
"""

from datetime import date, timedelta

from base.schedule import Cadence
from metrics import periods
from metrics.calendars import Promotion, PromotionTable
from metrics.model import Period

_WEEK = timedelta(days=7)
_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.ANNUAL: 12}


def review_period(cadence: Cadence, nominal: date, promotions: PromotionTable) -> Period:
    """Return the whole period before `nominal` that a review of a cadence is about.

    The week, month, quarter or year before the one that holds the date. After a promotion: the
    campaign that ended last before it. Before one: the campaign of the same name a year before the
    next that begins, else the one that ended last. Campaigns are the major ones of this workspace
    (`promotions.ours()`); where none has ended yet it is the month before.
    """
    match cadence:
        case Cadence.WEEKLY:
            return periods.week(nominal - _WEEK)
        case Cadence.MONTHLY | Cadence.QUARTERLY | Cadence.ANNUAL:
            return _months_before(cadence, nominal)
        case Cadence.PROMOTION:
            campaign = _last_ended(nominal, promotions)
        case Cadence.BEFORE_PROMOTION:
            campaign = _year_before_next(nominal, promotions) or _last_ended(nominal, promotions)
    return campaign.period() if campaign else _months_before(Cadence.MONTHLY, nominal)


def next_campaign(nominal: date, promotions: PromotionTable) -> Promotion | None:
    """Return the campaign that a review before it prepares: the first that begins after a date."""
    coming = (one for one in promotions.ours() if one.start > nominal)
    return min(coming, key=lambda one: (one.start, one.key), default=None)


def _months_before(cadence: Cadence, nominal: date) -> Period:
    count = _MONTHS[cadence]
    first = nominal.month - (nominal.month - 1) % count
    start = periods.add_months(nominal.replace(month=first, day=1), -count)
    match cadence:
        case Cadence.QUARTERLY:
            return periods.quarter(start.year, (start.month + 2) // 3)
        case Cadence.ANNUAL:
            return periods.year(start.year)
        case _:
            return periods.month(start.year, start.month)


def _year_before_next(nominal: date, promotions: PromotionTable) -> Promotion | None:
    coming = next_campaign(nominal, promotions)
    if coming is None:
        return None
    before = promotions.row(coming.key, coming.year - 1)
    return before if before is not None and before.end < nominal else None


def _last_ended(nominal: date, promotions: PromotionTable) -> Promotion | None:
    ended = (one for one in promotions.ours() if one.end < nominal)
    return max(ended, key=lambda one: (one.end, one.start), default=None)
