"""Approved cases on an agenda: what went well as praise, the rest as problems without anybody.

Whoever is praised is named only where he agreed, and in his own group's agenda only. Who sent a
case of something that went wrong is known to nobody here (`reviews.cases.shown`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from base.case import Case, CaseKind, CaseState, Consent
from base.language import Msg, msg
from base.review import Raised, Source
from base.schedule import Level
from reviews import case_words
from reviews.agenda_words import Veil
from reviews.cases import shown
from reviews.scoping import Scope
from storage import cases
from storage.engine import Work
from storage.superiors import called

# Columns of a screen.
_LINE, _HELPS = 44, 80


@dataclass(frozen=True)
class Cases:
    """What an agenda says of cases: praise, what is to be improved, and the latter as problems."""

    well: tuple[Msg, ...] = ()
    improve: tuple[Msg, ...] = ()
    more: tuple[Msg, ...] = ()
    raised: tuple[Raised, ...] = ()


def cases_of(work: Work, scope: Scope, veil: Veil) -> Cases:
    """Return the approved cases of a level, of a group those of its team."""
    found = [shown(case) for case in cases.listed(work, (CaseState.APPROVED,))]
    ours = [case for case in found if _here(case, scope, veil.level)]
    good = [case for case in ours if case.report.kind is CaseKind.WELL]
    other = [case for case in ours if case.report.kind is not CaseKind.WELL]
    return Cases(
        tuple(_praise(work, scope, case, veil) for case in good),
        tuple(_improve(case, veil) for case in other),
        tuple(_whole(ours, veil)),
        tuple(_raised(case, veil) for case in other),
    )


def _here(case: Case, scope: Scope, level: Level) -> bool:
    return case.level is level and (level is not Level.GROUP or case.team == scope.team)


def _praise(work: Work, scope: Scope, case: Case, veil: Veil) -> Msg:
    what = veil.text(case.report.happened, _LINE)
    person = case.report.praised
    if veil.level is not Level.GROUP or case.consent is not Consent.YES or not person:
        return msg("agenda.case.well", what=what)
    name = called(work, (person,)).get(person)
    return msg("agenda.case.well_by", what=what, name=name) if name else msg(
        "agenda.case.well", what=what
    )  # fmt: skip


def _improve(case: Case, veil: Veil) -> Msg:
    key = "agenda.case.idea" if case.report.kind is CaseKind.IDEA else "agenda.case.improve"
    return msg(key, what=veil.text(case.report.happened, _LINE))


def _whole(ours: Iterable[Case], veil: Veil) -> Iterable[Msg]:
    """Yield every case in its own words, for the thread."""
    for case in ours:
        yield case_words.named(case)
        yield from (veil.message(line) for line in case_words.texts(case))


def _raised(case: Case, veil: Veil) -> Raised:
    helps = veil.text(case.report.helps, _HELPS)
    return Raised(
        key=f"case:{case.id}",
        source=Source.CASE,
        about=msg("agenda.about.case", what=veil.text(case.report.happened, _LINE)),
        figure=msg("agenda.figure.case", topic=case_words.topic(case)),
        proposal=msg("agenda.proposal.case", helps=helps) if helps else msg("agenda.proposal.rule"),
        case=case.id,
    )
