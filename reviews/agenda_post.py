"""An agenda as a post, as it stands: what to decide first, then block by block. Pure, no database.

Examples G24 and G25. Names come in through `said` only, and stand in a group's agenda only.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias
from zoneinfo import ZoneInfo

from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Days, Lang, Msg, msg
from base.post import Post, Section
from base.review import DECIDED, AgendaBlock, Point, PointState, Review, ReviewState, Source
from base.schedule import Level

NameOf: TypeAlias = Callable[[int], Bilingual | None]

_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NONE = msg("none")


def agenda_answer(
    review: Review, points: tuple[Point, ...], zone: str, lang: Lang, said: NameOf
) -> Answer:
    """Return the agenda of a review with its points as they stand.

    `zone` is the one its time is told in; `said` names people by number, None for nobody.
    """
    told = tuple(point for point in points if _stands(point))
    post = Post(
        title=title(review, zone),
        takeaway=_takeaway(review, told),
        lead=(*_where(review), *_points(review, told, zone, said)),
        sections=sections(review),
        notes=review.agenda.notes,
        follow_ups=_follow_ups(review),
        details=(details(review, told),),
    )
    return Answer(Kind.TEXT, post.takeaway, post=post)


def _stands(point: Point) -> bool:
    """Say whether a point is still one: what is no problem any more is not on the list."""
    return point.state is not PointState.GONE


def title(review: Review, zone: str) -> Msg:
    """Return which review it is and when it begins, with the weekday."""
    meets = review.meets.astimezone(ZoneInfo(zone))
    day = meets.date()
    other_year = bool(review.end.year != day.year)
    return msg(
        "agenda.title",
        name=review.agenda.name,
        day=Days(day, day, with_year=other_year, weekday=True),
        time=f"{meets:%H:%M}",
    )


def _takeaway(review: Review, points: Sequence[Point]) -> Msg:
    count = len(points)
    if review.state is ReviewState.CLOSED:
        return _decided(review, points)
    if review.state is ReviewState.NOT_HELD:
        return msg("agenda.not_held", count=count) if count else msg("agenda.not_held.nothing")
    minutes = review.agenda.minutes
    key = {0: "agenda.take.none", 1: "agenda.take.one"}.get(count, "agenda.take")
    return msg(key, minutes=minutes, count=count)


def _decided(review: Review, points: Sequence[Point]) -> Msg:
    """Return how many points were decided in the meeting itself, and how long it took."""
    decided = sum(point.state in DECIDED and not point.once for point in points)
    took = _took(review)
    if not points:
        return msg("agenda.closed.none", took=took)
    if decided == len(points):
        one = decided == 1
        return msg("agenda.closed.one" if one else "agenda.closed.all", count=decided, took=took)
    return msg("agenda.closed", decided=decided, count=len(points), took=took)


def _took(review: Review) -> Msg:
    if review.started_at is None or review.closed_at is None:
        return _NONE
    minutes = max(1, round((review.closed_at - review.started_at).total_seconds() / 60))
    return msg("agenda.took", minutes=minutes)


def _where(review: Review) -> tuple[Msg, ...]:
    """Return at which block a meeting is that runs."""
    blocks = review.agenda.blocks
    if review.state is not ReviewState.RUNNING or not blocks:
        return ()
    at = min(max(review.at, 0), len(blocks) - 1)
    return (msg("agenda.at", mark=mark(at), title=blocks[at].title),)


def mark(at: int) -> str:
    """Return the sign of a block by its index from 0."""
    return _MARKS[at] if at < len(_MARKS) else f"({at + 1})"


# -- what to decide --------------------------------------------------------------------------------


def _points(review: Review, points: Sequence[Point], zone: str, said: NameOf) -> tuple[Msg, ...]:
    """Return the points, numbered; for the company each open one with its proposal (R05)."""
    lines: list[Msg] = []
    for at, point in enumerate(points, 1):
        told = _by(review, point, said), _state(review, point, zone, said)
        about = point.raised.about
        if point.raised.source is Source.CARRIED and not point.settled:
            about = msg("agenda.point.carried", about=about)
        lines.append(msg("agenda.point", at=str(at), about=about, by=told[0], state=told[1]))
        if review.level is Level.COMPANY and not point.settled and point.raised.proposal:
            lines.append(point.raised.proposal)
    return tuple(lines)


def _by(review: Review, point: Point, said: NameOf) -> Msg:
    name = _named(review, point.by, said)
    return _NONE if name is None else msg("agenda.point.by", name=name)


def _named(review: Review, person: int, said: NameOf) -> Bilingual | None:
    """Return a name that may stand in this agenda: in that of the own group only."""
    if review.level is not Level.GROUP or person <= 0:
        return None
    return said(person)


def _state(review: Review, point: Point, zone: str, said: NameOf) -> Msg:
    match point.state:
        case PointState.ACTION:
            return msg("agenda.point.action", number=str(point.decision))
        case PointState.NONE:
            return msg("agenda.point.none", reason=point.reason.strip().rstrip("。."))
        case PointState.LATER:
            return _later(review, point, zone, said)
        case PointState.LAPSED:
            return msg("agenda.point.lapsed")
        case _:
            return _NONE


def _later(review: Review, point: Point, zone: str, said: NameOf) -> Msg:
    name = _named(review, point.later, said)
    who = _NONE if name is None else msg("agenda.point.whom", name=name)
    if point.until is None:
        return msg("agenda.point.later", who=who)
    at = point.until.astimezone(ZoneInfo(zone))
    day = Days(at.date(), at.date(), with_year=at.year != review.end.year)
    return msg("agenda.point.later_until", who=who, day=day, time=f"{at:%H:%M}")


# -- block by block --------------------------------------------------------------------------------


def sections(review: Review) -> tuple[Section, ...]:
    """Return the blocks with their share of the time."""
    return tuple(
        Section(heading(block, at), block.lines) for at, block in enumerate(review.agenda.blocks)
    )


def heading(block: AgendaBlock, at: int) -> Msg:
    """Return a block's heading: its sign, what it is, how long."""
    return msg("agenda.heading", mark=mark(at), title=block.title, minutes=block.minutes)


