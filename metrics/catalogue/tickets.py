"""Tickets and orders that wait for an answer: how many, how old, how long until they are done."""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import ORDERS_N, PLACES, TIME, terms
from metrics.model import Chapter, Interval, MeanDuration, Metric, Quotient, Snapshot, Total

_TICKETS_N = Bilingual("张工单", "tickets")
_ALL = frozenset(TIME | PLACES | {Dim.TEAM})
_STATE = frozenset({Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.TEAM, Dim.SHOP, Dim.PLATFORM, Dim.CHANNEL})

METRICS: tuple[Metric, ...] = (
    Metric(
        key="tickets",
        name=Bilingual("工单量", "Tickets"),
        formula=Total(("tickets",)),
        adds=Adds.ADD,
        unit=Unit.COUNT,
        good=Good.NONE,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL | {Dim.CATEGORY},
        synonyms=terms(
            "工单量|工单|工单数|工单总量|建单量|新建工单|tickets|ticket|ticket volume|"
            "number of tickets|tickets created|new tickets|新增工单|新增工单数|新增工单量|"
            "工单新增|tickets opened|opened tickets|tickets raised|tickets logged"
        ),
        definition=Bilingual(
            "工单量 = 当天新建的工单。",
            "Tickets = tickets opened that day.",
        ),
        words=Bilingual("新建工单数相加", "the number of tickets opened"),
        n_of=_TICKETS_N,
        source="2.2 cost_per_contact (the other denominator), L11",
    ),
    Metric(
        key="ticket_backlog",
        name=Bilingual("未处理工单", "Ticket backlog"),
        formula=Snapshot(("tickets_open",)),
        adds=Adds.SNAP,
        unit=Unit.COUNT,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=_STATE,
        synonyms=terms(
            "未处理工单|未处理量|未处理工单量|未结工单|未完结工单|工单积压|积压|积压量|"
            "待处理工单|ticket backlog|backlog|open tickets|tickets open|tickets are open|"
            "pending tickets|unresolved tickets|工单没处理|没处理的工单|工单堆积|"
            "未完成工单|tickets still open|tickets are still open|outstanding tickets|"
            "unsolved tickets|积压工单|积压的工单|积压了多少工单"
        ),
        definition=Bilingual(
            "未处理工单 = 那一刻还没关的工单；是某一天的状态，不能跨天相加。",
            "Ticket backlog = tickets open at that moment; a state of a day, never added over "
            "days.",
        ),
        words=Bilingual("各店最近一天的未关工单相加", "every shop's latest day, added up"),
        n_of=_TICKETS_N,
        source="2.2 ticket_backlog",
    ),
    Metric(
        key="ticket_age",
        name=Bilingual("未结工单平均时长", "Mean age of open tickets"),
        formula=Snapshot(("ticket_age_sum",), ("ticket_age_n",)),
        adds=Adds.DIST,
        unit=Unit.SECONDS,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=_STATE,
        synonyms=terms(
            "未结工单平均时长|未结时长|未结工单时长|工单账龄|积压时长|工单龄|ticket age|"
            "age of open tickets|mean age of open tickets|backlog age|how old are open tickets"
        ),
        definition=Bilingual(
            "未结工单平均时长 = 那一刻未关工单已经等了多久的总和 ÷ 未关工单；已关的不在内。",
            "Mean age of open tickets = how long the tickets open at that moment have waited, "
            "added up ÷ open tickets; closed ones are not in it.",
        ),
        words=Bilingual("已等时长之和 ÷ 未关工单数", "time waited so far ÷ open tickets"),
        n_of=_TICKETS_N,
        source="2.2 ticket_age",
    ),
    Metric(
        key="resolution_time",
        name=Bilingual("工单解决时长", "Time to resolve"),
        formula=MeanDuration("resolve_sum", "resolve_n"),
        adds=Adds.DIST,
        unit=Unit.SECONDS,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL,
        synonyms=terms(
            "工单解决时长|解决时长|平均解决时长|解决用时|工单处理时效|工单时效|"
            "工单处理时长|time to resolve|resolution time|mean resolution time|"
            "average resolution time|ticket resolution time|time to resolution|ttr|"
            "工单平均解决时长|工单平均处理时长|工单多久解决|工单解决时间|解决时间|"
            "平均解决时间|average time to resolve|avg resolution time|mean time to resolve|"
            "how long to resolve|mttr"
        ),
        definition=Bilingual(
            "工单解决时长 = 从建单到最后一次关单的总时长 ÷ 关掉的工单；还开着的没有时长。",
            "Time to resolve = time from opening to the last close ÷ tickets closed; open ones "
            "have none yet.",
        ),
        words=Bilingual("建单到末次关单的时长 ÷ 关单数", "opening to last close ÷ tickets closed"),
        n_of=_TICKETS_N,
        source="2.2 resolution_time (to the last close)",
    ),
    Metric(
        key="reopen_rate",
        name=Bilingual("工单重开率", "Reopen rate"),
        formula=Quotient(("tickets_reopened",), ("tickets_closed",)),
        unit=Unit.SHARE,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL,
        synonyms=terms(
            "工单重开率|重开率|重启率|工单重启率|二次打开率|reopen rate|ticket reopen rate|"
            "reopening rate"
        ),
        definition=Bilingual(
            "工单重开率 = 期内关掉、后来又被打开的工单 ÷ 期内关掉的工单，算在关单那天。",
            "Reopen rate = tickets closed in the period that were opened again ÷ tickets closed "
            "in it, counted on the day of the close.",
        ),
        words=Bilingual("重开的 ÷ 同一批关掉的", "reopened ÷ closed, of the same tickets"),
        n_of=_TICKETS_N,
        interval=Interval.WILSON,
        small_n=30,
        mature_after=7,
        source="2.2 reopen_rate",
    ),
    Metric(
        key="fcr",
        name=Bilingual("一次性解决率", "First-contact resolution"),
        formula=Quotient(("fcr_ok",), ("fcr_n",)),
        unit=Unit.SHARE,
        good=Good.UP,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL,
        window=Bilingual("7 天内没有为同一件事再来", "no return for the same matter within 7 days"),
        synonyms=terms(
            "一次性解决率|一次解决率|首次解决率|首问解决率|首次接触解决率|fcr|"
            "first contact resolution|first-contact resolution|"
            "first contact resolution rate|first call resolution|one touch resolution|"
            "首解率|首次联系解决率|一次解决|first time resolution|first contact resolved"
        ),
        definition=Bilingual(
            "一次性解决率 = 7 天内没有为同一件事再来的 ÷ 接待，算在第一次来的那天。",
            "First-contact resolution = contacts whose customer did not come back for the same "
            "matter within 7 days ÷ contacts, counted on the day of the first.",
        ),
        words=Bilingual("没有再来的 ÷ 接待", "contacts without a return ÷ contacts"),
        n_of=Bilingual("次接待", "contacts"),
        interval=Interval.WILSON,
        small_n=30,
        mature_after=7,
        source="2.2 fcr",
    ),
    Metric(
        key="order_reply_time",
        name=Bilingual("订单响应时长", "Order response time"),
        formula=MeanDuration("order_reply_sum", "order_reply_n"),
        adds=Adds.DIST,
        unit=Unit.SECONDS,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=_ALL,
        synonyms=terms(
            "订单响应时长|订单响应时间|订单响应速度|订单确认时长|订单处理速度|order response time|"
            "order reply time|order response speed|time to confirm an order"
        ),
        definition=Bilingual(
            "订单响应时长 = 从订单进来到确认的总时长 ÷ 确认的订单。",
            "Order response time = time from the order to its confirmation ÷ orders confirmed.",
        ),
        words=Bilingual(
            "下单到确认的时长 ÷ 确认的订单", "order to confirmation ÷ confirmed orders"
        ),
        n_of=ORDERS_N,
        source="M43",
    ),
    Metric(
        key="missed_wrong_rate",
        name=Bilingual("漏单错单率", "Missed and wrong orders"),
        formula=Quotient(("missed_orders", "wrong_orders"), ("orders",)),
        unit=Unit.SHARE,
        good=Good.DOWN,
        chapter=Chapter.COMPLAINT,
        cuts=frozenset(TIME | {Dim.SHOP, Dim.PLATFORM}),
        synonyms=terms(
            "漏单错单率|漏错单率|错漏单率|漏单错单|漏错单|missed and wrong orders|"
            "missed or wrong orders|missed wrong rate|missed and wrong order rate"
        ),
        definition=Bilingual(
            "漏单错单率 = 漏处理和处理错的订单 ÷ 期内的订单。",
            "Missed and wrong orders = orders overlooked or handled wrongly ÷ orders of the "
            "period.",
        ),
        words=Bilingual("（漏单 + 错单）÷ 订单量", "(missed + wrong) ÷ orders"),
        n_of=ORDERS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="M43",
    ),
)
