"""A shop in tests: a small staff that adds, moves and fills in forms as the commands take them.

It is noon in Shanghai on Friday, 20 November 2026.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from base.action import Action, Move
from base.answer import Answer
from base.clock import FixedClock
from base.form import Field, Form, Submission, Unfit
from base.language import Lang
from base.refusal import Refusal
from base.rights import Actor, Role
from bot.render.terminal import plain_lines
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.forms import FORMS, Opening, form_asked, take
from commands.router import handle
from reviews.actions import folded
from storage import actions
from storage.engine import Database
from storage.people import StaffRow, actor_of, apply_staff

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
STAFF = (
    StaffRow("林岚", "Lan Lin", roles=(Role.SUPERVISOR,), slack_user="ULIN"),
    StaffRow("阿布", "Abu", "售前组", "Pre-sales", lead=True, slack_user="UABU"),
    StaffRow("小美", "May", "售前组", "Pre-sales", slack_user="UMAY"),
    StaffRow("大白", "Bai", "售后组", "After-sales", lead=True, slack_user="UBAI"),
    StaffRow("周宁", "Ning Zhou", slack_user="UNING"),
    StaffRow("何伟", "Wei He"),
    StaffRow("老李", "Li", "售前组", "Pre-sales", valid_to=date(2026, 10, 31), slack_user="ULI"),
)
HERE = "C0GENERAL1"
LINE = "添加 把赔付口径写成一页发到群里 @小美 下周五"


class Shop:
    """An installation, and those who act in it."""

    def __init__(self, database: Database) -> None:
        self.clock = FixedClock(NOW)
        self.context = Context(database, self.clock)
        apply_staff(database, STAFF)
        self._keys = 0

    def who(self, name: str) -> Actor:
        return actor_of(self.context.database, TODAY, name=name)

    def number(self, name: str) -> int:
        return self.who(name).person

    def ask(
        self, text: str, name: str = "林岚", lang: Lang = Lang.ZH, place: Place = Place.PRIVATE,
        channel: str = "",
    ) -> Answer:  # fmt: skip
        request = Request(text, self.who(name), lang, place, channel=channel)
        return handle(self.context, request)

    def act(self, text: str, name: str = "林岚", **more: object) -> Answer:
        return self.ask(f"/action {text}", name, **more)  # type: ignore[arg-type]

    def lines(self, answer: Answer, lang: Lang = Lang.ZH) -> list[str]:
        return [line for line in plain_lines(answer, lang) if line]

    def refused(self, text: str, name: str = "林岚") -> str:
        with pytest.raises(Refusal) as caught:
            self.act(text, name)
        return caught.value.message.key

    def item(self, number: int = 1) -> Action:
        with self.context.database.read() as work:
            found = actions.read(work, number, folded)
        assert found is not None
        return found

    def moves(self, number: int = 1) -> list[Move]:
        with self.context.database.read() as work:
            return [event.move for event in actions.events_of(work, number)]

    # -- forms ------------------------------------------------------------------------------------

    def opening(self, name: str, text: str = "", **more: str) -> Opening:
        actor = self.who(name)
        return Opening(actor, actor.lang, more.pop("channel", ""), "", text, **more)

    def form(self, text: str, name: str = "林岚", **more: str) -> Form:
        key = form_asked(text)
        assert key is not None, text
        return FORMS[key].make(self.context, self.opening(name, text, **more))

    def submit(
        self, form: Form, values: Mapping[str, str], name: str = "林岚", key: str = ""
    ) -> str:
        self._keys += 1
        filled = {f.key: f.value for f in form.fields} | dict(values)
        submission = Submission(form.key, filled, form.carried)
        key = key or f"view:{self._keys}"
        outcome = take(self.context, self.opening(name), submission, key)
        assert outcome.said is not None
        return word(outcome.said, Lang.ZH)

    def unfit(self, form: Form, values: Mapping[str, str], name: str = "林岚") -> dict[str, str]:
        with pytest.raises(Unfit) as caught:
            self.submit(form, values, name)
        return {key: text.key for key, text in caught.value.errors.items()}


def labels(answer: Answer) -> list[str]:
    return [word(one.label, Lang.ZH) for one in answer.follow_ups]


def field(form: Form, key: str) -> Field:
    return next(one for one in form.fields if one.key == key)
