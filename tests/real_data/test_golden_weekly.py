"""The golden summaries (G01-G09, G22): their computed figures and their order.

Not there, for their features do not exist yet: complaints, praise, actions, proposals, and what the
ratings were about. Shops are called as the files call them (木棉旗舰店, not 天猫).
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from base.clock import FixedClock
from base.language import Lang
from base.post import Post
from base.rights import operator
from bot.render.blocks import message
from bot.render.grids import headings, row_texts
from bot.render.plain import plain_text
from bot.render.texts import word
from commands.context import Context, Request
from commands.router import handle
from intake.options import ImportOptions
from intake.service import import_file
from storage.engine import Database, ensure_schema, open_database
from storage.targets import set_target
from workspace.blockkit import problems_of_blocks

GOLDEN = Path(__file__).parents[3] / "shared" / "data" / "golden"
NOW = FixedClock(datetime(2026, 11, 21, 2, tzinfo=UTC))
LACKING = ("2026-09-19", "2026-09-20")

pytestmark = pytest.mark.skipif(
    not GOLDEN.is_dir(), reason="the golden files (../shared/data/golden) are not on this machine"
)


def filled(path: Path, *files: Path) -> Database:
    database = open_database(f"sqlite:///{path}")
    ensure_schema(database)
    for file in files:
        import_file(database, file, ImportOptions(), operator(), NOW, lambda done, of: None)
    with database.write() as work:
        set_target(work, "frt", 30.0, NOW.now(), 0)
        set_target(work, "csat_rate", 0.92, NOW.now(), 0)
    return database


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("weekly")
    database = filled(folder / "g.db", GOLDEN / "agent_day.csv", GOLDEN / "hour_team.csv")
    yield database
    database.close()


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The data of 21 September, before Douyin's weekend came."""
    folder = tmp_path_factory.mktemp("lacking")
    with (GOLDEN / "agent_day.csv").open(encoding="utf-8") as source:
        header, *rows = list(csv.reader(source))
    kept = [
        row for row in rows if row[0] <= LACKING[1] and not (row[0] in LACKING and row[2] == "抖音")
    ]
    with (folder / "agent_day.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *kept])
    database = filled(folder / "g.db", folder / "agent_day.csv")
    yield database
    database.close()


def post_on(database: Database, day: datetime, text: str, lang: Lang) -> Post:
    request = Request(text, operator(lang), lang)
    answer = handle(Context(database, FixedClock(day)), request)
    assert answer.post is not None
    return answer.post


def lines(post: Post, lang: Lang) -> list[str]:
    found = [word(post.title, lang), word(post.takeaway, lang)]
    found += [word(line, lang) for line in post.lead]
    found += [f"{word(one.name, lang)} {word(one.text, lang)}" for one in post.figures]
    for section in post.sections:
        inline = word(section.inline, lang) if section.inline else ""
        found += [f"{word(section.heading, lang)} {inline}".strip()]
        found += [word(line, lang) for line in section.lines]
    return [*found, " ".join(word(note, lang) for note in post.notes)]


DOUBLE_11 = datetime(2026, 11, 16, 1, tzinfo=UTC)
ORDINARY = datetime(2026, 8, 17, 1, tzinfo=UTC)
GAP = datetime(2026, 9, 21, 1, tzinfo=UTC)


def test_g01_double_11_in_chinese(whole: Database) -> None:
    assert lines(post_on(whole, DOUBLE_11, "周报 上周", Lang.ZH), Lang.ZH) == [
        "客服周报 · 双十一周 11/9–11/15",
        "满意度明显变差：88.0%，平常周 92.1%，去年双十一 90.0%",
        "接待 32,310 人次，是平常周的 2.5 倍。",
        "销售 109.1 万，去年 98.3 万（+11.1%）",
        "转化 52.0%，去年 49.3%（+2.7 个点）",
        "首响 39 秒，目标 30 秒，没达标",
        "满意度 88.0%，目标 92%，没达标",
        "为什么",
        "慢在 11/11 20–24 点：售前组、抖音组平均 165 秒，其余时间 27 秒",
        "满意度比平常周低 4.1 个点，售后组占 2.4（原来 90.3%，现在 83.1%）",
        "去年双十一 = 2025/11/9–11/15。 平常周 = 8/24–9/20 周均。 数据到 11/15，两店齐全。 "
        "销售未扣退款。",
    ]


def test_g02_double_11_in_english(whole: Database) -> None:
    said = lines(post_on(whole, DOUBLE_11, "weekly last week", Lang.EN), Lang.EN)
    assert said[:7] == [
        "CS weekly · Double 11, 9–15 Nov",
        "CSAT clearly worse: 88.0%, usual weeks 92.1%, last Double 11 90.0%",
        "32,310 contacts, 2.5 times a usual week.",
        "Sales ¥1.09M, last year ¥983K (+11.1%)",
        "Conversion 52.0%, last year 49.3%",
        "First reply 39 s, target 30 s, missed",
        "CSAT 88.0%, target 92%, missed",
    ]
    assert said[8].startswith("Slow on 11 Nov, 20:00–24:00: 165 s in ")
    assert said[8].endswith(", 27 s otherwise")
    assert said[9].startswith("CSAT 4.1 points under usual weeks, 2.4 of it ")


def test_g03_details_for_the_thread(whole: Database) -> None:
    (details,) = post_on(whole, DOUBLE_11, "周报 上周", Lang.ZH).details
    assert word(details.takeaway, Lang.ZH) == "按去年双十一、平常周对比，最需要看的排前面"
    grid = details.grid
    assert grid is not None
    # As the model, without complaints and bot chats, which the files do not hold.
    assert [headings(grid, Lang.ZH), *(row_texts(row, Lang.ZH) for row in grid.rows)] == [
        ["指标", "本周", "去年", "平常周", "目标"],
        ["满意度", "88.0%", "90.0%", "92.1%", "92%"],
        ["首响", "39 秒", "40 秒", "16 秒", "30 秒"],
        ["30 秒内首响", "67.1%", "67.0%", "86.2%", "-"],
        ["未回复人次", "159", "147", "19", "-"],
        ["询单转化", "52.0%", "49.3%", "53.8%", "-"],
        ["接待人次", "32,310", "30,575", "12,954", "-"],
        ["客服销售", "109.1 万", "98.3 万", "42.7 万", "-"],
    ]
    (block,) = [b for b in message(details, Lang.ZH).blocks if b["type"] == "data_table"]
    assert block["rows"][1][1] == {"type": "raw_number", "value": 88.0, "text": "88.0%"}
    assert problems_of_blocks(message(details, Lang.ZH).blocks) == []


def test_g04_an_ordinary_week_in_chinese(whole: Database) -> None:
    assert lines(post_on(whole, ORDINARY, "周报", Lang.ZH), Lang.ZH) == [
        "客服周报 8/10–8/16",
        "平常的一周，没有要处理的变化",
        "接待 13,011 人次，各项都在近 8 周的正常范围内。",
        "满意度 91.9%（前一周 92.3%）正常波动",
        "首响 17 秒，目标 30 秒，达标",
        "转化 53.8%（前一周 53.5%）正常波动",
        "销售 42.8 万（前一周 42.5 万）正常波动",
        "需要协助 没有",
        "数据到 8/16，两店齐全。 销售未扣退款。",
    ]


def test_g05_an_ordinary_week_in_english(whole: Database) -> None:
    assert lines(post_on(whole, ORDINARY, "weekly", Lang.EN), Lang.EN) == [
        "CS weekly 10–16 Aug",
        "An ordinary week, nothing to act on",
        "13,011 contacts; every figure within its range of the last 8 weeks.",
        "CSAT 91.9% (week before 92.3%), usual variation",
        "First reply 17 s, target 30 s, met",
        "Conversion 53.8% (week before 53.5%), usual variation",
        "Sales ¥428K (week before ¥425K), usual variation",
        "Needs help Nothing",
        "Data to 16 Aug, both shops complete. Sales before refunds.",
    ]


def test_g06_missing_data_in_chinese(lacking: Database) -> None:
    assert lines(post_on(lacking, GAP, "周报", Lang.ZH), Lang.ZH)[:-1] == [
        "客服周报 9/14–9/20（数据不全）",
        "合计先不下结论：木棉抖音店缺 9/19、9/20 两天",
        "下面只有木棉旗舰店是整周。",
        "木棉旗舰店满意度 92.7%（前一周 90.1%）还在正常范围",
        "木棉旗舰店首响 16 秒，目标 30 秒，达标",
        "木棉旗舰店接待 10,210 人次（前一周 10,197）",
        "两店合计，只比周一到周五",
        "接待 8,946 人次（前一周同 5 天 8,826）",
        "谁来补 有这些数据的人，请把木棉抖音店 9/19–9/20 的数据发给我。",
    ]


def test_g07_missing_data_in_english(lacking: Database) -> None:
    said = lines(post_on(lacking, GAP, "weekly", Lang.EN), Lang.EN)
    assert said[0] == "CS weekly 14–20 Sep (data missing)"
    assert said[1].startswith("No conclusion on totals: ")
    assert said[3].endswith("CSAT 92.7% (week before 90.1%), within its usual range")
    assert said[4].endswith("First reply 16 s, target 30 s, met")
    assert said[5].endswith("Contacts 10,210 (week before 10,197)")
    assert said[6:8] == [
        "Both shops, Monday to Friday only",
        "8,946 contacts (same 5 days the week before 8,826)",
    ]


def test_g08_three_lines_for_the_boss_in_chinese(whole: Database) -> None:
    post = post_on(whole, DOUBLE_11, "周报 上周 给老板", Lang.ZH)
    said = lines(post, Lang.ZH)
    assert said[1] == ("双十一：客服带来 109.1 万，比去年多 11.1%；满意度 88.0%，低于去年的 90.0%")
    assert said[2] == "问题在哪"
    assert said[3].startswith("1. 慢在 11/11 20–24 点")
    assert "165 秒" in said[3]
    assert said[4].startswith("2. 满意度比平常周低 4.1 个点，售后组占 2.4")
    assert said[0] == ""
    assert [f.request for f in post.follow_ups][-1] == "周报 2026-11-09到2026-11-15"


def test_g09_three_lines_for_the_boss_in_english(whole: Database) -> None:
    said = lines(post_on(whole, DOUBLE_11, "weekly for the boss", Lang.EN), Lang.EN)
    assert said[1] == (
        "Double 11: CS brought ¥1.09M, up 11.1% on last year; CSAT 88.0%, last year 90.0%"
    )


@pytest.mark.parametrize("lang", list(Lang))
def test_g50_every_variant_is_short_plain_text(
    whole: Database, lacking: Database, lang: Lang
) -> None:
    kinds = {
        Lang.ZH: ("周报", "周报 给老板", "周报 售后组", "日报", "月报", "快报 11/11"),
        Lang.EN: ("weekly", "weekly for the boss", "weekly 售后组", "daily", "monthly",
                  "flash 11 Nov"),
    }  # fmt: skip
    for database, day, texts in (
        (whole, DOUBLE_11, kinds[lang]),
        (whole, ORDINARY, kinds[lang][:5]),
        (lacking, GAP, kinds[lang][:2]),
    ):
        for text in texts:
            answer = handle(Context(database, FixedClock(day)), Request(text, operator(lang), lang))
            plain = plain_text(answer, lang)
            # The same screen holds twice as many letters.
            assert len(plain) < (200 if lang is Lang.ZH else 400), plain
            assert not set("*`•") & set(plain)


def test_g43_a_month_beside_the_month_before(whole: Database) -> None:
    post = post_on(whole, datetime(2026, 11, 2, 1, tzinfo=UTC), "月报", Lang.ZH)
    said = lines(post, Lang.ZH)
    assert said[0] == "客服月报 10 月（有国庆）"
    assert "接待 58,186 人次，比 9 月多 5.5%。" in said
    assert "满意度 91.6%（9 月 92.3%）正常波动" in said
    grid = post.details[0].grid
    assert grid is not None
    assert headings(grid, Lang.ZH) == ["指标", "本月", "9 月", "2025 年 10 月", "目标"]


def test_a_day_beside_the_same_weekdays(whole: Database) -> None:
    post = post_on(whole, datetime(2026, 8, 15, 1, tzinfo=UTC), "日报", Lang.ZH)
    assert word(post.title, Lang.ZH) == "客服日报 8/14 周五"
    grid = post.details[0].grid
    assert grid is not None
    assert headings(grid, Lang.ZH) == ["指标", "当天", "8/7 周五", "平常周五", "目标"]


# -- the flash of a day that is running -------------------------------------------------------


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The data of 11 November at 14:08, after the tables until 14:00 were imported."""
    folder = tmp_path_factory.mktemp("flash")
    for name, keep in (
        ("agent_day.csv", lambda row: row[0] < "2026-11-11"),
        ("hour_team.csv", lambda row: (row[0], int(row[2])) < ("2026-11-11", 14)),
    ):
        with (GOLDEN / name).open(encoding="utf-8") as source:
            header, *rows = list(csv.reader(source))
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *(row for row in rows if keep(row))])
    database = filled(folder / "g.db", folder / "agent_day.csv", folder / "hour_team.csv")
    yield database
    database.close()


FLASH = datetime(2026, 11, 11, 6, 8, tzinfo=UTC)


def test_g22_a_flash_in_chinese(running: Database) -> None:
    post = post_on(running, FLASH, "快报", Lang.ZH)
    assert lines(post, Lang.ZH)[1:6] == [
        "11/11 截至 14:00：接待 2,400 人次，比去年同时段多 4.8%",
        "首响 46 秒，去年同时段 50 秒；目标 30 秒，没达标。",
        "",
        "最慢：售前组 13 点，81 秒，接 311 人次",
        "未回复 17 人次，去年同时段 16",
    ]
    assert [f.request for f in post.follow_ups] == [
        "首响 2026-11-11 按小时",
        "首响 2026-11-11 按组",
    ]
    for follow_up in post.follow_ups:
        clock = FixedClock(FLASH)
        found = handle(Context(running, clock), Request(follow_up.request, operator(), Lang.ZH))
        assert found.table is not None


def test_g22_a_flash_in_english(running: Database) -> None:
    assert lines(post_on(running, FLASH, "flash", Lang.EN), Lang.EN)[1:3] == [
        "11 Nov, to 14:00: 2,400 contacts, up 4.8% on the same hours last year",
        "First reply 46 s, 50 s in the same hours last year; target 30 s, missed.",
    ]


def test_an_hour_that_has_only_begun_is_not_told(whole: Database) -> None:
    """The whole day is there, but at 14:08 only what is before 14:00 counts."""
    at_two = lines(post_on(whole, FLASH, "快报", Lang.ZH), Lang.ZH)
    assert at_two[1] == "11/11 截至 14:00：接待 2,400 人次，比去年同时段多 4.8%"


def test_a_day_without_hours_has_no_flash(lacking: Database) -> None:
    said = lines(post_on(lacking, GAP, "快报 9/18", Lang.ZH), Lang.ZH)
    assert said[1] == "9/18 还没有按小时的数据"
