"""The form for a schedule: a new one, or one that is there, filled in as it stands."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, Lang, Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from base.schedule import (
    DayKind,
    DayRule,
    Level,
    OnHoliday,
    Schedule,
    Timing,
    What,
    WhenEmpty,
)
from commands import schedule_telling as telling
from commands.context import Context, Request
from commands.forms import SCHEDULE
from commands.schedule_keeping import (
    DEFAULT_DAYS,
    EMPTY_NAMES,
    check,
    check_any,
    late_minutes,
    may,
    meant,
    misfit,
    reckoned,
    team_names,
    twin,
)
from commands.schedule_verbs import number_to_edit
from commands.schedule_words import time_field
from commands.schedule_zones import OFFERED, called
from commands.submitting import PATIENCE, Opening, Outcome
from metrics.zones import usual_country
from storage import schedules
from storage.engine import Work
from storage.preferences import channel_language
from storage.seen import claim

Chosen = TypeVar("Chosen", bound=StrEnum)


_KEPT = "as_it_is"

_WHATS = (
    Option(What.WEEKLY, Bilingual("周报", "Weekly summary")),
    Option(What.DAILY, Bilingual("日报", "Daily summary")),
    Option(What.MONTHLY, Bilingual("月报", "Monthly summary")),
    Option(What.FLASH, Bilingual("大促快报（只在大促当天发）", "Promotion flash (main days only)")),
)
_RULES: dict[str, DayRule] = {
    **{f"weekday{n}": DayRule(DayKind.WEEKDAYS, frozenset({n})) for n in range(7)},
    "workdays": DayRule(DayKind.WORKDAYS),
    "every_day": DayRule(DayKind.EVERY_DAY),
    "month1": DayRule(DayKind.MONTH_DAY, month_day=1),
    "month15": DayRule(DayKind.MONTH_DAY, month_day=15),
    "month31": DayRule(DayKind.MONTH_DAY, month_day=31),
    "first_workday": DayRule(DayKind.FIRST_WORKDAY),
    "last_workday": DayRule(DayKind.LAST_WORKDAY),
    "promotion": DayRule(DayKind.PROMOTION),
}
DAY_NAMES = {
    "weekday0": Bilingual("每周一", "Mondays"),
    "weekday1": Bilingual("每周二", "Tuesdays"),
    "weekday2": Bilingual("每周三", "Wednesdays"),
    "weekday3": Bilingual("每周四", "Thursdays"),
    "weekday4": Bilingual("每周五", "Fridays"),
    "weekday5": Bilingual("每周六", "Saturdays"),
    "weekday6": Bilingual("每周日", "Sundays"),
    "workdays": Bilingual("每个工作日", "Every working day"),
    "every_day": Bilingual("每天", "Every day"),
    "month1": Bilingual("每月 1 日", "The 1st of the month"),
    "month15": Bilingual("每月 15 日", "The 15th of the month"),
    "month31": Bilingual("每月最后一天", "The last day of the month"),
    "first_workday": Bilingual("每月第一个工作日", "The first working day of the month"),
    "last_workday": Bilingual("每月最后一个工作日", "The last working day of the month"),
    "promotion": Bilingual("大促当天", "The main day of each promotion"),
}
_HOLIDAYS = (
    Option(OnHoliday.NEXT, Bilingual("顺延到下一个工作日", "Move to the next working day")),
    Option(OnHoliday.PREVIOUS, Bilingual("提前到上一个工作日", "Move to the working day before")),
    Option(OnHoliday.SKIP, Bilingual("这次不发", "Skip it")),
    Option(OnHoliday.SEND, Bilingual("照发", "Post all the same")),
)
_EMPTY = tuple(Option(value, name) for value, name in EMPTY_NAMES.items())
LANGS = (
    Option(Lang.ZH, Bilingual("中文", "中文")),
    Option(Lang.EN, Bilingual("English", "English")),
)
_TIME = "09:00"


def schedule_form(context: Context, opening: Opening) -> Form:
    """Return the form, filled in with the schedule that is to be changed, if one is. A series of
    reviews has a form of its own.

    Raises Refusal for whoever may not schedule, and for a schedule that is not there.
    """
    check_any(opening.actor)
    number = number_to_edit(opening.text)
    with context.database.read() as work:
        old = None
        if number is not None:
            old = meant(work, Request("", opening.actor, opening.lang), number, "")
        if old is not None and old.what is What.AGENDA:
            from commands.review_setting_up import form_of

            return form_of(context, work, opening, old)
        whose = offered_to(work, opening.actor)
        lang = old.lang if old else language_for(work, opening)
    fields = (
        Field("what", msg("schedule.form.what"), FieldKind.CHOICE, options=_whats(old),
              value=old.what if old else What.WEEKLY),
        Field("team", msg("schedule.form.team"), FieldKind.CHOICE, options=whose,
              value=offered_value(old) if old else whose[0].value),
        Field("channel", msg("schedule.form.channel"), FieldKind.CHANNEL, required=False,
              value=shown_channel(old, opening), hint=_channel_hint(old, opening)),
        *_times(old),
        Field("zone", msg("schedule.form.zone"), FieldKind.CHOICE,
              options=_zones(old, opening.actor), value=_zone_of(old, opening.actor)),
        Field("holiday", msg("schedule.form.holiday"), FieldKind.CHOICE, options=_HOLIDAYS,
              value=old.timing.on_holiday if old else OnHoliday.NEXT,
              hint=msg("schedule.form.holiday_hint")),
        Field("empty", msg("schedule.form.empty"), FieldKind.CHOICE, options=_EMPTY,
              value=old.when_empty if old else WhenEmpty.SAY),
        Field("lang", msg("schedule.form.lang"), FieldKind.CHOICE, options=LANGS, value=lang),
    )  # fmt: skip
    title = "schedule.form.title_edit" if old else "schedule.form.title"
    return Form(
        SCHEDULE, msg(title), msg("schedule.form.submit"), fields,
        carried={"channel": opening.channel, "schedule": str(old.id) if old else ""},
    )  # fmt: skip


def _whats(old: Schedule | None) -> tuple[Option, ...]:
    """Return what can be posted; a saved question is one as long as it is that already."""
    if old is None or old.what is not What.QUESTION:
        return _WHATS
    return (Option(What.QUESTION, Bilingual(f"“{old.asks_as}”", f"“{old.asks_as}”")), *_WHATS)


def _times(old: Schedule | None) -> Iterator[Field]:
    names = [Option(value, DAY_NAMES[value]) for value in _RULES]
    chosen = _days_value(old.timing.days) if old else "weekday0"
    if chosen == _KEPT:
        names.insert(0, Option(_KEPT, Bilingual("还是现在的日子", "The days as they are now")))
    yield Field(
        "days", msg("schedule.form.days"), FieldKind.CHOICE, options=tuple(names), value=chosen
    )
    yield Field(
        "time", msg("schedule.form.time"), value=_time_value(old.timing) if old else _TIME,
        hint=msg("schedule.form.time_hint"), example=msg("schedule.form.time_example"), longest=30,
    )  # fmt: skip


def _days_value(days: DayRule) -> str:
    return next((value for value, rule in _RULES.items() if rule == days), _KEPT)


def _time_value(timing: Timing) -> str:
    shown = [f"{at // 60:02d}:{at % 60:02d}" for at in (timing.at, timing.until) if at is not None]
    return "-".join(shown)


def offered_to(work: Work, actor: Actor) -> tuple[Option, ...]:
    """Return for whom somebody may schedule: everybody and the boss, and the teams he may."""
    found = []
    if may(actor, 0):
        found += [
            Option(Level.DEPARTMENT, Bilingual("全部门", "The whole department")),
            Option(Level.COMPANY, Bilingual("公司（给老板看，三行）", "The company (three lines)")),
        ]
    names = sorted(team_names(work).items())
    found += [Option(str(team), name) for team, name in names if may(actor, team)]
    return tuple(found)


def offered_value(of: Schedule) -> str:
    """Return the option of whom a schedule is for."""
    return str(of.team) if of.team else of.level.value


def language_for(work: Work, opening: Opening) -> Lang:
    """Return the language a form opens with: the channel's, else the opener's."""
    found = channel_language(work, opening.channel) if opening.channel else None
    return found or opening.lang


def shown_channel(old: Schedule | None, opening: Opening) -> str:
    """Return the channel that stands in the field; a direct message can not stand there."""
    channel = old.channel if old else opening.channel
    return channel if channel[:1] in ("C", "G") else ""


def _channel_hint(old: Schedule | None, opening: Opening) -> Msg:
    if old is not None:
        return msg("schedule.form.channel_kept")
    return msg("schedule.form.channel_here" if opening.channel else "schedule.form.channel_me")


def _zones(old: Schedule | None, actor: Actor) -> tuple[Option, ...]:
    zones = dict.fromkeys((_zone_of(old, actor), *OFFERED))
    return tuple(Option(zone, called(zone)) for zone in zones)


def _zone_of(old: Schedule | None, actor: Actor) -> str:
    return old.timing.zone if old else actor.zone


# -- what was filled in ----------------------------------------------------------------------------


def take_schedule(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep what was filled in. Raises Unfit at the fields that have to be mended."""
    now = context.clock.now()
    with context.database.write(PATIENCE) as work:
        old = being_changed(work, opening, submission, "what")
        teams = team_names(work)
        new = _checked(context, work, opening, submission, old)
        new = reckoned(context, work, new, now)
        if claim(work, key, now):
            new = kept(context, work, opening, new, "what", "schedule.twin")
        else:
            # The same submission again: what it made is there.
            new = twin(work, new) or new
    said = "schedule.changed" if old else "schedule.added"
    return Outcome(
        said=msg(
            "schedule.form.done",
            sentence=telling.sentence(said, new, teams),
            next=telling.next_one(new),
        )
    )


