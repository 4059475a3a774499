"""`/review problem N`: a problem from first to last, and where its figure stands now."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from base.action import State
from base.answer import Answer, Figure, FollowUp, Kind, Mark, PeriodShown, Row, Table
from base.dimensions import Dim
from base.language import Days, Listing, Msg, Value, msg
from base.refusal import Refusal
from base.review import PointState, ReviewState
from base.units import minor_units
from commands.context import Context, Place, Request
from commands.requests import time_name
from commands.review_history import day_of, spectator
from metrics import phrasing
from metrics.compute import Measured
from reviews import standing
from reviews.action_words import NONE, dates, day, dotted, opening, short, state_in_words
from reviews.effect import monday_of
from reviews.minutes import decision_in_words, owner_shown
from reviews.problem_life import WEEKS, Item, Life, Stand, Weekly, life_of, weekly_of
from reviews.scoping import known_of
from storage.engine import Work

_NUMBER = re.compile(r"#?\s*(\d{1,9})")
# How many agendas are told; of those between the first and these only how many.
_STANDS, _ITEMS, _BUTTONS = 8, 8, 3
_WORDING = 80


def problem_answer(context: Context, request: Request, text: str) -> Answer:
    """Return a problem's life. Raises Refusal where there is none that he may see."""
    number = _NUMBER.match(text)
    if number is None:
        raise Refusal(msg("review.problem.which"))
    today, who = request.today(context.clock), spectator(request)
    with context.database.read() as work:
        life = life_of(work, who, int(number[1]), today)
        if life is None:
            raise Refusal(msg("review.problem.none"))
        known = known_of(work, context.promotions, today)
        weekly = weekly_of(work, who, life.raised, known, today)
        lines = [
            *_stands(work, context, request, life),
            *_items(work, life, context, request),
            *(_where_now(weekly, today) if weekly else ()),
        ]
    answer = Answer(
        Kind.TEXT,
        _head(life, int(number[1]), context, request),
        tuple(lines),
        notes=_notes(life, weekly),
        follow_ups=tuple(_buttons(life)),
        private=request.place is Place.PRIVATE,
    )
    return answer if weekly is None else _with_weeks(answer, life, weekly, today)


def _head(life: Life, number: int, context: Context, request: Request) -> Msg:
    first = day_of(life.stands[0].review, request, context)
    told: dict[str, Value] = {"number": str(number), "about": life.raised.about, "first": first}
    if len(life.stands) == 1:
        return msg("review.problem.head_once", **told)
    return msg(
        "review.problem.head", n=len(life.stands), back=_back(life.came_back), **told
    )  # fmt: skip


def _back(times: int) -> Msg:
    if times == 0:
        return msg("review.problem.back_never")
    return msg("review.problem.back_once") if times == 1 else msg("review.problem.back", n=times)


# -- agendas ---------------------------------------------------------------------------------------


def _stands(work: Work, context: Context, request: Request, life: Life) -> list[Msg]:
    """Return a line an agenda, the oldest first; of many the first one and the newest."""
    every = life.stands
    shown: Sequence[Stand | None] = every
    if len(every) > _STANDS + 1:
        shown = (every[0], None, *every[-_STANDS:])
    between = len(every) - _STANDS - 1
    return [
        msg("review.problem.between", n=between)
        if one is None
        else _stand(work, context, request, life, one)
        for one in shown
    ]


def _stand(work: Work, context: Context, request: Request, life: Life, one: Stand) -> Msg:
    raised = one.point.raised
    # What stands in the heading is not said again on every line.
    about = NONE if raised.about == life.raised.about else raised.about
    told = [raised.figure or about, _decision(work, context, one)]
    return msg(
        "review.problem.stand",
        day=day_of(one.review, request, context),
        name=one.review.agenda.name,
        rest=dotted(told),
    )


def _decision(work: Work, context: Context, one: Stand) -> Msg:
    if one.point.state is PointState.GONE:
        return msg("review.problem.gone")
    if one.point.state is not PointState.OPEN:
        return decision_in_words(work, standing.spot_of(work, one.review, context.clock.now()),
                                 one.point)  # fmt: skip
    if one.review.state is ReviewState.NOT_HELD:
        return msg("review.problem.not_held")
    return msg("review.open")


# -- items -----------------------------------------------------------------------------------------


def _items(work: Work, life: Life, context: Context, request: Request) -> list[Msg]:
    if not life.items:
        return []
    today = request.today(context.clock)
    shown = life.items[-_ITEMS:]
    return [
        msg("review.problem.items", n=len(life.items)),
        *(_item(work, one, today, request.actor.zone) for one in shown),
    ]


