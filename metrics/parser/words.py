"""What a word of a question can mean, as data. No words live here, only kinds of meaning.

Named tuples, because making a dataclass costs a cold start half a millisecond each.
"""

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from base.dimensions import Dim
from metrics.model import Against, Member, Metric, Stat


class Unit(StrEnum):
    """What a time word names; says how a `When` is to be read."""

    DAY = "day"  # n days ago
    WEEK = "week"  # n weeks ago
    MONTH = "month"  # n months ago
    QUARTER = "quarter"
    YEAR = "year"
    DATE = "date"  # month n, day m
    DAY_OF_MONTH = "day_of_month"
    WEEKDAY = "weekday"  # n 1-7, m weeks ago or LATEST
    WEEKEND = "weekend"  # m weeks ago or LATEST
    NAMED_MONTH = "named_month"
    NAMED_QUARTER = "named_quarter"
    NAMED_HALF = "named_half"
    NAMED_WEEK = "named_week"
    NAMED_YEAR = "named_year"
    LAST_DAYS = "last_days"
    LAST_WEEKS = "last_weeks"
    LAST_MONTHS = "last_months"
    PROMOTION = "promotion"  # key, "" for the last one
    HOLIDAY = "holiday"
    RANGE = "range"  # of two parts
    SINCE = "since"  # of one part
    FUTURE = "future"


LATEST = -1
# In a promotion's `n`: its main day alone.
MAIN_DAY = 1


class When(NamedTuple):
    """A time word before it is resolved against today."""

    unit: Unit
    n: int = 0
    m: int = 0
    year: int | None = None
    key: str = ""
    parts: tuple["When", ...] = ()


class MetricWord(NamedTuple):
    """A metric of the catalogue; `note` is the key of a text that goes with this very word.

    `also` are metrics that the word stands for as well, `instead` those that it may mean just as
    well. A `weak` word gives way to two that say more (售后人效 is the 人效 of the team 售后, where
    there is such a team).
    """

    metric: Metric
    note: str = ""
    also: tuple[Metric, ...] = ()
    weak: bool = False
    instead: tuple[Metric, ...] = ()


class MissingMetric(NamedTuple):
    """A metric of the trade that the catalogue has not; `near` are keys of ones that it has.

    An `unsure` word may mean any of them, and is asked back.
    """

    near: tuple[str, ...]
    unsure: bool = False


class Earlier(NamedTuple):
    """The same days a week or some months earlier, to compare with (上周同期, 上月同期)."""

    days: int = 0
    months: int = 0


class Noun(NamedTuple):
    """A noun of a cut. A `loose` one may stand beside other words without any meaning."""

    dim: Dim
    loose: bool = False


class Named(NamedTuple):
    """Something with a name; several members when the name is not unique, best first."""

    members: tuple[Member, ...]


class Hours(NamedTuple):
    """From the hour `start` up to `end`, exclusive."""

    start: int
    end: int


class Rank(StrEnum):
    """Asks for an end of the order."""

    SLOW = "slow"
    FAST = "fast"
    BAD = "bad"
    GOOD = "good"
    HIGH = "high"
    LOW = "low"


class Sign(StrEnum):
    """Words that are a sign by themselves.

    A change may have a direction (FELL to BETTER). HOW_COME asks why of the change after it. BY
    makes the noun after it a cut ("by", "each", "which"); VERSUS compares, AND may compare or
    only join; ONLY points at a name beside it and says no more than the name alone; CARD asks for
    somebody's figures in general.
    """

    BY = "by"
    WHO = "who"
    VERSUS = "versus"
    AND = "and"
    WHY = "why"
    WHY_FELL = "why_fell"
    WHY_ROSE = "why_rose"
    HOW_COME = "how_come"
    CHANGE = "change"
    FELL = "fell"
    ROSE = "rose"
    WORSE = "worse"
    BETTER = "better"
    TARGET = "target"
    SHARE = "share"
    NET = "net"
    MEAN_A_DAY = "mean_a_day"
    TREND = "trend"
    ASKER = "asker"
    ASKER_TEAM = "asker_team"
    TO = "to"
    SINCE = "since"
    FROM = "from"
    BETWEEN = "between"
    ONLY = "only"
    CARD = "card"
    FILLER = "filler"


# A bare Dim is a cut that is complete in itself ("daily"), a bare Against a baseline ("同比").
Meaning: TypeAlias = (
    When
    | MetricWord
    | MissingMetric
    | Noun
    | Named
    | Hours
    | Stat
    | Dim
    | Against
    | Earlier
    | Rank
    | Sign
    | None
)


class Token(NamedTuple):
    """A stretch of the folded text and what it means; None for what is not understood.

    `alone` says that blanks or marks stand on both sides.
    """

    start: int
    end: int
    meaning: Meaning
    alone: bool = False
