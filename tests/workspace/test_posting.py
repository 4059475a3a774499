"""Scheduled posts in the workspace: once, at their hour, in the right place, followed by data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from base.clock import FixedClock
from base.language import Lang
from base.rights import operator
from base.schedule import OccurrenceState
from commands.context import Request
from commands.router import handle
from intake.options import ImportOptions
from intake.service import import_file
from storage.engine import Database
from storage.people import actor_of
from tests.helpers.posting import Posts, mondays_at_nine, words
from tests.workspace.bot_world import config, context_in
from workspace import Fault, RunningWorkspace, start

SUNDAY = datetime(2026, 11, 15, 4, tzinfo=UTC)
NINE = datetime(2026, 11, 16, 1, 0, 2, tzinfo=UTC)


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(config()) as running:
        yield running


@pytest.fixture
def posts(tmp_path: Path, local: RunningWorkspace, database: Database) -> Posts:
    context = context_in(tmp_path, database)
    set_to(context.clock, SUNDAY)
    return Posts(context, local)


def set_to(clock: object, at: datetime) -> None:
    assert isinstance(clock, FixedClock)
    clock.at = at


def general(local: RunningWorkspace) -> str:
    return local.model.conversation("general").id


def test_a_weekly_summary_comes_once_at_its_hour_with_its_details_below(
    posts: Posts, local: RunningWorkspace
) -> None:
    number = posts.keep(mondays_at_nine(general(local)), SUNDAY)
    posts.beat()
    assert posts.posted("lin", "general") == []
    set_to(posts.context.clock, NINE)
    for _ in range(3):
        posts.beat()
    (post,) = posts.posted("lin", "general")
    assert "11/9–11/15" in words([post])
    below = posts.posted("lin", "general", post.ts)
    assert len(below) >= 1
    assert "接待" in words(below)
    (occurrence,) = posts.log(number)
    assert occurrence.state is OccurrenceState.SENT
    assert occurrence.ts == post.ts
    assert occurrence.sent_at is not None
    assert occurrence.sent_at - occurrence.due_at < timedelta(minutes=1)


def test_an_answer_that_was_lost_does_not_make_a_second_post(
    posts: Posts, local: RunningWorkspace
) -> None:
    number = posts.keep(mondays_at_nine(general(local)), SUNDAY)
    set_to(posts.context.clock, NINE)
    local.faults.add(Fault.answer_lost("chat.postMessage"))
    posts.beat()
    assert local.faults.struck
    posts.later(timedelta(minutes=2))
    (post,) = posts.posted("lin", "general")
    (occurrence,) = posts.log(number)
    assert (occurrence.state, occurrence.ts) == (OccurrenceState.SENT, post.ts)


def test_figures_that_come_later_change_the_post_where_it_stands(
    posts: Posts, local: RunningWorkspace, tmp_path: Path
) -> None:
    posts.keep(mondays_at_nine(general(local)), SUNDAY)
    set_to(posts.context.clock, NINE)
    posts.beat()
    (before,) = posts.posted("lin", "general")
    assert "接待 9,212 人次" in words([before])
    more(posts, tmp_path, "2026-11-10,木棉旗舰店,售后组,大白,788")
    posts.later(timedelta(minutes=1))
    (after,) = posts.posted("lin", "general")
    assert after.ts == before.ts
    assert "接待 8,688 人次" in words([after])
    assert "更新" in words([after])
    posts.later(timedelta(minutes=1))
    (still,) = posts.posted("lin", "general")
    assert still.edited_ts == after.edited_ts


def test_what_is_no_figure_stays_as_it_was_told(
    posts: Posts, local: RunningWorkspace, tmp_path: Path
) -> None:
    add = "/action add 把赔付口径写成一页发到群里 @Abu 11/19"
    posts.keep(mondays_at_nine(general(local)), SUNDAY)
    lin = Request(add, actor_of(posts.context.database, SUNDAY.date(), name="林岚"), Lang.ZH)
    handle(posts.context, lin)
    abu = actor_of(posts.context.database, SUNDAY.date(), name="阿布")
    handle(posts.context, Request("/action accept 1", abu, Lang.ZH))
    set_to(posts.context.clock, NINE)
    posts.beat()
    (before,) = posts.posted("lin", "general")
    assert "上周没有到期的" in words([before])
    posts.later(timedelta(hours=2))
    handle(posts.context, Request("/action 卡住了 1 等财务给数", abu, Lang.ZH))
    more(posts, tmp_path, "2026-11-10,木棉旗舰店,售后组,大白,788")
    posts.later(timedelta(minutes=1))
    (after,) = posts.posted("lin", "general")
    assert "接待 8,688 人次" in words([after])
    assert "等财务给数" not in words([after])
    assert "上周没有到期的" in words([after])


def test_what_cannot_be_changed_any_more_is_told_below_it(
    posts: Posts, local: RunningWorkspace, tmp_path: Path
) -> None:
    posts.keep(mondays_at_nine(general(local)), SUNDAY)
    set_to(posts.context.clock, NINE)
    posts.beat()
    (post,) = posts.posted("lin", "general")
    local.faults.add(Fault.error("edit_window_closed", method="chat.update", times=None))
    more(posts, tmp_path, "2026-11-10,木棉旗舰店,售后组,大白,788")
    for _ in range(3):
        posts.later(timedelta(minutes=1))
    assert posts.posted("lin", "general") == [post]
    below = words(posts.posted("lin", "general", post.ts))
    assert below.count("接待 8,688 人次") == 1


def more(posts: Posts, folder: Path, *rows: str) -> None:
    """Import a file of contacts that were missing."""
    file = folder / "more.csv"
    file.write_text("\n".join(("day,shop,team,agent,contacts", *rows)), encoding="utf-8")
    import_file(
        posts.context.database, file, ImportOptions(), operator(), posts.context.clock, _quiet
    )


def _quiet(_done: int, _of: int) -> None: ...


def test_after_a_long_silence_only_the_newest_comes_and_the_others_are_told(
    posts: Posts, local: RunningWorkspace
) -> None:
    number = posts.keep(mondays_at_nine(general(local)), SUNDAY - timedelta(days=21))
    set_to(posts.context.clock, NINE + timedelta(hours=1))
    posts.beat()
    (post,) = posts.posted("lin", "general")
    assert "11/9–11/15" in words([post])
    states = [(one.slot, one.state) for one in posts.log(number)]
    missed = [(f"2026-{day}", OccurrenceState.MISSED) for day in ("10-26", "11-02", "11-09")]
    assert states == [*missed, ("2026-11-16", OccurrenceState.SENT)]
    told = words(posts.posted("lin", None))
    assert "3 次" in told


def test_too_late_is_missed_and_told(posts: Posts, local: RunningWorkspace) -> None:
    number = posts.keep(mondays_at_nine(general(local)), SUNDAY)
    set_to(posts.context.clock, NINE + timedelta(hours=4))
    posts.beat()
    assert posts.posted("lin", "general") == []
    (occurrence,) = posts.log(number)
    assert (occurrence.state, occurrence.reason) == (OccurrenceState.MISSED, "late")
    assert len(posts.posted("lin", None)) == 1


def test_who_owns_a_post_that_is_not_made_is_told_why(
    posts: Posts, local: RunningWorkspace
) -> None:
    number = posts.keep(mondays_at_nine(general(local), owner=2), SUNDAY)
    local.faults.kick_bot("general")
    set_to(posts.context.clock, NINE)
    posts.beat()
    (occurrence,) = posts.log(number)
    assert (occurrence.state, occurrence.reason) == (OccurrenceState.FAILED, "not_in_channel")
    (told,) = posts.posted("alice", None)
    assert "invite" in words([told])
    assert posts.posted("lin", None) == []


def test_a_post_that_is_late_says_so_to_its_owner(posts: Posts, local: RunningWorkspace) -> None:
    posts.keep(mondays_at_nine(general(local)), SUNDAY)
    set_to(posts.context.clock, NINE)
    with local.faults.during(Fault.server_error(503, method="chat.postMessage", times=None)):
        for _ in range(4):
            posts.later(timedelta(minutes=6))
        assert posts.posted("lin", "general") == []
    for _ in range(3):
        posts.later(timedelta(minutes=11))
    assert len(posts.posted("lin", "general")) == 1
    (told,) = posts.posted("lin", None)
    assert "晚" in words([told])


def test_data_that_are_waited_for_come_and_the_post_goes_out(
    posts: Posts, local: RunningWorkspace, tmp_path: Path
) -> None:
    waiting = replace(mondays_at_nine("").timing, until=690)
    number = posts.keep(mondays_at_nine(general(local), timing=waiting), SUNDAY)
    more(posts, tmp_path, "2026-11-22,木棉旗舰店,售后组,大白,10")
    set_to(posts.context.clock, NINE + timedelta(days=7))
    posts.beat()
    assert [one.state for one in posts.log(number)][-1] is OccurrenceState.DUE
    rows = [f"2026-11-{day},木棉旗舰店,售后组,大白,10" for day in range(16, 22)]
    more(posts, tmp_path, *rows)
    posts.later(timedelta(minutes=1))
    (post,) = posts.posted("lin", "general")
    assert "11/16–11/22" in words([post])
    assert "缺" not in words([post])


def test_at_the_deadline_the_post_says_what_is_missing_and_is_changed_when_it_comes(
    posts: Posts, local: RunningWorkspace, tmp_path: Path
) -> None:
    waiting = replace(mondays_at_nine("").timing, until=690)
    posts.keep(mondays_at_nine(general(local), timing=waiting), SUNDAY + timedelta(days=7))
    more(posts, tmp_path, "2026-11-22,木棉旗舰店,售后组,大白,10")
    set_to(posts.context.clock, NINE + timedelta(days=7))
    posts.beat()
    assert posts.posted("lin", "general") == []
    posts.later(timedelta(minutes=150))
    (post,) = posts.posted("lin", "general")
    assert "数据不全" in words([post])
    more(posts, tmp_path, *[f"2026-11-{day},木棉旗舰店,售后组,大白,10" for day in range(16, 22)])
    posts.later(timedelta(minutes=1))
    (whole_week,) = posts.posted("lin", "general")
    assert whole_week.ts == post.ts
    assert "数据不全" not in words([whole_week])


def test_whose_owner_may_not_post_any_more_does_not(posts: Posts, local: RunningWorkspace) -> None:
    # Abu is an agent: he may have no schedule for the department.
    number = posts.keep(mondays_at_nine(general(local), owner=3), SUNDAY)
    set_to(posts.context.clock, NINE)
    posts.beat()
    assert posts.posted("lin", "general") == []
    (occurrence,) = posts.log(number)
    assert (occurrence.state, occurrence.reason) == (OccurrenceState.FAILED, "rights")
