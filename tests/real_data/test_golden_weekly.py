"""The golden weekly summaries (G01, G02, G04-G07): their computed figures and their order.

Not there, for their features do not exist yet: targets, needs for help, praise, actions, who
mends the gap, and what the ratings were about.
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
from bot.render.texts import word
from commands.context import Context, Request
from commands.router import handle
from intake.options import ImportOptions
from intake.service import import_file
from storage.engine import Database, ensure_schema, open_database

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
        found += [word(section.heading, lang), *(word(line, lang) for line in section.lines)]
    return [*found, " ".join(word(note, lang) for note in post.notes)]


DOUBLE_11 = datetime(2026, 11, 16, 1, tzinfo=UTC)
ORDINARY = datetime(2026, 8, 17, 1, tzinfo=UTC)
GAP = datetime(2026, 9, 21, 1, tzinfo=UTC)


def test_g01_double_11_in_chinese(whole: Database) -> None:
    assert lines(post_on(whole, DOUBLE_11, "周报 上周", Lang.ZH), Lang.ZH) == [
        "客服周报 · 双十一周 11/9–11/15",
        "满意度可能变差：88.0%，去年双十一 90.0%",
        "接待 32,310 人次，是平常周的 2.5 倍。",
        "销售 109.1 万，去年双十一 98.3 万（+11.1%）",
        "转化 52.0%，去年双十一 49.3%（+2.7 个点）",
        "首响 39 秒，去年双十一 40 秒（−1 秒）",
        "满意度 88.0%，去年双十一 90.0%（−2.0 个点）",
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
        "CSAT may be worse: 88.0%, last Double 11 90.0%",
        "32,310 contacts, 2.5 times a usual week.",
        "Sales ¥1.09M, last Double 11 ¥983K (+11.1%)",
        "Conversion 52.0%, last Double 11 49.3% (+2.7 points)",
        "First reply 39 s, last Double 11 40 s (−1 s)",
        "CSAT 88.0%, last Double 11 90.0% (−2.0 points)",
    ]
    assert said[8].startswith("Slow on 11 Nov, 20:00–24:00: 165 s in ")
    assert said[8].endswith(", 27 s otherwise")
    assert said[9].startswith("CSAT 4.1 points under usual weeks, 2.4 of it ")


def test_g03_details_for_the_thread(whole: Database) -> None:
    (details,) = post_on(whole, DOUBLE_11, "周报 上周", Lang.ZH).details
    said = [word(line, Lang.ZH) for line in details.lines]
    assert said[0] == "• 满意度 88.0%，去年双十一 90.0%，平常周 92.1%"
    assert "• 首响 39 秒，去年双十一 40 秒，平常周 16 秒" in said
    assert "• 接待量 32,310，去年双十一 30,575，平常周 12,954" in said
    assert "• 未回复人次 159，去年双十一 147，平常周 19" in said
    assert "• 客服销售额 109.1 万，去年双十一 98.3 万，平常周 42.7 万" in said
    assert any("67.1%，去年双十一 67.0%，平常周 86.2%" in line for line in said)
    assert any("52.0%，去年双十一 49.3%，平常周 53.8%" in line for line in said)


def test_g04_an_ordinary_week_in_chinese(whole: Database) -> None:
    assert lines(post_on(whole, ORDINARY, "周报", Lang.ZH), Lang.ZH) == [
        "客服周报 8/10–8/16",
        "平常的一周，没有要处理的变化",
        "接待 13,011 人次，各项都在近 8 周的正常范围内。",
        "满意度 91.9%（前一周 92.3%）正常波动",
        "首响 17 秒（前一周 17 秒）正常波动",
        "转化 53.8%（前一周 53.5%）正常波动",
        "销售 42.8 万（前一周 42.5 万）正常波动",
        "数据到 8/16，两店齐全。 销售未扣退款。",
    ]


def test_g05_an_ordinary_week_in_english(whole: Database) -> None:
    assert lines(post_on(whole, ORDINARY, "weekly", Lang.EN), Lang.EN) == [
        "CS weekly 10–16 Aug",
        "An ordinary week, nothing to act on",
        "13,011 contacts; every figure within its range of the last 8 weeks.",
        "CSAT 91.9% (week before 92.3%), usual variation",
        "First reply 17 s (week before 17 s), usual variation",
        "Conversion 53.8% (week before 53.5%), usual variation",
        "Sales ¥428K (week before ¥425K), usual variation",
        "Data to 16 Aug, both shops complete. Sales before refunds.",
    ]


def test_g06_missing_data_in_chinese(lacking: Database) -> None:
    assert lines(post_on(lacking, GAP, "周报", Lang.ZH), Lang.ZH)[:-1] == [
        "客服周报 9/14–9/20（数据不全）",
        "合计先不下结论：木棉抖音店缺 9/19、9/20",
        "下面只有木棉旗舰店是整周。",
        "木棉旗舰店满意度 92.7%（前一周 90.1%）正常波动",
        "木棉旗舰店首响 16 秒（前一周 17 秒）正常波动",
        "木棉旗舰店接待 10,210（前一周 10,197）正常波动",
        "两店合计，只比周一到周五",
        "接待 8,946 人次（前一周同 5 天 8,826）",
    ]


def test_g07_missing_data_in_english(lacking: Database) -> None:
    said = lines(post_on(lacking, GAP, "weekly", Lang.EN), Lang.EN)
    assert said[0] == "CS weekly 14–20 Sep (data missing)"
    assert said[1].startswith("No conclusion on totals: ")
    assert "92.7% (week before 90.1%)" in said[3]
    assert "10,210 (week before 10,197)" in said[5]
    assert said[6:8] == [
        "Both shops, Monday to Friday only",
        "8,946 contacts (same 5 days the week before 8,826)",
    ]
