"""Lists of action items and what somebody finds on his page: what is most urgent, and nothing that
is not his to see."""

from datetime import date, timedelta

import pytest

from base.action import Move
from base.answer import Answer
from base.clock import FixedClock
from base.language import Lang
from base.refusal import Refusal
from base.rights import stranger
from base.schedule import (
    DayKind,
    DayRule,
    Level,
    OnHoliday,
    Schedule,
    Timing,
    What,
    WhenEmpty,
)
from bot.render.texts import word
from commands.action_home import sections
from commands.action_lists import answer_lists
from commands.action_telling import due_in_words, names_of, whole
from commands.context import Context, Place, Request
from reviews.action_words import short
from reviews.actions import folded
from storage import actions, schedules
from storage.engine import Database
from storage.reaching import actor_numbered
from tests.helpers.items import AFTER, NOW, PRE, TODAY, Items

CHANNEL = "C0AFTER"


@pytest.fixture
def items(database: Database) -> Items:
    return Items(database)


def context(items: Items) -> Context:
    return Context(items.database, FixedClock(NOW))


def asked(items: Items, who: str, which: str, **given: object) -> Answer:
    with items.database.read() as work:
        actor = actor_numbered(work, items.people[who], TODAY)
    request = Request("", actor, Lang.ZH, **given)  # type: ignore[arg-type]
    return answer_lists(context(items), request, which)


def told(answer: Answer, lang: Lang = Lang.ZH) -> list[str]:
    return [word(line, lang) for line in (answer.takeaway, *answer.lines, *answer.notes)]


def due(days: int) -> date:
    return TODAY + timedelta(days=days)


def done(items: Items, wording: str, owner: str, **given: object) -> None:
    item = items.add(wording, owner, **given)  # type: ignore[arg-type]
    items.do(item, Move.ACCEPT, owner)
    items.do(item, Move.CLAIM, owner, "好了")


def test_mine_by_urgency_without_my_own_name(items: Items) -> None:
    items.add("以后的", due=due(12))
    items.add("这周的", due=due(3))
    items.add("今天的", due=due(0))
    late = items.add("过期的", due=due(-2))
    items.do(late, Move.ACCEPT, "何伟")
    items.do(late, Move.STUCK, "何伟", "仓库系统导不出清单")
    done(items, "别人做的", "晴晴", verifier=items.people["何伟"], due=due(5))
    done(items, "我做完的", "何伟", due=due(-1))
    items.add("晴晴的", "晴晴")
    answer = asked(items, "何伟", "mine")
    assert told(answer) == [
        "你手上有 5 项行动，1 项过期，1 项等你核实",
        "过期",
        "• 4. 过期的 · 过期 2 天 · 卡住：仓库系统导不出清单",
        "今天到期",
        "• 3. 今天的 · 今天到期 · 等负责人接受",
        "等你核实",
        "• 5. 别人做的 · 晴晴 · 11/23 周一 到期 · 做完了，等核实",
        "这周",
        "• 2. 这周的 · 11/21 周六 到期 · 等负责人接受",
        "以后",
        "• 1. 以后的 · 11/30 周一 到期 · 等负责人接受",
        "等别人核实",
        "• 6. 我做完的 · 11/17 周二 到期 · 做完了，等核实",
    ]
    assert [f.request for f in answer.follow_ups] == [f"/action {n}" for n in (4, 3, 5, 2)]
    assert answer.private


def test_an_empty_list_is_a_sentence(items: Items) -> None:
    for which, sentence in (
        ("mine", "你手上没有要做的行动"),
        ("team", "组里没有在做的行动"),
        ("overdue", "没有过期的行动"),
        ("verify", "没有等你核实的行动"),
        ("all", "没有你能看到的行动"),
        ("born r1", "这次复盘没有定下你能看到的行动"),
    ):
        answer = asked(items, "何伟", which)
        assert told(answer) == [sentence]
        assert answer.follow_ups == ()


def test_ten_at_a_time_and_how_to_see_the_others(items: Items) -> None:
    for n in range(13):
        items.add(f"第{n}件", due=due(n))
    first = asked(items, "何伟", "all")
    assert sum(line.startswith("•") for line in told(first)) == 10
    assert told(first)[-1] == "还有 3 项。"
    assert first.follow_ups[-1].request == "/action all 2"
    assert len(first.follow_ups) == 4
    second = asked(items, "何伟", "all 2")
    assert [line[:6] for line in told(second)[1:]] == ["• 11. ", "• 12. ", "• 13. "]
    assert told(asked(items, "何伟", "all 99"))[1:] == told(first)[1:]


