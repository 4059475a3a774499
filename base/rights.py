"""Who may do what: one question, `can(actor, verb, scope)`, denied unless a rule allows it.

Asked at the door of every command and export and in every query of figures by person. Team
figures are open to everybody who works here; a person's figures only to that person, to the
leads of the teams he is in, and to those whose work it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from base.clock import DEFAULT_ZONE
from base.language import Lang


class Role(StrEnum):
    """What a person is, beside the teams he is in."""

    AGENT = "agent"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    QC = "qc"
    DATA = "data"
    ADMIN = "admin"


class Verb(StrEnum):
    """What can be asked of the bot."""

    SEE_TEAMS = "see_teams"
    SEE_PERSON = "see_person"
    SEE_PEOPLE = "see_people"
    SEE_COSTS = "see_costs"
    SET_RANKINGS = "set_rankings"
    IMPORT = "import"
    UNDO_IMPORT = "undo_import"
    SEE_IMPORTS = "see_imports"
    EDIT_STAFF = "edit_staff"
    SET_CHANNEL = "set_channel"
    SET_TARGET = "set_target"
    SCHEDULE = "schedule"
    SEE_STATUS = "see_status"
    SEE_ACTION = "see_action"
    RUN_ACTION = "run_action"
    SET_UP_CASES = "set_up_cases"
    MODERATE_CASES = "moderate_cases"
    SEE_CASES = "see_cases"
    DECIDE_CASE = "decide_case"
    SEE_REVIEW = "see_review"
    RUN_REVIEW = "run_review"


@dataclass(frozen=True)
class Actor:
    """Somebody who asks. `person` is 0 for the operator of the installation at a terminal.

    `leads` are the teams he leads today, `teams` the teams he is in today. `known` is False for
    somebody the staff list has never heard of.
    """

    person: int
    name: str
    roles: frozenset[Role] = frozenset()
    teams: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    lang: Lang = Lang.ZH
    zone: str = DEFAULT_ZONE
    known: bool = True
    name_en: str = ""

    def called(self, lang: Lang) -> str:
        """Return the person's name as it is written in a language."""
        return (self.name_en or self.name) if lang is Lang.EN else self.name


@dataclass(frozen=True)
class Scope:
    """What a verb is aimed at: nothing in particular, a person, or a team.

    `among` are the people a setting names for it.
    """

    person: int | None = None
    person_teams: frozenset[int] = frozenset()
    team: int | None = None
    among: frozenset[int] = frozenset()


EVERYTHING = Scope()

_OVERSEERS = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.QC, Role.ADMIN})


def operator(lang: Lang = Lang.ZH, zone: str = DEFAULT_ZONE) -> Actor:
    """Return the actor of somebody who works at the installation's own terminal."""
    return Actor(0, "operator", frozenset({Role.ADMIN, Role.DATA}), lang=lang, zone=zone)


def stranger(
    name: str, lang: Lang = Lang.ZH, zone: str = DEFAULT_ZONE, *, known: bool = False
) -> Actor:
    """Return the actor of somebody who is not on the staff list: team figures at most."""
    return Actor(-1, name, lang=lang, zone=zone, known=known)


def _anybody(actor: Actor, scope: Scope) -> bool:
    return True


def _sees_person(actor: Actor, scope: Scope) -> bool:
    if scope.person is None:
        return False
    return (
        scope.person == actor.person
        or bool(actor.roles & _OVERSEERS)
        or bool(actor.leads & scope.person_teams)
    )


def _sees_people(actor: Actor, scope: Scope) -> bool:
    """Everybody's figures side by side; a lead for a team he leads."""
    return bool(actor.roles & _OVERSEERS) or (scope.team is not None and scope.team in actor.leads)


def _sees_costs(actor: Actor, scope: Scope) -> bool:
    """Wages, costs, losses, profit: those who answer for them or enter them, and leads.

    A lead for the whole and for a team he leads; quality control has no part in money.
    """
    if actor.roles & {Role.SUPERVISOR, Role.MANAGER, Role.ADMIN, Role.DATA}:
        return True
    return bool(actor.leads) and (scope.team is None or scope.team in actor.leads)


