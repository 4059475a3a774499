"""Complaints and disputes: how many, of what, and how they were dealt with.

Rates belong to the day a complaint was made, whenever it was answered or solved.
"""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import CONTACTS_N, ORDERS_N, PLACES, TIME, terms
from metrics.model import Chapter, Interval, Metric, Quotient, Snapshot, Total

_COMPLAINTS_N = Bilingual("起投诉", "complaints")
_DUE_N = Bilingual("起到期的投诉", "complaints due")
_DISPUTES_N = Bilingual("起纠纷", "disputes")
_ALL = frozenset(TIME | PLACES | {Dim.TEAM, Dim.CATEGORY, Dim.PRODUCT})
# Nobody's own: a complaint waits for the team. States have no weekday.
_STATE = frozenset({Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.TEAM, Dim.SHOP, Dim.PLATFORM, Dim.CHANNEL})
_PER_ORDER = frozenset(TIME | PLACES | {Dim.CATEGORY, Dim.PRODUCT})

METRICS: tuple[Metric, ...] = (
    Metric(
        key="complaints",
        name=Bilingual("投诉量", "Complaints"),
        formula=Total(("complaints",)),
        adds=Adds.ADD,
        unit=Unit.COUNT,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL,
        synonyms=terms(
            "投诉量|投诉|投诉数|投诉数量|投诉件数|投诉单|客诉|客诉量|客诉数|complaints|"
            "complaint|complaint volume|complaint count|number of complaints|被投诉|"
            "被投诉数|被投诉量|投诉次数|投诉单量|complaints received"
        ),
        definition=Bilingual(
            "投诉量 = 当天提出的投诉，一起只算一次、只归一个类型。",
            "Complaints = complaints made that day, each counted once and under one type.",
        ),
        words=Bilingual("投诉起数相加", "the number of complaints"),
        n_of=_COMPLAINTS_N,
        source="2.2 complaints, M13",
    ),
    Metric(
        key="complaint_causes",
        name=Bilingual("投诉原因", "Complaint causes"),
        formula=Total(("complaint_causes",)),
        adds=Adds.ADD,
        unit=Unit.COUNT,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL,
        cut_first=Dim.CATEGORY,
        synonyms=terms(
            "投诉原因|投诉原因数|客诉原因|投诉的原因|投诉归因|complaint causes|"
            "complaint cause|causes of complaints|complaint reasons|complaint reason|"
            "reasons for complaints|what do customers complain about"
        ),
        definition=Bilingual(
            "投诉原因 = 每起投诉查明的原因数；一起可以有几个原因，加起来会多于投诉量。",
            "Complaint causes = causes found for complaints; one complaint may have several, so "
            "they add up to more than the complaints.",
        ),
        words=Bilingual("各原因被记下的次数", "how often each cause was noted"),
        n_of=Bilingual("个原因", "causes"),
        source="2.2 complaints, M14",
    ),
    Metric(
        key="complaint_cause_share",
        name=Bilingual("投诉原因占比", "Share of complaints by cause"),
        formula=Quotient(
            ("complaint_causes",), ("complaints",), whole_of=frozenset({Dim.CATEGORY})
        ),
        unit=Unit.SHARE,
        good=Good.NONE,
        chapter=Chapter.COMPLAINT,
        cuts=frozenset({Dim.WEEK, Dim.MONTH, Dim.SHOP, Dim.PLATFORM, Dim.TEAM, Dim.CATEGORY}),
        cut_first=Dim.CATEGORY,
        synonyms=terms(
            "投诉原因占比|客诉原因占比|投诉原因比例|投诉原因构成|share of complaints by cause|"
            "complaint cause share|complaint causes share"
        ),
        definition=Bilingual(
            "投诉原因占比 = 有某个原因的投诉 ÷ 全部投诉；一起可以有几个原因，各项之和会超过 100%。",
            "Share of complaints by cause = complaints with a cause ÷ all complaints; one may have "
            "several causes, so the shares exceed 100% together.",
        ),
        words=Bilingual("某原因的次数 ÷ 投诉量", "times a cause was noted ÷ complaints"),
        n_of=_COMPLAINTS_N,
        small_n=30,
        source="2.2 complaints, M14",
    ),
    Metric(
        key="complaint_rate",
        name=Bilingual("客诉率（按订单）", "Complaint rate (per order)"),
        formula=Quotient(("complaints",), ("orders",), whole_of=frozenset({Dim.CATEGORY})),
        unit=Unit.SHARE,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=_PER_ORDER,
        same_name="complaint_rate",
        synonyms=terms(
            "客诉率|投诉率|订单客诉率|订单投诉率|客诉率按订单|客诉率(按订单)|投诉率按订单|"
            "complaint rate|complaint rate per order|complaints per order|complaint ratio"
        ),
        definition=Bilingual(
            "客诉率（按订单）= 期内提出的投诉 ÷ 期内的订单；分类型看时，每一类都除以全部订单。",
            "Complaint rate (per order) = complaints made in the period ÷ its orders; of a type, "
            "complaints of that type ÷ all orders.",
        ),
        words=Bilingual("投诉量 ÷ 订单量", "complaints ÷ orders"),
        n_of=ORDERS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 complaint_rate, P14",
    ),
    Metric(
        key="complaint_rate_contacts",
        name=Bilingual("客诉率（按接待）", "Complaint rate (per contact)"),
        formula=Quotient(("complaints",), ("contacts",), whole_of=frozenset({Dim.CATEGORY})),
        unit=Unit.SHARE,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=frozenset(TIME | PLACES | {Dim.TEAM, Dim.CATEGORY}),
        same_name="complaint_rate",
        synonyms=terms(
            "客诉率按接待|客诉率(按接待)|接待客诉率|接待投诉率|投诉率按接待|会话投诉率|"
            "complaint rate per contact|complaints per contact|complaint rate per chat|"
            "complaints per chat|contact complaint rate"
        ),
        definition=Bilingual(
            "客诉率（按接待）= 期内提出的投诉 ÷ 期内的接待量，和按订单的不能放在一起比。",
            "Complaint rate (per contact) = complaints made in the period ÷ its contacts; not to "
            "be set beside the rate per order.",
        ),
        words=Bilingual("投诉量 ÷ 接待量", "complaints ÷ contacts"),
        n_of=CONTACTS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 complaint_rate",
    ),
    Metric(
        key="complaint_resolved_rate",
        name=Bilingual("投诉解决率", "Complaint resolution rate"),
        formula=Quotient(("complaints_solved",), ("complaints",)),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL,
        synonyms=terms(
            "投诉解决率|客诉解决率|投诉处理率|投诉完结率|投诉结案率|complaint resolution rate|"
            "complaint resolution|complaint resolved rate|share of complaints solved"
        ),
        definition=Bilingual(
            "投诉解决率 = 期内提出、到现在已解决的投诉 ÷ 期内提出的投诉，算在提出那天。",
            "Complaint resolution rate = complaints made in the period that are solved by now ÷ "
            "complaints made in it, counted on the day they were made.",
        ),
        words=Bilingual("已解决的 ÷ 同一批提出的", "solved ÷ made, of the same complaints"),
        n_of=_COMPLAINTS_N,
        interval=Interval.WILSON,
        small_n=30,
        mature_after=7,
        source="2.2 complaint_resolved_rate, M08",
    ),
    Metric(
        key="complaints_open",
        name=Bilingual("未解决投诉", "Unsolved complaints"),
        formula=Snapshot(("complaints_open",)),
        adds=Adds.SNAP,
        unit=Unit.COUNT,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=_STATE,
        synonyms=terms(
            "未解决投诉|未解决的投诉|未解决客诉|没解决的投诉|未结投诉|投诉积压|待解决投诉|"
            "unsolved complaints|open complaints|complaints open|complaints are open|"
            "unresolved complaints|complaint backlog|投诉没解决|投诉还没解决|投诉未解决|"
            "没处理完的投诉|complaints are still open|complaints still open|"
            "outstanding complaints"
        ),
        definition=Bilingual(
            "未解决投诉 = 那一刻还没解决的投诉，包括处理中的；是某一天的状态，不能跨天相加。",
            "Unsolved complaints = complaints not solved at that moment, those being dealt with "
            "included; a state of a day, never added over days.",
        ),
        words=Bilingual("各店最近一天的未解决数相加", "every shop's latest day, added up"),
        n_of=_COMPLAINTS_N,
        source="M15",
    ),
    Metric(
        key="complaints_in_progress",
        name=Bilingual("处理中投诉", "Complaints in progress"),
        formula=Snapshot(("complaints_in_progress",)),
        adds=Adds.SNAP,
        unit=Unit.COUNT,
        good=Good.NONE,
        chapter=Chapter.COMPLAINT,
        cuts=_STATE,
        synonyms=terms(
            "处理中投诉|处理中的投诉|正在处理的投诉|在办投诉|complaints in progress|"
            "complaints being handled|complaints in hand"
        ),
        definition=Bilingual(
            "处理中投诉 = 那一刻有人在处理、还没解决的投诉；是某一天的状态，不能跨天相加。",
            "Complaints in progress = complaints somebody is dealing with at that moment; a state "
            "of a day, never added over days.",
        ),
        words=Bilingual("各店最近一天的处理中数相加", "every shop's latest day, added up"),
        n_of=_COMPLAINTS_N,
        source="M15",
    ),
    Metric(
        key="complaint_24h",
        name=Bilingual("投诉 24 小时响应率", "Complaints answered in 24 h"),
        formula=Quotient(("complaints_24h_ok",), ("complaints_24h_due",)),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL,
        window=Bilingual("自投诉提出起 24 个自然小时", "24 calendar hours from the complaint"),
        synonyms=terms(
            "投诉24小时响应率|投诉24小时响应|24小时响应率|客诉24小时响应率|投诉响应率|24h响应率|"
            "complaints answered in 24 h|complaints answered within 24 hours|"
            "complaint 24 hour response rate|complaint response rate|responded in 24 h|"
            "complaints responded in 24 hours"
        ),
        definition=Bilingual(
            "投诉 24 小时响应率 = 24 小时内响应的 ÷ 已满 24 小时的投诉；没到期的不算，超时未响应的"
            "算没做到。",
            "Complaints answered in 24 h = answered within 24 h ÷ complaints whose 24 h are over; "
            "those not yet due are left out, overdue ones count as failures.",
        ),
        words=Bilingual("24 小时内响应的 ÷ 到期的", "answered within 24 h ÷ due"),
        n_of=_DUE_N,
        interval=Interval.WILSON,
        small_n=30,
        mature_after=1,
        source="2.2 complaint_24h, P12, G9",
    ),
    Metric(
        key="complaint_72h",
        name=Bilingual("投诉 72 小时解决率", "Complaints solved in 72 h"),
        formula=Quotient(("complaints_72h_ok",), ("complaints_72h_due",)),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL,
        window=Bilingual("自投诉提出起 72 个自然小时", "72 calendar hours from the complaint"),
        synonyms=terms(
            "投诉72小时解决率|投诉72小时解决|72小时解决率|客诉72小时解决率|投诉处理时效|72h解决率|"
            "客诉处理时效|投诉时效|complaints solved in 72 h|complaints solved within 72 hours|"
            "complaint 72 hour resolution rate|solved in 72 h|solved within 72 hours|"
            "complaint timeliness"
        ),
        definition=Bilingual(
            "投诉 72 小时解决率 = 72 小时内解决的 ÷ 已满 72 小时的投诉；没到期的不算，超时未解决的"
            "算没做到。",
            "Complaints solved in 72 h = solved within 72 h ÷ complaints whose 72 h are over; "
            "those not yet due are left out, overdue ones count as failures.",
        ),
        words=Bilingual("72 小时内解决的 ÷ 到期的", "solved within 72 h ÷ due"),
        n_of=_DUE_N,
        interval=Interval.WILSON,
        small_n=30,
        mature_after=3,
        source="2.2 complaint_72h, P12, G9",
    ),
    Metric(
        key="dispute_rate",
        name=Bilingual("纠纷率", "Dispute rate"),
        formula=Quotient(("disputes",), ("orders",)),
        unit=Unit.SHARE,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=frozenset(TIME | PLACES | {Dim.PRODUCT}),
        synonyms=terms(
            "纠纷率|平台介入率|介入率|小二介入率|售后纠纷率|订单纠纷率|dispute rate|dispute ratio|"
            "disputes per order"
        ),
        definition=Bilingual(
            "纠纷率 = 期内申请平台介入的纠纷 ÷ 期内的订单。",
            "Dispute rate = disputes taken to the platform in the period ÷ its orders.",
        ),
        words=Bilingual("纠纷数 ÷ 订单量", "disputes ÷ orders"),
        n_of=ORDERS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 dispute_rate, P14",
    ),
    Metric(
        key="dispute_resolved_rate",
        name=Bilingual("纠纷解决率", "Dispute resolution rate"),
        formula=Quotient(("disputes_solved",), ("disputes",)),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL - {Dim.CATEGORY},
        synonyms=terms(
            "纠纷解决率|纠纷处理率|纠纷完结率|纠纷妥善解决率|dispute resolution rate|"
            "dispute resolution|dispute resolved rate"
        ),
        definition=Bilingual(
            "纠纷解决率 = 期内发生、到现在已妥善解决的纠纷 ÷ 期内发生的纠纷，算在发生那天。",
            "Dispute resolution rate = disputes of the period that are settled by now ÷ disputes "
            "of the period, counted on the day they arose.",
        ),
        words=Bilingual("已解决的 ÷ 同一批发生的", "settled ÷ arisen, of the same disputes"),
        n_of=_DISPUTES_N,
        interval=Interval.WILSON,
        small_n=30,
        mature_after=14,
        source="M44",
    ),
)
