"""Templates of reviews by their door: seen by everybody, changed by whoever sets targets."""

from datetime import UTC, datetime

import pytest

from base.answer import Answer
from base.clock import FixedClock
from base.form import Form, Submission, Unfit
from base.language import Lang
from base.refusal import Refusal
from base.review import Template
from base.rights import Actor
from base.schedule import Cadence, Level
from bot.render.texts import word
from commands.context import Context, Request
from commands.review_templates import (
    answer_template,
    take_template,
    template_asked,
    template_form,
)
from commands.submitting import Opening
from reviews.templating import LEVELS, default_of, template_of
from storage.engine import Database
from storage.people import actor_of, apply_staff
from storage.settings import read_setting, write_setting
from tests.helpers.agendas import STAFF, TODAY

NOW = datetime(2026, 8, 18, 2, tzinfo=UTC)
BOSS, AGENT = "林若岚", "郝小美"
EDIT = "/review template edit group weekly"


class Desk:
    """People who look at templates and change them."""

    def __init__(self, database: Database) -> None:
        self.context = Context(database, FixedClock(NOW))
        apply_staff(database, STAFF)

    def who(self, name: str) -> Actor:
        return actor_of(self.context.database, TODAY, name=name)

    def ask(self, text: str, name: str = BOSS, lang: Lang = Lang.ZH) -> Answer:
        request = Request(f"/review template {text}", self.who(name), lang)
        return answer_template(self.context, request, text)

    def form(self, text: str = EDIT, name: str = BOSS) -> Form:
        return template_form(self.context, self._opening(text, name))

    def submit(self, form: Form, name: str = BOSS, key: str = "view:1", **values: str) -> str:
        filled = {one.key: one.value for one in form.fields} | values
        submission = Submission(form.key, filled, form.carried)
        outcome = take_template(self.context, self._opening("", name), submission, key)
        assert outcome.said is not None
        return outcome.said.key

    def kept(self, level: Level = Level.GROUP, cadence: Cadence = Cadence.WEEKLY) -> Template:
        with self.context.database.read() as work:
            return template_of(work, level, cadence)

    def _opening(self, text: str, name: str) -> Opening:
        return Opening(self.who(name), Lang.ZH, "", "", text)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_a_template_is_shown_in_both_languages(desk: Desk) -> None:
    found = desk.ask("小组 每周")
    assert word(found.takeaway, Lang.ZH) == "小组的周复盘模板，20 分钟"
    assert "④ 原因和决定 · 7 分钟" in [word(line, Lang.ZH) for line in found.lines]
    assert [one.request for one in found.follow_ups] == [EDIT]
    figures = [line for line in found.lines if line.key == "template.part"]
    assert "接待量" in word(figures[0], Lang.ZH)
    assert "CSAT" in word(figures[0], Lang.EN)
    keys = {key for block in desk.kept().blocks for part in block.parts for key in part.metrics}
    for lang in Lang:
        shown = " ".join(word(line, lang) for line in figures)
        assert not [key for key in keys if "_" in key and key in shown]
    english = desk.ask("company quarterly", lang=Lang.EN)
    assert word(english.takeaway, Lang.EN) == "Template: company, quarterly, 100 minutes"
    assert desk.ask("小组 每周", AGENT).follow_ups == ()


def test_every_template_can_be_named_by_its_buttons(desk: Desk) -> None:
    for lang in Lang:
        for one in desk.ask("", lang=lang).follow_ups:
            text = one.request.split(maxsplit=2)[2]
            assert desk.ask(text, lang=lang).takeaway.key == "template.shown"
    for level in LEVELS:
        for cadence in Cadence:
            found = desk.ask(f"{level.value} {cadence.value}")
            (button,) = found.follow_ups
            assert template_asked(button.request)
            assert desk.form(button.request).carried["cadence"] == cadence.value
    assert not template_asked("/review template group weekly")


def test_a_changed_template_is_what_the_next_agenda_follows(desk: Desk) -> None:
    form = desk.form()
    text = form.fields[0].value.replace("本组数据 | Our figures | 4", "数字 | Numbers | 9")
    assert desk.submit(form, lines0=text) == "template.form.kept"
    block = desk.kept().blocks[1]
    assert (block.title.zh, block.minutes) == ("数字", 9)
    shown = desk.ask("group weekly")
    assert shown.notes[0].key == "template.own"
    # Who changed it, and when, stands with the setting.
    with desk.context.database.read() as work:
        from storage.tables import setting

        key = "review.template.group.weekly"
        row = work.execute(setting.select().where(setting.c.key == key)).one()
    assert row.changed_by == desk.who(BOSS).person
    desk.ask("reset group weekly")
    assert desk.kept() == default_of(Level.GROUP, Cadence.WEEKLY)


def test_back_to_the_default_by_the_form(desk: Desk) -> None:
    form = desk.form()
    changed = form.fields[0].value.replace("| 4", "| 5")
    desk.submit(form, lines0=changed)
    assert desk.submit(desk.form(), key="view:2", use="default") == "template.form.reset"
    assert desk.kept() == default_of(Level.GROUP, Cadence.WEEKLY)


def test_the_same_submission_counts_once(desk: Desk) -> None:
    form = desk.form()
    desk.submit(form)
    assert desk.submit(form) == "case.form.again"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("cadence", list(Cadence))
def test_every_template_fits_its_form_and_comes_back_unchanged(
    desk: Desk, level: Level, cadence: Cadence
) -> None:
    form = desk.form(f"/review template edit {level.value} {cadence.value}")
    assert all(len(field.value) <= 2800 for field in form.fields)
    assert desk.submit(form) == "template.form.kept"
    assert desk.kept(level, cadence) == default_of(level, cadence)
    with desk.context.database.read() as work:
        key = f"review.template.{level.value}.{cadence.value}"
        assert read_setting(work, key, None) is None


def test_a_wrong_line_is_named_at_its_field(desk: Desk) -> None:
    form = desk.form("/review template edit department annual")
    second = form.fields[1]
    wrong = "dance | 跳舞 | Dance | 3\n" + second.value
    with pytest.raises(Unfit) as caught:
        desk.submit(form, **{second.key: wrong})
    (error,) = caught.value.errors.items()
    assert error[0] == second.key
    assert word(error[1], Lang.ZH).startswith("第 1 行：没有“dance”这种块")


def test_an_agent_changes_nothing(desk: Desk) -> None:
    form = desk.form()
    for attempt in (
        lambda: desk.form(name=AGENT),
        lambda: desk.submit(form, name=AGENT, lines0=form.fields[0].value.replace("4", "5")),
        lambda: desk.ask("reset group weekly", AGENT),
    ):
        with pytest.raises(Refusal) as caught:
            attempt()
        assert caught.value.message.key == "template.denied"
    assert desk.kept() == default_of(Level.GROUP, Cadence.WEEKLY)


def test_a_figure_that_is_gone_is_left_out_of_what_was_kept(desk: Desk) -> None:
    text = "for | group | weekly\nname | a | b\nwho | a | b\n" \
           "figures | a | b | 3\n- 数 | Data | gone_metric, frt\ndecide | a | b | 3"  # fmt: skip
    with desk.context.database.write() as work:
        write_setting(work, "review.template.group.weekly", text, NOW, 0)
    assert desk.kept().blocks[0].parts[0].metrics == ("frt",)
