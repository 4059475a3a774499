"""From facts to sums to a figure: which measures a metric needs, fetched and put together.

Ratios are ratios of sums, always. A figure without data is None, never zero.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from base.dimensions import Dim
from base.measures import MEASURES, SCORE_SCALE, Kind
from base.units import Unit
from metrics.model import (
    Deviation,
    External,
    Filter,
    Interval,
    Maximum,
    MeanDuration,
    Metric,
    Period,
    Question,
    Quotient,
    Records,
    Snapshot,
    Total,
)
from storage.engine import Work
from storage.query import FactQuery, FactRow, Where, run


class Measured(NamedTuple):
    """A figure, raw: rates 0-1, seconds, money in minor units.

    `numerator` and `n` are the two sums of a proportion; `n` alone what a mean or count rests on.
    `over` is what stands above the line where nothing stands below it.
    """

    value: float | None
    n: int | None = None
    numerator: int | None = None
    over: float | None = None


NOTHING = Measured(None)

Figures: TypeAlias = dict[tuple[Any, ...], Measured]


def measures_needed(metric: Metric) -> tuple[str, ...]:
    """Return the measures whose sums make a metric, in the order that `evaluator` wants them."""
    match metric.formula:
        case Total(plus, minus):
            return (*plus, *minus)
        case Quotient(numerator, denominator, minus):
            return (*numerator, *minus, *denominator)
        case MeanDuration(total, count, _):
            return (total, count)
        case Snapshot(numerator, denominator):
            return (*numerator, *denominator)
        case Maximum(measure) | External(measure):
            return (measure,)
        case Deviation(actual, forecast):
            return (forecast, actual)
        case _:
            return ()


Evaluate: TypeAlias = Callable[[Sequence[int | None]], Measured]


def evaluator(metric: Metric) -> Evaluate:
    """Return what makes a figure of sums in the order of `measures_needed`."""
    share = metric.interval is Interval.WILSON
    match metric.formula:
        case Total(plus, _):
            return partial(_total, len(plus), metric.unit is not Unit.MONEY)
        case Records() if metric.unit is Unit.COUNT:
            return partial(_total, 1, True)
        case Records():
            return partial(_of_records, share)
        case MeanDuration():
            return partial(_simple_ratio, share)
        case Quotient():
            return _quotient(metric.formula, share)
        case Snapshot(numerator, denominator):
            if denominator:
                return partial(_ratio, len(numerator), 0, share, 1)
            return partial(_total, len(numerator), metric.unit is not Unit.MONEY)
        case Maximum():
            return partial(_total, 1, True)
        case External():
            return _score
        case _:
            raise TypeError(f"{metric.key} is not made of sums")


def _total(plus: int, counts: bool, sums: Sequence[int | None]) -> Measured:
    known = [s for s in sums if s is not None]
    if len(known) < len(sums):
        return NOTHING
    value = sum(known[:plus]) - sum(known[plus:])
    return Measured(value, value if counts else None)


def _simple_ratio(share: bool, sums: Sequence[int | None]) -> Measured:
    over, under = sums
    if over is None or under is None:
        return NOTHING
    if under == 0:
        # What stands above the line where nothing stands below it: it is part of the whole.
        return Measured(None, 0, 0, over or None)
    return Measured(over / under, under, over if share else None)


def _quotient(formula: Quotient, share: bool) -> Evaluate:
    over, less = len(formula.numerator), len(formula.minus)
    made: Evaluate = partial(_ratio, over, less, share, formula.per)
    if (over, less, len(formula.denominator), formula.per) == (1, 0, 1, 1):
        made = partial(_simple_ratio, share)
    money = any(MEASURES[key].kind is Kind.MONEY for key in formula.denominator)
    return partial(_per_money, made) if money else made


def _per_money(made: Evaluate, sums: Sequence[int | None]) -> Measured:
    """Money is nothing that a figure rests on: it has no n."""
    return Measured(made(sums).value)


def _of_records(share: bool, sums: Sequence[int | None]) -> Measured:
    """A third sum is the number of days over which the second was summed: it is a mean by day."""
    over, under, *days = sums
    of = days[0] if days else 1
    if over is None or under is None or of is None:
        return NOTHING
    if under == 0:
        return Measured(None, 0, 0)
    return Measured(over * of / under, round(under / of), over if share else None)


def _ratio(
    numerators: int, minus: int, share: bool, per: int, sums: Sequence[int | None]
) -> Measured:
    known = [s for s in sums if s is not None]
    if len(known) < len(sums):
        return NOTHING
    upper = numerators + minus
    over = per * (sum(known[:numerators]) - sum(known[numerators:upper]))
    return _simple_ratio(share, (over, sum(known[upper:])))


def _score(sums: Sequence[int | None]) -> Measured:
    found = sums[0]
    return NOTHING if found is None else Measured(found / SCORE_SCALE)


def column_sums(rows: Iterable[Sequence[int | None]]) -> list[int | None]:
    """Return the sum of every column, None where no row has a value."""
    sums: list[int | None] = []
    for column in zip(*rows, strict=True):
        known = [value for value in column if value is not None]
        sums.append(sum(known) if known else None)
    return sums


def sums_by(
    connection: Work, question: Question, period: Period, cuts: tuple[Dim, ...]
) -> list[FactRow]:
    """Return the sums of a metric's measures by cuts, in the order of `measures_needed`.

    Measures of different families come from a query each. A cut that a denominator does not know
    (`whole_of`) leaves it whole: every group gets the same. Raises storage.query.NoCube.
    """
    metric = question.metric
    if isinstance(metric.formula, Records):
        from metrics.records import read_records

        return read_records(connection, metric.formula.source, query_of(question, period, cuts))
    needed = measures_needed(metric)
    parts = list(_parts(question, needed, cuts))
    if len(parts) == 1:
        _, _, asked = parts[0]
        rows = run(connection, query_of(asked, period, asked.cuts, needed))
        return _nothing_missing(metric, rows)
    telling = shops_telling(connection, question, period)
    if telling is not None:
        only = Filter(Dim.SHOP, tuple(sorted(telling)))
        parts = [(at, kept, _within(asked, only)) for at, kept, asked in parts]
    found: dict[tuple[Any, ...], list[int | None]] = {}
    # Those with every cut come first: they say which groups there are.
    for at, kept, asked in sorted(parts, key=lambda part: len(part[1]), reverse=True):
        measures = tuple(needed[i] for i in at)
        rows = run(connection, query_of(asked, period, asked.cuts, measures))
        if len(kept) == len(cuts):
            for row in rows:
                _put(found.setdefault(row.group, [None] * len(needed)), at, row.sums)
            continue
        of_rest = {row.group: row.sums for row in rows}
        for group, sums in found.items():
            _put(sums, at, of_rest.get(tuple(group[i] for i in kept), (None,) * len(at)))
    return _nothing_missing(metric, [FactRow(group, tuple(s)) for group, s in found.items()])


def _within(asked: Question, only: Filter) -> Question:
    return replace(asked, filters=(*asked.filters, only))


def shops_telling(connection: Work, question: Question, period: Period) -> frozenset[int] | None:
    """Return the shops that say what stands above the line of a ratio whose halves come from
    different sources; None where that does not matter, or all of them do.

    Orders of a shop that tells of no complaints would make the rate look better than it is.
    """
    metric = question.metric
    if not isinstance(metric.formula, Quotient) or Dim.SHOP not in metric.cuts:
        return None
    over, under = metric.formula.numerator[:1], metric.formula.denominator[:1]
    if MEASURES[over[0]].family is MEASURES[under[0]].family:
        return None
    places = tuple(f for f in question.filters if f.dim in _PLACES)
    asked = replace(question, filters=places)
    tell, have = (
        {row.group[0] for row in run(connection, query_of(asked, period, (Dim.SHOP,), one))}
        for one in (over, under)
    )
    return frozenset(tell) if have - tell else None


# Cuts that every source knows.
_PLACES = frozenset({Dim.SHOP, Dim.CHANNEL, Dim.PLATFORM})


def _nothing_missing(metric: Metric, rows: list[FactRow]) -> list[FactRow]:
    """Let a group without one of several added measures have 0 of it, if any group has some.

    A shop with losses of one class alone has a loss; only a class nobody tells of is unknown.
    """
    formula = metric.formula
    if not isinstance(formula, Total) or len(formula.measures) < 2:
        return rows
    plus = range(len(formula.measures))
    said = {i for row in rows for i in plus if row.sums[i] is not None}
    return [
        row._replace(
            sums=tuple(0 if v is None and i in said else v for i, v in enumerate(row.sums))
        )
        for row in rows
    ]


def _put(sums: list[int | None], at: Sequence[int], values: Sequence[int | None]) -> None:
    for i, value in zip(at, values, strict=True):
        sums[i] = value


def _parts(
    question: Question, needed: Sequence[str], cuts: tuple[Dim, ...]
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], Question]]:
    """Yield what one query can answer: positions of its measures, of its cuts, and its question."""
    formula = question.metric.formula
    blind = formula.whole_of if isinstance(formula, Quotient) else frozenset()
    if not blind & {*cuts, *(f.dim for f in question.filters)}:
        blind = frozenset()
    upper = len(needed) - (len(formula.denominator) if isinstance(formula, Quotient) else 0)
    parts: dict[tuple[Any, bool], list[int]] = {}
    for i, key in enumerate(needed):
        parts.setdefault((MEASURES[key].family, bool(blind) and i >= upper), []).append(i)
    for (_, under), at in parts.items():
        hidden = blind if under else frozenset()
        kept = tuple(i for i, cut in enumerate(cuts) if cut not in hidden)
        filters = tuple(f for f in question.filters if f.dim not in hidden)
        asked = replace(question, cuts=tuple(cuts[i] for i in kept), filters=filters)
        yield tuple(at), kept, asked


def query_of(
    question: Question,
    period: Period,
    cuts: tuple[Dim, ...],
    measures: tuple[str, ...] = (),
    duration: str | None = None,
) -> FactQuery:
    """Return the fact query of a question's filters over a period, by cuts."""
    own = tuple(Where(dim, members) for dim, members in question.metric.only)
    asked = tuple(Where(f.dim, f.members) for f in question.filters if f.dim is not Dim.HOUR)
    return FactQuery(
        start=period.start,
        end=period.end,
        measures=measures,
        duration=duration,
        group_by=cuts,
        where=(*own, *asked),
        hours=question.hours,
    )
