"""What composing needs to know, read once for many; and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from base.answer import Answer
from base.schedule import Occurrence, Schedule
from jobs.installation import Installation
from metrics.calendars import PromotionTable
from metrics.compute import Compute
from metrics.compute import compute as compute_one
from metrics.model import Period
from metrics.sharing import Shared
from metrics.signal_history import Histories
from metrics.workdays import WorkCalendar, calendar_here
from reviews.recognition import Standing, standing
from reviews.recognition_rule import Of, rule_for
from reviews.scoping import Known, known_of
from storage.engine import Work
from storage.version import state_of


@dataclass(frozen=True)
class Composed:
    """What an occurrence says: the post, and the answers below it. None where there is nothing.

    `complete` says that no data are known to be missing, `empty` that there are none at all. What
    has something to be kept beside its words (a review with its points) is `kept` in the unit of
    work in which it goes into the outbox; only then it is known what it says. `refused` is why it
    may not be said any more, as `base/reasons` has it.
    """

    answer: Answer | None
    below: tuple[Answer, ...] = ()
    complete: bool = True
    empty: bool = False
    kept: "Callable[[Work], Composed] | None" = None
    refused: str = ""


Compose: TypeAlias = Callable[["Desk", Work, Schedule, Occurrence], Composed]


class Desk:
    """What is read once for all that is composed from one state of the data.

    With `many` the figures of all teams are read at once: for a thousand of them that is less work,
    for a few it would be more.
    """

    def __init__(self, installation: Installation, *, many: bool = False) -> None:
        self.installation = installation
        self._many = many
        self._known: tuple[tuple[str, date], Known] | None = None
        self._shared: tuple[str, Shared] | None = None
        self._histories: tuple[str, Histories] | None = None
        self._agents: tuple[tuple[str, date], Standing] | None = None

    @property
    def promotions(self) -> PromotionTable:
        """Return the calendar of promotions."""
        return self.installation.promotions

    def known(self, work: Work, day: date) -> Known:
        """Return what the workspace knows of itself on a day."""
        state = state_name(work), day
        if self._known is None or self._known[0] != state:
            self._known = state, known_of(work, self.promotions, day)
        return self._known[1]

    def compute(self, work: Work) -> Compute:
        """Return how figures are computed here."""
        if not self._many:
            return compute_one
        state = state_name(work)
        if self._shared is None or self._shared[0] != state:
            self._shared = state, Shared()
        return self._shared[1].compute

    def histories(self, work: Work) -> Histories:
        """Return where the days of figures are read from, to find what stands out in them."""
        if not self._many:
            return Histories()
        state = state_name(work)
        if self._histories is None or self._histories[0] != state:
            self._histories = state, Histories(many=True)
        return self._histories[1]

    def agents(self, work: Work, month: Period) -> Standing:
        """Return how the agents stand in a month by the rule of recognition."""
        state = state_name(work), month.start
        if self._agents is None or self._agents[0] != state:
            rule = rule_for(work, month.start)
            found = standing(work, month, rule, Of.AGENTS, answer=self.compute(work))
            self._agents = state, found
        return self._agents[1]

    def calendar(self, work: Work, country: str) -> WorkCalendar:
        """Return a country's working days, with the workspace's own."""
        return calendar_here(work, country, self.promotions)


def state_name(work: Work) -> str:
    """Return a name of the state of data and names."""
    folds, mark = state_of(work)
    return f"{folds}.{mark}"


def data_name(work: Work) -> str:
    """Return a name of the state of the data: posts follow these, not a name or a target."""
    return str(state_of(work)[0])
