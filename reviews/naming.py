"""What a summary calls things: itself, its figures, and what they stand beside.

Weekly, daily and monthly summaries say the same things, each in words of its own.
"""

from base.answer import PeriodShown
from base.language import Days, Listing, Msg, Value, msg
from metrics import phrasing
from metrics.model import Against, Baseline, Metric, PeriodKind, Question
from reviews.scoping import Scope


def worded(scope: Scope, key: str, /, **values: Value) -> Msg:
    """Return a text "weekly.…" in the words of the scope's own kind of summary."""
    tail = key.removeprefix("weekly.")
    match scope.period.kind:
        case PeriodKind.DAY:
            return msg(f"daily.{tail}", **values)
        case PeriodKind.MONTH:
            return msg(f"monthly.{tail}", **values)
        case _:
            return msg(key, **values)


def title(scope: Scope) -> Msg:
    """Return whose summary it is, with its dates and the promotions in it."""
    names = phrasing.occasion_names(scope.period, scope.promotions)
    whose = Listing(tuple(name for f in scope.filters for name in f.names))
    common: dict[str, Value] = {"dates": dates(scope)}
    if names:
        common["names"] = Listing(names)
    if scope.filters:
        common["scope"] = whose
        return worded(scope, "weekly.title.of_occasion" if names else "weekly.title.of", **common)
    return worded(scope, "weekly.title.occasion" if names else "weekly.title", **common)


def dates(scope: Scope) -> Value:
    """Return the dates told of: a month by its name, a day with its weekday."""
    period = scope.period
    if period.kind is PeriodKind.MONTH:
        return phrasing.month_name(period.start, scope.today)
    other_year = period.end.year != scope.today.year
    day = period.kind is PeriodKind.DAY
    return Days(period.start, period.end, with_year=other_year, weekday=day)


def shown(scope: Scope) -> PeriodShown:
    """Return the time told of as a post carries it."""
    return phrasing.period_shown(scope.period, scope.today, scope.promotions)


_SHORT = frozenset(
    {"contacts", "cs_sales", "inq_conv_final", "frt", "csat_rate", "unreplied", "frt_30s_rate"}
)


def name_of(metric: Metric) -> Msg:
    """Return a metric's name in a summary: "Sales", not "Sales by customer service"."""
    key = f"weekly.name.{metric.key}"
    return msg(key) if metric.key in _SHORT else msg("deck.named", name=metric.name)


def base_label(scope: Scope, question: Question, baseline: Baseline) -> Msg:
    """Return what a figure is compared with, as a sentence names it."""
    kind, against, period = question.period.kind, baseline.against, baseline.periods[0]
    if kind is PeriodKind.DAY and against is Against.USUAL:
        return msg("daily.base.usual", weekday=msg(f"weekday.{question.period.start.weekday()}"))
    if kind is PeriodKind.DAY and against is Against.PREVIOUS:
        day = Days(period.start, period.end, weekday=True)
        return msg("weekly.base.spaced", base=msg("dated.plain", dates=day))
    if kind is PeriodKind.MONTH and not question.period.partial:
        month = phrasing.month_name(period.start, scope.today)
        if against is Against.LAST_YEAR:
            return msg("weekly.base.spaced", base=month)
        if against is Against.PREVIOUS:
            return msg("weekly.base.spaced", base=msg(f"month.{period.start.month}"))
    return phrasing.baseline_label(baseline, question, scope.promotions)


def plain_base(base: Msg) -> Msg:
    """Return the same without the blank that sets a figure off inside a Chinese sentence."""
    if base.key == "weekly.base.spaced":
        found = base.params["base"]
        return found if isinstance(found, Msg) else base
    return base


def short_base(base: Msg) -> Msg:
    """Return the same for a figure's own line, where the small print gives the dates."""
    match base.key:
        case "base.week":
            return msg("weekly.base.week")
        case "base.promotion_last_year":
            return msg("weekly.base.last_year")
        case _:
            return plain_base(base)
