"""How people say when their daily message shall come, and how that is said back to them."""

import re
from dataclasses import replace

from base.language import Bilingual, Listing, Msg, msg
from base.refusal import Refusal
from base.schedule import DayKind
from commands.schedule_words import Text, days, minutes
from storage.preferences import DigestWishes

_OFF = frozenset(
    {
        "off",
        "no",
        "never",
        "stop",
        "none",
        "关",
        "关掉",
        "关闭",
        "不发",
        "以后不发",
        "停",
        "停掉",
        "取消",
    }
)
_ON = frozenset({"on", "yes", "start", "resume", "开", "打开", "开启", "发", "恢复", "要"})
_QUIET = re.compile(
    r"(?:quiet(?: hours)?|免打扰|勿扰|不打扰)\s*(?P<start>.+?)\s*(?:-|–|~|到|至|to)\s*(?P<end>.+)"
)
_WEEK = (
    Bilingual("周一", "Mon"), Bilingual("周二", "Tue"), Bilingual("周三", "Wed"),
    Bilingual("周四", "Thu"), Bilingual("周五", "Fri"), Bilingual("周六", "Sat"),
    Bilingual("周日", "Sun"),
)  # fmt: skip


def wished(now: DigestWishes, text: str) -> DigestWishes:
    """Return the wishes with a change as typed (lower case). Raises Refusal where it is none."""
    if text in _OFF:
        return replace(now, on=False)
    found = _changed(now, text)
    if found is None:
        raise Refusal(msg("digest.not_understood", text=text))
    trouble = quiet_trouble(found)
    if trouble is not None:
        raise Refusal(trouble)
    return found


def _changed(now: DigestWishes, text: str) -> DigestWishes | None:
    if text in _ON:
        return replace(now, on=True)
    quiet = _QUIET.fullmatch(text)
    if quiet is not None:
        start, end = minutes(quiet["start"]), minutes(quiet["end"])
        if start is None or end is None:
            return None
        return replace(now, quiet_from=start, quiet_to=end)
    left = Text(text)
    rule = days(left)
    if rule is not None and not left.rest.strip():
        return _on_days(now, rule.kind, rule.weekdays)
    at = minutes(text.removeprefix("at "))
    return None if at is None else replace(now, on=True, at=at)


def _on_days(now: DigestWishes, kind: DayKind, weekdays: frozenset[int]) -> DigestWishes | None:
    """Return the wishes on these days of the week; None for days of a month or a promotion."""
    match kind:
        case DayKind.WEEKDAYS:
            return replace(now, workdays=weekdays)
        case DayKind.EVERY_DAY:
            return replace(now, workdays=frozenset(range(7)))
        case DayKind.WORKDAYS:
            return replace(now, workdays=None)
        case _:
            return None


def quiet_trouble(wishes: DigestWishes) -> Msg | None:
    """Return that the hour lies within the quiet hours, None where it does not."""
    if not wishes.on or not wishes.quiet(wishes.at):
        return None
    return msg("digest.quiet", at=clock_time(wishes.at), hours=quiet_hours(wishes))


def quiet_hours(wishes: DigestWishes) -> str:
    """Return the quiet hours as a clock shows them."""
    return f"{clock_time(wishes.quiet_from)}–{clock_time(wishes.quiet_to)}"


def clock_time(minute: int) -> str:
    """Return minutes after midnight as a clock shows them: 09:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def days_named(chosen: frozenset[int] | None) -> Msg:
    """Return how the days of a wish are called: "on working days", "Mon to Sat", "Mon, Wed"."""
    if chosen is None:
        return msg("digest.days.calendar")
    if len(chosen) == len(_WEEK):
        return msg("digest.days.all")
    # A run of days begins after one that is not in it: Saturday to Tuesday are one, too.
    starts = [day for day in sorted(chosen) if (day - 1) % 7 not in chosen]
    if len(starts) == 1 and len(chosen) > 1:
        last = (starts[0] + len(chosen) - 1) % 7
        return msg("digest.days.run", first=_WEEK[starts[0]], last=_WEEK[last])
    return msg("digest.days.some", days=Listing(tuple(_WEEK[day] for day in sorted(chosen))))
