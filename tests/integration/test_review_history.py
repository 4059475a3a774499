"""Looking back on reviews: what was held and how it decided, searching, a problem's whole life."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from base.action import Action, Event, Measure, Move
from base.answer import Answer, Kind
from base.dimensions import Dim
from base.language import Bilingual, Lang, msg
from base.refusal import Refusal
from base.review import Point, PointState, Raised, Review, ReviewState, Source
from base.schedule import Level
from bot.render.texts import word
from commands.context import Place, Request
from commands.review_history import answer_history, answer_problem, answer_search
from commands.review_history_typed import history_asked
from metrics import periods
from reviews import acting, meeting
from reviews.actions import Wish, folded, measure_data, proposed
from reviews.moderating import By
from reviews.review_history import life_button
from storage import actions, reviews
from storage.engine import Database
from storage.names import named
from tests.conftest import Databases
from tests.helpers.review_desk import CHANNEL, ReviewDesk, whole
from tests.helpers.world import take, write_csv

WEEK = timedelta(days=7)
TEAMS = {1: Bilingual("售后组", "After-sales"), 2: Bilingual("售前组", "Pre-sales")}
TODAY = date(2026, 11, 18)


@pytest.fixture
def desk(database: Database) -> ReviewDesk:
    return ReviewDesk(database)


def said(text: str, key: str = "", proposal: str = "") -> Raised:
    """Return a problem in somebody's words."""
    told = msg("review.said", text=proposal) if proposal else None
    return Raised(f"said:{key or text}"[:200], Source.PERSON, msg("review.said", text=text),
                  proposal=told)  # fmt: skip


class Past:
    """Reviews of a desk that are over, made as meetings make them."""

    def __init__(self, desk: ReviewDesk) -> None:
        self.desk = desk
        self._items = 0

    @property
    def by(self) -> By:
        return By(self.desk.who("陈露"), self.desk.clock.now(), self.desk.today())

    def opened(self, *raised: Raised) -> tuple[Review, list[Point]]:
        review = self.desk.agenda(*raised)
        return review, self.desk.points(review)

    def act(self, point: Point, wording: str, owner: str = "何伟") -> Action:
        """Decide a point by an item."""
        made = {
            "wording": wording, "owner": str(self.desk.who(owner).person),
            "due": "2026-12-01", "level": "group", "team": str(self.desk.team or 1),
            "born": f"review:{point.review}",
        }  # fmt: skip
        by = self.by
        with self.desk.context.database.write() as work:
            item = actions.number_of_new(
                work, lambda number: proposed(number, by.now, by.actor.person, made), folded
            )
            meeting.decided(work, by, point, action=item.id)
        return item

    def none(self, point: Point, because: str) -> None:
        with self.desk.context.database.write() as work:
            meeting.decided(work, self.by, point, because=because)

    def later(self, point: Point) -> None:
        with self.desk.context.database.write() as work:
            until = self.desk.clock.now() + timedelta(hours=24)
            him = self.desk.who("何伟").person
            left = {"state": PointState.LATER, "later": him, "until": until, "once": True}
            reviews.change_point(work, point, **left)

    def close(self, review: Review, minutes: int = 18) -> None:
        """Close a review so many minutes after it began, and go on to the next week."""
        with self.desk.context.database.write() as work:
            before = self.desk.review(review.id)
            begun = self.desk.clock.now()
            reviews.change(work, before, state=ReviewState.CLOSED, started_at=begun,
                           closed_at=begun + timedelta(minutes=minutes))  # fmt: skip
        self.week()

    def week(self) -> None:
        self.desk.clock.advance(WEEK)

    def held(self, decided: int, points: int, words: str = "价保规则") -> Review:
        """Have a review held in which so many of its points were decided."""
        raised = [said(f"{words} {at}", f"{self.desk.clock.now()}{at}") for at in range(points)]
        review, found = self.opened(*raised)
        for at, point in enumerate(found):
            self.none(point, "先看一周") if at < decided else self.later(point)
        self.close(review)
        return review

    def move(self, item: Action, move: Move, name: str, **data: str) -> None:
        who = self.desk.who(name)
        with self.desk.context.database.write() as work:
            wish = Wish(move, who.person, self.desk.clock.now(), "有原因的说明", data)
            acting.act(work, who, item.id, wish, self.desk.today())


@pytest.fixture
def held(desk: ReviewDesk) -> Past:
    return Past(desk)


