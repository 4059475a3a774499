"""What hints and examples show: a name is asked for, never somebody's in particular."""

import re
from pathlib import Path

import pytest

import bot.locale
from base.language import Lang
from commands.action_adding import example
from commands.router import COMMANDS

# Whoever it is, the bot itself, and who types.
PLACEHOLDERS = {"姓名", "名字", "name", "fupan", "我", "me"}
# An address of a database has one too.
NAMED = re.compile(r"(?<![A-Za-z户])@([^\s@，。；、：“”,.;:]+)")


def texts(lang: Lang) -> list[str]:
    path = Path(bot.locale.__file__).parent / lang.value / "LC_MESSAGES" / "fupan.po"
    said = re.findall(r'^msgstr "(.*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    return [*said, example(lang), *(one.usage.in_(lang) for one in COMMANDS)]


@pytest.mark.parametrize("lang", list(Lang))
def test_nobody_in_particular_is_named(lang: Lang) -> None:
    found = [(name, text) for text in texts(lang) for name in NAMED.findall(text)]
    assert len(found) > 3
    assert [one for one in found if one[0] not in PLACEHOLDERS] == []
