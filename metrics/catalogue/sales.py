"""Inquiries that become orders, and what buyers spend."""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import (
    ASKED_N,
    CHAT,
    DESK,
    ORDERS_N,
    PEOPLE,
    SALES,
    SHOP_DAYS,
    TIME,
    terms,
)
from metrics.model import Against, Chapter, Derived, Interval, Metric, Quotient, Total

PAYERS_N = Bilingual("位付款买家", "paying buyers")
SALES_N = Bilingual("销售额", "sales")
NOTHING_N = Bilingual("次", "cases")


METRICS: tuple[Metric, ...] = (
    Metric(
        key="inq_conv_final",
        name=Bilingual("询单转化（最终）", "Inquiry conversion (final)"),
        formula=Quotient(("inq_paid",), ("inquiries",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=CHAT,
        synonyms=terms(
            "询单转化|询单转化率|转化率|转化|最终付款转化率|最终转化率|询单最终转化率|"
            "inquiry conversion|conversion|conversion rate|conv rate|conv|cvr|转换率|"
            "咨询转化率|咨询转化|付款转化率|询单成交率|询单付款率"
        ),
        definition=Bilingual(
            "询单转化（最终）= 最终付款的询单买家 ÷ 询单买家；最近三天还会略升。",
            "Inquiry conversion (final) = inquiring buyers who finally paid ÷ inquiring buyers; "
            "the last three days still rise a little.",
        ),
        n_of=ASKED_N,
        interval=Interval.WILSON,
        small_n=30,
        mature_after=3,
        source="2.2 inq_conv_final",
        words=Bilingual(
            "最终付款的询单买家 ÷ 询单买家",
            "inquiring buyers who paid in the end ÷ inquiring buyers",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        same_name="conversion",
        window=Bilingual("按询单日算，付款不限哪天", "by day of the inquiry, paid whenever"),
    ),
    Metric(
        key="cs_sales",
        name=Bilingual("客服销售额", "CS sales"),
        formula=Total(("cs_sales",)),
        unit=Unit.MONEY,
        good=Good.UP,
        cuts=CHAT,
        synonyms=terms(
            "客服销售额|客服销售|销售额|销售|成交额|业绩|cs sales|sales|attributed sales|"
            "revenue|turnover amount|sales amount|卖了多少钱|卖了多少|卖多少钱|卖多少|"
            "销售金额|销售业绩|客服业绩|客服成交额|客服卖了多少钱|客服卖了多少|"
            "how much did we sell|cs revenue|cs-attributed sales"
        ),
        definition=Bilingual(
            "客服销售额 = 按付款日归给客服的支付金额，未扣退款。",
            "CS sales = amounts paid that are credited to customer service, by payment date, "
            "before refunds.",
        ),
        n_of=Bilingual("位付款买家", "paying buyers"),
        source="2.2 cs_sales",
        words=Bilingual("归客服的支付金额之和", "sum of payments credited to customer service"),
        adds=Adds.ADD,
        chapter=Chapter.SALES,
        same_name="sales",
        window=Bilingual("只算归客服的，按付款日", "only what is credited to CS, by payment date"),
    ),
    Metric(
        key="orders",
        name=Bilingual("订单量", "Orders"),
        formula=Total(("orders",)),
        unit=Unit.COUNT,
        good=Good.UP,
        cuts=SALES,
        synonyms=terms(
            "订单量|订单数|订单|单量|orders|order count|number of orders|多少单|出了多少单|"
            "成交订单|订单总数|成交单数|下单量|order volume|total orders"
        ),
        definition=Bilingual(
            "订单量 = 不同的订单号，整单取消的另计。",
            "Orders = distinct order numbers; cancellations are counted apart.",
        ),
        n_of=ORDERS_N,
        source="2.2 aov_order",
        words=Bilingual("不同订单号的个数", "number of distinct order numbers"),
        adds=Adds.ADD,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="aov_order",
        name=Bilingual("客单价（每单）", "Average order value"),
        formula=Quotient(("order_sales",), ("orders",)),
        unit=Unit.MONEY,
        good=Good.UP,
        cuts=SALES - {Dim.PRODUCT},
        synonyms=terms(
            "客单价每单|每单客单价|客单价(每单)|单均价|单均金额|笔单价|每单金额|aov|"
            "average order value|order value|aov order|average order|average basket|"
            "avg order value|average basket value|平均每单多少钱|每单多少钱|一单多少钱"
        ),
        definition=Bilingual(
            "客单价（每单）= 销售额 ÷ 订单量，未扣退款。",
            "Average order value = sales ÷ orders, before refunds.",
        ),
        n_of=ORDERS_N,
        source="2.2 aov_order, G6",
        words=Bilingual("店铺销售额 ÷ 订单量", "shop sales ÷ orders"),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        same_name="basket",
        window=Bilingual("按订单算，一人两单算两单", "per order: two orders of one person are two"),
    ),
    Metric(
        key="inquiries",
        name=Bilingual(
            "询单人数",
            "Sales inquiries",
        ),
        formula=Total(("inquiries",)),
        unit=Unit.COUNT,
        good=Good.NONE,
        cuts=CHAT,
        synonyms=terms(
            "询单人数|询单数|询单量|询单|询单人次|询单买家|sales inquiries|inquiries|"
            "inquiring buyers|pre-sales inquiries|presales inquiries|inquiry count"
        ),
        definition=Bilingual(
            "询单人数 = 来问商品、还没买的买家；跨天、跨客服相加是人次。",
            "Sales inquiries = buyers who ask before they buy; over days or agents the sum "
            "counts a person again.",
        ),
        n_of=ASKED_N,
        source="2.2 inquiries",
        words=Bilingual(
            "每天不同的询单买家，逐天相加",
            "different inquiring buyers of each day, added day by day",
        ),
        adds=Adds.DISTINCT,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="inq_conv_sameday",
        name=Bilingual(
            "询单转化（当日）",
            "Inquiry conversion (same day)",
        ),
        formula=Quotient(("inq_paid_sameday",), ("inq_cohort",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "询单当日转化率|询单当日转化|当日转化率|当日转化|当日付款转化率|询单当日付款转化率|"
            "当天转化率|当日询单转化率|same day conversion|same-day conversion|"
            "same day conversion rate|same-day conversion rate|conversion on the same day"
        ),
        definition=Bilingual(
            "询单转化（当日）= 询单当天就付款的买家 ÷ 当天询单的买家。",
            "Inquiry conversion (same day) = inquiring buyers who paid on the day they asked ÷ "
            "inquiring buyers of the day.",
        ),
        n_of=ASKED_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 inq_conv_sameday",
        words=Bilingual(
            "询单当天付款的买家 ÷ 询单买家",
            "buyers who paid the day they asked ÷ inquiring buyers",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        same_name="conversion",
        window=Bilingual(
            "按询单日算，当天付款",
            "by day of the inquiry, paid the same day",
        ),
    ),
    Metric(
        key="inq_conv_nextday",
        name=Bilingual(
            "询单转化（次日）",
            "Inquiry conversion (next day)",
        ),
        formula=Quotient(("inq_paid_nextday",), ("inq_cohort",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "询单次日转化率|询单次日转化|次日转化率|次日转化|次日付款转化率|询单次日付款转化率|"
            "隔日转化率|隔天转化率|次日询单转化率|next day conversion|next-day conversion|"
            "next day conversion rate|next-day conversion rate|conversion by the next day"
        ),
        definition=Bilingual(
            "询单转化（次日）= 询单当天或第二天付款的买家 ÷ 当天询单的买家。",
            "Inquiry conversion (next day) = inquiring buyers who paid that day or the day "
            "after ÷ inquiring buyers of the day.",
        ),
        n_of=ASKED_N,
        interval=Interval.WILSON,
        small_n=30,
        mature_after=1,
        source="2.2 inq_conv_nextday",
        words=Bilingual(
            "询单当天或次日付款的买家 ÷ 询单买家",
            "buyers who paid by the day after they asked ÷ inquiring buyers",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        same_name="conversion",
        window=Bilingual(
            "按询单日算，到第二天为止付款",
            "by day of the inquiry, paid by the day after",
        ),
    ),
    Metric(
        key="bot_conv",
        name=Bilingual(
            "机器人转化率",
            "Bot conversion",
        ),
        formula=Quotient(("inq_paid",), ("inquiries",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "机器人转化率|机器人转化|机器人询单转化|机器人询单转化率|智能客服转化率|"
            "店小蜜转化率|bot conversion|bot conversion rate|conversion of the bot|"
            "the bot's conversion"
        ),
        definition=Bilingual(
            "机器人转化率 = 机器人独立接待的询单里最终付款的 ÷ 机器人独立接待的询单；转给人工的"
            "算人工的。",
            "Bot conversion = inquiries the bot handled alone that were paid in the end ÷ all "
            "it handled alone; one handed to a person counts as that person's.",
        ),
        n_of=ASKED_N,
        interval=Interval.WILSON,
        small_n=30,
        mature_after=3,
        source="2.2 bot_conv, C01",
        words=Bilingual(
            "机器人独立接待、最终付款的询单 ÷ 机器人独立接待的询单",
            "paid inquiries of the bot alone ÷ inquiries of the bot alone",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        only=((Dim.HANDLER, ("bot",)),),
    ),
    Metric(
        key="human_conv",
        name=Bilingual(
            "人工转化率",
            "Human conversion",
        ),
        formula=Quotient(("inq_paid",), ("inquiries",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=frozenset(SHOP_DAYS | PEOPLE),
        synonyms=terms(
            "人工转化率|人工转化|人工询单转化|人工询单转化率|人工客服转化率|human conversion|"
            "human conversion rate|conversion of people|agents' conversion"
        ),
        definition=Bilingual(
            "人工转化率 = 人工接待的询单里最终付款的 ÷ 人工接待的询单；机器人转来的也算。",
            "Human conversion = inquiries handled by people that were paid in the end ÷ "
            "inquiries handled by people, those the bot handed over included.",
        ),
        n_of=ASKED_N,
        interval=Interval.WILSON,
        small_n=30,
        mature_after=3,
        source="2.2 human_conv, C01",
        words=Bilingual(
            "人工接待、最终付款的询单 ÷ 人工接待的询单",
            "paid inquiries of people ÷ inquiries of people",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        only=((Dim.HANDLER, ("human",)),),
    ),
    Metric(
        key="cs_net_sales",
        name=Bilingual(
            "客服净销售额",
            "CS net sales",
        ),
        formula=Total(("cs_sales",), minus=("cs_refunds",)),
        unit=Unit.MONEY,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "客服净销售额|客服净销售|净销售额|净销售|净业绩|扣退款后的销售额|net sales|"
            "cs net sales|net revenue|sales after refunds|sales net of refunds"
        ),
        definition=Bilingual(
            "客服净销售额 = 客服销售额 − 其中退款成功的金额；退款会晚到，近期的数还会变小。",
            "CS net sales = CS sales less what was refunded of them; refunds come late, so "
            "recent figures still shrink.",
        ),
        n_of=PAYERS_N,
        mature_after=15,
        source="2.2 cs_net_sales",
        words=Bilingual(
            "客服销售额 − 成功退款额",
            "CS sales − successful refunds",
        ),
        adds=Adds.ADD,
        chapter=Chapter.SALES,
        same_name="sales",
        window=Bilingual(
            "归客服的，扣掉退款",
            "what is credited to CS, less refunds",
        ),
    ),
    Metric(
        key="cs_sales_share",
        name=Bilingual(
            "客服销售占比",
            "CS share of sales",
        ),
        formula=Quotient(("cs_sales",), ("order_sales",), whole_of=frozenset(PEOPLE)),
        unit=Unit.SHARE,
        good=Good.NONE,
        cuts=frozenset(SHOP_DAYS | PEOPLE),
        synonyms=terms(
            "客服销售占比|客服销售额占比|客服占比|销售占比|客服成交占比|客服销售贡献|"
            "cs share of sales|cs sales share|share of sales|sales share|cs contribution"
        ),
        definition=Bilingual(
            "客服销售占比 = 客服销售额 ÷ 店铺销售额；店铺销售额 = 客服 + 静默。",
            "CS share of sales = CS sales ÷ shop sales; shop sales are those of CS and the "
            "silent ones.",
        ),
        n_of=SALES_N,
        small_n=100000,
        source="2.2 cs_sales_share",
        words=Bilingual(
            "客服销售额 ÷ 店铺销售额",
            "CS sales ÷ shop sales",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="shop_sales",
        name=Bilingual(
            "店铺销售额",
            "Shop sales",
        ),
        formula=Total(("order_sales",)),
        unit=Unit.MONEY,
        good=Good.UP,
        cuts=SALES,
        synonyms=terms(
            "店铺销售额|店铺销售|店铺成交额|全店销售额|全店销售|整店销售额|总销售额|gmv|"
            "shop sales|store sales|total sales|whole shop sales|店铺卖了多少钱|"
            "店铺卖了多少|全店卖了多少钱|全店卖了多少|店铺业绩|全店业绩|总销售|全店成交额|"
            "店铺gmv|overall sales|store revenue|shop revenue|total revenue|支付金额|"
            "付款金额|成交金额|销售总额"
        ),
        definition=Bilingual(
            "店铺销售额 = 全部订单的支付金额，客服的和静默的都算，未扣退款。",
            "Shop sales = payments of all orders, with and without CS, before refunds.",
        ),
        n_of=ORDERS_N,
        source="2.2 cs_sales_share, M01",
        words=Bilingual(
            "全部订单的支付金额之和",
            "sum of payments of all orders",
        ),
        adds=Adds.ADD,
        chapter=Chapter.SALES,
        same_name="sales",
        window=Bilingual(
            "整个店铺，客服的加静默的",
            "the whole shop, with CS and without",
        ),
    ),
    Metric(
        key="profit",
        name=Bilingual(
            "利润",
            "Profit",
        ),
        formula=Total(("income",), minus=("outlay",)),
        unit=Unit.MONEY,
        good=Good.UP,
        cuts=frozenset(TIME | {Dim.SHOP, Dim.PLATFORM}),
        synonyms=terms("利润|净利润|净利|利润额|盈利|profit|net profit|earnings"),
        definition=Bilingual(
            "利润 = 收入 − 支出，两边都按来源的口径。",
            "Profit = income − outlay, both as the source counts them.",
        ),
        n_of=ORDERS_N,
        source="P27, P18",
        words=Bilingual(
            "收入 − 支出",
            "income − outlay",
        ),
        adds=Adds.ADD,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="attainment",
        name=Bilingual(
            "目标完成率",
            "Target attainment",
        ),
        formula=Derived(None, Against.TARGET.value),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=frozenset(),
        synonyms=terms(
            "目标完成率|完成率|达成率|目标达成率|目标完成度|attainment|target attainment|"
            "percent of target"
        ),
        definition=Bilingual(
            "完成率 = 实际 ÷ 目标；期没过完就和到今天为止应完成的比。",
            "Attainment = actual ÷ target; in a period that is not over, ÷ what is due by now.",
        ),
        n_of=NOTHING_N,
        source="2.2 attainment, M05",
        words=Bilingual(
            "实际 ÷ 目标",
            "actual ÷ target",
        ),
        adds=Adds.DERIVED,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="growth_wow",
        name=Bilingual(
            "周环比",
            "Week on week",
        ),
        formula=Derived(None, Against.PREVIOUS.value),
        unit=Unit.SHARE,
        good=Good.NONE,
        cuts=frozenset(),
        synonyms=terms("周环比|周环比增长率|week on week growth|wow growth"),
        definition=Bilingual(
            "周环比 =（本期 − 上周）÷ 上周；比率看相差几个点，基数为 0 或没有就不算。",
            "Week on week = (this period − last week) ÷ last week; rates differ in points, and "
            "without a base there is none.",
        ),
        n_of=NOTHING_N,
        source="2.2 growth, R18-R20, M07",
        words=Bilingual(
            "（本期 − 上周）÷ 上周",
            "(this period − last week) ÷ last week",
        ),
        adds=Adds.DERIVED,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="growth_mom",
        name=Bilingual(
            "月环比",
            "Month on month",
        ),
        formula=Derived(None, Against.PREVIOUS.value),
        unit=Unit.SHARE,
        good=Good.NONE,
        cuts=frozenset(),
        synonyms=terms("月环比|月环比增长率|环比增长率|month on month growth|mom growth"),
        definition=Bilingual(
            "月环比 =（本期 − 上月）÷ 上月；比率看相差几个点，基数为 0 或没有就不算。",
            "Month on month = (this period − last month) ÷ last month; rates differ in points, "
            "and without a base there is none.",
        ),
        n_of=NOTHING_N,
        source="2.2 growth, R18-R20, M07",
        words=Bilingual(
            "（本期 − 上月）÷ 上月",
            "(this period − last month) ÷ last month",
        ),
        adds=Adds.DERIVED,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="growth_yoy",
        name=Bilingual(
            "同比",
            "Year on year",
        ),
        formula=Derived(None, Against.LAST_YEAR.value),
        unit=Unit.SHARE,
        good=Good.NONE,
        cuts=frozenset(),
        synonyms=terms("同比|同比增长率|年同比|year on year growth|yoy growth"),
        definition=Bilingual(
            "同比 =（本期 − 去年同期）÷ 去年同期；比率看相差几个点，基数为 0 或没有就不算。",
            "Year on year = (this period − the same period last year) ÷ the same period last "
            "year; rates differ in points, and without a base there is none.",
        ),
        n_of=NOTHING_N,
        source="2.2 growth, R18-R20, M07",
        words=Bilingual(
            "（本期 − 去年同期）÷ 去年同期",
            "(this period − the same period last year) ÷ the same period last year",
        ),
        adds=Adds.DERIVED,
        chapter=Chapter.SALES,
    ),
)
