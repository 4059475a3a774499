"""The flash of a day that is still running: until the last whole hour, beside the same hours.

Short enough to be read in the middle of a rush. Hours come from tables by the hour; a day without
them has no flash.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from base.dimensions import Dim
from base.language import Days, Listing, Msg, msg
from base.post import Post, Section
from metrics import calendars, periods, phrasing
from metrics.catalogue import CATALOGUE
from metrics.compute import Line, Measured
from metrics.model import Against, Baseline, Period, Question
from metrics.targets import met, target_for, written
from reviews.composing import Composed
from reviews.figures import Figured, value_of
from reviews.naming import shown
from reviews.scoping import Scope
from storage.engine import Work
from storage.query import NoCube

# So few contacts of an hour say nothing about how long customers wait.
_FEWEST = 10


def flash(work: Work, scope: Scope) -> Composed:
    """Return the flash of the scope's day; `complete` where its hours reach the hour that began."""
    until = _until(work, scope)
    if until is None:
        return Composed(_nothing(scope), empty=True, complete=False)
    contacts, frt, open_ = (
        _measured(work, scope, key, until) for key in ("contacts", "frt", "unreplied")
    )
    slowest = _slowest(work, scope, until)
    lines = [line for line in (slowest, _unreplied(scope, open_)) if line is not None]
    post = Post(
        title=_whose(scope),
        takeaway=_takeaway(scope, contacts, until),
        lead=_waits(scope, frt),
        sections=(Section(msg("none"), tuple(lines)),) if lines else (),
        notes=_notes(scope, contacts, until),
        period=shown(scope),
    )
    behind = scope.period.end == scope.today and until < scope.hour < 24
    return Composed(post, complete=not behind)


def _question(scope: Scope, key: str, until: int, *cuts: Dim) -> Question:
    return Question(
        CATALOGUE[key], scope.period, cuts=cuts, filters=scope.filters, hours=(0, until)
    )


def _lines(work: Work, scope: Scope, question: Question) -> Sequence[Line]:
    try:
        return scope.compute(work, question).lines
    except NoCube:
        return ()


def _until(work: Work, scope: Scope) -> int | None:
    """Return where the last whole hour with contacts ends, None where there is none."""
    day = scope.period.end == scope.today
    begun = scope.hour if day else 24
    question = Question(
        CATALOGUE["contacts"], scope.period, cuts=(Dim.HOUR,), filters=scope.filters
    )
    hours = [line.group[0] for line in _lines(work, scope, question) if line.now.value]
    return max((hour + 1 for hour in hours if hour < begun), default=None)


def _measured(work: Work, scope: Scope, key: str, until: int) -> Figured | None:
    """Return a figure of the hours so far beside the same hours of one other day."""
    question = _question(scope, key, until)
    for baseline in _baselines(scope):
        computed = scope.compute(work, replace(question, baselines=(baseline,)))
        if computed.total.value is None:
            return None
        if computed.before[0].value is not None:
            target = target_for(scope.known.targets, question)
            return Figured(computed, 0, None, None, target=target)
    computed = scope.compute(work, question)
    return None if computed.total.value is None else Figured(computed, None, None, None)


def _baselines(scope: Scope) -> list[Baseline]:
    """Return the same campaign day of last year, the same weekday, and usual ones."""
    day = scope.period
    last = calendars.campaign_before(day, scope.promotions)
    week = periods.day(day.shifted(-7).start)
    found = [Baseline(Against.PROMOTION, (last,))] if last is not None else []
    usual = Baseline(Against.USUAL, calendars.usual_periods(day, scope.promotions))
    plain = Baseline(Against.PREVIOUS, (week,))
    odd = calendars.in_promotion(day, scope.promotions) or calendars.in_promotion(
        week, scope.promotions
    )
    return [*found, *((usual, plain) if odd else (plain, usual))]


