"""Refunds and what buyers say of the goods.

A refund counts on the day it was asked for; its rate sets it against the orders of the same days,
not against the orders it belongs to.
"""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import ORDERS_N, PLACES, TIME, terms
from metrics.model import Chapter, Interval, MeanDuration, Metric, Quotient, Snapshot, Total

_REFUNDS_N = Bilingual("笔退款", "refunds")
_REVIEWS_N = Bilingual("条商品评价", "product reviews")
_ALL = frozenset(TIME | PLACES | {Dim.TEAM, Dim.CATEGORY, Dim.PRODUCT})
_STATE = frozenset({Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.TEAM, Dim.SHOP, Dim.PLATFORM, Dim.CHANNEL})
_REVIEWS = frozenset(TIME | PLACES | {Dim.PRODUCT})


def _reviews(
    key: str, name: Bilingual, said: str, good: Good, measure: str, kind: Bilingual
) -> Metric:
    """Return a share of product reviews."""
    return Metric(
        key=key,
        name=name,
        formula=Quotient((measure,), ("reviews_n",)),
        unit=Unit.SHARE,
        good=good,
        chapter=Chapter.REFUND,
        cuts=_REVIEWS,
        synonyms=terms(said),
        definition=Bilingual(
            f"{name.zh} = {kind.zh} ÷ 全部商品评价；说的是商品，不是客服。",
            f"{name.en} = {kind.en} ÷ all product reviews; they are about the goods, not about "
            "customer service.",
        ),
        words=Bilingual(f"{kind.zh} ÷ 商品评价", f"{kind.en} ÷ product reviews"),
        n_of=_REVIEWS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="1.13, C02",
    )


