"""Everybody's daily message: his own figures, at his hour, once, and not at all if he likes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from base.answer import Answer, Kind
from base.clock import FixedClock
from base.language import Lang, msg
from jobs.digests import Digests
from storage import outbox, written
from storage.engine import Database
from storage.outbox import Draft
from storage.preferences import DigestWishes, set_digest_wishes
from tests.helpers.posting import Posts, words
from tests.workspace.bot_world import config, context_in
from workspace import RunningWorkspace, start

SUNDAY = datetime(2026, 11, 15, 4, tzinfo=UTC)
ABU = 3


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(config()) as running:
        yield running


@pytest.fixture
def posts(tmp_path: Path, local: RunningWorkspace, database: Database) -> Posts:
    context = context_in(tmp_path, database)
    found = Posts(context, local)
    at(found, SUNDAY)
    Digests().follow(found.installation)
    return found


def at(posts: Posts, moment: datetime) -> None:
    assert isinstance(posts.context.clock, FixedClock)
    posts.context.clock.at = moment


def monday(hour: int, minute: int = 0) -> datetime:
    """Return a moment of Monday, in Shanghai's time."""
    return datetime(2026, 11, 16, hour, minute, 5, tzinfo=UTC) - timedelta(hours=8)


def wish(posts: Posts, wishes: DigestWishes) -> None:
    now = posts.context.clock.now()
    with posts.context.database.write() as work:
        set_digest_wishes(work, ABU, "UABU", wishes, now, ABU)
    Digests().follow(posts.installation)


def test_last_week_comes_on_the_first_working_day_once(posts: Posts) -> None:
    at(posts, monday(9, 20))
    posts.beat()
    assert posts.posted("abu", None) == []
    for minute in (30, 31, 45):
        at(posts, monday(9, minute))
        posts.beat()
    (digest,) = posts.posted("abu", None)
    # 48 of his 50 ratings were good: the reckoning is in tests/workspace/bot_world.
    assert "96.0%" in words([digest])
    assert "阿布" in words([digest])
    at(posts, monday(9, 30) + timedelta(days=1))
    posts.beat()
    assert posts.posted("abu", None) == [digest]


def test_supervisors_who_serve_nobody_get_nothing(posts: Posts) -> None:
    at(posts, monday(10))
    posts.beat()
    assert posts.posted("lin", None) == []


def test_at_his_own_hour(posts: Posts) -> None:
    wish(posts, DigestWishes(at=14 * 60))
    at(posts, monday(10))
    posts.beat()
    assert posts.posted("abu", None) == []
    at(posts, monday(14))
    posts.beat()
    assert len(posts.posted("abu", None)) == 1


def test_another_hour_of_the_same_day_brings_no_second_one(posts: Posts) -> None:
    at(posts, monday(9, 31))
    posts.beat()
    wish(posts, DigestWishes(at=14 * 60))
    at(posts, monday(14))
    posts.beat()
    assert len(posts.posted("abu", None)) == 1


def test_another_wish_a_minute_before_does_not_lose_todays(posts: Posts) -> None:
    at(posts, monday(9, 29))
    now = posts.context.clock.now()
    with posts.context.database.write() as work:
        set_digest_wishes(work, ABU, "UABU", DigestWishes(quiet_from=19 * 60 + 59), now, ABU)
    at(posts, monday(9, 30))
    digests = Digests()
    digests.follow(posts.installation)
    posts.beat()
    digests.follow(posts.installation)
    posts.beat()
    assert len(posts.posted("abu", None)) == 1


def test_what_waits_for_somebody_who_has_left_is_not_sent(
    posts: Posts, local: RunningWorkspace
) -> None:
    at(posts, monday(10))
    draft = Draft("a1/1/owner", "UABU", Answer(Kind.TEXT, msg("card.only_you")), Lang.ZH,
                  monday(10), monday(18))  # fmt: skip
    with posts.context.database.write() as work:
        outbox.put(work, draft)
        work.exec_driver_sql("UPDATE membership SET valid_to = 739000 WHERE person_id = 3")
    posts.beat()
    assert posts.posted("abu", None) == []
    assert local.faults.struck == []
    with posts.context.database.read() as work:
        assert written.open_since(work) is None


def test_who_wants_none_gets_none(posts: Posts) -> None:
    wish(posts, DigestWishes(on=False))
    at(posts, monday(10))
    posts.beat()
    assert posts.posted("abu", None) == []


def test_never_in_the_quiet_hours(posts: Posts) -> None:
    at(posts, monday(20, 30))
    posts.beat()
    assert posts.posted("abu", None) == []


def test_who_has_left_gets_none(posts: Posts, local: RunningWorkspace) -> None:
    with posts.context.database.write() as work:
        work.exec_driver_sql("UPDATE membership SET valid_to = 739000 WHERE person_id = 3")
    at(posts, monday(10))
    posts.beat()
    assert posts.posted("abu", None) == []
    assert local.faults.struck == []
