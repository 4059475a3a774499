"""The hotline and its shifts."""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import (
    ANSWERED_N,
    CHAT,
    CHAT_SLOTS,
    CONTACTS_N,
    ROSTER,
    SHOP_DAYS,
    TIME,
    terms,
)
from metrics.model import Chapter, Deviation, Interval, MeanDuration, Metric, Quotient

CALLS_N = Bilingual("通来电", "calls")
ON_DUTY_N = Bilingual("在线工时", "on duty")
LOGGED_N = Bilingual("登录工时", "logged in")
ROSTER_N = Bilingual("排班工时", "scheduled")
PAID_N = Bilingual("带薪工时", "paid")


METRICS: tuple[Metric, ...] = (
    Metric(
        key="connect_rate",
        name=Bilingual("接通率", "Connect rate"),
        formula=Quotient(("answered",), ("contacts",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=CHAT_SLOTS,
        synonyms=terms(
            "接通率|接起率|应答率|接听率|connect rate|answer rate|answered rate|pickup rate"
        ),
        definition=Bilingual(
            "接通率 = 接起量 ÷ 接待量。",
            "Connect rate = answered contacts ÷ all contacts.",
        ),
        n_of=CONTACTS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 connect_rate",
        words=Bilingual("接起量 ÷ 接待量", "answered contacts ÷ all contacts"),
        adds=Adds.RATIO,
        chapter=Chapter.CALL,
    ),
    Metric(
        key="abandon_rate",
        name=Bilingual("放弃率", "Abandonment rate"),
        formula=Quotient(("abandoned",), ("abandon_n",)),
        unit=Unit.SHARE,
        good=Good.DOWN,
        cuts=CHAT_SLOTS,
        synonyms=terms(
            "放弃率|呼损率|呼损|挂断率|abandon rate|abandonment rate|abandonment|abandoned|"
            "drop rate"
        ),
        definition=Bilingual(
            "放弃率 = 没等到接起就离开的 ÷ 接待量，短时挂断也算在内。",
            "Abandonment rate = contacts that left before an answer ÷ all contacts, short "
            "hang-ups included.",
        ),
        n_of=CONTACTS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 abandon_rate",
        words=Bilingual("没等到接起就离开的 ÷ 接待量", "left before an answer ÷ all contacts"),
        adds=Adds.RATIO,
        chapter=Chapter.CALL,
    ),
    Metric(
        key="asa",
        name=Bilingual("平均应答速度", "Average speed of answer"),
        formula=MeanDuration("wait_sum", "wait_n", "wait"),
        unit=Unit.SECONDS,
        good=Good.DOWN,
        cuts=CHAT_SLOTS,
        synonyms=terms(
            "平均应答速度|应答速度|平均等待时间|平均等待|等待时间|等待时长|排队时间|asa|"
            "average speed of answer|speed of answer|wait time|how long do customers wait|"
            "how long did customers wait|waiting time|average wait|queue time|wait"
        ),
        definition=Bilingual(
            "平均应答速度 = 接起前的等待总时长 ÷ 接起量，没接起的不在内。",
            "Average speed of answer = time waited before the answer ÷ answered contacts; those "
            "never answered have none.",
        ),
        n_of=ANSWERED_N,
        source="2.2 asa",
        words=Bilingual(
            "接起前等待总时长 ÷ 接起量", "total wait before the answer ÷ answered contacts"
        ),
        adds=Adds.DIST,
        chapter=Chapter.CALL,
    ),
    Metric(
        key="aht",
        name=Bilingual("平均处理时长", "Average handling time"),
        formula=MeanDuration("handle_sum", "handle_n", "handle"),
        unit=Unit.SECONDS,
        good=Good.NONE,
        cuts=CHAT,
        synonyms=terms(
            "平均处理时长|处理时长|平均通话时长|通话时长|平均接待时长|接待时长|会话时长|"
            "平均会话时长|aht|average handling time|average handle time|handling time|"
            "handle time|talk time|average talk time"
        ),
        definition=Bilingual(
            "平均处理时长 = 处理总时长（通话、保持、话后）÷ 处理的接待；不作个人指标。",
            "Average handling time = talk, hold and wrap-up time ÷ contacts handled; not a "
            "target for a single person.",
        ),
        n_of=ANSWERED_N,
        source="2.2 aht, L03",
        words=Bilingual(
            "通话、保持、话后总时长 ÷ 处理的接待", "talk, hold and wrap-up time ÷ contacts handled"
        ),
        adds=Adds.DIST,
        chapter=Chapter.CALL,
        ranking=False,
    ),
    Metric(
        key="sl",
        name=Bilingual(
            "服务水平",
            "Service level",
        ),
        formula=Quotient(("sl_ok",), ("sl_n",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=frozenset(SHOP_DAYS | {Dim.TEAM}),
        synonyms=terms(
            "服务水平|20秒服务水平|服务水平20秒|20秒接通率|20秒接起率|20秒应答率|sl|"
            "service level|service level 20 seconds|answered within 20 seconds|"
            "calls answered within 20 seconds|answered within 20s"
        ),
        definition=Bilingual(
            "服务水平 = 20 秒内接起的来电 ÷ 全部来电，放弃的（包括很快挂断的）也在分母里。",
            "Service level = calls answered within 20 s ÷ calls offered, abandoned ones "
            "included, short hang-ups too.",
        ),
        n_of=CALLS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 sl, L01",
        words=Bilingual(
            "20 秒内接起 ÷ 全部来电",
            "answered within 20 s ÷ calls offered",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CALL,
        window=Bilingual(
            "20 秒，很快挂断的也算",
            "20 s, short hang-ups included",
        ),
    ),
    Metric(
        key="occupancy",
        name=Bilingual(
            "占用率",
            "Occupancy",
        ),
        formula=Quotient(("busy_seconds",), ("busy_seconds", "available_seconds")),
        unit=Unit.SHARE,
        good=Good.BAND,
        cuts=ROSTER,
        synonyms=terms(
            "占用率|工时占用率|坐席占用率|工时利用率|坐席利用率|利用率|occupancy|"
            "occupancy rate|utilisation|utilization|utilisation rate|utilization rate|"
            "忙碌率|饱和度|工作饱和度"
        ),
        definition=Bilingual(
            "占用率 = 处理时间 ÷（处理时间 + 空闲可接时间）；长期高于 85% 会累，不作个人指标。",
            "Occupancy = handling time ÷ (handling + available time); above 85% for long it "
            "wears people out. Not a target for a single person.",
        ),
        n_of=ON_DUTY_N,
        small_n=3600,
        source="2.2 occupancy, L03",
        words=Bilingual(
            "处理时间 ÷（处理 + 空闲可接）",
            "handling time ÷ (handling + available time)",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CALL,
        band=(0.0, 0.85),
        ranking=False,
    ),
    Metric(
        key="cph",
        name=Bilingual(
            "每小时处理量",
            "Contacts handled per hour",
        ),
        formula=Quotient(("answered",), ("logged_seconds",), per=3600),
        unit=Unit.PER_HOUR,
        good=Good.NONE,
        cuts=ROSTER,
        synonyms=terms(
            "cph|每小时处理量|小时处理量|时均处理量|人时处理量|人均每小时处理量|"
            "每人每小时处理量|contacts handled per hour|handled per hour|"
            "contacts per logged-in hour|contacts per agent hour|contacts per working hour|"
            "每人每小时接待|每人每小时接待量|人均每小时接待|contacts per hour per agent|"
            "contacts per agent per hour|chats per hour per agent|chats per agent per hour"
        ),
        definition=Bilingual(
            "每小时处理量 = 人工接起量 ÷ 登录工时。",
            "Contacts handled per hour = contacts that people answered ÷ hours logged in.",
        ),
        n_of=LOGGED_N,
        small_n=3600,
        source="2.2 cph, F10",
        words=Bilingual(
            "人工接起量 ÷ 登录小时数",
            "contacts people answered ÷ hours logged in",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CALL,
        ranking=False,
        only=((Dim.HANDLER, ("human",)),),
    ),
    Metric(
        key="adherence",
        name=Bilingual(
            "排班遵守率",
            "Schedule adherence",
        ),
        formula=Quotient(("adhered_seconds",), ("scheduled_seconds",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=ROSTER,
        synonyms=terms(
            "排班遵守率|排班遵从率|排班依从率|班表遵守率|遵时率|遵守率|schedule adherence|"
            "adherence|adherence rate"
        ),
        definition=Bilingual(
            "排班遵守率 = 按排班状态在岗的时间 ÷ 排班时间；迟到再加班补回来不算遵守。",
            "Schedule adherence = time in the scheduled state ÷ time scheduled; coming late "
            "and staying longer is not adherence.",
        ),
        n_of=ROSTER_N,
        small_n=3600,
        source="2.2 adherence, L03",
        words=Bilingual(
            "在排班状态的时间 ÷ 排班时间",
            "time in the scheduled state ÷ scheduled time",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CALL,
    ),
    Metric(
        key="shrinkage",
        name=Bilingual(
            "损耗率",
            "Shrinkage",
        ),
        formula=Quotient(("away_seconds",), ("paid_seconds",)),
        unit=Unit.SHARE,
        good=Good.DOWN,
        cuts=ROSTER,
        synonyms=terms("损耗率|工时损耗率|人力损耗率|工时损耗|缩减率|shrinkage|shrinkage rate"),
        definition=Bilingual(
            "损耗率 = 付了钱但接不了客的时间 ÷ 付钱的时间；排人时用需要的人数 ÷（1 − 损耗率）。",
            "Shrinkage = paid time nobody could be served in ÷ paid time; for a roster divide "
            "the need by (1 − shrinkage).",
        ),
        n_of=PAID_N,
        small_n=3600,
        source="2.2 shrinkage",
        words=Bilingual(
            "不能接待的带薪时间 ÷ 带薪时间",
            "paid time not available ÷ paid time",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CALL,
    ),
    Metric(
        key="wape",
        name=Bilingual(
            "预测偏差",
            "Forecast error",
        ),
        formula=Deviation("contacts", "forecast_contacts"),
        unit=Unit.SHARE,
        good=Good.DOWN,
        cuts=frozenset(TIME - {Dim.WEEKDAY} | {Dim.SHOP, Dim.PLATFORM, Dim.TEAM}),
        synonyms=terms(
            "预测偏差|预测偏差率|预测误差|预测误差率|话务预测偏差|话务预测误差|预测准不准|wape|"
            "forecast error|forecast deviation|forecast miss|how far off was the forecast"
        ),
        definition=Bilingual(
            "预测偏差 = 每天预测与实际相差的绝对值之和 ÷ 实际人工接待量。",
            "Forecast error = absolute differences between forecast and actual, day by day, ÷ "
            "actual contacts of people.",
        ),
        n_of=CONTACTS_N,
        small_n=30,
        source="2.2 wape, F11",
        words=Bilingual(
            "Σ|实际 − 预测| ÷ Σ实际",
            "Σ |actual − forecast| ÷ Σ actual",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.CALL,
        only=((Dim.HANDLER, ("human",)),),
    ),
)
