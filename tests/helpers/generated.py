"""Small random logs, reports and order lines for property tests, and how they are written as CSV.

Numbers are drawn by hypothesis, so that a failing example shrinks; names come from short lists,
so that the same shop, agent and category meet again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from tests.helpers.world import write_csv

FIRST = date(2026, 10, 28)  # a Wednesday: a week and a month end inside the days that follow
SHOPS = ("旗舰店", "专营店")
CHANNELS = ("天猫", "微信", None)
AGENTS = ("小美", "大鹏", "Ann", None)
CATEGORIES = ("物流", "尺码", None)

CHAT_HEADER = ("chat id", "started at", "shop", "channel", "agent", "handler", "category",
               "first reply", "total reply", "replies", "handle", "resolved", "rating", "inquiry",
               "paid", "sales amount")  # fmt: skip
REPORT_HEADER = ("day", "shop", "agent", "contacts", "answered", "frt n", "frt sum", "frt le30",
                 "ratings", "good", "sales")  # fmt: skip
LINES_HEADER = ("order no", "paid at", "shop", "sku", "qty", "price", "buyer", "country")


@dataclass(frozen=True)
class Chat:
    """One chat of a log; `paid` cents are None where the file says nothing."""

    minute: int
    shop: str
    channel: str | None
    agent: str | None
    bot: bool
    category: str | None
    first_reply: int | None
    replies: int
    handled: int | None
    resolved: bool
    rating: int | None
    inquiry: bool
    paid: bool
    cents: int

    @property
    def at(self) -> datetime:
        """Return when it began."""
        return datetime.combine(FIRST, datetime.min.time()) + timedelta(minutes=self.minute)

    @property
    def answered(self) -> bool:
        """Say whether somebody, or the bot, responded: only then can it be resolved."""
        return self.bot or self.first_reply is not None

    def cells(self, number: int) -> tuple[object, ...]:
        """Return the cells of its row."""
        handler = "机器人" if self.bot else "人工"
        total = None if self.first_reply is None else self.first_reply + 7 * self.replies
        asked, paid = ("是" if self.inquiry else "否"), ("是" if self.paid else "否")
        done = "Y" if self.resolved and self.answered else "N"
        sold = f"{self.cents / 100:.2f}"
        return (f"C{number}", self.at.isoformat(sep=" "), self.shop, self.channel, self.agent,
                handler, self.category, self.first_reply, total, self.replies, self.handled,
                done, self.rating, asked, paid, sold)  # fmt: skip


SECONDS = st.one_of(st.integers(0, 90), st.integers(0, 4000))
CHATS = st.builds(
    Chat,
    minute=st.integers(0, 8 * 1440 - 1),
    shop=st.sampled_from(SHOPS),
    channel=st.sampled_from(CHANNELS),
    agent=st.sampled_from(AGENTS),
    bot=st.booleans(),
    category=st.sampled_from(CATEGORIES),
    first_reply=st.none() | SECONDS,
    replies=st.integers(0, 9),
    handled=st.none() | SECONDS,
    resolved=st.booleans(),
    rating=st.none() | st.integers(1, 5),
    inquiry=st.booleans(),
    paid=st.booleans(),
    cents=st.integers(0, 99_999),
)
LOGS = st.lists(CHATS, min_size=8, max_size=40)


@dataclass(frozen=True)
class AgentDay:
    """One line of an agent report; parts are never more than their wholes."""

    day: int
    shop: str
    agent: str
    contacts: int
    lost: int
    first_sum: int
    slow: int
    ratings: int
    bad: int

    def cells(self) -> tuple[object, ...]:
        """Return the cells of its row."""
        answered = self.contacts - min(self.lost, self.contacts)
        fast = answered - min(self.slow, answered)
        good = self.ratings - min(self.bad, self.ratings)
        day = FIRST + timedelta(days=self.day)
        return (day, self.shop, self.agent, self.contacts, answered, answered, self.first_sum,
                fast, self.ratings, good, self.contacts * 3)  # fmt: skip


REPORTS = st.lists(
    st.builds(
        AgentDay,
        day=st.integers(0, 7),
        shop=st.sampled_from(SHOPS),
        agent=st.sampled_from([a for a in AGENTS if a]),
        contacts=st.integers(0, 60),
        lost=st.integers(0, 5),
        first_sum=st.integers(0, 3000),
        slow=st.integers(0, 20),
        ratings=st.integers(0, 20),
        bad=st.integers(0, 4),
    ),
    min_size=4,
    max_size=20,
    unique_by=lambda line: (line.day, line.shop, line.agent),
)


@dataclass(frozen=True)
class Line:
    """One line of an order; lines of one order share its day, shop, buyer and country."""

    order: int
    product: int
    quantity: int
    cents: int

    @property
    def day(self) -> date:
        """Return the day the order was paid."""
        return FIRST + timedelta(days=self.order % 8)

    @property
    def shop(self) -> str:
        """Return the shop the order was placed in."""
        return SHOPS[self.order % len(SHOPS)]

    def cells(self) -> tuple[object, ...]:
        """Return the cells of its row."""
        buyer = f"b{self.order % 5}" if self.order % 7 else None
        return (f"A{self.order}", f"{self.day} 12:00:00", self.shop, f"p{self.product}",
                self.quantity, f"{self.cents / 100:.2f}", buyer, "CN" if self.order % 3 else "JP",
                )  # fmt: skip


ORDERS = st.lists(
    st.builds(
        Line,
        order=st.integers(0, 30),
        product=st.integers(0, 3),
        quantity=st.integers(1, 9),
        cents=st.integers(0, 20_000),
    ),
    min_size=4,
    max_size=30,
)


def chat_file(folder: Path, chats: Iterable[Chat]) -> Path:
    """Write a chat log."""
    return write_csv(folder, CHAT_HEADER, (chat.cells(i) for i, chat in enumerate(chats)))


def report_file(folder: Path, lines: Sequence[AgentDay]) -> Path:
    """Write an agent report."""
    return write_csv(folder, REPORT_HEADER, (line.cells() for line in lines))


def order_file(folder: Path, lines: Sequence[Line]) -> Path:
    """Write order lines."""
    return write_csv(folder, LINES_HEADER, (line.cells() for line in lines))
