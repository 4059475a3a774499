"""Rows written by hand for the desk's entries of the catalogue, and what they come to, by hand.

Three cells of unequal size: 甲 of 售前组 on 5 October and 乙 of 售后组 on the 6th in the flagship,
丙 of 抖音组 on the 6th in the Douyin shop; and the bot, who sells a little there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

F, D = "旗舰店", "抖音店"
HEADER = ("day", "shop", "channel", "agent", "handler", "type", "measure", "value")
CELLS = (
    ("2026-10-05", F, "天猫", "甲", "人工"),
    ("2026-10-06", F, "天猫", "乙", "人工"),
    ("2026-10-06", D, "抖音", "丙", "人工"),
)
BOT = ("2026-10-06", D, "抖音", "", "机器人")

# A measure's values in the three cells.
TABLE = """
contacts 100 50 10
answered 90 50 4
abandoned 6 3 1
abandon_n 60 50 10
wait_n 54 40 4
wait_sum 1080 400 320
frt_n 80 40 4
frt_sum 800 1200 400
frt_le30 76 20 1
art_n 200 100 10
art_sum 4000 3500 500
handle_n 90 50 4
handle_sum 18000 15000 2000
resolved 81 30 2
resolved_answered 90 50 4
resolved_contacts 100 50 10
ratings 40 20 2
good 38 12 1
score_n 40 20 2
score_sum 190 70 6
bad 1 6 1
bad_n 40 20 2
bot_contacts 30 20 5
bot_n 100 50 10
inquiries 50 20 4
inq_paid 30 6 1
cs_sales 30 10 5
consult_users 90 45 9
valid_contacts 95 45 8
slow_contacts 5 9 1
long_contacts 3 4 2
max_concurrent 7 9 4
transfers_in 2 5 1
transfers_out 4 1 0
asking_people 80 40 10
replied_people 78 30 5
turns_3min 200 100 10
turns_3min_ok 198 80 4
people_3min 60 30 5
people_3min_ok 57 18 1
pdays_1h 50 25 5
pdays_1h_ok 49 20 1
replies 200 100 10
replies_le30 160 40 1
replies_le15 100 10 0
messages_agent 240 150 8
messages_buyer 200 100 10
resp_late 6 1 1
inq_cohort 40 16 4
inq_paid_sameday 20 2 0
inq_paid_nextday 25 4 1
visitors 1000 500 60
silent_buyers 10 20 4
exposures 20000 5000 1000
clicks 1000 100 50
cs_refunds 1 0.5 0
new_buyers 3 1 2
returning_buyers 1 1 0
income 1000 500 100
outlay 700 450 90
member_sales 300 100 20
attitude_n 20 10 1
attitude_good 19 6 0
solving_n 20 10 2
solving_good 15 9 0
knowledge_n 10 20 2
knowledge_good 9 12 2
survey_invited 200 50 20
survey_rated 40 20 2
bot_chats 60 30 10
handoffs 12 12 5
bot_questions 100 50 10
bot_matched 90 30 4
sl_n 60 50 10
sl_ok 54 20 2
busy_seconds 18000 15000 2000
available_seconds 6000 1000 6000
logged_seconds 28800 14400 7200
scheduled_seconds 28800 28800 14400
adhered_seconds 28000 20000 14400
paid_seconds 32400 32400 16200
away_seconds 8100 3240 8100
forecast_contacts 110 40 15
"""
# Tickets by how soon they got a response, in the three cells.
BANDS = {"1 分钟内": (10, 2, 1), "1–30 分钟": (20, 0, 0), "没有响应": (5, 4, 2)}
# What the bot sold on its own.
OF_THE_BOT = {"inquiries": 10, "inq_paid": 2}

ORDER_HEADER = ("order", "paid at", "shop", "channel", "product", "quantity", "amount", "buyer")
ORDERS: tuple[Sequence[Any], ...] = (
    ("1", "2026-10-05 10:00:00", F, "天猫", "毛巾", 2, 100, "阿一"),
    ("1", "2026-10-05 10:00:00", F, "天猫", "枕头", 1, 50, "阿一"),
    ("2", "2026-10-05 11:00:00", F, "天猫", "毛巾", 1, 30, "阿二"),
    ("3", "2026-10-05 12:00:00", F, "天猫", "毛巾", 1, 20, "阿一"),
    ("4", "2026-10-06 10:00:00", F, "天猫", "枕头", 1, 100, "阿一"),
    ("5", "2026-10-06 11:00:00", D, "抖音", "毛巾", 3, 60, "阿三"),
    ("6", "2026-10-06 12:00:00", D, "抖音", "毛巾", 1, 40, "阿四"),
    ("9", "2026-10-06 13:00:00", D, "抖音", "毛巾", 2, 110, "阿五"),
    # Long before: of the 90 days, and of the year.
    ("7", "2026-08-01 10:00:00", F, "天猫", "毛巾", 1, 25, "阿二"),
    ("8", "2026-01-10 10:00:00", D, "抖音", "毛巾", 1, 25, "阿三"),
)


def measure_lines() -> Iterator[Sequence[Any]]:
    """Yield the measure table's rows under `HEADER`."""
    for line in TABLE.split("\n"):
        if line:
            measure, *values = line.split()
            for cell, value in zip(CELLS, values, strict=True):
                yield (*cell, "", measure, value)
    for band, counts in BANDS.items():
        for cell, count in zip(CELLS, counts, strict=True):
            yield (*cell, band, "resp_tickets", count)
    for measure, count in OF_THE_BOT.items():
        yield (*BOT, "", measure, count)


