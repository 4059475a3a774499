"""How many cases came in and what they were about, with small numbers hidden.

One cut only (the topic), in blocks of whole months that follow each other and are never counted
anew. Every case lies in exactly one line of one block, and no line is smaller than the smallest
count that is shown: whatever is added to or taken from each other, at whatever times somebody
looked, comes to whole lines. Whoever knows these rules too learns no more (`pooled` says why).

What may not enter: a second cut, a shorter time, a count of anything that is still open.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from base.answer import Again, Answer, Cell, Grid, GridRow, Kind
from base.case import TOPIC_OF, TOPICS
from base.language import Lang, Msg, msg
from base.units import Unit
from metrics.periods import add_months
from metrics.phrasing import month_name
from reviews.case_settings import smallest
from storage import case_counts
from storage.case_counts import Counted
from storage.engine import Work

# The line of everything that is too small for one of its own.
POOL = ""
# A block comes out no sooner than so long after its last day.
AFTER = timedelta(days=8)
_ONE = timedelta(days=1)
_EARLIER = 3

# -- the rule, pure --------------------------------------------------------------------------------


def pooled(counts: Mapping[str, int], least: int) -> dict[str, int]:
    """Return the lines of a block: topics with at least `least` cases, and the pool of the others.

    `counts` has every topic, those without a case too. The pool takes in the smallest topic that
    would have its own line where it is too small itself, which an empty one is: that nobody spoke
    of something is not told either. It also does where its members could only all be one below
    `least`: whoever knows the rule would know each of them. Of equal ones the first of `counts`
    joins, so let their order be random. No lines where all of it is below `least`.
    """
    if sum(counts.values()) < least:
        return {}
    small = [topic for topic, n in counts.items() if n < least]
    large = sorted((topic for topic in counts if topic not in small), key=lambda t: counts[t])
    pool = sum(counts[topic] for topic in small)
    if small and large and (pool < least or pool == len(small) * (least - 1)):
        pool += counts[large.pop(0)]
    return {topic: counts[topic] for topic in large} | ({POOL: pool} if small else {})


@dataclass(frozen=True)
class Closed:
    """A block of whole months, both days inclusive, with how many cases each topic had."""

    start: date
    end: date
    counts: Mapping[str, int]


def closed(found: Iterable[Counted], start: date, today: date, least: int) -> list[Closed]:
    """Return the blocks from a month's first day on that may come out today.

    A block ends with the first month that brings it to `least` cases.
    """
    by_month: dict[date, Counter[str]] = {}
    for one in found:
        by_month.setdefault(one.on.replace(day=1), Counter())[one.topic] += one.n
    blocks, counts, month = list[Closed](), Counter[str](), start
    while (end := add_months(month, 1) - _ONE) + AFTER <= today:
        counts += by_month.get(month, Counter())
        month = add_months(month, 1)
        if counts.total() >= least:
            blocks.append(Closed(start, end, dict(counts)))
            start, counts = month, Counter()
    return blocks


# -- publishing ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A published block: `lines` are (topic, cases), the largest first, POOL last."""

    start: date
    end: date
    lines: tuple[tuple[str, int], ...]
    published_on: date

    @property
    def total(self) -> int:
        """Return how many cases came in."""
        return sum(n for _, n in self.lines)


def publish(work: Work, today: date) -> list[Block]:
    """Publish what can be published; return the new blocks. Needs a unit of work that writes."""
    least = smallest(work)
    if not closed(*_open(work, today), today, least):
        # Most times: nobody has to wait for a lock then.
        return []
    case_counts.alone(work)
    fresh = closed(*_open(work, today), today, least)
    for block in fresh:
        lines = pooled(_of_all_topics(block.counts), least)
        case_counts.publish(work, block.start, block.end, lines, today)
    return blocks(work)[-len(fresh) :] if fresh else []


