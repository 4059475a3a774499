"""Why a figure changed, as far as figures tell: which members carry how much of the change.

What a change consists of is said exactly, in parts that add up on the screen; what caused it is
not claimed. Usual variation is called that and not taken apart. Never by person.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from base.answer import Answer, FollowUp, Kind, Row, Table
from base.dimensions import Dim
from base.language import Days, Msg, Value, msg
from base.rounding import shown, shown_change
from base.units import Good, Unit
from commands import requests
from commands.composing import compose, main_baseline, scope_of
from commands.parting import Parting, bullets, counted, rounded, split_clause, top_clause
from commands.tabling import Setting, name_of
from metrics import phrasing
from metrics.compute import Computed, Measured
from metrics.explain import Apart, can_be_apart, told_apart
from metrics.judge import Verdict, judge
from metrics.model import Baseline, Question, Total, Why
from storage.engine import Work

_MOST_FOLLOW_UPS = 3
_ASKED_NEXT = (Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.CATEGORY, Dim.HOUR, Dim.COUNTRY)
_ENOUGH_HISTORY = 4
# Below this the members moved with their size: naming one would be telling a story.
_UNEVEN = 0.15


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
    if missing is None and main is not None:
        baseline = question.baselines[main]
        found = told_apart(work, question, baseline, computed.total, computed.before[main])
        if found:
            return _apart(work, computed, setting, plain, verdict, question, main, found)
        missing = [msg("why.one_part")]
    answer = replace(
        plain,
        lines=(*plain.lines, *(missing or ())),
        # Without the button that asks why once more.
        follow_ups=requests.follow_ups(computed.question, setting.today, setting.lang),
    )
    return _contradicted(answer, question, computed, main)


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
    return (
        None
        if can_be_apart(question)
        else [msg("why.not_sums", name=phrasing.metric_name(question))]
    )


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


def _apart(
    work: Work,
    computed: Computed,
    setting: Setting,
    plain: Answer,
    verdict: Verdict | None,
    question: Question,
    main: int,
    found: list[Apart],
) -> Answer:
    """Return the answer that takes the change apart by the first of the cuts found."""
    parting = Parting.of(work, computed, setting, main, found[0])
    lines = [*plain.lines, *bullets(parting)]
    if found[0].uneven < _UNEVEN and not parting.moved_between:
        lines.append(msg("why.even", members=parting.members_noun))
    if verdict is None:
        lines.append(msg("why.no_history"))
    lines.append(msg("why.not_shown"))
    notes = list(plain.notes)
    if question.cuts and found[0].cut not in question.cuts:
        asked = msg(f"why.members.{question.cuts[0].value}")
        notes.append(msg("note.why_cut_unusable", cut=asked))
    answer = replace(
        plain,
        kind=Kind.TABLE,
        takeaway=_takeaway(parting, verdict),
        lines=tuple(lines),
        table=_table(parting),
        notes=tuple(notes),
        follow_ups=requests.with_act(
            _follow_ups(question, setting, main, found), question, setting.lang
        ),
        understood=msg(
            "understood.why", left=plain.understood, cut=msg(f"cut.{found[0].cut.value}")
        ),
    )
    return _contradicted(answer, question, computed, main)


def _takeaway(parting: Parting, verdict: Verdict | None) -> Msg:
    """Return the first sentence: the change, and what most of it is made of."""
    question, setting = parting.question, parting.setting
    metric = question.metric
    base = phrasing.baseline_label(question.baselines[parting.main], question, setting.promotions)
    clause = msg("none")
    if verdict is Verdict.MAYBE:
        said = phrasing.verdict_clause(metric, verdict, parting.now, parting.before)
        clause = msg(f"why.maybe.{said.key.rpartition('.')[2]}")
    common: dict[str, Value] = {
        "period": phrasing.period_label(question.period, setting.today, setting.promotions),
        "name": phrasing.metric_name(question),
        "scope": scope_of(question),
        "value": phrasing.figure(metric, parting.now, setting.currency),
        "change": phrasing.change(metric, parting.now, parting.before, base, setting.currency),
        "verdict": clause,
    }
    amount = isinstance(metric.formula, Total)
    key = "why.take_amount" if amount else "why.take"
    return msg(key, parts=(top_clause if amount else split_clause)(parting), **common)


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
                n=now.n if now else None,
                before=phrasing.raw(metric, was.value if was else None, setting.minor),
                before_n=was.n if was else None,
                few=bool(metric.small_n) and now is not None and (now.n or 0) < metric.small_n,
                keys=(f"{member:02d}:00" if apart.cut is Dim.HOUR else None,),
                part=phrasing.raw(metric, apart.shares[member].total, setting.minor),
                part_shown=math.copysign(1, parting.change) * shown_parts[member] + 0.0,
            )
        )
    return Table((apart.cut.value,), tuple(rows), "part", has_before=True)


def _follow_ups(
    question: Question, setting: Setting, main: int, found: list[Apart]
) -> tuple[FollowUp, ...]:
    """Return the same question by the next cuts that tell most, and the days of the period."""
    others = [one.cut for one in _different(found) if one.cut in _ASKED_NEXT][:2]
    today, lang = setting.today, setting.lang
    asked = [
        FollowUp(msg(f"button.{cut.value}"), requests.typed_why(question, today, lang, main, cut))
        for cut in others
    ]
    if question.period.days > 1 and Dim.DAY in question.metric.cuts:
        plain = requests.typed(question, today, lang, Dim.DAY)
        asked.append(FollowUp(msg("button.day"), plain))
    return tuple(asked[:_MOST_FOLLOW_UPS])


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
