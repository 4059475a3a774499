"""`fupan ask … --csv FILE --xlsx FILE --png FILE`: the answer, and the same as files."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from base.answer import Answer, FileKind, Kind
from base.language import msg
from base.refusal import Refusal

if TYPE_CHECKING:
    from commands.context import Context, Request


def add_files(ask: argparse.ArgumentParser) -> None:
    """Declare the options."""
    for kind, what in (
        (FileKind.CSV, "its rows (UTF-8 with a mark for Excel; - for standard output)"),
        (FileKind.XLSX, "a workbook: its rows, and a sheet that says what they mean"),
        (FileKind.PNG, "its chart"),
    ):
        ask.add_argument(f"--{kind.value}", type=Path, metavar="FILE", help=f"write {what}")


def wanted(arguments: argparse.Namespace, answer: Answer) -> dict[FileKind, Path | None]:
    """Return the files to write; None where the text asked for one and its name is ours to give."""
    found: dict[FileKind, Path | None] = {
        kind: path for kind in FileKind if (path := getattr(arguments, kind.value)) is not None
    }
    if not found and answer.file is not None:
        found[answer.file] = None
    return found


def write_files(
    context: "Context", request: "Request", answer: Answer, files: dict[FileKind, Path | None]
) -> Answer:
    """Write an answer's files; return it saying where they are. A refusal has none.

    Raises Refusal where a file cannot be written, or there is no chart.
    """
    if answer.kind is Kind.REFUSAL or not files:
        return answer
    from bot.answer_file import answer_file
    from commands.exporting import provenance

    of, lang = provenance(context, request, answer), request.lang
    told = []
    for kind, path in files.items():
        made = answer_file(answer, kind, of, lang)
        if str(path) == "-":
            sys.stdout.buffer.write(made.data)
            continue
        where = path or Path(made.name)
        _write(where, made.data)
        told.append(msg("export.written", path=str(where)))
    return replace(answer, notes=(*answer.notes, *told))


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal(msg("export.not_written", path=str(path), reason=reason)) from error


def to_stdout(files: dict[FileKind, Path | None]) -> bool:
    """Say whether a file goes to standard output, where nothing else may then be printed."""
    return any(str(path) == "-" for path in files.values())
