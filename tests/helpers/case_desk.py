"""Cases in tests: a small staff, cases sent in, released, and dealt with as the commands take them.

It is ten in the morning in Shanghai on Monday, 23 November 2026.
"""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from base.answer import Answer
from base.case import Case, CaseKind, CaseState, Report
from base.clock import DEFAULT_ZONE, FixedClock, local_day
from base.form import Form, Submission, Unfit
from base.language import Bilingual, Lang
from base.refusal import Refusal
from base.rights import Actor, Role
from base.schedule import Level
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.forms import FORMS, Opening, form_asked, take
from commands.router import handle
from jobs.cases import JOBS
from jobs.installation import Installation
from reviews import case_settings, cases
from reviews.cases import Standing, monday
from storage import cases as kept_cases
from storage.engine import Database
from storage.people import StaffRow, actor_of, apply_staff
from storage.posting import outbox
from tests.helpers.items import said

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
AFTER, PRE = "售后组", "售前组"
STAFF = (
    StaffRow("何伟", "Wei He", team=AFTER, team_en="After-sales", slack_user="UWEI"),
    StaffRow("陈露", "Lu Chen", team=AFTER, lead=True, slack_user="ULU"),
    StaffRow("阿布", "Abu", team=PRE, team_en="Pre-sales", lead=True, slack_user="UABU"),
    StaffRow("小美", "Mei", team=PRE, slack_user="UMEI", lang=Lang.EN),
    StaffRow("周宁", "Ning Zhou", roles=(Role.QC,), slack_user="UNING"),
    StaffRow("唐可", "Ke Tang", roles=(Role.QC,), lang=Lang.EN, slack_user="UKE"),
    StaffRow("林岚", "Lan Lin", roles=(Role.SUPERVISOR,), slack_user="ULAN"),
    StaffRow("管小", "Guan", roles=(Role.ADMIN,), slack_user="UADMIN"),
    StaffRow("何娜", "Na He", team=AFTER),
)
TEXT = "有个顾客〔昵称〕问价保，我按去年的规则答了，后来才知道今年改了。"


