"""Pages of words: what changed and where, what needs help, what was decided. No person is named.

Names that people wrote into an item are hidden as well: a deck is shown to a whole room.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from base.action import OPEN, Action, State
from base.clock import DEFAULT_ZONE
from base.deck import Page
from base.dimensions import Dim
from base.language import Days, Msg, msg
from base.post import Section
from base.schedule import Level
from metrics import periods
from metrics.model import PeriodKind
from reviews import incomplete
from reviews.action_words import short
from reviews.actions import folded
from reviews.actions_in_summary import actions_due, obstacles
from reviews.causes import causes_of
from reviews.deck_making import Making, dates_of, hidden_page, named, worded
from reviews.deck_notes import definitions
from reviews.deck_outline import PagePlan
from reviews.headline import lead, takeaway
from reviews.scoping import Scope
from reviews.sections import NEEDS
from reviews.unnamed import Unnamed
from storage import action_lists, actions

# What fits a page in letters that can be read from the back of a room.
_MOST = 6
_WORDING = 60
_KEPT = frozenset(State) - {State.DROPPED, State.MERGED}


# -- what changed -------------------------------------------------------------------------------


def causes_page(making: Making, plan: PagePlan) -> Page:
    """Return what changed and where the change sits; nothing changed is an answer too."""
    scope, known = making.scope, making.figures.known
    if making.gaps:
        return hidden_page(plan, incomplete.headline(scope, making.gaps))
    causes = causes_of(making.work, scope, making.changed)
    under = lead(scope, making.figures.contacts, known)
    parts = [Section(msg("deck.causes.where"), tuple(causes))] if causes else []
    parts += [Section(worded(scope, "deck.causes.also"), under)] if under else []
    figures = making.changed or known
    return Page(
        plan.kind,
        named(plan.title),
        takeaway(scope, known) if causes else msg("deck.causes.none"),
        sections=tuple(parts),
        lines=(msg("why.not_shown"),) if causes else (),
        notes=(
            msg("deck.note.causes"),
            *((msg("why.not_shown"),) if causes else ()),
            *definitions(making, figures),
        ),
    )


# -- what needs help ----------------------------------------------------------------------------


def needs_page(making: Making, plan: PagePlan) -> Page:
    """Return what stands in the way: items that are stuck or late, and data that are missing."""
    telling, hide = making.telling, Unnamed(making.work)
    stuck = [hide.message(line) for line in obstacles(telling)]
    others = [line for make in NEEDS if make is not obstacles for line in make(telling)]
    count = len(stuck) + len(others)
    parts = (
        _section(msg("deck.needs.stuck"), stuck),
        _section(msg("deck.needs.others"), others),
    )
    key = "deck.needs.none" if not count else "deck.needs.one" if count == 1 else "deck.needs.some"
    return Page(
        plan.kind,
        named(plan.title),
        msg(key, count=count) if count > 1 else msg(key),
        sections=parts,
        notes=(
            msg("deck.note.needs", day=Days(making.scope.today, making.scope.today), count=count),
        ),
    )


def _section(heading: Msg, lines: Sequence[Msg]) -> Section:
    """Return lines under a heading, as many as fit; "nothing" is a complete section."""
    if not lines:
        return Section(heading, inline=msg("deck.none"))
    shown = tuple(lines[:_MOST])
    rest = len(lines) - len(shown)
    return Section(heading, (*shown, *((msg("deck.more", count=rest),) if rest else ())))


# -- what was decided ---------------------------------------------------------------------------


def actions_page(making: Making, plan: PagePlan) -> Page:
    """Return how much of what was due was done, what was decided last, and what is due next."""
    scope = making.scope
    if not _tells(scope) or not action_lists.any_ever(making.work, scope.as_of):
        return hidden_page(plan, msg("deck.lacks.actions"))
    done = actions_due(making.telling)
    items = _items(making)
    hide = Unnamed(making.work)
    start, end = _next(scope)
    due = [item for item in items if start <= item.due <= end and item.state in OPEN]
    decided = [item for item in items if _day(item) >= scope.period.start]
    next_week = dates_of_days(scope, start, end)
    told = done.inline if done is not None and done.inline is not None else msg("deck.none")
    return Page(
        plan.kind,
        named(plan.title),
        told,
        sections=(
            _section(worded(scope, "deck.actions.decided", dates=dates_of(scope, scope.period)),
                     _lines(hide, scope, decided)),
            _section(worded(scope, "deck.actions.due", dates=next_week), _lines(hide, scope, due)),
        ),
        notes=(msg("deck.note.actions", dates=dates_of(scope, scope.period)),),
    )  # fmt: skip


def _next(scope: Scope) -> tuple[date, date]:
    """Return the days after the period: a week, or the month that follows one."""
    start = scope.period.end + timedelta(days=1)
    if scope.period.kind is PeriodKind.MONTH:
        return start, periods.add_months(start, 1) - timedelta(days=1)
    return start, start + timedelta(days=6)


def dates_of_days(scope: Scope, start: date, end: date) -> Days:
    """Return a range of days, with the year where it is another one."""
    return Days(start, end, with_year=end.year != scope.today.year)


def _lines(hide: Unnamed, scope: Scope, items: Iterable[Action]) -> list[Msg]:
    return [
        hide.message(
            msg(
                "deck.actions.item",
                wording=short(item.wording, _WORDING),
                due=dates_of_days(scope, item.due, item.due),
            )
        )
        for item in items
    ]


def _items(making: Making) -> list[Action]:
    """Return the items of the team or of everybody that fall due from the period on."""
    scope = making.scope
    teams = None if scope.team is None else (scope.team,)
    found = actions.found(
        making.work, folded, states=_KEPT, teams=teams, due_from=scope.period.start
    )
    return [item for item in found if item.level is not Level.PERSON]


def _day(item: Action) -> date:
    return item.created_at.astimezone(ZoneInfo(DEFAULT_ZONE)).date()


def _tells(scope: Scope) -> bool:
    """Say whether the deck is about a team or everybody: items belong to no shop or channel."""
    return scope.team is not None or not any(f.dim is not Dim.TEAM for f in scope.filters)
