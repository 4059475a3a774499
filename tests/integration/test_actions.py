"""Action items by typing and by form, on both engines: added, gated, moved, refused, shown.

It is noon in Shanghai on Friday, 20 November 2026.
"""

import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from base.action import Action, Measure, Move, State
from base.answer import Answer, Kind
from base.clock import FixedClock
from base.form import Field, Form, Submission, Unfit
from base.language import Lang
from base.refusal import Refusal
from base.rights import Actor, Role, operator, stranger
from base.schedule import Level
from bot.render.terminal import plain_lines
from bot.render.texts import word
from commands.action_adding import CAP, check_after
from commands.context import Context, Place, Request
from commands.forms import FORMS, Opening, form_asked, take
from commands.router import handle
from reviews.actions import folded
from storage import actions
from storage.engine import Database
from storage.people import StaffRow, actor_of, apply_staff
from storage.roster import OnStaff, roster
from storage.settings import write_setting

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
STAFF = (
    StaffRow("林岚", "Lan Lin", roles=(Role.SUPERVISOR,), slack_user="ULIN"),
    StaffRow("阿布", "Abu", "售前组", "Pre-sales", lead=True, slack_user="UABU"),
    StaffRow("小美", "May", "售前组", "Pre-sales", slack_user="UMAY"),
    StaffRow("大白", "Bai", "售后组", "After-sales", lead=True, slack_user="UBAI"),
    StaffRow("周宁", "Ning Zhou", slack_user="UNING"),
    StaffRow("何伟", "Wei He"),
    StaffRow("老李", "Li", "售前组", "Pre-sales", valid_to=date(2026, 10, 31), slack_user="ULI"),
)
HERE = "C0GENERAL1"
LINE = "添加 把赔付口径写成一页发到群里 @小美 下周五"


class Shop:
    """An installation, and those who act in it."""

    def __init__(self, database: Database) -> None:
        self.clock = FixedClock(NOW)
        self.context = Context(database, self.clock)
        apply_staff(database, STAFF)
        self._keys = 0

    def who(self, name: str) -> Actor:
        return actor_of(self.context.database, TODAY, name=name)

    def number(self, name: str) -> int:
        return self.who(name).person

    def ask(
        self, text: str, name: str = "林岚", lang: Lang = Lang.ZH, place: Place = Place.PRIVATE,
        channel: str = "",
    ) -> Answer:  # fmt: skip
        request = Request(text, self.who(name), lang, place, channel=channel)
        return handle(self.context, request)

    def act(self, text: str, name: str = "林岚", **more: object) -> Answer:
        return self.ask(f"/action {text}", name, **more)  # type: ignore[arg-type]

    def lines(self, answer: Answer, lang: Lang = Lang.ZH) -> list[str]:
        return [line for line in plain_lines(answer, lang) if line]

    def refused(self, text: str, name: str = "林岚") -> str:
        with pytest.raises(Refusal) as caught:
            self.act(text, name)
        return caught.value.message.key

    def item(self, number: int = 1) -> Action:
        with self.context.database.read() as work:
            found = actions.read(work, number, folded)
        assert found is not None
        return found

    def moves(self, number: int = 1) -> list[Move]:
        with self.context.database.read() as work:
            return [event.move for event in actions.events_of(work, number)]

    # -- forms ------------------------------------------------------------------------------------

    def opening(self, name: str, text: str = "", **more: str) -> Opening:
        actor = self.who(name)
        return Opening(actor, actor.lang, more.pop("channel", ""), "", text, **more)

    def form(self, text: str, name: str = "林岚", **more: str) -> Form:
        key = form_asked(text)
        assert key is not None, text
        return FORMS[key].make(self.context, self.opening(name, text, **more))

    def submit(
        self, form: Form, values: Mapping[str, str], name: str = "林岚", key: str = ""
    ) -> str:
        self._keys += 1
        filled = {f.key: f.value for f in form.fields} | dict(values)
        submission = Submission(form.key, filled, form.carried)
        key = key or f"view:{self._keys}"
        outcome = take(self.context, self.opening(name), submission, key)
        assert outcome.said is not None
        return word(outcome.said, Lang.ZH)

    def unfit(self, form: Form, values: Mapping[str, str], name: str = "林岚") -> dict[str, str]:
        with pytest.raises(Unfit) as caught:
            self.submit(form, values, name)
        return {key: text.key for key, text in caught.value.errors.items()}


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def labels(answer: Answer) -> list[str]:
    return [word(one.label, Lang.ZH) for one in answer.follow_ups]


