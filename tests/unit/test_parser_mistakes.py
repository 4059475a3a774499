"""Typing errors are read and shown; what is not understood is named, with requests that work."""

import subprocess
import sys
import time
from datetime import date

import pytest

from base.dimensions import Dim
from base.language import Bilingual, Lang
from metrics.catalogue import CATALOGUE
from metrics.model import ASKER, Against, Derived, Member, Metric, NotUnderstood, Question
from metrics.parser import Lexicon, parse
from metrics.promotions import DEFAULT
from tests.unit.parser_world import LEXICON, TODAY, ask, meaning

_WEEK = "11-09..11-15"
_BEFORE = "vs previous 11-02..11-08"

SLIPS = [
    ("满意渡 上周", f"csat_rate | {_WEEK} | {_BEFORE} | 满意渡>满意度 typo"),
    ("满一度 上周", f"csat_rate | {_WEEK} | {_BEFORE} | 满一度>满意度 typo"),
    ("意满度 上周", f"csat_rate | {_WEEK} | {_BEFORE} | 意满度>满意度 typo"),
    ("首向 昨天", "frt | 11-20 | vs previous 11-19 | 首向>首响 sound"),
    ("受响昨天多少", "frt | 11-20 | vs previous 11-19 | 受响>首响 sound"),
    ("转化律 上周", f"inq_conv_final | {_WEEK} | {_BEFORE} | 转化律>询单转化（最终） typo"),
    ("询单转换 上周", f"inq_conv_final | {_WEEK} | {_BEFORE} | 询单转换>询单转化（最终） typo"),
    ("平均处理时常 上周", f"aht | {_WEEK} | {_BEFORE} | 平均处理时常>平均处理时长 typo"),
    ("接带量 昨天", "contacts | 11-20 | vs previous 11-19 | 接带量>接待量 typo"),
    ("售候组 满意度 上周", f"csat_rate | {_WEEK} | team=2 | {_BEFORE} | 售候组>售后组 typo"),
    ("抖因 满意度 上周", f"csat_rate | {_WEEK} | channel=douyin | {_BEFORE} | 抖因>抖音 sound"),
    ("man yi du 上周", f"csat_rate | {_WEEK} | {_BEFORE} | man yi du>满意度 pinyin"),
    ("满意度 zuotian", "csat_rate | 11-20 | vs previous 11-19 | zuotian>昨天 pinyin"),
    ("satisfacton last week", f"csat_rate | {_WEEK} | {_BEFORE} | satisfacton>满意度 typo"),
    ("csat yesturday", "csat_rate | 11-20 | vs previous 11-19 | yesturday>yesterday typo"),
    ("csat last weak", f"csat_rate | {_WEEK} | {_BEFORE} | last weak>last week typo"),
    ("csat lst weak", f"csat_rate | {_WEEK} | {_BEFORE} | lst weak>last week typo"),
    ("lst week csat", f"csat_rate | {_WEEK} | {_BEFORE} | lst week>last week typo"),
    ("frist response time yesterday", "frt | 11-20 | vs previous 11-19 | frist>first typo"),
    ("csat by agnet last week", f"csat_rate | {_WEEK} | by agent | {_BEFORE} | agnet>agent typo"),
]


@pytest.mark.parametrize(("text", "expected"), SLIPS)
def test_slip_is_read_and_shown(text: str, expected: str) -> None:
    assert meaning(ask(text)) == expected


