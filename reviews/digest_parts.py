"""What a part of somebody's daily message is made from, and what it says. No part itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from base.answer import FollowUp
from base.language import Lang, Msg
from base.post import Section
from base.rights import Actor
from reviews.own_days import Works, week_days
from reviews.scoping import Known
from storage.engine import Work


@dataclass(frozen=True)
class Day:
    """A person's day: `week_over` says that it is his first working day since a week ended.

    `works` says on which days he works.
    """

    person: Actor
    today: date
    lang: Lang
    known: Known
    week_over: bool
    works: Works = week_days


@dataclass(frozen=True)
class Part:
    """What one part says. `takeaway` heads the message, if it is the first part that speaks.

    `more` are further sections. `behind` stands instead of all of them in a part that is not the
    first. An `urgent` part comes before the others; one that is only `along` brings no message.
    """

    section: Section
    takeaway: Msg
    notes: tuple[Msg, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    more: tuple[Section, ...] = ()
    behind: tuple[Section, ...] = ()
    urgent: bool = False
    along: bool = False

    def sections(self, *, first: bool) -> tuple[Section, ...]:
        """Return its sections, as the first part of a message or behind another."""
        whole = (self.section, *self.more)
        return whole if first or not self.behind else self.behind


Make: TypeAlias = Callable[[Work, Day], Part | None]
