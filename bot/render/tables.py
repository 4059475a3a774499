"""An answer's table as a native `data_table` block. Also what headings and cells say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from base.answer import Answer, Comparison, Figure, Row, Table
from base.language import Days, Lang, Quantity, msg
from base.rounding import shown
from base.units import Unit
from bot.render.mrkdwn import Json, cut, text_length
from bot.render.numbers import count, days, known, quantity
from bot.render.texts import name_text, word

MOST_ROWS = 200
_PAGE, _PAGE_LONG = 10, 5
CELL, _CAPTION = 120, 150


@dataclass(frozen=True)
class Pages:
    """A table in one block a message: `blocks`, the number of rows in all, and of those shown."""

    blocks: tuple[Json, ...] = ()
    rows: int = 0
    shown: int = 0


def table_pages(answer: Answer, lang: Lang, budgets: Sequence[int], skipped: int = 0) -> Pages:
    """Return the table of an answer, one block for each of `budgets` characters as far as needed.

    `skipped` are messages without a table between the first and the second block. No blocks where
    there is no table.
    """
    table, figure = answer.table, answer.figure
    rows = [] if table is None else shown_rows(table)
    if table is None or figure is None or not rows:
        return Pages()
    head = [_text(heading) for heading in headings(answer, table, figure, lang)]
    columns = columns_of(table, figure)
    # Worded one by one: of a long table most rows are never shown.
    cells = (_cells(columns, figure, row, lang) for row in rows)
    overhead = text_length(head) + _CAPTION
    chunks = _chunks(cells, [budget - overhead for budget in budgets])
    title_ = caption(answer, table, figure, lang)
    page_size = _PAGE_LONG if "agent" in table.dims and len(rows) > _PAGE else _PAGE
    blocks = [
        {
            "type": "data_table",
            "caption": _caption(title_, at, at + 1 + skipped, len(chunks) + skipped, lang),
            "page_size": page_size,
            "row_header_column_index": 0,
            "rows": [head, *chunk],
        }
        for at, chunk in enumerate(chunks)
    ]
    return Pages(tuple(blocks), len(rows), sum(map(len, chunks)))


def _caption(text: str, at: int, part: int, of: int, lang: Lang) -> str:
    if at == 0:
        return cut(text, _CAPTION)
    continued = word(msg("table.continued", part=part, of=of), lang)
    return cut(text, _CAPTION - len(continued)) + continued


def _chunks(rows: Iterator[list[Json]], budgets: Sequence[int]) -> list[list[list[Json]]]:
    """Return the rows in as many chunks as there are budgets, each within its own."""
    chunks: list[list[list[Json]]] = []
    row = next(rows, None)
    for left in budgets:
        chunk: list[list[Json]] = []
        while row is not None and len(chunk) < MOST_ROWS:
            left -= text_length(row)
            if left < 0:
                break
            chunk.append(row)
            row = next(rows, None)
        if not chunk:
            break
        chunks.append(chunk)
    return chunks


def told_in_lines(answer: Answer) -> bool:
    """Say that every row already has a line of its own.

    Never of figures by agent: the lines there are the teams'.
    """
    if answer.table is None or "agent" in answer.table.dims:
        return False
    bullets = sum(line.key.startswith("bullet.") for line in answer.lines)
    return bullets == len(answer.table.rows)


def shown_rows(table: Table) -> list[Row]:
    """Return the rows that say something: a figure, an earlier one, or what it would rest on."""
    return [row for row in table.rows if not _says_nothing(row)]


def _says_nothing(row: Row) -> bool:
    return known(row.value) is None and known(row.before) is None and not row.n


def caption(answer: Answer, table: Table, figure: Figure, lang: Lang) -> str:
    """Return what the table shows and in which order."""
    return title(answer, table, figure, lang) + order_words(table, figure, lang)


def order_words(table: Table, figure: Figure, lang: Lang) -> str:
    """Return in which order the rows stand, with the stop before it."""
    if table.order == "team_n" and figure.n_of is not None and has_n(table, figure):
        what = n_heading(figure, lang)
        what = what if lang is Lang.ZH else what[:1].lower() + what[1:]
        return word(msg("table.order.team_n_of", what=what), lang)
    return word(msg(_order_key(table)), lang)


def title(answer: Answer, table: Table, figure: Figure, lang: Lang) -> str:
    """Return metric, cuts and dates: 满意度按天，11/9–11/15."""
    blank = "" if lang is Lang.ZH else " "
    cuts = blank.join(word(msg(f"cut.{dim}"), lang) for dim in table.spoken)
    name = name_text(figure.name, lang) + blank + cuts
    if answer.period is None:
        return name
    dates = days(Days(answer.period.start, answer.period.end), lang)
    return f"{name}，{dates}" if lang is Lang.ZH else f"{name}, {dates}"


def table_title(answer: Answer, lang: Lang) -> str:
    """Return the title of an answer's table, an empty text where it has none."""
    if answer.table is None or answer.figure is None:
        return ""
    return title(answer, answer.table, answer.figure, lang)


