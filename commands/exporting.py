"""Taking an answer away: asked anew, so with today's rights, and what its file says of itself.

The file is made by whoever delivers it; nothing here knows a file format.
"""

import re
from dataclasses import dataclass, field, replace

from base.answer import Answer, Kind
from base.language import Lang, Moment, msg
from base.refusal import Refusal
from commands.case_typed import about_cases
from commands.context import Context, Place, Request
from commands.kept_words import KeptWish, without_slash
from commands.permalinks import Codes, asked_again, codes_for

_EXAMPLES = {
    Lang.ZH: ("导出 满意度 上周 按组", "导出 csv 接待量 上周 按天"),
    Lang.EN: ("export csat last week by team", "export csv contacts last week by day"),
}
# What shows something and changes nothing, beside questions.
_LISTS = re.compile(
    r"/?(?:actions?|行动项?|schedules?|定时|reviews?|复盘会?|targets?|目标|metric|指标)"
    r"(?:\s+(?:list|ls|show|mine|overdue|all|history|table|log|report"
    r"|列表|清单|我的|逾期|全部|历史|记录|表格?|报告)(?:\s.*)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Provenance:
    """Where a file's figures come from: who asked what and when, and how to ask it again."""

    by: str
    at: Moment
    question: str = ""
    codes: Codes = field(default_factory=Codes)


def answer_export(context: Context, request: Request, wanted: KeptWish) -> Answer:
    """Return what is to be taken away, marked with the kind of file.

    Raises Refusal where nothing is named, or what is named may change something.
    """
    text = wanted.text
    if not text:
        raise Refusal(msg("export.what"), _EXAMPLES[request.lang])
    ask = _listed if _is_list(text) else asked_again
    answer = ask(context, request, text)
    if answer.kind is Kind.REFUSAL:
        return answer
    return replace(answer, file=wanted.kind, withheld=False)


def _is_list(text: str) -> bool:
    return not about_cases(text) and _LISTS.fullmatch(without_slash(text)) is not None


def _listed(context: Context, request: Request, text: str) -> Answer:
    from commands.router import handle

    return handle(context, replace(request, text=text, place=Place.PRIVATE, thread=""))


def provenance(context: Context, request: Request, answer: Answer) -> Provenance:
    """Return what an answer's file says of itself; the question gets its codes."""
    again = answer.again
    return Provenance(
        request.actor.called(request.lang),
        Moment(context.clock.now(), request.actor.zone, with_year=True),
        without_slash(again.text) if again else "",
        codes_for(context, request, answer),
    )
