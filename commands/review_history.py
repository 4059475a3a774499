"""`/review history`, `/review search`, `/review problem N`: looking back on reviews.

In a channel only that channel's reviews are told of, as everybody in it reads the answer; in
private those that the asker may see.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from base.answer import Answer, Cell, FollowUp, Grid, GridRow, Kind
from base.language import Days, Msg, Quantity, msg
from base.refusal import Refusal
from base.review import PointState, Review
from base.units import Unit
from commands.context import Context, Place, Request
from commands.review_history_typed import HistoryAsked, history_asked
from metrics.decide_rate import Decided
from reviews import review_history, standing
from reviews.action_words import NONE, dotted, team_names
from reviews.minutes import decision_in_words
from reviews.review_history import Past, Rate, Spectator
from reviews.review_search import Hit, nearest, search, words_of
from storage.engine import Work
from storage.review_search import Only

_SHOWN, _HITS, _ROWS, _BUTTONS = 10, 8, 100, 3
_LONGEST_ECHO = 60


def spectator(request: Request) -> Spectator:
    """Return who looks back, and where what he is told will be read."""
    channel = request.channel if request.channel[:1] in ("C", "G") else ""
    return Spectator(request.actor, channel, here=request.place is Place.CHANNEL)


def day_of(review: Review, request: Request, context: Context) -> Days:
    """Return the day of a review where the asker is."""
    on = review.meets.astimezone(ZoneInfo(request.actor.zone)).date()
    return Days(on, on, with_year=on.year != request.today(context.clock).year)


# -- history ---------------------------------------------------------------------------------------


def answer_history(context: Context, request: Request, text: str) -> Answer:
    """Return the reviews that are over, the newest first, and how they decided."""
    today, who = request.today(context.clock), spectator(request)
    with context.database.read() as work:
        asked = history_asked(text, team_names(work), today)
        only = _only(asked, request)
        most = _ROWS if asked.table else _SHOWN
        found, more = review_history.past(work, who, only, asked.skip, most)
        rate = review_history.rate(work, who, only)
    notes = (msg("review.history.unknown", text=asked.unknown[:_LONGEST_ECHO]),) * bool(
        asked.unknown
    )
    if not found:
        return _no_history(request, asked, notes)
    lines = _rate_lines(rate)
    if not asked.table:
        lines += tuple(_line(one, day_of(one.review, request, context)) for one in found)
    return Answer(
        Kind.TEXT,
        _rate_head(rate),
        lines,
        notes=notes,
        follow_ups=tuple(_on(found, asked, more=more)),
        grid=_grid(found) if asked.table else None,
        private=request.place is Place.PRIVATE,
    )


def _only(asked: HistoryAsked, request: Request) -> Only:
    start = end = None
    if asked.when is not None:
        zone = ZoneInfo(request.actor.zone)
        start, end = (
            datetime.combine(day, time(), zone).astimezone(UTC)
            for day in (asked.when.start, asked.when.whole_end + timedelta(days=1))
        )
    return Only(
        levels=asked.levels, cadences=asked.cadences, teams=asked.teams, start=start, end=end
    )


def _no_history(request: Request, asked: HistoryAsked, notes: tuple[Msg, ...]) -> Answer:
    """Say that there is none; where words narrowed it down, what there is without them."""
    private = request.place is Place.PRIVATE
    if not (asked.words or asked.skip):
        return Answer(Kind.TEXT, msg("review.history.none"), private=private)
    every = FollowUp(msg("review.history.button.all"), "/review history")
    head = msg("review.history.none_such", text=(asked.words or "…")[:_LONGEST_ECHO])
    return Answer(Kind.TEXT, head, notes=notes, follow_ups=(every,), private=private)


def _rate_head(rate: Rate) -> Msg:
    now = rate.now
    if not rate.last:
        return msg("review.history.head_not_held")
    if now.rate is None:
        return msg("review.history.head_nothing", n=len(rate.last))
    return msg(
        "review.history.head",
        n=len(rate.last),
        decided=now.in_meeting,
        points=now.points,
        rate=Quantity(now.rate, Unit.SHARE.value),
    )


def _rate_lines(rate: Rate) -> tuple[Msg, ...]:
    """Return the rate's own past: one after the other, and the reviews before these."""
    if not rate.one or rate.now.rate is None:
        return ()
    each = [_of(one.decided) for one in reversed(rate.last)]
    told = [msg("review.history.each", each=dotted(each))] if len(each) > 1 else []
    earlier = rate.earlier
    if earlier.rate is not None:
        before = {"n": len(rate.before), "decided": earlier.in_meeting, "points": earlier.points}
        share = Quantity(earlier.rate, Unit.SHARE.value)
        told.append(msg("review.history.before", rate=share, **before))
    return tuple(told)


def _of(one: Decided) -> Msg:
    if not one.points:
        return msg("review.history.of_none")
    return msg("review.history.of", decided=one.in_meeting, points=one.points)


def _line(one: Past, on: Days) -> Msg:
    name = one.review.agenda.name
    if not one.held:
        return msg("review.history.line_not_held", day=on, name=name)
    decided = one.decided
    told = [
        msg("review.history.decided", decided=decided.in_meeting, points=decided.points)
        if decided.points
        else msg("review.history.of_none"),
        _left(one),
        msg("review.history.took", n=one.took) if one.took else NONE,
    ]
    return msg("review.history.line", day=on, name=name, rest=dotted(told))


