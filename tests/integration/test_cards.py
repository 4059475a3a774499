"""Cards and threads: what an act brings about, to whom, in which words, and only once."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from base.action import Measure, Move, State
from base.language import Lang
from bot.render.texts import word
from reviews import card_figures, cards
from reviews.actions import folded
from reviews.card_figures import weeks_of
from storage import actions, outbox, turns, written
from storage.engine import Database
from storage.preferences import set_channel_language
from tests.helpers.items import NOW, Items, requests, said
from tests.helpers.world import take, write_csv

CHANNEL = "C0AFTER"


@pytest.fixture
def items(database: Database) -> Items:
    return Items(database)


def test_whoever_is_asked_gets_a_card_with_his_three_answers(items: Items) -> None:
    measure = Measure("frt", {"team": (str(items.teams["售后组"]),)}, 30.0, below=True,
                      check=date(2026, 12, 4))  # fmt: skip
    item = items.add(by="陈露", measure=measure, verifier=items.people["周宁"])
    (row,) = items.outbox()
    assert (row.lane, row.key) == ("UWEI", f"a{item.id}/1/owner")
    (text,) = items.to("UWEI")
    assert text.splitlines()[0] == "陈露 请你负责：每天给未发货清单"
    assert "11/25 周三 到期" in text
    assert "看的数：首响（售后组） · 目标不超过 30 秒 · 12/4 周五 看效果" in text
    assert "核实人：周宁" in text
    assert list(requests(row).values()) == [
        f"/action {verb} {item.id}" for verb in ("accept", "decline", "redate")
    ] + [f"/action {item.id}"]


def test_nobody_is_told_what_he_did_himself(items: Items) -> None:
    item = items.add(owner="何伟", by="何伟")
    items.do(item, Move.ACCEPT, "何伟")
    items.do(item, Move.DROP, "林岚", "改用别的办法")
    assert [row.lane for row in items.outbox()] == ["UWEI"]
    (told,) = items.to("UWEI")
    assert "林岚 决定不做了：每天给未发货清单" in told
    assert "原因：改用别的办法" in told


def test_a_card_is_in_the_language_of_whoever_gets_it(items: Items) -> None:
    items.add(owner="周宁", by="林岚")
    (text,) = items.to("UNING")
    assert text.startswith("Lan Lin asks you to take this on: 每天给未发货清单")
    assert "due Wed 25 Nov" in text
    assert "[Accept] [Not mine] [New date]" in text


def test_the_verifier_sees_promise_evidence_and_until_when(items: Items) -> None:
    item = items.add(verifier=items.people["周宁"])
    items.do(item, Move.ACCEPT, "何伟")
    items.do(item, Move.REDATE, "何伟", "等开权限", due="2026-11-27")
    items.do(item, Move.CLAIM, "何伟", "清单 11/19 10:02", link="https://example.com/list")
    (text,) = items.to("UNING")
    assert text.splitlines()[0] == "Please verify: 每天给未发货清单 (Wei He says it is done)"
    assert "Promised: done by Fri 27 Nov" in text
    assert "First due Wed 25 Nov, re-dated once" in text
    assert "Evidence: 清单 11/19 10:02 · https://example.com/list" in text
    # Wednesday and three working days: Thursday, Friday, Monday.
    assert "answer by Mon 23 Nov" in text
    row = items.outbox()[-1]
    assert list(requests(row).values())[:2] == [
        f"/action verify {item.id}",
        f"/action back {item.id}",
    ]


def test_without_a_verifier_the_lead_is_asked_and_never_whose_work_it_is(items: Items) -> None:
    item = items.add(owner="何伟", by="何伟")
    items.do(item, Move.ACCEPT, "何伟")
    items.do(item, Move.CLAIM, "何伟", "好了")
    assert len(items.to("ULU")) == 1
    led = items.add(owner="陈露", by="林岚")
    items.do(led, Move.ACCEPT, "陈露")
    items.do(led, Move.CLAIM, "陈露", "好了")
    assert "请核实" in items.to("ULAN")[-1]
    assert not any("请核实" in text for text in items.to("ULU")[1:])


def test_back_and_through(items: Items) -> None:
    check = Measure("frt", check=date(2026, 12, 4))
    item = items.add(verifier=items.people["周宁"], measure=check)
    items.do(item, Move.ACCEPT, "何伟")
    items.do(item, Move.CLAIM, "何伟", "清单")
    items.do(item, Move.SEND_BACK, "周宁", "第二天没有清单")
    back = items.to("UWEI")[-1]
    assert back.startswith("还差一点：每天给未发货清单")
    assert "周宁：第二天没有清单" in back
    assert "[已做完] [要改期] [卡住了]" in back
    items.do(item, Move.CLAIM, "何伟", "补上了")
    items.do(item, Move.VERIFY, "周宁")
    thanks = items.to("UWEI")[-1]
    assert "周宁 核实通过，谢谢" in thanks
    assert "12/4 周五 看效果" in thanks
    assert len(items.to("UNING")) == 2


def test_who_proposed_hears_of_a_no_and_both_of_a_change_of_hands(items: Items) -> None:
    item = items.add(by="林岚")
    items.do(item, Move.DECLINE, "何伟", "清单归仓库管")
    no = items.to("ULAN")[-1]
    assert "何伟 说这件不该由自己做" in no
    assert "原因：清单归仓库管" in no
    assert "[换负责人]" in no
    items.do(item, Move.REASSIGN, "林岚", owner=str(items.people["晴晴"]))
    assert "林岚 把这件交给你负责" in items.to("USUNNY")[-1]
    assert "改由 晴晴 负责了" in items.to("UWEI")[-1]


def test_the_same_act_told_twice_is_in_the_outbox_once(items: Items) -> None:
    item = items.add(by="林岚", channel=CHANNEL)
    before = len(items.outbox())
    with items.database.write() as work:
        (event,) = actions.events_of(work, item.id)
        cards.moved(work, None, item, event, NOW)
    assert len(items.outbox()) == before == 2


def test_who_has_left_gets_no_card(items: Items) -> None:
    from storage.people import StaffRow, apply_staff

    gone = StaffRow("晴晴", team="售后组", valid_to=date(2026, 11, 1), slack_user="USUNNY")
    apply_staff(items.database, (gone,))
    items.add(owner="晴晴", by="林岚")
    assert items.to("USUNNY") == []


# -- threads ---------------------------------------------------------------------------------------


def stands(items: Items, number: int) -> None:
    """Let the first message of an item's thread be sent."""
    with items.database.write() as work:
        (root,) = [r for r in items.outbox() if r.key == f"a{number}/root"]
        (entry,) = [
            e for e in turns.claim(work, items.at + timedelta(days=1), "t", 9, turns.Pace())
            if e.id == root.id
        ]  # fmt: skip
        assert outbox.sent(work, entry, items.at, CHANNEL, "1.1")
        cards.posted(work, entry.key, CHANNEL, "1.1", items.at)


