"""A person's last week in a few lines, each beside his own past; the team where it explains him.

No other person's figure is read into a line. A figure that rests on little says so, a week with
days missing too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from base.answer import FollowUp
from base.dimensions import Dim
from base.language import Bilingual, Days, Lang, Listing, Msg, Quantity, Value, msg
from base.rights import Actor
from base.rounding import shown_change
from base.units import Good, Unit
from metrics import calendars, periods, phrasing
from metrics.catalogue import CATALOGUE
from metrics.compute import NOTHING, Measured, compute
from metrics.feeding import feeds_for
from metrics.judge import Verdict, judge, too_few
from metrics.model import Filter, Metric, Period, Question
from metrics.peaks import Peak, peak
from reviews.scoping import Known
from storage.engine import Work
from storage.people import teams_of

_FIGURES = ("csat_rate", "frt")
_WEEK = timedelta(days=7)
# A mean of fewer weeks than this is nobody's usual week.
_USUAL_FROM = 2
# From here on a week was a busy one: people are thanked for it.
_BUSY = 1.5
# The team explains a change of which it shows this share itself.
_SHARED = 0.5
_LAST_WEEKS = {Lang.ZH: "我的接待量 近4周 按周", Lang.EN: "my contacts last 4 weeks by week"}
_PARTS_OF_DAY = ((0, 6, "night"), (6, 12, "morning"), (12, 18, "afternoon"), (18, 24, "evening"))


@dataclass(frozen=True)
class OwnWeek:
    """What there is to say of a week: the headline, the lines, small print, buttons."""

    takeaway: Msg
    lines: tuple[Msg, ...]
    notes: tuple[Msg, ...]
    follow_ups: tuple[FollowUp, ...]


@dataclass(frozen=True)
class _Past:
    """A figure by week (its Monday), and which weeks it is held against.

    `usual` are the ordinary weeks before in which there was one. `plain` says that the week before
    can be compared with: it was no promotion.
    """

    metric: Metric
    week: Period
    weeks: Mapping[date, Measured]
    usual: tuple[date, ...]
    plain: bool

    @property
    def now(self) -> Measured:
        return self.weeks.get(self.week.start, NOTHING)

    @property
    def before(self) -> Measured:
        """Return the week before; nothing where it cannot be compared with."""
        return self.weeks.get(self.week.start - _WEEK, NOTHING) if self.plain else NOTHING

    @property
    def mean(self) -> Measured:
        """Return the usual week: the mean of sums, ratios pooled; nothing of too few weeks."""
        found = [self.weeks[day] for day in self.usual]
        if len(found) < _USUAL_FROM:
            return NOTHING
        if self.metric.unit is Unit.COUNT:
            return Measured(sum(m.value or 0 for m in found) / len(found))
        n = sum(m.n or 0 for m in found)
        value = sum((m.value or 0) * (m.n or 0) for m in found) / n if n else None
        parts = [m.numerator for m in found]
        return Measured(value, n, None if None in parts else sum(p or 0 for p in parts))


def own_week(work: Work, known: Known, person: Actor, today: date, lang: Lang) -> OwnWeek | None:
    """Return the week before `today` of a person; None where he had no contacts in it."""
    week = periods.week(today - _WEEK)
    me = Filter(Dim.AGENT, (person.person,))
    contacts = _past(work, known, week, "contacts", me)
    if not contacts.now.value:
        return None
    gaps = _gaps(work, known, week, me)
    lines = [_contacts(contacts, compared=not gaps)]
    teams = _teams(work, known, person, week)
    lines += [
        line
        for key in _FIGURES
        if (line := _figure(work, known, _past(work, known, week, key, me), teams)) is not None
    ]
    return OwnWeek(
        takeaway=_headline(known, person, week, today, contacts, lang),
        lines=tuple(lines),
        notes=(*gaps, *_usual_dates(known, week, contacts)),
        follow_ups=(FollowUp(msg("button.my_weeks"), _LAST_WEEKS[lang]),),
    )


def _past(work: Work, known: Known, week: Period, key: str, whose: Filter) -> _Past:
    """Read a figure of everybody in `whose` for each week up to this one, in one query."""
    usual = calendars.usual_periods(week, known.promotions)
    before = periods.before(week)
    first = min([before.start, *(p.start for p in usual)])
    question = Question(
        CATALOGUE[key], periods.span(first, week.end), cuts=(Dim.WEEK,), filters=(whose,)
    )
    weeks = {line.group[0]: line.now for line in compute(work, question).lines}
    counted = CATALOGUE[key].unit is Unit.COUNT
    values = {p.start: weeks.get(p.start, NOTHING).value for p in usual}
    # A week without a single contact was leave.
    ordinary = tuple(day for day, v in values.items() if v is not None and (v or not counted))
    plain = calendars.in_promotion(week, known.promotions) or not calendars.in_promotion(
        before, known.promotions
    )
    return _Past(CATALOGUE[key], week, weeks, ordinary, plain)


def _gaps(work: Work, known: Known, week: Period, me: Filter) -> list[Msg]:
    """Return which shops that he served lately lack days of the week: his figures may too."""
    question = Question(CATALOGUE["contacts"], week)
    missing = known.coverage.missing_days(week.start, week.end, feeds_for(question))
    if not missing:
        return []
    lately = periods.span(week.start - 4 * _WEEK, week.end)
    served = compute(work, replace(question, period=lately, filters=(me,), cuts=(Dim.SHOP,)))
    his = {line.group[0] for line in served.lines if line.now.value}
    names = {shop.id: shop.name for shop in known.shops}
    return [
        msg("digest.gap", shop=names[shop], days=Listing(tuple(Days(d, d) for d in days)))
        for shop, days in missing.items()
        if shop in his
    ]


def _headline(
    known: Known, person: Actor, week: Period, today: date, contacts: _Past, lang: Lang
) -> Msg:
    """Return whose week it is: with thanks, where it was a promotion or a busy one."""
    names = phrasing.occasion_names(week, known.promotions)
    dates = Days(week.start, week.end, with_year=week.end.year != today.year)
    usual = contacts.mean.value
    common: dict[str, Value] = {"name": person.called(lang), "dates": dates}
    if names:
        return msg("digest.title.occasion", names=Listing(names), **common)
    busy = usual is not None and (contacts.now.value or 0) >= _BUSY * usual
    return msg("digest.title.busy" if busy else "digest.title", **common)


def _usual_dates(known: Known, week: Period, contacts: _Past) -> list[Msg]:
    """Return which weeks are the usual ones, where a line names them."""
    if contacts.mean.value is None:
        return []
    usual = contacts.usual
    dates = Days(usual[0], usual[-1] + timedelta(days=6), with_year=usual[0].year != week.end.year)
    return [msg("digest.note.usual", dates=dates, weeks=len(usual))]


def _contacts(contacts: _Past, *, compared: bool) -> Msg:
    now, usual = contacts.now.value or 0, contacts.mean.value
    n = int(now)
    base, before = msg("digest.base.usual"), usual
    if before is None:
        base, before = msg("digest.base.week"), contacts.before.value
    if not compared or not before:
        return msg("digest.contacts.alone", n=n)
    change = phrasing.change(contacts.metric, now, before, base, None)
    return msg("digest.contacts", n=n, change=change)


@dataclass(frozen=True)
class _Team:
    """A team of the person: its own past in a figure is read when it may explain something."""

    id: int
    name: Bilingual


def _teams(work: Work, known: Known, person: Actor, week: Period) -> list[_Team]:
    names = known.names[Dim.TEAM]
    mine = sorted(teams_of(work, person.person, week.end))
    return [_Team(team, names[team]) for team in mine if team in names]


def _figure(work: Work, known: Known, own: _Past, teams: list[_Team]) -> Msg | None:
    """Return the line of a rate or time: beside his own past, or the team where it explains it."""
    metric, now = own.metric, own.now
    if now.value is None:
        return None
    base, before = _base(own)
    name = msg(f"weekly.name.{metric.key}")
    value = phrasing.figure(metric, now.value)
    few = too_few(metric, now)
    rests = _rests(metric, now, few=few)
    if before.value is None or base is None:
        return msg("digest.figure.alone", name=name, value=value, n=rests)
    verdict = None if few else judge(metric, now, before, _history(known, own))
    changed = verdict in (Verdict.CLEAR, Verdict.MAYBE)
    if changed and _worse(metric, now.value, before.value):
        for team in teams:
            told = _explained(work, known, own, team)
            if told is not None:
                return msg("digest.figure.team", name=name, value=value, n=rests, team=told)
    return msg(
        "digest.figure",
        name=name,
        value=value,
        n=rests,
        base=base,
        before=phrasing.figure(metric, before.value),
        verdict=phrasing.line_verdict(metric, verdict, now.value, before.value)
        if changed
        else msg("none"),
    )


def _base(past: _Past) -> tuple[Msg | None, Measured]:
    if past.before.value is not None:
        return msg("digest.base.week"), past.before
    if past.mean.value is not None:
        return msg("digest.base.usual"), past.mean
    return None, NOTHING


def _rests(metric: Metric, now: Measured, *, few: bool) -> Msg:
    if metric.unit is not Unit.SHARE and not few:
        return msg("none")
    key = "digest.rests.few" if few else "digest.rests"
    return msg(f"{key}_one" if now.n == 1 else key, n=now.n or 0, what=metric.n_of)


def _history(known: Known, past: _Past) -> tuple[Measured, ...]:
    """Return the ordinary weeks before, newest first: what a week is held against."""
    earlier = sorted((day for day in past.weeks if day < past.week.start), reverse=True)
    return tuple(
        past.weeks[day]
        for day in earlier
        if not calendars.in_promotion(periods.week(day), known.promotions)
    )


def _worse(metric: Metric, now: float, before: float) -> bool:
    difference = shown_change(now, before, metric.unit)
    return (metric.good is Good.UP and difference < 0) or (
        metric.good is Good.DOWN and difference > 0
    )


def _explained(work: Work, known: Known, own: _Past, team: _Team) -> Msg | None:
    """Return that the whole team fared alike, and when, as far as the data say; None if not."""
    metric, only = own.metric, Filter(Dim.TEAM, (team.id,))
    all_of_us = _past(work, known, own.week, metric.key, only)
    now, before = all_of_us.now, _base(all_of_us)[1]
    mine, my_before = own.now.value, _base(own)[1].value
    if now.value is None or before.value is None or mine is None or my_before is None:
        return None
    if (now.value - before.value) / (mine - my_before) < _SHARED:
        return None
    value: Quantity = phrasing.figure(metric, now.value)
    question = Question(metric, own.week, filters=(only,))
    when = peak(work, question, now.n or 0)
    if when is None:
        word = "slower" if metric.unit is Unit.SECONDS else "worse"
        return msg(f"digest.team.{word}", team=team.name, value=value)
    return msg("digest.team.when", team=team.name, value=value, when=_when(work, question, when))


def _when(work: Work, question: Question, found: Peak) -> Msg:
    """Return when the team was slow; that all of it was only where the day of each one shows it."""
    part = next(
        (name for first, last, name in _PARTS_OF_DAY if first <= found.first < found.last <= last),
        "hours",
    )
    whole = _everybody(work, question, found.day)
    return msg(
        f"digest.slow.{part}.{'all' if whole else 'most'}",
        day=Bilingual(str(found.day.day), _ordinal(found.day.day)),
        first=found.first,
        last=found.last,
    )


def _ordinal(number: int) -> str:
    """Return a day of the month as English says it: the 1st, 11th, 22nd."""
    teens = 11 <= number <= 13
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _everybody(work: Work, question: Question, day: date) -> bool:
    """Say whether everybody of the team who worked that day was slower than in his other days."""
    by_agent = replace(question, period=periods.span(day, day), cuts=(Dim.AGENT,))
    then = {line.group[0]: line.now for line in compute(work, by_agent).lines}
    whole = {
        line.group[0]: line.now
        for line in compute(work, replace(by_agent, period=question.period)).lines
    }
    # A day above the mean of all days is above the mean of the others.
    slower = [
        m.value > whole[agent].value  # type: ignore[operator]
        for agent, m in then.items()
        if m.value is not None and agent in whole
    ]
    return bool(slower) and all(slower)
