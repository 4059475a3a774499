"""The rule by which a team and an agent of the month are found: data, shown to everybody.

A figure is worth 0 points at `zero`, 100 at `full`, and in between as far as it has come; beyond
either end nothing is added. Fixed ends ("goalposts"), as in UNDP's Human Development Index
(technical notes, 2010 and later) and the OECD's Handbook on Constructing Composite Indicators
(2008, "min-max"): unlike ranks or z-scores, nobody's points depend on who else is there, and
anybody can reckon his own by hand. The score is the mean of the points by weight.

An agent is judged by what lies in his hand: quality and speed of reply, never by how long or how
much he handles, nor by sales (L03, G12). A changed rule holds from the running month on: what is
over stays judged by the rule under which people worked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from base.dimensions import Dim
from base.language import Msg, msg
from base.refusal import Refusal
from base.rights import Actor, Verb, can
from base.units import Good, Unit
from base.wire import dumped_as, loaded_as
from metrics.catalogue import CATALOGUE
from metrics.model import MeanDuration, Metric, Quotient
from storage.engine import Work
from storage.settings import read_setting, write_setting

KEY = "recognition.rule"
WHOLE = 100
MOST = 5
# Less is a handful of customers' moods, whatever the figure.
LEAST_FLOOR = 30


class Of(StrEnum):
    """Who is judged."""

    AGENTS = "agents"
    TEAMS = "teams"

    @property
    def dim(self) -> Dim:
        """Return the cut by which figures are read."""
        return Dim.AGENT if self is Of.AGENTS else Dim.TEAM


@dataclass(frozen=True)
class Criterion:
    """A figure of the rule: its weight in percent, the n below which nobody is judged by it, and
    the raw values (rates 0-1, seconds, scores) that are worth 0 and 100 points."""

    metric: str
    weight: int
    floor: int
    zero: float
    full: float


@dataclass(frozen=True)
class Rule:
    """What is judged. `since` is the first day of the first month it holds for; None for the rule
    that nobody has chosen, whose figures may be missing in a workspace."""

    agents: tuple[Criterion, ...]
    teams: tuple[Criterion, ...]
    since: date | None = None

    def of(self, of: Of) -> tuple[Criterion, ...]:
        """Return what agents or teams are judged by."""
        return self.agents if of is Of.AGENTS else self.teams


# The ends where a line of the form names none: rates, seconds and scores as shops usually see them.
_ENDS = {
    "csat_rate": (0.8, 1.0),
    "csat_mean": (4.0, 5.0),
    "frt_30s_rate": (0.5, 1.0),
    "resolution_rate": (0.6, 1.0),
    "connect_rate": (0.8, 1.0),
    "frt": (90.0, 10.0),
    "art": (120.0, 15.0),
}
# What an agent has in his own hand.
_OWN = frozenset({"csat_rate", "csat_mean", "frt", "frt_30s_rate", "art", "resolution_rate"})


def _with_ends(metric: str, weight: int, floor: int) -> Criterion:
    return Criterion(metric, weight, floor, *_ENDS[metric])


DEFAULT = Rule(
    agents=(_with_ends("csat_rate", 60, 30), _with_ends("frt_30s_rate", 40, 200)),
    teams=(
        _with_ends("csat_rate", 50, 100),
        _with_ends("frt_30s_rate", 25, 500),
        _with_ends("resolution_rate", 25, 500),
    ),
)


def ends_of(metric: Metric) -> tuple[float, float] | None:
    """Return what is worth 0 and 100 points where nobody says so; None for no usual ends."""
    return _ENDS.get(metric.key)


def can_judge(metric: Metric, of: Of) -> bool:
    """Say whether a figure may stand in the rule: no sums, which more people make larger."""
    if of is Of.AGENTS and (metric.key not in _OWN or not metric.ranking):
        return False
    judged = metric.good in (Good.UP, Good.DOWN) and metric.unit is not Unit.MONEY
    return judged and of.dim in metric.cuts and isinstance(metric.formula, Quotient | MeanDuration)


def may_judge(of: Of) -> tuple[Metric, ...]:
    """Return every figure that may stand in the rule."""
    return tuple(metric for metric in CATALOGUE.values() if can_judge(metric, of))


def lowest_floor(metric: Metric) -> int:
    """Return the smallest floor a figure may have: below its small n nothing is judged."""
    return max(metric.small_n, LEAST_FLOOR)


def trouble(of: Of, criteria: Sequence[Criterion]) -> Msg | None:
    """Return what is wrong with a list of criteria, None where nothing is."""
    if not 1 <= len(criteria) <= MOST:
        return msg("recognition.form.how_many", most=MOST)
    keys = [one.metric for one in criteria]
    for one in criteria:
        metric = CATALOGUE[one.metric]
        if keys.count(one.metric) > 1:
            return msg("recognition.form.twice", metric=metric.name)
        found = _unfit(of, metric, one)
        if found is not None:
            return found
    total = sum(one.weight for one in criteria)
    return None if total == WHOLE else msg("recognition.form.weights", total=total)


def _unfit(of: Of, metric: Metric, one: Criterion) -> Msg | None:
    if not can_judge(metric, of):
        return msg(f"recognition.form.not_of_{of.value}", metric=metric.name)
    if one.weight < 1:
        return msg("recognition.form.weight", metric=metric.name)
    least = lowest_floor(metric)
    if one.floor < least:
        return msg("recognition.form.floor", metric=metric.name, least=least, n_of=metric.n_of)
    rising = one.full > one.zero
    if one.full == one.zero or rising is not (metric.good is Good.UP):
        key = "up" if metric.good is Good.UP else "down"
        return msg(f"recognition.form.ends_{key}", metric=metric.name)
    return None


def spread(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Return criteria whose weights add to 100 again, each in proportion; largest remainders."""
    total = sum(one.weight for one in criteria)
    if total in (0, WHOLE):
        return tuple(criteria)
    whole = [one.weight * WHOLE // total for one in criteria]
    rest = sorted(range(len(criteria)), key=lambda i: -(criteria[i].weight * WHOLE % total))
    for i in rest[: WHOLE - sum(whole)]:
        whole[i] += 1
    return tuple(
        Criterion(one.metric, weight, one.floor, one.zero, one.full)
        for one, weight in zip(criteria, whole, strict=True)
    )


def rule_for(work: Work, month: date) -> Rule:
    """Return the rule that holds for the month of a day."""
    return max(
        (one for one in _kept(work) if one.since is not None and one.since <= month),
        key=lambda one: one.since or date.min,
        default=DEFAULT,
    )


def _kept(work: Work) -> tuple[Rule, ...]:
    texts: list[str] = read_setting(work, KEY, [])
    return tuple(loaded_as(Rule, text) for text in texts)


def keep(
    work: Work,
    actor: Actor,
    agents: tuple[Criterion, ...],
    teams: tuple[Criterion, ...],
    now: datetime,
    today: date,
) -> Rule:
    """Set the rule from the running month on. Raises Refusal for those who may not, ValueError for
    criteria in which there is `trouble`."""
    if not can(actor, Verb.SET_TARGET):
        raise Refusal(msg("recognition.form.denied"))
    if trouble(Of.AGENTS, agents) or trouble(Of.TEAMS, teams):
        raise ValueError("criteria that were not checked")
    rule = Rule(agents, teams, today.replace(day=1))
    earlier = [one for one in _kept(work) if one.since != rule.since]
    texts = [dumped_as(Rule, one) for one in (*earlier, rule)]
    write_setting(work, KEY, texts, now, actor.person)
    return rule