def being_changed(
    work: Work, opening: Opening, submission: Submission, place: str
) -> Schedule | None:
    """Return the schedule that a form changes, None for a new one. Raises Unfit at `place`."""
    number = submission.carried.get("schedule", "")
    if not number:
        return None
    try:
        return meant(work, Request("", opening.actor, opening.lang), int(number), "")
    except Refusal as refusal:
        raise Unfit({place: refusal.message}) from refusal


def kept(
    context: Context, work: Work, opening: Opening, new: Schedule, place: str, twice: str
) -> Schedule:
    """Keep a schedule, new or changed. Raises Unfit at `place` for one that there is already, in
    the words of the text `twice`."""
    now, actor = context.clock.now(), opening.actor.person
    double = twin(work, new)
    if double is not None:
        raise Unfit({place: msg(twice, number=str(double.id))})
    if new.id:
        schedules.change(work, new, now, actor)
        return new
    return replace(new, id=schedules.keep(work, new, now, actor))


def _checked(
    context: Context, work: Work, opening: Opening, submission: Submission, old: Schedule | None
) -> Schedule:
    """Return the schedule of the fields. Raises Unfit with every field that does not fit."""
    errors: dict[str, Msg] = {}
    what = one_of(What, submission, "what", errors) or What.WEEKLY
    level, team = for_whom(opening.actor, submission, errors)
    timing = _timing(submission, what, old, errors)
    when_empty = one_of(WhenEmpty, submission, "empty", errors) or WhenEmpty.SAY
    lang = one_of(Lang, submission, "lang", errors) or opening.lang
    channel = submission.text("channel") or (old.channel if old else "")
    channel = channel or submission.carried.get("channel") or opening.user
    if not channel:
        errors["channel"] = msg("schedule.form.channel_needed")
    if errors or timing is None:
        raise Unfit(errors)
    base = old or Schedule(what, level, channel, timing, owner=max(opening.actor.person, 0))
    late = base.late_minutes if old and old.what is what else late_minutes(what)
    return replace(
        base, what=what, level=level, team=team, channel=channel, timing=timing, lang=lang,
        when_empty=when_empty, late_minutes=late,
    )  # fmt: skip


