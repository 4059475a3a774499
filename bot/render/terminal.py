"""An Answer on a terminal: the sentence first, then its lines, the table, the small print."""

from typing import Any

from base.answer import Answer, Row, Table
from base.language import Lang, Quantity
from bot.render.numbers import count, quantity
from bot.render.texts import word


def plain_lines(answer: Answer, lang: Lang) -> list[str]:
    """Return the sentences of an answer as plain text, without its table."""
    lines = [word(answer.takeaway, lang), *(word(line, lang) for line in answer.lines)]
    return [line for line in lines if line]


def print_answer(answer: Answer, lang: Lang) -> None:
    """Print an answer to standard output."""
    lines = plain_lines(answer, lang)
    _bold(lines[0])
    for line in lines[1:]:
        _print(line)
    if answer.table and answer.table.rows:
        _print_table(answer, answer.table, lang)
    small = [word(n, lang) for n in (*answer.notes, *answer.sources)]
    if answer.understood:
        small.append(word(answer.understood, lang))
    for line in small:
        if line:
            _dim(line)
    if answer.follow_ups:
        heading = "试试：" if lang is Lang.ZH else "Try:"
        _dim(heading + "  ".join(f"“{f.request}”" for f in answer.follow_ups))


def _styled(text: str, code: str) -> str:
    import os
    import sys

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return f"\033[{code}m{text}\033[0m" if colour else text


def _print(text: str) -> None:
    print(text)  # noqa: T201 - this is the terminal


def _bold(text: str) -> None:
    _print(_styled(text, "1"))


def _dim(text: str) -> None:
    _print(_styled(text, "2"))


def header(answer: Answer, table: Table, lang: Lang) -> list[str]:
    """Return the headings of an answer's table."""
    names = [word_of_dim(dim, lang) for dim in table.dims]
    figure = answer.figure
    names.append(figure.name.in_(lang) if figure else "")
    if figure and figure.unit.value != "count" and any(r.n is not None for r in table.rows):
        names.append(figure.n_of.in_(lang).lstrip("个次位笔轮") if figure.n_of else "n")
    if table.has_before:
        names.append("之前" if lang is Lang.ZH else "Before")
    return names


def word_of_dim(dim: str, lang: Lang) -> str:
    """Return a cut's name as a table heading."""
    from base.language import msg

    return word(msg(f"dim.{dim}"), lang)


def cells(answer: Answer, table: Table, row: Row, lang: Lang) -> list[str]:
    """Return one row of an answer's table as texts, in the order of `header`."""
    figure = answer.figure
    unit, currency = (figure.unit.value, figure.currency) if figure else ("count", None)
    texts = []
    for i, (_, name) in enumerate(row.members):
        of_team = row.group.in_(lang) + " " if row.group and i == 0 else ""
        texts.append(of_team + name.in_(lang))
    value = quantity(Quantity(row.value, unit, currency=currency), lang)
    if row.few and row.value is not None:
        value += "，太少" if lang is Lang.ZH else ", too few"
    if row.partial:
        value += "（未完）" if lang is Lang.ZH else " (part)"
    texts.append(value)
    if unit != "count" and any(r.n is not None for r in table.rows):
        texts.append("" if row.n is None else count(row.n))
    if table.has_before:
        texts.append(quantity(Quantity(row.before, unit, currency=currency), lang))
    return texts


def _print_table(answer: Answer, table: Table, lang: Lang) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable

    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(header(answer, table, lang)):
        align: Any = "left" if i < len(table.dims) else "right"
        drawn.add_column(name, justify=align, no_wrap=i < len(table.dims))
    for row in table.rows:
        drawn.add_row(*cells(answer, table, row, lang))
    console = Console()
    # Without a terminal nothing tells the width: do not fold a table at 80 columns in a file.
    console = console if console.is_terminal else Console(width=200)
    console.print(drawn)
