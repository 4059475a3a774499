"""A workspace's own metrics: what is taken from a file, and every way to be refused."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from base.dimensions import Dim
from base.language import Lang
from base.units import Adds
from bot.render.texts import word
from metrics.catalogue import BUILT_IN, CATALOGUE
from metrics.model import Quotient, Snapshot
from metrics.naming import metric_called
from metrics.own import Own, installed, put_in, read_file
from metrics.parser.vocabulary import vocabulary

GOOD = """
[[metric]]
key = "slow_share"
name = { zh = "慢响应占比", en = "Slow share" }
synonyms = ["慢响应占比", "Slow Share"]
definition = { zh = "慢响应占比 = 慢响应人数 ÷ 有效接待。", en = "Slow ÷ valid contacts." }
words = { zh = "慢响应 ÷ 有效接待", en = "slow ÷ valid contacts" }
numerator = ["slow_contacts"]
denominator = ["valid_contacts"]
unit = "share"
good = "down"
n_of = { zh = "个有效接待", en = "valid contacts" }
"""


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave the catalogue as it was."""
    yield
    put_in(Own())


def read(folder: Path, text: str) -> Own:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return read_file(path)


def test_a_good_entry_is_a_metric_everywhere(tmp_path: Path) -> None:
    assert metric_called("慢响应占比") is None
    own = read(tmp_path, GOOD)
    assert own.faults == ()
    (metric,) = own.metrics
    assert metric.formula == Quotient(("slow_contacts",), ("valid_contacts",))
    assert metric.adds is Adds.RATIO
    assert metric.small_n == 30
    assert Dim.AGENT in metric.cuts
    before = vocabulary()
    put_in(own)
    assert CATALOGUE["slow_share"] is metric
    assert metric_called("slow share") is metric
    assert list(vocabulary().find("慢响应占比", 0)) != list(before.find("慢响应占比", 0))
    put_in(Own())
    assert tuple(CATALOGUE.values()) == BUILT_IN
    assert metric_called("慢响应占比") is None


def test_the_example_of_the_documentation_is_good(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text(encoding="utf-8")
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert found is not None
    own = read(tmp_path, found[1])
    assert own.faults == ()
    assert [metric.key for metric in own.metrics] == ["gift_share", "open_per_group"]
    assert isinstance(own.metrics[1].formula, Snapshot)
    assert Dim.WEEKDAY not in own.metrics[1].cuts


def test_one_bad_entry_does_not_take_the_others_away(tmp_path: Path) -> None:
    bad = GOOD.replace("slow_share", "other").replace("慢响应占比", "别的").replace(
        'unit = "share"', 'unit = "rate"'
    )  # fmt: skip
    own = read(tmp_path, bad + GOOD)
    assert [metric.key for metric in own.metrics] == ["slow_share"]
    told = word(own.faults[0], Lang.ZH)
    assert told.startswith("own.toml 第 1 (other) 个指标没有用上：unit 不能是“rate”")
    put_in(own)
    assert installed().faults == own.faults


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('key = "slow_share"\n', "", "lacks key"),
        ('key = "slow_share"', 'key = "Slow Share"', "small letters"),
        ('key = "slow_share"', 'key = "csat_rate"', "the key csat_rate is taken"),
        ('"Slow Share"]', '"csat"]', "“csat” already means CSAT"),
        ('"Slow Share"]', '"客单价"]', "already means"),
        ('"Slow Share"]', '"last week"]', "means something else"),
        ('"Slow Share"]', '"按组"]', "Slow"),
        ('good = "down"', 'good = "down"\ncolour = "red"', "colour, which means nothing"),
        ('good = "down"', 'good = "band"', "needs band"),
        ('good = "down"', 'good = "band"\nband = [3, 1]', "the smaller first"),
        ('["slow_contacts"]', '["slow_contact"]', "is it slow_contacts"),
        ('["slow_contacts"]', '["tickets_open"]', "state that may not be added up over days"),
        ('["slow_contacts"]', '["max_concurrent"]', "a peak"),
        ('["slow_contacts"]', '["cs_sales"]', "unit does not fit"),
        ('["slow_contacts"]', '["slow_contacts", "cs_sales"]', "money and counts"),
        ('denominator = ["valid_contacts"]', "", "lacks denominator"),
        ('numerator = ["slow_contacts"]\n', 'total = ["slow_contacts"]\n', "has no denominator"),
        ('numerator = ["slow_contacts"]\n', "", "exactly one of"),
        ('unit = "share"', 'unit = "share"\nsmall_n = 0', "small_n above 0"),
        ('unit = "share"', 'unit = "share"\ncuts = ["floor"]', "cuts cannot be “floor”"),
        ('unit = "share"', 'unit = "share"\ncuts = ["team"]', "at least one time"),
        ('unit = "share"', 'unit = "share"\ncuts = ["day", "hour"]', "no hours or countries"),
        ('unit = "share"', 'unit = "share"\nwhole_months = true\ncuts = ["day"]', "monthly figure"),
        ("慢响应占比 = 慢响应人数 ÷ 有效接待。", "慢响应占比", "full stop"),
        (
            'name = { zh = "慢响应占比", en = "Slow share" }',
            'name = "慢响应占比"',
            "both languages",
        ),
        ('["慢响应占比", "Slow Share"]', "[]", "has to be a list"),
        ('unit = "share"', 'unit = "share"\nranking = "no"', "true or false"),
        ('unit = "share"', 'unit = "share"\nsmall_n = -3', "whole number"),
        ('unit = "share"', 'unit = "ratio"\ninterval = "wilson"', "wilson needs"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    own = read(tmp_path, GOOD.replace(old, new, 1))
    if new == '"按组"]':
        # Two words that ask together are no word of their own.
        assert own.faults == ()
        return
    assert own.metrics == ()
    (fault,) = own.faults
    english, chinese = word(fault, Lang.EN), word(fault, Lang.ZH)
    assert said in english
    assert english.startswith("own.toml, metric 1")
    assert chinese.startswith("own.toml 第 1")


def test_costs_are_never_by_person(tmp_path: Path) -> None:
    text = GOOD.replace('["slow_contacts"]', '["wages"]').replace(
        '["valid_contacts"]', '["contacts"]'
    )
    text = text.replace('unit = "share"', 'unit = "money"')
    (metric,) = read(tmp_path, text).metrics
    assert Dim.AGENT not in metric.cuts
    own = read(tmp_path, text.replace("good =", 'cuts = ["agent", "month"]\ngood ='))
    assert "take agent out of cuts" in word(own.faults[0], Lang.EN)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[metric]\n", "no valid TOML"),
        ("", "has no [[metric]]"),
        ('metric = "x"', "has no [[metric]]"),
        ("[[metric]]\n[colour]\n", "has no [[metric]]"),
    ],
)
def test_a_file_that_is_none_is_said_to_be(tmp_path: Path, text: str, said: str) -> None:
    own = read(tmp_path, text)
    assert own.metrics == ()
    assert said in word(own.faults[0], Lang.EN)


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    own = read_file(tmp_path / "nowhere.toml")
    assert "cannot be read" in word(own.faults[0], Lang.EN)
    assert "FUPAN_METRICS" in word(own.faults[0], Lang.ZH)


def test_two_own_metrics_may_not_share_a_word(tmp_path: Path) -> None:
    own = read(tmp_path, GOOD + GOOD.replace("slow_share", "slow_again"))
    assert [metric.key for metric in own.metrics] == ["slow_share"]
    assert "already means" in word(own.faults[0], Lang.EN)
