"""What a reader sees of a figure: rounded once, here, so that what he adds up comes out.

A difference shown is the difference of the two figures shown (examples.md, rule 4); raw values
stay in JSON and CSV.
"""

from base.units import Unit

_DIGITS = {
    Unit.COUNT: 0,
    Unit.SHARE: 3,
    Unit.SECONDS: 0,
    Unit.SCORE: 2,
    Unit.RATIO: 2,
    Unit.PER_HOUR: 1,
    Unit.MONEY: 2,
}
# From here on a float has no decimals to round, and scaled it could be too large for one.
_WHOLE = 2.0**53


def shown(value: float, unit: Unit) -> float:
    """Return a raw value (share 0-1, seconds, decimal money) as precise as readers see it."""
    if abs(value) >= _WHOLE:
        return value
    # Half up, as people round; not half to even.
    scale = 10 ** _DIGITS[unit]
    return float(int(abs(value) * scale + 0.5 + 1e-9) / scale) * (-1 if value < 0 else 1)


def shown_change(now: float, before: float, unit: Unit) -> float:
    """Return the difference of two figures as shown."""
    return round(shown(now, unit) - shown(before, unit), _DIGITS[unit])


def relative_change(now: float, before: float) -> float | None:
    """Return the change as a share of the base; None where a percentage would say nothing.

    That is on a base of zero or less, and from a profit to a loss.
    """
    return now / before - 1 if before > 0 and now >= 0 else None
