"""The sample's reports: a platform's daily report of one week, and a long table of rare measures.

Both are made from the same chats as the log, seen as the back ends see them.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from intake.sample.chats import Columns, chats_of
from intake.sample.people import Roster
from intake.sample.rare_desk import desk_rows
from intake.sample.rare_shift import shift_rows
from intake.sample.rare_shop import shop_rows
from intake.sample.rare_visits import visit_rows
from intake.sample.tables import nicknames
from intake.sample.world import (
    CHANNELS,
    DOUYIN,
    DOUYIN_SHOP,
    LIVE,
)

REPORT_HEADERS = (
    "日期", "店铺", "渠道", "客服昵称", "接待人数", "回复人数", "首次响应时长", "评价数",
    "好评数", "询单人数", "询单付款人数", "客服销售额",
)  # fmt: skip


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


def measure_rows(roster: Roster, day: date, *, by_agent: bool) -> Iterator[Sequence[str]]:
    """Yield a day's rare measures under `MEASURE_HEADERS`, those of desks by agent or by team."""
    chats = chats_of(day)
    rows = (
        desk_rows(roster, day, chats, by_agent=by_agent),
        shift_rows(roster, day, chats, by_agent=by_agent),
        visit_rows(day, chats),
        shop_rows(roster, day),
    )
    for row in chain.from_iterable(rows):
        yield row.cells(day)
