"""An Answer or its Post as Slack messages: one renderer that owns all limits and shortening.

The takeaway is a whole bold line and the notification line; bullets, chart or table follow, then
buttons, then small print. What does not fit goes on in further messages. Nothing here sends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from base.answer import Answer, Kind
from base.language import Lang, Msg, msg
from bot.render import alt_text
from bot.render.buttons import ASK, DETAILS, EXPORT, HOW, SHARE, buttons, section_buttons
from bot.render.characters import size
from bot.render.charts import FEWEST_POINTS, MOST_LINES, chart_block
from bot.render.grids import grid_block
from bot.render.mrkdwn import Json, cut, cut_escaped, section, slack_text, text_length, unlinked
from bot.render.post import as_shown, header, notification, placed_paragraphs, post_paragraphs
from bot.render.prose import SECTION, SMALL, context, first_line, follows, paragraphs, small_print
from bot.render.series import heaviest, series_of
from bot.render.tables import Pages, has_gaps, table_pages, table_title, told_in_lines

__all__ = [
    "ASK", "DETAILS", "EXPORT", "HOW", "SHARE", "Look", "Message", "Rendered", "message",
    "plain_message", "rendered",
]  # fmt: skip

MOST_BLOCKS = 50
# Slack refuses a message somewhere above 11,000 characters in all its blocks.
ALL_TEXT = 10_000
MOST_MORE = 5
# The sentences may take this much of the first message; the rest is the table's.
_PROSE = 6000
_SECTIONS = 40
_NOTIFICATION = 300
_ALT_TEXT = 1000
_TITLE = 150

ChartState: TypeAlias = Literal["drawn", "picture", "wanted", "none"]


@dataclass(frozen=True)
class Look:
    """What the place of an answer can show.

    `charts`: Slack takes native charts. `picture`: the id of an uploaded picture to show in place
    of one. `shareable`: offer to post the answer to the channel. `thread`: what does not fit can
    go on below. `details`: offer a post's details by a button, where no thread can have them.
    """

    charts: bool = True
    picture: str | None = None
    shareable: bool = False
    thread: bool = True
    details: bool = False


@dataclass(frozen=True)
class Message:
    """What Slack is sent: the notification line, and the blocks that are shown instead of it."""

    text: str
    blocks: list[Json] = field(default_factory=list)


@dataclass(frozen=True)
class Rendered:
    """An answer's first message, and `more` for its thread, empty where all fits.

    `chart`: "wanted" says that a chart belongs here which Slack's own cannot be; a picture helps.
    """

    first: Message
    more: tuple[Message, ...]
    chart: ChartState


def message(answer: Answer, lang: Lang, *, charts: bool = True) -> Message:
    """Return an answer's first message; with `charts` False a table stands in for the chart."""
    return rendered(answer, lang, Look(charts=charts)).first


def plain_message(answer: Answer, lang: Lang) -> Message:
    """Return an answer as text alone, for a Slack that refuses its blocks."""
    texts = _sentences(as_shown(answer), lang)
    if answer.post is not None:
        texts.insert(0, cut_escaped(slack_text(answer.post.title, lang), _TITLE))
        # A bold heading must not be cut in two: whole paragraphs go.
        fitting = _fitting(texts, SECTION - 2 * len(texts), _SECTIONS)
        texts[fitting:] = ["…"] * (fitting < len(texts))
    text = "\n\n".join(texts)
    return Message(cut_escaped(unlinked(text), SECTION))


def rendered(answer: Answer, lang: Lang, look: Look | None = None) -> Rendered:
    """Return an answer as messages, each within Slack's limits, six at most."""
    look = look or Look()
    answer = as_shown(answer)
    head = header(answer.post, lang) if answer.post else []
    drawn, state, whole = _chart(answer, lang, look)
    offered = buttons(answer, lang, shareable=look.shareable, details=look.details)
    texts, below = _sentences(answer, lang), _below(answer, lang)
    tabled = not whole and not told_in_lines(answer) and answer.table is not None
    fixed = text_length([*head, *drawn, *offered.blocks, *below.values()]) + SMALL
    budget = ALL_TEXT - fixed
    wide = tabled or answer.grid is not None
    here = _fitting(texts, min(_PROSE, budget) if wide else budget, _SECTIONS)
    room = MOST_MORE if look.thread else 0
    later, unsaid = _distributed(texts[here:], room)
    pages = Pages()
    if tabled:
        first_budget = budget - sum(map(size, texts[:here]))
        budgets = [first_budget, *[ALL_TEXT - SMALL] * (room - len(later))]
        pages = table_pages(answer, lang, budgets, skipped=len(later))
    elif answer.grid is not None:
        pages = _grid(answer, lang, budget - sum(map(size, texts[:here])))
    more = _further(later, here, below)
    more += [[block] for block in pages.blocks[1:]]
    missing = _missing(pages, unsaid, export=offered.export)
    notices = [follows(_rows_after_first(pages))] if more else missing
    if more:
        more[-1] += context(_joined(missing, lang))
    blocks = [
        *head,
        *_blocks(texts[:here], 0, below),
        *drawn,
        *pages.blocks[:1],
        *offered.blocks,
        *small_print(answer, lang, notices),
    ]
    text = cut_escaped(_notification(answer, lang), _NOTIFICATION)
    return Rendered(Message(text, blocks), tuple(Message(text, further) for further in more), state)


