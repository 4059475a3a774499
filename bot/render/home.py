"""The page a person finds when he opens the app, as blocks."""

from base.answer import FollowUp
from base.language import Lang
from bot.render.blocks import ASK
from bot.render.mrkdwn import Json, bold_line, cut, cut_escaped, mrkdwn, section, slack_text
from bot.render.texts import word
from commands.home import Home, Section

_MOST = 100
_SECTION, _BUTTON, _VALUE = 2900, 75, 2000


def home_view(home: Home, lang: Lang) -> Json:
    """Return the view to publish."""
    blocks: list[Json] = [_header(word(home.greeting, lang))]
    for at, one in enumerate(home.sections):
        blocks += _section(one, at, lang)
    blocks.append(_small(slack_text(home.made, lang)))
    return {"type": "home", "blocks": blocks[:_MOST]}


def _header(text: str) -> Json:
    return {"type": "header", "text": _plain(text, 150)}


def _plain(text: str, most: int) -> Json:
    return {"type": "plain_text", "text": cut(text, most), "emoji": False}


def _small(text: str) -> Json:
    return {"type": "context", "elements": [mrkdwn(text)]}


def _section(one: Section, at: int, lang: Lang) -> list[Json]:
    lines = [slack_text(line, lang) for line in one.lines]
    body = "\n".join(f"• {line}" if len(lines) > 1 else line for line in lines)
    head = bold_line(slack_text(one.heading, lang), 300)
    found: list[Json] = [section(cut_escaped(f"{head}\n{body}", _SECTION))]
    buttons = [_button(f, f"{ASK}.{at}.{i}", lang) for i, f in enumerate(one.follow_ups)]
    if buttons:
        found.append({"type": "actions", "elements": buttons})
    return [*found, {"type": "divider"}]


def _button(follow_up: FollowUp, action: str, lang: Lang) -> Json:
    label = _plain(word(follow_up.label, lang), _BUTTON)
    value = follow_up.request[:_VALUE]
    return {"type": "button", "action_id": action, "text": label, "value": value}
