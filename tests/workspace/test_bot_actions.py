"""Action items in the workspace: typed after the slash, by form, by shortcut, by a button."""

from collections.abc import Iterator

import pytest

from base.action import Action, State
from commands.context import Context
from reviews.actions import folded
from storage import actions
from storage.people import StaffRow, apply_staff
from tests.workspace.bot_world import TRANSPORTS, World, buttons, context_in, running
from tests.workspace.test_bot_doors import _submitted, window


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    found = context_in(tmp_path_factory.mktemp("actions"))
    apply_staff(found.database, [StaffRow("何伟", "Wei He")])
    yield found
    found.database.close()


@pytest.fixture(scope="module", params=TRANSPORTS)
def world(context: Context, request: pytest.FixtureRequest) -> Iterator[World]:
    with running(context, transport=request.param) as found:
        yield found


def newest(context: Context) -> Action:
    with context.database.read() as work:
        found = actions.found(work, folded, states=tuple(State))
    return max(found, key=lambda one: one.id)


def test_typed_after_the_slash_with_a_mention(world: World, context: Context) -> None:
    lin = world.local.as_person("lin")
    lin.slash(
        "action", "add 把赔付口径写成一页 <@UABU|abu> 下周五 指标 满意度 > 92%", channel="general"
    )
    answer = world.answer("lin", "general", "号：把赔付口径写成一页", "阿布", "11/27")
    assert answer.visible_to == "ULIN"
    item = newest(context)
    assert item.measure is not None
    assert item.born == answer.channel


def test_who_is_marked_after_the_slash_is_the_owner(world: World, context: Context) -> None:
    lin = world.local.as_person("lin")
    lin.slash("action", "add 和 阿布 一起把排班表补齐 @Alice Wong 下周五", channel="general")
    world.answer("lin", "general", "号：和 阿布 一起把排班表补齐", "Alice Wong")
    item = newest(context)
    assert item.wording == "和 阿布 一起把排班表补齐"
    # Bob is in the chat, and on no staff list.
    lin.slash("action", "add 把退货地址改成一处 @bob 下周五", channel="general")
    world.answer("lin", "general", "bob")
    assert newest(context).id == item.id


def test_a_slash_without_words_lists_and_add_opens_the_form(world: World, context: Context) -> None:
    alice = world.local.as_person("alice")
    alice.slash("action", "add", channel="general")
    view = window(world, alice, "What is to be done", "Owner (one person)")
    alice.fills(
        view,
        {"wording": "Write the payout rules on one page", "owner": "UABU", "due": "2026-11-27",
         "metric": "csat_rate", "side": "above", "target": "92%"},
    )  # fmt: skip
    assert _submitted(alice.submits(view))["response_action"] == "update"
    assert "added: Write the payout rules on one page" in whole_of(alice.modal())
    item = newest(context)
    assert item.wording == "Write the payout rules on one page"
    assert item.measure is not None


def whole_of(view: object) -> str:
    return str(getattr(view, "content", ""))


def test_what_does_not_fit_is_said_at_its_field(world: World, context: Context) -> None:
    before = newest(context).id
    lin = world.local.as_person("lin")
    lin.slash("action", "add", channel="general")
    view = window(world, lin, "要做什么")
    lin.fills(view, {"wording": "加强管理", "owner": "UBOB", "due": "2026-11-13"})
    errors = _submitted(lin.submits(view))["errors"]
    assert set(errors) == {"wording", "owner", "due"}
    assert "员工表" in errors["owner"]
    assert newest(context).id == before


def test_a_button_opens_the_form_with_what_was_understood(world: World, context: Context) -> None:
    lin = world.local.as_person("lin")
    lin.slash("action", "add 每天十点给未发货清单 @何伟", channel="general")
    answer = world.answer("lin", "general", "还差到期日")
    lin.clicks(answer, buttons(answer)["填表"])
    view = window(world, lin, "每天十点给未发货清单", "他不在这个聊天里")
    lin.fills(view, {"due": "2026-11-30"})
    assert _submitted(lin.submits(view))["response_action"] == "update"
    assert newest(context).wording == "每天十点给未发货清单"


