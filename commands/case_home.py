"""Cases on the page somebody finds when he opens the app: what waits for a moderator, what is on
the agenda of those who discuss it. Nobody else's page says anything of cases that lie here.
"""

from base.answer import FollowUp
from base.case import Case
from base.clock import local_day
from base.language import Msg, msg
from base.rights import Actor, Verb, can
from commands.cases import agenda_line, buttons, decide_button, opening
from commands.context import Context
from commands.home import Section
from reviews import case_settings, case_words, moderating
from reviews.action_words import team_names
from reviews.case_words import Names
from storage.engine import Work

_CARDS, _LINES, _DECIDE = 5, 5, 4
# What is longer than this is read whole before anything is done with it.
_SHOWN = 600
_QUEUE = FollowUp(msg("case.button.queue"), "/fupan case queue")
_AGENDA = FollowUp(msg("case.button.agenda"), "/fupan case agenda")


def sections(context: Context, actor: Actor) -> tuple[Section, ...]:
    """Return the queue for whoever moderates, and the approved cases somebody may see."""
    today = local_day(context.clock, actor.zone)
    found: list[Section] = []
    with context.database.read() as work:
        teams = team_names(work)
        if case_settings.moderating(work, actor, today):
            waiting = moderating.queue(work, actor, today)
            found.append(_head(waiting))
            found += [_card(context, work, actor, one, teams) for one in waiting[:_CARDS]]
        on_agenda = moderating.visible(work, actor)
    if on_agenda:
        found.append(_agenda(actor, on_agenda, teams))
    return tuple(found)


def _head(waiting: tuple[Case, ...]) -> Section:
    if not waiting:
        return Section(msg("case.home"), (msg("case.queue.none"),))
    more = (_QUEUE,) if len(waiting) > _CARDS else ()
    return Section(msg("case.home.waiting", n=len(waiting)), (msg("case.home.private"),), more)


def _card(context: Context, work: Work, actor: Actor, case: Case, teams: Names) -> Section:
    today = local_day(context.clock, actor.zone)
    names = case_words.names_shown(work, case)
    lines: tuple[Msg, ...] = case_words.lines(case, teams, names)
    follow_ups = buttons(case, teams)
    if _length(case) > _SHOWN:
        lines = (lines[0], msg("case.home.long", text=case.report.happened[:_SHOWN]))
        follow_ups = (opening(case),)
    small = case_words.small_print(case, today)
    return Section(case_words.headline(case, today), (*lines, small), follow_ups)


def _length(case: Case) -> int:
    report = case.report
    texts = (report.happened, report.known, report.helps, *(note.text for note in case.notes))
    return sum(map(len, texts))


def _agenda(actor: Actor, found: tuple[Case, ...], teams: Names) -> Section:
    lines = [agenda_line(one, teams) for one in found[:_LINES]]
    if len(found) > _LINES:
        lines.append(msg("case.queue.more", n=len(found) - _LINES))
    mine = [one for one in found if can(actor, Verb.DECIDE_CASE, moderating.scope_of(one))]
    follow_ups = tuple(decide_button(one) for one in mine[: _DECIDE - 1])
    return Section(msg("case.home.agenda", n=len(found)), tuple(lines), (*follow_ups, _AGENDA))
