"""The door of the room: a file in, an import recorded (or only looked at), a report out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from base.clock import Clock
from base.language import Listing, Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from intake.buyers import buyer_key
from intake.draft import Context, Draft, account_pairs, drafts_use, finish
from intake.faults import Faults
from intake.files import RowFile, open_files
from intake.lines import hash_buyers, read_lines
from intake.logs import read_log
from intake.measure_table import read_measures
from intake.messages import MessageFile, read_messages, write_copy
from intake.names import Ids, Members, Names, account_key, enter, known_shops, preview
from intake.options import ImportOptions
from intake.outcome import Difference, ImportReport, ReplacedImport, SumCheck
from intake.recognise import Recognised, recognise
from intake.reports import Check, day_of_name, read_report
from intake.staff_list import read_staff
from intake.table import Chunk, chunks, date_order
from storage.engine import Database
from storage.ledger import (
    Compared,
    NewImport,
    Recorded,
    Replaced,
    record,
    reference,
    refold_stale,
)
from storage.looking import held_accounts, would_replace
from storage.names import DEFAULT_SHOP
from storage.people import StaffChange, apply_staff
from storage.refolding import Progress
from storage.rows import Rows

# Feeds that differ by more than this share of the larger are told.
_TOLD_FROM = 0.005
_SAMPLE = 10
# A dry run keeps no buyers: any key will do, and none is made.
_NO_KEY = b"dry run"


@dataclass
class _Reading:
    """One file while it is read; the counts are exact once `pieces` has run dry."""

    path: Path
    file: RowFile
    found: Recognised
    context: Context
    order: str | None
    faults: Faults = field(default_factory=Faults)
    rows: int = 0
    accepted: int = 0
    summary_rows: int = 0
    checks: tuple[Check, ...] = ()
    notes: list[Msg] = field(default_factory=list)
    buyers: Names | None = None
    messages: MessageFile | None = None

    def pieces(self) -> Iterator[Chunk]:
        """Yield the rows piece by piece, counting each piece once it has been dealt with."""
        for chunk in chunks(self.file, self.found, self.faults, self.order):
            yield chunk
            self.rows += chunk.size - chunk.blank
            self.accepted += int(chunk.ok.sum())


def import_file(
    database: Database,
    path: Path,
    options: ImportOptions,
    actor: Actor,
    clock: Clock,
    progress: Progress,
) -> ImportReport:
    """Import one file, all of it or nothing. Raises Refusal for a file that is not taken."""
    file, found = _recognised(path, options)
    members = Members(found.preset, known_shops(database))
    context = _context(path, found, members, options)
    reading = _Reading(path, file, found, context, date_order(file, found, options.dates))
    if found.preset.kind == "staff":
        return _staff(database, reading, options, progress)
    drafts = _read(reading)
    _refuse_hopeless(reading)
    if options.currency:
        _check_currency(members, options.currency)
    if reading.buyers is not None:
        dry = options.dry_run
        key = _NO_KEY if dry else buyer_key(database, clock.now(), actor.person)
        hash_buyers(drafts[0], reading.buyers, key)
    pairs = account_pairs(drafts)
    members.keep(drafts_use(drafts))
    ids = preview(members, pairs) if options.dry_run else enter(database, members, pairs)
    new = _new_import(reading, drafts, ids, actor)
    reading.notes += _gaps(new, options)
    report = _report(database, reading, new, _nicknames(members, ids, pairs), options)
    if options.dry_run:
        replaced = would_replace(database, new.feed, new.claims)
        return replace(report, replaced=_replaced(replaced))
    new = replace(new, report=report.as_json())
    with _content(database, reading, actor, clock) as content:
        done = record(database, replace(new, content=content), clock.now(), progress)
    return _told(report, done, members, ids)


def names_shops(path: Path, options: ImportOptions) -> bool:
    """Say whether a file says itself whose shop it is about, or needs none; only its head is read.

    Raises Refusal for a file of no known kind.
    """
    _, found = _recognised(path, options)
    return found.preset.kind == "staff" or "shop" in found.fields


@contextmanager
def _content(database: Database, reading: _Reading, actor: Actor, clock: Clock) -> Iterator[Path]:
    """Lend what is kept of the upload: the file untouched, of messages a copy without texts."""
    if reading.messages is None:
        yield reading.path
        return
    with TemporaryDirectory(prefix="fupan-") as folder:
        copy = Path(folder) / "messages.csv"
        write_copy(reading.messages, copy, buyer_key(database, clock.now(), actor.person))
        yield copy


def _recognised(path: Path, options: ImportOptions) -> tuple[RowFile, Recognised]:
    """Return the table of the file that a preset fits: of a workbook, the first such sheet."""
    refusal: Refusal | None = None
    for file in open_files(path, options.encoding):
        try:
            return file, recognise(file.head(), options.source)
        except Refusal as error:
            refusal = refusal or error
    raise refusal or Refusal(msg("import.empty_file", file=path.name))


def _context(path: Path, found: Recognised, members: Members, options: ImportOptions) -> Context:
    day = None
    if found.preset.no_day_column:
        day = options.day.toordinal() if options.day else day_of_name(str(path))
    period = None
    if options.period is not None:
        first, last = options.period
        if first > last:
            raise Refusal(msg("import.period_backwards", first=str(first), last=str(last)))
        period = first.toordinal(), last.toordinal()
    return Context(members, options.shop or DEFAULT_SHOP.zh, day, period)


def _read(reading: _Reading) -> list[Draft]:
    """Read the whole file into drafts, by the kind of its preset."""
    preset, pieces, context = reading.found.preset, reading.pieces(), reading.context
    if preset.kind == "log":
        draft, reading.notes = read_log(pieces, context, calls=preset.feed == "call_log")
        return [draft]
    if preset.kind == "lines":
        draft, reading.buyers, reading.notes = read_lines(pieces, context)
        return [draft]
    if preset.kind == "messages":
        drafts, reading.messages, reading.notes = read_messages(pieces, context)
        return drafts
    if preset.kind == "measures":
        return read_measures(pieces, context)
    rows = read_report(pieces, context, hourly=preset.kind == "hour")
    reading.notes, reading.checks = rows.notes, rows.checks
    reading.summary_rows = rows.summary_rows
    return rows.drafts


def _refuse_hopeless(reading: _Reading) -> None:
    """Refuse a file that gives nothing, or of which more than half would be lost."""
    rejected = reading.faults.rejected_count
    if rejected * 2 > reading.rows - reading.summary_rows:
        first = reading.faults.in_order()[:3]
        reasons = Listing(tuple(
            msg("import.rejected_row", row=r.row, column=r.column, value=r.value, reason=r.reason)
            for r in first
        ))  # fmt: skip
        text = msg("import.mostly_bad", rejected=rejected, read=reading.rows, reasons=reasons,
                   kind=reading.found.preset.name)  # fmt: skip
        raise Refusal(text)
    if reading.accepted == 0:
        raise Refusal(msg("import.no_rows", kind=reading.found.preset.name))


def _check_currency(members: Members, currency: str) -> None:
    """Refuse amounts in another currency than the shop's: they would be added as if equal."""
    for rules, name in zip(members.shop_rules(), members.of("shop").texts, strict=True):
        if name and rules.currency != currency.upper():
            params = {"shop": name, "currency": rules.currency, "said": currency.upper()}
            raise Refusal(msg("import.other_currency", **params))


