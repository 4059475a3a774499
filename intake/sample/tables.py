"""The sample's days as rows of text, in the shapes that the intake recognises."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from base.dimensions import Employment
from base.language import Lang
from base.rights import Role
from intake.sample.calls import calls_of
from intake.sample.chats import Columns, Ints
from intake.sample.orders import lines_of
from intake.sample.people import SEATS, Roster, StaffLine, staff_lines
from intake.sample.world import (
    AFTER_SALES,
    CATEGORIES,
    CHANNELS,
    COUNTRIES,
    FLAGSHIP,
    PRODUCTS,
    SAMPLE_TEAMS,
    SHOP_OF_CHANNEL,
)

Texts = list[str]

STAFF_HEADERS = (
    "姓名", "英文名", "组", "组英文名", "岗位", "组长", "用工", "角色", "入组日期", "离组日期",
    "客服昵称", "语言", "时区", "Slack 用户",
)  # fmt: skip
CHAT_HEADERS = (
    "会话ID", "会话开始时间", "店铺", "渠道", "客服昵称", "接待方", "咨询分类", "首次响应时长",
    "响应总时长", "回复次数", "处理时长", "是否回复", "是否解决", "满意度评分", "是否询单",
    "是否付款", "客服销售额",
)  # fmt: skip
CALL_HEADERS = (
    "Call ID", "Start time", "Shop", "Agent", "Topic", "Answered", "Resolved", "Wait time (s)",
    "Talk time (s)", "Satisfaction rating",
)  # fmt: skip
ORDER_HEADERS = (
    "订单编号", "付款时间", "店铺", "渠道", "商品编码", "商品名称", "数量", "实付金额",
    "买家昵称", "国家", "订单状态",
)  # fmt: skip

_ROLES = {Role.AGENT: "客服", Role.LEAD: "组长", Role.SUPERVISOR: "主管", Role.MANAGER: "老板",
          Role.QC: "质检", Role.DATA: "数据", Role.ADMIN: "管理员"}  # fmt: skip
_EMPLOYMENTS = {Employment.INHOUSE: "自有", Employment.OUTSOURCED: "外包",
                Employment.PART_TIME: "兼职"}  # fmt: skip
_BUYER_WORDS = ("云", "禾", "鹿", "星", "橘", "麦", "南", "雨", "木", "糖", "海", "竹", "月", "晴")


@lru_cache(maxsize=1)
def _clock() -> NDArray[Any]:
    """Return the wall-clock text of every second of a day."""
    return np.asarray(
        [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(86_400)], dtype=object
    )


def _times(day: date, seconds: Ints) -> Texts:
    text = f"{day.isoformat()} "
    return [text + clock for clock in _clock()[seconds].tolist()]


def _ids(text: str, numbers: Iterable[int]) -> Texts:
    return [f"{text}{number:05}" for number in numbers]


def _numbers(values: Ints) -> Texts:
    """Return whole numbers as text, nothing where there is none (negative)."""
    return ["" if v < 0 else str(v) for v in values.tolist()]


def _money(fen: Ints) -> Texts:
    return ["" if v < 0 else f"{v // 100}.{v % 100:02}" for v in fen.tolist()]


def _flags(values: Ints, yes: str = "是", no: str = "否") -> Texts:
    return [yes if v else no for v in values.tolist()]


def _named(names: Sequence[str], codes: Ints) -> Texts:
    return [names[c] for c in codes.tolist()]


def _shops_of(channel: Ints) -> Texts:
    return _named([shop.name.zh for shop in SHOP_OF_CHANNEL], channel)


def staff_rows(roster: Roster) -> Iterator[Sequence[str]]:
    """Yield the lines of the staff list, under `STAFF_HEADERS`."""
    english = {team.zh: team.en for team in SAMPLE_TEAMS}
    for line in staff_lines(roster):
        yield _staff_row(line, english.get(line.team, ""))


def _staff_row(line: StaffLine, team_en: str) -> Sequence[str]:
    person = line.person
    return (
        person.name,
        person.name_en,
        line.team,
        team_en,
        person.post,
        "是" if person.role is Role.LEAD else "",
        _EMPLOYMENTS[person.employment],
        _ROLES[person.role],
        line.first.isoformat(),
        "" if line.last is None else line.last.isoformat(),
        "、".join(person.accounts),
        "英文" if person.lang is Lang.EN else "中文",
        person.zone,
        person.slack_user,
    )


def held_seats(chats: Columns, roster: Roster, day: date) -> Ints:
    """Return the seat that took each chat: another one where its own was empty or new."""
    share = np.ones((len(SEATS) + 1, max(SEATS) + 1))
    for team, seats in enumerate(SEATS):
        share[team, :seats] = [roster.fill(team, seat, day) for seat in range(seats)]
    passed_on = chats["share"] >= share[chats["team"], chats["seat"]] * 1000
    return np.where(passed_on, chats["second_choice"], chats["seat"])


def nicknames(chats: Columns, roster: Roster, day: date) -> Texts:
    """Return the nickname each chat was taken under, nothing for the bot's."""
    names = np.full((len(SEATS) + 1, max(SEATS) + 1, 2), "", dtype=object)
    for team, seats in enumerate(SEATS):
        for seat in range(seats):
            holder = roster.holder(team, seat, day)
            if holder is not None:
                names[team, seat] = holder.accounts[:2]
    found: Texts = names[chats["team"], held_seats(chats, roster, day), chats["nickname"]].tolist()
    return found


