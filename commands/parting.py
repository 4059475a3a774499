"""Sentences about the parts of a change: rounded once, so that what a reader adds up comes out."""

import math
from dataclasses import dataclass, replace

from base.language import Bilingual, Msg, Quantity, Value, msg
from base.rounding import shown, shown_change
from base.units import Good, Unit
from commands.tabling import Setting, name_of
from metrics import phrasing
from metrics.compute import Computed, Measured, compute
from metrics.explain import Apart, Member, rounded_to_sum
from metrics.judge import Verdict, judge
from metrics.model import Metric, Question, Total
from storage.engine import Work

# As many lines as a message bears; what is left over stands in one more line together.
_MOST_LINES = 6
# A member's share of the whole is worth a word when it moved this much.
_SHARE_MOVED = 0.02
# Ups and downs this many times the change itself: a percentage of the change says nothing.
_CANCELLING = 3.0
_MUCH = 0.25
_STEPS = {Unit.SHARE: 0.001, Unit.SCORE: 0.01, Unit.RATIO: 0.01, Unit.COUNT: 1.0}


@dataclass(frozen=True)
class Parting:
    """A change taken apart by one cut, with what wording it needs.

    `now` and `before` are the whole figure, raw in decimal units; `past` each member's history.
    """

    question: Question
    setting: Setting
    main: int
    apart: Apart
    now: float
    before: float
    past: dict[Member, tuple[Measured, ...]]

    @staticmethod
    def of(work: Work, computed: Computed, setting: Setting, main: int, apart: Apart) -> "Parting":
        """Return a change taken apart, with the members' own history."""
        question, metric = computed.question, computed.question.metric
        by_member = compute(work, replace(question, cuts=(apart.cut,)))
        return Parting(
            question=question,
            setting=setting,
            main=main,
            apart=apart,
            now=phrasing.raw(metric, computed.total.value, setting.minor) or 0.0,
            before=phrasing.raw(metric, computed.before[main].value, setting.minor) or 0.0,
            past={line.group[0]: line.history for line in by_member.lines},
        )

    @property
    def sums(self) -> bool:
        """Say whether the figure is a sum, not a ratio."""
        return isinstance(self.question.metric.formula, Total)

    @property
    def members_noun(self) -> Msg:
        """Return what the members are, in the plural."""
        return msg(f"why.members.{self.apart.cut.value}")

    def part(self, raw: float) -> float:
        """Return a part in decimal units."""
        return phrasing.raw(self.question.metric, raw, self.setting.minor) or 0.0

    @property
    def moved_between(self) -> bool:
        """Say whether much of the change is not the members' own."""
        mix = sum(abs(share.mix) for share in self.apart.shares.values())
        return mix > _MUCH * abs(self.apart.change)

    @property
    def step(self) -> float:
        """Return how finely parts are shown: as the figure itself, money by its size."""
        unit = self.question.metric.unit
        if unit in _STEPS:
            return _STEPS[unit]
        parts = [self.part(share.total) for share in self.apart.shares.values()]
        largest = max(abs(part) for part in (*parts, self.now - self.before))
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


def rounded(parting: Parting) -> dict[Member, float]:
    """Return each member's part, rounded so that all add up to the change shown."""
    members = parting.apart.members
    if parting.sums:
        # A sum's parts are differences of two figures that stand on the same line.
        seen = {m: _steps(parting, m) * parting.step for m in members}
        if math.isclose(sum(seen.values()), parting.change, abs_tol=parting.step / 2):
            return seen
    parts = parting.rounded([parting.apart.shares[m].total for m in members])
    return dict(zip(members, parts, strict=True))


def _steps(parting: Parting, member: Member) -> int:
    now, was = parting.apart.now.get(member), parting.apart.before.get(member)
    now_value, was_value = (parting.part((m.value if m else 0.0) or 0.0) for m in (now, was))
    return round(now_value / parting.step) - round(was_value / parting.step)


def split_clause(parting: Parting) -> Msg:
    """Say how much members themselves changed, and how much only moved between them."""
    shares = parting.apart.shares.values()
    parts = [sum(s.rate for s in shares), sum(s.mix for s in shares)]
    own, moved = parting.rounded(parts)
    clauses = [(own, _own_clause(parting, own)), (moved, _moved_clause(parting, moved))]
    (main, first), (other, second) = sorted(clauses, key=lambda c: -c[0] * parting.change)
    if not other:
        return msg("why.split.one", first=first)
    key = "why.split.both" if other * parting.change > 0 else "why.split.back"
    values = {"a": parting.worded(main), "b": parting.worded(other)}
    return msg(key, first=first, second=second, **values)


def _own_clause(parting: Parting, part: float) -> Msg:
    word = _word(parting.question.metric, up=part > 0)
    return msg(f"why.own.{word}", members=parting.members_noun)


def _word(metric: Metric, *, up: bool) -> str:
    """Return how a figure moved, in the metric's own words."""
    if metric.unit is Unit.SECONDS and metric.good is Good.DOWN:
        return "slower" if up else "faster"
    if metric.unit is Unit.SECONDS:
        return "longer" if up else "shorter"
    if metric.good in (Good.UP, Good.DOWN) and metric.unit is not Unit.MONEY:
        return "better" if up is (metric.good is Good.UP) else "worse"
    return "higher" if up else "lower"


def counted(metric: Metric) -> Bilingual:
    """Return what a metric rests on without its measure word: 个评价 becomes 评价."""
    return Bilingual(metric.n_of.zh[1:], metric.n_of.en)


