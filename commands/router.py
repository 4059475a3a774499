"""From a text as typed to the command that answers it; all commands also as `/fupan word`.

A question is answered by far more often than anything else: what only other commands need is
imported when one of them is asked for. Whoever runs for long imports it beforehand (`preload`).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from base.answer import Again, Answer, FollowUp, Kind
from base.language import Bilingual, msg
from base.refusal import Refusal
from commands.action_verbs import bare_move
from commands.case_typed import about_cases
from commands.context import Context, Request
from commands.forms import (
    FORMS,
    about_actions,
    about_schedules,
    about_targets,
    form_asked,
    names_figure,
)
from commands.help import answer_help
from commands.import_typed import ImportWish, import_asked
from commands.kept_words import Doing, KeptWish, kept_asked, without_slash
from commands.metric import answer_metric
from commands.metric_words import About, MetricWish, changes_something, metric_wish
from commands.review_typed import about_reviews, said_in_meeting
from commands.signal_words import SignalWish, signals_asked
from commands.summary_words import Wanted, summary_asked


@dataclass(frozen=True)
class CommandInfo:
    """A command: how it is called, what it does, how it is used."""

    name: str
    title: Bilingual
    usage: Bilingual
    run: Callable[[Context, Request], Answer]
    words: tuple[str, ...] = ()


_STATUS = frozenset({"status", "状态", "运行状态"})


def _targets(context: Context, request: Request) -> Answer:
    from commands.targets import answer_targets

    return answer_targets(context, request)


def _digest(context: Context, request: Request) -> Answer:
    from commands.digest import answer_digest

    return answer_digest(context, request)


def _schedules(context: Context, request: Request) -> Answer:
    from commands.schedules import answer_schedules

    return answer_schedules(context, request)


def _actions(context: Context, request: Request) -> Answer:
    from commands.actions import answer_actions

    return answer_actions(context, request)


def _cases(context: Context, request: Request) -> Answer:
    from commands.cases import answer_cases

    return answer_cases(context, request)


def _reviews(context: Context, request: Request) -> Answer:
    from commands.reviews import answer_reviews

    return answer_reviews(context, request)


def _in_meeting(context: Context, request: Request) -> Answer | None:
    if said_in_meeting(request.text) is None:
        return None
    from commands.reviews import answer_in_meeting

    return answer_in_meeting(context, request)


def _status(context: Context, request: Request) -> Answer:
    from commands.status import answer_status

    return answer_status(context, request)


def _imports(context: Context, request: Request, wish: ImportWish) -> Answer:
    from commands.importing import answer_imports

    return answer_imports(context, request, wish)


def _kept(context: Context, request: Request, wanted: KeptWish) -> Answer:
    """Do what is wanted of questions that are kept: by a code, by a name, as a file."""
    from commands import exporting, favourites, permalinks

    if wanted.doing is Doing.CODE:
        return permalinks.answer_code(context, request, wanted.name)
    if wanted.doing is Doing.LINK:
        return permalinks.answer_link(context, request, wanted.text)
    if wanted.doing is Doing.EXPORT:
        return exporting.answer_export(context, request, wanted)
    return favourites.answer_favourites(context, request, wanted)


def _summary(context: Context, request: Request, wanted: Wanted) -> Answer:
    from commands.summaries import answer_summary

    return answer_summary(context, request, wanted)


def _signals(context: Context, request: Request, wish: SignalWish) -> Answer:
    from commands.signals import answer_signals

    return answer_signals(context, request, wish)


def _metric(context: Context, request: Request) -> Answer:
    """Answer what stands behind the command for metrics: a question, or one about metrics."""
    wish = metric_wish(request.text, named=True)
    return _of_metrics(context, request, wish) or answer_metric(context, request)


def _of_metrics(context: Context, request: Request, wish: MetricWish | None) -> Answer | None:
    """Answer what is asked of metrics themselves; None where their figure is asked for."""
    if wish is None:
        return None
    if wish.about is About.LIST:
        from commands.metric_list import answer_list

        return answer_list(context, request, wish.word)
    if wish.about is About.DEFINE:
        from commands.metric_define import answer_define

        return answer_define(context, request, wish.word, surely=wish.surely)
    from commands.rankings import answer_rankings

    return answer_rankings(context, request, wish.word, wish.on)


def preload() -> None:
    """Import what some command needs, so that nobody waits for it later."""
    from importlib import import_module

    for name in (
        "targets",
        "why",
        "target_split_form",
        "digest",
        "schedules",
        "schedule_form",
        "status",
        "summaries",
        "actions",
        "action_add_form",
        "action_edit_form",
        "action_forms",
        "action_home",
        "action_lists",
        "action_splitting",
        "case_door",
        "reviews",
        "review_forms",
        "review_forms_own",
        "review_history",
        "review_home",
        "review_setting_up",
        "decks",
        "recognition",
        "exporting",
        "favourites",
        "importing",
        "import_form",
        "signals",
        "metric_define",
        "metric_list",
        "rankings",
    ):
        import_module(f"commands.{name}")


COMMANDS: tuple[CommandInfo, ...] = (
    CommandInfo(
        "metric",
        Bilingual("问一个指标", "Ask for a figure"),
        Bilingual("满意度 上周 按组", "csat last week by team"),
        _metric,
        ("metric", "指标", "数据"),
    ),
    CommandInfo(
        "target",
        Bilingual("看目标、定目标", "Targets: see and set them"),
        Bilingual("满意度 92%", "csat 92%"),
        _targets,
        ("target", "targets", "目标"),
    ),
    CommandInfo(
        "action",
        Bilingual("行动：谁在什么时候前做什么", "Actions: who does what by when"),
        Bilingual(
            "add 把赔付口径写成一页 @姓名 下周五", "add Write the payout guide @name next Friday"
        ),
        _actions,
        ("action", "actions", "行动", "行动项"),
    ),
    CommandInfo(
        "case",
        # Nothing may follow it: with a full-width slash the line is posted to the channel.
        Bilingual("匿名说一件事", "Say something anonymously"),
        Bilingual("（后面什么都不写）", "(nothing after it)"),
        _cases,
        ("case", "cases", "案例"),
    ),
    CommandInfo(
        "review",
        Bilingual("复盘会：议程、开会、结论", "Reviews: agenda, meeting, minutes"),
        Bilingual("周报 PPT", "deck weekly"),
        _reviews,
        ("review", "reviews", "复盘", "复盘会", "reveiw", "reviwe", "复盤"),
    ),
    CommandInfo(
        "fupan",
        Bilingual("复盘机器人：帮助和所有命令", "Fupan: help and every command"),
        Bilingual("帮助", "help"),
        answer_help,
        ("help", "帮助", "怎么用", "?"),
    ),
)

# Words after /fupan, or alone in a direct message, without a slash command of their own.
SUBWORDS: tuple[CommandInfo, ...] = (
    CommandInfo(
        "digest",
        Bilingual("个人摘要：开、关、几点发", "Your daily message: on, off, at which hour"),
        Bilingual("个人摘要 10:00", "digest 10:00"),
        _digest,
        ("digest", "个人摘要", "摘要"),
    ),
)

_LETTERS = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_WIDE = (*_LETTERS, *map(ord, "＠＃％＜＞＝＋－／"))
_NARROW = {wide: wide - 0xFEE0 for wide in _WIDE} | {0x3000: " "}
_COMMAND = re.compile(r"^/(\w+)\s*", re.ASCII)
_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^<>]*)?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^<>]*))?>")


def handle(context: Context, request: Request) -> Answer:
    """Answer a text: a command with or without its slash, a sub-word, or simply a question.

    Raises Refusal for what the asker can mend; answers of kind REFUSAL say what was not understood.
    """
    text = _MENTION.sub(" ", request.text)
    plain = unicodedata.normalize("NFKC", text).strip()
    if bare_move(plain):
        text, plain = f"/action {text.strip()}", f"/action {plain}"
    # What people promise each other or put on an agenda is kept in their own signs.
    own, bare = narrow(text).strip(), plain.removeprefix("/fupan ")
    text = own if about_actions(bare) or about_reviews(bare) else plain
    if about_cases(plain):
        # Before anything else looks at it: what follows the word may be a confession.
        return _cases(context, replace(request, text=plain))
    if request.thread:
        # Slash commands do not work in threads: in a meeting's a word is enough.
        said = _in_meeting(context, replace(request, text=own))
        if said is not None:
            return said
    wanted = kept_asked(plain)
    if wanted is not None:
        return _kept(context, replace(request, text=plain), wanted)
    imported = import_asked(plain)
    if imported is not None:
        return _imports(context, request, imported)
    form = form_asked(text)
    if form is not None:
        return _by_button(form, text)
    return _answered_or_saved(context, replace(request, text=text), plain)


def _answered_or_saved(context: Context, request: Request, plain: str) -> Answer:
    """Answer a text; what is no question may be the name of one that its asker has saved."""
    try:
        answer = _answered(context, request, request.text)
    except Refusal:
        saved = _saved(context, request, plain)
        if saved is None:
            raise
        return saved
    if answer.kind is Kind.REFUSAL:
        return _saved(context, request, plain) or answer
    if answer.figure is None and answer.post is None:
        return answer
    return replace(answer, again=Again(request.text, request.today(context.clock)))


def _saved(context: Context, request: Request, text: str) -> Answer | None:
    """Ask the question that its asker saved by this name, if there is one."""
    from commands import favourites

    name = without_slash(text)
    found = favourites.find(context, request, name)
    if found is not None and without_slash(found.question) == name:
        return None
    return None if found is None else favourites.run(context, request, found)


def bare_question(text: str) -> str:
    """Return a question without the words that call a command."""
    rest = without_slash(text)
    first, _, after = rest.partition(" ")
    return after.strip() or rest if first.lower() in COMMANDS[0].words else rest


def is_question(text: str) -> bool:
    """Say whether a text asks for figures: whoever does what it says changes nothing.

    Mirrors what `handle` does with it; summaries and codes are questions too.
    """
    plain = unicodedata.normalize("NFKC", _MENTION.sub(" ", text)).strip()
    wanted = kept_asked(plain)
    if wanted is not None:
        return wanted.doing in (Doing.CODE, Doing.RUN)
    if import_asked(plain) is not None:
        return False
    found = _COMMAND.match(plain)
    word = found.group(1).lower() if found else ""
    if word not in ("", "fupan", "metric") or about_cases(plain) or form_asked(plain) is not None:
        return False
    rest = plain[found.end() :] if found else plain
    wish = signals_asked(rest)
    if wish is not None:
        return not wish.changes
    if word == "metric":
        return bool(rest.strip())
    if not rest.strip() or about_actions(rest) or about_reviews(rest) or _planned(rest) is not None:
        return False
    if changes_something(rest):
        return False
    if names_figure(rest):
        return True
    first = rest.split()[0].lower()
    others = (c for c in (*COMMANDS[1:], *SUBWORDS) if first in c.words)
    return rest.strip().lower() not in _STATUS and next(others, None) is None


def narrow(text: str) -> str:
    """Return a text with its wide letters, figures and signs of reckoning as narrow ones; its
    punctuation stays."""
    return text.translate(_NARROW)


def _by_button(form: str, text: str) -> Answer:
    """Return a button: a window opens at a tap, not at a message."""
    if about_actions(text.removeprefix("/fupan ")):
        return _by_action_button(form, text)
    if about_targets(text.removeprefix("/fupan ")):
        request = text if text.startswith("/") else f"/fupan {text}"
        follow_ups = (FollowUp(FORMS[form].title, request),)
        return Answer(kind=Kind.TEXT, takeaway=msg("form.open_here"), follow_ups=follow_ups)
    number = _number_to_edit(text)
    title, opened = FORMS[form].title, FORMS[form].words[0]
    if number is not None:
        title, opened = msg("schedule.form.title_edit"), f"schedule edit {number}"
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("form.open_here"),
        follow_ups=(FollowUp(title, f"/fupan {opened}"),),
    )


def _by_action_button(form: str, text: str) -> Answer:
    """Return the button that opens a form for what was typed of an action item."""
    request = text if text.startswith("/") else f"/fupan {text}"
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("form.open_here"),
        lines=(msg("action.form.or_typed"),),
        follow_ups=(FollowUp(FORMS[form].title, request),),
    )


def _number_to_edit(text: str) -> int | None:
    if not about_schedules(text.removeprefix("/fupan ")):
        return None
    from commands.schedule_verbs import number_to_edit

    return number_to_edit(text)


def _planned(text: str) -> str | None:
    """Return what is said of schedules, None where the text is about something else."""
    if not about_schedules(text):
        return None
    from commands.schedule_verbs import schedule_asked

    return schedule_asked(text)


def _named(channel: re.Match[str]) -> str:
    """Return a channel by its name: its id says something to schedules only."""
    return f"#{channel[1]}" if channel[1] else ""


def _answered(context: Context, request: Request, text: str) -> Answer:
    found = _COMMAND.match(text)
    word, rest = (found.group(1).lower(), text[found.end() :]) if found else ("", text)
    wish = signals_asked(rest) if word in ("", "fupan", "metric") else None
    if wish is not None:
        return _signals(context, replace(request, text=rest), wish)
    by_slash = next((c for c in COMMANDS if c.name == word and word != "fupan"), None)
    if by_slash is not None:
        return by_slash.run(context, replace(request, text=_CHANNEL.sub(_named, rest)))
    if word in ("", "fupan"):
        planned = _planned(rest)
        if planned is not None:
            return _schedules(context, replace(request, text=planned))
        rest = _CHANNEL.sub(_named, rest)
        if rest.strip().lower() in _STATUS:
            return _status(context, request)
        # "复盘 PPT 周报" asks for slides, not for the summary.
        wanted = None if about_reviews(rest) else summary_asked(rest)
        if wanted is not None:
            return _summary(context, replace(request, text=rest), wanted)
        first, _, after = rest.strip().partition(" ")
        for command in (*COMMANDS, *SUBWORDS):
            if first.lower() in command.words and not names_figure(rest):
                return command.run(context, replace(request, text=after.strip() or after))
        if not rest.strip():
            return answer_help(context, request)
    request = replace(request, text=rest)
    return _of_metrics(context, request, metric_wish(rest)) or answer_metric(context, request)
