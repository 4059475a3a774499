"""The problems that data raise: a figure, missing data, an exception that has become the rule.

Each has its figure with definition, and a proposal to begin with; the proposal is worded as one. A
key says which problem it is and not which week, so that it is the same when it comes back.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from base.language import Bilingual, Listing, Msg, msg
from base.review import Point, Raised, Source
from metrics.catalogue import CATALOGUE
from metrics.model import Metric, PeriodKind
from reviews import incomplete
from reviews.agenda_facts import Facts, missed, problems, worsened
from reviews.agenda_words import (
    Veil,
    called,
    definition_of,
    figure_in_words,
    gap_in_words,
    with_names,
    worse_in_words,
)
from reviews.causes import causes_of
from reviews.figures import Figured, on_usual
from reviews.scoping import Scope
from reviews.sections import NEEDS, Telling
from reviews.signal_telling import clause, line, one_of_each, standing, worse
from storage.engine import Work

_PROPOSALS = Path(__file__).parent / "templates" / "proposals.toml"
# A cause that names one member or one time: there it is worth to look first.
_PLACED = frozenset({"weekly.why.part", "weekly.why.over", "weekly.why.all"})
_WINDOW = "weekly.why.window"
_RULE = "weekly.needs.no_exception"


def scope_key(scope: Scope) -> str:
    """Return whose figures they are, as it stands in a problem's key."""
    return "all" if scope.team is None else f"team={scope.team}"


@lru_cache(maxsize=1)
def proposals() -> Mapping[str, Bilingual]:
    """Return what to begin with by metric; "default" is for the others."""
    raw = tomllib.loads(_PROPOSALS.read_text(encoding="utf-8"))
    return {key: Bilingual(one["zh"], one["en"]) for key, one in raw.items()}


# -- figures ---------------------------------------------------------------------------------------


def of_figures(work: Work, scope: Scope, known: Sequence[Figured], most: int) -> list[Raised]:
    """Return at most so many figures that people should decide about, the worst first."""
    return [_of_figure(work, scope, one) for one in problems(scope, known)[:most]]


def _of_figure(work: Work, scope: Scope, one: Figured) -> Raised:
    shown = _as_told(scope, one)
    (cause,) = causes_of(work, scope, [shown]) if shown.main is not None else (None,)
    where = _where(cause) if worsened(shown) else None
    return Raised(
        key=f"figure:{one.metric.key}:{scope_key(scope)}",
        source=Source.FIGURE,
        about=_about(shown, where),
        figure=figure_in_words(scope, shown),
        definition=definition_of(one.metric),
        proposal=proposal_for(one.metric, where),
        metric=one.metric.key,
    )


def _as_told(scope: Scope, one: Figured) -> Figured:
    """Return a figure beside what shows the problem: in a promotion maybe usual weeks only."""
    if not scope.in_promotion or worsened(one):
        return one
    usual = on_usual(scope, one)
    return usual if usual is not None and usual.worse else one


def _about(one: Figured, where: Msg | None) -> Msg:
    only_missed = missed(one) and not worsened(one)
    about = worse_in_words(one)
    if only_missed:
        about = msg("agenda.about.missed", name=called(one.metric))
    return about if where is None else msg("agenda.about.at", about=about, where=where)


def _where(cause: Msg | None) -> Msg | None:
    """Return where a change lies, where it lies in one place."""
    if cause is None:
        return None
    if cause.key in _PLACED:
        return msg("agenda.where.member", member=cause.params["member"])
    if cause.key == "weekly.why.place":
        return msg("agenda.where.member", member=cause.params["places"])
    if cause.key == "weekly.why.factors":
        return msg("agenda.where.factors", factors=cause.params["factors"])
    if cause.key == _WINDOW:
        said = {name: cause.params[name] for name in ("day", "first", "last")}
        return msg("agenda.where.window", **said)
    return None


def proposal_for(metric: Metric, where: Msg | None = None) -> Msg:
    """Return what to begin with when a figure got worse, where that is known there."""
    found = proposals()
    begin = found.get(metric.key, found["default"])
    if where is None:
        return msg("agenda.proposal", begin=begin)
    return msg("agenda.proposal.at", where=where, begin=begin)


