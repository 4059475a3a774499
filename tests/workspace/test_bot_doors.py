"""Doors beside typing: windows, forms, the app's page, shortcuts, sharing, taking away."""

import csv
import io
import json
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from bot.slack.flood import Turnstile
from commands.context import Context
from storage.preferences import of_person, preference
from tests.workspace.bot_world import TRANSPORTS, World, buttons, context_in, running, whole
from workspace import Delivery, Driver, Message, RunningWorkspace, View


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    found = context_in(tmp_path_factory.mktemp("doors"))
    yield found
    found.database.close()


@pytest.fixture(scope="module", params=TRANSPORTS)
def world(context: Context, request: pytest.FixtureRequest) -> Iterator[World]:
    with running(context, transport=request.param) as found:
        yield found


def window(world: World, who: Driver, *containing: str) -> View:
    """Wait for the window of a person with all these words in it."""
    return window_of(world.local, who, *containing)


def window_of(local: RunningWorkspace, who: Driver, *containing: str) -> View:
    """Do the same without a bot in this process."""

    def found() -> View | None:
        view = who.modal()
        said = json.dumps(view.content, ensure_ascii=False) if view else ""
        return view if view and all(c in said for c in containing) else None

    view = local.wait_for(found, 20.0)
    assert isinstance(view, View)
    return view


def _submitted(sent: Delivery | Any) -> dict[str, Any]:
    outcome = sent.result()
    assert outcome.acknowledged
    response: dict[str, Any] = outcome.response or {}
    return response


# -- questions by form ----------------------------------------------------------------------------


def test_a_command_without_words_opens_the_form_and_answers_where_it_was_typed(
    world: World,
) -> None:
    lin = world.local.as_person("lin")
    lin.slash("metric", channel="general")
    view = window(world, lin, "看哪个数")
    lin.fills(view, {"metric": "csat_rate", "period": "last_week", "cut": "team"})
    assert not _submitted(lin.submits(view))
    answer = world.answer("lin", "general", "上周满意度 90.0%", "• 售后组 84.0%")
    assert answer.visible_to == "ULIN"
    assert lin.modal() is None


def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_lost(world: World) -> None:
    alice = world.local.as_person("alice")
    alice.shortcut("ask")
    view = window(world, alice, "Which figure")
    alice.fills(
        view,
        {"metric": "headcount", "period": "dates", "cut": "agent",
         "start": "2026-11-15", "end": "2026-11-09"},
    )  # fmt: skip
    errors = _submitted(alice.submits(view))["errors"]
    assert errors["cut"].startswith("Headcount cannot be shown By agent; possible: ")
    assert errors["end"] == "This is before the first day"
    kept = alice.modal()
    assert kept is not None
    assert set(kept.errors) == {"cut", "end"}
    alice.fills(kept, {"metric": "contacts", "cut": "none", "end": "2026-11-15"})
    alice.fills(kept, {"start": "2026-11-09"})
    assert not _submitted(alice.submits(kept))
    # From nowhere in particular: into the direct messages.
    assert world.answer("alice", None, "Contacts").channel == alice.place(None).id


def test_the_same_submission_twice_is_answered_once(world: World) -> None:
    abu = world.local.as_person("abu")
    abu.shortcut("ask")
    view = window(world, abu, "看哪个数")
    abu.fills(view, {"metric": "contacts", "period": "last_week", "cut": "team"})
    sent = abu.submits(view)
    world.answer("abu", None, "接待量")
    world.local.redeliver(sent)
    abu.says("帮助")
    world.answer("abu", None, "直接问数")
    assert len([m for m in world.sees("abu", None) if "接待量" in m.text]) == 1


# -- settings -------------------------------------------------------------------------------------


