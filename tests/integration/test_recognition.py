"""Team and agent of the month: the rule that is shown, ties, floors, rights, and consent.

October 2026 of two teams, small enough to reckon by hand; it is Thursday, 5 November.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.answer import Answer
from base.clock import FixedClock
from base.dimensions import Dim
from base.form import Submission, Unfit
from base.language import Bilingual, Lang
from base.refusal import Refusal
from base.rights import Actor, Role
from base.wire import loaded
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.recognition import answer_recognition
from commands.recognition_form import rule_form, take_rule
from commands.submitting import Opening
from metrics import periods
from metrics.compute import Measured
from reviews.recognition import Entry, Standing, part, ranked, score
from reviews.recognition_consent import Named, named, public_line
from reviews.recognition_rule import DEFAULT, Of, spread
from storage.engine import Database
from storage.people import StaffRow, actor_of, apply_staff
from storage.posting import outbox
from tests.helpers.world import id_of, take, write_csv

ZH, EN = Lang.ZH, Lang.EN
NOW = datetime(2026, 11, 5, 2, tzinfo=UTC)
TODAY = date(2026, 11, 5)
OCTOBER = periods.month(2026, 10)
PRE, AFTER = "售前组", "售后组"
REPORT = (
    "day", "shop", "agent", "contacts", "answered", "frt_n", "frt_sum_s", "frt_le30",
    "ratings", "good", "resolved",
)  # fmt: skip


def _agent(name: str, english: str, team: str, **more: Any) -> StaffRow:
    user = f"U{english.upper()}"
    return StaffRow(
        name, english, team, slack_user=user, accounts=(("", name),),
        team_en="Pre-sales" if team == PRE else "After-sales", **more,
    )  # fmt: skip


STAFF = (
    _agent("小美", "May", PRE),
    _agent("可乐", "Cola", PRE),
    _agent("阿布", "Abu", PRE, lead=True),
    _agent("大白", "Bai", AFTER, lead=True),
    _agent("晴晴", "Sunny", AFTER, lang=EN),
    _agent("柚子", "Yuzu", AFTER),
    _agent("新人", "Newt", AFTER),
    _agent("老李", "Li", AFTER, valid_to=date(2026, 10, 20)),
    StaffRow("林岚", "Lan Lin", roles=(Role.SUPERVISOR,), slack_user="ULAN"),
    StaffRow("周宁", "Ning", slack_user="UNING"),
)
# Of 200 chats each: ratings, good ones, first replies within 30 s, resolved.
Figures = Mapping[str, tuple[int, int, int, int]]
FIGURES: Figures = {
    "小美": (100, 92, 180, 180),
    "可乐": (100, 90, 170, 180),
    "阿布": (100, 88, 160, 180),
    "大白": (100, 86, 150, 180),
    "晴晴": (100, 95, 190, 180),
    "柚子": (100, 80, 120, 180),
    "新人": (10, 10, 200, 180),
    "老李": (100, 100, 200, 180),
    "路人": (100, 100, 200, 180),
}


class Month:
    """An installation with one month of figures, and those who ask."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.clock = FixedClock(NOW)
        self.database = database
        self.context = Context(database, self.clock)
        self.folder = folder
        self._keys = 0
        apply_staff(database, STAFF)

    def has(self, figures: Figures = FIGURES, day: date = date(2026, 10, 15)) -> "Month":
        """Import what everybody did on one day of the month; of people who left, earlier."""
        rows = [
            (day, "旗舰店", who, 200, 200, 200, 4000, quick, ratings, good, solved)
            for who, (ratings, good, quick, solved) in figures.items()
        ]
        take(self.database, write_csv(self.folder, REPORT, rows))
        return self

    def who(self, name: str) -> Actor:
        return actor_of(self.database, self.today(), name=name)

    def today(self) -> date:
        return self.clock.now().date()

    def number(self, name: str) -> int:
        return int(id_of(self.database, Dim.AGENT, name))

    def ask(
        self, text: str = "", name: str = "林岚", lang: Lang = ZH, place: Place = Place.PRIVATE
    ) -> Answer:
        request = Request(text, self.who(name), lang, place, channel="C1")
        return answer_recognition(self.context, request, text)

    def read(self, text: str = "", name: str = "林岚", lang: Lang = ZH,
             place: Place = Place.PRIVATE) -> str:  # fmt: skip
        return words(self.ask(text, name, lang, place), lang)

    def refused(self, text: str, name: str = "林岚", place: Place = Place.PRIVATE) -> str:
        with pytest.raises(Refusal) as caught:
            self.ask(text, name, place=place)
        return caught.value.message.key

    def named(self, team: str | None = None) -> tuple[Named, ...]:
        number = None if team is None else int(id_of(self.database, Dim.TEAM, team))
        with self.database.read() as work:
            return named(work, OCTOBER, number, self.today())

    def rows(self) -> list[Any]:
        with self.database.read() as work:
            return list(work.execute(outbox.select().order_by(outbox.c.id)))

    def leave(self, name: str, on: date) -> None:
        row = next(one for one in STAFF if one.name == name)
        apply_staff(self.database, [replace(row, valid_to=on)])

    def set_rule(self, agents: str, teams: str, name: str = "林岚", lang: Lang = ZH) -> str:
        self._keys += 1
        opening = Opening(self.who(name), lang)
        values = {"agents": agents, "teams": teams}
        done = take_rule(
            self.context, opening, Submission("recognition_rule", values), f"v{self._keys}"
        )
        assert done.said is not None
        return word(done.said, lang)

    def unfit(self, agents: str, teams: str = "满意度 100 100", lang: Lang = ZH) -> dict[str, str]:
        with pytest.raises(Unfit) as caught:
            self.set_rule(agents, teams, lang=lang)
        return {field: text.key for field, text in caught.value.errors.items()}


