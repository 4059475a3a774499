"""Faulty builds of the door, one fault each, that keep who somebody is.

Each does beside the real thing what another door of this bot does with good reason: it remembers
requests, counts by person, notes who did what. Here any of it is a fault.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch

from prometheus_client.core import CounterMetricFamily, Metric

from base.case import Report
from bot.render.mrkdwn import Json
from bot.slack import monitoring
from bot.slack.case_door import CaseDoor
from reviews import cases
from reviews.receipts import secret_of
from storage.engine import Database, Work
from storage.posting import outbox
from storage.seen import claim
from storage.settings import write_setting

_LOG = logging.getLogger("fupan.slack")

# Does something beside with a submission: the delivery, the database, the moment.
Beside: TypeAlias = Callable[[Json, Database, datetime], None]
# Makes the door faulty for as long as the block lasts.
Fault: TypeAlias = Callable[[Database, datetime], AbstractContextManager[object]]


def beside(fault: Beside) -> Fault:
    """Return a build whose door does something beside what it does."""

    def faulty(database: Database, now: datetime) -> AbstractContextManager[object]:
        real = CaseDoor.submitted

        def submitted(self: CaseDoor, body: Json) -> Json:
            fault(body, database, now)
            return real(self, body)

        return patch.object(CaseDoor, "submitted", submitted)

    return faulty


def _user(body: Json) -> str:
    return str(body["user"]["id"])


@beside
def view_id(body: Json, database: Database, now: datetime) -> None:
    """Remember the submission by its view, so that it is not taken twice."""
    with database.write() as work:
        claim(work, f"view:{body['view']['id']}:{body['view'].get('hash', '')}", now)


@beside
def trigger_id(body: Json, database: Database, now: datetime) -> None:
    """Remember the submission by its trigger."""
    with database.write() as work:
        claim(work, f"trigger_id:{body['trigger_id']}", now)


@beside
def log_line(body: Json, _database: Database, _now: datetime) -> None:
    """Log who sent something."""
    _LOG.debug("a case of %s", _user(body))


@beside
def error_report(body: Json, _database: Database, _now: datetime) -> None:
    """Log an error with the whole delivery in it."""
    try:
        body[f"no such block in {body}"]
    except KeyError as error:
        _LOG.error("a submission failed", exc_info=error)


@beside
def audit_row(body: Json, database: Database, now: datetime) -> None:
    """Write down who did what."""
    with database.write() as work:
        write_setting(work, "case.audit", [_user(body), "sent"], now, 0)


@beside
def hashed_id(body: Json, database: Database, now: datetime) -> None:
    """Count by a hash of the id, which anybody with a list of members undoes."""
    key = hashlib.sha256(_user(body).encode()).hexdigest()[:12]
    with database.write() as work:
        write_setting(work, f"case.sent.{key}", 1, now, 0)


@beside
def keyed_hash(body: Json, database: Database, now: datetime) -> None:
    """Count by a hash keyed with a secret that lies beside it."""
    with database.write() as work:
        key = hmac.digest(secret_of(work), _user(body).encode(), "sha256").hex()
        write_setting(work, f"case.sent.{key}", 1, now, 0)


@beside
def metadata(body: Json, database: Database, now: datetime) -> None:
    """Queue a message that says, where people do not look, whom it is about."""
    row: dict[str, Any] = {
        "key": f"case/{secrets.token_hex(4)}", "lane": "C0", "lang": "zh", "state": "sent",
        "answer": f'{{"metadata": {{"event_payload": {{"by": "{_user(body)}"}}}}}}',
        "due_at": now, "next_at": now, "expires_at": now,
    }  # fmt: skip
    with database.write() as work:
        work.execute(outbox.insert().values(row))


@beside
def file_name(body: Json, database: Database, _now: datetime) -> None:
    """Keep a draft as a file."""
    folder = Path(str(database.engine.url.database)).parent
    (folder / f"draft-{_user(body)}.json").write_text("{}")


@contextmanager
def counter(_database: Database, _now: datetime) -> Iterator[None]:
    """Count by person, and tell those who watch the process."""
    counted: dict[str, int] = {}

    def count(body: Json, _database: Database, _now: datetime) -> None:
        counted[_user(body)] = counted.get(_user(body), 0) + 1

    class Telling(monitoring._Collected):
        def collect(self) -> Iterator[Metric]:
            yield from super().collect()
            family = CounterMetricFamily("fupan_cases", "Cases by person", labels=["user"])
            for who, n in counted.items():
                family.add_metric([who], n)
            yield family

    with beside(count)(_database, _now), patch.object(monitoring, "_Collected", Telling):
        yield


FAULTS: Mapping[str, Fault] = {
    "view id": view_id,
    "trigger id": trigger_id,
    "log line": log_line,
    "error report": error_report,
    "audit row": audit_row,
    "hashed user id": hashed_id,
    "hash with a key that is kept": keyed_hash,
    "metadata": metadata,
    "file name": file_name,
    "counter": counter,
}


# -- what only colleagues of the staff list can be found by ----------------------------------------


def person_number(database: Database, now: datetime) -> AbstractContextManager[object]:
    """Note the number of the person who sent something."""
    from storage.roster import person_of_user

    @beside
    def note(body: Json, of: Database, at: datetime) -> None:
        with of.write() as work:
            number = person_of_user(work, _user(body))
            write_setting(
                work, "case.last", True, datetime.fromtimestamp(0, at.tzinfo), number or 0
            )

    return note(database, now)


@contextmanager
def time_kept(_database: Database, now: datetime) -> Iterator[None]:
    """Keep with a case when it came in, to the second."""
    real = cases.submit

    def submit(work: Work, kept: str, report: Report) -> bool:
        new = real(work, kept, report)
        write_setting(work, "case.newest", kept[:4], now, 0)
        return new

    with patch.object(cases, "submit", submit):
        yield


@contextmanager
def day_kept(_database: Database, _now: datetime) -> Iterator[None]:
    """Keep the day of a case, and not the Monday of its week."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(cases, "monday", lambda day: day))
        yield


DIFFERENCES: Mapping[str, Fault] = {
    "number of the person": person_number,
    "time": time_kept,
    "day": day_kept,
}
