"""What the forms for action items share: people of the chat, days, the item as it was opened."""

from datetime import date, datetime

from base.action import Action, Move
from base.form import Field, FieldKind, Submission, Unfit
from base.language import Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from commands.action_said import past
from commands.submitting import Opening
from reviews import acting
from reviews.action_words import state_in_words
from storage import actions
from storage.engine import Work
from storage.roster import OnStaff, by_number, person_of_user, roster
from storage.seen import claim

# What of an item a form stands on: who moved any of it since makes it another one.
_QUIET = frozenset({Move.COMMENT, Move.EVIDENCE, Move.POSTED, Move.SNOOZE})


def person_field(
    key: str, label: Msg, who: OnStaff | None, *, required: bool, hint: Msg | None = None
) -> Field:
    """Return a field for a person; somebody who is not in the chat stays where it is left empty."""
    outside = who is not None and not who.user
    if outside and who is not None:
        hint = msg("action.form.outside", name=who.name)
    return Field(
        key, label, FieldKind.PERSON, required=required and not outside,
        value=who.user if who else "", hint=hint,
    )  # fmt: skip


def on_staff(work: Work, number: int | None, today: date) -> OnStaff | None:
    """Return somebody who works here by his number."""
    return by_number(roster(work, today)).get(number or 0)


def person(
    work: Work, submission: Submission, key: str, errors: dict[str, Msg], today: date
) -> int | None:
    """Return the person of a field; who stood there where it was left empty, None for nobody."""
    user = submission.text(key)
    if not user:
        kept = submission.carried.get(key, "")
        return int(kept) if kept.isdecimal() else None
    number = person_of_user(work, user)
    if number is None or on_staff(work, number, today) is None:
        errors[key] = msg("action.form.not_on_staff")
        return None
    return number


def day_of(submission: Submission, key: str, errors: dict[str, Msg], today: date) -> date | None:
    """Return the day of a field, None where it is empty; a past one is an error."""
    typed = submission.text(key)
    if not typed:
        return None
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        errors[key] = msg("form.choose")
        return None
    if found < today:
        errors[key] = past(found, today)
    return found


def carried(action: Action) -> dict[str, str]:
    """Return what a form about an item carries: which it is, and how it stood."""
    return {"action": str(action.id), "version": str(action.version)}


def opened_once(
    work: Work,
    opening: Opening,
    submission: Submission,
    key: str,
    now: datetime,
    today: date,
    place: str,
) -> tuple[Action, bool]:
    """Return the item of a submission, and False where that very submission was taken before.

    Raises Unfit at the field `place` for an item that is not there, or has moved on since.
    """
    try:
        item, same = opened(work, opening.actor, submission, today)
    except Refusal as refusal:
        raise Unfit({place: refusal.message}) from refusal
    if not claim(work, key, now):
        return item, False
    if not same:
        raise Unfit({place: moved_on(item, today)})
    return item, True


def moved_on(item: Action, today: date) -> Msg:
    """Return that an item has moved on since its form was opened, and how it stands."""
    stands = state_in_words(item, today)
    return msg("action.form.moved_on", number=str(item.id), state=stands)


def opened(work: Work, actor: Actor, submission: Submission, today: date) -> tuple[Action, bool]:
    """Return the item of a submission as it stands, and whether it is still as it was opened.

    Raises Refusal for one that is not there or not to be seen.
    """
    number = int(submission.carried.get("action") or 0)
    version = int(submission.carried.get("version") or 0)
    events = actions.events_of(work, number)
    item = acting.seen(work, actor, number, today)
    return item, all(one.move in _QUIET for one in events if one.seq > version)
