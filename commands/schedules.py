"""Scheduled posts by command: listed, added, previewed, paused, tried out, sent now, their log.

`/fupan schedule …`, or the same words in a mention or a direct message. What a text says is read in
`schedule_typed`; the form is `schedule_form`, days off are `closed_days`.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from base.answer import Answer, FollowUp, Kind
from base.language import Chat, Lang, Listing, Msg, msg
from base.refusal import Refusal
from base.schedule import Due, Schedule, What
from commands import schedule_telling as telling
from commands.closed_days import answer_closed, answer_open
from commands.context import Context, Place, Request
from commands.schedule_keeping import LIST as LIST_TYPED
from commands.schedule_keeping import (
    calendar_of,
    check,
    check_any,
    drawn_up,
    examples,
    may,
    meant,
    numbered,
    reckoned,
    team_names,
    twin,
    twin_refused,
    visible,
)
from commands.schedule_typed import begins_with_what, understand
from commands.schedule_verbs import typed_verb, verb_of
from commands.submitting import PATIENCE
from reviews.scoping import scope_of
from reviews.summaries import answered, period_of, summary
from storage import occurrences, schedules
from storage.engine import Work
from storage.people import actor_of

_SHOWN, _ADDED, _LOGGED = 30, 3, 10

Door: TypeAlias = Callable[[Context, Request, str], Answer]


def answer_schedules(context: Context, request: Request) -> Answer:
    """Do what a text asks for; without any, list the schedules.

    Raises Refusal for whoever may not, and for what is not understood.
    """
    check_any(request.actor)
    verb, rest = verb_of(request.text)
    if not verb and not rest:
        return _list(context, request, rest)
    if verb:
        return _DOORS[verb](context, request, rest)
    if begins_with_what(rest):
        return _add(context, request, rest)
    number, behind = numbered(rest)
    if number is not None and not behind:
        return _preview(context, request, rest)
    unknown = Listing((rest,), quoted=True)
    suggestions = (LIST_TYPED[request.lang], *examples(request.lang))
    raise Refusal(msg("schedule.not_understood", words=unknown), suggestions)


# -- seeing ----------------------------------------------------------------------------------------


def _list(context: Context, request: Request, rest: str) -> Answer:
    if numbered(rest)[0] is not None:
        return _preview(context, request, rest)
    with context.database.read() as work:
        found = visible(work, request.actor)
        teams = team_names(work)
    if not found:
        return Answer(Kind.TEXT, msg("schedule.list_empty"), follow_ups=(telling.ADD,))
    more = len(found) - _SHOWN
    return Answer(
        Kind.TEXT,
        msg("schedule.list", n=len(found)),
        lines=(_how(found[0], request.lang), *(telling.line(one, teams) for one in found[:_SHOWN])),
        notes=(msg("schedule.list_more", n=more),) if more > 0 else (),
        follow_ups=(telling.ADD, telling.LOG),
    )


def _how(of: Schedule, lang: Lang) -> Msg:
    """Return how one of the list is named."""
    typed = {Lang.ZH: f"定时 预览 {of.id}", Lang.EN: f"schedule preview {of.id}"}[lang]
    return msg("schedule.list_how", example=typed)


def _preview(context: Context, request: Request, rest: str) -> Answer:
    now = context.clock.now()
    with context.database.read() as work:
        of = meant(work, request, numbered(rest)[0], typed_verb("preview", request.lang))
        calendar = calendar_of(context, work, of.timing.country)
        teams = team_names(work)
    notes = (*((msg("schedule.is_paused"),) if of.paused else ()),
             *telling.unknown_years(of, calendar, now))  # fmt: skip
    verbs = ("resume" if of.paused else "pause", "edit", "test", "log")
    return Answer(
        Kind.TEXT,
        telling.sentence("schedule.preview", of, teams),
        lines=(
            msg("schedule.coming"),
            *telling.coming(of, calendar, now, telling.NEXT, request.actor.zone),
        ),
        notes=notes,
        follow_ups=tuple(telling.button(verb, of) for verb in verbs),
    )


def _log(context: Context, request: Request, rest: str) -> Answer:
    number = numbered(rest)[0]
    with context.database.read() as work:
        if number is None:
            return _log_of_all(work, request)
        of = meant(work, request, number, typed_verb("log", request.lang))
        found = occurrences.log(work, of.id, _LOGGED)
        teams = team_names(work)
    key = "schedule.log" if found else "schedule.log_empty"
    return Answer(
        Kind.TEXT,
        msg(key, **telling.named(of, teams)),
        lines=(
            msg("schedule.is_paused") if of.paused else telling.next_one(of),
            *(telling.logged(of, one) for one in found),
        ),
        follow_ups=tuple(telling.button(verb, of) for verb in ("preview", "test", "now")),
    )


def _log_of_all(work: Work, request: Request) -> Answer:
    """Return what became of the latest occurrences of all that somebody may see."""
    seen = {one.id: one for one in visible(work, request.actor)}
    found = occurrences.latest(work, tuple(seen), _LOGGED)
    key = "schedule.log_all" if found else "schedule.log_all_empty"
    return Answer(
        Kind.TEXT,
        msg(key),
        lines=tuple(telling.logged(seen[one.schedule], one, several=True) for one in found),
        follow_ups=(telling.LIST,),
    )


# -- changing --------------------------------------------------------------------------------------


def _add(context: Context, request: Request, rest: str) -> Answer:
    now = context.clock.now()
    with context.database.write(PATIENCE) as work:
        teams = team_names(work)
        typed = understand(rest, teams)
        new = reckoned(context, work, drawn_up(work, request, typed, teams, None), now)
        double = twin(work, new)
        if double is not None:
            raise twin_refused(double, request.lang)
        number = schedules.keep(work, new, now, request.actor.person)
    return _kept(context, request, replace(new, id=number), "schedule.added")


def _edit(context: Context, request: Request, rest: str) -> Answer:
    now = context.clock.now()
    number, said = numbered(rest)
    with context.database.write(PATIENCE) as work:
        old = meant(work, request, number, typed_verb("edit", request.lang))
        teams = team_names(work)
        typed = understand(said, teams)
        new = reckoned(context, work, drawn_up(work, request, typed, teams, old), now)
        double = twin(work, new)
        if double is not None:
            raise twin_refused(double, request.lang)
        schedules.change(work, new, now, request.actor.person)
    return _kept(context, request, new, "schedule.changed")


def _kept(context: Context, request: Request, of: Schedule, key: str) -> Answer:
    """Repeat what was understood, with what comes next."""
    now = context.clock.now()
    with context.database.read() as work:
        calendar = calendar_of(context, work, of.timing.country)
        teams = team_names(work)
    return Answer(
        Kind.TEXT,
        telling.sentence(key, of, teams),
        lines=(
            msg("schedule.coming"),
            *telling.coming(of, calendar, now, _ADDED, request.actor.zone),
        ),
        notes=(msg("schedule.is_paused"),) if of.paused else (),
        follow_ups=tuple(telling.button(v, of) for v in ("test", "edit", "pause")),
    )


def _pause(context: Context, request: Request, rest: str) -> Answer:
    return _set_paused(context, request, rest, paused=True)


def _resume(context: Context, request: Request, rest: str) -> Answer:
    return _set_paused(context, request, rest, paused=False)


def _set_paused(context: Context, request: Request, rest: str, *, paused: bool) -> Answer:
    now = context.clock.now()
    verb, other = ("pause", "resume") if paused else ("resume", "pause")
    with context.database.write(PATIENCE) as work:
        of = meant(work, request, numbered(rest)[0], typed_verb(verb, request.lang))
        # What comes while it is paused is none of its occurrences: it goes on from now.
        new = reckoned(context, work, replace(of, paused=paused), now)
        schedules.change(work, new, now, request.actor.person)
        teams = team_names(work)
    return Answer(
        Kind.TEXT,
        msg(f"schedule.{verb}d", **telling.named(new, teams)),
        lines=() if paused else (telling.next_one(new),),
        follow_ups=(telling.button(other, new), telling.LIST),
    )


def _remove(context: Context, request: Request, rest: str) -> Answer:
    """Ask first: only the button, or the word behind the number, removes."""
    number, said = numbered(rest)
    sure = said.lower() in ("yes", "确认", "确定")
    with context.database.write(PATIENCE) as work:
        of = meant(work, request, number, typed_verb("remove", request.lang))
        teams = team_names(work)
        if sure:
            schedules.remove(work, of.id, context.clock.now(), request.actor.person)
    if sure:
        told = msg("schedule.removed", **telling.named(of, teams))
        return Answer(Kind.TEXT, told, follow_ups=(telling.LIST,))
    yes = FollowUp(msg("schedule.button.remove"), f"/fupan schedule remove {of.id} yes")
    return Answer(
        Kind.TEXT,
        telling.sentence("schedule.remove_sure", of, teams),
        follow_ups=(yes, telling.button("pause", of)),
    )


def _owner(context: Context, request: Request, rest: str) -> Answer:
    number, said = numbered(rest)
    name = said.lstrip("@").removeprefix("给").removeprefix("to ").strip()
    if number is None or not name:
        typed = {Lang.ZH: "定时 负责人 3 林岚", Lang.EN: "schedule owner 3 Lan Lin"}[request.lang]
        raise Refusal(msg("schedule.owner_how", example=typed), (LIST_TYPED[request.lang],))
    owner = actor_of(context.database, request.today(context.clock), name=name)
    if owner.person <= 0:
        raise Refusal(msg("schedule.owner_unknown", name=name), (LIST_TYPED[request.lang],))
    with context.database.write(PATIENCE) as work:
        of = meant(work, request, number, typed_verb("owner", request.lang))
        if not may(owner, of.team):
            raise Refusal(msg("schedule.owner_denied", name=owner.called(request.lang)))
        schedules.hand_over(work, of.id, owner.person, context.clock.now(), request.actor.person)
        teams = team_names(work)
    told = msg("schedule.owner_is", **telling.named(of, teams), name=owner.called(request.lang))
    return Answer(Kind.TEXT, told, follow_ups=(telling.LIST,))


# -- sending ---------------------------------------------------------------------------------------


def _now(context: Context, request: Request, rest: str) -> Answer:
    now = context.clock.now()
    with context.database.write(PATIENCE) as work:
        of = meant(work, request, numbered(rest)[0], typed_verb("now", request.lang))
        check(request.actor, of.team)
        today = _today(of, now)
        due = Due(today, today, now)
        schedules.occur_now(work, of.id, f"now-{secrets.token_hex(8)}", due)
        teams = team_names(work)
    return Answer(
        Kind.TEXT,
        msg("schedule.sends_now", **telling.named(of, teams)),
        follow_ups=(telling.button("log", of),),
    )


def _today(of: Schedule, now: datetime) -> date:
    return now.astimezone(ZoneInfo(of.timing.zone)).date()


def _test(context: Context, request: Request, rest: str) -> Answer:
    """Return the post as it would be composed now, for the asker alone."""
    with context.database.read() as work:
        of = meant(work, request, numbered(rest)[0], typed_verb("test", request.lang))
        if request.place is Place.CHANNEL:
            told = msg("schedule.test_in_private", number=str(of.id))
            return Answer(Kind.TEXT, told, withheld=True)
        return _composed(context, work, request, of)


def _composed(context: Context, work: Work, request: Request, of: Schedule) -> Answer:
    now = context.clock.now().astimezone(ZoneInfo(of.timing.zone))
    today = now.date()
    period = period_of(of.what, today)
    # A flash tells the day as far as it is over.
    hour = now.hour if of.what is What.FLASH else 24
    scope = scope_of(work, today, period, context.promotions, team=of.team, hour=hour, posted=True)
    answer = answered(summary(work, scope, of.what, of.level), scope, request.lang)
    if answer.post is None:
        return replace(answer, lines=(_about_test(of),), private=True)
    post = replace(answer.post, notes=(_about_test(of), *answer.post.notes))
    return replace(answer, post=post, private=True)


def _about_test(of: Schedule) -> Msg:
    return msg("schedule.test", number=str(of.id), channel=Chat(of.channel))


_DOORS: dict[str, Door] = {
    "list": _list,
    "add": _add,
    "edit": _edit,
    "preview": _preview,
    "pause": _pause,
    "resume": _resume,
    "remove": _remove,
    "owner": _owner,
    "now": _now,
    "test": _test,
    "log": _log,
    "closed": answer_closed,
    "open": answer_open,
}
