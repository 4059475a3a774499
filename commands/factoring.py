"""Sentences about the factors of sales: what each of them added to a change, in money that adds up.

Also what stands in the way of a longer chain of factors, and what to import for it.
"""

from dataclasses import dataclass, replace

from base.answer import Cell, Grid, GridRow
from base.language import Bilingual, Listing, Msg, Quantity, msg
from base.measures import MEASURES
from base.units import Unit
from commands.parts_shown import PartsShown
from commands.tabling import Setting
from metrics import phrasing
from metrics.compute import Computed, compute
from metrics.drilling import fewest
from metrics.factor_names import NAMES, inside
from metrics.factors import Factor, Factored, factored
from metrics.judge import Verdict, judge
from metrics.model import Question
from metrics.ordinary import without_promotions
from storage.engine import Work

# What went the other way is worth a word from so much of the change on.
_BACK = 0.1


@dataclass(frozen=True)
class Factoring(PartsShown):
    """A change of sales told apart into factors; `verdicts` are what each one's own change is."""

    told: Factored
    verdicts: dict[str, Verdict | None]

    @property
    def parts(self) -> dict[str, float]:
        """Return each factor's part by its name, rounded so that all add up to the change."""
        names = [factor.name for factor in self.told.factors]
        rounded = self.rounded([factor.part for factor in self.told.factors])
        return dict(zip(names, rounded, strict=True))


def factoring(
    work: Work, computed: Computed, question: Question, setting: Setting, main: int
) -> Factoring | None:
    """Return a change told apart into factors, None where it is no product or data are missing."""
    baseline, metric = question.baselines[main], question.metric
    before = computed.before[main]
    told = factored(work, question, baseline, computed.total, before)
    if told is None:
        return None
    verdicts = {}
    for factor in told.factors:
        asked = replace(question, metric=factor.metric, cuts=(), baselines=(baseline,))
        own = without_promotions(compute(work, asked), setting.promotions)
        verdicts[factor.name] = judge(factor.metric, own.total, own.before[0], own.history)
    return Factoring(
        question=question,
        setting=setting,
        main=main,
        now=phrasing.raw(metric, computed.total.value, setting.minor) or 0.0,
        before=phrasing.raw(metric, before.value, setting.minor) or 0.0,
        raws=tuple(factor.part for factor in told.factors),
        told=told,
        verdicts=verdicts,
    )


def factors_clause(found: Factoring) -> Msg:
    """Say which factors carry most of the change, and which went the other way."""
    parts, change = found.parts, found.told.change
    way = 1 if change > 0 else -1
    chosen = [name for (name,) in fewest({(f.name,): f.part for f in found.told.factors}, change)]
    main = Listing(tuple(_moved(found, str(name)) for name in chosen))
    back = [name for name, part in parts.items() if -part * way > _BACK * abs(found.change)]
    against = Listing(tuple(_moved(found, name) for name in back))
    if found.cancelling:
        return msg("factor.take.cancelling", main=main, back=against)
    key = "factor.take.more" if change > 0 else "factor.take.less"
    said = msg("factor.back", factors=against) if back else msg("none")
    return msg(key, whole=found.worded(found.change), main=main, back=said)


def _moved(found: Factoring, name: str) -> Msg:
    part = found.parts[name]
    key = "factor.moved.up" if part > 0 else "factor.moved.down"
    return msg(key, name=inside(NAMES[name]), part=found.worded(part))


def factor_lines(found: Factoring) -> list[Msg]:
    """Return a line a factor in the order of their product, and that they add up."""
    parts = found.parts
    lines = [_line(found, factor, parts[factor.name]) for factor in found.told.factors]
    back = any(part * found.change < 0 for part in parts.values())
    key = "why.adds_back" if back else "why.adds"
    return [*lines, msg(key, count=len(lines), whole=found.worded(found.change))]


def _line(found: Factoring, factor: Factor, part: float) -> Msg:
    way = "more" if part > 0 else "less" if part < 0 else "same"
    usual = found.verdicts.get(factor.name) is Verdict.USUAL
    return msg(
        f"factor.line.{way}",
        name=NAMES[factor.name],
        before=_value(found, factor, factor.before),
        now=_value(found, factor, factor.now),
        part=found.worded(part),
        verdict=msg("why.alone.usual") if usual else msg("none"),
    )


def _value(found: Factoring, factor: Factor, value: float | None) -> Quantity:
    raw = phrasing.raw(factor.metric, value, found.setting.minor)
    return phrasing.figure(factor.metric, raw, found.setting.currency)


def identity(found: Factoring) -> Msg:
    """Say of what the figure is the product."""
    names = [inside(NAMES[factor.name]) for factor in found.told.factors]
    product = Bilingual(" × ".join(n.zh for n in names), " × ".join(n.en for n in names))
    return msg("factor.identity", whole=found.question.metric.name, product=product)


def lacking(found: Factoring) -> list[Msg]:
    """Say why it was not told apart further, and what to import for that."""
    missing = found.told.lacking
    if missing is None:
        return []
    names = (inside(NAMES[name]) for name in missing.chain.names)
    known = {factor.name for factor in found.told.factors}
    further = Listing(tuple(name for name, key in zip(names, missing.chain.names, strict=True)
                            if key not in known))  # fmt: skip
    if not missing.of:
        return [msg("factor.lacking.odd", factors=further)]
    what = Listing(tuple(inside(NAMES[measure]) for measure in missing.measures))
    if missing.days < missing.of:
        said = {"days": missing.days, "of": missing.of}
        return [msg("factor.lacking.some", factors=further, what=what, **said)]
    bundle = MEASURES[missing.measures[0]].bundle
    hint = msg(f"import.for.{bundle}")
    return [msg("factor.lacking.none", factors=further, what=what, hint=hint)]


def factor_grid(found: Factoring) -> Grid:
    """Return the factors side by side: both values, and what each added, raw."""
    setting = found.setting
    rows = []
    for factor in found.told.factors:
        unit = factor.metric.unit
        currency = setting.currency if unit is Unit.MONEY else None
        sides = (phrasing.raw(factor.metric, v, setting.minor) for v in (factor.now, factor.before))
        cells = [Cell(unit, value, currency) for value in sides]
        part = Cell(found.question.metric.unit, found.part(factor.part), setting.currency)
        rows.append(
            GridRow(factor.name, msg("metric.plain", name=NAMES[factor.name]), (*cells, part))
        )
    columns = (
        msg("factor.column.name"),
        msg("factor.column.now"),
        msg("table.before"),
        msg("table.part"),
    )
    return Grid(identity(found), columns, tuple(rows))
