"""A question's short code: whoever types it asks the same question, with his own rights and today.

By custom the words stay as they were typed, so that "last week" is the week before the day on which
the code is used; a second code means the days that it meant when it was made. A question about a
person by his name gets no code: a code is for everybody.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from base.answer import Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Days, Lang, Link, Msg, msg
from base.refusal import Refusal
from commands.case_typed import about_cases
from commands.context import Context, Place, Request
from commands.kept_words import without_slash
from commands.lexicon import standing
from commands.submitting import PATIENCE
from metrics.model import ASKER, NotUnderstood, Question
from metrics.parser import parse
from storage.favourites import Kept, by_code, code_for

_EXAMPLES = {
    Lang.ZH: ("链接 满意度 上周 按组", "满意度 上周"),
    Lang.EN: ("link csat last week by team", "csat last week"),
}
# Far enough for every relative word to mean another time.
_LATER = timedelta(days=400)


@dataclass(frozen=True)
class Codes:
    """A question's codes: `plain` as typed, `fixed` with the days it means today; "" for none."""

    plain: str = ""
    fixed: str = ""


def asked_again(
    context: Context, request: Request, text: str, place: Place = Place.PRIVATE
) -> Answer:
    """Return the answer to a question, in private as its asker may have it.

    Raises Refusal for a text that is no question of figures: it might change something.
    """
    from commands.router import handle, is_question

    if about_cases(text):
        # What follows the word may be a confession: it is not repeated.
        raise Refusal(msg("kept.no_question", text="case"), _EXAMPLES[request.lang])
    if not is_question(text):
        raise Refusal(msg("kept.no_question", text=text), _EXAMPLES[request.lang])
    return handle(context, replace(request, text=text, place=place, thread=""))


def answer_code(context: Context, request: Request, code: str) -> Answer:
    """Ask the question of a code. Raises Refusal for a code nobody was given."""
    from commands.router import handle

    with context.database.read() as work:
        found = by_code(work, code)
    if found is None:
        raise Refusal(msg("link.no_such", code=f"#{code}"), _EXAMPLES[request.lang])
    return handle(context, replace(request, text=found.question, on=found.on or request.on))


def answer_link(context: Context, request: Request, text: str) -> Answer:
    """Return the codes of a question, and the address that opens the bot where there is one."""
    if not text:
        raise Refusal(msg("link.what"), _EXAMPLES[request.lang])
    answer = asked_again(context, request, text)
    if answer.again is None:
        return answer
    codes = codes_for(context, request, answer)
    if not codes.plain:
        raise Refusal(msg("link.person"), _EXAMPLES[request.lang])
    lines = [msg("link.relative" if codes.fixed else "link.only", code=f"#{codes.plain}")]
    if codes.fixed:
        lines.append(msg("link.fixed", code=f"#{codes.fixed}", days=shown_days(answer)))
    if request.door:
        lines.append(msg("link.door", link=Link(request.door), code=f"#{codes.plain}"))
    return Answer(
        Kind.TEXT,
        msg("link.takeaway", text=without_slash(answer.again.text)),
        lines=tuple(lines),
        notes=(msg("link.rights"),),
        follow_ups=(FollowUp(msg("button.try", text=f"#{codes.plain}"), f"#{codes.plain}"),),
        private=True,
    )


def shown_days(answer: Answer) -> Msg:
    """Return the days that an answer is about."""
    period = answer.period or (answer.post.period if answer.post else None)
    if period is None:
        return msg("link.those_days")
    return msg("link.days", days=Days(period.start, period.end, with_year=True))


def codes_for(context: Context, request: Request, answer: Answer) -> Codes:
    """Return the codes of an answered question, made where it has none; none about a person."""
    again = answer.again
    if again is None or names_a_person(context, request, again.text):
        return Codes()
    # With or without the command before it: one question has one code.
    text, moves = without_slash(again.text), is_relative(context, request, again.text, again.on)
    with context.database.write(PATIENCE) as work:
        plain = code_for(work, Kept(text))
        fixed = code_for(work, Kept(text, again.on)) if moves else ""
    return Codes(plain, fixed)


def names_a_person(context: Context, request: Request, text: str) -> bool:
    """Say whether a question is about somebody by his name ("my" is nobody's)."""
    found = _understood(context, request, text, request.today(context.clock))
    if not isinstance(found, Question):
        return False
    named = (f for f in found.filters if f.dim is Dim.AGENT)
    return any(member != ASKER for f in named for member in f.members)


def is_relative(context: Context, request: Request, text: str, on: date) -> bool:
    """Say whether a question means other days when it is asked on another day."""
    now = _understood(context, request, text, on)
    later = _understood(context, request, text, on + _LATER)
    if isinstance(now, NotUnderstood) or isinstance(later, NotUnderstood):
        # A summary: without days of its own it is about the last week, day or month.
        return True
    return now.period != later.period


def _understood(
    context: Context, request: Request, text: str, today: date
) -> Question | NotUnderstood:
    from commands.router import bare_question

    with context.database.read() as work:
        known = standing(work, context)
        return parse(
            bare_question(text),
            today=today,
            lexicon=known.lexicon,
            promotions=known.promotions,
            lang=request.lang,
        )
