"""A saved question that a channel gets again and again: asked anew each time, never of persons."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from base.answer import Answer
from base.clock import FixedClock
from base.language import Lang
from base.refusal import Refusal
from base.schedule import OccurrenceState
from bot.render.terminal import plain_lines
from commands.context import Place, Request
from commands.router import handle
from storage.engine import Database
from storage.people import actor_of
from tests.helpers.posting import Posts, words
from tests.workspace.bot_world import config, context_in, whole
from workspace import RunningWorkspace, start

SUNDAY = datetime(2026, 11, 15, 4, tzinfo=UTC)
NINE = datetime(2026, 11, 16, 1, 0, 2, tzinfo=UTC)


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(config()) as running:
        yield running


@pytest.fixture
def posts(tmp_path: Path, local: RunningWorkspace, database: Database) -> Posts:
    made = Posts(context_in(tmp_path, database), local)
    at(made, SUNDAY)
    return made


def at(posts: Posts, moment: datetime) -> None:
    clock = posts.context.clock
    assert isinstance(clock, FixedClock)
    clock.at = moment


def ask(posts: Posts, text: str, user: str = "ULIN", lang: Lang = Lang.ZH) -> Answer:
    actor = actor_of(posts.context.database, SUNDAY.date(), slack_user=user)
    channel = posts.local.model.conversation("general").id
    return handle(
        posts.context, Request(text, actor, lang, Place.PRIVATE, channel=channel, user=user)
    )


def test_a_channel_gets_a_saved_question_in_its_language_on_its_days(
    posts: Posts, local: RunningWorkspace
) -> None:
    ask(posts, "收藏 早会三件套 = 满意度 上周 按组")
    added = ask(posts, "定时 添加 早会三件套 每周一 9:00 英文")
    assert added.takeaway.key == "schedule.added"
    # What becomes of the favourite is nothing to the channel.
    ask(posts, "收藏 删除 早会三件套")
    at(posts, NINE)
    for _ in range(3):
        posts.beat()
    (post,) = posts.posted("bob", "general")
    said = whole(post)
    assert "CSAT last week was 90.0%" in said
    assert "Pre-sales 96.0%" in said
    assert "Schedule 1" in said
    assert [one.state for one in posts.log(1)] == [OccurrenceState.SENT]
    posts.later(timedelta(days=7))
    assert len(posts.posted("bob", "general")) == 2


def test_two_questions_of_one_channel_are_no_doubles(posts: Posts) -> None:
    ask(posts, "收藏 甲 = 满意度 上周")
    ask(posts, "收藏 乙 = 首响 上周")
    ask(posts, "定时 添加 甲 每周一 9:00")
    ask(posts, "定时 添加 乙 每周一 9:00")
    with pytest.raises(Refusal) as caught:
        ask(posts, "定时 添加 甲 每周一 10:00")
    assert caught.value.message.key == "schedule.twin"
    listed = "\n".join(plain_lines(ask(posts, "定时"), Lang.ZH))
    assert "“甲” →" in listed
    assert "“乙” →" in listed


@pytest.mark.parametrize("question", ["满意度 上周 按客服", "阿布 满意度 上周", "我的 满意度 上周"])
def test_figures_of_persons_are_not_scheduled(posts: Posts, question: str) -> None:
    user = "UABU" if question.startswith("我的") else "ULIN"
    ask(posts, f"收藏 人 = {question}", user)
    with pytest.raises(Refusal) as caught:
        ask(posts, "定时 添加 人 每周一 9:00", user)
    expected = {"subscription.person", "rights.schedule"}
    assert caught.value.message.key in expected


def test_a_question_that_cannot_be_asked_any_more_is_told_to_its_owner(
    posts: Posts, local: RunningWorkspace
) -> None:
    ask(posts, "收藏 售前 = 满意度 售前组 上周")
    ask(posts, "定时 添加 售前 每周一 9:00")
    with posts.context.database.write() as work:
        work.exec_driver_sql("UPDATE schedule SET asks = '没有的东西 上周'")
    at(posts, NINE)
    for _ in range(3):
        posts.beat()
    assert posts.posted("lin", "general") == []
    assert [(one.state, one.reason) for one in posts.log(1)] == [
        (OccurrenceState.FAILED, "question")
    ]
    assert "不能在频道里答" in words(posts.posted("lin", None))


def test_it_can_be_tried_out_and_fixed_days_are_refused(posts: Posts) -> None:
    ask(posts, "收藏 早会 = 满意度 上周")
    ask(posts, "定时 添加 早会 每周一 9:00")
    trial = ask(posts, "定时 试发 1")
    assert trial.figure is not None
    assert trial.private