def asked(
    desk: ReviewDesk, name: str, *, lang: Lang = Lang.ZH, channel: str = "", text: str = ""
) -> Request:
    place = Place.CHANNEL if channel else Place.PRIVATE
    return Request(text, desk.who(name), lang, place, channel=channel or "D1")


def history(desk: ReviewDesk, name: str = "陈露", text: str = "", **more: str) -> Answer:
    return answer_history(desk.context, asked(desk, name, **more), text)  # type: ignore[arg-type]


def find(desk: ReviewDesk, text: str, name: str = "陈露", **more: str) -> Answer:
    return answer_search(desk.context, asked(desk, name, **more), text)  # type: ignore[arg-type]


def life(desk: ReviewDesk, number: int, name: str = "陈露", **more: str) -> Answer:
    return answer_problem(desk.context, asked(desk, name, **more), str(number))  # type: ignore[arg-type]


def lines(answer: Answer, lang: Lang = Lang.ZH) -> list[str]:
    return [word(line, lang) for line in answer.lines]


def hits(answer: Answer) -> int:
    """Return how many hits an answer tells of."""
    return sum(line.key == "review.search.hit" for line in answer.lines)


# -- history ---------------------------------------------------------------------------------------


def test_a_line_a_review_the_newest_first(desk: ReviewDesk, held: Past) -> None:
    held.held(2, 2)
    desk.clock.advance(timedelta(hours=1))
    held.held(1, 3)
    found = history(desk)
    assert word(found.takeaway, Lang.ZH) == "最近 2 场散会的复盘：5 件事，会上定了 3 件（60.0%）"
    told = lines(found)
    assert told[0] == "从早到近，定了/要定：2/2 · 1/3"
    assert told[1:] == [
        "11/25 · 售后组周复盘 · 会上定了 1/3 · 留到会后 2 件 · 18 分钟",
        "11/18 · 售后组周复盘 · 会上定了 2/2 · 18 分钟",
    ]
    english = lines(history(desk, lang=Lang.EN), Lang.EN)
    assert english[1].endswith("1/3 decided · left for afterwards: 2 · 18 min")


def test_one_that_was_not_held_says_so_and_counts_for_nothing(desk: ReviewDesk, held: Past) -> None:
    held.held(1, 1)
    review, _ = held.opened(said("晚班没人"))
    with desk.context.database.write() as work:
        reviews.change(work, desk.review(review.id), state=ReviewState.NOT_HELD)
    # One that is still to come is not history.
    held.week()
    held.opened(said("还没开"))
    told = history(desk)
    assert word(told.takeaway, Lang.ZH).startswith("最近 1 场散会的复盘：1 件事")
    assert lines(told)[0] == "11/25 · 售后组周复盘 · 没开成"
    assert len(told.lines) == 2


def test_the_rate_is_of_the_last_eight_with_those_before_beside_it(
    desk: ReviewDesk, held: Past
) -> None:
    for decided in (0, 1, *(2 for _ in range(7)), 1):
        held.held(decided, 2)
    found = history(desk)
    assert word(found.takeaway, Lang.ZH) == "最近 8 场散会的复盘：16 件事，会上定了 15 件（93.8%）"
    each, before = lines(found)[:2]
    assert each == "从早到近，定了/要定：" + " · ".join(["2/2"] * 7 + ["1/2"])
    assert before == "再往前 2 场：4 件里会上定了 1 件（25.0%）"


def test_what_is_decided_after_the_meeting_does_not_better_the_rate(
    desk: ReviewDesk, held: Past
) -> None:
    review = held.held(1, 2)
    late = next(one for one in desk.points(review) if one.state is PointState.LATER)
    held.none(late, "仓库已经改了")
    assert "留到会后 1 件，后来都定了" in lines(history(desk))[-1]
    assert "会上定了 1 件" in word(history(desk).takeaway, Lang.ZH)


def test_pages_follow_each_other_without_a_gap(desk: ReviewDesk, held: Past) -> None:
    made = [held.held(1, 1).id for _ in range(12)]
    first = history(desk)
    shown = [one for one in first.lines if one.key == "review.history.line"]
    assert len(shown) == 10
    minutes = [one.request for one in first.follow_ups if "minutes" in one.request]
    assert minutes == [f"/review minutes {number}" for number in made[:-4:-1]]
    more = next(one.request for one in first.follow_ups if " more " in one.request)
    second = desk.ask(more, "陈露")
    rest = [one for one in second.lines if one.key == "review.history.line"]
    assert len(rest) == 2
    days = [word(one, Lang.ZH).split(" ")[0] for one in (*shown, *rest)]
    assert len(set(days)) == 12
    assert not any(" more " in one.request for one in second.follow_ups)


