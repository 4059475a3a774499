"""Under an effect that did not work: what stands out in its figure lately, and how to ask why.

The figures are those of `test_measuring`: first replies of about 60 s for seventy weeks, and from
the week after the item was done whatever a test says.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from base.action import State
from base.answer import Answer
from base.clock import FixedClock
from base.language import Lang
from base.rights import Actor, Role
from bot.render.texts import word
from commands.context import Context, Request
from commands.router import handle
from storage.engine import Database
from tests.integration.test_measuring import CHECK, Bench, falling

BOSS = Actor(1, "老板", frozenset({Role.MANAGER}))


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Bench:
    return Bench(database, tmp_path, FixedClock(datetime(2026, 7, 27, 2, tzinfo=UTC)))


def looked_at(bench: Bench, to: int, *teams: str, until: date = date(2026, 8, 30)) -> Answer:
    """Let teams take so long from the week after the item, and return what is told of it."""
    bench.figures(falling(to, *teams), until=until)
    bench.item()
    bench.run(CHECK)
    [answer] = bench.said()
    return answer


def notes(answer: Answer, lang: Lang = Lang.ZH) -> list[str]:
    return [word(note, lang) for note in answer.notes]


def keys(answer: Answer) -> set[str]:
    return {note.key for note in answer.notes}


def test_what_got_worse_stands_under_it_and_how_to_ask_why(bench: Bench) -> None:
    answer = looked_at(bench, 95, "售后组")
    assert bench.now.state is State.NOT_EFFECTIVE
    # The week before it was at the slow end of its usual range.
    assert "看最近：首响连续 14 天比平时慢。" in notes(answer)
    assert "Lately: First reply has been slower than usual 14 days running." in notes(
        answer, Lang.EN
    )
    assert "想知道是哪里变的，问“为什么 首响 上周”。" in notes(answer)
    assert "To see where it changed, ask “why first reply last week”." in notes(answer, Lang.EN)


@pytest.mark.parametrize("lang", list(Lang))
def test_the_question_that_it_names_is_answered(bench: Bench, lang: Lang) -> None:
    answer = looked_at(bench, 95, "售后组")
    [told] = [word(one, lang) for one in answer.notes if one.key == "effect.note.why"]
    question = told[told.index("“") + 1 : told.index("”")]
    found = handle(Context(bench.database, bench.clock), Request(question, BOSS, lang))
    assert found.figure is not None
    assert found.figure.metric == "frt"
    assert found.table is not None
    [(_, first)] = found.table.rows[0].members
    assert first.zh == "售后组"


def test_a_figure_as_ever_has_nothing_that_stands_out(bench: Bench) -> None:
    answer = looked_at(bench, 58, "售后组")
    assert bench.now.state is State.NOT_EFFECTIVE
    assert "effect.note.signal" not in keys(answer)
    assert "effect.note.why" in keys(answer)


def test_where_it_worked_what_stands_out_is_no_news(bench: Bench) -> None:
    answer = looked_at(bench, 40, "售后组")
    assert bench.now.state is State.EFFECTIVE
    assert not {"effect.note.signal", "effect.note.why"} & keys(answer)


def test_where_nobody_can_tell_it_says_what_stands_out_and_asks_nothing(bench: Bench) -> None:
    answer = looked_at(bench, 40, "售后组", "售前组")
    assert bench.now.state is State.CANNOT_TELL
    assert "看最近：7/20 周一 首响比平时快得多。" in notes(answer)
    assert "effect.note.why" not in keys(answer)


def test_it_looks_at_the_items_own_team_only(bench: Bench) -> None:
    answer = looked_at(bench, 95, "售前组")
    assert bench.now.state is not State.EFFECTIVE
    assert "effect.note.signal" not in keys(answer)
