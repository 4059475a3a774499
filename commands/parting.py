"""Sentences about the members among whom a change is told apart."""

import math
from dataclasses import dataclass, replace

from base.language import Bilingual, Msg, Quantity, msg
from base.rounding import shown
from base.units import Good, Unit
from commands.parts_shown import PartsShown
from commands.tabling import Setting, name_of
from metrics import phrasing
from metrics.category_kinds import cut_key
from metrics.compute import Computed, Measured, compute
from metrics.explain import Apart, is_sum
from metrics.judge import Verdict, judge
from metrics.model import Metric
from metrics.ordinary import without_promotions
from metrics.splitting import Member, rounded_to_sum
from storage.engine import Work

# As many lines as a message bears; what is left over stands in one more line together.
_MOST_LINES = 6
# A member's share of the whole is worth a word when it moved this much.
_SHARE_MOVED = 0.02
_MUCH = 0.25
# Below this share of a change its smaller half is not worth a word.
_TRIFLE = 0.02


@dataclass(frozen=True)
class Parting(PartsShown):
    """A change taken apart by one cut, with what wording it needs.

    `past` is members' history. `counts` says that figures rest on something that is counted: money
    in a base is nothing to rest on.
    """

    apart: Apart
    past: dict[Member, tuple[Measured, ...]]
    counts: bool

    @staticmethod
    def of(
        work: Work | None, computed: Computed, setting: Setting, main: int, apart: Apart
    ) -> "Parting":
        """Return a change taken apart, with the members' own history where `work` is given."""
        question, metric = computed.question, computed.question.metric
        past = {}
        if work is not None:
            found = compute(work, replace(question, cuts=(apart.cut,)))
            by_member = without_promotions(found, setting.promotions)
            past = {line.group[0]: line.history for line in by_member.lines}
        return Parting(
            question=question,
            setting=setting,
            main=main,
            now=phrasing.raw(metric, computed.total.value, setting.minor) or 0.0,
            before=phrasing.raw(metric, computed.before[main].value, setting.minor) or 0.0,
            raws=tuple(share.total for share in apart.shares.values()),
            apart=apart,
            past=past,
            counts=computed.total.n is not None,
        )

    @property
    def sums(self) -> bool:
        """Say whether the figure is a sum, not a ratio."""
        return is_sum(self.question.metric)

    @property
    def members_noun(self) -> Msg:
        """Return what the members are, in the plural."""
        return msg(f"why.members.{cut_key(self.question.metric, self.apart.cut)}")

    @property
    def moved_between(self) -> bool:
        """Say whether much of the change is not the members' own."""
        mix = sum(abs(share.mix) for share in self.apart.shares.values())
        return mix > _MUCH * abs(self.apart.change)


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
    if abs(other) < _TRIFLE * abs(parting.change):
        return msg("why.split.most", first=first)
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
    if parting.cancelling:
        return msg("why.top.cancelling", members=parting.members_noun)
    first = parting.apart.members[0]
    return msg(
        "why.top.more" if parting.change > 0 else "why.top.less",
        name=name_of(parting.setting, parting.apart.cut, first),
        part=parting.worded(rounded(parting)[first]),
        whole=parting.worded(parting.change),
        share=_percents(parting)[first],
    )


def largest_clause(parting: Parting) -> Msg:
    """Say which member makes up most of a sum's change, where the change itself was said before."""
    if parting.cancelling:
        return msg("why.top.cancelling", members=parting.members_noun)
    first = parting.apart.members[0]
    return msg(
        "why.largest",
        name=name_of(parting.setting, parting.apart.cut, first),
        part=parting.worded(rounded(parting)[first]),
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
    if not parting.cancelling:
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
    if not parting.counts:
        return msg("none")
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
