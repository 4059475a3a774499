"""What a command returns: data that any renderer (Slack, terminal, JSON, CSV) can word.

An Answer holds no prose of its own, only `Msg`s and figures, raw and unrounded.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from base.dimensions import spoken
from base.language import Bilingual, Msg
from base.units import Unit

if TYPE_CHECKING:
    from base.deck import Deck
    from base.post import Post


class Kind(StrEnum):
    """What an answer is."""

    FIGURE = "figure"
    TABLE = "table"
    SERIES = "series"
    TEXT = "text"
    REFUSAL = "refusal"


class FileKind(StrEnum):
    """What an answer can be taken away as: rows alone, rows and what they mean, its chart."""

    CSV = "csv"
    XLSX = "xlsx"
    PNG = "png"


@dataclass(frozen=True)
class PeriodShown:
    """A period as the asker will see it: both dates inclusive; `partial` if not yet over."""

    start: date
    end: date
    label: Msg
    partial: bool = False


@dataclass(frozen=True)
class Figure:
    """One value with what it rests on; `value` None means no data, never zero."""

    metric: str
    name: Bilingual
    unit: Unit
    value: float | None
    n: int | None = None
    n_of: Bilingual | None = None
    stat: str | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Comparison:
    """A figure's value elsewhere and the change from there to here, raw.

    `change` is a difference for rates (in points, 0.01 = one point) and a share of the base
    otherwise; None where the base is zero or missing. `change_unit` is "points" or "share".
    `verdict` is one of "clear", "maybe", "usual", "few", None.
    """

    against: str
    period: PeriodShown
    value: float | None
    change: float | None
    change_unit: str
    n: int | None = None
    verdict: str | None = None


@dataclass(frozen=True)
class Row:
    """One line of a table: its members' names by cut, its value and the value before.

    `keys` are members that machines know by something else than a name (dates as ISO text).
    `few` marks a value that rests on too little to be judged, `partial` a time not yet over.
    `part` is what the row adds to the change of the whole, raw; `part_shown` the same in the
    direction of the change (below zero: against it), rounded so that all rows add up to it.
    """

    members: tuple[tuple[str, Bilingual], ...]
    value: float | None
    n: int | None = None
    before: float | None = None
    before_n: int | None = None
    few: bool = False
    group: Bilingual | None = None
    partial: bool = False
    keys: tuple[str | None, ...] = ()
    part: float | None = None
    part_shown: float | None = None


@dataclass(frozen=True)
class Mark:
    """A time of a series at which something happened: its key as in `Row.keys`, and what."""

    key: str
    label: Msg


@dataclass(frozen=True)
class Table:
    """Rows in the order to be shown. `order` says why: "worst", "time", "team_n", "n", "part".

    A picture of the rows over time shows the `mark`; a chart that cannot leaves it to the words.
    `kinds` says of what the categories are kinds ("refund"), empty for those of chats.
    """

    dims: tuple[str, ...]
    rows: tuple[Row, ...]
    order: str
    has_before: bool = False
    mark: Mark | None = None
    kinds: str = ""

    @property
    def spoken(self) -> tuple[str, ...]:
        """Return the cuts as keys of texts name them."""
        return tuple(spoken(dim, self.kinds) for dim in self.dims)


@dataclass(frozen=True)
class Cell:
    """One figure of a grid, raw (decimal money); None means no data. `text` says it otherwise."""

    unit: Unit
    value: float | None
    currency: str | None = None
    text: Msg | None = None


@dataclass(frozen=True)
class GridRow:
    """One line of a grid: what it is called by machines and by people, and its figures."""

    key: str
    name: Msg
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """Different figures side by side, each in its own unit, what needs a look first.

    `columns` head the names and then each row's cells. `caption` says what all of it is.
    """

    caption: Msg
    columns: tuple[Msg, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class FollowUp:
    """A next question one tap away: a short label and the request as it would be typed."""

    label: Msg
    request: str


@dataclass(frozen=True)
class Again:
    """How to ask for this very answer again: the request as typed, and the asker's day then."""

    text: str
    on: date


@dataclass(frozen=True)
class Answer:
    """The whole of an answer. `takeaway` comes first, in one sentence.

    `lines` follow it, `notes` are the small print, `sources` say what the figures come from.
    `private` marks an answer that only its asker may see; `again` is None where asking again makes
    no sense. `withheld` says that figures by person were left out, of which the asker may see some
    in private. An answer with a `post` is shown as that post; a `grid` stands where no `table` is.
    With `elsewhere` what is to be said in a channel is on its way there already (the outbox): only
    who asked in private is told. A `deck` goes with it as a file; with a `file` the answer is
    wanted as one, which only its asker gets.
    """

    kind: Kind
    takeaway: Msg
    lines: tuple[Msg, ...] = ()
    figure: Figure | None = None
    period: PeriodShown | None = None
    compare: tuple[Comparison, ...] = ()
    table: Table | None = None
    notes: tuple[Msg, ...] = ()
    sources: tuple[Msg, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    understood: Msg | None = None
    private: bool = False
    target: float | None = None
    again: Again | None = None
    withheld: bool = False
    post: "Post | None" = None
    grid: Grid | None = None
    elsewhere: bool = False
    deck: "Deck | None" = None
    file: FileKind | None = None
