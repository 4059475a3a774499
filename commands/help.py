"""What can be asked, shown with questions that work."""

from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Lang, msg
from commands.context import Context, Request

# The metric of each example: those that have data here are shown.
_EXAMPLES = (
    ("csat_rate", Bilingual("满意度 上周", "csat last week")),
    ("frt", Bilingual("首响 昨天 按组", "first reply yesterday by team")),
    ("contacts", Bilingual("接待量 双11 按小时", "contacts double 11 by hour")),
    ("inq_conv_final", Bilingual("转化率 上个月 同比", "conversion last month vs last year")),
    ("orders", Bilingual("订单量 上周 按店铺", "orders last week by shop")),
    ("complaints", Bilingual("投诉量 上周 按天", "complaints last week by day")),
    ("refund_rate", Bilingual("退款率 上个月", "refund rate last month")),
    ("connect_rate", Bilingual("接通率 昨天", "connect rate yesterday")),
)
_SHOWN = 4


def answer_help(context: Context, request: Request) -> Answer:
    """Return what the bot does, in a few lines, with examples one tap away."""
    examples = examples_here(context, request.lang)
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("help.takeaway"),
        lines=(
            msg("help.how"),
            *(msg("help.example", text=example) for example in examples),
            msg("help.metrics"),
            msg("help.summaries"),
            msg("help.schedules"),
            msg("help.actions"),
            msg("help.cases"),
            msg("help.imports"),
            msg("help.words"),
            msg("help.where"),
        ),
        follow_ups=tuple(FollowUp(msg("button.try", text=text), text) for text in examples[:3]),
    )


def examples_for(lang: Lang) -> tuple[str, ...]:
    """Return first questions to try, in a language."""
    return tuple(text.in_(lang) for _, text in _EXAMPLES[:_SHOWN])


def examples_here(context: Context, lang: Lang) -> tuple[str, ...]:
    """Return first questions that have an answer here; where nothing was imported, the usual."""
    from metrics.having import with_data

    with context.database.read() as work:
        here = with_data(work)
    found = tuple(text.in_(lang) for key, text in _EXAMPLES if key in here)[:_SHOWN]
    return found or examples_for(lang)
