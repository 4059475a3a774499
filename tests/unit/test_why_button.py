"""Why can be asked of every figure that can be told apart, and of no other."""

from datetime import date

import pytest

from base.language import Lang
from base.units import Adds
from commands.requests import follow_ups
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.explain import explainable
from metrics.model import (
    Against,
    Baseline,
    Derived,
    Deviation,
    External,
    Maximum,
    PerBuyer,
    Question,
    Records,
    Repurchase,
    Stat,
)

WEEK, BEFORE = periods.week(date(2026, 11, 9)), periods.week(date(2026, 11, 2))
TODAY = date(2026, 11, 21)
NEVER = Derived | Deviation | External | Maximum | PerBuyer | Records | Repurchase


def _question(key: str, stat: Stat = Stat.MEAN) -> Question:
    baselines = (Baseline(Against.PREVIOUS, (BEFORE,)),)
    return Question(CATALOGUE[key], WEEK, stat=stat, baselines=baselines)


def _offered(question: Question, *, usual: bool = False) -> list[str]:
    found = follow_ups(question, TODAY, Lang.ZH, 0, usual=usual)
    return [one.label.key for one in found]


@pytest.mark.parametrize("key", CATALOGUE)
def test_the_button_stands_under_every_change_that_can_be_told_apart(key: str) -> None:
    question, metric = _question(key), CATALOGUE[key]
    distinct = metric.adds in (Adds.DISTINCT, Adds.MAX, Adds.EXT, Adds.DERIVED)
    never = isinstance(metric.formula, NEVER) or distinct
    assert explainable(question) is not never
    offered = _offered(question)
    assert (offered[:1] == ["button.why"]) is not never
    assert ("button.why" in _offered(question, usual=True)) is not never
    assert len(offered) <= 3


def test_nothing_is_asked_of_what_did_not_change_or_is_a_percentile() -> None:
    plain = follow_ups(_question("csat_rate"), TODAY, Lang.ZH, None)
    assert all(one.label.key != "button.why" for one in plain)
    assert "button.why" not in _offered(_question("frt", Stat.P90))


def test_of_usual_variation_why_is_not_the_first_question() -> None:
    assert _offered(_question("csat_rate"), usual=True).index("button.why") == 1
