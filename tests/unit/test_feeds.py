"""Which feed speaks for a measure: log before report before table, unless a setting says so."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.feeds import FEEDS, preferred_feed, speaking

ALL = tuple(FEEDS)


@pytest.mark.parametrize(
    ("present", "speak"),
    [
        ({"chat_log"}, {"chat_log"}),
        ({"chat_log", "agent_report"}, {"chat_log"}),
        ({"chat_log", "agent_report", "hour_report", "measures"}, {"chat_log"}),
        ({"agent_report", "hour_report"}, {"agent_report"}),
        ({"agent_report", "measures"}, {"agent_report"}),
        ({"measures"}, {"measures"}),
        # Calls and chats are different contacts: both count.
        ({"chat_log", "call_log"}, {"chat_log", "call_log"}),
        ({"call_log", "agent_report"}, {"call_log", "agent_report"}),
        ({"call_log", "measures"}, {"call_log"}),
        ({"call_log", "chat_log", "agent_report", "measures"}, {"call_log", "chat_log"}),
        ({"orders", "measures"}, {"orders"}),
    ],
)
def test_the_usual_order(present: set[str], speak: set[str]) -> None:
    assert speaking(present) == speak


@pytest.mark.parametrize(
    ("present", "preferred", "speak"),
    [
        ({"chat_log", "agent_report"}, "agent_report", {"agent_report"}),
        ({"chat_log", "measures"}, "measures", {"measures"}),
        ({"chat_log", "call_log"}, "chat_log", {"chat_log", "call_log"}),
        # A preferred feed that has nothing that day silences nobody.
        ({"chat_log", "agent_report"}, "measures", {"chat_log"}),
        ({"chat_log"}, "agent_report", {"chat_log"}),
    ],
)
def test_a_setting_turns_the_order(present: set[str], preferred: str, speak: set[str]) -> None:
    assert speaking(present, preferred) == speak


@given(st.sets(st.sampled_from(ALL), min_size=1), st.none() | st.sampled_from(ALL))
def test_somebody_always_speaks_and_never_two_for_the_same_contacts(
    present: set[str], preferred: str | None
) -> None:
    speak = speaking(present, preferred)
    assert speak
    assert speak <= present
    assert len({FEEDS[key].medium for key in speak}) == len(speak)
    assert all(speaking(order, preferred) == speak for order in list(permutations(present))[:6])


@pytest.mark.parametrize(
    ("setting", "feed"),
    [
        ({}, None),
        ({"*": {"*": "measures"}}, "measures"),
        ({"*": {"csat": "measures"}}, "measures"),
        ({"*": {"frt": "measures"}}, None),
        ({"7": {"csat": "agent_report"}, "*": {"csat": "measures"}}, "agent_report"),
        ({"7": {"*": "agent_report"}, "*": {"csat": "measures"}}, "agent_report"),
        ({"7": {"frt": "agent_report"}, "*": {"csat": "measures"}}, "measures"),
        ({"8": {"csat": "agent_report"}}, None),
    ],
)
def test_the_nearest_rule_wins(setting: dict[str, dict[str, str]], feed: str | None) -> None:
    """The shop's own rule for the measure, the shop's for all, then everybody's."""
    assert preferred_feed(setting, 7, "csat") == feed
