"""A Post's parts for Slack: header, paragraphs, notification line. No limits of whole messages.

Who lays out a message (blocks) treats a post as an answer whose sentences come from here, so that
every limit is kept in one place.
"""

import re
from dataclasses import replace

from base.answer import Answer
from base.language import Lang, Msg
from base.post import Labelled, Post, Section
from bot.render.mrkdwn import Json, bold_line, cut, cut_escaped, slack_text
from bot.render.prose import CORRECTED, SECTION, TAKEAWAY, first_line, in_sections
from bot.render.texts import word

_HEADER, _NAME = 150, 150
BULLET = "• "
_OPEN_EMOJI = re.compile(r":[\w+'-]+$")
_MARKED = re.compile(r"•|[0-9]{1,2}\. ")


def as_shown(answer: Answer) -> Answer:
    """Return an answer whose takeaway, buttons and small print are its post's, if it has one.

    What the answer itself adds to the small print (who shared it, which week was meant) stays.
    """
    post = answer.post
    if post is None:
        return answer
    own = tuple(note for note in answer.notes if note not in post.notes)
    return replace(
        answer,
        takeaway=post.takeaway,
        follow_ups=post.follow_ups,
        notes=(*post.notes, *own),
        # The header says what was understood; tables are in the details.
        understood=None,
        table=None,
        figure=None,
        grid=None,
    )


def one_line(message: Msg, lang: Lang) -> str:
    """Return a message in words, in one line, without any chat's marks."""
    return " ".join(word(message, lang).split())


def bulleted(lines: list[str]) -> list[str]:
    """Return several lines of one section as bullets, unless they have marks of their own."""
    if len(lines) < 2:
        return lines
    return [line if _MARKED.match(line) else f"{BULLET}{line}" for line in lines]


def header(post: Post, lang: Lang) -> list[Json]:
    """Return the title as a header block, no block where it says nothing."""
    text = cut(one_line(post.title, lang), _HEADER)
    if not text:
        return []
    return [{"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}]


def notification(post: Post, lang: Lang) -> str:
    """Return title and takeaway in one line, escaped: a phone shows nothing else of a post."""
    title = _line(post.title, lang)
    takeaway = _line(post.takeaway, lang) or "–"
    between = "：" if lang is Lang.ZH else ": "
    if _OPEN_EMOJI.search(title):
        # With a colon behind it the end of the title would be an emoji.
        between = " · "
    return f"{title}{between}{takeaway}" if title else takeaway


def post_paragraphs(answer: Answer, post: Post, lang: Lang) -> list[str]:
    """Return a post's sentences, each short enough for a section: headline and lead, figures, then
    the parts under headings. Parts of one line stand together."""
    return [text for text, _ in placed_paragraphs(answer, post, lang)]


def placed_paragraphs(answer: Answer, post: Post, lang: Lang) -> list[tuple[str, int | None]]:
    """Return the same, and with the last paragraph of a section with buttons that one's place."""
    corrected = [slack_text(line, lang) for line in answer.lines if line.key == "corrected"]
    head = [cut_escaped("\n".join(corrected), CORRECTED)] if corrected else []
    head.append(bold_line(first_line(answer, lang), TAKEAWAY))
    head += [text for line in post.lead if (text := _line(line, lang))]
    figures = [text for figure in post.figures if (text := _labelled(figure, lang))]
    runs = [(head, None), (figures, None), *_sections(post.sections, lang)]
    return [one for run, place in runs for one in _ended(list(in_sections(run)), place)]


def _ended(texts: list[str], place: int | None) -> list[tuple[str, int | None]]:
    last = len(texts) - 1
    return [(text, place if at == last else None) for at, text in enumerate(texts)]


def _line(message: Msg, lang: Lang) -> str:
    return " ".join(slack_text(message, lang).split())


def _labelled(figure: Labelled, lang: Lang) -> str:
    return _named(figure.name, _line(figure.text, lang), lang)


def _named(name: Msg, text: str, lang: Lang) -> str:
    """Return a line that begins with a bold name; Slack wants a blank behind the bold."""
    bold = bold_line(_line(name, lang), _NAME)
    return cut_escaped(f"{bold} {text}".strip(), SECTION)


def _sections(sections: tuple[Section, ...], lang: Lang) -> list[tuple[list[str], int | None]]:
    """Return the lines of each section; neighbours of a single line share a paragraph.

    With the lines of a section that has buttons comes its place: its paragraph ends there.
    """
    found: list[tuple[list[str], int | None]] = []
    short_before = False
    for place, section in enumerate(sections):
        inline = _line(section.inline, lang) if section.inline else ""
        lines = bulleted([text for line in section.lines if (text := _line(line, lang))])
        own = place if section.follow_ups else None
        if not inline and not lines and own is None:
            continue
        whole = [_named(section.heading, inline, lang), *lines]
        if short_before and not lines:
            found[-1] = [*found[-1][0], *whole], own
        else:
            found.append((whole, own))
        short_before = not lines and own is None
    return found