def test_a_language_once_chosen_is_spoken_from_then_on(context: Context) -> None:
    with running(context) as world:
        abu = world.local.as_person("abu")
        abu.says("设置")
        offer = world.answer("abu", None, "点一下就能填")
        abu.clicks(offer, buttons(offer)["设置"])
        view = window(world, abu, "跟你说哪种语言")
        assert "channel_lang" not in json.dumps(view.content)
        abu.fills(view, {"lang": "en", "zone": "Europe/London"})
        closing = _submitted(abu.submits(view))
        assert closing["response_action"] == "update"
        window(world, abu, "from now on in English")
        abu.says("满意度 上周")
        world.answer("abu", None, "CSAT last week")
        # The next staff list does not undo it; he himself can.
        abu.says("settings")
        offer = world.answer("abu", None, "Tap to open the form")
        abu.clicks(offer, buttons(offer)["Settings"])
        view = window(world, abu, "Your language", "Europe/London")
        abu.fills(view, {"lang": "zh", "zone": "Asia/Shanghai"})
        abu.submits(view).result()
        window(world, abu, "以后跟你说中文")


def test_a_channel_has_its_own_language(context: Context) -> None:
    with running(context) as world:
        lin = world.local.as_person("lin")
        lin.slash("fupan", "设置", channel="quiet")
        view = window(world, lin, "这个频道用哪种语言")
        lin.fills(view, {"channel_lang": "en"})
        assert _submitted(lin.submits(view))["response_action"] == "update"
        lin.mentions("满意度 上周", channel="quiet")
        assert world.answer("lin", "quiet", "CSAT last week was 90.0%").visible_to is None
        lin.slash("metric", "满意度 上周", channel="quiet")
        assert world.answer("lin", "quiet", "上周满意度 90.0%").visible_to == "ULIN"
        lin.slash("fupan", "设置", channel="quiet")
        view = window(world, lin, "这个频道用哪种语言")
        lin.fills(view, {"channel_lang": "asked"})
        lin.submits(view).result()


def test_a_database_that_others_keep_is_a_sentence_and_nothing_is_lost(context: Context) -> None:
    with running(context) as world:
        lin = world.local.as_person("lin")
        lin.slash("fupan", "设置", channel="general")
        view = window(world, lin, "跟你说哪种语言")
        lin.fills(view, {"zone": "Asia/Tokyo"})
        with context.database.write() as work:
            work.execute(text("UPDATE shop SET operator = ''"))
            errors = _submitted(lin.submits(view))["errors"]
        assert errors == {"lang": "现在忙，还没存上。内容都在，再点一次"}
        kept = lin.modal()
        assert kept is not None
        assert _submitted(lin.submits(kept))["response_action"] == "update"
        with context.database.read() as work:
            assert preference(work, of_person(1, "ULIN")).zone == "Asia/Tokyo"


# -- the app's page -------------------------------------------------------------------------------


def test_the_page_shows_figures_and_leads_on(world: World) -> None:
    lin, abu = world.local.as_person("lin"), world.local.as_person("abu")
    page = _page(world, lin, "林岚，你好")
    assert "满意度 90.0%" in json.dumps(page.content, ensure_ascii=False)
    assert "<!date^" in json.dumps(page.content)
    own = _page(world, abu, "我上周的数")
    assert "你上周" in json.dumps(own.content, ensure_ascii=False)
    lin.acts(page, _action(page, "选着问"))
    window(world, lin, "看哪个数")
    lin.closes()


def test_a_question_from_the_page_is_answered_before_the_eyes(world: World) -> None:
    lin = world.local.as_person("lin")
    page = _page(world, lin, "林岚，你好")
    lin.acts(page, _action(page, "满意度 上周"))
    window(world, lin, "满意度 90.0%", "“消息”页里")
    assert world.answer("lin", None, "上周满意度 90.0%").visible_to is None
    lin.closes()


def _page(world: World, who: Driver, *containing: str) -> View:
    who.home(wait=False)

    def found() -> View | None:
        view = who.home(wait=False)
        said = json.dumps(view.content, ensure_ascii=False) if view else ""
        return view if view and all(c in said for c in containing) else None

    view = world.local.wait_for(found)
    assert isinstance(view, View)
    return view


def _action(view: View, label: str) -> str:
    for block in view.content["blocks"]:
        for element in block["elements"] if block["type"] == "actions" else []:
            if element["text"]["text"] == label:
                return str(element["action_id"])
    raise AssertionError(f"no button {label}")