def _oversees(actor: Actor, scope: Scope) -> bool:
    return bool(actor.roles & _OVERSEERS)


def _keeps_data(actor: Actor, scope: Scope) -> bool:
    return bool(actor.roles & {Role.DATA, Role.ADMIN, Role.SUPERVISOR})


def _administers(actor: Actor, scope: Scope) -> bool:
    return bool(actor.roles & {Role.ADMIN, Role.SUPERVISOR})


def _schedules(actor: Actor, scope: Scope) -> bool:
    """Posts of the bot's own accord: everywhere, or a lead's for a team he leads."""
    return _oversees(actor, scope) or (scope.team is not None and scope.team in actor.leads)


def _sees_action(actor: Actor, scope: Scope) -> bool:
    """An item of a team: everybody in it; one of a person alone (no team): he and who leads him."""
    return (
        _runs_action(actor, scope)
        or (scope.person is not None and scope.person == actor.person)
        or (scope.team is not None and scope.team in actor.teams)
    )


def _runs_action(actor: Actor, scope: Scope) -> bool:
    """Decide about somebody's item: whoever leads him or its team, or oversees."""
    return (
        bool(actor.roles & _OVERSEERS)
        or bool(actor.leads & scope.person_teams)
        or (scope.team is not None and scope.team in actor.leads)
    )


def _leads(actor: Actor, scope: Scope) -> bool:
    return bool(actor.roles & _OVERSEERS) or bool(actor.leads)


def _sets_up_cases(actor: Actor, scope: Scope) -> bool:
    return bool(actor.roles & {Role.ADMIN, Role.SUPERVISOR, Role.MANAGER})


def _is_named(actor: Actor, scope: Scope) -> bool:
    """Who reads cases is named; no role brings it along, the administrator's neither."""
    return actor.person > 0 and actor.person in scope.among


def _sees_cases(actor: Actor, scope: Scope) -> bool:
    """Cases on an agenda: a team's for those in it, the others for whoever leads somebody."""
    if scope.team is not None and scope.team in actor.teams:
        return True
    return _runs_action(actor, scope) or (scope.team is None and bool(actor.leads))


def _sees_review(actor: Actor, scope: Scope) -> bool:
    """A review of a team: those in it and who leads it; the others: whoever leads somebody.

    `among` are those who follow it up.
    """
    return _sees_cases(actor, scope) or _is_named(actor, scope)


def _runs_review(actor: Actor, scope: Scope) -> bool:
    """Begin it, enter what is decided, end it: whoever leads those in it, or follows it up."""
    return _runs_action(actor, scope) or _is_named(actor, scope)


_RULES: dict[Verb, Callable[[Actor, Scope], bool]] = {
    Verb.SEE_TEAMS: _anybody,
    Verb.SEE_PERSON: _sees_person,
    Verb.SEE_PEOPLE: _sees_people,
    Verb.SEE_COSTS: _sees_costs,
    Verb.SET_RANKINGS: _administers,
    Verb.IMPORT: _keeps_data,
    Verb.UNDO_IMPORT: _keeps_data,
    Verb.SEE_IMPORTS: _keeps_data,
    Verb.EDIT_STAFF: _administers,
    Verb.SET_CHANNEL: _leads,
    Verb.SET_TARGET: _oversees,
    Verb.SCHEDULE: _schedules,
    Verb.SEE_STATUS: _keeps_data,
    Verb.SEE_ACTION: _sees_action,
    Verb.RUN_ACTION: _runs_action,
    Verb.SET_UP_CASES: _sets_up_cases,
    Verb.MODERATE_CASES: _is_named,
    Verb.SEE_CASES: _sees_cases,
    Verb.DECIDE_CASE: _runs_action,
    Verb.SEE_REVIEW: _sees_review,
    Verb.RUN_REVIEW: _runs_review,
}


def can(actor: Actor, verb: Verb, scope: Scope = EVERYTHING) -> bool:
    """Say whether `actor` may do `verb` to `scope`; what no rule allows is denied."""
    rule = _RULES.get(verb)
    return rule is not None and rule(actor, scope)
