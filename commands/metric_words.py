"""What people type about metrics themselves, recognised: which there are, how one is computed, by
which people may be ranked. Pure and quick; every text passes by here before it is a question.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class About(StrEnum):
    """What is wanted."""

    LIST = "list"
    DEFINE = "define"
    RANKINGS = "rankings"


@dataclass(frozen=True)
class MetricWish:
    """What a text wants: `word` filters the list or names the metric.

    `surely` is False where the same words ask for the figure unless they name a metric and nothing
    else ("what is csat"). `on` is what the rankings are set to, None to see them.
    """

    about: About
    word: str = ""
    surely: bool = True
    on: bool | None = None


_END = r"\s*[?？。.!！~]*"
_SHOW = r"(?:请|请问|麻烦|帮我|给我|我想)?(?:看看?|看一下|列出来?|列一下|查看|查一下)?\s*"
_WHICH = r"(?:哪些|什么|哪几个|啥|多少个?|几个)"
_CAN = r"(?:能|可以|支持|会|能够)"

# Behind the word for metrics ("/metric list 退款", "指标 列表"), where little says much.
_LISTS_NAMED = (
    r"(?:list|ls|all|列表|清单|目录|大全|一览|全部|所有|有哪些|有什么|都有哪些)(?:\s+(?P<word>.+))?",
)
_LISTS = (
    rf"{_SHOW}(?:这里|你|现在|目前|我们)?(?:都|一共|总共)?有{_WHICH}(?P<word>.{{0,12}}?)的?指标"
    rf"(?:可以|能)?(?:看|查|问)?的?{_END}",
    rf"{_SHOW}(?:关于)?(?P<word>.{{0,12}}?)(?:类|方面)?(?:的)?(?:都|一共)?有{_WHICH}指标{_END}",
    rf"(?:你|我)?(?:都)?{_CAN}(?:看|查|问){_WHICH}(?:指标|数据|数字|数){_END}",
    rf"(?P<word>.{{0,12}}?)的?指标(?:都)?(?:有{_WHICH}|列表|清单|目录|大全|一览表?|库|字典){_END}",
    rf"{_SHOW}(?:所有|全部)的?指标{_END}",
    rf"(?:please\s+)?(?:list|show)(?: me)?(?: all)?(?: of)?(?: the| your)?\s*(?P<word>[\w-]*?)\s*"
    rf"metrics{_END}",
    rf"(?:what|which)\s*(?P<word>[\w-]*?)\s*metrics\s+(?:are there|do you (?:have|know)|"
    rf"can (?:i|we) (?:ask(?: for| about)?|see)|exist){_END}",
    rf"(?:the )?metrics? list(?:\s+(?P<word>.+?))?{_END}",
    rf"list of(?: the)? metrics{_END}",
    rf"what (?:figures )?can (?:i|we) ask(?: for| about)?(?: here)?{_END}",
)

_DEFINES = (
    rf"(?:define|definition of|the definition of|meaning of)\s+(?P<word>.+?){_END}",
    rf"what (?:does|do|is)\s+(?P<word>.+?)\s+(?:mean|stand for|made of){_END}",
    rf"how (?:is|are|was|do you|do we|does one|do they|does it)\s+(?P<word>.+?)\s+"
    rf"(?:computed|calculated|worked out|reckoned|defined|counted|derived){_END}",
    rf"how (?:do|does|would|should|can) (?:you|we|one|i|it) (?:compute|calculate|define|work out|"
    rf"reckon|count)\s+(?P<word>.+?){_END}",
    rf"(?:the )?formula (?:for|of)\s+(?P<word>.+?){_END}",
    rf"(?P<word>.+?)\s+(?:definition|meaning|formula){_END}",
    rf"(?:什么叫做?|啥叫|定义)\s*(?P<word>.+?){_END}",
    rf"(?P<word>.+?)(?:到底)?(?:是|指的是|指)?\s*(?:个?什么意思|啥意思|什么含义|什么定义){_END}",
    rf"(?P<word>.+?)的?(?:定义|口径|含义|公式|算法|计算方式|计算方法|计算公式)"
    rf"(?:是(?:什么|啥|怎样的|怎么样的)|呢)?{_END}",
    rf"(?P<word>.+?)(?:到底|这个指标|这个数)?(?:是)?(?:怎么|咋|如何|怎样)(?:计算|算|定义|统计)"
    rf"(?:出来)?的?(?:呢|呀|啊)?{_END}",
)
# These ask for a figure just as well.
_MAY_DEFINE = (
    rf"(?:what is|what's|whats|what are|explain)\s+(?!the\b|our\b|my\b)(?P<word>.+?){_END}",
    rf"(?:什么是|啥是|解释一?下?)\s*(?P<word>.+?){_END}",
    rf"(?P<word>.+?)是(?:什么|啥)(?:指标|数)?{_END}",
)

_RANKINGS = r"(?:rankings?|排名设置|排名开关|排名)"
_ON = r"(?:on|allow(?:ed)?|enable|开启?|打开|允许|可以)"
_OFF = r"(?:off|forbid(?:den)?|disable|关闭?|关掉|不允许|禁止|不可以)"
_RANKING = (rf"{_RANKINGS}(?:\s+(?P<word>.+?)\s*[:：=]?\s*(?:(?P<on>{_ON})|(?P<off>{_OFF})))?",)


@cache
def _whole(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Compile patterns when a text first gets as far as this: few do."""
    return tuple(re.compile(one, re.IGNORECASE) for one in patterns)