def _grid(answer: Answer, lang: Lang, budget: int) -> Pages:
    if answer.grid is None:
        return Pages()
    block, rows = grid_block(answer.grid, lang, budget)
    return Pages((block,) if block else (), len(answer.grid.rows), rows)


def _sentences(answer: Answer, lang: Lang) -> list[str]:
    if answer.post is not None:
        return post_paragraphs(answer, answer.post, lang)
    return paragraphs(answer, lang)


def _below(answer: Answer, lang: Lang) -> dict[int, Json]:
    """Return what stands below a sentence, by the sentence's number: buttons of a post's part."""
    if answer.post is None or not any(part.follow_ups for part in answer.post.sections):
        return {}
    by_place = section_buttons(answer.post, lang)
    placed = placed_paragraphs(answer, answer.post, lang)
    return {at: by_place[of] for at, (_, of) in enumerate(placed) if of in by_place}


def _blocks(texts: Sequence[str], first: int, below: Mapping[int, Json]) -> list[Json]:
    """Return sentences, the first of them number `first`, with what stands below each."""
    found: list[Json] = []
    for at, text in enumerate(texts, start=first):
        found.append(section(text))
        if at in below:
            found.append(below[at])
    return found


def _further(
    groups: Sequence[Sequence[str]], first: int, below: Mapping[int, Json]
) -> list[list[Json]]:
    made = []
    for group in groups:
        made.append(_blocks(group, first, below))
        first += len(group)
    return made


def _notification(answer: Answer, lang: Lang) -> str:
    return notification(answer.post, lang) if answer.post else first_line(answer, lang)


def _fitting(texts: Sequence[str], budget: int, most: int) -> int:
    """Return how many of the texts fit; the first always does."""
    left = budget
    for at, text in enumerate(texts):
        left -= size(text)
        if at and (left < 0 or at >= most):
            return at
    return len(texts)


def _distributed(texts: Sequence[str], most: int) -> tuple[list[list[str]], int]:
    """Return the paragraphs of at most so many further messages, and how many found no room."""
    groups: list[list[str]] = []
    at = 0
    while at < len(texts) and len(groups) < most:
        count = _fitting(texts[at:], ALL_TEXT - SMALL, _SECTIONS)
        groups.append(list(texts[at : at + count]))
        at += count
    return groups, len(texts) - at


def _rows_after_first(pages: Pages) -> int:
    first = len(pages.blocks[0]["rows"]) - 1 if pages.blocks else 0
    return pages.rows - first


def _missing(pages: Pages, unsaid: int, *, export: bool) -> list[Msg]:
    """Return what is not shown in any of the messages, and where all of it is."""
    found: list[Msg] = []
    if pages.shown < pages.rows:
        found.append(msg("more.rows_left_out", count=pages.rows - pages.shown))
    if unsaid:
        found.append(msg("more.lines_left_out", count=unsaid))
    several = len(pages.blocks) > 1
    if export and pages.rows and (found or several):
        found.append(msg("more.all_in_csv", count=pages.rows))
    elif found:
        found.append(msg("more.ask_for_less"))
    return found


def _joined(messages: Sequence[Msg], lang: Lang) -> list[str]:
    text = ("" if lang is Lang.ZH else " ").join(slack_text(one, lang) for one in messages)
    return [text] if text else []


def _chart(answer: Answer, lang: Lang, look: Look) -> tuple[list[Json], ChartState, bool]:
    """Return chart or picture, how that stands, and whether it says all that the table would."""
    if answer.kind is not Kind.SERIES or answer.table is None or answer.figure is None:
        return [], "none", False
    if look.picture is not None:
        return [_image(answer, lang, look.picture)], "picture", not has_gaps(answer.table)
    drawn = chart_block(answer, lang) if look.charts else None
    if drawn is not None:
        return [drawn.block], "drawn", drawn.whole
    return [], "wanted" if _drawable(answer, lang) else "none", False


def _drawable(answer: Answer, lang: Lang) -> bool:
    """Say whether a picture could show what Slack's chart does not: a line of time, not people."""
    if answer.table is None or "agent" in answer.table.dims:
        return False
    return any(len(one.known) >= FEWEST_POINTS for one in series_of(answer, lang) or ())


def _image(answer: Answer, lang: Lang, file: str) -> Json:
    """Return an uploaded picture, described for who cannot see it."""
    shown = [one for one in series_of(answer, lang) or () if one.known]
    words = first_line(answer, lang)
    if shown and answer.figure is not None:
        kept, _ = heaviest(shown, MOST_LINES)
        words = alt_text.of_series(kept, answer.figure, table_title(answer, lang), lang)
    return {"type": "image", "slack_file": {"id": file}, "alt_text": cut(words, _ALT_TEXT)}