def field(form: Form, key: str) -> Field:
    return next(one for one in form.fields if one.key == key)


# -- adding ----------------------------------------------------------------------------------------


def test_added_with_all_that_was_said(shop: Shop) -> None:
    answer = shop.act(
        "add 售前首响降到30秒内 @小美 下周五 metric frt team 售前 < 30s "
        "verify @周宁 check 12/21 level 部门"
    )
    item = shop.item()
    assert item.wording == "售前首响降到30秒内"
    assert (item.owner, item.verifier) == (shop.number("小美"), shop.number("周宁"))
    assert item.created_by == shop.number("林岚")
    assert (item.due, item.first_due) == (date(2026, 11, 27), date(2026, 11, 27))
    assert (item.level, item.state) == (Level.DEPARTMENT, State.PROPOSED)
    team = next(one.teams[0] for one in _roster(shop) if one.person == shop.number("小美"))
    assert item.team == team
    check = date(2026, 12, 21)
    assert item.measure == Measure("frt", {"team": (str(team),)}, 30.0, below=True, check=check)
    said = "\n".join(shop.lines(answer))
    for part in ("记下了 1 号：售前首响降到30秒内", "小美", "11/27", "周宁", "30 秒"):
        assert part in said


def _roster(shop: Shop) -> tuple[OnStaff, ...]:
    with shop.context.database.read() as work:
        return roster(work, TODAY)


@pytest.mark.parametrize("said", ["接着 1 号", "previous 1", "替代 #1"])
def test_a_new_item_remembers_which_one_it_is_to_do_better_than(shop: Shop, said: str) -> None:
    shop.act(LINE)
    shop.act(f"添加 每天十点把未发货清单发到群里 @阿布 下周五 {said}")
    with shop.context.database.read() as work:
        second = actions.read(work, 2, folded)
    assert second is not None
    assert second.previous == 1
    assert second.wording == "每天十点把未发货清单发到群里"
    assert "1" in word(*_line_of_previous(shop))


def _line_of_previous(shop: Shop) -> tuple[Any, Lang]:
    answer = shop.act("2")
    line = next(one for one in answer.lines if one.key == "action.whole.previous")
    return line, Lang.ZH


def test_what_was_not_said_is_filled_in_and_told(shop: Shop) -> None:
    answer = shop.act(f"{LINE} 指标 满意度 > 92%", channel=HERE)
    item = shop.item()
    # The lead verifies; the effect is looked at when two whole weeks after the due date are over.
    assert item.verifier == shop.number("阿布")
    assert item.measure is not None
    assert item.measure.check == check_after(item.due) == date(2026, 12, 14)
    assert (item.level, item.born) == (Level.GROUP, HERE)
    assert any("12/14" in word(note, Lang.ZH) for note in answer.notes)


@pytest.mark.parametrize("due", [date(2026, 11, 23) + timedelta(days=n) for n in range(7)])
def test_the_usual_check_is_after_two_whole_weeks(due: date) -> None:
    assert check_after(due) == date(2026, 12, 14)


def test_the_verifier_is_never_the_owner(shop: Shop) -> None:
    answer = shop.act("add 把赔付口径写成一页发到群里 @阿布 下周五 verify @阿布")
    # A lead has no lead here: whoever adds it verifies.
    assert shop.item().verifier == shop.number("林岚")
    assert "action.add.verifier_owner" in [note.key for note in answer.notes]
    shop.act("add 把排班表发到群里 @我 下周五", "林岚")
    assert shop.item(2).verifier is None


def test_who_adds_one_for_himself_has_taken_it_on(shop: Shop) -> None:
    shop.act("add 把排班表每周五发到群里 @我 下周五", "小美")
    assert shop.item().state is State.ACCEPTED
    assert shop.moves() == [Move.PROPOSE, Move.ACCEPT]


def test_people_who_serve_nobody_are_found_and_leavers_are_not(shop: Shop) -> None:
    shop.act("add 仓库每天 10:00 给未发货清单 @Wei He 下周五")
    assert shop.item().owner == shop.number("何伟")
    answer = shop.act("add 仓库每天 10:00 给未发货清单 @老李 下周五")
    assert answer.kind is Kind.REFUSAL
    assert answer.takeaway.key == "action.add.unknown_person"


