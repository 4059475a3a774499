"""What a metric, a period and a question are: the types the room's other modules share."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from base.dimensions import Dim
from base.language import Bilingual, Msg
from base.units import Adds, Good, Unit


@dataclass(frozen=True)
class Total:
    """A plain sum of measures, less others."""

    measures: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quotient:
    """A ratio of sums: per · (Σ numerators - Σ minus) / Σ denominators.

    `whole_of` are cuts that the denominator does not know: by them every member is a share of the
    whole (complaints of a type per all orders).
    """

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    minus: tuple[str, ...] = ()
    per: int = 1
    whole_of: frozenset[Dim] = frozenset()


@dataclass(frozen=True)
class MeanDuration:
    """A mean in seconds (Σ sum / Σ n); with a `duration` it has a distribution, for percentiles."""

    total: str
    count: str
    duration: str | None = None


@dataclass(frozen=True)
class PerBuyer:
    """What identified buyers "spent", or how many "items" they bought, per distinct buyer."""

    of: str = "spent"


@dataclass(frozen=True)
class Snapshot:
    """A state: of every shop the latest day in the period; a mean where it has denominators."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()


@dataclass(frozen=True)
class Maximum:
    """The largest value seen."""

    measure: str


@dataclass(frozen=True)
class External:
    """A shop's latest score in the period as somebody else computes it; never over shops."""

    measure: str


@dataclass(frozen=True)
class Deviation:
    """How far forecasts were off: Σ |actual - forecast| by day / Σ actual of those days (WAPE)."""

    actual: str
    forecast: str


@dataclass(frozen=True)
class Records:
    """Computed from Fupan's own records (`metrics.records`): a count, or a ratio of two."""

    source: str


@dataclass(frozen=True)
class Repurchase:
    """Distinct buyers with two or more orders in the window / distinct buyers in it.

    The window is the `days` that end with the period, or the period itself when None.
    """

    days: int | None


@dataclass(frozen=True)
class Derived:
    """Another metric asked as a comparison: `of` is its key, None where the asker names it.

    `against` is a value of Against.
    """

    of: str | None
    against: str


Formula: TypeAlias = (
    Total
    | Quotient
    | MeanDuration
    | PerBuyer
    | Repurchase
    | Snapshot
    | Maximum
    | External
    | Deviation
    | Records
    | Derived
)


NO_WORDS = Bilingual("", "")


class Chapter(StrEnum):
    """Where a metric stands in the list of metrics."""

    RECEPTION = "reception"
    REPLY = "reply"
    SALES = "sales"
    CSAT = "csat"
    COMPLAINT = "complaint"
    REFUND = "refund"
    COST = "cost"
    LOSS = "loss"
    BOT = "bot"
    CALL = "call"
    PEOPLE = "people"
    COMMUNITY = "community"
    QUALITY = "quality"
    WAREHOUSE = "warehouse"
    LOOP = "loop"


class Interval(StrEnum):
    """How sure a figure is: Wilson's interval for proportions, none for the rest."""

    WILSON = "wilson"
    NONE = "none"


@dataclass(frozen=True)
class Metric:
    """One entry of the catalogue.

    `definition` is one sentence, `words` the formula in words. `n_of` names what n counts.
    `small_n` is the n below which a figure is only printed with its n and never judged.
    `mature_after` is how many days a figure still moves. `adds` says how it behaves over days,
    people and shops. `band` are the ends between which a BAND metric is good, raw. `only` is a
    filter that belongs to the metric. `window` says which hours and which grain it counts, where
    platforms differ. Metrics that people call by one name share `same_name`. `cut_first` is the
    cut it is shown by where none is asked. With `whole_months` only whole months count that have
    all measures. Nobody is ranked by it without `ranking`, unless a setting allows.
    """

    key: str
    name: Bilingual
    formula: Formula
    unit: Unit
    good: Good
    cuts: frozenset[Dim]
    synonyms: tuple[str, ...]
    definition: Bilingual
    n_of: Bilingual
    interval: Interval = Interval.NONE
    small_n: int = 0
    mature_after: int = 0
    source: str = ""
    words: Bilingual = NO_WORDS
    adds: Adds = Adds.RATIO
    chapter: Chapter = Chapter.RECEPTION
    band: tuple[float, float] | None = None
    only: tuple[tuple[Dim, tuple[str, ...]], ...] = ()
    window: Bilingual | None = None
    same_name: str | None = None
    cut_first: Dim | None = None
    whole_months: bool = False
    ranking: bool = True


