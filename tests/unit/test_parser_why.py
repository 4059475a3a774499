"""Questions about reasons: how people type them, and what they take for granted."""

import pytest

from metrics.model import NotUnderstood, Question
from tests.unit.parser_world import ask, meaning

LAST_WEEK = "csat_rate | 11-09..11-15"
BEFORE = "vs previous 11-02..11-08"

WHY = [
    ("why 满意度 上周", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("为什么 满意度 上周", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("why csat last week", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("/metric why 满意度 上周", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("／ｍｅｔｒｉｃ　ｗｈｙ　满意度　上周", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("ＷＨＹ ｃｓａｔ 上周？", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("爲什麼 滿意度 上週", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("满意度上周为什么降了", f"why fell | {LAST_WEEK} | {BEFORE}"),
    ("满意度上周为什么降", f"why fell | {LAST_WEEK} | {BEFORE}"),
    ("为什么上周满意度掉了这么多？", f"why fell | {LAST_WEEK} | {BEFORE}"),
    ("上周满意度怎么掉了", f"why fell | {LAST_WEEK} | {BEFORE}"),
    ("上周满意度怎么突然变差了", f"why worse | {LAST_WEEK} | {BEFORE}"),
    ("上周满意度为啥这么低", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("上周csat为什么涨了", f"why rose | {LAST_WEEK} | {BEFORE}"),
    ("满意度 上周 变好的原因", f"why better | {LAST_WEEK} | {BEFORE}"),
    ("why is csat down last week", f"why fell | {LAST_WEEK} | {BEFORE}"),
    ("what happened to csat last week?", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("why did csat get worse last week", f"why worse | {LAST_WEEK} | {BEFORE}"),
    ("why was csat so low last week", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("reasons for low csat last week", f"why changed | {LAST_WEEK} | {BEFORE}"),
    ("分析一下上周满意度下降的原因", f"why fell | {LAST_WEEK} | {BEFORE}"),
    ("why csat last week by shop", f"why changed | {LAST_WEEK} | by shop | {BEFORE}"),
    ("为什么 满意度 上周 按店铺", f"why changed | {LAST_WEEK} | by shop | {BEFORE}"),
    ("为什么售后组上周满意度降了", f"why fell | {LAST_WEEK} | team=2 | {BEFORE}"),
    ("why 抖音店 满意度 上周", f"why changed | {LAST_WEEK} | shop=2 | {BEFORE}"),
    (
        "why csat last week vs last year",
        f"why changed | {LAST_WEEK} | vs last_year 2025-11-09..2025-11-15",
    ),
    ("首响昨天为什么慢了", "why rose | frt | 11-20 | vs previous 11-19"),
    # Not by person, and not one than another: said, not silently passed over.
    (
        "为什么 满意度 上周 按客服",
        f"why changed | {LAST_WEEK} | {BEFORE} | note.why_not_by",
    ),
    ("why csat last week by day", f"why changed | {LAST_WEEK} | {BEFORE} | note.why_not_by"),
    (
        "为什么售前组比售后组满意度高 上周",
        f"why changed | {LAST_WEEK} | by team | team=1,2 | {BEFORE} | note.why_over_time",
    ),
]

NOT_WHY = [
    ("满意度上周怎么样", f"{LAST_WEEK} | {BEFORE}"),
    ("上周满意度怎么变化", f"{LAST_WEEK} | {BEFORE}"),
    ("did csat drop last week", f"{LAST_WEEK} | {BEFORE}"),
    ("满意度 上周 降了吗", f"{LAST_WEEK} | {BEFORE}"),
]


@pytest.mark.parametrize(("text", "expected"), WHY)
def test_a_question_about_a_reason_is_one(text: str, expected: str) -> None:
    assert meaning(ask(text)) == expected


@pytest.mark.parametrize(("text", "expected"), NOT_WHY)
def test_a_question_about_a_figure_stays_one(text: str, expected: str) -> None:
    assert meaning(ask(text)) == expected


def test_ways_out_of_a_misunderstanding_keep_asking_why() -> None:
    for text in ("为什么 上周", "why csat last week by floor"):
        found = ask(text)
        assert isinstance(found, NotUnderstood)
        assert found.nearest
        for request in found.nearest:
            again = ask(request)
            assert isinstance(again, Question), request
            assert again.why is not None, request
