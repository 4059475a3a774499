"""A visitor of the demo: clicks and types as a person would, in either language."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import Locator, Page, expect

from base.language import Lang

SLOW = 30_000
# Travelling runs everything that was due on the way.
TRAVEL = 180_000
_STEPS = ("hour", "day", "week", "monday")


@dataclass
class Visitor:
    """Somebody at the page of a running demo."""

    page: Page
    lang: Lang

    def said(self, zh: str, en: str) -> str:
        """Return a text in the visitor's language."""
        return zh if self.lang is Lang.ZH else en

    # -- where one is

    def acts_as(self, user: str) -> None:
        """Choose whom to act as, by Slack id."""
        self.page.select_option("#person", value=user)
        expect(self.page.locator("#person")).to_have_value(user)
        self.page.wait_for_function("user => location.hash.includes(`as=${user}`)", arg=user)

    def goes_to(self, channel: str) -> None:
        """Open a channel by its name, or the app's conversation by its."""
        self.page.locator("#sidebar button", has_text=channel).first.click()
        expect(self.page.locator("#title")).to_contain_text(channel)

    def to_bot(self, tab: str = "messages") -> None:
        """Open the app's messages or its Home."""
        self.goes_to("Fupan")
        names = {"messages": ("消息", "Messages"), "home": ("主页", "Home")}
        self.page.get_by_role("tab", name=self.said(*names[tab]), exact=True).click()

    # -- what one does

    def types(self, text: str) -> None:
        """Type into the composer and press Enter."""
        box = self.page.locator("#composer textarea")
        box.fill(text)
        self.page.keyboard.press("Escape")  # the list of commands
        box.press("Enter")

    def presses(self, within: Locator, zh: str, en: str) -> None:
        """Press a button inside a message, a page or a window."""
        within.get_by_role("button", name=self.said(zh, en), exact=True).last.click()

    def window(self) -> Locator:
        """Return the window that has opened."""
        window = self.page.locator("#modal")
        expect(window).to_be_visible(timeout=SLOW)
        return window

    def fills(self, label: tuple[str, str], value: str) -> None:
        """Fill a text field of the window by its label."""
        field = self.window().get_by_label(self.said(*label)).first
        field.fill(value)

    def chooses(self, label: tuple[str, str], text: str) -> None:
        """Choose an option of a menu of the window, by the beginnings of their texts."""
        field = self.window().locator(".field", has_text=self.said(*label)).first
        field.locator("button.select").first.click()
        menu = self.page.locator(".popup:popover-open")
        search = menu.locator("input")
        if search.count() and search.first.is_visible():
            search.first.fill(text)
        menu.get_by_role("option", name=text).first.click()

    def picks(self, label: tuple[str, str], day: date) -> None:
        """Pick a day in a calendar of the window."""
        field = self.window().locator(".field", has_text=self.said(*label)).first
        field.locator("button").first.click()
        self.page.locator(f'.popup:popover-open [data-day="{day.isoformat()}"]').click()

    def submits(self) -> None:
        """Send the window."""
        self.window().locator("button[type=submit]").click()

    # -- what one sees

    def last(self, text: str) -> Locator:
        """Return the newest message of the conversation with these words, once it is there."""
        found = self.page.locator("#messages article", has_text=text).last
        expect(found).to_be_visible(timeout=SLOW)
        return found

    def travels(self, step: str) -> None:
        """Let time pass by one of the clock's steps, and wait until it has."""
        self.page.locator(".clock-button").click()
        self.page.locator(".clock-step").nth(_STEPS.index(step)).click()
        expect(self.page.locator(".clock-stop")).to_be_visible(timeout=SLOW)
        expect(self.page.locator(".clock-stop")).to_be_hidden(timeout=TRAVEL)


def shot(page: Page, path: Any) -> None:
    """Take a picture of what is seen."""
    page.screenshot(path=str(path))
