"""Splitting an action item into smaller ones: `/action split 12 first part Friday; second part …`.

The parts follow the item and take its place: owner, level, team, verifier and what it waits for are
its own unless a part says otherwise; its figure is looked at when the last part is done.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from base.action import Action, Move
from base.answer import Answer, FollowUp, Kind
from base.form import Field, FieldKind, Form, Submission, Unfit
from base.language import Msg, msg
from base.refusal import Refusal
from base.schedule import Level
from commands import action_moving as moving
from commands.action_adding import Asker, keep, setting_of
from commands.action_form_fields import carried, day_of, moved_on, opened_once
from commands.action_said import past
from commands.action_telling import line, names_of, opening, state_in_words
from commands.action_typed import Draft, drafted, vague
from commands.action_verbs import form_key, opened_for
from commands.context import Context, Place, Request
from commands.submitting import PATIENCE, Opening, Outcome
from reviews import acting, cards, waiting
from reviews.action_words import day
from reviews.actions import IllegalMove, Wish, legal
from storage import actions
from storage.actions import StaleError
from storage.engine import Work

SPLIT = form_key("split")
_SIGNS = "；;\n"
_LEAST, _MOST = 2, 6
_ASKED = 3
_LONGEST = 300


def answer_split(context: Context, request: Request, number: int, text: str) -> Answer:
    """Split an item as a line says. Raises Refusal for what cannot be, or is not his."""
    today = request.today(context.clock)
    with context.database.read() as work:
        item = _splittable(work, request, number, today)
        asker = _asker(request, item, today)
        setting = setting_of(context, work, asker)
        drafts = [_whole(drafted(one, setting), item) for one in _parts(text)]
    trouble = _trouble(drafts, number, text, today)
    if trouble is not None:
        return trouble
    try:
        with context.database.write(PATIENCE) as work:
            parts = split(work, item, drafts, asker, context.clock.now())
            names = names_of(work)
    except (IllegalMove, StaleError):
        with context.database.read() as work:
            now = acting.seen(work, request.actor, number, today)
            return moving.stale(work, request.actor, now, today)
    hidden = item.level is Level.PERSON and request.place is Place.CHANNEL
    return Answer(
        Kind.TEXT,
        msg("action.split.done", number=str(number), n=len(parts)),
        lines=() if hidden else tuple(line(one, names, today) for one in parts),
        follow_ups=() if hidden else tuple(opening(one) for one in parts[:4]),
        private=item.level is Level.PERSON,
    )


def _asker(request: Request | Opening, item: Action, today: date) -> Asker:
    channel = item.born if item.born[:1] in ("C", "G") else ""
    return Asker(request.actor, request.lang, today, channel)


def _parts(text: str) -> list[str]:
    for sign in _SIGNS:
        text = text.replace(sign, "\x00")
    return [one.strip() for one in text.split("\x00") if one.strip()]


def _splittable(work: Work, request: Request | Opening, number: int, today: date) -> Action:
    """Return the item. Raises Refusal where it is not there, not his, or past splitting."""
    item = acting.seen(work, request.actor, number, today)
    if not acting.may(work, request.actor, Move.SPLIT, item, today):
        raise Refusal(msg("action.not_yours", number=str(number)))
    if Move.SPLIT not in legal(item):
        can = moving.possible(work, request.actor, item, today)
        stands = state_in_words(item, today)
        raise Refusal(moving.illegal_words(item, "split", can, stands))
    return item


def _whole(draft: Draft, item: Action) -> Draft:
    """Return a part with what it has from the item where it says nothing of its own."""
    owner = draft.owner or item.owner
    verifier = draft.verifier or (item.verifier if item.verifier != owner else None)
    return replace(
        draft,
        owner=owner,
        level=draft.level or item.level,
        verifier=verifier,
        problem=draft.problem or item.problem,
        link=draft.link or item.link,
        previous=item.id,
        waits=draft.waits or item.waits,
        born=item.born,
    )


def _trouble(drafts: Sequence[Draft], number: int, text: str, today: date) -> Answer | None:
    """Return why these are no parts yet, with the form; None for those that are."""
    fill = FollowUp(msg("action.button.form"), f"/action form split {number} {text}".strip())
    if not _LEAST <= len(drafts) <= _MOST:
        how = msg("action.split.how", least=_LEAST, most=_MOST)
        example = msg("action.split.example", number=str(number))
        return Answer(Kind.REFUSAL, how, lines=(example,), follow_ups=(fill,))
    for at, draft in enumerate(drafts, start=1):
        why = _wrong(draft, today)
        if why is not None:
            said = msg("action.split.part", at=str(at), why=why)
            return Answer(Kind.REFUSAL, said, follow_ups=(fill,))
    return None


def _wrong(draft: Draft, today: date) -> Msg | None:
    if draft.troubles:
        return draft.troubles[0]
    if draft.missing:
        return msg(f"action.split.missing.{draft.missing[0]}")
    if draft.due is not None and draft.due < today:
        return past(draft.due, today)
    return vague(draft)


def split(
    work: Work, item: Action, drafts: Sequence[Draft], asker: Asker, now: datetime
) -> tuple[Action, ...]:
    """Keep the parts and end the item in one unit of work; return the parts.

    The last one takes over the item's figure, unless some part has one of its own. Raises Refusal
    as `keep` and `reviews.acting.act` do, IllegalMove and StaleError where it has moved on.
    """
    chosen = list(drafts)
    if item.measure is not None and not any(draft.measure for draft in chosen):
        # A day to look that lies before the new date says nothing about it: it is set anew.
        chosen[-1] = replace(chosen[-1], measure=replace(item.measure, check=None))
    parts = tuple(keep(work, draft, asker, now, item.team).action for draft in chosen)
    numbers = tuple(one.id for one in parts)
    data = {"parts": ",".join(map(str, numbers))}
    wish = Wish(Move.SPLIT, max(asker.actor.person, 0), now, data=data)
    after = acting.act(work, asker.actor, item.id, wish, asker.today)
    waiting.replaced(work, item.id, numbers, wish.who, now)
    cards.moved(work, item, after, actions.events_of(work, item.id)[-1], now)
    return parts


# -- the form --------------------------------------------------------------------------------------


def split_form(context: Context, opening: Opening) -> Form:
    """Return the form for the parts of an item, with what was typed. Raises Refusal as above."""
    today = opening.today(context.clock)
    number, said = opened_for(opening.text)
    with context.database.read() as work:
        item = _splittable(work, opening, number or 0, today)
        setting = setting_of(context, work, _asker(opening, item, today))
        drafts = [drafted(one, setting) for one in _parts(said)][:_ASKED]
        names = names_of(work)
    about = msg("action.form.about", number=str(item.id), wording=item.wording,
                owner=names.get(item.owner, ""), due=day(item.due, today))  # fmt: skip
    fields = [one for at in range(_ASKED) for one in _fields(at, drafts)]
    return Form(
        SPLIT, msg("action.form.split.title"), msg("action.form.split.submit"), tuple(fields),
        intro=(about, msg("action.form.split.intro")), carried=carried(item),
    )  # fmt: skip


def _fields(at: int, drafts: Sequence[Draft]) -> tuple[Field, Field]:
    said = drafts[at] if at < len(drafts) else Draft()
    needed, place = at < _LEAST, str(at + 1)
    due = said.due.isoformat() if said.due else ""
    return (
        Field(f"wording{at}", msg("action.form.split.wording", at=place), FieldKind.LONG_TEXT,
              required=needed, value=said.wording, longest=_LONGEST),
        Field(f"due{at}", msg("action.form.split.due", at=place), FieldKind.DATE,
              required=needed, value=due),
    )  # fmt: skip


def take_split(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Split an item as a form says, with the key of its submission. Raises Unfit."""
    now, today = context.clock.now(), opening.today(context.clock)
    with context.database.write(PATIENCE) as work:
        item, fresh = opened_once(work, opening, submission, key, now, today, "wording0")
        if not fresh:
            return Outcome(said=msg("action.split.again", number=str(item.id)))
        drafts = _filled(submission, item, today)
        try:
            parts = split(work, item, drafts, _asker(opening, item, today), now)
        except (IllegalMove, StaleError) as error:
            raise Unfit({"wording0": moved_on(item, today)}) from error
        except Refusal as refusal:
            raise Unfit({"wording0": refusal.message}) from refusal
    said = msg("action.split.done", number=str(item.id), n=len(parts))
    for one in parts:
        told = msg("action.split.part_told", number=str(one.id), wording=one.wording,
                   due=day(one.due, today))  # fmt: skip
        said = msg("action.form.add.noted", said=said, note=told)
    return Outcome(said=said)


def _filled(submission: Submission, item: Action, today: date) -> list[Draft]:
    """Return the parts that were filled in. Raises Unfit with every field that does not fit."""
    errors: dict[str, Msg] = {}
    found = []
    for at in range(_ASKED):
        wording = " ".join(submission.text(f"wording{at}").split())
        due = day_of(submission, f"due{at}", errors, today)
        if not wording and due is None and at >= _LEAST:
            continue
        draft = _whole(Draft(wording=wording, due=due), item)
        if not wording:
            errors[f"wording{at}"] = msg("action.form.add.no_wording")
        elif (why := vague(draft)) is not None:
            errors[f"wording{at}"] = why
        if due is None:
            errors.setdefault(f"due{at}", msg("action.form.add.no_due"))
        found.append(draft)
    if errors:
        raise Unfit(errors)
    return found
