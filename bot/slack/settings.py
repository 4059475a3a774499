"""What the Slack side is told by the environment. Read once at start, never in passing."""

from collections.abc import Mapping
from dataclasses import dataclass

from base.language import Listing, msg
from base.refusal import Refusal

BOT_TOKEN = "FUPAN_SLACK_BOT_TOKEN"  # noqa: S105 - a variable's name
APP_TOKEN = "FUPAN_SLACK_APP_TOKEN"  # noqa: S105 - a variable's name
SIGNING_SECRET = "FUPAN_SLACK_SIGNING_SECRET"  # noqa: S105 - a variable's name
API_URL = "FUPAN_SLACK_API_URL"
SLACK = "https://slack.com/api/"
_TOKENS = ("xoxb-", "xoxp-", "xapp-", "xoxe")


@dataclass(frozen=True)
class SlackSettings:
    """Tokens and the address of the Web API (with its slash at the end).

    `app_token` is for Socket Mode, `signing_secret` for HTTP; the other one may be empty.
    `ping_seconds` is how often the connection is looked after; `drain_seconds` how long a stop
    waits for questions that were already taken.
    """

    bot_token: str
    app_token: str = ""
    api_url: str = SLACK
    ping_seconds: float = 10.0
    drain_seconds: float = 20.0
    signing_secret: str = ""

    def __repr__(self) -> str:
        """Say where to, never with which tokens."""
        return f"SlackSettings(api_url={self.api_url!r})"


@dataclass(frozen=True)
class Listen:
    """Where the process listens. `events` says whether Slack posts there, or health alone is told.

    Port 0 takes a free one.
    """

    port: int
    host: str = "127.0.0.1"
    events: bool = False


def settings_from(environment: Mapping[str, str], *, http: bool = False) -> SlackSettings:
    """Return the settings from environment variables; raises Refusal naming what is wrong.

    Over HTTP the signing secret is needed and the app-level token is not.
    """
    needed = (BOT_TOKEN, SIGNING_SECRET if http else APP_TOKEN)
    found = {
        name: environment.get(name, "").strip() for name in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET)
    }
    missing = tuple(name for name in needed if not found[name])
    if missing:
        raise Refusal(msg("slack.token_missing", variables=Listing(missing)))
    # Slack's calls find a wrong token at once; a wrong secret would show as silence only.
    if http and found[SIGNING_SECRET].startswith(_TOKENS):
        raise Refusal(msg("slack.secret_is_token", variable=SIGNING_SECRET))
    url = environment.get(API_URL, "").strip() or SLACK
    return SlackSettings(
        found[BOT_TOKEN],
        found[APP_TOKEN],
        url.rstrip("/") + "/",
        signing_secret=found[SIGNING_SECRET],
    )
