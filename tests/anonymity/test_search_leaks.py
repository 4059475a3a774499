"""The search fails on builds that keep who somebody is: one test for each kind of leak."""

from collections.abc import Iterator

import pytest

from tests.anonymity.hosting import office
from tests.anonymity.office import NOW, STAFF, Office
from tests.anonymity.search_leaks import DIFFERENCES, FAULTS
from tests.anonymity.test_difference import difference, told_by, two_offices
from tests.conftest import Databases
from workspace import Person

# Each fault has somebody of its own, so that one office does for all of them.
VICTIMS = {
    fault: Person(f"victim.{at}q", f"Ottoline Quackenbush {at}", "en-US", id=f"UXVICTIM{at}QZ")
    for at, fault in enumerate(FAULTS)
}
SPARED = Person("spared.q", "Peregrine Spoonbill", "en-US", id="UXSPARED0QZ")


@pytest.fixture(scope="module")
def bot(sqlite: Databases) -> Iterator[Office]:
    """A bot at work, whose door becomes faulty for a while in each test."""
    with sqlite() as database, office(database, "socket", (*VICTIMS.values(), SPARED)) as found:
        yield found


@pytest.mark.parametrize("fault", FAULTS)
def test_the_search_finds_who_a_faulty_build_keeps(bot: Office, fault: str) -> None:
    who = VICTIMS[fault].name
    with FAULTS[fault](bot.database, bot.clock.now()):
        bot.sends(who, "shortcut", "The handover sheet was empty again.")
        assert bot.search(who).hits(bot.places())


def test_the_search_finds_nobody_whom_the_build_does_not_keep(bot: Office) -> None:
    bot.sends(SPARED.name, "shortcut", "The handover sheet was empty again.")
    assert not bot.search(SPARED.name).hits(bot.places())


@pytest.mark.parametrize("fault", DIFFERENCES)
def test_the_difference_shows_what_a_faulty_build_keeps(sqlite: Databases, fault: str) -> None:
    with two_offices(sqlite) as (bot, other), DIFFERENCES[fault](bot.database, NOW):
        for rows in difference(bot, other):
            assert told_by(rows, NOW.date())
            break
    assert STAFF
