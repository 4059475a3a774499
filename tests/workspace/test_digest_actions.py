"""Reminders in the workspace: inside the one message of the day, with their buttons, once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from base.action import Action, Move
from base.clock import FixedClock
from jobs.digests import Digests
from reviews.acting import act
from reviews.actions import Wish, folded, proposed
from storage import actions
from storage.engine import Database
from storage.reaching import actor_numbered
from tests.helpers.posting import Posts, words
from tests.workspace.bot_world import buttons, config, context_in
from workspace import Message, RunningWorkspace, start

SUNDAY = datetime(2026, 11, 15, 4, tzinfo=UTC)
LIN, ABU = 1, 3


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(config()) as running:
        yield running


@pytest.fixture
def posts(tmp_path: Path, local: RunningWorkspace, database: Database) -> Posts:
    found = Posts(context_in(tmp_path, database), local)
    at(found, SUNDAY)
    Digests().follow(found.installation)
    return found


def at(posts: Posts, moment: datetime) -> None:
    assert isinstance(posts.context.clock, FixedClock)
    posts.context.clock.at = moment


def day(number: int, hour: int = 9, minute: int = 31) -> datetime:
    """Return a moment of November 2026, in Shanghai's time."""
    return datetime(2026, 11, number, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def promise(posts: Posts, wording: str, due: date) -> Action:
    """Let Lin give Abu something to do, and Abu accept it."""
    now = posts.context.clock.now()
    data = {"wording": wording, "owner": str(ABU), "due": due.isoformat(), "verifier": str(LIN)}
    with posts.context.database.write() as work:
        item = actions.number_of_new(work, lambda n: proposed(n, now, LIN, data), folded)
    return do(posts, item, Move.ACCEPT)


def do(posts: Posts, item: Action, move: Move, note: str = "") -> Action:
    now = posts.context.clock.now()
    with posts.context.database.write() as work:
        actor = actor_numbered(work, ABU, now.date())
        return act(work, actor, item.id, Wish(move, ABU, now, note), now.date())


def digests(posts: Posts, moment: datetime) -> list[Message]:
    at(posts, moment)
    for _ in range(3):
        posts.beat()
    return posts.posted("abu", None)


def test_it_comes_once_with_its_three_exits(posts: Posts) -> None:
    item = promise(posts, "改好快捷回复", date(2026, 11, 18))
    promise(posts, "写晚班排班", date(2026, 11, 19))
    # Monday: the figures of the week, and the actions in a line.
    (monday,) = digests(posts, day(16))
    told = words([monday])
    assert "96.0%" in told
    assert "*你的行动* 2 项三天内到期\n• 改好快捷回复，11/18 周三到期\n" in told
    assert list(buttons(monday)) == ["我的近 4 周", "看全部", "以后不发"]
    assert digests(posts, day(16, 9, 50)) == [monday]
    # Tuesday is no day of a reminder; on Wednesday one is due.
    assert digests(posts, day(17)) == [monday]
    _, wednesday = digests(posts, day(18))
    assert wednesday.text == "阿布，今天到期 1 项，1 项明天到期"
    assert list(buttons(wednesday)) == ["已做完，交证据", "要改期", "卡住了", "看全部"]
    values = [
        element["value"]
        for block in wednesday.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    exits = [f"/action {verb} {item.id}" for verb in ("done", "redate", "stuck")]
    assert values[:3] == exits


def test_the_buttons_stand_below_the_item_they_belong_to(posts: Posts) -> None:
    promise(posts, "改好快捷回复", date(2026, 11, 18))
    promise(posts, "写晚班排班", date(2026, 11, 19))
    *_, told = digests(posts, day(18))
    kinds = [block["type"] for block in told.blocks]
    first = kinds.index("actions")
    assert "改好快捷回复" in told.blocks[first - 1]["text"]["text"]
    assert "写晚班排班" in told.blocks[first + 1]["text"]["text"]
    assert kinds.count("actions") == 2


def test_one_action_stands_below_the_figures_in_a_line(posts: Posts) -> None:
    promise(posts, "改好快捷回复", date(2026, 11, 18))
    (monday,) = digests(posts, day(16))
    assert "*你的行动* 1 项 11/18 周三到期：改好快捷回复" in words([monday])
    assert list(buttons(monday)) == ["已做完，交证据", "我的近 4 周", "以后不发"]


def test_what_is_done_is_not_reminded(posts: Posts) -> None:
    item = promise(posts, "改好快捷回复", date(2026, 11, 18))
    at(posts, day(17, 15))
    do(posts, item, Move.CLAIM, "已上线")
    assert "改好快捷回复" not in words(digests(posts, day(18)))
    assert posts.posted("abu", None) == digests(posts, day(19))
    # It waits for Lin since Tuesday: on Wednesday she is told.
    assert "等你核实" in words(posts.posted("lin", None))


def test_overdue_comes_before_the_figures(posts: Posts) -> None:
    promise(posts, "改好快捷回复", date(2026, 11, 20))
    *_, monday = digests(posts, day(23))
    assert monday.text == "阿布，1 项过期 3 天"
