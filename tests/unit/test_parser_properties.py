"""Laws of the parser: it never raises, order does not matter, nothing is ignored."""

from datetime import date
from itertools import permutations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from base.dimensions import TIME_DIMS
from base.language import Lang
from metrics.model import Against, NotUnderstood, Question
from metrics.parser import parse
from metrics.promotions import DEFAULT
from tests.unit.parser_world import LEXICON, TODAY, ask

METRICS = ("满意度", "csat", "首响", "first reply", "询单转化", "contacts")
PERIODS = ("上周", "last week", "昨天", "10月", "Q3", "近30天", "11/9-11/15", "双11", "since 2 Nov")
PARTS = ("按组", "by agent", "同比", "yoy", "售后组", "抖音", "Mei", "跟平时比", "by shop")
ALPHABET = (
    "满意度首响上周按组去年双十一和比昨天到年月日号季近个的了0123456789 -/.:~'csatlwekbyvgoundp|%"
)

_settings = settings(max_examples=150, deadline=None)


@_settings
@given(st.text(max_size=60) | st.text(alphabet=ALPHABET, max_size=40), st.dates(date(2005, 1, 1)))
def test_any_text_on_any_day_is_answered_or_refused(text: str, today: date) -> None:
    found = parse(text, today=today, lexicon=LEXICON, promotions=DEFAULT, lang=Lang.ZH)
    assert isinstance(found, Question | NotUnderstood)


@_settings
@given(st.text(alphabet=ALPHABET, max_size=40), st.dates(date(2005, 1, 1), date(2040, 1, 1)))
def test_no_period_lies_ahead_or_backwards(text: str, today: date) -> None:
    found = parse(f"csat {text}", today=today, lexicon=LEXICON, promotions=DEFAULT, lang=Lang.EN)
    if isinstance(found, Question):
        assert found.period.start <= found.period.end <= today
        assert found.period.whole_end >= found.period.end
        for baseline in found.baselines:
            assert all(period.start <= period.end for period in baseline.periods)


@_settings
@given(
    st.sampled_from(METRICS),
    st.sampled_from(PERIODS),
    st.lists(st.sampled_from(PARTS), max_size=2, unique=True),
)
def test_order_of_words_does_not_matter(metric: str, period: str, parts: list[str]) -> None:
    found = [ask(" ".join(order)) for order in permutations((metric, period, *parts))]
    first = found[0]
    if isinstance(first, NotUnderstood):
        assert {entry.reason for entry in found if isinstance(entry, NotUnderstood)} == {
            first.reason
        }
        return
    for entry in found:
        assert isinstance(entry, Question)
        assert (entry.metric, entry.period) == (first.metric, first.period)
        assert set(entry.cuts) == set(first.cuts)
        assert set(entry.filters) == set(first.filters)
        assert set(entry.baselines) == set(first.baselines)


@_settings
@given(
    st.sampled_from(METRICS),
    st.sampled_from(PERIODS),
    st.integers(0, 2),
    st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=5, max_size=12)
    | st.text(alphabet="鳜鹭埙缶犄钚嘌呤焯妤岑", min_size=1, max_size=4),
)
def test_a_nonsense_word_is_never_ignored(metric: str, period: str, at: int, nonsense: str) -> None:
    plain = ask(f"{metric} {period}")
    words = [metric, period]
    words.insert(at, nonsense)
    found = ask(" ".join(words))
    assume(not isinstance(plain, NotUnderstood))
    if isinstance(found, Question) and not found.corrections:
        # A real word after all ("wtd", "yoy"): then the question must have changed by it.
        assert found != plain, nonsense


@_settings
@given(st.sampled_from(METRICS), st.sampled_from(PERIODS), st.sampled_from(PARTS))
def test_every_question_fits_its_metric(metric: str, period: str, part: str) -> None:
    found = ask(f"{metric} {period} {part}")
    if isinstance(found, Question):
        assert set(found.cuts) <= found.metric.cuts
        assert all(entry.dim in found.metric.cuts for entry in found.filters)
        assert all(entry.dim not in TIME_DIMS for entry in found.filters)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
@settings(max_examples=100, deadline=None)
def test_a_week_is_compared_with_equal_days(today: date) -> None:
    found = parse("csat this week", today=today, lexicon=LEXICON, promotions=DEFAULT, lang=Lang.EN)
    assert isinstance(found, Question)
    assert found.baselines[0].against is Against.PREVIOUS
    assert found.baselines[0].periods[0].days == found.period.days
    assert found.period.start.weekday() == 0


def test_today_is_the_askers() -> None:
    assert ask("csat yesterday", TODAY) != ask("csat yesterday", date(2026, 11, 20))
