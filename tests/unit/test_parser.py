"""The project's list of phrases, understood on Saturday 2026-11-21 as it says."""

import pytest

from metrics.model import NotUnderstood
from tests.unit.parser_world import AFTER_PROMOTION, USUAL, USUAL_TO_FRIDAY, ask, meaning

# The project's list of phrases, understood as it says (z.. Chinese, e.. English, m.. mixed).
PHRASES = [
    ("满意度 上周 按客服", "csat_rate | 11-09..11-15 | by agent | vs previous 11-02..11-08"),
    ("上周满意度咋样", "csat_rate | 11-09..11-15 | vs previous 11-02..11-08"),
    ("首响昨天多少", "frt | 11-20 | vs previous 11-19"),
    (
        "平响这周怎么样",
        f"art | 11-16..11-20+ | vs previous 11-09..11-13 | {USUAL_TO_FRIDAY} | {AFTER_PROMOTION}",
    ),
    ("询单转化 10月 同比", "inq_conv_final | 10-01..10-31 | vs last_year 2025-10-01..2025-10-31"),
    (
        "大促哪个组最慢",
        "frt | 11-09..11-15 | by team | vs promotion 2025-11-09..2025-11-15 | worst first",
    ),
    ("抖音店上个月满意度", "csat_rate | 10-01..10-31 | shop=2 | vs previous 09-01..09-30"),
    (
        "这个月销售做了多少，目标完成几成",
        "cs_sales | 11-01..11-20+ | vs previous 10-01..10-20 | note.no_targets_yet",
    ),
    ("昨天谁没回复", "unreplied | 11-20 | by agent"),
    (
        "客单价 11月 和去年比",
        "spend_per_buyer | 11-01..11-20+ | vs last_year 2025-11-01..2025-11-20 | "
        "note.spend_or_order",
    ),
    ("上周五接待多少", "contacts | 11-13 | vs previous 11-06"),
    (
        "天猫3分钟响应率 近30天",
        "reply_3min_rate | 10-22..11-20 | channel=tmall | vs previous 09-22..10-21",
    ),
    (
        "survey response rate in October by channel",
        "survey_rr | 10-01..10-31 | by channel | vs previous 09-01..09-30",
    ),
    ("今年每个月满意度", "csat_rate | 01-01..11-20+ | by month"),
    (
        "去年双十一满意度",
        "csat_rate | 2025-11-09..2025-11-15 | vs promotion 2024-11-09..2024-11-15",
    ),
    ("国庆接待跟平时比", f"contacts | 10-01..10-07 | {USUAL}"),
    (
        "外包和自己人谁转化高 上月",
        "inq_conv_final | 10-01..10-31 | by employment | "
        "employment=outsourced,inhouse | vs members",
    ),
    ("csat last week by agent", "csat_rate | 11-09..11-15 | by agent | vs previous 11-02..11-08"),
    (
        "how's csat this week",
        f"csat_rate | 11-16..11-20+ | vs previous 11-09..11-13 | {USUAL_TO_FRIDAY} | "
        f"{AFTER_PROMOTION}",
    ),
    ("first response time yesterday", "frt | 11-20 | vs previous 11-19"),
    (
        "avg reply time on douyin, last 7 days",
        "art | 11-14..11-20 | channel=douyin | vs previous 11-07..11-13",
    ),
    (
        "conversion October vs last year",
        "inq_conv_final | 10-01..10-31 | vs last_year 2025-10-01..2025-10-31",
    ),
    ("Double 11 contacts by hour", "contacts | 11-11 | by hour | vs promotion 2025-11-11"),
    (
        "which team was slowest last week",
        "frt | 11-09..11-15 | by team | vs previous 11-02..11-08 | worst first",
    ),
    (
        "sales month to date against target",
        "cs_sales | 11-01..11-20+ | vs previous 10-01..10-20 | note.no_targets_yet",
    ),
    (
        "how many chats did the bot finish on its own last week",
        "bot_contacts | 11-09..11-15 | vs previous 11-02..11-08",
    ),
    ("unanswered chats yesterday", "unreplied | 11-20 | vs previous 11-19"),
    (
        "after-sales csat since 11 Nov",
        "csat_rate | 11-11..11-20 | team=2 | vs previous 11-01..11-10",
    ),
    (
        "pre-sales vs after-sales csat in September",
        "csat_rate | 09-01..09-30 | by team | team=1,2 | vs members",
    ),
    (
        "AOV last month net of refunds",
        "aov_order | 10-01..10-31 | vs previous 09-01..09-30 | note.before_refunds",
    ),
    (
        "csat by month this year vs last year",
        "csat_rate | 01-01..11-20+ | by month | vs last_year 2025-01-01..2025-11-20",
    ),
    ("p90 first response last week", "frt | 11-09..11-15 | p90 | vs previous 11-02..11-08"),
    (
        "share answered within 30 seconds yesterday by team",
        "frt_30s_rate | 11-20 | by team | vs previous 11-19 | note.first_replies_only",
    ),
    ("promo week vs a normal week, contacts", f"contacts | 11-09..11-15 | {USUAL}"),
    ("FRT 昨天 抖音", "frt | 11-20 | channel=douyin | vs previous 11-19"),
    ("满意毒 上周", "csat_rate | 11-09..11-15 | vs previous 11-02..11-08 | 满意毒>满意度 typo"),
    ("手响 昨天", "frt | 11-20 | vs previous 11-19 | 手响>首响 sound"),
    (
        "zhuanhualv 上周",
        "inq_conv_final | 11-09..11-15 | vs previous 11-02..11-08 | "
        "zhuanhualv>询单转化（最终） pinyin",
    ),
    ("上周的csat呢？？ by组", "csat_rate | 11-09..11-15 | by team | vs previous 11-02..11-08"),
    ("／metric 满意度 上周", "csat_rate | 11-09..11-15 | vs previous 11-02..11-08"),
    ("滿意度 上週 按客服", "csat_rate | 11-09..11-15 | by agent | vs previous 11-02..11-08"),
    ("满意度，上周，按客服。", "csat_rate | 11-09..11-15 | by agent | vs previous 11-02..11-08"),
    (
        "conv rate 双11 vs 去年",
        "inq_conv_final | 11-09..11-15 | vs promotion 2025-11-09..2025-11-15",
    ),
    (
        "满意度为什么掉了",
        "why fell | csat_rate | 11-09..11-15 | vs previous 11-02..11-08 | note.period_assumed",
    ),
    (
        "why did csat drop",
        "why fell | csat_rate | 11-09..11-15 | vs previous 11-02..11-08 | note.period_assumed",
    ),
    (
        "售后组近30天投诉72小时解决率",
        "complaint_72h | 10-22..11-20 | team=2 | vs previous 09-22..10-21",
    ),
    # 售后 is the team here, and "人效" may mean the pace as well.
    (
        "三季度售后人效 按月",
        "cost_per_contact | 07-01..09-30 | by month | team=2 | vs previous 04-01..06-30 | "
        "note.may_mean",
    ),
    ("DSR 现在多少", "dsr_desc | 11-20 | vs previous 11-13"),
    ("how many refunds are open right now", "open_refunds | 11-20"),
    ("cost per contact by month this year", "cost_per_contact | 01-01..10-31+ | by month"),
    (
        "sales 10月 yoy by shop",
        "cs_sales | 10-01..10-31 | by shop | vs last_year 2025-10-01..2025-10-31",
    ),
]

# Phrases of the list that ask for a cut that is not there, or for more than a metric.
NOT_YET = [
    ("退款率 上周 按类目", "no_cut", "类目"),
    ("客服部这个月的数发我", "no_metric", ""),
    ("Mei's numbers last week", "no_metric", ""),
    ("hotline connect rate October", "unknown_word", "hotline"),
    ("myd 上周", "unsure", "myd"),
]


@pytest.mark.parametrize(("text", "expected"), PHRASES)
def test_phrase_means_what_the_list_says(text: str, expected: str) -> None:
    assert meaning(ask(text)) == expected


@pytest.mark.parametrize(("text", "reason", "word"), NOT_YET)
def test_phrase_that_cannot_be_answered_is_named(text: str, reason: str, word: str) -> None:
    found = ask(text)
    assert isinstance(found, NotUnderstood)
    assert found.reason == reason
    assert word in found.words or not word
