"""What makes an entry of the catalogue complete and fit: said of every one before it is used.

Nothing may be averaged that must not be: whether a formula may be summed, divided or only taken
as it is follows from the measures it is made of and must be what the entry says (`adds`).
"""

from collections.abc import Callable, Iterator, Mapping

from base.dimensions import TIME_DIMS, Dim
from base.measures import MEASURES, Family, Fold, Kind
from base.units import Adds, Good, Unit
from metrics.model import (
    Against,
    Derived,
    Deviation,
    External,
    Formula,
    Interval,
    Maximum,
    MeanDuration,
    Metric,
    PerBuyer,
    Quotient,
    Records,
    Repurchase,
    Snapshot,
    Total,
)

_SENTENCE_ENDS = ("。", ".", "；", ";", "）", ")")
_LONGEST_NAME = 40
_SUMMED = frozenset({Adds.ADD, Adds.DISTINCT})
# What each formula may say of itself.
_ALLOWED: Mapping[type, frozenset[Adds]] = {
    Total: _SUMMED,
    Quotient: frozenset({Adds.RATIO}),
    MeanDuration: frozenset({Adds.DIST, Adds.RATIO}),
    PerBuyer: frozenset({Adds.RATIO}),
    Repurchase: frozenset({Adds.RATIO}),
    Snapshot: frozenset({Adds.SNAP, Adds.DIST}),
    Maximum: frozenset({Adds.MAX}),
    External: frozenset({Adds.EXT}),
    Deviation: frozenset({Adds.RATIO}),
    Records: frozenset({Adds.RATIO, Adds.ADD, Adds.SNAP}),
    Derived: frozenset({Adds.DERIVED}),
}
# What must be made of measures of one day alone, and what of sums over days.
_FOLDS: Mapping[type, frozenset[Fold]] = {
    Total: frozenset({Fold.SUM}),
    Quotient: frozenset({Fold.SUM}),
    MeanDuration: frozenset({Fold.SUM}),
    Deviation: frozenset({Fold.SUM}),
    Snapshot: frozenset({Fold.LAST}),
    External: frozenset({Fold.LAST}),
    Maximum: frozenset({Fold.MAX}),
}


class IncompleteError(ValueError):
    """An entry that lacks something, or would average what must not be averaged."""


def measures_in(formula: Formula) -> tuple[str, ...]:
    """Return the keys of the measures that a formula names."""
    match formula:
        case Total(plus, minus):
            return (*plus, *minus)
        case Quotient(over, under, minus):
            return (*over, *minus, *under)
        case MeanDuration(total, count, _):
            return total, count
        case Snapshot(over, under):
            return (*over, *under)
        case Maximum(measure) | External(measure):
            return (measure,)
        case Deviation(actual, forecast):
            return actual, forecast
        case _:
            return ()


def troubles(metric: Metric) -> Iterator[str]:
    """Yield what is wrong with an entry, in English sentences for whoever writes it."""
    for check in _CHECKS:
        yield from check(metric)


def checked(metrics: tuple[Metric, ...]) -> dict[str, Metric]:
    """Return metrics by key; raises IncompleteError with all that is wrong with any of them."""
    wrong = [f"{m.key}: {trouble}" for m in metrics for trouble in troubles(m)]
    seen: dict[str, Metric] = {}
    for metric in metrics:
        if metric.key in seen:
            wrong.append(f"{metric.key}: there are two entries of this key")
        seen[metric.key] = metric
    wrong += _derived_of_nothing(seen) + _ambiguous(seen)
    if wrong:
        raise IncompleteError("; ".join(wrong))
    return seen


def _derived_of_nothing(metrics: Mapping[str, Metric]) -> list[str]:
    found = []
    for metric in metrics.values():
        formula = metric.formula
        if isinstance(formula, Derived) and formula.of is not None and formula.of not in metrics:
            found.append(f"{metric.key}: it is made of {formula.of}, which is no metric")
    return found


def _ambiguous(metrics: Mapping[str, Metric]) -> list[str]:
    """Return the words by which two metrics would be asked for."""
    said: dict[str, str] = {}
    found = []
    for metric in metrics.values():
        for word in metric.synonyms:
            other = said.setdefault(word, metric.key)
            if other != metric.key:
                found.append(f"{metric.key}: “{word}” already means {other}")
    return found


