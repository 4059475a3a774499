"""Approved cases: who sees them, what a review decides on them, and what the receipt shows then."""

import pytest

from base.case import Case, CaseState
from base.language import Lang
from bot.render.texts import word
from commands.home import home
from reviews.actions import folded
from reviews.case_words import outcome_lines, state_in_words
from storage import actions
from storage import cases as kept_cases
from storage.engine import Database
from tests.helpers.case_desk import TEXT, Desk, requests

ACTION = {"wording": "规则一改就置顶，晚班组长点已读", "owner": "ULU", "due": "2026-11-30"}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def kept(desk: Desk) -> str:
    """The hash of a case that is on the agenda of the after-sales team."""
    found = [desk.send(f"{TEXT}{n}") for n in range(3)]
    desk.do("approve", desk.released(found[0]))
    return found[0]


@pytest.fixture
def case(desk: Desk, kept: str) -> Case:
    return desk.of(kept)


def receipt(desk: Desk, kept: str, lang: Lang = Lang.ZH) -> list[str]:
    standing = desk.standing(kept)
    with desk.context.database.read() as work:
        head = state_in_words(work, standing, desk.today())
        told = (head, *outcome_lines(work, standing, desk.today()))
    return [word(one, lang) for one in told]


def test_the_agenda_is_for_those_of_the_team_and_who_oversees(desk: Desk, case: Case) -> None:
    lead = desk.ask("案例 议程", "陈露")
    assert requests(lead) == [f"/fupan case decide {case.id}"]
    assert f"案例 {case.id} · 售后组组会" in desk.read("案例 议程", "陈露")
    agent = desk.ask("case agenda", "何伟")
    assert requests(agent) == [f"/fupan case {case.id}"]
    assert requests(desk.ask("case agenda", "林岚")) == [f"/fupan case decide {case.id}"]
    for name in ("阿布", "小美"):
        assert desk.read("case agenda", name).strip() == "现在没有等开会的案例。"
        assert desk.refused(f"case {case.id}", name) == "case.none"
        assert desk.not_opened(f"case decide {case.id}", name) == "case.none"


def test_what_waits_for_the_moderators_is_on_no_agenda(desk: Desk, case: Case) -> None:
    others = [one for one in _waiting(desk) if one.id != case.id]
    assert len(others) == 2
    told = desk.read("case agenda", "林岚")
    assert not any(one.id in told for one in others)
    assert desk.refused(f"case {others[0].id}", "陈露") == "case.none"


def _waiting(desk: Desk) -> tuple[Case, ...]:
    with desk.context.database.read() as work:
        return kept_cases.since(work, desk.today())


def test_who_signed_a_case_of_something_wrong_is_not_told_to_the_review(desk: Desk) -> None:
    case = desk.named()
    desk.do("approve", case)
    assert "何伟" in desk.read(f"case {case.id}", "周宁")
    for name in ("陈露", "林岚"):
        assert "何伟" not in desk.read(f"case {case.id}", name)


def test_an_agent_does_not_decide(desk: Desk, case: Case) -> None:
    assert desk.not_opened(f"case decide {case.id}", "何伟") == "case.decide.denied"
    form = desk.form(f"case decide {case.id}", "陈露")
    assert desk.undone(form, ACTION, "何伟") == "case.decide.denied"
    assert desk.undone(form, ACTION, "阿布") == "case.none"
    assert desk.state(case.id) is CaseState.APPROVED


def test_an_action_is_linked_to_its_case(desk: Desk, case: Case, kept: str) -> None:
    form = desk.form(f"case decide {case.id}", "陈露")
    said = desk.submit(form, ACTION, "陈露")
    assert said.startswith(
        f"案例 {case.id} 定了 1 号行动：规则一改就置顶，晚班组长点已读，"
        "陈露 负责，11/30 周一 到期。"
    )
    with desk.context.database.read() as work:
        item = actions.read(work, 1, folded)
    assert item is not None
    assert (item.problem, item.team) == (f"案例 {case.id}", case.team)
    assert (desk.of(kept).state, desk.of(kept).action) == (CaseState.DECIDED, 1)
    assert receipt(desk, kept) == [
        "售后组组会谈过了，定了一条行动",
        "规则一改就置顶，晚班组长点已读 · 11/30 周一 到期 · 已接受",
    ]
    assert receipt(desk, kept, Lang.EN)[0] == (
        "Discussed in the After-sales review; an action was decided"
    )


