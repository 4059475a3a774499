"""A database of an older version, with posts half sent, is migrated and goes on where it was."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

import storage.migrations
from base.clock import FixedClock
from jobs.composing import compose
from jobs.desk import Desk
from jobs.planning import plan
from storage.engine import HEAD, Database, ensure_schema, open_database, schema_version
from storage.migrate import migrate
from tests.helpers.posting import Posts, mondays_at_nine, words
from tests.workspace.bot_world import config, context_in
from workspace import Fault, RunningWorkspace, start

SUNDAY = datetime(2026, 11, 15, 4, tzinfo=UTC)
NINE = datetime(2026, 11, 16, 1, 0, 2, tzinfo=UTC)
FOLDER = Path(next(iter(storage.migrations.__path__)))
# The version in which schedules and the outbox came.
FIRST_POSTING = "0003"


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(config()) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database as the first migration made it, with people of that time."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
        yield from _old(url)
        return
    with request.getfixturevalue("postgres").empty_url() as url:
        yield from _old(url)


def _old(url: str) -> Iterator[Database]:
    database = open_database(url)
    migrate(database, "0001")
    with database.write() as work:
        for number, name in ((7, "老王"), (8, "Old Hand")):
            work.execute(
                text(
                    "INSERT INTO person (id, name, name_en, lang, zone)"
                    " VALUES (:id, :name, '', 'zh', 'Asia/Shanghai')"
                ),
                {"id": number, "name": name},
            )
    yield database
    database.close()


def back_to(database: Database, version: str) -> None:
    """Undo the migrations that came after a version."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, version)


def test_posts_half_sent_go_on_after_a_migration(
    old: Database, local: RunningWorkspace, tmp_path: Path
) -> None:
    assert schema_version(old) == "0001"
    ensure_schema(old)
    context = context_in(tmp_path, old)
    posts = Posts(context, local)
    assert isinstance(context.clock, FixedClock)
    context.clock.at = SUNDAY
    with old.read() as work:
        (lin,) = work.execute(text("SELECT id FROM person WHERE slack_user = 'ULIN'")).scalars()
    channels = [local.model.conversation(name).id for name in ("general", "quiet")]
    numbers = [posts.keep(mondays_at_nine(channel, owner=lin), SUNDAY) for channel in channels]
    context.clock.at = NINE
    plan(posts.installation)
    while compose(posts.installation, Desk(posts.installation)):
        pass
    # One post is sent without its details, of the other nobody knows.
    assert posts.delivering.round(1) == 1
    local.faults.add(Fault.answer_lost("chat.postMessage"))
    assert posts.delivering.round(1) == 1

    # What has come since is taken away again: this is how it stood in the old version.
    back_to(old, FIRST_POSTING)
    assert schema_version(old) == FIRST_POSTING
    ensure_schema(old)
    assert schema_version(old) == HEAD
    later = Posts(context, local)
    for _ in range(4):
        later.later(timedelta(minutes=1))
    for name, number in zip(("general", "quiet"), numbers, strict=True):
        (post,) = later.posted("lin", name)
        assert "11/9–11/15" in words([post])
        assert len(later.posted("lin", name, post.ts)) == 1
        (occurrence,) = later.log(number)
        assert occurrence.ts == post.ts
    with old.read() as work:
        names = list(work.execute(text("SELECT name FROM person WHERE id IN (7, 8)")).scalars())
    assert sorted(names) == ["Old Hand", "老王"]
