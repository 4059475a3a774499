"""What a play of reviews came to, as text to compare, and the rules that hold in every play.

The text has the structure of every agenda when its meeting began, every point with what was
decided, and the minutes as they stand in the end. Figures of blocks are left out: how they are
computed is proved elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from base.action import State
from base.language import Lang
from base.review import BlockKind, Point, PointState, Review, ReviewState
from base.schedule import Cadence, Level
from bot.render.texts import word
from metrics.workdays import work_calendar
from reviews.minutes import review_of
from tests.workspace.quarter_play import HERE, shown
from tests.workspace.review_quarter_play import Quarter
from tests.workspace.review_quarter_scene import (
    AGENTS,
    CHANNELS_OF,
    COMPANY,
    DEPARTMENT,
)
from tests.workspace.review_quarter_script import meeting
from tests.workspace.review_quarter_talking import Held

# A moment as Slack writes it for everybody's own clock: what stands behind the bar is for us.
_MOMENT = re.compile(r"<!date\^[^|]*\|([^>]*)>")
_ONE = timedelta(days=1)
_WEEKLY_GROUP = (BlockKind.LAST, BlockKind.FIGURES, BlockKind.CASES, BlockKind.DECIDE)
_EIGHT = (
    BlockKind.LAST, BlockKind.TARGETS, BlockKind.FIGURES, BlockKind.CAUSES, BlockKind.WELL,
    BlockKind.IMPROVE, BlockKind.DECIDE, BlockKind.READOUT,
)  # fmt: skip
_SETTLED = frozenset(PointState) - {PointState.OPEN}


# -- as text ---------------------------------------------------------------------------------------


def told(quarter: Quarter) -> str:
    """Return the whole play as text, review by review."""
    lines: list[str] = []
    for held in in_order(quarter):
        lines += ["", *_head(quarter, held), *_agenda(held), *_points(quarter, held)]
        lines += [f"    | {line}" for line in minutes(quarter, held)]
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"


def in_order(quarter: Quarter) -> list[Held]:
    """Return the reviews whose time has come, by when they meet."""
    come = (one for one in quarter.held.values() if one.begun)
    return sorted(come, key=lambda one: (quarter.review(one).meets, one.number))


def _head(quarter: Quarter, held: Held) -> list[str]:
    review = quarter.review(held)
    meets = review.meets.astimezone(HERE)
    return [
        f"{meets:%Y-%m-%d %H:%M} {review.level} {review.cadence} {held.nth}: {review.state};"
        f" agenda {held.posted:%m-%d %H:%M}, about {review.start} to {review.end}"
    ]


def _agenda(held: Held) -> Iterator[str]:
    """Yield an agenda's first lines, then its blocks with how much each has to say."""
    lines = _MOMENT.sub(r"\1", held.begun).split("\n")
    for line in lines[1:]:
        if line.startswith("*①"):
            break
        yield f"    {line}"
    assert held.agenda is not None
    for block in held.agenda.blocks:
        count = f"{len(block.lines)} + {len(block.more)}"
        yield f"    [{block.kind}] {block.title.zh} {block.minutes}: {count}"
        if block.kind is BlockKind.LAST:
            yield from (f"        {word(line, Lang.ZH)}" for line in block.lines)


def _points(quarter: Quarter, held: Held) -> Iterator[str]:
    for point in quarter.points(held):
        decided = f" {point.decision}" if point.decision else ""
        once = ", once" if point.once else ""
        key = point.raised.key.split(":")[1] if point.raised.source == "figure" else ""
        source = f"{point.raised.source} {key}".strip()
        yield f"    -> {source} (problem {point.problem}{once}): {point.state}{decided}"


def minutes(quarter: Quarter, held: Held) -> list[str]:
    """Return the minutes of a review as they stand now, nothing where there are none."""
    model = quarter.world.local.model
    place = model.conversation(CHANNELS_OF[held.level]).id
    agendas = {one.ts for one in quarter.held.values()}
    closed = quarter.review(held).closed_at
    if closed is None:
        return []
    found = [
        message
        for message in model.messages(place)
        if not message.is_reply
        and message.ts not in agendas
        and abs(float(message.ts) - closed.timestamp()) < 60
        and message.visible_to is None
    ]
    return _MOMENT.sub(r"\1", shown(found[0])).split("\n") if found else ["no minutes"]


# -- rules -----------------------------------------------------------------------------------------


def broken(quarter: Quarter) -> list[str]:
    """Return every rule that does not hold, in words; nothing where all do."""
    return [
        *quarter.playing.trouble,
        *_undecided(quarter),
        *_named(quarter),
        *_blocks(quarter),
        *_not_opened_with(quarter),
        *_not_carried(quarter),
        *_times(quarter),
    ]


