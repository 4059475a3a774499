"""The minutes of a review: every decision with owner, date and figure, read back to those in it.

Edited where they stand as owners accept and as what was left to somebody is decided. In a group's
channel owners are named; in others only who leads people: no agent's name there.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from base.action import Action, Move, State
from base.answer import Again, Answer, FollowUp, Kind
from base.clock import DEFAULT_ZONE
from base.language import Bilingual, Days, Listing, Moment, Msg, Value, msg
from base.post import Post, Section
from base.review import DECIDED, Point, PointState, Review
from base.rights import Role
from base.schedule import Level
from metrics.decide_rate import decided
from metrics.promotions import DEFAULT
from metrics.recurrence import next_meeting
from metrics.workdays import calendar_here
from reviews import standing
from reviews.action_words import (
    NONE,
    day,
    dotted,
    measure_in_words,
    name,
    names_of,
    short,
    team_names,
)
from reviews.actions import folded
from reviews.meeting import Seen
from reviews.standing import Spot, spot_of
from storage import actions, reviews, schedules
from storage.engine import Work
from storage.reaching import actor_numbered

_BORN = "review:"
_LEADING = frozenset({Role.LEAD, Role.SUPERVISOR, Role.MANAGER, Role.QC, Role.ADMIN})
_TOLD = frozenset({Move.ACCEPT, Move.DECLINE, Move.REASSIGN, Move.REDATE, Move.EDIT, Move.DROP})
_REASON, _WORDING = 200, 120


def born(review: Review) -> str:
    """Return what the items of a review are known by."""
    return f"{_BORN}{review.id}"


def review_of(action: Action) -> int:
    """Return the number of the review that an item came of, 0 for none."""
    number = action.born.removeprefix(_BORN)
    return int(number) if action.born.startswith(_BORN) and number.isdecimal() else 0


def minutes_key(review: Review) -> str:
    """Return under which key a review's minutes are put in."""
    return f"r{review.id}/minutes"


def post(work: Work, spot: Spot, found: Seen) -> None:
    """Post the minutes in the channel."""
    answer = minutes_answer(work, spot, found)
    standing.post(spot, work, minutes_key(spot.review), answer, below=False)


def renew(work: Work, spot: Spot, found: Seen) -> None:
    """Have the minutes say how things stand, where they stand."""
    answer = minutes_answer(work, spot, found)
    standing.renew(spot, work, minutes_key(spot.review), answer)


def moved(work: Work, action: Action, move: Move, now: datetime) -> None:
    """Have the minutes follow an item that came of a review."""
    number = review_of(action)
    review = reviews.read(work, number) if number and move in _TOLD else None
    if review is None:
        return
    found = Seen(review, reviews.points_of(work, number), runs=False)
    renew(work, spot_of(work, review, now), found)


# -- words -----------------------------------------------------------------------------------------


def minutes_answer(work: Work, spot: Spot, found: Seen) -> Answer:
    """Return the minutes: items first, then what is not done, then what is left to somebody."""
    review, there = spot.review, found.there
    items = [one for one in there if one.state is PointState.ACTION]
    others = [one for one in there if one.state is not PointState.ACTION]
    sections = [_item(work, spot, at, one) for at, one in enumerate(items, start=1)]
    sections += [_other(work, spot, one) for one in others]
    post_ = Post(
        title=NONE,
        takeaway=_head(spot, found),
        sections=tuple(sections),
        notes=tuple(one for one in _notes(work, spot, found) if one != NONE),
        follow_ups=_buttons(work, review, items),
    )
    on = review.meets.astimezone(ZoneInfo(spot.zone)).date()
    again = Again(f"/review minutes {review.id}", on)
    return Answer(Kind.TEXT, post_.takeaway, post=post_, again=again)


def _head(spot: Spot, found: Seen) -> Msg:
    review = spot.review
    took = 0
    if review.started_at is not None and review.closed_at is not None:
        took = max(1, round((review.closed_at - review.started_at).total_seconds() / 60))
    if not found.there:
        return msg("minutes.nothing", name=review.agenda.name, took=took)
    done = sum(one.state in DECIDED for one in found.there)
    lapsed = sum(one.state is PointState.LAPSED for one in found.there)
    said: dict[str, Value] = {"name": review.agenda.name, "took": took}
    if lapsed:
        return msg("minutes.head_lapsed", n=done, left=len(found.there) - done, **said)
    if done < len(found.there):
        return msg("minutes.head_later", n=done, later=len(found.there) - done, **said)
    return msg("minutes.head", n=done, **said)


