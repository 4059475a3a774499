"""Asking for a deck: words, week, language, who may have it; and the door of the terminal."""

from datetime import date
from pathlib import Path

import pytest

from base.answer import Kind
from base.language import Lang
from base.refusal import Refusal
from base.rights import Actor, Role
from bot.cli import main
from bot.deck_file import deck_file_name
from storage.engine import Database
from storage.people import StaffRow, actor_of, apply_staff
from tests.helpers.decks import Maker, deck_of, lines, slides_of
from tests.helpers.slides import opened, words_of
from tests.helpers.terminal import run_terminal
from tests.integration.test_weekly import weeks

ZH, EN = Lang.ZH, Lang.EN
NOW = "2026-08-17T09:00"
TODAY = date(2026, 8, 17)


@pytest.fixture
def make(database: Database, tmp_path: Path) -> Maker:
    return Maker(database, tmp_path)


# -- which deck, and for whom ------------------------------------------------------------------


def test_of_one_team(make: Maker) -> None:
    answer = make(weeks(), "周报 售前组")
    deck = deck_of(answer)
    assert lines(answer)[0].startswith("售前组周报 8/10–8/16 PPT 做好了")
    assert deck_file_name(deck, ZH) == "售前组周报_2026-08-10.pptx"
    assert [len(one.values) for one in deck.pages[4].charts[0].series] == [7, 7]
    assert deck.pages[2].charts[0].series[1].values == (100,) * 7
    everybody = deck_of(make([]))
    assert deck_file_name(everybody, ZH) == "客服周报_2026-08-10.pptx"
    assert deck_file_name(everybody, EN) == "CS_weekly_2026-08-10.pptx"


@pytest.mark.parametrize(
    ("text", "lang", "start", "tongue"),
    [
        ("周报", ZH, date(2026, 8, 10), None),
        ("weekly", EN, date(2026, 8, 10), None),
        ("", EN, date(2026, 8, 10), None),
        ("周报 英文版", ZH, date(2026, 8, 10), EN),
        ("weekly last week en", ZH, date(2026, 8, 10), EN),
        ("weekly in chinese", EN, date(2026, 8, 10), ZH),
        ("weekly 2026-08-03 to 2026-08-09", EN, date(2026, 8, 3), None),
        ("周报 8月3日到8月9日 中文版", ZH, date(2026, 8, 3), ZH),
        ("周报 PPT 上周", ZH, date(2026, 8, 10), None),
    ],
)
def test_ways_to_ask(make: Maker, text: str, lang: Lang, start: date, tongue: Lang | None) -> None:
    deck = deck_of(make(weeks(), text, lang))
    assert (deck.period.start, deck.lang) == (start, tongue)
    page = words_of(slides_of(make([], text, lang), lang)[2])
    assert ("接待量" if (tongue or lang) is ZH else "Contacts") in page
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in deck_file_name(deck, lang))
    assert chinese is ((tongue or lang) is ZH)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("季报", "deck.later"),
        ("quarterly", "deck.later"),
        ("年终述职", "deck.later"),
        ("周报 昨天", "deck.not_a_week"),
        ("周报 小美", "deck.no_person"),
        ("周报 按组", "deck.no_cut"),
    ],
)
def test_what_is_refused_says_what_works(make: Maker, text: str, key: str) -> None:
    make(weeks())
    with pytest.raises(Refusal) as caught:
        make([], text)
    assert caught.value.message.key == key
    for suggestion in caught.value.suggestions:
        deck_of(make([], suggestion.removeprefix("/review deck ")))


def test_a_word_that_is_not_understood_is_named(make: Maker) -> None:
    answer = make(weeks(), "周报 楼层")
    assert answer.kind is Kind.REFUSAL
    assert "楼层" in lines(answer)[0]


def test_the_buttons_make_the_same_deck(make: Maker) -> None:
    answer = make(weeks(), "周报 售前组")
    other = make([], answer.follow_ups[0].request.removeprefix("/review deck "))
    assert deck_of(other).lang is EN
    assert deck_of(other).period == deck_of(answer).period
    assert deck_of(other).whose == deck_of(answer).whose


STAFF = (
    StaffRow("林岚", roles=(Role.SUPERVISOR,)),
    StaffRow("阿布", team="售前组", lead=True),
    StaffRow("小美", team="售前组"),
    StaffRow("大白", team="售后组"),
    StaffRow("周宁", roles=(Role.QC,)),
)


def test_who_may_have_which(make: Maker, database: Database) -> None:
    apply_staff(database, STAFF)
    make(weeks())

    def who(name: str) -> Actor:
        return actor_of(database, TODAY, name=name)

    for name in ("林岚", "周宁"):
        assert deck_of(make([], "周报", who=who(name))).whose.key == "none"
        assert lines(make([], "周报 售后组", who=who(name)))[0].startswith("售后组周报")
    # A lead has his own team's, whether he names it or not, and no other's.
    for text in ("周报", "周报 售前组"):
        assert lines(make([], text, who=who("阿布")))[0].startswith("售前组周报")
    for name, text, key in (
        ("阿布", "周报 售后组", "deck.rights.lead"),
        ("小美", "周报", "deck.rights"),
        ("小美", "周报 售前组", "deck.rights"),
    ):
        with pytest.raises(Refusal) as caught:
            make([], text, who=who(name))
        assert caught.value.message.key == key
    with pytest.raises(Refusal) as caught:
        make([], "周报 售后组", who=who("阿布"))
    assert caught.value.suggestions == ("/review deck 周报 售前组",)


# -- the door of the terminal ------------------------------------------------------------------


def test_the_terminal_writes_the_file(
    make: Maker, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(weeks())
    url = database.engine.url.render_as_string(hide_password=False)
    out = tmp_path / "deck.pptx"
    call = ["deck", "weekly", "--team", "售前组", "--lang", "en", "-o", str(out), "--db", url]
    if not database.sqlite:
        # In a process of its own: the command keeps its connection to the end of it.
        assert "the deck is ready, 9 pages" in run_terminal(*call, "--now", NOW)
        assert len(opened(out.read_bytes()).slides) == 9
        return
    assert main([*call, "--now", NOW]) == 0
    said = capsys.readouterr().out
    assert "the deck is ready, 9 pages" in said
    assert str(out) in said.replace("\n", "")
    assert len(opened(out.read_bytes()).slides) == 9
    assert main(["deck", "quarterly", "--lang", "en", "--db", url, "--now", NOW]) == 2
    nowhere = str(tmp_path / "no" / "deck.pptx")
    assert main(["deck", "weekly", "-o", nowhere, "--db", url, "--now", NOW]) == 2
