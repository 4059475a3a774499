"""Good cases: whoever is praised is asked, only he answers, and without a yes no name is shown."""

from datetime import timedelta
from typing import Any

import pytest

from base.case import Case, CaseKind, Consent
from base.language import Lang
from base.schedule import Level
from jobs.delivering import Delivering
from jobs.sender import Delivered, Later, NotThere, Outcome, Write
from reviews import cases, moderating
from storage.engine import Database
from storage.outbox import State
from tests.helpers.case_desk import Desk, requests, spoken

GOOD = "顾客急着要发票，他先安抚再查，十分钟就办好了。"


class Slack:
    """Takes every message, and keeps it."""

    def __init__(self) -> None:
        self.sent: list[Write] = []

    def deliver(self, write: Write) -> Outcome:
        self.sent.append(write)
        return Delivered("D1", f"{len(self.sent)}.0")

    def find(self, write: Write, since: object) -> Delivered | NotThere | Later:
        return NotThere()


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def good(desk: Desk, praised: str = "何伟", **more: Any) -> Case:
    """Return a good case that was approved: anonymous, with two others."""
    who = desk.who(praised).person
    kept = desk.send(GOOD, kind=CaseKind.WELL, praised=who, **more)
    for n in range(2):
        desk.send(f"别的 {n}")
    case = desk.released(kept)
    desk.do("approve", case)
    return desk.case(case.id)


def delivered(desk: Desk, lane: str) -> list[str]:
    """Deliver what is due; return what somebody gets."""
    slack = Slack()
    delivering = Delivering(desk.installation, slack)
    while delivering.round():
        desk.clock.advance(timedelta(seconds=5))
    return [spoken(one.answer, one.lang) for one in slack.sent if one.channel == lane]


def on_agenda(desk: Desk) -> Case:
    with desk.context.database.read() as work:
        (found,) = moderating.visible(work, desk.who("何伟"))
    return found


def test_the_question_shows_the_text_and_not_who_wrote_it(desk: Desk) -> None:
    case = good(desk)
    assert case.consent is Consent.ASKED
    assert delivered(desk, "UWEI") == [
        "有同事写下了你做得好的一件事，写上你的名字好吗？\n"
        f"“{GOOD}”\n"
        "当时知道的：“群里没通知”\n"
        "怎样会更好：“规则一改就置顶”\n"
        "想放到售后组组会讲给大家听。\n"
        "只有你能回答，这条也只有你能看到。不回答就不提名字。\n"
        "是谁写的没有记录，我们也不知道。\n"
        "[可以写名字] [不写名字]"
    ]


def test_who_signed_a_good_case_is_named_to_whoever_is_praised(desk: Desk) -> None:
    good(desk, "小美", named_by=desk.who("何伟").person)
    (told,) = delivered(desk, "UMEI")
    assert "It was written by Wei He, who signed it." in told
    assert told.endswith("[With my name] [Without my name]")


def test_the_outbox_keeps_no_word_of_the_case(desk: Desk) -> None:
    case = good(desk)
    delivered(desk, "UWEI")
    (row,) = desk.rows("UWEI")
    assert row.state == State.SENT.value
    assert not any(word in row.answer for word in ("发票", "置顶", "群里"))
    assert case.id in row.key


@pytest.mark.parametrize(
    ("said", "consent", "shown"), [("yes", Consent.YES, True), ("no", Consent.NO, False)]
)
def test_the_answer_decides_about_the_name(
    desk: Desk, said: str, consent: Consent, shown: bool
) -> None:
    case = good(desk)
    answer = desk.ask(f"/fupan case consent {case.id} {said}", "何伟")
    assert case.id in spoken(answer)
    assert desk.case(case.id).consent is consent
    assert on_agenda(desk).report.praised == (desk.who("何伟").person if shown else 0)
    assert ("何伟" in desk.read(f"case {case.id}", "陈露")) is shown
    assert ("何伟" in desk.read(f"case {case.id}", "周宁")) is shown


