"""The forms for what happens to an action item: evidence, a new date, an obstacle, a reason.

Each carries the number and the version of its item: what has moved on since is told, not overrun.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from base.action import Action
from base.form import Field, FieldKind, Form, Submission, Unfit
from base.language import Msg, msg
from base.refusal import Refusal
from commands import action_moving as moving
from commands.action_form_fields import (
    carried,
    day_of,
    moved_on,
    on_staff,
    opened_once,
    person,
    person_field,
)
from commands.action_said import Said, evidence_of, said_with, words_of
from commands.action_telling import names_of, state_in_words
from commands.action_verbs import MOVES, form_key, opened_for
from commands.context import Context
from commands.submitting import PATIENCE, Opening, Outcome
from reviews import acting
from reviews.action_words import day as shown
from reviews.actions import IllegalMove, Missing, OwnWork, legal
from storage.actions import StaleError
from storage.engine import Work


@dataclass(frozen=True)
class _Asked:
    """What a form asks for: a date, a person, a text, and whether it cannot do without it."""

    text: str
    required: bool = True
    date: bool = False
    date_required: bool = True
    person: str = ""


_FORMS: Mapping[str, _Asked] = MappingProxyType(
    {
        "done": _Asked("evidence"),
        "evidence": _Asked("evidence"),
        "redate": _Asked("reason", date=True),
        "stuck": _Asked("obstacle"),
        "drop": _Asked("reason"),
        "decline": _Asked("reason"),
        "back": _Asked("reason"),
        "reassign": _Asked("note", required=False, person="owner"),
        "verifier": _Asked("note", required=False, person="verifier"),
        "close": _Asked("sentence", required=False),
        "reopen": _Asked("reason", required=False, date=True, date_required=False),
        "comment": _Asked("comment"),
    }
)


def verb_of_key(key: str) -> str:
    """Return the verb of a form's key."""
    return next(verb for verb in _FORMS if form_key(verb) == key)


def action_form(context: Context, opening: Opening, verb: str) -> Form:
    """Return the form of a move, with what was said already.

    Raises Refusal for an item that is not there, not the asker's, or where the move does not fit.
    """
    asked, today = _FORMS[verb], opening.today(context.clock)
    number, said = opened_for(opening.text)
    with context.database.read() as work:
        item = acting.seen(work, opening.actor, number or 0, today)
        _check(work, opening, item, verb, today)
        known = said_with(verb, said, words_of(context, work, opening.actor, today))
        fields = tuple(_fields(work, asked, verb, item, known, today))
        names = names_of(work)
    due = msg("action.form.about", number=str(item.id), wording=item.wording,
              owner=names.get(item.owner, ""), due=shown(item.due, today))  # fmt: skip
    return Form(
        form_key(verb), msg(f"action.form.{verb}.title"), msg(f"action.form.{verb}.submit"),
        fields, intro=(due,), carried=carried(item) | _kept(asked, known),
    )  # fmt: skip


def _kept(asked: _Asked, known: Said) -> dict[str, str]:
    chosen = (known.data or {}).get(asked.person, "") if asked.person else ""
    return {asked.person: chosen} if chosen else {}


def _check(work: Work, opening: Opening, item: Action, verb: str, today: date) -> None:
    """Raise Refusal where the form would be filled in for nothing."""
    move = MOVES[verb]
    stands = state_in_words(item, today)
    if not acting.may(work, opening.actor, move, item, today):
        raise Refusal(msg("action.not_yours", number=str(item.id)))
    if move not in legal(item):
        can = moving.possible(work, opening.actor, item, today)
        raise Refusal(moving.illegal_words(item, verb, can, stands))
    if verb == "back" and opening.actor.person in (item.owner, item.claimed_by):
        raise Refusal(msg("action.own_work", number=str(item.id)))


