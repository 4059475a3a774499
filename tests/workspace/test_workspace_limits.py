"""What a token may do and how often: kinds of tokens, revocation, scopes, rate limits."""

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from tests.workspace.slack_world import (
    acknowledge,
    client_of,
    code_of,
    config,
    error_of,
    raw_connection,
    received,
)
from workspace import Message, RunningWorkspace, start
from workspace.ids import named_id
from workspace.methods import METHODS
from workspace.rates import TIERS
from workspace.scopes import ALL_SCOPES, BY_KIND, METHOD_SCOPES

GENERAL = named_id("C", "general")


def without(*scopes: str) -> dict[str, Any]:
    return {"scopes": ALL_SCOPES - set(scopes)}


# -- tokens -------------------------------------------------------------------------------------


def test_revoked_is_told_from_wrong() -> None:
    with start(config()) as local:
        client = client_of(local)
        local.faults.revoke_token()
        assert code_of(client.auth_test) == "token_revoked"
        assert code_of(client.chat_postMessage, channel="general", text="x") == "token_revoked"
        assert code_of(WebClient("xoxb-other", base_url=local.base_url).auth_test) == "invalid_auth"
        app = WebClient(local.app_token, base_url=local.base_url)
        assert app.apps_connections_open(app_token=local.app_token)["ok"]
        local.faults.revoke_token("app")
        refused = code_of(app.apps_connections_open, app_token=local.app_token)
        assert refused == "token_revoked"
        local.faults.restore_token()
        assert client.auth_test()["ok"]


def test_an_app_revokes_its_own_token() -> None:
    with start(config()) as local:
        client = client_of(local)
        assert client.auth_revoke(test=True)["revoked"] is False
        assert client.auth_revoke()["revoked"] is True
        assert code_of(client.auth_test) == "token_revoked"


def test_kinds_of_tokens_do_not_stand_in_for_each_other() -> None:
    with start(config()) as local:
        app = WebClient(local.app_token, base_url=local.base_url)
        assert code_of(app.auth_test) == "not_allowed_token_type"
        bot = client_of(local)
        asked = code_of(bot.apps_connections_open, app_token=local.bot_token)
        assert asked == "not_allowed_token_type"


# -- scopes -------------------------------------------------------------------------------------

Asks = Callable[[WebClient, RunningWorkspace], Any]


def _id(local: RunningWorkspace, name: str) -> str:
    return local.model.conversation(name).id


CALLS: list[tuple[str, Asks]] = [
    ("chat:write", lambda c, _: c.chat_postMessage(channel="general", text="x")),
    ("chat:write", lambda c, _: c.chat_update(channel="general", ts="1.2", text="x")),
    (
        "chat:write.customize",
        lambda c, _: c.chat_postMessage(channel="general", text="x", username="me"),
    ),
    ("channels:history", lambda c, w: c.conversations_history(channel=_id(w, "general"))),
    ("groups:history", lambda c, w: c.conversations_history(channel=_id(w, "secret"))),
    ("groups:read", lambda c, w: c.conversations_info(channel=_id(w, "secret"))),
    ("groups:read", lambda c, _: c.conversations_list(types="public_channel,private_channel")),
    ("channels:read", lambda c, _: c.conversations_list()),
    ("users:read", lambda c, w: c.users_info(user=w.as_person("lin").id)),
]


@pytest.mark.parametrize(("scope", "ask"), CALLS)
def test_missing_scope_says_what_is_needed(scope: str, ask: Asks) -> None:
    with start(config(**without(scope))) as local:
        refusal = error_of(ask, client_of(local), local).response
        assert (refusal["error"], refusal["needed"]) == ("missing_scope", scope)
        provided = refusal["provided"].split(",")
        assert scope not in provided
        assert "commands" in provided


def test_one_scope_too_many_is_not_asked_for() -> None:
    only = frozenset({"chat:write", "channels:history"})
    with start(config(scopes=only)) as local:
        client = client_of(local)
        assert client.chat_postMessage(channel="general", text="x")["ok"]
        assert client.conversations_history(channel=_id(local, "general"))["ok"]
        answer = client.auth_test()
        assert answer.headers["x-oauth-scopes"] == "channels:history,chat:write"
        asked = client.conversations_history(channel=_id(local, "general"))
        assert asked.headers["x-accepted-oauth-scopes"] == "channels:history"
        assert code_of(client.conversations_history, channel=_id(local, "secret")) == (
            "missing_scope"
        )


SPECIAL = {"auth.test", "blocks.validate", "chat.getPermalink", "chat.postMessage"}
FREE = ("api.", "auth.", "apps.", "blocks.", "views.", "chat.getPermalink")


def test_every_method_has_its_tier_and_its_scope() -> None:
    assert set(METHODS) - set(TIERS) <= SPECIAL
    scoped = set(METHOD_SCOPES) | set(BY_KIND)
    assert all(name.startswith(FREE) for name in set(METHODS) - scoped)


