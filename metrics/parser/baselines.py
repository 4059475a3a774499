"""What a question's figure is compared with: the rules of baselines.

Asked-for baselines replace the usual one. Source: examples, rules 2 and G48; design, "Calendar of
promotions".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from base.language import Days, Msg, msg
from metrics import calendars, lunar, periods
from metrics.model import Against, Baseline, External, Metric, Period, PeriodKind
from metrics.parser import resolving
from metrics.parser.resolving import Moment
from metrics.parser.timing import YEARS
from metrics.parser.words import Earlier, Unit, When

# Longer periods hold a promotion more often than not; weeks say nothing about them.
_LONGEST_BESIDE_USUAL = 31


@dataclass
class Chosen:
    """Baselines in order, the main one first, and what has to be said about them."""

    baselines: list[Baseline] = field(default_factory=list)
    notes: list[Msg] = field(default_factory=list)

    def add(self, against: Against, *found: Period) -> None:
        """Add a baseline, unless it is there already."""
        baseline = Baseline(against, found)
        if baseline not in self.baselines:
            self.baselines.append(baseline)


def asked(
    baselines: Sequence[When | Against | Earlier], period: Period, when: When | None, at: Moment
) -> Chosen | None:
    """Return the baselines that were asked for, None when one of them cannot be."""
    chosen = Chosen()
    for wanted in baselines:
        if isinstance(wanted, When):
            if not _named(chosen, wanted, period, when, at):
                return None
        elif isinstance(wanted, Earlier):
            chosen.add(Against.PREVIOUS, _earlier(wanted, period))
        else:
            _BY_WORD[wanted](chosen, period, when, at)
    return chosen


def default(period: Period, when: When | None, at: Moment) -> Chosen:
    """Return what a period is compared with when nothing was said."""
    chosen = Chosen()
    if period.kind is PeriodKind.PROMOTION:
        _last_campaign(chosen, period, at)
    elif when is not None and when.unit is Unit.HOLIDAY:
        _last_holiday(chosen, period, when, at)
    else:
        _previous(chosen, period, when, at)
    return chosen


def of_state(period: Period, metric: Metric) -> Chosen:
    """Return what a state as it stands is compared with: a score with a week before, else nothing.

    What is open now is read against nothing; scores move so slowly that yesterday says nothing.
    """
    chosen = Chosen()
    if isinstance(metric.formula, External):
        chosen.add(Against.PREVIOUS, period.shifted(-7))
    return chosen


def _previous(chosen: Chosen, period: Period, when: When | None, at: Moment) -> None:
    earlier = periods.before(period, same_weekday=_by_weekday(when))
    chosen.add(Against.PREVIOUS, earlier)
    table = at.promotions
    if period.days > _LONGEST_BESIDE_USUAL or calendars.in_promotion(period, table):
        return
    if calendars.in_promotion(earlier, table):
        # An ordinary period beside a promotion says nothing: show the usual weeks too.
        _usual(chosen, period, when, at)
        names = [
            found.name
            for found in calendars.occasions(earlier, table)
            if found.kind is calendars.OccasionKind.PROMOTION
        ]
        days = Days(earlier.start, earlier.end)
        chosen.notes.append(msg("note.before_is_promotion", name=names[0], days=days))


def _by_weekday(when: When | None) -> bool:
    if when is None:
        return False
    first = when.parts[0].unit if when.unit is Unit.RANGE else when.unit
    return first in {Unit.WEEKDAY, Unit.WEEKEND}


def _last_campaign(chosen: Chosen, period: Period, at: Moment) -> None:
    earlier = calendars.campaign_before(period, at.promotions)
    if earlier is not None:
        chosen.add(Against.PROMOTION, earlier)
    else:
        name = at.promotions.name(period.promotion or "")
        chosen.notes.append(msg("note.no_earlier_campaign", name=name))


def _last_holiday(chosen: Chosen, period: Period, when: When, at: Moment) -> None:
    """Holidays move: the same holiday of the year before, day by day."""
    earlier = calendars.holiday(when.key, period.start.year - 1)
    if earlier is None:
        chosen.add(Against.LAST_YEAR, periods.year_before(period))
        return
    end = min(earlier.end, earlier.start + (period.end - period.start))
    chosen.add(Against.LAST_YEAR, periods.span(earlier.start, end))


def _last_year(chosen: Chosen, period: Period, when: When | None, at: Moment) -> None:
    if period.kind is PeriodKind.PROMOTION:
        _last_campaign(chosen, period, at)
    elif when is not None and when.unit is Unit.HOLIDAY:
        _last_holiday(chosen, period, when, at)
    else:
        campaign = calendars.campaign_before(period, at.promotions)
        if campaign is not None:
            chosen.add(Against.LAST_YEAR, campaign)
        else:
            _by_calendar(chosen, period)


def _by_calendar(chosen: Chosen, period: Period) -> None:
    """Around the lunar New Year days meet the days as far from it; others their weekdays."""
    moved = lunar.year_before(period)
    earlier = moved or periods.year_before(period)
    chosen.add(Against.LAST_YEAR, earlier)
    days = lunar.moved_out(period, earlier)
    if moved is not None:
        days = lunar.new_years(period)
    if days is not None:
        this, last = (Days(day, day) for day in days)
        key = "note.lunar" if moved is not None else "note.lunar_month"
        chosen.notes.append(msg(key, this=this, last=last))


def _usual(chosen: Chosen, period: Period, when: When | None, at: Moment) -> None:
    found = calendars.usual_periods(period, at.promotions)
    if found:
        chosen.add(Against.USUAL, *found)
    if not calendars.holidays_known(period.start.year):
        chosen.notes.append(msg("note.holidays_unknown", year=str(period.start.year)))


_BY_WORD = {
    Against.PREVIOUS: _previous,
    Against.LAST_YEAR: _last_year,
    Against.USUAL: _usual,
}


def _earlier(wanted: Earlier, period: Period) -> Period:
    """Return the same days a week or a month before, as far as that month has them."""
    if wanted.days:
        return period.shifted(-wanted.days)
    start, end = (periods.add_months(day, -wanted.months) for day in (period.start, period.end))
    return periods.span(start, end)


def _named(chosen: Chosen, named: When, period: Period, when: When | None, at: Moment) -> bool:
    """Add a baseline that was named by its time; say whether there is such a time."""
    if named.unit in YEARS and period.kind is not PeriodKind.YEAR:
        return _in_other_year(chosen, resolving.year_of(named, at), period, when, at)
    found = resolving.resolve(named, at)
    if found is None:
        return False
    if found.promotion is not None and found == period:
        # "Double 11 vs last Double 11".
        _last_campaign(chosen, period, at)
        return True
    _add_named(chosen, found, period, when, at)
    return True


def _add_named(
    chosen: Chosen, found: Period, period: Period, when: When | None, at: Moment
) -> None:
    earlier = periods.before(period, same_weekday=_by_weekday(when))
    campaign = calendars.campaign_before(period, at.promotions)
    if period.promotion and campaign is not None and found == campaign:
        chosen.add(Against.PROMOTION, campaign)
    elif period.kind is PeriodKind.YEAR and found.start.year == period.start.year - 1:
        chosen.add(Against.LAST_YEAR, periods.year_before(period))
    elif found.kind is period.kind and found.start == earlier.start:
        _previous(chosen, period, when, at)
    else:
        chosen.add(Against.PERIOD, _equal_part(found, period))


def _equal_part(found: Period, period: Period) -> Period:
    """A period that is not over meets the equally long part of one of its kind."""
    if not period.partial or found.kind is not period.kind or found.days <= period.days:
        return found
    return periods.span(found.start, found.start + (period.end - period.start))


def _in_other_year(
    chosen: Chosen, year: int, period: Period, when: When | None, at: Moment
) -> bool:
    if year == period.start.year - 1:
        _last_year(chosen, period, when, at)
    elif year == period.start.year:
        return False
    else:
        chosen.add(Against.PERIOD, periods.same_in_year(period, year))
    return True
