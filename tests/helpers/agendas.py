"""Agendas in tests: weeks of three teams by hand, a small staff, drawing and reading an agenda."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from base.action import Action, State
from base.answer import Answer
from base.dimensions import Dim
from base.language import Lang, Msg
from base.review import Agenda, Point, Raised, Review, ReviewState
from base.rights import Role
from base.schedule import Cadence, Level
from bot.render.texts import word
from metrics import periods
from metrics.model import Period
from metrics.promotions import DEFAULT
from reviews.agenda import Before, Drawn, draw
from reviews.agenda_post import agenda_answer
from reviews.scoping import scope_of
from reviews.templating import template_of
from storage.engine import Database
from storage.names import named
from storage.people import StaffRow, apply_staff
from tests.helpers.world import take, write_csv

REPORT = (
    "day", "shop", "channel", "team", "agent", "contacts", "frt_n", "frt_sum_s", "frt_le30",
    "ratings", "good", "inquiries", "paid", "sales_fen",
)  # fmt: skip
PRE, AFTER, DOUYIN = "售前组", "售后组", "抖音组"
# Who serves where; names that stand nowhere else in any text.
AGENTS = (
    ("旗舰店", "热线", PRE, "郝小美"),
    ("旗舰店", "在线", AFTER, "柏大白"),
    ("抖音店", "在线", DOUYIN, "戚七七"),
)
STAFF = (
    StaffRow("郝小美", "Meimei", team=PRE, team_en="Pre-sales", accounts=(("", "郝小美"),)),
    StaffRow("柏大白", "Dabai", team=AFTER, team_en="After-sales", accounts=(("", "柏大白"),)),
    StaffRow("戚七七", "Qiqi", team=DOUYIN, team_en="Douyin", accounts=(("", "戚七七"),)),
    StaffRow("陈如露", "Rulu", team=AFTER, lead=True),
    StaffRow("林若岚", "Ruolan", roles=(Role.SUPERVISOR,)),
    StaffRow("关树居", "Shuju", roles=(Role.DATA,)),
)
NAMES = tuple(name for row in STAFF for name in (row.name, row.name_en))
LAST = date(2026, 8, 10)
TODAY = date(2026, 8, 18)
HELD = datetime(2026, 8, 12, 8, tzinfo=UTC)
MEETS = datetime(2026, 8, 19, 8, tzinfo=UTC)
Rows = list[tuple[Any, ...]]


def weeks(
    last: tuple[int, int, int] = (90, 90, 90),
    *,
    reply: int = 20,
    keep: Callable[[date, str], bool] = lambda day, shop: True,
    until: date = LAST,
    ratings: int = 100,
    bad_weeks: int = 1,
) -> Rows:
    """Return sixteen weeks; `last` are the good ratings in a hundred by team in the last weeks,
    `reply` the seconds until a first reply in them."""
    found = []
    for back in range(15, -1, -1):
        monday = until - timedelta(weeks=back)
        wobble = back % 3 - 1 if back else 0
        bad = back < bad_weeks
        for at in range(7):
            day = monday + timedelta(days=at)
            for place, (shop, channel, team, agent) in enumerate(AGENTS):
                if back or keep(day, shop):
                    good = (last[place] if bad else 90 + wobble) * ratings // 100
                    n, wait = 100 + wobble, reply if bad else 20 + wobble
                    sells = 0 if team == AFTER else 1
                    found.append((
                        day, shop, channel, team, agent, n, n, n * wait, n * 3 // 4,
                        ratings, good, 50 * sells, 30 * sells, 100_000 * sells,
                    ))  # fmt: skip
    return found


@dataclass
class Room:
    """A database in which agendas are drawn."""

    database: Database
    folder: Path

    def fill(self, rows: Rows) -> "Room":
        """Enter the staff and import rows."""
        apply_staff(self.database, STAFF)
        take(self.database, write_csv(self.folder, REPORT, rows))
        return self

    def team(self, name: str) -> int:
        """Return a team's number."""
        with self.database.read() as work:
            return next(int(k) for k, v in named(work, Dim.TEAM).items() if v.zh == name)

    def person(self, name: str) -> int:
        """Return a person's number."""
        from storage.tables import person

        with self.database.read() as work:
            rows = work.execute(person.select().where(person.c.name == name)).all()
        return int(rows[0].id)

    def draw(
        self,
        level: Level,
        cadence: Cadence = Cadence.WEEKLY,
        *,
        period: Period | None = None,
        before: Before | None = None,
        lang: Lang = Lang.ZH,
        today: date = TODAY,
        team: str = AFTER,
        compute: Any = None,
    ) -> Drawn:
        """Return the agenda of a level, of the week before today unless said otherwise."""
        from dataclasses import replace

        number = self.team(team) if level is Level.GROUP else 0
        period = period or periods.week(today - timedelta(days=7))
        with self.database.read() as work:
            scope = scope_of(work, today, period, DEFAULT, team=number)
            scope = scope if compute is None else replace(scope, compute=compute)
            template = template_of(work, level, cadence)
            return draw(work, scope, template, before or Before(held=HELD), lang)