def test_scopes_that_open_more() -> None:
    with start(config(scopes=frozenset({"chat:write", "users:read"}))) as local:
        client = client_of(local)
        assert code_of(client.chat_postMessage, channel="quiet", text="x") == "not_in_channel"
        shown = client.users_info(user=local.as_person("lin").id)["user"]
        assert "email" not in shown["profile"]
    wider = frozenset({"chat:write", "chat:write.public", "users:read", "users:read.email"})
    with start(config(scopes=wider)) as local:
        client = client_of(local)
        assert client.chat_postMessage(channel="quiet", text="x")["ok"]
        assert code_of(client.chat_postMessage, channel="C0", text="x") == "channel_not_found"
        shown = client.users_info(user=local.as_person("lin").id)["user"]
        assert "@" in shown["profile"]["email"]


def test_events_need_scopes_too() -> None:
    with start(config(**without("channels:history", "im:history"))) as local:
        lin = local.as_person("lin")
        with raw_connection(local) as app:
            lin.says("not heard", channel="general")
            lin.says("not heard either")
            lin.mentions("heard", channel="general")
            envelope = received(app)
            acknowledge(app, envelope)
            assert envelope["payload"]["event"]["type"] == "app_mention"
            with pytest.raises(TimeoutError):
                app.recv(0.2)


def test_without_the_scope_there_are_no_commands() -> None:
    with start(config(**without("commands"))) as local:
        lin = local.as_person("lin")
        assert lin.slash("echo", channel="general") is None
        assert "不是有效的命令" in lin.sees("general")[-1].text


# -- rates --------------------------------------------------------------------------------------


def test_a_post_a_second_in_a_channel_with_a_short_burst() -> None:
    with start(config(rate_limits=True)) as local:
        local.clock.freeze()
        client = client_of(local)
        for _ in range(5):
            client.chat_postMessage(channel="general", text="x")
        refusal = error_of(client.chat_postMessage, channel="#general", text="x").response
        assert (refusal.status_code, refusal["error"]) == (429, "ratelimited")
        assert refusal.headers["retry-after"] == "1"
        assert client.chat_postMessage(channel="random", text="x")["ok"]
        for _ in range(3):
            local.clock.advance(1)
            assert client.chat_postMessage(channel="general", text="x")["ok"]
        assert len(local.messages("general")) == 8


def test_a_cap_over_all_channels() -> None:
    with start(config(rate_limits=True, posts_per_minute=6)) as local:
        local.clock.freeze()
        client = client_of(local)
        for i in range(6):
            client.chat_postMessage(channel=("general", "random", "secret")[i % 3], text="x")
        refusal = error_of(client.chat_postMessage, channel="random", text="x").response
        assert refusal.headers["retry-after"] == "10"
        local.clock.advance(10)
        assert client.chat_postMessage(channel="random", text="x")["ok"]


@pytest.mark.parametrize(
    ("allowed", "pause", "ask"),
    [
        (20, 3, lambda c: c.users_list()),
        (50, 2, lambda c: c.conversations_info(channel=GENERAL)),
        (100, 1, lambda c: c.conversations_members(channel=GENERAL)),
    ],
)
def test_tiers(allowed: int, pause: int, ask: Callable[[WebClient], Any]) -> None:
    with start(config(rate_limits=True)) as local:
        local.clock.freeze()
        client = client_of(local)
        for _ in range(allowed):
            ask(client)
        assert error_of(ask, client).response.headers["retry-after"] == str(pause)
        assert client.auth_test()["ok"]
        local.clock.advance(60)
        for _ in range(allowed):
            ask(client)


def test_nothing_is_counted_unless_asked_for() -> None:
    with start(config()) as local:
        client = client_of(local)
        for i in range(30):
            client.chat_postMessage(channel="general", text=str(i))


def test_the_librarys_own_handler_waits_as_told() -> None:
    from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

    with start(config(rate_limits=True)) as local:
        client = client_of(local, retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=1)])
        for i in range(6):
            client.chat_postMessage(channel="general", text=str(i))
        assert [m.text for m in local.messages("general")] == [str(i) for i in range(6)]


def test_twenty_at_once_pass_or_are_told() -> None:
    with start(config(rate_limits=True)) as local:
        local.clock.freeze()
        headers = {"authorization": f"Bearer {local.bot_token}"}
        body = {"channel": "general", "text": "x"}
        codes: list[int] = []

        def post() -> None:
            url = local.base_url + "chat.postMessage"
            codes.append(httpx.post(url, headers=headers, json=body).status_code)

        threads = [threading.Thread(target=post) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(codes) == [200] * 5 + [429] * 15
        said: list[Message] = local.messages("general")
        assert len(said) == 5