def words(answer: Answer, lang: Lang = ZH) -> str:
    """Return all the words of an answer: its table too, its buttons in brackets."""
    lines = [answer.takeaway, *answer.lines]
    if answer.grid:
        lines += [answer.grid.caption, *answer.grid.columns]
        for row in answer.grid.rows:
            lines += [row.name, *(cell.text for cell in row.cells if cell.text)]
    lines += [*answer.notes, *(one.label for one in answer.follow_ups)]
    return "\n".join(word(line, lang) for line in lines)


def has_person(text: str) -> bool:
    return any(one.name in text or one.name_en in text.split() for one in STAFF)


@pytest.fixture
def month(database: Database, tmp_path: Path) -> Month:
    return Month(database, tmp_path).has()


@pytest.fixture
def bare(database: Database, tmp_path: Path) -> Month:
    return Month(database, tmp_path)


# -- the result and the rule -----------------------------------------------------------------------


def test_the_team_of_the_month_with_its_rule_and_figures(month: Month) -> None:
    """Pre-sales: 270/300 = 90.0% -> 50.0; 510/600 = 85.0% -> 70.0; 540/600 = 90.0% -> 75.0.

    After-sales has whoever was there then: 371/410 = 90.5%, 860/1000 and 900/1000.
    """
    answer = month.ask(place=Place.CHANNEL)
    said = [word(line, ZH) for line in (answer.takeaway, *answer.lines)]
    assert said == [
        "10 月优秀团队：售后组，63.0 分",
        "优秀团队怎么评（满分 100 分）",
        "• 满意度占 50%：80% 到 100% 按比例换成 0 到 100 分，至少 100 个评价",
        "• 30 秒内首响率占 25%：50% 到 100% 按比例换成 0 到 100 分，至少 500 次会话",
        "• 解决率（已接）占 25%：60% 到 100% 按比例换成 0 到 100 分，至少 500 次接起",
    ]
    assert answer.grid is not None
    table = [
        [word(row.name, ZH), *(word(cell.text, ZH) for cell in row.cells if cell.text)]
        for row in answer.grid.rows
    ]
    assert table[1] == [
        PRE, "61.3 分", "90.0%（300），50.0 分", "85.0%（600），70.0 分", "90.0%（600），75.0 分",
    ]  # fmt: skip
    assert [row[:2] for row in table] == [[AFTER, "63.0 分"], [PRE, "61.3 分"]]