def _open(work: Work, today: date) -> tuple[tuple[Counted, ...], date]:
    """Return what no block has counted yet, and the first day of the next block."""
    last = max((one.end for one in case_counts.published(work)), default=None)
    since = None if last is None else last + _ONE
    found = case_counts.released(work, since)
    first = min((one.on for one in found), default=today)
    return found, since or first.replace(day=1)


def _of_all_topics(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts with every topic in them, in random order."""
    topics = sorted(TOPIC_OF.keys() | counts.keys())
    secrets.SystemRandom().shuffle(topics)
    return {topic: counts.get(topic, 0) for topic in topics}


def blocks(work: Work) -> list[Block]:
    """Return every published block, the oldest first."""
    found = []
    for start, rows in groupby(case_counts.published(work), lambda one: one.start):
        lines = list(rows)
        shown = sorted(((one.topic, one.n) for one in lines), key=_place)
        found.append(Block(start, lines[0].end, tuple(shown), lines[0].published_on))
    return found


_ORDER = {topic.key: at for at, topic in enumerate(TOPICS)}


def _place(line: tuple[str, int]) -> tuple[bool, int, int]:
    topic, n = line
    return topic == POOL, -n, _ORDER.get(topic, len(_ORDER))


# -- telling ---------------------------------------------------------------------------------------


def counts_answer(work: Work, lang: Lang, today: date) -> Answer:
    """Return what was published, the latest block as a table; it only reads: `publish` before."""
    found = blocks(work)
    notes = (msg("case.count.why", least=smallest(work)), msg("case.count.frozen"))
    again = Again("/case 统计" if lang is Lang.ZH else "/case count", today)
    if not found:
        return Answer(Kind.TEXT, msg("case.count.none"), notes=notes, again=again)
    latest = found[-1]
    earlier = found[-2 : -2 - _EARLIER : -1]
    return Answer(
        Kind.TEXT,
        _told(latest, today),
        lines=tuple(_told(block, today) for block in earlier),
        grid=_grid(latest, today) if len(latest.lines) > 1 else None,
        notes=notes,
        again=again,
    )


def line(work: Work, today: date, days: int = 7) -> Msg | None:
    """Return the newest block that came out today or in the days before, None where none did.

    So it is told in one weekly summary, that of the week in which it came out.
    """
    first = today - timedelta(days=days - 1)
    fresh = [block for block in blocks(work) if first <= block.published_on <= today]
    return _told(fresh[-1], today) if fresh else None


def _told(block: Block, today: date) -> Msg:
    """Return a block in a sentence: how many came in, and what most of them were about."""
    span = months(block.start, block.end, today)
    when = span if span.key == "case.count.months" else msg("case.count.in", when=span)
    parts = [msg("case.count.part", topic=named(topic), n=n) for topic, n in block.lines if topic]
    if not parts:
        return msg("case.count.whole", when=when, total=block.total)
    told = parts[0] if len(parts) == 1 else msg("case.count.two", one=parts[0], two=parts[1])
    return msg("case.count.told", when=when, total=block.total, parts=told)


def months(start: date, end: date, today: date) -> Msg:
    """Return whole months in words: one by its name, several from the first to the last."""
    last = month_name(end, today)
    if (start.year, start.month) == (end.year, end.month):
        return last
    return msg("case.count.months", first=month_name(start, today), last=last)


def named(topic: str) -> Msg:
    """Return what a line is called; "the rest" for the pool."""
    if topic == POOL:
        return msg("case.count.pool")
    known = TOPIC_OF.get(topic)
    return msg("case.count.topic", topic=known.name if known else topic)


def _grid(block: Block, today: date) -> Grid:
    return Grid(
        caption=msg("case.count.caption", when=months(block.start, block.end, today)),
        columns=(msg("case.count.about"), msg("case.count.cases")),
        rows=tuple(_row(named(topic), topic, n) for topic, n in block.lines),
    )


def _row(name: Msg, topic: str, n: int) -> GridRow:
    return GridRow(topic or "others", name, (Cell(Unit.COUNT, float(n)),))
