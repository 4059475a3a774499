"""What the Slack side is told by the environment. Read once at start, never in passing."""

from collections.abc import Mapping
from dataclasses import dataclass

from base.language import Listing, msg
from base.refusal import Refusal

BOT_TOKEN = "FUPAN_SLACK_BOT_TOKEN"  # noqa: S105 - a variable's name
APP_TOKEN = "FUPAN_SLACK_APP_TOKEN"  # noqa: S105 - a variable's name
API_URL = "FUPAN_SLACK_API_URL"
SLACK = "https://slack.com/api/"


@dataclass(frozen=True)
class SlackSettings:
    """Tokens and the address of the Web API (with its slash at the end).

    `ping_seconds` is how often the connection is looked after; `drain_seconds` how long a stop
    waits for questions that were already taken.
    """

    bot_token: str
    app_token: str
    api_url: str = SLACK
    ping_seconds: float = 10.0
    drain_seconds: float = 20.0

    def __repr__(self) -> str:
        """Say where to, never with which tokens."""
        return f"SlackSettings(api_url={self.api_url!r})"


def settings_from(environment: Mapping[str, str]) -> SlackSettings:
    """Return the settings from environment variables; raises Refusal naming those that lack."""
    found = {name: environment.get(name, "").strip() for name in (BOT_TOKEN, APP_TOKEN)}
    missing = tuple(name for name, value in found.items() if not value)
    if missing:
        raise Refusal(msg("slack.token_missing", variables=Listing(missing)))
    url = environment.get(API_URL, "").strip() or SLACK
    return SlackSettings(found[BOT_TOKEN], found[APP_TOKEN], url.rstrip("/") + "/")
