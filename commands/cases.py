"""Cases by command: the moderators' queue, the agenda, one case, the counts; and what is refused.

No text of a case is ever taken here: how something is reported is said, and done in a window that
nobody else sees (`case_pages`). What stands behind the word by mistake is not repeated, not even in
a refusal. Forms for moderators are `case_forms`.
"""

from datetime import date

from base.answer import Answer, FollowUp, Kind
from base.case import QUEUE, Case, CaseState
from base.language import Msg, msg
from base.refusal import Refusal
from base.rights import EVERYTHING, Verb, can
from base.schedule import Level
from commands.case_typed import Asked, CaseAsked, case_asked
from commands.context import Context, Place, Request
from commands.submitting import PATIENCE
from reviews import case_consent, case_counts, case_settings, case_words, moderating
from reviews.action_words import team_names
from reviews.case_words import Names
from reviews.moderating import By
from storage import cases
from storage.engine import Work

_MOST_BUTTONS, _MOST_LINES = 4, 20
_FORMS = ("approve", "decline", "ask", "redact", "merge", "tag", "decide")
WRITE, RECEIPT, SETUP = "/fupan case", "/fupan case receipt", "/fupan case setup"


def answer_cases(context: Context, request: Request) -> Answer:
    """Answer a text about cases, with or without its first word. Raises Refusal."""
    asked = case_asked(request.text) or case_asked(f"case {request.text}")
    if asked is None:
        return _refused(request)
    match asked.asked:
        case Asked.CASE:
            return _case(context, request, asked)
        case Asked.QUEUE:
            return _queue(context, request)
        case Asked.AGENDA:
            return _agenda(context, request)
        case Asked.SETUP:
            return _setup(context, request)
        case Asked.COUNT:
            return _count(context, request)
        case Asked.HELP:
            return _help(context, request)
        case Asked.WRITE | Asked.RECEIPT:
            return _door(request, asked.asked)
        case Asked.REFUSED:
            return _refused(request)


def _in_private(request: Request) -> None:
    """Raise Refusal where others would read along."""
    if request.place is Place.CHANNEL:
        raise Refusal(msg("case.in_private"))


# -- reporting -------------------------------------------------------------------------------------


def _door(request: Request, asked: Asked) -> Answer:
    """Say where a case is reported, with the button where nobody sees it pressed."""
    key = f"case.door.{asked.value}"
    if request.place is Place.CHANNEL:
        return Answer(Kind.TEXT, msg("case.door.home"), private=True)
    if not request.channel:
        # At a terminal there is no window to open.
        return Answer(Kind.TEXT, msg("case.door.chat"), private=True)
    return Answer(Kind.TEXT, msg(key), follow_ups=(door_button(asked),), private=True)


def door_button(asked: Asked) -> FollowUp:
    """Return the button that opens a window of the door."""
    request = RECEIPT if asked is Asked.RECEIPT else WRITE
    return FollowUp(msg(f"case.button.{asked.value}"), request)


def _refused(request: Request) -> Answer:
    """Say why nothing is taken from behind the word; not a word of it is repeated."""
    channel = request.place is Place.CHANNEL
    lines = (
        msg("case.refused.why"),
        msg("case.refused.delete" if channel else "case.refused.delete_if"),
    )
    buttons = () if channel else (door_button(Asked.WRITE), door_button(Asked.RECEIPT))
    return Answer(Kind.REFUSAL, msg("case.refused"), lines=lines, follow_ups=buttons, private=True)


def _help(context: Context, request: Request) -> Answer:
    lines = [msg("case.help.write"), msg("case.help.receipt")]
    buttons = [door_button(Asked.WRITE), door_button(Asked.RECEIPT)]
    today = request.today(context.clock)
    with context.database.read() as work:
        closed = case_settings.closed(work, today)
        moderating_here = case_settings.moderating(work, request.actor, today)
    if closed is not None:
        lines.append(closed)
    if moderating_here:
        lines.append(msg("case.help.queue"))
        buttons.append(FollowUp(msg("case.button.queue"), "/fupan case queue"))
    if can(request.actor, Verb.SET_UP_CASES, EVERYTHING):
        buttons.append(FollowUp(msg("case.button.setup"), SETUP))
    lines.append(msg("case.help.agenda"))
    shown = () if request.place is Place.CHANNEL else tuple(buttons)
    return Answer(Kind.TEXT, msg("case.help"), lines=tuple(lines), follow_ups=shown)


def _setup(context: Context, request: Request) -> Answer:
    if not can(request.actor, Verb.SET_UP_CASES, EVERYTHING):
        raise Refusal(msg("case.setup.denied"))
    button = FollowUp(msg("case.button.setup"), SETUP)
    return Answer(Kind.TEXT, msg("form.open_here"), follow_ups=(button,))


def _count(context: Context, request: Request) -> Answer:
    today = request.today(context.clock)
    with context.database.read() as work:
        return case_counts.counts_answer(work, request.lang, today)


# -- the queue -------------------------------------------------------------------------------------


def _queue(context: Context, request: Request) -> Answer:
    _in_private(request)
    today = request.today(context.clock)
    with context.database.read() as work:
        found = moderating.queue(work, request.actor, today)
        if len(found) == 1:
            return card(work, found[0], today)
    if not found:
        return Answer(Kind.TEXT, msg("case.queue.none"), private=True)
    lines = [case_words.line(one, today) for one in found[:_MOST_LINES]]
    if len(found) > _MOST_LINES:
        lines.append(msg("case.queue.more", n=len(found) - _MOST_LINES))
    return Answer(
        Kind.TEXT,
        msg("case.queue", n=len(found)),
        lines=tuple(lines),
        follow_ups=tuple(opening(one) for one in found[:_MOST_BUTTONS]),
        private=True,
    )


