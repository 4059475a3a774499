"""An answer to take away: its text to copy, and a button for the file."""

from base.answer import Answer
from base.language import Lang, msg
from bot.render.buttons import again_value
from bot.render.mrkdwn import Json, cut, escape, mrkdwn, section
from bot.render.texts import word

_TEXT = 9000
CSV = "csv"


def export_blocks(answer: Answer, lang: Lang, text: str) -> list[Json]:
    """Return the blocks of the window: what is plain text there has no marks of Slack in it."""
    quoted = {"type": "text", "text": cut(text, _TEXT)}
    copied: Json = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [quoted]}],
    }
    small = {"type": "context", "elements": [mrkdwn(escape(word(msg("export.copy"), lang)))]}
    value = again_value(answer)
    if not value:
        return [copied]
    label = {"type": "plain_text", "text": word(msg("button.csv"), lang), "emoji": False}
    button = {"type": "button", "action_id": CSV, "text": label, "value": value}
    return [copied, small, {"type": "actions", "elements": [button]}]


def sent_blocks(lang: Lang) -> list[Json]:
    """Return what the window says once the file is on its way."""
    return [section(escape(word(msg("export.sent"), lang)))]
