"""An answer as a file: its bytes and its name, for whoever delivers it.

A chart without anything to draw, and figures by person as a chart, are refused, never left out.
"""

from dataclasses import dataclass

from base.answer import Answer, FileKind
from base.dimensions import Dim
from base.language import Lang, msg
from base.refusal import Refusal
from bot.render.csv import csv_bytes
from bot.render.numbers import known
from bot.render.worksheets import file_name
from commands.exporting import Provenance

_FEWEST = 2


@dataclass(frozen=True)
class AnswerFile:
    """A file ready to be sent or written. `alt_text` says what a picture shows."""

    name: str
    data: bytes
    alt_text: str = ""


def answer_file(answer: Answer, kind: FileKind, of: Provenance, lang: Lang) -> AnswerFile:
    """Return an answer as a file. Raises Refusal for a chart where there is nothing to draw."""
    name = file_name(answer, lang, kind.value)
    if kind is FileKind.CSV:
        return AnswerFile(name, csv_bytes(answer, lang))
    if kind is FileKind.XLSX:
        from bot.render.xlsx import xlsx_bytes

        return AnswerFile(name, xlsx_bytes(answer, of, lang))
    from bot.render.png import picture

    drawn = picture(answer, lang)
    if drawn is None:
        raise Refusal(msg("export.no_chart"))
    return AnswerFile(name, drawn.data, drawn.alt_text)


def drawable(answer: Answer) -> bool:
    """Say whether a chart is worth offering, without drawing it."""
    table = answer.table
    if answer.figure is None or table is None or Dim.AGENT in table.dims:
        return False
    return sum(known(row.value) is not None for row in table.rows) >= _FEWEST
