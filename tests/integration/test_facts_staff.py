"""People behind the figures: the team as of the day, refolding when the staff list changes, and
who an asker is today.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from base.dimensions import Dim
from base.rights import Role, Scope, Verb, can
from metrics import periods
from storage.canonical import canonical_hash
from storage.engine import Database
from storage.ledger import refold_stale
from storage.people import StaffRow, actor_of, apply_staff, teams_of
from tests.conftest import Databases
from tests.helpers.world import by, id_of, quiet, take, total, write_csv

DAY = date(2026, 11, 16)
WEEK = periods.week(DAY)
MOVED = DAY + timedelta(days=3)

STAFF = (
    StaffRow("小美", team="售前组", accounts=(("", "xm"),)),
    StaffRow("小美", team="售后组", valid_from=MOVED, accounts=(("", "xm"),)),
    StaffRow("大鹏", team="售后组", lead=True, employment="outsourced", accounts=(("", "dp"),)),
    StaffRow("Ann", team="售前组", roles=(Role.QC,), accounts=(("", "ann"),)),
    StaffRow("老王", team="售前组", roles=(Role.SUPERVISOR,), valid_to=DAY, accounts=(("", "lw"),)),
)


def _files(folder: Path) -> list[Path]:
    """A log, a report of other days and a table of measures that live in the long table alone."""
    week = [DAY + timedelta(days=i) for i in range(7)]
    chats = [(f"{day} 1{i}:00:00", agent, 10 * i + 5, 5 if i else 1, "物流")
             for day in week[:4] for i, agent in enumerate(("xm", "dp", "nobody"))]  # fmt: skip
    lines = [(day, agent, 20 + i, 3) for day in week[4:] for i, agent in enumerate(("xm", "dp"))]
    rare = [(DAY - timedelta(days=9), "slow_contacts", 4, "xm")]
    header = ("started at", "agent", "first reply", "rating", "category")
    return [
        write_csv(folder, header, chats),
        write_csv(folder, ("day", "agent", "contacts", "slow contacts"), lines),
        write_csv(folder, ("day", "measure", "value", "account"), rare),
    ]


def test_a_staff_list_after_the_data_is_the_same_as_before_it(
    databases: Databases, tmp_path: Path
) -> None:
    files = _files(tmp_path)
    with databases() as first, databases() as later:
        apply_staff(first, STAFF)
        for file in files:
            take(first, file)
            take(later, file)
        change = apply_staff(later, STAFF)
        assert change.added == 4
        # All but the chats of nobody's account: each of the days has somebody's.
        assert change.stale_days == refold_stale(later, quiet) == 8
        assert canonical_hash(later) == canonical_hash(first)
        assert apply_staff(later, STAFF).stale_days == 0
        assert refold_stale(later, quiet) == 0


def test_a_staff_list_as_a_file_is_folded_in_at_once(databases: Databases, tmp_path: Path) -> None:
    header = ("姓名", "组", "用工", "账号")
    listed = write_csv(
        tmp_path, header, [("小美", "售前组", "", "xm"), ("大鹏", "售后组", "外包", "dp")]
    )
    with databases() as first, databases() as later:
        take(first, listed)
        for file in _files(tmp_path):
            take(first, file)
            take(later, file)
        take(later, listed)
        assert canonical_hash(later) == canonical_hash(first)


def test_the_next_import_folds_stale_days_too(databases: Databases, tmp_path: Path) -> None:
    """A crash between the change and its refold is mended by whatever is folded next."""
    files = _files(tmp_path)
    with databases() as first, databases() as later:
        for file in files:
            take(first, file)
            take(later, file)
        apply_staff(first, STAFF)
        refold_stale(first, quiet)
        apply_staff(later, STAFF)
        take(later, files[2])
        assert canonical_hash(later) == canonical_hash(first)
        assert refold_stale(later, quiet) == 0


@pytest.fixture
def staffed(database: Database, tmp_path: Path) -> Database:
    apply_staff(database, STAFF)
    for file in _files(tmp_path):
        take(database, file)
    return database


def test_figures_count_for_the_team_of_the_day(staffed: Database) -> None:
    """She moved on Thursday: three days of hers are the old team's, four the new one's."""
    teams = by(staffed, "contacts", WEEK, Dim.TEAM)
    mine = 1 + 20 + 20 + 20
    assert teams["售前组"].value == 3
    assert teams["售后组"].value == mine + 4 + 21 * 3
    people = by(staffed, "contacts", WEEK, Dim.AGENT)
    assert people["小美"].value == 3 + mine
    # Nobody holds this account: it is shown by its name and belongs to no team.
    assert people["nobody"].value == teams[0].value == 4


def test_employment_adds_up_whoever_is_behind_an_account(staffed: Database) -> None:
    """Nobody's account is not left out, somebody in two teams at once is not counted twice."""
    twice = replace(STAFF[2], team="售前组", lead=False)
    apply_staff(staffed, [twice])
    refold_stale(staffed, quiet)
    found = {k: m.value for k, m in by(staffed, "contacts", WEEK, Dim.EMPLOYMENT).items()}
    assert found == {"inhouse": 64, "outsourced": 67, "": 4}
    assert total(staffed, "contacts", WEEK).value == sum(v or 0 for v in found.values())


