"""Which language the demo's people and channels speak, and who reads cases: settings of the bot."""

from dataclasses import dataclass, replace
from datetime import date

from base.clock import DEFAULT_ZONE, Clock, SystemClock, local_day
from base.language import Bilingual, Lang
from bot.demo.place import READER, SUPERVISOR
from reviews import case_settings
from storage.engine import Database
from storage.people import actor_of
from storage.preferences import of_person, preference, set_channel_language, set_preference
from workspace import RunningWorkspace

_PROMISE = Bilingual(
    "匿名案例只用来改流程，不追查，不处分。",
    "Anonymous cases change processes; nobody is traced or punished.",
)


@dataclass(frozen=True)
class Spoken:
    """Sets what people would set in their settings, through the same keys."""

    database: Database

    def everybody(self, local: RunningWorkspace, lang: Lang, clock: Clock) -> None:
        """Have everybody and every channel spoken to in the company's language.

        Whose staff list says English keeps it where the company speaks Chinese.
        """
        now = clock.now()
        with self.database.write() as work:
            for place in local.model.conversations:
                if place.kind != "im":
                    set_channel_language(work, place.id, lang, now, 0)
        if lang is Lang.EN:
            for member in local.model.people:
                self.chose(member.id, member.locale)

    def chose(self, user: str, locale: str) -> None:
        """Keep the language that somebody chose on the page."""
        clock = SystemClock()
        lang = Lang.ZH if locale.startswith("zh") else Lang.EN
        actor = actor_of(self.database, local_day(clock, DEFAULT_ZONE), slack_user=user)
        key = of_person(actor.person, user)
        with self.database.write() as work:
            chosen = replace(preference(work, key), lang=lang)
            set_preference(work, key, chosen, clock.now(), actor.person)

    def open_cases(self, clock: Clock, today: date) -> None:
        """Have quality control read cases, unless somebody has decided about that already."""
        with self.database.read() as work:
            if case_settings.moderators(work, today) or case_settings.promise(work) is not None:
                return
        reader, head = (actor_of(self.database, today, name=name) for name in (READER, SUPERVISOR))
        wanted = case_settings.Wanted((reader.person,), _PROMISE)
        with self.database.write() as work:
            case_settings.keep(work, head, wanted, clock.now(), today)