def test_a_table_for_export_has_what_the_lines_say(desk: ReviewDesk, held: Past) -> None:
    held.held(1, 2)
    grid = history(desk, text="表格").grid
    assert grid is not None
    values = [cell.value for cell in grid.rows[0].cells]
    assert values[1:] == [2, 1, 1, 0.5, 18]
    assert len(grid.columns) == len(grid.rows[0].cells) + 1


def test_words_narrow_it_down(desk: ReviewDesk, held: Past) -> None:
    held.held(1, 1)
    for text in ("售后组", "after-sales weekly", "小组 周会", "2026-11", "11月", "November 2026",
                 "2026 -11", "今年", "group"):  # fmt: skip
        assert any(one.key == "review.history.line" for one in history(desk, text=text).lines), text
    for text in ("售前组", "月度", "公司", "2026-10", "October", "去年"):
        assert history(desk, "林岚", text=text).takeaway.key == "review.history.none_such", text
    odd = history(desk, text="售后组 什么呀")
    assert odd.notes[0].params["text"] == "什么呀"


def test_the_words_of_a_filter_are_told_apart() -> None:
    asked = history_asked("售后组10月大促前 更多 20", TEAMS, TODAY)
    assert asked.teams == {1}
    assert (asked.when, asked.skip, asked.unknown) == (periods.month(2026, 10), 20, "")
    assert [one.value for one in asked.cadences] == ["before_promotion"]
    # A month to come is last year's.
    assert history_asked("december", TEAMS, TODAY).when == periods.month(2025, 12)
    assert history_asked("Ｐｒｅ－ｓａｌｅｓ", TEAMS, TODAY).teams == {2}
    again = history_asked("pre-sales weekly more 10", TEAMS, TODAY)
    assert again.words == "pre-sales weekly"


def test_nobody_looks_back_on_another_team(desk: ReviewDesk, held: Past) -> None:
    review, (point, *_) = held.opened(said("价保规则没通知到晚班"))
    held.none(point, "规则已经改回来了")
    held.close(review)
    for name in ("小美", "阿布"):
        assert history(desk, name).takeaway.key == "review.history.none"
        assert find(desk, "价保", name).takeaway.key == "review.search.none"
        with pytest.raises(Refusal):
            life(desk, point.problem, name)
    for name in ("何伟", "陈露", "林岚", "周宁"):
        assert len(history(desk, name).lines) == 1
        assert hits(find(desk, "价保", name)) == 1
        assert life(desk, point.problem, name).kind is Kind.TEXT


def test_a_channel_tells_of_its_own_reviews_only(desk: ReviewDesk, held: Past) -> None:
    held.held(1, 1)
    # Everybody in the channel has the agenda there; in another not even the supervisor is told.
    assert hits(find(desk, "价保", "小美", channel=CHANNEL)) == 1
    assert hits(find(desk, "价保", "林岚", channel="COTHER")) == 0
    assert history(desk, "林岚", channel="COTHER").takeaway.key == "review.history.none"
    number = desk.points(desk.review(1))[0].problem
    with pytest.raises(Refusal):
        life(desk, number, "林岚", channel="COTHER")
    assert life(desk, number, "林岚").takeaway.key == "review.problem.head_once"


def test_reviews_of_no_team_are_for_those_who_lead_or_follow_them_up(
    databases: Databases,
) -> None:
    with databases() as lent:
        desk = ReviewDesk(lent, Level.DEPARTMENT)
        held = Past(desk)
        review = held.held(1, 1)
        for name, seen in (("阿布", 1), ("林岚", 1), ("何伟", 0), ("小美", 0)):
            assert hits(find(desk, "价保", name)) == seen, name
        # Whoever asks in its channel, be it for himself alone, has the agenda there.
        alone = Request("", desk.who("小美"), Lang.ZH, Place.PRIVATE, channel=CHANNEL)
        assert hits(answer_search(desk.context, alone, "价保")) == 1
        with desk.context.database.write() as work:
            reviews.change(work, desk.review(review.id), follow_up=desk.who("何伟").person)
        assert hits(find(desk, "价保", "何伟")) == 1
        assert hits(find(desk, "价保", "小美")) == 0


