"""Goods, warehouse, and the scores that platforms give a shop.

A score is the platform's own: it is shown shop by shop, never recomputed and never averaged.
"""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import PLACES, TIME, terms
from metrics.model import Chapter, External, Interval, Metric, Quotient, Total

_GOODS = frozenset(TIME | PLACES | {Dim.CATEGORY, Dim.PRODUCT})
_SCORES = frozenset({Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.SHOP})
_SENT_N = Bilingual("个包裹", "parcels")


def _score(
    key: str,
    name: Bilingual,
    said: str,
    what: Bilingual,
    source: str,
    same_name: str | None = None,
    window: Bilingual | None = None,
) -> Metric:
    """Return a score that a platform computes of a shop."""
    return Metric(
        key=key,
        name=name,
        formula=External(key),
        adds=Adds.EXT,
        unit=Unit.SCORE,
        good=Good.UP,
        chapter=Chapter.QUALITY,
        cuts=_SCORES,
        cut_first=Dim.SHOP,
        same_name=same_name,
        window=window,
        synonyms=terms(said),
        definition=Bilingual(
            f"{name.zh} = {what.zh}；由平台计算，只按店看，不能把几家店平均。",
            f"{name.en} = {what.en}; the platform computes it, and it is looked at shop by shop, "
            "never averaged over shops.",
        ),
        words=Bilingual("平台给的最新分数，不重算", "the platform's latest score, not recomputed"),
        n_of=Bilingual("家店", "shops"),
        source=source,
    )


def _dsr(key: str, name: Bilingual, said: str, what: Bilingual) -> Metric:
    return _score(
        key,
        name,
        said,
        what,
        "2.2 dsr, D07, G14",
        "dsr",
        Bilingual("平台滚动计分，周变化天然很小", "a rolling score; it hardly moves in a week"),
    )


def _warehouse(
    key: str, name: Bilingual, formula: Quotient, good: Good, said: str, what: Bilingual
) -> Metric:
    """Return a share of what the warehouse sends."""
    return Metric(
        key=key,
        name=name,
        formula=formula,
        unit=Unit.SHARE,
        good=good,
        chapter=Chapter.WAREHOUSE,
        cuts=frozenset(TIME | PLACES),
        synonyms=terms(said),
        definition=Bilingual(f"{name.zh} = {what.zh}。", f"{name.en} = {what.en}."),
        words=what,
        n_of=_SENT_N,
        interval=Interval.WILSON,
        small_n=30,
        source="1.13, K02",
    )


