"""One figure beside its target, word for word: G15 and G16."""

from collections.abc import Iterator

import pytest

from base.language import Lang
from base.rights import operator
from bot.render.terminal import plain_lines
from commands.context import Context, Request
from commands.router import handle
from storage.engine import Database
from tests.helpers.golden import NOW, golden_database, needs_golden

pytestmark = needs_golden


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with golden_database(tmp_path_factory.mktemp("targets")) as lent:
        request = Request("/target 首响 30秒", operator(), Lang.ZH)
        handle(Context(lent, NOW), request)
        yield lent


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (
            "首响 昨天",
            Lang.ZH,
            [
                "昨天（11/20 周五）首响平均 17 秒，前一天也是 17 秒",
                "目标 30 秒，达标。按 2,254 次会话算。",
            ],
        ),
        (
            "first reply yesterday",
            Lang.EN,
            [
                "First reply yesterday (Fri 20 Nov) took 17 s on average, as the day before",
                "Target 30 s, met. From 2,254 chats.",
            ],
        ),
    ],
)
def test_one_number_one_sentence(
    database: Database, text: str, lang: Lang, expected: list[str]
) -> None:
    answer = handle(Context(database, NOW), Request(text, operator(lang), lang))
    assert [line for line in plain_lines(answer, lang) if line] == expected
    assert answer.target == 30