def chat_rows(chats: Columns, roster: Roster, day: date) -> Iterator[Sequence[str]]:
    """Yield the day's chats under `CHAT_HEADERS`."""
    size = len(chats["second"])
    by_human = chats["frt"] >= 0
    columns = (
        _ids(f"S{day:%Y%m%d}", range(size)),
        _times(day, chats["second"]),
        _shops_of(chats["channel"]),
        _named(CHANNELS, chats["channel"]),
        nicknames(chats, roster, day),
        _flags(chats["bot"], "机器人", "人工"),
        _named([c.zh for c in CATEGORIES], chats["category"]),
        _numbers(chats["frt"]),
        _numbers(np.where(by_human, chats["art"] * chats["turns"], -1)),
        _numbers(chats["turns"]),
        _numbers(chats["handle"]),
        _flags(chats["answered"]),
        _flags(chats["resolved"]),
        _numbers(np.where(chats["rating"] > 0, chats["rating"], -1)),
        _flags(chats["inquiry"]),
        _flags(chats["paid"]),
        _money(chats["amount"]),
    )
    return zip(*columns, strict=True)


def call_rows(roster: Roster, day: date) -> Iterator[Sequence[str]]:
    """Yield the day's calls under `CALL_HEADERS`."""
    calls = calls_of(day)
    size = len(calls["second"])
    agents = {seat: _extension(roster, seat, day) for seat in np.unique(calls["seat"]).tolist()}
    columns = (
        _ids(f"H{day:%Y%m%d}", range(size)),
        _times(day, calls["second"]),
        [FLAGSHIP.name.zh] * size,
        [agents[seat] for seat in calls["seat"].tolist()],
        _named([c.zh for c in CATEGORIES], calls["category"]),
        _flags(calls["answered"], "Yes", "No"),
        _flags(calls["resolved"], "Yes", "No"),
        _numbers(calls["wait"]),
        _numbers(calls["handle"]),
        _numbers(np.where(calls["rating"] > 0, calls["rating"], -1)),
    )
    return zip(*columns, strict=True)


def _extension(roster: Roster, seat: int, day: date) -> str:
    holder = roster.holder(AFTER_SALES, seat, day) if seat >= 0 else None
    return holder.accounts[2] if holder is not None else ""


def order_rows(day: date) -> Iterator[Sequence[str]]:
    """Yield the day's order lines under `ORDER_HEADERS`."""
    lines = lines_of(day)
    columns = (
        _ids(f"{day:%Y%m%d}", lines["order"].tolist()),
        _times(day, lines["second"]),
        _shops_of(lines["channel"]),
        _named(CHANNELS, lines["channel"]),
        _named([p.code for p in PRODUCTS], lines["product"]),
        _named([p.name.zh for p in PRODUCTS], lines["product"]),
        _numbers(lines["quantity"]),
        _money(lines["amount"]),
        _buyers(lines),
        _named([c.zh for c in COUNTRIES], lines["country"]),
        _flags(lines["cancelled"], "已取消", "交易成功"),
    )
    return zip(*columns, strict=True)


def _buyers(lines: Columns) -> Texts:
    pairs = zip(lines["buyer_day"].tolist(), lines["buyer"].tolist(), strict=True)
    words = _BUYER_WORDS
    return [f"{words[n % 14]}{words[d % 13]}_{d:x}{n:03x}" for d, n in pairs]