def test_a_score_is_reckoned_by_hand_from_what_is_shown(month: Month) -> None:
    """After-sales' 371/410 = 90.488% is shown as 90.5% and worth 52.5, not 52.4."""
    ends = ((80, 100), (50, 100), (60, 100))
    for lang in Lang:
        grid = month.ask(lang=lang).grid
        assert grid is not None
        for row in grid.rows:
            total, *parts = (word(cell.text, lang) for cell in row.cells if cell.text)
            gained = []
            for text, (zero, full) in zip(parts, ends, strict=True):
                value, points = re.findall(r"[0-9]+\.[0-9]", text)
                by_hand = (Decimal(value) - zero) * 100 / (full - zero)
                assert Decimal(points) == by_hand.quantize(Decimal("0.1"), ROUND_HALF_UP)
                gained.append(Decimal(points))
            mean = (gained[0] * 2 + gained[1] + gained[2]) / 4
            assert total.split()[0] == str(mean.quantize(Decimal("0.1"), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("", ZH), ("10月", ZH), ("上个月", ZH), ("2026-10", ZH), ("2026 -10", ZH),
        ("团队 10月", ZH),
        ("客服 上个月", ZH), ("October", EN), ("last month", EN), ("agent of the month", EN),
        ("team for October", EN),
    ],
)  # fmt: skip
def test_ways_to_name_the_month(month: Month, text: str, lang: Lang) -> None:
    wanted = {ZH: "10 月优秀团队：售后组，63.0 分",
              EN: "Team of the month, October: After-sales, 63.0 points"}  # fmt: skip
    assert month.read(text, lang=lang).splitlines()[0] == wanted[lang]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("上周", "recognition.not_a_month"),
        ("10月 小美", "recognition.not_a_month"),
        ("胡说八道", "recognition.not_understood"),
    ],
)
def test_what_is_no_month_is_said(month: Month, text: str, key: str) -> None:
    assert month.refused(text) == key


def test_a_month_that_is_not_over_is_not_judged(month: Month) -> None:
    month.has(day=date(2026, 11, 3))
    answer = month.ask("本月")
    assert word(answer.takeaway, ZH) == "11 月的数 12/1 周二才定，到时候再评"
    assert not has_person(words(answer))
    assert answer.grid is None


# -- the agents ------------------------------------------------------------------------------------


def test_a_supervisor_learns_who_was_best_and_no_list(month: Month) -> None:
    """Sunny: 95.0% -> 75.0, 95.0% -> 90.0: 75 x 60% + 90 x 40% = 81.0."""
    answer = month.ask()
    text = words(answer)
    assert "10 月优秀客服：晴晴，81.0 分" in text
    assert (
        "• 晴晴：满意度 95.0%（100 个评价）得 75.0 分、"
        "30 秒内首响率 95.0%（200 次会话）得 90.0 分。"
        "还没问本人愿不愿意公开。"
    ) in text
    assert answer.private
    for name in ("小美", "可乐", "阿布", "大白", "柚子", "新人", "老李", "路人"):
        assert name not in text
    assert "没到最低数、没参评的客服：1 位。" in text
    assert "月底前离职、没参评的：1 位。" in text
    assert "没对到人、没参评的昵称：1 个。" in text


def test_how_near_the_others_are_is_said_as_a_count(month: Month) -> None:
    assert "差得不多、可能只是碰巧的还有 1 位。" in month.read()


def test_a_lead_learns_the_best_of_his_team_and_his_own_points(month: Month) -> None:
    text = month.read(name="阿布")
    assert "售前组得分最高：小美，68.0 分" in text
    assert "你 10 月得 48.0 分" in text
    for name in ("晴晴", "可乐", "大白"):
        assert name not in text


def test_an_agent_sees_only_his_own_points(month: Month) -> None:
    answer = month.ask(name="可乐")
    text = words(answer)
    assert (
        "你 10 月得 58.0 分：满意度 90.0%（100 个评价）得 50.0 分、"
        "30 秒内首响率 85.0%（200 次会话）得 70.0 分"
    ) in text
    assert "优秀客服怎么评" in text
    assert answer.private
    assert not has_person(text)
    assert answer.follow_ups == ()


