"""The fixed words of questions in both languages, as one trie built once.

Metrics come from the catalogue, names of the workspace from its lexicon, patterns with numbers
from `metrics.parser.timewords`; everything else that has a meaning is listed here. A word that
stands nowhere is unknown, and an unknown word is never passed over.
"""

from collections.abc import Iterator
from types import MappingProxyType

from base.dimensions import Dim
from base.language import Bilingual
from metrics.catalogue import CATALOGUE, made_of_catalogue
from metrics.model import Against, Derived, Metric, Stat
from metrics.parser.missing import MISSING, UNSURE
from metrics.parser.timewords import WORDS as TIME_WORDS
from metrics.parser.trie import Trie
from metrics.parser.words import Earlier, Meaning, MetricWord, MissingMetric, Noun, Rank, Sign

# Terms of a metric that deserve a word with the answer.
_TERM_NOTES = MappingProxyType(
    {
        "好评率": "note.good_reviews",
        "客单价": "note.spend_or_order",
        "客单": "note.spend_or_order",
        "连带": "note.items_by_buyer",
        "连带率": "note.items_by_buyer",
        "answered within 30 seconds": "note.first_replies_only",
        "answered within 30s": "note.first_replies_only",
        "replied within 30 seconds": "note.first_replies_only",
    }
)

# Words that stand for several metrics: the first is asked, the others are shown beside it.
_FAMILIES: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("dsr_desc", "dsr_serv", "dsr_logi"),
        "dsr|dsr评分|dsr分|店铺dsr|店铺评分|店铺动态评分|动态评分|三项评分|dsr score|dsr scores|"
        "shop rating|shop ratings|shop dsr",
    ),
    (
        ("losses", "loss_marketing", "loss_quality", "loss_logistics", "loss_warehouse"),
        "四类资损|各类资损|资损明细|资损分类|four losses|losses by class|loss classes",
    ),
    (
        ("comp_cost", "gift_cost", "community_cost", "incentive_cost"),
        "成本|客服成本|售后成本|成本四项|四项成本|各项成本|成本明细|cost|costs|four costs|cs costs|"
        "after-sales costs|support costs",
    ),
)
# Words that may mean another metric just as well: the usual one is answered, the other offered.
_INSTEAD: tuple[tuple[tuple[str, ...], str], ...] = (
    (("good_review_rate",), "好评率"),
    (("aov_order",), "客单价|客单"),
    (("dsr_serv",), "评分|rating"),
    (("refund_amount",), "退款|refund|refunds"),
    (("complaint_rate_contacts",), "客诉率|投诉率|complaint rate"),
    (
        ("reply_3min_rate",),
        "3分钟回复率|三分钟回复率|3分钟人工回复率|三分钟人工回复率|3min回复率|3m回复率",
    ),
    (("cph",), "人效|客服人效"),
    (
        ("reply_30s_rate",),
        "answered within 30 seconds|answered within 30s|replied within 30 seconds",
    ),
    (("shop_sales",), "turnover"),
    (("transfer_in_rate",), "转接率|transfer rate"),
    (("frt",), "响应时间|响应时长|response time"),
    (("fans_out",), "流失人数"),
)
# Words that are two where the first is a name here: 售后人效, the 人效 of the team 售后; a
# platform's own rate, which is that of the platform alone.
_WEAK = frozenset(
    {
        "售后人效",
        "快手3分钟回复率",
        "快手3分钟人工回复率",
        "抖音3分钟回复率",
        "抖音3分钟人工回复率",
        "拼多多回复率",
        "pinduoduo reply rate",
        "京东30秒应答率",
        "京东15秒应答率",
    }
)

_STATS: tuple[tuple[Stat, str], ...] = (
    (Stat.MEAN, "平均|平均值|平均数|均值|mean|average|avg"),
    (Stat.P50, "p50|中位数|中位|中位值|50分位|50分位数|50%分位|median|50th percentile"),
    (Stat.P75, "p75|75分位|75分位数|75%分位|75th percentile"),
    (Stat.P90, "p90|90分位|90分位数|90%分位|90th percentile"),
    (Stat.P95, "p95|95分位|95分位数|95%分位|95th percentile"),
)