_TRIED = (
    (About.LIST, True, _LISTS),
    (About.DEFINE, True, _DEFINES),
    (About.DEFINE, False, _MAY_DEFINE),
)
_TRIED_NAMED = (About.LIST, True, _LISTS_NAMED)
# Without one of these nothing here is meant; nearly every question is done with at this.
_HINT = re.compile(
    r"指标|metrics?|定义|意思|含义|口径|公式|算|统计|是什么|是啥|什么是|什么叫|啥叫|啥是|解释|能.{1,3}(?:什么|哪些)|"
    r"可以.{1,3}(?:什么|哪些)|defin|meaning|what|how|formula|explain|rank|排名",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"(?:metrics?|指标|数据)\s+", re.IGNORECASE)
_LONGEST = 80


def metric_wish(text: str, *, named: bool = False) -> MetricWish | None:
    """Return what a text wants of metrics themselves, None where it is about something else.

    `named` says that the text stood behind the command for metrics.
    """
    text = text.strip()
    command = _COMMAND.match(text)
    if command is not None:
        # Behind the command too: "/metric 指标 列表".
        found = metric_wish(text[command.end() :], named=True)
        if found is not None:
            return found
    if len(text) > _LONGEST:
        return None
    if named:
        found = _found(text, *_TRIED_NAMED)
        if found is not None:
            return found
    elif _HINT.search(text) is None:
        return None
    ranking = None if named else _whole(_RANKING)[0].fullmatch(text)
    if ranking is not None:
        return _rankings(ranking)
    return next((one for tried in _TRIED if (one := _found(text, *tried)) is not None), None)


def _found(text: str, about: About, surely: bool, patterns: tuple[str, ...]) -> MetricWish | None:
    for pattern in _whole(patterns):
        found = pattern.fullmatch(text)
        if found is not None:
            return MetricWish(about, _bare(found.groupdict().get("word") or ""), surely)
    return None


def _rankings(found: re.Match[str]) -> MetricWish:
    on = None if not found["word"] else found["on"] is not None
    return MetricWish(About.RANKINGS, _bare(found["word"] or ""), on=on)


def _bare(text: str) -> str:
    """Return a name without the signs around it and the words that only point at it."""
    text = text.strip().strip("“”\"'「」『』《》").strip()
    text = re.sub(r"^(?:the|an?|metric|指标|请问|请教一?下?)\s+", "", text, flags=re.IGNORECASE)
    return re.sub(r"(?:这个指标|这个数|指标)$", "", text).strip().strip('“”"「」').strip()


def changes_something(text: str) -> bool:
    """Say whether a text sets by what people may be ranked."""
    found = metric_wish(text)
    return found is not None and found.about is About.RANKINGS and found.on is not None