def test_who_has_too_few_is_told_what_he_lacks_and_not_judged(month: Month) -> None:
    text = month.read(name="新人")
    assert (
        "你 10 月没参评，数还不够：满意度 100.0%（10 个评价，要 30）、"
        "30 秒内首响率 100.0%（200 次会话）得 100.0 分"
    ) in text


def test_who_has_no_figures_sees_the_teams(month: Month) -> None:
    answer = month.ask(name="周宁")
    assert not answer.private
    assert not has_person(words(answer))


@pytest.mark.parametrize("name", ["林岚", "阿布", "可乐", "周宁"])
def test_a_channel_never_has_a_person_without_consent(month: Month, name: str) -> None:
    answer = month.ask(name=name, place=Place.CHANNEL)
    assert not has_person(words(answer))
    assert answer.follow_ups == ()
    # Whoever has something to read in private gets it there.
    assert answer.withheld is (name != "周宁")


# -- ties, floors, nobody --------------------------------------------------------------------------


def test_equal_scores_share_the_first_place(bare: Month) -> None:
    bare.has({**FIGURES, "小美": (200, 190, 190, 180)})
    text = bare.read()
    assert "10 月优秀客服并列：小美、晴晴，都是 81.0 分" in text
    assert {one.request for one in bare.ask().follow_ups} == {
        f"/review recognition ask {bare.number('小美')} 2026-10",
        f"/review recognition ask {bare.number('晴晴')} 2026-10",
        "/review recognition rule edit",
    }


def test_teams_that_are_equal_share_it_too(bare: Month) -> None:
    same = (100, 90, 180, 180)
    bare.has(dict.fromkeys(("小美", "可乐", "阿布", "大白", "晴晴", "柚子"), same))
    assert bare.read().splitlines()[0] == "10 月优秀团队并列：售前组、售后组，都是 63.8 分"


def test_a_month_with_too_few_has_no_winner_and_says_so(bare: Month) -> None:
    bare.has({"小美": (100, 92, 180, 180), "晴晴": (100, 95, 190, 180), "柚子": (29, 29, 200, 180)})
    text = bare.read()
    assert "10 月没有评优秀团队：数够的组有 0 个，至少要 2 个" in text
    assert "10 月没有评优秀客服：数够的客服有 2 位，至少要 3 位" in text
    assert bare.named() == ()
    assert bare.refused(f"ask {bare.number('晴晴')} 2026-10") == "recognition.consent.not_best"


def test_the_floor_itself_is_enough(bare: Month) -> None:
    bare.has({**FIGURES, "柚子": (30, 30, 200, 180)})
    assert "10 月优秀客服：柚子，100.0 分" in bare.read()


def test_a_figure_nobody_delivers_is_left_out_of_the_default_rule(bare: Month) -> None:
    header = tuple(name for name in REPORT if name != "resolved")
    rows = [
        (date(2026, 10, 15), "旗舰店", who, 200, 200, 200, 4000, quick, ratings, good)
        for who, (ratings, good, quick, _) in FIGURES.items()
    ]
    take(bare.database, write_csv(bare.folder, header, rows))
    text = bare.read()
    assert "满意度占 67%" in text
    assert "30 秒内首响率占 33%" in text
    assert "10 月没有解决率（已接）的数据，其余各项的比重按比例补足 100%。" in text
    # Chosen by somebody, it is not bent: the month has no winner.
    bare.clock.advance(timedelta(days=-10))
    bare.set_rule("满意度 60 30\n30 秒内首响率 40 200", "满意度 50 100\n解决率 50 500")
    bare.clock.advance(timedelta(days=10))
    assert "10 月没有评优秀团队：解决率（已接）没有数据" in bare.read()


def test_a_month_without_any_data_says_so(bare: Month) -> None:
    text = bare.read("2025-03")
    assert "没有评优秀团队：满意度、30 秒内首响率、解决率（已接）没有数据" in text


# -- consent ---------------------------------------------------------------------------------------


def asked(month: Month, name: str = "晴晴", by: str = "林岚") -> str:
    return month.read(f"ask {month.number(name)} 2026-10", by)


