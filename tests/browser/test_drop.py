"""Files from a person's hands in a real Chromium: dropped, chosen, pasted, sent, refused."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener
from tests.browser.form_app import CONFIG
from workspace import Message, RunningWorkspace, start

FILE = "new File([new Uint8Array(%d)], %r)"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningWorkspace]:
    with start(replace(CONFIG, bot_events=frozenset())) as local:
        yield local


@pytest.fixture
def local(running: RunningWorkspace) -> RunningWorkspace:
    """The workspace without a message in its channels."""
    for where in running.model.conversations:
        for said in reversed(running.model.messages(where.id)):
            running.model.delete(said)
    return running


def page_of(opener: Opener, local: RunningWorkspace, who: str = "lin", **size: int) -> Page:
    page = opener(f"{local.page_url}#as={local.as_person(who).id}", **size)
    expect(page.locator("#title")).to_have_text("# general")
    expect(page.locator("#composer .attach")).to_be_visible()
    return page


def dragged(page: Page, where: str, kinds: list[str], *files: tuple[str, int]) -> None:
    """What a browser tells while files are dragged in and let go over a part of the page."""
    made = ", ".join(FILE % (size, name) for name, size in files)
    page.evaluate(
        """([where, kinds, files]) => {
          const data = new DataTransfer();
          for (const file of files()) data.items.add(file);
          const node = document.querySelector(where);
          for (const kind of kinds)
            node.dispatchEvent(new DragEvent(kind,
              { bubbles: true, cancelable: true, dataTransfer: data }));
        }""".replace("files()", f"[{made}]").replace(", files]", "]"),
        [where, kinds],
    )


def chosen(page: Page, *files: tuple[str, bytes], place: str = "#composer") -> None:
    with page.expect_file_chooser() as chooser:
        page.locator(f"{place} .attach").click()
    payload: list[Any] = [
        {"name": name, "mimeType": "text/csv", "buffer": data} for name, data in files
    ]
    chooser.value.set_files(payload)


def chips(page: Page, place: str = "#composer") -> Locator:
    return page.locator(f"{place} .upload")


def sent(local: RunningWorkspace, channel: str = "general", thread: str | None = None) -> Message:
    """The newest message, once there is one with files."""
    lin = local.as_person("lin")
    found: Message = local.wait_for(
        lambda: [one for one in lin.sees(channel, thread) if one.files][-1:]
    )[0]
    return found


def names(local: RunningWorkspace, message: Message) -> list[str]:
    return [local.model.files.file(one).name for one in message.files]


def test_dropping_files_on_the_conversation(opener: Opener, local: RunningWorkspace) -> None:
    page = page_of(opener, local)
    mark = page.locator("#main .drop-mark")
    dragged(page, "#messages", ["dragenter", "dragover"], ("周报.csv", 2000))
    expect(mark).to_be_visible()
    expect(mark).to_have_text("松开鼠标，发到 # general")
    dragged(page, "#messages", ["dragleave"], ("周报.csv", 2000))
    expect(mark).to_be_hidden()
    dragged(page, "#messages", ["dragenter", "drop"], ("周报.csv", 2000), ("b.csv", 10))
    expect(mark).to_be_hidden()
    expect(chips(page)).to_have_count(2)
    expect(chips(page).first).to_contain_text("周报.csv")
    expect(chips(page).first).to_contain_text("2 kB")
    assert local.as_person("lin").sees("general") == []
    expect(page.locator("#composer textarea")).to_be_focused()
    page.keyboard.type("两张表")
    page.keyboard.press("Enter")
    expect(chips(page)).to_have_count(0)
    expect(page.locator("#composer textarea")).to_have_value("")
    message = sent(local)
    assert (message.text, names(local, message)) == ("两张表", ["周报.csv", "b.csv"])
    expect(page.locator("#messages .file-chip")).to_have_count(2)


def test_dragging_words_shows_nothing(opener: Opener, local: RunningWorkspace) -> None:
    page = page_of(opener, local)
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "words");
          document.querySelector("#messages").dispatchEvent(
            new DragEvent("dragenter", { bubbles: true, dataTransfer: data }));
        }"""
    )
    expect(page.locator("#main .drop-mark")).to_be_hidden()


def test_a_file_dropped_beside_the_conversation_does_not_replace_the_page(
    opener: Opener, local: RunningWorkspace
) -> None:
    page = page_of(opener, local)
    page.evaluate(
        "window.addEventListener('drop', (event) => { window.kept = event.defaultPrevented; })"
    )
    dragged(page, "#sidebar", ["dragenter", "dragover", "drop"], ("x.csv", 3))
    assert page.evaluate("window.kept") is True
    expect(chips(page)).to_have_count(0)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_choosing_and_removing(
    opener: Opener, local: RunningWorkspace, size: tuple[int, int]
) -> None:
    page = page_of(opener, local, "alice", width=size[0], height=size[1])
    assert page.locator("#composer .attach").get_attribute("aria-label") == "Add files"
    chosen(page, ("a.csv", b"1"), ("a-rather-long-name-of-an-export-2026-08-10.csv", b"22"))
    expect(chips(page)).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    page.get_by_role("button", name="Remove a.csv").click()
    expect(chips(page)).to_have_count(1)
    page.get_by_role("button", name="Send").click()
    expect(chips(page)).to_have_count(0)
    message = sent(local)
    assert names(local, message) == ["a-rather-long-name-of-an-export-2026-08-10.csv"]
    assert message.user == local.as_person("alice").id
    file = local.model.files.file(message.files[0])
    assert file.data == b"22"


