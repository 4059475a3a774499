"""The parts of a summary under headings, each made by a function of its own.

What a later feature has to tell is one more function in `NEEDS` or `SECTIONS`; what does not exist
shows nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from base.language import Bilingual, Days, Listing, Msg, msg
from base.post import Section
from metrics.calendars import in_promotion
from metrics.model import Period, PeriodKind, Question
from metrics.peaks import peak
from metrics.signal_history import Standing
from reviews.actions_in_summary import actions_due, obstacles
from reviews.case_counts import line as cases_line
from reviews.causes import causes_of
from reviews.figures import Figured
from reviews.scoping import Scope
from reviews.signal_telling import line
from reviews.undecided import undecided
from storage.engine import Work

# One screen: examples.md, rule 10.
_MOST_NEEDS = 2
_NAMED_DAYS = 3
# So many weeks are looked at, and so many of them make an exception the rule.
_WEEK, _WEEKS, _RULE = timedelta(days=7), 8, 3


@dataclass(frozen=True)
class Telling:
    """What is known when the parts are made: the figures, the changes worth a cause, whether the
    time was an ordinary one, and the signals that are told."""

    work: Work
    scope: Scope
    known: Sequence[Figured]
    changed: Sequence[Figured]
    ordinary: bool
    signals: Sequence[Standing] = ()


Needs: TypeAlias = Callable[[Telling], Sequence[Msg]]
Make: TypeAlias = Callable[[Telling], Section | None]


def sections(telling: Telling) -> tuple[Section, ...]:
    """Return the parts that have something to say."""
    made = (make(telling) for make in SECTIONS)
    return tuple(section for section in made if section is not None)


def _causes(telling: Telling) -> Section | None:
    lines = causes_of(telling.work, telling.scope, telling.changed)
    return Section(msg("weekly.why"), tuple(lines)) if lines else None


def _standing_out(telling: Telling) -> Section | None:
    """Return what stands out in the figures' own history, though the week alone does not show."""
    lines = tuple(line(one, telling.scope.currency) for one in telling.signals)
    return Section(msg("signal.heading"), lines) if lines else None


def _needs(telling: Telling) -> Section | None:
    """Return what stands in the way; that nothing does is told of an ordinary time only.

    A time with changes may need help that nobody has entered anywhere.
    """
    lines = [line for make in NEEDS for line in make(telling)][:_MOST_NEEDS]
    if lines:
        return Section(msg("weekly.needs"), tuple(lines))
    if telling.ordinary:
        return Section(msg("weekly.needs"), inline=msg("weekly.needs.nothing"))
    return None


def _gaps_of_figures(telling: Telling) -> list[Msg]:
    """Say which data of this period a figure lacks: contacts that lack are the headline."""
    found = _lacking(telling, lambda one: [telling.scope.period])
    return [msg("weekly.needs.gap", shop=shop, days=days) for shop, days in found]


def _gaps_of_baselines(telling: Telling) -> list[Msg]:
    """Say which data of the time compared with are missing."""

    def before(one: Figured) -> list[Period]:
        baselines = one.computed.question.baselines
        return [p for b in baselines for p in b.periods] if one.base_gap else []

    found = _lacking(telling, before)
    return [msg("weekly.needs.gap_before", shop=shop, days=days) for shop, days in found]


def _lacking(
    telling: Telling, periods: Callable[[Figured], list[Period]]
) -> list[tuple[Bilingual, Msg]]:
    """Return each shop that lacks days of a figure's periods, with those days."""
    found: dict[int, set[date]] = {}
    for one in telling.known:
        for period in periods(one):
            for shop, days in telling.scope.missing(period, one.computed.question).items():
                found.setdefault(shop, set()).update(days)
    names = {shop.id: shop.name for shop in telling.scope.shops}
    return [(names[shop], days_listed(sorted(days))) for shop, days in sorted(found.items())]


def days_listed(days: Sequence[date]) -> Msg:
    """Return days one by one, or where they are many their number."""
    if len(days) > _NAMED_DAYS:
        return msg("weekly.days.count", count=len(days))
    return msg("weekly.days", days=Listing(tuple(Days(d, d) for d in days)))


def keeper(scope: Scope) -> Bilingual | None:
    """Return who keeps the data: it is a task, so it goes to one, by name."""
    return scope.known.keepers[0] if scope.known.keepers else None


def _no_exception(telling: Telling) -> list[Msg]:
    """Say that rush hours which nobody could serve have become the rule: no roster is an exception.

    Of the last eight weeks at least three had such hours, promotions left out: they are planned.
    """
    scope = telling.scope
    slow = [one for one in telling.changed if one.metric.key == "frt" and one.worse]
    if not slow or scope.in_promotion or scope.period.days != _WEEK.days:
        return []
    question = replace(slow[0].computed.question, baselines=())
    weeks = [scope.period, *(scope.period.shifted(-_WEEK.days * back) for back in range(1, _WEEKS))]
    ordinary = [week for week in weeks if not in_promotion(week, scope.promotions)]
    hit = [_overrun(telling, replace(question, period=week)) for week in ordinary]
    if not hit[0] or sum(hit) < _RULE:
        return []
    return [msg("weekly.needs.no_exception", count=sum(hit), weeks=_WEEKS)]


def _overrun(telling: Telling, question: Question) -> bool:
    whole = telling.scope.compute(telling.work, question).total
    return peak(telling.work, question, whole.n or 0, telling.scope.compute) is not None


def _cases(telling: Telling) -> Section | None:
    """Return how many cases came in, where that was published within the period.

    Of everybody only: a single team's count would point at its people.
    """
    period = telling.scope.period
    if telling.scope.filters or period.kind not in (PeriodKind.WEEK, PeriodKind.MONTH):
        return None
    told = cases_line(telling.work, period.end, period.days)
    return None if told is None else Section(msg("case.count.heading"), inline=told)


# What needs somebody's help: unhandled complaints and overdue actions come first when they exist.
NEEDS: tuple[Needs, ...] = (
    obstacles,
    undecided,
    _gaps_of_figures,
    _gaps_of_baselines,
    _no_exception,
)

# In the order in which they are read.
SECTIONS: tuple[Make, ...] = (_causes, _standing_out, _needs, actions_due, _cases)
