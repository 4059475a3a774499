"""A small department, the real bot and the local workspace, joined by the real websocket.

Figures are chosen so that each can be reckoned in one's head: last week (9-15 November 2026)
90 of 100 ratings were good, the week before 95 of 100; every day of them has contacts of its own.
"""

import contextlib
import csv
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from base.clock import FixedClock, SystemClock
from base.rights import operator
from bot.slack.app import SlackBot
from bot.slack.dispatch import PolitePool
from bot.slack.flood import Turnstile
from bot.slack.health import Health
from bot.slack.http import EVENTS, Door, Server, application
from bot.slack.manifest import SCOPES
from bot.slack.pool import Pool
from bot.slack.run import Listen, SlackSettings, check
from bot.slack.sending import web_client
from bot.slack.shortcuts import SHORTCUTS
from bot.slack.socket_mode import SocketMode
from commands.context import Context
from commands.router import COMMANDS
from intake.options import ImportOptions
from intake.service import import_file
from storage.engine import Database, ensure_schema, open_database
from workspace import (
    Channel,
    Command,
    Message,
    Person,
    RunningWorkspace,
    Shortcut,
    View,
    Words,
    WorkspaceConfig,
    start,
)

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
LAST_WEEK = date(2026, 11, 9)
# Somebody's name tries to ping everybody.
SHOUTER = "<!channel> & *小美*"
STAFF = (
    ("name", "name_en", "team", "team_en", "roles", "lang", "slack_user"),
    ("林岚", "Lan Lin", "", "", "supervisor", "zh", "ULIN"),
    ("Alice Wong", "Alice Wong", "", "", "supervisor", "en", "UALICE"),
    ("阿布", "Abu", "售前组", "Pre-sales", "", "zh", "UABU"),
    (SHOUTER, SHOUTER, "售后组", "After-sales", "", "zh", "USHOUT"),
)


def contacts_on(day: date) -> int:
    """Return the contacts of a day: a figure that no other day has."""
    return 1000 + 2 * day.toordinal() % 997


def _write(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def _report() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        ("day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum", "ratings", "good")
    ]
    for i in range(28):
        day = LAST_WEEK + timedelta(days=6 - i)
        half = contacts_on(day) // 2
        whole = contacts_on(day)
        # Per week and agent 50 ratings: all on the Monday.
        first = day.weekday() == 0
        this_week = day >= LAST_WEEK
        for agent, team, n, good in (
            ("阿布", "售前组", half, 48),
            (SHOUTER, "售后组", whole - half, 42 if this_week else 47),
        ):
            rated = (50, good) if first else (0, 0)
            rows.append((day, "木棉旗舰店", team, agent, n, 10, 170, *rated))
    return rows


def context_in(folder: Path, database: Database | None = None) -> Context:
    """Return an installation with the small department's figures, made by importing files.

    Without a `database` it has one of its own in the folder.
    """
    if database is None:
        database = open_database(f"sqlite:///{folder / 'fupan.db'}")
        ensure_schema(database)
    clock = FixedClock(NOW)
    for name, rows in (("staff.csv", STAFF), ("report.csv", _report())):
        options = ImportOptions(may_edit_staff=True)
        import_file(database, _write(folder / name, rows), options, operator(), clock, _quiet)
    return Context(database, clock)


def _quiet(_done: int, _of: int) -> None: ...


def config(**changes: Any) -> WorkspaceConfig:
    """Return a workspace with the department's people, and Bob who is on no staff list."""
    people = [
        Person("lin", "林岚", id="ULIN"),
        Person("alice", "Alice Wong", locale="en-US", id="UALICE"),
        Person("abu", "阿布", id="UABU"),
        Person("bob", "Bob", locale="en-US", tz="America/Los_Angeles", id="UBOB"),
    ]
    everybody = [person.name for person in people]
    made: dict[str, Any] = {
        "people": people,
        "channels": [Channel("general", everybody), Channel("quiet", everybody)],
        "scopes": frozenset(SCOPES),
    }
    return WorkspaceConfig(
        **(made | changes),
        commands=[Command(command.name, escape=True) for command in COMMANDS],
        shortcuts=[
            Shortcut(one.callback_id, Words(one.name.zh, one.name.en), one.kind)
            for one in SHORTCUTS
        ],
        app_name="Fupan",
        bot_name="fupan",
    )


@dataclass
class World:
    """The bot at work in a workspace."""

    local: RunningWorkspace
    context: Context
    bot: SlackBot

    def sees(self, who: str, channel: str | None, thread: str | None = None) -> list[Message]:
        """Return what the bot said that a person can see."""
        seen = self.local.as_person(who).sees(channel, thread)
        return [m for m in seen if m.user == self.local.model.bot.id]

    def answer(
        self, who: str, channel: str | None, *containing: str, thread: str | None = None
    ) -> Message:
        """Wait for the bot's message with all these words anywhere in it."""

        def found() -> Message | None:
            said = self.sees(who, channel, thread)
            return next((m for m in reversed(said) if all(c in whole(m) for c in containing)), None)

        try:
            message = self.local.wait_for(found, 20.0)
        except TimeoutError:
            said = "\n".join(whole(m) for m in self.sees(who, channel))
            raise AssertionError(f"no answer with {containing!r} in:\n{said}") from None
        assert isinstance(message, Message)
        return message


def whole(message: Message) -> str:
    """Return all the text of a message."""
    return "\n".join([message.text, *_texts(message.blocks)])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and key in ("text", "caption", "title", "name", "label"):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def buttons(message: Message | View) -> dict[str, str]:
    """Return the action ids of the buttons of a message or view by what they say."""
    found = {}
    for block in message.blocks:
        for element in block["elements"] if block["type"] == "actions" else []:
            found[element["text"]["text"]] = element["action_id"]
    return found


def settings_for(local: RunningWorkspace) -> SlackSettings:
    """Return how to reach a local workspace."""
    return SlackSettings(local.bot_token, local.app_token, local.base_url, ping_seconds=0.3)


SECRET = "the secret of the small department"
TRANSPORTS = ("socket", "http")


@contextlib.contextmanager
def running(
    context: Context,
    pool: Pool | None = None,
    turnstile: Turnstile | None = None,
    transport: str = "socket",
    **changes: Any,
) -> Iterator[World]:
    """Run workspace and bot, joined by a websocket or by signed HTTP."""
    with start(config(signing_secret=SECRET, **changes)) as local:
        # Tests ask faster than people do.
        turnstile = turnstile or Turnstile(burst=1000)
        client = web_client(settings_for(local))
        bot = SlackBot(context, client, pool or PolitePool(), turnstile)
        with _socket(bot, client, local) if transport == "socket" else _http(bot, local):
            local.wait_for_app()
            yield World(local, context, bot)
            bot.close(10.0)


@contextlib.contextmanager
def _socket(bot: SlackBot, client: WebClient, local: RunningWorkspace) -> Iterator[None]:
    transport = SocketMode(bot.app, client, local.app_token, time.monotonic, 0.3)
    transport.start(check(settings_for(local), client))
    try:
        yield
    finally:
        transport.stop(5.0)


@contextlib.contextmanager
def _http(bot: SlackBot, local: RunningWorkspace) -> Iterator[None]:
    door = Door(bot.app, SECRET, SystemClock(), lambda: None)
    server = Server(application(lambda: Health(()), door), Listen(0))
    server.start()
    local.use_http(server.address + EVENTS)
    try:
        yield
    finally:
        server.stop()
