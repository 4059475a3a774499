"""The summary for the boss: what came of it and at what cost to customers, and where it hurts.

Three lines, no header, no agent. A proposal or a decision to take is not there before the feature
that knows of one.
"""

from collections.abc import Sequence

from base.language import Listing, Msg, msg
from base.post import Post, Section
from base.units import Unit
from metrics import phrasing
from reviews import incomplete
from reviews.causes import causes_of, explained
from reviews.composing import Composed, composed, empty_post, figures_of, notes, told_of
from reviews.figures import Figured, base_name, value_of
from reviews.headline import ordinary
from reviews.naming import dates, short_base, shown, worded
from reviews.scoping import Scope
from storage.engine import Work


def for_company(work: Work, scope: Scope) -> Composed:
    """Return the three lines; with days missing what every summary says then."""
    found = figures_of(work, scope)
    if not found.known:
        return Composed(empty_post(scope), empty=True, complete=False)
    if incomplete.gaps_of(work, scope):
        return composed(work, scope)
    changed = explained(scope, found.known)
    post = Post(
        title=msg("none"),
        takeaway=_headline(scope, found.known),
        lead=(msg("company.ordinary"),) if ordinary(scope, found.known) else (),
        sections=(_problems(work, scope, [one for one in changed if one.worse]),),
        notes=notes(scope, found.known),
        period=shown(scope),
    )
    return Composed(post, told_of(scope, found, changed))


def _headline(scope: Scope, known: Sequence[Figured]) -> Msg:
    """Return what was brought (else how much came in) and what customers said of it."""
    by_key = {one.metric.key: one for one in known}
    first = by_key.get("cs_sales") or by_key.get("contacts")
    second = by_key.get("csat_rate") or by_key.get("frt")
    clauses = [_clause(scope, one) for one in (first, second) if one is not None]
    if not clauses:
        clauses = [_clause(scope, known[0])]
    return msg("company.headline", when=_when(scope), what=_joined(clauses))


def _joined(clauses: Sequence[Msg]) -> Msg:
    if len(clauses) == 1:
        return clauses[0]
    return msg("company.two", first=clauses[0], second=clauses[1])


def _when(scope: Scope) -> Msg:
    names = phrasing.occasion_names(scope.period, scope.promotions)
    if scope.in_promotion and names:
        return msg("company.when.occasion", names=Listing(names))
    return worded(scope, "weekly.when", dates=dates(scope))


def _clause(scope: Scope, one: Figured) -> Msg:
    key = one.metric.key
    name = (
        msg(f"company.name.{key}") if key in ("cs_sales", "contacts") else msg(f"weekly.name.{key}")
    )
    value = value_of(one, one.now)
    if one.before is None or one.now is None:
        return msg("company.clause.alone", name=name, value=value)
    base = base_name(scope, one)
    if base.key in ("base.week", "base.promotion_last_year"):
        base = short_base(base)
    before = value_of(one, one.before)
    if one.metric.unit in (Unit.MONEY, Unit.COUNT):
        spoken = base if base.key == "weekly.base.last_year" else base_name(scope, one)
        change = phrasing.change(one.metric, one.now, one.before, spoken, one.currency)
        return msg("company.clause.amount", name=name, value=value, change=change)
    side = "same" if not one.difference else "above" if one.difference > 0 else "below"
    return msg(f"company.clause.{side}", name=name, value=value, base=base, before=before)


def _problems(work: Work, scope: Scope, worse: Sequence[Figured]) -> Section:
    """Return what got worse and where it lies, numbered; that nothing did is worth a line too."""
    lines = causes_of(work, scope, worse)
    if not lines:
        return Section(msg("company.problems"), inline=msg("company.problems.none"))
    return Section(
        msg("company.problems"),
        tuple(msg("company.problem", at=str(at), line=line) for at, line in enumerate(lines, 1)),
    )
