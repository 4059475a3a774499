"""Reviews in tests: a small staff, a series, agendas made by hand, and running their meetings as
the commands and forms do.

It is four in the afternoon in Shanghai on Wednesday, 18 November 2026.
"""

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import update

from base.answer import Answer, Kind
from base.clock import DEFAULT_ZONE, FixedClock, local_day
from base.dimensions import Dim
from base.form import Form, Submission
from base.language import Bilingual, Lang, msg
from base.review import (
    Agenda,
    AgendaBlock,
    BlockKind,
    Point,
    PointState,
    Raised,
    Review,
    Source,
)
from base.rights import Actor
from base.schedule import Cadence, DayKind, DayRule, Due, Level, Schedule, Timing, What
from base.wire import loaded
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.forms import FORMS, Opening, Outcome, form_asked, take
from commands.router import handle
from jobs.installation import Installation
from storage import outbox, reviews, schedules
from storage.engine import Database
from storage.names import named
from storage.outbox import Draft
from storage.people import actor_of, apply_staff
from storage.posting import occurrence
from storage.posting import outbox as outbox_table
from tests.helpers.case_desk import AFTER, STAFF

NOW = datetime(2026, 11, 18, 8, tzinfo=UTC)
CHANNEL = "CREVIEW"
_WEDNESDAYS = Timing(
    DayRule(DayKind.WEEKDAYS, frozenset({2})), at=16 * 60, ahead=1, ahead_at=15 * 60
)
BLOCKS = (
    AgendaBlock(BlockKind.LAST, Bilingual("上次定的", "Last time"), 3),
    AgendaBlock(BlockKind.FIGURES, Bilingual("本组数据", "Our figures"), 4),
    AgendaBlock(BlockKind.CASES, Bilingual("案例", "Cases"), 6),
    AgendaBlock(BlockKind.DECIDE, Bilingual("原因和决定", "Causes, decisions"), 7),
)


def figure(key: str = "figure:csat_rate:team=1") -> Raised:
    """Return a problem that a figure raised."""
    metric = key.split(":")[1]
    return Raised(key, Source.FIGURE, msg("review.said", text="满意度 83.1%"), metric=metric)