def cause_lines(work: Work, scope: Scope, changed: Sequence[Figured]) -> list[Msg]:
    """Return why figures changed, a line each."""
    lines = causes_of(work, scope, changed)
    return [with_names(line, one.metric) for line, one in zip(lines, changed, strict=True)]


# -- signals ---------------------------------------------------------------------------------------


def of_gaps(scope: Scope, gaps: incomplete.Gaps) -> list[Raised]:
    """Return missing data as one problem: nothing of such a time can be decided about."""
    if not gaps:
        return []
    names = {shop.id: shop.name for shop in scope.shops}
    shops = Listing(tuple(names[shop] for shop in gaps))
    return [
        Raised(
            key=f"signal:data:{scope_key(scope)}",
            source=Source.SIGNAL,
            about=msg("agenda.about.gap", shops=shops),
            figure=gap_in_words(scope, gaps),
            proposal=msg("agenda.proposal.gap"),
        )
    ]


def of_signals(said: Sequence[Msg], scope: Scope) -> list[Raised]:
    """Return what has become the rule though it should be an exception."""
    return [
        Raised(
            key=f"signal:no_exception:{scope_key(scope)}",
            source=Source.SIGNAL,
            about=msg("agenda.about.roster"),
            figure=one,
            proposal=msg("agenda.proposal.roster"),
            metric="frt",
        )
        for one in said
        if one.key == _RULE
    ]


def of_standing(
    work: Work, scope: Scope, known: Sequence[Figured], raised: Sequence[Raised]
) -> list[Raised]:
    """Return the one figure that has drifted for the worse unseen: none that a point is about, or
    that moved enough to be seen without it."""
    if scope.in_promotion or scope.period.partial:
        return []
    said = {one.metric.chapter for one in known if one.changed}
    said |= {CATALOGUE[one.metric].chapter for one in raised if one.metric in CATALOGUE}
    weekly = scope.period.kind is PeriodKind.WEEK
    # One bad day is over: a meeting decides about what goes on.
    drifting = [one for one in standing(work, scope) if worse(one) and one.signal.length > 1]
    found = [one for one in drifting if one.fresh or not weekly]
    return [
        Raised(
            key=f"signal:{one.metric.key}:{scope_key(scope)}",
            source=Source.SIGNAL,
            about=clause(one),
            figure=line(one, scope.currency),
            definition=definition_of(one.metric),
            proposal=proposal_for(one.metric),
            metric=one.metric.key,
        )
        for one in one_of_each(found, said)[:1]
    ]


def needs(work: Work, scope: Scope, known: Sequence[Figured], changed: Sequence[Figured],
          veil: Veil) -> list[Msg]:  # fmt: skip
    """Return what summaries say needs help: obstacles, missing data, what became the rule."""
    telling = Telling(work, scope, known, changed, ordinary=False)
    return [veil.message(said) for make in NEEDS for said in make(telling)]


# -- carried ---------------------------------------------------------------------------------------


def carried(points: Sequence[Point], fresh: Mapping[str, Raised], facts: Facts,
            veil: Veil) -> list[Raised]:  # fmt: skip
    """Return what an earlier review left open, as it stands today, under its own key."""
    found: dict[str, Raised] = {}
    for point in points:
        kept = point.raised
        known = fresh.get(kept.key) or _veiled(kept, veil)
        one = facts.figure(kept.metric) if kept.key.startswith("figure:") else None
        figure = known.figure if one is None else figure_in_words(facts.scope, one)
        found[kept.key] = Raised(
            key=kept.key,
            source=Source.CARRIED,
            about=known.about,
            figure=figure,
            definition=known.definition,
            proposal=known.proposal or msg("agenda.proposal.person"),
            metric=known.metric,
            case=known.case,
            action=known.action,
        )
    return list(found.values())


def _veiled(kept: Raised, veil: Veil) -> Raised:
    return Raised(
        key=kept.key,
        source=kept.source,
        about=veil.message(kept.about),
        figure=veil.message(kept.figure) if kept.figure else None,
        definition=kept.definition,
        proposal=veil.message(kept.proposal) if kept.proposal else None,
        metric=kept.metric,
        case=kept.case,
        action=kept.action,
    )
