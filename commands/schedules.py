"""Scheduled posts by command: listed, added, previewed, paused, tried out, sent now, their log.

`/fupan schedule …`, or the same words in a mention or a direct message. What a text says is read in
`schedule_typed`; the form is `schedule_form`, days off are `closed_days`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from base.answer import Answer, FollowUp, Kind
from base.language import Lang, Listing, Msg, msg
from base.refusal import Refusal
from base.schedule import Schedule
from commands import schedule_telling as telling
from commands import subscriptions
from commands.action_people import People
from commands.closed_days import answer_closed, answer_open
from commands.context import Context, Request
from commands.schedule_keeping import LIST as LIST_TYPED
from commands.schedule_keeping import (
    calendar_of,
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
from commands.schedule_reviews import follower_name, with_follower
from commands.schedule_sending import answer_now, answer_test
from commands.schedule_typed import begins_with_what, understand
from commands.schedule_verbs import typed_verb, verb_of
from commands.submitting import PATIENCE
from storage import occurrences, schedules
from storage.engine import Work
from storage.people import actor_of, names_by_number
from storage.roster import roster

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
        people = names_by_number(work) if any(one.follow_up for one in found) else {}
    if not found:
        return Answer(Kind.TEXT, msg("schedule.list_empty"), follow_ups=(telling.ADD,))
    more = len(found) - _SHOWN
    return Answer(
        Kind.TEXT,
        msg("schedule.list", n=len(found)),
        lines=(
            _how(found[0], request.lang),
            *(telling.line(one, teams, people) for one in found[:_SHOWN]),
        ),
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
        follower = follower_name(work, of, request.today(context.clock))
    notes = (*((msg("schedule.is_paused"),) if of.paused else ()),
             *telling.unknown_years(of, calendar, now))  # fmt: skip
    verbs = ("resume" if of.paused else "pause", "edit", "test", "log")
    return Answer(
        Kind.TEXT,
        telling.sentence("schedule.preview", of, teams, follower),
        lines=(
            msg("schedule.coming"),
            *telling.coming(of, calendar, now, telling.NEXT, request.actor.zone),
        ),
        notes=notes,
        follow_ups=telling.buttons(of, *verbs),
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
        follow_ups=telling.buttons(of, "preview", "test", "now"),
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
    kept, rest = subscriptions.named_in(context, request, rest)
    with context.database.write(PATIENCE) as work:
        teams, today = team_names(work), request.today(context.clock)
        typed = understand(rest, teams, People(roster(work, today), request.actor.person))
        typed = subscriptions.with_question(typed, kept)
        drawn = with_follower(work, drawn_up(work, request, typed, teams, None), today)
        new = reckoned(context, work, subscriptions.asks(drawn, kept), now)
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
        teams, today = team_names(work), request.today(context.clock)
        typed = understand(said, teams, People(roster(work, today), request.actor.person))
        drawn = with_follower(work, drawn_up(work, request, typed, teams, old), today)
        new = reckoned(context, work, drawn, now)
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
        follower = follower_name(work, of, request.today(context.clock))
    return Answer(
        Kind.TEXT,
        telling.sentence(key, of, teams, follower),
        lines=(
            msg("schedule.coming"),
            *telling.coming(of, calendar, now, _ADDED, request.actor.zone),
        ),
        notes=(msg("schedule.is_paused"),) if of.paused else (),
        follow_ups=telling.buttons(of, "test", "edit", "pause"),
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
        follower = follower_name(work, of, request.today(context.clock))
        if sure:
            schedules.remove(work, of.id, context.clock.now(), request.actor.person)
    if sure:
        told = msg("schedule.removed", **telling.named(of, teams))
        return Answer(Kind.TEXT, told, follow_ups=(telling.LIST,))
    yes = FollowUp(msg("schedule.button.remove"), f"/fupan schedule remove {of.id} yes")
    return Answer(
        Kind.TEXT,
        telling.sentence("schedule.remove_sure", of, teams, follower),
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


_DOORS: dict[str, Door] = {
    "list": _list,
    "add": _add,
    "edit": _edit,
    "preview": _preview,
    "pause": _pause,
    "resume": _resume,
    "remove": _remove,
    "owner": _owner,
    "now": answer_now,
    "test": answer_test,
    "log": _log,
    "closed": answer_closed,
    "open": answer_open,
}
