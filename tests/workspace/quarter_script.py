"""What people do in the quarter, in order: who, when (in Shanghai), in which words.

A step is one thing somebody does; what the bot says to it of its own accord is in
`quarter_expected.txt`. To add one: a line here, in its place, and the expected posts written anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from base.clock import DEFAULT_ZONE

_NOTHING: Mapping[str, str] = MappingProxyType({})


class How(StrEnum):
    """By which door something is done."""

    SLASH = "slash"
    DIRECT = "direct"
    PRESS = "press"
    THREAD = "thread"
    FILE = "file"
    REVIEW = "review"
    REFUSED = "refused"
    LEAVES = "leaves"
    HOURS = "hours"


@dataclass(frozen=True)
class Step:
    """One thing that is done. `on` is what a message that is pressed or answered contains."""

    at: datetime
    how: How
    who: str
    text: str
    on: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


def _at(when: str) -> datetime:
    found = datetime.strptime(f"2026-{when}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - zone follows
    return found.replace(tzinfo=ZoneInfo(DEFAULT_ZONE))


def slash(when: str, who: str, text: str, **fields: str) -> Step:
    """Type `/action …` in the channel; with fields fill in the form it opens."""
    return Step(_at(when), How.SLASH, who, text, fields=fields)


def refused(when: str, who: str, text: str) -> Step:
    """Type what the bot does not do."""
    return Step(_at(when), How.REFUSED, who, text)


def direct(when: str, who: str, text: str) -> Step:
    """Write to the bot."""
    return Step(_at(when), How.DIRECT, who, text)


def press(when: str, who: str, label: str, on: str, **fields: str) -> Step:
    """Press a button of the newest message that contains some words; fill in the form it opens."""
    return Step(_at(when), How.PRESS, who, label, on, fields)


def says(when: str, who: str, text: str, on: str) -> Step:
    """Say something in an item's thread."""
    return Step(_at(when), How.THREAD, who, text, on)


def file(when: str, who: str, name: str, on: str) -> Step:
    """Post a file into an item's thread."""
    return Step(_at(when), How.FILE, who, name, on)


def review(when: str, *lines: tuple[str, str]) -> Step:
    """Hold a review: what is carried over is read, then items are added, each by somebody."""
    return Step(_at(when), How.REVIEW, "", "review", fields=dict(lines))


