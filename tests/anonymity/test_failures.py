"""What goes wrong names nobody: errors of Slack's, lost acknowledgements, a broken database."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from storage.engine import Database
from tests.anonymity.hosting import office
from tests.anonymity.office import STRANGERS, Office
from tests.anonymity.searching import shown
from tests.conftest import Databases
from workspace import Fault

Q, X, Y, Z = (one.name for one in STRANGERS)
_TOLD = {"happened": "The parcel was sent to the old warehouse again."}


@pytest.fixture(params=["socket", "http"])
def bot(sqlite: Databases, request: pytest.FixtureRequest) -> Iterator[Office]:
    """A bot at work, over either transport."""
    with sqlite() as database, office(database, request.param) as found:
        yield found


def _nowhere(bot: Office) -> None:
    hits = bot.search().hits(bot.places())
    assert not hits, shown(hits)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.error("internal_error", "views.open"),
        Fault.server_error(503, "views.open"),
        Fault.answer_lost("views.open"),
        Fault.rate_limited(1, "views.open"),
    ],
    ids=lambda fault: fault.kind,
)
def test_a_window_that_does_not_open_names_nobody(sqlite: Databases, fault: Fault) -> None:
    with sqlite() as database, office(database, "socket") as bot:
        bot.local.faults.add(fault)
        for way in ("case", "case receipt"):
            command, _, more = way.partition(" ")
            done = bot.local.as_person(Q).slash(command, more, channel="general")
            assert done is not None
            done.result(20.0)
        bot.local.as_person(X).shortcut("case").result(20.0)
        assert bot.local.faults.struck
        _nowhere(bot)


def test_what_is_delivered_twice_is_one_case_and_names_nobody(bot: Office) -> None:
    with bot.local.faults.during(Fault.duplicate("view_submission", None)):
        bot.sends(Q, "shortcut", _TOLD["happened"])
    view = bot.opens(Z, "command")
    bot.fills(Z, view, _TOLD)
    # Slack tells Z that it did not work; Z presses again.
    view = bot.window(Z, "topic.1")
    bot.local.as_person(Z).fills(view, {"topic.1": "reply"})
    with bot.local.faults.during(Fault.lost_ack("view_submission", None)):
        assert not bot.local.as_person(Z).submits(view).result().acknowledged
    bot.fills(Z, bot.window(Z, "topic.1"), {"topic": "reply"})
    assert bot.local.faults.struck
    assert len(bot.evidence().tables["case_inbox"]) == 2
    _nowhere(bot)


def test_a_database_that_breaks_names_nobody(bot: Office) -> None:
    bot.sends(Q, "shortcut", _TOLD["happened"])
    bot.fills(X, bot.opens(X, "shortcut"), _TOLD)
    with _broken(bot.database):
        said = bot.fills(X, bot.window(X, "topic.1"), {"topic": "reply"})
    assert said["response_action"] == "errors"
    assert any("reference" in line for line in bot.log), "the failure was not logged at all"
    _nowhere(bot)


def test_a_database_that_is_busy_names_nobody(bot: Office) -> None:
    bot.fills(X, bot.opens(X, "shortcut"), _TOLD)
    with bot.database.write() as work:
        work.execute(text("DELETE FROM seen"))
        said = bot.fills(X, bot.window(X, "topic.1"), {"topic": "reply"})
    assert said["response_action"] == "errors"
    _nowhere(bot)


@contextmanager
def _broken(database: Database) -> Iterator[None]:
    """Have the inbox away for a while."""
    with database.write() as work:
        work.execute(text("ALTER TABLE case_inbox RENAME TO away"))
    try:
        yield
    finally:
        with database.write() as work:
            work.execute(text("ALTER TABLE away RENAME TO case_inbox"))
