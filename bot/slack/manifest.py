"""The Slack app's manifest, made from what the bot listens to, so that the two cannot differ."""

from urllib.parse import urlsplit

from base.language import Bilingual, msg
from base.refusal import Refusal
from bot.render.mrkdwn import Json
from bot.slack.app import EVENTS
from bot.slack.shortcuts import SHORTCUTS
from commands.router import COMMANDS

_SHORTCUT = 24
# Each with what needs it.
SCOPES = (
    "app_mentions:read",  # being asked in a channel
    "channels:history",  # the threads of action items; whether an answer of unknown fate was posted
    "chat:write",  # answering
    "commands",  # slash commands, shortcuts
    "files:read",  # importing what is dropped into the chat; waiting until a picture can be shown
    "files:write",  # pictures of charts, CSV files
    "groups:history",  # the same in private channels
    "im:history",  # being asked in a direct message
    "im:write",  # what only one person may have
    "users:read",  # the language and zone of somebody who is not on the staff list
)


def manifest(url: str | None = None) -> Json:
    """Return the manifest to create the app from, ready for JSON.

    It is for Socket Mode, or with a `url` for HTTP: the public address of /slack/events. Raises
    Refusal for one that Slack cannot post to.
    """
    made = _manifest()
    return made if url is None else _over_http(made, url)


def _over_http(made: Json, url: str) -> Json:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise Refusal(msg("manifest.bad_url", url=url))
    settings = made["settings"]
    settings["socket_mode_enabled"] = False
    settings["event_subscriptions"]["request_url"] = url
    # Menus that are filled while somebody types have an address of their own.
    settings["interactivity"] |= {"request_url": url, "message_menu_options_url": url}
    for command in made["features"]["slash_commands"]:
        command["url"] = url
    return made


def _manifest() -> Json:
    return {
        "display_information": {
            "name": "Fupan",
            "description": "客服复盘：问数、复盘、跟进 · Customer-service figures and reviews",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "fupan", "always_online": True},
            "shortcuts": [
                {
                    "name": _short(one.name),
                    "type": one.kind,
                    "callback_id": one.callback_id,
                    "description": _both(one.description, " · "),
                }
                for one in SHORTCUTS
            ],
            "slash_commands": [
                {
                    "command": f"/{command.name}",
                    "description": _both(command.title, " · "),
                    "usage_hint": _both(command.usage, " | "),
                    "should_escape": True,
                }
                for command in COMMANDS
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _short(name: Bilingual) -> str:
    """Return both names where they fit into a shortcut's 24 characters."""
    both = f"{name.zh} {name.en}"
    return both if len(both) <= _SHORTCUT else name.zh


def _both(text: Bilingual, between: str) -> str:
    # A manifest has one language only.
    return f"{text.zh}{between}{text.en}"
