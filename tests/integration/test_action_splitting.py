"""Items that are split, that wait for each other, that rest too long or were re-dated too often."""

from datetime import date

import pytest

from base.action import Move, State
from base.answer import Answer, Kind
from base.language import Lang
from base.schedule import Level
from bot.render.texts import word
from commands.context import Place
from reviews.actions import folded
from storage import action_lists, actions
from storage.engine import Database
from storage.posting import outbox
from tests.helpers.items import said
from tests.helpers.shop import LINE, Shop, field, labels

OTHER = "添加 每天十点把未发货清单发到群里 @小美 下周五"


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def to(shop: Shop, user: str) -> list[str]:
    """Return what was put in for somebody, the newest last."""
    with shop.context.database.read() as work:
        rows = list(work.execute(outbox.select().order_by(outbox.c.id)))
    return [said(row) for row in rows if row.lane == user]


def taken_on(shop: Shop, *lines: str) -> None:
    for number, line in enumerate(lines, start=1):
        shop.act(line)
        shop.act(f"accept {number}", "小美")


def redated(shop: Shop, times: int) -> Answer:
    for n in range(times):
        answer = shop.act(f"改期 1 12/{n + 1} 等开权限", "小美")
    return answer


# -- splitting -------------------------------------------------------------------------------------


def test_split_into_parts_that_take_its_place(shop: Shop) -> None:
    taken_on(shop, f"{LINE} 指标 满意度 > 92% https://x.example/msg", OTHER)
    shop.act("2 要等 1 号", "小美")
    answer = shop.act("拆成 1 先整理 30 条高频问法 11/25；写其余的问法 @阿布 月底", "小美")
    assert shop.lines(answer)[0] == "1 号拆成了 2 件"
    whole, first, second = shop.item(1), shop.item(3), shop.item(4)
    assert (whole.state, whole.parts, whole.ended_at is None) == (State.MERGED, (3, 4), False)
    assert [one.wording for one in (first, second)] == ["先整理 30 条高频问法", "写其余的问法"]
    assert [one.owner for one in (first, second)] == [shop.number("小美"), shop.number("阿布")]
    assert [one.due for one in (first, second)] == [date(2026, 11, 25), date(2026, 11, 30)]
    # Who splits his own has taken his parts on; another one is asked first.
    assert [one.state for one in (first, second)] == [State.ACCEPTED, State.PROPOSED]
    assert {one.previous for one in (first, second)} == {1}
    assert {one.link for one in (first, second)} == {"https://x.example/msg"}
    assert all(one.verifier not in (None, one.owner) for one in (first, second))
    # The figure is looked at when the last part is done.
    assert first.measure is None
    assert second.measure is not None
    assert whole.measure is not None
    assert second.measure.target == whole.measure.target
    assert second.measure.check == date(2026, 12, 21)
    # Whoever waited for the whole waits for all of it.
    assert shop.item(2).waits == (3, 4)
    told = "\n".join(shop.lines(shop.act("1")))
    assert "拆成了 3 号、4 号" in told
    assert "接着 1 号做" in "\n".join(shop.lines(shop.act("3")))
    assert any("拆成了 3 号、4 号" in text for text in to(shop, "ULIN"))


def test_split_in_english_and_by_its_lead(shop: Shop) -> None:
    taken_on(shop, LINE)
    answer = shop.act(
        "split 1 Collect thirty frequent questions tomorrow; write the rest next Friday",
        "阿布", lang=Lang.EN,
    )  # fmt: skip
    assert shop.lines(answer, Lang.EN)[0] == "#1 is now 2 parts"
    # The owner is asked whether he takes on what another has made of it.
    assert {shop.item(n).owner for n in (2, 3)} == {shop.number("小美")}
    assert {shop.item(n).state for n in (2, 3)} == {State.PROPOSED}


@pytest.mark.parametrize(
    ("text", "key", "part"),
    [
        ("整理 30 条高频问法 周五", "action.split.how", ""),
        ("整理 30 条高频问法；写其余的问法 月底", "action.split.part", "第 1 件：没写哪天到期"),
        ("整理 30 条高频问法 周五；11/30", "action.split.part", "第 2 件：没写做什么"),
        ("整理 30 条高频问法 11/13；写其余的问法 月底", "action.split.part", "第 1 件"),
        ("整理 30 条高频问法 @张三 周五；写其余的 月底", "action.split.part", "张三"),
        ("加强管理 周五；写其余的问法 月底", "action.split.part", "第 1 件"),
    ],
)
def test_what_is_no_part_yet_changes_nothing(shop: Shop, text: str, key: str, part: str) -> None:
    taken_on(shop, LINE)
    answer = shop.act(f"拆成 1 {text}", "小美")
    assert (answer.kind, answer.takeaway.key) == (Kind.REFUSAL, key)
    assert part in shop.lines(answer)[0]
    assert shop.item().state is State.ACCEPTED
    assert labels(answer) == ["填表"]
    form = shop.form(answer.follow_ups[0].request, "小美")
    assert form.key == "action_split"


