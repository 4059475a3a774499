"""What moderators do with cases, through commands, forms and the page, on both engines."""

from datetime import timedelta

import pytest

from base.case import Case, CaseKind, CaseState
from base.language import Lang
from base.refusal import Refusal
from base.schedule import Level
from commands.context import Place, Request
from commands.home import home
from commands.router import handle
from reviews import cases, moderating
from reviews.case_words import outcome_lines, state_in_words
from storage import cases as kept_cases
from storage.engine import Database
from storage.people import StaffRow, apply_staff
from tests.helpers.case_desk import AFTER, TEXT, Desk, requests, spoken

OTHERS = ("何伟", "陈露", "林岚", "管小")


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def case(desk: Desk) -> Case:
    return desk.several()[0]


# -- who may ---------------------------------------------------------------------------------------


def test_only_those_named_see_the_queue(desk: Desk, case: Case) -> None:
    assert "3 件案例待看" in desk.read("case queue", "周宁")
    for name in OTHERS:
        assert desk.refused("案例 待看", name) == "case.mod.denied"
        assert desk.refused(f"case {case.id}", name) == "case.none"
        for verb in ("approve", "decline", "ask", "redact", "merge", "tag"):
            assert desk.not_opened(f"/fupan case {verb} {case.id}", name) == "case.mod.denied"


def test_a_form_of_somebody_else_is_not_taken(desk: Desk, case: Case) -> None:
    form = desk.form(f"case decline {case.id}")
    for name in OTHERS:
        assert desk.undone(form, {"reason": "不是"}, name) == "case.mod.denied"
    assert desk.state(case.id) is CaseState.OPEN


def test_who_joins_the_line_reads_no_cases_any_more(desk: Desk, case: Case) -> None:
    form = desk.form(f"case approve {case.id}")
    apply_staff(
        desk.context.database, [StaffRow("周宁", "Ning Zhou", team=AFTER, lead=True,
                                         slack_user="UNING")],
    )  # fmt: skip
    assert desk.refused("case queue", "周宁") == "case.mod.denied"
    assert desk.undone(form, {}, "周宁") == "case.mod.denied"
    assert "待看" not in _home(desk, "周宁")
    assert "cases" in desk.read("case queue", "唐可", Lang.EN).lower()


def test_the_queue_is_not_shown_in_a_channel(desk: Desk, case: Case) -> None:
    for text in ("case queue", "case agenda", f"case {case.id}"):
        assert desk.refused(text, "周宁", Place.CHANNEL) == "case.in_private"


# -- the card --------------------------------------------------------------------------------------


def test_a_card_says_everything_and_nobody(desk: Desk) -> None:
    cases_ = desk.several()
    desk.do("decline", cases_[1], {"reason": "重复"})
    desk.do("decline", cases_[2], {"reason": "重复"})
    told = desk.read("case queue", "周宁").splitlines()
    number = cases_[0].id
    assert told == [
        f"案例 {number} · 待看 · 11/23 那一周",
        "类别：规则没传到 · 出了差错",
        f"“{TEXT}0”",
        "当时知道的：“群里没通知”",
        "怎样会更好：“规则一改就置顶”",
        "想在售后组组会谈。",
        "你看到的就是全部：没有提交人，也查不到。11/26 周四前处理。",
        f"同一件事已经有了，私信我“案例 merge {number}”合并；改类别用“案例 tag {number}”。",
        "[放进售后组议程] [再打码] [问一句] [不采用，写原因]",
    ]
    english = desk.read("case queue", "唐可", Lang.EN).splitlines()
    assert english[0] == f"Case {number} · to be read · week of 23 Nov"
    assert english[-1] == "[Agenda of After-sales] [Mask more] [Ask back] [Do not use]"


def test_a_signed_case_says_who_signed_it(desk: Desk) -> None:
    desk.named()
    assert "署名：何伟" in desk.read("case queue", "周宁")


def test_a_moderator_does_not_learn_who_is_praised(desk: Desk) -> None:
    case = desk.named(kind=CaseKind.WELL, praised=desk.who("小美").person)
    told = desk.read(f"case {case.id}", "周宁")
    assert "夸了一位同事" in told
    assert "小美" not in told
    assert "Mei" not in desk.read(f"case {case.id}", "唐可", Lang.EN)


