"""The form for what a review decided on a case: an action item, linked to it, or why there is none.

An item passes the same gate as any other: an owner, a date, a wording that can be verified.
"""

from dataclasses import replace

from base.case import Case
from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, Lang, Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from base.schedule import Level
from commands.action_add_form import about_fields, asker_of, concrete, said_of, wording_field
from commands.action_adding import Added, keep
from commands.action_form_fields import day_of, person, person_field
from commands.action_telling import names_of
from commands.case_forms import by_of, carried, form_key, number_of, which_of
from commands.context import Context
from commands.submitting import PATIENCE, Opening, Outcome
from reviews import case_words, moderating
from reviews.action_words import day, name
from reviews.moderating import LONGEST_REASON, Which
from storage.engine import Work
from storage.seen import claim

DECIDE = form_key("decide")
_ACTION, _NONE = "action", "none"
_HOW = (
    Option(_ACTION, Bilingual("定一条行动", "An action")),
    Option(_NONE, Bilingual("不定行动，写原因", "No action, because …")),
)
# Of the fields of an item those that say what shows whether it worked; the rest is the case's.
_MEASURE = ("metric", "side", "target")


def decide_form(context: Context, opening: Opening) -> Form:
    """Return the form. Raises Refusal for those who may not decide this case."""
    today = opening.today(context.clock)
    with context.database.read() as work:
        case = moderating.check_deciding(work, opening.actor, Which(number_of(opening)))
        fields = _fields(work, case, opening.actor)
        texts = case_words.texts(case)
    return Form(
        DECIDE,
        msg("case.form.decide.title"),
        msg("case.form.decide.submit"),
        fields,
        intro=(case_words.headline(case, today), *texts),
        carried=carried(case),
    )


def _fields(work: Work, case: Case, actor: Actor) -> tuple[Field, ...]:
    wording = replace(wording_field(""), required=False)
    level = case.level or Level.DEPARTMENT
    about = about_fields(work, None, level, case.team, actor)
    measure = [one for one in about if one.key in _MEASURE]
    return (
        Field("how", msg("case.form.decide.how"), FieldKind.RADIO, options=_HOW, value=_ACTION),
        wording,
        person_field("owner", msg("action.form.add.owner"), None, required=False),
        Field("due", msg("action.form.add.due"), FieldKind.DATE, required=False),
        *(replace(one, required=False) for one in measure),
        Field(
            "because",
            msg("case.form.decide.because"),
            FieldKind.LONG_TEXT,
            required=False,
            hint=msg("case.form.decide.because_hint"),
            longest=LONGEST_REASON,
        ),
    )


def take_decide(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep what was decided, the item and its link in one unit of work. Raises Unfit, Refusal."""
    by, which = by_of(context, opening), which_of(submission)
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, by.now):
            return Outcome(said=msg("case.form.again"))
        case = moderating.check_deciding(work, opening.actor, which)
        if submission.text("how") == _NONE:
            _check_reason(submission)
            moderating.decided(work, by, which, because=submission.text("because"))
            return Outcome(said=msg("case.form.decide.done_none", id=case.id))
        added = _added(context, work, opening, submission, case)
        moderating.decided(work, by, which, action=added.action.id)
        return Outcome(said=_told(work, opening, context, case, added))


def _check_reason(submission: Submission) -> None:
    if not submission.text("because"):
        raise Unfit({"because": msg("case.form.decide.no_reason")})


def _added(
    context: Context, work: Work, opening: Opening, submission: Submission, case: Case
) -> Added:
    """Return the new item. Raises Unfit at every field that does not fit."""
    asker, errors = asker_of(context, opening), dict[str, Msg]()
    level = case.level or Level.DEPARTMENT
    about = {"level": level.value, "team": str(case.team) if case.team else ""}
    filled = replace(submission, values={**submission.values, **about})
    draft = said_of(work, filled, errors).draft
    owner = person(work, submission, "owner", errors, asker.today)
    due = day_of(submission, "due", errors, asker.today)
    if owner is None:
        errors.setdefault("owner", msg("action.form.add.no_owner"))
    if due is None:
        errors.setdefault("due", msg("action.form.add.no_due"))
    draft = concrete(replace(draft, owner=owner, due=due, problem=_problem(case, opening)), errors)
    if errors:
        raise Unfit(errors)
    try:
        return keep(work, draft, asker, context.clock.now(), case.team)
    except Refusal as refusal:
        raise Unfit({"wording": refusal.message}) from refusal


def _problem(case: Case, opening: Opening) -> str:
    return f"案例 {case.id}" if opening.lang is Lang.ZH else f"case {case.id}"


def _told(work: Work, opening: Opening, context: Context, case: Case, added: Added) -> Msg:
    action = added.action
    said = msg(
        "case.form.decide.done",
        id=case.id,
        number=str(action.id),
        wording=action.wording,
        owner=name(names_of(work), action.owner),
        due=day(action.due, opening.today(context.clock)),
    )
    for note in added.notes:
        said = msg("case.form.noted", said=said, note=note)
    return said