# -- search ----------------------------------------------------------------------------------------


def test_everything_that_is_said_of_a_point_is_found(desk: ReviewDesk, held: Past) -> None:
    figure = Raised(
        "figure:csat_rate:team=1", Source.FIGURE,
        msg("agenda.plain", text=Bilingual("晚高峰变差", "Worse in the evening peak")),
        proposal=msg("review.said", text="先听 20 条录音"), metric="csat_rate",
    )  # fmt: skip
    case = Raised(
        "case:AB3", Source.CASE, msg("agenda.about.case", what="顾客问 iPhone17 Pro"),
        figure=msg("agenda.figure.case", topic=Bilingual("话术、回复", "Scripts and replies")),
        case="AB3",
    )  # fmt: skip
    review, (first, second) = held.opened(figure, case)
    held.act(first, "每天 10:00 发未发货清单")
    held.none(second, "平台下周改规则，Rule 7")
    held.close(review)
    for text in ("高峰", "EVENING peak", "录音", "满意", "csat", "清单", "话术", "scripts",
                 "ＩＰＨＯＮＥ１７", "rule 7", "平台 ＲＵＬＥ", "何伟", "wei he"):  # fmt: skip
        assert hits(find(desk, text)) == 1, text
    # Several words are all of them, in one point.
    for text in ("高峰 话术", "清单 rule", "林岚", "agenda", "params", "figure:csat"):
        assert hits(find(desk, text)) == 0, text
    (told,) = lines(find(desk, "iphone17"))
    assert told == (
        "11/18 · 售后组周复盘 · 顾客问 iPhone17 Pro · → 不做。原因：平台下周改规则，Rule 7"
    )


@pytest.mark.parametrize("odd", ["100%", "a_b", '"价保"', "back\\slash", "it's", "＂宽＂", "[x]"])
def test_signs_are_only_signs(desk: ReviewDesk, held: Past, odd: str) -> None:
    held.opened(said(f"说过 {odd} 吗", "one"), said("100x axb 价保 backslash its 宽 x", "two"))
    assert hits(find(desk, odd)) == 1
    assert odd in lines(find(desk, odd))[0]


def test_what_is_found_is_told_the_newest_first_and_in_pages(desk: ReviewDesk, held: Past) -> None:
    for _ in range(11):
        held.held(1, 1, "物流慢")
    first = find(desk, "物流")
    assert hits(first) == 8
    more = next(one.request for one in first.follow_ups if " more " in one.request)
    second = desk.ask(more, "陈露")
    assert hits(second) == 3
    told = [word(one, Lang.ZH).split(" ")[0] for one in (*first.lines, *second.lines)]
    assert len(set(told)) == 11
    assert told[-1] == "2026/11/18"


def test_nothing_found_says_so_and_what_would_find_something(desk: ReviewDesk, held: Past) -> None:
    held.opened(said("价保规则没通知到, refund slow"))
    none = find(desk, "火星")
    assert word(none.takeaway, Lang.ZH) == "你能看的复盘里没有提到“火星”"
    near = {text: [f.request for f in find(desk, text).follow_ups]
            for text in ("价保 火星", "价保流程", "价保火星人来", "refunds", "火星")}  # fmt: skip
    assert near["价保 火星"][0] == "/review search 价保"
    assert near["价保流程"][0] == "/review search 价保"
    assert near["价保火星人来"][0] == "/review search 价保"
    assert near["refunds"][0] == "/review search refund"
    assert near["火星"] == ["/review history"]
    with pytest.raises(Refusal):
        find(desk, " ")


def test_owners_are_no_words_in_a_channel_nor_above_their_group(
    databases: Databases,
) -> None:
    with databases() as lent:
        desk = ReviewDesk(lent, Level.DEPARTMENT)
        held = Past(desk)
        review, (point,) = held.opened(said("发货慢"))
        held.act(point, "每天发清单", owner="何伟")
        held.close(review)
        for text in ("何伟", "wei"):
            assert hits(find(desk, text, "林岚")) == 0
            assert hits(find(desk, text, "林岚", channel=CHANNEL)) == 0
        for answer in (
            find(desk, "发货", "林岚", channel=CHANNEL),
            life(desk, point.problem, "林岚", channel=CHANNEL),
            life(desk, point.problem, "林岚"),
        ):
            assert "何伟" not in whole(answer)
            assert "售后组" in whole(answer)
    with databases() as lent:
        desk = ReviewDesk(lent)
        held = Past(desk)
        _, (point,) = held.opened(said("发货慢"))
        held.act(point, "每天发清单", owner="何伟")
        assert hits(find(desk, "何伟", "陈露")) == 1
        assert hits(find(desk, "何伟", channel=CHANNEL)) == 0


