"""The benchmark of the Slack side, small: it runs, and its results become goals and a page."""

import pytest

from benchmarks.goals import goals_of
from benchmarks.paint import Paint
from benchmarks.report import _paint, _slack
from benchmarks.slack import measure
from benchmarks.timing import tail


@pytest.mark.slow
def test_the_bot_and_its_peer_answer_every_question() -> None:
    # A question without its acknowledgement or its answer raises.
    found = measure(lambda _: None, questions=6, rounds=1)
    assert {part.runs for part in (found.fupan, found.bolt, found.whole, found.query)} == {6}
    assert found.app.runs == 6
    results = {"shapes": {}, "slack": found.as_json()}
    assert len(goals_of(results)) == 2
    assert "6 questions" in _slack(results["slack"])


def test_the_tail_is_a_nearest_rank() -> None:
    found = tail([float(n) for n in range(1, 201)])
    assert (found.median, found.p99, found.slowest) == (100.5, 198.0, 200.0)
    assert tail([1.0, 9.0]).p99 == 9.0


@pytest.mark.parametrize(("ratio", "met"), [(1.5, True), (1.51, False)])
def test_a_picture_has_its_goal(ratio: float, met: bool) -> None:
    results = {"shapes": {}, "pictures": [{"title": "bars", "ratio": ratio}]}
    assert [goal.met for goal in goals_of(results)] == [met]


@pytest.mark.parametrize(("seconds", "met"), [(5.0, True), (5.01, False)])
def test_the_demos_first_paint_has_its_goal(seconds: float, met: bool) -> None:
    found = Paint(seconds, 1.0, 2.0, 0.5, 3).as_json()
    results = {"shapes": {}, "paint": found}
    assert [goal.met for goal in goals_of(results)] == [met]
    assert "10" in _paint(found).split("takes ")[1]
