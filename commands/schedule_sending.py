"""What a schedule posts, now: in the channel at once, or as a trial that only the asker sees."""

import secrets
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from base.answer import Answer, Kind
from base.language import Chat, Days, Msg, msg
from base.reasons import why
from base.refusal import Refusal
from base.schedule import Due, OccurrenceState, Schedule, What
from commands import schedule_telling as telling
from commands.context import Context, Place, Request
from commands.schedule_keeping import FORM, calendar_of, check, meant, numbered, team_names
from commands.schedule_verbs import typed_verb
from commands.submitting import PATIENCE
from commands.subscriptions import answered as answered_question
from metrics.recurrence import next_meeting
from reviews.scoping import scope_of
from reviews.summaries import answered, period_of, summary
from storage import occurrences, schedules
from storage.engine import Work

_LOOKED = 50
# Its agenda is in the channel, or on its way there.
_THERE = frozenset({OccurrenceState.DUE, OccurrenceState.QUEUED, OccurrenceState.SENT})


def answer_now(context: Context, request: Request, rest: str) -> Answer:
    """Post what a schedule posts at once. Raises Refusal where nothing is to come or it is there.

    Of a series of reviews it is the agenda of the next meeting.
    """
    now = context.clock.now()
    with context.database.write(PATIENCE) as work:
        of = meant(work, request, numbered(rest)[0], typed_verb("now", request.lang))
        check(request.actor, of.team)
        if of.what is What.AGENDA:
            due, slot = _next_meeting(context, work, request, of, now)
        else:
            due, slot = Due(_today(of, now), _today(of, now), now), _by_hand()
        schedules.occur_now(work, of.id, slot, due)
        teams = team_names(work)
    return Answer(
        Kind.TEXT,
        msg("schedule.sends_now", **telling.named(of, teams)),
        follow_ups=(telling.button("log", of),),
    )


def _by_hand() -> str:
    return f"now-{secrets.token_hex(8)}"


def _next_meeting(
    context: Context, work: Work, request: Request, of: Schedule, now: datetime
) -> tuple[Due, str]:
    """Return the next meeting to be announced at once, with the slot that its agenda has anyhow:
    a meeting has one agenda. Only what did not come of itself gets a slot of its own.

    Raises Refusal where there is no meeting any more, or its agenda is there.
    """
    due = next_meeting(of.timing, calendar_of(context, work, of.timing.country), now)
    again = (f"{FORM[request.lang].split()[0]} {typed_verb('log', request.lang)} {of.id}",)
    if due is None:
        raise Refusal(msg("schedule.never"), again)
    told = [one for one in occurrences.log(work, of.id, _LOOKED) if one.day == due.day]
    if any(one.state in _THERE for one in told):
        day = Days(due.day, due.day, weekday=True)
        raise Refusal(msg("schedule.review.there", number=str(of.id), day=day), again)
    return replace(due, at=now), _by_hand() if told else due.day.isoformat()


def _today(of: Schedule, now: datetime) -> date:
    return now.astimezone(ZoneInfo(of.timing.zone)).date()


def answer_test(context: Context, request: Request, rest: str) -> Answer:
    """Return the post as it would be composed now, for the asker alone."""
    with context.database.read() as work:
        of = meant(work, request, numbered(rest)[0], typed_verb("test", request.lang))
        if of.what is What.AGENDA:
            again = f"{FORM[request.lang].split()[0]} {typed_verb('now', request.lang)} {of.id}"
            raise Refusal(msg("schedule.review.no_trial", number=str(of.id)), (again,))
        if request.place is Place.CHANNEL:
            told = msg("schedule.test_in_private", number=str(of.id))
            return Answer(Kind.TEXT, told, withheld=True)
        return _composed(context, work, request, of)


def _composed(context: Context, work: Work, request: Request, of: Schedule) -> Answer:
    now = context.clock.now().astimezone(ZoneInfo(of.timing.zone))
    today = now.date()
    if of.what is What.QUESTION:
        return _asked(context, of, today)
    period = period_of(of.what, today)
    # A flash tells the day as far as it is over.
    hour = now.hour if of.what is What.FLASH else 24
    scope = scope_of(work, today, period, context.promotions, team=of.team, hour=hour, posted=True)
    answer = answered(summary(work, scope, of.what, of.level), scope, request.lang)
    if answer.post is None:
        return replace(answer, lines=(_about_test(of),), private=True)
    post = replace(answer.post, notes=(_about_test(of), *answer.post.notes))
    return replace(answer, post=post, private=True)


def _asked(context: Context, of: Schedule, today: date) -> Answer:
    """Return the answer to a schedule's question as the channel would get it."""
    answer = answered_question(context, of, today)
    if answer is None:
        raise Refusal(why("question"))
    return replace(answer, lines=(_about_test(of), *answer.lines), private=True)


def _about_test(of: Schedule) -> Msg:
    return msg("schedule.test", number=str(of.id), channel=Chat(of.channel))
