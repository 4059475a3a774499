"""The weekly summary on demand: ordinary, changed, incomplete and empty weeks; nobody named.

Twelve weeks of three teams in two shops, small enough to reckon by hand; on both engines.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from base.answer import Answer, Kind
from base.clock import FixedClock
from base.language import Lang
from base.post import Post
from base.refusal import Refusal
from base.rights import operator
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.router import handle
from storage.engine import Database
from tests.helpers.world import take, write_csv

REPORT = (
    "day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "frt_le30",
    "ratings", "good", "inquiries", "paid", "sales_fen",
)  # fmt: skip
# Two of the persons sell nothing; the first team serves the first shop, the last the second.
TEAMS = (("旗舰店", "售前组", "小美"), ("旗舰店", "售后组", "大白"), ("抖音店", "抖音组", "七七"))
LAST = date(2026, 8, 10)
MONDAY = FixedClock(datetime(2026, 8, 17, 1, tzinfo=UTC))
Rows = list[tuple[Any, ...]]


def day_of(day: date, place: int, good: int, contacts: int) -> tuple[Any, ...]:
    """Return one agent's day: half of the contacts are rated ten times over, replies take 20 s."""
    shop, team, agent = TEAMS[place]
    sells = 0 if team == "售后组" else 1
    return (
        day, shop, team, agent, contacts, contacts, contacts * 20, contacts * 3 // 4,
        100, good, 50 * sells, 30 * sells, 100_000 * sells,
    )  # fmt: skip


def weeks(
    last: tuple[int, int, int] = (90, 90, 90),
    keep: Callable[[date, str], bool] = lambda day, shop: True,
    busy: int = 0,
    until: date = LAST,
) -> Rows:
    """Return twelve weeks; `last` are the good ratings in a hundred of the last, by team."""
    found = []
    for back in range(11, -1, -1):
        monday = until - timedelta(weeks=back)
        wobble = back % 3 - 1 if back else 0
        good = tuple(g + wobble for g in ((90, 90, 90) if back else last))
        extra = 0 if back else busy
        for at in range(7):
            day = monday + timedelta(days=at)
            found += [
                day_of(day, place, good[place], 100 + wobble + extra)
                for place in range(3)
                if back or keep(day, TEAMS[place][0])
            ]
    return found


@pytest.fixture
def told(database: Database, tmp_path: Path) -> Callable[..., Answer]:
    """Import rows and ask."""

    def ask(rows: Rows, text: str, lang: Lang = Lang.ZH, clock: FixedClock = MONDAY) -> Answer:
        if rows:
            take(database, write_csv(tmp_path, REPORT, rows))
        return handle(Context(database, clock), Request(text, operator(lang), lang, Place.CHANNEL))

    return ask


def post_of(answer: Answer) -> Post:
    assert answer.kind is Kind.TEXT
    assert answer.post is not None
    assert answer.again is not None
    return answer.post


def lines(post: Post, lang: Lang = Lang.ZH) -> list[str]:
    """Return a post as its reader meets it, line by line."""
    found = [word(post.title, lang), word(post.takeaway, lang)]
    found += [word(line, lang) for line in post.lead]
    found += [f"{word(one.name, lang)} {word(one.text, lang)}" for one in post.figures]
    for section in post.sections:
        inline = word(section.inline, lang) if section.inline else ""
        found += [f"{word(section.heading, lang)} {inline}".strip()]
        found += [word(line, lang) for line in section.lines]
    return found


def test_an_ordinary_week_says_so_and_is_short(told: Callable[..., Answer]) -> None:
    post = post_of(told(weeks(), "周报"))
    assert lines(post) == [
        "客服周报 8/10–8/16",
        "平常的一周，没有要处理的变化",
        "接待 2,100 人次，各项都在近 8 周的正常范围内。",
        "满意度 90.0%（前一周 90.0%）正常波动",
        "首响 20 秒（前一周 20 秒）正常波动",
        "转化 60.0%（前一周 60.0%）正常波动",
        "销售 1.4 万（前一周 1.4 万）正常波动",
        "需要协助 没有",
    ]
    assert [word(note, Lang.ZH) for note in post.notes] == [
        "数据到 8/16，两店齐全。",
        "销售未扣退款。",
    ]
    assert post.follow_ups == ()
    english = post_of(told([], "weekly last week", Lang.EN))
    assert lines(english, Lang.EN)[:4] == [
        "CS weekly 10–16 Aug",
        "An ordinary week, nothing to act on",
        "2,100 contacts; every figure within its range of the last 8 weeks.",
        "CSAT 90.0% (week before 90.0%), usual variation",
    ]


