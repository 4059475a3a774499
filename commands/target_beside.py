"""An answer's figure beside its target: how far it is reached, and each part's own target.

What holds is decided in `metrics/targets.py`; here it is looked up for one answer.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from base.answer import Comparison
from base.dimensions import Dim
from base.language import Days, Msg, Quantity, msg
from base.rounding import relative_change
from base.units import Unit
from commands.gaps import gaps_of
from commands.lexicon import Standing
from commands.requests import time_name
from commands.tabling import Setting, name_of
from metrics import phrasing, target_telling
from metrics.attainment import Attained, attain
from metrics.compute import Computed, Line
from metrics.judge import Verdict
from metrics.model import Against, Metric, Period, PeriodKind, Question
from metrics.target_spans import holding, period_of
from metrics.targets import SCOPES, goal_of, met, monthly, target_for, written
from storage.engine import Work
from storage.targets import EVERYBODY, Kind, Targets, Whose

# As many parts fit as lines of a message; a year has twelve.
_MOST = 12


def with_target(
    work: Work, known: Standing, computed: Computed, setting: Setting, *, asked: bool
) -> Setting:
    """Return the setting with how far the target is reached, where that is to be said."""
    question = computed.question
    setting = replace(setting, target_asked=asked)
    value = phrasing.raw(question.metric, computed.total.value, setting.minor)
    if asked and len(question.cuts) == 1:
        lines = tuple(_of_parts(known.targets, computed, setting))
        setting = replace(setting, target_lines=lines)
    if setting.target is None or value is None or not setting.tell_target:
        return setting

    def covered(period: Period) -> bool:
        return not gaps_of(known, question, period)

    whole = replace(question, cuts=())
    found = attain(
        work, whole, value, setting.target, setting.minor, covered, ahead=asked
    )  # fmt: skip
    return replace(setting, attained=found)


def _of_parts(targets: Targets, computed: Computed, setting: Setting) -> list[Msg]:
    """Return one line a team, shop or month: its figure beside its own target."""
    cut = computed.question.cuts[0]
    if cut not in (*SCOPES, Dim.MONTH) or len(computed.lines) > _MOST:
        return []
    lines = computed.lines
    if cut is Dim.MONTH:
        lines = tuple(sorted(lines, key=lambda line: int(line.group[0])))
    found = [_of_part(targets, computed.question, setting, cut, line) for line in lines]
    # Where nobody has one there is nothing to stand beside.
    if not any(aimed for _, aimed in found):
        return []
    # A month without a target is no news; a team without one beside others is.
    return [line for line, aimed in found if line is not None and (aimed or cut is not Dim.MONTH)]


def _of_part(
    targets: Targets, question: Question, setting: Setting, cut: Dim, line: Line
) -> tuple[Msg | None, bool]:
    metric, member = question.metric, line.group[0]
    value = phrasing.raw(metric, line.now.value, setting.minor)
    if value is None:
        return None, False
    name = (
        time_name(cut, member, setting.today) if cut is Dim.MONTH else name_of(setting, cut, member)
    )
    shown = phrasing.figure(metric, value, setting.currency)
    target = _target_of(targets, question, cut, member)
    if target is None:
        return msg("target.part.none", name=name, value=shown), False
    goal = written(metric, target, setting.currency)
    if monthly(metric):
        share = Quantity(value / target if target else None, Unit.SHARE.value)
        return msg("target.part.share", name=name, value=shown, target=goal, share=share), True
    word = "met" if met(metric, value, target) else "missed"
    return msg(f"target.part.{word}", name=name, value=shown, target=goal), True


def _target_of(targets: Targets, question: Question, cut: Dim, member: Any) -> float | None:
    """Return a part's target: a member's own, or a month's of whoever is asked about."""
    metric = question.metric
    if cut is Dim.MONTH:
        year, month = divmod(int(member), 100)
        period = period_of(holding(date(year, month, 1), Kind.MONTH))
        return target_for(targets, replace(question, cuts=(), period=period))
    if question.filters and any(f.dim is not cut for f in question.filters):
        return None
    own = goal_of(targets, metric, Whose(cut, str(member)), question.period)
    if own is not None or monthly(metric) or cut is Dim.PRODUCT:
        return own
    return goal_of(targets, metric, EVERYBODY, question.period)


def comparisons(
    computed: Computed, setting: Setting, verdict: Verdict | None, main: int | None
) -> tuple[Comparison, ...]:
    """Return a figure beside each of its baselines, and beside its target where it has one."""
    question, metric = computed.question, computed.question.metric
    found = []
    for i, baseline in enumerate(question.baselines):
        if not baseline.periods:
            continue
        now = phrasing.raw(metric, computed.total.value, setting.minor)
        before = phrasing.raw(metric, computed.before[i].value, setting.minor)
        points = metric.unit is Unit.SHARE
        difference = None if now is None or before is None else now - before
        if difference is not None and not points:
            difference = relative_change(now or 0, before or 0)
        found.append(
            Comparison(
                against=baseline.against.value,
                period=phrasing.period_shown(
                    baseline.periods[0], setting.today, setting.promotions
                ),
                value=before,
                change=difference,
                change_unit="points" if points else "share",
                n=computed.before[i].n,
                verdict=verdict.value if verdict and i == main else None,
            )
        )
    if setting.attained is not None:
        found.append(_with_target(metric, setting.attained, setting, question.period))
    return tuple(found)


def _with_target(metric: Metric, found: Attained, setting: Setting, period: Period) -> Comparison:
    """Return the comparison with a target, of a period that is not over with its equal part."""
    base = found.due_value
    points = metric.unit is Unit.SHARE
    change: float | None = found.value - base
    if change is not None and not points:
        change = relative_change(found.value, base)
    return Comparison(
        against=Against.TARGET.value,
        period=phrasing.period_shown(period, setting.today, setting.promotions),
        value=base,
        change=change,
        change_unit="points" if points else "share",
    )


def aimed_lines(computed: Computed, setting: Setting, main: int | None) -> list[Msg]:
    """Return what stands under a first sentence about the target: how far, what it comes to."""
    question, found = computed.question, setting.attained
    if found is None:
        return []
    lines = []
    # Of a rate, and of a period that is over, the first sentence has said it all.
    if found.due is not None:
        lines.append(target_telling.stands(question, found, setting.currency, led=True))
    lines += target_telling.ahead(question, found, setting.currency)
    if main is not None and not setting.unequal(main):
        lines += _before(computed, setting, main)
    rests = phrasing.from_n(question.metric, computed.total)
    return [*lines, *([] if rests.key == "none" else [rests])]


def _before(computed: Computed, setting: Setting, main: int) -> list[Msg]:
    """Return what there was before, which the first sentence has no room for."""
    question, metric = computed.question, computed.question.metric
    before = phrasing.raw(metric, computed.before[main].value, setting.minor)
    if before is None:
        return []
    base = phrasing.baseline_label(question.baselines[main], question, setting.promotions)
    value = phrasing.figure(metric, before, setting.currency)
    period = question.baselines[main].periods[0]
    if question.period.kind in (PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.SPAN):
        # "The year before" alone would be all of it.
        dates = Days(period.start, period.end, with_year=True)
        return [msg("target.before_dated", base=base, dates=dates, value=value)]
    return [msg("target.before", base=base, value=value)]


def reckoned(setting: Setting) -> list[Msg]:
    """Return in small print how a projection was made."""
    return [] if setting.attained is None else target_telling.how_reckoned(setting.attained)
