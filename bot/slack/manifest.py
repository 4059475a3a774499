"""The Slack app's manifest, made from what the bot listens to, so that the two cannot differ."""

from base.language import Bilingual
from bot.render.mrkdwn import Json
from bot.slack.app import EVENTS
from commands.router import COMMANDS

# Each with what needs it.
SCOPES = (
    "app_mentions:read",  # being asked in a channel
    "chat:write",  # answering
    "commands",  # slash commands
    "im:history",  # being asked in a direct message
    "users:read",  # the language and zone of somebody who is not on the staff list
)


def manifest() -> Json:
    """Return the manifest to create the app from, ready for JSON."""
    return {
        "display_information": {
            "name": "Fupan",
            "description": "客服复盘：问数、复盘、跟进 · Customer-service figures and reviews",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "fupan", "always_online": True},
            "slash_commands": [
                {
                    "command": f"/{command.name}",
                    "description": _both(command.title, " · "),
                    "usage_hint": _both(command.usage, " | "),
                    "should_escape": False,
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


def _both(text: Bilingual, between: str) -> str:
    # A manifest has one language only.
    return f"{text.zh}{between}{text.en}"
