"""When the daily message comes: in words, in the settings form, and for everybody at once."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from base.answer import Answer
from base.clock import FixedClock
from base.form import Form, Submission, Unfit
from base.language import Lang
from base.refusal import Refusal
from base.rights import Actor, operator
from bot.render.json import answer_json
from bot.render.texts import word
from commands.context import Context, Request
from commands.forms import FORMS, take
from commands.router import handle
from commands.submitting import Opening
from storage.engine import Database
from storage.people import InChat, StaffRow, apply_staff, people_with_chat
from storage.preferences import (
    DigestWishes,
    Preference,
    all_digest_wishes,
    digest_wishes,
    of_person,
    set_digest_wishes,
    set_preference,
)

NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
TODAY = date(2026, 11, 16)
MEI = Actor(7, "小美")


def say(database: Database, text: str, lang: Lang = Lang.ZH, actor: Actor = MEI) -> Answer:
    return handle(Context(database, FixedClock(NOW)), Request(text, actor, lang))


def said(answer: Answer, lang: Lang = Lang.ZH) -> str:
    return word(answer.takeaway, lang)


def kept(database: Database, person: int = 7) -> DigestWishes:
    with database.read() as work:
        return digest_wishes(work, person, "U7")


def test_everybody_gets_it_until_he_says_no(database: Database) -> None:
    assert kept(database) == DigestWishes(True, 570, 1200, 480, None)
    assert said(say(database, "/fupan 个人摘要")) == "个人摘要：工作日 09:30（北京时间）发给你"
    # The button under the message itself.
    off = say(database, "/fupan 个人摘要 关")
    assert said(off) == "个人摘要不再发给你"
    assert not kept(database).on
    assert [f.request for f in off.follow_ups] == ["/fupan 个人摘要 开"]
    on = say(database, off.follow_ups[0].request)
    assert kept(database) == DigestWishes()
    assert [f.request for f in on.follow_ups] == ["/fupan 个人摘要 关"]


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("/fupan digest 10:00", DigestWishes(at=600)),
        ("digest at 2pm", DigestWishes(at=840)),
        ("/fupan 个人摘要 10点半", DigestWishes(at=630)),
        ("个人摘要 下午2点", DigestWishes(at=840)),
        ("/fupan digest off", DigestWishes(on=False)),
        ("/fupan digest No", DigestWishes(on=False)),
        ("摘要 不发", DigestWishes(on=False)),
        ("/fupan digest Mon to Sat", DigestWishes(workdays=frozenset(range(6)))),
        ("/fupan 个人摘要 周六到周二", DigestWishes(workdays=frozenset({5, 6, 0, 1}))),
        ("/fupan 个人摘要 每天", DigestWishes(workdays=frozenset(range(7)))),
        ("/fupan digest quiet 22:00-7:00", DigestWishes(quiet_from=1320, quiet_to=420)),
        ("/fupan 个人摘要 免打扰 21:30 到 8:30", DigestWishes(quiet_from=1290, quiet_to=510)),
    ],
)
def test_it_is_changed_in_words(database: Database, text: str, wishes: DigestWishes) -> None:
    assert say(database, text).private
    assert kept(database) == wishes


def test_an_hour_keeps_the_days_and_turns_it_on_again(database: Database) -> None:
    for text in ("digest Mon to Sat", "digest off", "digest 10:00"):
        say(database, text, Lang.EN)
    assert kept(database) == DigestWishes(at=600, workdays=frozenset(range(6)))
    english = say(database, "digest", Lang.EN)
    assert said(english, Lang.EN) == "Your digest comes at 10:00 (Beijing), Mon to Sat"
    notes = answer_json(english, Lang.EN)["notes"]
    assert notes[0] == "Quiet from 20:00–08:00."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("/fupan digest 21:00", "21:00 在你的免打扰时间（20:00–08:00）里"),
        ("/fupan digest 7:59", "07:59 在你的免打扰时间"),
        ("/fupan 个人摘要 免打扰 9:00 到 18:00", "09:30 在你的免打扰时间（09:00–18:00）里"),
        ("/fupan digest 25:00", "没看懂"),
        ("/fupan 个人摘要 每月1号", "没看懂"),
        ("/fupan 个人摘要 随便", "没看懂“随便”"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_kept(
    database: Database, text: str, reason: str
) -> None:
    with pytest.raises(Refusal) as caught:
        say(database, text)
    assert reason in word(caught.value.message, Lang.ZH)
    assert caught.value.suggestions == ("/fupan 个人摘要",)
    assert kept(database) == DigestWishes()


def test_whoever_is_on_no_list_gets_none(database: Database) -> None:
    with pytest.raises(Refusal):
        say(database, "/fupan digest off", actor=operator())


def form(database: Database, actor: Actor = MEI) -> Form:
    opening = Opening(actor, Lang.ZH, user="U7")
    return FORMS["settings"].make(Context(database, FixedClock(NOW)), opening)


def fill(database: Database, key: str = "k1", **values: str) -> None:
    filled = {"lang": "zh", "zone": "Asia/Shanghai"} | values
    opening = Opening(MEI, Lang.ZH, user="U7")
    take(Context(database, FixedClock(NOW)), opening, Submission("settings", filled), key)


def test_the_form_shows_and_changes_it(database: Database) -> None:
    fields = {field.key: field for field in form(database).fields}
    assert fields["digest"].value == "570"
    offered = [option.value for option in fields["digest"].options]
    assert offered[:2] == ["never", "480"]
    assert offered[-1] == "1170"
    fill(database, digest="600", digest_days="012345")
    assert kept(database) == DigestWishes(at=600, workdays=frozenset(range(6)))
    fill(database, "k2", digest="never", digest_days="calendar")
    assert kept(database) == DigestWishes(on=False, at=600)
    assert {f.key: f.value for f in form(database).fields}["digest"] == "never"
    # An hour or days chosen elsewhere stand there as well.
    say(database, "digest 10:10")
    say(database, "digest Sat to Tue")
    for field in form(database).fields:
        assert field.value in [option.value for option in field.options]


def test_the_form_refuses_what_is_quiet(database: Database) -> None:
    with pytest.raises(Unfit) as caught:
        fill(database, digest="1260")
    assert set(caught.value.errors) == {"digest"}
    with pytest.raises(Unfit):
        fill(database, digest="noon")
    with pytest.raises(Unfit):
        fill(database, digest_days="089")
    assert kept(database) == DigestWishes()


def test_whoever_gets_none_is_not_asked(database: Database) -> None:
    assert {field.key for field in form(database, operator()).fields} == {"lang", "zone"}


def test_wishes_of_all_are_read_at_once(database: Database) -> None:
    with database.write() as work:
        set_digest_wishes(work, 7, "U7", DigestWishes(at=600), NOW, 7)
        set_digest_wishes(work, 12, "U12", DigestWishes(on=False), NOW, 12)
        set_digest_wishes(work, -1, "UX", DigestWishes(at=660), NOW, -1)
        with pytest.raises(ValueError, match="quiet"):
            set_digest_wishes(work, 8, "U8", DigestWishes(at=0), NOW, 8)
    with database.read() as work:
        assert all_digest_wishes(work) == {7: DigestWishes(at=600), 12: DigestWishes(on=False)}
        assert digest_wishes(work, -1, "UX").at == 660


def test_everybody_who_works_here_and_is_in_the_chat(database: Database) -> None:
    gone = {"valid_from": date(2020, 1, 1), "valid_to": date(2026, 11, 15)}
    later = {"valid_from": date(2026, 11, 17)}
    staff = [
        StaffRow("小美", team="售前组", slack_user="UMEI"),
        StaffRow("Alice", lang=Lang.EN, zone="Europe/Berlin", slack_user="UALICE"),
        StaffRow("阿哲", team="售前组"),
        StaffRow("老王", team="售前组", slack_user="UWANG", **gone),  # type: ignore[arg-type]
        StaffRow("新人", team="售前组", slack_user="UNEW", **later),  # type: ignore[arg-type]
    ]
    staff += [StaffRow(f"客服{i}", team="售后组", slack_user=f"UA{i:04d}") for i in range(1000)]
    apply_staff(database, staff)
    with database.write() as work:
        first = people_with_chat(work, TODAY)[0]
        set_preference(work, of_person(first.person, "UMEI"), Preference(Lang.EN), NOW, 1)
    statements: list[str] = []
    with database.read() as work:
        event.listen(work, "before_cursor_execute", lambda *told: statements.append(told[2]))
        found = people_with_chat(work, TODAY)
    assert len([s for s in statements if s != "BEGIN"]) == 1
    assert len(found) == 1002
    assert found[0] == InChat(first.person, "UMEI", Lang.EN, "Asia/Shanghai")
    assert found[1][1:] == ("UALICE", Lang.EN, "Europe/Berlin")
    assert not {"UWANG", "UNEW"} & {one.user for one in found}
