"""How fast replies come, each by its own grain."""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import ASKING_N, CHAT, CHAT_SLOTS, CHATS_N, DESK, TIME, terms
from metrics.model import Chapter, Interval, MeanDuration, Metric, Quotient, Total

PDAYS_N = Bilingual("个咨询人天", "person-days")
TURNS_N = Bilingual("轮对话", "turns")
REPLIES_N = Bilingual("次回复", "replies")
MESSAGES_N = Bilingual("条买家消息", "buyers' messages")
TICKETS_N = Bilingual("张工单", "tickets")


METRICS: tuple[Metric, ...] = (
    Metric(
        key="frt",
        name=Bilingual("首响", "First reply"),
        formula=MeanDuration("frt_sum", "frt_n", "frt"),
        unit=Unit.SECONDS,
        good=Good.DOWN,
        cuts=CHAT_SLOTS,
        synonyms=terms(
            "首响|首次响应时间|首次响应时长|首次响应|首响时间|首响时长|首次回复|"
            "首次回复时间|首次回复时长|首应|首次平均响应|frt|first response time|"
            "first response|first reply|first reply time|how fast|how fast did we reply|"
            "how fast do we reply|how quickly did we reply|how quickly do we reply|"
            "time to first response|首响速度|首次响应速度|首回|首回时间|first reply speed|"
            "first response speed|initial response time|first response times"
        ),
        definition=Bilingual(
            "首响 = 顾客第一句话到第一次人工回复的总时长 ÷ 有回复的会话；没回复的另算。",
            "First reply = time from the customer's first message to the first human reply ÷ "
            "chats that got one; those without a reply are counted apart.",
        ),
        n_of=CHATS_N,
        source="2.2 frt",
        words=Bilingual(
            "首次回复等待总时长 ÷ 有回复的会话",
            "total wait for the first reply ÷ chats that got one",
        ),
        adds=Adds.DIST,
        chapter=Chapter.REPLY,
        same_name="reply_time",
        window=Bilingual("每个会话只算第一次回复", "the first reply of each chat only"),
    ),
    Metric(
        key="frt_30s_rate",
        name=Bilingual("30 秒内首响率", "30-second first-reply rate"),
        formula=Quotient(("frt_le30",), ("frt_n",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=CHAT_SLOTS,
        synonyms=terms(
            "30秒内首响率|30秒内首响|30秒首响率|30s首响率|首响30秒达标率|首响达标率|30秒首响|"
            "first replies within 30 s|first reply within 30 seconds|"
            "answered within 30 seconds|answered within 30s|replied within 30 seconds"
        ),
        definition=Bilingual(
            "30 秒内首响率 = 30 秒内给出首次回复的 ÷ 有回复的会话。",
            "30-second first-reply rate = chats answered within 30 s ÷ chats that got a reply.",
        ),
        n_of=CHATS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="golden example G03; 2.2 frt",
        words=Bilingual(
            "30 秒内首次回复的会话 ÷ 有回复的会话",
            "chats first answered within 30 s ÷ chats that got a reply",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.REPLY,
        same_name="reply_in_seconds",
        window=Bilingual("每个会话只算第一次回复，30 秒", "the first reply of each chat, 30 s"),
    ),
    Metric(
        key="art",
        name=Bilingual("平响", "Average reply time"),
        formula=MeanDuration("art_sum", "art_n", "art"),
        unit=Unit.SECONDS,
        good=Good.DOWN,
        cuts=CHAT,
        synonyms=terms(
            "平响|平均响应时间|平均响应时长|平均响应|平均回复时间|平均回复时长|响应时间|"
            "响应时长|回复时长|回复时间|art|average reply time|avg reply time|"
            "average response time|avg response time|reply time|response time|"
            "mean reply time|回复速度|响应速度|平均响应速度|平均回复速度|平响时间|平响时长|"
            "回消息速度|reply speed|response speed|speed of reply|average response times"
        ),
        definition=Bilingual(
            "平响 = 每一轮提问到回复的总时长 ÷ 轮数，不是各会话平均值的平均。",
            "Average reply time = time of all question-to-reply turns ÷ turns, not a mean of "
            "each chat's mean.",
        ),
        n_of=Bilingual("轮回复", "replies"),
        source="2.2 art",
        words=Bilingual("全部轮次的等待总时长 ÷ 轮数", "total wait of all turns ÷ turns"),
        adds=Adds.DIST,
        chapter=Chapter.REPLY,
        same_name="reply_time",
        window=Bilingual("每一轮提问到回复都算", "every turn from question to reply"),
    ),
    Metric(
        key="reply_rate",
        name=Bilingual(
            "回复率",
            "Reply rate",
        ),
        formula=Quotient(("replied_people",), ("asking_people",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK | {Dim.HANDLER},
        synonyms=terms(
            "回复率|旺旺回复率|人工回复率|响应率|旺旺响应率|回复比例|reply rate|response rate|"
            "replied rate|share of people who got a reply"
        ),
        definition=Bilingual(
            "回复率 = 得到回复的人 ÷ 来咨询的人，自动回复不算回复。",
            "Reply rate = people who got a reply ÷ people who asked; an automatic reply is none.",
        ),
        n_of=ASKING_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 reply_rate",
        words=Bilingual(
            "得到回复的人 ÷ 来咨询的人",
            "people who got a reply ÷ people who asked",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.REPLY,
        same_name="reply_rate",
        window=Bilingual(
            "按人天，不限多久回，时段按平台（08–23 点或 08–24 点）",
            "per person and day, however late, in the platform's hours (08-23 or 08-24)",
        ),
    ),
    Metric(
        key="reply_3min_rate",
        name=Bilingual(
            "3 分钟响应率（按轮）",
            "3-minute reply rate (per turn)",
        ),
        formula=Quotient(("turns_3min_ok",), ("turns_3min",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "3分钟响应率|三分钟响应率|3分钟人工响应率|三分钟人工响应率|旺旺3分钟响应率|"
            "旺旺三分钟响应率|3分钟响应|三分钟响应|3分响应率|3min响应率|3分钟响应率按轮|"
            "3 minute rate|3-minute rate|three minute rate|3 minute reply rate|"
            "3-minute reply rate|3 minute response rate|3-minute response rate|"
            "replied within 3 minutes|answered within 3 minutes|"
            "replied within three minutes|3min人工响应率|3分钟人工响应|三分钟人工响应|"
            "within 3 minutes"
        ),
        definition=Bilingual(
            "3 分钟响应率（按轮）= 3 分钟内有人工回复的轮次 ÷ 全部轮次；一轮从顾客开口到客服第"
            "一次回复。",
            "3-minute reply rate (per turn) = turns answered by a person within 3 minutes ÷ "
            "all turns; a turn runs from the first question to the first answer.",
        ),
        n_of=TURNS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.1 Taobao; 2.2 reply_3min_rate",
        words=Bilingual(
            "3 分钟内回复的轮次 ÷ 全部轮次",
            "turns answered within 3 minutes ÷ all turns",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.REPLY,
        same_name="reply_rate",
        window=Bilingual(
            "淘宝、天猫：按轮，08:00–24:00",
            "Taobao and Tmall: per turn, 08:00-24:00",
        ),
    ),
    Metric(
        key="reply_3min_rate_person",
        name=Bilingual(
            "3 分钟回复率（按人）",
            "3-minute reply rate (per person)",
        ),
        formula=Quotient(("people_3min_ok",), ("people_3min",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "3分钟回复率|三分钟回复率|3分钟人工回复率|三分钟人工回复率|3分钟回复率按人|"
            "3 minute reply rate per person|3-minute reply rate per person|"
            "people answered within 3 minutes|3min回复率|3min人工回复率|快手3分钟回复率|"
            "快手3分钟人工回复率|抖音3分钟回复率|抖音3分钟人工回复率"
        ),
        definition=Bilingual(
            "3 分钟回复率（按人）= 每次都在 3 分钟内得到人工回复的人 ÷ 找到人工的人，机器人不算。",
            "3-minute reply rate (per person) = people never left waiting for a person over 3 "
            "minutes ÷ people who reached one; the bot does not count.",
        ),
        n_of=ASKING_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.1 Kuaishou",
        words=Bilingual(
            "没有超过 3 分钟没人回的人 ÷ 找到人工的人",
            "people always answered within 3 minutes ÷ people who reached a person",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.REPLY,
        same_name="reply_rate",
        window=Bilingual(
            "快手、抖音：按人，08:00–23:00",
            "Kuaishou and Douyin: per person, 08:00-23:00",
        ),
    ),
    Metric(
        key="reply_1h_rate_person_day",
        name=Bilingual(
            "1 小时回复率（按人天）",
            "1-hour reply rate (per person-day)",
        ),
        formula=Quotient(("pdays_1h_ok",), ("pdays_1h",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "1小时回复率|一小时回复率|60分钟回复率|1小时人工回复率|1小时回复率按人天|"
            "1小时内回复率|1 hour reply rate|1-hour reply rate|one hour reply rate|"
            "one-hour reply rate|replied within an hour|replied within 1 hour|"
            "answered within an hour|拼多多回复率|pinduoduo reply rate"
        ),
        definition=Bilingual(
            "1 小时回复率（按人天）= 当天没有一句话超过 1 小时没回的人 ÷ 当天咨询的人，一人一天"
            "算一次。",
            "1-hour reply rate (per person-day) = people with no message left over an hour "
            "that day ÷ people who asked that day; a person counts once a day.",
        ),
        n_of=PDAYS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.1 Pinduoduo",
        words=Bilingual(
            "没有超过 1 小时没回的人天 ÷ 咨询人天",
            "person-days with no message over an hour ÷ person-days that asked",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.REPLY,
        same_name="reply_rate",
        window=Bilingual(
            "拼多多：按人天，08:00–23:00",
            "Pinduoduo: per person-day, 08:00-23:00",
        ),
    ),
    Metric(
        key="reply_30s_rate",
        name=Bilingual(
            "30 秒应答率（按回复）",
            "30-second reply rate (per reply)",
        ),
        formula=Quotient(("replies_le30",), ("replies",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "30秒应答率|30s应答率|三十秒应答率|30秒回复率|30秒响应率|30s响应率|30s回复率|"
            "30秒应答率按回复|30 second rate|30-second rate|30s rate|30 second reply rate|"
            "30-second reply rate|30s reply rate|replies within 30 seconds|"
            "replies within 30 s|京东30秒应答率"
        ),
        definition=Bilingual(
            "30 秒应答率（按回复）= 30 秒内的回复 ÷ 全部回复，每一次回复都算，不只首次。",
            "30-second reply rate (per reply) = replies within 30 s ÷ all replies, every one "
            "of them and not the first alone.",
        ),
        n_of=REPLIES_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 reply_30s_rate (JD)",
        words=Bilingual(
            "30 秒内的回复 ÷ 全部回复",
            "replies within 30 s ÷ all replies",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.REPLY,
        same_name="reply_in_seconds",
        window=Bilingual(
            "京东：每一次回复都算，30 秒",
            "JD: every reply counts, 30 s",
        ),
    ),
    Metric(
        key="reply_15s_rate",
        name=Bilingual(
            "15 秒应答率（按回复）",
            "15-second reply rate (per reply)",
        ),
        formula=Quotient(("replies_le15",), ("replies",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "15秒应答率|15s应答率|十五秒应答率|15秒回复率|15秒响应率|15s响应率|15s回复率|"
            "15秒应答率按回复|15 second rate|15-second rate|15s rate|15 second reply rate|"
            "15-second reply rate|15s reply rate|replies within 15 seconds|"
            "replies within 15 s|京东15秒应答率"
        ),
        definition=Bilingual(
            "15 秒应答率（按回复）= 15 秒内的回复 ÷ 全部回复，每一次回复都算，不只首次。",
            "15-second reply rate (per reply) = replies within 15 s ÷ all replies, every one "
            "of them and not the first alone.",
        ),
        n_of=REPLIES_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 reply_30s_rate (JD)",
        words=Bilingual(
            "15 秒内的回复 ÷ 全部回复",
            "replies within 15 s ÷ all replies",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.REPLY,
        same_name="reply_in_seconds",
        window=Bilingual(
            "京东：每一次回复都算，15 秒",
            "JD: every reply counts, 15 s",
        ),
    ),
    Metric(
        key="ans_ask_ratio",
        name=Bilingual(
            "答问比",
            "Answer-to-question ratio",
        ),
        formula=Quotient(("messages_agent",), ("messages_buyer",)),
        unit=Unit.RATIO,
        good=Good.BAND,
        cuts=DESK | {Dim.HANDLER},
        synonyms=terms(
            "答问比|问答比|答问率|答问比率|回复比|客服答问比|answer question ratio|"
            "answer-question ratio|answer to question ratio|answer-to-question ratio|"
            "answers per question|messages per question"
        ),
        definition=Bilingual(
            "答问比 = 客服消息 ÷ 买家消息；不是越高越好，快捷短语刷屏也会抬高它。",
            "Answer-to-question ratio = agents' messages ÷ buyers' messages; more is not "
            "better, for canned lines raise it too.",
        ),
        n_of=MESSAGES_N,
        small_n=30,
        source="2.2 ans_ask_ratio (1.1-1.6 in the export seen)",
        words=Bilingual(
            "客服消息 ÷ 买家消息",
            "agents' messages ÷ buyers' messages",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.REPLY,
        band=(1.1, 1.6),
    ),
    Metric(
        key="resp_buckets",
        name=Bilingual(
            "工单响应时效分布",
            "Tickets by response time",
        ),
        formula=Total(("resp_tickets",)),
        unit=Unit.COUNT,
        good=Good.NONE,
        cuts=frozenset(TIME | {Dim.SHOP, Dim.PLATFORM, Dim.TEAM, Dim.CATEGORY}),
        synonyms=terms(
            "工单响应时效分布|工单响应时效|工单响应|工单响应分布|响应时效分布|响应时效|"
            "响应时长分布|响应分布|工单类处理时效|tickets by response time|"
            "ticket response times|ticket response time|response time bands|response bands|"
            "response distribution|response time distribution"
        ),
        definition=Bilingual(
            "工单响应时效分布 = 工单按多久得到首次响应分档的张数，没有响应的自成一档。",
            "Tickets by response time = tickets counted by how soon they got a first response; "
            "those without one are a band of their own.",
        ),
        n_of=TICKETS_N,
        source="2.2 resp_buckets, M18, G8",
        words=Bilingual(
            "各档工单的张数",
            "number of tickets of each band",
        ),
        adds=Adds.ADD,
        chapter=Chapter.REPLY,
        window=Bilingual(
            "1 分钟、30 分钟、1 小时、24 小时、48 小时分档，含下限不含上限",
            "bands from 1 min, 30 min, 1 h, 24 h and 48 h on, each up to the next",
        ),
        cut_first=Dim.CATEGORY,
    ),
    Metric(
        key="resp_late_rate",
        name=Bilingual(
            "响应超时率",
            "Late response rate",
        ),
        formula=Quotient(("resp_late",), ("resp_tickets",)),
        unit=Unit.SHARE,
        good=Good.DOWN,
        cuts=frozenset(TIME | {Dim.SHOP, Dim.PLATFORM, Dim.TEAM}),
        synonyms=terms(
            "响应超时率|超时响应率|工单超时率|工单响应超时率|超时率|超时占比|"
            "late response rate|late responses|overdue response rate|tickets answered late|"
            "late tickets"
        ),
        definition=Bilingual(
            "响应超时率 = 超过规定时限才响应或还没响应的工单 ÷ 全部工单。",
            "Late response rate = tickets answered after the prescribed time, or not yet, ÷ "
            "all tickets.",
        ),
        n_of=TICKETS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="M18, G8",
        words=Bilingual(
            "超过规定时限的工单 ÷ 全部工单",
            "tickets past the prescribed time ÷ all tickets",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.REPLY,
        window=Bilingual(
            "时限是店里自己的规定，和分档无关",
            "the prescribed time is the shop's own rule, apart from the bands",
        ),
    ),
)