_NOUNS: tuple[tuple[Dim, str], ...] = (
    (
        Dim.AGENT,
        "人|个人|人员|坐席|员工|同事|组员|客服人员|客服代表|agent|agents|rep|reps|operator|"
        "operators|person|people|staff|staff member|colleague|employee|employees|individual",
    ),
    (
        Dim.TEAM,
        "组|小组|团队|班组|组别|小队|team|teams|group|groups|squad",
    ),
    (Dim.SHOP, "店|店铺|网店|店面|门店|shop|shops|store|stores"),
    (Dim.CHANNEL, "渠道|来源|入口|channel|channels|source"),
    (Dim.PLATFORM, "平台|platform|platforms|marketplace|marketplaces"),
    (Dim.HANDLER, "人机|handler|handlers"),
    (
        Dim.CATEGORY,
        "类目|类别|分类|类型|问题类型|问题分类|问题类别|话题|主题|咨询类型|咨询类目|问题|标签|"
        "topic|topics|category|categories|question type|issue type|inquiry type|contact reason|"
        "reason|subject|type",
    ),
    (Dim.PRODUCT, "商品|产品|单品|货品|款式|sku|product|products|item|items|goods"),
    (Dim.COUNTRY, "国家|站点|国别|country|countries|site|market"),
    (
        Dim.EMPLOYMENT,
        "用工|用工类型|用工方式|用工性质|内外包|employment|"
        "employment type|staffing type|contract type",
    ),
    (Dim.DAY, "天|日|日期|day|days|date"),
    (Dim.WEEK, "周|个星期|个礼拜|week|weeks"),
    (Dim.MONTH, "月|月份|个月|month|months"),
    (Dim.WEEKDAY, "星期|周几|星期几|礼拜几|weekday|weekdays|day of week|day of the week"),
    (Dim.HOUR, "小时|个小时|时段|钟头|钟点|时间段|hour|hours|time of day"),
    (Dim.HALF_HOUR, "半小时|半个小时|30分钟|half hour|half an hour|30 minutes"),
)
# These stand beside a metric without asking for a cut: 客服满意度, 店铺满意度.
_LOOSE_NOUNS = ((Dim.AGENT, "客服"), (Dim.SHOP, "店铺"))

_CUTS: tuple[tuple[Dim, str], ...] = (
    (Dim.DAY, "逐日|日度|每日|分日|daily|day by day|a day by day|天趋势|日趋势|daily trend"),
    (Dim.WEEK, "逐周|周度|周趋势|weekly|weekly trend|week by week"),
    (Dim.MONTH, "逐月|月度|月趋势|分月|monthly|monthly trend|month by month"),
    (Dim.WEEKDAY, "周几|星期几"),
    (Dim.HOUR, "几点|分时|逐小时|小时趋势|hourly|hour by hour|what time"),
    (Dim.TEAM, "分组|组间|teamwise|team-wise"),
    (Dim.CATEGORY, "按原因|按投诉原因|分原因|各原因|by cause|by causes|按司龄|分司龄|by tenure"),
)

_BYS = (
    "按|按照|分|各|各个|各家|每个|每|每家|每位|哪个|哪|哪些|哪家|哪位|哪一个|不同|依|"
    "by|per|each|every|which|split by|grouped by|group by|broken down by|for each|across"
)