def test_the_best_is_asked_once_and_only_by_who_may(month: Month) -> None:
    assert asked(month).splitlines()[0] == "已私信问晴晴，同意了才写名字"
    (row,) = month.rows()
    assert (row.lane, row.lang) == ("USUNNY", "en")
    question = loaded(row.answer)
    assert words(question, EN).splitlines() == [
        "You came out best in October. May we put your name to it?",
        "You scored 81.0: CSAT 95.0% (100 ratings) gives 75.0, "
        "30-second first-reply rate 95.0% (200 chats) gives 90.0",
        "It would stand in the monthly summary and agenda of your team and department; "
        "the company’s has no names.",
        "Only you can answer, and only you see this. Without an answer you are not named, "
        "and you can change your mind at any time.",
        "Lan Lin had me ask.",
        "With my name",
        "Without my name",
    ]
    assert [one.request for one in question.follow_ups] == [
        "/review recognition yes 2026-10",
        "/review recognition no 2026-10",
    ]
    again = month.refused(f"ask {month.number('晴晴')} 2026-10")
    assert again == "recognition.consent.asked_already"
    assert len(month.rows()) == 1
    assert "问过本人，还没回答。" in month.read()
    assert "可否署名" not in month.read()


@pytest.mark.parametrize(
    ("name", "by"),
    [("小美", "大白"), ("晴晴", "阿布"), ("晴晴", "可乐"), ("晴晴", "晴晴"), ("柚子", "林岚"),
     ("新人", "林岚")],
)  # fmt: skip
def test_nobody_else_is_asked_and_nobody_else_asks(month: Month, name: str, by: str) -> None:
    assert month.refused(f"ask {month.number(name)} 2026-10", by) == "recognition.consent.not_best"
    assert month.rows() == []


def test_a_lead_has_the_best_of_his_team_asked(month: Month) -> None:
    asked(month, "小美", "阿布")
    month.ask("yes 2026-10", "小美")
    assert [one.name.zh for one in month.named(PRE)] == ["小美"]
    # She is not the best of all, so no other agenda has her name.
    assert month.named() == ()
    assert month.named(AFTER) == ()


def test_with_a_yes_the_name_may_stand_in_a_channel_until_it_is_taken_back(month: Month) -> None:
    asked(month)
    assert month.named() == ()
    month.ask("yes 2026-10", "晴晴", EN)
    text = month.read(name="可乐", place=Place.CHANNEL)
    line = "10 月优秀客服（本人同意署名）：晴晴，满意度 95.0%、30 秒内首响率 95.0%"
    assert line in text.splitlines()
    assert line in month.read(name="周宁").splitlines()
    assert [one.name.zh for one in month.named(AFTER)] == ["晴晴"]
    told = month.read("no 2026-10", "晴晴", EN)
    assert told.startswith("Fine, from now on you are not named for October.")
    assert not has_person(month.read(name="可乐", place=Place.CHANNEL))
    assert month.named() == ()
    assert "本人不愿意写名字。" in month.read()


def test_a_no_names_nobody(month: Month) -> None:
    asked(month)
    assert month.read("no 2026-10", "晴晴").splitlines()[0] == "好，10 月不写你的名字。"
    assert month.named() == ()
    assert not has_person(month.read(name="可乐", place=Place.CHANNEL))


def test_only_who_was_asked_answers_and_only_in_private(month: Month) -> None:
    asked(month)
    for name in ("小美", "林岚", "大白", "周宁"):
        assert month.refused("yes 2026-10", name) == "recognition.consent.not_you"
    assert month.refused("yes 2026-09", "晴晴") == "recognition.consent.not_you"
    assert month.refused("yes 2026-10", "晴晴", Place.CHANNEL) == "recognition.in_private"
    number = month.number("晴晴")
    in_channel = month.refused(f"ask {number} 2026-10", place=Place.CHANNEL)
    assert in_channel == "recognition.in_private"
    assert month.named() == ()


def test_the_one_who_was_asked_finds_the_question_again(month: Month) -> None:
    asked(month)
    answer = month.ask(name="晴晴", lang=EN)
    assert "it is for you to answer" in words(answer, EN)
    assert [one.request for one in answer.follow_ups] == [
        "/review recognition yes 2026-10",
        "/review recognition no 2026-10",
    ]