def test_a_handed_on_account_is_whose_it_was_that_day(database: Database, tmp_path: Path) -> None:
    header = ("day", "agent", "contacts")
    take(database, write_csv(tmp_path, header, [(DAY, "main01", 30), (MOVED, "main01", 40)]))
    mine, until = (("", "main01"),), MOVED - timedelta(days=1)
    first = StaffRow("先", team="售前组", valid_to=until, accounts=mine)
    then = StaffRow("后", team="售后组", valid_from=MOVED, accounts=mine)
    apply_staff(database, [first, then])
    refold_stale(database, quiet)
    people = by(database, "contacts", WEEK, Dim.AGENT)
    assert {name: m.value for name, m in people.items()} == {"先": 30, "后": 40}


def test_who_an_asker_is(staffed: Database) -> None:
    """An agent, a lead of one team, quality control, a leaver, and somebody nobody knows."""
    before, after = id_of(staffed, Dim.TEAM, "售前组"), id_of(staffed, Dim.TEAM, "售后组")
    me = actor_of(staffed, DAY, name="小美")
    assert me.teams == {before}
    assert not me.leads
    assert not me.roles
    assert actor_of(staffed, MOVED, name="小美").teams == {after}
    lead = actor_of(staffed, DAY, name="大鹏")
    assert lead.leads == {after}
    assert Role.LEAD in lead.roles
    leaver = actor_of(staffed, DAY + timedelta(days=1), name="老王")
    assert (leaver.person, leaver.roles, leaver.known) == (-1, frozenset(), True)
    assert Role.SUPERVISOR in actor_of(staffed, DAY, name="老王").roles
    stranger = actor_of(staffed, DAY, slack_user="U0NOBODY")
    assert (stranger.person, stranger.known) == (-1, False)


@pytest.mark.parametrize(
    ("asker", "on", "sees"),
    [("小美", DAY, True), ("大鹏", DAY, False), ("大鹏", MOVED, True), ("Ann", DAY, True),
     ("老王", DAY, True), ("老王", MOVED, False), ("路人", DAY, False)],
)  # fmt: skip
def test_who_sees_her_figures(staffed: Database, asker: str, on: date, sees: bool) -> None:
    """Her lead is the lead of the team she is in on that day; a leaver sees nothing any more."""
    her = id_of(staffed, Dim.AGENT, "小美")
    assert isinstance(her, int)
    with staffed.read() as connection:
        scope = Scope(person=her, person_teams=teams_of(connection, her, on))
    assert can(actor_of(staffed, on, name=asker), Verb.SEE_PERSON, scope) is sees
