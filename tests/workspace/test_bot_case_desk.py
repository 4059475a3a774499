"""Those who read cases, in the workspace: set up by a form, dealt with from the app's page."""

import json
from datetime import date

from base.case import CaseKind, CaseState, Report
from base.rights import Role
from base.schedule import Level
from jobs.cases import release_cases
from jobs.installation import Installation
from reviews import case_settings, cases
from reviews.cases import monday
from storage import cases as kept
from storage.people import StaffRow, apply_staff
from tests.workspace import test_bot_cases
from tests.workspace.bot_world import World
from tests.workspace.test_bot_doors import _action, _page, _submitted, window

TODAY = date(2026, 11, 21)
world = test_bot_cases.world


def _released(world: World) -> list[str]:
    """Put three cases in and release them; return their ids."""
    with world.context.database.write() as work:
        for n in range(3):
            report = Report(
                CaseKind.RULE, f"<!channel> 规则 {n} 没传到", "", "", "rule_unknown",
                monday(TODAY), Level.DEPARTMENT,
            )  # fmt: skip
            assert cases.submit(work, f"{n:064x}", report)
    assert release_cases(Installation(world.context.database, world.context.clock))
    with world.context.database.read() as work:
        return [one.id for one in kept.since(work, TODAY)]


def test_a_case_is_put_on_an_agenda_from_the_page(world: World) -> None:
    numbers = _released(world)
    reader, lin = world.local.as_person("qc"), world.local.as_person("lin")
    page = _page(world, reader, "案例 · 3 件待看", *numbers)
    assert "<!channel>" not in json.dumps(page.content, ensure_ascii=False)
    reader.acts(page, _action(page, "放进议程"))
    view = window(world, reader, "在哪儿谈", "没传到")
    assert _submitted(reader.submits(view))["response_action"] == "update"
    window(world, reader, "部门复盘的议程")
    with world.context.database.read() as work:
        states = [one.state for one in kept.since(work, TODAY)]
    assert sorted(states) == [CaseState.APPROVED, CaseState.OPEN, CaseState.OPEN]
    page = _page(world, lin, "1 件等开会")
    assert "待看" not in json.dumps(page.content, ensure_ascii=False)


def test_several_people_are_named_in_one_form(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("case", "setup", channel="general")
    view = window(world, lin, "谁看案例")
    lin.fills(view, {"moderators": ["UQC", "ULIN"]})
    errors = _submitted(lin.submits(view))["errors"]
    assert "林岚" in errors["moderators"]
    apply_staff(world.context.database, [StaffRow("唐可", roles=(Role.QC,), slack_user="UBOB")])
    lin.fills(view, {"moderators": ["UQC", "UBOB"]})
    assert _submitted(lin.submits(view))["response_action"] == "update"
    with world.context.database.read() as work:
        found = {one.name for one in case_settings.moderators(work, TODAY)}
    assert found == {"周宁", "唐可"}