class Stat(StrEnum):
    """Which statistic of a duration is asked."""

    MEAN = "mean"
    P50 = "p50"
    P75 = "p75"
    P90 = "p90"
    P95 = "p95"

    @property
    def quantile(self) -> float | None:
        """Return the share below the statistic (0-1), None for the mean."""
        return None if self is Stat.MEAN else int(self.value[1:]) / 100


class PeriodKind(StrEnum):
    """What kind of period it is; decides what it is compared with."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    PROMOTION = "promotion"
    SPAN = "span"


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both inclusive.

    `whole_end` is where the period would end if it were over: later than `end` when the period is
    partial ("this week" on a Saturday). `promotion` is the key of the promotion it was named by.
    """

    start: date
    end: date
    kind: PeriodKind
    whole_end: date
    promotion: str | None = None

    @property
    def partial(self) -> bool:
        """Say whether the period goes on after `end`."""
        return self.whole_end > self.end

    @property
    def days(self) -> int:
        """Return the number of days."""
        return (self.end - self.start).days + 1

    def shifted(self, days: int) -> "Period":
        """Return the equally long span `days` later (earlier if negative), never partial."""
        by = timedelta(days=days)
        return Period(self.start + by, self.end + by, PeriodKind.SPAN, self.end + by)


class Against(StrEnum):
    """What a figure is compared with; PERIOD is another period that the asker named."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"
    PROMOTION = "promotion"
    PERIOD = "period"
    USUAL = "usual"
    MEMBERS = "members"
    TARGET = "target"
    NONE = "none"


@dataclass(frozen=True)
class Baseline:
    """A period to compare with. `periods` are several for usual weeks (their mean)."""

    against: Against
    periods: tuple[Period, ...] = ()


# Stands in a Filter for whoever asks ("my CSAT") or, under TEAM, for the asker's own team: the
# parser does not know who asks, the command puts the id in its place.
ASKER = "@asker"


@dataclass(frozen=True)
class Filter:
    """Only these members of a cut. Members are ids of storage, enum values as text, or ASKER."""

    dim: Dim
    members: tuple[int | str, ...]
    names: tuple[Bilingual, ...] = ()


@dataclass(frozen=True)
class Correction:
    """A word that was read as another: `how` is "typo", "sound", "pinyin"."""

    typed: str
    read_as: Bilingual
    how: str


class Why(StrEnum):
    """That a question asks why a figure changed, and which way the asker takes it to have gone."""

    CHANGED = "changed"
    FELL = "fell"
    ROSE = "rose"
    WORSE = "worse"
    BETTER = "better"


# The cuts over which a change can be told apart, the first one first where they tell as much.
# Never by agent: a change is not explained by a person, and persons have doors of their own.
CAUSES = (
    Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.CATEGORY, Dim.HOUR, Dim.HANDLER, Dim.EMPLOYMENT,
    Dim.COUNTRY, Dim.PRODUCT, Dim.PLATFORM,
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A question understood. `worst_first` asks for the order ("which team was slowest").

    With `why` it asks what a change is made of; its cuts are then those to tell it apart by.
    `also` are metrics that its word stands for as well (DSR is three scores).
    `instead` are metrics that its word may mean just as well: they are offered.
    """

    metric: Metric
    period: Period
    stat: Stat = Stat.MEAN
    cuts: tuple[Dim, ...] = ()
    filters: tuple[Filter, ...] = ()
    hours: tuple[int, int] | None = None
    baselines: tuple[Baseline, ...] = ()
    worst_first: bool = False
    corrections: tuple[Correction, ...] = ()
    notes: tuple[Msg, ...] = ()
    why: Why | None = None
    also: tuple[Metric, ...] = ()
    instead: tuple[Metric, ...] = ()


@dataclass(frozen=True)
class Member:
    """Something a person may name: `terms` are all the ways to type it."""

    dim: Dim
    id: int | str
    name: Bilingual
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotUnderstood:
    """What of a text was not understood.

    `reason` is "unknown_word", "no_metric", "unknown_metric", "no_cut", "off_topic", "unsure",
    "bad_period", "two_metrics", "no_stat". `words` are as typed, `nearest` complete requests that
    work, at most three.
    """

    reason: str
    words: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    understood: tuple[Msg, ...] = ()
    metric: Metric | None = None
