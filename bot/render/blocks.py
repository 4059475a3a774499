"""An Answer as a Slack message: one renderer that owns every limit and every shortening.

The takeaway is a whole bold line and the notification line; bullets, chart or table follow, then
buttons, then small print. Nothing here sends anything.
"""

from dataclasses import dataclass, field

from base.answer import Answer, FollowUp, Kind
from base.language import Lang, Msg, msg
from bot.render.charts import chart_block
from bot.render.mrkdwn import (
    Json,
    bold_line,
    cut,
    cut_escaped,
    escape,
    mrkdwn,
    section,
    text_length,
)
from bot.render.tables import table_block
from bot.render.texts import word

MOST_BLOCKS = 50
SECTION = 3000
# Slack refuses a message somewhere above 11,000 characters in all its blocks.
ALL_TEXT = 10_000
# The sentences may take this much; the rest is the table's.
_PROSE = 6000
_SMALL = 1500
_NOTIFICATION = 300
_BUTTONS, _BUTTON, _VALUE = 4, 75, 2000

ASK = "ask"
HOW = "how"


@dataclass(frozen=True)
class Message:
    """What Slack is sent: the notification line, and the blocks that are shown instead of it."""

    text: str
    blocks: list[Json] = field(default_factory=list)


def message(answer: Answer, lang: Lang, *, charts: bool = True) -> Message:
    """Return an answer as a message; with `charts` False a table stands in for the chart."""
    prose = [section(text) for text in _sections(answer, lang)]
    buttons = _actions(answer, lang)
    fixed = text_length(prose) + text_length(buttons) + _SMALL
    figures, left_out = _figures(answer, lang, ALL_TEXT - fixed, charts=charts)
    small = _small_print(answer, lang, left_out)
    blocks = [*prose, *figures, *buttons, *small]
    return Message(_notification(answer, lang), blocks[:MOST_BLOCKS])


def plain_message(answer: Answer, lang: Lang) -> Message:
    """Return an answer as text alone, for a Slack that refuses its blocks."""
    text = "\n\n".join(_sections(answer, lang))
    return Message(cut_escaped(text, SECTION))


def _notification(answer: Answer, lang: Lang) -> str:
    return cut_escaped(escape(word(answer.takeaway, lang)), _NOTIFICATION)


def _sections(answer: Answer, lang: Lang) -> list[str]:
    """Return the sentences in paragraphs: a corrected typing error, the takeaway, its lines."""
    corrected = [line for line in answer.lines if line.key == "corrected"]
    others = [line for line in answer.lines if line.key != "corrected"]
    head = [*_worded(corrected, lang), bold_line(escape(word(answer.takeaway, lang)), SECTION // 2)]
    rest = _worded(others, lang)
    # What stands right under the takeaway belongs to it; of a refusal, all that was understood.
    while rest and not _is_bullet(rest[0]):
        head.append(rest.pop(0))
        if answer.kind is not Kind.REFUSAL:
            break
    paragraphs = [head, *_paragraphs(rest)]
    return _within(["\n".join(p) for p in paragraphs if p])


def _worded(lines: list[Msg], lang: Lang) -> list[str]:
    texts = (escape(word(line, lang)) for line in lines)
    return [text for text in texts if text]


def _is_bullet(text: str) -> bool:
    return text.startswith("•")


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Return bullets and plain lines apart, each run of them together."""
    found: list[list[str]] = []
    for line in lines:
        if found and _is_bullet(found[-1][-1]) == _is_bullet(line):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _within(texts: list[str]) -> list[str]:
    """Return paragraphs cut to Slack's length of a section, and all of them to their share."""
    kept, left = [], _PROSE
    for text in texts:
        if left < 80:
            break
        short = cut_escaped(text, min(SECTION, left))
        kept.append(short)
        left -= len(short)
    return kept


def _figures(answer: Answer, lang: Lang, budget: int, *, charts: bool) -> tuple[list[Json], int]:
    """Return chart or table, and how many rows did not fit."""
    found: list[Json] = []
    if answer.kind is Kind.SERIES and charts:
        drawn = chart_block(answer, lang)
        if drawn is not None:
            found.append(drawn.block)
            budget -= text_length(drawn.block)
            if drawn.whole:
                return found, 0
    if _told_in_lines(answer):
        return found, 0
    table, left_out = table_block(answer, lang, budget)
    return [*found, *([table] if table else [])], left_out


def _told_in_lines(answer: Answer) -> bool:
    """Say that every row already has a line of its own."""
    bullets = sum(line.key.startswith("bullet.") for line in answer.lines)
    return answer.table is not None and bullets == len(answer.table.rows)


def _actions(answer: Answer, lang: Lang) -> list[Json]:
    """Return the buttons: next questions, and how the figure is computed."""
    sources = 1 if answer.figure and answer.sources else 0
    usable = [f for f in answer.follow_ups if 0 < len(f.request) <= _VALUE]
    elements = [_ask(f, i, lang) for i, f in enumerate(usable[: _BUTTONS - sources])]
    if answer.figure and sources:
        text = word(msg("button.how"), lang)
        elements.append(_button(HOW, text, answer.figure.metric))
    return [{"type": "actions", "elements": elements}] if elements else []


def _ask(follow_up: FollowUp, at: int, lang: Lang) -> Json:
    return _button(f"{ASK}.{at}", word(follow_up.label, lang), follow_up.request)


def _button(action: str, text: str, value: str) -> Json:
    label = {"type": "plain_text", "text": cut(text, _BUTTON), "emoji": False}
    return {"type": "button", "action_id": action, "text": label, "value": value}


def _small_print(answer: Answer, lang: Lang, left_out: int) -> list[Json]:
    notes = _worded(list(answer.notes), lang)
    if left_out:
        notes.insert(0, escape(word(msg("table.left_out", count=left_out), lang)))
    understood = [escape(word(answer.understood, lang))] if answer.understood else []
    sentences = ("" if lang is Lang.ZH else " ").join(notes)
    lines = [line for line in (sentences, *understood) if line]
    if not lines:
        return []
    text = cut_escaped("\n".join(lines), _SMALL)
    return [{"type": "context", "elements": [mrkdwn(text)]}]
