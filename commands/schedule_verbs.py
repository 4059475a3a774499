"""Words for schedules: whether a text is about them, and what is to be done with them. Pure."""

import re

from base.language import Lang
from commands.schedule_typed import begins_with_what

_WORDS = {
    "list": ("list", "ls", "show", "列表", "清单", "查看", "看"),
    "add": ("add", "new", "create", "添加", "新建", "新增", "增加", "加"),
    "edit": ("edit", "change", "修改", "编辑", "改"),
    "preview": ("preview", "next", "预览"),
    "pause": ("pause", "stop", "暂停", "停"),
    "resume": ("resume", "continue", "恢复", "继续", "启用"),
    "remove": ("remove", "delete", "删除", "删掉", "移除", "删"),
    "owner": ("owner", "负责人", "转给", "交给"),
    "now": ("now", "send now", "send", "立即发送", "立即发", "马上发", "现在发", "立刻发"),
    "test": ("test", "试发", "测试", "试"),
    "log": ("log", "history", "发送记录", "日志", "记录"),
    "closed": ("closed", "close", "放假", "休息日", "休假"),
    "open": ("open", "取消放假", "不放假"),
}
_VERBS = sorted(((word, verb) for verb, all_of in _WORDS.items() for word in all_of),
                key=lambda one: -len(one[0]))  # fmt: skip
_ASKED = re.compile(
    r"(?P<en>schedules?(?![\w'-]))\s*(?P<en_rest>.*)|定时(?:发送|任务)?(?P<gap>\s*)(?P<zh_rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
FORM_ASKED = re.compile(
    r"(?:schedules?\s+|定时(?:发送|任务)?\s*)(?:"
    rf"(?:{'|'.join(_WORDS['add'])})"
    rf"|(?:{'|'.join(_WORDS['edit'])})\s*(?:no\.?\s*|#|第)?\s*(?P<number>\d{{1,9}})\s*号?)",
    re.IGNORECASE,
)


def schedule_asked(text: str) -> str | None:
    """Return what a text says behind the word for schedules; None where it is about others."""
    found = _ASKED.fullmatch(text.strip())
    if found is None:
        return None
    rest = (found["en_rest"] if found["en"] else found["zh_rest"]).strip()
    # A longer Chinese word may begin with this one.
    apart = bool(found["en"] or found["gap"] or not rest)
    return rest if apart or verb_of(rest)[0] or begins_with_what(rest) else None


def verb_of(text: str) -> tuple[str, str]:
    """Return what is to be done, and the text behind its word."""
    text = text.strip()
    lowered = text.lower()
    for word, verb in _VERBS:
        after = text[len(word) :]
        whole = not word.isascii() or not after[:1].isalpha() or not after[:1].isascii()
        if lowered.startswith(word) and whole:
            return verb, after.strip()
    return "", text


def typed_verb(verb: str, lang: Lang) -> str:
    """Return how a verb is typed in a language."""
    return next(w for w in _WORDS[verb] if w.isascii() is (lang is Lang.EN))


def number_to_edit(text: str) -> int | None:
    """Return which schedule a text that opens the form is about; None for a new one."""
    found = FORM_ASKED.search(text)
    return int(found["number"]) if found is not None and found["number"] else None