def _words(metric: Metric) -> Iterator[str]:
    for what, text in (
        ("name", metric.name),
        ("definition", metric.definition),
        ("formula in words", metric.words),
    ):
        if not text.zh.strip() or not text.en.strip():
            yield f"its {what} is not in both languages"
    if len(metric.name.en) > _LONGEST_NAME or len(metric.name.zh) > _LONGEST_NAME:
        yield f"its name is longer than {_LONGEST_NAME} characters"
    for sentence in (metric.definition.zh, metric.definition.en):
        if sentence.strip() and not sentence.strip().endswith(_SENTENCE_ENDS):
            yield "its definition is no whole sentence"
    if not metric.synonyms:
        yield "it has no synonyms: nobody could ask for it"
    if any(word != word.strip().lower() for word in metric.synonyms):
        yield "its synonyms are not in lower case"
    if not metric.n_of.zh or not metric.n_of.en:
        yield "it does not say what n counts in both languages"


def _addition(metric: Metric) -> Iterator[str]:
    formula = metric.formula
    if metric.adds not in _ALLOWED[type(formula)]:
        yield f"a {type(formula).__name__} cannot be {metric.adds.value}"
    keys = measures_in(formula)
    unknown = [key for key in keys if key not in MEASURES]
    if unknown:
        yield f"no measure is called {', '.join(unknown)}"
        return
    allowed = _FOLDS.get(type(formula), frozenset(Fold))
    for key in keys:
        if MEASURES[key].fold not in allowed:
            yield f"{key} is {MEASURES[key].fold.value}: a {type(formula).__name__} may not use it"
    if isinstance(formula, Deviation | MeanDuration | Quotient | Records):
        return
    kinds = {MEASURES[key].kind for key in keys}
    if isinstance(formula, Total) and len(kinds) > 1:
        yield "it adds money to counts"


def _unit(metric: Metric) -> Iterator[str]:
    formula, unit = metric.formula, metric.unit
    if metric.good is Good.BAND and metric.band is None:
        yield "it is good within a band, but does not say which"
    if metric.interval is Interval.WILSON and (unit is not Unit.SHARE or metric.small_n <= 0):
        yield "an interval of proportions needs a share and the n below which it says nothing"
    if unit is Unit.SHARE and isinstance(formula, Quotient) and metric.small_n <= 0:
        yield "a share must say below which n it is not judged"
    if isinstance(formula, MeanDuration) and unit not in (Unit.SECONDS, Unit.SCORE):
        yield "a mean duration is in seconds"
    if isinstance(formula, External) and unit is not Unit.SCORE:
        yield "a score of somebody else is a score"
    if isinstance(formula, Total):
        money = any(MEASURES[k].kind is Kind.MONEY for k in measures_in(formula) if k in MEASURES)
        if money != (unit is Unit.MONEY):
            yield "its unit is not that of its measures"


def _cuts(metric: Metric) -> Iterator[str]:
    formula = metric.formula
    keys = [key for key in measures_in(formula) if key in MEASURES]
    families = {MEASURES[key].family for key in keys}
    if isinstance(formula, Derived):
        return
    if metric.adds is Adds.EXT and not metric.cuts <= TIME_DIMS | {Dim.SHOP}:
        yield "a score of somebody else is a shop's: it may be cut by shop and time only"
    if metric.adds is Adds.SNAP and Dim.WEEKDAY in metric.cuts:
        yield "a state has no weekday: it cannot be summed over days"
    if metric.cut_first is not None and metric.cut_first not in metric.cuts:
        yield f"it is shown by {metric.cut_first.value}, by which it cannot be cut"
    if Family.RARE in families and metric.cuts & {Dim.HOUR, Dim.HALF_HOUR, Dim.COUNTRY}:
        yield "the long table has no hours and no countries"
    if metric.whole_months and metric.cuts & {Dim.DAY, Dim.WEEK, Dim.WEEKDAY}:
        yield "a monthly figure cannot be cut by day or week"
    if isinstance(formula, Quotient) and not formula.whole_of <= metric.cuts:
        yield "it names cuts its denominator does not know that it has not got itself"


def _comparison(metric: Metric) -> Iterator[str]:
    formula = metric.formula
    if isinstance(formula, Derived) and formula.against not in set(Against):
        yield f"it compares with {formula.against}, which is nothing"


_CHECKS: tuple[Callable[[Metric], Iterator[str]], ...] = (
    _words,
    _addition,
    _unit,
    _cuts,
    _comparison,
)
