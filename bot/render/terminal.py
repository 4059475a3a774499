"""An Answer on a terminal: the sentence first, then its lines, the table, the small print."""

from collections.abc import Sequence
from typing import Any

from base.answer import Answer, FollowUp, Grid, Row, Table
from base.language import Lang, Listing, Msg, msg
from base.post import Post
from bot.render import grids
from bot.render.characters import clean
from bot.render.post import as_shown, bulleted, one_line
from bot.render.tables import columns_of, headings, row_texts
from bot.render.texts import word

# A name longer than this does not push the figures of the others aside.
_NAME = 24


def plain_lines(answer: Answer, lang: Lang) -> list[str]:
    """Return the sentences of an answer as plain text, without its table."""
    lines = [word(answer.takeaway, lang), *(word(line, lang) for line in answer.lines)]
    return [line for line in lines if line]


def print_answer(answer: Answer, lang: Lang) -> None:
    """Print an answer to standard output; of a post, its details too: there is no thread."""
    if answer.post is not None:
        _print_post(answer, answer.post, lang)
        return
    first, *others = plain_lines(answer, lang) or [""]
    _bold(first)
    for line in others:
        _print(line)
    if answer.table and answer.table.rows:
        _print_table(answer, answer.table, lang)
    elif answer.grid and answer.grid.rows:
        _print_grid(answer.grid, lang)
    for text in _small_print(answer):
        line = word(text, lang)
        if line:
            _dim(line)


def _print_post(answer: Answer, post: Post, lang: Lang) -> None:
    for correction in answer.lines:
        if correction.key == "corrected":
            _print(word(correction, lang))
    if title := one_line(post.title, lang):
        _bold(title)
        _print("")
    _bold(one_line(post.takeaway, lang))
    for line in post.lead:
        _print(one_line(line, lang))
    _print_figures(post, lang)
    _print_sections(post, lang)
    _print_dim(as_shown(answer), lang)
    for detail in post.details:
        _print("")
        print_answer(detail, lang)


def _print_figures(post: Post, lang: Lang) -> None:
    from rich.cells import cell_len

    if post.figures:
        _print("")
    names = [one_line(figure.name, lang) for figure in post.figures]
    wide = min(max(map(cell_len, names), default=0), _NAME)
    for name, figure in zip(names, post.figures, strict=True):
        blanks = " " * (wide - cell_len(name) + 2)
        _print(f"{_styled(name, '1')}{blanks or ' '}{one_line(figure.text, lang)}")


def _print_sections(post: Post, lang: Lang) -> None:
    short_before = False
    for section in post.sections:
        inline = one_line(section.inline, lang) if section.inline else ""
        if not (short_before and not section.lines):
            _print("")
        heading = _styled(name, "1") if (name := one_line(section.heading, lang)) else ""
        if heading or inline:
            _print(f"{heading}  {inline}" if inline else heading)
        for text in bulleted([one_line(line, lang) for line in section.lines]):
            _print(text)
        for line in _try(section.follow_ups):
            _dim(word(line, lang))
        short_before = not section.lines


def _print_dim(answer: Answer, lang: Lang) -> None:
    lines = [text for one in _small_print(answer) if (text := word(one, lang))]
    for text in ["", *lines] if lines else []:
        _dim(text)


def _small_print(answer: Answer) -> list[Msg]:
    found = [*answer.notes, *answer.sources]
    if answer.understood:
        found.append(answer.understood)
    return [*found, *_try(answer.follow_ups)]


def _try(follow_ups: Sequence[FollowUp]) -> list[Msg]:
    requests = tuple(f"“{clean(f.request)}”" for f in follow_ups)
    return [msg("terminal.try", requests=Listing(requests))] if requests else []


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
    if answer.figure is None:
        return [word(msg(f"dim.{dim}"), lang) for dim in table.spoken]
    return headings(answer, table, answer.figure, lang)


def cells(answer: Answer, table: Table, row: Row, lang: Lang) -> list[str]:
    """Return one row of an answer's table as texts, in the order of `header`."""
    if answer.figure is None:
        return [name.in_(lang) for _, name in row.members]
    return row_texts(columns_of(table, answer.figure), answer.figure, row, lang)


def _print_table(answer: Answer, table: Table, lang: Lang) -> None:
    rows = [cells(answer, table, row, lang) for row in table.rows]
    _draw(header(answer, table, lang), rows, len(table.dims))


def _print_grid(grid: Grid, lang: Lang) -> None:
    _print(one_line(grid.caption, lang))
    _draw(grids.headings(grid, lang), [grids.row_texts(row, lang) for row in grid.rows], 1)


def _draw(head: Sequence[str], rows: Sequence[Sequence[str]], names: int) -> None:
    """Print rows under their headings; the first `names` columns are names, the others figures."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(head):
        align: Any = "left" if i < names else "right"
        drawn.add_column(Text(clean(name)), justify=align, no_wrap=i < names)
    for row in rows:
        # As Text: square brackets in a name are no markup.
        drawn.add_row(*(Text(clean(cell)) for cell in row))
    console = Console()
    # Without a terminal nothing tells the width: do not fold a table at 80 columns in a file.
    console = console if console.is_terminal else Console(width=200)
    console.print(drawn)