_SIGNS: tuple[tuple[Meaning, str], ...] = (
    (Sign.WHO, "谁|哪些人|哪个人|who|whose"),
    (Against.LAST_YEAR, "同比|yoy|y/y|year over year|year on year|去年同期|上年同期"),
    (
        Earlier(days=7),
        "上周同期|上周同一天|上周同日|上个星期同期|same day last week|same time last week",
    ),
    (
        Earlier(months=1),
        "上月同期|上个月同期|same time last month|same period last month|same days last month",
    ),
    (Against.LAST_YEAR, "同期|same period last year|a year ago|a year earlier|the year before"),
    (
        Against.PREVIOUS,
        "环比|wow|w/w|mom|m/m|qoq|q/q|dod|week over week|week on week|month over month|"
        "month on month|day over day|quarter over quarter|上期|上一期|前一周|前一天|"
        "previous period|the period before|the week before|the day before|the month before|"
        "the quarter before|the one before",
    ),
    (
        Against.USUAL,
        "平时|平常|平日|日常|往常|平常周|平时周|平常的一周|普通周|正常周|usual|normal|typical|"
        "usual week|usual weeks|normal week|normal weeks|ordinary week|a normal week|"
        "a usual week|a typical week|typical week|usual days|normal days|历史|历史上|"
        "历史水平|历史平均|"
        "历史平均值|历史均值|历史数据|自己的历史|以往|过往|往期|正常吗|正常不|正常范围|"
        "usual range|its usual range|"
        "normal range|its normal range|usual level|history|its history|its own history|own history|"
        "historical|historically|historical average|historical standards|by historical standards|"
        "high by historical standards|low by historical standards|normal levels|is normal",
    ),
    (Sign.VERSUS, "比|相比|对比|比较|较|vs|vs.|versus|than|compared to|compared with|compare"),
    (Sign.VERSUS, "compare to|compare with|against"),
    (Sign.AND, "和|跟|与|同|及|以及|and|with"),
    (Rank.SLOW, "最慢|回复最慢|响应最慢|回得最慢|slowest|slowest to reply|slowest to respond"),
    (Rank.FAST, "最快|回复最快|响应最快|回得最快|fastest|quickest"),
    (Rank.BAD, "最差|最糟|倒数|垫底|worst|weakest|最需要看"),
    (
        Rank.GOOD,
        "排名|排行|排行榜|排序|ranking|ranked|rank|leaderboard|最好|最佳|最强|best|strongest",
    ),
    (Rank.HIGH, "最高|最多|最大|高|多|high|highest|most|biggest|largest|higher|more"),
    (Rank.LOW, "最低|最少|最小|低|少|low|lowest|least|fewest|smallest|lower|fewer"),
    (
        Sign.WHY,
        "为什么|为何|为啥|为什么会|为啥会|怎么回事|什么原因|啥原因|原因|是什么原因|"
        "什么原因导致|原因在哪|"
        "归因|怎么这么低|怎么这么高|怎么这么慢|怎么这么差|怎么这么多|怎么这么少|why|why did|why is|"
        "why was|why are|why were|why has|why have|how come|what caused|what made|what drove|"
        "what's behind|what is behind|what happened to|what happened with|reason for|reasons for|"
        "the reason for|reason behind|reasons behind|explain",
    ),
    (Sign.WHY_FELL, "为什么降|为什么跌|为什么会降|为什么会掉|为啥降|为啥跌|降的原因|下降原因"),
    (Sign.WHY_ROSE, "为什么升|为什么涨|为什么会升|为什么会涨|为啥升|为啥涨|涨的原因|上升原因"),
    (Sign.HOW_COME, "怎么|怎么会|怎么就|咋|咋就"),
    (Sign.CHANGE, "变化|变了|波动|change|changed"),
    (
        Sign.FELL,
        "掉了|掉|掉这么多|下降了|下降|降了|降低了|下滑了|下滑|跌了|减少了|变少|变少了|少了|"
        "低了|变低|"
        "变低了|drop|dropped|dropping|fall|fell|falling|fallen|decline|declined|go down|went down|"
        "going down|down|decrease|decreased",
    ),
    (
        Sign.ROSE,
        "涨了|升了|上升了|上升|升高了|提高了|增加了|增长了|变多|变多了|多了|高了|变高|变高了|"
        "变慢了|变慢|"
        "慢了|rise|rose|rising|risen|go up|went up|going up|increase|increased|grow|grew|slower|"
        "got slower|get slower|up",
    ),
    (Sign.WORSE, "变差了|变差|差了|变糟|恶化|恶化了|worse|get worse|got worse|getting worse"),
    (Sign.BETTER, "变好了|变好|好了|改善了|better|get better|got better|improve|improved"),
    (
        Sign.TARGET,
        "目标|完成几成|完成多少|完成率|达成率|目标完成率|目标达成率|目标完成度|target attainment|"
        "percent of target|完成了几成|完成了多少|达标|达标了|达标没有|达成|"
        "hit|meet|met|reach|reached|achieve|achieved|did we hit|did we meet|did we reach|"
        "完成度|target|targets|goal|goals|attainment|on target|quota",
    ),
    (
        Sign.SHARE,
        "占比|比例|占比多少|rate|rates|rate of|share|share of|percentage|percentage of|percent of|"
        "proportion|proportion of|ratio of",
    ),
    (Sign.NET, "扣退款|扣除退款|去掉退款|减退款|净额|net|net of refunds|after refunds"),
    (Sign.MEAN_A_DAY, "日均|每天平均|平均每天|每日平均|daily average|average per day|a day"),
    (Sign.TREND, "趋势|走势|曲线|变化趋势|趋势图|trend|trends|over time"),
    (Sign.ASKER, "我的|我自己|我自己的|我本人|本人|我|my|mine|my own|me|i|myself"),
    (Sign.ASKER_TEAM, "我组|我们组|我们小组|本组|我的组|咱组|咱们组|my team|our team|my group"),
    (Sign.TO, "到|至|to|until|through|till|thru"),
    (Sign.SINCE, "以来|至今|到现在|到今天|到昨天|起|since|starting|onwards"),
    (Sign.FROM, "从|自|from"),
    (Sign.BETWEEN, "between"),
    (Sign.ONLY, "只看|只要|只算|只查|只统计|仅看|仅限|仅|only"),
    (
        Sign.CARD,
        "数发我|数据发我|的数|数字|成绩单|看板|dashboard|board|numbers|figures|stats|scorecard|"
        "performance|kpi|kpis|metrics|指标",
    ),
)

