"""`/review`: which answer belongs to what is asked, by command, by button or in a meeting's thread.

What somebody may not do in a channel, he alone is told.
"""

from collections.abc import Callable, Mapping

from base.answer import Answer, FollowUp, Kind
from base.language import msg
from base.refusal import Refusal
from commands import review_looking, review_running
from commands.context import Context, Place, Request
from commands.review_asking import ReviewRequest
from commands.review_typed import ReviewAsked, Verb, nearest, review_asked, said_in_meeting
from reviews.moderating import By
from storage import reviews


def answer_reviews(context: Context, request: Request) -> Answer:
    """Answer what is asked about reviews, without the word itself. Raises Refusal in private."""
    asked = review_asked(f"review {request.text}") or ReviewAsked(Verb.HELP)
    return _guarded(context, request, asked)


def answer_in_meeting(context: Context, request: Request) -> Answer | None:
    """Answer what is said to the bot in a meeting's thread; None for what is about figures, and in
    any other thread."""
    asked = said_in_meeting(request.text)
    if asked is None or not request.thread:
        return None
    with context.database.read() as work:
        if reviews.at_message(work, request.channel, request.thread) is None:
            return None
    return _guarded(context, request, asked)


def _guarded(context: Context, request: Request, asked: ReviewAsked) -> Answer:
    """Answer; in a channel a refusal is told to the asker alone."""
    by = By(request.actor, context.clock.now(), request.today(context.clock))
    one = ReviewRequest(context, request, asked, by)
    try:
        return _ANSWERS[asked.verb](one)
    except Refusal as refusal:
        if request.place is not Place.CHANNEL:
            raise
        return Answer(Kind.TEXT, refusal.message, private=True)


# -- elsewhere -------------------------------------------------------------------------------------


def _elsewhere(module: str, function: str) -> Callable[[ReviewRequest], Answer]:
    """Return what hands a request on to another module of this room, imported only then."""

    def call(one: ReviewRequest) -> Answer:
        from importlib import import_module

        run = getattr(import_module(f"commands.{module}"), function)
        answer: Answer = run(one.context, one.request, one.asked.typed)
        return answer

    return call


def _form(one: ReviewRequest) -> Answer:
    """Return the button that opens a form: a window opens at a tap, not at a message."""
    verb, number = one.asked.verb, one.asked.number
    if not number:
        raise Refusal(msg("review.which_point"))
    button = FollowUp(msg(f"review.button.{verb.value}"), f"/review {verb.value} {number}")
    return Answer(Kind.TEXT, msg("form.open_here"), follow_ups=(button,), private=True)


def _setup(one: ReviewRequest) -> Answer:
    request = f"/review setup {one.asked.number or ''}".strip()
    button = FollowUp(msg("review.button.setup"), request)
    return Answer(Kind.TEXT, msg("form.open_here"), follow_ups=(button,), private=True)


def _help(one: ReviewRequest) -> Answer:
    lines = tuple(msg(f"review.help.{n}") for n in range(1, 7))
    key = "review.help.unknown" if one.asked.rest else "review.help"
    meant = nearest(one.asked.rest)
    request = f"/review {meant}"
    follow = (FollowUp(msg("button.try", text=request), request),) if meant else ()
    head = msg(key, text=one.asked.rest[:60])
    return Answer(Kind.TEXT, head, lines, follow_ups=follow, private=True)


_ANSWERS: Mapping[Verb, Callable[[ReviewRequest], Answer]] = {
    Verb.LIST: review_looking.listed,
    Verb.START: review_running.start,
    Verb.NEXT: review_running.go_on,
    Verb.WHERE: review_looking.where,
    Verb.ADD: review_running.add,
    Verb.POINT: review_looking.point,
    Verb.ACT: _form,
    Verb.NONE: _form,
    Verb.LATER: _form,
    Verb.CLOSE: review_running.close,
    Verb.ACCEPT: review_running.accept,
    Verb.DECLINE: _form,
    Verb.MINUTES: review_looking.minutes_of,
    Verb.HISTORY: _elsewhere("review_history", "answer_history"),
    Verb.SEARCH: _elsewhere("review_history", "answer_search"),
    Verb.PROBLEM: _elsewhere("review_history", "answer_problem"),
    Verb.SETUP: _setup,
    Verb.TEMPLATE: _elsewhere("review_templates", "answer_template"),
    Verb.DECK: _elsewhere("decks", "answer_deck"),
    Verb.RECOGNITION: _elsewhere("recognition", "answer_recognition"),
    Verb.HELP: _help,
}