def _new_import(reading: _Reading, drafts: list[Draft], ids: Ids, actor: Actor) -> NewImport:
    members, preset = reading.context.members, reading.found.preset
    rows = []
    while drafts:
        # Freed one by one: a log of ten million rows is large.
        rows.append(finish(drafts.pop(0), members, ids))
    return NewImport(
        feed=preset.feed,
        preset=preset.key,
        file_name=reading.path.name,
        content=reading.path,
        rows=tuple(rows),
        claims=_claims(rows, reading.context.period),
        rows_read=reading.rows,
        rows_accepted=reading.accepted,
        report={},
        actor=actor.person,
    )


def _claims(blocks: Sequence[Rows], period: tuple[int, int] | None) -> dict[int, tuple[date, date]]:
    """Return by shop the days claimed: as declared, else from its first to its last day."""
    spans: dict[int, tuple[int, int]] = {}
    for rows in blocks:
        shop, day = rows.column("shop"), rows.column("day")
        for of in np.unique(shop).tolist():
            mine = day[shop == of]
            first, last = int(mine.min()), int(mine.max())
            known = spans.get(of, (first, last))
            spans[of] = min(first, known[0]), max(last, known[1])
    if period is not None:
        spans = dict.fromkeys(spans, period)
    return {
        shop: (date.fromordinal(first), date.fromordinal(last))
        for shop, (first, last) in sorted(spans.items())
    }


