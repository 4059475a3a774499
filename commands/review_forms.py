"""The forms of a meeting: an action, a written "no action because", one person who decides later;
a point for the agenda, and saying that an item is not one's own.

Each is kept in one unit of work with the key of its submission; a window that is sent closes at
once, unless there is something to be said about it: in a meeting nobody waits for a window.
"""

from dataclasses import replace
from datetime import date

from base.action import Measure
from base.answer import Answer, Kind
from base.form import Field, FieldKind, Form, Submission, Unfit
from base.language import Lang, Moment, Msg, msg
from base.refusal import Refusal
from base.review import DECIDED, Point, PointState, Review, Source
from base.rights import Actor
from commands.action_add_form import about_fields, concrete, said_of, wording_field
from commands.action_adding import CAP, USUAL_CAP, Asker, keep
from commands.action_form_fields import day_of, person, person_field
from commands.context import Context
from commands.review_typed import Verb, review_asked
from commands.submitting import PATIENCE, Opening, Outcome
from metrics.catalogue import CATALOGUE
from metrics.workdays import calendar_here
from metrics.zones import usual_country
from reviews import meeting, meeting_posts, minutes, standing
from reviews.meeting import LONGEST_REASON, SHORTEST_REASON, Seen
from reviews.moderating import By
from reviews.superiors import superiors
from storage import outbox, reviews
from storage.engine import Work
from storage.outbox import Draft
from storage.reaching import reach
from storage.seen import claim
from storage.settings import read_setting

# When its effect is looked at is what it always is: no reason to keep a window open in a meeting.
_USUAL = "action.add.check_set"
_MEASURE = ("metric", "side", "target")


def form_key(verb: Verb) -> str:
    """Return the key of a verb's form."""
    return f"review_{verb.value}"


def asked_by(context: Context, opening: Opening) -> By:
    """Return who fills a form in, and when."""
    return By(opening.actor, context.clock.now(), opening.today(context.clock))


def number_in(opening: Opening) -> int:
    """Return the number that a form was opened with, 0 for none."""
    asked = review_asked(opening.text)
    return asked.number if asked is not None else 0


# -- a point's three ways out ----------------------------------------------------------------------


def act_form(context: Context, opening: Opening) -> Form:
    """Return the form for the action that a point becomes. Raises Refusal."""
    with context.database.read() as work:
        point, review = meeting.to_decide(work, opening.actor, number_in(opening))
        fields = _act_fields(work, point, review, opening.actor)
    return Form(
        form_key(Verb.ACT),
        msg("review.form.act.title"),
        msg("review.form.act.submit"),
        fields,
        intro=_about(point),
        carried=_carried(point),
    )


def _act_fields(work: Work, point: Point, review: Review, actor: Actor) -> tuple[Field, ...]:
    metric = point.raised.metric if point.raised.metric in CATALOGUE else ""
    measure = Measure(metric) if metric else None
    about = about_fields(work, measure, review.level, review.team, actor)
    return (
        wording_field(_first_wording(point)),
        person_field("owner", msg("action.form.add.owner"), None, required=True),
        Field("due", msg("action.form.add.due"), FieldKind.DATE),
        *(replace(one, required=False) for one in about if one.key in _MEASURE),
    )


def _first_wording(point: Point) -> str:
    """Return what somebody proposed with a point of his own: his words are a beginning."""
    proposal = point.raised.proposal
    if point.raised.source is not Source.PERSON or proposal is None:
        return ""
    return str(dict(proposal.params).get("text", ""))


def _about(point: Point) -> tuple[Msg, ...]:
    raised = point.raised
    return tuple(one for one in (raised.about, raised.figure) if one is not None)


def _carried(point: Point) -> dict[str, str]:
    return {"point": str(point.id), "version": str(point.version)}


