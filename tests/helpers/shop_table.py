"""A measure table written by hand, and what October comes to, reckoned by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from base.dimensions import Dim

HEADER = ("日期", "店铺", "组", "渠道", "接待方", "类型", "商品", "指标", "数值")
F, D = "旗舰店", "抖音店"
TEAM_OF = {F: "售后组", D: "抖音组"}


@dataclass(frozen=True)
class Case:
    """A figure of October, as it is by some cuts, and what it rests on."""

    value: float | None
    n: int | None = None
    by: Mapping[Dim, Mapping[Any, float | None]] = field(default_factory=dict)


def rows_of(text: str) -> Iterator[tuple[str, ...]]:
    """Yield rows of a measure table from lines "05 F type product measure value"; "." is none.

    The day is October's, or month-day; F and D are the shops, with the team that serves them.
    """
    for line in text.strip().splitlines():
        day, shop, category, product, measure, value = line.split()
        month, _, number = day.rpartition("-")
        name = F if shop == "F" else D
        yield (
            f"2026-{month or '10'}-{number}", name, TEAM_OF[name], "", "",
            category.strip("."), product.strip("."), measure, value,
        )  # fmt: skip


# Orders: 100 + 120 and 50 + 30, 300 in all. Contacts: 200 by people, 300 by the bot in F.
TABLE = """
05 F . . orders 100
05 F . . order_sales 10000
05 F . . items 100
05 D . . orders 50
05 D . . order_sales 5000
05 D . . items 50
06 F . . orders 120
06 F . . order_sales 12000
06 F . . items 120
06 D . . orders 30
06 D . . order_sales 3000
06 D . . items 30

05 F 质量 毛巾 complaints 3
05 F 质量 毛巾 complaints_solved 2
05 F 物流 . complaints 2
05 F 物流 . complaints_solved 2
05 D . . complaints 0
05 D . . complaints_solved 0
06 F 质量 枕头 complaints 1
06 F 质量 枕头 complaints_solved 0
06 D 物流 . complaints 4
06 D 物流 . complaints_solved 4
05 F 瑕疵 . complaint_causes 3
05 F 破损 . complaint_causes 4
06 D 破损 . complaint_causes 5
05 F . . complaints_open 9
05 F . . complaints_in_progress 4
06 F . . complaints_open 7
06 F . . complaints_in_progress 3
05 D . . complaints_open 2
05 D . . complaints_in_progress 1
05 F . . complaints_24h_due 5
05 F . . complaints_24h_ok 4
06 D . . complaints_24h_due 3
06 D . . complaints_24h_ok 2
05 F . . complaints_72h_due 5
05 F . . complaints_72h_ok 5
06 D . . complaints_72h_due 3
06 D . . complaints_72h_ok 1
05 F . . disputes 2
05 F . . disputes_solved 1
06 D . . disputes 1
06 D . . disputes_solved 1

05 F 换货 . tickets 6
05 F 发票 . tickets 4
06 D 换货 . tickets 5
05 F . . tickets_open 30
06 F . . tickets_open 20
06 D . . tickets_open 5
05 F . . ticket_age_sum 900000
05 F . . ticket_age_n 30
06 F . . ticket_age_sum 360000
06 F . . ticket_age_n 20
06 D . . ticket_age_sum 90000
06 D . . ticket_age_n 5
05 F . . resolve_n 2
05 F . . resolve_sum 7200
06 D . . resolve_n 1
06 D . . resolve_sum 18000
05 F . . tickets_closed 20
05 F . . tickets_reopened 1
06 F . . tickets_closed 30
06 F . . tickets_reopened 2
05 F . . fcr_n 40
05 F . . fcr_ok 30
06 D . . fcr_n 10
06 D . . fcr_ok 9
05 F . . order_reply_n 100
05 F . . order_reply_sum 60000
06 D . . order_reply_n 50
06 D . . order_reply_sum 15000
05 F . . missed_orders 2
05 F . . wrong_orders 1
06 D . . missed_orders 0
06 D . . wrong_orders 3

