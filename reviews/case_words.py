"""Cases in words: what one says, how it stands, what became of it. As `Msg`s, for every reader.

What somebody reported is a value of a text, never part of one. Nobody's name comes in here but by
`Names`, which the caller makes of those who may stand there.
"""

from collections.abc import Mapping
from datetime import date

from base.action import Action
from base.case import TOPIC_OF, Case, CaseKind, CaseState, Consent, Help, Topic
from base.language import Bilingual, Days, Listing, Msg, msg
from base.schedule import Level
from reviews import action_words
from reviews.action_words import day, dotted, due_in_words, name, names_of, short, team_names
from reviews.actions import folded
from reviews.cases import Standing
from storage import actions, cases
from storage.engine import Work

KINDS: Mapping[CaseKind, Bilingual] = {
    CaseKind.WRONG: Bilingual("出了差错", "Went wrong"),
    CaseKind.RULE: Bilingual("规则或流程害的", "A rule or process"),
    CaseKind.WELL: Bilingual("做得好，值得学", "Went well"),
    CaseKind.IDEA: Bilingual("一个想法", "An idea"),
}
_PIECE = 1200
Names = Mapping[int, Bilingual]


def named(case: Case) -> Msg:
    """Return what a case is called: "案例 K7Q"."""
    return msg("case.named", id=case.id)


def week(monday: date, today: date) -> Msg:
    """Return the week a case was sent in: all that is known of when."""
    return msg("case.week", day=Days(monday, monday, with_year=monday.year != today.year))


def topic(case: Case) -> Bilingual:
    """Return a case's category."""
    unknown = Topic("", Bilingual(case.report.topic, case.report.topic))
    return TOPIC_OF.get(case.report.topic, unknown).name


def place(level: Level | None, team: int, teams: Names) -> Msg:
    """Return where a case is discussed: the review of a team, of the department, of the company."""
    if level is Level.GROUP and team in teams:
        return msg("case.place.team", team=teams[team])
    return msg(f"case.place.{level.value if level else 'open'}")


def headline(case: Case, today: date) -> Msg:
    """Return the first line of a card: which case, how it stands, of which week."""
    stands = msg(f"case.short.{case.state.value}")
    return msg("case.headline", name=named(case), state=stands, week=week(case.report.week, today))


# -- what it says ----------------------------------------------------------------------------------


def lines(case: Case, teams: Names, names: Names) -> tuple[Msg, ...]:
    """Return everything a case says, a line each. `names` are of those who may be named."""
    report = case.report
    found = [msg("case.card.topic", topic=topic(case), kind=KINDS[report.kind])]
    found += texts(case)
    if report.kind is CaseKind.WRONG and report.help is not Help.SOLVED:
        found.append(msg(f"case.card.help.{report.help.value}"))
    if case.state in (CaseState.OPEN, CaseState.ASKED) and case.level is not None:
        found.append(msg("case.card.wish", where=place(case.level, case.team, teams)))
    if report.named_by in names:
        found.append(msg("case.card.named_by", name=names[report.named_by]))
    if report.praised:
        found.append(praised(case, names))
    for note in case.notes:
        if note.text:
            key = "case.card.question" if note.question else "case.card.answer"
            found.append(msg(key, text=note.text))
    if case.tags:
        found.append(msg("case.card.tags", tags=Listing(case.tags)))
    return tuple(found)


def names_shown(work: Work, case: Case) -> Names:
    """Return the names that may stand in a case: of who signed it, of who agreed to be praised."""
    praised = case.report.praised if case.consent is Consent.YES else 0
    allowed = {case.report.named_by, praised} - {0}
    return {number: one for number, one in names_of(work).items() if number in allowed}


def texts(case: Case) -> list[Msg]:
    """Return what somebody wrote, whole, in pieces that every reader can show."""
    report = case.report
    found = [msg("case.card.happened", text=piece) for piece in _pieces(report.happened)]
    found += [msg("case.card.known", text=piece) for piece in _pieces(report.known)]
    return found + [msg("case.card.helps", text=piece) for piece in _pieces(report.helps)]