def test_a_change_is_the_headline_with_its_cause(told: Callable[..., Answer]) -> None:
    """After-sales fell by ten of a hundred: 90.0 % became 86.7 %, all of it theirs."""
    answer = told(weeks(last=(90, 80, 90)), "周报 上周")
    post = post_of(answer)
    said = lines(post)
    assert said[1] == "满意度明显变差：86.7%，前一周 90.0%"
    assert said[2] == "接待 2,100 人次，前一周也是 2,100。"
    assert said[-2:] == [
        "为什么",
        "满意度比前一周低 3.3 个点，全在售后组（原来 90.0%，现在 80.0%）",
    ]
    assert [f.request for f in post.follow_ups] == ["为什么 满意度 2026-08-10到2026-08-16"]
    grid = post.details[0].grid
    assert grid is not None
    assert (grid.rows[0].key, [c.value for c in grid.rows[0].cells[1:2]]) == ("csat_rate", [0.9])
    # What a cause does not show is said where it is told at length.
    assert "why.not_shown" in [note.key for note in post.details[0].notes]
    english = lines(post_of(told([], "weekly", Lang.EN)), Lang.EN)
    assert english[1] == "CSAT clearly worse: 86.7%, the week before 90.0%"
    assert (
        english[-1] == "CSAT 3.3 points under the week before, all of it in 售后组 (90.0% to 80.0%)"
    )


def test_a_change_of_several_is_parted(told: Callable[..., Answer]) -> None:
    """Of 4.3 points After-sales carries 10 / 3 and Douyin 3 / 3."""
    said = lines(post_of(told(weeks(last=(90, 80, 87)), "周报 上周")))
    assert said[-1] == "满意度比前一周低 4.3 个点，售后组占 3.3（原来 90.0%，现在 80.0%）"


def test_a_change_in_which_all_are_alike_names_nobody(told: Callable[..., Answer]) -> None:
    said = lines(post_of(told(weeks(last=(84, 84, 84)), "周报 上周")))
    assert said[-1] == "满意度比前一周低 6.0 个点，各组差不多一起变"


def test_what_got_worse_comes_before_what_grew(told: Callable[..., Answer]) -> None:
    """Half as many contacts again are no reason to pass over customers that are less content."""
    post = post_of(told(weeks(last=(90, 80, 90), busy=50), "周报 上周"))
    said = lines(post)
    assert said[1].startswith("满意度明显变差")
    assert said[2] == "接待 3,150 人次，比前一周多 50.0%。"
    assert len(post.sections[0].lines) == 1
    grown = lines(post_of(told(weeks(busy=50), "周报 上周")))
    assert grown[1] == "接待明显变多：3,150，前一周 2,100"
    assert grown[-1] == "接待比前一周多 50.0%，各组差不多一起变"


def test_a_slow_evening_is_found_in_the_hours(
    told: Callable[..., Answer], database: Database, tmp_path: Path
) -> None:
    """Douyin's customers waited 200 s on Thursday from 18 to 20 o'clock, all others 20 s."""
    slow = LAST + timedelta(days=3)
    header = ("day", "team", "hour", "contacts", "frt_n", "frt_sum_s", "frt_le30", "on_shift")
    rows, hours = [], []
    for row in weeks():
        day, team = row[0], row[2]
        hit = day == slow and team == "抖音组"
        rows.append((*row[:6], row[6] + 20 * 180 * hit, *row[7:]))
        for hour in range(10, 20) if day >= LAST else ():
            wait = 200 if hit and hour >= 18 else 20
            hours.append((day, team, hour, 10, 10, 10 * wait, 8, 1))
    take(database, write_csv(tmp_path, header, hours))
    said = lines(post_of(told(rows, "周报 上周")))
    assert said[1].startswith("首响明显变慢：22 秒")
    assert said[-1] == "慢在 8/13 18–20 点：抖音组平均 200 秒，其余时间 20 秒"


