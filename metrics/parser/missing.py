"""Metrics of the trade that the catalogue does not have, so that they are recognised and named.

Without this list "退货率" would be taken for a slip of "退款率". An entry goes when the catalogue
gets the metric; a term that the catalogue has wins over one here. Each comes with the keys of the
metrics nearest to it.
"""

_REFUND = ("refund_rate", "refunds", "refund_amount")
_COMPLAINT = ("complaint_rate", "dispute_rate", "missed_wrong_rate")
_REPLY = ("slow_contacts", "reply_rate", "art")
_COST = ("cost_per_contact", "incentive_cost", "turnover")
_SALES = ("shop_sales", "cs_sales", "orders")
_CSAT = ("csat_rate", "dissat_rate", "survey_rr")
_BOT = ("bot_share", "handoff_rate", "bot_hit")
_LOAD = ("contacts", "transfer_out_rate", "consult_users")
_FORECAST = ("wape", "contacts", "cph")
_CONV = ("inq_conv_final", "click_conv", "silent_conv")

# Words of several metrics none of which is the usual one.
UNSURE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("turnover", "fans_out", "leavers"), "流失|流失多少|流失了多少|流失情况"),
    (("frt", "aht", "occupancy"), "效率|工作效率|efficiency|productivity"),
    (("qa_score", "csat_rate", "complaints"), "服务质量|质量|service quality|quality"),
)

MISSING: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        _REFUND,
        "退货率|退换货率|退货|退货量|退换货|return rate|returns|退货金额|退货退款率",
    ),
    (
        _SALES,
        "销量|销售量|销售件数|成交量|units sold|件数",
    ),
    (
        ("profit", "shop_sales", "refund_amount"),
        "毛利|毛利率|利润率|净利率|margin|gross margin|profit margin|gross profit",
    ),
    (
        ("returning_buyers", "repurchase_rate", "turnover"),
        "客户流失率|顾客流失率|买家流失率|会员流失率|客户流失|顾客流失|churn|churn rate|"
        "customer churn|"
        "留存率|客户留存率|retention|retention rate",
    ),
    (
        ("dispatch_on_time_rate", "short_ship_rate", "wrong_ship_rate"),
        "发货率|出库率|晚发率|迟发率|延迟发货率|延迟发货|晚发货|超时发货|发货超时|发货时长|"
        "late shipments|late shipment|"
        "late shipment rate|late dispatch|late dispatch rate|lead time|物流时长|签收时长",
    ),
    (
        ("bad_review_rate", "dissat_rate", "csat_rate"),
        "差评|中差评|差评数|差评量|中评率|bad reviews|negative reviews|negative feedback|"
        "negative feedback rate",
    ),
    (
        ("csat_rate", "turnover", "qa_score"),
        "员工满意度|员工敬业度|内部满意度|employee satisfaction|agent satisfaction|esat|enps",
    ),
    (
        ("qa_score", "csat_rate", "train_coverage"),
        "质检合格率|质检通过率|质检覆盖率|质检量|qa pass rate|quality pass rate",
    ),
    (
        ("refund_finish", "resolution_time", "order_reply_time"),
        "退货时长|换货时长|退换货时长|签收率|妥投率|揽收率|return time|delivery time",
    ),
    (
        ("core_fans", "fans_in", "community_people"),
        "粉丝|粉丝增长率|涨粉率|掉粉率|退群率|粉丝数|粉丝量|粉丝总数|followers|fans|社群活跃度|活跃度|活跃率|engagement|"
        "engagement rate",
    ),
    (
        ("member_sales", "returning_buyers", "new_buyers"),
        "会员数|会员人数|会员量|members|number of members",
    ),
    (
        ("csat_rate", "frt", "contacts"),
        "历史最高|历史最低|历史新高|历史新低|record high|record low|all time high|"
        "all-time high|all time low|best ever|"
        "预测|预计|forecast for|forecast|predict|prediction",
    ),
    (
        _COMPLAINT,
        "纠纷|complaints resolved|disputes|escalation rate|escalations|纠纷量|纠纷数|漏单|错单|"
        "漏单率|错单率|投诉解决量|complaints solved|disputes resolved|missed orders|"
        "wrong orders|reopened tickets",
    ),
    (
        _REPLY,
        "慢响应率|慢回复率|slow rate",
    ),
    (
        _CSAT,
        "不满意量|参评量|邀评率|nps|净推荐值|体验分|ratings share|net promoter score|ces",
    ),
    (
        _BOT,
        "机器人解决率|deflection rate|deflection",
    ),
    (
        _LOAD,
        "询盘量|转接量|转出量|转入量|消息数|排队人数|repeat contact rate",
    ),
    (
        _FORECAST,
        "预测准确率|预测准确性|预测准确度|forecast accuracy",
    ),
    (
        _CONV,
        "下单转化率|加购率",
    ),
    (
        _COST,
        "工资|人力成本|出勤率|绩效|奖金|加班时长|wages|payroll|salary|salaries|bonus|bonuses|"
        "attendance|attendance rate|overtime",
    ),
)