def test_english_and_the_terminal(shop: Shop) -> None:
    request = Request("action add Write the payout rules on one page @May by next Friday",
                      operator(Lang.EN), Lang.EN)  # fmt: skip
    answer = handle(shop.context, request)
    said = "\n".join(shop.lines(answer, Lang.EN))
    assert "#1 added: Write the payout rules on one page" in said
    assert "May" in said
    assert shop.item().due == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "key", "taps"),
    [
        ("把赔付口径写成一页", "action.add.missing.owner_due", []),
        ("把赔付口径写成一页 下周五", "action.add.missing.owner", ["我来负责"]),
        ("把赔付口径写成一页 @小美", "action.add.missing.due", ["下周五", "月底"]),
        ("把赔付口径写成一页 @小美 11/13", "action.past", []),
        ("加强管理 @小美 下周五", "action.add.wish", ["就这样记"]),
        ("跟进 @小美 下周五", "action.add.too_short", ["就这样记"]),
        ("把赔付口径写成一页 @小美 @大白 下周五", "action.add.one_owner", []),
    ],
)  # fmt: skip
def test_the_gate_says_what_is_missing_and_offers_the_form(
    shop: Shop, text: str, key: str, taps: list[str]
) -> None:
    answer = shop.act(f"add {text}")
    assert answer.takeaway.key == key
    assert labels(answer)[0] == "填表"
    assert labels(answer)[1:] == taps
    form = shop.form(answer.follow_ups[0].request)
    assert field(form, "wording").value.startswith(text.split()[0])
    for tap in answer.follow_ups[1:2]:
        assert "记下了 1 号" in "\n".join(shop.lines(shop.ask(tap.request)))


def test_too_many_is_a_warning_and_never_a_refusal(shop: Shop) -> None:
    with shop.context.database.write() as work:
        write_setting(work, CAP, 2, NOW, 0)
    for n in range(1, 4):
        answer = shop.act(f"add 把第{n}版口径写成一页 @小美 下周五", channel=HERE)
    keys = [note.key for note in answer.notes]
    assert keys == ["action.add.cap_owner", "action.add.cap_born"]
    assert shop.item(3).state is State.PROPOSED
    # Another day, another owner: nothing to warn of.
    shop.clock.at = NOW + timedelta(days=1)
    assert not shop.act("add 把第4版口径写成一页 @大白 下周五", channel=HERE).notes


def test_strangers_add_nothing_and_personal_items_are_for_leads(shop: Shop) -> None:
    request = Request(f"/action {LINE}", stranger("Bob"), Lang.ZH)
    with pytest.raises(Refusal) as caught:
        handle(shop.context, request)
    assert caught.value.message.key == "action.add.stranger"
    assert shop.refused(f"{LINE} 级别 个人", "大白") == "action.add.personal"
    shop.act(f"{LINE} 级别 个人", "阿布")
    assert shop.item().level is Level.PERSON


def test_a_personal_item_is_not_told_in_a_channel(shop: Shop) -> None:
    shop.act(f"{LINE} 级别 个人", "阿布")
    answer = shop.act("1", "小美", place=Place.CHANNEL, channel=HERE)
    assert answer.withheld
    assert "赔付" not in "\n".join(shop.lines(answer))
    answer = shop.act("accept 1", "小美", place=Place.CHANNEL, channel=HERE)
    assert shop.item().state is State.ACCEPTED
    assert "赔付" not in "\n".join(shop.lines(answer))
    assert not answer.withheld


# -- moving by text --------------------------------------------------------------------------------


def test_the_whole_way_in_chinese_and_english(shop: Shop) -> None:
    shop.act(LINE)
    steps = [
        ("接受 1", "小美", State.ACCEPTED), ("start 1", "小美", State.IN_PROGRESS),
        ("卡住了 1 仓库系统导不出清单", "小美", State.IN_PROGRESS),
        ("redate 1 12/4 因为等开权限", "小美", State.IN_PROGRESS),
        ("晚点提醒 1 3天", "小美", State.IN_PROGRESS),
        ("done 1 发在群里了 https://x.example/a", "小美", State.DONE_CLAIMED),
        ("退回 1 少一页", "阿布", State.IN_PROGRESS), ("完成 1 补上了", "小美", State.DONE_CLAIMED),
        ("verify 1", "阿布", State.VERIFIED), ("说 1 好", "小美", State.VERIFIED),
        ("close 1", "阿布", State.CLOSED), ("重开 1 12/11", "阿布", State.IN_PROGRESS),
        ("不做了 1 换系统了", "阿布", State.DROPPED),
    ]  # fmt: skip
    for text, name, state in steps:
        answer = shop.act(text, name)
        assert answer.kind is Kind.TEXT, (text, shop.lines(answer))
        assert shop.item().state is state, text
    item = shop.item()
    assert item.first_due == date(2026, 11, 27)
    assert item.redates == 2
    assert [(one.text, one.link) for one in item.evidence] == [
        ("发在群里了", "https://x.example/a"), ("补上了", ""),
    ]  # fmt: skip
    with shop.context.database.read() as work:
        noted = {event.move: event for event in actions.events_of(work, 1)}
    assert noted[Move.REDATE].note == "等开权限"
    assert noted[Move.SNOOZE].data["until"] == "2026-11-23"