def opening(case: Case) -> FollowUp:
    """Return the button that shows a case."""
    return FollowUp(msg("case.button.show", id=case.id), f"/fupan case {case.id}")


def button(verb: str, case: Case) -> FollowUp:
    """Return the button that opens a form for a case."""
    return FollowUp(msg(f"case.button.{verb}"), f"/fupan case {verb} {case.id}")


def buttons(case: Case, teams: Names) -> tuple[FollowUp, ...]:
    """Return what a moderator does with a case, the usual thing first and named in full."""
    approve = button("approve", case)
    if case.level is Level.GROUP and case.team in teams:
        approve = FollowUp(msg("case.button.approve_team", team=teams[case.team]), approve.request)
    rest = {
        CaseState.OPEN: ("redact", "ask", "decline"),
        CaseState.ASKED: ("redact", "merge", "decline"),
        CaseState.APPROVED: ("redact", "tag", "decline"),
    }.get(case.state, ())
    if case.state in QUEUE:
        return (approve, *(button(verb, case) for verb in rest))
    return tuple(button(verb, case) for verb in rest)


def card(work: Work, case: Case, today: date) -> Answer:
    """Return a case as a moderator sees it: its words, and nothing of who sent it."""
    teams = team_names(work)
    small = [case_words.small_print(case, today)] if case.state in QUEUE else []
    more = [msg("case.card.more", id=case.id)] if case.state in QUEUE else []
    outcome = [msg("case.stands.reason", reason=case.reason)] if case.reason else []
    outcome += case_words.action_lines(work, case, today)
    return Answer(
        Kind.TEXT,
        case_words.headline(case, today),
        lines=(*case_words.lines(case, teams, case_words.names_shown(work, case)), *outcome),
        notes=(*small, *more),
        follow_ups=buttons(case, teams),
        private=True,
    )


# -- one case --------------------------------------------------------------------------------------


def _case(context: Context, request: Request, asked: CaseAsked) -> Answer:
    if asked.verb == "consent":
        return _consent(context, request, asked)
    _in_private(request)
    if asked.verb in _FORMS:
        label = msg(f"case.form.{asked.verb}.title")
        opened = FollowUp(label, f"/fupan case {asked.verb} {asked.case}")
        return Answer(Kind.TEXT, msg("form.open_here"), follow_ups=(opened,), private=True)
    today = request.today(context.clock)
    with context.database.read() as work:
        if case_settings.moderating(work, request.actor, today):
            by = By(request.actor, context.clock.now(), today)
            return card(work, moderating.for_moderator(work, by, asked.case), today)
        return _as_read(request, work, asked.case, today)


def _as_read(request: Request, work: Work, number: str, today: date) -> Answer:
    """Return an approved case as a review sees it, or the question to whoever is praised in it."""
    found = cases.read(work, number)
    if found is not None and case_consent.asked_of(found, request.actor):
        return case_consent.card(work, found)
    case = moderating.for_reader(work, request.actor, number)
    teams, names = team_names(work), case_words.names_shown(work, case)
    may = can(request.actor, Verb.DECIDE_CASE, moderating.scope_of(case))
    deciding = (button("decide", case),) if may and case.state is CaseState.APPROVED else ()
    outcome = [msg("case.stands.reason", reason=case.reason)] if case.reason else []
    return Answer(
        Kind.TEXT,
        case_words.headline(case, today),
        lines=(
            *case_words.lines(case, teams, names),
            *outcome,
            *case_words.action_lines(work, case, today),
        ),
        follow_ups=deciding,
        private=True,
    )


def _consent(context: Context, request: Request, asked: CaseAsked) -> Answer:
    yes = {"yes": True, "no": False}.get(asked.rest)
    if yes is None:
        raise Refusal(msg("case.consent.not_you"))
    with context.database.write(PATIENCE) as work:
        case = case_consent.answer(work, request.actor, asked.case, context.clock.now(), yes=yes)
    return Answer(Kind.TEXT, msg(f"case.consent.said.{asked.rest}", id=case.id), private=True)


# -- the agenda ------------------------------------------------------------------------------------


def _agenda(context: Context, request: Request) -> Answer:
    _in_private(request)
    with context.database.read() as work:
        found = moderating.visible(work, request.actor)
        teams = team_names(work)
    if not found:
        return Answer(Kind.TEXT, msg("case.agenda.none"), private=True)
    lines = tuple(agenda_line(one, teams) for one in found[:_MOST_LINES])
    deciding = [
        one for one in found if can(request.actor, Verb.DECIDE_CASE, moderating.scope_of(one))
    ]
    follow_ups = [decide_button(one) for one in deciding[:_MOST_BUTTONS]]
    follow_ups = follow_ups or [opening(one) for one in found[:_MOST_BUTTONS]]
    return Answer(
        Kind.TEXT,
        msg("case.agenda", n=len(found)),
        lines=lines,
        notes=(msg("case.agenda.nobody"),),
        follow_ups=tuple(follow_ups),
        private=True,
    )


def agenda_line(case: Case, teams: Names) -> Msg:
    """Return an approved case as a line of a list."""
    return case_words.agenda_line(case, case_words.place(case.level, case.team, teams))


def decide_button(case: Case) -> FollowUp:
    """Return the button with which a decision is noted, named by its case."""
    return FollowUp(msg("case.button.decide_one", id=case.id), f"/fupan case decide {case.id}")
