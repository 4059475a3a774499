"""The way of a case from whoever sends it to the moderators, and back to him by his receipt.

Nothing here is told who sends an anonymous case. A submission lies sealed in the inbox until it is
released: at most once a day, never fewer than three anonymous ones together, shuffled; or all there
are, once one has certainly waited for fourteen days. Answers to questions, and what people put
their names to, do not wait for others.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from base.case import RETRACTABLE, Case, CaseKind, CaseState, Consent, Help, Report
from base.language import msg
from base.refusal import Refusal
from base.schedule import Level
from metrics.workdays import WorkCalendar
from storage import case_inbox, cases
from storage.case_inbox import Entry
from storage.engine import Work

BATCH = 3
# Of the week a case was sent in only the Monday is known: on this day every one is 14 days old.
LATEST = timedelta(days=20)
LOOK_WITHIN = 2
# No 0/O and 1/I/L, and no vowels: no id reads as a word.
_LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"
_ID = 3
_TRIES = 40
_CASE, _ANSWER = "case", "answer"


def monday(day: date) -> date:
    """Return the Monday of a day's week: all that is known of when a case was sent."""
    return day - timedelta(days=day.weekday())


# -- in --------------------------------------------------------------------------------------------


def submit(work: Work, kept: str, report: Report) -> bool:
    """Seal a report under the hash of its receipt; False where it came in before."""
    if cases.of_receipt(work, kept) is not None:
        return False
    return case_inbox.deposit(work, kept, _entry_of(report))


def answer(work: Work, kept: str, key: str, text: str) -> bool:
    """Seal an answer to the moderators' question under a key; False where it came in before.

    Raises Refusal where no question of the case is open.
    """
    case = cases.of_receipt(work, kept)
    if case is None or not open_question(case):
        raise Refusal(msg("case.receipt.no_question"))
    return case_inbox.deposit(work, key, {"what": _ANSWER, "case": case.id, "text": text})


def open_question(case: Case) -> bool:
    """Say whether the moderators asked something that the sender can answer now."""
    asked = any(note.question for note in case.notes)
    return asked and case.state in (CaseState.ASKED, CaseState.APPROVED, CaseState.OPEN)


@dataclass(frozen=True)
class Standing:
    """What a receipt shows: `case` is None while it waits, with the Monday of its week."""

    state: CaseState
    case: Case | None
    week: date


def standing(work: Work, kept: str) -> Standing | None:
    """Return how the case of a receipt stands, None where there is none."""
    case = cases.of_receipt(work, kept)
    if case is not None:
        return Standing(case.state, case, case.report.week)
    entry = case_inbox.found(work, kept)
    if entry is None:
        return None
    return Standing(CaseState.WAITING, None, date.fromisoformat(entry["week"]))


def withdraw(work: Work, kept: str) -> None:
    """Take a case back: out of the inbox, or with its words gone from where it lies.

    Raises Refusal where it was discussed or ended already, or where there is none.
    """
    if case_inbox.remove(work, kept):
        return
    case = cases.of_receipt(work, kept)
    if case is None or case.state not in RETRACTABLE:
        raise Refusal(msg("case.receipt.not_retractable"))
    erase(work, case, CaseState.WITHDRAWN)


def erase(work: Work, case: Case, state: CaseState) -> Case:
    """Leave of a case nothing but that it was there."""
    cases.rewrite_notes(work, case.id, [""] * len(case.notes))
    blank = {"happened": "", "known": "", "helps": "", "praised": 0, "named_by": 0, "tags": ()}
    return cases.change(work, case, state=state, consent=Consent.NONE, **blank)


