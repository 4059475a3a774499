"""What people who mean harm write into a case: it pings nobody and breaks no block, masked or not.

The texts are those on which masking is tried (tests/unit/test_masking_hostile.py); here they go,
unmasked, to every place that shows what somebody wrote.
"""

import json
import re
from collections.abc import Iterable
from datetime import date

import pytest

from base.case import Case, CaseKind, CaseState, Note, Report
from base.form import Form
from base.language import Bilingual, Lang, msg
from base.schedule import Level
from bot.render import forms, mrkdwn
from bot.render.blocks import rendered
from commands import case_pages as pages
from commands.case_pages import Around, Shown, Written
from commands.cases import card
from reviews.cases import Standing
from storage.engine import Database
from tests.conftest import Databases
from tests.unit.test_masking_hostile import hostile
from workspace.blockkit import problems_of_blocks, problems_of_view

TODAY = date(2026, 11, 23)
TEXTS, CHUNKS = 10_000, 10
NASTY = (
    "<!channel> <!here> <!everyone> <@U0ABCDEF1> <#C0ABCDEF1> <!subteam^S0ABC|all>",
    "＜!channel＞ &lt;!channel&gt; &amp;lt;!channel&amp;gt; <!date^0^{date}|x>",
    "<https://evil.example|公司公告> [x](https://evil.example) `<!channel>`",
    '"}]},{"type":"section","text":{"type":"mrkdwn","text":"<!channel>"}}',
    "\u202e<!channel>\u202c \u2066abc\u2069 a\u0301" + "\u0301" * 200,
    "\u200b<\u200b!\u200bchannel\u200b>",
    "*_~`>&<\n>>> quote\n```code\n• list\n1. x",
    "\ud800 lone \udfff",
    "\x00\x01\x1b[31m",
    ":wave: :+1: @channel @所有人",
    "🧨" * 700,
    "长" * 1500,
    " \n\t\n ",
    "%(n)s {name} {0} %s",
)
_PING = re.compile(r"<[!@#]")


def case_saying(text: str) -> Case:
    """Return a case in which everything somebody can write is this text."""
    report = Report(
        CaseKind.WRONG, text[:1500], text[:600], text[:600], "reply", date(2026, 11, 16),
        level=Level.DEPARTMENT,
    )  # fmt: skip
    notes = (Note(question=True, text=text[:900]), Note(question=False, text=text[:900]))
    return Case(
        "K7Q", report, CaseState.ASKED, TODAY, TODAY, Level.DEPARTMENT, 0, notes=notes,
        reason=text[:900], tags=(text[:40],),
    )  # fmt: skip


def windows(text: str) -> dict[str, Form]:
    """Return the windows of the door that show a text."""
    case = case_saying(text)
    texts = {name: text[: pages.LONGEST[name]] for name in pages.TEXTS}
    written = Written("n" * 43, 1, texts=texts)
    standing = Shown(Standing(case.state, case, case.report.week), msg("case.state.waiting"))
    teams = {1: Bilingual(text[:40] or "-", text[:40] or "-")}
    return {
        "write": pages.write_page(written, Around(teams=teams)),
        "preview": pages.preview_page(written, Around(teams=teams), {}, again=False),
        "standing": pages.standing_page(standing, {"round": "1"}, text[:900]),
    }


def check(database: Database, text: str, lang: Lang, names: Iterable[str]) -> None:
    """See that a text does no harm in a card and in some of the windows."""
    with database.read() as work:
        answer = card(work, case_saying(text), TODAY)
    whole = rendered(answer, lang)
    for message in (whole.first, *whole.more):
        assert problems_of_blocks(message.blocks) == [], text
        assert not _PING.search(json.dumps(message.blocks)), text
        assert not _PING.search(message.text), text
    made = windows(text)
    for name in names:
        view = forms.modal(made[name], lang, {})
        assert problems_of_view(view) == [], (name, text)
        # What stands in a field is typed text, never marked up; all else is.
        shown = [block for block in view["blocks"] if block["type"] != "input"]
        assert not _PING.search(json.dumps(shown)), (name, text)


WINDOWS = ("write", "preview", "standing")


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_ten_thousand_texts_ping_nobody_and_break_no_block(sqlite: Databases, chunk: int) -> None:
    with sqlite() as database:
        for seed in range(chunk * TEXTS // CHUNKS, (chunk + 1) * TEXTS // CHUNKS):
            text, _ = hostile(seed)
            lang = Lang.ZH if seed % 2 else Lang.EN
            check(database, text, lang, (WINDOWS[seed % 3],))


@pytest.mark.parametrize("lang", Lang)
def test_known_nasty_texts_do_no_harm_anywhere(sqlite: Databases, lang: Lang) -> None:
    with sqlite() as database:
        for text in NASTY:
            check(database, text, lang, WINDOWS)


def test_the_check_fails_where_nothing_is_escaped(
    sqlite: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Take the escaping away: what is looked for is really what it prevents."""
    monkeypatch.setattr(mrkdwn, "_ENTITIES", ())
    with sqlite() as database, pytest.raises(AssertionError):
        check(database, NASTY[0], Lang.ZH, WINDOWS)