def take_act(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep the item and the decision in one unit of work. Raises Unfit at the fields."""
    by = asked_by(context, opening)
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, by.now):
            return Outcome()
        point, review = _opened(work, opening, submission, "wording")
        asker = Asker(opening.actor, opening.lang, by.today)
        errors: dict[str, Msg] = {}
        about = {"level": review.level.value, "team": str(review.team) if review.team else ""}
        filled = replace(submission, values={**submission.values, **about})
        draft = said_of(work, filled, errors).draft
        owner = person(work, submission, "owner", errors, by.today)
        due = day_of(submission, "due", errors, by.today)
        if owner is None:
            errors.setdefault("owner", msg("action.form.add.no_owner"))
        if due is None:
            errors.setdefault("due", msg("action.form.add.no_due"))
        problem = problem_words(point, opening.lang)
        draft = replace(draft, owner=owner, due=due, problem=problem, born=minutes.born(review))
        if owner == opening.actor.person:
            draft = replace(draft, verifier=_verifier(work, review, owner, by.today))
        draft = concrete(draft, errors)
        if errors:
            raise Unfit(errors)
        try:
            kept = keep(work, draft, asker, by.now, review.team)
        except Refusal as refusal:
            raise Unfit({"wording": refusal.message}) from refusal
        point = meeting.decided(work, by, point, action=kept.action.id)
        found = _after(work, by, review, point)
        notes = (*(one for one in kept.notes if one.key != _USUAL), *_too_many(work, found))
    return _told(msg("review.form.act.done", number=str(kept.action.id)), notes)


def _verifier(work: Work, review: Review, owner: int, today: date) -> int | None:
    """Return who verifies what somebody takes on himself in a meeting: whoever follows the review
    up, else the first above him. Nothing of a review stays without one."""
    above = superiors(work, owner, review.team, today, reachable=False)
    return next((one for one in (review.follow_up, *above) if one not in (0, owner)), None)


def _too_many(work: Work, found: Seen) -> list[Msg]:
    """Say that one meeting has decided more than is usually done: a team that commits to eight
    does none (review practice 4.2)."""
    most = read_setting(work, CAP, USUAL_CAP)
    count = sum(one.state is PointState.ACTION for one in found.points)
    return [msg("review.cap", n=count, most=most)] if count > most else []


def _told(said: Msg, notes: tuple[Msg, ...]) -> Outcome:
    """Close the window, unless something is to be said about what was kept."""
    if not notes:
        return Outcome()
    for note in notes:
        said = msg("action.form.add.noted", said=said, note=note)
    return Outcome(said=said)


def problem_words(point: Point, lang: Lang) -> str:
    """Return a point in the words of an item's "problem": what was typed, the figure, the case."""
    raised = point.raised
    typed = dict(raised.about.params).get("text")
    if raised.case:
        named = f"案例 {raised.case}" if lang is Lang.ZH else f"case {raised.case}"
    elif isinstance(typed, str) and typed:
        named = typed
    elif raised.metric in CATALOGUE:
        named = CATALOGUE[raised.metric].name.in_(lang)
    else:
        named = ""
    number = f"问题 {point.problem}" if lang is Lang.ZH else f"problem {point.problem}"
    return f"{named} · {number}" if named else number


def _opened(
    work: Work, opening: Opening, submission: Submission, place: str
) -> tuple[Point, Review]:
    """Return the point of a form. Raises Unfit at a field where it is decided by now."""
    try:
        return meeting.to_decide(work, opening.actor, int(submission.carried.get("point") or 0))
    except Refusal as refusal:
        raise Unfit({place: refusal.message}) from refusal


def _after(work: Work, by: By, review: Review, point: Point) -> Seen:
    """Have everything that stands say what became of a point."""
    found = Seen(review, reviews.points_of(work, review.id), runs=True)
    spot = standing.spot_of(work, review, by.now)
    meeting_posts.after_change(work, spot, found, point)
    for other in meeting.alike(work, by, point) if point.state in DECIDED else ():
        elsewhere = reviews.read(work, other.review)
        if elsewhere is not None:
            there = Seen(elsewhere, reviews.points_of(work, elsewhere.id), runs=False)
            spot = standing.spot_of(work, elsewhere, by.now)
            meeting_posts.after_change(work, spot, there, other)
    return found


def none_form(context: Context, opening: Opening) -> Form:
    """Return the form for "no action because". Raises Refusal."""
    with context.database.read() as work:
        point, _ = meeting.to_decide(work, opening.actor, number_in(opening))
    reason = Field(
        "because",
        msg("review.form.none.because"),
        FieldKind.LONG_TEXT,
        hint=msg("review.form.none.hint"),
        longest=LONGEST_REASON,
    )
    return Form(
        form_key(Verb.NONE),
        msg("review.form.none.title"),
        msg("review.form.none.submit"),
        (reason,),
        intro=_about(point),
        carried=_carried(point),
    )


def take_none(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep why nothing is done about a point. Raises Unfit for what is no reason."""
    by = asked_by(context, opening)
    because = submission.text("because")
    if len(because) < SHORTEST_REASON:
        raise Unfit({"because": msg("review.form.none.short")})
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, by.now):
            return Outcome()
        point, review = _opened(work, opening, submission, "because")
        point = meeting.decided(work, by, point, because=because)
        _after(work, by, review, point)
    return Outcome()


def later_form(context: Context, opening: Opening) -> Form:
    """Return the form that leaves a point to one person. Raises Refusal where it was left once."""
    with context.database.read() as work:
        point, review = meeting.to_decide(work, opening.actor, number_in(opening))
        if point.once:
            raise Refusal(msg("review.later.once"))
        until = meeting.deadline(
            context.clock.now(), standing.spot_of(work, review, context.clock.now()).zone,
            calendar_here(work, usual_country(opening.actor.zone), context.promotions),
        )  # fmt: skip
        zone = standing.spot_of(work, review, context.clock.now()).zone
    who = person_field("person", msg("review.form.later.person"), None, required=True)
    return Form(
        form_key(Verb.LATER),
        msg("review.form.later.title"),
        msg("review.form.later.submit"),
        (who,),
        intro=(*_about(point), msg("review.form.later.until", until=Moment(until, zone))),
        carried=_carried(point),
    )


def take_later(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Leave a point to one person and tell him. Raises Unfit, Refusal."""
    by = asked_by(context, opening)
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, by.now):
            return Outcome()
        point, review = _opened(work, opening, submission, "person")
        errors: dict[str, Msg] = {}
        who = person(work, submission, "person", errors, by.today)
        if who is None:
            raise Unfit(errors or {"person": msg("form.choose")})
        spot = standing.spot_of(work, review, by.now)
        calendar = calendar_here(work, usual_country(spot.zone), context.promotions)
        try:
            point = meeting.leave(work, by, point, who, spot.zone, calendar)
        except Refusal as refusal:
            raise Unfit({"person": refusal.message}) from refusal
        _after(work, by, review, point)
        tell_left(work, by, review, point, spot.zone)
    return Outcome()


def tell_left(work: Work, by: By, review: Review, point: Point, zone: str) -> None:
    """Tell somebody what he is to decide, until when, with the two ways out that are left."""
    who = reach(work, point.later)
    if who is None or point.until is None:
        return
    takeaway = msg(
        "review.left_to_you",
        about=point.raised.about,
        until=Moment(point.until, who.zone),
        name=review.agenda.name,
    )
    answer = Answer(
        Kind.TEXT,
        takeaway,
        tuple(one for one in (point.raised.figure,) if one is not None),
        notes=(msg("review.left_to_you.why"),),
        follow_ups=meeting_posts.ways_out(point),
        private=True,
    )
    outbox.put(
        work,
        Draft(
            key=f"r{review.id}/p{point.id}/later",
            lane=who.user,
            answer=answer,
            lang=who.lang,
            due_at=by.now,
            expires_at=point.until,
        ),
    )
