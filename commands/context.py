"""What a command is given: the installation it runs in, and the request."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from base.clock import Clock, local_day
from base.language import Lang
from base.rights import Actor
from metrics.calendars import PromotionTable
from metrics.promotions import DEFAULT
from storage.engine import Database


class Place(StrEnum):
    """Who can read the answer: the asker alone, or everybody in a channel."""

    PRIVATE = "private"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Context:
    """An installation: its data, its clock, its calendar of promotions."""

    database: Database
    clock: Clock
    promotions: PromotionTable = field(default=DEFAULT)


@dataclass(frozen=True)
class Request:
    """What somebody typed, who he is, and where the answer will be read.

    `on` is the day on which it was typed, where that is not today: "last week" of an answer that
    is exported or shared later means the week it meant then. `channel` is the chat's id of where it
    was typed, the asker's own where that is a direct message, empty elsewhere; `thread` names the
    message below which it was typed or a button pressed, empty where there is none.
    """

    text: str
    actor: Actor
    lang: Lang
    place: Place = Place.PRIVATE
    on: date | None = None
    channel: str = ""
    thread: str = ""
    user: str = ""
    door: str = ""

    def today(self, clock: Clock) -> date:
        """Return the asker's own day, or the one on which he asked."""
        return self.on or local_day(clock, self.actor.zone)
