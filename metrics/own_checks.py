"""What no metric of a workspace may be, beyond what every entry of the catalogue is held to.

It may not take a key or a word that means something already, nor tell of wages by person, nor mix
money with counts; what is refused is said with what to do.
"""

from collections.abc import Iterator

from base.dimensions import TIME_DIMS, Dim
from base.language import Msg, msg
from base.measures import MEASURES, Fold, Kind
from base.units import Unit
from metrics.catalogue import BUILT_IN
from metrics.checking import measures_in, troubles
from metrics.model import Interval, Metric, Quotient, Total
from metrics.own_troubles import in_words
from metrics.parser.folding import term
from metrics.sensitive import of_costs


class WrongError(Exception):
    """Something in an entry that its writer has to mend."""

    def __init__(self, told: Msg) -> None:
        super().__init__(told.key)
        self.told = told


def _money(metric: Metric) -> None:
    """Refuse a quotient whose unit is not that of its measures: its figure would be 100 times."""
    formula = metric.formula
    if not isinstance(formula, Quotient):
        return
    over, under = (
        {MEASURES[key].kind is Kind.MONEY for key in keys}
        for keys in ((*formula.numerator, *formula.minus), formula.denominator)
    )
    if len(over) > 1 or len(under) > 1:
        raise WrongError(msg("own.money_and_counts"))
    if (over == {True} and under == {False}) is not (metric.unit is Unit.MONEY):
        raise WrongError(msg("own.money_unit"))
    if metric.interval is Interval.WILSON and True in over | under:
        raise WrongError(msg("own.money_interval"))


def check(metric: Metric, before: list[Metric]) -> None:
    """Raise WrongError for what is incomplete, would average wrongly, or takes words in use."""
    _money(metric)
    for trouble in (*_averages(metric), *map(in_words, troubles(metric)), *_private(metric)):
        raise WrongError(trouble)
    others = (*BUILT_IN, *before)
    if metric.key in {other.key for other in others}:
        raise WrongError(msg("own.key_taken", key=metric.key))
    called: dict[str, Metric] = {}
    for other in others:
        for word in (other.key, *other.synonyms, other.name.zh, other.name.en):
            called.setdefault(term(word), other)
    for word in (*metric.synonyms, metric.name.zh, metric.name.en):
        taken = called.get(term(word))
        if taken is not None:
            raise WrongError(msg("own.word_taken", word=word, metric=taken.name))
    _meaningful(metric)


def _averages(metric: Metric) -> Iterator[Msg]:
    """Yield that a state or a peak would be summed over days: the one mistake that looks right."""
    if isinstance(metric.formula, Total | Quotient):
        for key in measures_in(metric.formula):
            if MEASURES[key].fold is not Fold.SUM:
                yield msg(f"own.no_sum_{MEASURES[key].fold.value}", measure=key)


def _private(metric: Metric) -> Iterator[Msg]:
    if of_costs(metric) and Dim.AGENT in metric.cuts:
        yield msg("own.costs_by_person")
    if not metric.cuts & TIME_DIMS:
        yield msg("own.no_time")


def _meaningful(metric: Metric) -> None:
    """Refuse a word that means something else in a question: a time, a cut, a filler."""
    from metrics.parser.vocabulary import all_terms
    from metrics.parser.words import MetricWord, MissingMetric

    words = {term(word): word for word in (*metric.synonyms, metric.name.zh, metric.name.en)}
    for text, meaning in all_terms():
        word = words.get(term(text))
        if word is not None and not isinstance(meaning, MetricWord | MissingMetric):
            raise WrongError(msg("own.word_means", word=word))