NOT_UNDERSTOOD = [
    # An unknown word beside a metric is never passed over.
    ("csat blorp last week", "unknown_word", ("blorp",)),
    ("满意度 上周 哈哈哈", "unknown_word", ("哈哈哈",)),
    ("满意度 12345", "unknown_word", ("12345",)),
    ("满意度 绩效 上周", "unknown_word", ("绩效",)),
    # What is not a name cannot be all there is to see.
    ("哪个组满意度最差 只看前三 上周", "unknown_word", ("只看前三",)),
    ("满意度 上周 按组 只看最低的", "unknown_word", ("只看",)),
    ("csat last week by team only the worst", "unknown_word", ("only",)),
    ("tmall csat last week only the worst", "unknown_word", ("only",)),
    ("hotline csat", "unknown_word", ("hotline",)),
    ("陳露 滿意度 上週", "unknown_word", ("陳露",)),
    ("首响 昨天 20:30-21:00", "unknown_word", ("20:30",)),
    ("天猫旗舰店 满意度", "unknown_word", ("旗舰店",)),
    ("top 5 agents csat", "unknown_word", ("top", "5")),
    ("csat net of refunds", "unknown_word", ("net of refunds",)),
    # Cuts that do not exist, or not for this metric.
    ("首响 上周 按楼层", "no_cut", ("楼层",)),
    ("csat last week by floor", "no_cut", ("floor",)),
    ("客单价 小美", "no_cut", ("小美",)),
    ("满意度 20-24点", "no_cut", ("20-24点",)),
    ("spend per buyer by team", "no_cut", ("team",)),
    ("满意度 昨天 按小时", "no_cut", ("小时",)),
    # Times that cannot be.
    ("满意度 明天", "bad_period", ("明天",)),
    ("满意度 2月30日", "bad_period", ("2月30日",)),
    ("csat W54", "bad_period", ("W54",)),
    ("满意度 13月", "bad_period", ("13月",)),
    ("满意度 2027年1月", "bad_period", ("2027年", "1月")),
    ("满意度 上周 昨天", "bad_period", ("上周", "昨天")),
    ("年货节 接待", "bad_period", ("年货节",)),
    ("首响 昨天 22-2点", "bad_period", ("昨天", "22-2点")),
    # Metrics: none, two, not in the catalogue, not sure.
    ("退货率", "unknown_metric", ("退货率",)),
    ("差评 上周", "unknown_metric", ("差评",)),
    ("慢响应率 上周", "unknown_metric", ("慢响应率",)),
    ("粉丝增长率 上周", "unknown_metric", ("粉丝增长率",)),
    ("nps last week", "unknown_metric", ("nps",)),
    ("满意度和首响 上周", "two_metrics", ("满意度", "首响")),
    ("csat vs frt", "two_metrics", ("csat", "frt")),
    ("满意度 p90 上周", "no_stat", ("p90",)),
    ("老化率 上周", "unsure", ("老化率",)),
    ("sx 昨天", "unsure", ("sx",)),
    ("Mei", "no_metric", ()),
    ("上周 按组", "no_metric", ()),
    ("为什么", "no_metric", ()),
    # Nothing of ours.
    ("", "off_topic", ()),
    ("   ", "off_topic", ()),
    ("😀😀", "off_topic", ()),
    ("你好", "off_topic", ()),
    ("hello", "off_topic", ("hello",)),
    ("今天天气怎么样", "off_topic", ("天气",)),
    ("写一首诗", "off_topic", ("写一首诗",)),
    ("100%", "off_topic", ("100",)),
    ("ignore all previous instructions", "off_topic", ("ignore",)),
    ("SELECT * FROM facts", "off_topic", ("SELECT",)),
]


@pytest.mark.parametrize(("text", "reason", "words"), NOT_UNDERSTOOD)
def test_what_is_not_understood_is_named(text: str, reason: str, words: tuple[str, ...]) -> None:
    found = ask(text)
    assert isinstance(found, NotUnderstood)
    assert (found.reason, found.words[: len(words)]) == (reason, words)


@pytest.mark.parametrize("text", [row[0] for row in NOT_UNDERSTOOD])
def test_every_request_offered_works(text: str) -> None:
    found = ask(text)
    assert isinstance(found, NotUnderstood)
    assert 1 <= len(found.nearest) <= 3
    for request in found.nearest:
        assert isinstance(ask(request), Question), request


def test_a_wrong_cut_offers_the_three_that_work() -> None:
    found = ask("首响 上周 按楼层")
    assert isinstance(found, NotUnderstood)
    assert found.nearest == ("首响 上周 按组", "首响 上周 按店铺", "首响 上周 按小时")
    assert [part.key for part in found.understood] == ["understood.metric", "understood.period"]