def test_an_item_born_in_a_channel_has_its_thread_there(items: Items) -> None:
    item = items.add(by="陈露", channel=CHANNEL)
    root = next(r for r in items.outbox() if r.key == f"a{item.id}/root")
    assert (root.lane, root.parent_id) == (CHANNEL, None)
    assert items.to(CHANNEL)[0].startswith(f"行动 {item.id} 号：每天给未发货清单")
    assert "负责人 何伟 · 11/25 周三 到期" in items.to(CHANNEL)[0]
    stands(items, item.id)
    with items.database.read() as work:
        now = actions.read(work, item.id, folded)
        assert actions.of_thread(work, CHANNEL, "1.1") == item.id
    assert now is not None
    assert (now.channel, now.thread, now.state) == (CHANNEL, "1.1", State.PROPOSED)
    items.do(item, Move.ACCEPT, "何伟")
    items.do(item, Move.STUCK, "何伟", "仓库系统导不出清单")
    below = [r for r in items.outbox() if r.parent_id == root.id]
    assert [r.key for r in below] == [f"a{item.id}/3/thread", f"a{item.id}/4/thread"]
    told = [said(row).strip() for row in below]
    assert told == ["何伟 接受了", "卡住了：仓库系统导不出清单"]


def test_the_first_message_says_how_it_stands(items: Items) -> None:
    item = items.add(by="陈露", channel=CHANNEL)
    root = next(r for r in items.outbox() if r.key == f"a{item.id}/root")
    # Not sent yet, it says it itself.
    items.do(item, Move.ACCEPT, "何伟")
    assert "已接受" in items.to(CHANNEL)[0]
    stands(items, item.id)

    def changes() -> list[str]:
        return [said(row) for row in items.outbox() if row.target_id == root.id]

    items.do(item, Move.STUCK, "何伟", "仓库系统导不出清单")
    assert changes() == []
    items.do(item, Move.REDATE, "何伟", "等开权限", due="2026-12-04")
    items.do(item, Move.REASSIGN, "林岚", owner=str(items.people["晴晴"]))
    # What nobody has begun with says the newest: one change, not one a move.
    (change,) = changes()
    assert "负责人 晴晴 · 12/4 周五 到期" in change


def test_the_thread_is_noted_once_and_only_for_its_own_key(items: Items) -> None:
    item = items.add(by="陈露", channel=CHANNEL)
    stands(items, item.id)
    with items.database.write() as work:
        cards.posted(work, f"a{item.id}/root", CHANNEL, "2.2", NOW)
        cards.posted(work, f"a{item.id}/root+1", CHANNEL, "3.3", NOW)
        cards.posted(work, "a999/root", CHANNEL, "4.4", NOW)
        cards.posted(work, "o1/0", CHANNEL, "5.5", NOW)
        found = actions.read(work, item.id, folded)
    assert found is not None
    assert (found.thread, found.version) == ("1.1", 2)


@pytest.mark.parametrize("place", ["D123", "", "UWEI"])
def test_no_thread_outside_channels(items: Items, place: str) -> None:
    items.add(by="陈露", channel=place)
    assert [row.lane for row in items.outbox()] == ["UWEI"]


