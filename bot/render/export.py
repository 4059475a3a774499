"""An answer to take away: its text to copy, and buttons for files, a name and a link."""

import json

from base.answer import Answer
from base.language import Lang, Msg, msg
from bot.answer_file import drawable
from bot.render.buttons import again_value
from bot.render.mrkdwn import Json, cut, escape, mrkdwn, section
from bot.render.texts import word

_TEXT = 9000
CSV, XLSX, PNG, SAVE, LINK = "csv", "xlsx", "png", "save", "link"


def export_blocks(answer: Answer, lang: Lang, text: str, stands: str = "") -> list[Json]:
    """Return the blocks of the window: what is plain text there has no marks of Slack in it.

    `stands` is where the answer stands for everybody ("channel:ts"), empty where it does not.
    """
    quoted = {"type": "text", "text": cut(text, _TEXT)}
    copied: Json = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [quoted]}],
    }
    value = again_value(answer)
    if not value:
        return [copied]
    files = [XLSX, CSV, *([PNG] if drawable(answer) else [])]
    placed = json.dumps(json.loads(value) | {"at": stands}, ensure_ascii=False) if stands else value
    return [
        copied,
        _small("export.copy", lang),
        _row([_button(kind, value, lang) for kind in files]),
        _row([_button(SAVE, value, lang), _button(LINK, placed, lang)]),
        _small("export.keep", lang),
    ]


def _small(key: str, lang: Lang) -> Json:
    return {"type": "context", "elements": [mrkdwn(escape(word(msg(key), lang)))]}


def _row(elements: list[Json]) -> Json:
    return {"type": "actions", "elements": elements}


def _button(action: str, value: str, lang: Lang) -> Json:
    text = word(msg(f"button.{action}"), lang)
    label = {"type": "plain_text", "text": text, "emoji": False}
    return {"type": "button", "action_id": action, "text": label, "value": value}


def sent_blocks(lang: Lang) -> list[Json]:
    """Return what the window says once the file is on its way."""
    return [section(escape(word(msg("export.sent"), lang)))]


def told_blocks(lines: tuple[Msg, ...], lang: Lang) -> list[Json]:
    """Return what the window says instead of sending."""
    return [section(escape(word(line, lang))) for line in lines]
