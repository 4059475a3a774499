"""Composition objects: texts, options, confirmations, filters, files.

Figures are Slack's documented limits; characters are counted as code points.
"""

from datetime import date

from .problem import Findings, Json
from .rules import (
    LINK,
    URL,
    Anything,
    ByType,
    Check,
    Enum,
    Flag,
    Form,
    List,
    Need,
    Rule,
    Shape,
    Str,
    at_least_one,
    exactly_one,
    shape,
    typed,
)

TEXT_MOST = 3000
ID_MOST = 255
URL_MOST = 3000


def plain(most: int = TEXT_MOST) -> Shape:
    return typed("plain_text", text=Need(Str(most, 1)), emoji=Flag())


def mrkdwn(most: int = TEXT_MOST) -> Shape:
    return typed("mrkdwn", text=Need(Str(most, 1)), verbatim=Flag())


def text(most: int = TEXT_MOST) -> ByType:
    """A text object of either type."""
    return ByType({"plain_text": plain(most), "mrkdwn": mrkdwn(most)})


def plain_only(most: int = TEXT_MOST) -> ByType:
    """A text object that must be plain; another type is named in the refusal."""
    return ByType({"plain_text": plain(most)})


def _is_date(value: str) -> bool:
    if len(value) != 10:
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


DATE = Form("date", _is_date)

ACTION_ID = Str(ID_MOST, 1)
BLOCK_ID = Str(ID_MOST, 1)
WEB_URL = Str(URL_MOST, 1, URL)
# mailto: and deep links work in buttons and links.
ANY_URL = Str(URL_MOST, 1, LINK)
STYLE = Enum(("primary", "danger"))
PLACEHOLDER = plain_only(150)
USER_IDS = List(Str(least=1))

CONFIRM = shape(
    title=plain_only(100),
    text=Need(text(300)),
    confirm=plain_only(30),
    deny=plain_only(30),
    style=STYLE,
)


def _option(words: Rule, **more: Rule) -> Shape:
    # 150 is what the documentation says now; the official typings still say 75.
    return shape(text=Need(words), value=Need(Str(150, 1)), description=words, **more)


PLAIN_OPTION = _option(plain_only(75))
FORMATTED_OPTION = _option(text(75))
# Only an overflow menu may open addresses, and an option that does needs no value.
LINK_OPTION = shape(
    at_least_one("value", "url"),
    text=Need(plain_only(75)),
    value=Str(150, 1),
    description=plain_only(75),
    url=ANY_URL,
)
OPTION_GROUP = shape(label=Need(plain_only(75)), options=Need(List(PLAIN_OPTION, 100, 1)))

DISPATCH = shape(
    trigger_actions_on=List(Enum(("on_enter_pressed", "on_character_entered")), 2, 1),
)
CONVERSATION_FILTER = shape(
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
    include=List(Enum(("im", "mpim", "private", "public")), least=1),
    exclude_external_shared_channels=Flag(),
    exclude_bot_users=Flag(),
)
SLACK_FILE = shape(exactly_one("id", "url"), id=Str(least=1), url=WEB_URL)
WORKFLOW = shape(
    trigger=Need(
        shape(
            url=Need(WEB_URL),
            customizable_input_parameters=List(
                shape(name=Need(Str(least=1)), value=Need(Anything("typed by the workflow")))
            ),
        )
    )
)


# ---- the chosen at first must be among the choices ---------------------------------------------


def _mark(option: object) -> tuple[str, str] | None:
    """What tells one option from another: its value and its words."""
    if not isinstance(option, dict):
        return None
    value, words = option.get("value"), option.get("text")
    said = words.get("text") if isinstance(words, dict) else None
    if not isinstance(value, str) or not isinstance(said, str):
        return None
    return value, said


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _choices(element: Json) -> set[tuple[str, str]]:
    options = list(_listed(element.get("options")))
    for group in _listed(element.get("option_groups")):
        if isinstance(group, dict):
            options += _listed(group.get("options"))
    return {mark for mark in map(_mark, options) if mark is not None}


def initial_is_a_choice(name: str) -> Check:
    """`name` holds an option, or a list of options, that must be among the element's own."""

    def check(element: Json, at: str, found: Findings) -> None:
        initial, choices = element.get(name), _choices(element)
        many = isinstance(initial, list)
        for place, option in enumerate(_listed(initial) if many else [initial]):
            mark = _mark(option)
            if mark is not None and mark not in choices:
                where = f"{at}/{name}/{place}" if many else f"{at}/{name}"
                found.failed(where, "must exactly match one of the options", "enum", None, mark[0])

    return check
