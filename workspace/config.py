"""What a workspace is made of when it starts: pure data, written by whoever starts it.

People and channels are named by their handles (`lin`, `general`); ids follow from the names, so a
workspace started twice with the same configuration has the same ids.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .travel import Traveller


@dataclass(frozen=True)
class Words:
    """The same text as a Chinese and as an English native writes it."""

    zh: str = ""
    en: str = ""

    def said_in(self, locale: str) -> str:
        """The text for a locale such as `zh-CN` or `en-US`; an empty one falls back."""
        return (self.zh or self.en) if locale.startswith("zh") else (self.en or self.zh)


@dataclass(frozen=True)
class Person:
    """A human member. `name` is the handle, `tz` an IANA zone, `locale` as Slack writes it.

    `id` is for people whose Slack id is known already; without it one is made of the handle.
    `title` is said where one chooses whom to act as; the `featured` ones come first there.
    """

    name: str
    real_name: str
    locale: str = "zh-CN"
    tz: str = "Asia/Shanghai"
    is_admin: bool = False
    id: str = ""
    email: str = ""
    title: Words = Words()
    featured: bool = False


@dataclass(frozen=True)
class Channel:
    """A channel. `members` are handles of people; `with_bot` says whether the bot is a member."""

    name: str
    members: Sequence[str]
    with_bot: bool = True
    topic: str = ""
    is_private: bool = False


@dataclass(frozen=True)
class Command:
    """A slash command of the app. `name` with or without its slash; `usage` is the hint.

    With `escape` the app gets names, channels and links in Slack's marks, as `should_escape` of a
    manifest asks for; without it, as they were typed.
    """

    name: str
    description: Words = Words()
    usage: Words = Words()
    escape: bool = False

    @property
    def slash(self) -> str:
        return "/" + self.name.removeprefix("/")


@dataclass(frozen=True)
class Shortcut:
    """A shortcut of the app: `global` from anywhere, `message` from a message's menu."""

    callback_id: str
    name: Words = Words()
    type: Literal["global", "message"] = "global"


@dataclass(frozen=True)
class InitialMessage:
    """A message that is there when the workspace opens. `author` is a handle or the bot's name."""

    channel: str
    author: str
    text: str
    blocks: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class TourStep:
    """One step of the page's tour: what is said, whom to act as, where to look.

    `person` is a handle, "" = whoever one is. `channel` is a channel's name, "@bot" the direct
    message with the app, "" = wherever one is. `types` is put into the composer, not sent.
    """

    title: Words
    text: Words
    person: str = ""
    channel: str = ""
    tab: Literal["messages", "home"] = "messages"
    types: Words = Words()


@dataclass(frozen=True)
class WorkspaceConfig:
    """Everything a workspace needs to start.

    Tokens and the signing secret are generated when absent. Times are seconds.

    - `ack_timeout`: how long a delivery waits for its acknowledgement, in real time, because the
      app is real. `retry_delays` and `command_retry_delays`: the pauses before each redelivery of
      an event, and of a command or interaction, by the workspace's clock.
    - `clock`: what the workspace's own clock starts from, seconds since the epoch.
    - `bot_events`: the subscribed events. `scopes`: what the bot may do, None = everything.
    - `request_url`: None = Socket Mode; a URL = everything is posted there, signed.
    - `rate_limits`: whether calls are counted. `posts_per_minute` is the cap over all channels.
    - `connection_seconds`: the age at which a Socket Mode connection is asked to renew itself.
    - `edit_window_seconds`: how long the bot may edit a message, None = for ever.
    - `file_ready_seconds`: how long an uploaded picture takes until a block may show it.
    - `unsupported_blocks`: types of blocks this workspace refuses, as an older Slack would.
    - `tour`: what the page shows a newcomer. `movable`: whether the page may move the clock;
      `traveller`: where it stops on the way, None = every hour.
    - `hides`: payloads the inspector must never keep, not even in memory.
    - `on_locale`: told (user id, locale) after a person chose a language on the page.
    - `preparing`: what is being made ready, said from the first paint until `ready()`;
      `ask_language`: whether the page asks for the language meanwhile.
    """

    people: Sequence[Person]
    channels: Sequence[Channel]
    commands: Sequence[Command] = ()
    shortcuts: Sequence[Shortcut] = ()
    home_enabled: bool = True
    app_name: str = "App"
    bot_name: str = "app"
    team_name: str = "Local workspace"
    team_domain: str = "local"
    initial_messages: Sequence[InitialMessage] = ()
    bot_token: str | None = None
    app_token: str | None = None
    signing_secret: str | None = None
    request_url: str | None = None
    scopes: frozenset[str] | None = None
    rate_limits: bool = False
    posts_per_minute: int = 300
    ack_timeout: float = 3.0
    retry_delays: Sequence[float] = (0.0, 60.0, 300.0)
    command_retry_delays: Sequence[float] = (0.0,)
    connection_seconds: float = 18_060.0
    edit_window_seconds: float | None = None
    file_ready_seconds: float = 0.0
    unsupported_blocks: frozenset[str] = frozenset()
    bot_events: frozenset[str] = field(
        default_factory=lambda: frozenset(
            {
                "app_home_opened",
                "app_mention",
                "message.channels",
                "message.groups",
                "message.im",
            }
        )
    )
    clock: Callable[[], float] = time.time
    tour: Sequence[TourStep] = ()
    traveller: Traveller | None = None
    movable: bool = True
    hides: Callable[[Mapping[str, Any]], bool] | None = None
    on_locale: Callable[[str, str], None] | None = None
    ask_language: bool = False
    preparing: Words | None = None
