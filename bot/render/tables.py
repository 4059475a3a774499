"""An answer's table as a native `data_table` block. Also what headings and cells say."""

from base.answer import Answer, Comparison, Figure, Row, Table
from base.language import Days, Lang, Quantity, msg
from base.rounding import shown
from base.units import Unit
from bot.render.mrkdwn import Json, cut, text_length
from bot.render.numbers import count, days, quantity
from bot.render.texts import word

MOST_ROWS = 200
_PAGE, _PAGE_LONG = 10, 5
_CELL, _CAPTION = 120, 150


def table_block(answer: Answer, lang: Lang, budget: int) -> tuple[Json | None, int]:
    """Return the table of an answer in at most `budget` characters, and how many rows are left out.

    None where there is no table, or not even its first rows fit.
    """
    table, figure = answer.table, answer.figure
    rows = [] if table is None else [row for row in table.rows if not _says_nothing(row)]
    if table is None or figure is None or not rows:
        return None, 0
    block: Json = {
        "type": "data_table",
        "caption": cut(caption(answer, table, figure, lang), _CAPTION),
        "page_size": _PAGE_LONG if "agent" in table.dims and len(rows) > _PAGE else _PAGE,
        "row_header_column_index": 0,
        "rows": [[_text(heading) for heading in headings(answer, table, figure, lang)]],
    }
    left = budget - text_length(block)
    for row in rows[:MOST_ROWS]:
        cells = _cells(table, figure, row, lang)
        left -= text_length(cells)
        if left < 0:
            break
        block["rows"].append(cells)
    kept = len(block["rows"]) - 1
    return (block if kept else None), len(rows) - kept


def _says_nothing(row: Row) -> bool:
    return row.value is None and row.before is None and not row.n


def caption(answer: Answer, table: Table, figure: Figure, lang: Lang) -> str:
    """Return what the table shows and in which order."""
    return title(answer, table, figure, lang) + word(msg(_order_key(table)), lang)


def title(answer: Answer, table: Table, figure: Figure, lang: Lang) -> str:
    """Return metric, cuts and dates: 满意度按天，11/9–11/15."""
    blank = "" if lang is Lang.ZH else " "
    cuts = blank.join(word(msg(f"cut.{dim}"), lang) for dim in table.dims)
    name = figure.name.in_(lang) + blank + cuts
    if answer.period is None:
        return name
    dates = days(Days(answer.period.start, answer.period.end), lang)
    return f"{name}，{dates}" if lang is Lang.ZH else f"{name}, {dates}"


def _order_key(table: Table) -> str:
    if table.order != "worst":
        return f"table.order.{table.order}"
    known = [row.value for row in table.rows if row.value is not None]
    if len(known) < 2 or known[0] == known[-1]:
        return "none"
    return "table.order.low" if known[0] < known[-1] else "table.order.high"


def headings(answer: Answer, table: Table, figure: Figure, lang: Lang) -> list[str]:
    """Return the headings: the members, the figure, what it rests on, the time before."""
    found = [word(msg(f"dim.{dim}"), lang) for dim in table.dims]
    found.append(figure.name.in_(lang))
    if has_n(table, figure):
        found.append(_n_heading(figure, lang))
    if table.has_before:
        found.append(before_name(answer, lang))
    return found


def _n_heading(figure: Figure, lang: Lang) -> str:
    if figure.n_of is None:
        return "n"
    if lang is Lang.EN:
        return figure.n_of.en[:1].upper() + figure.n_of.en[1:]
    # The catalogue's name carries its measure word: 个评价, 次接待.
    return figure.n_of.zh[1:] + "数"


def has_n(table: Table, figure: Figure) -> bool:
    """Say whether it helps to show what the figures rest on."""
    return figure.unit is not Unit.COUNT and any(row.n is not None for row in table.rows)


def before_name(answer: Answer, lang: Lang) -> str:
    """Return the dates that the table's earlier figures are of."""
    main = main_comparison(answer)
    if main is None:
        return word(msg("table.before"), lang)
    if main.against == "usual":
        return word(msg("base.usual"), lang)
    period = main.period
    other_year = answer.period is not None and period.start.year != answer.period.start.year
    return days(Days(period.start, period.end, with_year=other_year), lang)


def main_comparison(answer: Answer) -> Comparison | None:
    """Return what the first sentence compares with."""
    judged = (c for c in answer.compare if c.verdict is not None)
    return next(judged, answer.compare[0] if answer.compare else None)


def member_name(row: Row, lang: Lang, at: int = 0) -> str:
    """Return the name of one of a row's members, an agent with his team before it."""
    name = row.members[at][1].in_(lang)
    if row.group is None or row.members[at][0] != "agent":
        return name
    group = row.group.in_(lang)
    return f"{group} {name}" if lang is Lang.ZH else f"{group} · {name}"


def _cells(table: Table, figure: Figure, row: Row, lang: Lang) -> list[Json]:
    cells = [_text(member_name(row, lang, i)) for i in range(len(row.members))]
    cells.append(_value(figure, row, lang))
    if has_n(table, figure):
        cells.append(_text("–") if row.n is None else _number(row.n, count(row.n)))
    if table.has_before:
        cells.append(_before(figure, row, lang))
    return cells


def _value(figure: Figure, row: Row, lang: Lang) -> Json:
    text = _worded(figure, row.value, lang)
    if row.value is None:
        return _text(text)
    if row.few:
        text += word(msg("table.few"), lang)
    if row.partial:
        text += word(msg("table.partial"), lang)
    return _number(plotted(row.value, figure.unit), text)


def _before(figure: Figure, row: Row, lang: Lang) -> Json:
    if row.before is None:
        return _text("–")
    return _number(plotted(row.before, figure.unit), _worded(figure, row.before, lang))


def _worded(figure: Figure, value: float | None, lang: Lang) -> str:
    return quantity(Quantity(value, figure.unit.value, currency=figure.currency), lang)


def plotted(value: float, unit: Unit) -> float:
    """Return a raw value as readers see it, as a number: shares in percent."""
    seen = shown(value, unit)
    return round(seen * 100, 1) if unit is Unit.SHARE else seen


def _text(text: str) -> Json:
    # A cell of nothing is refused.
    return {"type": "raw_text", "text": cut(text, _CELL) or "–"}


def _number(value: float, text: str) -> Json:
    return {"type": "raw_number", "value": value, "text": cut(text, _CELL)}
