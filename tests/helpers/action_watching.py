"""What must hold of action items at any time, looked at from outside, for the state machine's test.

It follows what happened by the model and compares; it changes nothing but time.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from base.action import Event, State
from base.answer import Answer, Kind
from base.clock import local_day
from base.language import Lang, Listing, Msg
from base.schedule import Level
from bot.render.texts import word
from metrics.promotions import DEFAULT
from reviews.actions import folded
from reviews.carrying import open_items
from storage import actions
from tests.helpers.action_machine import QUIET, Shop, Told, born, projected, works
from tests.helpers.action_model import (
    ENDED,
    MOVE_OF,
    OPEN,
    SHANGHAI,
    TODO,
    TOLD,
    WATCHED,
    Department,
    Fate,
    Kept,
    Member,
    Words,
)


class Watch:
    """Follows a department: `got` are the daily messages that came, by person and day."""

    def __init__(self, world: Department, shop: Shop) -> None:
        """Let the jobs begin."""
        self.world, self.shop = world, shop
        self.got: set[tuple[int, date]] = set()
        self.beats, self.beaten = 0, shop.clock.now()
        for member in world.people:
            member.since = self.beaten
        shop.beat()

    def sync(self, mark: str = "") -> list[Event]:
        """Follow what has happened since; return it."""
        fresh = []
        for number, events in self.shop.events().items():
            item = self.world.items.get(number)
            if item is None:
                item = born(events, mark or f"\0{number}", self.shop.teams)
                self.world.items[number] = item
                item.odd = not mark
                fresh.append(events[0])
            for event in events[item.seq :]:
                item.follow(event, folded(events[: event.seq]))
                fresh.append(event)
        return fresh

    def may_discipline(self, me: Member, owner: Member, today: date) -> bool:
        """Say whether somebody may add an item of one person alone."""
        leads = me.lead and me.team == self.world.team_of(owner.number, today)
        return me is owner or me.supervisor or leads

    def check_new(self, item: Kept, me: Member, owner: Member, today: date, asked: int) -> None:
        """Check a new item; `asked` is who was named to verify it, 0 for nobody."""
        assert (item.owner, item.creator) == (owner.number, me.number)
        assert item.team == owner.team
        lead = self.world.lead_of(owner.number, today)
        usual = lead or (None if me is owner else me.number)
        assert item.verifier == (asked if asked not in (0, owner.number) else usual)
        assert item.state is (State.ACCEPTED if me is owner else State.PROPOSED)

    def came(self, fate: Fate, fresh: list[Event], me: Member, item: Kept, said: Words) -> None:
        """Check that what was to become of a wish did, and nothing else."""
        if fate is not Fate.DONE:
            assert not fresh, (fate, said, fresh)
            return
        event, *others = fresh
        # Whoever was to verify and is the owner now is replaced; who waited for what was merged
        # waits for what it was merged into.
        assert all(e.who == 0 or e.move not in MOVE_OF.values() for e in others), others
        found = (event.action, event.move, event.who, event.at)
        assert found == (item.number, MOVE_OF[said.verb], me.number, self.shop.clock.now())
        assert said.due in (None, item.due)
        became = {"reassign": item.owner, "verifier": item.verifier, "merge": item.into}
        assert became.get(said.verb, 0) == (said.person or said.into)

    def beat(self, *, both: bool) -> None:
        """Let the jobs run, and check whom they told what."""
        self.beats += 1
        self.shop.beat(both=both)
        heard = self.shop.told()
        for told in heard:
            self._heard(told)
        if not self.shop.early():
            self._missed(heard)
            self.beaten = self.shop.clock.now()
        self.sync()
        for item in self.world.items.values():
            owner = self.world.member(item.owner)
            local = self.shop.clock.now().astimezone(ZoneInfo(SHANGHAI))
            gone = item.state in OPEN and not owner.here(local.date())
            # What somebody leaves behind is handed over in the morning.
            assert local.hour < 8 or not gone, f"nobody does {item}"

    def _heard(self, told: Told) -> None:
        """Check a daily message: whose day it is, which one it is, what it names."""
        who, day = told.member, told.day
        assert works(who, day), f"a day off: {told}"
        assert who.here(day), f"he has left: {told}"
        assert who.on, f"he wants none: {told}"
        assert who.at <= told.minute <= QUIET, f"outside of his hours: {told}"
        assert (who.number, day) not in self.got, f"a second one: {told}"
        self.got.add((who.number, day))
        named = [item for item in self.world.items.values() if item.mark in told.text]
        # What an item waits for is named with it.
        waits = any(item.odd and self.world.tells(who, item, day) for item in named)
        for item in named:
            assert waits or self.world.tells(who, item, day), f"{item}: {told}"

    def _missed(self, heard: list[Told]) -> None:
        """Check that what is due today is told, at the first beat after somebody's hour."""
        texts = {told.member.number: told.text for told in heard}
        for item in self.world.items.values():
            who = self.world.member(item.owner)
            day = self.shop.today(who)
            if item.state in TODO and item.due == day and not item.odd and self._hears(who):
                resting = item.snoozed is not None and day < item.snoozed
                assert resting or item.mark in texts.get(who.number, ""), f"not told: {item}"

    def _hears(self, who: Member) -> bool:
        """Say whether somebody's message of today comes now."""
        day, now = self.shop.today(who), self.shop.clock.now()
        hour = datetime.combine(day, time(who.at // 60, who.at % 60), ZoneInfo(who.zone))
        quiet = hour.replace(hour=QUIET // 60, minute=0)
        on = bool(who.user) and who.on and who.here(day) and works(who, day)
        sale = any(row.start <= day <= row.end for row in DEFAULT.ours())
        # What somebody wishes counts from the next time that the jobs look.
        known = who.since is not None and who.since <= self.beaten
        return on and not sale and known and self.beaten < hour <= now <= quiet

    # -- what always holds ---------------------------------------------------------------------

    def all_are_kept(self) -> None:
        """Every item is there, as its events say; of what ended nothing more is moved."""
        rows, events = self.shop.rows(), self.shop.events()
        assert rows.keys() == events.keys() == self.world.items.keys()
        for number, item in self.world.items.items():
            now = folded(events[number])
            want = projected(now)
            assert {key: rows[number][key] for key in want} == want
            assert [e.seq for e in events[number]] == list(range(1, item.seq + 1))
            found = (now.state, now.owner, now.verifier, now.due, now.redates, now.snoozed_until)
            mine = (item.state, item.owner, item.verifier, item.due, item.redates, item.snoozed)
            assert found == mine, f"{item}: {now}"
            assert (now.first_due, now.merged_into) == (item.first_due, item.into)

    def whole(self) -> None:
        """Look at every list there is."""
        items = self.world.items
        with self.shop.database.read() as work:
            lists = [
                [one.id for one in actions.found(work, folded, states=states)]
                for states in (OPEN, WATCHED, ENDED)
            ]
        assert sorted(n for numbers in lists for n in numbers) == sorted(items)
        boss = self.world.people[0]
        for number in items:
            shown = self.shop.says(boss, f"/action {number}")
            assert shown is not None
            assert shown.takeaway.params["number"] == str(number)
        listed = self._listed(boss)
        assert sorted(listed) == sorted(n for n, one in items.items() if one.state not in ENDED)
        self._carried()
        for who in self.world.people:
            if who.user:
                assert len(self.shop.messages(who)) == self.shop.written(who)

    def _listed(self, boss: Member) -> list[int]:
        found: list[int] = []
        for page in (1, 2):
            answer = self.shop.says(boss, f"/action all {page}")
            assert answer is not None
            lines = [line for line in answer.lines if isinstance(line, Msg)]
            new = [int(str(line.params["number"])) for line in lines if "number" in line.params]
            if page > 1 and new[:1] == found[:1]:
                break
            found += new
        return found

    def _carried(self) -> None:
        """Every open item stands on the next agenda of its level, once, as it came to be."""
        on = local_day(self.shop.clock, SHANGHAI)
        reviews = [(Level.GROUP, team, name) for team, name in self.shop.teams.items()]
        reviews += [(level, 0, "") for level in Level if level is not Level.GROUP]
        for level, team, name in reviews:
            with self.shop.database.read() as work:
                carried = open_items(work, level, team, on).open
            wanted = [
                (one.number, one.first_due, one.redates, one.in_question())
                for one in self.world.items.values()
                if one.state in OPEN and one.level == level.value and name in ("", one.team)
            ]
            found = [(c.action.id, c.action.first_due, c.action.redates, c.choose) for c in carried]
            assert sorted(found) == sorted(wanted), f"{level} {name}: {found}, not {wanted}"


def names_them(answer: Answer | None, told: set[str], lang: Lang) -> None:
    """Check that an answer says what can be done instead of what cannot."""
    assert answer is not None
    assert answer.kind is Kind.REFUSAL
    named = answer.takeaway.params.get("legal")
    found = (
        [one for one in named.items if isinstance(one, Msg)] if isinstance(named, Listing) else []
    )
    verbs = {one.key.rpartition(".")[2] for one in found}
    assert verbs & TOLD == told, f"named {sorted(verbs)}, not {sorted(told)}: {answer.takeaway}"
    assert all(word(one, lang) in word(answer.takeaway, lang) for one in found)
