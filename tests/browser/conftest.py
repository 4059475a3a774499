"""A real Chromium for the tests of the page; they are skipped, and say so, where there is none."""

from collections.abc import Callable, Iterator
from shutil import which

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

CHROMIUM = which("chromium") or which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=8000)  # a machine may be busy with other tests
# Opens an address at a width and height.
Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def idle(browser: Browser) -> dict[tuple[int, int], list[Page]]:
    """Pages by size that nobody uses; a new one takes four times as long to open."""
    return {}


@pytest.fixture
def opener(browser: Browser, idle: dict[tuple[int, int], list[Page]]) -> Iterator[Opener]:
    """Opens pages; fails the test when a script on one of them failed."""
    errors: list[str] = []
    used: list[tuple[tuple[int, int], Page]] = []

    def failed(error: Error) -> None:
        errors.append(str(error))

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    def opened(url: str, width: int = 1280, height: int = 800) -> Page:
        size = (width, height)
        free = idle.setdefault(size, [])
        page = free.pop() if free else _new_page(browser, width, height)
        used.append((size, page))
        page.on("pageerror", failed)
        page.on("console", said)
        page.goto(url)
        return page

    yield opened
    for (width, height), page in used:
        page.remove_listener("pageerror", failed)
        page.remove_listener("console", said)
        page.goto("about:blank")
        page.set_viewport_size({"width": width, "height": height})
        idle[(width, height)].append(page)
    assert errors == []


def _new_page(browser: Browser, width: int, height: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.set_default_timeout(8000)
    return page
