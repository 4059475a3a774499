"""Axes of the pictures: how far they reach, round steps, and what stands beside them. No pixels."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from base.language import Lang, msg
from base.units import Unit
from bot.render.texts import word

# Steps that a clock has, in seconds.
_CLOCK = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800)
_FROM_ZERO = frozenset({Unit.COUNT, Unit.MONEY, Unit.SECONDS, Unit.RATIO, Unit.PER_HOUR})
# Where not even zero says how far an axis reaches, and so that noise does not fill a picture.
_LEAST_SPAN = {Unit.SHARE: 0.05, Unit.SCORE: 0.4, Unit.RATIO: 0.1}
_MOST_STEPS = 4
_ABSURD = 1e6
_SCALES = {
    Lang.ZH: ((1e12, " 万亿"), (1e8, " 亿"), (1e4, " 万")),
    Lang.EN: ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")),
}
_LARGE = 10_000


@dataclass(frozen=True)
class Scale:
    """An axis: from `low` to `high`, with its ticks and how they read."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]

    def part(self, value: float) -> float:
        """Return where a value lies between the ends, 0-1."""
        return (value - self.low) / (self.high - self.low)


def scale_of(values: Iterable[float], unit: Unit, lang: Lang) -> Scale:
    """Return the axis of raw finite values (shares 0-1, seconds, money in decimal units)."""
    low, high = _reach(list(values), unit)
    step = _step((high - low) / _MOST_STEPS, unit)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(i * step for i in range(first, max(last, first + 1) + 1))
    return Scale(ticks[0], ticks[-1], ticks, tuple(_labels(ticks, step, unit, lang)))


def _reach(values: Sequence[float], unit: Unit) -> tuple[float, float]:
    low, high = min(values), max(values)
    least = _LEAST_SPAN.get(unit, 1.0)
    # Far from zero a float cannot tell small steps apart; no share is there, but a file may say so.
    if unit in _FROM_ZERO or max(-low, high) > _ABSURD:
        low, high = min(low, 0.0), max(high, 0.0)
        if high - low >= least:
            return low, high
        return (low, low + least) if high > 0 or low == 0 else (high - least, high)
    # Room below the lowest point for its figure.
    low = max(low - (high - low) / 6, min(low, 0.0))
    if high - low >= least:
        return low, high
    bottom, top = (low + high - least) / 2, (low + high + least) / 2
    # A share never was below 0% nor above 100%.
    if unit is Unit.SHARE and low >= 0 and bottom < 0:
        return 0.0, least
    if unit is Unit.SHARE and high <= 1 and top > 1:
        return 1 - least, 1.0
    return bottom, top


def _step(least: float, unit: Unit) -> float:
    """Return the smallest round step of at least this size."""
    if unit is Unit.SECONDS and least <= _CLOCK[-1]:
        return float(next(step for step in _CLOCK if step >= least))
    if unit is Unit.SECONDS:
        return 3600 * _round_up(least / 3600)
    step = _round_up(least)
    return max(1.0, step) if unit is Unit.COUNT else step


def _round_up(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next((f * power for f in (1, 2, 5) if f * power >= least * (1 - 1e-9)), 10 * power)


def _labels(ticks: Sequence[float], step: float, unit: Unit, lang: Lang) -> list[str]:
    top = max(abs(tick) for tick in ticks)
    match unit:
        case Unit.SHARE:
            return [f"{tick * 100 + 0.0:,.{_digits(step * 100)}f}%" for tick in ticks]
        case Unit.SECONDS:
            return _durations(ticks, step, top, lang)
        case Unit.COUNT | Unit.MONEY if top >= _LARGE:
            size, name = next(pair for pair in _SCALES[lang] if pair[0] <= top)
            return [_scaled(tick, size, name, _digits(step / size)) for tick in ticks]
        case _:
            return [f"{tick + 0.0:,.{_digits(step)}f}" for tick in ticks]


def _scaled(tick: float, size: float, name: str, digits: int) -> str:
    return f"{tick / size:,.{digits}f}{name}" if tick else "0"


def _durations(ticks: Sequence[float], step: float, top: float, lang: Lang) -> list[str]:
    size, key = 1.0, "axis.seconds"
    if top >= 7200 and step % 3600 == 0:
        size, key = 3600.0, "axis.hours"
    elif top >= 300 and step % 60 == 0:
        size, key = 60.0, "axis.minutes"
    name = word(msg(key), lang)
    return [f"{tick / size:,.0f} {name}" if tick else "0" for tick in ticks]


def _digits(step: float) -> int:
    """Return how many decimals tell ticks of a step apart."""
    return max(0, -math.floor(math.log10(step) + 1e-9))