# -- out -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Released:
    """What came out of the inbox on a day: new cases, and cases that were answered."""

    cases: tuple[Case, ...] = ()
    answered: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything came out."""
        return bool(self.cases or self.answered)


def release(work: Work, today: date, calendar: WorkCalendar) -> Released:
    """Release what may be released today; everything else stays sealed.

    To be called once a day, in one unit of work; `storage.case_inbox.shred` belongs after it.
    """
    entries = case_inbox.everything(work)
    going = _going(entries, today)
    if not going:
        return Released()
    case_inbox.clear(work, {key: entries[key] for key in entries if key not in going})
    keys = list(going)
    secrets.SystemRandom().shuffle(keys)
    look_by = workdays_after(today, LOOK_WITHIN, calendar)
    made = [
        _made(work, key, entries[key], today, look_by) for key in keys if _is_case(entries[key])
    ]
    answered = [
        _answered(work, entries[key], look_by) for key in keys if not _is_case(entries[key])
    ]
    return Released(tuple(made), tuple(sorted({one for one in answered if one})))


def _is_case(entry: Entry) -> bool:
    return entry["what"] == _CASE


def _going(entries: Mapping[str, Entry], today: date) -> list[str]:
    free = [
        key for key, entry in entries.items() if not _is_case(entry) or entry["named_by"] != "0"
    ]
    anonymous = [key for key in entries if key not in free]
    weeks = [date.fromisoformat(entries[key]["week"]) for key in anonymous]
    ripe = len(anonymous) >= BATCH or any(today >= week + LATEST for week in weeks)
    return free + (anonymous if ripe else [])


def latest(week: date) -> date:
    """Return the day on which a case is released at the latest."""
    return week + LATEST


def workdays_after(day: date, count: int, calendar: WorkCalendar) -> date:
    """Return the day that is so many working days later."""
    while count:
        day += timedelta(days=1)
        count -= calendar.is_workday(day)
    return day


def _made(work: Work, key: str, entry: Entry, today: date, look_by: date) -> Case:
    report = _report_of(entry)
    for attempt in range(_TRIES):
        case = Case(
            id=new_id(_ID + attempt // 10),
            report=report,
            state=CaseState.OPEN,
            released_on=today,
            look_by=look_by,
            level=report.level,
            team=report.team,
        )
        if cases.add(work, case, key):
            return case
    raise AssertionError("no free case id")  # pragma: no cover - 28**6 ids


def new_id(length: int = _ID) -> str:
    """Return a random id of a case."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _answered(work: Work, entry: Entry, look_by: date) -> str:
    """Hand an answer over; "" where its case has ended meanwhile."""
    case = cases.read(work, entry["case"])
    if case is None or not open_question(case):
        return ""
    cases.note(work, case.id, entry["text"], question=False)
    if case.state is CaseState.ASKED:
        cases.change(work, case, state=CaseState.OPEN, look_by=look_by)
    return case.id


def _entry_of(report: Report) -> Entry:
    return {
        "what": _CASE,
        "kind": report.kind.value,
        "happened": report.happened,
        "known": report.known,
        "helps": report.helps,
        "topic": report.topic,
        "week": report.week.isoformat(),
        "level": report.level.value if report.level else "",
        "team": str(report.team),
        "help": report.help.value,
        "praised": str(report.praised),
        "named_by": str(report.named_by),
    }


def _report_of(entry: Entry) -> Report:
    return Report(
        kind=CaseKind(entry["kind"]),
        happened=entry["happened"],
        known=entry["known"],
        helps=entry["helps"],
        topic=entry["topic"],
        week=date.fromisoformat(entry["week"]),
        level=Level(entry["level"]) if entry["level"] else None,
        team=int(entry["team"]),
        help=Help(entry["help"]),
        praised=int(entry["praised"]),
        named_by=int(entry["named_by"]),
    )


# -- to the agenda ---------------------------------------------------------------------------------


def shown(case: Case) -> Case:
    """Return a case as a review sees it: without whoever did not agree to be named, and without
    whoever sent it where something went wrong."""
    report = case.report
    praised = report.praised if case.consent is Consent.YES else 0
    named_by = report.named_by if report.kind is not CaseKind.WRONG else 0
    return replace(case, report=replace(report, praised=praised, named_by=named_by))
