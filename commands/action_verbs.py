"""Words for action items: which move is meant, of which item, and which texts open a form. Pure."""

import re
from types import MappingProxyType

from base.action import Move
from base.language import Lang

_WORDS = {
    "add": ("add", "new", "create", "添加", "新建", "新增", "增加", "加", "建"),
    "form": ("form", "填表", "表单"),
    "mine": ("mine", "my", "我的"),
    "team": ("team", "小组", "组里", "本组", "我们组", "全组"),
    "overdue": ("overdue", "late", "过期", "逾期", "超期"),
    "all": ("all", "list", "全部", "所有", "列表"),
    "accept": ("accept", "接受", "我来做"),
    "decline": ("decline", "not mine", "不该我做", "拒绝"),
    "start": ("start", "begin", "开始做", "开始"),
    "done": ("done", "已做完", "做完了", "做完", "完成"),
    "verify": ("verify", "核实通过", "通过", "核实"),
    "back": ("back", "send back", "退回"),
    "redate": ("redate", "re-date", "new date", "要改期", "改期", "延期"),
    "stuck": ("stuck", "卡住了", "卡住", "卡在"),
    "drop": ("drop", "不做了", "不做"),
    "reassign": ("reassign", "hand over", "换负责人", "转给", "交给"),
    "verifier": ("verifier", "换核实人", "核实人"),
    "split": ("split", "拆成", "拆分", "拆开", "拆小", "拆"),
    "free": ("waits for nothing", "wait for nothing", "不用等了", "不等了"),
    "wait": ("waits for", "wait for", "waits", "wait", "要等", "等待", "等"),
    "merge": ("merge", "合并到", "合并", "并入"),
    "snooze": ("snooze", "晚点提醒", "稍后提醒", "晚点再提醒"),
    "close": ("close", "结案", "关闭"),
    "reopen": ("reopen", "重新打开", "重开"),
    "comment": ("comment", "say", "留言", "评论", "说"),
    "evidence": ("evidence", "补证据", "证据"),
    "edit": ("edit", "change", "改一改", "修改", "编辑"),
}
_VERBS = sorted(
    ((word, verb) for verb, all_of in _WORDS.items() for word in all_of),
    key=lambda one: -len(one[0]),
)
MOVES = MappingProxyType(
    {
        "accept": Move.ACCEPT,
        "decline": Move.DECLINE,
        "start": Move.START,
        "done": Move.CLAIM,
        "verify": Move.VERIFY,
        "back": Move.SEND_BACK,
        "redate": Move.REDATE,
        "stuck": Move.STUCK,
        "drop": Move.DROP,
        "reassign": Move.REASSIGN,
        "verifier": Move.SET_VERIFIER,
        "merge": Move.MERGE,
        "split": Move.SPLIT,
        # Before "wait": of the two words of one move the latter names it.
        "free": Move.WAIT,
        "wait": Move.WAIT,
        "snooze": Move.SNOOZE,
        "close": Move.CLOSE,
        "reopen": Move.REOPEN,
        "comment": Move.COMMENT,
        "evidence": Move.EVIDENCE,
        "edit": Move.EDIT,
    }
)
VERB_OF = MappingProxyType({move: verb for verb, move in MOVES.items()})
LISTS = ("mine", "team", "overdue", "all")
# Without more than the number these say too little: the form asks for the rest.
_NEED_MORE = (
    "done", "redate", "stuck", "drop", "back", "decline", "reassign", "verifier", "reopen",
    "comment", "evidence", "edit", "split",
)  # fmt: skip
WITH_FORM = (*_NEED_MORE, "close")
ADD = "action_add"

_HEAD = re.compile(r"\s*(?:/(?:fupan\s+)?)?(?:actions?(?![\w'-])|行动(?:项)?)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"(?:no\.?\s*|#|第)?\s*(\d{1,9})(?![\d:/.%])\s*(?:号|件)?", re.IGNORECASE)


# As the buttons say them; with a number behind them they can mean nothing else.
_BARE = frozenset(
    {"accept", "decline", "done", "verify", "back", "redate", "stuck", "drop", "close", "reopen"}
)
_ITS_NUMBER = re.compile(
    r"(?:no\.?\s*|#|第)?\s*\d{1,6}\s*(?:号|件)?(?=[\s:：,，]|$)", re.IGNORECASE
)


def bare_move(text: str) -> bool:
    """Say whether a text moves an item without the word for it: "done 10 …", "核实 3"."""
    verb, rest = verb_of(text)
    return verb in _BARE and _ITS_NUMBER.match(rest.strip()) is not None


def form_key(verb: str) -> str:
    """Return the key of the form of a move."""
    return f"action_{verb}"


def verb_of(text: str) -> tuple[str, str]:
    """Return what is to be done, and the text behind its word; "" where no word says it."""
    text = text.strip()
    lowered = text.lower()
    for word, verb in _VERBS:
        behind = text[len(word) :]
        if lowered.startswith(word) and not (word[-1].isascii() and re.match(r"[\w-]", behind)):
            return verb, behind.strip(" \t:：,，")
    return "", text


def numbered(text: str) -> tuple[int | None, str]:
    """Return the number of an item with which a text begins, and what stands behind it."""
    found = _NUMBER.match(text.strip())
    if found is None:
        return None, text.strip()
    return int(found[1]), text.strip()[found.end() :].strip(" \t:：,，")


def said_of(text: str) -> tuple[str, int | None, str]:
    """Return verb, item and the rest of a text behind the command: "done 12 …" and "12 完成 …"."""
    number, behind = numbered(text)
    if number is not None:
        verb, rest = verb_of(behind)
        return (verb, number, rest) if verb in MOVES else ("", number, behind)
    verb, rest = verb_of(text)
    if verb not in MOVES:
        return verb, None, rest
    number, behind = numbered(rest)
    return verb, number, behind


def headless(text: str) -> str | None:
    """Return what stands behind the word for action items, None where a text begins otherwise."""
    found = _HEAD.match(text)
    return text[found.end() :].strip() if found else None


def form_of(text: str) -> str | None:
    """Return the key of the form that a whole text opens, None where it needs none."""
    rest = headless(text)
    if rest is None:
        return None
    verb, behind = verb_of(rest)
    if verb == "add":
        return None if behind else ADD
    asked = verb == "form"
    if asked and not behind:
        return ADD
    verb, number, left = said_of(behind if asked else rest)
    if number is not None and ((asked and verb in WITH_FORM) or (not left and verb in _NEED_MORE)):
        return form_key(verb)
    return ADD if asked else None


def opened_for(text: str) -> tuple[int | None, str]:
    """Return the item that a text opens a form for, and what more it says."""
    rest = headless(text) or ""
    verb, behind = verb_of(rest)
    if verb in ("form", "add"):
        rest = behind
    verb, number, left = said_of(rest)
    return (number, left) if verb in MOVES and number is not None else (None, rest)


def typed(verb: str, lang: Lang) -> str:
    """Return how a verb is typed in a language."""
    return next(word for word in _WORDS[verb] if word.isascii() is (lang is Lang.EN))
