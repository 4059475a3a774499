"""A review's thread and its deck, through the real bot: mentions where slash commands do not work,
a refusal only for whoever pressed, slides only for whoever asked.

The whole of a meeting is played in `test_review_quarter.py`.
"""

import pytest

from tests.helpers.posting import Posts
from tests.workspace import test_bot_weekly
from tests.workspace.bot_world import World, buttons
from workspace import Message

world = test_bot_weekly.world


@pytest.fixture(scope="module")
def posts(world: World) -> Posts:
    return Posts(world.context, world.local)


@pytest.fixture(scope="module")
def agenda(world: World, posts: Posts) -> Message:
    """The agenda of the department's review, sent at once."""
    lin = world.local.as_person("lin")
    typed = "定时 添加 复盘 部门 每周三 16:00 提前1天 15:00 这里"
    lin.slash("fupan", typed, channel="general")
    world.answer("lin", "general", "1 号已添加", "提前 1 个工作日 15:00")
    lin.slash("fupan", "定时 现在发 1", channel="general")
    world.answer("lin", "general", "马上发到")
    posts.beat()
    return world.answer("lin", "general", "客服部周复盘", "② 数据")


def test_who_may_not_run_it_is_told_alone(world: World, agenda: Message) -> None:
    abu = world.local.as_person("abu")
    abu.clicks(agenda, buttons(agenda)["到点开始"])
    told = "This is for the lead, a supervisor"
    world.answer("abu", "general", told, thread=agenda.ts)
    assert not any(told in one.text for one in world.sees("lin", "general", agenda.ts))


def test_words_run_the_meeting_and_questions_are_still_answered(
    world: World, posts: Posts, agenda: Message
) -> None:
    lin = world.local.as_person("lin")
    lin.mentions("开始", "general", agenda.ts)
    first = _said(world, posts, agenda, "① 上次定的", "第一次开", "下一块")
    assert "下一块" in buttons(first)
    lin.mentions("满意度 上周", "general", agenda.ts)
    world.answer("lin", "general", "满意度", "90.0%", thread=agenda.ts)
    lin.mentions("加一条 退货地址有两个版本，顾客寄错", "general", agenda.ts)
    _said(world, posts, agenda, "正在开", "退货地址有两个版本，顾客寄错")


def _said(world: World, posts: Posts, agenda: Message, *words: str) -> Message:
    """Deliver until something stands in the thread, the agenda itself included."""

    def found() -> Message | None:
        posts.beat()
        # The newest first: the agenda itself has the words of all its blocks.
        seen = reversed(world.sees("lin", "general", agenda.ts))
        texts = ((one, str(one.blocks) + one.text) for one in seen)
        return next((one for one, text in texts if all(w in text for w in words)), None)

    message = world.local.wait_for(found, 20.0)
    assert isinstance(message, Message)
    return message


def test_the_deck_comes_to_whoever_asked_alone(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("review", "deck weekly", channel="general")
    world.answer("lin", "general", "PPT 发到我们的私信里了")
    world.answer("lin", None, "PPT 做好了：9 页")
