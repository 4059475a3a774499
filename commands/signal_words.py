"""Words for signals: whether a text asks what stands out, or turns it on or off. Pure, and quick to
import."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Doing(StrEnum):
    """What is wanted: to see what stands out, or to watch more, less, or the usual figures."""

    SEE = "see"
    ON = "on"
    OFF = "off"
    USUAL = "usual"


@dataclass(frozen=True)
class SignalWish:
    """What is wanted of signals, and of which figure, team or time: `rest` as typed."""

    doing: Doing
    rest: str = ""

    @property
    def changes(self) -> bool:
        """Say whether a setting is changed by it."""
        return self.doing is not Doing.SEE


# Compiled when a text has one of their words: nearly all have none, and a start counts.
_WORD = r"(?:(?:信号|异动)(?=$|[\s:：，,关开停])|signals?(?=$|[\s:：，,]))[\s:：，,]*(?P<rest>.*)"
_ASKED = (
    r"(?P<before>.*?)\s*(?:最近|现在|近来|这阵子|的)?\s*"
    r"(?:有没有(?:什么)?|有什么|有啥|哪里|哪儿|哪些(?:指标|数)?|什么|啥)\s*"
    r"(?:地方)?\s*(?:不对劲|不太对|不对头|异常|异动|不正常)(?:的|吗|么|呢|地方|没有)*[？?。！!]*"
    r"|(?:so )?(?:what(?:['’]?s| is| are)? |anything |is anything |does anything )"
    r"(?:that )?(?:stands? out|standing out|stand out|odd|off|unusual|out of the ordinary|"
    r"not right|looks? (?:odd|off|unusual))"
    r"(?:\s+(?:right )?now)?(?:\s+(?:in|for|at|with|about|of))?(?:\s+(?P<after>.*?))?[?!.]*"
)
_MARKS = (
    "不对",
    "不太对",
    "异常",
    "异动",
    "不正常",
    "stand",
    "odd",
    "off",
    "usual",
    "ordinary",
    "right",
)
_DOINGS = {
    Doing.OFF: r"(?:关掉|关闭|关|停掉|停|不看|不用|off|stop|mute)(?=$|\s|\W|[一-鿿])",
    Doing.ON: r"(?:打开|开启|开|加上|加|盯着|盯|on|watch|add)(?=$|\s|\W|[一-鿿])",
    Doing.USUAL: r"(?:恢复)?(?:默认|平常的?|照旧)$|(?:default|usual|reset)$",
}


def signals_asked(text: str) -> SignalWish | None:
    """Return what a text wants of signals; None where it is about something else."""
    text = text.strip()
    plain = text.lower()
    if plain.startswith(("信号", "异动", "signal")):
        named = re.fullmatch(_WORD, text, re.I | re.S)
        if named is not None:
            return _wish(named["rest"].strip())
    if not any(mark in plain for mark in _MARKS):
        return None
    asked = re.fullmatch(_ASKED, text, re.I | re.S)
    if asked is None:
        return None
    return SignalWish(Doing.SEE, (asked["before"] or asked["after"] or "").strip())


def _wish(rest: str) -> SignalWish:
    for doing, pattern in _DOINGS.items():
        found = re.match(pattern, rest, re.I)
        if found is not None:
            return SignalWish(doing, rest[found.end() :].strip())
    return SignalWish(Doing.SEE, rest)
