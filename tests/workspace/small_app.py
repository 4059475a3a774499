"""A small Bolt app for the tests of the workspace: joined by Socket Mode, it remembers the bodies
it was sent and answers forms as the test wants."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from workspace import (
    Channel,
    Command,
    Driver,
    Person,
    RunningWorkspace,
    Shortcut,
    Words,
    WorkspaceConfig,
    start,
)

ANY = re.compile(".*", re.DOTALL)
EVERYTHING = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "reaction_added",
        "reaction_removed",
    }
)


def config(**changes: Any) -> WorkspaceConfig:
    """Return two people, a room, a form command, and both kinds of shortcuts."""
    settings: dict[str, Any] = {
        "people": [
            Person("lin", "林岚", email="lin@example.com"),
            Person("alice", "Alice Wong", locale="en-US"),
        ],
        "channels": [Channel("general", ["lin", "alice"]), Channel("room", ["lin", "alice"])],
        "commands": [Command("form")],
        "shortcuts": [
            Shortcut("new_case", Words("匿名案例", "Anonymous case")),
            Shortcut("take_note", Words("记下来", "Take a note"), "message"),
        ],
        "app_name": "Small",
        "bot_name": "small",
        "bot_events": EVERYTHING,
        "retry_delays": (),
        "command_retry_delays": (),
    }
    return WorkspaceConfig(**(settings | changes))


@dataclass
class Small:
    """The app at work. `answers` gives the acknowledgement of a form by its callback_id."""

    local: RunningWorkspace
    client: WebClient
    seen: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    publishes: dict[str, Any] | None = None

    def person(self, name: str) -> Driver:
        return self.local.as_person(name)

    def body(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Wait for the newest body (of an event: the event) of this type with these fields."""

        def found() -> dict[str, Any] | None:
            bodies = reversed(self.heard(kind))
            return next((b for b in bodies if all(b.get(k) == v for k, v in fields.items())), None)

        result = self.local.wait_for(found)
        assert isinstance(result, dict)
        return result

    def heard(self, kind: str) -> list[dict[str, Any]]:
        """Return all bodies (or events) of this type so far."""
        return [b for b in (b.get("event", b) for b in self.seen) if b["type"] == kind]

    def trigger(self, who: str) -> str:
        """Return a fresh trigger id of a person who ran the command."""
        delivery = self.person(who).slash("form", channel="general")
        assert delivery is not None
        delivery.result()
        return str(next(b for b in reversed(self.seen) if "command" in b)["trigger_id"])

    def open(self, who: str, view: dict[str, Any]) -> dict[str, Any]:
        """Open a modal for a person; the view object."""
        answer = self.client.views_open(trigger_id=self.trigger(who), view=view)
        return dict(answer["view"])


@contextlib.contextmanager
def small_app(**changes: Any) -> Iterator[Small]:
    """A workspace with the app connected."""
    with start(config(**changes)) as running:
        client = WebClient(running.bot_token, base_url=running.base_url)
        small = Small(running, client)
        handler = SocketModeHandler(_bolt(small), running.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        running.wait_for_app()
        yield small
        handler.client.auto_reconnect_enabled = False
        running.stop()
        handler.close()  # type: ignore[no-untyped-call]


def _bolt(small: Small) -> App:
    app = App(client=small.client)

    @app.middleware
    def remember(body: dict[str, Any], next: Callable[[], Any]) -> Any:
        # Slack marks the command by its name only; the tests ask by type.
        small.seen.append({"type": "slash_command", **body} if "command" in body else body)
        return next()

    @app.command("/form")
    def form(ack: Any) -> None:
        ack()

    @app.view({"type": "view_submission", "callback_id": ANY})
    def submitted(ack: Any, view: dict[str, Any]) -> None:
        answer = small.answers.get(view["callback_id"], {})
        if answer is not None:
            ack(**answer)

    @app.view_closed(ANY)
    @app.action(ANY)
    @app.shortcut(ANY)
    def quiet(ack: Any) -> None:
        ack()

    @app.event("app_home_opened")
    def home(event: dict[str, Any]) -> None:
        if small.publishes is not None and event["tab"] == "home":
            small.client.views_publish(user_id=event["user"], view=small.publishes)

    @app.event(ANY)
    def anything() -> None: ...

    return app


def error_of(call: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Return the error name Slack answers."""
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return str(caught.value.response["error"])


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def field_of(element: dict[str, Any], block_id: str, **more: Any) -> dict[str, Any]:
    """Return an input block."""
    return {
        "type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more
    }  # fmt: skip


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a modal with the blocks, by default one field `why`."""
    why = field_of({"type": "plain_text_input", "action_id": "why"}, "reason")
    view = {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "callback_id": "form"}
    return view | {"blocks": list(blocks) or [why]} | more
