"""The short tour of the demo: what to look at and three things worth doing. Pure data."""

from base.language import Bilingual, Lang
from bot.demo.place import AFTER, AGENT, LEAD, READER, SUPERVISOR, WEEKLY, called, handle
from workspace import TourStep, Words

_BOT = "@bot"


def tour(lang: Lang) -> list[TourStep]:
    """Return the steps for a company that speaks a language; their texts are in both."""
    weekly, after = called(WEEKLY.name, lang), called(AFTER.name, lang)
    return [
        _step(
            Bilingual("这家店已经过了十四个月", "This shop is fourteen months old"),
            Bilingual(
                "上周的周报在这里，周一 9 点机器人自己发的。接下来值得做三件事：问一个数，"
                "把一件事定成行动，匿名说一件事。",
                "Last week’s summary is here; the bot posted it on Monday at nine. Three things are"
                " worth doing next: ask for a figure, turn something into an action, say something"
                " anonymously.",
            ),
            SUPERVISOR, weekly,
        ),
        _step(
            Bilingual("问一个数，再问为什么", "Ask for a figure, then ask why"),
            Bilingual(
                "像平时说话一样问，回车就有答案；变了的数下面点“为什么”。",
                "Ask in your own words and press Enter. Where a figure has changed, press Why.",
            ),
            SUPERVISOR, _BOT,
            types=Bilingual("满意度 上周 按组", "csat last week by team"),
        ),
        _step(
            Bilingual("一场复盘正开着", "A review is under way"),
            Bilingual(
                "售后组 10 点开始的。打开议程下面的讨论串，点“下一块”往下走；"
                "每件事都要有结论，才能散会。",
                "After-sales began at ten. Open the thread below its agenda and press Next to go"
                " on; it closes only when every point is decided.",
            ),
            LEAD, after,
        ),
        _step(
            Bilingual("定了的事有人跟", "What was decided is followed"),
            Bilingual(
                "主页上是等你做的：这里有一项说做完了，等何屿核实。做完的人不能核实自己；"
                "过期、卡住了，也会来找该管的人。",
                "Home shows what waits for you: here one action is said to be done and waits for Yu"
                " He to verify it. Nobody verifies their own; what is overdue or stuck comes to"
                " whoever can help.",
            ),
            LEAD, _BOT, home=True,
        ),
        _step(
            Bilingual("匿名说一件事", "Say something anonymously"),
            Bilingual(
                "客服在主页上写，先看打码后的样子再交，拿到 12 个字的回执。",
                "An agent writes on Home, sees it masked before sending, and gets twelve words as a"
                " receipt.",
            ),
            AGENT, _BOT, home=True,
        ),
        _step(
            Bilingual("案例有人看", "Somebody reads the cases"),
            Bilingual(
                "质检看到的是攒够三件、打乱顺序的案例，看不出是谁写的。",
                "Quality control sees them three or more at a time and shuffled, with nothing that"
                " says who wrote them.",
            ),
            READER, _BOT, home=True,
        ),
        _step(
            Bilingual("让时间走一周", "Let a week pass"),
            Bilingual(
                "点上面的时间，往前走一天或一周：提醒、周报、下一次的议程会一条条出来。",
                "Press the time above and go on by a day or a week: reminders, the weekly and the"
                " next agenda come as you watch.",
            ),
            SUPERVISOR, weekly,
        ),
    ]  # fmt: skip


def _step(
    title: Bilingual,
    text: Bilingual,
    person: str,
    channel: str,
    *,
    home: bool = False,
    types: Bilingual | None = None,
) -> TourStep:
    typed = types or Bilingual("", "")
    return TourStep(
        Words(title.zh, title.en),
        Words(text.zh, text.en),
        handle(person),
        channel,
        "home" if home else "messages",
        Words(typed.zh, typed.en),
    )