def test_what_cannot_be_sent_says_why(opener: Opener, local: RunningWorkspace) -> None:
    page = page_of(opener, local)
    chosen(page, ("空.csv", b""), ("a.csv", b"1"))
    expect(chips(page).first).to_contain_text("“空.csv”是空文件，发不了。")
    page.locator("#composer textarea").fill("看看")
    page.keyboard.press("Enter")
    # It waits for the person to decide; what was typed stays.
    page.wait_for_timeout(200)
    expect(page.locator("#composer textarea")).to_have_value("看看")
    expect(chips(page)).to_have_count(2)
    page.get_by_role("button", name="移除 空.csv").click()
    page.keyboard.press("Enter")
    assert names(local, sent(local)) == ["a.csv"]


def test_more_than_the_limit_is_told_at_once(opener: Opener, local: RunningWorkspace) -> None:
    page = page_of(opener, local)
    page.evaluate(
        """() => {
          const input = document.querySelector("#composer .attach input");
          const file = new File(["x"], "large.csv");
          Object.defineProperty(file, "size", { value: 105 * 1024 * 1024 });
          const data = new DataTransfer();
          Object.defineProperty(input, "files", { value: [file] });
          input.dispatchEvent(new Event("change"));
        }"""
    )
    expect(chips(page)).to_contain_text("“large.csv”超过 100 MB，发不了。")


def test_the_server_refuses(opener: Opener, local: RunningWorkspace) -> None:
    page = page_of(opener, local)
    page.route(
        "**/_/upload?*",
        lambda route: route.fulfill(status=200, json={"ok": False, "error": "is_archived"}),
    )
    chosen(page, ("a.csv", b"1"))
    expect(chips(page)).to_contain_text("这个频道已经归档，不能发文件。")
    page.unroute_all()
    page.get_by_role("button", name="移除 a.csv").click()
    page.route("**/_/upload?*", lambda route: route.fulfill(json={"ok": False, "error": "odd"}))
    chosen(page, ("b.csv", b"1"))
    expect(chips(page)).to_contain_text("“b.csv”没有传上去（odd）。")
    page.unroute_all()


def test_the_progress_is_seen(opener: Opener, local: RunningWorkspace) -> None:
    page = page_of(opener, local)
    held: list[Any] = []
    page.route("**/_/upload?*", lambda route: held.append(route))
    chosen(page, ("a.csv", b"1" * 5000))
    expect(chips(page).get_by_role("progressbar")).to_be_visible()
    page.locator("#composer textarea").press("Enter")
    expect(page.locator("#composer form")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(chips(page)).to_have_count(0)
    assert names(local, sent(local)) == ["a.csv"]
    page.unroute_all()


def test_pasting_a_picture(opener: Opener, local: RunningWorkspace) -> None:
    page = page_of(opener, local)
    paste = """(text) => {
      const data = new DataTransfer();
      data.items.add(new File(["x"], "image.png", { type: "image/png" }));
      if (text) data.setData("text/plain", text);
      document.querySelector("#composer textarea").dispatchEvent(
        new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
    }"""
    page.evaluate(paste, "cells\tof a sheet")
    expect(chips(page)).to_have_count(0)
    page.evaluate(paste, "")
    expect(chips(page)).to_contain_text("image.png")
    page.locator("#composer textarea").press("Enter")
    assert names(local, sent(local)) == ["image.png"]


def test_files_go_into_the_thread_and_stay_with_their_place(
    opener: Opener, local: RunningWorkspace
) -> None:
    lin = local.as_person("lin")
    parent = lin.says("这周的", "general")
    lin.says("好", "general", parent.ts)
    page = page_of(opener, local)
    page.locator("#messages .thread-link").click()
    dragged(page, "#thread-messages", ["dragenter"], ("t.csv", 3))
    expect(page.locator("#thread .drop-mark")).to_have_text("松开鼠标，发到讨论串")
    expect(page.locator("#main .drop-mark")).to_be_hidden()
    dragged(page, "#thread-messages", ["drop"], ("t.csv", 3))
    expect(chips(page, "#thread-composer")).to_have_count(1)
    expect(chips(page)).to_have_count(0)
    page.locator("#thread-composer textarea").press("Enter")
    message = sent(local, thread=parent.ts)
    assert (names(local, message), message.thread_ts) == (["t.csv"], parent.ts)
    # What waits in one channel waits there, not in the next.
    chosen(page, ("later.csv", b"1"))
    page.get_by_role("button", name="forms").click()
    expect(page.locator("#title")).to_have_text("# forms")
    expect(chips(page)).to_have_count(0)
    page.get_by_role("button", name="general").first.click()
    expect(chips(page)).to_contain_text("later.csv")
