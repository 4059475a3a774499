"""Importing in the chat: a file that was dropped there, the latest imports, undo and redo, the rows
that were not taken.

What a channel may read has no cell of a file and no nickname in it. How the bytes come here is not
this room's business.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Listing, Msg, Value, msg
from base.refusal import Refusal
from base.rights import Actor, Verb, can
from commands import imports
from commands.context import Context, Place, Request
from commands.help import examples_here
from commands.import_typed import ImportVerb, ImportWish, Need, form_request
from intake.options import ImportOptions
from intake.outcome import ImportReport, Rejected, rejected_of

_LISTED, _BUTTONS = 10, 4
# Lines of a report that show cells of the file or nicknames.
_CELLS = frozenset(
    {"import.rejected_row", "import.more_rejected", "import.dropped_field", "import.new_accounts"}
)
# What mends a refusal, by the refusal: none where no form can.
_MENDED_BY = {
    "import.unknown_kind": Need.KIND,
    "import.nearest_kind": Need.KIND,
    "import.not_this_kind": Need.KIND,
    "import.ambiguous_kind": Need.KIND,
    "import.mostly_bad": Need.KIND,
    "import.no_such_source": Need.KIND,
    "import.no_day": Need.DAY,
    "import.period_backwards": Need.DAY,
    "import.dates_unclear": Need.DATES,
    "import.miscoded": Need.ENCODING,
    "import.unknown_encoding": Need.ENCODING,
    "import.no_such_encoding": Need.ENCODING,
    "drop.no_shop": Need.SHOP,
}
_CONTACTS = (Bilingual("接待量", "contacts"), Bilingual("接待量", "Contacts"))
# What to ask of which feed: as it is typed, and as it is called.
_ASKED = MappingProxyType(
    {
        "chat_log": _CONTACTS,
        "message_log": _CONTACTS,
        "call_log": _CONTACTS,
        "agent_report": _CONTACTS,
        "hour_report": _CONTACTS,
        "orders": (Bilingual("订单量", "orders"), Bilingual("订单量", "Orders")),
    }
)


def may_import(actor: Actor) -> None:
    """Raise Refusal, saying who may, where somebody may not import."""
    if not can(actor, Verb.IMPORT):
        raise Refusal(msg("import.not_allowed"))


# -- a file ----------------------------------------------------------------------------------------


def take_file(
    context: Context, request: Request, path: Path, options: ImportOptions, file: str
) -> Answer:
    """Import a file of the chat and tell what came of it; `file` is its id there.

    A file that is not taken is told too, with a form where that can help. Raises Refusal where the
    asker may not import.
    """
    may_import(request.actor)
    try:
        options = _with_shop(context, path, options)
        report = imports.import_report(
            context.database, path, options, request.actor, context.clock, lambda _done, _of: None
        )
    except Refusal as refusal:
        return _mended(path.name, refusal.message, file)
    told = imports.answer_of(report)
    # Small print is set in one paragraph, and these are no sentences.
    lines = (*told.lines, *told.notes)
    told = replace(told, lines=lines, notes=(), follow_ups=_next(context, request, report))
    return told if request.place is Place.PRIVATE else _for_channel(told, report)


def _with_shop(context: Context, path: Path, options: ImportOptions) -> ImportOptions:
    """Return the options with the shop of a file that names none: there is only one, or it is said.

    Raises Refusal where it could be any of several: whose figures would be wrong is not guessed.
    """
    from intake.service import names_shops

    if options.shop or names_shops(path, options):
        return options
    known = shops_here(context)
    if len(known) > 1:
        shops = Listing(tuple(known))
        raise Refusal(msg("drop.no_shop", shops=shops))
    return replace(options, shop=known[0].zh) if known else options


def shops_here(context: Context) -> list[Bilingual]:
    """Return the names of the shops there are, oldest first."""
    from storage.names import shops

    with context.database.read() as work:
        return [shop.name for shop in shops(work)]


def not_taken(name: str, why: Msg, *then: Msg, follow_ups: tuple[FollowUp, ...] = ()) -> Answer:
    """Tell that a file was not imported, why, and what to do. What it says is its sender's alone:
    it may quote the file."""
    takeaway = msg("drop.not_taken", file=name)
    return Answer(Kind.REFUSAL, takeaway, (why, *then), follow_ups=follow_ups, private=True)


def _mended(name: str, why: Msg, file: str) -> Answer:
    """Tell that a file was not imported, with the form in which what is missing can be said."""
    need = _MENDED_BY.get(why.key)
    if need is None or not file:
        return not_taken(name, why)
    button = FollowUp(msg("drop.button.form"), form_request(file, need))
    then = msg("drop.other_kind") if need is Need.KIND else msg("drop.kept")
    return not_taken(name, why, then, follow_ups=(button,))


def _next(context: Context, request: Request, report: ImportReport) -> tuple[FollowUp, ...]:
    """Return what to do next: take it back, look at what was not taken, ask."""
    found = []
    if report.reference:
        found.append(FollowUp(msg("drop.button.undo"), f"undo {report.reference}"))
        if report.rejected:
            found.append(FollowUp(msg("drop.button.rows"), f"rejects {report.reference}"))
    return (*found, _example(context, request, report))


def _example(context: Context, request: Request, report: ImportReport) -> FollowUp:
    """Return a question about the very days that were imported."""
    first, last, lang = report.first_day, report.last_day, request.lang
    if report.feed not in _ASKED or first is None or last is None:
        text = examples_here(context, lang)[0]
        return FollowUp(msg("button.try", text=text), text)
    asked, called = _ASKED[report.feed]
    one_day = first == last
    cut = Bilingual("按店铺", "by shop") if one_day else Bilingual("按天", "by day")
    days = first.isoformat() if one_day else f"{first.isoformat()}..{last.isoformat()}"
    label = msg("button.try", text=f"{called.in_(lang)} {cut.in_(lang)}")
    return FollowUp(label, f"{asked.in_(lang)} {days} {cut.in_(lang)}")


def _for_channel(told: Answer, report: ImportReport) -> Answer:
    """Return what a channel may read: counts and days, no cell and no nickname."""
    lines = [line for line in told.lines if line.key not in _CELLS]
    if report.rejected:
        lines.append(msg("drop.rows_in_private"))
    return replace(told, lines=tuple(lines))


# -- typed -----------------------------------------------------------------------------------------


def answer_imports(context: Context, request: Request, wish: ImportWish) -> Answer:
    """Do what a text wants of imports. Raises Refusal for what may not be or is not there."""
    return _DOORS[wish.verb](context, request, wish)


def _how(_context: Context, request: Request, _wish: ImportWish) -> Answer:
    may_import(request.actor)
    from intake.recognise import presets

    kinds = Listing(tuple(preset.name for preset in presets()))
    return Answer(
        Kind.TEXT,
        msg("drop.how"),
        lines=(msg("drop.how_kinds", kinds=kinds), msg("drop.how_undo")),
        follow_ups=(FollowUp(msg("drop.button.list"), "imports"),),
    )


def _list(context: Context, request: Request, _wish: ImportWish) -> Answer:
    listed = imports.list_imports(context.database, request.actor, _LISTED)
    if listed.takeaway.key == "import.none_yet":
        return replace(listed, lines=(msg("drop.how"),), private=True)
    from storage.ledger import entries, reference

    newest = entries(context.database, _BUTTONS)
    follow_ups = tuple(_turn(reference(one.import_id), live=one.live) for one in newest)
    return replace(listed, follow_ups=follow_ups, notes=(msg("drop.how_undo"),), private=True)


def _turn(ref: str, *, live: bool) -> FollowUp:
    """Return the button that undoes a live import, or puts one back that was undone."""
    verb = "undo" if live else "redo"
    return FollowUp(msg(f"import.follow.{verb}", ref=ref), f"{verb} {ref}")


def _set_live(context: Context, request: Request, wish: ImportWish) -> Answer:
    live = wish.verb is ImportVerb.REDO
    change = imports.run_redo if live else imports.run_undo
    answer = change(context.database, wish.ref, request.actor, lambda _done, _of: None)
    back = answer.follow_ups[0].request
    label = msg("drop.button.undo" if live else "drop.button.redo")
    return replace(answer, follow_ups=(FollowUp(label, back),))


def _rows(context: Context, request: Request, wish: ImportWish) -> Answer:
    """Show the rows that were not taken to whoever asks, alone."""
    found = rejected_rows(context, request.actor, wish.ref)
    lines = [
        msg("import.rejected_row", row=r.row, column=r.column, value=r.value, reason=r.reason)
        for r in found.rows
    ]
    return Answer(Kind.TEXT, rows_told(found), lines=tuple(lines), private=True)


@dataclass(frozen=True)
class RejectedRows:
    """The rows of an import that were not taken, as far as kept; `count` is of all of them."""

    reference: str
    file_name: str
    rows: tuple[Rejected, ...]
    count: int


def rejected_rows(context: Context, actor: Actor, ref: str) -> RejectedRows:
    """Return what an import did not take. Raises Refusal where there is nothing, or it may not."""
    from storage.ledger import entry, reference

    if not can(actor, Verb.SEE_IMPORTS):
        raise Refusal(msg("import.not_allowed"))
    found = entry(context.database, imports.import_number(ref))
    rows = rejected_of(found.report)
    if not rows:
        raise Refusal(msg("drop.no_rows", ref=reference(found.import_id)))
    count = int(found.report.get("rejected_count", len(rows)))
    return RejectedRows(reference(found.import_id), found.file_name, rows, count)


def rows_told(found: RejectedRows) -> Msg:
    """Return the sentence about rows that were not taken; how many are kept where not all are."""
    told: dict[str, Value] = {"ref": found.reference, "file": found.file_name, "n": found.count}
    if found.count > len(found.rows):
        return msg("drop.rows_first", **told, kept=len(found.rows))
    return msg("drop.rows", **told)


_DOORS: Mapping[ImportVerb, Callable[[Context, Request, ImportWish], Answer]] = {
    ImportVerb.HOW: _how,
    # A file of the chat is fetched where it lies: elsewhere there is none.
    ImportVerb.FORM: lambda _c, _r, wish: form_offered(wish),
    ImportVerb.FILE: _how,
    ImportVerb.LIST: _list,
    ImportVerb.UNDO: _set_live,
    ImportVerb.REDO: _set_live,
    ImportVerb.ROWS: _rows,
}


def form_offered(wish: ImportWish) -> Answer:
    """Return the button that opens the form: a window opens at a tap, not at a message."""
    button = FollowUp(msg("drop.button.form"), form_request(wish.ref, wish.need or Need.KIND))
    return Answer(Kind.TEXT, msg("form.open_here"), follow_ups=(button,), private=True)


# -- what was said beside a file -------------------------------------------------------------------


def options_said(said: Mapping[str, str]) -> ImportOptions:
    """Return what was said beside a file, as a form's submission words it, as options.

    Raises Refusal for days that are none.
    """
    first, last = _day(said.get("first", "")), _day(said.get("last", ""))
    return ImportOptions(
        source=said.get("source") or None,
        shop=said.get("shop") or None,
        day=first,
        period=(first, last) if first and last else None,
        dates=said.get("dates") or None,
        encoding=said.get("encoding") or None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refusal(msg("import.bad_period", text=text)) from error
