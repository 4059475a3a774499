"""Running the bot over Socket Mode: check the tokens, connect, work until told to stop."""

import logging
import threading
from collections.abc import Callable

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from base.language import msg
from base.refusal import Refusal
from bot.faults import new_reference
from bot.slack.app import SlackBot
from bot.slack.logs import quiet_libraries
from bot.slack.sending import web_client
from bot.slack.settings import API_URL, APP_TOKEN, BOT_TOKEN, SlackSettings, settings_from
from commands.context import Context
from jobs.housekeeping import HOUSEKEEPING
from jobs.tick import Beating, Installation, Tick

_LOG = logging.getLogger("fupan.slack")


def run(settings: SlackSettings, context: Context, stop: threading.Event) -> int:
    """Run until `stop` is set; finish what was begun; return the exit code.

    Raises Refusal, in one line, where a token is wrong or Slack cannot be reached. A connection
    lost later is the library's to mend, for as long as it takes.
    """
    quiet_libraries()
    client = web_client(settings)
    socket_url = check(settings, client)
    bot = SlackBot(context, client)
    handler = SocketModeHandler(bot.app, settings.app_token, ping_interval=settings.ping_seconds)
    handler.client.wss_uri = socket_url
    beating = Beating(
        Tick(Installation(context.database, context.clock), HOUSEKEEPING, new_reference)
    )
    try:
        handler.connect()  # type: ignore[no-untyped-call]
        _LOG.info("connected to Slack")
        stop.wait()
    finally:
        beating.stop()
        handler.client.auto_reconnect_enabled = False
        handler.close()  # type: ignore[no-untyped-call]
        if not bot.close(settings.drain_seconds):
            _LOG.warning("stopped with questions unanswered")
    return 0


def check(settings: SlackSettings, client: WebClient) -> str:
    """Try both tokens; return the address of a socket. Raises Refusal naming the variable."""
    _try(BOT_TOKEN, settings, lambda: client.auth_test())
    opened = _try(
        APP_TOKEN, settings, lambda: client.apps_connections_open(app_token=settings.app_token)
    )
    return str(opened["url"])


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


__all__ = ["SlackSettings", "check", "run", "settings_from"]