def test_the_form_splits_and_says_what_is_missing(shop: Shop) -> None:
    taken_on(shop, LINE)
    form = shop.form("/action split 1", "小美")
    assert [one.required for one in form.fields] == [True, True, True, True, False, False]
    parts = {"wording0": "整理 30 条高频问法", "due0": "2026-11-25", "wording1": "写其余的问法"}
    assert shop.unfit(form, parts, "小美") == {"due1": "action.form.add.no_due"}
    parts |= {"due1": "2026-11-30", "wording2": "贴到知识库里"}
    assert shop.unfit(form, parts, "小美") == {"due2": "action.form.add.no_due"}
    said_ = shop.submit(form, parts | {"wording2": ""}, "小美", key="view:once")
    assert said_.splitlines()[0] == "1 号拆成了 2 件"
    assert "3 号 写其余的问法" in said_
    # The same submission again: nothing more comes of it.
    assert shop.submit(form, parts | {"wording2": ""}, "小美", key="view:once") == "1 号已经拆好了"
    with shop.context.database.read() as work:
        assert actions.read(work, 4, folded) is None
    # And another one over it is told how it stands.
    again = shop.unfit(form, parts | {"wording2": ""}, "小美")
    assert again == {"wording0": "action.form.moved_on"}
    assert field(form, "wording0").longest == 300


def test_splitting_is_for_its_people_and_for_what_is_to_be_done(shop: Shop) -> None:
    taken_on(shop, f"{LINE} 级别 部门")
    text = "拆成 1 整理 30 条高频问法 周五；写其余的问法 月底"
    assert shop.refused(text, "大白") == "action.no_such"
    assert shop.refused(text, "周宁") == "action.no_such"
    shop.act("done 1 发在群里", "小美")
    assert shop.refused(text, "小美").startswith("action.illegal")
    assert shop.item().state is State.DONE_CLAIMED


def test_parts_of_a_personal_item_stay_personal(shop: Shop) -> None:
    shop.act(f"{LINE} 级别 个人", "阿布")
    answer = shop.act("拆成 1 整理 30 条高频问法 周五；写其余的问法 月底", "阿布",
                      place=Place.CHANNEL, channel="C0GENERAL1")  # fmt: skip
    assert "问法" not in "\n".join(shop.lines(answer))
    assert {shop.item(n).level for n in (2, 3)} == {Level.PERSON}


# -- waiting ---------------------------------------------------------------------------------------


def test_an_item_waits_for_another_until_that_is_done(shop: Shop) -> None:
    taken_on(shop, LINE, OTHER)
    shop.act("reassign 1 @周宁 他有权限")
    answer = shop.act("2 要等 1 号做完", "小美")
    assert shop.lines(answer)[0] == "2 号要等别的先做完"
    assert "要等 1 号“把赔付口径写成一页发到群里”（周宁，11/27 周五 到期）" in shop.lines(answer)
    assert "后面还有 1 项行动在等它。" in shop.lines(shop.act("1"))
    # Called done, it is in nobody's way, and whoever waits for it hears of it.
    shop.act("accept 1", "周宁")
    shop.act("done 1 发在群里", "周宁")
    card = to(shop, "UMAY")[-1]
    assert card.startswith("可以动了：每天十点把未发货清单发到群里（周宁 说“把赔付口径")
    assert "要等 1 号“" not in "\n".join(shop.lines(shop.act("2", "小美")))
    # Sent back, it is in the way again.
    shop.act("退回 1 少一页", "林岚")
    assert "要等 1 号“" in "\n".join(shop.lines(shop.act("2", "小美")))
    shop.act("drop 1 换系统了")
    assert to(shop, "UMAY")[-1].startswith("不用等了：每天十点把未发货清单发到群里")
    assert "要等 1 号“" not in "\n".join(shop.lines(shop.act("2", "小美")))


@pytest.mark.parametrize(
    "text", ["2 等 1", "等 2 1号", "2 waits for #1", "wait 2 for 1", "2 要等第1项做完"]
)
def test_how_waiting_is_typed(shop: Shop, text: str) -> None:
    taken_on(shop, LINE, OTHER)
    shop.act(text, "小美")
    assert shop.item(2).waits == (1,)
    shop.act("2 不用等了" if "等" in text else "2 waits for nothing", "小美")
    assert shop.item(2).waits == ()
    with shop.context.database.read() as work:
        assert not action_lists.waiting_for(work, [1])