def has_gaps(table: Table) -> bool:
    """Say whether a row needs words: a figure that is missing or rests on too little."""
    return any(row.few or known(row.value) is None for row in table.rows)


def _order_key(table: Table) -> str:
    if table.order != "worst":
        return f"table.order.{table.order}"
    values = (known(row.value) for row in table.rows)
    found = [value for value in values if value is not None]
    if len(found) < 2 or found[0] == found[-1]:
        return "none"
    return "table.order.low" if found[0] < found[-1] else "table.order.high"


def headings(answer: Answer, table: Table, figure: Figure, lang: Lang) -> list[str]:
    """Return the headings: the members, the figure, what it rests on, the time before."""
    found = [word(msg(f"dim.{dim}"), lang) for dim in table.spoken]
    found.append(name_text(figure.name, lang))
    if has_n(table, figure):
        found.append(n_heading(figure, lang))
    if table.has_before:
        found.append(before_name(answer, lang))
    if has_parts(table):
        found.append(word(msg("table.part"), lang))
    return found


def n_heading(figure: Figure, lang: Lang) -> str:
    """Return what a figure rests on, as a heading: 评价数, Ratings."""
    name = name_text(figure.n_of, lang) if figure.n_of else ""
    if len(name) < 2:
        return word(msg("table.n"), lang)
    if lang is Lang.EN:
        return name[:1].upper() + name[1:]
    # The catalogue's name carries its measure word: 个评价, 次接待.
    return name[1:] + "数" if name.isprintable() else name


def has_n(table: Table, figure: Figure) -> bool:
    """Say whether it helps to show what the figures rest on."""
    return figure.unit is not Unit.COUNT and any(row.n is not None for row in table.rows)


def has_parts(table: Table) -> bool:
    """Say whether rows carry what each adds to the change of the whole."""
    return any(row.part_shown is not None for row in table.rows)


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
    name = name_text(row.members[at][1], lang)
    if not name.strip():
        name = word(msg("table.nameless"), lang)
    if row.group is None or row.members[at][0] != "agent":
        return name
    group = name_text(row.group, lang)
    return f"{group} {name}" if lang is Lang.ZH else f"{group} · {name}"


@dataclass(frozen=True)
class Columns:
    """Which columns a table has beside its members and their figure."""

    n: bool
    before: bool
    parts: bool


def columns_of(table: Table, figure: Figure) -> Columns:
    """Return the columns that a table's rows need."""
    return Columns(has_n(table, figure), table.has_before, has_parts(table))


def row_texts(columns: Columns, figure: Figure, row: Row, lang: Lang) -> list[str]:
    """Return one row as texts, in the order of `headings`."""
    texts = [member_name(row, lang, i) for i in range(len(row.members))]
    texts.append(value_text(figure, row, lang))
    if columns.n:
        texts.append("–" if row.n is None else count(row.n, lang))
    if columns.before:
        before = known(row.before)
        texts.append("–" if before is None else worded(figure, before, lang))
    if columns.parts:
        texts.append(part_text(figure, known(row.part_shown), lang))
    return texts


def part_text(figure: Figure, part: float | None, lang: Lang) -> str:
    """Return a row's part of the change; below zero where it went the other way."""
    if part is None:
        return "–"
    size = Quantity(abs(part), figure.unit.value, change=True, currency=figure.currency)
    return ("−" if part < 0 else "") + quantity(size, lang)


def value_text(figure: Figure, row: Row, lang: Lang) -> str:
    """Return a row's figure, and in words if it rests on too little or is not complete."""
    text = worded(figure, row.value, lang)
    if known(row.value) is None:
        return text
    if row.few:
        text += word(msg("table.few"), lang)
    if row.partial:
        text += word(msg("table.partial"), lang)
    return text


def worded(figure: Figure, value: float | None, lang: Lang) -> str:
    """Return a value of a figure as its readers see it."""
    return quantity(Quantity(value, figure.unit.value, currency=figure.currency), lang)


def _cells(columns: Columns, figure: Figure, row: Row, lang: Lang) -> list[Json]:
    texts = row_texts(columns, figure, row, lang)
    numbers: list[float | None] = [None] * len(row.members)
    numbers.append(_plotted(row.value, figure))
    if columns.n:
        numbers.append(row.n)
    if columns.before:
        numbers.append(_plotted(row.before, figure))
    if columns.parts:
        numbers.append(_plotted(row.part_shown, figure))
    return [
        _text(text) if number is None else _number(number, text)
        for text, number in zip(texts, numbers, strict=True)
    ]


def _plotted(value: float | None, figure: Figure) -> float | None:
    figured = known(value)
    return None if figured is None else plotted(figured, figure.unit)


def plotted(value: float, unit: Unit) -> float:
    """Return a raw value as readers see it, as a number: shares in percent."""
    seen = shown(value, unit)
    return round(seen * 100, 1) if unit is Unit.SHARE else seen


def _text(text: str) -> Json:
    # A cell of nothing is refused.
    return {"type": "raw_text", "text": cut(text, CELL) or "–"}


def _number(value: float, text: str) -> Json:
    return {"type": "raw_number", "value": value, "text": cut(text, CELL)}
