"""One quarter of reviews in the workspace, and exactly what agendas and minutes there were.

Thirteen weekly and three monthly reviews of the company, the department and a group, led through
buttons, windows and words in threads, over National Day and Double 11. Their structure stands in
`review_quarter_expected.txt`. To write it anew, set FUPAN_WRITE_QUARTER=1 and read what has
changed: it is what people would be sent. A year of the same is played by `review_soak`.
"""

import difflib
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from base.action import Move
from base.review import PointState, ReviewState, Source
from base.schedule import Cadence, Level
from storage import actions
from tests.workspace.review_quarter_play import Quarter, played
from tests.workspace.review_quarter_said import broken, counted, in_order, told

EXPECTED = Path(__file__).parent / "review_quarter_expected.txt"
WRITE = "FUPAN_WRITE_QUARTER"
FIRST, LAST = date(2026, 10, 5), date(2026, 12, 30)
# The week in which next to nobody rates.
SILENT = date(2026, 12, 14)


@pytest.mark.slow
def test_a_quarter_of_reviews(tmp_path: Path) -> None:
    # One test: the play takes more than a minute, and tests of one file may run side by side.
    with played(tmp_path, FIRST, LAST) as quarter:
        assert broken(quarter) == []
        _is_whole(quarter)
        _small_numbers_raise_nothing(quarter)
        _as_expected(told(quarter))


def _is_whole(quarter: Quarter) -> None:
    """Thirteen weekly and three monthly reviews a level, and every kind of thing in them."""
    levels = (Level.COMPANY, Level.DEPARTMENT, Level.GROUP)
    counts = {Cadence.WEEKLY: 13, Cadence.MONTHLY: 3}
    assert counted(quarter) == Counter({(of, how): counts[how] for of in levels for how in counts})
    points = [point for held in in_order(quarter) for point in quarter.points(held)]
    states = {point.state for point in points}
    # Open are those of meetings that nobody held: `broken` finds them on the agendas after these.
    assert states == {PointState.ACTION, PointState.NONE, PointState.LAPSED, PointState.OPEN}
    assert any(point.once and point.state is PointState.NONE for point in points)
    sources = {point.raised.source for point in points}
    assert sources >= {Source.FIGURE, Source.CASE, Source.PERSON, Source.CARRIED}
    held = Counter(quarter.review(one).state for one in in_order(quarter))
    assert held == {ReviewState.CLOSED: 46, ReviewState.NOT_HELD: 2}
    # Close was pressed too early: it said what is open, and did not close.
    assert len(quarter.refused) >= 2
    assert len(quarter.items) >= 20
    with quarter.world.context.database.read() as work:
        moves = {e.move for one in quarter.items for e in actions.events_of(work, one.id)}
    assert moves >= {Move.ACCEPT, Move.DECLINE, Move.VERIFY, Move.DROP}


def _small_numbers_raise_nothing(quarter: Quarter) -> None:
    raised = [
        point.raised.key
        for held in in_order(quarter)
        if quarter.review(held).start == SILENT
        for point in quarter.points(held)
    ]
    assert not any(key.startswith("figure:csat_rate") for key in raised)


def _as_expected(said: str) -> None:
    if os.environ.get(WRITE):
        EXPECTED.write_text(said, encoding="utf-8")
    expected = EXPECTED.read_text(encoding="utf-8")
    lines = difflib.unified_diff(
        expected.splitlines(), said.splitlines(), "expected", "said", lineterm="", n=8
    )
    assert said == expected, "\n".join(lines)
