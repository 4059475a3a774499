"""How a figure is shown where nobody says how: by its own cut, or several scores side by side.

Platform scores are shown shop by shop, never as one; "DSR" is three scores, "四类资损" four losses.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from base.answer import Answer, Cell, Figure, Grid, GridRow, Kind
from base.dimensions import TIME_DIMS, Dim
from base.language import Bilingual, Days, Listing, Msg, msg
from base.rounding import shown_change
from base.units import Adds
from commands import requests
from commands.allowing import may_read
from commands.context import Request
from commands.lexicon import Standing
from commands.tabling import Setting, name_of
from metrics import phrasing
from metrics.category_kinds import cut_key
from metrics.compute import Computed, Measured, compute
from metrics.model import Chapter, Metric, Question
from storage.engine import Work

# Reviews of the department and the company, and what they decide.
_NO_TEAM = Bilingual("部门和公司", "department and company")


def by_its_cut(question: Question, known: Standing) -> Question:
    """Return the question by the metric's own cut, where it asks for none.

    A score stands shop by shop even over time, where there are several shops. Why a score changed
    is not known here: its change is shown, and that is said.
    """
    cut = question.metric.cut_first
    if question.metric.adds is Adds.EXT and question.why is not None:
        question = replace(
            question, why=None, cuts=(), notes=(*question.notes, msg("note.score_no_why"))
        )
    if cut is None or cut in question.cuts or question.why is not None:
        return question
    if any(f.dim is cut and len(f.members) == 1 for f in question.filters):
        return question
    if question.metric.adds is Adds.EXT:
        shops = len(known.shops) > 1
        return replace(question, cuts=(cut, *question.cuts)) if shops else question
    return question if question.cuts else replace(question, cuts=(cut,))


def unless_alone(computed: Computed, asked: Question) -> Computed:
    """Return the figures without a cut that nobody asked for, where it parts nothing."""
    if computed.question.cuts == asked.cuts or computed.question.metric.adds is Adds.EXT:
        return computed
    named = [line for line in computed.lines if line.group[0]]
    if named:
        return computed
    return replace(computed, question=replace(computed.question, cuts=asked.cuts), lines=())


def unlisted(question: Question, cut: Dim) -> dict[int | str, Bilingual]:
    """Return the names of members that no file delivered: tenures, and who meets without a team."""
    metric = question.metric
    if cut is Dim.CATEGORY and metric.key == "leavers":
        # Only whoever asks for leavers needs the staff list.
        from metrics.staff_counts import TENURE_NAMES

        return {**TENURE_NAMES}
    if cut is Dim.TEAM and metric.chapter is Chapter.LOOP:
        return {0: _NO_TEAM}
    return {}


def side_by_side(
    work: Work, request: Request, question: Question, setting: Setting, notes: Sequence[Msg]
) -> Answer:
    """Return all the metrics of a word, each by the same members; who may not read one lacks it."""
    metrics = [
        metric
        for metric in (question.metric, *question.also)
        if may_read(request.actor, metric) and metric.cuts.issuperset(question.cuts)
    ]
    found = [
        compute(work, replace(question, metric=metric, also=(), notes=())) for metric in metrics
    ]
    label = phrasing.period_label(question.period, setting.today, setting.promotions)
    names = Listing(tuple(metric.name for metric in metrics))
    rows = _by_members(found, setting) if question.cuts else _by_metrics(found, setting)
    known = any(cell.value is not None for row in rows for cell in row.cells)
    return Answer(
        Kind.TABLE,
        msg("family.caption" if known else "family.no_data", names=names, period=label),
        lines=tuple(_changes(found, setting)),
        figure=_first(found[0], setting),
        period=phrasing.period_shown(question.period, setting.today, setting.promotions),
        grid=Grid(label, _columns(found, setting), rows) if known else None,
        notes=(*question.notes, *_as_of(found), *notes),
        sources=tuple(msg("source.definition", text=m.definition) for m in metrics),
        follow_ups=requests.follow_ups(replace(question, cuts=()), setting.today, setting.lang),
        understood=phrasing.understood(question, setting.promotions),
    )


def _first(computed: Computed, setting: Setting) -> Figure:
    """Return the figure that machines are told: of the metric that the word means first."""
    metric = computed.question.metric
    return Figure(
        metric=metric.key,
        name=metric.name,
        unit=metric.unit,
        value=phrasing.raw(metric, computed.total.value, setting.minor),
        currency=setting.currency,
    )


def _columns(found: Sequence[Computed], setting: Setting) -> tuple[Msg, ...]:
    question = found[0].question
    if question.cuts:
        first = msg(f"dim.{cut_key(question.metric, question.cuts[0])}")
        return first, *(msg("metric.plain", name=one.question.metric.name) for one in found)
    bases = [
        phrasing.baseline_label(baseline, question, setting.promotions)
        for baseline in question.baselines[:1]
    ]
    return msg("family.column.metric"), msg("family.column.value"), *bases


def _by_metrics(found: Sequence[Computed], setting: Setting) -> tuple[GridRow, ...]:
    return tuple(
        GridRow(
            one.question.metric.key,
            msg("metric.plain", name=one.question.metric.name),
            tuple(
                _cell(one.question.metric, measured, setting)
                for measured in (one.total, *one.before[:1])
            ),
        )
        for one in found
    )


def _by_members(found: Sequence[Computed], setting: Setting) -> tuple[GridRow, ...]:
    figures = [{line.group: line.now for line in one.lines} for one in found]
    groups = dict.fromkeys(group for by_group in figures for group in by_group)
    cuts = found[0].question.cuts
    return tuple(
        GridRow(
            "/".join(map(str, group)),
            _named(cuts, group, setting),
            tuple(
                _cell(one.question.metric, by_group.get(group, Measured(None)), setting)
                for one, by_group in zip(found, figures, strict=True)
            ),
        )
        for group in _ordered(cuts, groups)
    )


def _ordered(cuts: Sequence[Dim], groups: dict[tuple[Any, ...], None]) -> list[tuple[Any, ...]]:
    """Order members as they come, times by time."""
    at = next((i for i, cut in enumerate(cuts) if cut in TIME_DIMS), None)
    return list(groups) if at is None else sorted(groups, key=lambda group: group[at])


def _named(cuts: Sequence[Dim], group: tuple[Any, ...], setting: Setting) -> Msg:
    names = [name_of(setting, cut, member) for cut, member in zip(cuts, group, strict=True)]
    return msg("family.member", names=Listing(tuple(names)))


def _cell(metric: Metric, measured: Measured, setting: Setting) -> Cell:
    value = phrasing.raw(metric, measured.value, setting.minor)
    return Cell(metric.unit, value, currency=setting.currency)


def _changes(found: Sequence[Computed], setting: Setting) -> list[Msg]:
    """Say which of them moved against the first baseline, or that none did."""
    question = found[0].question
    timed = any(cut in TIME_DIMS for cut in question.cuts)
    if not question.baselines or timed or not question.cuts:
        # Without a cut they stand beside each other in the grid.
        return []
    told, compared = [], 0
    for one in found:
        metric = one.question.metric
        for line in one.lines:
            was = phrasing.raw(metric, line.before[0].value, setting.minor)
            value = phrasing.raw(metric, line.now.value, setting.minor)
            if was is None or value is None:
                continue
            compared += 1
            if shown_change(value, was, metric.unit):
                told.append(_moved(one, line.group, was, value, setting))
    base = phrasing.baseline_label(question.baselines[0], question, setting.promotions)
    if not compared:
        return []
    return [msg("family.moved", base=base), *told] if told else [msg("family.same", base=base)]


def _moved(
    one: Computed, group: tuple[Any, ...], was: float, value: float, setting: Setting
) -> Msg:
    metric = one.question.metric
    return msg(
        "family.moved.one",
        who=_named(one.question.cuts, group, setting),
        name=metric.name,
        before=phrasing.figure(metric, was, setting.currency),
        value=phrasing.figure(metric, value, setting.currency),
    )


def _as_of(found: Sequence[Computed]) -> list[Msg]:
    days = [one.as_of for one in found if one.as_of is not None]
    return [msg("family.as_of", day=Days(max(days), max(days)))] if days else []
