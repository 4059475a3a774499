"""A deck: slides as data, so that any renderer can draw them. No file format, no language.

Every text is a `Msg`, every figure raw and unrounded: what stands behind a chart is exactly what
the same question answers anywhere else.
"""

from dataclasses import dataclass
from enum import StrEnum

from base.answer import Grid, PeriodShown
from base.language import Lang, Msg
from base.post import Section
from base.units import Unit


class PageKind(StrEnum):
    """What a page is made of; an outline names its pages by it."""

    COVER = "cover"
    FIGURES = "figures"
    CHART = "chart"
    MONTHS = "months"
    TARGETS = "targets"
    CAUSES = "causes"
    NEEDS = "needs"
    ACTIONS = "actions"


class ChartKind(StrEnum):
    """How a chart is drawn: upright columns, a line over time, or lying bars with long names."""

    COLUMNS = "columns"
    LINES = "lines"
    BARS = "bars"


class SeriesKind(StrEnum):
    """What a series of a chart stands for; the renderer chooses its colour by it."""

    NOW = "now"
    BEFORE = "before"
    TARGET = "target"


@dataclass(frozen=True)
class ChartSeries:
    """One series: its values in the order of the chart's categories, raw; None means no data."""

    kind: SeriesKind
    name: Msg
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart bound to its data: rates 0-1, seconds, money in decimal units of `currency`.

    `keys` are the categories as machines know them (ISO dates), or their names in Chinese.
    """

    kind: ChartKind
    metric: str
    title: Msg
    unit: Unit
    keys: tuple[str, ...]
    categories: tuple[Msg, ...]
    series: tuple[ChartSeries, ...]
    currency: str | None = None


@dataclass(frozen=True)
class Page:
    """One slide. `title` says what it is about, `headline` what happened, in one sentence.

    `lines` stand beside a chart or under the headline, `sections` fill a page of words. `notes`
    are the speaker's: what each figure means, where it comes from, what it rests on. A page that
    has nothing to show is `hidden`; `lacks` says what would fill it.
    """

    kind: PageKind
    title: Msg
    headline: Msg
    lines: tuple[Msg, ...] = ()
    charts: tuple[Chart, ...] = ()
    table: Grid | None = None
    sections: tuple[Section, ...] = ()
    notes: tuple[Msg, ...] = ()
    hidden: bool = False
    lacks: Msg | None = None


@dataclass(frozen=True)
class Deck:
    """A whole deck: `key` is its outline's, `whose` the team it is about ("none" for everybody).

    `source` says at the foot of each page where the figures come from. `lang` is the language that
    was asked for, None for the reader's own.
    """

    key: str
    name: Msg
    title: Msg
    whose: Msg
    period: PeriodShown
    source: Msg
    pages: tuple[Page, ...]
    lang: Lang | None = None

    @property
    def hidden(self) -> tuple[Page, ...]:
        """Return the pages without data."""
        return tuple(page for page in self.pages if page.hidden)