class ReviewDesk:
    """An installation with one series, and those in its reviews."""

    def __init__(self, database: Database, level: Level = Level.GROUP) -> None:
        self.clock = FixedClock(NOW)
        self.context = Context(database, self.clock)
        self.installation = Installation(database, self.clock)
        self._numbers = itertools.count(1)
        apply_staff(database, STAFF)
        self.team = self._team() if level is Level.GROUP else 0
        self.level = level
        self.series = self._series()

    def _team(self) -> int:
        with self.context.database.read() as work:
            return next(int(n) for n, one in named(work, Dim.TEAM).items() if one.zh == AFTER)

    def _series(self) -> int:
        lan = self.who("林岚").person
        new = Schedule(
            What.AGENDA, self.level, CHANNEL, _WEDNESDAYS, lan, team=self.team,
            cadence=Cadence.WEEKLY, follow_up=self.who("周宁").person,
        )  # fmt: skip
        with self.context.database.write() as work:
            return schedules.keep(work, new, NOW, lan)

    # -- agendas ---------------------------------------------------------------------------------

    def agenda(self, *raised: Raised, blocks: Sequence[AgendaBlock] = BLOCKS) -> Review:
        """Have an agenda stand in the channel, of today's meeting; `raised` are its points."""
        day, now = self.today(), self.clock.now()
        with self.context.database.write() as work:
            number = self._occurrence(work, day, now)
            review = reviews.keep(
                work,
                Review(
                    id=0, series=self.series, occurrence=number, level=self.level, team=self.team,
                    cadence=Cadence.WEEKLY, channel=CHANNEL, meets=now,
                    start=day - timedelta(days=9), end=day - timedelta(days=3),
                    agenda=Agenda(msg("review.said", text="售后组周复盘"), tuple(blocks)),
                    follow_up=self.who("周宁").person,
                ),
            )  # fmt: skip
            for one in raised:
                reviews.raise_point(work, review.id, one)
            self._posted(work, number, now)
        return review

    def _occurrence(self, work: Any, day: date, now: datetime) -> int:
        slot = f"{day.isoformat()}-{next(self._numbers)}"
        schedules.occur_now(work, self.series, slot, Due(day, day, now))
        query = occurrence.select().order_by(occurrence.c.id.desc())
        return int(work.execute(query).first().id)

    def _posted(self, work: Any, number: int, now: datetime) -> None:
        ts = f"1763452800.{number:06d}"
        answer = Answer(Kind.TEXT, msg("review.said", text="议程"))
        draft = Draft(
            f"o{number}/0",
            CHANNEL,
            answer,
            Lang.ZH,
            now,
            now + timedelta(days=1),
            occurrence=number,
        )
        row = outbox.put(work, draft)
        values = {"state": "sent", "ts": ts, "posted_in": CHANNEL, "sent_at": now}
        work.execute(update(outbox_table).where(outbox_table.c.id == row).values(**values))
        sent = {"ts": ts, "posted_in": CHANNEL, "sent_at": now, "state": "sent"}
        work.execute(update(occurrence).where(occurrence.c.id == number).values(**sent))

    def thread(self, review: Review) -> str:
        """Return the `ts` of a review's agenda."""
        return f"1763452800.{review.occurrence:06d}"

    # -- people ----------------------------------------------------------------------------------

    def today(self) -> date:
        """Return the day in Shanghai."""
        return local_day(self.clock, DEFAULT_ZONE)

    def who(self, name: str) -> Actor:
        """Return somebody as he is today."""
        return actor_of(self.context.database, self.today(), name=name)

    def press(self, text: str, name: str, review: Review | None = None) -> Answer:
        """Press a button in the channel, in the thread of a review's agenda."""
        thread = self.thread(review) if review is not None else ""
        return handle(
            self.context,
            Request(text, self.who(name), Lang.ZH, Place.CHANNEL, channel=CHANNEL, thread=thread),
        )

    def ask(self, text: str, name: str, lang: Lang = Lang.ZH) -> Answer:
        """Ask something in private."""
        return handle(self.context, Request(text, self.who(name), lang, channel="D1"))

    def form(self, text: str, name: str) -> Form:
        """Open a form."""
        key = form_asked(text)
        assert key is not None, text
        return FORMS[key].make(self.context, self._opening(name, text))

    def fill(self, text: str, name: str, values: Mapping[str, str], key: str = "") -> Outcome:
        """Open a form and send it in."""
        return self.fill_again(self.form(text, name), name, values, key)

    def fill_again(
        self, form: Form, name: str, values: Mapping[str, str], key: str = ""
    ) -> Outcome:
        """Send a form in that was opened before."""
        filled = {one.key: one.value for one in form.fields} | dict(values)
        submission = Submission(form.key, filled, form.carried)
        key = key or f"review-view:{next(self._numbers)}"
        return take(self.context, self._opening(name), submission, key)

    def _opening(self, name: str, text: str = "") -> Opening:
        actor = self.who(name)
        return Opening(actor, actor.lang, CHANNEL, "", text)

    # -- what stands -----------------------------------------------------------------------------

    def review(self, number: int) -> Review:
        """Return a review as it stands."""
        with self.context.database.read() as work:
            found = reviews.read(work, number)
        assert found is not None
        return found

    def points(self, review: Review) -> list[Point]:
        """Return a review's points, those that are gone left out."""
        with self.context.database.read() as work:
            found = reviews.points_of(work, review.id)
        return [one for one in found if one.state is not PointState.GONE]

    def rows(self, lane: str = "") -> list[Any]:
        """Return the rows of the outbox, of one lane or of all."""
        with self.context.database.read() as work:
            found = list(work.execute(outbox_table.select().order_by(outbox_table.c.id)))
        return [row for row in found if lane in ("", row.lane)]

    def told(self, lane: str = CHANNEL) -> list[str]:
        """Return the words of what goes to a channel or person, the oldest first."""
        return [whole(loaded(row.answer), Lang(row.lang)) for row in self.rows(lane)]

    def words(self, answer: Answer, lang: Lang = Lang.ZH) -> str:
        """Return the takeaway of an answer in words."""
        return word(answer.takeaway, lang)


def whole(answer: Answer, lang: Lang = Lang.ZH) -> str:
    """Return all the words of an answer or its post, its buttons in brackets."""
    post = answer.post
    if post is None:
        told = [answer.takeaway, *answer.lines, *answer.notes]
        buttons = answer.follow_ups
    else:
        told = [post.title, post.takeaway, *post.lead]
        for section in post.sections:
            told += [
                section.heading,
                *((section.inline,) if section.inline else ()),
                *section.lines,
            ]
        told += post.notes
        buttons = post.follow_ups
    labels = " ".join(f"[{word(one.label, lang)}]" for one in buttons)
    return "\n".join([*(word(one, lang) for one in told), labels])
