"""Whatever people do with action items, and whenever: nothing is lost, nobody is told what is over.

Random people say random things through the door of the commands, real jobs beat, posts go to a real
workspace; beside it runs `action_model`, written from what was agreed on.

ACTION_MACHINE=100 goes deep: so many random examples, and longer ones.
"""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from commands.action_verbs import MOVES
from tests.conftest import Databases
from tests.helpers.action_machine import ONE, at_work
from tests.helpers.action_model import (
    BERLIN,
    ENDED,
    LEGAL,
    NEW_YORK,
    SHANGHAI,
    Department,
    Fate,
    Kept,
    Member,
    Words,
)
from tests.helpers.action_said import EXTRAS, FLAWS, WISHES, line, typed
from tests.helpers.action_watching import Watch, names_them

DEEP = int(os.environ.get("ACTION_MACHINE", "0"))
SETTINGS = settings(
    deadline=None,
    max_examples=DEEP or 6,
    stateful_step_count=70,
    derandomize=not DEEP,
    # An example takes seconds: making a failing one smaller would take many minutes.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
MOST = 9
# So often the jobs beat in one example: about ten days, or three weeks.
BEATS = 90 if DEEP else 45
MINUTE = timedelta(minutes=1)
WHICH = st.integers(0, 99)
BOTH = st.booleans()
FORMS = ("done", "redate", "stuck", "drop")
HOW = ("full", "full", "full", "bare", "short")


UNKNOWN = sorted(MOVES.keys() - LEGAL.keys())
# How many hours go by at once.
HOURS = (2, 5, 9, 14, 24, 24, 48, 72, 168)
ZONES = (SHANGHAI, NEW_YORK, BERLIN)
LEAVERS = ("老李", "小美", "大白")


ADDED = st.fixed_dictionaries(
    {
        "by": WHICH, "to": WHICH, "other": WHICH, "ahead": st.integers(0, 6), "english": BOTH,
        "flaw": st.sampled_from(("", "", "", "", "", *FLAWS)),
        "extra": st.sampled_from(sorted(EXTRAS)),
    }
)  # fmt: skip
# What brings an item nearer to its end.
DECIDED = ("redate", "reassign", "verifier", "merge", "drop", "back", "snooze", "reopen")
FORWARD = ("accept", "start", "done", "verify", "close")


class ActionMachine(RuleBasedStateMachine):
    """Random people, random moves, and time."""

    databases: ClassVar[Databases]

    def __init__(self) -> None:
        """Open a department of its own."""
        super().__init__()
        self.world = Department()
        self._stack = ExitStack()
        database = self._stack.enter_context(type(self).databases())
        self.shop = self._stack.enter_context(at_work(database, self.world.people))
        self.watch = Watch(self.world, self.shop)
        self.marks = 0

    def teardown(self) -> None:
        """Look at everything once more, then close."""
        try:
            self.watch.beat(both=True)
            self.watch.whole()
        finally:
            self._stack.close()

    # -- who, what -----------------------------------------------------------------------------

    def _who(self, which: int) -> Member:
        speaking = [one for one in self.world.people if one.user]
        return speaking[which % len(speaking)]

    def _anybody(self, which: int) -> Member:
        return self.world.people[which % len(self.world.people)]

    def _item(self, which: int, among: Sequence[Kept] = ()) -> Kept:
        items = among or list(self.world.items.values())
        return items[which % len(items)]

    # -- adding --------------------------------------------------------------------------------

    @initialize(several=st.lists(ADDED, min_size=3, max_size=5))
    def decided(self, several: list[dict[str, Any]]) -> None:
        """A meeting decides some things."""
        for one in several:
            self._add(**one)

    @precondition(lambda self: len(self.world.items) < MOST)
    @rule(one=ADDED)
    def add(self, one: dict[str, Any]) -> None:
        """Somebody adds an item in one line, in either language, perhaps not a whole one."""
        self._add(**one)

    def _add(
        self, by: int, to: int, other: int, ahead: int, english: bool, flaw: str, extra: str
    ) -> None:
        me, owner, checker = self._who(by), self._anybody(to), self._anybody(other)
        self.shop.clock.advance(MINUTE)
        self.marks += 1
        # A wish with a figure to aim at is concrete enough.
        extra = "" if flaw == "vague" else extra
        today = self.shop.today(me)
        due = today + (-ONE if flaw == "past" else ahead * ONE)
        mark, begun = line(self.marks, owner, due, today, flaw, english=english)
        behind = EXTRAS[extra][english].format(
            who=checker.en if english else checker.name, check=due + 2 * ONE
        )
        self.shop.says(me, f"/action {begun} {behind}".strip())
        fresh = self.watch.sync(mark)
        fits = me.here(today) and owner.here(today) and not flaw
        fits = fits and (extra != "verify" or checker.here(today))
        if not (fits and (extra != "personal" or self.watch.may_discipline(me, owner, today))):
            assert not fresh, (begun, fresh)
            return
        (item,) = [self.world.items[e.action] for e in fresh if e.seq == 1]
        asked = checker.number if extra == "verify" else 0
        self.watch.check_new(item, me, owner, today, asked)
        assert (item.due, item.measured) == (due, extra == "measure")
        usual = "group" if owner.team else "department"
        assert item.level == {"department": extra, "personal": "person"}.get(extra, usual)

    # -- moving --------------------------------------------------------------------------------

    @precondition(lambda self: bool(self.world.items))
    @rule(
        by=WHICH, of=WHICH, verb=st.sampled_from(sorted(LEGAL)), ahead=st.integers(-2, 12),
        other=WHICH, how=st.sampled_from(HOW), english=BOTH,
    )  # fmt: skip
    def anything(
        self, by: int, of: int, verb: str, ahead: int, other: int, how: str, english: bool
    ) -> None:
        """Anybody says anything of any item."""
        item, me = self._item(of), self._who(by)
        self._says(me, self._words(me, item, verb, ahead, other, how), item, english=english)

    @precondition(lambda self: bool(self.world.items))
    @rule(of=WHICH, which=WHICH, ahead=st.integers(0, 12), other=WHICH, english=BOTH)
    def it_goes_on(self, of: int, which: int, ahead: int, other: int, english: bool) -> None:
        """Somebody takes an item one step further."""
        item = self._item(of, [one for one in self.world.items.values() if one.state not in ENDED])
        self._fitting(item, FORWARD, which, ahead, other, english)

    @precondition(lambda self: bool(self.world.items))
    @rule(
        of=WHICH, which=WHICH, ahead=st.integers(0, 12), other=WHICH, english=BOTH,
        verbs=st.sets(st.sampled_from(sorted(LEGAL)), min_size=1),
    )  # fmt: skip
    def something_fitting(
        self, of: int, which: int, ahead: int, other: int, english: bool, verbs: set[str]
    ) -> None:
        """Somebody does what he may."""
        self._fitting(self._item(of), sorted(verbs), which, ahead, other, english)

    @precondition(lambda self: bool(self.world.items))
    @rule(of=WHICH, which=WHICH, ahead=st.integers(0, 12), other=WHICH, english=BOTH)
    def somebody_decides(self, of: int, which: int, ahead: int, other: int, english: bool) -> None:
        """Somebody gives an item another date or owner, or ends it."""
        self._fitting(self._item(of), DECIDED, which, ahead, other, english)

    @precondition(lambda self: bool(self.world.items))
    @rule(of=WHICH, which=WHICH, other=WHICH, english=BOTH)
    def something_unfit(self, of: int, which: int, other: int, english: bool) -> None:
        """Somebody tries what he must not: his own work first, then what does not fit."""
        item = self._item(of)
        tries = [
            (me, said)
            for me, said in self._tries(item, sorted(LEGAL), 3, other)
            if self.world.sees(me, item, self.shop.today(me))
            and self.world.fate(me, item, said, self.shop.today(me)) is not Fate.DONE
        ]
        own = [one for one in tries if one[1].verb in ("verify", "back") and item.allows("verify")]
        if own or tries:
            self._says(*(own or tries)[which % len(own or tries)], item, english=english)

    def _fitting(
        self, item: Kept, verbs: Sequence[str], which: int, ahead: int, other: int, english: bool
    ) -> None:
        """Let somebody use one of some verbs who may, by text or by form."""
        fits: dict[str, list[tuple[Member, Words]]] = {}
        for me, said in self._tries(item, verbs, ahead, other):
            if self.world.fate(me, item, said, self.shop.today(me)) is Fate.DONE:
                fits.setdefault(said.verb, []).append((me, said))
        if not fits:
            return
        able = fits[sorted(fits)[which % len(fits)]]
        me, said = able[other % len(able)]
        if said.verb in FORMS and ahead % 3 == 0:
            self._fills_in(me, item, said)
        else:
            self._says(me, said, item, english=english)

    def _tries(
        self, item: Kept, verbs: Sequence[str], ahead: int, other: int
    ) -> list[tuple[Member, Words]]:
        return [
            (me, self._words(me, item, verb, ahead, other, "full"))
            for me in self.world.people
            if me.user
            for verb in verbs
        ]

    def _words(self, me: Member, item: Kept, verb: str, ahead: int, other: int, how: str) -> Words:
        due = self.shop.today(me) + ahead * ONE
        if verb == "reopen" and due == item.due:
            due += ONE
        dated = verb in ("redate", "reopen") and how != "bare"
        person = verb in ("reassign", "verifier") and how != "bare"
        return Words(
            verb,
            bare=how == "bare",
            reason=how == "full",
            due=due if dated else None,
            person=self._anybody(other).number if person else 0,
            into=self._item(other).number if verb == "merge" and how != "bare" else 0,
        )

    def _says(self, me: Member, said: Words, item: Kept, *, english: bool) -> None:
        self.shop.clock.advance(MINUTE)
        today = self.shop.today(me)
        fate = self.world.fate(me, item, said, today)
        told = self.world.told(me, item, today)
        self.marks += 1
        about = self.world.member(said.person) if said.person else None
        text = typed(
            item.number, item.mark, said, about, today, english=english, rest=1 + self.marks % 5
        )
        answer = self.shop.says(me, text)
        fresh = self.watch.sync()
        if item.odd:
            return
        self.watch.came(fate, fresh, me, item, said)
        if fate is Fate.ILLEGAL:
            names_them(answer, told, me.lang)

    def _fills_in(self, me: Member, item: Kept, said: Words) -> None:
        self.shop.clock.advance(MINUTE)
        values = {"text": "写在群里了"}
        if said.due is not None:
            values["due"] = said.due.isoformat()
        self.shop.fills_in(me, f"/action {said.verb} {item.number}", values)
        fresh = self.watch.sync()
        if not item.odd:
            self.watch.came(Fate.DONE, fresh, me, item, said)

    @precondition(lambda self: bool(UNKNOWN and self.world.items))
    @rule(by=WHICH, of=WHICH, other=WHICH, verb=WHICH, text=BOTH)
    def something_new(self, by: int, of: int, other: int, verb: int, text: bool) -> None:
        """Somebody uses a verb that the model has never heard of: what must hold still does."""
        item, me = self._item(of), self._who(by)
        self.shop.clock.advance(MINUTE)
        behind = "把口径写成一页；把口径发到群里" if text else str(self._item(other).number)
        self.shop.says(me, f"/action {UNKNOWN[verb % len(UNKNOWN)]} {item.number} {behind}")
        self.watch.sync()

    # -- people come and go --------------------------------------------------------------------

    @rule(what=st.sampled_from(sorted({*LEAVERS, *ZONES, *WISHES})), by=WHICH)
    def news_of_people(self, what: str, by: int) -> None:
        """Somebody leaves, Sunny goes somewhere else, somebody wants his message otherwise."""
        if what in LEAVERS:
            self._leaves(what)
        elif what in ZONES:
            self._travels(what)
        else:
            self._wishes(self._who(by), what)

    def _leaves(self, name: str) -> None:
        """Make today somebody's last day."""
        (member,) = [one for one in self.world.people if one.name == name]
        if member.last is None:
            member.last = self.shop.today(member)
            self.shop.staff(member)

    def _travels(self, zone: str) -> None:
        (member,) = [one for one in self.world.people if one.en == "Sunny"]
        member.zone, member.since = zone, self.shop.clock.now()
        self.shop.staff(member)

    def _wishes(self, me: Member, text: str) -> None:
        self.shop.clock.advance(MINUTE)
        answer = self.shop.says(me, text)
        assert (answer is not None) == me.here(self.shop.today(me))
        if answer is not None:
            me.on, at = WISHES[text]
            me.at, me.since = at or me.at, self.shop.clock.now()

    # -- time ----------------------------------------------------------------------------------

    @precondition(lambda self: self.watch.beats < BEATS)
    @rule(by=st.sampled_from(HOURS))
    def time_goes_on(self, by: int) -> None:
        """Hours, days or a week go by."""
        until = self.shop.clock.now() + timedelta(hours=by)
        for number, moment in enumerate(self.shop.moments(timedelta(hours=by))):
            self.shop.clock.at = moment
            self.watch.beat(both=number % 8 == 0)
        self.shop.clock.at = until
        if by >= 24:
            self.watch.whole()

    @precondition(lambda self: self.watch.beats < BEATS)
    @rule(by=st.integers(1, 40), both=BOTH)
    def sleeps(self, by: int, both: bool) -> None:
        """No process runs for some hours."""
        self.shop.clock.advance(timedelta(hours=by))
        self.watch.beat(both=both)

    # -- what always holds ---------------------------------------------------------------------

    @invariant()
    def all_are_kept(self) -> None:
        """Every item is there, as its events say."""
        self.watch.all_are_kept()


@pytest.mark.slow
def test_nothing_is_lost_and_nobody_is_told_what_is_over(databases: Databases) -> None:
    class Here(ActionMachine):
        """The machine on one engine."""

    Here.databases = databases
    run_state_machine_as_test(Here, settings=SETTINGS)
