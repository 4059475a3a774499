"""Recognition in words: the rule, what a score is made of, who is best and why nobody is.

Everything is a `Msg`. What a person gets to see is decided by whoever calls: here are no rights.
"""

from collections.abc import Sequence
from datetime import date

from base.answer import Cell, Grid, GridRow
from base.language import Bilingual, Listing, Msg, Value, msg
from base.units import Unit
from metrics import phrasing
from metrics.catalogue import CATALOGUE
from metrics.model import Period
from reviews.recognition import FEWEST, Entry, Part, Standing
from reviews.recognition_rule import Criterion, Of, Rule


def month_named(month: Period, today: date) -> Msg:
    """Return a month by its name, with its year unless it is this one."""
    return phrasing.month_name(month.start, today)


def _value(criterion: Criterion, value: float) -> Value:
    """Return an end of a scale as people write it: 80%, not 80.0%."""
    metric = CATALOGUE[criterion.metric]
    if metric.unit is Unit.SHARE:
        return f"{round(value * 100, 1):g}%"
    return phrasing.figure(metric, value)


def rule_lines(of: Of, criteria: Sequence[Criterion]) -> tuple[Msg, ...]:
    """Return the rule, a line a figure: its weight, its scale, from which n on."""
    return (msg(f"recognition.rule.{of.value}"), *(_rule_line(one) for one in criteria))


def _rule_line(one: Criterion) -> Msg:
    metric = CATALOGUE[one.metric]
    return msg(
        "recognition.rule.line",
        metric=metric.name,
        weight=one.weight,
        zero=_value(one, one.zero),
        full=_value(one, one.full),
        floor=one.floor,
        n_of=metric.n_of,
    )


def left_out(found: Standing, rule: Rule, today: date) -> tuple[Msg, ...]:
    """Say which figures of the rule that nobody chose were left out, and what that made of it."""
    used = {one.metric for one in found.criteria}
    names = [CATALOGUE[key].name for key in found.missing if key not in used]
    if not names or rule.since is not None:
        return ()
    month = month_named(found.month, today)
    return (msg("recognition.left_out", metrics=Listing(tuple(names)), month=month),)


def reckoned(entry: Entry) -> Listing:
    """Return what a score is made of: "CSAT 95.9% (98 ratings) gives 79.5"."""
    return Listing(tuple(_reckoned(one) for one in entry.parts))


def _reckoned(one: Part) -> Msg:
    metric = CATALOGUE[one.criterion.metric]
    if one.measured.value is None:
        return msg("recognition.part.none", metric=metric.name)
    if not one.enough:
        # What rests on too little is told, and worth neither many points nor few.
        return msg(
            "recognition.part.few",
            metric=metric.name,
            value=phrasing.figure(metric, one.measured.value),
            n=one.measured.n or 0,
            n_of=metric.n_of,
            floor=one.criterion.floor,
        )
    return msg(
        "recognition.part",
        metric=metric.name,
        value=phrasing.figure(metric, one.measured.value),
        n=one.measured.n,
        n_of=metric.n_of,
        points=str(one.points),
    )


def best(found: Standing, winners: Sequence[Entry], today: date) -> Msg:
    """Return who is best of a month and with what score; why nobody is, where nobody is."""
    if not winners:
        return nobody(found, today)
    key = f"recognition.best.{found.of.value}"
    return msg(
        f"{key}.shared" if len(winners) > 1 else key,
        month=month_named(found.month, today),
        names=Listing(tuple(one.name for one in winners)),
        score=str(winners[0].score),
    )


def nobody(found: Standing, today: date, team: int | None = None) -> Msg:
    """Say why a month has no winner: a figure that nobody has, or too few in the running."""
    month, gaps = month_named(found.month, today), found.missing_now
    if gaps:
        names = Listing(tuple(CATALOGUE[key].name for key in gaps))
        return msg(f"recognition.nobody.no_data.{found.of.value}", month=month, metrics=names)
    return msg(
        f"recognition.nobody.few.{found.of.value}",
        month=month,
        n=len(found.within(team)),
        fewest=FEWEST[found.of],
    )


def why(entry: Entry) -> Msg:
    """Return the reason that may stand beside a name: the figures it was found by."""
    told = [
        msg(
            "recognition.why",
            metric=CATALOGUE[one.criterion.metric].name,
            value=phrasing.figure(CATALOGUE[one.criterion.metric], one.measured.value),
        )
        for one in entry.parts
    ]
    return msg("recognition.why.all", parts=Listing(tuple(told)))


def own(found: Standing, entry: Entry | None, today: date) -> tuple[Msg, ...]:
    """Return a person's own month: his score or what he lacked. Nobody else is in it."""
    month = month_named(found.month, today)
    if entry is None:
        return ()
    if entry.rank:
        return (msg("recognition.own", month=month, score=str(entry.score), parts=reckoned(entry)),)
    return (msg("recognition.own.short", month=month, parts=reckoned(entry)),)


# -- the teams side by side ------------------------------------------------------------------------


def teams_grid(found: Standing, today: date) -> Grid | None:
    """Return every team with its score and figures, the best first; None where there is none."""
    rows = (*found.entries, *found.short)
    if not rows or found.missing_now:
        return None
    return Grid(
        caption=msg("recognition.grid", month=month_named(found.month, today)),
        columns=(
            msg("recognition.grid.team"),
            msg("recognition.grid.score"),
            *(_column(one) for one in found.criteria),
        ),
        rows=tuple(_row(one) for one in rows),
    )


def _column(one: Criterion) -> Msg:
    return msg("recognition.grid.figure", metric=CATALOGUE[one.metric].name, weight=one.weight)


def _row(entry: Entry) -> GridRow:
    total = Cell(
        Unit.RATIO, float(entry.score), text=msg("recognition.score", score=str(entry.score))
    )
    if not entry.rank:
        total = Cell(Unit.RATIO, None, text=msg("recognition.grid.short"))
    return GridRow(str(entry.member), _plainly(entry.name), (total, *map(_cell, entry.parts)))


def _cell(one: Part) -> Cell:
    metric = CATALOGUE[one.criterion.metric]
    if one.measured.value is None:
        return Cell(metric.unit, None)
    key = "recognition.grid.cell" if one.enough else "recognition.grid.few"
    told = msg(
        key,
        value=phrasing.figure(metric, one.measured.value),
        n=one.measured.n or 0,
        points=str(one.points),
    )
    return Cell(metric.unit, one.measured.value, text=told)


def _plainly(name: Bilingual) -> Msg:
    return msg("action.plain", text=name)
