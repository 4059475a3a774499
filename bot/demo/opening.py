"""When the demo begins, where it is kept, and the figures it begins with."""

import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from base.clock import DEFAULT_ZONE, Clock
from base.language import Lang, Msg, msg
from bot.render.texts import word
from storage.engine import Database

HERE = ZoneInfo(DEFAULT_ZONE)
# Ten minutes into a group's review: late enough that the morning's posts are there.
_OPENS = time(10, 10)
FOLDER = Path(".demo")

Tell = Callable[[Msg, float | None], None]


def opening_day(today: date) -> date:
    """Return the day on which the demo begins: today, or the last day before on which people work.

    Nobody holds a review on a Sunday, and a story that begins there has nothing to show.
    """
    from metrics.workdays import work_calendar

    calendar = work_calendar("CN")
    return next(
        day
        for day in (today - timedelta(days=back) for back in range(15))
        if calendar.is_workday(day)
    )


def at(day: date, moment: time = _OPENS) -> datetime:
    """Return a moment of a day in Shanghai, by default the one at which the demo opens."""
    return datetime.combine(day, moment, HERE)


def has_figures(database: Database, today: date) -> bool:
    """Say whether there are figures up to the day before `today`."""
    from storage import coverage

    with database.read() as work:
        has = coverage.span(work)
    return has is not None and has[1] >= today - timedelta(days=1)


def load_figures(
    database: Database, today: date, clock: Clock, tell: Tell, held_back: int = 0
) -> None:
    """Invent fourteen months of a shop up to the day before `today`, where they are not there.

    The last days can be held back, for the story to bring them one by one.
    """
    until = today - timedelta(days=held_back)
    if has_figures(database, until):
        return
    from intake.sample.load import load_sample

    tell(msg("demo.loading"), None)

    def progress(label: Msg, done: int, total: int) -> None:
        tell(label, done / total if total else None)

    load_sample(database, until, clock, progress, born=today)


def on_terminal(lang: Lang) -> Tell:
    """Return a teller of progress: one line that is overwritten, or a line a step in a file."""
    told: set[str] = set()

    def tell(label: Msg, share: float | None) -> None:
        text = word(label, lang)
        if sys.stderr.isatty():
            done = "" if share is None else f"{share:.0%}"
            print(f"\r\033[K  {text} {done}", end="", file=sys.stderr, flush=True)  # noqa: T201
        elif text not in told:
            told.add(text)
            print(f"  {text}", file=sys.stderr, flush=True)  # noqa: T201

    return tell
