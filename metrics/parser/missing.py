"""Metrics of the trade that the catalogue does not have, so that they are recognised and named.

Without this list "差评率" would be taken for a slip of "好评率". An entry goes when the catalogue
gets the metric; a term that the catalogue has wins over one here. Each comes with the keys of the
metrics nearest to it.
"""

_REFUND = ("aov_order", "cs_sales", "orders")
_COMPLAINT = ("csat_rate", "resolution_rate", "unreplied")
_REPLY = ("frt", "frt_30s_rate", "art")
_COST = ("aht", "contacts", "resolution_rate")
_SALES = ("cs_sales", "orders", "inq_conv_final")
_CSAT = ("csat_rate", "csat_mean", "resolution_rate")
_BOT = ("bot_share", "bot_contacts", "resolution_rate")
_LOAD = ("contacts", "aht", "connect_rate")
_CONV = ("inq_conv_final", "cs_sales", "repurchase_rate")

MISSING: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        _REFUND,
        "退款率|退货率|退换货率|退款金额|退款额|退款量|退款数|退款笔数|退款|退货|退货量|退换货|"
        "退款时长|退款完结时长|售后挽回金额|挽回金额|挽回|资损|营销资损|品质资损|物流资损|仓储资损|"
        "refund|refunds|refund rate|return rate|returns|refund amount|refunds are open|"
        "open refunds|refund completion time|refund amount saved|refunds saved|losses",
    ),
    (
        _SALES,
        "净销售额|净销售|客服销售占比|销售占比|店铺销售额|销量|销售量|销售件数|成交量|客件数|毛利|利润|"
        "net sales|cs net sales|sales share|gmv|profit|margin|units sold|items per buyer",
    ),
    (
        _COMPLAINT,
        "投诉|投诉量|投诉率|投诉数|客诉|客诉率|客诉量|投诉解决率|投诉72小时解决率|72小时解决率|"
        "投诉24小时响应率|24小时响应率|投诉处理时效|纠纷率|纠纷|介入率|工单|工单量|未处理量|积压|"
        "未结工单|解决时长|重开率|一次性解决率|首次解决率|一次解决率|complaint|complaints|"
        "complaint rate|complaint resolution|complaints resolved|solved in 72 h|dispute rate|"
        "disputes|backlog|open tickets|reopen rate|time to resolve|resolution time|fcr|"
        "first contact resolution|escalation rate|escalations",
    ),
    (
        _REPLY,
        "3分钟响应率|三分钟响应率|3分钟人工响应率|3分钟回复率|3分钟人工回复率|30s应答率|30秒应答率|"
        "15秒应答率|20秒应答率|回复率|旺旺回复率|响应率|慢响应|慢响应人数|慢响应率|服务水平|答问比|"
        "reply rate|response rate|3 minute rate|3-minute response rate|30 second rate|sl|"
        "service level|slow contacts|answer question ratio",
    ),
    (
        _CSAT,
        "差评率|差评|中差评率|不满意率|不满意度|不满意量|评价返回率|参评率|评价率|参评量|邀评率|"
        "nps|净推荐值|dsr|wuyougou|无忧购|店铺评分|商品评价|体验分|服务分|物流分|质检分|质检|"
        "满意度提升率|survey response rate|survey rate|response rate of the survey|"
        "dissatisfaction|dissatisfaction rate|bad rating rate|negative rate|ratings share|"
        "net promoter score|shop rating|qa score|quality score|ces",
    ),
    (
        _BOT,
        "转人工率|转人工|机器人命中率|命中率|机器人转化率|机器人解决率|handoff rate|hand-off rate|"
        "handover rate|bot hit rate|hit rate|bot conversion|deflection rate|deflection",
    ),
    (
        _LOAD,
        "咨询人数|询盘率|询盘量|有效接待|有效接待人数|最大同时接待|同时接待|长接待|长接待人数|转接率|"
        "转接量|转出量|转入量|消息数|排队人数|people who asked|valid contacts|max concurrent|"
        "concurrency|transfer rate|transfers|inquiry rate|long contacts|repeat contact rate",
    ),
    (
        _CONV,
        "静默转化率|静默转化|人工转化率|当日付款转化率|次日付款转化率|当日转化率|次日转化率|下单转化率|"
        "点击率|曝光|曝光量|流量|访客数|加购率|silent conversion|same day conversion|"
        "next day conversion|ctr|click rate|click through rate|impressions|traffic|visitors",
    ),
    (
        _COST,
        "售后人效|人效|工作量单价|单次接待成本|接待成本|售后成本|售后roi|roi|工资|人力成本|补偿|"
        "补偿金额|赠品成本|社群成本|激励成本|占用率|利用率|每小时处理量|出勤率|排班遵守率|损耗率|"
        "流失率|离职率|人员流失率|培训覆盖率|决后必办率|会议必决率|预测偏差|新客数|老客数|会员数|"
        "粉丝数|社群规模|cost per contact|cost per ticket|cost per chat|costs|cost|wages|"
        "compensation|after-sales roi|occupancy|utilisation|utilization|"
        "adherence|shrinkage|turnover rate|attrition|attrition rate|training coverage|"
        "action completion|forecast error|new customers|headcount",
    ),
)