def _moved_clause(parting: Parting, part: float) -> Msg:
    metric = parting.question.metric
    words = ("slow", "fast") if metric.unit is Unit.SECONDS else ("high", "low")
    if metric.unit is Unit.SECONDS and metric.good is not Good.DOWN:
        words = ("long", "short")
    word = words[0] if part > 0 else words[1]
    what = counted(metric)
    return msg(f"why.moved.{word}", what=what, members=parting.members_noun)


def top_clause(parting: Parting) -> Msg:
    """Say which member makes up most of a sum's change."""
    if _cancelling(parting):
        return msg("why.top.cancelling", members=parting.members_noun)
    first = parting.apart.members[0]
    return msg(
        "why.top.more" if parting.change > 0 else "why.top.less",
        name=name_of(parting.setting, parting.apart.cut, first),
        part=parting.worded(rounded(parting)[first]),
        whole=parting.worded(parting.change),
        share=_percents(parting)[first],
    )


def bullets(parting: Parting) -> list[Msg]:
    """Return a line a member, the largest part first, and that they add up."""
    members, parts = parting.apart.members, rounded(parting)
    named = members if len(members) <= _MOST_LINES else members[: _MOST_LINES - 1]
    rest = members[len(named) :]
    line = _sum_line if parting.sums else _ratio_line
    found = [line(parting, member, parts[member]) for member in named]
    left = sum(parts[member] for member in rest)
    if rest:
        key = "why.rest" if left * parting.change >= 0 else "why.rest_back"
        found.append(
            msg(key, count=len(rest), members=parting.members_noun, part=parting.worded(left))
        )
    back = any(parts[m] * parting.change < 0 for m in named) or left * parting.change < 0
    key = "why.adds_back" if back else "why.adds"
    return [*found, msg(key, count=len(found), whole=parting.worded(parting.change))]


def _ratio_line(parting: Parting, member: Member, part: float) -> Msg:
    key = "bullet.part" if part * parting.change >= 0 else "bullet.part_back"
    return msg(
        key,
        name=name_of(parting.setting, parting.apart.cut, member),
        part=parting.worded(part),
        values=_values(parting, member),
        verdict=_alone(parting, member),
        share=_share_moved(parting, member),
    )


def _sum_line(parting: Parting, member: Member, part: float) -> Msg:
    share = msg("none")
    if not _cancelling(parting):
        key = "why.sum_share" if part * parting.change >= 0 else "why.sum_share_back"
        share = msg(key, percent=_percents(parting)[member])
    return msg(
        f"bullet.sum.{_more_or_less(parting, part)}",
        name=name_of(parting.setting, parting.apart.cut, member),
        part=parting.worded(part),
        share=share,
        values=_values(parting, member),
        verdict=_alone(parting, member),
    )


def _more_or_less(parting: Parting, part: float) -> str:
    if part >= 0:
        return "more"
    return "less" if parting.question.metric.unit is Unit.MONEY else "fewer"


def _values(parting: Parting, member: Member) -> Msg:
    """Return both figures of a member; that it is new or gone where one is missing."""
    now, was = parting.apart.now.get(member), parting.apart.before.get(member)
    if was is None:
        return msg("why.values.new", now=_figure(parting, now))
    if now is None:
        return msg("why.values.gone", before=_figure(parting, was))
    return msg("why.values.both", before=_figure(parting, was), now=_figure(parting, now))


def _figure(parting: Parting, measured: Measured | None) -> Quantity:
    metric, setting = parting.question.metric, parting.setting
    value = phrasing.raw(metric, measured.value if measured else None, setting.minor)
    return phrasing.figure(metric, value, setting.currency)


def _alone(parting: Parting, member: Member) -> Msg:
    """Return what may be said of a member's own change, in one of the four verbs."""
    metric = parting.question.metric
    now, was = parting.apart.now.get(member), parting.apart.before.get(member)
    if now is None or was is None or now.value is None or was.value is None:
        return msg("none")
    verdict = judge(metric, now, was, parting.past.get(member, ()))
    if verdict in (Verdict.USUAL, Verdict.FEW):
        return msg(f"why.alone.{verdict.value}")
    return phrasing.line_verdict(metric, verdict, now.value, was.value)


def _share_moved(parting: Parting, member: Member) -> Msg:
    """Say how much of the whole a member makes up, where that moved."""
    apart = parting.apart
    was, is_ = (_part_of_all(side, member) for side in (apart.before, apart.now))
    share = apart.shares[member]
    cause = abs(share.mix) > abs(share.rate) and abs(share.mix) * 2 > parting.step
    if abs(is_ - was) < _SHARE_MOVED and not cause:
        return msg("none")
    what = counted(parting.question.metric)
    key = "why.share_cause" if cause else "why.share_moved"
    return msg(key, what=what, before=_whole_percent(was), now=_whole_percent(is_))


def _part_of_all(side: dict[Member, Measured], member: Member) -> float:
    whole = sum(m.n or 0 for m in side.values())
    mine = side.get(member)
    return (mine.n or 0) / whole if mine is not None and whole else 0.0


def _whole_percent(share: float) -> str:
    return f"{shown(share * 100, Unit.COUNT):.0f}%"


def _percents(parting: Parting) -> dict[Member, str]:
    """Return each member's percentage of the change, adding up to 100."""
    members = parting.apart.members
    parts = [parting.apart.shares[m].total / parting.apart.change for m in members]
    return {
        m: f"{abs(p) * 100:.0f}%"
        for m, p in zip(members, rounded_to_sum(parts, 1.0, 2), strict=True)
    }


def _cancelling(parting: Parting) -> bool:
    moved = sum(abs(share.total) for share in parting.apart.shares.values())
    return moved >= _CANCELLING * abs(parting.apart.change)
