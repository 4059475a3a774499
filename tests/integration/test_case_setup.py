"""Setting cases up: who reads them, what is promised, which counts are shown."""

from datetime import timedelta
from typing import Any

import pytest

from base.form import FieldKind
from base.language import Bilingual, Lang
from bot.render import forms
from reviews import case_settings
from storage.engine import Database
from storage.people import StaffRow, apply_staff
from tests.helpers.case_desk import AFTER, Desk, requests
from tests.helpers.shop import field

SETUP = "/fupan case setup"


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database, named=())


def settings(desk: Desk) -> tuple[set[str], case_settings.Promise | None, int, tuple[str, ...]]:
    with desk.context.database.read() as work:
        return (
            {one.name for one in case_settings.moderators(work, desk.today())},
            case_settings.promise(work),
            case_settings.smallest(work),
            case_settings.words(work),
        )


def test_a_supervisor_names_those_who_read_cases(desk: Desk) -> None:
    assert requests(desk.ask("案例 设置", "林岚")) == [SETUP]
    said = desk.submit(
        desk.form(SETUP, "林岚"),
        {
            "moderators": "UNING,UKE",
            "promise_zh": "只用来改流程，不追查，不处分。",
            "promise_en": "Cases change processes; nobody is traced.",
            "smallest": "7",
            "words": "傻瓜，笨蛋\n傻瓜",
        },
        "林岚",
    )
    assert said == "设好了。看案例的人：周宁、唐可。"
    names, promise, smallest, words = settings(desk)
    assert (names, smallest, set(words)) == ({"周宁", "唐可"}, 7, {"傻瓜", "笨蛋"})
    assert promise is not None
    assert promise.by == Bilingual("林岚", "Lan Lin")
    assert (promise.text.zh, promise.on) == ("只用来改流程，不追查，不处分。", desk.today())


def test_the_form_shows_what_is_set(desk: Desk) -> None:
    filled = {"moderators": "UNING", "promise_zh": "不追查。", "words": "傻瓜"}
    desk.submit(desk.form(SETUP, "林岚"), filled, "林岚")
    desk.clock.advance(timedelta(days=3))
    form = desk.form(SETUP, "管小")
    assert field(form, "moderators").kind is FieldKind.PEOPLE
    assert field(form, "moderators").value == "UNING"
    assert field(form, "words").value == "傻瓜"
    # Saving it unchanged does not make it somebody else's promise.
    desk.submit(form, {}, "管小")
    promise = settings(desk)[1]
    assert promise is not None
    assert promise.by.zh == "林岚"


@pytest.mark.parametrize(
    ("user", "why"),
    [
        ("UWEI", "case.setup.in_line"),
        ("ULU", "case.setup.in_line"),
        ("ULAN", "case.setup.in_line"),
        ("UNOBODY", "action.form.not_on_staff"),
    ],
)
def test_nobody_of_the_line_reads_cases(desk: Desk, user: str, why: str) -> None:
    form = desk.form(SETUP, "林岚")
    assert desk.undone(form, {"moderators": f"UNING,{user}"}, "林岚") == {"moderators": why}
    assert settings(desk)[0] == set()


@pytest.mark.parametrize("name", ["何伟", "陈露", "周宁"])
def test_others_do_not_set_it_up(desk: Desk, name: str) -> None:
    assert desk.not_opened(SETUP, name) == "case.setup.denied"
    assert desk.refused("case setup", name) == "case.setup.denied"
    form = desk.form(SETUP, "林岚")
    assert desk.undone(form, {"moderators": "UNING"}, name) == {"moderators": "case.setup.denied"}


def test_with_nobody_named_the_door_is_closed_and_says_so(desk: Desk) -> None:
    said = desk.submit(desk.form(SETUP, "林岚"), {"moderators": ""}, "林岚")
    assert "入口关着" in said
    assert "还没有指定谁来看案例" in desk.read("case help", "何伟")
    desk.submit(desk.form(SETUP, "林岚"), {"moderators": "UNING"}, "林岚")
    assert "还没有指定谁来看案例" not in desk.read("case help", "何伟")
    row = StaffRow("周宁", "Ning Zhou", team=AFTER, lead=True, slack_user="UNING")
    apply_staff(desk.context.database, [row])
    assert "还没有指定谁来看案例" in desk.read("case help", "何伟")


def test_a_setting_delivered_twice_is_taken_once(desk: Desk) -> None:
    form = desk.form(SETUP, "林岚")
    desk.submit(form, {"moderators": "UNING"}, "林岚", key="view:same")
    said = desk.submit(form, {"moderators": "UKE"}, "林岚", key="view:same")
    assert said == "这一次已经记下了"
    assert settings(desk)[0] == {"周宁"}


@pytest.mark.parametrize("lang", list(Lang))
def test_several_people_are_chosen_in_one_field(desk: Desk, lang: Lang) -> None:
    desk.submit(desk.form(SETUP, "林岚"), {"moderators": "UNING,UKE"}, "林岚")
    view = forms.modal(desk.form(SETUP, "林岚"), lang, {})
    block: Any = next(one for one in view["blocks"] if one.get("block_id") == "moderators")
    assert block["element"]["type"] == "multi_users_select"
    assert block["element"]["initial_users"] == ["UNING", "UKE"]
    chosen = {"type": "multi_users_select", "selected_users": ["UKE", "UNING"]}
    filled = {"moderators": {"moderators": chosen}}
    sent = forms.submission(view | {"state": {"values": filled}})
    assert sent.text("moderators") == "UKE,UNING"