_FILLERS = (
    "的|了|呢|吗|么|啊|呀|吧|嘛|哦|是|在|有|里|里面|中|都|还|也|就|做了|做|来|"
    "多少|是多少|有多少|几个|怎么样|咋样|怎样|如何|好不好|行不行|情况|情况如何|什么情况|什么|啥|"
    "看|看看|看下|看一下|看一看|想看|想看看|查|查查|查下|查一下|查询|要|我要|我想|我想看|我想看看|"
    "我想知道|想知道|我想了解|了解一下|请|请问|请帮我|麻烦|帮我|帮忙|给我|发我|发给我|告诉我|给|"
    "给我看|给我看看|让我看看|现在|目前|一下|数据|统计|总|总共|一共|整体|总体|总的|全部|"
    "全部门|部门|"
    "客服部|我们|咱们|咱|我们的|咱们的|公司|全公司|期间|那周|那几天|那一周|那天|当天的|表现|水平|"
    "低多少|高多少|多多少|少多少|差多少|快多少|慢多少|涨多少|降多少|掉多少|how much lower|"
    "how much higher|how much more|how much less|多少秒|几秒|多少分钟|几分钟|多久|多长时间|"
    "多少钱|多少元|花了|花了多少|花了多少钱|"
    "多少万|多少块|how long|how many seconds|客户|顾客|"
    "仓库|快吗|慢吗|快不快|慢不慢|"
    "几个人|多少人|几位|多少位|几条|多少条|多少个|几次|多少次|几张|多少张|几例|多少例|老板|"
    "老板要|老板要看|老板问|"
    "领导|领导要|领导要看|领导问|主管|主管要|算|算高|算低|算高吗|算低吗|算不算高|算多吗|高吗|"
    "低吗|多吗|少吗|高不高|"
    "低不低|多不多|怎么着|啥样|咋回事儿|my boss|the boss|boss|wants|asks|"
    "分别|列出来|列一下|列出|显示|show|变得|拆分|拆开|拆一下|细分|维度|你好|您好|谢谢|谢谢你|"
    "多谢|感谢|辛苦|辛苦了|拜托|hi|hey|"
    "the|a|an|of|in|on|at|for|was|is|are|were|be|been|do|does|did|done|has|have|had|get|got|"
    "how|how's|how is|how was|how are|how much|how many|what|what's|whats|what is|what was|"
    "what were|what are|show|show me|give me|tell me|send me|let me see|get me|please|pls|plz|"
    "thanks|thank you|can|can you|can i|could|could you|can i see|may i see|would|i want|"
    "i want to see|i would like|i'd like|i need|want|need|see|look at|check|report|data|number|"
    "value|value of|level|overall|total|in total|altogether|our|us|we|"
    "our own|it|its|it's|'s|there|this|that|these|those|during|over|within|period|go|doing|"
    "look|looking|like|so|as|really|just|now|right now|currently|"
    "our cs|customer service|breakdown|broken down|split|view|table|list|figure|"
    "customers|customer|came in|come in|s|这么|那么|会|突然|忽然|一下子|很多|不少|这么低|这么高|"
    "这么慢|这么差|这么多|这么少|那么低|那么高|那么慢|那么差|那么多|suddenly|so much|so low|"
    "so high|so many|so few|so slow|so bad|this much|分析|分析一下|分析下"
)

