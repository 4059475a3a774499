"""Running the bot: check the tokens, open a transport, work until told to stop.

Slack reaches the bot over Socket Mode or over HTTP; what the bot does with it is the same.
"""

import gc
import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Protocol, TypeAlias

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from base.clock import SystemClock
from base.language import msg
from base.refusal import Refusal
from bot.ics import calendar_for
from bot.slack.app import SlackBot
from bot.slack.courier import courier_client
from bot.slack.dispatch import PolitePool
from bot.slack.health import Seconds
from bot.slack.logs import quiet_libraries
from bot.slack.monitoring import Monitor
from bot.slack.pool import Pool
from bot.slack.posts import Posts
from bot.slack.proof import Proof
from bot.slack.sending import web_client
from bot.slack.settings import API_URL, APP_TOKEN, BOT_TOKEN, Listen, SlackSettings, settings_from
from bot.slack.socket_mode import SocketMode
from commands.context import Context
from jobs.recording import Recording

_LOG = logging.getLogger("fupan.slack")
# Taking and acknowledging is quick; the answers have their own time afterwards.
_HANG_UP_SECONDS = 5.0

Transport: TypeAlias = SocketMode | Proof


class OwnAccord(Protocol):
    """What the bot does of its own accord while it runs, and how its jobs are doing."""

    recording: Recording

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """Finish what was begun."""
        ...


def run(
    settings: SlackSettings,
    context: Context,
    stop: threading.Event,
    listen: Listen | None = None,
    seconds: Seconds = time.monotonic,
    posting: Callable[[Context, WebClient, Pool], OwnAccord] = Posts,
) -> int:
    """Run until `stop` is set; finish what was begun; return the exit code.

    Over HTTP where `listen.events` is set, else over Socket Mode; wherever there is a `listen` the
    health page and the metrics are served there. `posting` makes what the bot does of its own
    accord. Raises Refusal, in one line, where a token is wrong, Slack cannot be reached or the port
    is taken. A connection lost later is mended for as long as it takes.
    """
    quiet_libraries()
    client = web_client(settings)
    over_http = listen is not None and listen.events
    url = "" if over_http else check(settings, client)
    if over_http:
        check_bot_token(settings, client)
    bot = SlackBot(context, client, PolitePool())
    transport: Transport
    if over_http:
        transport = Proof(client, seconds)
    else:
        transport = SocketMode(bot.app, client, settings.app_token, seconds, settings.ping_seconds)
    with ExitStack() as ending:
        # Ended in the other order: first nothing new comes in, last the answers are finished.
        ending.callback(_finish, bot, settings)
        posts = posting(context, courier_client(settings), bot.charts)
        ending.callback(posts.stop)
        if listen is not None:
            monitor = Monitor(
                context.database, context.clock, posts.recording,
                transport.health, lambda: bot.waiting, seconds,
            )  # fmt: skip
            calendar = partial(calendar_for, context.database, context.clock)
            _serve(listen, transport, bot, settings, monitor, calendar, ending)
        ending.callback(transport.stop, _HANG_UP_SECONDS)
        _start(transport, url)
        posts.start()
        # What was loaded by now stays: searching it for garbage would stop everybody for 0.1 s.
        gc.collect()
        gc.freeze()
        stop.wait()
        _LOG.info("stopping")
    return 0


def _start(transport: Transport, url: str) -> None:
    if isinstance(transport, SocketMode):
        transport.start(url)
    else:
        transport.start()


def _finish(bot: SlackBot, settings: SlackSettings) -> None:
    if not bot.close(settings.drain_seconds):
        _LOG.warning("stopped with questions unanswered")


def _serve(
    listen: Listen, transport: Transport, bot: SlackBot, settings: SlackSettings,
    monitor: Monitor, calendar: Callable[[str], bytes | None], ending: ExitStack,
) -> None:  # fmt: skip
    from bot.slack.http import EVENTS, HEALTH, Door, Server, application

    door = None
    if isinstance(transport, Proof):
        # Slack signs with the time there is, whatever moment the bot was told to answer for.
        door = Door(bot.app, settings.signing_secret, SystemClock(), transport.heard.beat)
    server = Server(application(monitor.health, door, monitor.metrics, calendar), listen)
    server.start()
    ending.callback(server.stop)
    _LOG.info("listening at %s%s", server.address, EVENTS if door else HEALTH)


def check(settings: SlackSettings, client: WebClient) -> str:
    """Try both tokens; return the address of a socket. Raises Refusal naming the variable."""
    check_bot_token(settings, client)
    opened = _try(
        APP_TOKEN, settings, lambda: client.apps_connections_open(app_token=settings.app_token)
    )
    return str(opened["url"])


def check_bot_token(settings: SlackSettings, client: WebClient) -> None:
    """Try the bot token. Raises Refusal naming the variable."""
    _try(BOT_TOKEN, settings, lambda: client.auth_test())


def _try(
    variable: str, settings: SlackSettings, call: Callable[[], SlackResponse]
) -> SlackResponse:
    try:
        return call()
    except SlackApiError as error:
        code = str(error.response.get("error") or error.response.status_code)
        if variable == APP_TOKEN and code == "missing_scope":
            raise Refusal(msg("slack.app_scope", variable=variable)) from error
        key = "slack.bot_token_wrong" if variable == BOT_TOKEN else "slack.app_token_wrong"
        raise Refusal(msg(key, variable=variable, code=code)) from error
    except (SlackClientError, OSError, ValueError) as error:
        # An address that is none, one that nobody answers at, or one that is not Slack's.
        raise Refusal(msg("slack.unreachable", variable=API_URL, url=settings.api_url)) from error


__all__ = ["Listen", "SlackSettings", "check", "run", "settings_from"]
