"""A series of reviews as a schedule: what is usual, what does not fit, who follows it up.

What every schedule needs besides is in `schedule_keeping`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from base.language import Bilingual, Lang, Msg, msg
from base.refusal import Refusal
from base.schedule import Cadence, DayKind, DayRule, Schedule, Timing, What
from commands.schedule_typed import Typed
from storage.engine import Work
from storage.people import members_of
from storage.reaching import actor_numbered
from storage.roster import by_number, roster

EXAMPLES = {
    Lang.ZH: (
        "定时 添加 周复盘 我们组 每周三 16:00",
        "定时 添加 月度复盘 全部门 每月第一个工作日 10:00",
    ),
    Lang.EN: (
        "schedule add weekly review my team wednesday 16:00",
        "schedule add monthly review whole department first working day 10:00",
    ),
}

MEETING, AHEAD, AHEAD_AT = 16 * 60, 1, 15 * 60
# Further ahead, the agenda of a week would come before the week it is about is over.
MOST_AHEAD = 5
_LEAST_LATE = 180
_QUARTERLY, _ANNUAL = frozenset({1, 4, 7, 10}), frozenset({1})
USUAL_DAYS: Mapping[Cadence, DayRule] = {
    Cadence.WEEKLY: DayRule(DayKind.WEEKDAYS, frozenset({2})),
    # A few days in: the agenda comes a working day before, and by then the month has its data.
    Cadence.MONTHLY: DayRule(DayKind.MONTH_DAY, month_day=5),
    Cadence.QUARTERLY: DayRule(DayKind.MONTH_DAY, month_day=8, months=_QUARTERLY),
    Cadence.ANNUAL: DayRule(DayKind.MONTH_DAY, month_day=10, months=_ANNUAL),
    Cadence.BEFORE_PROMOTION: DayRule(DayKind.BEFORE_PROMOTION, month_day=10),
    Cadence.PROMOTION: DayRule(DayKind.AFTER_PROMOTION, month_day=3),
}
_BY_MONTH = frozenset({DayKind.MONTH_DAY, DayKind.FIRST_WORKDAY, DayKind.LAST_WORKDAY})
_KINDS: Mapping[Cadence, frozenset[DayKind]] = {
    Cadence.WEEKLY: frozenset({DayKind.WEEKDAYS}),
    Cadence.MONTHLY: _BY_MONTH,
    Cadence.QUARTERLY: _BY_MONTH,
    Cadence.ANNUAL: _BY_MONTH,
    Cadence.BEFORE_PROMOTION: frozenset({DayKind.BEFORE_PROMOTION}),
    Cadence.PROMOTION: frozenset({DayKind.AFTER_PROMOTION}),
}
_MONTHS_A_YEAR = {Cadence.QUARTERLY: 4, Cadence.ANNUAL: 1}
# What the days that somebody names say of how often it is held.
_BY_DAYS = {
    DayKind.MONTH_DAY: Cadence.MONTHLY, DayKind.FIRST_WORKDAY: Cadence.MONTHLY,
    DayKind.LAST_WORKDAY: Cadence.MONTHLY, DayKind.BEFORE_PROMOTION: Cadence.BEFORE_PROMOTION,
    DayKind.AFTER_PROMOTION: Cadence.PROMOTION,
}  # fmt: skip


def about_reviews(typed: Typed) -> bool:
    """Say whether a text holds what only a review can have."""
    rule = typed.days.kind if typed.days else None
    only = rule in (DayKind.BEFORE_PROMOTION, DayKind.AFTER_PROMOTION)
    return typed.ahead is not None or bool(typed.follow or typed.stranger) or only


def check_typed(what: What, typed: Typed, old: Schedule | None, lang: Lang, may_all: bool) -> None:
    """Raise Refusal where a text says of a review what it cannot have, or of others what only
    reviews have. `may_all` says that whoever types may mean everybody: he has to say whom.
    """
    if what is not What.AGENDA:
        if about_reviews(typed):
            raise Refusal(msg("schedule.review.only"), EXAMPLES[lang])
        return
    if typed.stranger:
        raise Refusal(msg("schedule.owner_unknown", name=typed.stranger), EXAMPLES[lang])
    if typed.until is not None:
        raise Refusal(msg("schedule.review.no_until"), EXAMPLES[lang])
    nobody = typed.level is None and not typed.mine and not typed.team
    if nobody and old is None and may_all:
        raise Refusal(msg("schedule.review.which_level"), EXAMPLES[lang])


def cadence_of(typed: Typed, old: Schedule | None) -> Cadence:
    """Return how often the review of a text is held: as it says, as it was, as its days say."""
    if typed.cadence is not None:
        return typed.cadence
    if old is not None and old.cadence is not None:
        return old.cadence
    return _BY_DAYS.get(typed.days.kind, Cadence.WEEKLY) if typed.days else Cadence.WEEKLY


def days_for(cadence: Cadence, chosen: DayRule | None) -> DayRule:
    """Return the days of a review: the usual ones where none are chosen; a quarter's and a year's
    are in their first months where no months are named.
    """
    usual = USUAL_DAYS[cadence]
    if chosen is None:
        return usual
    if chosen.kind in _BY_MONTH and usual.months and not chosen.months:
        return replace(chosen, months=usual.months)
    return chosen


def met(timing: Timing, ahead: int | None, ahead_at: int | None, old: Schedule | None) -> Timing:
    """Return the timing of a meeting with its announcement: as said, as it was, or usual."""
    was = old.timing if old is not None and old.timing.ahead_at is not None else None
    if ahead is None:
        ahead = was.ahead if was else AHEAD
    if ahead_at is None:
        ahead_at = was.ahead_at if was else AHEAD_AT
    return replace(timing, until=None, ahead=ahead, ahead_at=ahead_at)


def unfit_days(cadence: Cadence, days: DayRule) -> Msg | None:
    """Return why a review of a cadence cannot be held on such days, None where it can."""
    key = f"schedule.review.days.{cadence.value}"
    if days.kind not in _KINDS[cadence]:
        return msg(key)
    # A second day would be a second review of the same time.
    several = cadence is Cadence.WEEKLY and len(days.weekdays) != 1
    most = _MONTHS_A_YEAR.get(cadence)
    wrong = bool(days.months) if cadence is Cadence.MONTHLY else False
    wrong = wrong or (most is not None and len(days.months) != most)
    return msg(key) if several or wrong or not _counts(days) else None


def _counts(days: DayRule) -> bool:
    beside = days.kind in (DayKind.BEFORE_PROMOTION, DayKind.AFTER_PROMOTION)
    return not beside or 1 <= days.month_day <= 30


def unfit_ahead(timing: Timing) -> Msg | None:
    """Return why an agenda cannot come so long before its meeting, None where it can."""
    if not 0 <= timing.ahead <= MOST_AHEAD:
        return msg("schedule.review.most_ahead", n=MOST_AHEAD)
    same_day = timing.ahead == 0 and timing.ahead_at is not None
    if same_day and (timing.ahead_at or 0) >= timing.at:
        return msg("schedule.review.same_day")
    return None


def is_channel(channel: str) -> bool:
    """Say whether a chat's id is a channel's: a meeting is held by several people."""
    return channel[:1] in ("C", "G")


def late_for(timing: Timing) -> int:
    """Return for how many minutes an agenda is worth posting: until its meeting, where no days off
    lie between.
    """
    minutes = timing.ahead * 24 * 60 + timing.at - (timing.ahead_at or 0)
    return max(_LEAST_LATE, minutes)


def same_series(one: Schedule, other: Schedule) -> bool:
    """Say whether two schedules are one series: nobody holds a review of one cadence twice."""
    same = one.level is other.level and one.team == other.team
    return same and one.cadence is other.cadence


def usual_follower(work: Work, of: Schedule, today: date) -> int:
    """Return who follows a review up by custom: the team's lead, else the schedule's owner."""
    if of.team:
        for person in sorted(members_of(work, [of.team], today)):
            if of.team in actor_numbered(work, person, today).leads:
                return person
    return of.owner


def with_follower(work: Work, of: Schedule, today: date) -> Schedule:
    """Return a schedule with somebody who follows up, where it is a review without anybody."""
    if of.what is not What.AGENDA or of.follow_up:
        return of
    return replace(of, follow_up=usual_follower(work, of, today))


def follower_name(work: Work, of: Schedule, today: date) -> Bilingual | None:
    """Return the name of who follows a review up; None for nobody who works here."""
    found = by_number(roster(work, today)).get(of.follow_up) if of.follow_up else None
    return found.name if found else None


def called(cadence: Cadence | None) -> Msg:
    """Return what a review of a cadence is called."""
    return msg(f"schedule.review.{(cadence or Cadence.WEEKLY).value}")
