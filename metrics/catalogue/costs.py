"""What customer service costs, what it saves, and what goes wrong elsewhere costs (资损).

Wages are booked by month: figures made of them exist for whole months only. One case of loss
belongs to one class.
"""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import PLACES, TIME, terms
from metrics.model import Chapter, Metric, Quotient, Total

_BY_MONTH = frozenset({Dim.MONTH, Dim.TEAM, Dim.SHOP, Dim.PLATFORM})
_BOOKED = frozenset({Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.TEAM, *PLACES})
_CASES_N = Bilingual("笔支出", "payments")
_HUMAN = ((Dim.HANDLER, ("human",)),)
_WHOLE_MONTHS = Bilingual("按整月，工资按月入账", "whole months, as wages are booked by month")


def _cost(key: str, name: Bilingual, said: str, what: Bilingual, source: str) -> Metric:
    """Return a cost that is booked by day or month."""
    return Metric(
        key=key,
        name=name,
        formula=Total((key,)),
        adds=Adds.ADD,
        unit=Unit.MONEY,
        good=Good.DOWN,
        chapter=Chapter.COST,
        cuts=_BOOKED,
        synonyms=terms(said),
        definition=Bilingual(f"{name.zh} = {what.zh}。", f"{name.en} = {what.en}."),
        words=Bilingual("入账金额相加", "amounts booked, added up"),
        n_of=_CASES_N,
        source=source,
    )


def _loss(key: str, name: Bilingual, said: str, what: Bilingual, source: str, *more: Dim) -> Metric:
    """Return a class of losses; a case belongs to one class only."""
    return Metric(
        key=key,
        name=name,
        formula=Total((key,)),
        adds=Adds.ADD,
        unit=Unit.MONEY,
        good=Good.DOWN,
        chapter=Chapter.LOSS,
        cuts=frozenset(TIME | PLACES | {Dim.CATEGORY, *more}),
        synonyms=terms(said),
        definition=Bilingual(
            f"{name.zh} = {what.zh}；一笔只归一类。",
            f"{name.en} = {what.en}; a case belongs to one class only.",
        ),
        words=Bilingual("资损金额相加", "amounts lost, added up"),
        n_of=Bilingual("笔资损", "cases of loss"),
        source=source,
    )