def one_of(
    kind: type[Chosen], submission: Submission, key: str, errors: dict[str, Msg]
) -> Chosen | None:
    """Return the value of a choice; None, with what is wrong in `errors`, for another."""
    try:
        return kind(submission.text(key))
    except ValueError:
        errors[key] = msg("form.choose")
        return None


def for_whom(actor: Actor, submission: Submission, errors: dict[str, Msg]) -> tuple[Level, int]:
    """Return the level and the team of the choice `team`; what is wrong goes into `errors`."""
    chosen = submission.text("team")
    team = int(chosen) if chosen.isdigit() else 0
    try:
        check(actor, team)
        return (Level.GROUP, team) if team else (Level(chosen), 0)
    except Refusal as refusal:
        errors["team"] = refusal.message
    except ValueError:
        errors["team"] = msg("form.choose")
    return Level.DEPARTMENT, 0


def _timing(
    submission: Submission, what: What, old: Schedule | None, errors: dict[str, Msg]
) -> Timing | None:
    days = _days(submission, what, old, errors)
    on_holiday = one_of(OnHoliday, submission, "holiday", errors)
    clock = time_field(submission.text("time"))
    if clock.at is None:
        errors["time"] = msg("schedule.form.time_wrong", time=clock.wrong)
    zone = submission.text("zone")
    if not _is_zone(zone):
        errors["zone"] = msg("form.choose")
    if clock.at is None or days is None or on_holiday is None or errors:
        return None
    kept = old is not None and old.timing.zone == zone
    country = old.timing.country if old is not None and kept else usual_country(zone)
    return Timing(days, clock.at, clock.until, zone, country, on_holiday)


def _days(
    submission: Submission, what: What, old: Schedule | None, errors: dict[str, Msg]
) -> DayRule | None:
    chosen = submission.text("days")
    days = _RULES.get(chosen) or (old.timing.days if old and chosen == _KEPT else None)
    if days is None:
        errors["days"] = msg("form.choose")
        return None
    if what is What.FLASH:
        # There is one choice only, and it is said beside the word.
        return DEFAULT_DAYS[what]
    unfit = misfit(what, days)
    if unfit:
        errors["days"] = msg(unfit)
    return days


def _is_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        return False
    return bool(zone)
