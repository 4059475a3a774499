"""A week with days missing: that is the headline, only whole shops and shared days are compared."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from base.dimensions import Dim
from base.language import Bilingual, Days, Listing, Msg, Value, msg
from base.post import Labelled, Section
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.model import Filter, Period, PeriodKind, Question
from reviews.figures import labelled, measured
from reviews.naming import name_of, worded
from reviews.scoping import Scope
from reviews.sections import days_listed, keeper
from storage.engine import Work

# Customers first, then how much there was of it: example G06.
_FIGURES = ("csat_rate", "frt", "contacts")
_NAMED_DAYS = 5
_WEEK = 7

Gaps = Mapping[int, tuple[date, ...]]


def gaps_of(work: Work, scope: Scope) -> Gaps:
    """Return by shop the days of the week that its contacts are missing for.

    Of a team only the shops count that it has served in the weeks before or this one.
    """
    question = Question(CATALOGUE["contacts"], scope.period, filters=scope.filters)
    missing = scope.missing(scope.period, question)
    if not missing or not scope.filters:
        return missing
    lately = periods.span(scope.period.start - timedelta(weeks=4), scope.period.end)
    served = scope.compute(work, replace(question, period=lately, cuts=(Dim.SHOP,)))
    mine = {line.group[0] for line in served.lines if line.now.value}
    return {shop: days for shop, days in missing.items() if shop in mine}


def headline(scope: Scope, gaps: Gaps) -> Msg:
    """Say that nothing is concluded, and which shop lacks which days."""
    names = _shops(scope)
    return msg(
        "weekly.gap", shops=Listing(tuple(_gap(scope, names[s], d) for s, d in gaps.items()))
    )


def _gap(scope: Scope, shop: Bilingual, days: tuple[date, ...]) -> Msg:
    if len(days) == scope.period.days:
        return worded(scope, "weekly.gap.all", shop=shop)
    if len(days) > _NAMED_DAYS:
        return msg("weekly.gap.count", shop=shop, count=len(days))
    if len(days) == 2:
        first, last = (Days(day, day) for day in days)
        return msg("weekly.gap.pair", shop=shop, first=first, last=last)
    return msg("weekly.gap.days", shop=shop, days=Listing(tuple(Days(d, d) for d in days)))


def mender(scope: Scope, gaps: Gaps) -> Section:
    """Say who is to send what, and what then becomes of this message."""
    names, who = _shops(scope), keeper(scope)
    what = Listing(tuple(_wanted(names[s], d) for s, d in gaps.items()))
    after = msg("weekly.fixes.edited") if scope.posted else msg("none")
    line = (
        msg("weekly.fixes.anybody", what=what, after=after)
        if who is None
        else msg("weekly.fixes.named", name=who, what=what, after=after)
    )
    return Section(msg("weekly.fixes"), inline=line)


def _wanted(shop: Bilingual, days: tuple[date, ...]) -> Msg:
    run = days[-1] - days[0] == timedelta(days=len(days) - 1)
    which = msg("dated.plain", dates=Days(days[0], days[-1])) if run else days_listed(days)
    return msg("weekly.fixes.what", shop=shop, days=which)


def whole_shops(work: Work, scope: Scope, gaps: Gaps) -> tuple[int, ...]:
    """Return the shops that have data on every day of the week."""
    question = Question(
        CATALOGUE["contacts"], scope.period, cuts=(Dim.SHOP,), filters=scope.filters
    )
    found = (line.group[0] for line in scope.compute(work, question).lines if line.now.value)
    return tuple(sorted(shop for shop in found if shop not in gaps))


def lead(scope: Scope, whole: tuple[int, ...]) -> Msg:
    """Say whose figures follow."""
    names = _shops(scope)
    if not whole:
        return worded(scope, "weekly.gap.none")
    key = "weekly.gap.complete" if len(whole) == 1 else "weekly.gap.complete_many"
    return worded(scope, key, shops=Listing(tuple(names[shop] for shop in whole)))


def scope_of_whole(scope: Scope, whole: tuple[int, ...]) -> Scope:
    """Return the scope without the shops that lack days."""
    names = tuple(_shops(scope)[shop] for shop in whole)
    others = tuple(f for f in scope.filters if f.dim is not Dim.SHOP)
    return replace(scope, filters=(*others, Filter(Dim.SHOP, whole, names)))


def figures(work: Work, scope: Scope, whole: tuple[int, ...]) -> tuple[Labelled, ...]:
    """Return the figures of the shops whose week is whole."""
    if not whole:
        return ()
    only = scope_of_whole(scope, whole)
    names = only.filters[-1].names
    found = [one for key in _FIGURES if (one := measured(work, only, key)) is not None]
    if len(whole) > 1:
        return tuple(labelled(only, one) for one in found)
    return tuple(
        labelled(only, one, msg("weekly.name.of", shop=names[0], name=name_of(one.metric)))
        for one in found
    )


def shared_days(work: Work, scope: Scope, gaps: Gaps, whole: tuple[int, ...]) -> Section | None:
    """Return the contacts of all shops on the days that all have, beside the same days before.

    None of a time other than a week: a month's other days are no measure of these.
    """
    if scope.period.kind is not PeriodKind.WEEK:
        return None
    lacking = {day for days in gaps.values() for day in days}
    days = [d for d in _days(scope.period) if d not in lacking]
    count = len({*gaps, *whole})
    if not days:
        return None
    before = [d - timedelta(days=_WEEK) for d in days]
    now, was = _contacts(work, scope, days), _contacts(work, scope, before)
    if now is None:
        return None
    which = _named(days)
    key = {1: "weekly.gap.one", 2: "weekly.gap.two"}.get(count, "weekly.gap.total")
    values: dict[str, Value] = {"days": which} if count <= 2 else {"days": which, "count": count}
    line = (
        msg("weekly.gap.contacts_alone", n=now)
        if was is None
        else msg("weekly.gap.contacts", n=now, days=len(days), before=was)
    )
    return Section(msg(key, **values), (line,))


def _contacts(work: Work, scope: Scope, days: list[date]) -> int | None:
    """Return the contacts of some days; None where one of them is missing for anybody."""
    span = Period(days[0], days[-1], PeriodKind.SPAN, days[-1])
    question = Question(CATALOGUE["contacts"], span, cuts=(Dim.DAY,), filters=scope.filters)
    missing = {d for gaps in scope.missing(span, question).values() for d in gaps}
    if missing & set(days):
        return None
    found = {line.group[0]: line.now.value for line in scope.compute(work, question).lines}
    known = [found.get(day) for day in days]
    return None if None in known else int(sum(v or 0 for v in known))


def _named(days: list[date]) -> Value:
    """Return days as a run of weekdays, "Monday to Friday", or one by one."""
    run = days[-1] - days[0] == timedelta(days=len(days) - 1)
    names = tuple(msg(f"weekday.{day.weekday()}") for day in days)
    if run and len(days) > 1:
        return msg("weekly.gap.span", first=names[0], last=names[-1])
    return Listing(names)


def _days(week: Period) -> list[date]:
    return [week.start + timedelta(days=i) for i in range(week.days)]


def _shops(scope: Scope) -> dict[int, Bilingual]:
    return {shop.id: shop.name for shop in scope.shops}