def _left(one: Past) -> Msg:
    if not one.left:
        return NONE
    if one.decided.later == one.left:
        return msg("review.history.left_done", n=one.left)
    if one.decided.later:
        return msg("review.history.left_partly", n=one.left, later=one.decided.later)
    return msg("review.history.left", n=one.left)


def _on(found: Sequence[Past], asked: HistoryAsked, *, more: bool) -> list[FollowUp]:
    held = [one.review for one in found if one.held][:_BUTTONS]
    told = [
        FollowUp(
            msg("review.history.button.minutes", number=str(one.id)), f"/review minutes {one.id}"
        )
        for one in ([] if asked.table else held)
    ]
    words = f" {asked.words}" if asked.words else ""
    if more:
        table = " table" if asked.table else ""
        skip = asked.skip + len(found)
        request = f"/review history{words}{table} more {skip}"
        told.append(FollowUp(msg("review.history.button.more"), request))
    if not asked.table:
        told.append(FollowUp(msg("review.history.button.table"), f"/review history{words} table"))
    return told


def _grid(found: Sequence[Past]) -> Grid:
    columns = ("name", "day", "points", "decided", "left", "rate", "took")
    return Grid(
        msg("review.history.grid"),
        tuple(msg(f"review.history.column.{one}") for one in columns),
        tuple(_grid_row(one) for one in found),
    )


def _grid_row(one: Past) -> GridRow:
    decided, on = one.decided, one.review.meets.date()
    share = decided.rate if one.held else None
    day = Cell(Unit.COUNT, None, text=msg("review.history.on", day=Days(on, on, with_year=True)))
    if not one.held:
        empty = Cell(Unit.COUNT, None)
        gone = Cell(Unit.COUNT, None, text=msg("review.history.not_held"))
        return GridRow(str(one.review.id), one.review.agenda.name, (day, gone, *(empty,) * 4))
    cells = (
        day,
        Cell(Unit.COUNT, decided.points),
        Cell(Unit.COUNT, decided.in_meeting),
        Cell(Unit.COUNT, one.left),
        Cell(Unit.SHARE, share),
        Cell(Unit.COUNT, one.took or None),
    )
    return GridRow(str(one.review.id), one.review.agenda.name, cells)


# -- search ----------------------------------------------------------------------------------------


def answer_search(context: Context, request: Request, text: str) -> Answer:
    """Return where reviews spoke of something, the newest first. Raises Refusal without words."""
    typed, skip = _paged(text)
    if not typed:
        raise Refusal(msg("review.search.how"))
    today, who = request.today(context.clock), spectator(request)
    with context.database.read() as work:
        words = words_of(work, who, typed)
        hits, more = search(work, who, words, today, skip, _HITS)
        lines = tuple(_hit(work, context, request, hit) for hit in hits)
        others = () if hits or skip else nearest(work, who, words, today)
    echo = typed[:_LONGEST_ECHO]
    private = request.place is Place.PRIVATE
    if not hits:
        return _no_hits(echo, others, private=private)
    problems = dict.fromkeys(hit.point.problem for hit in hits)
    follow = [
        FollowUp(msg("review.problem.button.of", number=str(one)), f"/review problem {one}")
        for one in list(problems)[:_BUTTONS]
    ]
    if more:
        request_ = f"/review search {typed} more {skip + len(hits)}"
        follow.append(FollowUp(msg("review.history.button.more"), request_))
    key = "review.search.head_more" if more or skip else "review.search.head"
    head = msg(key, text=echo, n=len(hits))
    return Answer(Kind.TEXT, head, lines, follow_ups=tuple(follow), private=private)


def _paged(text: str) -> tuple[str, int]:
    """Return what to search for, and how many hits to pass over."""
    words = text.split()
    if len(words) > 2 and words[-1].isdecimal() and words[-2].lower() in ("more", "更多"):
        return " ".join(words[:-2]), int(words[-1][:6])
    return " ".join(words), 0


def _hit(work: Work, context: Context, request: Request, hit: Hit) -> Msg:
    spot = standing.spot_of(work, hit.review, context.clock.now())
    decision = decision_in_words(work, spot, hit.point)
    return msg(
        "review.search.hit",
        day=day_of(hit.review, request, context),
        name=hit.review.agenda.name,
        about=hit.point.raised.about,
        decision=msg("review.open") if hit.point.state is PointState.OPEN else decision,
    )


def _no_hits(echo: str, others: Sequence[str], *, private: bool) -> Answer:
    follow = [
        FollowUp(msg("review.search.button", text=one), f"/review search {one}") for one in others
    ]
    line = msg("review.search.nearest") if others else msg("review.search.instead")
    follow.append(FollowUp(msg("review.history.button.all"), "/review history"))
    return Answer(
        Kind.TEXT, msg("review.search.none", text=echo), (line,), follow_ups=tuple(follow),
        private=private,
    )  # fmt: skip


# -- a problem -------------------------------------------------------------------------------------


def answer_problem(context: Context, request: Request, text: str) -> Answer:
    """Return a problem's whole life. Raises Refusal where there is none that he may see."""
    from commands.review_problem import problem_answer

    return problem_answer(context, request, text)