def _home(desk: Desk, name: str) -> str:
    from bot.render.texts import word

    actor = desk.who(name)
    page = home(desk.context, actor, Lang.ZH)
    return "\n".join(
        word(text, Lang.ZH)
        for section in page.sections
        for text in (section.heading, *section.lines, *(f.label for f in section.follow_ups))
    )


def test_the_page_shows_the_queue_to_moderators_only(desk: Desk, case: Case) -> None:
    page = _home(desk, "周宁")
    assert "案例 · 3 件待看" in page
    assert f"案例 {case.id} · 待看" in page
    for name in OTHERS:
        assert "待看" not in _home(desk, name)
        assert TEXT not in _home(desk, name)


def test_what_is_long_is_opened_before_anything_is_done_with_it(desk: Desk) -> None:
    case = desk.named("很长" * 600)
    page = home(desk.context, desk.who("周宁"), Lang.ZH)
    card = next(one for one in page.sections if one.heading.key == "case.headline")
    assert [one.request for one in card.follow_ups] == [f"/fupan case {case.id}"]
    assert "很长" * 600 in desk.read(f"case {case.id}", "周宁").replace("”\n“", "")


# -- approve, decline, ask -------------------------------------------------------------------------


def test_approving_puts_it_on_its_agenda(desk: Desk, case: Case) -> None:
    assert desk.do("approve", case) == f"案例 {case.id} 放进了售后组组会的议程。"
    after = desk.case(case.id)
    assert (after.state, after.level, after.team) == (
        CaseState.APPROVED, Level.GROUP, desk.team(AFTER),
    )  # fmt: skip
    with desk.context.database.read() as work:
        mine = moderating.visible(work, desk.who("何伟"))
        other = moderating.visible(work, desk.who("小美"))
        assert ([one.id for one in mine], other) == ([case.id], ())
        who, act, _ = kept_cases.acts(work, case.id)[-1]
    assert (who, act) == (desk.who("周宁").person, "approve")


def test_level_and_topic_are_chosen_while_approving(desk: Desk, case: Case) -> None:
    said = desk.do("approve", case, {"where": "department", "topic": "tools"}, "唐可")
    assert said == f"Case {case.id} is on the agenda of the department review."
    after = desk.case(case.id)
    assert (after.level, after.team, after.report.topic) == (Level.DEPARTMENT, 0, "tools")


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("", {"where": "case.mod.no_level"}),
        ("group", "case.mod.needs_team"),
        ("group:9999", "case.mod.needs_team"),
        ("person", "case.mod.no_level"),
    ],
)
def test_an_agenda_needs_its_level(
    desk: Desk, case: Case, where: str, why: str | dict[str, str]
) -> None:
    form = desk.form(f"case approve {case.id}")
    assert desk.undone(form, {"where": where}) == why
    assert desk.state(case.id) is CaseState.OPEN


def test_declining_needs_a_reason_that_the_receipt_shows(desk: Desk) -> None:
    kept = [desk.send(f"{TEXT}{n}") for n in range(3)]
    case = desk.released(kept[0])
    form = desk.form(f"case decline {case.id}")
    assert desk.undone(form, {"reason": "  "}) == "case.mod.no_reason"
    desk.submit(form, {"reason": "上周组会已经谈过"})
    assert _receipt(desk, kept[0]) == ["这次没有采用", "原因：上周组会已经谈过"]
    assert _receipt(desk, kept[0], Lang.EN) == ["Not used this time", "Why: 上周组会已经谈过"]


def _receipt(desk: Desk, kept: str, lang: Lang = Lang.ZH) -> list[str]:
    from bot.render.texts import word

    standing = desk.standing(kept)
    with desk.context.database.read() as work:
        told = (
            state_in_words(work, standing, desk.today()),
            *outcome_lines(work, standing, desk.today()),
        )
    return [word(one, lang) for one in told]