def test_nothing_of_one_person_alone_ever_stands_in_a_channel(items: Items) -> None:
    item = items.add(by="陈露", channel=CHANNEL, level="person")
    items.do(item, Move.ACCEPT, "何伟")
    items.do(item, Move.CLAIM, "何伟", "谈过了")
    assert items.to(CHANNEL) == []
    assert "不进频道" in items.to("UWEI")[0]


def test_an_item_that_becomes_personal_is_not_told_of_any_more(items: Items) -> None:
    item = items.add(by="陈露", channel=CHANNEL)
    items.do(item, Move.EDIT, "陈露", level="person")
    items.do(item, Move.ACCEPT, "何伟")
    assert len(items.to(CHANNEL)) == 1


def test_the_channel_has_its_own_language(items: Items) -> None:
    with items.database.write() as work:
        set_channel_language(work, CHANNEL, Lang.EN, NOW, 0)
    item = items.add(by="陈露", channel=CHANNEL)
    items.do(item, Move.ACCEPT, "何伟")
    assert items.to(CHANNEL)[0].startswith(f"Action #{item.id}: ")
    assert items.to(CHANNEL)[1].strip() == "Wei He accepted"


def test_a_thread_that_could_not_be_begun_leaves_nothing_waiting(items: Items) -> None:
    item = items.add(by="陈露", channel=CHANNEL)
    with items.database.write() as work:
        claimed = turns.claim(work, items.at + timedelta(days=1), "t", 9, turns.Pace())
        (entry,) = [e for e in claimed if e.lane == CHANNEL]
        assert outbox.give_up(work, entry, "not_in_channel")
    items.do(item, Move.ACCEPT, "何伟")
    assert len(items.to(CHANNEL)) == 1


def test_a_thread_goes_on_after_the_outbox_forgot_its_beginning(items: Items) -> None:
    item = items.add(by="陈露", channel=CHANNEL)
    stands(items, item.id)
    with items.database.write() as work:
        assert written.forget(work, items.at + timedelta(days=60)) >= 1
    items.do(item, Move.ACCEPT, "何伟")
    with items.database.write() as work:
        claimed = turns.claim(work, items.at + timedelta(days=61), "t", 9, turns.Pace())
    (entry,) = [one for one in claimed if one.key == f"a{item.id}/3/thread"]
    assert (entry.channel, entry.thread) == (CHANNEL, "1.1")


# -- the figure ------------------------------------------------------------------------------------


def test_whole_weeks_before_and_since() -> None:
    # Taken on on a Wednesday: that week is neither.
    weeks = weeks_of(date(2026, 11, 4), date(2026, 11, 25))
    assert weeks.since is not None
    assert (weeks.since.start, weeks.since.end) == (date(2026, 11, 9), date(2026, 11, 22))
    assert (weeks.before.start, weeks.before.end) == (date(2026, 10, 19), date(2026, 11, 1))
    # On a Monday: that very week counts.
    monday = weeks_of(date(2026, 11, 9), date(2026, 11, 18))
    assert monday.since is not None
    assert (monday.since.start, monday.before.end) == (date(2026, 11, 9), date(2026, 11, 8))
    soon = weeks_of(date(2026, 11, 17), date(2026, 11, 18))
    assert soon.since is None
    assert (soon.before.start, soon.before.end) == (date(2026, 11, 9), date(2026, 11, 15))


def card_with_figure(items: Items, tmp_path: Path, first: date, days: int = 28) -> str:
    header = ("day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum")
    rows = []
    for i in range(days):
        at = first + timedelta(days=i)
        wait = 20 if at >= date(2026, 11, 9) else 40
        rows.append((at, "旗舰店", "售后组", "何伟", 10, 10, 10 * wait))
    take(items.database, write_csv(tmp_path, header, rows))
    measure = Measure("frt", {"team": (str(items.teams["售后组"]),)}, 30.0, below=True)
    items.at = NOW - timedelta(days=14)
    item = items.add(verifier=items.people["林岚"], measure=measure)
    items.do(item, Move.ACCEPT, "何伟")
    items.at = NOW
    items.do(item, Move.CLAIM, "何伟", "改好了")
    row = items.outbox()[-1]
    assert card_figures.completed_when_sent(row.key)
    from base.wire import loaded

    with items.database.read() as work:
        answer = card_figures.completed(work, row.key, loaded(row.answer), NOW)
    return "\n".join(word(line, Lang.ZH) for line in answer.lines)


def test_the_verifier_sees_the_figure_before_and_since(items: Items, tmp_path: Path) -> None:
    text = card_with_figure(items, tmp_path, date(2026, 10, 19))
    assert "• 20 秒（11/9–11/15），之前 40 秒（10/26–11/1）" in text
    assert "不全" not in text


def test_missing_days_are_said(items: Items, tmp_path: Path) -> None:
    text = card_with_figure(items, tmp_path, date(2026, 10, 19), days=27)
    assert "不全" in text


def test_without_data_the_card_has_no_figure(items: Items, tmp_path: Path) -> None:
    text = card_with_figure(items, tmp_path, date(2025, 10, 19))
    assert "之前" not in text
