"""Modals, Home, shortcuts and private answers in a real Chromium, driving a real Bolt app."""

import re
import time
from base64 import b64decode
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.browser.conftest import Opener
from tests.browser.form_app import CONFIG, FormApp
from tests.browser.gallery import CHOICES, Json
from workspace import RunningWorkspace, start

# Two by two dots.
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGPQj00CIgYIBQAZSgO5e7Q4"
    "agAAAABJRU5ErkJggg=="
)
WIDTHS = pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])


@pytest.fixture(scope="module")
def told() -> Iterator[tuple[RunningWorkspace, FormApp]]:
    with start(CONFIG) as running:
        app = App(client=WebClient(running.bot_token, base_url=running.base_url))
        listening = FormApp(app)
        handler = SocketModeHandler(app, running.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        running.wait_for_app()
        yield running, listening
        handler.client.auto_reconnect_enabled = False
        running.stop()
        handler.close()  # type: ignore[no-untyped-call]


@pytest.fixture
def local(told: tuple[RunningWorkspace, FormApp]) -> RunningWorkspace:
    return told[0]


@pytest.fixture
def app(told: tuple[RunningWorkspace, FormApp]) -> FormApp:
    for heard in (told[1].actions, told[1].submitted, told[1].shortcuts, told[1].closed):
        heard.clear()
    for person in CONFIG.people:
        told[0].model.views.clear(told[0].as_person(person.name).id)
    return told[1]


@pytest.fixture
def page(opener: Opener, local: RunningWorkspace) -> Page:
    """林岚's page at a desk."""
    return page_of(opener, local)


def page_of(
    opener: Opener, local: RunningWorkspace, who: str = "lin", width: int = 1280, height: int = 800
) -> Page:
    opened = opener(f"{local.page_url}#as={local.as_person(who).id}", width, height)
    expect(opened.locator("#title")).to_have_text("# general")
    return opened


def types(page: Page, text: str) -> None:
    page.locator("#composer textarea").fill(text)
    page.locator("#composer textarea").press("Enter")


def heard(told: list[Json], count: int) -> list[Json]:
    """What the app was told, once it was told so many things."""
    end = time.monotonic() + 5
    while len(told) < count and time.monotonic() < end:
        time.sleep(0.02)
    assert len(told) == count
    return told


def open_form(page: Page) -> Locator:
    page.locator("#composer .shortcuts").click()
    page.get_by_role("menuitem").first.click()
    modal = page.locator("#modal")
    expect(modal.get_by_role("heading", name="New case")).to_be_visible()
    return modal


def popup_has_focus(page: Page) -> None:
    """Wait until keys go to what has just opened: it takes the focus a moment after."""
    expect(page.locator(".popup:popover-open :focus")).to_have_count(1)


def choose(page: Page, where: Locator, label: str, *options: str) -> None:
    """Opens the select with that label and picks the options."""
    where.get_by_role("button", name=re.compile(f"^{label}")).first.click()
    for option in options:
        page.locator(".popup:popover-open").get_by_role("option", name=option).click()
    if len(options) > 1:
        page.keyboard.press("Escape")


@WIDTHS
def test_form_of_every_input_reaches_the_app(
    opener: Opener, local: RunningWorkspace, app: FormApp, width: int, height: int
) -> None:
    page = page_of(opener, local, width=width, height=height)
    modal = open_form(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    modal.get_by_label("Title").fill("物流太慢")
    modal.get_by_label("Details").fill("a\nb")
    modal.get_by_label("Score").fill("3")
    modal.get_by_label("Email").fill("lin@example.com")
    modal.get_by_label("Link").fill("https://example.com/1")
    choose(page, modal, "Team", "售后组")
    choose(page, modal, "Metric", "询单转化率")
    choose(page, modal, "Tags", "售前一组", "售后组")
    choose(page, modal, "Owner", "林岚")
    choose(page, modal, "Reviewers", "同事3", "同事5")
    choose(page, modal, "Channel", "# forms")
    choose(page, modal, "Tell", "Cases")
    modal.get_by_label("回访").check()
    modal.get_by_label("Later").check()
    modal.get_by_role("button", name=re.compile("^Due")).click()
    popup_has_focus(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    modal.get_by_role("button", name=re.compile("^At")).click()
    expect(page.locator("input:focus")).to_have_count(1)
    page.keyboard.type("9点半")
    page.keyboard.press("Enter")
    modal.get_by_role("button", name=re.compile("^Meeting")).last.click()
    expect(page.locator("input:focus")).to_have_count(1)
    page.keyboard.type("14:15")
    page.keyboard.press("Enter")
    expect(modal.get_by_role("button", name=re.compile("14:15")).last).to_be_visible()
    expect(modal.get_by_text("这里不能上传文件。")).to_be_visible()
    modal.get_by_role("button", name="Save").click()
    expect(modal).to_be_hidden()

    values = {
        k: v for held in app.submitted[0]["state"]["values"].values() for k, v in held.items()
    }
    assert values["title"]["value"] == "物流太慢"
    assert values["details"]["value"] == "a\nb"
    assert values["score"]["value"] == "3"
    assert values["email"]["value"] == "lin@example.com"
    assert values["link"]["value"] == "https://example.com/1"
    assert values["team"]["selected_option"]["value"] == "after"
    assert values["metric"]["selected_option"]["value"] == "cvr"
    assert [one["value"] for one in values["tags"]["selected_options"]] == ["pre1", "after"]
    assert values["owner"]["selected_user"] == local.as_person("lin").id
    assert len(values["reviewers"]["selected_users"]) == 2
    assert values["channel"]["selected_channel"] == local.model.conversation("forms").id
    assert values["tell"]["selected_conversation"].startswith("D")
    assert [one["value"] for one in values["checks"]["selected_options"]] == ["call"]
    assert values["urgency"]["selected_option"]["value"] == "later"
    assert values["due"]["selected_date"] == "2026-11-28"
    assert values["at"]["selected_time"] == "09:30"
    assert values["meeting"]["selected_date_time"] % 86400 == 6 * 3600 + 900  # 14:15 in Shanghai


def test_inline_errors_of_the_page_and_of_the_app(page: Page, app: FormApp) -> None:
    modal = open_form(page)
    modal.get_by_label("Score").fill("2.5")
    modal.get_by_label("Email").fill("nobody")
    modal.get_by_role("button", name="Save").click()
    fields = {
        name: modal.locator(f"[data-block=b_{name}]")
        for name in ("title", "score", "email", "team")
    }
    expect(fields["title"]).to_contain_text("请填写此项。")
    expect(fields["score"]).to_contain_text("请填写整数。")
    expect(fields["email"]).to_contain_text("请填写有效的邮箱地址。")
    expect(fields["team"]).to_contain_text("请填写此项。")
    expect(modal.get_by_label("Title")).to_be_focused()
    expect(modal.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    assert app.submitted == []

    modal.get_by_label("Title").fill("taken")
    expect(fields["title"]).not_to_contain_text("请填写此项。")
    modal.get_by_label("Score").fill("5")
    modal.get_by_label("Email").fill("")
    choose(page, modal, "Team", "售后组")
    modal.get_by_role("button", name="Save").click()
    expect(fields["title"]).to_contain_text("There is a case with that title.")
    described = modal.get_by_label("Title").get_attribute("aria-describedby") or ""
    assert any("that title" in page.locator(f"#{one}").inner_text() for one in described.split())
    expect(modal.get_by_label("Score")).to_have_value("5")

    modal.get_by_label("Title").fill("update")
    modal.get_by_label("Title").focus()
    modal.locator(".sheet-body").evaluate("it => { it.scrollTop = it.scrollHeight; }")
    page.keyboard.press("Enter")
    expect(modal.get_by_role("heading", name="Done")).to_be_visible()
    # Another page in the same window begins at its top.
    expect(modal.get_by_text("Saved, thank you.")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(modal).to_be_hidden()


def test_update_keeps_what_was_typed_and_push_comes_back(page: Page, app: FormApp) -> None:
    modal = open_form(page)
    modal.get_by_label("Title").fill("kept")
    choose(page, modal, "Team", "售前二组")
    modal.get_by_role("button", name="Add a field").click()
    expect(modal.get_by_label("Extra")).to_be_visible()
    expect(modal.get_by_label("Title")).to_have_value("kept")
    expect(modal.get_by_role("button", name="Team 售前二组")).to_be_visible()

    modal.get_by_role("button", name="Next step").click()
    expect(modal.get_by_role("heading", name="Second step")).to_be_visible()
    state = app.actions[-1]["view"]["state"]["values"]
    assert state["b_title"]["title"]["value"] == "kept"
    assert state["b_team"]["team"]["selected_option"]["value"] == "pre2"
    modal.get_by_role("button", name="返回上一页").click()
    expect(modal.get_by_label("Title")).to_have_value("kept")
    modal.get_by_role("button", name="Next step").click()
    modal.get_by_label("Why").fill("because")
    modal.get_by_role("button", name="Finish").click()
    expect(modal).to_be_hidden()
    assert app.submitted[0]["state"]["values"]["b_why"]["why"]["value"] == "because"


def test_waiting_shows_and_silence_is_said(page: Page, app: FormApp) -> None:
    modal = open_form(page)
    modal.get_by_label("Title").fill("silent")
    modal.get_by_label("Score").fill("1")
    choose(page, modal, "Team", "售后组")
    modal.get_by_role("button", name="Save").click()
    expect(modal.locator("form")).to_have_attribute("aria-busy", "true")
    expect(modal.get_by_role("alert")).to_be_visible()
    expect(modal.locator("form")).to_have_attribute("aria-busy", "false")
    expect(modal.get_by_label("Title")).to_have_value("silent")
    modal.get_by_role("button", name="关闭").click()
    expect(modal).to_be_hidden()
    heard(app.closed, 1)


def test_focus_stays_inside_and_escape_closes_one_thing(page: Page, app: FormApp) -> None:
    modal = open_form(page)
    expect(modal.get_by_label("Title")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    # Beyond the first control is the browser itself, never the page below.
    assert page.evaluate("!document.activeElement.closest('main, nav, header.top')")
    modal.get_by_role("button", name=re.compile("^Team")).press("Enter")
    expect(page.get_by_role("option", name="售后组")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="售后组")).to_be_hidden()
    expect(modal).to_be_visible()
    page.keyboard.press("Escape")
    expect(modal).to_be_hidden()
    expect(page.locator("#composer textarea, #composer .shortcuts").first).to_be_visible()


def test_a_form_that_comes_after_one_moment_is_typed_into(page: Page, app: FormApp) -> None:
    types(page, "/show soon")
    modal = page.locator("#modal")
    expect(modal.get_by_label("Title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(modal).to_be_hidden()


def test_focus_stays_with_a_message_whose_button_is_gone(page: Page, app: FormApp) -> None:
    types(page, "/show once")
    page.get_by_role("button", name="Only once").last.press("Enter")
    done = page.locator("#messages article", has_text="It is done").last
    expect(done).to_be_focused()


@WIDTHS
def test_home_is_published_acted_on_and_live(
    opener: Opener, local: RunningWorkspace, app: FormApp, width: int, height: int
) -> None:
    page = page_of(opener, local, width=width, height=height)
    if width < 720:
        page.locator("#menu").click()
    page.locator("#apps button").click()
    page.get_by_role("tab", name="主页").click()
    home = page.locator("#home")
    expect(home.get_by_role("heading", name="待办")).to_be_visible()
    expect(page.locator("#composer")).to_be_hidden()
    before = home.locator(".prose", has_text="Opened").inner_text()
    home.get_by_role("button", name="Team").click()
    page.get_by_role("option", name="售后组").click()
    home.get_by_role("button", name="Refresh").click()
    expect(home.locator(".prose", has_text="Opened")).not_to_have_text(before)
    expect(home.get_by_role("button", name=re.compile("Team|售后组")).first).to_contain_text(
        "售后组"
    )
    held = heard(app.actions, 2)[-1]["view"]["state"]["values"]["home_row"]["home_team"]
    assert held["selected_option"]["value"] == "after"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("tab", name="消息").click()
    expect(page.locator("#composer textarea")).to_be_visible()


def test_home_is_asked_for_again_in_another_language(page: Page, app: FormApp) -> None:
    page.locator("#apps button").click()
    page.get_by_role("tab", name="主页").click()
    opened = page.locator("#home .prose", has_text="Opened")
    before = opened.inner_text()
    for language, tab in (("English", "Home"), ("中文", "主页")):
        page.locator("#options-button").click()
        page.locator(".popup:popover-open").get_by_text(language, exact=True).click()
        expect(page.get_by_role("tab", name=tab)).to_be_visible()
        expect(opened).not_to_have_text(before)
        before = opened.inner_text()


def test_today_is_small_within_a_sentence(
    opener: Opener, local: RunningWorkspace, app: FormApp
) -> None:
    client = WebClient(local.bot_token, base_url=local.base_url)
    now = int(local.clock.now())
    for sign in ("", "\u200b"):
        day = f"<!date^{now}^{sign}{{date_short_pretty}}|never>"
        client.chat_postMessage(channel="general", text=f"until {day}")
    page = page_of(opener, local, "alice")
    said = page.locator("#messages article", has_text="until")
    expect(said.first).to_contain_text("until Today")
    expect(said.last).to_contain_text("until \u200btoday")


def test_message_shortcut_opens_a_modal_about_that_message(page: Page, app: FormApp) -> None:
    types(page, "this one")
    said = page.locator("#messages article", has_text="this one").last
    said.hover()
    said.get_by_role("button", name="更多操作").click()
    page.get_by_role("menuitem", name="记成案例").click()
    expect(page.locator("#modal").get_by_role("heading", name="New case")).to_be_visible()
    assert app.shortcuts[0]["callback_id"] == "to_case"
    assert app.shortcuts[0]["message"]["text"] == "this one"
    page.keyboard.press("Escape")
    expect(page.locator("#modal")).to_be_hidden()


def test_private_answer_is_marked_and_its_elements_work(
    page: Page, opener: Opener, local: RunningWorkspace, app: FormApp
) -> None:
    beside = page_of(opener, local, "alice")
    types(page, "/show private")
    answer = page.locator("#messages article.ephemeral").last
    expect(answer).to_contain_text("只有你能看到")
    answer.get_by_role("button", name="Another team").click()
    page.get_by_role("option", name="售前二组").click()
    expect(answer.locator(".select-value")).to_have_text("售前二组")
    answer.get_by_role("button", name="更多操作").click()
    popup_has_focus(page)
    page.get_by_role("menuitem", name="Hide").press("Enter")
    expect(page.get_by_role("menuitem")).to_have_count(0)
    answer.get_by_role("button", name="Share").click()
    expect(page.locator("#messages")).to_contain_text("shared with everybody")
    expect(beside.locator("#messages")).to_contain_text("shared with everybody")
    expect(beside.locator("#messages")).not_to_contain_text("Only for you")
    chosen = [one["actions"][0] for one in heard(app.actions, 3)]
    assert [one["action_id"] for one in chosen] == ["again", "rest", "share"]
    assert chosen[0]["selected_option"]["value"] == "pre2"
    assert chosen[1]["selected_option"]["value"] == "hide"


def test_question_before_a_dangerous_button_and_dates_in_messages(page: Page, app: FormApp) -> None:
    types(page, "/show stage")
    stage = page.locator("#messages article", has_text="本周复盘").last
    stage.get_by_role("button", name="Delete").click()
    question = page.get_by_role("dialog", name="Delete it?")
    expect(question).to_contain_text("This cannot be undone.")
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    assert app.actions == []
    stage.get_by_role("button", name="Delete").click()
    question.get_by_role("button", name="Delete").click()
    expect(question).to_have_count(0)
    stage.get_by_role("button", name="Due date").click()
    page.get_by_role("button", name="2026年11月", exact=False).first.wait_for()
    popup_has_focus(page)
    page.keyboard.press("Enter")
    stage.get_by_role("button", name="Assign to").click()
    page.get_by_label("输入以筛选").fill("alice")
    page.keyboard.press("Enter")
    expect(stage).to_contain_text("Alice Wong")
    told = [one["actions"][0] for one in heard(app.actions, 3)]
    assert [one["action_id"] for one in told] == ["delete", "when", "assign"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told[1]["selected_date"])


def test_every_choice_in_a_message_tells_the_app(
    page: Page, local: RunningWorkspace, app: FormApp
) -> None:
    client = WebClient(local.bot_token, base_url=local.base_url)
    client.chat_postMessage(channel="general", text="choices", blocks=CHOICES)
    shown = page.locator("#messages article", has_text="Choose:").last
    shown.get_by_label("Two").check()
    shown.get_by_label("B", exact=True).check()
    shown.get_by_role("button", name="Clock").click()
    popup_has_focus(page)
    page.keyboard.type("7:05 pm")
    page.keyboard.press("Enter")
    shown.locator(".datetimepicker .select").last.click()
    popup_has_focus(page)
    page.keyboard.type("0800")
    page.keyboard.press("Enter")
    choose(page, shown, "Teams", "售前一组", "售后组")
    choose(page, shown, "Place", "# forms")
    shown.get_by_label("Note").fill("noted")
    shown.get_by_label("Note").press("Enter")
    bodies = heard(app.actions, 7)
    told = {body["actions"][0]["action_id"]: body["actions"][0] for body in bodies}
    assert [one["value"] for one in told["ticks"]["selected_options"]] == ["2"]
    assert told["radio"]["selected_option"]["value"] == "b"
    assert told["clock"]["selected_time"] == "19:05"
    assert told["moment"]["selected_date_time"] == 1795308120 - 42 * 60  # 8:42 became 8:00
    assert [one["value"] for one in told["many"]["selected_options"]] == ["pre1", "after"]
    assert told["place"]["selected_channel"] == local.model.conversation("forms").id
    assert told["note"]["value"] == "noted"
    assert bodies[-1]["state"]["values"]["b_note"]["note"]["value"] == "noted"


def test_english_reader_gets_english_words(
    opener: Opener, local: RunningWorkspace, app: FormApp
) -> None:
    page = page_of(opener, local, "alice")
    modal = open_form(page)
    expect(modal.get_by_text("(optional)").first).to_be_visible()
    modal.get_by_role("button", name="Save").click()
    expect(modal.get_by_text("Please complete this required field.").first).to_be_visible()
    modal.get_by_role("button", name="Close").click()
    expect(modal).to_be_hidden()


def test_dates_are_in_the_viewers_zone_and_words_in_his_language(
    opener: Opener, local: RunningWorkspace, app: FormApp
) -> None:
    client = WebClient(local.bot_token, base_url=local.base_url)
    client.chat_postMessage(channel="forms", text="at <!date^1793500000^{date_num} {time}|never>")
    for who, shown in (("lin", "at 2026-11-01 10:26"), ("alice", "at 2026-10-31 10:26")):
        page = page_of(opener, local, who)
        page.locator("#channels button", has_text="forms").click()
        expect(page.locator("#messages article").last).to_contain_text(shown)


def test_shared_pictures_are_shown_with_their_words(
    page: Page, local: RunningWorkspace, app: FormApp
) -> None:
    client = WebClient(local.bot_token, base_url=local.base_url)
    client.files_upload_v2(
        channel=local.model.conversation("general").id,
        content=PICTURE,
        filename="chart.png",
        title="满意度",
        alt_txt="88.4%",
    )
    shown = page.locator("#messages article img[alt='88.4%']").last
    expect(shown).to_be_visible()
    assert shown.evaluate("node => node.naturalWidth") == 2


def test_home_is_asked_for_again_when_time_has_passed(page: Page, app: FormApp) -> None:
    page.locator("#apps button").click()
    page.get_by_role("tab", name="主页").click()
    expect(page.locator("#home")).to_contain_text(f"Opened {app.opened} times")
    before = app.opened
    page.locator(".clock-button").click()
    page.get_by_role("button", name="1 小时后").click()
    expect(page.locator("#home")).to_contain_text(f"Opened {before + 1} times")
