"""Twelve months side by side: as a table of figures, and as a chart of one (R30).

The month told of comes last. A month without data stays empty: it is no zero.
"""

from collections.abc import Sequence
from datetime import date

from base.answer import Cell, Grid, GridRow
from base.deck import Chart, ChartKind, ChartSeries, Page, SeriesKind
from base.dimensions import Dim
from base.language import Msg, msg
from base.units import Unit
from metrics import periods, phrasing
from metrics.compute import NOTHING, Measured
from metrics.model import Period, PeriodKind, Question
from reviews import incomplete
from reviews.deck_making import Making, hidden_page, lacking, named
from reviews.deck_notes import definitions
from reviews.deck_outline import PagePlan
from reviews.figures import Figured

MONTHS = 12


def months_page(making: Making, plan: PagePlan) -> Page:
    """Return a table of figures by month; hidden where none of them has data."""
    found = [one for key in plan.metrics if (one := making.figure(key)) is not None]
    if not found:
        return hidden_page(plan, lacking(making, plan.metrics[0]))
    months = months_to(making.scope.period)
    rows = [(one, measured_monthly(making, one)) for one in found]
    with_data = [at for at in range(MONTHS) if any(row[at].value is not None for _, row in rows)]
    kept = months[with_data[0] :] if with_data else months[-1:]
    left_out = [key for key in plan.metrics if key not in {one.metric.key for one in found}]
    return Page(
        plan.kind,
        named(plan.title),
        _headline(making, kept),
        lines=tuple(lacking(making, key) for key in left_out[:1]),
        table=Grid(
            caption=named(plan.title),
            columns=(msg("weekly.details.figure"), *(_short(month) for month in kept)),
            rows=tuple(
                GridRow(
                    one.metric.key,
                    named(one.metric.name),
                    tuple(_cell(one, figure) for figure in row[-len(kept) :]),
                )
                for one, row in rows
            ),
        ),
        notes=(*definitions(making, found), msg("deck.note.months")),
    )


def _headline(making: Making, kept: Sequence[date]) -> Msg:
    if making.gaps:
        return incomplete.headline(making.scope, making.gaps)
    return msg(
        "deck.months.headline", first=_heading(making, kept[0]), last=_heading(making, kept[-1]),
        count=len(kept),
    )  # fmt: skip


def _heading(making: Making, month: date) -> Msg:
    return phrasing.month_name(month, making.scope.today)


def _short(month: date) -> Msg:
    return msg(f"deck.month_short.{month.month}")


def _cell(one: Figured, figure: Measured) -> Cell:
    value = one.decimal(figure)
    if value is None:
        return Cell(one.metric.unit, None, text=msg("deck.nothing"))
    # Twelve sums of money in full do not fit beside each other.
    whole = round(value) if one.metric.unit is Unit.MONEY else value
    return Cell(one.metric.unit, whole, None if one.metric.unit is Unit.MONEY else one.currency)


def months_to(period: Period) -> tuple[date, ...]:
    """Return the first days of the twelve months up to the period's."""
    last = period.start.replace(day=1)
    return tuple(periods.add_months(last, back) for back in range(1 - MONTHS, 1))


def measured_monthly(making: Making, one: Figured) -> list[Measured]:
    """Return a figure of each of the twelve months, the running one as far as it is in."""
    asked, period = one.computed.question, making.scope.period
    months = months_to(period)
    span = Period(months[0], period.end, PeriodKind.SPAN, period.end)
    question = Question(asked.metric, span, cuts=(Dim.MONTH,), filters=asked.filters)
    computed = making.scope.compute(making.work, question)
    found = {line.group[0]: line.now for line in computed.lines}
    return [found.get(month.year * 100 + month.month, NOTHING) for month in months]


def chart_by_month(making: Making, plan: PagePlan, one: Figured, title: Msg) -> Chart | None:
    """Return a chart of the twelve months, from the first that has data; None without any."""
    values = [one.decimal(figure) for figure in measured_monthly(making, one)]
    first = next((at for at, value in enumerate(values) if value is not None), None)
    if first is None:
        return None
    months = months_to(making.scope.period)[first:]
    series = [ChartSeries(SeriesKind.NOW, named(one.metric.name), tuple(values[first:]))]
    if plan.target and one.target is not None:
        name = msg("weekly.details.target")
        series.append(ChartSeries(SeriesKind.TARGET, name, (one.target,) * len(months)))
    return Chart(
        kind=_kind(plan, one),
        metric=one.metric.key,
        title=title,
        unit=one.metric.unit,
        keys=tuple(f"{month:%Y-%m}" for month in months),
        categories=tuple(_short(month) for month in months),
        series=tuple(series),
        currency=one.currency,
    )


def _kind(plan: PagePlan, one: Figured) -> ChartKind:
    """Amounts stand as columns, rates and times run as a line."""
    if plan.chart is ChartKind.LINES:
        return ChartKind.LINES
    return ChartKind.COLUMNS if one.metric.unit in (Unit.COUNT, Unit.MONEY) else ChartKind.LINES
