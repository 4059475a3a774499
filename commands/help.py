"""What can be asked, shown with questions that work."""

from base.answer import Answer, FollowUp, Kind
from base.language import Lang, msg
from commands.context import Context, Request

_EXAMPLES = {
    Lang.ZH: ("满意度 上周", "首响 昨天 按组", "接待量 双11 按小时", "转化率 上个月 同比"),
    Lang.EN: (
        "csat last week",
        "first reply yesterday by team",
        "contacts double 11 by hour",
        "conversion last month vs last year",
    ),
}


def answer_help(context: Context, request: Request) -> Answer:
    """Return what the bot does, in a few lines, with examples one tap away."""
    examples = _EXAMPLES[request.lang]
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("help.takeaway"),
        lines=(
            msg("help.how"),
            *(msg("help.example", text=example) for example in examples),
            msg("help.summaries"),
            msg("help.schedules"),
            msg("help.actions"),
            msg("help.cases"),
            msg("help.words"),
            msg("help.where"),
        ),
        follow_ups=tuple(FollowUp(msg("button.try", text=text), text) for text in examples[:3]),
    )


def examples_for(lang: Lang) -> tuple[str, ...]:
    """Return first questions to try, in a language."""
    return _EXAMPLES[lang]
