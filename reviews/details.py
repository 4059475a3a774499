"""The details of a summary for its thread: every figure beside its baselines and its target."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from base.answer import Answer, Cell, Grid, GridRow, Kind
from base.language import Days, Listing, Msg, msg
from metrics.judge import Verdict
from metrics.model import Against
from metrics.targets import written
from reviews.figures import Figured, measured, on_usual
from reviews.naming import base_label, plain_base, short_base, shown, worded
from reviews.scoping import Scope
from storage.engine import Work

# Examples G03: what a department's week is made of.
DETAILS = (
    "csat_rate",
    "frt",
    "frt_30s_rate",
    "unreplied",
    "inq_conv_final",
    "bot_share",
    "contacts",
    "cs_sales",
)
# Never more columns than a phone can be swiped over.
_BASES = (Against.PROMOTION, Against.PREVIOUS, Against.LAST_YEAR, Against.USUAL)


def details_of(work: Work, scope: Scope, *, causes: bool) -> Answer:
    """Return all figures of the period in one table, what needs a look first.

    `causes` says that the summary tells causes: then also what they do not show.
    """
    found = [one for key in DETAILS if (one := measured(work, scope, key)) is not None]
    rows = sorted(found, key=lambda one: _severity(scope, one))
    bases = _columns(scope, rows)
    aimed = any(one.target is not None for one in rows)
    return Answer(
        kind=Kind.TEXT,
        takeaway=_takeaway(bases),
        grid=Grid(
            caption=worded(scope, "weekly.details", dates=_dates(scope)),
            columns=(
                msg("weekly.details.figure"),
                worded(scope, "weekly.details.now"),
                *(msg("weekly.details.base", base=short_base(base)) for base in bases.values()),
                *((msg("weekly.details.target"),) if aimed else ()),
            ),
            rows=tuple(_row(one, list(bases), aimed=aimed) for one in rows),
        ),
        notes=(*_maturing(scope, found), *((msg("why.not_shown"),) if causes else ())),
        period=shown(scope),
    )


def _takeaway(bases: Mapping[Against, Msg]) -> Msg:
    if not bases:
        return msg("weekly.details.takeaway")
    named = Listing(tuple(plain_base(base) for base in bases.values()))
    return msg("weekly.details.line", bases=named)


def _dates(scope: Scope) -> Days:
    return Days(scope.period.start, scope.period.end)


def _severity(scope: Scope, one: Figured) -> int:
    """Return 0 for what missed its target or clearly got worse, 1 for what may have, else 2."""
    both = [one, on_usual(scope, one)] if scope.in_promotion else [one]
    worse = [o.verdict for o in both if o is not None and o.changed and o.worse]
    if one.reached is False or Verdict.CLEAR in worse:
        return 0
    return 1 if worse else 2


def _columns(scope: Scope, rows: Sequence[Figured]) -> dict[Against, Msg]:
    """Return the baselines that any figure has, named; the one it is judged by comes first."""
    found: dict[Against, Msg] = {}
    for one in rows:
        question = one.computed.question
        for baseline in question.baselines:
            if one.against(baseline.against) is not None and baseline.against not in found:
                found[baseline.against] = base_label(scope, question, baseline)
    kept = [a for a in _BASES if a in found]
    if scope.in_promotion and Against.PROMOTION in found:
        # The week before a promotion is neither last year's nor a usual one.
        kept = [a for a in kept if a is not Against.PREVIOUS]
    return {against: found[against] for against in kept}


def _row(one: Figured, bases: Sequence[Against], *, aimed: bool) -> GridRow:
    cells = [_cell(one, one.now)]
    for against in bases:
        at = one.against(against)
        cells.append(_cell(one, None if at is None else one.decimal(one.computed.before[at])))
    if aimed and one.target is None:
        cells.append(Cell(one.metric.unit, None, text=msg("weekly.details.no_target")))
    elif aimed and one.target is not None:
        goal = written(one.metric, one.target, one.currency)
        text = msg("weekly.details.goal", value=goal)
        cells.append(Cell(one.metric.unit, one.target, one.currency, text))
    return GridRow(one.metric.key, msg(f"weekly.row.{one.metric.key}"), tuple(cells))


def _cell(one: Figured, value: float | None) -> Cell:
    return Cell(one.metric.unit, value, one.currency)


def _maturing(scope: Scope, found: Sequence[Figured]) -> tuple[Msg, ...]:
    """Say until when a figure may still rise: who asked may pay days later."""
    days = max((one.metric.mature_after for one in found), default=0)
    final = scope.period.end + timedelta(days=days)
    if not days or final < scope.today:
        return ()
    day = Days(final, final)
    return (
        msg("weekly.maturing", dates=day)
        if scope.posted
        else msg("weekly.maturing.final", dates=day),
    )