def test_a_message_becomes_an_action_with_its_link(world: World, context: Context) -> None:
    alice = world.local.as_person("alice")
    said = alice.says("顾客总问价保，规则每次都变", channel="general")
    lin = world.local.as_person("lin")
    lin.shortcut("act", said)
    view = window(world, lin, "顾客总问价保，规则每次都变", "会带上这条消息的链接")
    lin.fills(view, {"wording": "把价保规则置顶到售后群", "owner": "UABU", "due": "2026-11-30"})
    assert _submitted(lin.submits(view))["response_action"] == "update"
    item = newest(context)
    assert item.wording == "把价保规则置顶到售后群"
    assert said.ts.replace(".", "") in item.link


def test_under_a_figure_that_got_worse_a_button_makes_an_action(
    world: World, context: Context
) -> None:
    lin = world.local.as_person("lin")
    lin.slash("target", "满意度 92%", channel="general")
    world.answer("lin", "general", "目标", "全部门满意度 92%")
    lin.slash("metric", "满意度 上周 售后组", channel="general")
    answer = world.answer("lin", "general", "上周售后组满意度 84.0%", "没达标")
    # Four, and one to share.
    assert len(buttons(answer)) == 5
    lin.clicks(answer, buttons(answer)["建行动"])
    view = window(world, lin, "要做什么", "问题：满意度 售后组", "看的范围：售后组")
    lin.fills(view, {"wording": "晚班每天抽三条差评一起看", "owner": "UABU", "due": "2026-11-30"})
    assert _submitted(lin.submits(view))["response_action"] == "update"
    item = newest(context)
    assert item.measure is not None
    assert item.measure.metric == "csat_rate"
    assert set(item.measure.only) == {"team"}
    assert "2026/11/9–11/15" in item.problem


def test_moves_by_direct_message_and_by_form(world: World, context: Context) -> None:
    lin, abu = world.local.as_person("lin"), world.local.as_person("abu")
    lin.slash("action", "add 把退款口径写成一页 @阿布 下周五", channel="general")
    world.answer("lin", "general", "号：把退款口径写成一页")
    number = newest(context).id
    abu.says(f"行动 接受 {number}")
    world.answer("abu", None, f"{number} 号接下了")
    abu.says(f"行动 {number}")
    shown = world.answer("abu", None, f"{number} 号：把退款口径写成一页", "经过")
    abu.clicks(shown, buttons(shown)["已做完"])
    view = window(world, abu, "证据：一句话或者链接")
    abu.fills(view, {"text": "发在群里了"})
    assert _submitted(abu.submits(view))["response_action"] == "update"
    assert newest(context).state is State.DONE_CLAIMED
    # Where no window can be opened, a button opens it.
    lin.says(f"行动 退回 {number}")
    offered = world.answer("lin", None, "退回", "打字")
    lin.clicks(offered, buttons(offered)["退回"])
    view = window(world, lin, "还差什么")
    lin.fills(view, {"text": "少一页"})
    assert _submitted(lin.submits(view))["response_action"] == "update"
    assert newest(context).state is State.IN_PROGRESS
    with context.database.read() as work:
        assert actions.events_of(work, newest(context).id)[-1].note == "少一页"


def test_the_same_submission_twice_adds_one(world: World, context: Context) -> None:
    lin = world.local.as_person("lin")
    lin.slash("action", "add", channel="general")
    view = window(world, lin, "要做什么")
    lin.fills(view, {"wording": "每周一发排班表", "owner": "UABU", "due": "2026-11-30"})
    sent = lin.submits(view)
    _submitted(sent)
    number = newest(context).id
    world.local.redeliver(sent).result()
    assert newest(context).id == number
    assert newest(context).wording == "每周一发排班表"
