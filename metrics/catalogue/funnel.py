"""From being seen to being bought: visits, clicks, orders."""

from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import ORDERS_N, SHOP_DAYS, terms
from metrics.model import Against, Chapter, Derived, Interval, Metric, Quotient, Total

SHOWN_N = Bilingual("次曝光", "impressions")
CLICKS_N = Bilingual("次点击", "clicks")
VISITORS_N = Bilingual("位访客", "visitors")

METRICS: tuple[Metric, ...] = (
    Metric(
        key="exposures",
        name=Bilingual(
            "曝光量",
            "Impressions",
        ),
        formula=Total(("exposures",)),
        unit=Unit.COUNT,
        good=Good.UP,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "曝光量|曝光|曝光数|曝光次数|展现量|展现|展现次数|exposures|exposure|impressions|"
            "impression count"
        ),
        definition=Bilingual(
            "曝光量 = 商品被看到的次数。",
            "Impressions = how many times products were shown.",
        ),
        n_of=SHOWN_N,
        source="X01",
        words=Bilingual(
            "曝光次数之和",
            "sum of impressions",
        ),
        adds=Adds.ADD,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="ctr",
        name=Bilingual(
            "点击率",
            "Click-through rate",
        ),
        formula=Quotient(("clicks",), ("exposures",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "点击率|曝光点击率|ctr|click rate|click-through rate|click through rate|"
            "clickthrough rate"
        ),
        definition=Bilingual(
            "点击率 = 点击 ÷ 曝光。",
            "Click-through rate = clicks ÷ impressions.",
        ),
        n_of=SHOWN_N,
        interval=Interval.WILSON,
        small_n=30,
        source="X01",
        words=Bilingual(
            "点击次数 ÷ 曝光次数",
            "clicks ÷ impressions",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="click_conv",
        name=Bilingual(
            "点击转化率",
            "Click conversion",
        ),
        formula=Quotient(("orders",), ("clicks",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "点击转化率|点击成交率|点击下单率|点击成交转化率|商品转化率|click conversion|"
            "click conversion rate|orders per click|click to order rate|clicks to orders"
        ),
        definition=Bilingual(
            "点击转化率 = 订单量 ÷ 点击。",
            "Click conversion = orders ÷ clicks.",
        ),
        n_of=CLICKS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="X01",
        words=Bilingual(
            "订单量 ÷ 点击次数",
            "orders ÷ clicks",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        same_name="conversion",
        window=Bilingual(
            "每次点击有多少订单",
            "orders of each click",
        ),
    ),
    Metric(
        key="visitors",
        name=Bilingual(
            "访客数",
            "Visitors",
        ),
        formula=Total(("visitors",)),
        unit=Unit.COUNT,
        good=Good.UP,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "访客数|访客|访客量|访客人数|进店人数|进店访客|uv|流量|visitors|visitor count|"
            "unique visitors|shop visitors|traffic|进店|多少人进店|进店数|进店量|店铺访客|"
            "店铺流量|shop visits|store visits|visits"
        ),
        definition=Bilingual(
            "访客数 = 每天进店的不同的人；跨天相加是人次。",
            "Visitors = different people in the shop on a day; over days one person counts again.",
        ),
        n_of=VISITORS_N,
        source="2.2 silent_conv",
        words=Bilingual(
            "每天不同的访客，逐天相加",
            "different visitors of each day, added day by day",
        ),
        adds=Adds.DISTINCT,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="silent_conv",
        name=Bilingual(
            "静默转化率",
            "Silent conversion",
        ),
        formula=Quotient(("silent_buyers",), ("visitors",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "静默转化率|静默转化|静默成交率|静默下单率|静默付款率|silent conversion|"
            "silent conversion rate|conversion without asking|unassisted conversion"
        ),
        definition=Bilingual(
            "静默转化率 = 没问就付款的买家 ÷ 访客；多天的是两边各自相加再除。",
            "Silent conversion = buyers who never asked ÷ visitors; over days both are added "
            "before they are divided.",
        ),
        n_of=VISITORS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 silent_conv",
        words=Bilingual(
            "没咨询就付款的买家 ÷ 访客",
            "buyers who never asked ÷ visitors",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
        same_name="conversion",
        window=Bilingual(
            "没咨询的买家，按访客算",
            "buyers who never asked, of visitors",
        ),
    ),
    Metric(
        key="inq_rate",
        name=Bilingual(
            "询盘率",
            "Inquiry rate",
        ),
        formula=Quotient(("consult_users",), ("visitors",)),
        unit=Unit.SHARE,
        good=Good.NONE,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "询盘率|询盘|咨询率|访客咨询率|进店咨询率|inquiry rate|enquiry rate|"
            "share of visitors who ask|visitors who ask"
        ),
        definition=Bilingual(
            "询盘率 = 来咨询的人 ÷ 访客。",
            "Inquiry rate = people who asked ÷ visitors.",
        ),
        n_of=VISITORS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 inq_rate",
        words=Bilingual(
            "咨询人数 ÷ 访客数",
            "people who asked ÷ visitors",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.SALES,
    ),
    Metric(
        key="sales_funnel",
        name=Bilingual(
            "销售漏斗",
            "Sales funnel",
        ),
        formula=Derived("shop_sales", Against.PREVIOUS.value),
        unit=Unit.MONEY,
        good=Good.UP,
        cuts=frozenset(),
        synonyms=terms(
            "销售漏斗|销售拆解|销售额拆解|销售恒等式|成交漏斗|sales funnel|sales identity"
        ),
        definition=Bilingual(
            "销售漏斗：店铺销售额 = 曝光量 × 点击率 × 点击转化率 × 客单价（每单），变化能不留余"
            "数地分到每一步。",
            "Sales funnel: shop sales = impressions × click-through rate × click conversion × "
            "average order value, and a change is shared out between them without a rest.",
        ),
        n_of=ORDERS_N,
        source="2.2 sales_funnel, X01",
        words=Bilingual(
            "曝光量 × 点击率 × 点击转化率 × 客单价（每单）",
            "impressions × click-through rate × click conversion × average order value",
        ),
        adds=Adds.DERIVED,
        chapter=Chapter.SALES,
    ),
)
