"""One row of the sample's long table of rare measures; the rules of its days live elsewhere."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

MEASURE_HEADERS = (
    "日期", "店铺", "渠道", "客服昵称", "组", "类型", "商品", "指标", "数值",
)  # fmt: skip


class RareRow(NamedTuple):
    """A value as files say it: money in yuan, durations in seconds; cuts by their Chinese names."""

    shop: str
    measure: str
    value: str
    channel: str = ""
    account: str = ""
    team: str = ""
    category: str = ""
    product: str = ""

    def cells(self, day: date) -> Sequence[str]:
        """Return the row under `MEASURE_HEADERS`."""
        return (
            day.isoformat(),
            self.shop,
            self.channel,
            self.account,
            self.team,
            self.category,
            self.product,
            self.measure,
            self.value,
        )


def yuan(fen: int) -> str:
    """Return an amount of fen as files say it."""
    return f"{fen // 100}.{fen % 100:02}"