# -- a problem -------------------------------------------------------------------------------------


def test_a_problem_is_told_from_first_to_last(desk: ReviewDesk, held: Past) -> None:
    problem = Raised("case:AB3", Source.CASE, msg("review.said", text="价保规则没通知到"))
    review, (first,) = held.opened(problem)
    item = held.act(first, "规则一改就置顶")
    held.close(review)
    held.move(item, Move.ACCEPT, "何伟")
    held.move(item, Move.REDATE, "何伟", due="2026-12-20")
    second, (again,) = held.opened(problem)
    assert again.problem == first.problem
    held.move(item, Move.CLAIM, "何伟", text="置顶了")
    held.move(item, Move.VERIFY, "陈露")
    held.none(again, "置顶够用")
    held.close(second)
    found = life(desk, first.problem)
    assert word(found.takeaway, Lang.ZH) == (
        f"问题 {first.problem}：价保规则没通知到。11/18 第一次提，上过 2 次议程，"
        "定过以后又来了 1 次"
    )
    one, two, head, told = lines(found)
    assert one.startswith("11/18 · 售后组周复盘 · → 行动 1：规则一改就置顶")
    assert two == "11/25 · 售后组周复盘 · → 不做。原因：置顶够用"
    assert head == "定过的行动：1 件"
    assert told.startswith("行动 1：规则一改就置顶 · 何伟 · 11/25 核实 · 原定 12/1")
    assert "有原因的说明" not in told
    assert [f.request for f in found.follow_ups] == ["/action 1", f"/review minutes {second.id}"]
    assert life_button(again).request == f"/review problem {first.problem}"
    english = life(desk, first.problem, lang=Lang.EN)
    assert "came back once after a decision" in word(english.takeaway, Lang.EN)
    assert lines(english, Lang.EN)[-1].startswith("Action 1: 规则一改就置顶 · Wei He · verified")


def test_the_effect_of_an_item_is_told(desk: ReviewDesk, held: Past) -> None:
    review, (point,) = held.opened(said("发货慢"))
    item = held.act(point, "每天发清单")
    held.close(review)
    held.move(item, Move.ACCEPT, "何伟")
    held.move(item, Move.CLAIM, "何伟", text="发了")
    held.move(item, Move.VERIFY, "陈露")
    by_bot = Wish(Move.MEASURE, 0, desk.clock.now(), "", {"verdict": "effective"})
    with desk.context.database.write() as work:
        verified = actions.read(work, item.id, folded)
        assert verified is not None
        acting.by_bot(work, verified, by_bot)
    assert "起作用了" in lines(life(desk, point.problem))[-1]
    held.move(item, Move.CLOSE, "陈露")
    assert lines(life(desk, point.problem))[-1].endswith("起作用了 · 已结案")


def test_of_many_agendas_the_first_and_the_newest_are_told(desk: ReviewDesk, held: Past) -> None:
    for _ in range(12):
        review, (point,) = held.opened(said("发货慢"))
        held.none(point, "等仓库")
        held.close(review)
    told = lines(life(desk, point.problem))
    assert told[0].startswith("2026/11/18 ")
    assert told[1] == "…… 中间还有 3 次"
    assert len(told) == 10
    assert told[-1].startswith("2/3 ")


def test_what_a_meeting_left_open_has_not_come_back(desk: ReviewDesk, held: Past) -> None:
    review, (point,) = held.opened(said("发货慢"))
    held.later(point)
    held.close(review)
    review, (again,) = held.opened(said("发货慢"))
    takeaway = life(desk, again.problem).takeaway
    assert "定过以后没有再来" in word(takeaway, Lang.ZH)


def test_items_are_told_to_those_who_may_see_them(desk: ReviewDesk, held: Past) -> None:
    """Everybody of a channel reads its agendas; an item is for its team."""
    _, (point,) = held.opened(said("发货慢"))
    held.act(point, "每天发清单")
    assert "review.problem.items" in [one.key for one in life(desk, point.problem).lines]
    abroad = life(desk, point.problem, "小美", channel=CHANNEL)
    assert "review.problem.items" not in [one.key for one in abroad.lines]


