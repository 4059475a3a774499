"""The buttons of an answer: next questions, export, how it is computed, share."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from base.answer import Answer, FollowUp, Kind
from base.language import Lang, msg
from base.post import Post
from bot.render.characters import isolated, size, sound
from bot.render.mrkdwn import Json, cut
from bot.render.texts import word

# More are not read (examples.md, rule 11); sharing comes on top where it is offered.
_MOST, _NEAREST = 4, 3
_LABEL, _VALUE = 75, 2000

ASK = "ask"
HOW = "how"
EXPORT = "export"
SHARE = "share"
DETAILS = "details"


@dataclass(frozen=True)
class Offered:
    """A block of buttons, or none, and whether exporting is one of them."""

    blocks: tuple[Json, ...] = ()
    export: bool = False


def buttons(answer: Answer, lang: Lang, *, shareable: bool, details: bool = False) -> Offered:
    """Return an answer's buttons: a post's details where they are wanted, follow-ups as they come,
    export, how, share."""
    again = again_value(answer)
    refused = answer.kind is Kind.REFUSAL
    how = bool(answer.figure and answer.sources and not refused)
    export = bool(again and not refused and (answer.figure or answer.table or answer.post))
    shared = bool(shareable and again and not refused and not answer.private)
    room = _NEAREST if refused else _MOST - how - export
    if answer.post is not None:
        # A post is long already: its buttons stay in one row.
        room -= shared
    detailed = bool(details and again and answer.post and answer.post.details)
    room -= detailed
    # What stands right below a part of the post is one of its buttons.
    above = sum(map(len, _of_sections(answer.post).values())) if answer.post else 0
    asked = _usable(answer.follow_ups)[: max(0, room - above)]
    elements = [_ask(f, i, lang) for i, f in enumerate(asked, start=above)]
    if detailed:
        elements.insert(0, _button(DETAILS, word(msg("button.details"), lang), again))
    if export:
        elements.append(_button(EXPORT, word(msg("button.export"), lang), again))
    if how and answer.figure:
        elements.append(_button(HOW, word(msg("button.how"), lang), again or answer.figure.metric))
    if shared:
        elements.append(_button(SHARE, word(msg("button.share"), lang), again))
    block: Json = {"type": "actions", "elements": elements}
    return Offered((block,) if elements else (), export)


def section_buttons(post: Post, lang: Lang) -> dict[int, Json]:
    """Return the block of buttons of each section that has some, by the section's place."""
    found: dict[int, Json] = {}
    at = 0
    for place, asked in _of_sections(post).items():
        elements = [_ask(f, i, lang) for i, f in enumerate(asked, start=at)]
        found[place] = {"type": "actions", "elements": elements}
        at += len(elements)
    return found


def _of_sections(post: Post) -> dict[int, tuple[FollowUp, ...]]:
    """Return the buttons of a post's sections by their place, four in all."""
    found: dict[int, tuple[FollowUp, ...]] = {}
    left = _MOST
    for place, section in enumerate(post.sections):
        asked = tuple(_usable(section.follow_ups)[:left])
        left -= len(asked)
        if asked:
            found[place] = asked
    return found


def _usable(follow_ups: Iterable[FollowUp]) -> list[FollowUp]:
    return [f for f in follow_ups if 0 < size(f.request) <= _VALUE]


def again_value(answer: Answer) -> str:
    """Return how to ask for an answer again, an empty text where that cannot be said."""
    if answer.again is None:
        return ""
    value = {"q": sound(answer.again.text), "on": answer.again.on.isoformat()}
    text = json.dumps(value, ensure_ascii=False)
    return text if size(text) <= _VALUE else ""


def _ask(follow_up: FollowUp, at: int, lang: Lang) -> Json:
    text = word(follow_up.label, lang)
    label = text if text.strip() else isolated(follow_up.request)
    return _button(f"{ASK}.{at}", label, follow_up.request)


def _button(action: str, text: str, value: str) -> Json:
    # A label of blanks is refused.
    label = cut(text.strip(), _LABEL) or "…"
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label, "emoji": False},
        "value": sound(value),
    }
