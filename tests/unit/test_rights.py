"""Who may do and see what: the whole table, and denied whatever no rule allows."""

import pytest

from base.rights import EVERYTHING, Actor, Role, Scope, Verb, can, operator, stranger

PRESALE, AFTERSALE = 1, 2
ME = Actor(10, "小美", frozenset({Role.AGENT}), teams=frozenset({PRESALE}))
LEAD = Actor(11, "组长", frozenset({Role.LEAD}), frozenset({PRESALE}), frozenset({PRESALE}))
OTHER_LEAD = Actor(12, "他组", frozenset({Role.LEAD}), frozenset({AFTERSALE}),
                   frozenset({AFTERSALE}))  # fmt: skip
# Called a lead, but of no team today: the word alone opens nothing.
LEAD_OF_NONE = Actor(13, "闲", frozenset({Role.LEAD}), teams=frozenset({PRESALE}))
SUPERVISOR = Actor(14, "主管", frozenset({Role.SUPERVISOR}))
MANAGER = Actor(15, "经理", frozenset({Role.MANAGER}))
QC = Actor(16, "质检", frozenset({Role.QC}))
DATA = Actor(17, "数据", frozenset({Role.DATA}))
ADMIN = Actor(18, "管理", frozenset({Role.ADMIN}))
STRANGER = stranger("U123")
LEAVER = stranger("老王", known=True)
OPERATOR = operator()
EVERYBODY = (ME, LEAD, OTHER_LEAD, LEAD_OF_NONE, SUPERVISOR, MANAGER, QC, DATA, ADMIN, STRANGER,
             LEAVER, OPERATOR)  # fmt: skip

HIM = Scope(person=20, person_teams=frozenset({PRESALE}))
MYSELF = Scope(person=10, person_teams=frozenset({PRESALE}))
OUR_TEAM = Scope(team=PRESALE)
THEIR_TEAM = Scope(team=AFTERSALE)

TABLE = [
    (Verb.SEE_TEAMS, EVERYTHING, EVERYBODY),
    (Verb.SEE_PERSON, HIM, (LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SEE_PERSON, MYSELF, (ME, LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SEE_PERSON, EVERYTHING, ()),
    (Verb.SEE_PEOPLE, EVERYTHING, (SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SEE_PEOPLE, OUR_TEAM, (LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SEE_PEOPLE, THEIR_TEAM, (OTHER_LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    # Money of the house: quality control has no part in it, leads for the teams they lead.
    (Verb.SEE_COSTS, EVERYTHING, (LEAD, OTHER_LEAD, SUPERVISOR, MANAGER, DATA, ADMIN, OPERATOR)),
    (Verb.SEE_COSTS, OUR_TEAM, (LEAD, SUPERVISOR, MANAGER, DATA, ADMIN, OPERATOR)),
    (Verb.SET_RANKINGS, EVERYTHING, (SUPERVISOR, ADMIN, OPERATOR)),
    (Verb.IMPORT, EVERYTHING, (SUPERVISOR, DATA, ADMIN, OPERATOR)),
    (Verb.UNDO_IMPORT, EVERYTHING, (SUPERVISOR, DATA, ADMIN, OPERATOR)),
    (Verb.SEE_IMPORTS, EVERYTHING, (SUPERVISOR, DATA, ADMIN, OPERATOR)),
    (Verb.SCHEDULE, EVERYTHING, (SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SCHEDULE, OUR_TEAM, (LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SEE_ACTION, OUR_TEAM, (ME, LEAD, LEAD_OF_NONE, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SEE_ACTION, MYSELF, (ME, LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SEE_ACTION, EVERYTHING, (SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.RUN_ACTION, OUR_TEAM, (LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.RUN_ACTION, MYSELF, (LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SET_UP_CASES, EVERYTHING, (SUPERVISOR, MANAGER, ADMIN, OPERATOR)),
    # Nobody reads cases by what he is, the administrator of the installation neither.
    (Verb.MODERATE_CASES, EVERYTHING, ()),
    (Verb.MODERATE_CASES, Scope(among=frozenset({16, -1})), (QC,)),
    (Verb.SEE_CASES, OUR_TEAM, (ME, LEAD, LEAD_OF_NONE, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SEE_CASES, EVERYTHING, (LEAD, OTHER_LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.DECIDE_CASE, OUR_TEAM, (LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.DECIDE_CASE, EVERYTHING, (SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SEE_REVIEW, OUR_TEAM, (ME, LEAD, LEAD_OF_NONE, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.SEE_REVIEW, EVERYTHING, (LEAD, OTHER_LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.RUN_REVIEW, OUR_TEAM, (LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.RUN_REVIEW, EVERYTHING, (SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    # Whoever follows a review up runs it, whatever he is.
    (
        Verb.RUN_REVIEW,
        Scope(team=THEIR_TEAM.team, among=frozenset({10})),
        (ME, OTHER_LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR),
    ),
    (Verb.SEE_STATUS, EVERYTHING, (SUPERVISOR, DATA, ADMIN, OPERATOR)),
    (Verb.SET_TARGET, EVERYTHING, (SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR)),
    (Verb.EDIT_STAFF, EVERYTHING, (SUPERVISOR, ADMIN, OPERATOR)),
    (
        Verb.SET_CHANNEL,
        EVERYTHING,
        (LEAD, OTHER_LEAD, SUPERVISOR, MANAGER, QC, ADMIN, OPERATOR),
    ),
]


@pytest.mark.parametrize(("verb", "scope", "allowed"), TABLE)
def test_the_table(verb: Verb, scope: Scope, allowed: tuple[Actor, ...]) -> None:
    found = {actor.name for actor in EVERYBODY if can(actor, verb, scope)}
    assert found == {actor.name for actor in allowed}


def test_the_table_has_every_verb() -> None:
    """A new verb comes with a line above."""
    assert {verb for verb, _, _ in TABLE} == set(Verb)


def test_what_no_rule_allows_is_denied() -> None:
    unheard_of = "delete_everything"
    assert not any(can(actor, unheard_of) for actor in EVERYBODY)  # type: ignore[arg-type]


def test_somebody_unknown_is_nobodys_self() -> None:
    """A stranger's number is no person's: two strangers do not see each other as themselves."""
    assert not can(STRANGER, Verb.SEE_PERSON, Scope(person=0))
    assert not any(can(STRANGER, Verb.SEE_PERSON, Scope(person=p)) for p in range(1, 100))
