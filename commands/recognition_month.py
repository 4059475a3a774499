"""Which month of recognition is meant: as typed, or as a button has it."""

import re
from datetime import date

from base.language import Lang, Listing, msg
from base.refusal import Refusal
from commands.context import Request
from commands.lexicon import Standing as Known
from metrics import periods
from metrics.model import NotUnderstood, Period
from metrics.parser import parse

START = "/review recognition"
_ISO = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})")
# What only says once more that it is about recognition.
_FILLER = re.compile(
    r"\b(?:of the month|for|in|the|teams?|agents?|best|recognition)\b"
    r"|优秀|评优|评选|月度之星|之星|团队|小组|个人|员工|客服|的|是谁|谁",
    re.IGNORECASE,
)
# The parser wants a metric: a month is that of the volume.
_VOLUME = {Lang.ZH: "接待量", Lang.EN: "contacts"}


def month_of(known: Known, request: Request, text: str, today: date) -> Period:
    """Return the month that is meant, the last one where none is said.

    Raises Refusal for what is no whole month.
    """
    text = _FILLER.sub(" ", text).strip()
    if not text:
        return periods.before(periods.month(today.year, today.month))
    iso = _ISO.fullmatch(text)
    if iso and 1 <= int(iso[2]) <= 12 and int(iso[1]) > 0:
        return periods.month(int(iso[1]), int(iso[2]))
    found = parse(
        f"{_VOLUME[request.lang]} {text}",
        today=today,
        lexicon=known.lexicon,
        promotions=known.promotions,
        lang=request.lang,
    )
    if isinstance(found, NotUnderstood):
        quoted = Listing(found.words or (text,), quoted=True)
        raise Refusal(msg("recognition.not_understood", words=quoted), (START,))
    period = found.period
    month = periods.month(period.start.year, period.start.month)
    assumed = any(note.key == "note.period_assumed" for note in found.notes)
    if assumed or found.filters or (period.start, period.whole_end) != (month.start, month.end):
        raise Refusal(msg("recognition.not_a_month"), (START,))
    return month
