"""The form with which cases are set up: who reads them, what is promised, the smallest count."""

import re
from collections.abc import Sequence

from base.form import Field, FieldKind, Form, Option, Submission, Unfit
from base.language import Bilingual, Listing, Msg, msg
from base.refusal import Refusal
from base.rights import EVERYTHING, Verb, can
from commands.case_forms import form_key
from commands.context import Context
from commands.submitting import PATIENCE, Opening, Outcome
from reviews import case_settings
from reviews.case_settings import LEAST, LONGEST_PROMISE, Wanted
from storage.engine import Work
from storage.reaching import reach
from storage.roster import by_number, person_of_user, roster
from storage.seen import claim

SETUP = form_key("setup")
_MOST_SHOWN, _MOST_WORDS = 10, 200
_BETWEEN = re.compile(r"[,，、;；\n]+")


def setup_form(context: Context, opening: Opening) -> Form:
    """Return the form with what is set. Raises Refusal for those who may not."""
    if not can(opening.actor, Verb.SET_UP_CASES, EVERYTHING):
        raise Refusal(msg("case.setup.denied"))
    with context.database.read() as work:
        readers = case_settings.moderators(work, opening.today(context.clock))
        users = [who.user for one in readers if (who := reach(work, one.person))]
        promised = case_settings.promise(work)
        smallest, words = case_settings.smallest(work), case_settings.words(work)
    text = promised.text if promised else Bilingual("", "")
    return Form(
        SETUP,
        msg("case.form.setup.title"),
        msg("case.form.setup.submit"),
        (
            Field(
                "moderators", msg("case.form.setup.moderators"), FieldKind.PEOPLE, required=False,
                value=",".join(users), hint=msg("case.form.setup.moderators_hint"),
            ),
            _promise("promise_zh", text.zh),
            _promise("promise_en", text.en),
            Field(
                "smallest", msg("case.form.setup.smallest"), FieldKind.CHOICE,
                value=str(smallest), options=_numbers(smallest),
                hint=msg("case.form.setup.smallest_hint"),
            ),
            Field(
                "words", msg("case.form.setup.words"), FieldKind.LONG_TEXT, required=False,
                value="、".join(words), hint=msg("case.form.setup.words_hint"),
            ),
        ),
        intro=(msg("case.form.setup.intro"),),
    )  # fmt: skip


def _promise(key: str, text: str) -> Field:
    return Field(
        key, msg(f"case.form.setup.{key}"), FieldKind.LONG_TEXT, required=False, value=text,
        hint=msg("case.form.setup.promise_hint"), longest=LONGEST_PROMISE,
    )  # fmt: skip


def _numbers(smallest: int) -> tuple[Option, ...]:
    numbers = range(LEAST, max(_MOST_SHOWN, smallest) + 1)
    return tuple(Option(str(n), Bilingual(str(n), str(n))) for n in numbers)


def take_setup(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep what was set. Raises Unfit for somebody who cannot read cases, Refusal."""
    now, today = context.clock.now(), opening.today(context.clock)
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, now):
            return Outcome(said=msg("case.form.again"))
        named = _named(work, submission)
        chosen = submission.text("smallest")
        wanted = Wanted(
            moderators=named,
            promise=Bilingual(submission.text("promise_zh"), submission.text("promise_en")),
            smallest=int(chosen) if chosen.isdecimal() else case_settings.USUAL,
            words=_words(submission.text("words")),
        )
        try:
            case_settings.keep(work, opening.actor, wanted, now, today)
        except Refusal as refusal:
            raise Unfit({"moderators": refusal.message}) from refusal
        staff = by_number(roster(work, today))
    if not named:
        return Outcome(said=msg("case.form.setup.closed"))
    names = Listing(tuple(staff[one].name for one in named if one in staff))
    return Outcome(said=msg("case.form.setup.done", names=names))


def _named(work: Work, submission: Submission) -> list[int]:
    users = [user for user in submission.text("moderators").split(",") if user]
    found = [person_of_user(work, user) for user in users]
    if None in found:
        raise Unfit({"moderators": _unknown()})
    return [one for one in found if one is not None]


def _unknown() -> Msg:
    return msg("action.form.not_on_staff")


def _words(text: str) -> Sequence[str]:
    return [word for word in map(str.strip, _BETWEEN.split(text)) if word][:_MOST_WORDS]
