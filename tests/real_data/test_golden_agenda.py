"""The golden agenda of a group (G24, G25): its blocks, its time, its computed figures.

Not there, for nothing that is imported tells them: what ratings were about, the cases and actions.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from base.language import Lang
from base.schedule import Level
from metrics import periods
from reviews.agenda import Before
from storage.engine import Database
from tests.helpers.agendas import AFTER, Room, screen
from tests.real_data.test_golden_weekly import GOLDEN, filled

pytestmark = pytest.mark.skipif(
    not GOLDEN.is_dir(), reason="the golden files (../shared/data/golden) are not on this machine"
)
WEEK, TUESDAY = periods.week(date(2026, 11, 9)), date(2026, 11, 17)
BEFORE = Before(held=datetime(2026, 11, 11, 8, tzinfo=UTC))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("agenda")
    database = filled(folder / "g.db", GOLDEN / "agent_day.csv", GOLDEN / "hour_team.csv")
    yield database
    database.close()


def said(database: Database, lang: Lang) -> list[str]:
    room = Room(database, Path())
    drawn = room.draw(Level.GROUP, period=WEEK, today=TUESDAY, team=AFTER, before=BEFORE, lang=lang)
    return screen(drawn, Level.GROUP, lang)


def test_g24_the_group_agenda_in_chinese(whole: Database) -> None:
    lines = said(whole, Lang.ZH)
    assert lines[1:3] == ["20 分钟，要定 1 件事", "1. 满意度明显变差"]
    assert [line for line in lines if line[0] in "①②③④⑤"] == [
        "① 上次定的 · 3 分钟",
        "② 本组数据 · 4 分钟",
        "③ 案例 · 6 分钟",
        "④ 原因和决定 · 7 分钟",
    ]
    for line in (
        "接待 10,049 人次，是平常周的 2.6 倍。",
        "满意度 83.1%，目标 92%，没达标",
        "首响 27 秒，目标 30 秒，达标",
        "个人数据已私信各人，会上不念",
        "每件事定一个人、一个日期、看哪个数。",
    ):
        assert line in lines


def test_g25_the_group_agenda_in_english(whole: Database) -> None:
    lines = said(whole, Lang.EN)
    assert lines[1] == "20 minutes, 1 thing to decide"
    for line in (
        "10,049 contacts, 2.6 times a usual week.",
        "First reply 27 s, target 30 s, met",
        "Personal figures: in your DM, not read out",
        "Each thing: one owner, date and figure.",
    ):
        assert line in lines