def test_one_question_at_a_time(desk: Desk) -> None:
    kept = [desk.send(f"{TEXT}{n}") for n in range(3)]
    case = desk.released(kept[0])
    desk.do("ask", case, {"question": "在哪里看到旧规则的？"})
    again = desk.form(f"case ask {case.id}")
    assert desk.undone(again, {"question": "还有呢？"}) == "case.mod.one_question"
    assert _receipt(desk, kept[0]) == ["看案例的人有个问题想问你"]
    with desk.context.database.write() as work:
        assert cases.answer(work, kept[0], "a" * 64, "知识库里")
    assert desk.state(case.id) is CaseState.ASKED
    desk.clock.advance(timedelta(days=1))
    desk.beat()
    assert desk.state(case.id) is CaseState.OPEN
    told = desk.read(f"case {case.id}", "周宁")
    assert "问：“在哪里看到旧规则的？”\n答：“知识库里”" in told
    desk.do("ask", case, {"question": "那天群里有没有说？"})
    assert len(desk.case(case.id).notes) == 3


# -- redact, merge, tag ----------------------------------------------------------------------------


def test_redacting_replaces_the_words_and_masks_what_is_left(desk: Desk) -> None:
    kept = [desk.send(f"{TEXT}{n}") for n in range(3)]
    case = desk.released(kept[0])
    desk.do("ask", case, {"question": "哪里看到的？"})
    with desk.context.database.write() as work:
        cases.answer(work, kept[0], "a" * 64, "晚班群里")
    desk.clock.advance(timedelta(days=1))
    desk.beat()
    form = desk.form(f"case redact {case.id}")
    assert {one.key for one in form.fields} == {"happened", "known", "helps", "answer0"}
    desk.submit(
        form,
        {"happened": "顾客问价保，答错了，问了小美", "known": "", "answer0": "群里"},
    )
    after = desk.case(case.id)
    assert "小美" not in after.report.happened
    assert after.report.happened.startswith("顾客问价保，答错了")
    assert (after.report.known, after.report.helps) == ("", "规则一改就置顶")
    assert [note.text for note in after.notes] == ["哪里看到的？", "群里"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"happened": " "}, "case.mod.nothing_left"),
        ({"happened": f"{TEXT}{'加' * 60}"}, "case.mod.adds"),
        ({"known": f"群里没通知{'加' * 60}"}, "case.mod.adds"),
    ],
)
def test_redacting_adds_nothing(desk: Desk, case: Case, values: dict[str, str], why: str) -> None:
    before = desk.case(case.id)
    assert desk.undone(desk.form(f"case redact {case.id}"), values) == why
    assert desk.case(case.id) == before


def test_a_merged_receipt_shows_the_other_case(desk: Desk) -> None:
    kept = [desk.send(f"{TEXT}{n}") for n in range(3)]
    first = desk.released(kept[0])
    second = desk.of(kept[1])
    form = desk.form(f"case merge {second.id}")
    offered = {option.value for one in form.fields for option in one.options}
    assert offered == {first.id, desk.of(kept[2]).id}
    desk.submit(form, {"into": first.id})
    desk.do("approve", first)
    assert desk.state(second.id) is CaseState.MERGED
    told = _receipt(desk, kept[1])
    assert told[0] == "已采用，等售后组组会下一次开会" == _receipt(desk, kept[0])[0]
    assert f"并到了案例 {first.id}" in told[1]
    assert desk.not_opened(f"case approve {second.id}", "周宁") == "case.mod.state"


def test_what_was_merged_into_a_withdrawn_case_comes_back(desk: Desk) -> None:
    kept = [desk.send(f"{TEXT}{n}") for n in range(3)]
    first = desk.released(kept[0])
    second = desk.of(kept[1])
    desk.do("merge", second, {"into": first.id})
    with desk.context.database.write() as work:
        cases.withdraw(work, kept[0])
    assert _receipt(desk, kept[0]) == ["已撤回，内容删掉了"]
    assert _receipt(desk, kept[1]) == ["并在一起的那件撤回了，你这件明天重新排上"]
    desk.clock.advance(timedelta(days=1))
    desk.beat()
    assert desk.state(second.id) is CaseState.OPEN


def test_a_case_is_not_merged_into_itself_or_what_has_ended(desk: Desk, case: Case) -> None:
    form = desk.form(f"case merge {case.id}")
    assert desk.undone(form, {"into": case.id}) == "case.mod.merge_self"
    assert desk.undone(form, {"into": "ZZZ"}) == "case.mod.merge_into"


def test_topic_and_tags(desk: Desk, case: Case) -> None:
    desk.do("tag", case, {"topic": "logistics", "tags": "大促，仓库、仓库"})
    after = desk.case(case.id)
    assert (after.report.topic, after.tags) == ("logistics", ("大促", "仓库"))
    form = desk.form(f"case tag {case.id}")
    assert desk.undone(form, {"tags": "一,二,三,四,五,六"}) == "case.mod.tags"
    assert desk.undone(form, {"topic": "weather"}) == "case.mod.no_topic"