def test_people_change_and_items_merge(shop: Shop) -> None:
    shop.act(LINE)
    shop.act("add 把退款口径写成一页发到群里 @小美 下周五")
    shop.act("换负责人 1 @何伟 他管仓库")
    assert shop.item().owner == shop.number("何伟")
    shop.act("verifier 1 @周宁")
    assert shop.item().verifier == shop.number("周宁")
    shop.act("合并 2 到 1")
    assert shop.item(2).state is State.MERGED
    assert shop.item(2).merged_into == 1
    assert shop.refused("merge 1 into 2") == "action.merge_ended"
    assert shop.refused("merge 1 into 1") == "action.merge_self"
    assert shop.refused("reassign 1 @张三") == "action.add.unknown_person"
    assert shop.act("verifier 1 @何伟").takeaway.key == "action.own_verifier"


def test_an_illegal_move_names_the_legal_ones(shop: Shop) -> None:
    shop.act(LINE)
    answer = shop.act("verify 1", "阿布")
    assert answer.kind is Kind.REFUSAL
    said = "\n".join(shop.lines(answer))
    assert "不能核实通过" in said
    assert "接受" in said
    assert labels(answer) == ["要改期", "换负责人", "不做了"]
    assert labels(shop.act("start 1", "小美")) == ["接受", "不该我做", "要改期"]
    # Only what he may do himself: one who proposed nothing and owns nothing is told of little.
    shop.act("accept 1", "小美")
    other = shop.act("accept 1", "小美")
    assert "改由" not in "\n".join(shop.lines(other))
    assert "换负责人" not in "\n".join(shop.lines(other))


def test_rights_hold_at_every_door(shop: Shop) -> None:
    shop.act(LINE)
    assert shop.refused("accept 1", "大白") == "action.no_such"
    assert shop.refused("1", "大白") == "action.no_such"
    assert shop.refused("drop 1 没用", "小美") == "action.not_yours"
    assert shop.refused("7") == "action.no_such"
    with pytest.raises(Refusal):
        shop.form("/action drop 1", "小美")
    with pytest.raises(Refusal):
        shop.form("/action redate 1", "大白")


def test_nobody_verifies_his_own_work(shop: Shop) -> None:
    shop.act("add 把排班表每周五发到群里 @阿布 下周五")
    shop.act("accept 1", "阿布")
    shop.act("done 1 在群里", "阿布")
    answer = shop.act("verify 1", "阿布")
    assert answer.takeaway.key == "action.own_work"
    assert shop.item().state is State.DONE_CLAIMED
    assert "核实通过" not in labels(shop.act("1", "阿布"))
    assert "核实通过" in labels(shop.act("1", "林岚"))


def test_what_a_move_needs_is_asked_for_with_its_form(shop: Shop) -> None:
    shop.act(LINE)
    shop.act("accept 1", "小美")
    answer = shop.act("redate 1 下周一", "小美")
    assert answer.takeaway.key == "action.missing.reason"
    form = shop.form(answer.follow_ups[0].request, "小美")
    assert field(form, "due").value == "2026-11-23"
    assert shop.refused("redate 1 11/13 忙", "小美") == "action.past"
    # Typed where no window can open, a button opens it.
    offered = shop.act("done 1", "小美")
    assert offered.follow_ups[0].request == "/action done 1"


def test_an_item_is_shown_with_all_there_is(shop: Shop) -> None:
    shop.act(f"{LINE} metric csat > 92% https://x.example/msg")
    shop.act("accept 1", "小美")
    shop.act("done 1 发在群里", "小美")
    answer = shop.act("1", "阿布")
    said = "\n".join(shop.lines(answer))
    for part in ("1 号：把赔付口径写成一页发到群里", "小美", "11/27", "阿布", "满意度", "92",
                 "https://x.example/msg", "发在群里", "提出"):  # fmt: skip
        assert part in said, part
    assert labels(answer)[:2] == ["核实通过", "退回，写原因"]


