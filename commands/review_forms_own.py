"""The forms of whoever is in a review: a point for its agenda, and saying that an item is not one's
own."""

from base.action import Move
from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, msg
from base.refusal import Refusal
from base.schedule import Level
from commands.context import Context
from commands.review_forms import asked_by, form_key, number_in
from commands.review_running import added, mine
from commands.review_typed import Verb
from commands.submitting import PATIENCE, Opening, Outcome
from reviews import acting, meeting
from reviews.action_words import names_of, short
from reviews.actions import Missing, Wish, folded
from reviews.cards import moved
from reviews.meeting import LONGEST_POINT, LONGEST_REASON
from storage import actions
from storage.seen import claim


def add_form(context: Context, opening: Opening) -> Form:
    """Return the form that puts something on an agenda. Raises Refusal."""
    with context.database.read() as work:
        found = meeting.seen(work, opening.actor, number_in(opening), opening.channel)
        if opening.actor.person <= 0:
            raise Refusal(msg("review.add.stranger"))
    company = found.review.level is Level.COMPANY
    fields = (
        Field("text", msg("review.form.add.text"), FieldKind.LONG_TEXT,
              hint=msg("review.form.add.hint"), longest=LONGEST_POINT),
        Field("proposal", msg("review.form.add.proposal"), FieldKind.LONG_TEXT, required=company,
              hint=msg("review.form.add.proposal_hint"), longest=LONGEST_POINT),
    )  # fmt: skip
    return Form(
        form_key(Verb.ADD),
        msg("review.form.add.title"),
        msg("review.form.add.submit"),
        fields,
        intro=(found.review.agenda.name,),
        carried={"review": str(found.review.id), "channel": opening.channel},
        outro=(msg("review.form.add.named"),),
    )


def take_add(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Put a point on an agenda. Raises Unfit."""
    by = asked_by(context, opening)
    text, proposal = submission.text("text"), submission.text("proposal")
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, by.now):
            return Outcome()
        number = int(submission.carried.get("review") or 0)
        try:
            channel = submission.carried.get("channel", "")
            found = meeting.seen(work, opening.actor, number, channel)
            if found.review.level is Level.COMPANY and not proposal:
                raise Unfit({"proposal": msg("review.form.add.needs_proposal")})
            added(work, by, found, text, proposal, key)
        except Refusal as refusal:
            raise Unfit({"text": refusal.message}) from refusal
    return Outcome()


# -- not mine --------------------------------------------------------------------------------------


def decline_form(context: Context, opening: Opening) -> Form:
    """Return the form to say that an item should be somebody else's. Raises Refusal."""
    by = asked_by(context, opening)
    with context.database.read() as work:
        found = meeting.seen(work, opening.actor, number_in(opening), opening.channel)
        items = mine(work, by, found)
    if not items:
        raise Refusal(msg("review.accept.nothing"))
    options = tuple(
        Option(str(one.id), Bilingual(*[f"#{one.id} {short(one.wording, 60)}"] * 2))
        for one in items
    )
    fields = (
        Field("item", msg("review.form.decline.item"), FieldKind.RADIO, options=options,
              value=str(items[0].id)),
        Field("why", msg("review.form.decline.why"), FieldKind.LONG_TEXT,
              hint=msg("review.form.decline.hint"), longest=LONGEST_REASON),
    )  # fmt: skip
    return Form(
        form_key(Verb.DECLINE),
        msg("review.form.decline.title"),
        msg("review.form.decline.submit"),
        fields,
        carried={"review": str(found.review.id), "channel": opening.channel},
    )


def take_decline(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Say that an item is not one's own; whoever follows the review up is told. Raises Unfit."""
    by = asked_by(context, opening)
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, by.now):
            return Outcome()
        number = int(submission.text("item") or 0)
        wish = Wish(Move.DECLINE, opening.actor.person, by.now, submission.text("why"))
        before = acting.seen(work, opening.actor, number, by.today)
        try:
            after = acting.act(work, opening.actor, number, wish, by.today)
        except (Refusal, Missing) as error:
            told = error.message if isinstance(error, Refusal) else msg("review.form.decline.hint")
            raise Unfit({"why": told}) from error
        moved(work, before, after, actions.events_of(work, number)[-1], by.now)
    return Outcome(said=msg("review.form.decline.done", names=_asked(context, after.id)))


def _asked(context: Context, number: int) -> Bilingual:
    """Return who sees that somebody declined: whoever entered the item."""
    with context.database.read() as work:
        item = actions.read(work, number, folded)
        names = names_of(work)
    unknown = Bilingual("组长", "the lead")
    return names.get(item.created_by, unknown) if item is not None else unknown
