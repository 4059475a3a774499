"""What a meeting says in its channel: a message a block, one a point, what is still open.

All of it goes through the outbox, in the unit of work of what brought it about. A point's message
and the agenda are edited as the meeting goes on, so that whoever comes late sees where it stands.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from base.answer import Again, Answer, FollowUp, Kind
from base.language import Bilingual, Moment, Msg, msg
from base.post import Post, Section
from base.review import AgendaBlock, BlockKind, Point, PointState, Review, ReviewState, Source
from reviews import minutes, standing
from reviews.action_words import NONE, names_of
from reviews.agenda_post import agenda_answer
from reviews.meeting import Seen
from reviews.minutes import decision_in_words
from reviews.review_history import life_button
from reviews.standing import Spot
from storage import reviews, written
from storage.engine import Work

_SIGNS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
# Minutes behind time that are worth a word.
_BEHIND = 2
_CASES = frozenset({BlockKind.IMPROVE, BlockKind.CASES})


def point_key(point: Point) -> str:
    """Return under which key a point's message is put in."""
    return f"r{point.review}/p{point.id}"


def agenda(work: Work, spot: Spot, found: Seen) -> Answer:
    """Return what a review's agenda says now; it can be taken away as text, as every post can."""
    review, names = spot.review, names_of(work)
    answer = agenda_answer(review, found.there, spot.zone, spot.lang, names.get)
    on = review.meets.astimezone(ZoneInfo(spot.zone)).date()
    return replace(answer, again=Again(f"/review agenda {review.id}", on))


def renew_agenda(work: Work, spot: Spot, found: Seen) -> None:
    """Have the agenda say how the review stands."""
    standing.renew(spot, work, standing.agenda_key(spot.review), agenda(work, spot, found))


# -- blocks ----------------------------------------------------------------------------------------


def post_block(work: Work, spot: Spot, found: Seen) -> None:
    """Post the block the meeting is at; with the block of decisions every point that is open."""
    review = spot.review
    standing.post(spot, work, f"r{review.id}/b{review.at}", block_answer(spot, found))
    if at_decisions(review):
        for number, point in enumerate(found.there, start=1):
            if point.state is PointState.OPEN:
                post_point(work, spot, point, number)


def at_decisions(review: Review) -> bool:
    """Say whether a meeting has come to its decisions."""
    blocks = review.agenda.blocks[: review.at + 1]
    return review.state is ReviewState.RUNNING and any(b.kind is BlockKind.DECIDE for b in blocks)


def block_answer(spot: Spot, found: Seen) -> Answer:
    """Return the message of the block the meeting is at."""
    review = spot.review
    block = review.agenda.blocks[review.at]
    lines = _read(block) or (msg("review.block.nothing"),)
    head = msg("review.block", sign=sign(review.at), title=block.title, minutes=block.minutes)
    post = Post(
        NONE,
        head,
        sections=(Section(NONE, _with_open(block, lines, found)),),
        notes=_time(spot),
        follow_ups=_on(spot),
    )
    return Answer(Kind.TEXT, head, post=post)


def sign(at: int) -> str:
    """Return the number of a block, by its index, as it is written before its title."""
    return _SIGNS[at] if at < len(_SIGNS) else f"{at + 1}."


_HEADING, _PROMPT, _REST = "agenda.part", "agenda.prompt", "agenda.rest"


def _read(block: AgendaBlock) -> tuple[Msg, ...]:
    """Return what a block has to read, a question that stands in its lines not once more."""
    asked = {value for line in block.lines for value in _inside(line)}
    more: list[Msg] = []
    for line in block.more:
        if line.key == _PROMPT and line.params.get("text") in asked:
            continue
        if line.key == _HEADING and more and more[-1].key == _HEADING:
            more.pop()
        more.append(line)
    while more and more[-1].key == _HEADING:
        more.pop()
    # "The rest is in the thread": here it is.
    return (*(line for line in block.lines if line.key != _REST or not more), *more)


def _inside(line: Msg) -> Iterator[Bilingual]:
    """Yield the bilingual texts of a message and of those in it."""
    for value in line.params.values():
        if isinstance(value, Msg):
            yield from _inside(value)
        elif isinstance(value, Bilingual):
            yield value


def _with_open(block: AgendaBlock, lines: tuple[Msg, ...], found: Seen) -> tuple[Msg, ...]:
    if block.kind is not BlockKind.DECIDE:
        return lines
    if not found.there:
        return (*_read(block), msg("review.nothing_to_decide"))
    return (*_read(block), msg("review.to_decide", n=len(found.open)))