def test_without_an_answer_nobody_is_named(desk: Desk) -> None:
    case = good(desk)
    assert on_agenda(desk).report.praised == 0
    for name in ("陈露", "周宁", "林岚"):
        assert "何伟" not in desk.read(f"case {case.id}", name)
    assert "何伟" not in desk.read("case agenda", "陈露")


def test_only_whoever_is_praised_answers(desk: Desk) -> None:
    case = good(desk)
    for name in ("小美", "陈露", "周宁", "林岚", "管小"):
        refused = desk.refused(f"/fupan case consent {case.id} yes", name)
        assert refused == "case.consent.not_you"
    assert desk.refused("/fupan case consent ZZZ yes", "何伟") == "case.consent.not_you"
    assert desk.case(case.id).consent is Consent.ASKED


def test_he_may_change_his_mind_and_open_the_question_again(desk: Desk) -> None:
    case = good(desk)
    desk.ask(f"/fupan case consent {case.id} yes", "何伟")
    again = desk.ask(f"/fupan case {case.id}", "何伟")
    assert requests(again) == [
        f"/fupan case consent {case.id} yes",
        f"/fupan case consent {case.id} no",
    ]
    desk.ask(f"/fupan case consent {case.id} no", "何伟")
    assert on_agenda(desk).report.praised == 0


def test_he_is_asked_once_however_often_it_is_approved(desk: Desk) -> None:
    case = good(desk)
    desk.do("approve", case, {"where": "department"})
    assert len(desk.rows("UWEI")) == 1
    assert desk.case(case.id).level is Level.DEPARTMENT


def test_who_is_not_in_the_chat_stays_without_a_name(desk: Desk) -> None:
    case = good(desk, "何娜")
    assert case.consent is Consent.NONE
    assert on_agenda(desk).report.praised == 0
    assert not [row for row in desk.rows() if "consent" in row.key]


def test_what_is_declined_or_merged_asks_nobody(desk: Desk) -> None:
    who = desk.who("何伟").person
    kept = [desk.send(f"{GOOD}{n}", kind=CaseKind.WELL, praised=who) for n in range(3)]
    first = desk.released(kept[0])
    desk.do("decline", first, {"reason": "重复"})
    desk.do("merge", desk.of(kept[1]), {"into": desk.of(kept[2]).id})
    assert not desk.rows("UWEI")


def test_a_withdrawn_case_is_not_told_to_whoever_is_praised(desk: Desk) -> None:
    who = desk.who("何伟").person
    kept = desk.send(GOOD, kind=CaseKind.WELL, praised=who)
    desk.several()
    case = desk.of(kept)
    desk.do("approve", case)
    with desk.context.database.write() as work:
        cases.withdraw(work, kept)
    assert delivered(desk, "UWEI") == []
    assert desk.rows("UWEI")[0].state == State.FAILED.value
    assert desk.refused(f"/fupan case consent {case.id} yes", "何伟") == "case.consent.not_you"
    assert desk.refused(f"/fupan case {case.id}", "何伟") == "case.none"


def test_a_case_of_something_wrong_asks_nobody(desk: Desk) -> None:
    kept = desk.send(praised=desk.who("何伟").person)
    desk.several()
    desk.do("approve", desk.of(kept))
    assert desk.of(kept).consent is Consent.NONE
    assert not desk.rows("UWEI")


def test_the_moderator_is_told_that_somebody_is_asked_not_who(desk: Desk) -> None:
    who = desk.who("小美").person
    case = desk.named(GOOD, kind=CaseKind.WELL, praised=who)
    told = desk.do("approve", case)
    assert "已私信问被夸的同事" in told
    assert "小美" not in told
    english = desk.do("approve", desk.case(case.id), {"where": "company"}, "唐可")
    assert "has been asked by direct message" in english
    assert "Mei" not in english
    assert Lang.EN.value == desk.rows("UMEI")[0].lang
