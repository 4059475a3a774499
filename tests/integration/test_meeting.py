"""A meeting from its thread: begun, walked through, decided point by point, closed, read back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.action import State
from base.case import Case, CaseKind, CaseState
from base.form import Unfit
from base.language import Lang, msg
from base.refusal import Refusal
from base.review import Point, PointState, Raised, Review, ReviewState, Source
from base.schedule import Level
from base.wire import loaded
from bot.render.texts import word
from commands.context import Place, Request
from commands.router import handle
from jobs.reviews import follow_left, remind_to_close
from metrics import periods
from metrics.promotions import DEFAULT
from reviews.actions import folded
from reviews.scoping import scope_of
from reviews.sections import Telling, sections
from storage import actions, cases
from storage.engine import Database
from tests.conftest import Databases
from tests.helpers.case_desk import Desk
from tests.helpers.review_desk import CHANNEL, ReviewDesk, figure, whole

ACTION = {"wording": "每天 10:00 按仓库清单主动告知顾客", "owner": "UWEI", "due": "2026-11-25"}


@pytest.fixture
def desk(database: Database) -> ReviewDesk:
    return ReviewDesk(database)


def two(desk: ReviewDesk) -> tuple[Review, Point, Point]:
    """Return a running review that has come to its decisions, and its two points."""
    review = desk.agenda(figure(), figure("figure:frt:team=1"))
    desk.press(f"/review start {review.id}", "陈露", review)
    for _ in range(3):
        desk.press("下一块", "陈露", review)
    first, second = desk.points(review)
    return desk.review(review.id), first, second


def test_the_thread_is_walked_block_by_block(desk: ReviewDesk) -> None:
    review = desk.agenda(figure())
    begun = desk.press(f"/review start {review.id}", "陈露", review)
    assert begun.elsewhere
    assert desk.review(review.id).state is ReviewState.RUNNING
    desk.clock.advance(timedelta(minutes=9))
    desk.press(f"/review next {review.id} 1", "陈露", review)
    # The same tap delivered twice, or two people at once: the block is there already.
    desk.press(f"/review next {review.id} 1", "陈露", review)
    told = desk.told()
    assert sum(row.key.endswith("/b1") for row in desk.rows()) == 1
    assert any(
        one.startswith("② 本组数据 · 4 分钟") or "\n② 本组数据 · 4 分钟" in one for one in told
    )
    assert any("比计划晚 6 分钟" in one for one in told)
    assert desk.review(review.id).at == 1


def test_words_do_in_the_thread_what_buttons_do(desk: ReviewDesk) -> None:
    review = desk.agenda(figure())
    for text in ("开始", "next", "下一块", "继续"):
        assert desk.press(text, "陈露", review).elsewhere
    assert desk.review(review.id).at == 3
    where = desk.press("到哪了", "何伟", review)
    assert where.private
    assert desk.words(where) == "现在到 ④ 原因和决定，一共 4 块；还没定：1 件"
    # Anything else is a question, in the thread too; and in no other thread are these words orders.
    assert desk.press("满意度 上周", "陈露", review).kind != where.kind
    lead = desk.who("陈露")
    other = Request("开始", lead, lead.lang, Place.CHANNEL, channel=CHANNEL, thread="1.2")
    assert not handle(desk.context, other).elsewhere


def test_only_who_leads_or_follows_up_runs_it(desk: ReviewDesk) -> None:
    review = desk.agenda(figure())
    denied = desk.press("开始", "何伟", review)
    assert denied.private
    assert denied.takeaway.key == "review.not_yours"
    with pytest.raises(Refusal):
        desk.ask(f"/review start {review.id}", "小美")
    assert desk.press("开始", "周宁", review).elsewhere


def test_close_refuses_while_a_point_is_open_and_offers_the_ways_out(desk: ReviewDesk) -> None:
    review, first, second = two(desk)
    desk.fill(f"/review act {first.id}", "陈露", ACTION)
    left = desk.press("散会", "陈露", review)
    assert left.takeaway.key == "review.left"
    assert [one.request for one in left.follow_ups] == [
        f"/review act {second.id}", f"/review none {second.id}", f"/review later {second.id}"
    ]  # fmt: skip
    assert desk.review(review.id).state is ReviewState.RUNNING
    desk.fill(f"/review none {second.id}", "陈露", {"because": "置顶够用"})
    desk.clock.advance(timedelta(minutes=18))
    assert desk.press("散会", "陈露", review).elsewhere
    assert desk.review(review.id).state is ReviewState.CLOSED


def test_minutes_read_every_decision_back_and_follow_what_owners_say(desk: ReviewDesk) -> None:
    review, first, second = two(desk)
    desk.fill(f"/review act {first.id}", "陈露", ACTION)
    desk.fill(f"/review none {second.id}", "陈露", {"because": "置顶够用"})
    desk.clock.advance(timedelta(minutes=18))
    desk.press("散会", "陈露", review)
    minutes = _minutes(desk)
    assert "2 件事都有结论（18 分钟）" in minutes
    for words in ("何伟", ACTION["wording"], "置顶够用", "等负责人接受", "2 件里会上定了 2 件"):
        assert words in minutes
    refused = desk.press(f"/review accept {review.id}", "小美", review)
    assert refused.takeaway.key == "review.accept.nothing"
    desk.press(f"/review accept {review.id}", "何伟", review)
    assert "负责人已接受" in _minutes(desk)
    with desk.context.database.read() as work:
        item = actions.read(work, desk.points(review)[0].decision, folded)
    assert item is not None
    assert (item.state, item.born) == (State.ACCEPTED, f"review:{review.id}")


def _minutes(desk: ReviewDesk) -> str:
    # What was changed where it stood is a row of its own.
    row = [r for r in desk.rows() if "/minutes" in r.key][-1]
    return whole(loaded(row.answer))


def test_whose_item_it_is_not_says_so_with_a_reason(desk: ReviewDesk) -> None:
    review, first, _ = two(desk)
    desk.fill(f"/review act {first.id}", "陈露", ACTION)
    done = desk.fill(f"/review decline {review.id}", "何伟", {"why": "仓库清单在晴晴手上"})
    assert done.said is not None
    assert any("仓库清单在晴晴手上" in one for one in desk.told("ULU"))


def test_the_gate_of_actions_applies_and_keeps_what_was_typed(desk: ReviewDesk) -> None:
    _, first, _ = two(desk)
    with pytest.raises(Unfit) as caught:
        desk.fill(f"/review act {first.id}", "陈露", {"wording": "加强管理"})
    assert set(caught.value.errors) == {"wording", "owner", "due"}
    assert desk.points(desk.review(first.review))[0].state is PointState.OPEN


def test_a_reason_is_a_sentence(desk: ReviewDesk) -> None:
    _, first, _ = two(desk)
    with pytest.raises(Unfit):
        desk.fill(f"/review none {first.id}", "陈露", {"because": "无"})


def test_a_submission_delivered_twice_decides_once(desk: ReviewDesk) -> None:
    review, first, _ = two(desk)
    form = desk.form(f"/review act {first.id}", "陈露")
    assert form.title.key == "review.form.act.title"
    for _ in range(2):
        desk.fill_again(form, "陈露", ACTION, "view:same")
    with desk.context.database.read() as work:
        assert len(actions.found(work, folded)) == 1
    assert desk.points(review)[0].state is PointState.ACTION


def test_after_the_meeting_is_one_person_a_day_and_once(desk: ReviewDesk) -> None:
    review, first, second = two(desk)
    desk.fill(f"/review later {first.id}", "陈露", {"person": "UWEI"})
    point = desk.points(review)[0]
    assert point.until is not None
    # 16:00 and 24 hours; it is told in his zone.
    assert point.until - desk.clock.now() == timedelta(hours=24)
    assert any("16:00" in one and "交给你定" in one for one in desk.told("UWEI"))
    desk.fill(f"/review none {second.id}", "陈露", {"because": "置顶够用"})
    desk.press("散会", "陈露", review)
    assert desk.review(review.id).state is ReviewState.CLOSED
    assert "2 件里会上定了 1 件" in _minutes(desk)
    assert "1 件定了，1 件会后定" in _minutes(desk)
    # Whom it was left to decides; the minutes follow.
    desk.clock.advance(timedelta(hours=3))
    desk.fill(f"/review act {first.id}", "何伟", ACTION)
    assert ACTION["wording"] in _minutes(desk)
    assert "2 件里会上定了 1 件" in _minutes(desk)


def test_what_nobody_decided_in_time_goes_to_who_follows_up_and_on(desk: ReviewDesk) -> None:
    review, first, second = two(desk)
    desk.fill(f"/review later {first.id}", "陈露", {"person": "UWEI"})
    desk.fill(f"/review none {second.id}", "陈露", {"because": "置顶够用"})
    desk.press("散会", "陈露", review)
    desk.clock.advance(timedelta(hours=22))
    follow_left(desk.installation)
    follow_left(desk.installation)
    assert sum("快到点了" in one for one in desk.told("UWEI")) == 1
    desk.clock.advance(timedelta(hours=3))
    follow_left(desk.installation)
    assert desk.points(review)[0].state is PointState.LAPSED
    assert any("你是督办人" in one or "You follow it up" in one for one in desk.told("UNING"))
    with pytest.raises(Refusal):
        desk.form(f"/review later {first.id}", "陈露")
    # Late is better than never.
    desk.fill(f"/review none {first.id}", "陈露", {"because": "下周和仓库一起看"})
    assert desk.points(review)[0].state is PointState.NONE


def test_a_friday_meeting_leaves_until_monday(desk: ReviewDesk) -> None:
    desk.clock.advance(timedelta(days=2))
    review = desk.agenda(figure())
    desk.press("开始", "陈露", review)
    (point,) = desk.points(review)
    desk.fill(f"/review later {point.id}", "陈露", {"person": "UWEI"})
    until = desk.points(review)[0].until
    assert until is not None
    assert (until - desk.clock.now()) == timedelta(days=3)


def test_people_add_points_by_name_or_by_a_word(desk: ReviewDesk) -> None:
    review = desk.agenda(figure())
    desk.fill(f"/review add {review.id}", "何伟", {"text": "价保规则没通知到晚班"})
    desk.press("加一条 夜班没人批退款", "何伟", review)
    said, typed = desk.points(review)[1:]
    assert said.raised.source is Source.PERSON
    assert (said.by, typed.by) == (desk.who("何伟").person,) * 2
    two_rows = [row for row in desk.rows() if row.target_id is not None]
    assert two_rows, "the agenda is edited where it stands"
    with pytest.raises(Refusal):
        desk.ask(f"/review add {review.id} 我也有话", "小美")


def test_at_company_level_every_point_brings_a_proposal_and_no_names(database: Database) -> None:
    desk = ReviewDesk(database, Level.COMPANY)
    review = desk.agenda(figure("figure:csat_rate:all"))
    form = desk.form(f"/review add {review.id}", "林岚")
    assert next(one for one in form.fields if one.key == "proposal").required
    desk.fill(
        f"/review add {review.id}",
        "林岚",
        {"text": "何伟说仓库晚发", "proposal": "和仓库对一次清单"},
    )
    # Said in the thread it is no other way.
    refused = desk.press("加一条 群里没人答", "林岚", review)
    assert refused.takeaway.key == "review.add.needs_proposal"
    text = dict(desk.points(review)[-1].raised.about.params)["text"]
    assert "何伟" not in str(text)
    assert "仓库晚发" in str(text)


def test_agenda_and_minutes_can_be_taken_away_as_text(desk: ReviewDesk) -> None:
    review, first, second = two(desk)
    for point in (first, second):
        desk.fill(f"/review none {point.id}", "陈露", {"because": "置顶够用"})
    desk.press("散会", "陈露", review)
    for row in (r for r in desk.rows() if "/minutes" in r.key or r.key.startswith("o1/0/c")):
        answer = loaded(row.answer)
        assert answer.again is not None
        asked_again = desk.ask(answer.again.text, "何伟")
        assert asked_again.post is not None
        assert asked_again.post.title == answer.post.title  # type: ignore[union-attr]


def test_a_point_added_while_deciding_gets_its_message_at_once(desk: ReviewDesk) -> None:
    review, *_ = two(desk)
    before = len([row for row in desk.rows() if "/p" in row.key])
    desk.press("加一条 夜班没人批退款", "何伟", review)
    assert len([row for row in desk.rows() if "/p" in row.key]) == before + 1


def test_a_decision_about_a_case_is_the_cases_decision(database: Database) -> None:
    box = Desk(database)
    case = _approved(box)
    desk = ReviewDesk(database)
    desk.clock.advance(box.clock.now() - desk.clock.now())
    review = desk.agenda(_of_case(case), _of_case(_approved(box)))
    desk.press("开始", "陈露", review)
    first, second = desk.points(review)
    desk.fill(f"/review none {first.id}", "陈露", {"because": "规则已经置顶"})
    assert desk.points(review)[0].state is PointState.NONE
    with database.read() as work:
        decided = cases.read(work, first.raised.case)
    assert decided is not None
    assert (decided.state, decided.reason) == (CaseState.DECIDED, "规则已经置顶")
    # Decided on its own card meanwhile: the meeting knows.
    box.submit(
        box.form(f"/fupan case decide {second.raised.case}", "陈露"),
        {"how": "none", "because": "和上一件一起办"}, "陈露",
    )  # fmt: skip
    desk.press("下一块", "陈露", review)
    assert desk.points(review)[1].state is PointState.NONE


def _approved(box: Desk) -> Case:
    case = box.named()
    box.do("approve", case)
    return box.case(case.id)


def _of_case(case: Case):  # type: ignore[no-untyped-def]

    return Raised(
        f"case:{case.id}", Source.CASE, msg("review.said", text="规则没传到"), case=case.id
    )


def test_a_meeting_nobody_closed_is_spoken_of_once(desk: ReviewDesk) -> None:
    review = desk.agenda(figure())
    desk.press("开始", "陈露", review)
    desk.clock.advance(timedelta(hours=3))
    remind_to_close(desk.installation)
    # It is seven in the evening: that can wait until tomorrow.
    assert not any("还没散会" in one for one in desk.told("ULU"))
    desk.clock.advance(timedelta(hours=15))
    remind_to_close(desk.installation)
    remind_to_close(desk.installation)
    assert sum("还没散会" in one for one in desk.told("ULU")) == 1


@given(st.lists(st.sampled_from(["act", "none", "later", "add", "next", "close", "lapse"]),
                max_size=14), st.data())  # fmt: skip
@settings(max_examples=25)
def test_no_problem_leaves_a_closed_review_undecided(
    databases: Databases, steps: list[str], data: st.DataObject
) -> None:
    with databases() as database:
        _played(ReviewDesk(database), steps, data)


def _played(desk: ReviewDesk, steps: list[str], data: st.DataObject) -> None:
    desk.clock.advance(timedelta(days=data.draw(st.integers(0, 400))))
    review = desk.agenda(figure(), figure("figure:frt:team=1"))
    desk.press("开始", "陈露", review)
    for step in [*steps, "close"]:
        _step(desk, review, step, data)
        now = desk.review(review.id)
        if now.state is ReviewState.CLOSED:
            assert all(one.settled for one in desk.points(review))
            break
    else:
        assert any(not one.settled for one in desk.points(review))


def _step(desk: ReviewDesk, review: Review, step: str, data: st.DataObject) -> None:
    left = [one for one in desk.points(review) if not one.settled]
    try:
        if step in ("next", "close"):
            desk.press({"next": "下一块", "close": "散会"}[step], "陈露", review)
        elif step == "add":
            desk.press("加一条 夜班没人批退款", "何伟", review)
        elif step == "lapse":
            desk.clock.advance(timedelta(hours=30))
            follow_left(desk.installation)
        elif left:
            point = data.draw(st.sampled_from(left))
            values = {
                "act": {**ACTION, "due": (desk.today() + timedelta(days=5)).isoformat()},
                "none": {"because": "置顶够用"},
                "later": {"person": "UWEI"},
            }[step]
            desk.fill(f"/review {step} {point.id}", "陈露", values)
    except Refusal:
        # Left to somebody once already: the ways that remain are the other two.
        assert step == "later"


def test_what_nobody_decided_needs_help_in_the_summary_too(desk: ReviewDesk) -> None:
    review, first, second = two(desk)
    desk.fill(f"/review later {first.id}", "陈露", {"person": "UWEI"})
    desk.fill(f"/review none {second.id}", "陈露", {"because": "置顶够用"})
    desk.press("散会", "陈露", review)
    desk.clock.advance(timedelta(hours=30))
    follow_left(desk.installation)
    with desk.context.database.read() as work:
        scope = scope_of(
            work, desk.today(), periods.week(date(2026, 11, 9)), DEFAULT, team=desk.team
        )
        told = sections(Telling(work, scope, (), (), ordinary=True))
    lines = [word(line, Lang.ZH) for one in told for line in one.lines]
    assert any(line.startswith("复盘没定下来：满意度") for line in lines)


def test_a_problem_decided_late_is_decided_on_the_next_agenda_too(desk: ReviewDesk) -> None:
    review, first, second = two(desk)
    desk.fill(f"/review later {first.id}", "陈露", {"person": "UWEI"})
    desk.fill(f"/review none {second.id}", "陈露", {"because": "置顶够用"})
    desk.press("散会", "陈露", review)
    desk.clock.advance(timedelta(hours=30))
    follow_left(desk.installation)
    following = desk.agenda(replace(first.raised, source=Source.CARRIED))
    desk.fill(f"/review act {first.id}", "何伟", ACTION)
    (carried,) = desk.points(following)
    assert carried.state is PointState.ACTION
    assert carried.decision == desk.points(review)[0].decision
    renewed = [row for row in desk.rows() if row.key.startswith(f"o{following.occurrence}/0/c")]
    assert renewed, "the agenda that stands says so"


def test_a_slip_of_the_hand_is_understood_or_the_nearest_offered(desk: ReviewDesk) -> None:
    assert desk.ask("reveiw list", "林岚", Lang.EN).takeaway.key == "review.list.none"
    told = desk.ask("复盘 散回", "林岚")
    assert told.takeaway.key == "review.help.unknown"
    assert [one.request for one in told.follow_ups] == ["/review 散会"]
    nobody = desk.ask("复盘 天气怎么样", "林岚")
    assert nobody.follow_ups == ()


def test_where_nothing_comes_up_whoever_may_can_set_one_up(desk: ReviewDesk) -> None:
    def offered(name: str) -> list[str]:
        return [one.request for one in desk.ask("复盘", name).follow_ups]

    assert offered("林岚") == ["/review setup", "/review history"]
    assert offered("何伟") == ["/review history"]


def test_slides_are_no_summary(desk: ReviewDesk) -> None:
    # There are no data here: it is the deck that says so.
    with pytest.raises(Refusal) as caught:
        desk.ask("复盘 PPT 周报", "林岚")
    assert caught.value.message.key.startswith("deck.")


def test_praise_that_was_told_is_over_with_the_meeting(database: Database) -> None:
    box = Desk(database)
    told = box.named(kind=CaseKind.WELL)
    box.do("approve", told)
    desk = ReviewDesk(database)
    desk.clock.advance(box.clock.now() - desk.clock.now())
    review = desk.agenda()
    desk.press("开始", "陈露", review)
    box.clock.advance(desk.clock.now() - box.clock.now())
    later = box.named(kind=CaseKind.WELL)
    box.do("approve", later)
    desk.press("散会", "陈露", review)
    # What was approved while people sat together waits for the next agenda.
    assert box.case(told.id).state is CaseState.DECIDED
    assert box.case(later.id).state is CaseState.APPROVED