# -- shortcuts, sharing, taking away --------------------------------------------------------------


def test_a_message_is_asked_by_its_menu(world: World) -> None:
    lin, bob = world.local.as_person("lin"), world.local.as_person("bob")
    said = bob.says("满意度 上周", channel="general")
    before = len(world.sees("bob", "general"))
    lin.shortcut("lookup", said)
    assert world.answer("lin", "general", "上周满意度 90.0%").visible_to == "ULIN"
    assert len(world.sees("bob", "general")) == before


def test_an_answer_is_shared_once_and_without_persons(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("metric", "满意度 上周 按组", channel="general")
    answer = world.answer("lin", "general", "• 售后组 84.0%")
    share = buttons(answer)["分享到频道"]
    lin.clicks(answer, share)
    shared = world.local.wait_for(
        lambda: [m for m in world.sees("bob", "general") if "林岚 分享" in whole(m)]
    )[0]
    assert shared.visible_to is None
    assert "分享到频道" not in buttons(shared)
    lin.clicks(answer, share)
    world.answer("lin", "general", "已经分享过了")
    assert len([m for m in world.sees("bob", "general") if "林岚 分享" in whole(m)]) == 1


def test_an_answer_is_shared_where_the_bot_is_no_member(context: Context) -> None:
    with running(context) as world:
        lin = world.local.as_person("lin")
        lin.removes("fupan", "quiet")
        lin.slash("metric", "接待量 上周 按天", channel="quiet")
        answer = world.answer("lin", "quiet", "接待量")
        lin.clicks(answer, buttons(answer)["分享到频道"])
        shared = world.local.wait_for(
            lambda: [m for m in world.sees("bob", "quiet") if "林岚 分享" in whole(m)]
        )[0]
        assert shared.visible_to is None


def test_what_is_about_one_person_is_not_shared(world: World) -> None:
    abu = world.local.as_person("abu")
    abu.slash("metric", "我的 满意度 上周", channel="general")
    answer = world.answer("abu", "general", "你上周")
    assert "分享到频道" not in buttons(answer)


def test_an_answer_can_be_taken_away_as_text_and_as_file(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("metric", "接待量 上周 按天", channel="general")
    answer = world.answer("lin", "general", "接待量按天")
    lin.clicks(answer, buttons(answer)["导出"])
    view = window(world, lin, "rich_text_preformatted", "上周接待量")
    lin.acts(view, "csv")
    window(world, lin, "文件已私信发给你")
    sent = world.local.wait_for(
        lambda: [m for m in lin.sees(None) if m.files and m.user != "ULIN"]
    )[-1]
    rows = list(csv.reader(io.StringIO(_content(world, sent).decode("utf-8-sig"))))
    assert len(rows) == 8
    assert rows[1][0] == "2026-11-09"
    lin.closes()


def _content(world: World, message: Message) -> bytes:
    file = world.local.model.files.file(message.files[0])
    url = f"{world.local.page_url}files/{file.id}/{quote(file.name)}"
    with urllib.request.urlopen(url) as response:
        content: bytes = response.read()
    return content


def test_a_person_named_by_a_mention_is_meant(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.says("满意度 上周 @阿布")
    assert world.answer("lin", None, "上周阿布满意度 96.0%").visible_to is None


# -- floods ---------------------------------------------------------------------------------------


def test_one_persons_flood_waits_and_others_do_not(context: Context) -> None:
    with running(context, turnstile=Turnstile(burst=3, per_second=0.0)) as world:
        lin, alice = world.local.as_person("lin"), world.local.as_person("alice")
        for _ in range(5):
            lin.slash("metric", "接待量 上周", channel="general")
        alice.slash("metric", "csat last week", channel="general")
        world.answer("alice", "general", "CSAT last week")
        world.local.wait_for(lambda: len(world.sees("lin", "general")) == 5)
        said = [m.text for m in world.sees("lin", "general")]
        assert len([t for t in said if "一下子问得有点多" in t]) == 2
        assert len([t for t in said if "接待量" in t]) == 3
