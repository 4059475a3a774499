"""Around the lunar New Year a period meets the days as far from it, not the same dates."""

from datetime import date

import pytest

from metrics import lunar, periods
from metrics.model import Period, Question
from tests.unit.parser_world import ask

_WEEK = periods.week(date(2026, 2, 18))


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        # The first day of the year of the horse meets the first day of the year of the snake.
        (periods.day(date(2026, 2, 17)), "2025-01-29..2025-01-29"),
        (_WEEK, "2025-01-28..2025-02-03"),
        # Two weeks after it things are as usual: weekdays count again.
        (periods.week(date(2026, 3, 11)), "none"),
        (periods.month(2026, 2), "none"),
        (periods.span(date(2026, 2, 1), date(2026, 4, 1)), "none"),
        (periods.day(date(2060, 2, 2)), "none"),
    ],
)
def test_days_near_the_festival_meet_the_same_lunar_days(period: Period, expected: str) -> None:
    found = lunar.year_before(period)
    assert (f"{found.start}..{found.end}" if found else "none") == expected


def test_every_listed_new_year_is_about_a_lunar_year_after_the_one_before() -> None:
    for year in range(2016, 2041):
        now, last = lunar.new_year(year), lunar.new_year(year - 1)
        assert now is not None
        assert last is not None
        assert (now - last).days in (353, 354, 355, 383, 384, 385)


def _asked(text: str, today: date) -> Question:
    found = ask(text, today)
    assert isinstance(found, Question), found
    return found


@pytest.mark.parametrize("text", ["接待量 上周 同比", "contacts last week yoy"])
def test_a_week_at_the_festival_says_that_it_is_aligned(text: str) -> None:
    question = _asked(text, date(2026, 2, 23))
    assert question.baselines[0].periods[0].start == date(2025, 1, 28)
    assert [note.key for note in question.notes] == ["note.lunar"]


def test_a_month_with_the_festival_beside_one_without_says_so() -> None:
    question = _asked("接待量 2月 同比", date(2026, 3, 5))
    assert question.baselines[0].periods[0].start == date(2025, 2, 1)
    assert "note.lunar_month" in [note.key for note in question.notes]


def test_a_week_in_summer_keeps_its_weekdays() -> None:
    question = _asked("接待量 上周 同比", date(2026, 8, 17))
    assert question.baselines[0].periods[0].start == date(2025, 8, 11)
    assert not [note for note in question.notes if note.key.startswith("note.lunar")]
