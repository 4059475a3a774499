"""Help is asked for what does not move: announced first, of the right person, once; and leavers.

The chat is one that takes everything. The week of 16 November 2026 is an ordinary one.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from base.action import Action, Event, Measure, Move, State
from base.answer import FollowUp
from base.clock import FixedClock
from bot.render.texts import word
from jobs.composing import compose
from jobs.delivering import Delivering
from jobs.desk import Desk
from jobs.digests import Digests
from jobs.escalating import escalate
from jobs.installation import Installation
from jobs.leavers import hand_over
from jobs.planning import plan
from jobs.sender import Delivered, Later, NotThere, Outcome, Write
from reviews.actions import folded
from storage import actions
from storage.engine import Database
from storage.people import StaffRow, apply_staff
from storage.preferences import DigestWishes, set_digest_wishes
from storage.turns import Pace
from tests.helpers.items import AFTER, Items
from tests.helpers.world import take, write_csv

DUE = date(2026, 11, 18)
ONE = timedelta(days=1)


def shanghai(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@dataclass
class Chat:
    """A chat that takes every message."""

    writes: list[Write] = field(default_factory=list)

    def deliver(self, write: Write) -> Outcome:
        self.writes.append(write)
        return Delivered("D1", f"{len(self.writes)}.0")

    def find(self, write: Write, since: datetime) -> Delivered | NotThere | Later:
        return NotThere()


@dataclass
class World:
    """A staff with items, and the jobs of one process."""

    items: Items
    chat: Chat = field(default_factory=Chat)
    clock: FixedClock = field(default_factory=lambda: FixedClock(shanghai(DUE, 5)))

    def __post_init__(self) -> None:
        self.installation = Installation(self.items.database, self.clock)
        self.delivering = Delivering(
            self.installation, self.chat, Pace(timedelta(), timedelta(), 1000)
        )
        self.digests = Digests()
        self.digests.follow(self.installation)

    def morning(self, day: date, *, deliver: bool = True) -> None:
        """Let the early jobs run, then those of the hour of the daily messages."""
        self.at(shanghai(day, 6, 30))
        escalate(self.installation)
        hand_over(self.installation)
        self.at(shanghai(day, 9, 30))
        self.digests.follow(self.installation)
        plan(self.installation)
        while compose(self.installation, Desk(self.installation)):
            pass
        while deliver and self.delivering.round():
            pass

    def at(self, moment: datetime) -> None:
        self.clock.at = self.items.at = moment

    def digests_to(self, user: str) -> list[Write]:
        return [w for w in self.chat.writes if w.channel == user and w.key.startswith("o")]

    def events(self, item: Action) -> list[Event]:
        with self.items.database.read() as work:
            return actions.events_of(work, item.id)

    def asked(self, item: Action) -> list[str]:
        """Return who was asked, by name, in order."""
        names = {number: name for name, number in self.items.people.items()}
        found = [e for e in self.events(item) if e.move is Move.ESCALATE]
        return [names[int(event.data["person"])] for event in found]

    def now(self, item: Action) -> Action:
        return folded(self.events(item))


def words(write: Write) -> list[str]:
    """Return what a daily message says, its buttons in brackets."""
    post = write.answer.post
    assert post is not None
    lang = write.lang
    found = [word(post.takeaway, lang)]
    for section in post.sections:
        inline = word(section.inline, lang) if section.inline else ""
        found.append(f"{word(section.heading, lang)} {inline}".strip())
        found += [word(line, lang) for line in section.lines]
        if section.follow_ups:
            found.append(" ".join(f"[{word(f.label, lang)}]" for f in section.follow_ups))
    return [*(line for line in found if line), *(word(note, lang) for note in post.notes)]


@pytest.fixture
def world(database: Database) -> World:
    items = Items(database)
    items.at = shanghai(date(2026, 11, 4), 15)
    return World(items)


def promised(world: World, due: date = DUE, **data: Any) -> Action:
    world.items.at = shanghai(date(2026, 11, 4), 15)
    item = world.items.add("仓库未发货清单", due=due, **data)
    return world.items.do(item, Move.ACCEPT, "何伟")


def test_it_is_announced_and_then_asked_of_the_lead(world: World) -> None:
    """Examples G35, G36 and G38, day by day."""
    item = promised(world, date(2026, 11, 13))
    world.items.at = shanghai(date(2026, 11, 13), 11)
    world.items.do(item, Move.REDATE, "何伟", "仓库系统导不出清单，等开权限。", due=DUE.isoformat())
    other = world.items.add("按清单主动告知顾客", due=date(2026, 11, 20))
    world.items.do(other, Move.ACCEPT, "何伟")
    world.items.do(other, Move.WAIT, "何伟", **{"for": str(item.id)})
    world.morning(DUE)
    world.morning(DUE + ONE)
    assert world.asked(item) == []
    assert words(world.digests_to("UWEI")[-1]) == [
        "何伟，1 项过期 1 天，1 项明天到期",
        "1. 仓库未发货清单 过期 1 天",
        "原定 11/13，改过一次，11/18 到期。你写的原因：仓库系统导不出清单，等开权限。",
        "[已做完，交证据] [要改期] [卡住了]",
        "2. 按清单主动告知顾客 明天到期",
        "要等第 1 项。",
        "明天还没动静，我会请陈露帮忙推一下。",
        "只有你、组长陈露、主管和质检能看到。",
    ]
    world.morning(DUE + 2 * ONE)
    assert world.asked(item) == ["陈露"]
    (told,) = world.digests_to("ULU")
    assert words(told)[:4] == [
        "需要您帮一把：仓库未发货清单，过期 2 天",
        "负责人何伟，原定 11/13，改过一次，11/18 到期。"
        "改期时写的原因：仓库系统导不出清单，等开权限。",
        "影响 后面还有 1 项行动在等它。",
        "[我来推一下] [换负责人] [要改期] [不做了]",
    ]
    assert [f.request for f in _exits(told)] == [
        f"/action {verb} {item.id}" for verb in ("comment", "reassign", "redate", "drop")
    ]


def _exits(write: Write) -> list[FollowUp]:
    assert write.answer.post is not None
    return [f for section in write.answer.post.sections for f in section.follow_ups]


def test_in_english(world: World) -> None:
    world.items.at = shanghai(date(2026, 11, 4), 15)
    item = world.items.add("Warehouse unshipped list", "周宁", "林岚", date(2026, 11, 13))
    world.items.do(item, Move.ACCEPT, "周宁")
    world.items.do(item, Move.REDATE, "周宁", "no export right yet.", due=DUE.isoformat())
    other = world.items.add("Tell customers", "周宁", "林岚", date(2026, 11, 20))
    world.items.do(other, Move.ACCEPT, "周宁")
    world.items.do(other, Move.WAIT, "周宁", **{"for": str(item.id)})
    world.morning(DUE + ONE)
    assert words(world.digests_to("UNING")[-1])[:6] == [
        "Ning Zhou, 1 action is a day overdue, 1 is due tomorrow",
        "1. Warehouse unshipped list 1 day overdue",
        "First due 13 Nov, re-dated once to 18 Nov. Your reason: no export right yet.",
        "[Done, add evidence] [New date] [I’m stuck]",
        "2. Tell customers due tomorrow",
        "Waits for no. 1.",
    ]
    note = words(world.digests_to("UNING")[-1])[6]
    assert note == "If nothing moves by tomorrow I will ask Lan Lin to help."


def test_nothing_is_asked_that_was_not_told(world: World) -> None:
    item = promised(world)
    world.morning(DUE + ONE, deliver=False)
    world.morning(DUE + 2 * ONE)
    assert world.asked(item) == []
    # The message of that day was late, but came: on the next working day it counts.
    world.morning(date(2026, 11, 23))
    assert world.asked(item) == ["陈露"]


def test_who_gets_no_message_is_not_waited_for(world: World) -> None:
    item = promised(world)
    with world.items.database.write() as work:
        me = world.items.people["何伟"]
        set_digest_wishes(work, me, "", DigestWishes(on=False), world.clock.now(), me)
    world.digests.follow(world.installation)
    world.morning(DUE + ONE)
    assert world.digests_to("UWEI") == []
    assert world.asked(item) == []
    world.morning(DUE + 2 * ONE)
    assert world.asked(item) == ["陈露"]


@pytest.mark.parametrize("wanted", [Move.STUCK, Move.COMMENT])
def test_a_move_after_the_announcement_puts_it_off(world: World, wanted: Move) -> None:
    item = promised(world)
    world.morning(DUE + ONE)
    world.items.do(item, wanted, "何伟", "等开权限")
    world.morning(DUE + 2 * ONE)
    assert world.asked(item) == []


def test_the_next_level_after_five_days_and_nobody_twice(world: World) -> None:
    item = promised(world)
    for n in range(1, 15):
        day = DUE + n * ONE
        if day.weekday() < 5:
            world.morning(day)
            world.morning(day)
    assert world.asked(item) == ["陈露", "林岚"]
    days = [e.at.date() for e in world.events(item) if e.move is Move.ESCALATE]
    # Two working days after the 18th, and five.
    assert [(day + ONE).day for day in days] == [20, 25]
    # Each on the day and the Monday after, the lead until the next level is asked.
    assert [words(w)[0].rpartition("，")[2] for w in world.digests_to("ULU")] == [
        "过期 2 天",
        "过期 5 天",
    ]
    assert [words(w)[0] for w in world.digests_to("ULAN")] == [
        "需要您帮一把：仓库未发货清单，过期 7 天",
        "需要您帮一把：仓库未发货清单，过期 12 天",
    ]


def test_who_takes_it_up_is_not_asked_again(world: World) -> None:
    item = promised(world)
    world.morning(DUE + ONE)
    world.morning(DUE + 2 * ONE)
    world.items.do(item, Move.COMMENT, "陈露", "我来找仓库")
    world.morning(date(2026, 11, 23))
    assert len(world.digests_to("ULU")) == 1
    world.morning(date(2026, 11, 25))
    assert world.asked(item) == ["陈露"]


def test_what_is_done_is_neither_told_nor_asked(world: World) -> None:
    item = promised(world)
    world.items.do(item, Move.CLAIM, "何伟", "清单 11/19 10:02")
    for n in range(1, 9):
        world.morning(DUE + n * ONE)
    assert world.digests_to("UWEI") == []
    assert world.asked(item) == []


def test_two_processes_ask_once(world: World) -> None:
    item = promised(world)
    world.morning(DUE + ONE)
    other = Installation(world.items.database, world.clock)
    world.at(shanghai(DUE + 2 * ONE, 7))
    assert [escalate(world.installation), escalate(other)] == [1, 0]
    assert world.asked(item) == ["陈露"]


def test_not_before_the_morning_of_a_working_day(world: World) -> None:
    item = promised(world, date(2026, 11, 19))
    world.morning(date(2026, 11, 20))
    for moment in (shanghai(date(2026, 11, 22), 12), shanghai(date(2026, 11, 23), 5, 59)):
        world.at(moment)
        assert escalate(world.installation) == 0
    world.at(shanghai(date(2026, 11, 23), 6))
    assert escalate(world.installation) == 1
    assert world.now(item).escalated == 1


# -- leavers ---------------------------------------------------------------------------------------


def leaves(world: World, name: str, last: date) -> None:
    row = next(r for r in STAFF_ROWS if r.name == name)
    gone = StaffRow(row.name, team=row.team, valid_to=last, slack_user=row.slack_user)
    apply_staff(world.items.database, (gone,))


STAFF_ROWS = (
    StaffRow("何伟", team=AFTER, slack_user="UWEI"),
    StaffRow("晴晴", team=AFTER, slack_user="USUNNY"),
)


def test_a_leavers_items_go_to_his_lead_who_is_told(world: World) -> None:
    item = promised(world)
    world.morning(DUE)
    leaves(world, "何伟", DUE)
    world.at(shanghai(DUE, 12))
    assert hand_over(world.installation) == 0
    world.at(shanghai(DUE + ONE, 7))
    assert [hand_over(world.installation), hand_over(world.installation)] == [1, 0]
    assert world.now(item).owner == world.items.people["陈露"]
    (given,) = [e for e in world.events(item) if e.move is Move.REASSIGN]
    assert given.note == "何伟离开了，由组长接手"
    assert any("仓库未发货清单" in said for said in world.items.to("ULU"))


def test_what_a_leaver_had_to_verify_goes_to_the_owners_lead(world: World) -> None:
    item = promised(world, verifier=world.items.people["晴晴"])
    world.items.do(item, Move.CLAIM, "何伟", "清单")
    leaves(world, "晴晴", DUE)
    world.at(shanghai(DUE + ONE, 7))
    assert hand_over(world.installation) == 1
    found = world.now(item)
    assert (found.verifier, found.state) == (world.items.people["陈露"], State.DONE_CLAIMED)


def test_when_owner_and_verifier_leave_nobody_verifies_his_own(world: World) -> None:
    item = promised(world, verifier=world.items.people["晴晴"])
    leaves(world, "何伟", DUE)
    leaves(world, "晴晴", DUE)
    world.at(shanghai(DUE + ONE, 7))
    hand_over(world.installation)
    found = world.now(item)
    assert found.owner == world.items.people["陈露"]
    assert found.verifier == world.items.people["林岚"]


def test_a_lead_who_leaves_is_followed_by_the_supervisor(world: World) -> None:
    world.items.at = shanghai(date(2026, 11, 4), 15)
    item = world.items.add(owner="陈露", by="林岚")
    gone = StaffRow("陈露", team=AFTER, lead=True, valid_to=DUE, slack_user="ULU")
    apply_staff(world.items.database, (gone,))
    world.at(shanghai(DUE + ONE, 7))
    assert hand_over(world.installation) == 1
    assert world.now(item).owner == world.items.people["林岚"]


# -- one message -----------------------------------------------------------------------------------


def test_a_lead_without_a_message_is_passed_over(world: World) -> None:
    item = promised(world)
    with world.items.database.write() as work:
        lead = world.items.people["陈露"]
        set_digest_wishes(work, lead, "", DigestWishes(on=False), world.clock.now(), lead)
    world.morning(DUE + ONE)
    assert "明天还没动静，我会请林岚帮忙推一下。" in words(world.digests_to("UWEI")[-1])
    world.morning(DUE + 2 * ONE)
    assert world.asked(item) == ["林岚"]


def test_ones_own_and_what_help_is_asked_for_share_a_message_and_four_buttons(world: World) -> None:
    promised(world)
    own = world.items.add("排班", "陈露", "林岚", DUE + 2 * ONE)
    world.items.do(own, Move.ACCEPT, "陈露")
    world.morning(DUE + ONE)
    world.morning(DUE + 2 * ONE)
    (told,) = world.digests_to("ULU")
    said = words(told)
    assert said[0] == "陈露，今天到期 1 项"
    assert "需要您帮一把：仓库未发货清单，过期 2 天" in said
    assert told.answer.post is not None
    assert len(_exits(told)) + len(told.answer.post.follow_ups) == 4


def test_the_impact_is_told_where_there_are_figures(world: World, tmp_path: Path) -> None:
    """The week of 9 November 80 of 100 were good, the week before 90."""
    rows = [
        (date(2026, 11, 2) + n * ONE, "旗舰店", AFTER, "何伟", 10, 10, 90, 10, 9 if n < 7 else 8)
        for n in range(14)
    ]
    header = ("day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "ratings", "good")
    take(world.items.database, write_csv(tmp_path, header, rows))
    only = {"team": (str(world.items.teams[AFTER]),)}
    promised(world, measure=Measure("csat_rate", only, 0.92))
    world.morning(DUE + ONE)
    assert "看的数：满意度，目标 92.0%。" in "".join(words(world.digests_to("UWEI")[-1]))
    world.morning(DUE + 2 * ONE)
    said = words(world.digests_to("ULU")[-1])
    assert "影响 满意度 80.0%（11/9–11/15），前一周 90.0%。" in said


def test_with_what_waits_for_another_nobody_is_asked_to_help(world: World) -> None:
    item = promised(world)
    other = world.items.add("按清单主动告知顾客", due=DUE)
    world.items.do(other, Move.ACCEPT, "何伟")
    world.items.do(other, Move.WAIT, "何伟", **{"for": str(item.id)})
    world.morning(DUE + ONE)
    world.morning(DUE + 2 * ONE)
    assert (world.asked(item), world.asked(other)) == (["陈露"], [])
    # With the first one out of the way its own time has come.
    world.items.do(item, Move.CLAIM, "何伟", "清单发了")
    for n in range(5, 9):
        world.morning(DUE + n * ONE)
    assert world.asked(other) == ["陈露"]


def test_a_request_is_told_with_the_next_message_that_is_sent(world: World) -> None:
    item = promised(world)
    world.morning(DUE + ONE)
    late = world.items.add("另一件", "晴晴", due=DUE + 30 * ONE)
    assert late.id
    # The message of the day was composed a moment before the request was written.
    world.at(shanghai(DUE + 2 * ONE, 9, 30))
    world.digests.follow(world.installation)
    plan(world.installation)
    while compose(world.installation, Desk(world.installation)):
        pass
    escalate(world.installation)
    while world.delivering.round():
        pass
    assert world.asked(item) == ["陈露"]
    assert not any("仓库未发货清单" in "".join(words(w)) for w in world.digests_to("ULU"))
    # The next one is never sent: nobody was there; the one after that tells it, once.
    world.morning(date(2026, 11, 24), deliver=False)
    world.at(shanghai(date(2026, 11, 24), 23, 30))
    while world.delivering.round():
        pass
    world.morning(date(2026, 11, 25))
    told = [w for w in world.digests_to("ULU") if "仓库未发货清单" in "".join(words(w))]
    assert len(told) == 1
    world.morning(date(2026, 11, 26))
    told = [w for w in world.digests_to("ULU") if "仓库未发货清单" in "".join(words(w))]
    assert len(told) == 1
