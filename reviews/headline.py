"""The first part of a weekly summary: the few figures a team looks at first, with their change."""

from base.answer import Answer, Kind
from base.language import Days, Listing, Msg, msg
from base.units import Unit, minor_units
from metrics import periods, phrasing
from metrics.calendars import PromotionTable
from metrics.catalogue import CATALOGUE
from metrics.compute import Computed, compute
from metrics.judge import judge
from metrics.model import Against, Baseline, Period, Question
from storage.engine import Work
from storage.names import shops

# What a department looks at first (golden example G01), in its order.
FIGURES = ("contacts", "cs_sales", "inq_conv_final", "frt", "csat_rate")


def headline(work: Work, week: Period, promotions: PromotionTable) -> Answer:
    """Return last week's figures, each with its change on the week before.

    Figures without data are left out; with none at all the answer says so.
    """
    before = periods.before(week)
    baseline = Baseline(Against.PREVIOUS, (before,))
    computed = [
        compute(work, Question(CATALOGUE[key], week, baselines=(baseline,))) for key in FIGURES
    ]
    currencies = sorted({s.currency for s in shops(work)})
    lines = [_line(c, promotions, currencies) for c in computed if c.total.value is not None]
    dates = Days(week.start, week.end)
    names = phrasing.occasion_names(week, promotions)
    key = "headline.take" if lines else "headline.empty"
    title = msg("dated.week_of", dates=dates, names=Listing(names)) if names else None
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg(key, dates=title or msg("dated.plain", dates=dates)),
        lines=tuple(line for line in lines if line is not None),
        notes=(msg("headline.base", dates=phrasing.dated(before, promotions, week.end)),),
    )


def _line(computed: Computed, promotions: PromotionTable, currencies: list[str]) -> Msg | None:
    question, metric = computed.question, computed.question.metric
    money = metric.unit is Unit.MONEY
    if money and len(currencies) > 1:
        return None
    currency = currencies[0] if money and currencies else None
    minor = minor_units(currency) if currency else 1
    now = phrasing.raw(metric, computed.total.value, minor)
    before = phrasing.raw(metric, computed.before[0].value, minor)
    value = phrasing.figure(metric, now, currency)
    if now is None or before is None:
        return msg("bullet.value", name=metric.name, value=value)
    base = phrasing.baseline_label(question.baselines[0], question, promotions)
    verdict = judge(metric, computed.total, computed.before[0], computed.history)
    return msg(
        "headline.line",
        name=metric.name,
        value=value,
        change=phrasing.change(metric, now, before, base, currency),
        verdict=phrasing.verdict_clause(metric, verdict, now, before),
    )
