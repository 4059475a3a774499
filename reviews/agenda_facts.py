"""The figures an agenda is drawn from, each read once; and what of them is worth deciding about.

Small numbers decide nothing here, nor does a change that only chance or a short history makes look
large. What may not enter: words for people, figures of a single person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from base.units import Unit
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.judge import Verdict, strength
from metrics.model import Against, Baseline, PeriodKind, Question
from reviews.figures import Figured, beside, measured
from reviews.headline import worse_than_usual
from reviews.scoping import Scope
from storage.engine import Work

LONG = frozenset({PeriodKind.QUARTER, PeriodKind.YEAR})
# A proportion or a mean of fewer than this says nothing that people should meet about.
LEAST = 30
# Where no weeks of its own say what is usual, a change has to be one that anybody would feel.
_POINTS, _SHARE = 0.01, 0.05
# How many answered in time is the same story as how long they waited.
_ECHOES = frozenset({"frt_30s_rate", "unreplied", "asa", "art"})


class LongScope(Scope):
    """A quarter or a year: a promotion in it does not make all of it one."""

    @property
    def in_promotion(self) -> bool:
        """Say that usual weeks are no measure of it."""
        return False


def scope_for(scope: Scope) -> Scope:
    """Return the scope as its figures have to be compared."""
    if scope.period.kind not in LONG:
        return scope
    return LongScope(**{one.name: getattr(scope, one.name) for one in fields(scope)})


@dataclass
class Facts:
    """Figures of a scope by metric; one that has no data is None."""

    work: Work
    scope: Scope
    _found: dict[str, Figured | None] = field(default_factory=dict)

    def figure(self, key: str) -> Figured | None:
        """Return a figure beside its baseline, None where there is none."""
        if key not in self._found:
            read = _of_long if isinstance(self.scope, LongScope) else measured
            self._found[key] = read(self.work, self.scope, key) if key in CATALOGUE else None
        return self._found[key]

    def several(self, keys: Iterable[str]) -> list[Figured]:
        """Return the figures that there are, in the order asked for, each once."""
        found = (self.figure(key) for key in dict.fromkeys(keys))
        return [one for one in found if one is not None]


def _of_long(work: Work, scope: Scope, key: str) -> Figured | None:
    """Return a quarter's or a year's figure beside the one before, else the same a year ago."""
    metric = CATALOGUE[key]
    currency = scope.currency if metric.unit is Unit.MONEY else None
    if metric.unit is Unit.MONEY and currency is None:
        return None
    wanted = (
        Baseline(Against.PREVIOUS, (periods.before(scope.period),)),
        Baseline(Against.LAST_YEAR, (periods.year_before(scope.period),)),
    )
    span = scope.coverage.span()
    # Of a quarter in which data began there is only a part: that is no baseline.
    baselines = tuple(b for b in wanted if span and span[0] <= b.periods[0].start)
    question = Question(metric, scope.period, filters=scope.filters, baselines=baselines)
    computed = scope.compute(work, question)
    values = {m.value for m in (computed.total, *computed.before)}
    if computed.total.value is None or values <= {0, None}:
        return None
    found = Figured(computed, None, None, currency, target=scope.target(question))
    kinds = (Against.PREVIOUS, Against.LAST_YEAR)
    main = next((at for kind in kinds if (at := found.against(kind)) is not None), None)
    return beside(scope, Figured(computed, main, None, currency, target=found.target))


# -- what is worth deciding about ------------------------------------------------------------------


def problems(scope: Scope, known: Iterable[Figured]) -> list[Figured]:
    """Return what clearly got worse or misses its target by more than chance, the worst first."""
    known = list(known)
    below = worse_than_usual(scope, known) if scope.in_promotion else []
    # What did better than in last year's promotion is a success, however usual weeks look.
    fallen = {one.metric.key for one in below if not better_than_last(one)}
    bad = [one for one in known if _enough(one) and _bad(one, fallen)]
    keys = {one.metric.key for one in bad}
    told = [one for one in bad if one.metric.key not in _ECHOES or "frt" not in keys]
    return sorted(told, key=lambda one: (one.reached is not False, -stands_out(one)))


def stands_out(one: Figured) -> float:
    """Return how far a change stands out, to put what is worst first; 0 where nothing says."""
    if one.main is None:
        return 0.0
    computed = one.computed
    return strength(one.metric, computed.total, computed.before[one.main], computed.history)


def missed(one: Figured) -> bool:
    """Say whether a target is missed by an amount that means something."""
    if one.reached is not False or one.target is None or one.now is None:
        return False
    if one.computed.total.numerator is not None:
        return True
    return abs(one.now - one.target) >= _SHARE * abs(one.target)


def worsened(one: Figured) -> bool:
    """Say whether a figure clearly got worse, by an amount that means something."""
    clear = one.changed and one.worse and one.verdict is Verdict.CLEAR
    return clear and (bool(one.computed.history) or _felt(one))


def _bad(one: Figured, fallen: Iterable[str]) -> bool:
    if one.reached:
        # Nobody looks into a second more of what meets its target all the same.
        return False
    if one.metric.unit is Unit.COUNT:
        # It goes with how much came in, which nobody can decide about.
        return missed(one)
    return worsened(one) or missed(one) or one.metric.key in fallen


def better_than_last(one: Figured) -> bool:
    """Say whether a figure is better than in the same promotion last year."""
    return one.in_promotion and one.difference != 0 and not one.worse


def _enough(one: Figured) -> bool:
    n = one.computed.total.n
    if one.metric.unit in (Unit.COUNT, Unit.MONEY):
        return True
    return n is None or n >= max(LEAST, one.metric.small_n)


def _felt(one: Figured) -> bool:
    if one.metric.unit is Unit.SHARE:
        return abs(one.difference) >= _POINTS
    return one.before is not None and abs(one.difference) >= _SHARE * abs(one.before)