METRICS: tuple[Metric, ...] = (
    Metric(
        key="quality_issues",
        name=Bilingual("质量问题数", "Quality issues"),
        formula=Total(("quality_issues",)),
        adds=Adds.ADD,
        unit=Unit.COUNT,
        good=Good.DOWN,
        chapter=Chapter.QUALITY,
        cuts=_GOODS,
        synonyms=terms(
            "质量问题数|质量问题|质量问题量|品质问题|品质问题数|产品问题数|质量反馈数|"
            "quality issues|quality problems|number of quality issues|product issues"
        ),
        definition=Bilingual(
            "质量问题数 = 当天登记的产品质量问题，按设计、生产、包装等分类。",
            "Quality issues = product-quality issues noted that day, by class: design, "
            "production, packaging.",
        ),
        words=Bilingual("登记的质量问题相加", "issues noted, added up"),
        n_of=Bilingual("个问题", "issues"),
        source="1.13, M38",
    ),
    Metric(
        key="defect_rate",
        name=Bilingual("产品不良率", "Defect rate"),
        formula=Quotient(("defects",), ("defect_base",)),
        unit=Unit.SHARE,
        good=Good.DOWN,
        chapter=Chapter.QUALITY,
        cuts=frozenset(TIME | PLACES | {Dim.PRODUCT}),
        synonyms=terms(
            "产品不良率|不良率|次品率|不合格率|商品不良率|残次率|defect rate|product defect rate|"
            "defective rate|share of defects"
        ),
        definition=Bilingual(
            "产品不良率 = 不良品件数 ÷ 同期发出的件数。",
            "Defect rate = defective pieces ÷ pieces sent in the same time.",
        ),
        words=Bilingual("不良品件数 ÷ 发出件数", "defective pieces ÷ pieces sent"),
        n_of=Bilingual("件商品", "pieces"),
        interval=Interval.WILSON,
        small_n=30,
        source="1.13, M40",
    ),
    _warehouse(
        "dispatch_on_time_rate",
        Bilingual("按时发货率", "On-time dispatch rate"),
        Quotient(("dispatched_on_time",), ("dispatched_due",)),
        Good.UP,
        "按时发货率|"
        "准时发货|按时发货|发货准时率|on-time dispatch|on time dispatch rate|on-time shipping|"
        "on time shipping|"
        "及时发货率|发货及时率|准时发货率|发货时效|on-time dispatch rate|"
        "dispatch on time rate|on time dispatch|on-time shipping rate|dispatched on time",
        Bilingual(
            "承诺时间内发出的 ÷ 期内该发的", "parcels sent by the promised time ÷ parcels due"
        ),
    ),
    _warehouse(
        "short_ship_rate",
        Bilingual("少发率", "Short-shipment rate"),
        Quotient(("short_shipments",), ("shipments",)),
        Good.DOWN,
        "少发率|"
        "少发漏发率|漏发少发率|"
        ""
        "仓库少发率|仓库漏发率|"
        "漏发率|少件率|缺件率|short-shipment rate|short shipment rate|short ship rate|"
        "missing item rate",
        Bilingual("少发的包裹 ÷ 发出的包裹", "parcels with something missing ÷ parcels sent"),
    ),
    _warehouse(
        "wrong_ship_rate",
        Bilingual("错发率", "Wrong-shipment rate"),
        Quotient(("wrong_shipments",), ("shipments",)),
        Good.DOWN,
        "错发率|"
        "仓库错发率|仓库发错率|发错比例|"
        "发错率|发错货率|错件率|wrong-shipment rate|wrong shipment rate|wrong ship rate|"
        "wrong item rate",
        Bilingual("发错的包裹 ÷ 发出的包裹", "parcels with something wrong ÷ parcels sent"),
    ),
    _dsr(
        "dsr_desc",
        Bilingual("DSR 描述相符", "DSR: as described"),
        "dsr描述相符|描述相符|描述分|宝贝描述|宝贝描述分|dsr描述|商品描述分|商品分|"
        "dsr as described|dsr description|description score|as described score",
        Bilingual("店铺评分里的宝贝与描述相符", "the shop rating for goods as described"),
    ),
    _dsr(
        "dsr_serv",
        Bilingual("DSR 服务态度", "DSR: service"),
        "dsr服务态度|dsr服务|服务态度分|卖家服务|卖家服务分|服务分|商家服务分|dsr service|"
        "service score|shop service rating",
        Bilingual("店铺评分里的卖家服务态度", "the shop rating for service"),
    ),
    _dsr(
        "dsr_logi",
        Bilingual("DSR 物流服务", "DSR: logistics"),
        "dsr物流服务|dsr物流|物流服务分|物流分|物流服务质量|dsr logistics|logistics score|"
        "shop logistics rating|shipping score",
        Bilingual("店铺评分里的物流服务质量", "the shop rating for logistics"),
    ),
    _score(
        "wuyougou",
        Bilingual("无忧购", "Worry-free score"),
        "无忧购|无忧购分|无忧购得分|无忧购评分|wuyougou|worry-free score|worry free score|"
        "worry-free purchase score",
        Bilingual("天猫无忧购的服务分", "Tmall's worry-free purchase service score"),
        "2.2 wuyougou, D08, G14",
    ),
)
