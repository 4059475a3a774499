"""Action items by command: `/action add …`, `/action 12`, moves by text, lists; 行动 likewise.

What a line of a new item says is read in `action_typed`, moves in `action_moving`, forms are
`action_forms` and `action_add_form`, lists `action_lists`.
"""

from datetime import date

from base.action import Action, Event
from base.answer import Answer, FollowUp, Kind
from base.language import Lang, Msg, msg
from base.refusal import Refusal
from base.schedule import Level
from commands import action_moving as moving
from commands import action_said
from commands.action_adding import (
    Asker,
    check_may_add,
    example,
    fill_in,
    keep,
    setting_of,
)
from commands.action_outside import answer_aside, aside
from commands.action_telling import names_of, opening, whole
from commands.action_typed import Draft, drafted, vague
from commands.action_verbs import LISTS, MOVES, said_of
from commands.context import Context, Place, Request
from commands.submitting import PATIENCE
from reviews import acting, waiting
from reviews.action_words import line
from reviews.actions import IllegalMove, Missing, OwnWork
from storage.actions import StaleError
from storage.engine import Work

_ANYWAY = ("anyway", "就这样")


def answer_actions(context: Context, request: Request) -> Answer:
    """Do what a text behind the command asks for; without any, list the asker's own items.

    Raises Refusal for what is not understood, not there, or not the asker's to do.
    """
    text = request.text.strip()
    other = aside(text)
    if other is not None:
        return answer_aside(context, request, *other)
    verb, number, rest = said_of(text)
    if number is not None and verb == "split":
        from commands.action_splitting import answer_split

        return answer_split(context, request, number, rest)
    if number is not None and verb in MOVES:
        return _moved(context, request, verb, number, rest)
    if number is not None and not rest:
        return _shown(context, request, number)
    if verb == "add" and rest:
        return _add(context, request, rest)
    if verb == "verify" and not rest:
        return _list(context, request, "verify")
    if verb in LISTS or not text:
        return _list(context, request, f"{verb or 'mine'} {rest}".strip())
    if verb in MOVES:
        raise Refusal(msg("action.which", verb=msg(f"action.verb.{verb}")), _examples(request.lang))
    if text.split()[0] == "born":
        return _list(context, request, text)
    raise Refusal(msg("action.not_understood", words=text[:100]), _examples(request.lang))


def _examples(lang: Lang) -> tuple[str, ...]:
    mine = {Lang.ZH: "行动 我的", Lang.EN: "action mine"}[lang]
    return (mine, example(lang))


def _list(context: Context, request: Request, which: str) -> Answer:
    from commands.action_lists import answer_lists

    return answer_lists(context, request, which)


# -- one item --------------------------------------------------------------------------------------


def _shown(context: Context, request: Request, number: int) -> Answer:
    today = request.today(context.clock)
    with context.database.read() as work:
        found = acting.seen(work, request.actor, number, today)
        if found.level is Level.PERSON and request.place is Place.CHANNEL:
            return Answer(Kind.TEXT, msg("action.in_private", number=str(number)), withheld=True)
        events = acting.history(work, number)
        told = whole(work, found, events, names_of(work), today)
        figures = _figures(work, found, events, today)
        buttons = moving.buttons_of(work, request.actor, found, today)
    # What was said and how the figure stands come before what happened.
    at = next((i for i, one in enumerate(told) if one.key == "action.whole.history"), len(told))
    return Answer(
        Kind.TEXT,
        _named(found),
        lines=(*told[:at], *figures, *told[at:]),
        follow_ups=buttons,
        private=found.level is Level.PERSON,
    )


def _named(action: Action) -> Msg:
    return msg("action.named", number=str(action.id), wording=action.wording)


def _figures(work: Work, action: Action, events: list[Event], today: date) -> tuple[Msg, ...]:
    from reviews.card_figures import figures

    return figures(work, action, events, today)


# -- adding ----------------------------------------------------------------------------------------


def asker_of(context: Context, request: Request) -> Asker:
    """Return who adds an item, and where."""
    channel = request.channel if request.channel[:1] in ("C", "G") else ""
    return Asker(request.actor, request.lang, request.today(context.clock), channel)


def _add(context: Context, request: Request, text: str) -> Answer:
    check_may_add(request.actor)
    asker = asker_of(context, request)
    forced, text = _forced(text)
    with context.database.read() as work:
        draft = drafted(text, setting_of(context, work, asker))
    trouble = _trouble(draft, asker, text, forced=forced)
    if trouble is not None:
        return trouble
    with context.database.write(PATIENCE) as work:
        added = keep(work, draft, asker, context.clock.now())
    return told(context, request, added.action, added.notes)


def _forced(text: str) -> tuple[bool, str]:
    for word in _ANYWAY:
        if text.lower().startswith(word):
            return True, text[len(word) :].strip(" ,，:：")
    return False, text