def _item(work: Work, one: Item, today: date, zone: str) -> Msg:
    action = one.action
    told = [
        msg("review.problem.owner", owner=owner_shown(work, one.review, action, today)),
        _verified(one, today, zone),
        _became(one, today),
        # Why another date was asked for may name somebody: that stands with the item itself.
        dates(replace(action, last_reason=""), today),
    ]
    wording = short(action.wording, _WORDING)
    return msg("review.problem.item", number=str(action.id), wording=wording, rest=dotted(told))


def _verified(one: Item, today: date, zone: str) -> Msg:
    at = one.action.verified_at
    if at is None:
        return NONE
    on = at.astimezone(ZoneInfo(zone)).date()
    return msg("review.problem.verified", day=Days(on, on, with_year=on.year != today.year))


def _became(one: Item, today: date) -> Msg:
    """Return how an item stands; of a verified one when its effect is looked at, of a closed one
    what that was."""
    action = one.action
    stands = state_in_words(action, today)
    if action.state is State.CLOSED and action.verdict:
        return dotted([msg(f"action.state.{action.verdict}"), stands])
    if action.state is not State.VERIFIED or action.verified_at is None:
        return stands
    check = action.measure.check if action.measure else None
    return NONE if check is None else msg("review.problem.check", day=day(check, today))


# -- its figure ------------------------------------------------------------------------------------


def _decimal(weekly: Weekly, measured: Measured) -> float | None:
    minor = minor_units(weekly.currency) if weekly.currency else 1
    return phrasing.raw(weekly.metric, measured.value, minor)


def _called(weekly: Weekly) -> Msg:
    names = [name for one in weekly.filters for name in one.names]
    if not names:
        return msg("metric.plain", name=weekly.metric.name)
    return msg("review.problem.figure_of", metric=weekly.metric.name, of=Listing(tuple(names)))


def _where_now(weekly: Weekly, today: date) -> list[Msg]:
    """Return where its figure stands: the last whole week, beside the first one shown."""
    known = [(day, one) for day, one in weekly.figures if one.value is not None]
    (first, before), (last, now) = known[0], known[-1]
    told: dict[str, Value] = {
        "name": _called(weekly),
        "value": phrasing.figure(weekly.metric, _decimal(weekly, now), weekly.currency),
        "days": _week(last, today),
    }
    if first == last:
        return [msg("review.problem.now", **told)]
    old = phrasing.figure(weekly.metric, _decimal(weekly, before), weekly.currency)
    return [msg("review.problem.now_before", before=old, then=_week(first, today), **told)]


def _week(monday: date, today: date) -> Days:
    sunday = monday + timedelta(days=6)
    return Days(monday, sunday, with_year=sunday.year != today.year)


def _with_weeks(answer: Answer, life: Life, weekly: Weekly, today: date) -> Answer:
    metric = weekly.metric
    rows = tuple(_row(weekly, monday, one, today) for monday, one in weekly.figures)
    first = monday_of(life.stands[-1].review.meets.date()).isoformat()
    # The picture has room for one: the newest agenda it stood on.
    mark = Mark(first, msg("review.problem.mark"))
    mondays = [monday for monday, _ in weekly.figures]
    return replace(
        answer,
        kind=Kind.SERIES,
        figure=Figure(
            metric.key, metric.name, metric.unit, _decimal(weekly, weekly.last), weekly.last.n,
            metric.n_of, currency=weekly.currency,
        ),
        period=PeriodShown(
            mondays[0], mondays[-1] + timedelta(days=6), msg("review.problem.weeks", n=WEEKS)
        ),
        table=Table(
            (Dim.WEEK.value,), rows, "time",
            mark=mark if any(row.keys == (first,) for row in rows) else None,
        ),
    )  # fmt: skip


def _row(weekly: Weekly, monday: date, measured: Measured, today: date) -> Row:
    small = weekly.metric.small_n
    return Row(
        members=((Dim.WEEK.value, time_name(Dim.WEEK, monday, today)),),
        value=_decimal(weekly, measured),
        n=measured.n,
        few=bool(small) and measured.n is not None and measured.n < small,
        keys=(monday.isoformat(),),
    )


# -- small print -----------------------------------------------------------------------------------


def _notes(life: Life, weekly: Weekly | None) -> tuple[Msg, ...]:
    told = [life.raised.definition] if life.raised.definition is not None else []
    if weekly is None and life.raised.metric:
        told.append(msg("review.problem.no_figure"))
    if weekly is not None and weekly.gaps:
        told.append(msg("review.problem.gaps"))
    return tuple(told)


def _buttons(life: Life) -> list[FollowUp]:
    """Return the buttons: its newest items, and the minutes it was last decided in."""
    told = [opening(one.action) for one in life.items[-_BUTTONS:]][::-1]
    closed = [one.review for one in life.stands if one.review.state is ReviewState.CLOSED]
    if closed:
        request = f"/review minutes {closed[-1].id}"
        told.append(FollowUp(msg("review.button.minutes"), request))
    return told
