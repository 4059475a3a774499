"""The details of a weekly summary for its thread: every figure beside its baselines."""

from collections.abc import Sequence
from datetime import timedelta

from base.answer import Answer, Kind
from base.language import Days, Msg, msg
from metrics import phrasing
from metrics.model import Against
from reviews.figures import Figured, Scope, measured, value_of
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


def details_of(work: Work, scope: Scope) -> Answer:
    """Return all figures of the week with their baselines, what needs a look first."""
    found = [one for key in DETAILS if (one := measured(work, scope, key)) is not None]
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("weekly.details", dates=Days(scope.week.start, scope.week.end)),
        lines=tuple(
            _line(scope, one)
            for one in sorted(found, key=lambda one: not (one.changed and one.worse))
        ),
        notes=_maturing(scope, found),
        period=phrasing.period_shown(scope.week, scope.today, scope.promotions),
    )


def _maturing(scope: Scope, found: Sequence[Figured]) -> tuple[Msg, ...]:
    """Say until when a figure may still rise: who asked may pay days later."""
    days = max((one.metric.mature_after for one in found), default=0)
    final = scope.week.end + timedelta(days=days)
    return (
        (msg("note.maturing", dates=Days(final, final)),) if days and final >= scope.today else ()
    )


def _position(one: Figured) -> bool:
    return not (one.changed and one.worse)


def _line(scope: Scope, one: Figured) -> Msg:
    question = one.computed.question
    bases = [msg("none"), msg("none")]
    used = [i for i in (one.main, one.against(Against.USUAL)) if i is not None]
    for at, i in enumerate(dict.fromkeys(used)):
        base = phrasing.baseline_label(question.baselines[i], question, scope.promotions)
        before = value_of(one, one.decimal(one.computed.before[i]))
        bases[at] = msg("weekly.details.base", base=base, before=before)
    return msg(
        "weekly.details.line",
        name=one.metric.name,
        value=value_of(one, one.now),
        first=bases[0],
        second=bases[1],
    )
