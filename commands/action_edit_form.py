"""The form for changing an action item: its wording, level, team and measure, as they stand."""

from dataclasses import replace
from datetime import date

from base.action import Action, Move
from base.form import Form, Submission, Unfit
from base.language import Msg, msg
from base.refusal import Refusal
from commands import action_moving as moving
from commands.action_add_form import (
    about_fields,
    check_field,
    concrete,
    kept_of,
    said_of,
    wording_field,
)
from commands.action_form_fields import carried, day_of, moved_on, opened_once
from commands.action_said import Said
from commands.action_telling import state_in_words
from commands.action_typed import Draft
from commands.action_verbs import form_key, opened_for
from commands.context import Context
from commands.submitting import PATIENCE, Opening, Outcome
from reviews import acting
from reviews.action_words import where
from reviews.actions import IllegalMove, measure_data
from storage.actions import StaleError
from storage.engine import Work

EDIT = form_key("edit")


def edit_form(context: Context, opening: Opening) -> Form:
    """Return the form for an item's wording, level, team and measure, as they stand."""
    today = opening.today(context.clock)
    number, said = opened_for(opening.text)
    with context.database.read() as work:
        item = acting.seen(work, opening.actor, number or 0, today)
        if not acting.may(work, opening.actor, Move.EDIT, item, today):
            raise Refusal(msg("action.not_yours", number=str(item.id)))
        can = moving.possible(work, opening.actor, item, today)
        if "edit" not in can:
            stands = state_in_words(item, today)
            raise Refusal(moving.illegal_words(item, "edit", can, stands))
        fields = (
            wording_field(said or item.wording),
            *about_fields(work, item.measure, item.level, item.team, opening.actor),
            check_field(item.measure.check if item.measure else None),
        )
        intro = where(work, item.measure.only if item.measure else {})
    draft = Draft(measure=item.measure)
    return Form(
        EDIT, msg("action.form.edit.title", number=str(item.id)), msg("action.form.edit.submit"),
        fields, intro=(msg("action.form.add.only", names=intro),) if intro else (),
        carried=kept_of(draft) | carried(item),
    )  # fmt: skip


def take_edit(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep what was changed. Raises Unfit at the fields that have to be mended."""
    now, today = context.clock.now(), opening.today(context.clock)
    with context.database.write(PATIENCE) as work:
        item, fresh = opened_once(work, opening, submission, key, now, today, "wording")
        if not fresh:
            return Outcome(said=msg("action.moved.edit", number=str(item.id)))
        data = _changes(work, submission, item, today)
        try:
            said = Said("", data)
            moving.done(work, opening.actor, item.id, "edit", said, now, today)
        except (IllegalMove, StaleError) as error:
            raise Unfit({"wording": moved_on(item, today)}) from error
        return Outcome(said=msg("action.moved.edit", number=str(item.id)))


def _changes(work: Work, submission: Submission, item: Action, today: date) -> dict[str, str]:
    errors: dict[str, Msg] = {}
    about = said_of(work, submission, errors)
    check = day_of(submission, "check", errors, today)
    # What was looked at on a day that is over may stay as it is.
    if "check" in errors and item.measure and str(item.measure.check) == submission.text("check"):
        del errors["check"]
    measure = replace(about.draft.measure, check=check) if about.draft.measure else None
    draft = concrete(replace(about.draft, measure=measure), errors)
    if errors:
        raise Unfit(errors)
    team = about.team or item.team
    return {
        "wording": draft.wording,
        "level": (draft.level or item.level).value,
        "team": str(team),
        **measure_data(measure),
    }
