"""Parts of a change as readers see them: rounded once, so that what they add up comes out."""

import math
from dataclasses import dataclass

from base.language import Quantity, Value
from base.rounding import shown_change
from base.units import Unit
from commands.tabling import Setting
from metrics import phrasing
from metrics.model import Question
from metrics.splitting import rounded_to_sum

# Ups and downs this many times the change itself: a percentage of the change says nothing.
_CANCELLING = 3.0
_STEPS = {
    Unit.SHARE: 0.001,
    Unit.SCORE: 0.01,
    Unit.RATIO: 0.01,
    Unit.COUNT: 1.0,
    Unit.PER_HOUR: 0.1,
}


@dataclass(frozen=True)
class PartsShown:
    """A change from `before` to `now` (raw in decimal units) and the parts it was told apart into.

    `raws` are the parts as they were computed (money in minor units), `main` the baseline.
    """

    question: Question
    setting: Setting
    main: int
    now: float
    before: float
    raws: tuple[float, ...]

    def part(self, raw: float) -> float:
        """Return a part in decimal units."""
        return phrasing.raw(self.question.metric, raw, self.setting.minor) or 0.0

    @property
    def step(self) -> float:
        """Return how finely parts are shown: as the figure itself, money by its size."""
        unit = self.question.metric.unit
        if unit in _STEPS:
            return _STEPS[unit]
        largest = max(abs(part) for part in (*map(self.part, self.raws), self.now - self.before))
        if unit is Unit.SECONDS:
            return 1.0 if largest < 600 else 60.0
        if largest < 10_000:
            return 1.0 if largest >= 1000 else 0.01
        # Three figures and at least thousands: what both languages print (5.8 万, ¥58.0K).
        return max(1000.0, 10.0 ** (math.floor(math.log10(largest)) - 2))

    @property
    def change(self) -> float:
        """Return the change as readers see it: the difference of the two figures as shown."""
        unit = self.question.metric.unit
        if unit is Unit.MONEY:
            return (round(self.now / self.step) - round(self.before / self.step)) * self.step
        return shown_change(self.now, self.before, unit)

    def rounded(self, parts: list[float]) -> list[float]:
        """Return parts (raw) rounded so that they add up to the change shown."""
        steps = [self.part(part) / self.step for part in parts]
        return [n * self.step for n in rounded_to_sum(steps, self.change / self.step, 0)]

    def worded(self, part: float) -> Value:
        """Return a part without its sign: points as a bare number, the rest with their unit."""
        unit = self.question.metric.unit
        if unit is Unit.SHARE:
            return f"{abs(part) * 100:.1f}"
        change = unit not in (Unit.COUNT, Unit.MONEY)
        return Quantity(abs(part), unit.value, change=change, currency=self.setting.currency)

    @property
    def cancelling(self) -> bool:
        """Say whether ups and downs mostly cancel out."""
        return sum(map(abs, map(self.part, self.raws))) >= _CANCELLING * abs(self.now - self.before)
