"""A Post as plain text for another chat: title in 【】, lines, no markup; a phone's screen of it.

Headline and figures always come along where nothing limits them; of what stands under headings as
much as fits, one line of each first. Small print stays behind.
"""

from collections.abc import Sequence

from base.language import Lang
from base.post import Post, Section
from bot.render.characters import cut, size
from bot.render.post import BULLET, one_line

# Nobody reads more in a group chat. The same screen holds twice as many letters as characters.
_SCREEN = {Lang.ZH: 199, Lang.EN: 399}


def plain_post(post: Post, lang: Lang, most: int | None = None) -> str:
    """Return a post in at most `most` characters; without, in a screenful where possible."""
    head = _head(post, lang)
    if most is not None:
        head = _within(head, most)
    left = (_SCREEN[lang] if most is None else most) - sum(size(line) + 1 for line in head) + 1
    return "\n".join([*head, *_parts(post.sections, lang, left)])


def _parts(sections: Sequence[Section], lang: Lang, left: int) -> list[str]:
    """Return of each section a first line that fits, behind its heading; then what else fits."""
    told = [_told(section, lang) for section in sections]
    kept: list[dict[int, str]] = [{} for _ in told]
    for section, lines, chosen in zip(sections, told, kept, strict=True):
        for at, line in enumerate(lines):
            text = _headed(section, line, lang)
            if size(text) < left:
                chosen[at] = text
                left -= size(text) + 1
                break
    for lines, chosen in zip(told, kept, strict=True):
        for at in range(min(chosen, default=len(lines)) + 1, len(lines)):
            if size(lines[at]) < left:
                chosen[at] = lines[at]
                left -= size(lines[at]) + 1
    return [text for chosen in kept for text in chosen.values()]


def _headed(section: Section, line: str, lang: Lang) -> str:
    heading = one_line(section.heading, lang)
    return f"{heading}{'：' if lang is Lang.ZH else ': '}{line}" if heading else line


def _head(post: Post, lang: Lang) -> list[str]:
    title = one_line(post.title, lang)
    lines = [f"【{title}】" if title else "", one_line(post.takeaway, lang)]
    lines += [one_line(line, lang) for line in post.lead]
    for figure in post.figures:
        lines.append(f"{one_line(figure.name, lang)} {one_line(figure.text, lang)}".strip())
    return [line for line in lines if line]


def _within(lines: list[str], most: int) -> list[str]:
    """Return the lines that fit, the first cut where it must be."""
    kept: list[str] = []
    left = most
    for line in lines:
        text = line if kept else cut(line, most)
        if size(text) + bool(kept) <= left:
            left -= size(text) + bool(kept)
            kept.append(text)
    return kept


def _told(section: Section, lang: Lang) -> list[str]:
    inline = (section.inline,) if section.inline else ()
    told = (one_line(line, lang).removeprefix(BULLET) for line in (*inline, *section.lines))
    return [text for text in told if text]
