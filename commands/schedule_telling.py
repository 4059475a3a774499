"""Schedules in words: one sentence, its place in the list, what comes next, what has become of it.

Times are told as they are on the wall of the schedule's zone, and as moments, which a chat shows
in the reader's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from base.answer import FollowUp
from base.language import Bilingual, Chat, Days, Lang, Moment, Msg, Value, msg
from base.reasons import why
from base.schedule import (
    DayKind,
    Due,
    Occurrence,
    OccurrenceState,
    OnHoliday,
    Schedule,
    Timing,
    What,
    WhenEmpty,
)
from commands import schedule_reviews as reviews
from commands.schedule_keeping import late_minutes, whom
from commands.schedule_zones import called
from metrics.recurrence import meeting_of, occurrences
from metrics.timing_words import described
from metrics.workdays import WEEKEND, WorkCalendar

NEXT, SKIPPED = 5, 8
_MOVED = frozenset({DayKind.WEEKDAYS, DayKind.MONTH_DAY, DayKind.EVERY_DAY})
_COUNTRIES = {
    "CN": Bilingual("中国", "China"), "DE": Bilingual("德国", "Germany"),
    "US": Bilingual("美国", "the US"), "GB": Bilingual("英国", "the UK"),
    "JP": Bilingual("日本", "Japan"), "SG": Bilingual("新加坡", "Singapore"),
    "IN": Bilingual("印度", "India"), "AU": Bilingual("澳大利亚", "Australia"),
    "HK": Bilingual("香港", "Hong Kong"), "FR": Bilingual("法国", "France"),
}  # fmt: skip
_LANGS = {Lang.ZH: Bilingual("中文", "Chinese"), Lang.EN: Bilingual("英文", "English")}

# -- one of them -----------------------------------------------------------------------------------


def what_is(of: Schedule) -> Msg:
    """Return what a schedule posts; of reviews, which."""
    if of.what is What.AGENDA:
        return reviews.called(of.cadence)
    if of.what is What.QUESTION:
        return msg("schedule.asks", name=of.asks_as)
    return msg(f"schedule.what.{of.what.value}")


def named(of: Schedule, teams: Mapping[int, Bilingual]) -> dict[str, Value]:
    """Return the values by which every sentence names a schedule."""
    return {
        "number": str(of.id),
        "what": what_is(of),
        "whom": whom(of, teams),
        "channel": Chat(of.channel),
    }


# What is said of a schedule, and of a review: that one is held, and its agenda posted.
_OF_REVIEW = {
    "schedule.added": "schedule.review.added",
    "schedule.changed": "schedule.review.changed",
    "schedule.preview": "schedule.review.preview",
    "schedule.remove_sure": "schedule.review.remove_sure",
}


def sentence(
    key: str, of: Schedule, teams: Mapping[int, Bilingual], follower: Bilingual | None = None
) -> Msg:
    """Return everything a schedule is, in one sentence that begins as `key` does.

    `follower` is the name of who follows a review up.
    """
    told = list(_terms(of))
    if of.what is What.AGENDA:
        key = _OF_REVIEW.get(key, key)
        told.insert(0, followed(follower))
    terms = reduce(lambda first, rest: msg("schedule.terms", first=first, rest=rest), told)
    return msg(key, **named(of, teams), when=when(of.timing), terms=terms)


def followed(follower: Bilingual | None) -> Msg:
    """Return who follows a review up, or that nobody does."""
    if follower is None:
        return msg("schedule.review.nobody")
    return msg("schedule.review.follower", name=follower)


def when(timing: Timing) -> Msg:
    """Return a timing in words."""
    return described(timing, called(timing.zone))


def _terms(of: Schedule) -> Iterator[Msg]:
    timing = of.timing
    country = _COUNTRIES.get(timing.country, Bilingual(timing.country, timing.country))
    if timing.days.kind in _MOVED and timing.country:
        yield msg(f"schedule.holiday.{timing.on_holiday.value}", country=country)
    elif timing.days.kind in _MOVED:
        yield msg(f"schedule.weekend.{timing.on_holiday.value}")
    elif timing.days.kind is not DayKind.PROMOTION and timing.country:
        yield msg("schedule.workdays_of", country=country)
    if of.when_empty is WhenEmpty.SKIP:
        yield msg("schedule.skips_empty")
    # An agenda is worth posting until its meeting, which goes without saying.
    if of.what is not What.AGENDA and of.late_minutes != late_minutes(of.what):
        yield msg("schedule.late_minutes", minutes=of.late_minutes)
    yield msg("schedule.in_language", lang=_LANGS[of.lang])


def line(
    of: Schedule, teams: Mapping[int, Bilingual], followers: Mapping[int, Bilingual] | None = None
) -> Msg:
    """Return a schedule's line in the list; `followers` are names by number."""
    told = named(of, teams) | {"when": when(of.timing)}
    if of.what is What.AGENDA:
        return _review_line(of, told, (followers or {}).get(of.follow_up))
    if of.paused:
        return msg("schedule.line_paused", **told)
    if of.next_at is None:
        return msg("schedule.line_never", **told)
    return msg("schedule.line", **told, next=moment(of, of.next_at))


