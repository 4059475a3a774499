"""What must be said of how a figure was counted: people who count again, states, whole months."""

from collections.abc import Iterator
from datetime import date, timedelta

from base.dimensions import Dim
from base.language import Days, Listing, Msg, msg
from base.units import Adds, Unit
from metrics import phrasing
from metrics.compute import Computed
from metrics.model import Chapter, Period, Question
from metrics.periods import whole_months

_PEOPLE = frozenset({Dim.AGENT, Dim.TEAM, Dim.EMPLOYMENT})


def how_counted(computed: Computed, today: date) -> list[Msg]:
    """Return the notes that keep a reader from taking a figure for what it is not."""
    return [
        *_people(computed),
        *_state(computed),
        *_largest(computed),
        *_months(computed, today),
    ]


def maturity(question: Question, today: date) -> list[Msg]:
    """Say until when a figure still moves; nothing where it does not any more."""
    days = question.metric.mature_after
    final = question.period.end + timedelta(days=days)
    if not days or final < today:
        return []
    bought = question.metric.chapter is Chapter.SALES and question.metric.unit is Unit.SHARE
    return [msg("note.maturing" if bought else "note.maturing_any", dates=Days(final, final))]


def _people(computed: Computed) -> Iterator[Msg]:
    """People of several days or agents are added: whoever comes again counts again."""
    question = computed.question
    if question.metric.adds is not Adds.DISTINCT or computed.total.value is None:
        return
    if question.period.days > 1 or _PEOPLE & {*question.cuts}:
        yield msg("note.person_days")


def _state(computed: Computed) -> Iterator[Msg]:
    if computed.as_of is not None and computed.total.value is not None:
        yield msg("note.as_of", day=Days(computed.as_of, computed.as_of))


def _largest(computed: Computed) -> Iterator[Msg]:
    question = computed.question
    if question.metric.adds is Adds.MAX and computed.total.value is not None and question.cuts:
        yield msg("note.largest")


def _months(computed: Computed, today: date) -> Iterator[Msg]:
    """Say which months a monthly figure counts, and why the others of the period do not."""
    if computed.months is None:
        return
    period = computed.question.period
    touched, whole = _touched(period), whole_months(period)
    inside = _touched(whole) if whole is not None else []
    partial = [m for m in touched if m not in inside]
    lacking = [m for m in inside if m not in computed.months]
    if (partial or lacking) and computed.months:
        yield msg("note.months_counted", months=_names(list(computed.months), today))
    if partial:
        yield msg("note.months_partial", months=_names(partial, today))
    if lacking:
        yield msg("note.months_lacking", months=_names(lacking, today))


def _touched(period: Period) -> list[int]:
    days = (period.start + timedelta(days=i) for i in range(period.days))
    return list(dict.fromkeys(day.year * 100 + day.month for day in days))


def _names(months: list[int], today: date) -> Listing:
    firsts = [date(m // 100, m % 100, 1) for m in months]
    return Listing(tuple(phrasing.month_name(first, today) for first in firsts))