class Desk:
    """An installation with cases, and those who deal with them."""

    def __init__(self, database: Database, *, named: tuple[str, ...] = ("周宁", "唐可")) -> None:
        self.clock = FixedClock(NOW)
        self.context = Context(database, self.clock)
        self.installation = Installation(database, self.clock)
        self._numbers = itertools.count(1)
        apply_staff(database, STAFF)
        self.name(*named)

    def name(self, *people: str) -> None:
        """Name who reads cases, as the supervisor."""
        wanted = case_settings.Wanted([self.who(one).person for one in people], Bilingual("", ""))
        with self.context.database.write() as work:
            case_settings.keep(work, self.who("林岚"), wanted, self.clock.now(), self.today())

    def today(self) -> date:
        """Return the day in Shanghai."""
        return local_day(self.clock, DEFAULT_ZONE)

    def who(self, name: str) -> Actor:
        """Return somebody as he is today."""
        return actor_of(self.context.database, self.today(), name=name)

    def team(self, name: str) -> int:
        """Return a team's number."""
        from base.dimensions import Dim
        from storage.names import named

        with self.context.database.read() as work:
            return next(int(n) for n, one in named(work, Dim.TEAM).items() if one.zh == name)

    # -- in and out ------------------------------------------------------------------------------

    def send(self, text: str = TEXT, **more: Any) -> str:
        """Send a case in; return under what it is kept."""
        kept = f"{next(self._numbers):064x}"
        report = Report(
            kind=CaseKind.WRONG, happened=text, known="群里没通知", helps="规则一改就置顶",
            topic="rule_unknown", week=monday(self.today()), level=Level.GROUP,
            team=self.team(AFTER),
        )  # fmt: skip
        with self.context.database.write() as work:
            assert cases.submit(work, kept, replace(report, **more))
        return kept

    def named(self, text: str = TEXT, **more: Any) -> Case:
        """Send a case with its sender's name and release it: the queue then has it alone."""
        return self.released(self.send(text, named_by=self.who("何伟").person, **more))

    def released(self, kept: str) -> Case:
        """Release on the next day and return the case under a hash."""
        self.clock.advance(timedelta(days=1))
        self.beat()
        return self.of(kept)

    def several(self, count: int = 3, **more: Any) -> list[Case]:
        """Send so many anonymous cases and release them."""
        kept = [self.send(f"{TEXT}{n}", **more) for n in range(count)]
        self.clock.advance(timedelta(days=1))
        self.beat()
        return [self.of(one) for one in kept]

    def of(self, kept: str) -> Case:
        """Return the case under a hash."""
        with self.context.database.read() as work:
            found = kept_cases.of_receipt(work, kept)
        assert found is not None
        return found

    def standing(self, kept: str) -> Standing:
        """Return what a receipt shows."""
        with self.context.database.read() as work:
            found = cases.standing(work, kept)
        assert found is not None
        return found

    def case(self, number: str) -> Case:
        """Return a case as it stands now."""
        with self.context.database.read() as work:
            found = kept_cases.read(work, number)
        assert found is not None
        return found

    def state(self, number: str) -> CaseState:
        """Return how a case stands."""
        return self.case(number).state

    def beat(self) -> list[str]:
        """Run the jobs once; return what they said."""
        return [job.run(self.installation) for job in JOBS]

    # -- commands and forms ----------------------------------------------------------------------

    def ask(
        self, text: str, name: str, lang: Lang = Lang.ZH, place: Place = Place.PRIVATE
    ) -> Answer:
        """Answer what somebody typed or pressed."""
        return handle(self.context, Request(text, self.who(name), lang, place, channel="D1"))

    def read(self, text: str, name: str, lang: Lang = Lang.ZH) -> str:
        """Return all the words of an answer, its buttons in brackets."""
        return spoken(self.ask(text, name, lang), lang)

    def refused(self, text: str, name: str, place: Place = Place.PRIVATE) -> str:
        """Return the key of why somebody is refused."""
        with pytest.raises(Refusal) as caught:
            self.ask(text, name, place=place)
        return caught.value.message.key

    def form(self, text: str, name: str = "周宁") -> Form:
        """Open a form."""
        key = form_asked(text)
        assert key is not None, text
        return FORMS[key].make(self.context, self._opening(name, text))

    def not_opened(self, text: str, name: str) -> str:
        """Return the key of why a form does not open."""
        with pytest.raises(Refusal) as caught:
            self.form(text, name)
        return caught.value.message.key

    def submit(
        self, form: Form, values: Mapping[str, str], name: str = "周宁", key: str = ""
    ) -> str:
        """Send a form in; return what is said, in the sender's language."""
        filled = {one.key: one.value for one in form.fields} | dict(values)
        submission = Submission(form.key, filled, form.carried)
        key = key or f"view:{next(self._numbers)}"
        outcome = take(self.context, self._opening(name), submission, key)
        assert outcome.said is not None
        return word(outcome.said, self.who(name).lang)

    def do(self, verb: str, case: Case, values: Mapping[str, str] | None = None,
           name: str = "周宁") -> str:  # fmt: skip
        """Open a form for a case and send it in."""
        return self.submit(self.form(f"/fupan case {verb} {case.id}", name), values or {}, name)

    def undone(
        self, form: Form, values: Mapping[str, str], name: str = "周宁"
    ) -> str | dict[str, str]:
        """Return why a form is not taken: a key, or one a field."""
        with pytest.raises((Refusal, Unfit)) as caught:
            self.submit(form, values, name)
        if isinstance(caught.value, Unfit):
            return {field: text.key for field, text in caught.value.errors.items()}
        assert isinstance(caught.value, Refusal)
        return caught.value.message.key

    def _opening(self, name: str, text: str = "") -> Opening:
        actor = self.who(name)
        return Opening(actor, actor.lang, "", "", text)

    # -- the outbox ------------------------------------------------------------------------------

    def rows(self, lane: str = "") -> list[Any]:
        """Return the rows of the outbox, of one person or of all."""
        with self.context.database.read() as work:
            found = list(work.execute(outbox.select().order_by(outbox.c.id)))
        return [row for row in found if lane in ("", row.lane)]

    def told(self, lane: str) -> list[str]:
        """Return the words of what goes to somebody, the oldest first."""
        return [said(row) for row in self.rows(lane)]


def spoken(answer: Answer, lang: Lang = Lang.ZH) -> str:
    """Return all the words of an answer, its buttons in brackets."""
    lines = [answer.takeaway, *answer.lines, *answer.notes]
    labels = [f"[{word(one.label, lang)}]" for one in answer.follow_ups]
    return "\n".join([*(word(line, lang) for line in lines), " ".join(labels)])


def requests(answer: Answer) -> list[str]:
    """Return what the buttons of an answer ask for."""
    return [one.request for one in answer.follow_ups]
