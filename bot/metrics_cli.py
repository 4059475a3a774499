"""`fupan metrics`: check a workspace's own metrics, or print the whole catalogue as a document."""

import argparse
import sys
from pathlib import Path

from base.language import Lang


def add_metrics(commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
                common: argparse.ArgumentParser) -> None:  # fmt: skip
    """Add the command to the command line."""
    one = commands.add_parser(
        "metrics", parents=[common], help="check own metrics, or print the catalogue"
    )
    one.add_argument("file", nargs="?", type=Path, help="a file of own metrics to check")
    one.add_argument("--markdown", action="store_true", help="print the list as a document")
    one.set_defaults(run=_metrics)


def _metrics(arguments: argparse.Namespace, lang: Lang) -> int:
    if arguments.markdown:
        from bot.metrics_document import document

        print(document(), end="")  # noqa: T201
        return 0
    return _checked(arguments.file, lang)


def _checked(file: Path | None, lang: Lang) -> int:
    """Say which own metrics are good, and what is wrong with the others (exit 2)."""
    import os

    from base.language import Listing, msg
    from base.refusal import Refusal
    from bot.own_metrics import METRICS
    from bot.render.texts import word
    from metrics.own import read_file

    path = file or Path(os.environ.get(METRICS, "").strip() or ".")
    if path == Path():
        raise Refusal(msg("own.no_file", variable=METRICS))
    found = read_file(path)
    names = Listing(tuple(metric.name for metric in found.metrics))
    if found.metrics:
        print(word(msg("own.good", n=len(found.metrics), names=names), lang))  # noqa: T201
    for fault in found.faults:
        print(word(fault, lang), file=sys.stderr)  # noqa: T201
    return 2 if found.faults else 0