05 F 仅退款 毛巾 refunds 6
05 F 退货退款 枕头 refunds 4
06 D 仅退款 毛巾 refunds 5
05 F 仅退款 毛巾 refund_amount 294.50
06 D 退货退款 枕头 refund_amount 105.50
05 F 仅退款 . refund_finish_n 2
05 F 仅退款 . refund_finish_sum 7200
05 F 退货退款 . refund_finish_n 1
05 F 退货退款 . refund_finish_sum 180000
05 F . . refund_saved 1200
06 D . . refund_saved 300
05 F . . refunds_open 40
06 F . . refunds_open 35
05 D . . refunds_open 11
05 F . 毛巾 reviews_n 50
05 F . 毛巾 reviews_good 45
05 F . 毛巾 reviews_bad 2
06 D . 枕头 reviews_n 50
06 D . 枕头 reviews_good 48
06 D . 枕头 reviews_bad 1

09-30 F . . wages 30000
09-30 F . . bonuses 1000
09-30 F . . tickets 62
31 F . . wages 31000
31 F . . bonuses 2000
31 D . . wages 9000
31 D . . bonuses 0
31 F . . comp_cost 500
31 D . . comp_cost 250
31 F . . gift_cost 320
31 D . . community_cost 8600
31 F . . incentive_cost 950
11-05 F . . comp_cost 70
11-05 F . . refund_saved 90
05 F 叠券 . loss_marketing 210
05 F 次品 毛巾 loss_quality 640
05 F 丢件 . loss_logistics 260
05 F 少发 . loss_warehouse 120
06 D . . loss_marketing 0
06 D 次品 枕头 loss_quality 60
06 D . . loss_logistics 0
06 D . . loss_warehouse 10

31 F . . promotions 2
31 D . . promotions 0
31 F . . promoted_judged 4
31 F . . promoted_fit 3
05 F 随机抽检 . qa_applicable 100
05 F 随机抽检 . qa_points 90
05 F 定向抽检 . qa_applicable 20
05 F 定向抽检 . qa_points 12
06 F 服务技巧 . train_invited 10
06 F 服务技巧 . train_attended 9
06 D 产品知识 . train_invited 6
06 D 产品知识 . train_attended 3
06 F 服务技巧 . drill_invited 10
06 F 服务技巧 . drill_attended 4

05 F . . community_people 5000
05 F . . community_groups 12
05 F . . community_accounts 3
06 F . . community_people 5100
06 F . . community_groups 13
06 F . . community_accounts 3
05 D . . community_people 900
05 D . . community_groups 2
05 D . . community_accounts 1
05 F . . core_fans 140
06 F . . core_fans 150
05 F . . fans_in 40
05 F . . fans_out 10
06 F . . fans_in 20
06 F . . fans_out 25
05 F . . community_sales 1500
06 D . . community_sales 250
05 F 种草 . content_posts 4
06 F 护理 . content_posts 3

