"""What every door to schedules shares: who may, which one is meant, what a new one is, keeping it.

Rights are asked for the team of a schedule: whoever oversees has all, a lead those of the teams he
leads. Personal digests are schedules too, but none of these.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from base.dimensions import Dim
from base.language import Bilingual, Lang, Listing, Msg, Value, msg
from base.refusal import Refusal
from base.rights import EVERYTHING, Actor, Scope, Verb, can
from base.schedule import (
    Cadence,
    DayKind,
    DayRule,
    Level,
    OnHoliday,
    Schedule,
    Timing,
    What,
    WhenEmpty,
)
from commands import schedule_reviews as reviews
from commands.context import Context, Request
from commands.schedule_typed import Typed, Where
from metrics.recurrence import next_after
from metrics.workdays import WorkCalendar, calendar_here
from metrics.zones import usual_country
from storage import schedules
from storage.engine import Work
from storage.names import named
from storage.preferences import channel_language
from storage.reaching import reach

_EXAMPLES = {
    Lang.ZH: ("定时 添加 周报 每周一 9:00", "定时 添加 月报 每月最后一个工作日 18:00"),
    Lang.EN: ("schedule add weekly monday 09:00", "schedule add monthly last working day 18:00"),
}
LIST = {Lang.ZH: "定时 列表", Lang.EN: "schedule list"}
FORM = {Lang.ZH: "定时 添加", Lang.EN: "schedule add"}

DEFAULT_DAYS = {
    What.WEEKLY: DayRule(DayKind.WEEKDAYS, frozenset({0})),
    What.DAILY: DayRule(DayKind.WORKDAYS),
    What.MONTHLY: DayRule(DayKind.FIRST_WORKDAY),
    What.FLASH: DayRule(DayKind.PROMOTION),
    What.QUESTION: DayRule(DayKind.WORKDAYS),
}
_ON_HOLIDAY = {What.DAILY: OnHoliday.SKIP, What.FLASH: OnHoliday.SEND}
# After so many minutes it is no news any more.
_LATE = {What.FLASH: 60, What.MONTHLY: 24 * 60}
_USUALLY_LATE = 180
_MONTHLY = frozenset({DayKind.MONTH_DAY, DayKind.FIRST_WORKDAY, DayKind.LAST_WORKDAY})
_NUMBER = re.compile(r"(?:no\.?\s*|#|第)?\s*(\d{1,9})\s*号?", re.IGNORECASE)

# -- who may ---------------------------------------------------------------------------------------


def may(actor: Actor, team: int) -> bool:
    """Say whether somebody may schedule for a team, 0 for everybody."""
    return can(actor, Verb.SCHEDULE, Scope(team=team) if team else EVERYTHING)


def may_any(actor: Actor) -> bool:
    """Say whether somebody may schedule anything at all."""
    return may(actor, 0) or any(may(actor, team) for team in actor.leads)


def check(actor: Actor, team: int) -> None:
    """Raise Refusal where somebody may not schedule for a team, and say who may."""
    if not may(actor, team):
        raise Refusal(msg("rights.schedule" if team or not actor.leads else "rights.schedule_all"))


def check_any(actor: Actor) -> None:
    """Raise Refusal where somebody may not schedule anything."""
    if not may_any(actor):
        raise Refusal(msg("rights.schedule"))


# -- which one -------------------------------------------------------------------------------------


def visible(work: Work, actor: Actor) -> tuple[Schedule, ...]:
    """Return the schedules that somebody may see, by number."""
    return tuple(one for one in schedules.listed(work) if may(actor, one.team))


def numbered(text: str) -> tuple[int | None, str]:
    """Return the number with which a text begins, and what stands behind it."""
    found = _NUMBER.match(text.strip())
    if found is None:
        return None, text.strip()
    return int(found[1]), text.strip()[found.end() :].strip()


def meant(work: Work, request: Request, number: int | None, verb: str) -> Schedule:
    """Return the schedule of a number; without one the only one there is.

    `verb` is what is to be done with it, as it is typed. Raises Refusal where there is no such
    schedule, it may not be seen, or it is not said which.
    """
    check_any(request.actor)
    if number is None:
        return _only(work, request, verb)
    found = schedules.read(work, number)
    if found is None or found.level is Level.PERSON:
        raise Refusal(msg("schedule.no_such", number=str(number)), (LIST[request.lang],))
    check(request.actor, found.team)
    return found


def _only(work: Work, request: Request, verb: str) -> Schedule:
    seen = visible(work, request.actor)
    if len(seen) == 1:
        return seen[0]
    word = FORM[request.lang].split()[0]
    suggestions = tuple(f"{word} {verb} {one.id}" for one in seen[:3])
    key = "schedule.which" if seen else "schedule.none_yet"
    raise Refusal(msg(key), suggestions or _EXAMPLES[request.lang])


# -- when next -------------------------------------------------------------------------------------


def calendar_of(context: Context, work: Work, country: str) -> WorkCalendar:
    """Return the working days of a country and this workspace. Raises Refusal for no country."""
    return calendar_here(work, country, context.promotions)


def next_of(timing: Timing, calendar: WorkCalendar, after: datetime) -> datetime | None:
    """Return when a timing comes next."""
    found = next_after(timing, calendar, after)
    return None if found is None else found.at


def reckoned(context: Context, work: Work, of: Schedule, now: datetime) -> Schedule:
    """Return a schedule with its next occurrence. Raises Refusal for a country nobody knows."""
    calendar = calendar_of(context, work, of.timing.country)
    return replace(of, next_at=next_of(of.timing, calendar, now))


# -- a new one, or another of an old one -----------------------------------------------------------


def drawn_up(
    work: Work, request: Request, typed: Typed, teams: Mapping[int, Bilingual], old: Schedule | None
) -> Schedule:
    """Return the schedule that a text means; what it does not say is as it was, or usual.

    Raises Refusal that names what is not understood, missing, or not allowed.
    """
    _understood(typed, request.lang)
    what = typed.what or (old.what if old else None)
    if what is None:
        raise Refusal(msg("schedule.no_what"), _EXAMPLES[request.lang])
    reviews.check_typed(what, typed, old, request.lang, may_all=may(request.actor, 0))
    level, team = whose(request.actor, typed, teams, old, request.lang)
    check(request.actor, team)
    timing = timed(what, typed, request.actor.zone, old)
    if timing is None:
        raise Refusal(msg("schedule.no_time"), _EXAMPLES[request.lang])
    cadence = reviews.cadence_of(typed, old) if what is What.AGENDA else None
    unfit = unfitting(what, cadence, timing)
    if unfit is not None:
        raise Refusal(unfit, (_EXAMPLES if cadence is None else reviews.EXAMPLES)[request.lang])
    channel = _channel(work, request, typed, old)
    if cadence and not reviews.is_channel(channel):
        raise Refusal(msg("schedule.review.no_channel"), reviews.EXAMPLES[request.lang])
    lang = typed.lang or (old.lang if old else None)
    lang = lang or channel_language(work, channel) or typed.typed_in or request.lang
    fresh = Schedule(what, level, channel, timing, owner=max(request.actor.person, 0))
    base = old or replace(fresh, late_minutes=late_minutes(what))
    kept = base.late_minutes if base.what is what else late_minutes(what)
    late = typed.late_minutes or kept
    return replace(
        base, what=what, level=level, team=team, channel=channel, timing=timing, lang=lang,
        when_empty=typed.when_empty or base.when_empty,
        late_minutes=reviews.late_for(timing) if cadence else late,
        cadence=cadence, follow_up=(typed.follow or base.follow_up) if cadence else 0,
    )  # fmt: skip


def late_minutes(what: What) -> int:
    """Return how late a post may come by custom, in minutes; an agenda until its meeting."""
    return _LATE.get(what, _USUALLY_LATE)


def unfitting(what: What, cadence: Cadence | None, timing: Timing) -> Msg | None:
    """Return why something does not come at such a time, None where it does."""
    if cadence is not None:
        return reviews.unfit_days(cadence, timing.days) or reviews.unfit_ahead(timing)
    unfit = misfit(what, timing.days)
    return msg(unfit) if unfit else None


def _understood(typed: Typed, lang: Lang) -> None:
    examples = (reviews.EXAMPLES if typed.what is What.AGENDA else _EXAMPLES)[lang]
    if typed.wrong:
        raise Refusal(msg("schedule.bad_time", time=typed.wrong), examples)
    if typed.unknown:
        unknown = Listing(typed.unknown, quoted=True)
        raise Refusal(msg("schedule.not_understood", words=unknown), examples)
    if typed.called:
        # Only a channel chosen from the chat's own list comes with its id.
        here = {Lang.ZH: f"{examples[0]} 这里", Lang.EN: f"{examples[0]} here"}[lang]
        raise Refusal(msg("schedule.channel_name", name=typed.called), (FORM[lang], here))


def whose(
    actor: Actor, typed: Typed, teams: Mapping[int, Bilingual], old: Schedule | None, lang: Lang
) -> tuple[Level, int]:
    """Return for whom a text wants it; a lead who names nobody means his team."""
    if typed.team:
        return Level.GROUP, typed.team
    # "小组复盘" names no group: his own is meant.
    own = typed.mine or typed.level is Level.GROUP
    own = own or (typed.level is None and old is None and not may(actor, 0))
    if own:
        return Level.GROUP, _own_team(actor, teams, lang)
    if typed.level is None and old is not None:
        return old.level, old.team
    return typed.level or Level.DEPARTMENT, 0


def _own_team(actor: Actor, teams: Mapping[int, Bilingual], lang: Lang) -> int:
    leads = sorted(actor.leads)
    if len(leads) == 1:
        return leads[0]
    check_any(actor)
    if not leads:
        raise Refusal(msg("rights.no_team"), _EXAMPLES[lang])
    names = tuple(teams[team] for team in leads if team in teams)
    suggestions = tuple(f"{_EXAMPLES[lang][0]} {name.in_(lang)}" for name in names[:2])
    raise Refusal(msg("schedule.which_team", teams=Listing(names)), suggestions)


def timed(what: What, typed: Typed, zone: str, old: Schedule | None) -> Timing | None:
    """Return when a text wants it; None where nobody said at which time."""
    was = old.timing if old is not None else None
    agenda = what is What.AGENDA
    at = typed.at if typed.at is not None else (was.at if was else None)
    at = reviews.MEETING if at is None and agenda else at
    if at is None:
        return None
    zone = typed.zone or (was.zone if was else zone)
    country = typed.country
    if country is None:
        kept = was is not None and typed.zone is None
        country = was.country if was is not None and kept else usual_country(zone)
    same = old is not None and typed.what in (None, old.what)
    same = same and (old is None or typed.cadence in (None, old.cadence))
    usual = was.on_holiday if was is not None and same else _ON_HOLIDAY.get(what, OnHoliday.NEXT)
    days = typed.days or (was.days if was is not None and same else None)
    on_holiday = typed.on_holiday or usual
    if agenda:
        cadence = reviews.cadence_of(typed, old)
        meets = Timing(reviews.days_for(cadence, days), at, None, zone, country, on_holiday)
        return reviews.met(meets, typed.ahead, typed.ahead_at, old)
    until = typed.until if typed.at is not None or was is None else was.until
    return Timing(days or DEFAULT_DAYS[what], at, until, zone, country, on_holiday)


def misfit(what: What, days: DayRule) -> str:
    """Return the text that says why something does not come on such days, "" where it does."""
    if what is What.FLASH and days.kind is not DayKind.PROMOTION:
        return "schedule.flash_days"
    if what is What.MONTHLY and days.kind not in _MONTHLY:
        return "schedule.month_days"
    return ""


def _channel(work: Work, request: Request, typed: Typed, old: Schedule | None) -> str:
    if typed.channel:
        return typed.channel
    if typed.where is None and old is not None:
        return old.channel
    if typed.where is Where.ME:
        who = reach(work, request.actor.person)
        found = who.user if who else request.channel if request.channel[:1] in "UW" else ""
    else:
        found = request.channel
    if not found:
        raise Refusal(msg("schedule.no_channel"), (FORM[request.lang],))
    return found


def twin(work: Work, new: Schedule) -> Schedule | None:
    """Return a schedule that says the same to the same people on the same days, if there is one.

    Flashes come several times a day; of everything else a second one would be a double. Of reviews
    the days do not count: there is one series of a cadence, level and team.
    """
    for one in schedules.elsewhere(work, new.channel, new.what, new.team):
        if new.what is What.AGENDA:
            if one.id != new.id and reviews.same_series(one, new):
                return one
            continue
        same = one.asks == new.asks and (
            one.level is new.level and one.lang is new.lang and one.timing.days == new.timing.days
        )
        again = new.what is not What.FLASH or one.timing.at == new.timing.at
        if same and again and one.id != new.id:
            return one
    return None


def twin_refused(found: Schedule, lang: Lang) -> Refusal:
    """Return how somebody is told that there is one already."""
    word = FORM[lang].split()[0]
    verbs = {Lang.ZH: ("修改", "预览"), Lang.EN: ("edit", "preview")}[lang]
    suggestions = tuple(f"{word} {verb} {found.id}" for verb in verbs)
    return Refusal(msg("schedule.twin", number=str(found.id)), suggestions)


def team_names(work: Work) -> dict[int, Bilingual]:
    """Return every team by its number."""
    return {int(key): name for key, name in named(work, Dim.TEAM).items()}


def examples(lang: Lang) -> tuple[str, ...]:
    """Return two requests that work."""
    return _EXAMPLES[lang]


EMPTY_NAMES: Mapping[WhenEmpty, Bilingual] = {
    WhenEmpty.SAY: Bilingual("照发，说明没有数据", "Post, and say there are no data"),
    WhenEmpty.SKIP: Bilingual("不发", "Do not post"),
}


def whom(of: Schedule, teams: Mapping[int, Bilingual]) -> Value:
    """Return for whom a schedule is."""
    if of.team:
        return teams.get(of.team, Bilingual(str(of.team), str(of.team)))
    return msg(f"schedule.level.{of.level.value}")
