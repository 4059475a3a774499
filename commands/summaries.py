"""Summaries on demand: weekly, daily, monthly, or a flash of the running day.

Of the department, of the teams and shops that are named, or in three lines for the boss.
"""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from base.answer import Answer, FollowUp, Kind
from base.clock import Clock, local_day
from base.dimensions import Dim
from base.language import Bilingual, Days, Lang, Listing, Msg, msg
from base.refusal import Refusal
from base.schedule import Level, What
from commands.allowing import named_asker
from commands.context import Context, Request
from commands.lexicon import Standing, standing
from commands.metric import answer_metric
from commands.summary_words import Wanted
from metrics import periods
from metrics.model import NotUnderstood, Period, PeriodKind, Question
from metrics.parser import parse
from reviews.asking import summary_request
from reviews.scoping import NAMED, Known, Scope
from reviews.summaries import answered, period_of, summary
from storage.engine import Work
from storage.keepers import keepers

# The parser wants a metric; a summary's period and members are those of its volume.
_VOLUME = {Lang.ZH: "接待量", Lang.EN: "contacts"}
_PERIODS = {
    What.WEEKLY: PeriodKind.WEEK, What.DAILY: PeriodKind.DAY, What.MONTHLY: PeriodKind.MONTH,
    What.FLASH: PeriodKind.DAY,
}  # fmt: skip
_LAST = {
    What.WEEKLY: Bilingual("周报 上周", "weekly last week"),
    What.DAILY: Bilingual("日报 昨天", "daily yesterday"),
    What.MONTHLY: Bilingual("月报 上个月", "monthly last month"),
    What.FLASH: Bilingual("快报 今天", "flash today"),
}
_FOR_BOSS = Bilingual("给老板", "for the boss")


def answer_summary(context: Context, request: Request, wanted: Wanted) -> Answer:
    """Return a summary as a post; without a time, of the last one that is over.

    `request` is as typed. Raises Refusal where the time does not fit the kind, a person is named,
    or a cut is asked for.
    """
    today = request.today(context.clock)
    with context.database.read() as work:
        known = standing(work, context)
        if _is_figure(known, request, today):
            return answer_metric(context, request)
        understood = parse(
            f"{_VOLUME[request.lang]} {wanted.rest}",
            today=today,
            lexicon=known.lexicon,
            promotions=known.promotions,
            lang=request.lang,
        )
        if isinstance(understood, NotUnderstood) and understood.reason == "two_metrics":
            # "Weekly CSAT" asks for a figure.
            return answer_metric(context, replace(request, text=wanted.rest))
        if isinstance(understood, NotUnderstood):
            return not_understood(understood, _last(wanted, request.lang))
        question = named_asker(known, work, request.actor, understood)
        _check(question, _last(wanted, request.lang))
        scope = Scope(
            period=_period(wanted, question.period, understood, today, request.lang),
            today=today,
            known=known_here(known, work, today),
            filters=question.filters,
            hour=_hour(context.clock, request),
        )
        found = summary(work, scope, wanted.what, _level(wanted, scope))
    read_as = tuple(
        msg("corrected", typed=c.typed, read_as=c.read_as) for c in understood.corrections
    )
    return replace(answered(found, scope, request.lang), lines=read_as)


def _is_figure(known: Standing, request: Request, today: date) -> bool:
    """Say whether the text names a figure: "daily contacts" are contacts by day."""
    found = parse(
        request.text,
        today=today,
        lexicon=known.lexicon,
        promotions=known.promotions,
        lang=request.lang,
    )
    return isinstance(found, Question) and not found.corrections


def _level(wanted: Wanted, scope: Scope) -> Level:
    if wanted.boss:
        return Level.COMPANY
    return Level.GROUP if scope.team is not None else Level.DEPARTMENT


def _hour(clock: Clock, request: Request) -> int:
    """Return the hour that has begun for the asker; an answer of another day is of whole days."""
    zone = request.actor.zone
    if request.on not in (None, local_day(clock, zone)):
        return 24
    return clock.now().astimezone(ZoneInfo(zone)).hour


def known_here(known: Standing, work: Work, today: date) -> Known:
    """Return what is kept of the workspace as summaries want it."""
    return Known(
        promotions=known.promotions,
        coverage=known.coverage,
        shops=known.shops,
        names={dim: known.named(work, dim) for dim in NAMED},
        targets=known.targets,
        keepers=keepers(work, today),
    )


def _last(wanted: Wanted, lang: Lang) -> str:
    """Return how to ask for the last such summary."""
    last = _LAST[wanted.what].in_(lang)
    return f"{last} {_FOR_BOSS.in_(lang)}" if wanted.boss else last


def not_understood(found: NotUnderstood, last: str) -> Answer:
    """Return what of a request was not understood, with one that is."""
    words = Listing(found.words, quoted=True)
    return Answer(
        kind=Kind.REFUSAL,
        takeaway=msg(f"not_understood.{found.reason}", words=words, metric=None),
        follow_ups=(FollowUp(msg("button.try", text=last), last),),
    )


def _check(question: Question, last: str) -> None:
    if any(f.dim is Dim.AGENT for f in question.filters):
        raise Refusal(msg("weekly.no_person"), (last,))
    if question.cuts or question.hours is not None or question.why is not None:
        raise Refusal(msg("weekly.no_cut"), (last,))


def _period(
    wanted: Wanted, period: Period, understood: Question, today: date, lang: Lang
) -> Period:
    """Return the time asked for, as far as it is over; the last one where none was said.

    Raises Refusal for a time of another kind.
    """
    if any(note.key == "note.period_assumed" for note in understood.notes):
        return period_of(wanted.what, today)
    whole = _whole(wanted.what, period.start)
    if (period.start, period.whole_end) != (whole.start, whole.end):
        level = Level.COMPANY if wanted.boss else Level.DEPARTMENT
        nearest = summary_request(wanted.what, level, whole, (), lang)
        days = Days(period.start, period.end)
        raise Refusal(_does_not_fit(wanted.what, days), (nearest, _last(wanted, lang)))
    return replace(period, kind=_PERIODS[wanted.what], promotion=None)


def _whole(what: What, day: date) -> Period:
    """Return the week, month or day that holds a day."""
    match what:
        case What.WEEKLY:
            return periods.week(day)
        case What.MONTHLY:
            return periods.month(day.year, day.month)
        case _:
            return periods.day(day)


def _does_not_fit(what: What, days: Days) -> Msg:
    match what:
        case What.WEEKLY:
            return msg("weekly.not_a_week", dates=days)
        case What.MONTHLY:
            return msg("monthly.not_a_month", dates=days)
        case _:
            return msg("daily.not_a_day", dates=days)
