"""Who asks: the person of the staff list, or a stranger as far as Slack knows him."""

import logging
import re
import threading
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from base.clock import DEFAULT_ZONE, Clock, local_day
from base.language import Lang
from base.rights import Actor
from bot.slack.incoming import Asked, language_of
from commands.context import Place
from storage.engine import Database
from storage.people import actor_of, names_of_users
from storage.preferences import Preference, channel_language, of_person, preference
from storage.version import state_of

_LOG = logging.getLogger("fupan.slack")
_FRESH = timedelta(hours=12)
_MOST = 10_000
_USER = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")


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
        self._spoken: dict[str, Lang] = {}
        self._actors: dict[str, tuple[tuple[int, str, date], Actor]] = {}
        self._lock = threading.Lock()

    def find(self, user: str) -> Actor:
        """Return who a Slack user is, in the language and zone he chose.

        Who chose nothing is spoken to as the staff list says, a stranger as his Slack is set.
        """
        today = local_day(self._clock, DEFAULT_ZONE)
        with self._database.read() as work:
            state = (*state_of(work), today)
        with self._lock:
            known = self._actors.get(user)
        if known is not None and known[0] == state:
            return known[1]
        actor = self._look_up(user, today)
        with self._lock:
            if len(self._actors) >= _MOST:
                self._actors.clear()
            if actor.known:
                self._actors[user] = state, actor
            self._spoken[user] = actor.lang
        return actor

    def _look_up(self, user: str, today: date) -> Actor:
        actor = actor_of(self._database, today, slack_user=user)
        with self._database.read() as work:
            chosen = preference(work, of_person(actor.person, user))
        if not actor.known:
            actor = self._as_slack_says(actor, user, chosen)
        return replace(actor, lang=chosen.lang or actor.lang, zone=chosen.zone or actor.zone)

    def _as_slack_says(self, actor: Actor, user: str, chosen: Preference) -> Actor:
        if chosen.lang and chosen.zone:
            return actor
        profile = self._profile(user)
        return replace(actor, lang=profile.lang, zone=profile.zone)

    def language_at_once(self, asked: Asked) -> Lang:
        """Return the language for what cannot wait for a look into the database."""
        with self._lock:
            known = self._spoken.get(asked.target.user)
        return known or asked.hint or Lang.ZH

    def language(self, asked: Asked, actor: Actor) -> Lang:
        """Return the language of an answer: the person's; in a channel the channel's.

        A channel without one of its own is answered in the language that was typed.
        """
        if asked.target.place is not Place.CHANNEL:
            return actor.lang
        with self._database.read() as work:
            chosen = channel_language(work, asked.target.channel)
        return chosen or language_of(asked.text) or asked.hint or Lang.ZH

    def with_names(self, text: str, mark: str = "") -> str:
        """Return a text with the names of people of the staff list instead of their mentions.

        `mark` stands before each. Somebody else goes by his handle, as it was typed, where Slack
        says it: in what follows a command.
        """
        users = {found[1] for found in _USER.finditer(text)}
        if not users:
            return text
        with self._database.read() as work:
            names = names_of_users(work, users)

        def named(found: re.Match[str]) -> str:
            if found[1] in names:
                return mark + names[found[1]]
            return f"@{found[2]}" if found[2] else found[0]

        return _USER.sub(named, text)

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
