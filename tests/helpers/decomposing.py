"""Random changes told apart, and what must hold of every one: for tests, and by millions for soak.

Each check draws one case from the dice it is given, tells it apart by the program's own functions
and returns how far the parts are from the whole, as a share of the largest figure in it: 0 up to
the rounding of floating point. What is not a matter of rounding it asserts.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from random import Random

from metrics.catalogue import CATALOGUE
from metrics.compute import Measured, evaluator, measures_needed
from metrics.drilling import fewest
from metrics.factors import parts
from metrics.model import Metric, Quotient
from metrics.splitting import Group, differences, rounded_to_sum, split

# What floating point may leave of a case: the sum of a few dozen terms of size 1.
ROUNDING = 1e-9
_SCALES = (1, 10, 1000, 10**6, 10**12)
_RATIOS = tuple(
    metric
    for metric in CATALOGUE.values()
    if isinstance(metric.formula, Quotient) and not metric.formula.whole_of
)


def _count(dice: Random) -> int:
    """Return a number of any size; one in six is nothing at all."""
    return dice.choice((0, 1, 1, 1, 1, 1)) * dice.randint(0, dice.choice(_SCALES))


def ratio(dice: Random) -> float:
    """Members come, vanish, have nothing below the line, are worth cents or millions."""
    sides: list[dict[int, Measured]] = []
    wholes: list[Fraction | None] = []
    kind = dice.choice(("share", "mean", "money"))
    members = dice.randint(1, 9)
    for _ in range(2):
        side, over, under = {}, 0, 0
        for member in range(members):
            if dice.random() < 0.2:
                continue
            n = _count(dice)
            top = dice.randint(0, n) if kind == "share" else _count(dice)
            side[member] = _measured(top, n, share=kind == "share")
            over, under = over + top, under + n
        sides.append(side)
        wholes.append(Fraction(over, under) if under else None)
    before, now = wholes
    found = split(*sides)
    if before is None or now is None:
        assert not found
        return 0.0
    effects = [effect for share in found.values() for effect in (share.mix, share.rate)]
    return _rest(effects, float(now - before), float(now))


def _measured(over: int, n: int, *, share: bool) -> Measured:
    if not n:
        return Measured(None, 0, 0, over or None)
    return Measured(over / n, n, over if share else None)


def _rest(found: list[float], change: float, whole: float) -> float:
    largest = max(map(abs, (*found, change, whole)), default=0.0)
    return abs(math.fsum(found) - change) / largest if largest else 0.0


def product(dice: Random) -> float:
    """Chains of two to six levels; any level, and all after it, may be 0 on either side."""
    length = dice.randint(2, 6)
    before, now = _chain(dice, length), _chain(dice, length)
    found = parts(before, now)
    assert found is not None
    back = parts(now, before)
    assert back is not None
    size = max(map(abs, (*found, 1.0)))
    # Told backwards it is the same with the other sign.
    assert all(abs(a + b) <= ROUNDING * size for a, b in zip(found, back, strict=True))
    return _rest(found, now[-1] - before[-1], now[-1])


def _chain(dice: Random, length: int) -> list[float]:
    levels = [float(dice.randint(1, dice.choice(_SCALES))) for _ in range(length)]
    if dice.random() < 0.25:
        zero = dice.randrange(length)
        levels[zero:] = [0.0] * (length - zero)
    return levels


def amount(dice: Random) -> float:
    """The members of a sum, of which some are gone and some are new; to the cent."""
    sides = [
        {m: Measured(_count(dice)) for m in range(dice.randint(1, 9)) if dice.random() < 0.8}
        for _ in range(2)
    ]
    before, now = (sum(int(m.value or 0) for m in side.values()) for side in sides)
    found = differences(*sides)
    assert sum(share.total for share in found.values()) == now - before
    return 0.0


def rounding(dice: Random) -> float:
    """What a reader adds up on the screen comes out."""
    given = [dice.uniform(-1, 1) * dice.choice((1, 0.01, 100)) for _ in range(dice.randint(1, 12))]
    digits = dice.randint(0, 3)
    whole = round(sum(given), digits)
    found = rounded_to_sum(given, whole, digits)
    assert round(sum(found), digits) == whole
    assert all(abs(r - g) <= 1.000001 * 10.0**-digits for r, g in zip(found, given, strict=True))
    return 0.0


def smallest(dice: Random) -> float:
    """No set of fewer members carries enough, and none of as many carries more."""
    members = range(dice.randint(1, 7))
    given: dict[Group, float] = {(m,): float(dice.randint(-20, 30)) for m in members}
    change = sum(given.values())
    enough = 0.7 * abs(change)
    way = math.copysign(1, change)
    found = fewest(dict(given), change, 0.7) if change else []
    carried = sum(given[m] for m in found) * way
    sets = [
        (len(some), sum(given[m] for m in some) * way)
        for size in range(1, len(given) + 1)
        for some in combinations(given, size)
    ]
    if not found:
        assert not change or all(worth < enough for _, worth in sets)
        return 0.0
    assert carried >= enough
    assert not any(size < len(found) and worth >= enough for size, worth in sets)
    assert carried >= max(worth for size, worth in sets if size == len(found))
    return 0.0


def pooled(dice: Random) -> float:
    """A ratio of the catalogue is the ratio of sums: the mean of its groups only where they agree.

    The mean of the groups' figures is off the pooled one by how size and rate go together; where
    that is nothing, and only there, the two may be equal.
    """
    metric = dice.choice(_RATIOS)
    made, width = evaluator(metric), len(measures_needed(metric))
    groups = [
        [dice.randint(1, dice.choice((10, 1000, 10**6))) for _ in range(width)]
        for _ in range(dice.randint(2, 5))
    ]
    exact = [_exact(metric, sums) for sums in groups]
    columns = [sum(column) for column in zip(*groups, strict=True)]
    whole, mean = _exact(metric, columns), sum(exact, Fraction()) / len(exact)
    found = made(columns).value
    assert found is not None
    unders = [_under(metric, sums) for sums in groups]
    together = sum(
        (
            (Fraction(under, sum(unders)) - Fraction(1, len(groups))) * rate
            for under, rate in zip(unders, exact, strict=True)
        ),
        Fraction(),
    )
    assert whole - mean == together
    if abs(float(whole - mean)) > 1e-6 * max(1.0, abs(float(whole))):
        assert not math.isclose(found, float(mean), rel_tol=1e-9)
    return abs(found - float(whole)) / max(1.0, abs(float(whole)))


def _exact(metric: Metric, sums: list[int]) -> Fraction:
    formula = metric.formula
    assert isinstance(formula, Quotient)
    top, less = len(formula.numerator), len(formula.minus)
    over = sum(sums[:top]) - sum(sums[top : top + less])
    return Fraction(over * formula.per, _under(metric, sums))


def _under(metric: Metric, sums: list[int]) -> int:
    formula = metric.formula
    assert isinstance(formula, Quotient)
    return sum(sums[-len(formula.denominator) :])


CHECKS: dict[str, tuple[str, Callable[[Random], float]]] = {
    "ratio": ("a ratio told apart over members, into rate and mix", ratio),
    "product": ("sales told apart into factors (LMDI)", product),
    "amount": ("a sum told apart over members, to the cent", amount),
    "rounding": ("parts rounded for the screen add up to the rounded whole", rounding),
    "smallest": ("the smallest set of members that carries most", smallest),
    "pooled": ("a pooled ratio is no mean of means", pooled),
}
