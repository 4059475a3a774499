"""Action items by typing, on both engines: added, gated, moved, refused, shown."""

import contextlib
from datetime import date, timedelta
from typing import Any

import pytest

from base.action import Measure, Move, State
from base.answer import Kind
from base.language import Lang
from base.refusal import Refusal
from base.rights import operator, stranger
from base.schedule import Level
from bot.render.texts import word
from commands.action_adding import CAP, check_after
from commands.context import Place, Request
from commands.router import handle
from reviews.actions import folded
from storage import actions
from storage.engine import Database
from storage.roster import OnStaff, roster
from storage.settings import write_setting
from tests.helpers.shop import HERE, LINE, NOW, TODAY, Shop, field, labels


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


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


def test_a_move_with_its_number_needs_no_word_before_it(shop: Shop) -> None:
    shop.act(LINE)
    for text, name, state in (
        ("接受 1", "小美", State.ACCEPTED),
        ("done 1 The list went out to 10 shops by channel", "小美", State.DONE_CLAIMED),
        ("退回1号：少一页", "阿布", State.IN_PROGRESS),
        ("完成 #1 补上了", "小美", State.DONE_CLAIMED),
    ):
        assert shop.ask(text, name).kind is Kind.TEXT, text
        assert shop.item().state is state, text


@pytest.mark.parametrize("text", ["通过率 上周", "close rate last week", "完成 11/9"])
def test_a_question_that_begins_like_a_move_stays_one(shop: Shop, text: str) -> None:
    shop.act(LINE)
    before = shop.moves()
    with contextlib.suppress(Refusal):
        shop.ask(text, "小美")
    assert shop.moves() == before


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
    assert shop.lines(other)[0].startswith("1 号已接受，不用再接受。可以：")
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


def test_the_owner_is_told_that_it_is_his_own_work_and_may_close_it(shop: Shop) -> None:
    shop.act(LINE)
    shop.act("accept 1", "小美")
    shop.act("done 1 在群里", "小美")
    assert shop.act("verify 1", "小美").takeaway.key == "action.own_work"
    assert shop.refused("verify 1", "周宁") == "action.no_such"
    shop.act("verify 1", "阿布")
    # Somebody else has verified it and no figure was agreed: closing is a formality.
    assert "结案" in labels(shop.act("1", "小美"))
    shop.act("close 1", "小美")
    assert shop.item().state is State.CLOSED


def test_who_calls_it_done_for_somebody_else_does_not_verify_it(shop: Shop) -> None:
    shop.act(LINE)
    shop.act("accept 1", "小美")
    assert shop.item().verifier == shop.number("阿布")
    shop.act("done 1 她在休假，我看过了", "阿布")
    assert shop.item().verifier == shop.number("林岚")
    assert shop.act("verify 1", "阿布").takeaway.key == "action.own_work"
    shop.act("verify 1", "林岚")
    assert shop.item().state is State.VERIFIED


def test_peoples_own_signs_are_kept(shop: Shop) -> None:
    shop.act("添加　回访１１单，原因记下来：发到群里 ＠小美 下周五")
    assert shop.item().wording == "回访11单，原因记下来：发到群里"
    assert shop.item().owner == shop.number("小美")
    shop.act("accept 1", "小美")
    shop.act("done 1 回访了，都记下了！", "小美")
    assert shop.item().evidence[0].text == "回访了，都记下了！"


def test_without_anybody_else_the_next_above_verifies(shop: Shop) -> None:
    shop.act(f"{LINE} 核实 @大白", "阿布")
    shop.act("reassign 1 @阿布 小美在直播", "林岚")
    assert shop.item().verifier == shop.number("大白")
    shop.act("verifier 1 @阿布")
    shop.act("reassign 1 @小美 回来了", "林岚")
    shop.act("verifier 1 @阿布")
    shop.act("reassign 1 @阿布 又走了", "林岚")
    assert shop.item().verifier == shop.number("林岚")


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
