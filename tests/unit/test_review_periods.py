"""Which time a review is about, at the edges of weeks, quarters, years and campaigns."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.schedule import Cadence
from metrics.calendars import EVERY_PLATFORM, Promotion, PromotionTable
from metrics.model import PeriodKind
from metrics.promotions import DEFAULT
from metrics.review_periods import next_campaign, review_period

WEEKLY, MONTHLY = Cadence.WEEKLY, Cadence.MONTHLY
QUARTERLY, ANNUAL = Cadence.QUARTERLY, Cadence.ANNUAL
BEFORE, AFTER = Cadence.BEFORE_PROMOTION, Cadence.PROMOTION
AMAZON = replace(DEFAULT, platforms=frozenset({"amazon"}))


def on(day: str) -> date:
    return date.fromisoformat(day)


@pytest.mark.parametrize(
    ("cadence", "nominal", "start", "end", "kind"),
    [
        # A Wednesday, a Monday, a Sunday: the whole week before theirs.
        (WEEKLY, "2026-11-18", "2026-11-09", "2026-11-15", PeriodKind.WEEK),
        (WEEKLY, "2026-11-16", "2026-11-09", "2026-11-15", PeriodKind.WEEK),
        (WEEKLY, "2026-11-22", "2026-11-09", "2026-11-15", PeriodKind.WEEK),
        (WEEKLY, "2027-01-06", "2026-12-28", "2027-01-03", PeriodKind.WEEK),
        (MONTHLY, "2026-11-02", "2026-10-01", "2026-10-31", PeriodKind.MONTH),
        (MONTHLY, "2026-11-30", "2026-10-01", "2026-10-31", PeriodKind.MONTH),
        (MONTHLY, "2027-01-04", "2026-12-01", "2026-12-31", PeriodKind.MONTH),
        (MONTHLY, "2028-03-01", "2028-02-01", "2028-02-29", PeriodKind.MONTH),
        (QUARTERLY, "2026-10-08", "2026-07-01", "2026-09-30", PeriodKind.QUARTER),
        (QUARTERLY, "2026-12-31", "2026-07-01", "2026-09-30", PeriodKind.QUARTER),
        (QUARTERLY, "2027-01-04", "2026-10-01", "2026-12-31", PeriodKind.QUARTER),
        (QUARTERLY, "2026-04-01", "2026-01-01", "2026-03-31", PeriodKind.QUARTER),
        (ANNUAL, "2027-01-04", "2026-01-01", "2026-12-31", PeriodKind.YEAR),
        (ANNUAL, "2026-12-25", "2025-01-01", "2025-12-31", PeriodKind.YEAR),
    ],
)
def test_the_whole_time_before(
    cadence: Cadence, nominal: str, start: str, end: str, kind: PeriodKind
) -> None:
    found = review_period(cadence, on(nominal), DEFAULT)
    assert (str(found.start), str(found.end), found.kind) == (start, end, kind)
    assert not found.partial


@pytest.mark.parametrize(
    ("cadence", "nominal", "table", "promotion", "start", "end"),
    [
        (AFTER, "2026-11-18", DEFAULT, "double11", "2026-11-09", "2026-11-15"),
        (AFTER, "2026-06-24", DEFAULT, "618", "2026-06-16", "2026-06-20"),
        (AFTER, "2026-12-16", DEFAULT, "double12", "2026-12-12", "2026-12-12"),
        # One that goes on is not over yet.
        (AFTER, "2026-11-15", DEFAULT, "618", "2026-06-16", "2026-06-20"),
        (AFTER, "2026-12-03", DEFAULT, "double11", "2026-11-09", "2026-11-15"),
        (AFTER, "2026-12-03", AMAZON, "black_friday", "2026-11-27", "2026-11-30"),
        # Before: how the same one was last year.
        (BEFORE, "2026-10-26", DEFAULT, "double11", "2025-11-09", "2025-11-15"),
        (BEFORE, "2026-06-02", DEFAULT, "618", "2025-06-16", "2025-06-20"),
        (BEFORE, "2026-11-30", DEFAULT, "double12", "2025-12-12", "2025-12-12"),
        # There is none of last year, or nothing comes: the one that ended last.
        (BEFORE, "2024-11-01", DEFAULT, "618", "2024-06-16", "2024-06-20"),
        (BEFORE, "2028-06-01", DEFAULT, "double12", "2027-12-12", "2027-12-12"),
    ],
)
def test_campaigns(
    cadence: Cadence, nominal: str, table: PromotionTable, promotion: str, start: str, end: str
) -> None:
    found = review_period(cadence, on(nominal), table)
    assert (found.promotion, str(found.start), str(found.end)) == (promotion, start, end)
    assert found.kind is PeriodKind.PROMOTION


@pytest.mark.parametrize("cadence", [BEFORE, AFTER])
def test_where_no_campaign_is_known_it_is_the_month_before(cadence: Cadence) -> None:
    day = on("2026-09-09")
    minor = Promotion("99", EVERY_PLATFORM, 2026, day, day, day, day, major=False)
    for table in (PromotionTable(()), PromotionTable((minor,))):
        found = review_period(cadence, on("2026-11-18"), table)
        assert (str(found.start), str(found.end)) == ("2026-10-01", "2026-10-31")


def test_the_next_campaign_is_the_one_that_begins_first() -> None:
    # Ten working days before Black Friday, Double 11 goes on.
    for table, nominal, key in (
        (AMAZON, "2026-11-13", "black_friday"),
        (DEFAULT, "2026-11-13", "double12"),
        (DEFAULT, "2026-11-09", "double12"),
        (DEFAULT, "2026-11-08", "double11"),
    ):
        found = next_campaign(on(nominal), table)
        assert found is not None
        assert found.key == key
    assert next_campaign(on("2028-01-01"), DEFAULT) is None


@given(st.sampled_from(Cadence), st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_what_is_reviewed_is_over(cadence: Cadence, nominal: date) -> None:
    found = review_period(cadence, nominal, DEFAULT)
    assert found.start <= found.end < nominal
