"""Cases that were released to the moderators: reading and changing them. Who sent one is unknown
here and stays so; what a receipt is a hash of is in `reviews/receipts`."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from base.case import Case, CaseKind, CaseState, Consent, Help, Note, Report
from base.schedule import Level
from storage.case_tables import case_act, case_note, case_report
from storage.upsert import insert_into


class StaleCaseError(Exception):
    """Somebody else changed the case in the meantime."""


def add(work: Connection, case: Case, receipt: str) -> bool:
    """Keep a case under the hash of its receipt; False where its id or receipt is taken."""
    report = case.report
    statement = insert_into(work, case_report).values(
        id=case.id,
        receipt=receipt,
        state=case.state.value,
        version=case.version,
        kind=report.kind.value,
        topic=report.topic,
        level=case.level.value if case.level else "",
        team=case.team,
        week=report.week,
        released_on=case.released_on,
        look_by=case.look_by,
        help=report.help.value,
        happened=report.happened,
        known=report.known,
        helps=report.helps,
        praised=report.praised,
        consent=case.consent.value,
        named_by=report.named_by,
        reason=case.reason,
        action_id=case.action,
        merged_into=case.merged_into,
        tags=json.dumps(case.tags, ensure_ascii=False),
    )
    kept = statement.on_conflict_do_nothing().returning(case_report.c.id)
    return work.execute(kept).scalar() is not None


def read(work: Connection, number: str) -> Case | None:
    """Return a case by its id, in any case of letters; None where there is none."""
    return _one(work, case_report.c.id == number.strip().upper())


def of_receipt(work: Connection, receipt: str) -> Case | None:
    """Return the case under the hash of a receipt, None where there is none."""
    return _one(work, case_report.c.receipt == receipt)


def listed(work: Connection, states: Collection[CaseState]) -> tuple[Case, ...]:
    """Return the cases in some states: what should be read first comes first, then by id."""
    return _several(work, case_report.c.state.in_([state.value for state in states]))


def since(work: Connection, day: date) -> tuple[Case, ...]:
    """Return the cases released on or after a day, in any state."""
    return _several(work, case_report.c.released_on >= day)


def change(work: Connection, before: Case, **values: Any) -> Case:
    """Change a case as it was read; return it as it is then. Keys are columns of the table.

    Raises StaleCaseError where somebody was quicker.
    """
    where = case_report.c.id == before.id, case_report.c.version == before.version
    kept = {name: _plain(value) for name, value in values.items()}
    statement = update(case_report).where(*where).values(version=before.version + 1, **kept)
    if work.execute(statement.returning(case_report.c.id)).scalar() is None:
        raise StaleCaseError
    found = read(work, before.id)
    assert found is not None  # noqa: S101 - changed just now
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return getattr(value, "value", value)


def note(work: Connection, number: str, text: str, *, question: bool) -> None:
    """Add a question of the moderators' or an answer of the sender's."""
    query = select(func.count()).where(case_note.c.case_id == number)
    no = int(work.execute(query).scalar_one()) + 1
    work.execute(insert(case_note).values(case_id=number, no=no, question=question, body=text))


def rewrite_notes(work: Connection, number: str, texts: Collection[str]) -> None:
    """Replace the texts of a case's notes, in their order."""
    for no, body in enumerate(texts, 1):
        where = case_note.c.case_id == number, case_note.c.no == no
        work.execute(update(case_note).where(*where).values(body=body))


def acted(work: Connection, number: str, who: int, act: str, at: datetime) -> None:
    """Note what a moderator did to a case."""
    work.execute(insert(case_act).values(case_id=number, who=who, act=act, at=at))


def acts(work: Connection, number: str) -> tuple[tuple[int, str, datetime], ...]:
    """Return what was done to a case: by whom, what, when."""
    query = select(case_act).where(case_act.c.case_id == number).order_by(case_act.c.id)
    return tuple((row.who, row.act, row.at) for row in work.execute(query))


def _one(work: Connection, where: ColumnElement[bool]) -> Case | None:
    return next(iter(_several(work, where)), None)


def _several(work: Connection, where: ColumnElement[bool]) -> tuple[Case, ...]:
    query = select(case_report).where(where).order_by(case_report.c.look_by, case_report.c.id)
    rows = work.execute(query).all()
    notes: dict[str, list[Note]] = {}
    wanted = case_note.c.case_id.in_([row.id for row in rows])
    for one in work.execute(select(case_note).where(wanted).order_by(case_note.c.no)):
        notes.setdefault(one.case_id, []).append(Note(one.question, one.body))
    return tuple(_case(row, tuple(notes.get(row.id, ()))) for row in rows)


def _case(row: "Row[Any]", notes: tuple[Note, ...]) -> Case:
    level = Level(row.level) if row.level else None
    return Case(
        id=row.id,
        report=Report(
            kind=CaseKind(row.kind),
            happened=row.happened,
            known=row.known,
            helps=row.helps,
            topic=row.topic,
            week=row.week,
            level=level,
            team=row.team,
            help=Help(row.help),
            praised=row.praised,
            named_by=row.named_by,
        ),
        state=CaseState(row.state),
        released_on=row.released_on,
        look_by=row.look_by,
        level=level,
        team=row.team,
        notes=notes,
        consent=Consent(row.consent),
        reason=row.reason,
        action=row.action_id,
        merged_into=row.merged_into,
        tags=tuple(json.loads(row.tags)),
        version=row.version,
    )