def _fields(
    work: Work, asked: _Asked, verb: str, item: Action, known: Said, today: date
) -> list[Field]:
    data, found = known.data or {}, []
    if asked.date:
        hint = msg("action.form.first_due", day=shown(item.first_due, today))
        found.append(
            Field("due", msg(f"action.form.{verb}.due"), FieldKind.DATE,
                  required=asked.date_required, value=data.get("due", ""), hint=hint)
        )  # fmt: skip
    if asked.person:
        who = on_staff(work, int(data.get(asked.person) or 0), today)
        label = msg(f"action.form.{verb}.person")
        found.append(person_field(asked.person, label, who, required=True))
    # What stands in the thread already is evidence too.
    needed = asked.required and not (verb == "done" and item.evidence)
    text = known.note or (data.get("link", "") if verb in ("done", "evidence") else "")
    found.append(
        Field("text", msg(f"action.form.{verb}.{asked.text}"), FieldKind.LONG_TEXT,
              required=needed, value=text, hint=_hint(verb))
    )  # fmt: skip
    if verb == "stuck":
        helper = msg("action.form.stuck.helper")
        found.append(person_field("helper", helper, None, required=False))
    return found


def _hint(verb: str) -> Msg | None:
    hints = ("done", "evidence", "redate", "stuck", "back", "drop", "close", "decline")
    return msg(f"action.form.{verb}.hint") if verb in hints else None


# -- what was filled in ----------------------------------------------------------------------------


def take_action(
    context: Context, opening: Opening, submission: Submission, key: str, verb: str
) -> Outcome:
    """Make the move with what was filled in, together with the key of the submission.

    Raises Unfit at the fields that have to be mended.
    """
    now, today = context.clock.now(), opening.today(context.clock)
    with context.database.write(PATIENCE) as work:
        place = _first(verb)
        item, fresh = opened_once(work, opening, submission, key, now, today, place)
        if not fresh:
            # The same submission again: what it did is done.
            return Outcome(said=_told(work, item, verb, today))
        said = _said(work, submission, verb, today)
        try:
            after = moving.done(work, opening.actor, item.id, verb, said, now, today)
        except (IllegalMove, StaleError) as error:
            raise Unfit({place: moved_on(item, today)}) from error
        except Missing as error:
            raise Unfit({_place(verb, error.what): _missing(error.what, item)}) from error
        except OwnWork as error:
            key_of = "verifier" if verb == "verifier" else "text"
            said_why = "action.own_verifier" if verb == "verifier" else "action.own_work"
            raise Unfit({key_of: msg(said_why, number=str(item.id))}) from error
        told = _told(work, after, verb, today)
        asked = moving.choosing(after) if verb == "redate" else None
        if asked is not None:
            told = msg("action.form.add.noted", said=told, note=asked[0])
        return Outcome(said=told)


def _first(verb: str) -> str:
    asked = _FORMS[verb]
    return "due" if asked.date else asked.person or "text"


def _place(verb: str, what: str) -> str:
    return {"date": "due", "person": _FORMS[verb].person}.get(what, "text")


def _missing(what: str, item: Action) -> Msg:
    if what == "date":
        return msg("action.form.same_date")
    if what == "person":
        return msg("action.form.same_person")
    return msg(f"action.missing.{what}", number=str(item.id))


def _said(work: Work, submission: Submission, verb: str, today: date) -> Said:
    asked, errors = _FORMS[verb], dict[str, Msg]()
    text = submission.text("text")
    said = evidence_of(text) if verb in ("done", "evidence") else Said(text)
    data = dict(said.data or {})
    if asked.date:
        due = day_of(submission, "due", errors, today)
        data |= {"due": due.isoformat()} if due else {}
    if asked.person:
        chosen = person(work, submission, asked.person, errors, today)
        data |= {asked.person: str(chosen)} if chosen else {}
    note = said.note
    if verb == "stuck":
        note, more = _with_helper(work, submission, note, errors, today)
        data |= more
    if errors:
        raise Unfit(errors)
    return Said(note, data)


def _with_helper(
    work: Work, submission: Submission, note: str, errors: dict[str, Msg], today: date
) -> tuple[str, dict[str, str]]:
    """Return the obstacle with who could help, named in the asker's own words."""
    helper = person(work, submission, "helper", errors, today)
    who = on_staff(work, helper, today)
    if who is None:
        return note, {}
    return f"{note} → {who.name.zh}", {"helper": str(who.person)}


def _told(work: Work, item: Action, verb: str, today: date) -> Msg:
    values = moving.told_with(item, names_of(work), today)
    return msg(f"action.moved.{verb}", **values)