@pytest.mark.parametrize("said_", ["要等 1 号", "waits for 1", "after #1"])
def test_waiting_is_said_as_an_item_is_added(shop: Shop, said_: str) -> None:
    taken_on(shop, LINE)
    shop.act(f"{OTHER} {said_}")
    assert shop.item(2).waits == (1,)
    assert shop.item(2).wording == "每天十点把未发货清单发到群里"
    form = shop.form(f"/action form 写一页 {said_}")
    filled = {"wording": "写一页退款口径发群里", "owner": "UMAY", "due": "2026-11-27"}
    shop.submit(form, filled)
    assert shop.item(3).waits == (1,)


@pytest.mark.parametrize("wording", ["Wait for 3 samples from the factory", "要等 3 天再回访一次"])
def test_one_may_wait_for_other_things_than_items(shop: Shop, wording: str) -> None:
    shop.act(f"add {wording} @小美 下周五")
    assert shop.item().wording == wording
    assert shop.item().waits == ()


def test_nothing_waits_for_itself_or_for_what_is_over(shop: Shop) -> None:
    taken_on(shop, LINE, OTHER)
    shop.act("2 等 1", "小美")
    assert shop.refused("1 等 2", "小美") == "action.wait_circle"
    assert shop.refused("1 等 1", "小美") == "action.wait_circle"
    assert shop.refused("1 等 7", "小美") == "action.no_such"
    assert shop.refused("1 等权限", "小美") == "action.wait_how"
    assert shop.refused("1 等 3天", "小美") == "action.wait_how"
    shop.act("drop 1 换系统了")
    assert shop.refused("2 等 1", "小美") == "action.wait_over"


def test_a_merged_item_is_waited_for_in_the_other(shop: Shop) -> None:
    taken_on(shop, LINE, OTHER, "添加 把退款口径写成一页发到群里 @小美 下周五")
    shop.act("2 等 1", "小美")
    shop.act("merge 1 into 3")
    assert shop.item(2).waits == (3,)
    # One that takes in what it waits for waits for nothing.
    shop.act("merge 3 into 2")
    assert shop.item(2).waits == ()


def test_what_nobody_may_see_is_not_waited_for(shop: Shop) -> None:
    shop.act(f"{LINE} 级别 个人", "阿布")
    shop.act("add 把排班表每周五发到群里 @周宁 下周五")
    assert shop.refused("2 等 1", "周宁") == "action.no_such"
    assert shop.refused("2 等 1", "林岚") == "action.no_such"


# -- resting, re-dating ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["晚点提醒 1 15天", "snooze 1 12/5", "snooze 1 30 days"])
def test_nothing_rests_for_months(shop: Shop, text: str) -> None:
    taken_on(shop, LINE)
    assert shop.refused(text, "小美") == "action.snooze_long"
    assert shop.item().snoozed_until is None
    shop.act("晚点提醒 1 14天", "小美")
    assert shop.item().snoozed_until == date(2026, 12, 4)


def test_the_third_date_asks_do_drop_or_split(shop: Shop) -> None:
    taken_on(shop, LINE)
    assert "拆小" not in labels(redated(shop, 2))
    answer = shop.act("改期 1 12/15 还在等", "小美")
    assert "改过 3 次期了：做、不做，还是拆小？" in shop.lines(answer)
    assert labels(answer)[:3] == ["已做完", "不做了", "拆小"]
    item = shop.item()
    assert (item.first_due, item.due, item.redates) == (
        date(2026, 11, 27), date(2026, 12, 15), 3,
    )  # fmt: skip
    # Asked, he may answer: before that, dropping is for whoever leads him.
    shop.act("不做了 1 系统换了", "小美")
    assert shop.item().state is State.DROPPED
    assert any("决定不做了" in text for text in to(shop, "ULIN"))


def test_by_form_it_is_asked_as_well(shop: Shop) -> None:
    taken_on(shop, LINE)
    redated(shop, 2)
    form = shop.form("/action redate 1", "小美")
    told = shop.submit(form, {"due": "2026-12-20", "text": "还在等"}, "小美")
    assert told.splitlines()[1] == "改过 3 次期了：做、不做，还是拆小？"
    assert shop.moves().count(Move.REDATE) == 3


# -- how many at once ------------------------------------------------------------------------------


def test_the_limit_is_told_and_set_by_who_runs_everything(shop: Shop) -> None:
    assert "5 件" in shop.lines(shop.act("上限", "小美"))[0]
    assert shop.refused("上限 2", "阿布") == "action.cap.not_yours"
    assert shop.refused("cap 0") == "action.cap.which"
    assert shop.refused("cap many") == "action.cap.which"
    assert word(shop.act("cap 1", lang=Lang.EN).takeaway, Lang.EN) == "The limit is 1 now"
    shop.act(LINE)
    answer = shop.act(OTHER)
    assert [note.key for note in answer.notes] == ["action.add.cap_owner"]