def _time(spot: Spot) -> tuple[Msg, ...]:
    """Return until when the block should be over, and how far the meeting is behind."""
    review = spot.review
    if review.started_at is None:
        return ()
    blocks = review.agenda.blocks
    planned = review.started_at + timedelta(minutes=sum(b.minutes for b in blocks[: review.at]))
    until = msg(
        "review.block.until",
        at=Moment(planned + timedelta(minutes=blocks[review.at].minutes), spot.zone),
    )
    behind = int((spot.now - planned).total_seconds() // 60)
    return (until, msg("review.block.behind", n=behind)) if behind >= _BEHIND else (until,)


def _on(spot: Spot) -> tuple[FollowUp, ...]:
    review = spot.review
    add = FollowUp(msg("review.button.add"), f"/review add {review.id}")
    if review.at + 1 < len(review.agenda.blocks):
        following = FollowUp(msg("review.button.next"), f"/review next {review.id} {review.at + 1}")
        return following, add
    return FollowUp(msg("review.button.close"), f"/review close {review.id}"), add


# -- points ----------------------------------------------------------------------------------------


def post_point(work: Work, spot: Spot, point: Point, number: int) -> None:
    """Post a point with the ways out of it; or edit its message where it has one."""
    answer = point_answer(work, spot, point, number)
    if not standing.renew(spot, work, point_key(point), answer):
        standing.post(spot, work, point_key(point), answer)


def renew_point(work: Work, spot: Spot, found: Seen, point: Point) -> None:
    """Have a point's message say what was decided, where it has one."""
    number = next((at for at, one in enumerate(found.there, 1) if one.id == point.id), 0)
    standing.renew(spot, work, point_key(point), point_answer(work, spot, point, number))


def point_answer(work: Work, spot: Spot, point: Point, number: int) -> Answer:
    """Return a point's message: the problem, its figure, what to begin with; then its decision."""
    raised = point.raised
    by = NONE
    if point.by:
        shown = minutes.person_shown(work, spot.review, point.by, spot.now.date())
        by = msg("review.point.by", name=shown)
    proposal = NONE
    if raised.proposal is not None:
        said = raised.source is Source.PERSON
        proposal = raised.proposal
        proposal = msg("review.point.proposal", proposal=proposal) if said else proposal
    lines = (raised.figure or NONE, by, proposal)
    decision = decision_in_words(work, spot, point)
    told = tuple(line for line in (*lines, decision) if line != NONE)
    notes = (raised.definition,) if raised.definition is not None else ()
    open_ = point.state is PointState.OPEN
    # Where it comes from, of what stood on an agenda before.
    again = len(reviews.points_of_problem(work, point.problem)) > 1
    buttons = (*ways_out(point), *((life_button(point),) if again else ()))
    return Answer(
        Kind.TEXT,
        msg("review.point", n=str(number), about=raised.about),
        told,
        notes=notes if open_ else (),
        follow_ups=buttons if open_ else (),
    )


def ways_out(point: Point) -> tuple[FollowUp, ...]:
    """Return the buttons of a point: an action, no action because, after the meeting (once)."""
    act = FollowUp(msg("review.button.act"), f"/review act {point.id}")
    none = FollowUp(msg("review.button.none"), f"/review none {point.id}")
    later = FollowUp(msg("review.button.later"), f"/review later {point.id}")
    return (act, none) if point.once else (act, none, later)


def post_left(work: Work, spot: Spot, found: Seen) -> None:
    """Say what keeps the meeting from closing, with the three ways out: examples, G26."""
    first = found.open[0]
    answer = left_answer(found)
    # Said anew for each point that is in the way, and once a version of the review's points.
    seen = sum(one.version for one in found.points)
    standing.post(spot, work, f"{_left_key(spot.review)}{first.id}.{seen}", answer)


def _left_key(review: Review) -> str:
    return f"r{review.id}/left"


def renew_left(work: Work, spot: Spot, found: Seen) -> None:
    """Have what kept the meeting from closing say what still does, if anything."""
    for key in written.beginning(work, _left_key(spot.review)):
        standing.renew(spot, work, key, left_answer(found))


def left_answer(found: Seen) -> Answer:
    """Return what is still to be decided, one at a time; then that the meeting can be closed."""
    if not found.open:
        close = FollowUp(msg("review.button.close"), f"/review close {found.review.id}")
        running = found.review.state is ReviewState.RUNNING
        return Answer(Kind.TEXT, msg("review.left.none"), follow_ups=(close,) if running else ())
    first = found.open[0]
    return Answer(
        Kind.TEXT,
        msg("review.left", n=len(found.open), about=first.raised.about),
        (msg("review.left.choose"),),
        follow_ups=ways_out(first),
    )


# -- together --------------------------------------------------------------------------------------


def after_change(work: Work, spot: Spot, found: Seen, point: Point) -> None:
    """Have everything that stands say what became of a point: its message, agenda, minutes."""
    renew_point(work, spot, found, point)
    renew_agenda(work, spot, found)
    renew_left(work, spot, found)
    if spot.review.state is ReviewState.CLOSED:
        minutes.renew(work, spot, found)