def _review_line(of: Schedule, told: Mapping[str, Value], follower: Bilingual | None) -> Msg:
    told = {**told, "followed": followed(follower)}
    if of.paused:
        return msg("schedule.review.line_paused", **told)
    if of.next_at is None:
        return msg("schedule.review.line_never", **told)
    return msg("schedule.review.line", **told, next=moment(of, of.next_at))


def home_line(of: Schedule, teams: Mapping[int, Bilingual]) -> Msg:
    """Return a schedule's line on the page that a person finds: what comes where, and when."""
    paused = msg("home.schedules.paused")
    return msg(
        "home.schedules.line", **named(of, teams), next=paused if of.paused else next_one(of)
    )


def moment(of: Schedule, at: datetime) -> Moment:
    """Return a moment of a schedule, in its own zone where the reader's is not known."""
    return Moment(at, of.timing.zone)


def next_one(of: Schedule) -> Msg:
    """Return when a schedule comes next, or that it does not."""
    if of.next_at is None:
        return msg("schedule.never")
    if of.what is What.AGENDA:
        return msg("schedule.review.next", next=moment(of, of.next_at))
    return msg("schedule.next", next=moment(of, of.next_at))


# -- what comes ------------------------------------------------------------------------------------


def coming(
    of: Schedule, calendar: WorkCalendar, now: datetime, most: int, reader: str
) -> tuple[Msg, ...]:
    """Return the next occurrences, those that a holiday moves or takes away among them.

    `reader` is the zone of whoever reads it.
    """
    dues = list(islice(occurrences(of.timing, calendar, now), most))
    if not dues:
        return (msg("schedule.never"),)
    today = now.astimezone(ZoneInfo(of.timing.zone)).date()
    told = [(due.day, _due(of, calendar, due, reader, today)) for due in dues]
    left_out = _skipped(of, calendar, now, dues[-1])
    told += _left_out(calendar, left_out, today)
    return tuple(text for _, text in sorted(told, key=lambda one: one[0]))


def _on(day: date, today: date) -> Days:
    return Days(day, day, with_year=day.year != today.year, weekday=True)


def _due(of: Schedule, calendar: WorkCalendar, due: Due, reader: str, today: date) -> Msg:
    timing = of.timing
    if timing.ahead_at is not None:
        return _moved(calendar, due, _meeting(of, due, reader, today), today)
    at = (
        _clock(timing.at) if timing.until is None else f"{_clock(timing.at)}–{_clock(timing.until)}"
    )
    told: dict[str, Value] = {
        "day": _on(due.day, today), "at": at, "zone": called(timing.zone),
    }  # fmt: skip
    wall = msg("schedule.due", **told)
    if reader != timing.zone:
        wall = msg("schedule.due_there", **told, there=Moment(due.at, reader))
    return _moved(calendar, due, wall, today)


def _meeting(of: Schedule, due: Due, reader: str, today: date) -> Msg:
    """Return when a review is held, and when its agenda comes before it."""
    timing, zone = of.timing, ZoneInfo(of.timing.zone)
    announced = due.at.astimezone(zone)
    told: dict[str, Value] = {
        "day": _on(due.day, today), "at": _clock(timing.at), "zone": called(timing.zone),
    }  # fmt: skip
    wall = msg("schedule.review.due", **told)
    if reader != timing.zone:
        there = Moment(meeting_of(timing, due), reader)
        wall = msg("schedule.review.due_there", **told, there=there)
    agenda_at = f"{announced:%H:%M}"
    if announced.date() == due.day:
        return msg("schedule.review.announced_that_day", due=wall, at=agenda_at)
    return msg(
        "schedule.review.announced", due=wall, day=_on(announced.date(), today), at=agenda_at
    )


