"""The sentences of an answer for Slack: its first line, paragraphs under it, the small print."""

from collections.abc import Iterator, Sequence

from base.answer import Answer, Kind
from base.language import Lang, Msg, msg
from bot.render.characters import size
from bot.render.mrkdwn import Json, bold_line, cut_escaped, mrkdwn, slack_text

SECTION = 3000
SMALL = 1500
# What was typed wrong must leave room in the section for the takeaway.
TAKEAWAY, CORRECTED = 1500, 1400
# Notes that say the asker may have meant something else.
_ASSUMED = frozenset(
    {
        "note.period_assumed",
        "note.good_reviews",
        "note.spend_or_order",
        "note.first_replies_only",
        "note.may_mean",
        "note.other_has_cut",
        "note.total_not_mean",
    }
)


def first_line(answer: Answer, lang: Lang) -> str:
    """Return the takeaway, escaped, in one line; never empty."""
    return " ".join(slack_text(answer.takeaway, lang).split()) or "–"


def paragraphs(answer: Answer, lang: Lang) -> list[str]:
    """Return the sentences in paragraphs: a corrected typing error, the takeaway, its lines.

    Each is short enough for a section; what is longer goes on in the next.
    """
    corrections = [line for line in answer.lines if line.key == "corrected"]
    corrected = cut_escaped("\n".join(_worded(corrections, lang)), CORRECTED)
    others = [line for line in answer.lines if line.key != "corrected"]
    head = [bold_line(first_line(answer, lang), TAKEAWAY)]
    if corrected:
        head.insert(0, corrected)
    rest = _worded(others, lang)
    under = _under(answer.kind, others, rest)
    runs = [[*head, *rest[:under]], *_runs(rest[under:])]
    return [section for run in runs for section in in_sections(run)]


def _under(kind: Kind, lines: Sequence[Msg], texts: list[str]) -> int:
    """Return how many lines belong right under the takeaway, none of them a bullet: the first, of a
    list all lines, of a refusal all that was understood."""
    plain = next((at for at, text in enumerate(texts) if _is_bullet(text)), len(texts))
    if kind is Kind.REFUSAL:
        return plain
    if len(lines) != len(texts):  # one says nothing in this language
        return min(plain, 1)
    alike = next((at for at, one in enumerate(lines) if one.key != lines[0].key), len(lines))
    return min(plain, alike)


def _worded(lines: Sequence[Msg], lang: Lang) -> list[str]:
    texts = (slack_text(line, lang) for line in lines)
    return [text for text in texts if text.strip()]


def _is_bullet(text: str) -> bool:
    return text.startswith("•")


def _runs(lines: list[str]) -> list[list[str]]:
    """Return bullets and plain lines apart, each run of them together."""
    found: list[list[str]] = []
    for line in lines:
        if found and _is_bullet(found[-1][-1]) == _is_bullet(line):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def in_sections(lines: list[str]) -> Iterator[str]:
    """Yield lines in texts of a section's length; a line that is longer is cut visibly."""
    text = ""
    for line in lines:
        short = cut_escaped(line, SECTION)
        if text and size(text) + 1 + size(short) > SECTION:
            yield text
            text = short
        else:
            text = f"{text}\n{short}" if text else short
    if text:
        yield text


def small_print(answer: Answer, lang: Lang, first: Sequence[Msg] = ()) -> list[Json]:
    """Return the small print: `first`, of figures by agent the definition, notes, understood."""
    by_agent = answer.table is not None and "agent" in answer.table.dims
    definition = answer.sources[:1] if by_agent and answer.figure else ()
    sentences = _worded((*first, *definition, *answer.notes), lang)
    lines = [("" if lang is Lang.ZH else " ").join(sentences)]
    if answer.understood is not None and _in_doubt(answer):
        lines.append(slack_text(answer.understood, lang))
    return context([line for line in lines if line.strip()])


def context(lines: list[str]) -> list[Json]:
    """Return escaped lines as small print, no block where there are none."""
    if not lines:
        return []
    return [{"type": "context", "elements": [mrkdwn(cut_escaped("\n".join(lines), SMALL))]}]


def _in_doubt(answer: Answer) -> bool:
    """Say whether the asker could wonder what was understood.

    The first line names metric and period; a corrected word has a line of its own.
    """
    if answer.figure is None or answer.period is None or answer.figure.value is None:
        return True
    corrected = sum(line.key == "corrected" for line in answer.lines)
    return corrected > 1 or any(note.key in _ASSUMED for note in answer.notes)


def follows(count: int) -> Msg:
    """Say that the rest is in the next message: so many rows of the table, or sentences."""
    return msg("more.rows_follow", count=count) if count else msg("more.follows")
