"""What a visitor of the demo finds: the weeks that its people have lived, in either language.

The demo is run as it is, in a process of its own; its database and its workspace's file are read.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from base.action import OPEN, State
from base.case import CaseState
from base.language import Lang
from base.review import ReviewState
from bot.demo.opening import opening_day
from reviews.actions import folded
from storage import actions, cases, coverage, reviews
from storage.engine import Database, open_database
from tests.helpers.lived import OPENS, copied, demo, lived, shared_folder, state
from tests.workspace.bot_world import whole
from workspace import read_state

pytestmark = pytest.mark.slow

OPENING = date.fromisoformat(OPENS[:10])


@pytest.fixture(scope="module", params=list(Lang))
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


@pytest.fixture(scope="module")
def made(lang: Lang, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lived(shared_folder(tmp_path_factory.getbasetemp()), lang)


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copytree(made / ".demo", tmp_path / "read")
    found = open_database(f"sqlite:///{tmp_path / 'read' / 'fupan.db'}")
    yield found
    found.close()


def test_there_are_fourteen_months_up_to_the_day_before(database: Database) -> None:
    with database.read() as work:
        has = coverage.span(work)
    assert has is not None
    assert has[1] == OPENING - timedelta(days=1)
    assert (OPENING.year - has[0].year) * 12 + OPENING.month - has[0].month == 14


def test_items_stand_in_every_state_a_story_can_reach(database: Database) -> None:
    with database.read() as work:
        found = actions.found(work, folded, states=tuple(State))
    states = {one.state for one in found}
    assert states >= {
        State.PROPOSED, State.ACCEPTED, State.IN_PROGRESS, State.DONE_CLAIMED, State.VERIFIED,
        State.CLOSED, State.DROPPED, State.MERGED,
    }  # fmt: skip
    # One was looked at for its effect, whatever the figures say of it on that day.
    assert states & {State.EFFECTIVE, State.NOT_EFFECTIVE, State.CANNOT_TELL}
    assert any(one.state in OPEN and one.due < OPENING for one in found)
    assert any(one.stuck for one in found)
    assert any(one.redates for one in found)


def test_one_review_is_under_way_after_three_that_were_closed(database: Database) -> None:
    with database.read() as work:
        closed = reviews.in_state(work, ReviewState.CLOSED)
        running = reviews.in_state(work, ReviewState.RUNNING)
        points = [reviews.points_of(work, one.id) for one in closed]
    assert len(closed) == 3
    (now,) = running
    assert now.at == 1
    assert all(point.settled for of_one in points for point in of_one)
    assert all(any(point.decision for point in of_one) for of_one in points)


def test_cases_wait_and_two_are_on_the_agenda(database: Database) -> None:
    with database.read() as work:
        found = cases.since(work, OPENING - timedelta(days=40))
    states = [one.state for one in found]
    assert states.count(CaseState.OPEN) >= 3
    assert states.count(CaseState.APPROVED) >= 2


def test_the_weekly_came_on_four_mondays_and_people_talk(made: Path, lang: Lang) -> None:
    kept = read_state(made / ".demo" / "workspace.json")
    assert kept is not None
    said = json.loads((made / ".demo" / "workspace.json").read_text(encoding="utf-8"))
    text = json.dumps(said, ensure_ascii=False)
    title = "客服周报" if lang is Lang.ZH else "CS weekly"
    assert text.count(f"{title} ") >= 4
    # Nobody else hears the answers to what somebody typed: they are gone when a visitor comes.
    assert all(message.visible_to is None for message in kept.contents.messages)
    foreign = "Owner " if lang is Lang.ZH else "负责人"
    cards = [whole(message) for message in kept.contents.messages if message.by_app]
    assert not any(foreign in card for card in cards if card.startswith(("行动", "Action")))


def test_it_goes_on_where_it_was_left(made: Path, lang: Lang, tmp_path: Path) -> None:
    with demo(copied(made, tmp_path), "--lang", "zh" if lang is Lang.EN else "en") as address:
        found = state(address)
    assert found["preparing"] is None
    names = {one["real_name"] for one in found["people"]}  # type: ignore[attr-defined]
    assert ("林岚" in names) is (lang is Lang.ZH)
    said = (tmp_path / "demo.log").read_text(encoding="utf-8")
    assert "--fresh" in said


@pytest.mark.parametrize("interrupted", [True, False])
def test_what_has_no_story_yet_is_made_anew(made: Path, tmp_path: Path, interrupted: bool) -> None:
    """A story that was broken off is begun again; a demo of its own is set aside before that."""
    copied(made, tmp_path)
    folder = tmp_path / ".demo"
    (folder / "workspace.json").unlink()
    if interrupted:
        (folder / "making").touch()
    with demo(tmp_path, "--lang", "zh") as address:
        assert state(address)["preparing"] is not None
    assert (folder / "before" / "fupan.db").exists() is not interrupted


def test_beginning_anew_touches_nothing_else(made: Path, tmp_path: Path) -> None:
    folder = copied(made, tmp_path) / ".demo"
    (folder / "workspace-of-another.json").write_text("{}", encoding="utf-8")
    with demo(tmp_path, "--lang", "zh", "--fresh") as address:
        assert state(address)["preparing"] is not None
    assert (folder / "workspace-of-another.json").exists()


def test_it_opens_on_a_day_on_which_people_work() -> None:
    assert opening_day(date(2026, 11, 22)) == date(2026, 11, 20)  # a Sunday
    assert opening_day(date(2026, 10, 5)) == date(2026, 9, 30)  # National Day
    assert opening_day(date(2026, 11, 25)) == date(2026, 11, 25)
