"""A person's open items as an iCalendar feed (RFC 5545): all-day events on their due dates.

Text only; which items somebody has is asked in `calendar_for`. Nobody else's items, ever.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from base.action import OPEN, Action
from base.clock import Clock, local_day
from base.language import Lang, msg
from bot.render.texts import word
from reviews.actions import folded
from storage import actions
from storage.engine import Database
from storage.reaching import actor_numbered, reach
from storage.webhooks import person_of_link

CONTENT_TYPE = "text/calendar; charset=utf-8"
# RFC 5545, 3.1: octets of a line without its end; what is longer goes on in the next.
_LINE = 75


def calendar_for(database: Database, clock: Clock, token: str) -> bytes | None:
    """Return the feed that a token opens; None for an unknown token and for who has left."""
    with database.read() as work:
        person = person_of_link(work, token)
        if person is None:
            return None
        who = reach(work, person)
        day = local_day(clock, who.zone) if who else local_day(clock, "UTC")
        if actor_numbered(work, person, day).person <= 0:
            return None
        items = actions.found(work, folded, states=OPEN, owners=(person,))
    return calendar_of(items, who.lang if who else Lang.ZH, clock.now())


def calendar_of(items: Sequence[Action], lang: Lang, now: datetime) -> bytes:
    """Return items as a calendar, in UTF-8 with the line ends and folding of RFC 5545."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Fupan//Action items//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(word(msg('account.calendar.name'), lang))}",
        *(line for item in items for line in _event(item, now)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(item: Action, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    # The same item is the same event for good, whatever its date.
    yield f"UID:action-{item.id}-{item.created_at.astimezone(UTC):%Y%m%dT%H%M%S}@fupan"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{item.version}"
    yield f"DTSTART;VALUE=DATE:{_day(item.due)}"
    yield f"DTEND;VALUE=DATE:{_day(item.due + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(item.wording)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def escaped(text: str) -> str:
    """Return a text as a value of RFC 5545, 3.3.11: nothing in it ends the line or the value."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = "\\n".join(lines)
    return "".join(sign for sign in kept if sign == "\t" or (ord(sign) >= 32 and ord(sign) != 127))


def _folded(line: str) -> bytes:
    """Return a line in octets, folded between characters."""
    return b"\r\n ".join(_pieces(line)) + b"\r\n"


def _pieces(line: str) -> Iterable[bytes]:
    piece, room = b"", _LINE
    for sign in line:
        octets = sign.encode("utf-8", "replace")
        if len(piece) + len(octets) > room:
            yield piece
            # The blank that a continued line begins with counts.
            piece, room = b"", _LINE - 1
        piece += octets
    yield piece
