"""How targets are called: whose they are, for which time, and their values with their currency."""

from datetime import date

from base.dimensions import Dim
from base.language import Bilingual, Listing, Msg, Quantity, Value, msg
from base.units import Unit
from commands.lexicon import Standing
from metrics import phrasing
from metrics.model import Metric
from metrics.target_split import rest_of
from metrics.targets import monthly, written
from storage.engine import Work
from storage.targets import Basis, Kind, Span, Whose

EVERYONE = Bilingual("全部门", "all teams")


def whose_named(known: Standing, work: Work, whose: Whose) -> Bilingual:
    """Return the name of whoever a target belongs to."""
    if whose.dim is None:
        return EVERYONE
    names = known.named(work, whose.dim)
    key: int | str = int(whose.member) if whose.member.isdecimal() else whose.member
    return names.get(key, Bilingual(whose.member, whose.member))


def span_named(span: Span) -> Msg:
    """Return the name of a time, always with its year."""
    year = str(span.start.year)
    match span.kind:
        case Kind.YEAR:
            return msg("target.span.year", year=year)
        case Kind.QUARTER:
            return msg("target.span.quarter", year=year, quarter=str((span.start.month + 2) // 3))
        case Kind.MONTH:
            return phrasing.month_name(span.start, date(1, 1, 1))
        case Kind.STANDING:
            return msg("none")


def part_named(span: Span) -> Msg:
    """Return the name of a part of a year, without the year."""
    if span.kind is Kind.QUARTER:
        return msg("target.part_of.quarter", quarter=str((span.start.month + 2) // 3))
    return msg(f"month.{span.start.month}")


def currency_of(known: Standing, metric: Metric, whose: Whose) -> str | None:
    """Return the currency of somebody's target, None for no money and for several currencies."""
    if metric.unit is not Unit.MONEY:
        return None
    found = {
        shop.currency
        for shop in known.shops
        if whose.dim not in (Dim.SHOP, Dim.PLATFORM)
        or whose.member == (str(shop.id) if whose.dim is Dim.SHOP else shop.platform)
    }
    return found.pop() if len(found) == 1 else None


def goal_named(known: Standing, metric: Metric, whose: Whose, span: Span, value: float) -> Value:
    """Return a target's value; what stands of a sum is for a month."""
    goal = written(metric, value, currency_of(known, metric, whose))
    if span.kind is Kind.STANDING and monthly(metric):
        return msg("target.a_month", target=goal)
    return goal


def rest_named(metric: Metric, total: float, parts: tuple[float, ...], currency: str | None) -> Msg:
    """Return what of a target no part has: "120K not given out yet"."""
    rest = rest_of(total, parts)
    if rest == 0:
        return msg("target.rest.none")
    left = Quantity(abs(rest), metric.unit.value, currency=currency)
    if rest < 0:
        return msg("target.rest.over", rest=left)
    counted = metric.unit is not Unit.MONEY
    return msg("target.rest.left_count" if counted else "target.rest.left", rest=left)


def basis_named(basis: Basis) -> Msg | None:
    """Return why a target is what it is, None where nobody said."""
    if not basis.kind:
        return msg("target.basis.words", words=basis.text) if basis.text else None
    kind = msg(f"target.basis.{basis.kind}")
    if not basis.text:
        return msg("target.basis.kind", kind=kind)
    return msg("target.basis.both", kind=kind, words=basis.text)


def parts_listed(
    known: Standing, metric: Metric, whose: Whose, named: list[tuple[Value, float]]
) -> Listing:
    """Return parts with their values, one behind the other."""
    currency = currency_of(known, metric, whose)
    return Listing(
        tuple(
            msg("target.of_team", team=name, target=written(metric, value, currency))
            for name, value in named
        )
    )
