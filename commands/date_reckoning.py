"""Reckoning with days: working days from today, the last one before a day, weeks, months. Pure."""

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.calendars import PromotionTable
from metrics.workdays import WorkCalendar

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Reckoning:
    """What words are read against."""

    today: date
    calendar: WorkCalendar
    promotions: PromotionTable

    def before(self, day: date) -> date:
        """Return the last working day before a day; the day before where all were off so long."""
        return self.at_latest(day - ONE)

    def at_latest(self, day: date) -> date:
        """Return a day, or the last working day before it; itself where that is past already."""
        found = day
        for _ in range(14):
            if self.calendar.is_workday(found):
                return day if found < self.today <= day else found
            found -= ONE
        return day

    def working(self, count: int) -> date:
        """Return the working day that is so many of them after today."""
        day = self.today
        for _ in range(count):
            day += ONE
            while not self.calendar.is_workday(day):
                day += ONE
        return day

    def monday(self, weeks: int) -> date:
        """Return the Monday of this week, or of one so many weeks later."""
        return self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=weeks)


def months_later(day: date, count: int) -> date:
    """Return the same day so many months later, the last one of a month that has no such."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
