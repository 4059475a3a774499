"""The door for cases in the workspace: from the button to the receipt, and back with it."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from base.case import Case, CaseState
from base.language import Bilingual
from base.rights import Actor, Role
from commands.case_limits import MOST, Use
from commands.context import Context
from metrics.workdays import work_calendar
from reviews import case_settings, cases, moderating
from reviews.case_settings import Wanted
from reviews.moderating import By, Which
from storage import cases as kept
from storage.case_tables import case_inbox, case_report
from storage.people import StaffRow, actor_of, apply_staff
from storage.tables import seen
from tests.workspace.bot_world import NOW, TRANSPORTS, World, context_in, running, whole
from tests.workspace.test_bot_doors import _submitted, window
from workspace import Person, View

TODAY = date(2026, 11, 21)
TOLD = "11 号晚上顾客小葵花问价保，手机 13812345678，我和阿布都按旧规则答了"


def _open_door(context: Context) -> Actor:
    """Name somebody who reads cases, and what is promised."""
    apply_staff(
        context.database, [StaffRow("周宁", "Ning Zhou", roles=(Role.QC,), slack_user="UQC")]
    )
    lin = actor_of(context.database, TODAY, slack_user="ULIN")
    reader = actor_of(context.database, TODAY, slack_user="UQC")
    promise = Bilingual("匿名案例只用来改流程，不追查，不处分。", "Nobody is traced or punished.")
    with context.database.write() as work:
        case_settings.keep(work, lin, Wanted((reader.person,), promise), NOW, TODAY)
    return reader


@pytest.fixture(params=TRANSPORTS)
def world(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[World]:
    context = context_in(tmp_path_factory.mktemp("cases"))
    _open_door(context)
    people = [
        Person("lin", "林岚", id="ULIN"),
        Person("alice", "Alice Wong", locale="en-US", id="UALICE"),
        Person("abu", "阿布", id="UABU"),
        Person("bob", "Bob", locale="en-US", tz="America/Los_Angeles", id="UBOB"),
        Person("qc", "周宁", id="UQC"),
    ]
    with running(context, transport=request.param, people=people) as found:
        yield found
    context.database.close()


def said(view: View) -> str:
    return json.dumps(view.content, ensure_ascii=False)


def fill(world: World, who: str, view: View, values: dict[str, str]) -> dict[str, object]:
    """Fill the fields of a window by their plain names, and send it."""
    person = world.local.as_person(who)
    blocks = [b["block_id"] for b in view.content["blocks"] if b["type"] == "input"]
    named = {block.split(".")[0]: block for block in blocks}
    person.fills(view, {named[name]: value for name, value in values.items()})
    return dict(_submitted(person.submits(view)))


def send(world: World, who: str, **values: str) -> str:
    """Send a case in; return the receipt."""
    person = world.local.as_person(who)
    person.slash("case", channel="general")
    view = window(world, person, "happened.0")
    fill(world, who, view, {"happened": values.pop("happened", TOLD)})
    view = window(world, person, "topic.1")
    fill(world, who, view, {"topic": "rule_unknown"} | values)
    return receipt_of(window(world, person, "12"))


def receipt_of(view: View) -> str:
    text = said(view)
    english = re.search(r"\*((?:[a-z]+ ){3}[a-z]+ · .*?)\*", text)
    chinese = re.search(r"\*((?:[\u4e00-\u9fff]{4} ?){3})\*", text)
    found = english or chinese
    assert found is not None, text
    return found[1]


def released(world: World, day: date) -> tuple[Case, ...]:
    with world.context.database.write() as work:
        return cases.release(work, day, work_calendar("CN")).cases


def test_what_happened_is_masked_before_it_is_kept(world: World) -> None:
    lin = world.local.as_person("abu")
    lin.slash("case", channel="general")
    view = window(world, lin, "我们不保存你是谁", "不追查，不处分", "林岚的承诺")
    assert "一个组 1 个人" in said(view)
    fill(world, "abu", view, {"happened": TOLD, "helps": "规则一改就置顶"})
    view = window(world, lin, "看一遍再交")
    shown = said(view)
    assert "13812345678" not in shown
    assert "阿布" not in shown
    assert "电话" in shown
    with world.context.database.read() as work:
        assert work.execute(select(case_inbox)).all() == []
    fill(world, "abu", view, {"topic": "rule_unknown"})
    last = window(world, lin, "没有记下你是谁", "回执，只显示这一次", "凑够 3 件")
    assert "submit" not in last.content
    with world.context.database.read() as work:
        (row,) = work.execute(select(case_inbox)).all()
        assert work.execute(select(seen)).all() == []
    text = row.sealed.decode()
    assert "138" not in text
    assert "UABU" not in text
    assert "规则一改就置顶" in text


def test_what_is_added_on_the_second_window_is_shown_masked_again(world: World) -> None:
    alice = world.local.as_person("alice")
    alice.shortcut("case")
    view = window(world, alice, "We do not keep who you are")
    fill(world, "alice", view, {"happened": "I used last year's rules."})
    view = window(world, alice, "Nothing had to be masked")
    added = "I used last year's rules. Write to rose@shop.example"
    fill(world, "alice", view, {"happened": added, "topic": "reply"})
    view = window(world, alice, "Please look again", "[e-mail]")
    with world.context.database.read() as work:
        assert work.execute(select(case_inbox)).all() == []
    fill(world, "alice", view, {})
    assert len(receipt_of(window(world, alice, "does not know who you are")).split()) == 14


def test_a_receipt_brings_back_from_the_first_minute_to_the_decision(world: World) -> None:
    receipt = send(world, "bob", happened="The price rule changed and nobody told us.")
    bob = world.local.as_person("bob")
    check(world, "bob", receipt)
    window(world, bob, "Waiting to be handed over")
    for who in ("alice", "lin"):
        send(world, who, happened="Nobody told us")
    ours = next(
        c for c in released(world, TODAY + timedelta(days=1)) if "price" in c.report.happened
    )
    reader = actor_of(world.context.database, TODAY, slack_user="UQC")
    with world.context.database.write() as work:
        by = By(reader, NOW, TODAY)
        moderating.ask(work, by, Which(ours.id, ours.version), "Where did you see the old rule?")
    check(world, "bob", receipt)
    view = window(world, bob, "Where did you see the old rule?", f"Case {ours.id}")
    fill(world, "bob", view, {"answer": "In the old base, ask Alice Wong"})
    view = window(world, bob, "[colleague]")
    fill(world, "bob", view, {})
    window(world, bob, "Your answer is in")
    released(world, TODAY + timedelta(days=2))
    with world.context.database.read() as work:
        found = kept.read(work, ours.id)
    assert found is not None
    assert found.state is CaseState.OPEN
    assert [note.text for note in found.notes][1] == "In the old base, ask [colleague]"


def check(world: World, who: str, receipt: str) -> None:
    person = world.local.as_person(who)
    person.slash("case", "receipt", channel="general")
    view = window(world, person, "receipt.0")
    fill(world, who, view, {"receipt": receipt})


def test_a_case_is_taken_back_with_its_receipt_alone(world: World) -> None:
    receipt = send(world, "alice", happened="An idea about shifts")
    alice = world.local.as_person("alice")
    check(world, "alice", receipt)
    view = window(world, alice, "Withdraw")
    alice.acts(view, "case.take_back").result()
    window(world, alice, "the text has been deleted")
    with world.context.database.read() as work:
        assert work.execute(select(case_inbox)).all() == []
    person = world.local.as_person("alice")
    person.slash("case", "receipt", channel="general")
    view = window(world, person, "receipt.0")
    assert "no case with this receipt" in str(fill(world, "alice", view, {"receipt": receipt}))


def test_looking_for_a_receipt_loses_nothing_that_was_written(world: World) -> None:
    abu = world.local.as_person("abu")
    abu.slash("case", channel="general")
    view = window(world, abu, "happened.0")
    abu.fills(view, {"happened.0": "写了一半"})
    abu.acts(view, "case.to_receipt").result()
    window(world, abu, "receipt.0")
    assert [one.callback_id for one in abu.modals()] == ["case.write", "case.check"]
    assert abu.modals()[0].id == view.id


def test_going_back_keeps_what_was_written(world: World) -> None:
    abu = world.local.as_person("abu")
    abu.slash("case", channel="general")
    view = window(world, abu, "happened.0")
    fill(world, "abu", view, {"happened": "规则改了没人说", "kind": "rule"})
    abu.acts(window(world, abu, "看一遍再交"), "case.back").result()
    view = window(world, abu, "happened.2", "规则改了没人说")
    chosen = [b["element"]["initial_option"]["value"] for b in view.content["blocks"]
              if b.get("block_id") == "kind.2"]  # fmt: skip
    assert chosen == ["rule"]


@pytest.mark.parametrize(
    ("typed", "why"),
    [("春灯河米", "这里有 4 个"), ("river lamp stone", "这里有 3 个")],
)
def test_a_receipt_copied_wrong_is_told_what_is_wrong(world: World, typed: str, why: str) -> None:
    lin = world.local.as_person("lin")
    lin.slash("case", "receipt", channel="general")
    view = window(world, lin, "receipt.0")
    assert why in str(fill(world, "lin", view, {"receipt": typed}))


def test_text_after_the_command_is_refused_and_not_repeated(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("case", "我昨天答错了价保", channel="general")
    answer = world.answer("lin", "general", "后面")
    assert "价保" not in whole(answer)
    lin.says("案例：我昨天答错了价保")
    answer = world.answer("lin", None, "后面")
    assert "价保" not in whole(answer)
    with world.context.database.read() as work:
        assert work.execute(select(case_report)).all() == []


def test_nobody_sends_more_than_a_few_a_day(world: World) -> None:
    for at in range(MOST[Use.WRITE]):
        send(world, "alice", happened=f"Idea {'abcdefgh'[at]}")
    alice = world.local.as_person("alice")
    alice.slash("case", channel="general")
    view = window(world, alice, "happened.0")
    fill(world, "alice", view, {"happened": "One more"})
    view = window(world, alice, "topic.1")
    assert "come back tomorrow" in str(fill(world, "alice", view, {"topic": "other"}))


def test_the_door_is_closed_while_nobody_is_named(world: World) -> None:
    lin = actor_of(world.context.database, TODAY, slack_user="ULIN")
    with world.context.database.write() as work:
        case_settings.keep(work, lin, Wanted((), Bilingual("", "")), NOW, TODAY)
    abu = world.local.as_person("abu")
    abu.slash("case", channel="general")
    view = window(world, abu, "案例入口还没开", "案例 设置")
    assert "happened" not in said(view)


def test_who_signs_is_named_and_who_does_not_is_not(world: World) -> None:
    send(world, "abu", sign="name", happened="做得好的一件事")
    with world.context.database.read() as work:
        (row,) = work.execute(select(case_inbox)).all()
    abu = actor_of(world.context.database, TODAY, slack_user="UABU")
    assert json.loads(row.sealed)["named_by"] == str(abu.person)
