"""What the bot does alone."""

from base.dimensions import Dim
from base.language import Bilingual
from base.units import Adds, Good, Unit
from metrics.catalogue.shared import CONTACTS_N, PLACES, SHOP_DAYS, TIME, terms
from metrics.model import Chapter, Interval, Metric, Quotient, Total

BOT_CHATS_N = Bilingual("次机器人会话", "chats with the bot")
QUESTIONS_N = Bilingual("个问题", "questions")


METRICS: tuple[Metric, ...] = (
    Metric(
        key="bot_share",
        name=Bilingual("机器人独立接待占比", "Bot share"),
        formula=Quotient(("bot_contacts",), ("bot_n",)),
        unit=Unit.SHARE,
        good=Good.BAND,
        cuts=frozenset(TIME | PLACES | {Dim.CATEGORY}),
        synonyms=terms(
            "机器人接待比|机器人接待占比|机器人独立接待占比|机器人占比|机器人独立接待|"
            "接待比|机器人接待率|bot share|bot rate|bot containment|containment rate|"
            "containment|share of the bot|automation rate|机器人接待比例|"
            "share handled by the bot|share handled by bot|bot handled share"
        ),
        definition=Bilingual(
            "机器人独立接待占比 = 全程没有人工的会话 ÷ 接待量；机器人说过话不算独立接待。",
            "Bot share = chats that ended without a human ÷ all contacts; a bot that merely spoke "
            "has not handled the chat.",
        ),
        n_of=CONTACTS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 bot_share",
        words=Bilingual(
            "全程没有人工的会话 ÷ 接待量", "chats that ended without a human ÷ all contacts"
        ),
        adds=Adds.RATIO,
        chapter=Chapter.BOT,
        band=(0.30, 0.60),
    ),
    Metric(
        key="bot_contacts",
        name=Bilingual("机器人独立接待量", "Chats finished by the bot"),
        formula=Total(("bot_contacts",)),
        unit=Unit.COUNT,
        good=Good.NONE,
        cuts=frozenset(TIME | PLACES | {Dim.CATEGORY}),
        synonyms=terms(
            "机器人独立接待量|机器人接待量|机器人会话量|chats finished by the bot|bot chats|"
            "bot contacts|chats the bot finished|bot only chats|bot-only chats|"
            "chats did the bot finish on its own|chats did the bot finish|"
            "chats did the bot handle on its own|chats did the bot handle|"
            "chats the bot finished on its own|chats handled by the bot|机器人自己接了|"
            "机器人自己接待|机器人独立接了"
        ),
        definition=Bilingual(
            "机器人独立接待量 = 全程没有人工的会话。",
            "Chats finished by the bot = chats that ended without a human.",
        ),
        n_of=CONTACTS_N,
        source="2.2 bot_share, phrase e11",
        words=Bilingual("全程没有人工的会话数", "number of chats that ended without a human"),
        adds=Adds.ADD,
        chapter=Chapter.BOT,
    ),
    Metric(
        key="handoff_rate",
        name=Bilingual(
            "转人工率",
            "Hand-off rate",
        ),
        formula=Quotient(("handoffs",), ("bot_chats",)),
        unit=Unit.SHARE,
        good=Good.BAND,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "转人工率|转人工|转人工占比|转人工比例|机器人转人工率|机器人转人工|"
            "handoff rate|hand-off rate|hand off rate|handover rate|bot handoff rate|"
            "handed to a human|handed over to people|转人工比|转人工的比例|"
            "bot escalation rate|human takeover rate"
        ),
        definition=Bilingual(
            "转人工率 = 机器人转给人工的会话 ÷ 机器人接过的会话；太低可能是顾客找不到人工。",
            "Hand-off rate = chats the bot handed to people ÷ chats it took part in; too low "
            "may mean that customers cannot get through to anybody.",
        ),
        n_of=BOT_CHATS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 handoff_rate (public advice 18-28 %, weak)",
        words=Bilingual(
            "转人工的会话 ÷ 机器人接过的会话",
            "chats handed to people ÷ chats the bot took part in",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.BOT,
        band=(0.18, 0.28),
    ),
    Metric(
        key="bot_hit",
        name=Bilingual(
            "机器人命中率",
            "Bot hit rate",
        ),
        formula=Quotient(("bot_matched",), ("bot_questions",)),
        unit=Unit.SHARE,
        good=Good.UP,
        cuts=SHOP_DAYS,
        synonyms=terms(
            "机器人命中率|命中率|机器人匹配率|知识命中率|知识库命中率|机器人识别率|"
            "bot hit rate|hit rate|bot match rate|match rate|knowledge hit rate"
        ),
        definition=Bilingual(
            "机器人命中率 = 机器人答得上的问题 ÷ 问机器人的问题。",
            "Bot hit rate = questions the bot had an answer to ÷ questions put to it.",
        ),
        n_of=QUESTIONS_N,
        interval=Interval.WILSON,
        small_n=30,
        source="2.2 bot_hit",
        words=Bilingual(
            "匹配到答案的问题 ÷ 问机器人的问题",
            "questions matched ÷ questions put to the bot",
        ),
        adds=Adds.RATIO,
        chapter=Chapter.BOT,
    ),
)