def test_who_has_left_is_not_named_and_nobody_moves_up(month: Month) -> None:
    asked(month)
    month.ask("yes 2026-10", "晴晴")
    assert month.named() != ()
    month.leave("晴晴", date(2026, 11, 10))
    month.clock.advance(timedelta(days=10))
    assert month.named() == ()
    assert not has_person(month.read(name="周宁", place=Place.CHANNEL))
    assert "10 月优秀客服：晴晴，81.0 分" in month.read()


def test_who_has_left_is_not_asked(month: Month) -> None:
    month.leave("晴晴", date(2026, 11, 2))
    refused = month.refused(f"ask {month.number('晴晴')} 2026-10")
    assert refused == "recognition.consent.unreachable"
    assert month.rows() == []


def test_figures_that_came_late_take_a_name_away(month: Month) -> None:
    asked(month)
    month.ask("yes 2026-10", "晴晴")
    month.has({**FIGURES, "小美": (100, 100, 200, 180)})
    assert month.named() == ()
    assert "10 月优秀客服：小美" in month.read()


def test_one_of_several_equals_is_said_to_be_one_of_them(bare: Month) -> None:
    bare.has({**FIGURES, "小美": (200, 190, 190, 180)})
    asked(bare, "晴晴")
    bare.ask("yes 2026-10", "晴晴")
    people = bare.named()
    assert [(one.name.zh, one.shared) for one in people] == [("晴晴", True)]
    line = public_line(people, OCTOBER, TODAY, Bilingual(AFTER, "After-sales"))
    assert word(line, ZH).startswith("10 月售后组并列优秀客服（本人同意署名）：晴晴，")
    assert word(line, EN).startswith("Tied for agent of the month, October, After-sales, named")


# -- the rule's form -------------------------------------------------------------------------------


def test_the_form_shows_the_rule_as_it_can_be_typed(month: Month) -> None:
    for lang in Lang:
        form = rule_form(month.context, Opening(month.who("林岚"), lang))
        typed = {one.key: one.value for one in form.fields}
        assert month.set_rule(typed["agents"], typed["teams"], lang=lang)
    assert typed["agents"] == "CSAT 60 30 80% 100%\n30-second first-reply rate 40 200 50% 100%"


def test_a_changed_rule_holds_from_the_running_month_on(month: Month) -> None:
    before = month.read()
    told = month.set_rule("满意度 100 50 70% 100%", "首响 100 100 90 10")
    assert told == "记下了，从 11 月起按这个规则评"
    assert month.read() == before
    month.has({**FIGURES, "柚子": (100, 100, 20, 180)}, date(2026, 11, 15))
    month.clock.advance(timedelta(days=30))
    text = month.read("11月")
    assert "11 月优秀客服：柚子，100.0 分" in text
    assert "• 首响占 100%：90 秒 到 10 秒" in text
    assert "满意度占 100%：70% 到 100%" in text