def details(review: Review, points: Sequence[Point]) -> Answer:
    """Return what the thread has: each point with its figure and definition, what blocks have
    beside what is read on the screen."""
    parts = [_point(point, at) for at, point in enumerate(points, 1)]
    for at, block in enumerate(review.agenda.blocks):
        if block.more:
            heading = msg("agenda.more", mark=mark(at), title=block.title)
            parts.append(Section(heading, block.more))
    head = msg("agenda.details" if points else "agenda.details.no_points")
    lead = () if parts else (msg("agenda.details.none"),)
    return Answer(Kind.TEXT, head, post=Post(_NONE, head, lead, sections=tuple(parts)))


def _point(point: Point, at: int) -> Section:
    heading, *lines = point_lines(point, at)
    return Section(heading, tuple(lines))


def point_lines(point: Point, at: int) -> list[Msg]:
    """Return a point with its figure, how that is computed, and what to begin with."""
    raised = point.raised
    told = [msg("agenda.point", at=str(at), about=raised.about, by=_NONE, state=_NONE)]
    told += [raised.figure] if raised.figure else []
    told += [msg("agenda.defined", text=raised.definition)] if raised.definition else []
    told += [raised.proposal] if raised.proposal else []
    return told


# -- buttons ---------------------------------------------------------------------------------------


def _follow_ups(review: Review) -> tuple[FollowUp, ...]:
    def button(name: str, verb: str) -> FollowUp:
        return FollowUp(msg(f"agenda.button.{name}"), f"/review {verb} {review.id}")

    match review.state:
        case ReviewState.AGENDA:
            case = FollowUp(msg("agenda.button.case"), "/fupan case")
            return button("add", "add"), case, button("start", "start")
        case ReviewState.RUNNING:
            return button("where", "where"), button("add", "add"), button("close", "close")
        case ReviewState.CLOSED:
            return (button("minutes", "minutes"),)
        case _:
            return ()
