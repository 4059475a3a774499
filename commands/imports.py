"""Importing files, undoing and listing imports: a request in, an Answer out.

What reads files is imported inside the functions: it is slow to load and few commands need it.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from base.answer import Answer, FollowUp, Kind
from base.clock import Clock
from base.language import Bilingual, Days, Listing, Moment, Msg, Quantity, Value, msg
from base.measures import MEASURES
from base.measures import Kind as MeasureKind
from base.refusal import Refusal
from base.rights import Actor, Verb, can
from base.units import minor_units
from intake.options import ImportOptions
from intake.outcome import Difference, ImportReport, SumCheck, write_rejects

if TYPE_CHECKING:
    from storage.engine import Database
    from storage.ledger import LedgerEntry

Progress = Callable[[int, int], None]

# How many rejected rows an answer shows; all that are kept go to the rejects file.
_SHOWN = 5
_REFERENCE = re.compile(r"^(?:i-?)?0*(\d+)$", re.IGNORECASE)


def run_import(
    database: "Database",
    path: Path,
    options: ImportOptions,
    actor: Actor,
    clock: Clock,
    progress: Progress,
    rejects: Path | None = None,
    word: Callable[[Msg], str] | None = None,
) -> Answer:
    """Import one file and tell what was done; `rejects` is where rejected rows are written.

    `word` words the reasons in that file. Raises Refusal for a file that is not taken, and where
    the actor may not import.
    """
    report = import_report(database, path, options, actor, clock, progress)
    answer = answer_of(report)
    if rejects is None or not report.rejected:
        return answer
    write_rejects(rejects, report.rejected, word or (lambda text: text.key))
    written = msg("import.rejects_written", file=rejects.name, n=len(report.rejected))
    return _with_line(answer, written)


def import_report(
    database: "Database",
    path: Path,
    options: ImportOptions,
    actor: Actor,
    clock: Clock,
    progress: Progress,
) -> ImportReport:
    """Import one file and return the report as data, as `--json` prints it."""
    from intake.service import import_file

    _allowed(actor, Verb.IMPORT)
    options = replace(options, may_edit_staff=can(actor, Verb.EDIT_STAFF))
    return import_file(database, path, options, actor, clock, progress)


def run_undo(database: "Database", ref: str, actor: Actor, progress: Progress) -> Answer:
    """Take an import out of the figures; what it had replaced counts again."""
    return _set_live(database, ref, actor, progress, live=False)


def run_redo(database: "Database", ref: str, actor: Actor, progress: Progress) -> Answer:
    """Put an import that was undone back."""
    return _set_live(database, ref, actor, progress, live=True)


def _set_live(
    database: "Database", ref: str, actor: Actor, progress: Progress, *, live: bool
) -> Answer:
    from storage.ledger import reference, set_live

    _allowed(actor, Verb.UNDO_IMPORT)
    import_id = import_number(ref)
    days = set_live(database, import_id, live, progress)
    name = reference(import_id)
    other = "undo" if live else "redo"
    return Answer(
        Kind.TEXT,
        msg("import.redone" if live else "import.undone", ref=name, days=len(days)),
        follow_ups=(FollowUp(msg(f"import.follow.{other}", ref=name), f"{other} {name}"),),
    )


def import_number(ref: str) -> int:
    """Return the number of an import named as people name it. Raises Refusal for anything else."""
    found = _REFERENCE.match(ref.strip())
    if not found:
        raise Refusal(msg("import.bad_ref", ref=ref), ("imports",))
    return int(found[1])


def list_imports(database: "Database", actor: Actor, limit: int = 20) -> Answer:
    """List the newest imports, newest first."""
    from storage.ledger import entries

    _allowed(actor, Verb.SEE_IMPORTS)
    found = entries(database, limit)
    if not found:
        return Answer(Kind.TEXT, msg("import.none_yet"))
    lines = tuple(_entry(entry, actor.zone) for entry in found)
    return Answer(Kind.TEXT, msg("import.list", n=len(found)), lines=lines)


def _entry(entry: "LedgerEntry", zone: str) -> Msg:
    from storage.ledger import reference

    days = None
    if entry.first_day is not None and entry.last_day is not None:
        days = Days(entry.first_day, entry.last_day, with_year=True)
    return msg(
        "import.entry_live" if entry.live else "import.entry_undone",
        ref=reference(entry.import_id),
        file=entry.file_name,
        kind=_kind_of(entry),
        at=Moment(entry.imported_at, zone, with_year=True),
        days=None if days is None else msg("import.days", days=days),
        accepted=entry.rows_accepted,
        read=entry.rows_read,
    )


def _kind_of(entry: "LedgerEntry") -> Bilingual:
    name = entry.report.get("name", {})
    return Bilingual(name.get("zh", entry.preset), name.get("en", entry.preset))


def _allowed(actor: Actor, verb: Verb) -> None:
    if not can(actor, verb):
        raise Refusal(msg("import.not_allowed"))


def answer_of(report: ImportReport) -> Answer:
    """Word a report as an Answer: what was taken, what was not and why, what it replaced."""
    follow_ups: tuple[FollowUp, ...] = ()
    if report.reference:
        undo = msg("import.follow.undo", ref=report.reference)
        follow_ups = (FollowUp(undo, f"undo {report.reference}"),)
    return Answer(
        Kind.TEXT,
        _takeaway(report),
        lines=(*_taken(report), *_refused(report), *_checked(report), *_effect(report)),
        notes=(*report.notes, *_columns(report)),
        follow_ups=follow_ups,
    )


def _takeaway(report: ImportReport) -> Msg:
    params: dict[str, Value] = {
        "file": report.file,
        "kind": report.name,
        "accepted": report.accepted,
    }
    if report.dry_run:
        return msg("import.would_take", **params)
    if not report.feed:
        added, known = report.people_added, report.people_known
        return msg("import.staff_taken", file=report.file, added=added, known=known)
    return msg("import.taken", ref=report.reference, **params)


def _taken(report: ImportReport) -> list[Msg]:
    counts: dict[str, Value] = {
        "read": report.rows_read,
        "accepted": report.accepted,
        "rejected": report.rejected_count,
    }
    lines = [msg("import.read", **counts)]
    if report.first_day is not None and report.last_day is not None:
        days = Days(report.first_day, report.last_day, with_year=True)
        lines.append(msg("import.covers", days=days, shops=Listing(report.shops)))
    return lines


def _refused(report: ImportReport) -> list[Msg]:
    lines = [
        msg("import.rejected_row", row=r.row, column=r.column, value=r.value, reason=r.reason)
        for r in report.rejected[:_SHOWN]
    ]
    if report.rejected_count > _SHOWN:
        lines.append(msg("import.more_rejected", n=report.rejected_count - _SHOWN))
    for d in report.dropped:
        reason = msg(f"import.reason.{d.reason}")
        dropped = msg(
            "import.dropped_field", column=d.column, n=d.count, value=d.example, reason=reason
        )
        lines.append(dropped)
    return lines


def _checked(report: ImportReport) -> list[Msg]:
    if not report.summary_rows:
        return []
    lines = [msg("import.summary_rows", n=report.summary_rows)]
    wrong = [check for check in report.checks if not check.agrees]
    lines += [_disagrees(check) for check in wrong]
    if report.checks and not wrong:
        lines.append(msg("import.sums_agree", n=len(report.checks)))
    return lines


def _disagrees(check: SumCheck) -> Msg:
    params: dict[str, Value] = {
        "column": check.column,
        "stated": Quantity(check.stated, "count"),
        "summed": Quantity(check.summed, "count"),
    }
    return msg("import.sums_differ", **params)


def _effect(report: ImportReport) -> list[Msg]:
    key = "import.would_replace" if report.dry_run else "import.replaced"
    lines = [msg(key, ref=r.reference, file=r.file_name, days=r.days) for r in report.replaced]
    lines += [_difference(d) for d in report.differences]
    if report.new_account_count:
        sample = Listing(report.new_accounts, quoted=True)
        lines.append(msg("import.new_accounts", n=report.new_account_count, sample=sample))
    if report.unknown_shops:
        lines.append(msg("import.unknown_shops", shops=Listing(report.unknown_shops, quoted=True)))
    return lines


def _difference(d: Difference) -> Msg:
    return msg(
        "import.differs",
        shop=d.shop,
        measure=msg(f"measure.{d.measure}"),
        total=_amount(d.measure, d.total, d.currency),
        other_feed=msg(f"feed.{d.other_feed}"),
        other_total=_amount(d.measure, d.other_total, d.currency),
        days=d.days,
    )


def _amount(measure: str, total: int, currency: str) -> Quantity:
    if MEASURES[measure].kind is MeasureKind.MONEY:
        return Quantity(total / minor_units(currency), "money", currency=currency)
    unit = "seconds" if MEASURES[measure].kind is MeasureKind.SECONDS else "count"
    return Quantity(float(total), unit)


def _columns(report: ImportReport) -> list[Msg]:
    notes = []
    if report.unknown_columns:
        columns = Listing(report.unknown_columns, quoted=True)
        notes.append(msg("import.unknown_columns", columns=columns))
    if report.ignored_columns:
        columns = Listing(report.ignored_columns, quoted=True)
        notes.append(msg("import.ignored_columns", columns=columns))
    return notes


def _with_line(answer: Answer, line: Msg) -> Answer:
    return replace(answer, lines=(*answer.lines, line))
