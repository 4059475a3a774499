"""Runs the whole bot for an office: in earnest with its jobs, or bare; every logger talks."""

import contextlib
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator, Sequence

from base.clock import FixedClock
from base.language import Bilingual
from base.rights import Role
from bot.slack.app import SlackBot
from bot.slack.dispatch import PolitePool
from bot.slack.logs import quiet_libraries
from bot.slack.run import Listen, SlackSettings, check, run
from bot.slack.sending import web_client
from bot.slack.socket_mode import SocketMode
from commands.context import Context
from reviews import case_settings
from reviews.case_settings import Wanted
from storage.engine import Database
from storage.people import StaffRow, actor_of, apply_staff
from storage.tables import person
from tests.anonymity.linking import listening
from tests.anonymity.office import FIRST_NUMBER, NOW, OFFICE, STRANGERS, Office
from tests.workspace import bot_world
from workspace import Channel, Delivery, Person, start

SECRET = "the secret of an office in which people speak"
_LIBRARIES = ("slack_sdk", "slack_sdk.web.base_client", "slack_bolt", "slack_bolt.App",
              "websockets", "websockets.client", "uvicorn", "uvicorn.access", "uvicorn.error",
              "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.engine.Engine", "sqlalchemy.pool",
              "psycopg", "urllib3", "asyncio", "apscheduler", "concurrent")  # fmt: skip


def opened(database: Database, clock: FixedClock, staff: Sequence[Person] = ()) -> None:
    """Put people on the staff list, name a reader and open the door, as the head does."""
    with database.write() as work:
        work.execute(person.insert().values(id=FIRST_NUMBER - 1, name="Platzhalter"))
    team = "Vantage"
    rows = [StaffRow(one.real_name, one.real_name, slack_user=one.id, team=team) for one in staff]
    rows += [
        StaffRow("林岚", "Lan Lin", roles=(Role.SUPERVISOR,), slack_user="UHEAD"),
        StaffRow("周宁", "Ning Zhou", roles=(Role.QC,), slack_user="UREADER"),
    ]
    apply_staff(database, rows)
    today = clock.now().date()
    head = actor_of(database, today, slack_user="UHEAD")
    reader = actor_of(database, today, slack_user="UREADER")
    wanted = Wanted((reader.person,), Bilingual("不追查，不处分。", "Nobody is traced."))
    with database.write() as work:
        case_settings.keep(work, head, wanted, clock.now(), today)


@contextlib.contextmanager
def office(
    database: Database, transport: str, watched: Sequence[Person] = STRANGERS, *, bare: bool = False
) -> Iterator[Office]:
    """Run the bot as it is run in earnest, every logger asked to tell everything.

    `watched` are those who send cases. A `bare` one has its door open already, and no jobs that do
    something by themselves.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening_there:
        port = int(listening_there.getsockname()[1])
    clock = FixedClock(NOW)
    people = (*watched, *OFFICE)
    everywhere = [Channel("general", [one.name for one in people])]
    config = bot_world.config(signing_secret=SECRET, people=people, channels=everywhere)
    with start(config) as local, listening() as log, _everything_told():
        found = Office(local, database, clock, port, log)
        _listen_in(found, watched)
        if transport == "http":
            local.use_http(f"http://127.0.0.1:{port}/slack/events")
        context = Context(database, clock)
        if bare:
            with _bare(found, context):
                yield found
            return
        opened(database, clock)
        with _running(found, context, transport):
            yield found


def _listen_in(found: Office, watched: Sequence[Person]) -> None:
    """Have every delivery of theirs written down on its way."""
    hub = found.local._hub
    real = hub.submit

    def submit(delivery: Delivery) -> Delivery:
        said = json.dumps(delivery.payload, ensure_ascii=False)
        for one in watched:
            if one.id in said:
                found.hears(delivery.payload, one.name)
        return real(delivery)

    hub.submit = submit  # type: ignore[method-assign]
    for one in watched:
        for value, what in ((one.id, "Slack id"), (one.name, "handle"), (one.real_name, "name"),
                            (one.email, "e-mail")):  # fmt: skip
            found.hears_of(value, what, one.name)
        if one.tz != "Asia/Shanghai":
            found.hears_of(one.tz, "zone", one.name)
            found.hears_of(one.locale, "locale", one.name)


@contextlib.contextmanager
def _everything_told() -> Iterator[None]:
    """Ask every library to tell everything, before the bot pins them and after."""
    loggers = [logging.getLogger(name) for name in _LIBRARIES]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)


@contextlib.contextmanager
def _bare(found: Office, context: Context) -> Iterator[None]:
    quiet_libraries()
    settings = bot_world.settings_for(found.local)
    client = web_client(settings)
    bot = SlackBot(context, client, PolitePool())
    transport = SocketMode(bot.app, client, found.local.app_token, time.monotonic, 0.3)
    transport.start(check(settings, client))
    try:
        found.local.wait_for_app()
        with _everything_told():
            yield
    finally:
        transport.stop(5.0)
        bot.close(10.0)


@contextlib.contextmanager
def _running(found: Office, context: Context, transport: str) -> Iterator[None]:
    local, stop = found.local, threading.Event()
    settings = SlackSettings(
        local.bot_token, local.app_token, local.base_url, 0.3, signing_secret=SECRET
    )
    codes: list[int] = []
    listen = Listen(found.port, events=transport == "http")
    thread = threading.Thread(target=lambda: codes.append(run(settings, context, stop, listen)))
    thread.start()
    try:
        local.wait_for_app()
        with _everything_told():
            yield
    finally:
        stop.set()
        thread.join(30)
    assert codes == [0]