def test_what_is_not_understood_is_said(shop: Shop) -> None:
    assert shop.refused("胡说八道") == "action.not_understood"
    assert shop.refused("done") == "action.which"
    shop.act(LINE)
    assert shop.refused("1 胡说八道") == "action.not_understood"


# -- forms -----------------------------------------------------------------------------------------

FILLED = {"wording": "把赔付口径写成一页", "owner": "UMAY", "due": "2026-11-27"}


def test_the_form_adds_what_was_filled_in(shop: Shop) -> None:
    form = shop.form("/action add", channel=HERE)
    said = shop.submit(
        form,
        FILLED | {"metric": "frt", "side": "below", "target": "30 秒", "verifier": "UNING",
                  "check": "2026-12-20", "level": "department"},
    )  # fmt: skip
    assert said.startswith("记下了 1 号：把赔付口径写成一页。小美 负责")
    item = shop.item()
    assert item.measure == Measure("frt", {}, 30.0, below=True, check=date(2026, 12, 20))
    assert (item.level, item.born) == (Level.DEPARTMENT, "")
    assert item.verifier == shop.number("周宁")


def test_a_second_delivery_adds_nothing(shop: Shop) -> None:
    form = shop.form("/action add")
    shop.submit(form, FILLED, key="view:same")
    shop.submit(form, FILLED, key="view:same")
    with shop.context.database.read() as work:
        assert len(actions.found(work, folded)) == 1


def test_the_form_keeps_what_was_understood(shop: Shop) -> None:
    form = shop.form(
        "/action form 写一页口径 @小美 @大白 下周五 指标 满意度 售前组 > 92% https://x.example/1"
    )
    assert field(form, "due").value == "2026-11-27"
    assert field(form, "metric").value == "csat_rate"
    assert field(form, "target").value == "92%"
    assert field(form, "side").value == "above"
    shop.submit(form, {"owner": "UMAY"})
    item = shop.item()
    assert item.link == "https://x.example/1"
    assert item.measure is not None
    assert item.measure.only == {"team": (str(item.team),)}