05 F 设计缺陷 毛巾 quality_issues 2
06 D 包装问题 枕头 quality_issues 1
05 F . 毛巾 defects 3
05 F . 毛巾 defect_base 150
06 D . 枕头 defects 1
06 D . 枕头 defect_base 50
05 F . . dispatched_due 100
05 F . . dispatched_on_time 90
06 D . . dispatched_due 50
06 D . . dispatched_on_time 48
05 F . . shipments 200
05 F . . short_shipments 1
05 F . . wrong_shipments 2
06 D . . shipments 100
06 D . . short_shipments 2
06 D . . wrong_shipments 0
05 F . . dsr_desc 4.812
06 F . . dsr_desc 4.815
05 D . . dsr_desc 4.7
05 F . . dsr_serv 4.85
05 D . . dsr_serv 4.79
05 F . . dsr_logi 4.78
05 D . . dsr_logi 4.74
06 F . . wuyougou 4.76
""".replace("\n\n", "\n")

WAGES = 31_000 + 2_000 + 9_000
_SIXTH = date(2026, 10, 6)

# What October comes to, reckoned by hand; money in minor units, as sums are.
CASES: dict[str, Case] = {
    "complaints": Case(10, 10, {Dim.CATEGORY: {"质量": 4, "物流": 6}, Dim.SHOP: {F: 6, D: 4}}),
    "complaint_causes": Case(12, 12, {Dim.CATEGORY: {"瑕疵": 3, "破损": 9}}),
    "complaint_cause_share": Case(12 / 10, 10, {Dim.CATEGORY: {"瑕疵": 3 / 10, "破损": 9 / 10}}),
    # A type's complaints are a share of all orders, not of those complained about.
    "complaint_rate": Case(
        10 / 300,
        300,
        {Dim.CATEGORY: {"质量": 4 / 300, "物流": 6 / 300}, Dim.SHOP: {F: 6 / 220, D: 4 / 80}},
    ),
    "complaint_rate_contacts": Case(10 / 600, 600, {Dim.SHOP: {F: 6 / 500, D: 4 / 100}}),
    "complaint_resolved_rate": Case(8 / 10, 10, {Dim.CATEGORY: {"质量": 2 / 4, "物流": 1}}),
    "complaints_open": Case(7 + 2, 9, {Dim.SHOP: {F: 7, D: 2}}),
    "complaints_in_progress": Case(3 + 1, 4, {Dim.SHOP: {F: 3, D: 1}}),
    "complaint_24h": Case(6 / 8, 8, {Dim.SHOP: {F: 4 / 5, D: 2 / 3}}),
    "complaint_72h": Case(6 / 8, 8, {Dim.TEAM: {"售后组": 1, "抖音组": 1 / 3}}),
    "dispute_rate": Case(3 / 300, 300, {Dim.SHOP: {F: 2 / 220, D: 1 / 80}}),
    "dispute_resolved_rate": Case(2 / 3, 3, {Dim.SHOP: {F: 1 / 2, D: 1}}),
    "tickets": Case(15, 15, {Dim.CATEGORY: {"换货": 11, "发票": 4}}),
    "ticket_backlog": Case(25, 25, {Dim.SHOP: {F: 20, D: 5}}),
    "ticket_age": Case(450_000 / 25, 25, {Dim.SHOP: {F: 18_000, D: 18_000}}),
    "resolution_time": Case(25_200 / 3, 3, {Dim.SHOP: {F: 3600, D: 18_000}}),
    "reopen_rate": Case(3 / 50, 50, {Dim.DAY: {date(2026, 10, 5): 1 / 20, _SIXTH: 2 / 30}}),
    "fcr": Case(39 / 50, 50, {Dim.TEAM: {"售后组": 3 / 4, "抖音组": 9 / 10}}),
    "order_reply_time": Case(75_000 / 150, 150, {Dim.SHOP: {F: 600, D: 300}}),
    "missed_wrong_rate": Case(6 / 300, 300, {Dim.SHOP: {F: 3 / 220, D: 3 / 80}}),
    "refunds": Case(
        15, 15, {Dim.CATEGORY: {"仅退款": 11, "退货退款": 4}, Dim.PRODUCT: {"毛巾": 11, "枕头": 4}}
    ),
    "refund_amount": Case(400_00, None, {Dim.PRODUCT: {"毛巾": 294_50, "枕头": 105_50}}),
    "refund_rate": Case(15 / 300, 300, {Dim.SHOP: {F: 10 / 220, D: 5 / 80}}),
    "refund_finish": Case(187_200 / 3, 3, {Dim.CATEGORY: {"仅退款": 3600, "退货退款": 180_000}}),
    "refund_saved": Case(1500_00, None, {Dim.TEAM: {"售后组": 1200_00, "抖音组": 300_00}}),
    "open_refunds": Case(35 + 11, 46, {Dim.SHOP: {F: 35, D: 11}}),
    "good_review_rate": Case(93 / 100, 100, {Dim.PRODUCT: {"毛巾": 0.9, "枕头": 0.96}}),
    "bad_review_rate": Case(3 / 100, 100, {Dim.PRODUCT: {"毛巾": 0.04, "枕头": 0.02}}),
    # 300 contacts were people's: the bot's cost no wages.
    "cost_per_contact": Case(WAGES * 100 / 300, 300, {Dim.MONTH: {202610: WAGES * 100 / 300}}),
    "cost_per_ticket": Case(
        WAGES * 100 / 15, 15, {Dim.TEAM: {"售后组": 33_000_00 / 10, "抖音组": 9_000_00 / 5}}
    ),
    "aftersales_roi": Case(1500 / 750, None, {Dim.SHOP: {F: 1200 / 500, D: 300 / 250}}),
    "aftersales_roi_wages": Case(1500 / (750 + WAGES)),
    "comp_cost": Case(750_00, None, {Dim.SHOP: {F: 500_00, D: 250_00}}),
    "gift_cost": Case(320_00),
    "community_cost": Case(8600_00),
    "incentive_cost": Case(950_00),
    "loss_marketing": Case(210_00, None, {Dim.SHOP: {F: 210_00, D: 0}}),
    "loss_quality": Case(700_00, None, {Dim.PRODUCT: {"毛巾": 640_00, "枕头": 60_00}}),
    "loss_logistics": Case(260_00),
    "loss_warehouse": Case(130_00),
    "losses": Case(1300_00, None, {Dim.SHOP: {F: 1230_00, D: 70_00}}),
    "promotions": Case(2, 2, {Dim.TEAM: {"售后组": 2, "抖音组": 0}}),
    "promo_fit": Case(3 / 4, 4),
    "qa_score": Case(102 / 120, 120, {Dim.CATEGORY: {"随机抽检": 0.9, "定向抽检": 0.6}}),
    "train_coverage": Case(12 / 16, 16, {Dim.CATEGORY: {"服务技巧": 0.9, "产品知识": 0.5}}),
    "drill_rate": Case(4 / 10, 10),
    "community_people": Case(5100 + 900, 6000, {Dim.SHOP: {F: 5100, D: 900}}),
    "community_groups": Case(13 + 2, 15),
    "community_accounts": Case(3 + 1, 4),
    "core_fans": Case(150, 150),
    "fans_in": Case(60, 60),
    "fans_out": Case(35, 35),
    "fan_net": Case(25, 25, {Dim.DAY: {date(2026, 10, 5): 30, _SIXTH: -5}}),
    "community_sales": Case(1750_00),
    "content_posts": Case(7, 7, {Dim.CATEGORY: {"种草": 4, "护理": 3}}),
    "quality_issues": Case(3, 3, {Dim.CATEGORY: {"设计缺陷": 2, "包装问题": 1}}),
    "defect_rate": Case(4 / 200, 200, {Dim.PRODUCT: {"毛巾": 3 / 150, "枕头": 1 / 50}}),
    "dispatch_on_time_rate": Case(138 / 150, 150, {Dim.SHOP: {F: 0.9, D: 0.96}}),
    "short_ship_rate": Case(3 / 300, 300, {Dim.SHOP: {F: 1 / 200, D: 2 / 100}}),
    "wrong_ship_rate": Case(2 / 300, 300, {Dim.SHOP: {F: 2 / 200, D: 0}}),
    # Two shops have no score together; each has its latest.
    "dsr_desc": Case(None, None, {Dim.SHOP: {F: 4.815, D: 4.7}}),
    "dsr_serv": Case(None, None, {Dim.SHOP: {F: 4.85, D: 4.79}}),
    "dsr_logi": Case(None, None, {Dim.SHOP: {F: 4.78, D: 4.74}}),
    "wuyougou": Case(4.76, None, {Dim.SHOP: {F: 4.76}}),
}  # fmt: skip


def contacts() -> Iterator[tuple[str, ...]]:
    """Yield October's contacts: 200 people's and 300 the bot's of F, 100 people's of D."""
    for shop, handler, count in ((F, "人工", "200"), (F, "机器人", "300"), (D, "人工", "100")):
        for measure in ("contacts", "answered"):
            team = TEAM_OF[shop] if handler == "人工" else ""
            yield ("2026-10-05", shop, team, "", handler, "", "", measure, count)
    for measure in ("contacts", "answered"):
        yield ("2026-09-05", F, TEAM_OF[F], "", "人工", "", "", measure, "310")
        yield ("2026-11-05", F, TEAM_OF[F], "", "人工", "", "", measure, "90")