def review_of(agenda: Agenda, level: Level = Level.GROUP, **more: Any) -> Review:
    """Return the review of an agenda."""
    given: dict[str, Any] = {
        "id": 7, "series": 1, "occurrence": 1, "level": level, "team": 0,
        "cadence": Cadence.WEEKLY, "channel": "C1", "meets": MEETS, "start": LAST,
        "end": LAST + timedelta(days=6), "agenda": agenda, "state": ReviewState.AGENDA,
    }  # fmt: skip
    return Review(**(given | more))


def points_of(raised: Sequence[Raised]) -> tuple[Point, ...]:
    """Return problems as open points of a review."""
    return tuple(Point(at, 7, at, one) for at, one in enumerate(raised, 1))


def screen(drawn: Drawn, level: Level, lang: Lang = Lang.ZH) -> list[str]:
    """Return an agenda as it is posted, line by line, without its small print."""
    return _screen(drawn, level, lang)[0]


def thread(drawn: Drawn, level: Level, lang: Lang = Lang.ZH) -> list[str]:
    """Return what an agenda has in its thread, line by line."""
    return _screen(drawn, level, lang)[1]


def everything(drawn: Drawn, level: Level) -> str:
    """Return every word of an agenda in both languages."""
    parts = [one for lang in Lang for part in _screen(drawn, level, lang) for one in part]
    return "\n".join(parts)


def _screen(drawn: Drawn, level: Level, lang: Lang) -> tuple[list[str], list[str], list[str]]:
    answer = agenda_answer(
        review_of(drawn.agenda, level), points_of(drawn.raised), "Asia/Shanghai", lang,
        lambda number: None,
    )  # fmt: skip
    post = answer.post
    assert post is not None
    shown = [word(one, lang) for one in (post.title, post.takeaway, *post.lead)]
    for section in post.sections:
        shown.append(word(section.heading, lang))
        shown += [word(line, lang) for line in section.lines]
    below = [word(line, lang) for one in post.details for line in _below(one)]
    return shown, below, [word(note, lang) for note in post.notes]


def _below(answer: Answer) -> list[Msg]:
    post = answer.post
    assert post is not None
    parts = [line for part in post.sections for line in (part.heading, *part.lines)]
    return [post.takeaway, *post.lead, *parts]


def item(number: int, wording: str, state: State = State.ACCEPTED, **more: Any) -> Action:
    """Return an item of an earlier review."""
    given: dict[str, Any] = {
        "owner": 1, "due": date(2026, 8, 20), "first_due": date(2026, 8, 20),
        "created_at": HELD, "created_by": 0, "state": state,
    }  # fmt: skip
    return Action(number, wording, **(given | more))
