"""Lists of action items: mine, my team's, overdue ones, all, what waits for me, what a review made.

What needs somebody soonest comes first. Nobody sees more here than by the item's number; in a
channel only what belongs there, and nothing of one person alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from base.action import OPEN, WATCHED, Action, State
from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Lang, Msg, msg
from base.refusal import Refusal
from base.rights import Actor, Verb, can
from base.schedule import Level
from commands.action_telling import line, names_of, opening
from commands.context import Context, Place, Request
from reviews.acting import sees
from reviews.action_words import team_names
from reviews.actions import folded, may_close
from storage import actions, schedules
from storage.engine import Work
from storage.people import members_of

_SHOWN, _BUTTONS = 10, 4
_LIVE = OPEN | WATCHED


@dataclass(frozen=True)
class Group:
    """Items under one heading."""

    heading: Msg
    items: tuple[Action, ...]


@dataclass(frozen=True)
class _Asked:
    """A list that is asked for: by which word, of what, which page of it."""

    context: Context
    request: Request
    work: Work
    today: date
    word: str
    rest: str = ""
    page: int = 1

    @property
    def me(self) -> int:
        return self.request.actor.person


@dataclass(frozen=True)
class _Found:
    """A list: what it comes to, its groups, whether items name their owners."""

    takeaway: Msg
    groups: tuple[Group, ...]
    owner: bool = True


def answer_lists(context: Context, request: Request, which: str) -> Answer:
    """Return a list: "mine", "team", "overdue", "all", "verify", or "born REVIEW".

    A number behind it is the page. Raises Refusal for a list there is none of, and for whoever has
    no items because he is not on the staff list.
    """
    word, rest, page = _parsed(which)
    if word not in _LISTS:
        raise Refusal(msg("action.list.unknown"), _EXAMPLES[request.lang])
    if request.actor.person <= 0 and word in ("mine", "verify"):
        raise Refusal(msg("action.list.stranger"))
    with context.database.read() as work:
        asked = _Asked(context, request, work, request.today(context.clock), word, rest, page)
        found = _LISTS[word](asked)
        kept = tuple(_here(asked, group) for group in found.groups)
        names = names_of(work)
    held = sum(len(g.items) for g in found.groups) - sum(len(g.items) for g in kept)
    if held:
        n = sum(len(group.items) for group in kept)
        found = _Found(_count("here", n), kept)
    return _answered(asked, found, names, withheld=held > 0)


_EXAMPLES = {
    Lang.ZH: ("/action 我的", "/action 小组", "/action 过期"),
    Lang.EN: ("/action mine", "/action team", "/action overdue"),
}


def _parsed(which: str) -> tuple[str, str, int]:
    word, *rest = which.split() or ["mine"]
    paged = len(rest) > (word == "born") and rest[-1].isdecimal()
    page = max(1, int(rest.pop()[:4])) if paged else 1
    return word, " ".join(rest), page


# -- what may be seen ------------------------------------------------------------------------------


def overseen(asked: _Asked, states: Iterable[State]) -> list[Action]:
    """Return every item that somebody may see, by due date."""
    wanted, actor = frozenset(states), asked.request.actor
    if can(actor, Verb.RUN_ACTION):
        return actions.found(asked.work, folded, states=wanted)
    teams = actor.teams | actor.leads
    people = members_of(asked.work, actor.leads, asked.today) | {actor.person}
    lists = (
        actions.found(asked.work, folded, states=wanted, teams=teams),
        actions.found(asked.work, folded, states=wanted, owners=people),
        actions.found(asked.work, folded, states=wanted, verifier=actor.person),
    )
    by_number = {one.id: one for found in lists for one in found}
    seen = (one for one in by_number.values() if sees(asked.work, actor, one, asked.today))
    return sorted(seen, key=lambda one: (one.due, one.id))


def _here(asked: _Asked, group: Group) -> Group:
    """Return of a group what may be shown where it was asked for."""
    if asked.request.place is Place.PRIVATE:
        return group
    channel = asked.request.channel
    posts = [one for one in schedules.listed(asked.work) if one.channel == channel]
    teams = {one.team for one in posts if one.team}
    whole = any(one.level in (Level.DEPARTMENT, Level.COMPANY) for one in posts)

    def belongs(one: Action) -> bool:
        if one.level is Level.PERSON:
            return False
        if one.level is Level.GROUP and one.team in teams:
            return True
        return (one.channel == channel and channel != "") or (
            whole and one.level is Level.DEPARTMENT
        )

    return Group(group.heading, tuple(one for one in group.items if belongs(one)))


# -- the lists -------------------------------------------------------------------------------------


def urgent(items: Sequence[Action], me: int, today: date) -> tuple[Group, ...]:
    """Return somebody's items by what needs him soonest: late, today, others waiting for him, this
    week, later; then what only waits for others, and what can be closed.
    """
    sunday = today.toordinal() + 6 - today.weekday()

    def of(one: Action) -> str:
        if one.state is State.DONE_CLAIMED:
            return "waits" if one.owner == me else "verify"
        if one.state in WATCHED:
            return "close"
        if one.due < today:
            return "overdue"
        if one.due == today:
            return "today"
        return "week" if one.due.toordinal() <= sunday else "later"

    order = ("overdue", "today", "verify", "week", "later", "close", "waits")
    return tuple(
        Group(msg(f"action.list.head.{key}"), tuple(one for one in items if of(one) == key))
        for key in order
    )


def mine(work: Work, actor: Actor, today: date) -> tuple[Group, ...]:
    """Return what somebody has to do, by urgency: his own items, what waits for him to verify it,
    and what he can close because he leads its team.
    """
    me = actor.person
    wanted = [
        one
        for one in actions.concerning(work, me, folded, OPEN)
        if one.owner == me or (one.verifier == me and one.state is State.DONE_CLAIMED)
    ]
    led = actions.found(work, folded, states=WATCHED, teams=actor.leads) if actor.leads else []
    return urgent([*wanted, *(one for one in led if may_close(one))], me, today)


def _mine(asked: _Asked) -> _Found:
    groups = mine(asked.work, asked.request.actor, asked.today)
    all_of = [one for group in groups for one in group.items]
    own = [one for one in all_of if one.owner == asked.me and one.state in OPEN]
    waiting = sum(one.state is State.DONE_CLAIMED and one.owner != asked.me for one in all_of)
    told = [_count("mine", len(own))]
    told += _late(own, asked.today)
    told += [_count("to_verify", waiting)] if waiting else []
    return _Found(_joined(told), groups, owner=False)


def _late(items: Sequence[Action], today: date) -> list[Msg]:
    late = sum(_is_late(one, today) for one in items)
    return [msg("action.list.late", n=late)] if late else []


def _is_late(one: Action, today: date) -> bool:
    return one.due < today and one.state in OPEN and one.state is not State.DONE_CLAIMED


def _team(asked: _Asked) -> _Found:
    actor = asked.request.actor
    everybody = can(actor, Verb.RUN_ACTION)
    teams = actor.leads | actor.teams
    found = [one for one in overseen(asked, OPEN) if one.level is not Level.PERSON]
    if not everybody:
        found = [one for one in found if one.team in teams]
    names = team_names(asked.work)
    order = sorted({one.team for one in found}, key=lambda team: (team == 0, team))
    groups = tuple(
        Group(_of_team(names, team), tuple(one for one in found if one.team == team))
        for team in order
    )
    told = [_count("team", len(found)), *_late(found, asked.today)]
    return _Found(_joined(told), groups)


def _of_team(names: Mapping[int, Bilingual], team: int) -> Msg:
    if team == 0:
        return msg("action.list.head.no_team")
    return msg("action.plain", text=names.get(team, Bilingual(f"#{team}", f"#{team}")))


def _overdue(asked: _Asked) -> _Found:
    late = tuple(one for one in overseen(asked, OPEN) if _is_late(one, asked.today))
    return _Found(_count("overdue", len(late)), (Group(msg("none"), late),))


def _all(asked: _Asked) -> _Found:
    found = overseen(asked, _LIVE)
    told = [_count("all", len(found)), *_late(found, asked.today)]
    return _Found(_joined(told), (Group(msg("none"), tuple(found)),))


def _verify(asked: _Asked) -> _Found:
    found = actions.found(
        asked.work, folded, states={State.DONE_CLAIMED}, verifier=asked.me
    )  # fmt: skip
    own = tuple(one for one in found if asked.me not in (one.owner, one.claimed_by))
    return _Found(_count("verify", len(own)), (Group(msg("none"), own),))


def _born(asked: _Asked) -> _Found:
    seen = [one for one in overseen(asked, State) if one.born == asked.rest and asked.rest]
    return _Found(_count("born", len(seen)), (Group(msg("none"), tuple(seen)),))


_LISTS: Mapping[str, Callable[[_Asked], _Found]] = {
    "mine": _mine,
    "team": _team,
    "overdue": _overdue,
    "all": _all,
    "verify": _verify,
    "born": _born,
}


# -- how they are told -----------------------------------------------------------------------------


def _count(which: str, n: int) -> Msg:
    """Return how many there are: none and one are sentences of their own."""
    return msg(f"action.list.{which}.{n}" if n <= 1 else f"action.list.{which}", n=n)


def _joined(parts: Sequence[Msg]) -> Msg:
    return reduce(lambda first, rest: msg("action.list.and", first=first, rest=rest), parts)


def _answered(
    asked: _Asked, found: _Found, names: Mapping[int, Bilingual], *, withheld: bool
) -> Answer:
    items = [(group, one) for group in found.groups for one in group.items]
    start = (asked.page - 1) * _SHOWN
    # A page that is no more is the first one.
    start = start if start < len(items) else 0
    shown = items[start : start + _SHOWN]
    more = len(items) - start - len(shown)
    return Answer(
        Kind.TEXT,
        found.takeaway,
        lines=tuple(_lines(asked, found, shown, names)),
        notes=(msg("action.list.more", n=more),) if more > 0 else (),
        follow_ups=_buttons(asked, [one for _, one in shown], more),
        private=asked.request.place is Place.PRIVATE,
        withheld=withheld,
    )


def _lines(
    asked: _Asked,
    found: _Found,
    shown: Sequence[tuple[Group, Action]],
    names: Mapping[int, Bilingual],
) -> Iterable[Msg]:
    heading = msg("none")
    for group, one in shown:
        if group.heading != heading:
            heading = group.heading
            yield msg("action.list.heading", heading=heading)
        # What waits for me is somebody else's: his name says whose.
        owner = found.owner or one.owner != asked.me
        yield line(one, names, asked.today, owner=owner)


def _buttons(asked: _Asked, shown: Sequence[Action], more: int) -> tuple[FollowUp, ...]:
    found = [opening(one) for one in shown[: _BUTTONS - bool(more)]]
    if more:
        words = " ".join(word for word in (asked.word, asked.rest, str(asked.page + 1)) if word)
        found.append(FollowUp(msg("action.list.button.more", n=more), f"/action {words}"))
    return tuple(found)
