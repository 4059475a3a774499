"""Who comes, and who is answered."""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import (
    ANSWERED_N,
    ASKING_N,
    CHAT,
    CHAT_SLOTS,
    CHATS_N,
    CONTACTS_N,
    DESK,
    terms,
)
from metrics.model import Chapter, Interval, Maximum, Metric, Quotient, Total

METRICS: tuple[Metric, ...] = (
    Metric(
        key="contacts",
        name=Bilingual("接待量", "Contacts"),
        formula=Total(("contacts",)),
        unit=Unit.COUNT,
        good=Good.NONE,
        cuts=CHAT_SLOTS,
        synonyms=terms(
            "接待量|接待人次|接待人数|接待数|接待|咨询量|会话量|进线量|来电量|话务量|"
            "contacts|contact volume|volume|chats|chat volume|number of chats|"
            "conversations|calls|calls offered|tickets handled|进线|进线数|进线人数|来访量|"
            "咨询数|咨询人次|接了多少人|接待了多少人|incoming chats|inbound chats|"
            "incoming contacts|inbound contacts|chats received|接了多少"
        ),
        definition=Bilingual(
            "接待量 = 进来的会话或来电，接没接起都算；平台报表里是接待人数，跨天相加是人次。",
            "Contacts = chats or calls that came in, answered or not; added over days, a person "
            "who comes back counts again.",
        ),
        n_of=CONTACTS_N,
        source="2.2 contacts",
        words=Bilingual("全部会话 + 全部来电", "all chats + all calls"),
        adds=Adds.ADD,
        chapter=Chapter.RECEPTION,
        same_name="contacts",
        window=Bilingual(
            "一次会话或一通来电算一次；平台报表按人",
            "one chat or call counts once; platform reports count people",
        ),
    ),
    Metric(
        key="answered",
        name=Bilingual("接起量", "Answered contacts"),
        formula=Total(("answered",)),
        unit=Unit.COUNT,
        good=Good.NONE,
        cuts=CHAT_SLOTS,
        synonyms=terms(
            "接起量|接通量|应答量|回复人数|answered|answered contacts|answered calls|"
            "calls answered|chats handled|contacts handled|chats answered|handled"
        ),
        definition=Bilingual(
            "接起量 = 有客服或机器人回应的会话或来电。",
            "Answered contacts = chats or calls that somebody, or the bot, responded to.",
        ),
        n_of=CONTACTS_N,
        source="2.2 contacts (answered is a separate measure)",
        words=Bilingual(
            "有回应的会话 + 接起的来电", "chats that got a reply + calls that were picked up"
        ),
        adds=Adds.ADD,
        chapter=Chapter.RECEPTION,
    ),
    Metric(
        key="unreplied",
        name=Bilingual("未回复人次", "Unanswered contacts"),
        formula=Total(("contacts",), minus=("answered",)),
        unit=Unit.COUNT,
        good=Good.DOWN,
        cuts=CHAT_SLOTS,
        synonyms=terms(
            "未回复人次|未回复人数|未回复|没回复|漏接|漏回|没接起|未接|未接起|unanswered|"
            "unanswered chats|unanswered calls|not answered|unreplied|missed chats|"
            "missed calls|未回|没回的|没人回|没人接|漏回复|漏接数|漏接量|没接到|"
            "chats we missed|chats not answered|unanswered messages"
        ),
        definition=Bilingual(
            "未回复人次 = 接待量 − 接起量。",
            "Unanswered contacts = contacts − answered contacts.",
        ),
        n_of=CONTACTS_N,
        source="2.2 unreplied",
        words=Bilingual("接待量 − 接起量", "contacts − answered contacts"),
        adds=Adds.ADD,
        chapter=Chapter.RECEPTION,
    ),
    Metric(
        key="resolution_rate",
        name=Bilingual("解决率（已接）", "Resolution rate (answered)"),
        formula=Quotient(("resolved",), ("resolved_answered",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=CHAT,
        synonyms=terms(
            "解决率|已接解决率|接起解决率|问题解决率|resolution rate|resolved rate|solve rate|"
            "resolution"
        ),
        definition=Bilingual(
            "解决率（已接）= 解决的 ÷ 接起量；没接起的不在分母里。",
            "Resolution rate (answered) = resolved ÷ answered contacts; those never answered are "
            "not in the denominator.",
        ),
        n_of=ANSWERED_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 resolution_rate",
        words=Bilingual("解决的 ÷ 接起量", "resolved ÷ answered contacts"),
        adds=Adds.RATIO,
        chapter=Chapter.RECEPTION,
        same_name="resolution",
        window=Bilingual("分母只算接起的", "of the answered ones only"),
    ),
    Metric(
        key="resolution_rate_all",
        name=Bilingual("解决率（全部）", "Resolution rate (all)"),
        formula=Quotient(("resolved",), ("resolved_contacts",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=CHAT,
        synonyms=terms(
            "全部解决率|总解决率|解决率全部|解决率(全部)|resolution rate all|"
            "resolution rate of all|overall resolution rate|resolution rate (all)"
        ),
        definition=Bilingual(
            "解决率（全部）= 解决的 ÷ 接待量，没接起的算没解决。",
            "Resolution rate (all) = resolved ÷ all contacts; those never answered count as "
            "unresolved.",
        ),
        n_of=CONTACTS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 resolution_rate_all",
        words=Bilingual("解决的 ÷ 接待量", "resolved ÷ all contacts"),
        adds=Adds.RATIO,
        chapter=Chapter.RECEPTION,
        same_name="resolution",
        window=Bilingual("分母是全部接待，没接起的也算", "of all contacts, answered or not"),
    ),
    Metric(
        key="consult_users",
        name=Bilingual(
            "咨询人数",
            "People who asked",
        ),
        formula=Total(("consult_users",)),
        unit=Unit.COUNT,
        good=Good.NONE,
        cuts=DESK,
        synonyms=terms(
            "咨询人数|咨询的人|咨询的人数|来咨询的人数|咨询买家数|咨询客户数|咨询顾客数|"
            "people who asked|people asking|people who contacted us|unique customers|"
            "distinct customers|咨询客户|来咨询的客户|来咨询的人|来问的人|多少人咨询|"
            "多少人来咨询|people contacted us|people contact us|customers contacted us|"
            "people asked"
        ),
        definition=Bilingual(
            "咨询人数 = 每天来咨询的不同的人；跨天、跨客服相加就成了人次，同一个人会重复算。",
            "People who asked = different people who asked on a day; added over days or agents "
            "they are person-days, and one person counts again.",
        ),
        n_of=ASKING_N,
        source="2.2 consult_users",
        words=Bilingual(
            "每天不同的咨询买家，逐天相加",
            "different people of each day, added day by day",
        ),
        adds=Adds.DISTINCT,
        chapter=Chapter.RECEPTION,
        same_name="contacts",
        window=Bilingual(
            "按人，一人一天只算一次",
            "per person: once a day",
        ),
    ),
    Metric(
        key="valid_contacts",
        name=Bilingual(
            "有效接待人数",
            "Valid contacts",
        ),
        formula=Total(("valid_contacts",)),
        unit=Unit.COUNT,
        good=Good.UP,
        cuts=DESK,
        synonyms=terms(
            "有效接待人数|有效接待|有效接待量|有效接待数|有效接待人次|有效咨询|有效咨询量|"
            "valid contacts|valid chats|effective contacts"
        ),
        definition=Bilingual(
            "有效接待人数 = 去掉广告、同事等以后的接待；怎么算有效由来源的设置决定。",
            "Valid contacts = contacts without advertisers, colleagues and the like; the "
            "source's own settings say what is valid.",
        ),
        n_of=CONTACTS_N,
        source="2.2 valid_contacts",
        words=Bilingual(
            "接待 − 广告、同事等无效的",
            "contacts less advertisers, colleagues and the like",
        ),
        adds=Adds.ADD,
        chapter=Chapter.RECEPTION,
        same_name="contacts",
        window=Bilingual(
            "过滤广告和同事以后",
            "after advertisers and colleagues are left out",
        ),
    ),
    Metric(
        key="slow_contacts",
        name=Bilingual(
            "慢响应人数",
            "Slow contacts",
        ),
        formula=Total(("slow_contacts",)),
        unit=Unit.COUNT,
        good=Good.DOWN,
        cuts=DESK,
        synonyms=terms(
            "慢响应人数|慢响应|慢响应数|慢响应量|慢响应人次|慢回复|慢回复人数|slow contacts|"
            "slow chats|slow responses|slowly answered chats"
        ),
        definition=Bilingual(
            "慢响应人数 = 等回复超过来源所定时限的接待。",
            "Slow contacts = contacts that waited for a reply longer than the source's threshold.",
        ),
        n_of=CONTACTS_N,
        source="2.2 slow_contacts",
        words=Bilingual(
            "等待超过时限的接待之和",
            "sum of contacts above the threshold",
        ),
        adds=Adds.ADD,
        chapter=Chapter.RECEPTION,
        window=Bilingual(
            "时限由来源的设置决定",
            "the threshold is a setting of the source",
        ),
    ),
    Metric(
        key="long_contacts",
        name=Bilingual(
            "长接待人数",
            "Long contacts",
        ),
        formula=Total(("long_contacts",)),
        unit=Unit.COUNT,
        good=Good.DOWN,
        cuts=DESK,
        synonyms=terms(
            "长接待人数|长接待|长接待数|长接待量|长会话|超长会话|长接待人次|long contacts|"
            "long chats|long conversations"
        ),
        definition=Bilingual(
            "长接待人数 = 接待时长超过来源所定时限的接待。",
            "Long contacts = contacts that lasted longer than the source's threshold.",
        ),
        n_of=CONTACTS_N,
        source="2.2 long_contacts",
        words=Bilingual(
            "时长超过时限的接待之和",
            "sum of contacts above the threshold",
        ),
        adds=Adds.ADD,
        chapter=Chapter.RECEPTION,
        window=Bilingual(
            "时限由来源的设置决定",
            "the threshold is a setting of the source",
        ),
    ),
    Metric(
        key="max_concurrent",
        name=Bilingual(
            "最大同时接待",
            "Most chats at once",
        ),
        formula=Maximum("max_concurrent"),
        unit=Unit.COUNT,
        good=Good.NONE,
        cuts=DESK,
        synonyms=terms(
            "最大同时接待|最大同时接待数|最大同时接待量|最大同时接待人数|同时接待|"
            "同时接待数|同时接待人数|最大并发|最大并发数|并发接待|max concurrent|"
            "max concurrent chats|maximum concurrent chats|concurrent chats|concurrency|"
            "most chats at once|peak concurrency|chats at once|同时接待最多|最多同时接待|"
            "同时最多接待|最多同时接|峰值并发|peak concurrent chats"
        ),
        definition=Bilingual(
            "最大同时接待 = 一个客服同一时刻接待的会话，取最高的一次；几天、几个人合在一起也取"
            "最高，不相加。",
            "Most chats at once = the highest number of chats one agent had open at the same "
            "time; over days and people the highest counts, never a sum.",
        ),
        n_of=CHATS_N,
        source="2.2 max_concurrent",
        words=Bilingual(
            "同时接待数的最大值",
            "the largest number of chats open at once",
        ),
        adds=Adds.MAX,
        chapter=Chapter.RECEPTION,
    ),
    Metric(
        key="transfer_in_rate",
        name=Bilingual(
            "转入率",
            "Transfer-in rate",
        ),
        formula=Quotient(("transfers_in",), ("contacts",)),
        unit=Unit.SHARE,
        good=Good.NONE,
        cuts=DESK,
        synonyms=terms(
            "转入率|转接转入率|转入占比|转入比例|转入|transfer in rate|transfer-in rate|"
            "transferred in|rate of transfers in"
        ),
        definition=Bilingual(
            "转入率 = 从别的客服转来的接待 ÷ 人工接待量；一次转接，两边各算一次接待。",
            "Transfer-in rate = contacts handed over by a colleague ÷ contacts of people; a "
            "transferred contact counts at both ends.",
        ),
        n_of=CONTACTS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="M42",
        words=Bilingual(
            "转入的接待 ÷ 人工接待量",
            "contacts transferred in ÷ contacts of people",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.RECEPTION,
        only=((Dim.HANDLER, ("human",)),),
    ),
    Metric(
        key="transfer_out_rate",
        name=Bilingual(
            "转出率",
            "Transfer-out rate",
        ),
        formula=Quotient(("transfers_out",), ("contacts",)),
        unit=Unit.SHARE,
        good=Good.DOWN,
        cuts=DESK,
        synonyms=terms(
            "转出率|转接率|转接转出率|转出占比|转出比例|转出|转接|转派率|transfer out rate|"
            "transfer-out rate|transfer rate|transferred out|transfers|rate of transfers out"
        ),
        definition=Bilingual(
            "转出率 = 转给别的客服的接待 ÷ 人工接待量。",
            "Transfer-out rate = contacts handed over to a colleague ÷ contacts of people.",
        ),
        n_of=CONTACTS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="M42",
        words=Bilingual(
            "转出的接待 ÷ 人工接待量",
            "contacts transferred out ÷ contacts of people",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.RECEPTION,
        only=((Dim.HANDLER, ("human",)),),
    ),
)