def test_a_problem_that_there_is_not_or_without_a_number(desk: ReviewDesk) -> None:
    with pytest.raises(Refusal) as none:
        life(desk, 99)
    assert none.value.message.key == "review.problem.none"
    with pytest.raises(Refusal) as which:
        answer_problem(desk.context, asked(desk, "陈露"), "")
    assert which.value.message.key == "review.problem.which"


# -- its figure ------------------------------------------------------------------------------------

HEADER = ("day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "ratings", "good")


def figures(desk: ReviewDesk, folder: Path, good: Sequence[int]) -> None:
    """Import whole weeks of both teams that end before this one: 100 ratings each, so many good
    with the after-sales team, and 50 with the other."""
    monday = desk.today() - timedelta(days=desk.today().weekday())
    rows = []
    for back, count in enumerate(reversed(good), start=1):
        for at in range(7):
            day = monday - back * WEEK + timedelta(days=at)
            n = 100 if at == 0 else 0
            for team, who, fine in (("售后组", "何伟", count), ("售前组", "小美", 50)):
                rows.append((day, "旗舰店", team, who, 10, 10, 600, n, fine if n else 0))
    take(desk.context.database, write_csv(folder, HEADER, rows))


def test_where_its_figure_stands_is_told_week_by_week(
    desk: ReviewDesk, held: Past, tmp_path: Path
) -> None:
    of_team = Raised(
        f"figure:csat_rate:team={desk.team}", Source.FIGURE, msg("review.said", text="变差"),
        metric="csat_rate",
    )  # fmt: skip
    of_all = Raised("figure:csat_rate:all", Source.FIGURE, msg("review.said", text="都变差"),
                    metric="csat_rate")  # fmt: skip
    review, (ours, everybodys) = held.opened(of_team, of_all)
    held.none(ours, "先看一周")
    held.none(everybodys, "先看一周")
    held.close(review)
    none = life(desk, ours.problem)
    assert none.table is None
    assert none.notes[-1].key == "review.problem.no_figure"
    figures(desk, tmp_path, [70, 90, 80, 82, 84, 86, 88, 90, 92])
    found = life(desk, ours.problem)
    assert found.kind is Kind.SERIES
    assert found.table is not None
    # Eight whole weeks; the ninth, with 70, lies before them.
    assert [row.value for row in found.table.rows] == [0.9, 0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.92]
    assert found.table.mark is not None
    assert found.table.mark.key == "2026-11-16"
    assert lines(found)[-1] == ("现在：售后组的满意度 92.0%（11/16–11/22），9/28–10/4 是 90.0%")
    whole_of = life(desk, everybodys.problem)
    assert whole_of.table is not None
    assert whole_of.table.rows[-1].value == 0.71
    # In the channel of the group the figure is told too; it is a team's.
    assert life(desk, ours.problem, channel=CHANNEL).table is not None


def _proposed(now: datetime, who: int, data: dict[str, str], number: int) -> Event:
    return proposed(number, now, who, data)


def test_a_figure_of_one_person_is_no_table(desk: ReviewDesk, held: Past, tmp_path: Path) -> None:
    figures(desk, tmp_path, [90, 80, 70])
    person = desk.who("何伟").person
    with desk.context.database.read() as work:
        # The figures are those of an account that is nobody's of the staff list yet.
        agent = min(int(key) for key, one in named(work, Dim.AGENT).items() if one.zh == "何伟")
    made = {
        "wording": "陪听", "owner": str(person), "due": "2026-12-01", "level": "group",
        "team": str(desk.team),
    }  # fmt: skip
    measured = Measure("csat_rate", {Dim.AGENT.value: (str(agent),)}, 0.9)
    of_team = Measure("csat_rate", {Dim.TEAM.value: (str(desk.team),)}, 0.9)
    for at, (measure, shown) in enumerate(((measured, False), (of_team, True)), start=1):
        with desk.context.database.write() as work:
            data = {**made, **measure_data(measure)}
            now = held.by.now
            actions.number_of_new(work, partial(_proposed, now, person, data), folded)
        raised = Raised(f"action:{at}", Source.ACTION, msg("review.said", text="没起作用"),
                        metric="csat_rate", action=at)  # fmt: skip
        _, (point,) = held.opened(raised)
        assert (life(desk, point.problem).table is not None) is shown
