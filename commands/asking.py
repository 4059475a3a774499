"""The form for a question: for whoever would rather choose than type."""

from datetime import date

from base.dimensions import Dim
from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, Lang, Msg, msg
from commands import requests
from commands.context import Context
from commands.submitting import Opening, Outcome
from metrics.catalogue import CATALOGUE
from metrics.model import Metric

ASK = "ask"
_NONE, _DATES = "none", "dates"

_PERIODS = (
    Option("yesterday", Bilingual("昨天", "Yesterday")),
    Option("last_week", Bilingual("上周", "Last week")),
    Option("this_week", Bilingual("本周到昨天", "This week so far")),
    Option("last_month", Bilingual("上个月", "Last month")),
    Option("this_month", Bilingual("本月到昨天", "This month so far")),
    Option(_DATES, Bilingual("自己选日期（填下面两栏）", "My own dates (fill in below)")),
)
_PERIOD_WORDS = {
    "yesterday": Bilingual("昨天", "yesterday"),
    "last_week": Bilingual("上周", "last week"),
    "this_week": Bilingual("本周", "this week"),
    "last_month": Bilingual("上个月", "last month"),
    "this_month": Bilingual("本月", "this month"),
}
_CUTS = (Dim.TEAM, Dim.AGENT, Dim.SHOP, Dim.CHANNEL, Dim.CATEGORY, Dim.DAY, Dim.HOUR, Dim.WEEKDAY)
_CUT_NAMES = {
    Dim.TEAM: Bilingual("按组", "By team"),
    Dim.AGENT: Bilingual("按客服", "By agent"),
    Dim.SHOP: Bilingual("按店铺", "By shop"),
    Dim.CHANNEL: Bilingual("按渠道", "By channel"),
    Dim.CATEGORY: Bilingual("按问题类型", "By topic"),
    Dim.DAY: Bilingual("按天", "By day"),
    Dim.HOUR: Bilingual("按小时", "By hour"),
    Dim.WEEKDAY: Bilingual("按星期", "By weekday"),
}


def ask_form(context: Context, opening: Opening) -> Form:
    """Return the form: which figure, which time, how it is cut."""
    from commands.offering import options

    with context.database.read() as work:
        metrics = options(work, opening.actor)
    whole = Option(_NONE, Bilingual("不分，只要总数", "Not at all, the total only"))
    cuts = (whole, *(Option(cut.value, _CUT_NAMES[cut]) for cut in _CUTS))
    return Form(
        key=ASK,
        title=msg("form.ask.title"),
        submit=msg("form.ask.submit"),
        fields=(
            Field("metric", msg("form.ask.metric"), FieldKind.CHOICE, options=metrics),
            Field(
                "period", msg("form.ask.period"), FieldKind.CHOICE, options=_PERIODS,
                value="last_week",
            ),
            Field("start", msg("form.ask.start"), FieldKind.DATE, required=False),
            Field("end", msg("form.ask.end"), FieldKind.DATE, required=False),
            Field("cut", msg("form.ask.cut"), FieldKind.CHOICE, options=cuts, value=_NONE),
        ),
    )  # fmt: skip


def take_ask(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Return the question that was put together. Raises Unfit where its parts do not fit."""
    metric = CATALOGUE.get(submission.text("metric"))
    if metric is None:
        raise Unfit({"metric": msg("form.ask.no_metric")})
    errors: dict[str, Msg] = {}
    period = _period(submission, opening.today(context.clock), opening.lang, errors)
    cut = _cut(submission, metric, errors)
    if errors:
        raise Unfit(errors)
    words = [requests.metric_word(metric, opening.lang), period]
    words += [requests.cut_word(cut, opening.lang, metric)] if cut else []
    return Outcome(ask=" ".join(words))


def _cut(submission: Submission, metric: Metric, errors: dict[str, Msg]) -> Dim | None:
    chosen = submission.text("cut")
    if chosen in ("", _NONE):
        return None
    cut = Dim(chosen)
    if cut not in metric.cuts:
        possible = [c for c in _CUTS if c in metric.cuts]
        names = "、".join(_CUT_NAMES[c].zh for c in possible)
        english = ", ".join(_CUT_NAMES[c].en.lower() for c in possible)
        errors["cut"] = msg(
            "form.ask.not_cut",
            metric=metric.name,
            cut=_CUT_NAMES[cut],
            possible=Bilingual(names, english),
        )
    return cut


def _period(submission: Submission, today: date, lang: Lang, errors: dict[str, Msg]) -> str:
    chosen = submission.text("period")
    if chosen != _DATES:
        return _PERIOD_WORDS[chosen].in_(lang)
    start, end = (_day(submission, key, errors) for key in ("start", "end"))
    if start is None or end is None:
        return ""
    if end < start:
        errors["end"] = msg("form.ask.backwards")
    elif start > today:
        errors["start"] = msg("form.ask.future")
    joined = "到" if lang is Lang.ZH else " to "
    return f"{start.isoformat()}{joined}{end.isoformat()}"


def _day(submission: Submission, key: str, errors: dict[str, Msg]) -> date | None:
    try:
        return date.fromisoformat(submission.text(key))
    except ValueError:
        errors[key] = msg("form.ask.date_needed")
        return None
