"""Reviews as data: what is on an agenda, which problems it has to decide, and what was decided.

A review is one meeting of a series (a schedule). Every problem of it is a `Point`, and no review is
closed while one of its points is open. Pure data; the rules are in `reviews/meeting`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from base.language import Bilingual, Msg
from base.schedule import Cadence, Level


class BlockKind(StrEnum):
    """What a block of an agenda holds; it decides how it is filled.

    LAST is what became of the last decisions, TARGETS what was supposed to happen, FIGURES what
    happened, CAUSES why it differs, WELL good cases and techniques, IMPROVE cases without names,
    CASES both of these, PEOPLE and PERSONAL prompts, DECIDE the points that are open, READOUT the
    owners' own words. TOPIC is a part of the work with its figures and questions to prepare.
    """

    LAST = "last"
    TARGETS = "targets"
    FIGURES = "figures"
    TOPIC = "topic"
    CAUSES = "causes"
    WELL = "well"
    IMPROVE = "improve"
    CASES = "cases"
    PERSONAL = "personal"
    DECIDE = "decide"
    READOUT = "readout"


@dataclass(frozen=True)
class Part:
    """A part of a block: figures by the keys of the catalogue, and questions to prepare.

    `by` names a cut ("team", "shop", "channel") by which the figures are set side by side.
    """

    title: Bilingual
    metrics: tuple[str, ...] = ()
    by: str = ""
    prompts: tuple[Bilingual, ...] = ()


@dataclass(frozen=True)
class Block:
    """A block of a template: its share of the time in minutes, and its parts."""

    kind: BlockKind
    title: Bilingual
    minutes: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Template:
    """How a review of a level and a cadence goes. `who` says who takes part."""

    level: Level
    cadence: Cadence
    name: Bilingual
    who: Bilingual
    blocks: tuple[Block, ...]

    @property
    def minutes(self) -> int:
        """Return how long it takes."""
        return sum(block.minutes for block in self.blocks)


@dataclass(frozen=True)
class AgendaBlock:
    """A block as it was filled: what there is to read, in one screen's words.

    `more` is what the meeting's thread has beside it.
    """

    kind: BlockKind
    title: Bilingual
    minutes: int
    lines: tuple[Msg, ...] = ()
    more: tuple[Msg, ...] = ()


@dataclass(frozen=True)
class Agenda:
    """What an agenda says beside its points, as it was composed from one state of the data."""

    name: Msg
    blocks: tuple[AgendaBlock, ...]
    notes: tuple[Msg, ...] = ()

    @property
    def minutes(self) -> int:
        """Return how long it takes."""
        return sum(block.minutes for block in self.blocks)


class Source(StrEnum):
    """Where a point comes from: a figure, something missing, a case, an item that did not work,
    what somebody added, or what an earlier review left open."""

    FIGURE = "figure"
    SIGNAL = "signal"
    CASE = "case"
    ACTION = "action"
    PERSON = "person"
    CARRIED = "carried"


class PointState(StrEnum):
    """What was decided about a point.

    ACTION: an item came of it. NONE: nothing, with a written reason. LATER: one person decides it
    after the meeting, until a moment. LAPSED: he did not; the next review opens with it. GONE: it
    was no problem any more before the meeting (the data changed, the case was taken back).
    """

    OPEN = "open"
    ACTION = "action"
    NONE = "none"
    LATER = "later"
    LAPSED = "lapsed"
    GONE = "gone"


DECIDED = frozenset({PointState.ACTION, PointState.NONE})


@dataclass(frozen=True)
class Raised:
    """A problem as an agenda finds it. `key` is the same whenever the same problem comes back
    ("figure:csat_rate:team=3", "case:AB3", "action:12"); `about` says it in one line of a list.

    `figure` is the figure it rests on, `definition` how that is computed, `proposal` what to begin
    with. `metric` is the figure's key in the catalogue, "" for none; `case` the case's id and
    `action` the item's number it comes from.
    """

    key: str
    source: Source
    about: Msg
    figure: Msg | None = None
    definition: Msg | None = None
    proposal: Msg | None = None
    metric: str = ""
    case: str = ""
    action: int = 0


@dataclass(frozen=True)
class Point:
    """A problem on the agenda of one review. `problem` links it with itself on other agendas.

    `by` is who added it by name, 0 for nobody. `decision` is the item that came of it, `reason` the
    written "no action because"; `later` decides until `until`. `decided_by` and `decided_at` say
    who entered it and when. `once` says that it was left to somebody once already.
    """

    id: int
    review: int
    problem: int
    raised: Raised
    by: int = 0
    state: PointState = PointState.OPEN
    decision: int = 0
    reason: str = ""
    later: int = 0
    until: datetime | None = None
    once: bool = False
    decided_by: int = 0
    decided_at: datetime | None = None
    version: int = 0

    @property
    def settled(self) -> bool:
        """Say whether a review may be closed with it."""
        return self.state is not PointState.OPEN


class ReviewState(StrEnum):
    """How far a review has come. NOT_HELD: the next agenda came before anybody began it."""

    AGENDA = "agenda"
    RUNNING = "running"
    CLOSED = "closed"
    NOT_HELD = "not_held"


@dataclass(frozen=True)
class Review:
    """One meeting of a series. `series` is the schedule's number, `occurrence` its occurrence.

    `meets` is when it begins; `start` and `end` (inclusive) are what it is about. `at` is the index
    of the block the meeting is at. `follow_up` is the person whose work it is to follow what was
    decided (督办人), 0 for nobody. `minutes` is how long it really took.
    """

    id: int
    series: int
    occurrence: int
    level: Level
    team: int
    cadence: Cadence
    channel: str
    meets: datetime
    start: date
    end: date
    agenda: Agenda
    state: ReviewState = ReviewState.AGENDA
    at: int = 0
    follow_up: int = 0
    started_at: datetime | None = None
    started_by: int = 0
    closed_at: datetime | None = None
    closed_by: int = 0
    version: int = 0