def _gaps(new: NewImport, options: ImportOptions) -> list[Msg]:
    """Say how many days between the first and the last have no row: they are claimed as well."""
    if options.period is not None:
        return []
    missing = 0
    for shop, (first, last) in new.claims.items():
        days = np.zeros((last - first).days + 1, dtype=bool)
        for rows in new.rows:
            days[rows.column("day")[rows.column("shop") == shop] - first.toordinal()] = True
        missing += int((~days).sum())
    return [msg("import.note.days_without_rows", n=missing)] if missing else []


def _nicknames(
    members: Members, ids: Ids, pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, str]]:
    return [account_key(members, ids.tables["shop"], s, a) for s, a in pairs if a]


def _report(
    database: Database,
    reading: _Reading,
    new: NewImport,
    accounts: Sequence[tuple[int, str]],
    options: ImportOptions,
) -> ImportReport:
    held = held_accounts(database)
    strangers = list(dict.fromkeys(n for s, n in accounts if (s, n) not in held))
    days = [day for span in new.claims.values() for day in span]
    report = _counts(reading, options)
    return replace(
        report,
        shops=tuple(reading.context.members.of("shop").said()),
        first_day=min(days),
        last_day=max(days),
        new_accounts=tuple(strangers[:_SAMPLE]),
        new_account_count=len(strangers),
    )


def _counts(reading: _Reading, options: ImportOptions) -> ImportReport:
    preset = reading.found.preset
    return ImportReport(
        file=reading.path.name,
        preset=preset.key,
        name=preset.name,
        feed=preset.feed,
        dry_run=options.dry_run,
        rows_read=reading.rows,
        accepted=reading.accepted,
        rejected_count=reading.faults.rejected_count,
        rejected=reading.faults.in_order(),
        dropped=reading.faults.dropped(),
        summary_rows=reading.summary_rows,
        checks=tuple(SumCheck(c.column, c.stated, c.summed, c.agrees) for c in reading.checks),
        shops=(),
        first_day=None,
        last_day=None,
        unknown_columns=reading.found.unknown,
        ignored_columns=reading.found.ignored,
        notes=tuple(reading.notes),
    )


def _replaced(found: Sequence[Replaced]) -> tuple[ReplacedImport, ...]:
    return tuple(ReplacedImport(reference(r.import_id), r.file_name, r.days) for r in found)


def _told(report: ImportReport, done: Recorded, members: Members, ids: Ids) -> ImportReport:
    names = dict(zip(ids.tables["shop"].tolist(), members.of("shop").texts, strict=True))
    money = dict(zip(ids.tables["shop"].tolist(), members.shop_rules(), strict=True))
    differences = tuple(
        Difference(
            names[c.shop], c.measure, c.total, c.other_feed, c.other_total, c.days,
            money[c.shop].currency,
        )
        for c in done.compared
        if _differs(c)
    )  # fmt: skip
    return replace(
        report,
        reference=reference(done.import_id),
        replaced=_replaced(done.replaced),
        differences=differences,
    )


def _differs(compared: Compared) -> bool:
    larger = max(abs(compared.total), abs(compared.other_total))
    return abs(compared.total - compared.other_total) > _TOLD_FROM * larger


def _staff(
    database: Database, reading: _Reading, options: ImportOptions, progress: Progress
) -> ImportReport:
    """Take a staff list: no feed and no ledger, the days it changes are folded anew."""
    if not options.may_edit_staff:
        raise Refusal(msg("import.may_not_edit_staff"))
    rows = read_staff(reading.pieces())
    _refuse_hopeless(reading)
    report = _counts(reading, options)
    if options.dry_run:
        return report
    change: StaffChange = apply_staff(database, rows)
    refold_stale(database, progress)
    return replace(
        report,
        people_added=change.added,
        people_known=change.known,
        unknown_shops=change.unknown_shops,
    )
