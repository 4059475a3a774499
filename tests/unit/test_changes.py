"""Changes as they are said: points for rates, percent for amounts, no percent of a zero."""

import pytest

from base.language import Msg, msg
from base.rounding import relative_change
from metrics import phrasing
from metrics.catalogue import CATALOGUE

BASE = msg("base.week")


def said(key: str, now: float, before: float) -> Msg:
    return phrasing.change(CATALOGUE[key], now, before, BASE, "CNY")


@pytest.mark.parametrize(
    ("key", "now", "before", "expected"),
    [
        ("csat_rate", 0.88, 0.92, "change.down"),
        ("refund_rate", 0.03, 0.0, "change.up"),
        ("ans_ask_ratio", 1.4, 1.2, "change.up"),
        ("dsr_serv", 4.82, 4.81, "change.up"),
        ("refunds", 30, 20, "change.percent_up"),
        ("refunds", 40, 20, "change.times"),
        ("refunds", 40, 0, "change.no_base"),
        ("profit", 900.0, 1000.0, "change.percent_down"),
        ("profit", -50.0, 100.0, "change.no_base"),
        ("profit", 50.0, -100.0, "change.no_base"),
        ("profit", -50.0, -100.0, "change.no_base"),
        ("fan_net", -4, 10, "change.no_base"),
        ("ticket_backlog", 0, 10, "change.percent_down"),
        ("max_concurrent", 6, 6, "change.same"),
    ],
)
def test_a_change_is_said_as_its_unit_has_it(
    key: str, now: float, before: float, expected: str
) -> None:
    assert said(key, now, before).key == expected


def test_a_share_of_the_base_needs_a_base_above_zero() -> None:
    assert relative_change(30, 20) == pytest.approx(0.5)
    assert relative_change(0, 20) == pytest.approx(-1)
    for now, before in ((30, 0), (30, -20), (-30, 20), (-30, -20)):
        assert relative_change(now, before) is None