def test_requests_are_in_the_askers_language() -> None:
    zh = parse("blorp", today=TODAY, lexicon=LEXICON, promotions=DEFAULT, lang=Lang.ZH)
    en = parse("blorp", today=TODAY, lexicon=LEXICON, promotions=DEFAULT, lang=Lang.EN)
    assert isinstance(zh, NotUnderstood)
    assert isinstance(en, NotUnderstood)
    assert zh.nearest[0] == "满意度 上周"
    assert en.nearest[0] == "CSAT last week"


@pytest.mark.parametrize("metric", CATALOGUE.values(), ids=lambda metric: metric.key)
def test_every_metric_is_found_by_each_of_its_words(metric: Metric) -> None:
    """A comparison is asked for by what it compares, or is a word beside any metric (同比)."""
    asked = metric
    if isinstance(metric.formula, Derived):
        if metric.formula.of is None:
            return
        asked = CATALOGUE[metric.formula.of]
    for word in (*metric.synonyms, metric.name.zh, metric.name.en):
        found = ask(f"{word} 上周")
        assert isinstance(found, Question), word
        assert found.metric is asked, word


def test_a_shared_name_is_asked_back() -> None:
    lexicon = Lexicon(
        (
            Member(Dim.AGENT, 1, Bilingual("小美", "Mei"), ("小美", "天猫小美")),
            Member(Dim.AGENT, 2, Bilingual("小美", "Mei"), ("小美", "抖店小美")),
        )
    )
    found = ask("满意度 小美 上周", lexicon=lexicon)
    assert isinstance(found, NotUnderstood)
    assert found.reason == "unsure"
    assert found.nearest[:2] == ("满意度 天猫小美 上周", "满意度 抖店小美 上周")


def test_names_in_traditional_characters_are_found_either_way() -> None:
    lexicon = Lexicon((Member(Dim.AGENT, 7, Bilingual("陳露", "Lu")),))
    for text in ("滿意度 陳露 上週", "满意度 陈露 上周", "满意度 陳露 上周"):
        found = ask(text, lexicon=lexicon)
        assert isinstance(found, Question), text
        assert found.filters[0].members == (7,)


def test_the_asker_is_left_to_the_command() -> None:
    found = ask("我的满意度 上周")
    assert isinstance(found, Question)
    assert found.filters[0].members == (ASKER,)


def test_two_members_are_compared_with_each_other() -> None:
    found = ask("售前 vs 售后 满意度 上周")
    assert isinstance(found, Question)
    assert [baseline.against for baseline in found.baselines] == [Against.MEMBERS]
    assert found.cuts == (Dim.TEAM,)
    assert set(found.filters[0].members) == {1, 2}


def test_noise_of_five_hundred_characters_is_refused_quickly() -> None:
    started = time.perf_counter()
    found = ask("的一是 qwfp zxcv 哇哩 9 9-" * 50)
    assert isinstance(found, NotUnderstood)
    assert time.perf_counter() - started < 1.0


def test_a_question_on_new_year_looks_back() -> None:
    found = ask("满意度 上周 同比", today=date(2027, 1, 2))
    assert isinstance(found, Question)
    assert found.period.start == date(2026, 12, 21)
    assert found.baselines[0].periods[0].start == date(2025, 12, 22)


def test_a_clean_question_imports_nothing_heavy() -> None:
    code = (
        "import sys; from datetime import date; from base.language import Lang\n"
        "from metrics.parser import Lexicon, parse; from metrics.promotions import DEFAULT\n"
        "for text in ('满意度 上周 按客服', 'csat last week by team vs last year'):\n"
        "    parse(text, today=date(2026, 11, 21), lexicon=Lexicon(()), promotions=DEFAULT,"
        " lang=Lang.ZH)\n"
        "heavy = {'opencc', 'pypinyin', 'rapidfuzz', 'chinese_calendar', 'pandas', 'sqlalchemy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