def _item(work: Work, spot: Spot, at: int, point: Point) -> Section:
    action = actions.read(work, point.decision, folded)
    if action is None:
        return Section(msg("minutes.item_gone", n=str(at), about=point.raised.about))
    today = spot.now.astimezone(ZoneInfo(spot.zone)).date()
    heading = msg(
        "minutes.item",
        n=str(at),
        wording=short(action.wording, _WORDING),
        owner=owner_shown(work, spot.review, action, today),
        due=day(action.due, today),
    )
    lines = [msg("minutes.for", about=point.raised.about)]
    if action.measure is not None:
        lines.append(msg("minutes.measure", measure=measure_in_words(work, action.measure, today)))
    lines.append(_stands(action))
    return Section(heading, tuple(lines))


def _stands(action: Action) -> Msg:
    if action.state is State.PROPOSED:
        return msg("minutes.to_accept")
    if action.state is State.DROPPED:
        return msg("minutes.dropped")
    return msg("minutes.accepted")


def owner_shown(work: Work, review: Review, action: Action, today: date) -> Bilingual:
    """Return an item's owner as its review's channel may read it: outside the own group nobody's
    name who leads nobody, but his team's."""
    return person_shown(work, review, action.owner, today, action.team)


def person_shown(work: Work, review: Review, person: int, today: date, team: int = 0) -> Bilingual:
    """Return somebody as a review's channel may read of him: by his name in the own group, and
    where he leads people; else by his team."""
    actor = actor_numbered(work, person, today)
    if review.level is Level.GROUP or actor.roles & _LEADING:
        return name(names_of(work), person)
    team = team or min(actor.teams, default=0)
    return team_names(work).get(team, Bilingual("一位同事", "a colleague"))


def _other(work: Work, spot: Spot, point: Point) -> Section:
    return Section(
        msg("minutes.other", about=point.raised.about),
        inline=decision_in_words(work, spot, point),
    )


def decision_in_words(work: Work, spot: Spot, point: Point) -> Msg:
    """Return what was decided about a point; nothing while it is open."""
    match point.state:
        case PointState.ACTION:
            action = actions.read(work, point.decision, folded)
            if action is None:
                return NONE
            today = spot.now.astimezone(ZoneInfo(spot.zone)).date()
            return msg(
                "review.decided.action",
                number=str(action.id),
                wording=short(action.wording, _WORDING),
                owner=owner_shown(work, spot.review, action, today),
                due=day(action.due, today),
            )
        case PointState.NONE:
            return msg("review.decided.none", reason=short(point.reason, _REASON))
        case PointState.LATER if point.until is not None:
            return msg(
                "review.decided.later",
                name=person_shown(work, spot.review, point.later, spot.now.date()),
                until=Moment(point.until, spot.zone),
            )
        case PointState.LAPSED:
            return msg("review.decided.lapsed")
        case _:
            return NONE


def _notes(work: Work, spot: Spot, found: Seen) -> tuple[Msg, ...]:
    review, names = spot.review, names_of(work)
    told = []
    if review.follow_up:
        who = person_shown(work, review, review.follow_up, spot.now.date())
        told.append(msg("minutes.follow_up", name=who))
    rate = decided(review, found.points)
    if rate.points:
        told.append(msg("minutes.rate", decided=rate.in_meeting, points=rate.points))
    verifiers = {
        action.verifier
        for one in found.there
        if one.decision and (action := actions.read(work, one.decision, folded)) is not None
    }
    checking = tuple(name(names, one) for one in sorted(v for v in verifiers if v))
    if checking and review.level is Level.GROUP:
        told.append(msg("minutes.verifiers", names=Listing(checking)))
    return (dotted((*told, _next(work, spot, found))),)


def _next(work: Work, spot: Spot, found: Seen) -> Msg:
    """Return when the next one is, which opens with what this one decided."""
    series = schedules.read(work, spot.review.series)
    if series is None or series.paused:
        return NONE
    calendar = calendar_here(work, series.timing.country, DEFAULT)
    due = next_meeting(series.timing, calendar, max(spot.now, spot.review.meets))
    if due is None:
        return NONE
    today = spot.now.astimezone(ZoneInfo(spot.zone or DEFAULT_ZONE)).date()
    on = Days(due.day, due.day, with_year=due.day.year != today.year)
    return msg("minutes.next" if found.there else "minutes.next_only", day=on)


def _buttons(work: Work, review: Review, items: list[Point]) -> tuple[FollowUp, ...]:
    waiting = (actions.read(work, one.decision, folded) for one in items)
    if not any(one is not None and one.state is State.PROPOSED for one in waiting):
        return ()
    return (
        FollowUp(msg("review.button.accept"), f"/review accept {review.id}"),
        FollowUp(msg("review.button.decline"), f"/review decline {review.id}"),
    )
