"""The sample's reports: a platform's daily report of one week, and a long table of rare measures.

Both are made from the same chats as the log, seen as the back ends see them.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from intake.sample.chats import Columns, chats_of
from intake.sample.people import SEATS, Roster
from intake.sample.tables import nicknames
from intake.sample.world import (
    CHANNELS,
    DOUYIN,
    DOUYIN_SHOP,
    FLAGSHIP,
    LIVE,
    SAMPLE_TEAMS,
)

REPORT_HEADERS = (
    "日期", "店铺", "渠道", "客服昵称", "接待人数", "回复人数", "首次响应时长", "评价数",
    "好评数", "询单人数", "询单付款人数", "客服销售额",
)  # fmt: skip
MEASURE_HEADERS = ("日期", "店铺", "组", "指标", "数值")

_LONG_AFTER, _SLOW_AFTER = 900, 60


def report_rows(roster: Roster, day: date) -> Iterator[Sequence[str]]:
    """Yield Douyin's report of a day under `REPORT_HEADERS`: people, not chats, and no bot.

    So it agrees with the log on ratings, and is below it on contacts.
    """
    chats = chats_of(day)
    chats = _where(chats, chats["team"] == LIVE)
    names = np.asarray(nicknames(chats, roster, day), dtype=object)
    for name in sorted(set(names.tolist())):
        mine = _where(chats, names == name)
        yield (day.isoformat(), DOUYIN_SHOP.name.zh, CHANNELS[DOUYIN], name, *_report(mine))


def _where(chats: Columns, mask: NDArray[np.bool_]) -> Columns:
    return {name: column[mask] for name, column in chats.items()}


def _report(chats: Columns) -> Sequence[str]:
    """Return one agent's figures; every fortieth chat is somebody who came back that day."""
    size = len(chats["second"])
    answered = int(chats["answered"].sum())
    back = min(size // 40, answered)
    first = chats["frt"][chats["frt"] >= 0]
    sales = int(chats["amount"][chats["amount"] > 0].sum())
    return (
        str(size - back),
        str(answered - back),
        f"{first.mean():.1f}" if len(first) else "",
        str(int((chats["rating"] > 0).sum())),
        str(int((chats["rating"] >= 4).sum())),
        str(int(chats["inquiry"].sum())),
        str(int(chats["paid"].sum())),
        f"{sales // 100}.{sales % 100:02}",
    )


def measure_rows(day: date) -> Iterator[Sequence[str]]:
    """Yield the rare measures of each team's day under `MEASURE_HEADERS`."""
    chats = chats_of(day)
    for team, name in enumerate(SAMPLE_TEAMS):
        shop = DOUYIN_SHOP if team == LIVE else FLAGSHIP
        mine = _where(chats, chats["team"] == team)
        for measure, value in _rare(mine, SEATS[team]).items():
            yield (day.isoformat(), shop.name.zh, name.zh, measure, str(value))


def _rare(chats: Columns, seats: int) -> dict[str, int]:
    size = len(chats["second"])
    turns = int(chats["turns"][chats["turns"] > 0].sum())
    return {
        "咨询人数": round(size * 0.94),
        "有效接待人数": round(size * 0.97),
        "慢响应人数": int((chats["frt"] > _SLOW_AFTER).sum()),
        "长接待人数": int((chats["handle"] > _LONG_AFTER).sum()),
        "转入人数": round(size * 0.03),
        "转出人数": round(size * 0.025),
        "客服消息数": round(turns * 1.24),
        "买家消息数": turns,
        "在岗人数": min(seats, len(np.unique(chats["seat"]))),
    }