def test_a_lead_sees_his_team_and_whoever_oversees_every_team(items: Items) -> None:
    items.add("售后的", due=due(-1))
    items.add("售前的", "小美", by="林岚", team=items.teams[PRE])
    items.add("部门的", "小美", by="林岚", team=0, level="department")
    assert told(asked(items, "陈露", "team")) == [
        "组里有 1 项行动在做，1 项过期",
        AFTER,
        "• 1. 售后的 · 何伟 · 过期 1 天 · 等负责人接受",
    ]
    everything = told(asked(items, "林岚", "team"))
    assert everything[0] == "组里有 3 项行动在做，1 项过期"
    assert [line for line in everything if not line.startswith("•")][1:] == [AFTER, PRE, "整个部门"]
    assert "• 1. 售后的" in told(asked(items, "晴晴", "team"))[2]


def test_nobody_finds_what_is_not_his_to_see(items: Items) -> None:
    items.add("谈一次迟到", "何伟", by="陈露", level="person", due=due(-3))
    items.add("售前的", "小美", by="林岚", team=items.teams[PRE], due=due(-3))
    for which in ("overdue", "all", "team"):
        assert "谈一次迟到" not in "".join(told(asked(items, "晴晴", which)))
        assert "售前的" not in "".join(told(asked(items, "何伟", which)))
    assert "谈一次迟到" in "".join(told(asked(items, "何伟", "overdue")))
    assert "谈一次迟到" in "".join(told(asked(items, "陈露", "overdue")))
    assert "谈一次迟到" in "".join(told(asked(items, "林岚", "overdue")))


def test_what_a_review_decided(items: Items) -> None:
    items.add("复盘定的", born="r12")
    items.add("别处定的", born="r13")
    answer = told(asked(items, "何伟", "born r12"))
    assert answer[0] == "这次复盘定了 1 项行动"
    assert "复盘定的" in answer[1]


def test_waiting_for_my_verification(items: Items) -> None:
    done(items, "请周宁看的", "何伟", verifier=items.people["周宁"])
    done(items, "没人核实的", "何伟")
    answer = asked(items, "周宁", "verify")
    assert word(answer.takeaway, Lang.EN) == "1 action waits for you to verify it"
    assert len(answer.lines) == 1


def test_a_lead_is_shown_what_he_can_close(items: Items) -> None:
    item = items.add("收尾的", verifier=items.people["周宁"])
    items.do(item, Move.ACCEPT, "何伟")
    items.do(item, Move.CLAIM, "何伟", "好了")
    items.do(item, Move.VERIFY, "周宁")
    assert "可以结案" in told(asked(items, "陈露", "mine"))
    assert told(asked(items, "何伟", "mine")) == ["你手上没有要做的行动"]


# -- in a channel ----------------------------------------------------------------------------------


def posts_to(items: Items, level: Level, team: int) -> None:
    timing = Timing(DayRule(DayKind.WEEKDAYS, frozenset({0})), 540, on_holiday=OnHoliday.SEND)
    kept = Schedule(What.WEEKLY, level, CHANNEL, timing, owner=items.people["林岚"], lang=Lang.ZH,
                    team=team, when_empty=WhenEmpty.SAY)  # fmt: skip
    with items.database.write() as work:
        schedules.keep(work, kept, NOW, items.people["林岚"])


def in_channel(items: Items, who: str, which: str) -> Answer:
    return asked(items, who, which, place=Place.CHANNEL, channel=CHANNEL)


def test_a_channel_gets_only_what_belongs_there(items: Items) -> None:
    items.add("谈一次迟到", "何伟", by="陈露", level="person")
    items.add("售后的")
    items.add("售前的", "小美", by="林岚", team=items.teams[PRE])
    nothing = in_channel(items, "林岚", "all")
    assert told(nothing) == ["这些不在频道里显示，已私信给你"]
    assert nothing.withheld
    posts_to(items, Level.GROUP, items.teams[AFTER])
    some = in_channel(items, "林岚", "all")
    assert told(some)[0] == "这个频道能看的有 1 项，其余的私信给你"
    assert "售后的" in told(some)[1]
    assert (len(told(some)), some.withheld) == (2, True)
    assert "谈一次迟到" not in "".join(told(in_channel(items, "何伟", "mine")))