METRICS: tuple[Metric, ...] = (
    Metric(
        key="cost_per_contact",
        name=Bilingual("售后人效（每次接待成本）", "Cost per contact"),
        formula=Quotient(("wages", "bonuses"), ("contacts",)),
        unit=Unit.MONEY,
        good=Good.DOWN,
        chapter=Chapter.COST,
        cuts=_BY_MONTH,
        only=_HUMAN,
        window=_WHOLE_MONTHS,
        same_name="unit_cost",
        whole_months=True,
        synonyms=terms(
            "售后人效|人效|客服人效|工作量单价|单次接待成本|接待成本|每次接待成本|"
            "单接待成本|人效按接待|cost per contact|cost per chat|cost per conversation|"
            "labour cost per contact|labor cost per contact|单次成本|每次接待多少钱|"
            "接待一次多少钱"
        ),
        definition=Bilingual(
            "售后人效 =（工资 + 激励奖）÷ 人工接待量；叫人效，其实是成本，越低越好。",
            "Cost per contact = (wages + bonuses) ÷ contacts people took; lower is better, though "
            "the Chinese name says efficiency.",
        ),
        words=Bilingual(
            "（工资 + 激励奖）÷ 人工接待量", "(wages + bonuses) ÷ contacts people took"
        ),
        n_of=Bilingual("次人工接待", "contacts people took"),
        source="2.2 cost_per_contact, C10, G10",
    ),
    Metric(
        key="cost_per_ticket",
        name=Bilingual("售后人效（每张工单成本）", "Cost per ticket"),
        formula=Quotient(("wages", "bonuses"), ("tickets",)),
        unit=Unit.MONEY,
        good=Good.DOWN,
        chapter=Chapter.COST,
        cuts=_BY_MONTH,
        window=_WHOLE_MONTHS,
        same_name="unit_cost",
        whole_months=True,
        synonyms=terms(
            "工单人效|每张工单成本|单张工单成本|工单成本|工单单价|人效按工单|售后人效按工单|"
            "cost per ticket|ticket cost|labour cost per ticket|labor cost per ticket"
        ),
        definition=Bilingual(
            "每张工单成本 =（工资 + 激励奖）÷ 工单量；和按接待算的不能放在一条趋势里。",
            "Cost per ticket = (wages + bonuses) ÷ tickets; never in one trend with the cost per "
            "contact.",
        ),
        words=Bilingual("（工资 + 激励奖）÷ 工单量", "(wages + bonuses) ÷ tickets"),
        n_of=Bilingual("张工单", "tickets"),
        source="2.2 cost_per_contact, C10, G10",
    ),
    Metric(
        key="aftersales_roi",
        name=Bilingual("售后 ROI", "After-sales ROI"),
        formula=Quotient(("refund_saved",), ("comp_cost",)),
        unit=Unit.RATIO,
        good=Good.UP,
        chapter=Chapter.COST,
        cuts=_BY_MONTH,
        window=Bilingual("按整月，成本只算补偿", "whole months; the cost is compensation alone"),
        same_name="aftersales_roi",
        whole_months=True,
        synonyms=terms(
            "售后roi|roi|售后投产比|售后投入产出比|投产比|挽回投产比|after-sales roi|"
            "aftersales roi|after sales roi|service roi|return on after-sales cost"
        ),
        definition=Bilingual(
            "售后 ROI = 售后挽回金额 ÷ 售后成本（不退不换给出的补偿）；不含工资。",
            "After-sales ROI = refund amount saved ÷ after-sales cost, that is compensation paid "
            "without a return; wages are not in it.",
        ),
        words=Bilingual("售后挽回金额 ÷ 补偿金额", "refund amount saved ÷ compensation"),
        n_of=Bilingual("元补偿", "compensation"),
        source="2.2 aftersales_roi, C11, G11",
    ),
    Metric(
        key="aftersales_roi_wages",
        name=Bilingual("售后 ROI（含工资）", "After-sales ROI (with wages)"),
        formula=Quotient(("refund_saved",), ("comp_cost", "wages", "bonuses")),
        unit=Unit.RATIO,
        good=Good.UP,
        chapter=Chapter.COST,
        cuts=_BY_MONTH,
        window=Bilingual("按整月，成本含补偿和工资", "whole months; compensation and wages"),
        same_name="aftersales_roi",
        whole_months=True,
        synonyms=terms(
            "售后roi含工资|售后roi(含工资)|含工资售后roi|roi含工资|含工资的售后roi|"
            "after-sales roi with wages|aftersales roi with wages|roi with wages|"
            "roi including wages|after-sales roi including wages"
        ),
        definition=Bilingual(
            "售后 ROI（含工资）= 售后挽回金额 ÷（补偿 + 工资 + 激励奖）；不能和不含工资的混着比。",
            "After-sales ROI (with wages) = refund amount saved ÷ (compensation + wages + "
            "bonuses); lower than the one without wages and not to be mixed with it.",
        ),
        words=Bilingual(
            "售后挽回金额 ÷（补偿 + 工资 + 激励奖）",
            "refund amount saved ÷ (compensation + wages + bonuses)",
        ),
        n_of=Bilingual("元成本", "cost"),
        source="2.2 aftersales_roi, G11",
    ),
    _cost(
        "comp_cost",
        Bilingual("售后补偿成本", "Compensation cost"),
        "售后补偿成本|"
        "赔了多少钱|赔了多少|赔付多少|补偿了多少钱|"
        "售后成本|补偿成本|补偿|补偿金额|补偿费用|赔付|赔付金额|赔付成本|"
        "compensation cost|compensation|compensation paid|after-sales cost|aftersales cost",
        Bilingual("不退不换、直接给顾客的补偿", "compensation paid without a return or exchange"),
        "2.2 comp_cost, C16",
    ),
    _cost(
        "gift_cost",
        Bilingual("客户关系维系成本", "Relationship cost"),
        "客户关系维系成本|"
        "客户维系|客情维系|维系费用|客户关系维系|"
        "客户维系成本|维系成本|赠品成本|礼品成本|客情成本|关怀成本|"
        "relationship cost|gift cost|cost of gifts|relationship keeping cost|goodwill cost",
        Bilingual(
            "为维护体验送出的礼品和补偿", "gifts and payments given to protect the experience"
        ),
        "2.2 gift_cost, C17",
    ),
    _cost(
        "community_cost",
        Bilingual("社群投入成本", "Community cost"),
        "社群投入成本|社群成本|社群投入|社群费用|私域成本|community cost|cost of the community|"
        "community spend",
        Bilingual(
            "社群的人力、工具、物料和让出的毛利",
            "people, tools, materials and margin given away for the community",
        ),
        "2.2 community_cost, C18",
    ),
    _cost(
        "incentive_cost",
        Bilingual("人员激励成本", "Incentive cost"),
        "人员激励成本|激励成本|激励费用|激励金额|奖励成本|incentive cost|incentives|"
        "cost of incentives|prize money",
        Bilingual(
            "销售、服务、转化等各项奖励的支出", "prizes paid for sales, service and the like"
        ),
        "2.2 incentive_cost, C19",
    ),
    _loss(
        "loss_marketing",
        Bilingual("营销资损", "Marketing loss"),
        "营销资损|活动资损|优惠券资损|营销损失|marketing loss|marketing losses|"
        "losses from campaigns|campaign loss",
        Bilingual("因活动设置赔出去的钱", "money lost because of campaigns"),
        "2.2 loss_marketing, C12",
    ),
    _loss(
        "loss_quality",
        Bilingual("品质资损", "Quality loss"),
        "品质资损|质量资损|品质损失|质量损失|次品资损|quality loss|quality losses|"
        "losses from defects|defect loss",
        Bilingual("因次品产生的退货金额", "the amount of returns caused by defective goods"),
        "2.2 loss_quality, C13",
        Dim.PRODUCT,
    ),
    _loss(
        "loss_logistics",
        Bilingual("物流资损", "Logistics loss"),
        "物流资损|快递资损|丢件资损|物流损失|logistics loss|logistics losses|shipping loss|"
        "losses from shipping|delivery loss",
        Bilingual(
            "丢件和因到货晚产生的退货金额", "lost parcels and returns caused by late delivery"
        ),
        "2.2 loss_logistics, C14",
    ),
    _loss(
        "loss_warehouse",
        Bilingual("仓储资损", "Warehouse loss"),
        "仓储资损|仓库资损|错发资损|少发资损|仓储损失|warehouse loss|warehouse losses|"
        "losses from the warehouse",
        Bilingual(
            "少发、错发产生的补偿和退货金额",
            "compensation and returns caused by short or wrong shipments",
        ),
        "2.2 loss_warehouse, C15",
    ),
    Metric(
        key="losses",
        name=Bilingual("资损合计", "Total losses"),
        formula=Total(("loss_marketing", "loss_quality", "loss_logistics", "loss_warehouse")),
        adds=Adds.ADD,
        unit=Unit.MONEY,
        good=Good.DOWN,
        chapter=Chapter.LOSS,
        cuts=frozenset(TIME | {Dim.SHOP, Dim.PLATFORM}),
        synonyms=terms(
            "资损合计|资损|总资损|资损总额|资损金额|losses|total losses|"
            "total loss|all losses|loss amount"
        ),
        definition=Bilingual(
            "资损合计 = 营销、品质、物流、仓储四类资损相加；一笔只归一类，不会重复。",
            "Total losses = marketing, quality, logistics and warehouse losses together; a case "
            "belongs to one class only, so nothing counts twice.",
        ),
        words=Bilingual("四类资损相加", "the four classes, added up"),
        n_of=Bilingual("笔资损", "cases of loss"),
        source="C12-C15",
    ),
)