METRICS: tuple[Metric, ...] = (
    Metric(
        key="refunds",
        name=Bilingual("退款量", "Refunds"),
        formula=Total(("refunds",)),
        adds=Adds.ADD,
        unit=Unit.COUNT,
        good=Good.DOWN,
        chapter=Chapter.REFUND,
        cuts=_ALL,
        synonyms=terms(
            "退款量|退款|退款数|退款笔数|退款单量|退款单数|退款件数|refunds|refund|refund count|"
            "number of refunds|refund requests|refund volume"
        ),
        definition=Bilingual(
            "退款量 = 当天申请的退款，仅退款和退货退款都算。",
            "Refunds = refunds asked for that day, with or without a return.",
        ),
        words=Bilingual("退款笔数相加", "the number of refunds"),
        n_of=_REFUNDS_N,
        source="1.13, C02",
    ),
    Metric(
        key="refund_amount",
        name=Bilingual("退款金额", "Refund amount"),
        formula=Total(("refund_amount",)),
        adds=Adds.ADD,
        unit=Unit.MONEY,
        good=Good.DOWN,
        chapter=Chapter.REFUND,
        cuts=_ALL,
        synonyms=terms(
            "退款金额|退款额|退款总额|退了多少钱|refund amount|amount refunded|"
            "refund value|refunded amount|money refunded|退款多少钱|退了多少|退款金额合计|"
            "how much did we refund|how much was refunded|refunded|refund total"
        ),
        definition=Bilingual(
            "退款金额 = 当天申请的退款的金额。",
            "Refund amount = the money of refunds asked for that day.",
        ),
        words=Bilingual("退款金额相加", "refunded amounts, added up"),
        n_of=_REFUNDS_N,
        source="1.13, C02",
    ),
    Metric(
        key="refund_rate",
        name=Bilingual("退款率", "Refund rate"),
        formula=Quotient(("refunds",), ("orders",)),
        unit=Unit.SHARE,
        good=Good.DOWN,
        chapter=Chapter.REFUND,
        cuts=frozenset(TIME | PLACES | {Dim.PRODUCT}),
        synonyms=terms(
            "退款率|订单退款率|退款比例|退款占比|refund rate|refund ratio|refunds per order|"
            "share of orders refunded"
        ),
        definition=Bilingual(
            "退款率 = 期内申请的退款 ÷ 期内的订单，不是同一批订单。",
            "Refund rate = refunds asked for in the period ÷ its orders, which are not the same "
            "orders.",
        ),
        words=Bilingual("退款量 ÷ 订单量", "refunds ÷ orders"),
        n_of=ORDERS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="1.13, C02",
    ),
    Metric(
        key="refund_finish",
        name=Bilingual("退款完结时长", "Refund completion time"),
        formula=MeanDuration("refund_finish_sum", "refund_finish_n"),
        adds=Adds.DIST,
        unit=Unit.SECONDS,
        good=Good.DOWN,
        chapter=Chapter.REFUND,
        cuts=_ALL - {Dim.PRODUCT},
        cut_first=Dim.CATEGORY,
        synonyms=terms(
            "退款完结时长|退款时长|退款处理时长|退款完结时间|退款速度|退款完成时长|"
            "退款周期|refund completion time|refund finish time|refund time|time to refund|"
            "how long do refunds take|refund handling time|refund speed|退款多久|"
            "退款多久能完成|退款多久完成|退款要多久|退款多久到账|退款多长时间|平均退款时长|"
            "average refund time|how long does a refund take"
        ),
        definition=Bilingual(
            "退款完结时长 = 从申请到完结的总时长 ÷ 完结的退款；仅退款和退货退款分开看。",
            "Refund completion time = time from request to completion ÷ refunds completed; those "
            "with and without a return are looked at apart.",
        ),
        words=Bilingual(
            "申请到完结的时长 ÷ 完结的退款", "request to completion ÷ completed refunds"
        ),
        n_of=_REFUNDS_N,
        source="2.2 refund_finish",
    ),
    Metric(
        key="refund_saved",
        name=Bilingual("售后挽回金额", "Refund amount saved"),
        formula=Total(("refund_saved",)),
        adds=Adds.ADD,
        unit=Unit.MONEY,
        good=Good.UP,
        chapter=Chapter.REFUND,
        cuts=frozenset(TIME | PLACES | {Dim.TEAM}),
        synonyms=terms(
            "售后挽回金额|挽回金额|挽回|退款挽回|退款挽回金额|挽回退款|挽回退款金额|售后挽回|挽单金额|"
            "refund amount saved|refunds saved|saved refunds|saved refund amount|money saved|"
            "refund savings"
        ),
        definition=Bilingual(
            "售后挽回金额 = 申请后经客服沟通撤销的退款，加上改小的差额。",
            "Refund amount saved = refunds withdrawn after customer service talked to the buyer, "
            "plus what others were reduced by.",
        ),
        words=Bilingual("撤销的退款金额 + 减少的退款金额", "refunds withdrawn + reductions"),
        n_of=_REFUNDS_N,
        source="2.2 refund_saved, C11",
    ),
    Metric(
        key="open_refunds",
        name=Bilingual("未完结退款", "Open refunds"),
        formula=Snapshot(("refunds_open",)),
        adds=Adds.SNAP,
        unit=Unit.COUNT,
        good=Good.DOWN,
        chapter=Chapter.REFUND,
        cuts=_STATE,
        synonyms=terms(
            "未完结退款|未完结的退款|未完结退款量|待处理退款|待退款|在途退款|未处理退款|"
            "没退完的退款|还有多少退款没处理|open refunds|refunds open|refunds are open|"
            "pending refunds|refunds pending|outstanding refunds|unfinished refunds|"
            "退款没处理|没处理的退款|未退的款|卡住的退款|refunds still open|"
            "refunds are still open"
        ),
        definition=Bilingual(
            "未完结退款 = 那一刻还没完结的退款；是某一天的状态，不能跨天相加。",
            "Open refunds = refunds not completed at that moment; a state of a day, never added "
            "over days.",
        ),
        words=Bilingual("各店最近一天的未完结退款相加", "every shop's latest day, added up"),
        n_of=_REFUNDS_N,
        source="phrase e19, G2",
    ),
    _reviews(
        "good_review_rate",
        Bilingual("商品好评率", "Good review rate"),
        "商品好评率|商品好评|产品好评率|评价好评率|商品评价|good review rate|product review rate|"
        "positive review rate|good reviews|product reviews",
        Good.UP,
        "reviews_good",
        Bilingual("好评", "good reviews"),
    ),
    _reviews(
        "bad_review_rate",
        Bilingual("差评率", "Bad review rate"),
        "差评率|"
        "差评占比|bad reviews rate|negative reviews rate|"
        "商品差评率|产品差评率|中差评率|bad review rate|negative review rate|"
        "share of bad reviews",
        Good.DOWN,
        "reviews_bad",
        Bilingual("中评和差评", "neutral and bad reviews"),
    ),
)
