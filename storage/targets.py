"""What was agreed on for a figure: targets by metric, by whose they are and for which time.

Every change is kept with who made it, when, and why. What a target means for a period is said
elsewhere (`metrics/targets.py`): here it is a number beside a key, somebody and a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from base.dimensions import Dim
from storage.tables import SINCE_EVER
from storage.target_tables import target, target_change
from storage.version import names_changed

# More of the history than anybody reads at once.
_MOST_CHANGES = 200


class Kind(StrEnum):
    """For which kind of time a target is; one that stands has no end."""

    STANDING = "standing"
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


class Span(NamedTuple):
    """The time a target is for: its kind and its first day."""

    kind: Kind
    start: date


STANDING = Span(Kind.STANDING, SINCE_EVER)


class Whose(NamedTuple):
    """Whose a target is: a member of a cut (its id as text), or everybody's where there is none."""

    dim: Dim | None = None
    member: str = ""


EVERYBODY = Whose()


class How(StrEnum):
    """How a target came about: set by itself, as a part of another one, or moved here."""

    SET = "set"
    EVEN = "even"
    SHAPE = "shape"
    HAND = "hand"
    MOVED = "moved"


class Basis(NamedTuple):
    """Why a target is what it is: "market", "strategy", "team" or "" and free words."""

    kind: str = ""
    text: str = ""


NO_BASIS = Basis()


class Goal(NamedTuple):
    """A target to be kept; without a value it is taken away."""

    metric: str
    whose: Whose
    span: Span
    value: float | None


class Change(NamedTuple):
    """A change of a target: when, by which person (0 = the operator), from what to what, why."""

    at: datetime
    by: int
    goal: Goal
    before: float | None
    how: How
    basis: Basis


_Goals = Mapping[Whose, Mapping[Span, float]]
_NONE: Mapping[Span, float] = MappingProxyType({})


@dataclass(frozen=True)
class Targets:
    """All targets. Rates are fractions, durations seconds, money decimal units."""

    values: Mapping[str, _Goals] = field(default_factory=lambda: MappingProxyType({}))

    def goals(self, metric_key: str, whose: Whose = EVERYBODY) -> Mapping[Span, float]:
        """Return what was agreed for exactly this one, by the time it is for."""
        return self.values.get(metric_key, {}).get(whose, _NONE)

    def whose(self, metric_key: str, dim: Dim | None = None) -> tuple[Whose, ...]:
        """Return who has targets of this metric: everybody first, or the members of a cut."""
        found = self.values.get(metric_key, {})
        return tuple(sorted((w for w in found if dim in (None, w.dim)), key=_in_order))

    def own(self, metric_key: str, team: int | None = None) -> float | None:
        """Return what stands for exactly this team, or for everybody without one."""
        whose = EVERYBODY if team is None else Whose(Dim.TEAM, str(team))
        return self.goals(metric_key, whose).get(STANDING)

    def of(self, metric_key: str, team: int | None = None) -> float | None:
        """Return what stands for a team, else for everybody; None where nothing does."""
        own = self.own(metric_key, team)
        return self.own(metric_key) if own is None else own


def _in_order(whose: Whose) -> tuple[str, int, str]:
    return whose.dim or "", len(whose.member), whose.member


def targets_of(connection: Connection) -> Targets:
    """Return the targets that hold."""
    found: dict[str, dict[Whose, dict[Span, float]]] = {}
    for row in connection.execute(select(target).order_by(target.c.start, target.c.id)):
        goal = _goal(row, row.value)
        found.setdefault(goal.metric, {}).setdefault(goal.whose, {})[goal.span] = row.value
    return Targets(MappingProxyType(found))


def _goal(row: Any, value: float | None) -> Goal:
    whose = Whose(Dim(row.dim), row.member) if row.dim else EVERYBODY
    return Goal(row.metric, whose, Span(Kind(row.kind), row.start), value)


def keep_targets(
    connection: Connection,
    goals: Iterable[Goal],
    now: datetime,
    actor: int,
    how: How = How.SET,
    basis: Basis = NO_BASIS,
) -> None:
    """Agree on targets, and note what they were before; without a value they are taken away."""
    # The mark comes first: it makes two who set targets at once wait for each other.
    names_changed(connection)
    for goal in goals:
        which = _which(goal)
        before = connection.execute(select(target.c.value).where(which)).scalar()
        connection.execute(delete(target).where(which))
        if goal.value is not None:
            connection.execute(insert(target).values(**_columns(goal), value=goal.value))
        if before == goal.value and not (basis.kind or basis.text):
            continue
        said = {"before": before, "after": goal.value, "how": how.value}
        why = {"basis_kind": basis.kind, "basis": basis.text, "at": now, "by": actor}
        connection.execute(insert(target_change).values(**_columns(goal), **said, **why))


def _columns(goal: Goal) -> dict[str, Any]:
    return {
        "metric": goal.metric,
        "dim": goal.whose.dim or "",
        "member": goal.whose.member,
        "kind": goal.span.kind.value,
        "start": goal.span.start,
    }


def _which(goal: Goal) -> ColumnElement[bool]:
    return and_(*(target.c[name] == value for name, value in _columns(goal).items()))


def set_target(
    connection: Connection,
    metric_key: str,
    value: float | None,
    now: datetime,
    actor: int,
    team: int | None = None,
) -> None:
    """Agree on a target of a team, or of everybody, that stands; None takes it away."""
    whose = EVERYBODY if team is None else Whose(Dim.TEAM, str(team))
    keep_targets(connection, (Goal(metric_key, whose, STANDING, value),), now, actor)


def changes_of(connection: Connection, metric_key: str | None = None) -> Sequence[Change]:
    """Return the changes of a metric's targets, or of all, the newest first."""
    query = select(target_change).order_by(target_change.c.id.desc()).limit(_MOST_CHANGES)
    if metric_key is not None:
        query = query.where(target_change.c.metric == metric_key)
    return [
        Change(
            row.at,
            row.by,
            _goal(row, row.after),
            row.before,
            How(row.how),
            Basis(row.basis_kind, row.basis),
        )
        for row in connection.execute(query)
    ]