def test_how_the_action_stands_now_is_what_the_receipt_shows(
    desk: Desk, case: Case, kept: str
) -> None:
    desk.submit(desk.form(f"case decide {case.id}", "陈露"), ACTION, "陈露")
    desk.ask("/action done 1 已经置顶了", "陈露")
    assert "做完了，等核实" in receipt(desk, kept)[1]


def test_no_action_needs_its_reason(desk: Desk, case: Case, kept: str) -> None:
    form = desk.form(f"case decide {case.id}", "陈露")
    assert desk.undone(form, {"how": "none"}, "陈露") == {"because": "case.form.decide.no_reason"}
    desk.submit(form, {"how": "none", "because": "平台已经改回来了"}, "陈露")
    assert receipt(desk, kept) == ["售后组组会谈过了，没有另定行动", "原因：平台已经改回来了"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"owner": ""}, {"owner": "action.form.add.no_owner"}),
        ({"due": ""}, {"due": "action.form.add.no_due"}),
        ({"due": "2026-11-01"}, {"due": "action.past"}),
        ({"wording": ""}, {"wording": "action.form.add.vague"}),
        ({"wording": "加强管理"}, {"wording": "action.form.add.vague"}),
        ({"owner": "UNOBODY"}, {"owner": "action.form.not_on_staff"}),
    ],
)
def test_the_gate_of_actions_holds(
    desk: Desk, case: Case, values: dict[str, str], why: dict[str, str]
) -> None:
    form = desk.form(f"case decide {case.id}", "陈露")
    assert desk.undone(form, ACTION | values, "陈露") == why
    with desk.context.database.read() as work:
        assert actions.found(work, folded) == []
    assert desk.state(case.id) is CaseState.APPROVED


def test_a_decision_delivered_twice_makes_one_item(desk: Desk, case: Case) -> None:
    form = desk.form(f"case decide {case.id}", "陈露")
    desk.submit(form, ACTION, "陈露", key="view:same")
    assert desk.submit(form, ACTION, "陈露", key="view:same") == "这一次已经记下了"
    assert desk.undone(form, ACTION, "林岚") == "case.mod.stale"
    with desk.context.database.read() as work:
        assert len(actions.found(work, folded)) == 1


def test_merged_receipts_show_what_was_decided(desk: Desk) -> None:
    kept = [desk.send(f"{TEXT}{n}") for n in range(3)]
    first = desk.released(kept[0])
    desk.do("merge", desk.of(kept[1]), {"into": first.id})
    desk.do("approve", first)
    desk.submit(desk.form(f"case decide {first.id}", "陈露"), ACTION, "陈露")
    assert receipt(desk, kept[1])[0] == "售后组组会谈过了，定了一条行动"
    assert "置顶" in receipt(desk, kept[1])[-1]


def test_the_page_of_a_lead_shows_the_agenda_of_his_team(desk: Desk, case: Case) -> None:
    def headings(name: str) -> list[str]:
        page = home(desk.context, desk.who(name), Lang.ZH)
        return [word(one.heading, Lang.ZH) for one in page.sections]

    assert "案例 · 1 件等开会" in headings("陈露")
    assert not any("等开会" in one for one in headings("阿布"))
    page = home(desk.context, desk.who("陈露"), Lang.ZH)
    found = next(one for one in page.sections if one.heading.key == "case.home.agenda")
    assert [one.request for one in found.follow_ups] == [
        f"/fupan case decide {case.id}",
        "/fupan case agenda",
    ]