DIM_NAMES = MappingProxyType(
    {
        Dim.AGENT: Bilingual("客服", "agent"),
        Dim.TEAM: Bilingual("组", "team"),
        Dim.SHOP: Bilingual("店铺", "shop"),
        Dim.CHANNEL: Bilingual("渠道", "channel"),
        Dim.PLATFORM: Bilingual("平台", "platform"),
        Dim.HANDLER: Bilingual("人机", "handler"),
        Dim.CATEGORY: Bilingual("问题类型", "topic"),
        Dim.PRODUCT: Bilingual("商品", "product"),
        Dim.COUNTRY: Bilingual("国家", "country"),
        Dim.EMPLOYMENT: Bilingual("用工", "employment"),
        Dim.DAY: Bilingual("天", "day"),
        Dim.WEEK: Bilingual("周", "week"),
        Dim.MONTH: Bilingual("月", "month"),
        Dim.WEEKDAY: Bilingual("星期", "weekday"),
        Dim.HOUR: Bilingual("小时", "hour"),
        Dim.HALF_HOUR: Bilingual("半小时", "half hour"),
    }
)


def _asked_by(metric: Metric) -> Metric | None:
    """Return the metric that a metric's words ask for: a comparison asks for what it compares.

    None for a comparison of whatever is named beside it: its words are signs (同比, 完成率).
    """
    if not isinstance(metric.formula, Derived):
        return metric
    return CATALOGUE[metric.formula.of] if metric.formula.of else None


def _metric_entries() -> Iterator[tuple[str, Meaning]]:
    instead = {text: keys for keys, terms in _INSTEAD for text in terms.split("|")}
    special = {*instead, *_TERM_NOTES, *_WEAK}
    for metric in CATALOGUE.values():
        asked = _asked_by(metric)
        if asked is None:
            continue
        plain = MetricWord(asked)
        for text in (*metric.synonyms, metric.name.zh, metric.name.en):
            if text not in special:
                yield text, plain
                continue
            others = tuple(CATALOGUE[key] for key in instead.get(text, ()))
            note = _TERM_NOTES.get(text, "")
            yield text, MetricWord(asked, note, weak=text in _WEAK, instead=others)
    for keys, terms in _FAMILIES:
        first, *rest = (CATALOGUE[key] for key in keys)
        yield from ((text, MetricWord(first, also=tuple(rest))) for text in terms.split("|"))


def _entries() -> Iterator[tuple[str, Meaning]]:
    """Return every term with its meaning; where a term comes twice, the first one counts."""
    yield from _metric_entries()
    yield from TIME_WORDS
    for stat, terms in _STATS:
        yield from ((text, stat) for text in terms.split("|"))
    for dim, terms in _LOOSE_NOUNS:
        yield from ((text, Noun(dim, loose=True)) for text in terms.split("|"))
    for dim, terms in _CUTS:
        yield from ((text, dim) for text in terms.split("|"))
    for dim, terms in _NOUNS:
        yield from ((text, Noun(dim)) for text in terms.split("|"))
    yield from ((text, Sign.BY) for text in _BYS.split("|"))
    for meaning, terms in _SIGNS:
        yield from ((text, meaning) for text in terms.split("|"))
    for near, terms in MISSING:
        yield from ((text, MissingMetric(near)) for text in terms.split("|"))
    for near, terms in UNSURE:
        yield from ((text, MissingMetric(near, unsure=True)) for text in terms.split("|"))
    yield from ((text, Sign.FILLER) for text in _FILLERS.split("|"))


@made_of_catalogue
def vocabulary() -> Trie:
    """Return the trie of all fixed words."""
    root = Trie()
    for text, meaning in _entries():
        root.add(text, meaning)
    return root


@made_of_catalogue
def all_terms() -> tuple[tuple[str, Meaning], ...]:
    """Return all fixed words with their meanings, for finding typing errors."""
    return tuple(_entries())
