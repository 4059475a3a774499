"""Why a figure changed, as far as figures tell: which members carry how much of the change.

What a change consists of is said exactly, in parts that add up on the screen; what caused it is
not claimed. Sales are told apart into their factors first, then over members. Usual variation is
called that and not explained: its table stands below all the same. Never by person.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from base.answer import Answer, FollowUp, Kind, Row, Table
from base.dimensions import Dim
from base.language import Days, Msg, Value, msg
from base.rounding import shown, shown_change
from base.units import Good, Unit
from commands import requests
from commands.composing import compose, main_baseline, scope_of
from commands.factoring import (
    Factoring,
    factor_grid,
    factor_lines,
    factoring,
    factors_clause,
    identity,
    lacking,
)
from commands.parting import (
    Parting,
    bullets,
    counted,
    largest_clause,
    rounded,
    split_clause,
    top_clause,
)
from commands.spotting import drilled, spot_line
from commands.tabling import Setting, name_of
from metrics import phrasing
from metrics.category_kinds import cut_key, kinds_of
from metrics.compute import Computed, Measured
from metrics.drilling import Spot, spot
from metrics.explain import Apart, can_be_apart, explainable, is_sum, told_apart
from metrics.judge import Verdict, judge, too_few
from metrics.model import Baseline, Question, Why
from storage.engine import Work

_MOST_FOLLOW_UPS = 3
_ASKED_NEXT = (Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.CATEGORY, Dim.HOUR, Dim.COUNTRY)
_ENOUGH_HISTORY = 4
# Below this the members moved with their size: naming one would be telling a story.
_UNEVEN = 0.15


@dataclass(frozen=True)
class Case:
    """A change that can be told apart: what was asked, what came of it, and where it sits.

    `found` are the cuts that tell it apart, the one that tells most first; `plain` is the answer to
    the same question without why.
    """

    question: Question
    computed: Computed
    setting: Setting
    main: int
    verdict: Verdict | None
    plain: Answer
    found: list[Apart]
    spot: Spot | None = None
    factors: Factoring | None = None


def answer_why(
    work: Work, question: Question, computed: Computed, setting: Setting, notes: Sequence[Msg]
) -> Answer:
    """Return what a change is made of; `computed` is the question without its cuts.

    The asker's rights have been applied to `question` already. `setting` names the members of
    every cut in `metrics.model.CAUSES` that the metric has.
    """
    plain = compose(computed, setting, notes)
    main = main_baseline(question, setting.promotions)
    verdict = _verdict(computed, setting, main)
    missing = _missing(computed, setting, main, verdict)
    if main is not None and (missing is None or _is_usual(missing)):
        case = _case(work, question, computed, setting, main, verdict, plain)
        if missing is not None:
            return _contradicted(_usual(case, missing), question, computed, main)
        case = _deeper(work, case)
        if case.factors is not None:
            told = _factored(work, case, case.factors)
            return _contradicted(told, question, computed, main)
        if case.found:
            return _contradicted(_apart(work, case), question, computed, main)
        missing = [msg("why.one_part")]
    return _contradicted(_untold(plain, computed, setting, missing or []), question, computed, main)


def _untold(plain: Answer, computed: Computed, setting: Setting, missing: list[Msg]) -> Answer:
    # Without the button that asks why once more.
    follow_ups = requests.follow_ups(computed.question, setting.today, setting.lang)
    return replace(plain, lines=(*plain.lines, *missing), follow_ups=follow_ups)


def _case(
    work: Work,
    question: Question,
    computed: Computed,
    setting: Setting,
    main: int,
    verdict: Verdict | None,
    plain: Answer,
) -> Case:
    """Return a change told apart by its cuts."""
    baseline, total, before = question.baselines[main], computed.total, computed.before[main]
    found = []
    if can_be_apart(question):
        found = told_apart(work, question, baseline, total, before)
    return Case(question, computed, setting, main, verdict, plain, found)


def _deeper(work: Work, case: Case) -> Case:
    """Return the case with the few members and the factors that carry it."""
    question, total = case.question, case.computed.total
    baseline, before = question.baselines[case.main], case.computed.before[case.main]
    factors = None
    if not question.cuts:
        factors = factoring(work, case.computed, question, case.setting, case.main)
    sits = spot(work, question, baseline, total, before, case.found)
    return replace(case, spot=sits, factors=factors)


def _is_usual(missing: Sequence[Msg]) -> bool:
    return any(line.key in ("why.same", "why.usual", "why.usual_range") for line in missing)


def _usual(case: Case, missing: Sequence[Msg]) -> Answer:
    """Return that nothing changed beyond usual variation; the members stand below all the same."""
    answer = _untold(case.plain, case.computed, case.setting, list(missing))
    if not case.found:
        return answer
    parting = Parting.of(None, case.computed, case.setting, case.main, case.found[0])
    return replace(answer, kind=Kind.TABLE, table=_table(parting), understood=_understood(case))


def _verdict(computed: Computed, setting: Setting, main: int | None) -> Verdict | None:
    if main is None or setting.unequal(main) or not computed.before:
        return None
    question = computed.question
    return judge(question.metric, computed.total, computed.before[main], computed.history)


def _missing(
    computed: Computed, setting: Setting, main: int | None, verdict: Verdict | None
) -> list[Msg] | None:
    """Return why a change is not taken apart, None where it can be."""
    question, metric, total = computed.question, computed.question.metric, computed.total
    if total.value is None:
        return []
    if main is None:
        return [msg("why.nothing_before")]
    before, baseline = computed.before[main], question.baselines[main]
    if before.value is None:
        return [msg("why.import_before", dates=_span(baseline, setting))]
    if setting.unequal(main):
        return [msg("why.days_missing")]
    if verdict is Verdict.FEW:
        return [_too_few(question, total, before)]
    now_raw = phrasing.raw(metric, total.value, setting.minor) or 0.0
    before_raw = phrasing.raw(metric, before.value, setting.minor) or 0.0
    same = shown_change(now_raw, before_raw, metric.unit) == 0
    if same or verdict is Verdict.USUAL:
        return [_usual_range(computed, setting, same=same)]
    if explainable(question):
        return None
    if can_be_apart(question):
        return [msg("why.one_part")]
    return [msg("why.not_sums", name=phrasing.metric_name(question))]


def _too_few(question: Question, total: Measured, before: Measured) -> Msg:
    metric = question.metric
    what = counted(metric)
    return msg("why.too_few", least=metric.small_n, what=what, now=total.n, before=before.n)


def _usual_range(computed: Computed, setting: Setting, *, same: bool) -> Msg:
    """Say between which figures the same time of the weeks before lay, and that no cause is due."""
    metric = computed.question.metric
    past = [h.value for h in computed.history if h.value is not None]
    now = computed.total.value or 0.0
    if same:
        return msg("why.same")
    if len(past) < _ENOUGH_HISTORY or not min(past) <= now <= max(past):
        return msg("why.usual")
    low, high = (
        phrasing.figure(metric, phrasing.raw(metric, v, setting.minor), setting.currency)
        for v in (min(past), max(past))
    )
    period = computed.question.period
    kind = "part" if period.partial else period.kind.value
    return msg("why.usual_range", past=msg(f"why.past.{kind}", count=len(past)), low=low, high=high)


def _span(baseline: Baseline, setting: Setting) -> Days:
    start = min(p.start for p in baseline.periods)
    end = max(p.end for p in baseline.periods)
    return Days(start, end, with_year=start.year != setting.today.year)


def _contradicted(
    answer: Answer, question: Question, computed: Computed, main: int | None
) -> Answer:
    """Say first that a figure did not go the way the asker takes it to have gone."""
    now = computed.total.value
    before = computed.before[main].value if main is not None and computed.before else None
    if now is None or before is None or question.why in (None, Why.CHANGED):
        return answer
    metric = question.metric
    rose = shown(now, metric.unit) > shown(before, metric.unit)
    fell = shown(now, metric.unit) < shown(before, metric.unit)
    better = _better(question, rose=rose, fell=fell)
    true = {
        Why.FELL: fell,
        Why.ROSE: rose,
        Why.WORSE: (rose or fell) and not better,
        Why.BETTER: better is True,
    }
    asked = question.why
    if asked is None or true[asked] or (asked in (Why.WORSE, Why.BETTER) and better is None):
        return answer
    word: str = asked.value
    if metric.unit is Unit.SECONDS and asked in (Why.FELL, Why.ROSE):
        word = "faster" if asked is Why.FELL else "slower"
    return replace(answer, takeaway=msg(f"why.not.{word}", take=answer.takeaway))


def _better(question: Question, *, rose: bool, fell: bool) -> bool | None:
    """Say whether a figure got better, None where neither way is good."""
    match question.metric.good:
        case Good.UP:
            return rose
        case Good.DOWN:
            return fell
        case _:
            return None


def _apart(work: Work, case: Case) -> Answer:
    """Return the answer that takes the change apart by the first of the cuts found."""
    first, plain = case.found[0], case.plain
    parting = Parting.of(work, case.computed, case.setting, case.main, first)
    lines = [*plain.lines, *spot_line(case.setting, case.question.metric, case.spot)]
    lines += bullets(parting)
    if first.uneven < _UNEVEN and not parting.moved_between and case.spot is None:
        lines.append(msg("why.even", members=parting.members_noun))
    notes = list(plain.notes)
    if case.question.cuts and first.cut not in case.question.cuts:
        asked = msg(f"why.members.{cut_key(case.question.metric, case.question.cuts[0])}")
        notes.append(msg("note.why_cut_unusable", cut=asked))
    amount = is_sum(case.question.metric)
    return replace(
        plain,
        kind=Kind.TABLE,
        takeaway=_takeaway(
            case, parting.now, parting.before, (top_clause if amount else split_clause)(parting)
        ),
        lines=(*lines, *_caveats(case)),
        table=_table(parting),
        notes=tuple(notes),
        follow_ups=_next(case),
        understood=_understood(case),
    )


def _factored(work: Work, case: Case, factors: Factoring) -> Answer:
    """Return the answer that takes sales apart into factors, then says where they changed."""
    plain, setting = case.plain, case.setting
    lines = [*plain.lines, *factor_lines(factors)]
    table = None
    if case.found:
        parting = Parting.of(work, case.computed, setting, case.main, case.found[0])
        by_cut = msg("factor.where", members=parting.members_noun, clause=largest_clause(parting))
        lines += spot_line(setting, case.question.metric, case.spot) or [by_cut]
        table = _table(parting)
    return replace(
        plain,
        kind=Kind.TABLE if table is not None else plain.kind,
        takeaway=_takeaway(case, factors.now, factors.before, factors_clause(factors)),
        lines=(*lines, *_caveats(case)),
        table=table,
        grid=factor_grid(factors),
        notes=(*plain.notes, identity(factors), *lacking(factors)),
        follow_ups=_next(case),
        understood=_understood(case),
    )


def _caveats(case: Case) -> list[Msg]:
    """Return what is not known, and what the parts do not show."""
    unsure = [msg("why.no_history")] if case.verdict is None else []
    return [*unsure, msg("why.not_shown")]


def _understood(case: Case) -> Msg:
    if not case.found:
        return msg("understood.why_factors", left=case.plain.understood)
    cut = msg(f"cut.{cut_key(case.question.metric, case.found[0].cut)}")
    return msg("understood.why", left=case.plain.understood, cut=cut)


def _takeaway(case: Case, now: float, before: float, parts: Msg) -> Msg:
    """Return the first sentence: the change, and what most of it is made of."""
    question, setting, verdict = case.question, case.setting, case.verdict
    metric = question.metric
    base = phrasing.baseline_label(question.baselines[case.main], question, setting.promotions)
    clause = msg("none")
    if verdict is Verdict.MAYBE:
        said = phrasing.verdict_clause(metric, verdict, now, before)
        clause = msg(f"why.maybe.{said.key.rpartition('.')[2]}")
    common: dict[str, Value] = {
        "period": phrasing.period_label(question.period, setting.today, setting.promotions),
        "name": phrasing.metric_name(question),
        "scope": scope_of(question),
        "value": phrasing.figure(metric, now, setting.currency),
        "change": phrasing.change(metric, now, before, base, setting.currency),
        "verdict": clause,
    }
    key = "why.take_amount" if is_sum(metric) else "why.take"
    return msg(key, parts=parts, **common)


def _table(parting: Parting) -> Table:
    """Return all members with both figures and their part of the change, the largest part first."""
    apart, setting, metric = parting.apart, parting.setting, parting.question.metric
    shown_parts = rounded(parting)
    rows = []
    for member in apart.members:
        now, was = apart.now.get(member), apart.before.get(member)
        rows.append(
            Row(
                members=((apart.cut.value, name_of(setting, apart.cut, member)),),
                value=phrasing.raw(metric, now.value if now else None, setting.minor),
                n=now.n if now and parting.counts else None,
                before=phrasing.raw(metric, was.value if was else None, setting.minor),
                before_n=was.n if was and parting.counts else None,
                few=parting.counts and now is not None and too_few(metric, now),
                keys=(f"{member:02d}:00" if apart.cut is Dim.HOUR else None,),
                part=phrasing.raw(metric, apart.shares[member].total, setting.minor),
                part_shown=math.copysign(1, parting.change) * shown_parts[member] + 0.0,
            )
        )
    kinds = kinds_of(metric)
    return Table((apart.cut.value,), tuple(rows), "part", has_before=True, kinds=kinds)


def _next(case: Case) -> tuple[FollowUp, ...]:
    """Return what is worth asking next: into the place that carries most, by the next cuts that
    tell most, by day; and the action that the figure calls for.
    """
    question, setting = case.question, case.setting
    today, lang = setting.today, setting.lang
    deeper = drilled(question, setting, case.spot)
    asked = []
    if deeper is not None:
        label = msg("button.drill")
        asked.append(FollowUp(label, requests.typed_why(deeper, today, lang, case.main)))
    shown_first = case.found[:1] if case.factors is not None else []
    others = [one.cut for one in (*shown_first, *_different(case.found)) if one.cut in _ASKED_NEXT]
    asked += [
        FollowUp(
            msg(f"button.{cut_key(question.metric, cut)}"),
            requests.typed_why(question, today, lang, case.main, cut),
        )
        for cut in others[: 2 - len(asked)]
    ]
    if question.period.days > 1 and Dim.DAY in question.metric.cuts:
        plain = requests.typed(question, today, lang, Dim.DAY)
        asked.append(FollowUp(msg("button.day"), plain))
    return requests.with_act(tuple(asked[:_MOST_FOLLOW_UPS]), question, lang)


def _different(found: Sequence[Apart]) -> list[Apart]:
    """Return the cuts after the first that tell anything new: a channel may be just a shop."""
    seen: set[tuple[float, ...]] = set()
    new = []
    for one in found:
        parts = tuple(sorted(round(share.total, 9) for share in one.shares.values()))
        if parts not in seen:
            new.append(one)
        seen.add(parts)
    return [one for one in new if one is not found[0]]