def _base(found: Figured) -> Msg:
    question = found.computed.question
    baseline = question.baselines[found.main or 0]
    if baseline.against is Against.PROMOTION:
        years = question.period.start.year - baseline.periods[0].start.year
        if years == 1:
            return msg("flash.base.last_year")
        return msg("flash.base.year", year=str(baseline.periods[0].start.year))
    if baseline.against is Against.USUAL:
        return msg("flash.base.usual", weekday=_weekday(question.period))
    first = baseline.periods[0].start
    return msg("flash.base.day", day=Days(first, first, weekday=True))


def _weekday(day: Period) -> Msg:
    return msg(f"weekday.{day.start.weekday()}")


def _whose(scope: Scope) -> Msg:
    """Return whose flash it is; everybody's needs no title."""
    if not scope.filters:
        return msg("none")
    return msg("flash.title", scope=Listing(tuple(n for f in scope.filters for n in f.names)))


def _takeaway(scope: Scope, contacts: Figured | None, until: int) -> Msg:
    day = scope.period.start
    values: dict[str, Any] = {
        "day": Days(day, day, with_year=day.year != scope.today.year),
        "hour": str(until),
    }
    if contacts is None or contacts.now is None:
        return msg("flash.unknown", **values)
    values["n"] = int(contacts.now)
    if contacts.before is None:
        return msg("flash.alone", **values)
    base = _base(contacts)
    change = phrasing.change(contacts.metric, contacts.now, contacts.before, base, None)
    return msg("flash.takeaway", change=change, **values)


def _waits(scope: Scope, frt: Figured | None) -> tuple[Msg, ...]:
    """Return the first reply beside the same hours and its target."""
    if frt is None or frt.now is None:
        return ()
    goal = msg("none")
    if frt.target is not None:
        word = "met" if met(frt.metric, frt.now, frt.target) else "missed"
        goal = msg(f"flash.target.{word}", target=written(frt.metric, frt.target))
    value = value_of(frt, frt.now)
    if frt.before is None:
        return (msg("flash.frt.alone", value=value, goal=goal),)
    before = value_of(frt, frt.before)
    return (msg("flash.frt", value=value, base=_base(frt), before=before, goal=goal),)


def _slowest(work: Work, scope: Scope, until: int) -> Msg | None:
    """Return the team and hour whose customers waited longest, with how many there were."""
    cuts = (Dim.TEAM, Dim.HOUR)
    waits = _lines(work, scope, _question(scope, "frt", until, *cuts))
    known = [line for line in waits if line.now.value is not None and line.group[0]]
    known = [line for line in known if (line.now.n or 0) >= _FEWEST]
    if not known:
        return None
    worst = max(known, key=lambda line: (line.now.value or 0.0, line.group))
    contacts = _lines(work, scope, _question(scope, "contacts", until, *cuts))
    found = {line.group: line.now for line in contacts}.get(worst.group, Measured(None))
    team, hour = worst.group
    value = phrasing.figure(CATALOGUE["frt"], worst.now.value)
    name = scope.names[Dim.TEAM].get(team)
    if name is None or found.value is None:
        return None
    return msg("flash.slowest", team=name, hour=int(hour), value=value, n=int(found.value))


def _unreplied(scope: Scope, found: Figured | None) -> Msg | None:
    if found is None or found.now is None:
        return None
    if found.before is None:
        return msg("flash.unreplied.alone", n=int(found.now))
    return msg("flash.unreplied", n=int(found.now), base=_base(found), before=int(found.before))


def _notes(scope: Scope, contacts: Figured | None, until: int) -> tuple[Msg, ...]:
    """Return which day is meant, and when there will be more."""
    found: list[Msg] = []
    if contacts is not None and contacts.main is not None:
        baseline = contacts.computed.question.baselines[contacts.main]
        if baseline.against is Against.PROMOTION:
            day = baseline.periods[0].start
            found.append(
                msg("flash.note.base", base=_base(contacts), day=Days(day, day, with_year=True))
            )
    if scope.posted and until < 24:
        found.append(msg("flash.note.edited"))
    return tuple(found)


def _nothing(scope: Scope) -> Post:
    day = scope.period.start
    dates = Days(day, day, with_year=day.year != scope.today.year)
    return Post(
        _whose(scope), msg("flash.empty", day=dates), (msg("flash.empty.how"),), period=shown(scope)
    )
