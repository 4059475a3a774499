"""A change that may wait only so long, and what people chose, on both engines."""

import time

import pytest
from sqlalchemy import text

from base.language import Lang
from storage.engine import BusyError, Database
from storage.preferences import (
    Preference,
    channel_language,
    of_person,
    preference,
    set_channel_language,
    set_preference,
)
from storage.version import state_of
from tests.helpers.world import CLOCK

CHOSEN = Preference(Lang.EN, "Europe/London")


def _choose(database: Database, patience: float | None = None) -> None:
    with database.write(patience) as work:
        set_preference(work, "preference.person.1", CHOSEN, CLOCK.now(), 1)


def test_a_change_waits_so_long_and_no_longer_and_writes_nothing(database: Database) -> None:
    _choose(database)
    with database.write() as other:
        other.execute(text("UPDATE setting SET value = '{}'"))
        began = time.monotonic()
        with pytest.raises(BusyError):
            _choose(database, 0.2)
        assert time.monotonic() - began < 2
    with database.read() as work:
        assert preference(work, "preference.person.1") == Preference()
    # Whoever comes next on the same connection is as patient as ever.
    _choose(database, 0.2)
    with database.read() as work:
        assert preference(work, "preference.person.1") == CHOSEN


def test_what_was_chosen_is_kept_and_known_to_have_changed(database: Database) -> None:
    key = of_person(0, "U1")
    assert key != of_person(1, "U1")
    with database.read() as work:
        before = state_of(work)
        assert preference(work, key) == Preference()
        assert channel_language(work, "C1") is None
    with database.write() as work:
        set_preference(work, key, CHOSEN, CLOCK.now(), 0)
        set_channel_language(work, "C1", Lang.EN, CLOCK.now(), 0)
    with database.read() as work:
        assert state_of(work) != before
        assert preference(work, key) == CHOSEN
        assert channel_language(work, "C1") is Lang.EN
    with database.write() as work:
        set_channel_language(work, "C1", None, CLOCK.now(), 0)
    with database.read() as work:
        assert channel_language(work, "C1") is None
