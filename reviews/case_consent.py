"""Asking whoever is praised in a good case whether his name may stand there. Only he can answer.

Until he does, no name is shown. The message does not tell who sent the case, unless that person put
his own name to it. The outbox keeps none of the case's words: they are added when it is sent.
"""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from base.answer import Answer, FollowUp, Kind
from base.case import Case, CaseKind, CaseState, Consent
from base.language import msg
from base.refusal import Refusal
from base.rights import Actor
from reviews import case_settings
from reviews.action_words import name, names_of, team_names
from reviews.case_words import place, texts
from storage import cases, outbox
from storage.cases import StaleCaseError
from storage.engine import Work
from storage.outbox import Draft
from storage.reaching import actor_numbered, reach
from storage.roster import person_of_user

_KEPT = timedelta(days=7)
_CARD = re.compile(r"case/([^/+]+)/consent(\+\d+)?")
_MODERATORS = re.compile(r"case/\d{4}-\d\d-\d\d/read/\d+(\+\d+)?")
_PUBLIC = frozenset({CaseState.APPROVED, CaseState.DECIDED})


def ask(work: Work, case: Case, now: datetime) -> Case:
    """Ask whoever is praised in an approved case, once; return the case as it is then.

    Who cannot be reached is not asked, and stays without a name.
    """
    praised = case.report.praised
    if case.report.kind is not CaseKind.WELL or not praised or case.consent is not Consent.NONE:
        return case
    who = reach(work, praised)
    if who is None or actor_numbered(work, praised, now.date()).person <= 0:
        return case
    key, until = f"case/{case.id}/consent", now + _KEPT
    outbox.put(work, Draft(key, who.user, _bare(case), who.lang, due_at=now, expires_at=until))
    return cases.change(work, case, consent=Consent.ASKED)


def _bare(case: Case) -> Answer:
    """Return the question without the words of its case: this is what the outbox keeps."""
    buttons = tuple(
        FollowUp(msg(f"case.consent.button.{said}"), f"/fupan case consent {case.id} {said}")
        for said in ("yes", "no")
    )
    return Answer(Kind.TEXT, msg("case.consent.title"), follow_ups=buttons, private=True)


def card(work: Work, case: Case) -> Answer:
    """Return the question to whoever is praised, with what was written of him."""
    where = place(case.level, case.team, team_names(work))
    by = msg("case.consent.nobody_knows")
    if case.report.named_by:
        by = msg("case.consent.by", name=name(names_of(work), case.report.named_by))
    lines = (*texts(case), msg("case.consent.where", where=where))
    return replace(_bare(case), lines=lines, notes=(msg("case.consent.only_you"), by))


def answer(work: Work, actor: Actor, number: str, now: datetime, *, yes: bool) -> Case:
    """Keep what the praised person says; he may change his mind. Raises Refusal to all others."""
    case = cases.read(work, number)
    if case is None or not asked_of(case, actor):
        raise Refusal(msg("case.consent.not_you"))
    said = Consent.YES if yes else Consent.NO
    if case.consent is said:
        return case
    try:
        after = cases.change(work, case, consent=said)
    except StaleCaseError as error:
        raise Refusal(msg("case.mod.stale", id=case.id)) from error
    cases.acted(work, case.id, actor.person, f"consent_{said.value}", now)
    return after


def asked_of(case: Case, actor: Actor) -> bool:
    """Say whether somebody is the one who is asked about a case."""
    return _asked(case) and case.report.praised == actor.person > 0


def _asked(case: Case) -> bool:
    return case.state in _PUBLIC and case.consent is not Consent.NONE and case.report.praised > 0


# -- when it is sent -------------------------------------------------------------------------------


def completed_when_sent(key: str) -> bool:
    """Say whether a write of the outbox gets the words of a case when it is sent."""
    return _CARD.fullmatch(key) is not None


def completed(work: Work, key: str, kept: Answer) -> Answer:
    """Return the question to a praised person as it is sent; what was kept where there is none."""
    case = _of(work, key)
    return kept if case is None else card(work, case)


def withheld(work: Work, key: str, lane: str, today: date) -> bool:
    """Say whether a message about cases must not be sent any more: the case was taken back, the
    question answered, or its reader is no moderator now."""
    if _CARD.fullmatch(key):
        case = _of(work, key)
        return case is None or not _asked(case) or case.consent is not Consent.ASKED
    if _MODERATORS.fullmatch(key):
        number = person_of_user(work, lane) or 0
        actor = actor_numbered(work, number, today) if number else None
        return actor is None or not case_settings.moderating(work, actor, today)
    return False


def _of(work: Work, key: str) -> Case | None:
    found = _CARD.fullmatch(key)
    return cases.read(work, found[1]) if found else None