def test_rush_hours_that_come_again_and_again_are_no_exception(
    told: Callable[..., Answer], database: Database, tmp_path: Path
) -> None:
    """Douyin's evening was overrun this week, and in two others of the last eight."""
    waits = {LAST: 400, LAST - timedelta(weeks=2): 200, LAST - timedelta(weeks=4): 200}
    header = ("day", "team", "hour", "contacts", "frt_n", "frt_sum_s", "frt_le30", "on_shift")
    rows, hours = [], []
    for row in weeks():
        day, team = row[0], row[2]
        monday = day - timedelta(days=day.weekday())
        long = waits.get(monday, 20) if day.weekday() == 3 and team == "抖音组" else 20
        rows.append((*row[:6], row[6] + 20 * (long - 20), *row[7:]))
        hours += [
            (day, team, hour, 10, 10, 10 * (long if hour >= 18 else 20), 8, 1)
            for hour in (range(10, 20) if day >= LAST - timedelta(weeks=8) else ())
        ]
    take(database, write_csv(tmp_path, header, hours))
    said = lines(post_of(told(rows, "周报 上周")))
    assert "忙时接不过来，近 8 周有 3 周都这样，已经不是例外，要从排班上解决" in said


def test_a_team_has_its_own_summary(told: Callable[..., Answer]) -> None:
    """A team that sells nothing has no sales, rather than sales of nothing."""
    post = post_of(told(weeks(last=(90, 80, 90)), "售后组周报"))
    said = lines(post)
    assert said[:2] == ["售后组周报 8/10–8/16", "满意度明显变差：80.0%，前一周 90.0%"]
    assert said[3:5] == [
        "满意度 80.0%（前一周 90.0%）明显变差",
        "首响 20 秒（前一周 20 秒）正常波动",
    ]
    assert not any("销售" in line or "转化" in line for line in said)
    assert said[-1] == "满意度比前一周低 10.0 个点，现有数据看不出落在哪"


def test_nobody_is_named(told: Callable[..., Answer]) -> None:
    answer = told(weeks(last=(90, 60, 90)), "周报 上周")
    assert answer.post is not None
    told_all = repr(answer) + json.dumps(lines(answer.post), ensure_ascii=False)
    assert not [name for _, _, name in TEAMS if name in told_all]


def test_days_that_are_missing_are_the_headline(told: Callable[..., Answer]) -> None:
    lacking = {LAST + timedelta(days=5), LAST + timedelta(days=6)}
    rows = weeks(keep=lambda day, shop: shop == "旗舰店" or day not in lacking)
    post = post_of(told(rows, "周报"))
    assert lines(post) == [
        "客服周报 8/10–8/16（数据不全）",
        "合计先不下结论：抖音店缺 8/15、8/16 两天",
        "下面只有旗舰店是整周。",
        "旗舰店满意度 90.0%（前一周 90.0%）正常波动",
        "旗舰店首响 20 秒（前一周 20 秒）正常波动",
        "旗舰店接待 1,400 人次（前一周 1,400）",
        "两店合计，只比周一到周五",
        "接待 1,500 人次（前一周同 5 天 1,500）",
        "谁来补 有这些数据的人，请把抖音店 8/15–8/16 的数据发给我。",
    ]
    # The details are those of the shops that are whole: five days beside seven would mislead.
    grid = post.details[0].grid
    assert grid is not None
    (contacts,) = [row for row in grid.rows if row.key == "contacts"]
    assert contacts.cells[0].value == 1400
    # A team that does not serve that shop is not concerned.
    assert lines(post_of(told([], "周报 售前组")))[1] == "平常的一周，没有要处理的变化"
    assert lines(post_of(told([], "周报 抖音组")))[1].startswith("合计先不下结论")


