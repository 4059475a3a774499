"""Addresses that people gave: links in the chat, themselves elsewhere, never anything else."""

import pytest

from base.language import Lang, Link, msg
from base.wire import dumped_msg, loaded_msg
from bot.render.mrkdwn import slack_text
from bot.render.texts import word


def shown(url: str) -> str:
    return slack_text(msg("action.linked", link=Link(url)), Lang.ZH)


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("https://x.test/a_b_*c*?q=1&r=~2~", "https://x.test/a_b_*c*?q=1&amp;r=~2~"),
        ("http://x.test/a|b<c>", "http://x.test/a%7Cb%3Cc%3E"),
        ("https://x.test/单号", "https://x.test/单号"),
    ],
)
def test_an_address_leads_where_it_was_meant_to(url: str, leads_to: str) -> None:
    assert shown(url).partition("|")[0] == f"<{leads_to}"
    assert word(msg("action.linked", link=Link(url)), Lang.EN) == url


def test_a_long_address_is_shown_short() -> None:
    url = "https://x.test/" + "a" * 200
    leads_to, _, label = shown(url).removeprefix("<").removesuffix(">").partition("|")
    assert leads_to == url
    assert len(label) <= 48
    assert label.startswith("x.test/aaa")


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "<!channel>", "https://x.test/a b", "x.test", ""]
)
def test_what_is_no_address_is_only_text(text: str) -> None:
    assert "<" not in shown(text)


def test_nothing_in_an_address_ends_the_link_or_pings() -> None:
    found = shown("https://x.test/><!channel>|<@U1>")
    assert found.count("<") == found.count(">") == 1


def test_an_address_waits_in_the_outbox_as_it_is() -> None:
    message = msg("action.linked", link=Link("https://x.test/a?b=c&d"))
    assert loaded_msg(dumped_msg(message)) == message