STEPS = (
    Step(_at("08-30 20:30"), How.HOURS, "mei", "digest at 14:00, quiet from 19:00 to 10:00"),
    # The first review: items 1 to 4.
    review(
        "08-31 10:00",
        ("每天 10 点给未发货清单 @何伟 9月11日 核实 @周宁", "lu"),
        (
            "Put the delivery-date reply first in quick replies @Emma 4 Sep"
            " metric frt team pre-sales < 35s check 21 Sep",
            "ning",
        ),
        ("差评当天回访并记下原因 @晴晴 9月4日 指标 满意度 售后组 > 92% 复查 9月21日", "lu"),
        ("赔付口径写成一页 @陈露 9月9日", "lan"),
    ),
    press("08-31 10:20", "wei", "接受", "每天 10 点给未发货清单"),
    press("08-31 10:40", "lu", "接受", "赔付口径写成一页"),
    press("08-31 11:00", "sunny", "接受", "差评当天回访"),
    slash("08-31 14:00", "ning", "add Bundle the size charts into one picture @Zhe 16 Sep"),
    press("08-31 15:00", "zhe", "接受", "Bundle the size charts"),
    press("08-31 17:10", "emma", "Accept", "Put the delivery-date reply first"),
    # Of a person alone, and typed where everybody could read it.
    slash("09-01 10:00", "lu", "add 早班每天 8 点 50 前到岗 @何伟 9月30日 级别 个人"),
    press("09-01 10:30", "wei", "接受", "早班每天 8 点 50 前到岗"),
    slash("09-02 11:00", "lan", "add 双十一排班表定稿 @周宁 10月30日"),
    press("09-02 12:00", "ning", "Accept", "双十一排班表定稿"),
    slash("09-03 15:00", "mei", "add", wording="整理尺码问答，放进知识库", owner="UMEI",
          due="2026-09-25"),
    says("09-04 16:10", "emma", "All three shops have it now", "Put the delivery-date reply"),
    slash("09-04 16:20", "emma", "done 2 First place in all three shops since noon"),
    slash("09-04 17:00", "sunny", "完成 3 回访 11 单，原因记在表里"),
    slash("09-04 17:30", "lu", "核实 3"),
    press("09-04 18:00", "ning", "Verify", "Put the delivery-date reply first"),
    slash("09-07 10:00", "ning", "add Cover the live-stream evenings with one more shift"
          " @小美 30 Sep"),
    press("09-07 14:30", "mei", "接受", "Cover the live-stream evenings"),
    slash("09-09 10:00", "ning", "add 晚班打开自动问候 @阿哲 24 Sep"
          " metric csat team pre-sales > 93% check 12 Oct"),
    press("09-09 11:00", "zhe", "接受", "晚班打开自动问候"),
    # Item 1 is sent back once, and nobody verifies his own work.
    press("09-10 16:00", "wei", "已做完", "每天 10 点给未发货清单",
          text="9/9、9/10 的清单都在群里"),
    refused("09-10 16:05", "wei", "核实 1"),
    slash("09-11 11:00", "ning", "back 1 I see two days of lists, three were agreed"),
    press("09-14 10:00", "lu", "要改期", "赔付口径写成一页", due="2026-09-18",
          text="等财务给赔付数"),
    slash("09-14 10:30", "zhe", "晚点提醒 5 9月18日"),
    slash("09-14 15:00", "wei", "完成 1 第三天的清单也在群里"),
    slash("09-15 14:00", "ning", "verify 1"),
    slash("09-16 10:00", "lu", "结案 1"),
    slash("09-17 16:00", "lu", "完成 4 一页纸在共享盘"),
    slash("09-18 10:30", "lan", "核实 4"),
    slash("09-21 11:00", "zhe", "完成 5 一张图，三个店都换了"),
    slash("09-21 15:00", "ning", "verify 5"),
    slash("09-22 10:00", "lu", "结案 3 回访做了，满意度没动，换个办法"),
    slash("09-22 10:05", "lu", "add 差评先打电话再回访 @何伟 10月15日 接着 3"
          " 指标 满意度 售后组 > 92%"),
    press("09-22 10:30", "wei", "接受", "差评先打电话再回访"),
    press("09-22 11:00", "ning", "Close", "Put the delivery-date reply first"),
    slash("09-23 10:00", "lu", "add 退款话术改成三步 @晴晴 10月16日"),
    press("09-23 10:30", "sunny", "接受", "退款话术改成三步"),
    slash("09-23 17:00", "zhe", "完成 10 晚班三个号都开了"),
    slash("09-24 11:00", "ning", "verify 10"),
    slash("09-24 15:00", "ning", "add Check the tracking links of the autumn mailing @Emma 5 Oct"),
    press("09-24 17:00", "emma", "Accept", "Check the tracking links"),
    # The second review: items 14 and 15, which are the same thing.
    review(
        "09-28 10:00",
        ("整理价保规则 @何伟 10月23日", "lu"),
        ("价保规则置顶到售后群 @何伟 10月21日", "lan"),
    ),
    press("09-28 11:00", "wei", "接受", "整理价保规则"),
    slash("09-28 15:00", "ning", "drop 8 The product team is doing this already"),
    slash("09-30 17:00", "wei", "完成 6 9 月考勤表，没有晚到"),
    # National Day: 1 to 7 October; in London they work.
    slash("10-05 18:00", "emma", "done 13 All 40 links checked, two mended"),
    slash("10-08 10:00", "ning", "add Write a one-page guide to returns from abroad @Emma 23 Oct"),
    press("10-08 11:00", "lu", "核实通过", "早班每天 8 点 50 前到岗"),
    slash("10-08 15:00", "ning", "verify 13"),
    slash("10-09 10:00", "lu", "add 退货件登记表交接清楚 @晴晴 10月20日"),
    direct("10-09 11:00", "wei", "行动 添加 仓库对接人电话贴到工位 @我 10月20日 核实 @晴晴"),
    slash("10-09 11:30", "lu", "结案 6"),
    slash("10-12 11:00", "wei", "卡住了 11 电话系统没有外呼权限"),
    slash("10-12 15:00", "lu", "合并 15 14"),
    slash("10-12 17:00", "wei", "完成 18 贴好了，照片在群里"),
    # Her last day: what she has to do and to verify goes on.
    Step(_at("10-12 18:00"), How.LEAVES, "sunny", "her last day"),
    press("10-13 11:00", "lu", "接受", "退货件登记表"),
    slash("10-13 15:00", "lu", "核实 18"),
    slash("10-14 11:00", "lan", "转给 9 @阿哲 小美去支援直播了"),
    press("10-14 17:30", "emma", "Accept", "guide to returns from abroad"),
    press("10-15 10:30", "zhe", "要改期", "Cover the live-stream evenings", due="2026-10-21",
          text="等新的排班"),
    slash("10-15 16:00", "lu", "完成 12 三步话术发在群里"),
    press("10-19 11:00", "lu", "我来推一下", "差评先打电话", text="我去找 IT 开外呼权限"),
    slash("10-20 10:30", "lu", "不做 17 退货件改由仓库登记"),
    slash("10-20 16:00", "zhe", "完成 9 周三周四晚上加了一班"),
    slash("10-20 17:00", "ning", "back 9 Thursday evening has nobody yet"),
    slash("10-21 16:00", "zhe", "完成 9 周四也有人了"),
    slash("10-22 10:00", "ning", "verify 9"),
    slash("10-22 16:00", "wei", "完成 11 电话回访 9 单"),
    slash("10-23 10:00", "lu", "核实 11"),
    file("10-23 15:00", "wei", "价保规则.pdf", "整理价保规则"),
    slash("10-23 15:05", "wei", "完成 14 规则整理成一页"),
    slash("10-26 11:00", "lu", "核实 14"),
    slash("10-27 10:00", "ning", "close 10 The holiday lay in between, we leave it on"),
    slash("10-28 18:00", "emma", "redate 16 2 Nov The customs form is still missing"),
    # Three new dates for one item.
    slash("10-30 17:00", "ning", "redate 7 4 Nov Still waiting for everybody's wishes"),
    # The third review: items 19 and 20.
    review(
        "11-02 10:00",
        ("双十一后复盘退款原因 @陈露 11月20日", "lan"),
        ("退货地址模板更新 @何伟 11月11日", "lu"),
    ),
    press("11-02 10:20", "wei", "接受", "退货地址模板更新"),
    press("11-02 10:40", "lu", "接受", "双十一后复盘退款原因"),
    slash("11-02 11:00", "lu", "19 要等 20"),
    slash("11-02 18:30", "emma", "done 16 One page, in the shared folder"),
    slash("11-03 11:00", "ning", "verify 16"),
    slash("11-04 17:00", "ning", "redate 7 6 Nov Two shifts are still open"),
    slash("11-06 17:00", "ning", "redate 7 10 Nov One shift is still open"),
    press("11-09 10:30", "ning", "Split it", "双十一排班表定稿",
          wording0="Fill the last evening shift of Double 11", due0="2026-11-10",
          wording1="Post the final Double 11 shift plan", due1="2026-11-11"),
    slash("11-10 15:00", "ning", "done 21 Zhe takes it"),
    slash("11-11 10:00", "lan", "核实 21"),
    slash("11-11 16:00", "ning", "done 22 The plan is in the channel"),
    slash("11-12 10:00", "lan", "核实 22"),
    # Item 20 was due while Double 11 ran.
    press("11-16 15:00", "wei", "已做完", "退货地址模板更新", text="三个店的模板都换了"),
    slash("11-17 11:00", "lu", "核实 20"),
    slash("11-19 16:00", "lu", "完成 19 原因和对策一页纸"),
    slash("11-20 11:00", "lan", "核实 19"),
)  # fmt: skip