def _undecided(quarter: Quarter) -> Iterator[str]:
    """Nothing leaves a closed review undecided, and nothing that was held stays open."""
    for held in in_order(quarter):
        review = quarter.review(held)
        how = meeting(review.level, review.cadence, held.nth)
        wanted = ReviewState.CLOSED if how.held else ReviewState.NOT_HELD
        if review.state is not wanted and not (
            wanted is ReviewState.NOT_HELD and _last(quarter, held)
        ):
            yield f"{held.number}: {review.state}, not {wanted}"
        for point in quarter.points(held) if review.state is ReviewState.CLOSED else ():
            if point.state not in _SETTLED or point.state is PointState.LATER:
                yield f"{held.number}: {point.raised.key} is {point.state}"
        if review.state is ReviewState.CLOSED and minutes(quarter, held) == ["no minutes"]:
            yield f"{held.number}: no minutes"


def _last(quarter: Quarter, held: Held) -> bool:
    return _following(quarter, held) is None


def _named(quarter: Quarter) -> Iterator[str]:
    """No agent's name in anything the company's and the department's channels ever heard."""
    for one in quarter.playing.heard:
        if one.channel in (COMPANY, DEPARTMENT):
            for name in AGENTS:
                if name in one.text:
                    yield f"{name} in {one.channel} at {one.at}: {one.text[:200]}"


def _blocks(quarter: Quarter) -> Iterator[str]:
    """A weekly group agenda has its four blocks, a monthly one the eight, whatever else it has."""
    for held in in_order(quarter):
        review = quarter.review(held)
        kinds = tuple(block.kind for block in review.agenda.blocks)
        if review.cadence is Cadence.WEEKLY and review.level is Level.GROUP:
            if kinds != _WEEKLY_GROUP:
                yield f"{held.number}: {kinds}"
        elif review.cadence is Cadence.WEEKLY:
            if kinds[0] is not BlockKind.LAST or BlockKind.DECIDE not in kinds:
                yield f"{held.number}: {kinds}"
        elif tuple(kind for kind in kinds if kind in _EIGHT) != _EIGHT:
            yield f"{held.number}: {kinds}"
        headings = re.findall(r"^\*([①-⑳]) (.+) · (\d+) ", held.begun, re.MULTILINE)
        if [one[1] for one in headings] != [block.title.zh for block in review.agenda.blocks]:
            yield f"{held.number}: the screen has {headings}"


def _not_opened_with(quarter: Quarter) -> Iterator[str]:
    """The next agenda opens with what became of every item of the one before."""
    for held in in_order(quarter):
        following = _following(quarter, held)
        if following is None or following.agenda is None:
            continue
        block = following.agenda.blocks[0]
        said = "\n".join(word(line, Lang.ZH) for line in (*block.lines, *block.more))
        born = (one for one in following.before if review_of(one) == held.number)
        for item in born:
            # The wordings differ in their first words.
            if item.state is not State.MERGED and item.wording[:2] not in said:
                yield f"{following.number}: does not open with {item.id} ({item.state}): {said}"


def _not_carried(quarter: Quarter) -> Iterator[str]:
    """What nobody decided stands on the next agenda of the series."""
    for held in in_order(quarter):
        following = _following(quarter, held)
        if following is None:
            continue
        there = {point.problem for point in quarter.points(following)}
        for point in _left(quarter, held):
            if point.problem not in there:
                yield f"{following.number}: lacks {point.raised.key} of {held.number}"


def _left(quarter: Quarter, held: Held) -> list[Point]:
    return [
        point
        for point in quarter.points(held)
        if point.state in (PointState.OPEN, PointState.LAPSED)
    ]


def _following(quarter: Quarter, held: Held) -> Held | None:
    of = quarter.review(held)
    later = [
        one
        for one in in_order(quarter)
        if quarter.review(one).series == of.series and quarter.review(one).meets > of.meets
    ]
    return later[0] if later else None


def _times(quarter: Quarter) -> Iterator[str]:
    """One agenda a meeting, on the working day before at three; none moved, none doubled."""
    calendar = work_calendar("CN")
    seen: Counter[tuple[int, date]] = Counter()
    for held in in_order(quarter):
        review = quarter.review(held)
        meets = review.meets.astimezone(HERE)
        seen[review.series, meets.date()] += 1
        day = meets.date() - _ONE
        while not calendar.is_workday(day):
            day -= _ONE
        # Who is in a meeting at three presses the clock on a little.
        late = held.posted.hour * 60 + held.posted.minute - 15 * 60
        if held.posted.date() != day or not 0 <= late <= 30:
            yield f"{held.number}: agenda of {meets} came {held.posted}"
        if not calendar.is_workday(meets.date()):
            yield f"{held.number}: meets on {meets}"
    yield from (f"{key}: {count} agendas" for key, count in seen.items() if count > 1)
    for channel in CHANNELS_OF.values():
        titles = [one for one in quarter.playing.heard if _is_agenda(one.text) and not one.edited
                  and one.channel == channel and one.thread is None]  # fmt: skip
        count = sum(CHANNELS_OF[held.level] == channel for held in quarter.held.values())
        if len(titles) != count:
            yield f"{channel}: {len(titles)} agendas posted, not {count}"


def _is_agenda(text: str) -> bool:
    return "\n*①" in text


def counted(quarter: Quarter) -> Counter[tuple[Level, Cadence]]:
    """Return how many reviews of each level and cadence there were."""
    found: list[Review] = [quarter.review(held) for held in in_order(quarter)]
    return Counter((one.level, one.cadence) for one in found)
