"""The agenda as a post: what a point says once it is decided, what each state of a review shows.

Nothing is read here: an agenda made by hand goes in, a post comes out.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from base.language import Bilingual, Lang, Msg, msg
from base.post import Post
from base.review import (
    Agenda,
    AgendaBlock,
    BlockKind,
    Point,
    PointState,
    Raised,
    Review,
    ReviewState,
    Source,
)
from base.schedule import Level
from bot.render.blocks import message
from bot.render.plain import plain_text
from bot.render.texts import word
from reviews.agenda_post import agenda_answer
from tests.helpers.agendas import MEETS, review_of
from workspace.blockkit import problems_of_blocks


def said(zh: str, en: str = "words") -> Msg:
    return msg("agenda.plain", text=Bilingual(zh, en))


AGENDA = Agenda(
    said("售后组周复盘", "After-sales review"),
    (
        AgendaBlock(BlockKind.LAST, Bilingual("上次定的", "Last time"), 3, (said("没有"),)),
        AgendaBlock(
            BlockKind.FIGURES, Bilingual("本组数据", "Our figures"), 4, (said("满意度 80%"),),
            (said("未回复 3"),),
        ),
        AgendaBlock(BlockKind.DECIDE, Bilingual("决定", "Decide"), 13, (said("定一个人"),)),
    ),
    (said("小字"),),
)  # fmt: skip
RAISED = Raised(
    "figure:csat_rate:all", Source.FIGURE, said("满意度明显变差", "CSAT clearly worse"),
    said("满意度 80.0%，前一周 90.0%"), said("满意度 = 4、5 星 ÷ 全部评价。"), said("可以商量"),
)  # fmt: skip
OPEN = Point(1, 7, 1, RAISED)
ADDED = Point(2, 7, 2, replace(RAISED, key="person:2", about=said("晚班没人交接")), by=5)
NAMES = {5: Bilingual("何伟", "Wei"), 6: Bilingual("陈露", "Lu")}


def post_of(review: Review, *points: Point, lang: Lang = Lang.ZH) -> Post:
    post = agenda_answer(review, points, "Asia/Shanghai", lang, NAMES.get).post
    assert post is not None
    return post


def leads(review: Review, *points: Point) -> list[str]:
    return [word(line, Lang.ZH) for line in post_of(review, *points).lead]


def buttons(review: Review) -> list[tuple[str, str]]:
    found = post_of(review, OPEN).follow_ups
    return [(word(one.label, Lang.ZH), one.request) for one in found]


def test_the_agenda_says_when_how_long_and_what_to_decide() -> None:
    post = post_of(review_of(AGENDA), OPEN, ADDED)
    assert word(post.title, Lang.ZH) == "售后组周复盘 · 8/19 周三 16:00"
    assert word(post.title, Lang.EN) == "After-sales review, Wed 19 Aug 16:00"
    assert word(post.takeaway, Lang.ZH) == "20 分钟，要定 2 件事"
    assert leads(review_of(AGENDA), OPEN, ADDED) == [
        "1. 满意度明显变差",
        "2. 晚班没人交接（何伟提的）",
    ]
    headings = [word(section.heading, Lang.ZH) for section in post.sections]
    assert headings == ["① 上次定的 · 3 分钟", "② 本组数据 · 4 分钟", "③ 决定 · 13 分钟"]
    assert buttons(review_of(AGENDA)) == [
        ("加一条", "/review add 7"),
        ("匿名说一件事", "/fupan case"),
        ("到点开始", "/review start 7"),
    ]


def test_the_thread_has_the_figure_its_definition_and_what_is_longer() -> None:
    (below,) = post_of(review_of(AGENDA), OPEN).details
    assert below.post is not None
    parts = below.post.sections
    lines = [line for part in parts for line in (part.heading, *part.lines)]
    assert [word(line, Lang.ZH) for line in lines] == [
        "1. 满意度明显变差",
        "满意度 80.0%，前一周 90.0%",
        "怎么算：满意度 = 4、5 星 ÷ 全部评价。",
        "可以商量",
        "② 本组数据",
        "未回复 3",
    ]


def test_what_was_decided_stands_behind_each_point() -> None:
    until = datetime(2026, 8, 20, 10, tzinfo=UTC)
    states: list[tuple[dict[str, Any], str]] = [
        ({"state": PointState.ACTION, "decision": 12}, "1. 满意度明显变差 → 行动 #12"),
        ({"state": PointState.NONE, "reason": "置顶够用。"}, "1. 满意度明显变差（不做：置顶够用）"),
        (
            {"state": PointState.LATER, "later": 6, "until": until},
            "1. 满意度明显变差（陈露，会后定，8/20 18:00 前）",
        ),
        ({"state": PointState.LAPSED}, "1. 满意度明显变差（到时间没定，下次开头先定）"),
    ]
    for changes, told in states:
        assert leads(review_of(AGENDA), replace(OPEN, **changes)) == [told]


def test_what_is_no_problem_any_more_is_not_there() -> None:
    gone = replace(OPEN, state=PointState.GONE)
    assert leads(review_of(AGENDA), gone, ADDED) == ["1. 晚班没人交接（何伟提的）"]


def test_above_a_group_nobody_is_named_and_proposals_stand_on_the_screen() -> None:
    later = replace(ADDED, state=PointState.LATER, later=6)
    for level in (Level.DEPARTMENT, Level.COMPANY):
        told = "".join(leads(review_of(AGENDA, level), OPEN, later))
        assert not any(name.zh in told for name in NAMES.values())
        assert ("可以商量" in told) is (level is Level.COMPANY)


def test_a_running_review_says_where_it_is() -> None:
    running = review_of(AGENDA, state=ReviewState.RUNNING, at=1)
    assert leads(running, OPEN)[0] == "正在开，到 ② 本组数据"
    assert [request for _, request in buttons(running)] == [
        "/review where 7",
        "/review add 7",
        "/review close 7",
    ]


def test_a_closed_review_says_how_much_was_decided_in_the_meeting() -> None:
    closed = review_of(AGENDA, state=ReviewState.CLOSED, started_at=MEETS,
                       closed_at=MEETS + timedelta(minutes=18))  # fmt: skip
    done = replace(OPEN, state=PointState.ACTION, decision=12)
    later = replace(ADDED, state=PointState.NONE, reason="够用", once=True)
    assert word(post_of(closed, done).takeaway, Lang.ZH) == "开完了：1 件事，定了（18 分钟）"
    assert word(post_of(closed, done, later).takeaway, Lang.ZH) == (
        "开完了：2 件事，会上定了 1 件（18 分钟）"
    )
    assert buttons(closed) == [("结论", "/review minutes 7")]


def test_it_is_copied_as_text_and_slack_takes_it() -> None:
    for lang in Lang:
        answer = agenda_answer(review_of(AGENDA), (OPEN, ADDED), "Asia/Shanghai", lang, NAMES.get)
        plain = plain_text(answer, lang)
        assert word(AGENDA.name, lang) in plain.splitlines()[0]
        assert word(RAISED.about, lang) in plain
        assert problems_of_blocks(message(answer, lang).blocks) == []