def test_a_week_before_with_days_missing_is_not_compared(told: Callable[..., Answer]) -> None:
    """The week after the gap: sums say nothing beside five days, and no verdict is given."""
    gap = LAST + timedelta(days=5)
    rows = weeks()
    rows += [day_of(LAST + timedelta(days=at), p, 90, 100) for at in range(7, 14) for p in range(3)]
    clock = FixedClock(datetime(2026, 8, 24, 1, tzinfo=UTC))
    # A file covers its first to its last day: the gap lies between two files.
    told([row for row in rows if row[0] < gap], "周报", clock=clock)
    rows = [row for row in rows if row[0] > gap]
    post = post_of(told(rows, "周报", clock=clock))
    said = lines(post)
    assert said[1:3] == ["变化大小还说不清", "接待 2,100 人次。"]
    assert "销售 1.4 万" in said
    assert any(note.key == "note.base_incomplete" for note in post.notes)


def test_a_week_without_data_says_so(told: Callable[..., Answer]) -> None:
    assert lines(post_of(told([], "周报"))) == [
        "客服周报 8/10–8/16",
        "这一周没有数据",
        "还没有导入过任何数据。",
    ]
    later = FixedClock(datetime(2026, 12, 21, 1, tzinfo=UTC))
    said = lines(post_of(told(weeks(), "周报", clock=later)))
    assert said[1:] == ["这一周没有数据", "已有的数据是 2026/5/25–8/16 的。"]


def test_a_promotion_without_last_year_stands_beside_usual_weeks(
    told: Callable[..., Answer],
) -> None:
    monday = date(2026, 11, 9)
    clock = FixedClock(datetime(2026, 11, 16, 1, tzinfo=UTC))
    post = post_of(told(weeks(busy=150, until=monday), "周报", clock=clock))
    said = lines(post)
    assert said[0] == "客服周报 · 双十一周 11/9–11/15"
    assert "是平常周的 2.5 倍" in said[2]
    assert [one.name.key.rpartition(".")[2] for one in post.figures] == [
        "cs_sales", "inq_conv_final", "frt", "csat_rate",
    ]  # fmt: skip
    assert all("平常周" in word(one.text, Lang.ZH) for one in post.figures)
    # More contacts in a promotion are no change to explain.
    assert post.sections == ()


def test_the_week_after_a_promotion_is_not_held_against_it(told: Callable[..., Answer]) -> None:
    """One week of two and a half times the contacts must not make every later week look usual."""
    monday = date(2026, 11, 9)
    rows = weeks(busy=150, until=monday)
    rows += [
        day_of(monday + timedelta(days=at), p, 90, 140) for at in range(7, 14) for p in range(3)
    ]
    clock = FixedClock(datetime(2026, 11, 23, 1, tzinfo=UTC))
    said = lines(post_of(told(rows, "周报", clock=clock)))
    assert said[1].startswith("接待明显变多：2,940，平常周 2,1")


@pytest.mark.parametrize(
    "text", ["周报 8月", "周报 昨天", "周报 满意度 小美", "周报 小美", "周报 按组"]
)
def test_what_a_summary_is_not_gets_said(told: Callable[..., Answer], text: str) -> None:
    if text == "周报 满意度 小美":
        # A figure was asked for: rights and place decide as for any question.
        with pytest.raises(Refusal):
            told(weeks(), text)
        return
    with pytest.raises(Refusal) as refused:
        told(weeks(), text)
    assert refused.value.message.key.startswith("weekly.")
    assert refused.value.suggestions


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("/fupan 周报", Lang.ZH),
        ("/fupan weekly last week", Lang.EN),
        ("上周周报", Lang.ZH),
        ("周报 8/10到8/16", Lang.ZH),
        ("客服周报 上周", Lang.ZH),
        ("weekly 10 Aug to 16 Aug", Lang.EN),
        ("Weekly summary for last week", Lang.EN),
    ],
)
def test_ways_to_ask(told: Callable[..., Answer], text: str, lang: Lang) -> None:
    post = post_of(told(weeks(), text, lang))
    assert post.period is not None
    assert post.period.start == LAST


def test_a_figure_is_still_a_figure(told: Callable[..., Answer]) -> None:
    answer = told(weeks(), "weekly csat", Lang.EN)
    assert answer.post is None
    assert answer.figure is not None
    assert answer.figure.metric == "csat_rate"


def test_what_is_not_understood_is_said(told: Callable[..., Answer]) -> None:
    answer = told(weeks(), "周报 火星组")
    assert answer.kind is Kind.REFUSAL
    assert [f.request for f in answer.follow_ups] == ["周报 上周"]
