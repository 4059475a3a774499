"""From a text as typed to the command that answers it; all commands also as `/fupan word`."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from base.answer import Again, Answer, FollowUp, Kind
from base.language import Bilingual, msg
from commands.context import Context, Request
from commands.forms import FORMS, form_asked
from commands.help import answer_help
from commands.metric import answer_metric
from commands.weekly import answer_weekly, weekly_asked


@dataclass(frozen=True)
class CommandInfo:
    """A command: how it is called, what it does, how it is used."""

    name: str
    title: Bilingual
    usage: Bilingual
    run: Callable[[Context, Request], Answer]
    words: tuple[str, ...] = ()


COMMANDS: tuple[CommandInfo, ...] = (
    CommandInfo(
        "metric",
        Bilingual("问一个指标", "Ask for a figure"),
        Bilingual("满意度 上周 按组", "csat last week by team"),
        answer_metric,
        ("metric", "指标", "数据"),
    ),
    CommandInfo(
        "fupan",
        Bilingual("复盘机器人：帮助和所有命令", "Fupan: help and every command"),
        Bilingual("帮助", "help"),
        answer_help,
        ("help", "帮助", "怎么用", "?"),
    ),
)

_COMMAND = re.compile(r"^/(\w+)\s*", re.ASCII)
_MENTION = re.compile(r"<@[A-Z0-9]+>")


def handle(context: Context, request: Request) -> Answer:
    """Answer a text: a command with or without its slash, a sub-word, or simply a question.

    Raises Refusal for what the asker can mend; answers of kind REFUSAL say what was not understood.
    """
    text = unicodedata.normalize("NFKC", _MENTION.sub(" ", request.text)).strip()
    form = form_asked(text)
    if form is not None:
        return _by_button(form)
    answer = _answered(context, replace(request, text=text), text)
    if answer.figure is None and answer.post is None:
        return answer
    return replace(answer, again=Again(text, request.today(context.clock)))


def _by_button(form: str) -> Answer:
    """Return a button: a window opens at a tap, not at a message."""
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("form.open_here"),
        follow_ups=(FollowUp(FORMS[form].title, f"/fupan {FORMS[form].words[0]}"),),
    )


def _answered(context: Context, request: Request, text: str) -> Answer:
    found = _COMMAND.match(text)
    word, rest = (found.group(1).lower(), text[found.end() :]) if found else ("", text)
    if word in ("", "fupan"):
        week = weekly_asked(rest)
        if week is not None:
            return answer_weekly(context, replace(request, text=week))
        first, _, after = rest.strip().partition(" ")
        for command in COMMANDS:
            if first.lower() in command.words:
                return command.run(context, replace(request, text=after.strip() or after))
        if not rest.strip():
            return answer_help(context, request)
    return answer_metric(context, replace(request, text=rest))