def test_an_item_whose_thread_is_in_the_channel_may_be_listed_there(items: Items) -> None:
    from reviews import cards

    item = items.add("售后的", channel=CHANNEL)
    with items.database.write() as work:
        cards.posted(work, f"a{item.id}/root", CHANNEL, "1.1", NOW)
    answer = in_channel(items, "林岚", "all")
    assert "售后的" in told(answer)[1]
    assert not answer.withheld


# -- words -----------------------------------------------------------------------------------------


def test_a_stranger_and_a_list_there_is_none_of(items: Items) -> None:
    request = Request("", stranger("Bob"), Lang.EN)
    with pytest.raises(Refusal):
        answer_lists(context(items), request, "mine")
    assert told(answer_lists(context(items), request, "all"), Lang.EN) == [
        "There is no action for you to see"
    ]
    with pytest.raises(Refusal):
        asked(items, "何伟", "nonsense")


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (-2, "过期 2 天", "2 days overdue"),
        (-1, "过期 1 天", "1 day overdue"),
        (0, "今天到期", "due today"),
        (1, "明天到期", "due tomorrow"),
        (7, "11/25 周三 到期", "due Wed 25 Nov"),
    ],
)
def test_due_in_words(items: Items, days: int, zh: str, en: str) -> None:
    told = due_in_words(items.add(due=due(days)), TODAY)
    assert (word(told, Lang.ZH), word(told, Lang.EN)) == (zh, en)


def test_long_wordings_are_cut_at_a_word_and_never_within_a_sign() -> None:
    assert short("售后" * 40, 20) == "售后售后售后售后售…"
    assert short("answer every unhappy customer within the hour", 24) == "answer every unhappy…"
    assert short("短的 句子") == "短的 句子"
    assert short("e\u0301" * 40, 10) == "e\u0301" * 9 + "…"


def test_everything_about_an_item(items: Items) -> None:
    item = items.add(
        verifier=items.people["周宁"], problem="顾客不知道什么时候发货", link="https://x.test/p1"
    )
    items.do(item, Move.ACCEPT, "何伟")
    items.do(item, Move.REDATE, "何伟", "等开权限", due="2026-11-27")
    items.do(item, Move.CLAIM, "何伟", "清单", link="https://x.test/list")
    with items.database.read() as work:
        now, events = actions.read(work, item.id, folded), actions.events_of(work, item.id)
        assert now is not None
        lines = whole(work, now, events, names_of(work), TODAY)
    assert [word(line, Lang.ZH) for line in lines] == [
        "负责人 何伟 · 11/27 周五 到期 · 做完了，等核实",
        "原定 11/25 周三，改过一次。原因：等开权限",
        "问题：顾客不知道什么时候发货",
        "核实人：周宁",
        "来源：https://x.test/p1",
        "11/18 周三 陈露 提出",
        "证据：清单 · https://x.test/list",
        "经过",
        "• 11/18 陈露：提出",
        "• 11/18 何伟：接受",
        "• 11/18 何伟：改期到 11/27 周五：等开权限",
        "• 11/18 何伟：做完了：清单",
    ]
    for line in lines:
        assert word(line, Lang.EN)


# -- the page --------------------------------------------------------------------------------------


def page(items: Items, who: str) -> list[tuple[str, list[str], list[str]]]:
    with items.database.read() as work:
        actor = actor_numbered(work, items.people[who], TODAY)
    return [
        (
            word(one.heading, Lang.ZH),
            [word(line, Lang.ZH) for line in one.lines],
            [f.request for f in one.follow_ups],
        )
        for one in sections(context(items), actor)
    ]


def test_the_page_has_the_most_urgent_with_their_buttons(items: Items) -> None:
    assert page(items, "何伟") == [("我的行动", ["现在没有等你做的行动。"], [])]
    for n in range(4):
        items.add(f"第{n}件", due=due(n))
    late = items.add("过期的", due=due(-1))
    items.do(late, Move.ACCEPT, "何伟")
    done(items, "别人做的", "晴晴", verifier=items.people["何伟"])
    done(items, "我做完的", "何伟")
    head, first, second, third = page(items, "何伟")
    assert head == (
        "我的行动",
        ["过期 1 · 今天到期 1 · 等你核实 1 · 这周 3 · 等别人核实 1"],
        ["/action mine"],
    )
    assert first == (
        "5. 过期的",
        ["过期 1 天 · 已接受"],
        ["/action done 5", "/action redate 5", "/action stuck 5"],
    )
    assert second[2] == ["/action accept 1", "/action decline 1", "/action redate 1"]
    assert third[2] == ["/action verify 6", "/action back 6"]
