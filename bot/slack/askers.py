"""Who asks: the person of the staff list, or a stranger as far as Slack knows him."""

import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from base.clock import DEFAULT_ZONE, Clock, local_day
from base.language import Lang
from base.rights import Actor
from bot.slack.incoming import Asked, language_of
from commands.context import Place
from storage.engine import Database
from storage.people import actor_of

_LOG = logging.getLogger("fupan.slack")
_FRESH = timedelta(hours=12)
_MOST = 10_000


@dataclass(frozen=True)
class _Profile:
    """What Slack says of a user."""

    lang: Lang
    zone: str
    at: datetime


class Askers:
    """Finds the actor behind a Slack user and the language to answer in."""

    def __init__(self, database: Database, clock: Clock, client: WebClient) -> None:
        self._database = database
        self._clock = clock
        self._client = client
        self._profiles: dict[str, _Profile] = {}
        self._lock = threading.Lock()

    def find(self, user: str) -> Actor:
        """Return who a Slack user is; a stranger speaks the language his Slack is set to."""
        today = local_day(self._clock, DEFAULT_ZONE)
        actor = actor_of(self._database, today, slack_user=user)
        if actor.known:
            return actor
        profile = self._profile(user)
        return replace(actor, lang=profile.lang, zone=profile.zone)

    def _profile(self, user: str) -> _Profile:
        now = self._clock.now()
        with self._lock:
            known = self._profiles.get(user)
        if known is not None and now - known.at < _FRESH:
            return known
        profile = self._ask(user, now)
        with self._lock:
            if len(self._profiles) >= _MOST:
                self._profiles.clear()
            self._profiles[user] = profile
        return profile

    def _ask(self, user: str, now: datetime) -> _Profile:
        try:
            found = self._client.users_info(user=user, include_locale=True)["user"]
        except (SlackApiError, OSError) as error:
            # The question can be answered without; only the language is a guess then.
            _LOG.warning("users.info failed: %s", type(error).__name__)
            return _Profile(Lang.ZH, DEFAULT_ZONE, now)
        locale = str(found.get("locale") or "zh")
        lang = Lang.ZH if locale.startswith("zh") else Lang.EN
        return _Profile(lang, _zone(str(found.get("tz") or "")), now)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return DEFAULT_ZONE
    return name


def language(asked: Asked, actor: Actor) -> Lang:
    """Return the language of an answer: the person's; in a channel that of what was typed."""
    if asked.target.place is Place.CHANNEL:
        return language_of(asked.text) or Lang.ZH
    return actor.lang
