"""What the people of the demo have done in the weeks before a visitor comes. Pure data.

Days count from the one on which the demo opens (0). A text may name an item by its key ({list} is
its number) and a day by its distance ({+7} is a week after the opening). The bot's own posts are
not here: its jobs write them, as everywhere.
"""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from base.case import CaseKind
from base.language import Bilingual
from base.schedule import Level
from bot.demo.place import AGENT, LEAD, READER, SUPERVISOR

WEEKS = 4
_PRE_LEAD, _LIVE_LEAD = "沈知夏", "梁辰"


class How(StrEnum):
    """By which door something is done."""

    SAYS = "says"
    TYPES = "types"
    ADDS = "adds"
    MOVES = "moves"
    MEETS = "meets"
    BEGINS = "begins"


@dataclass(frozen=True)
class Step:
    """One thing somebody does: his Chinese name, the channel's key, what he says.

    `item` is the key of the item it is about; one that is added gets it.
    """

    day: int
    at: time
    how: How
    who: str
    where: str
    text: Bilingual = Bilingual("", "")  # noqa: RUF009 - frozen
    item: str = ""


@dataclass(frozen=True)
class Decision:
    """What a review decides of a point: an item with its owner and days to go, or why none."""

    text: Bilingual
    owner: str = ""
    days: int = 0
    item: str = ""


@dataclass(frozen=True)
class Sent:
    """A case as its sender left it, on which day. `approve` puts it onto the group's agenda."""

    day: int
    kind: CaseKind
    topic: str
    happened: Bilingual
    known: Bilingual
    helps: Bilingual
    approve: int | None = None
    level: Level = Level.GROUP


def _b(zh: str, en: str) -> Bilingual:
    return Bilingual(zh, en)


def _step(day: int, at: str, how: How, who: str, where: str, zh: str = "", en: str = "",
          item: str = "") -> Step:  # fmt: skip
    return Step(day, time.fromisoformat(at), how, who, where, _b(zh, en), item)


