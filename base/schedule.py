"""Schedules as data: what is posted, where, when, and what happens when that does not fit.

Times are wall times of an IANA zone; which dates they mean is reckoned in `metrics/recurrence`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from base.clock import DEFAULT_ZONE
from base.language import Lang


class What(StrEnum):
    """What a schedule posts."""

    WEEKLY = "weekly"
    DAILY = "daily"
    MONTHLY = "monthly"
    FLASH = "flash"
    DIGEST = "digest"
    AGENDA = "agenda"
    QUESTION = "question"


class Cadence(StrEnum):
    """How often a review is held, and about which time: what lies before it, as a whole.

    Of a promotion there are two: what was prepared, before it; what came of it, after it.
    """

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"
    BEFORE_PROMOTION = "before_promotion"
    PROMOTION = "promotion"


class Level(StrEnum):
    """For whom it is written: the boss, a department, a group, one person."""

    COMPANY = "company"
    DEPARTMENT = "department"
    GROUP = "group"
    PERSON = "person"


class DayKind(StrEnum):
    """Which days a rule names."""

    WEEKDAYS = "weekdays"
    MONTH_DAY = "month_day"
    FIRST_WORKDAY = "first_workday"
    LAST_WORKDAY = "last_workday"
    WORKDAYS = "workdays"
    EVERY_DAY = "every_day"
    PROMOTION = "promotion"
    BEFORE_PROMOTION = "before_promotion"
    AFTER_PROMOTION = "after_promotion"


class OnHoliday(StrEnum):
    """What becomes of an occurrence on a day on which nobody works."""

    SEND = "send"
    SKIP = "skip"
    PREVIOUS = "previous"
    NEXT = "next"


class WhenEmpty(StrEnum):
    """What becomes of an occurrence that has nothing to tell."""

    SKIP = "skip"
    SAY = "say"


@dataclass(frozen=True)
class DayRule:
    """Days: `weekdays` (0 = Monday) of WEEKDAYS; `month_day` 1-31 of MONTH_DAY.

    A month without the day has its last one instead: 31 is the last day of every month. Of the
    rules by month only the months in `months` (1-12) count, all where it is empty. BEFORE_PROMOTION
    and AFTER_PROMOTION name the day that lies `month_day` working days before a campaign's first or
    after its last day.
    """

    kind: DayKind
    weekdays: frozenset[int] = frozenset()
    month_day: int = 0
    months: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Timing:
    """When: `at` and `until` are minutes after midnight of `zone`.

    With `until` an occurrence waits from `at` until its data are complete, at the latest until
    then. `country` is whose public holidays count (ISO 3166, upper case; empty: none). With `ahead`
    it happens so many working days before its day, at `ahead_at`; `at` is then the time of the
    meeting that it is about.
    """

    days: DayRule
    at: int
    until: int | None = None
    zone: str = DEFAULT_ZONE
    country: str = "CN"
    on_holiday: OnHoliday = OnHoliday.NEXT
    ahead: int = 0
    ahead_at: int | None = None


@dataclass(frozen=True)
class Due:
    """One occurrence in time. `day` is the local date on which it happens and names it for good;
    of a meeting that is announced `ahead`, the meeting's own date, while `at` is the announcement.

    `nominal` is the date that the rule named (another one where it was moved off a holiday): what
    is posted is about the time before that. `at` and `until` are aware, in UTC.
    """

    day: date
    nominal: date
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Schedule:
    """A row: what, for whom, where, when. `id` 0 is one that is not kept yet.

    `team` is 0 unless the level is a group's; `channel` a chat's id of a channel, or of a person
    for a direct message. `owner` is who is told of failures (a person of the staff list, 0 for the
    operator). More than `late_minutes` after its time (after `until` where there is one) an
    occurrence counts as missed. Everything up to `planned` (UTC) has its occurrences already;
    `next_at` is when the next one comes, None for never. A review has a `cadence`, and somebody who
    follows what it decides (`follow_up`, a person, 0 for nobody). A QUESTION `asks` a text that was
    saved under the name `asks_as`.
    """

    what: What
    level: Level
    channel: str
    timing: Timing
    owner: int
    lang: Lang = Lang.ZH
    team: int = 0
    late_minutes: int = 180
    when_empty: WhenEmpty = WhenEmpty.SAY
    paused: bool = False
    id: int = 0
    planned: datetime | None = None
    next_at: datetime | None = None
    cadence: Cadence | None = None
    follow_up: int = 0
    asks: str = ""
    asks_as: str = ""


class OccurrenceState(StrEnum):
    """How far an occurrence has come. DUE includes waiting for data."""

    DUE = "due"
    QUEUED = "queued"
    SENT = "sent"
    SKIPPED = "skipped"
    MISSED = "missed"
    FAILED = "failed"


@dataclass(frozen=True)
class Occurrence:
    """One occurrence of a schedule. `slot` is unique in it: the local date, or "now-…".

    `reason` is a key of the catalogues ("late", "empty", "holiday", Slack's code …) with `detail`
    as its values. `composed` is the state of data and names it was composed from. `sent_at` is when
    Slack took it, `ts` and `posted_in` how it can be found there.
    """

    id: int
    schedule: int
    slot: str
    day: date
    nominal: date
    due_at: datetime
    until: datetime | None
    state: OccurrenceState
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    complete: bool = True
    attempts: int = 0
    composed: str = ""
    queued_at: datetime | None = None
    sent_at: datetime | None = None
    posted_in: str = ""
    ts: str = ""
