"""The shortcuts of the app: one from anywhere, one on every message."""

from dataclasses import dataclass
from typing import Literal

from base.language import Bilingual

ASK, LOOKUP, ACT, CASE = "ask", "lookup", "act", "case"


@dataclass(frozen=True)
class Shortcut:
    """A shortcut: `name` has at most 24 characters in each language, as Slack allows."""

    callback_id: str
    kind: Literal["global", "message"]
    name: Bilingual
    description: Bilingual


SHORTCUTS = (
    Shortcut(
        ASK,
        "global",
        Bilingual("问一个指标", "Ask for a figure"),
        Bilingual("选指标、时间、分法，马上看数", "Choose a figure, a time and a split"),
    ),
    Shortcut(
        CASE,
        "global",
        Bilingual("匿名说一件事", "Anonymous case"),
        Bilingual("不保存你是谁，提交前看打码", "Nobody keeps who you are; see it masked first"),
    ),
    Shortcut(
        ACT,
        "message",
        Bilingual("建行动", "Make it an action"),
        Bilingual(
            "把这条消息变成一件行动，带上链接", "Turns this message into an action, linked to it"
        ),
    ),
    Shortcut(
        LOOKUP,
        "message",
        Bilingual("查这条里的数", "Look up its figures"),
        Bilingual("把这条消息当问题问，只有你看到", "Ask this message; only you see the answer"),
    ),
)
