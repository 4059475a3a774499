"""Having the best of a month asked whether they may be named, and what they say. In private."""

from base.answer import Answer, Kind
from base.language import Bilingual, msg
from base.refusal import Refusal
from commands.context import Context, Place, Request
from commands.lexicon import standing as known_now
from commands.recognition_month import month_of
from commands.submitting import PATIENCE
from reviews import recognition, recognition_consent
from reviews.recognition_consent import Said
from reviews.recognition_rule import Of, rule_for
from reviews.recognition_words import month_named


def _in_private(request: Request) -> None:
    if request.place is Place.CHANNEL:
        raise Refusal(msg("recognition.in_private"))


def ask(context: Context, request: Request, person: int, text: str) -> Answer:
    """Have somebody asked, once; `text` is the month. Raises Refusal."""
    _in_private(request)
    today, now = request.today(context.clock), context.clock.now()
    with context.database.read() as work:
        month = month_of(known_now(work, context), request, text, today)
        rule = rule_for(work, month.start)
        found = recognition.standing(work, month, rule, Of.AGENTS)
    with context.database.write(PATIENCE) as work:
        recognition_consent.ask(work, request.actor, found, person, now, today)
    entry = found.of_member(person)
    name = entry.name if entry else Bilingual("", "")
    done = msg("recognition.consent.asked", name=name)
    return Answer(Kind.TEXT, done, notes=(msg("recognition.consent.until"),), private=True)


def said(context: Context, request: Request, text: str, *, yes: bool) -> Answer:
    """Keep what the asker says of his own name; `text` is the month. Raises Refusal."""
    _in_private(request)
    today, now = request.today(context.clock), context.clock.now()
    with context.database.read() as work:
        month = month_of(known_now(work, context), request, text, today)
    with context.database.write(PATIENCE) as work:
        before = recognition_consent.answer(work, request.actor, month, now, yes=yes)
    key = "yes" if yes else "back" if before is Said.YES else "no"
    other = recognition_consent.buttons(month)[1 if yes else 0]
    told = msg(f"recognition.consent.said.{key}", month=month_named(month, today))
    return Answer(Kind.TEXT, told, follow_ups=(other,), private=True)