STEPS: tuple[Step, ...] = (
    _step(-28, "09:05", How.TYPES, SUPERVISOR, "weekly", "/target 满意度 92%", "/target csat 92%"),
    _step(-28, "09:06", How.TYPES, SUPERVISOR, "weekly",
          "/target 首响 30秒", "/target first reply 30s"),
    _step(-28, "09:10", How.TYPES, SUPERVISOR, "weekly",
          "/fupan 定时 添加 周报 每周一 9:00", "/fupan schedule add weekly monday 09:00"),
    _step(-28, "09:12", How.TYPES, SUPERVISOR, "weekly",
          "/fupan 定时 添加 月报 每月第一个工作日 10:00",
          "/fupan schedule add monthly first workday 10:00"),
    _step(-28, "09:20", How.TYPES, LEAD, "after",
          "/fupan 定时 添加 周复盘 售后组 {weekday} 10:00 提前1天 15:00 督办人 @何屿",
          "/fupan schedule add weekly review After-sales {weekday} 10:00 ahead 1 day 15:00"
          " follow-up @Yu He"),
    _step(-28, "09:30", How.SAYS, SUPERVISOR, "weekly",
          "从这周起周报每周一 9 点自动发在这里，售后组的复盘议程也由机器人提前一天排好。",
          "From this week the weekly summary comes here on Mondays at nine by itself, and the bot"
          " writes After-sales’ agenda the day before."),
    # The first review decides {list}; then people get going.
    _step(-21, "09:00", How.SAYS, _LIVE_LEAD, "live",
          "童言刚来，先跟着沫沫看一周，回复慢一点大家多担待。",
          "Yan is new: she sits with Mo for a week, so bear with slower replies."),
    _step(-21, "10:00", How.MEETS, LEAD, "after"),
    _step(-20, "11:00", How.ADDS, SUPERVISOR, "pre",
          "晚班 20 点到 24 点加排 1 个人 @沈知夏 {-13} 指标 首响 售前组 < 30秒 复查 {-1}",
          "Add one person to the evening shift from 20:00 to midnight @Zhixia Shen {-13}"
          " metric first reply team pre-sales < 30s check {-1}", "shift"),
    _step(-20, "11:30", How.MOVES, _PRE_LEAD, "pre", "接受 {shift}", "accept {shift}"),
    _step(-19, "15:00", How.ADDS, SUPERVISOR, "pre",
          "退货地址模板统一成一份 @贺蕾 {-12}",
          "Use one template for return addresses in all shops @Grace He {-12}", "template"),
    _step(-18, "10:00", How.MOVES, SUPERVISOR, "pre",
          "不做 {template} 仓库上周已经统一换了", "drop {template} The warehouse did it last week"),
    _step(-15, "16:00", How.MOVES, AGENT, "after",
          "完成 {list} 清单连发 4 天，都在群文件里",
          "done {list} Posted four days in a row, all in the channel’s files"),
    _step(-14, "09:30", How.MOVES, LEAD, "after", "核实 {list}", "verify {list}"),
    _step(-14, "10:00", How.MEETS, LEAD, "after"),
    _step(-14, "17:00", How.MOVES, _PRE_LEAD, "pre",
          "完成 {shift} 这周起晚班 7 个人，排班表已更新",
          "done {shift} Seven people in the evening since Monday, the roster is up to date"),
    _step(-13, "10:30", How.MOVES, SUPERVISOR, "pre", "核实 {shift}", "verify {shift}"),
    _step(-13, "11:00", How.MOVES, LEAD, "after", "结案 {list}", "close {list}"),
    _step(-13, "14:00", How.ADDS, _PRE_LEAD, "pre",
          "尺码问题做成一张图，两个店都换上 @苏美 {-8}",
          "Make one picture of the size questions and use it in both shops @Mei Su {-8}",
          "sizes"),
    _step(-13, "14:20", How.MOVES, "苏美", "pre", "接受 {sizes}", "accept {sizes}"),
    _step(-10, "19:30", How.SAYS, _PRE_LEAD, "pre",
          "今晚直播加场，20 点以后大家多看一眼排队。",
          "Extra live stream tonight: please keep an eye on the queue after eight."),
    _step(-8, "15:00", How.MOVES, "苏美", "pre",
          "改期 {sizes} {-3} 等设计给图", "redate {sizes} {-3} waiting for the designer"),
    _step(-8, "16:30", How.MOVES, "唐果", "after",
          "完成 {script} 三步话术已进快捷回复，全组在用",
          "done {script} The three steps are in quick replies and everybody uses them"),
    _step(-7, "09:40", How.MOVES, LEAD, "after", "核实 {script}", "verify {script}"),
    _step(-7, "10:00", How.MEETS, LEAD, "after"),
    _step(-7, "14:00", How.MOVES, "魏来", "after", "开始 {callback}", "start {callback}"),
    _step(-6, "11:00", How.ADDS, _LIVE_LEAD, "live",
          "直播间置顶发货时间 @夏沫 {-1}",
          "Pin the dispatch times in the live room @Mo Xia {-1}", "pin"),
    _step(-6, "11:10", How.MOVES, "夏沫", "live", "接受 {pin}", "accept {pin}"),
    _step(-5, "10:00", How.ADDS, SUPERVISOR, "after",
          "大促价保规则写成一页，置顶到三个组的群 @白术 {+2}",
          "Write the price-protection rules on one page and pin it in all team channels"
          " @Zhu Bai {+2}", "page"),
    _step(-5, "10:30", How.MOVES, "白术", "after", "接受 {page}", "accept {page}"),
    _step(-2, "11:20", How.MOVES, "白术", "after",
          "卡住了 {page} 等财务确认赔付上限", "stuck {page} finance has not named the limit yet"),
    _step(-4, "10:00", How.MOVES, "白术", "after", "开始 {page}", "start {page}"),
    _step(-4, "14:00", How.ADDS, LEAD, "after",
          "价保常见问答整理成一张表 @白术 {+3}",
          "Put the common price-protection questions into one table @Zhu Bai {+3}", "table"),
    _step(-4, "14:10", How.MOVES, LEAD, "after", "合并 {table} {page}", "merge {table} {page}"),
    _step(-2, "17:00", How.SAYS, AGENT, "after",
          "仓库说昨天的件都发了，还在问的顾客可以直接给单号。",
          "The warehouse says yesterday’s parcels are all out; give customers the number."),
    _step(-1, "14:00", How.MOVES, "夏沫", "live",
          "完成 {pin} 两个直播间都置顶了，截图在群里",
          "done {pin} Pinned in both live rooms, screenshots are in the channel"),
    _step(-1, "15:20", How.MOVES, "魏来", "after",
          "完成 {callback} 这周 9 个差评都当天回访了，原因在表里",
          "done {callback} All nine bad ratings of this week called back the same day, with"
          " the reasons noted"),
    _step(-1, "16:10", How.ADDS, LEAD, "after",
          "给夜班开通改地址的权限，写清能改到哪一步 @吕秋 {+6} 指标 满意度 售后组 > 92%",
          "Let the night shift change addresses and write down how far they may go @Qiu Lü {+6}"
          " metric csat team after-sales > 92%", "night"),
    _step(-1, "17:30", How.SAYS, SUPERVISOR, "weekly",
          "这几天的数我看了，物流那块明天售后复盘的时候说。",
          "I have looked at the figures: parcels come first in tomorrow’s After-sales review."),
    _step(0, "10:01", How.BEGINS, LEAD, "after"),
)  # fmt: skip