def test_a_message_becomes_an_item_linked_to_it(shop: Shop) -> None:
    form = shop.form(
        "/action add", quoted="顾客总问价保，\n规则每次都变", link="https://x.example/p1"
    )
    assert field(form, "wording").value == "顾客总问价保， 规则每次都变"
    shop.submit(form, {"owner": "UMAY", "due": "2026-11-30"})
    assert shop.item().link == "https://x.example/p1"


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"owner": "UBOB"}, {"owner": "action.form.not_on_staff"}),
        ({"owner": "ULI"}, {"owner": "action.form.not_on_staff"}),
        ({"owner": ""}, {"owner": "action.form.add.no_owner"}),
        ({"due": "2026-11-13"}, {"due": "action.past"}),
        ({"wording": "加强管理"}, {"wording": "action.form.add.vague"}),
        ({"verifier": "UMAY"}, {"verifier": "action.own_verifier"}),
        (
            {"metric": "frt", "target": "很快", "side": "below"},
            {"target": "action.add.target_unfit"},
        ),
        ({"metric": "frt", "target": "30秒"}, {"side": "action.form.add.which_side"}),
        ({"target": "30秒"}, {"target": "action.form.add.target_of_what"}),
        ({"check": "2026-11-25"}, {"check": "action.form.add.check_early"}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(
    shop: Shop, values: dict[str, str], errors: dict[str, str]
) -> None:
    assert shop.unfit(shop.form("/action add"), FILLED | values) == errors


def test_a_wish_passes_with_a_target_or_when_it_is_insisted_on(shop: Shop) -> None:
    form = shop.form("/action add")
    shop.submit(form, FILLED | {"wording": "提高服务质量！"})
    assert shop.item().wording == "提高服务质量"
    aimed = {"metric": "csat_rate", "target": "92%", "side": "above"}
    shop.submit(form, FILLED | {"wording": "提高满意度"} | aimed)
    assert shop.item(2).measure is not None


def test_somebody_outside_the_chat_stays_the_owner_of_the_form(shop: Shop) -> None:
    form = shop.form("/action form 每天 10:00 给未发货清单 @何伟 下周五")
    assert field(form, "owner").value == ""
    assert not field(form, "owner").required
    shop.submit(form, {})
    assert shop.item().owner == shop.number("何伟")


def test_forms_for_moves(shop: Shop) -> None:
    shop.act(LINE)
    shop.act("accept 1", "小美")
    may = "小美"
    said = shop.submit(
        shop.form("/action stuck 1", may), {"text": "等权限", "helper": "UNING"}, may
    )
    assert said == "1 号：卡在哪里记下了"
    assert shop.item().stuck == "等权限 → 周宁"
    assert shop.unfit(
        shop.form("/action redate 1", may), {"due": "2026-11-27", "text": "忙"}, may
    ) == {"due": "action.form.same_date"}
    shop.submit(shop.form("/action redate 1", may), {"due": "2026-12-04", "text": "忙"}, may)
    assert shop.item().due == date(2026, 12, 4)
    shop.submit(shop.form("/action done 1", may), {"text": "看 https://x.example/a"}, may)
    assert shop.item().evidence[0].link == "https://x.example/a"
    shop.submit(shop.form("/action back 1", "阿布"), {"text": "少一页"}, "阿布")
    assert shop.item().state is State.IN_PROGRESS
    shop.submit(shop.form("/action reassign 1", "阿布"), {"owner": "UABU"}, "阿布")
    assert shop.item().owner == shop.number("阿布")
    assert shop.item().verifier is None
    shop.submit(shop.form("/action drop 1", "阿布"), {"text": "换系统了"}, "阿布")
    shop.submit(shop.form("/action reopen 1", "阿布"), {"due": "2026-12-11"}, "阿布")
    assert shop.item().due == date(2026, 12, 11)


def test_a_form_over_what_has_moved_since_is_told_how_it_stands(shop: Shop) -> None:
    shop.act(LINE)
    shop.act("accept 1", "小美")
    form = shop.form("/action redate 1", "小美")
    shop.act("comment 1 快好了", "阿布")
    commented = shop.form("/action redate 1", "小美")
    shop.act("drop 1 换系统了", "阿布")
    filled = {"due": "2026-12-04", "text": "忙"}
    for one in (form, commented):
        assert shop.unfit(one, filled, "小美") == {"due": "action.form.moved_on"}
    assert shop.item().due == date(2026, 11, 27)


def test_a_form_does_not_overrun_another_date(shop: Shop) -> None:
    shop.act(LINE)
    shop.act("accept 1", "小美")
    form = shop.form("/action redate 1", "小美")
    shop.act("redate 1 12/11 等大促过去", "阿布")
    filled = {"due": "2026-12-04", "text": "忙"}
    assert shop.unfit(form, filled, "小美") == {"due": "action.form.moved_on"}
    assert shop.item().due == date(2026, 12, 11)


def test_a_comment_since_does_not_stop_a_form(shop: Shop) -> None:
    shop.act(LINE)
    form = shop.form("/action decline 1", "小美")
    shop.act("comment 1 看看", "阿布")
    shop.submit(form, {"text": "这是仓库的事"}, "小美")
    assert shop.moves()[-1] is Move.DECLINE


def test_an_item_is_changed_by_its_form(shop: Shop) -> None:
    shop.act(f"{LINE} 指标 满意度 > 92%")
    form = shop.form("/action edit 1")
    assert field(form, "wording").value == "把赔付口径写成一页发到群里"
    assert field(form, "target").value == "92%"
    shop.submit(form, {"wording": "把赔付口径写成半页", "target": "93%"})
    item = shop.item()
    assert item.wording == "把赔付口径写成半页"
    assert item.measure is not None
    assert item.measure.target == pytest.approx(0.93)
    assert item.measure.check == date(2026, 12, 14)


def test_a_move_is_told_in_the_same_unit_of_work(shop: Shop) -> None:
    """Whom it concerns hears of it, and nothing is told of what was not kept."""
    from sqlalchemy import text

    def waiting() -> int:
        with shop.context.database.read() as work:
            return int(work.execute(text("SELECT count(*) FROM outbox")).scalar_one())

    before = waiting()
    shop.act(LINE)
    added = waiting()
    assert added > before
    shop.act("verify 1", "阿布")
    assert waiting() == added


def test_of_two_who_move_at_once_one_is_told_how_it_stands(shop: Shop) -> None:
    shop.act(LINE)
    started = threading.Barrier(2)
    answers: list[Answer] = []

    def go(name: str) -> None:
        started.wait()
        answers.append(shop.act("accept 1", name))

    threads = [threading.Thread(target=go, args=(name,)) for name in ("小美", "阿布")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert shop.moves().count(Move.ACCEPT) == 1
    keys = {answer.takeaway.key for answer in answers}
    assert "action.moved.accept" in keys
    assert keys & {"action.illegal", "action.stale"}