def _pieces(text: str) -> list[str]:
    return [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]


def praised(case: Case, names: Names) -> Msg:
    """Return what is known of whoever is praised: his name only where he agreed."""
    if case.consent is Consent.YES:
        return msg("case.card.praised.yes", name=name(names, case.report.praised))
    return msg(f"case.card.praised.{case.consent.value}")


def small_print(case: Case, today: date) -> Msg:
    """Return what stands below a card of the queue: that this is all, and until when."""
    key = "case.card.all_named" if case.report.named_by else "case.card.all"
    return msg(key, day=day(case.look_by, today))


def line(case: Case, today: date) -> Msg:
    """Return a case as one line of a list."""
    parts = (
        msg(f"case.short.{case.state.value}"),
        msg("case.line.topic", topic=topic(case)),
        msg("case.line.until", day=day(case.look_by, today)),
    )
    return msg("case.line", name=named(case), rest=dotted(parts))


def agenda_line(case: Case, where: Msg) -> Msg:
    """Return an approved case as one line of a list: where it is discussed, what it says."""
    wording = short(case.report.happened, 80)
    return msg("case.line.agenda", name=named(case), where=where, wording=wording)


# -- what became of it -----------------------------------------------------------------------------


def followed(work: Work, case: Case) -> Case:
    """Return the case in which one lives on; itself where it was not merged into any."""
    seen = {case.id}
    while case.state is CaseState.MERGED:
        found = cases.read(work, case.merged_into)
        if found is None or found.id in seen:
            return case
        seen.add(found.id)
        case = found
    return case


def state_in_words(work: Work, standing: Standing, today: date) -> Msg:
    """Return how the case of a receipt stands, in one sentence."""
    if standing.case is None:
        return msg("case.state.waiting")
    case = followed(work, standing.case)
    if _left_alone(standing.case, case):
        return msg("case.stands.left_alone")
    return _stands(work, case, today)


def _left_alone(own: Case, other: Case) -> bool:
    """Say whether the case that one was merged into was taken back: that is not one's own doing."""
    return own.id != other.id and other.state is CaseState.WITHDRAWN


def _stands(work: Work, case: Case, today: date) -> Msg:
    match case.state:
        case CaseState.OPEN | CaseState.ASKED:
            return msg(f"case.stands.{case.state.value}", day=day(case.look_by, today))
        case CaseState.APPROVED:
            return msg("case.stands.approved", where=place(case.level, case.team, team_names(work)))
        case CaseState.DECIDED:
            key = "case.stands.decided" if case.action else "case.stands.decided_none"
            return msg(key, where=place(case.level, case.team, team_names(work)))
        case _:
            return msg(f"case.stands.{case.state.value}")


def outcome_lines(work: Work, standing: Standing, today: date) -> tuple[Msg, ...]:
    """Return what more a receipt shows: the reason, the action that was decided and how it stands,
    that another case says the same."""
    if standing.case is None:
        return ()
    case, found = followed(work, standing.case), []
    if _left_alone(standing.case, case):
        return ()
    if case.id != standing.case.id:
        found.append(msg("case.stands.with_another", name=named(case)))
    if case.reason and case.state in (CaseState.DECLINED, CaseState.DECIDED):
        found.append(msg("case.stands.reason", reason=case.reason))
    found += action_lines(work, case, today)
    return tuple(found)


def action_lines(work: Work, case: Case, today: date) -> list[Msg]:
    """Return the action that came of a case: what, until when, how it stands. Nobody's name."""
    action = actions.read(work, case.action, folded) if case.action else None
    return [] if action is None else [_action(action, today)]


def _action(action: Action, today: date) -> Msg:
    if action.level is Level.PERSON:
        # What one person is to do is his own business; that it was decided is not.
        return msg("case.stands.personal")
    told = dotted((due_in_words(action, today), action_words.state_in_words(action, today)))
    return msg("case.stands.action", wording=action.wording, rest=told)