def _trouble(draft: Draft, asker: Asker, text: str, *, forced: bool) -> Answer | None:
    """Return why a draft is no item yet, with the form; None for one that is."""
    fill = fill_in(text)
    if draft.troubles:
        return Answer(Kind.REFUSAL, draft.troubles[0], lines=draft.troubles[1:], follow_ups=(fill,))
    if draft.missing:
        return _incomplete(draft, asker, text)
    if draft.due is not None and draft.due < asker.today:
        past = action_said.past(draft.due, asker.today)
        return Answer(Kind.REFUSAL, past, follow_ups=(fill,))
    why = None if forced else vague(draft)
    if why is None:
        return None
    anyway = FollowUp(msg("action.button.anyway"), f"/action add anyway {text}")
    return Answer(
        Kind.REFUSAL, why, lines=(msg("action.add.how_worded"),), follow_ups=(fill, anyway)
    )


def _incomplete(draft: Draft, asker: Asker, text: str) -> Answer:
    """Ask for what is missing: by the form, or where it is one thing only, by one tap."""
    lang, taps = asker.lang, []
    zh = lang is Lang.ZH
    if draft.missing == ("owner",) and asker.actor.person > 0:
        taps.append(
            FollowUp(msg("action.button.mine"), f"/action add {text} @{'我' if zh else 'me'}")
        )
    if draft.missing == ("due",):
        words = ("下周五", "月底") if zh else ("next Friday", "end of month")
        taps += [
            FollowUp(msg("button.try", text=word), f"/action add {text} {word}") for word in words
        ]
    return Answer(
        Kind.REFUSAL,
        msg(f"action.add.missing.{'_'.join(draft.missing)}"),
        lines=(msg("action.add.example", text=example(lang)),),
        follow_ups=(fill_in(text), *taps),
    )


def told(context: Context, request: Request, action: Action, notes: tuple[Msg, ...]) -> Answer:
    """Return what was understood of a new item, with what may be done next."""
    today = request.today(context.clock)
    with context.database.read() as work:
        lines = whole(work, action, (), names_of(work), today)
        buttons = moving.buttons_of(work, request.actor, action, today)
    lines = tuple(
        one for one in lines if one.key not in ("action.whole.history", "action.whole.made")
    )
    hidden = action.level is Level.PERSON and request.place is Place.CHANNEL
    return Answer(
        Kind.TEXT,
        msg("action.added", number=str(action.id), wording=action.wording)
        if not hidden
        else msg("action.noted", number=str(action.id)),
        lines=() if hidden else lines,
        notes=notes,
        follow_ups=() if hidden else (*buttons[:3], opening(action)),
        private=action.level is Level.PERSON,
    )


# -- moving ----------------------------------------------------------------------------------------


def _moved(context: Context, request: Request, verb: str, number: int, rest: str) -> Answer:
    actor, today = request.actor, request.today(context.clock)
    with context.database.read() as work:
        words = action_said.words_of(context, work, actor, today)
        before = acting.seen(work, actor, number, today)
    said = action_said.said_with(verb, rest, words)
    try:
        with context.database.write(PATIENCE) as work:
            after = moving.done(work, actor, number, verb, said, context.clock.now(), today)
    except (IllegalMove, Missing, OwnWork, StaleError) as error:
        with context.database.read() as work:
            now = acting.seen(work, actor, number, today)
            return _not_moved(work, request, now, verb, rest, error, today)
    return _after(context, request, before, after, verb)


def _not_moved(
    work: Work,
    request: Request,
    action: Action,
    verb: str,
    rest: str,
    error: Exception,
    today: date,
) -> Answer:
    if isinstance(error, IllegalMove):
        return moving.illegal(work, request.actor, action, error, today)
    if isinstance(error, Missing):
        return moving.missing(verb, action.id, error.what, rest)
    if isinstance(error, OwnWork):
        return moving.own_work(action, verb)
    return moving.stale(work, request.actor, action, today)


def _after(context: Context, request: Request, before: Action, after: Action, verb: str) -> Answer:
    """Return how an item stands after a move, with what may be done next."""
    today = request.today(context.clock)
    if after.level is Level.PERSON and request.place is Place.CHANNEL:
        return Answer(Kind.TEXT, msg("action.noted", number=str(after.id)))
    with context.database.read() as work:
        names = names_of(work)
        buttons = moving.buttons_of(work, request.actor, after, today)[:3]
        waits = waiting.lines(work, after, names, today) if verb in ("wait", "free") else ()
    lines = (line(after, names, today), *waits)
    asked = moving.choosing(after) if verb == "redate" else None
    if asked is not None:
        lines, buttons = (*lines, asked[0]), asked[1]
    return Answer(
        Kind.TEXT,
        msg(f"action.moved.{verb}", **moving.told_with(after, names, today)),
        lines=lines,
        follow_ups=(*buttons, opening(after)),
        private=after.level is Level.PERSON,
    )
