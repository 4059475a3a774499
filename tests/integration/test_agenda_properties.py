"""What holds of every agenda, over weeks and names that are drawn: small numbers raise nothing, and
above a group nobody is named, whatever somebody is called.
"""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from base.action import State
from base.case import Case, CaseKind, CaseState, Consent, Report
from base.language import Lang, msg
from base.review import Point, Raised, Source
from base.rights import Role
from base.schedule import Level
from metrics.catalogue import CATALOGUE
from reviews.agenda import Before
from storage import cases
from storage.people import StaffRow, apply_staff
from storage.targets import set_target
from tests.conftest import Databases
from tests.helpers.agendas import AFTER, AGENTS, HELD, LAST, Room, Rows, everything, item, weeks

UPPER = (Level.COMPANY, Level.DEPARTMENT)


# -- small numbers ---------------------------------------------------------------------------------


class Counted(NamedTuple):
    """A team's counts of the last week: what is counted, and how many of it were good."""

    contacts: int
    wait: int
    ratings: int
    good: int
    inquiries: int
    paid: int


@st.composite
def counts(draw: st.DrawFn) -> Counted:
    """Draw a week's counts of a team, many of them on the edge of what is too small to judge."""
    few = st.integers(0, 40)
    ratings, inquiries = draw(few | st.integers(100, 900)), draw(few | st.integers(100, 900))
    return Counted(
        draw(few | st.integers(100, 900)), draw(st.integers(5, 300)),
        ratings, draw(st.integers(0, ratings)), inquiries, draw(st.integers(0, inquiries)),
    )  # fmt: skip


def with_last(found: list[Counted]) -> Rows:
    """Return sixteen weeks whose last one has these counts, all of them on its Monday; its other
    days came in too, and nobody wrote."""
    rows: Rows = [row for row in weeks() if row[0] < LAST]
    for (shop, channel, team, agent), one in zip(AGENTS, found, strict=True):
        rows.append((
            LAST, shop, channel, team, agent, one.contacts, one.contacts, one.contacts * one.wait,
            0, one.ratings, one.good, one.inquiries, one.paid, one.paid * 3000,
        ))  # fmt: skip
        for at in range(1, 7):
            quiet = (LAST + timedelta(days=at), shop, channel, team, agent, *[0] * 9)
            rows.append(quiet)
    return rows


def rests_on(metric: str, among: list[Counted]) -> int | None:
    """Return on how many of something a figure rests, reckoned here; None for one that has none."""
    match metric:
        case "csat_rate":
            return sum(one.ratings for one in among)
        case "frt" | "frt_30s_rate":
            return sum(one.contacts for one in among)
        case "inq_conv_final":
            return sum(one.inquiries for one in among)
        case _:
            return None


def _with_targets(room: Room) -> None:
    """Set targets that next to everything misses."""
    with room.database.write() as work:
        for key, value in (("csat_rate", 0.99), ("frt", 4.0), ("inq_conv_final", 0.99)):
            set_target(work, key, value, HELD, 0)


@given(st.lists(counts(), min_size=3, max_size=3), st.booleans())
@settings(max_examples=12)
def test_no_problem_rests_on_less_than_its_figure_needs(
    databases: Databases, found: list[Counted], targets: bool
) -> None:
    at = [team for _, _, team, _ in AGENTS].index(AFTER)
    with databases() as database, tempfile.TemporaryDirectory() as folder:
        room = Room(database, Path(folder)).fill(with_last(found))
        if targets:
            _with_targets(room)
        for level, among in ((Level.GROUP, [found[at]]), *((one, found) for one in UPPER)):
            for raised in room.draw(level).raised:
                n = rests_on(raised.metric, among) if raised.source is Source.FIGURE else None
                assert n is None or n >= CATALOGUE[raised.metric].small_n, (level, raised, among)


def test_the_same_figures_on_enough_of_everything_are_raised(databases: Databases) -> None:
    """The property above is not empty: what is bad and many is raised."""
    bad = Counted(contacts=400, wait=90, ratings=300, good=150, inquiries=300, paid=60)
    with databases() as database, tempfile.TemporaryDirectory() as folder:
        room = Room(database, Path(folder)).fill(with_last([bad, bad, bad]))
        for level in (Level.GROUP, *UPPER):
            raised = {one.metric for one in room.draw(level).raised}
            assert {"csat_rate", "frt"} <= raised


# -- names -----------------------------------------------------------------------------------------

# Words as much as names; of some a figure's name or a template's words have the same characters.
CHINESE = ("高峰", "平安", "满意", "方便", "高兴", "常见", "安静", "白天", "周全", "元旦", "双喜")
ENGLISH = ("May", "Will", "Grace", "Hope", "Rose", "Sunny", "Mark", "Joy", "Summer", "Chance")
# What stands before a name here stands nowhere in the words of an agenda.
CHINESE_FRAME, ENGLISH_FRAME = "喊上{}去对清单", "we asked {} about the list"


def planted(zh: str, en: str) -> tuple[str, str]:
    """Return what people may have written of somebody."""
    return CHINESE_FRAME.format(zh), ENGLISH_FRAME.format(en)


def _room(room: Room, people: list[tuple[str, str]]) -> Room:
    staff = [StaffRow(zh, en, team=AFTER) for zh, en in people]
    apply_staff(room.database, [*staff, StaffRow("林若岚", roles=(Role.SUPERVISOR,))])
    return room


def _approved(room: Room, number: str, text: str, level: Level) -> None:
    report = Report(CaseKind.RULE, text, text, text, "rule_unknown", LAST, level, 0)
    case = Case(number, report, CaseState.APPROVED, LAST, LAST, level, 0, consent=Consent.NONE)
    with room.database.write() as work:
        assert cases.add(work, case, f"{number:0>64}")


@given(
    st.lists(
        st.tuples(st.sampled_from(CHINESE), st.sampled_from(ENGLISH)),
        min_size=1,
        max_size=3,
        unique_by=(lambda one: one[0], lambda one: one[1]),
    ),
    st.sampled_from(UPPER),
)
@settings(max_examples=8)
def test_whatever_somebody_is_called_he_is_not_named_above_a_group(
    databases: Databases, people: list[tuple[str, str]], level: Level
) -> None:
    with databases() as database, tempfile.TemporaryDirectory() as folder:
        room = _room(Room(database, Path(folder)).fill(weeks((70, 60, 80), reply=50)), people)
        written = [text for zh, en in people for text in planted(zh, en)]
        states = (State.ACCEPTED, State.DROPPED, State.NOT_EFFECTIVE, State.VERIFIED)
        items = tuple(
            item(at, text, states[at % 4], team=room.team(AFTER), last_reason=text, stuck=text)
            for at, text in enumerate(written, 1)
        )
        points = tuple(
            Point(at, 3, at, Raised(f"said:{at}", Source.PERSON, msg("agenda.plain", text=text)))
            for at, text in enumerate(written, 1)
        )
        for at, text in enumerate(written):
            _approved(room, f"C{at}", text, level)
        drawn = room.draw(level, before=Before(items, points, None, HELD), lang=Lang.ZH)
        said = everything(drawn, level)
        assert "喊上" in said
        for zh, en in people:
            assert f"喊上{zh}" not in said
            assert f"asked {en}" not in said