@pytest.mark.parametrize(
    ("agents", "key"),
    [
        ("满意度 60 30", "weights"),
        ("满意度 60 30\n30 秒内首响率 41 200", "weights"),
        ("天气 100 30", "unknown"),
        ("满意度", "line"),
        ("满意度 很多 30", "line"),
        ("满意度 100 29", "floor"),
        ("首响 100 10 60 10", "floor"),
        ("满意度 100 30 100% 80%", "ends_up"),
        ("首响 100 30 10 60", "ends_down"),
        ("满意度 100 30 80% 80%", "ends_up"),
        ("满意度 50 30\ncsat 50 30", "twice"),
        ("满意度 0 30\n首响 100 30", "weight"),
        ("平均处理时长 100 30 300 60", "not_of_agents"),
        ("平均应答速度 100 30 60 5", "not_of_agents"),
        ("接待量 100 30 100 200", "not_of_agents"),
        ("客服销售额 100 30 100 200", "not_of_agents"),
        ("询单转化 100 30 10% 60%", "not_of_agents"),
        ("", "how_many"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(month: Month, agents: str, key: str) -> None:
    assert month.unfit(agents) == {"agents": f"recognition.form.{key}"}


def test_both_fields_are_checked_at_once(month: Month) -> None:
    assert month.unfit("满意度 90 30", "接待量 100 100 1 2") == {
        "agents": "recognition.form.weights",
        "teams": "recognition.form.not_of_teams",
    }
    assert month.unfit("满意度 100 30", "放弃率 100 100") == {"teams": "recognition.form.ends"}


@pytest.mark.parametrize("name", ["小美", "阿布", "周宁"])
def test_only_overseers_change_the_rule(month: Month, name: str) -> None:
    with pytest.raises(Refusal):
        rule_form(month.context, Opening(month.who(name), ZH))
    with pytest.raises(Refusal):
        month.set_rule("满意度 100 30", "满意度 100 100", name)
    assert "改规则" not in month.read("规则", name)
    assert "这是默认规则，还没人改过。" in month.read("规则", name)


def test_a_submission_delivered_twice_changes_nothing(month: Month) -> None:
    opening = Opening(month.who("林岚"), ZH)
    values = {"agents": "满意度 100 30", "teams": "满意度 100 100"}
    sent = Submission("recognition_rule", values)
    take_rule(month.context, opening, sent, "same")
    again = take_rule(month.context, opening, sent, "same")
    assert again.said is not None
    assert again.said.key == "recognition.form.again"
    with month.database.read() as work:
        by = work.exec_driver_sql(
            "SELECT changed_by FROM setting WHERE key = 'recognition.rule'"
        ).scalar_one()
    assert by == month.number("林岚")


# -- what always holds -----------------------------------------------------------------------------

_share = st.integers(30, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(n // 2, n)))
_entries = st.lists(st.tuples(_share, _share), min_size=1, max_size=8)


def _standing(
    figures: list[tuple[tuple[int, int], tuple[int, int]]], order: Callable[..., Any]
) -> Standing:
    entries = []
    for number, pair in order(list(enumerate(figures, 1))):
        parts = tuple(
            part(replace(one, floor=30), Measured(good / n, n, good))
            for one, (n, good) in zip(DEFAULT.agents, pair, strict=True)
        )
        name = Bilingual(f"客{number}", f"A{number}")
        entries.append(Entry(number, name, parts, score(parts), teams=(number % 2,)))
    return Standing(Of.AGENTS, OCTOBER, DEFAULT.agents, ranked(entries))


@given(figures=_entries, twice=st.booleans())
def test_a_tie_never_names_one(
    figures: list[tuple[tuple[int, int], tuple[int, int]]], twice: bool
) -> None:
    if twice:
        figures = figures * 2
    found = _standing(figures, list)
    for team in (None, 0, 1):
        winners = found.winners(team)
        running = found.within(team)
        if len(running) < 3:
            assert winners == ()
            continue
        best = max(one.score for one in running)
        assert set(winners) == {one for one in running if one.score == best}
    if twice and len(figures) >= 3:
        assert len(found.winners()) >= 2
    for one in found.entries:
        assert one.rank == 1 + sum(other.score > one.score for other in found.entries)


@given(figures=_entries)
def test_the_order_of_rows_does_not_matter(
    figures: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    assert _standing(figures, list) == _standing(figures, lambda rows: rows[::-1])


@given(figures=_entries)
def test_more_good_ratings_never_cost_points(
    figures: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    for (n, good), quick in figures:
        fewer = _standing([((n, max(0, good - 1)), quick)], list).entries[0].score
        assert Decimal(0) <= fewer <= _standing([((n, good), quick)], list).entries[0].score <= 100


@given(st.lists(st.integers(1, 90), min_size=1, max_size=5))
def test_weights_that_are_spread_make_a_hundred(weights: list[int]) -> None:
    criteria = [replace(DEFAULT.agents[0], weight=weight) for weight in weights]
    found = [one.weight for one in spread(criteria)]
    assert sum(found) == 100
    assert all(abs(now * sum(weights) - 100 * old) < sum(weights)
               for now, old in zip(found, weights, strict=True))  # fmt: skip
