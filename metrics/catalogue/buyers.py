"""What buyers spend, who is new among them, and who comes back."""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import BUYERS, BUYERS_N, PLACES, SHOP_DAYS, terms
from metrics.model import Chapter, Interval, Metric, PerBuyer, Quotient, Repurchase, Total


def _repurchase(days: int) -> Metric:
    """Return the repurchase rate over a fixed window that ends with the period asked."""
    return Metric(
        key=f"repurchase_rate_{days}d",
        name=Bilingual(f"{days} 天复购率", f"{days}-day repurchase rate"),
        formula=Repurchase(days),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=frozenset(PLACES | {Dim.COUNTRY}),
        synonyms=terms(
            f"{days}天复购率|{days}日复购率|{days}天回购率|{days} day repurchase rate|"
            f"{days}-day repurchase rate|repurchase rate {days} days"
        ),
        definition=Bilingual(
            f"{days} 天复购率 = 期末往前 {days} 天里下过两单以上的买家 ÷ 下过单的买家。",
            f"{days}-day repurchase rate = buyers with two or more orders in the {days} days to "
            "the period's end ÷ buyers with one or more.",
        ),
        n_of=BUYERS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 repurchase_rate",
        words=Bilingual(
            f"{days} 天内下过两单以上的买家 ÷ {days} 天内下过单的买家",
            f"buyers with two or more orders in {days} days ÷ buyers with one or more",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        same_name="repurchase",
        window=Bilingual(f"期末往前 {days} 天", f"the {days} days to the period's end"),
    )


METRICS: tuple[Metric, ...] = (
    Metric(
        key="spend_per_buyer",
        name=Bilingual("客单价（每人）", "Spend per buyer"),
        formula=PerBuyer(),
        unit=Unit.MONEY,
        good=Good.UP,
        cuts=BUYERS,
        synonyms=terms(
            "客单价|客单|客单价每人|客单价(每人)|人均消费|人均客单价|spend per buyer|"
            "spend per customer|sales per buyer|revenue per customer"
        ),
        definition=Bilingual(
            "客单价（每人）= 有买家的销售额 ÷ 期内不同的付款买家，同一人只算一次。",
            "Spend per buyer = sales to known buyers ÷ distinct buyers of the period; one person "
            "counts once.",
        ),
        n_of=BUYERS_N,
        source="2.2 spend_per_buyer, G6",
        words=Bilingual(
            "有买家的销售额 ÷ 不同的付款买家", "sales to known buyers ÷ distinct paying buyers"
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        same_name="basket",
        window=Bilingual(
            "按人算，期内同一人只算一次", "per person: one person counts once in the period"
        ),
    ),
    Metric(
        key="repurchase_rate",
        name=Bilingual("复购率（期内）", "Repurchase rate (within the period)"),
        formula=Repurchase(None),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=BUYERS,
        synonyms=terms(
            "复购率|回购率|重复购买率|复购|repurchase rate|repeat purchase rate|"
            "repeat rate|repurchase|老客复购率|老客复购|老客回购率"
        ),
        definition=Bilingual(
            "复购率 = 期内下过两单以上的买家 ÷ 期内下过单的买家；期越长越高，只和一样长的期比。",
            "Repurchase rate = buyers with two or more orders in the period ÷ buyers with one or "
            "more; longer periods give higher rates, so compare equally long ones.",
        ),
        n_of=BUYERS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 repurchase_rate (the window is the period asked)",
        words=Bilingual(
            "期内下过两单以上的买家 ÷ 期内下过单的买家",
            "buyers with two or more orders in the period ÷ buyers with one or more",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        same_name="repurchase",
        window=Bilingual("只看所问的那段时间", "the period asked, and no longer"),
    ),
    *(_repurchase(days) for days in (30, 90, 365)),
    Metric(
        key="items_per_buyer",
        name=Bilingual(
            "客件数",
            "Items per buyer",
        ),
        formula=PerBuyer("items"),
        unit=Unit.RATIO,
        good=Good.UP,
        cuts=BUYERS,
        synonyms=terms(
            "客件数|客均件数|人均件数|人均购买件数|每人件数|连带|连带率|items per buyer|"
            "items per customer|units per buyer|units per customer"
        ),
        definition=Bilingual(
            "客件数 = 买家买的件数 ÷ 期内不同的付款买家。",
            "Items per buyer = pieces bought ÷ distinct buyers of the period.",
        ),
        n_of=BUYERS_N,
        source="2.2 items_per_buyer",
        words=Bilingual(
            "件数 ÷ 不同的付款买家",
            "pieces ÷ distinct paying buyers",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="new_buyers",
        name=Bilingual(
            "新客成交人数",
            "New buyers",
        ),
        formula=Total(("new_buyers",)),
        unit=Unit.COUNT,
        good=Good.UP,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "新客成交人数|新客数|新客|新客人数|新客户数|新客户|新买家|拉新|拉新人数|拉新数|"
            "new buyers|new customers|first-time buyers|first time buyers|customers won"
        ),
        definition=Bilingual(
            "新客成交人数 = 第一次在店里付款的买家。",
            "New buyers = buyers who paid in the shop for the first time.",
        ),
        n_of=BUYERS_N,
        source="C03, C04",
        words=Bilingual(
            "首次付款的买家之和",
            "sum of buyers who paid for the first time",
        ),
        adds=Adds.ADD,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="returning_buyers",
        name=Bilingual(
            "老客成交人数",
            "Returning buyers",
        ),
        formula=Total(("returning_buyers",)),
        unit=Unit.COUNT,
        good=Good.UP,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "老客成交人数|老客数|老客|老客人数|老客户数|老客户|老买家|回头客|returning buyers|"
            "returning customers|repeat buyers|repeat customers|old customers"
        ),
        definition=Bilingual(
            "老客成交人数 = 以前买过、当天又付款的买家；跨天相加是人次。",
            "Returning buyers = buyers of a day who had bought before; over days one person "
            "counts again.",
        ),
        n_of=BUYERS_N,
        source="C03",
        words=Bilingual(
            "每天付款的老买家，逐天相加",
            "paying buyers of each day who had bought before, added day by day",
        ),
        adds=Adds.DISTINCT,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="new_buyer_share",
        name=Bilingual(
            "新客占比",
            "Share of new buyers",
        ),
        formula=Quotient(("new_buyers",), ("new_buyers", "returning_buyers")),
        unit=Unit.SHARE,
        good=Good.NONE,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "新客占比|新客比例|新客率|新老客占比|新老客比例|新客成交占比|share of new buyers|"
            "new buyer share|new customer share|share of new customers|new vs returning"
        ),
        definition=Bilingual(
            "新客占比 = 新客成交人数 ÷ 新老客成交人数。",
            "Share of new buyers = new buyers ÷ new and returning buyers.",
        ),
        n_of=BUYERS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="C03",
        words=Bilingual(
            "新客 ÷（新客 + 老客）",
            "new buyers ÷ (new + returning buyers)",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="member_sales",
        name=Bilingual(
            "会员销售额",
            "Member sales",
        ),
        formula=Total(("member_sales",)),
        unit=Unit.MONEY,
        good=Good.UP,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "会员销售额|会员销售|会员成交额|会员成交|会员营销|会员营销销售额|会员业绩|"
            "member sales|sales to members|membership sales|loyalty sales|会员卖了多少钱|"
            "会员卖了多少"
        ),
        definition=Bilingual(
            "会员销售额 = 会员付款的金额。",
            "Member sales = what members paid.",
        ),
        n_of=BUYERS_N,
        source="C05",
        words=Bilingual(
            "会员的支付金额之和",
            "sum of payments of members",
        ),
        adds=Adds.ADD,
        chapter=Chapter.SALES,
    ),
)
