"""What was agreed on for a figure: its target for everybody, and of teams that have their own.

One setting, audited as every setting is. What a target means for a period is said elsewhere
(`metrics/targets.py`): here it is a number beside the key of a metric.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from storage.settings import read_setting, write_setting
from storage.version import names_changed

_KEY = "targets"
_EVERYBODY = "*"


@dataclass(frozen=True)
class Targets:
    """All targets, by metric and then by team id as text, "*" for everybody.

    Rates are fractions, durations seconds, money decimal units.
    """

    values: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, metric_key: str, team: int | None = None) -> float | None:
        """Return a team's own target, else everybody's; None where nothing was agreed."""
        own = self.own(metric_key, team)
        return self.own(metric_key) if own is None else own

    def own(self, metric_key: str, team: int | None = None) -> float | None:
        """Return what was agreed for exactly this team, or for everybody without one."""
        found = self.values.get(metric_key, {})
        return found.get(_EVERYBODY if team is None else str(team))

    def teams(self, metric_key: str) -> tuple[int, ...]:
        """Return the teams that have a target of their own."""
        found = self.values.get(metric_key, {})
        return tuple(sorted(int(team) for team in found if team != _EVERYBODY))


def targets_of(connection: Connection) -> Targets:
    """Return the targets that hold."""
    found: dict[str, dict[str, float]] = read_setting(connection, _KEY, {})
    return Targets(MappingProxyType(found))


def set_target(
    connection: Connection,
    metric_key: str,
    value: float | None,
    now: datetime,
    actor: int,
    team: int | None = None,
) -> None:
    """Agree on a target of a team, or of everybody; None takes it away."""
    # The mark comes first: it makes two who set targets at once wait for each other.
    names_changed(connection)
    found: dict[str, dict[str, float]] = read_setting(connection, _KEY, {})
    of_metric = found.setdefault(metric_key, {})
    whose = _EVERYBODY if team is None else str(team)
    if value is None:
        of_metric.pop(whose, None)
    else:
        of_metric[whose] = value
    kept = {key: values for key, values in found.items() if values}
    write_setting(connection, _KEY, kept, now, actor)