# -- quicker, twice, gone --------------------------------------------------------------------------


def test_somebody_was_quicker(desk: Desk, case: Case) -> None:
    form = desk.form(f"case decline {case.id}", "唐可")
    desk.do("tag", case, {"topic": "tools"})
    assert desk.undone(form, {"reason": "no"}, "唐可") == "case.mod.stale"
    assert desk.state(case.id) is CaseState.OPEN


def test_of_two_at_once_one_is_told_to_look_again(desk: Desk, case: Case) -> None:
    by = moderating.By(desk.who("周宁"), desk.clock.now(), desk.today())
    with desk.context.database.write() as work:
        read = kept_cases.read(work, case.id)
        assert read is not None
        kept_cases.change(work, read, topic="tools")
        with pytest.raises(kept_cases.StaleCaseError):
            kept_cases.change(work, read, topic="load")
        with pytest.raises(Refusal) as caught:
            moderating.decline(work, by, moderating.Which(case.id, read.version), "不是")
    assert caught.value.message.key == "case.mod.stale"


def test_a_second_delivery_does_nothing_twice(desk: Desk, case: Case) -> None:
    form = desk.form(f"case ask {case.id}")
    desk.submit(form, {"question": "在哪里看到的？"}, key="view:same")
    said = desk.submit(form, {"question": "在哪里看到的？"}, key="view:same")
    assert said == "这一次已经记下了"
    assert len(desk.case(case.id).notes) == 1
    with desk.context.database.read() as work:
        assert [act for _, act, _ in kept_cases.acts(work, case.id)] == ["ask"]


def test_a_refused_submission_can_be_mended_under_the_same_key(desk: Desk, case: Case) -> None:
    form = desk.form(f"case decline {case.id}")
    with pytest.raises(Refusal):
        desk.submit(form, {"reason": ""}, key="view:once")
    desk.submit(form, {"reason": "重复"}, key="view:once")
    assert desk.state(case.id) is CaseState.DECLINED


def test_a_withdrawn_case_is_gone(desk: Desk) -> None:
    kept = [desk.send(f"{TEXT}{n}") for n in range(3)]
    case = desk.released(kept[0])
    form = desk.form(f"case approve {case.id}")
    with desk.context.database.write() as work:
        cases.withdraw(work, kept[0])
    assert desk.undone(form, {}) == "case.mod.withdrawn"
    assert "2 件案例待看" in desk.read("case queue", "周宁")
    assert desk.refused(f"case {case.id}", "周宁") == "case.mod.withdrawn"
    assert f"{TEXT}0" not in _home(desk, "周宁")


# -- what is never taken ---------------------------------------------------------------------------


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("lang", list(Lang))
def test_what_stands_behind_the_word_is_refused_and_not_repeated(
    desk: Desk, place: Place, lang: Lang
) -> None:
    for text in (
        "/case 小美昨天骂了顾客",
        "／案例 小美昨天骂了顾客",
        "案列：小美昨天骂了顾客",
        "case May shouted at a buyer",
    ):
        answer = desk.ask(text, "何伟", lang, place)
        told = spoken(answer, lang)
        assert answer.takeaway.key == "case.refused"
        assert not any(word in told for word in ("小美", "骂", "May", "shouted"))
        if place is Place.CHANNEL:
            assert not answer.follow_ups
    assert not desk.rows()


def test_the_way_to_the_door(desk: Desk) -> None:
    assert requests(desk.ask("/case", "何伟")) == ["/fupan case"]
    assert requests(desk.ask("case receipt", "何伟")) == ["/fupan case receipt"]
    assert requests(desk.ask("/case", "何伟", place=Place.CHANNEL)) == []
    at_a_terminal = handle(desk.context, Request("/case", desk.who("何伟"), Lang.EN))
    assert requests(at_a_terminal) == []
    assert "Slack" in spoken(at_a_terminal, Lang.EN)
    helped = desk.ask("case help", "周宁")
    assert "/fupan case queue" in requests(helped)
    assert "/fupan case queue" not in requests(desk.ask("case help", "何伟"))
