"""What somebody is asked the working day before a review, as a part of his one message of the day.

Who owns an item that the review opens with is asked whether it is done, with the ways out that a
reminder has. Who leads the team or follows the review up is told how many problems wait. Nobody
else is told anything, and nothing is told of other people.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from base.action import Action, State
from base.answer import FollowUp
from base.language import Days, Msg, Value, msg
from base.post import Section
from base.review import PointState, Review
from base.schedule import Level
from reviews.action_words import button, due_in_words, short
from reviews.actions import TODO, folded
from reviews.digest_parts import Day, Part
from storage import action_lists, reviews
from storage.actions import events_of_all
from storage.engine import Work

_ONE = timedelta(days=1)
# Nobody is off for longer in one go.
_FAR = 14
_LONG = 400
_WAITING = frozenset({PointState.OPEN, PointState.LAPSED})


def preparation(work: Work, day: Day) -> Part | None:
    """Return what somebody has to prepare for the reviews of his next working day, None if nothing.

    Nothing on a day he does not work.
    """
    coming = _next_day(day)
    if day.person.person <= 0 or coming is None:
        return None
    mine = _by_series(work, day)
    start, until = _midnight(day, day.today + _ONE), _midnight(day, coming + _ONE)
    person, leads = day.person.person, day.person.leads
    found = reviews.meeting_on(work, start, until, person, leads, tuple(mine))
    asked = [(one, item) for one in found for item in mine.get(one.series, ())]
    told = [(one, _problems(work, one)) for one in found if _follows(one, day)]
    sections = [_item(one, item, day, at) for at, (one, item) in enumerate(asked)]
    sections += [_waiting(one, count, day) for one, count in told]
    if not sections:
        return None
    return Part(sections[0], _headline(asked, told, day), more=tuple(sections[1:]))


def _next_day(day: Day) -> date | None:
    """Return his next working day; None where today is none."""
    if not day.works(day.today):
        return None
    days = (day.today + n * _ONE for n in range(1, _FAR))
    return next((one for one in days if day.works(one)), None)


def _midnight(day: Day, at: date) -> datetime:
    return datetime.combine(at, time(), ZoneInfo(day.person.zone))


def _by_series(work: Work, day: Day) -> Mapping[int, Sequence[Action]]:
    """Return his open items that came of a review, by the series of that review."""
    numbers = action_lists.of_person(work, day.person.person)
    found: dict[int, list[Action]] = {}
    for number, events in events_of_all(work, numbers).items():
        item = folded(events)
        if item.owner != day.person.person or item.state not in TODO:
            continue
        point = reviews.point_of_item(work, number)
        born = reviews.read(work, point.review) if point is not None else None
        if born is not None:
            found.setdefault(born.series, []).append(item)
    return found


def _follows(review: Review, day: Day) -> bool:
    leads = review.level is Level.GROUP and review.team in day.person.leads
    return leads or review.follow_up == day.person.person


def _problems(work: Work, review: Review) -> int:
    return sum(one.state in _WAITING for one in reviews.points_of(work, review.id))


# -- in words --------------------------------------------------------------------------------------


def _headline(
    asked: Sequence[tuple[Review, Action]], told: Sequence[tuple[Review, int]], day: Day
) -> Msg:
    first = asked[0][0] if asked else told[0][0]
    said: dict[str, Value] = {"when": _when(first, day), "name": first.agenda.name}
    mine = sum(one.id == first.id for one, _ in asked)
    if mine:
        return msg("prepare.head.one" if mine == 1 else "prepare.head", count=mine, **said)
    return _count(told[0][1], said)


def _count(count: int, said: Mapping[str, Value]) -> Msg:
    key = {0: "prepare.waiting.none", 1: "prepare.waiting.one"}.get(count, "prepare.waiting")
    return msg(key, count=count, **said)


def _when(review: Review, day: Day) -> Msg:
    meets = review.meets.astimezone(ZoneInfo(day.person.zone))
    clock = f"{meets:%H:%M}"
    if meets.date() - day.today == _ONE:
        return msg("prepare.when.tomorrow", time=clock)
    at = Days(meets.date(), meets.date(), with_year=meets.year != day.today.year, weekday=True)
    return msg("prepare.when.day", day=at, time=clock)


def _item(review: Review, item: Action, day: Day, at: int) -> Section:
    line = msg(
        "prepare.item.accepted" if item.state is not State.PROPOSED else "prepare.item.proposed",
        when=_when(review, day),
        name=review.agenda.name,
        due=due_in_words(item, day.today),
    )
    wording = short(item.wording, _LONG)
    heading = msg("prepare.item", wording=wording)
    return Section(heading, (line,), follow_ups=_exits(item) if at == 0 else ())


def _exits(item: Action) -> tuple[FollowUp, ...]:
    if item.state is State.PROPOSED:
        return tuple(button(verb, item.id) for verb in ("accept", "redate", "decline"))
    done = FollowUp(msg("remind.button.done"), f"/action done {item.id}")
    return done, button("redate", item.id), button("stuck", item.id)


def _waiting(review: Review, count: int, day: Day) -> Section:
    said: dict[str, Value] = {"when": _when(review, day), "name": review.agenda.name}
    return Section(msg("prepare.follow"), inline=_count(count, said))