@dataclass(frozen=True)
class Case:
    """What both days come to: the figure and its n, and 甲's own figure where there is one."""

    value: float
    n: int | None = None
    first: float | None = None


# Money is in fen, as sums are kept.
CASES = {
    "contacts": Case(160, 160, 100),
    "answered": Case(144, 144, 90),
    "unreplied": Case(160 - 144, 16, 10),
    "resolution_rate": Case(113 / 144, 144, 81 / 90),
    "resolution_rate_all": Case(113 / 160, 160, 81 / 100),
    "consult_users": Case(144, 144, 90),
    "valid_contacts": Case(148, 148, 95),
    "slow_contacts": Case(15, 15, 5),
    "long_contacts": Case(9, 9, 3),
    "max_concurrent": Case(9, 9, 7),
    "transfer_in_rate": Case(8 / 160, 160, 2 / 100),
    "transfer_out_rate": Case(5 / 160, 160, 4 / 100),
    "frt": Case(2400 / 124, 124, 10),
    "frt_30s_rate": Case(97 / 124, 124, 76 / 80),
    "art": Case(8000 / 310, 310, 20),
    "reply_rate": Case(113 / 130, 130, 78 / 80),
    "reply_3min_rate": Case(282 / 310, 310, 198 / 200),
    "reply_3min_rate_person": Case(76 / 95, 95, 57 / 60),
    "reply_1h_rate_person_day": Case(70 / 80, 80, 49 / 50),
    "reply_30s_rate": Case(201 / 310, 310, 160 / 200),
    "reply_15s_rate": Case(110 / 310, 310, 100 / 200),
    "ans_ask_ratio": Case(398 / 310, 310, 240 / 200),
    "resp_buckets": Case(44, 44),
    "resp_late_rate": Case(8 / 44, 44),
    "inquiries": Case(84, 84, 50),
    "inq_conv_final": Case(39 / 84, 84, 30 / 50),
    "inq_conv_sameday": Case(22 / 60, 60, 20 / 40),
    "inq_conv_nextday": Case(30 / 60, 60, 25 / 40),
    "bot_conv": Case(2 / 10, 10),
    "human_conv": Case(37 / 74, 74, 30 / 50),
    "cs_sales": Case(45_00, None, 30_00),
    "cs_net_sales": Case(45_00 - 1_50, None, 29_00),
    "cs_sales_share": Case(45 / 510, None, 30 / 510),
    "shop_sales": Case(510_00),
    "orders": Case(7, 7),
    "aov_order": Case(510_00 / 7, 7),
    "profit": Case(1600_00 - 1240_00),
    "spend_per_buyer": Case(510_00 / 5, 5),
    "items_per_buyer": Case(12 / 5, 5),
    "repurchase_rate": Case(1 / 5, 5),
    "repurchase_rate_30d": Case(1 / 5, 5),
    "repurchase_rate_90d": Case(2 / 5, 5),
    "repurchase_rate_365d": Case(3 / 5, 5),
    "new_buyers": Case(6, 6),
    "returning_buyers": Case(2, 2),
    "new_buyer_share": Case(6 / 8, 8),
    "member_sales": Case(420_00),
    "exposures": Case(26_000, 26_000),
    "ctr": Case(1150 / 26_000, 26_000),
    "click_conv": Case(7 / 1150, 1150),
    "visitors": Case(1560, 1560),
    "silent_conv": Case(34 / 1560, 1560),
    "inq_rate": Case(144 / 1560, 1560),
    "csat_rate": Case(51 / 62, 62, 38 / 40),
    "csat_mean": Case(266 / 62, 62, 190 / 40),
    "csat_attitude": Case(25 / 31, 31, 19 / 20),
    "csat_solving": Case(24 / 32, 32, 15 / 20),
    "csat_knowledge": Case(23 / 32, 32, 9 / 10),
    "dissat_rate": Case(8 / 62, 62, 1 / 40),
    "survey_rr": Case(62 / 270, 270, 40 / 200),
    "bot_share": Case(55 / 160, 160),
    "bot_contacts": Case(55, 55),
    "handoff_rate": Case(29 / 100, 100),
    "bot_hit": Case(124 / 160, 160),
    "connect_rate": Case(144 / 160, 160, 90 / 100),
    "abandon_rate": Case(10 / 120, 120, 6 / 60),
    "asa": Case(1800 / 98, 98, 20),
    "aht": Case(35_000 / 144, 144, 200),
    "sl": Case(76 / 120, 120),
    "occupancy": Case(35_000 / 48_000, 48_000, 18_000 / 24_000),
    # 144 contacts in 14 hours; 甲 had 90 in 8.
    "cph": Case(144 / 14, 50_400, 90 / 8),
    "adherence": Case(62_400 / 72_000, 72_000, 28_000 / 28_800),
    "shrinkage": Case(19_440 / 81_000, 81_000, 8_100 / 32_400),
    # By day: 110 for 100, then 55 for 60.
    "wape": Case((10 + 5) / 160, 160),
}