# What each of the reviews before decides, in the order of its points; the last goes for the rest.
MEETINGS: tuple[tuple[Decision, ...], ...] = (
    (
        Decision(
            _b("每天 10:00 把仓库未发货清单发到售后群",
               "Post the warehouse list of unsent parcels in the channel every day by 10:00"),
            AGENT, 7, "list",
        ),
        Decision(_b("上周只有两天这样，先看两周", "Only two days were like that; we watch it")),
    ),
    (
        Decision(
            _b("退款话术改成三步，写进快捷回复",
               "Cut the refund script to three steps and put it into quick replies"),
            "唐果", 7, "script",
        ),
        Decision(_b("已有行动在做，看完效果再说", "An action is under way, we await its effect")),
    ),
    (
        Decision(
            _b("差评当天回访，并在表里记下原因",
               "Call back on every bad rating the same day and note the reason"),
            "魏来", 10, "callback",
        ),
        Decision(_b("先看这周的数，下次再定",
                    "We look at this week’s figures first and come back to it")),
    ),
)  # fmt: skip
# What is put on each of those agendas by a person, so that there is always something to decide.
BROUGHT: tuple[Bilingual, ...] = (
    _b("顾客问没发货，我们每次都要去仓库群里翻", "We dig for every unsent parcel ourselves"),
    _b("退款话术太长，顾客看不到最后一句", "Nobody reads the refund script to its end"),
    _b("差评都是隔天才看到", "We see bad ratings a day late"),
)

CASES: tuple[Sent, ...] = (
    Sent(-11, CaseKind.RULE, "rule_unknown",
         _b("价保规则改了，群里没通知，我按去年的答了顾客，后来只好道歉补差价。",
            "The price-protection rule changed and nobody told us. I answered by last year’s and"
            " had to apologise and pay the difference."),
         _b("知道去年的规则，不知道它改了", "Last year’s rule, and not that it had changed"),
         _b("规则一改就置顶，晚班也要有人点已读",
            "Pin every change and have the late shift confirm it"), approve=-6),
    Sent(-11, CaseKind.IDEA, "reply",
         _b("快捷回复有两百多条，找一句要翻半天，能不能按顾客问的顺序排。",
            "There are more than two hundred quick replies. Could they follow the order in which"
            " customers ask?"),
         _b("", ""), _b("先排最常用的二十条", "Begin with the twenty used most"), approve=-8),
    Sent(-10, CaseKind.WRONG, "after_sales",
         _b("两个组给顾客的退款时间不一样，一边说三天，一边说七天，顾客截图来问我哪个对。",
            "Two teams promise different refund times, three days and seven. The customer sent"
            " me both screenshots."),
         _b("只知道自己组的说法", "Only what our own team says"),
         _b("统一一句话", "One sentence for everybody"), approve=-8),
    Sent(-4, CaseKind.WELL, "reply",
         _b("有同事把发货时间做成一张图，顾客一看就懂，我也在用。",
            "A colleague made a picture of the dispatch times. Customers get it at once; I use it"
            " too."),
         _b("", ""), _b("放进快捷回复", "Put it into quick replies"), approve=-2),
    Sent(-4, CaseKind.RULE, "tools",
         _b("晚上十点后没人能改地址，我只好让顾客退了重拍，顾客很生气。",
            "After ten at night nobody may change an address. I had to tell the customer to"
            " return and reorder; he was furious."),
         _b("改地址只有白班有权限", "Only the day shift may change addresses"),
         _b("给夜班开权限", "Let the night shift do it too")),
    Sent(-4, CaseKind.WRONG, "handover",
         _b("交接本上没写顾客催过两次，我又让他等，结果他投诉了。",
            "The handover note did not say he had asked twice. I made him wait again and he"
            " complained."),
         _b("知道件在路上，不知道他催过", "That the parcel was on its way, not that he had asked"),
         _b("交接时写清催了几次", "Note how often the customer has asked")),
    Sent(-4, CaseKind.IDEA, "load",
         _b("直播结束那半小时最忙，能不能错开吃饭时间。",
            "The half hour after the live stream is the busiest. Could we stagger dinner?"),
         _b("", ""), _b("分两批吃饭", "Have dinner in two groups")),
    Sent(-2, CaseKind.IDEA, "reply",
         _b("顾客最常问的三句话，能不能做成一键回复，晚上人少的时候救命。",
            "Could the three most common questions get one-key replies? They would save us at"
            " night."),
         _b("", ""), _b("先做“什么时候发货”", "Begin with “When will it ship?”")),
    Sent(-2, CaseKind.RULE, "complaint",
         _b("赔付能给多少我自己也说不清，怕说错就让顾客等组长，等了二十分钟。",
            "I do not know how much I may pay out. Afraid to be wrong, I let the customer wait"
            " twenty minutes for the lead."),
         _b("知道小额可以自己定，不知道多少算小额",
            "That small amounts are ours to decide, not how small"),
         _b("写清客服自己能定多少", "Say how much an agent may decide")),
)  # fmt: skip

READS_CASES = READER