def _moved(calendar: WorkCalendar, due: Due, wall: Msg, today: date) -> Msg:
    """Return what comes, and why it does not come on the day that the rule named."""
    reason = calendar.why_off(due.nominal) if due.nominal != due.day else None
    if reason is None:
        return wall
    key = "schedule.moved_later" if due.day > due.nominal else "schedule.moved_earlier"
    return msg(key, nominal=_on(due.nominal, today), reason=reason, due=wall)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _skipped(of: Schedule, calendar: WorkCalendar, now: datetime, last: Due) -> list[date]:
    """Return the days up to the last one shown on which nothing comes because nobody works.

    Of a daily post the week-ends are not told.
    """
    if of.timing.on_holiday is not OnHoliday.SKIP or of.timing.days.kind not in _MOVED:
        return []
    always = replace(of.timing, on_holiday=OnHoliday.SEND)
    daily = of.timing.days.kind is DayKind.EVERY_DAY
    named_days = takewhile(lambda due: due.at < last.at, occurrences(always, calendar, now))
    reasons = ((due.nominal, calendar.why_off(due.nominal)) for due in named_days)
    return [day for day, why in reasons if why is not None and not (daily and why is WEEKEND)]


def _left_out(calendar: WorkCalendar, days: list[date], today: date) -> Iterator[tuple[date, Msg]]:
    """Yield a line for each run of days that are off for one reason, with its first day."""
    runs: list[list[date]] = []
    for day in days:
        after = runs and runs[-1][-1] + timedelta(days=1) == day
        if after and calendar.why_off(runs[-1][-1]) == calendar.why_off(day):
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs[:SKIPPED]:
        year = run[-1].year != today.year
        told = Days(run[0], run[-1], with_year=year, weekday=True)
        key = "schedule.left_out" if len(run) == 1 else "schedule.left_out_all"
        yield run[0], msg(key, day=told, reason=calendar.why_off(run[0]))


def unknown_years(of: Schedule, calendar: WorkCalendar, now: datetime) -> tuple[Msg, ...]:
    """Return a note for each year of the next occurrences whose holidays are not known yet."""
    dues = islice(occurrences(of.timing, calendar, now), NEXT)
    years = sorted({day.year for due in dues for day in (due.day, due.nominal)})
    return tuple(
        msg("schedule.unknown_year", year=str(year)) for year in years if not calendar.known(year)
    )


# -- what has become of it -------------------------------------------------------------------------


def logged(of: Schedule, one: Occurrence, *, several: bool = False) -> Msg:
    """Return what has become of an occurrence: when it was to come, when it came, or why not."""
    state = msg(f"schedule.state.{one.state.value}", at=moment(of, one.sent_at or one.due_at))
    told: dict[str, Value] = {
        "day": Days(one.day, one.day, weekday=True),
        "due": moment(of, one.due_at),
        "state": state,
        "why": _because(of, one),
    }
    if several:
        whose = msg("schedule.log_whose", number=str(of.id), what=what_is(of))
        return msg("schedule.log_line_of", **told, whose=whose)
    return msg("schedule.log_line", **told)


def _because(of: Schedule, one: Occurrence) -> Msg:
    reasons = list(_reasons(of, one))
    if not reasons:
        return msg("none")
    sentences = reduce(lambda a, b: msg("schedule.sentences", first=a, rest=b), reasons)
    return msg("schedule.because", reasons=sentences)


def _reasons(of: Schedule, one: Occurrence) -> Iterator[Msg]:
    if one.slot.startswith("now-"):
        yield msg("schedule.by_hand")
    if one.nominal != one.day:
        yield msg("schedule.was_moved", day=Days(one.nominal, one.nominal, weekday=True))
    if one.reason:
        yield why(one.reason, one.detail.get("ref", ""))
    waiting = one.state is OccurrenceState.DUE and one.until is not None
    if waiting and one.until is not None:
        yield msg("schedule.at_the_latest", until=moment(of, one.until))
    if not one.complete and one.state in (OccurrenceState.SENT, OccurrenceState.QUEUED):
        yield msg("schedule.was_incomplete")


# -- what can be done with it ----------------------------------------------------------------------


def button(verb: str, of: Schedule) -> FollowUp:
    """Return the button that does something with a schedule."""
    return FollowUp(msg(f"schedule.button.{verb}"), f"/fupan schedule {verb} {of.id}")


def buttons(of: Schedule, *verbs: str) -> tuple[FollowUp, ...]:
    """Return the buttons of some verbs; an agenda is not tried out, it is kept up where it is."""
    agenda = of.what is What.AGENDA
    return tuple(button(verb, of) for verb in verbs if not (agenda and verb == "test"))


ADD = FollowUp(msg("schedule.button.add"), "/fupan schedule add")
LOG = FollowUp(msg("schedule.button.log"), "/fupan schedule log")
LIST = FollowUp(msg("schedule.button.list"), "/fupan schedule list")
