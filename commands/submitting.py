"""What every form shares: who opens it and where, what comes of it, how long a change may wait."""

from dataclasses import dataclass
from datetime import date

from base.clock import Clock, local_day
from base.language import Lang, Msg
from base.rights import Actor

# Slack gives three seconds for an answer to a submission; the rest is for the way there and back.
PATIENCE = 2.0


@dataclass(frozen=True)
class Opening:
    """Somebody opens a form: `channel` is the chat's id of where, empty where nowhere.

    `text` is what it was opened with, as typed or as a button has it. Of a message on which it was
    opened `quoted` is the text and `link` leads there, empty where nothing does. `on` is the day of
    the answer below which it was opened, as ISO text; empty elsewhere.
    """

    actor: Actor
    lang: Lang
    channel: str = ""
    user: str = ""
    text: str = ""
    quoted: str = ""
    link: str = ""
    on: str = ""

    def today(self, clock: Clock) -> date:
        """Return the person's own day."""
        return local_day(clock, self.actor.zone)


@dataclass(frozen=True)
class Outcome:
    """What comes of a submission: `said` is shown to the person, `ask` is answered next.

    `lang` is the language of what is said, where it is another one from now on.
    """

    said: Msg | None = None
    ask: str | None = None
    lang: Lang | None = None
