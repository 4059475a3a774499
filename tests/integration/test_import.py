"""Files in, facts out: every shape through the command that people use."""

import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from sqlalchemy import text

from base.answer import Answer
from base.clock import FixedClock
from base.language import Msg
from base.refusal import Refusal
from base.rights import Actor, Role, operator
from commands.imports import import_report, list_imports, run_import, run_redo, run_undo
from intake.options import ImportOptions
from intake.outcome import ImportReport
from storage.canonical import canonical_hash
from storage.engine import Database, ensure_schema, open_database
from storage.tables import shop

CLOCK = FixedClock(datetime(2026, 11, 21, 8, tzinfo=UTC))

CHATS = (
    "会话编号,开始时间,店铺,渠道,客服,接待方,首次响应（秒）,平均响应（秒）,处理时长,是否解决,评分,"
    "咨询分类,是否询单,是否付款,销售额\n"
    "1,2026-11-02 09:10:00,木棉旗舰店,天猫,小美,人工,12,20,0:05:00,是,5,尺码,是,是,129.90\n"
    "2,2026-11-02 09:40:00,木棉旗舰店,Tmall,小美,人工,45,30,0:10:00,否,2,物流,是,否,\n"
    "3,2026-11-02 23:59:59,木棉旗舰店,tmall,阿哲,人工,,,,否,,物流,否,否,\n"
    "4,2026-11-03 00:00:01,木棉旗舰店,天猫,店小蜜,机器人,1,1,30,是,,尺码,否,否,\n"
)
REPORT = (
    "日期,店铺,渠道,组,客服,接待人数,frt_n,frt_sum_s,frt_le30,评价数,好评数\n"
    "2026-11-02,木棉旗舰店,天猫,售前组,小美,40,40,800,35,4,4\n"
    "2026-11-03,木棉旗舰店,天猫,售前组,小美,50,49,900,40,5,4\n"
)


@dataclass
class Desk:
    """A database and a folder, and what a person does with them."""

    folder: Path
    database: Database

    def file(self, name: str, content: str, encoding: str = "utf-8") -> Path:
        """Write a file."""
        path = self.folder / name
        path.write_bytes(content.encode(encoding))
        return path

    def take(self, path: Path, **options: Any) -> ImportReport:
        """Import a file."""
        return import_report(
            self.database, path, ImportOptions(**options), operator(), CLOCK, _quiet
        )

    def say(self, name: str, content: str, **options: Any) -> ImportReport:
        """Write a file and import it."""
        return self.take(self.file(name, content), **options)

    def sums(self, table: str, *measures: str, where: str = "1=1") -> tuple[Any, ...]:
        """Return sums of a fact table."""
        columns = ", ".join(f"sum({m})" for m in measures)
        with self.database.read() as connection:
            row = connection.execute(text(f"SELECT {columns} FROM facts.{table} WHERE {where}"))
            return tuple(row.one())

    def hash(self) -> str:
        """Return the hash of all facts."""
        return canonical_hash(self.database)

    def tables(self) -> dict[str, int]:
        """Return how many rows the tables that an import may touch have."""
        names = ("shop", "team", "account", "setting", "facts.import", "facts.member",
                 "facts.upload", "facts.part")  # fmt: skip
        with self.database.read() as connection:
            return {n: connection.execute(text(f'SELECT count(*) FROM {_quoted(n)}')).scalar_one()
                    for n in names}  # fmt: skip


def _quoted(name: str) -> str:
    return ".".join(f'"{part}"' for part in name.split("."))


def _quiet(_done: int, _of: int) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an empty database: migrating one a test would take longer than it."""
    folder = tmp_path_factory.mktemp("template")
    database = open_database(f"sqlite:///{folder}/t.db")
    ensure_schema(database)
    database.close()
    return folder


@pytest.fixture
def desk(tmp_path: Path, template: Path) -> Iterator[Desk]:
    for file in template.iterdir():
        shutil.copy(file, tmp_path)
    database = open_database(f"sqlite:///{tmp_path}/t.db")
    yield Desk(tmp_path, database)
    database.close()


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


# --- the shapes ------------------------------------------------------------------------------


def test_a_chat_log_becomes_facts(desk: Desk) -> None:
    report = desk.say("chats.csv", CHATS)
    assert (report.preset, report.rows_read, report.accepted) == ("chat_log", 4, 4)
    assert (report.first_day, report.last_day) == (date(2026, 11, 2), date(2026, 11, 3))
    measures = ("contacts", "answered", "bot_contacts", "frt_n", "frt_sum", "frt_le30", "ratings",
                "good", "bad", "resolved", "inquiries", "inq_paid", "cs_sales", "handle_sum",
                "art_n", "art_sum")  # fmt: skip
    assert desk.sums("chat_day", *measures) == (
        4, 3, 1, 2, 57, 1, 2, 1, 1, 2, 2, 1, 12990, 930, 2, 50,
    )  # fmt: skip
    second = f"day = {_ordinal('2026-11-02')}"
    assert desk.sums("chat_day", "contacts", where=second) == (3,)
    assert desk.sums("chat_slot_day", "contacts", where="slot = 18") == (1,)
    assert desk.sums("chat_slot_day", "contacts", where="slot = 47") == (1,)
    with desk.database.read() as connection:
        channels = connection.execute(
            text("SELECT name, name_en FROM facts.member WHERE dim = 'channel'")
        ).all()
    assert [tuple(c) for c in channels] == [("天猫", "Tmall")]


def test_a_call_log_delivers_waits_and_no_first_response(desk: Desk) -> None:
    report = desk.say(
        "calls.csv",
        "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,"
        "AvgTalkDuration,Satisfaction rating\n"
        "ID1,Diane,2021-01-01,09:12:58,Contract related,Y,Y,109,0:02:23,3\n"
        "ID2,Diane,2021-01-01,09:30:00,Payment related,N,N,33,,\n",
    )
    assert report.feed == "call_log"
    measures = ("contacts", "answered", "abandoned", "wait_n", "wait_sum", "handle_sum", "resolved",
                "frt_n")  # fmt: skip
    assert desk.sums("chat_account_day", *measures) == (2, 1, 1, 1, 109, 143, 1, None)
    with desk.database.read() as connection:
        accounts = connection.execute(text("SELECT nickname FROM account")).scalars().all()
    assert accounts == ["Diane"]


def test_a_workbook_with_a_title_and_another_sheet_is_read(desk: Desk) -> None:
    path = desk.folder / "日报.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("说明").write(0, 0, "导出说明")
    sheet = book.add_worksheet("数据")
    sheet.write(1, 1, "客服日报")
    for at, header in enumerate(["日期", "客服", "接待量", "平均处理时长", "客服销售额"]):
        sheet.write(3, at + 1, header)
    sheet.write_datetime(4, 1, datetime(2026, 11, 2), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    sheet.write(4, 2, "小美")
    sheet.write(4, 3, 40)
    sheet.write(4, 4, 65 / 86400, book.add_format({"num_format": "[h]:mm:ss"}))
    sheet.write(4, 5, 99.5)
    sheet.write(5, 1, 46329)
    sheet.write(5, 2, "小美")
    sheet.write(5, 3, "很多")
    book.close()
    report = desk.take(path)
    assert (report.rows_read, report.accepted, report.rejected_count) == (2, 1, 1)
    assert (report.rejected[0].row, report.rejected[0].column) == (6, "接待量")
    assert desk.sums("chat_day", "contacts", "handle_n", "handle_sum", "cs_sales") == (
        40, 40, 2600, 9950,
    )  # fmt: skip


_TMALL = (
    "旺旺昵称,咨询人数,接待人数,未回复人数,平均响应时长（秒),3分钟人工响应率,首次响应时长（秒),旺旺分组\n"
    "店铺:甲,42,41,1,10,0.99,20,售前\n"
    "店铺:乙,10,9,0,--,--,-,售后\n"
    "汇总值,52,{total},1,,,,\n"
    "平均值,26,25,0.5,,,,\n"
)


def test_a_platform_report_takes_its_day_from_the_name(desk: Desk) -> None:
    report = desk.say("接待_2026-11-15至2026-11-15.csv", _TMALL.format(total=50), shop="木棉旗舰店")
    assert (report.accepted, report.summary_rows) == (2, 2)
    assert all(check.agrees for check in report.checks)
    assert desk.sums("chat_day", "contacts", "answered", "frt_n", "frt_sum", "art_sum") == (
        50, 49, 40, 800, 400,
    )  # fmt: skip
    assert desk.sums("measure_day", "value", where="measure = 'consult_users'") == (52,)
    assert any(note.key == "import.note.means_weighted" for note in report.notes)
    with desk.database.read() as connection:
        of_shop = connection.execute(text("SELECT DISTINCT shop_id FROM account")).scalars().all()
        platform = connection.execute(text("SELECT platform FROM shop")).scalar_one()
    assert 0 not in of_shop
    assert platform == "tmall"


def test_a_row_of_sums_that_disagrees_is_told_with_both_numbers(desk: Desk) -> None:
    path = desk.file("r.csv", _TMALL.format(total=53))
    options = ImportOptions(day=date(2026, 11, 15))
    answer = run_import(desk.database, path, options, operator(), CLOCK, _quiet)
    told = _line(answer, "import.sums_differ")
    assert told.params["column"] == "接待人数"
    assert told.params["stated"].value == 53  # type: ignore[union-attr]
    assert told.params["summed"].value == 50  # type: ignore[union-attr]
    assert desk.sums("chat_day", "contacts") == (50,)


def _line(answer: Answer, key: str) -> Msg:
    return next(line for line in answer.lines if line.key == key)


def test_a_report_of_several_days_without_dates_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal, match="several_days"):
        desk.say("接待_2026-11-09至2026-11-15.csv", _TMALL.format(total=50))
    with pytest.raises(Refusal, match="no_day") as refused:
        desk.say("接待.csv", _TMALL.format(total=50))
    assert refused.value.suggestions


def test_an_hourly_report_becomes_half_hours_only(desk: Desk) -> None:
    report = desk.say(
        "hours.csv",
        "day,team,hour,contacts,frt_n,frt_sum_s,frt_le30,on_shift\n"
        "2026-11-09,售前组,8,45,44,762,39,6\n2026-11-09,售前组,9,75,75,1344,64,6\n",
    )
    assert report.ignored_columns == ("on_shift",)
    assert desk.sums("chat_slot_day", "contacts", "answered", where="slot = 16") == (45, 44)
    assert desk.sums("chat_day", "contacts") == (None,)


ORDERS = (
    "订单号,商品编码,商品名称,数量,付款时间,单价,买家昵称,国家\n"
    "1001,A,红裙,2,2026-11-02 10:00:00,0.105,anna,中国\n"
    "1001,B,蓝裙,1,2026-11-02 10:00:00,10.00,anna,中国\n"
    "1001,A,红裙,1,2026-11-02 10:00:00,1.00,anna,中国\n"
    "1002,A,红裙,1,2026-11-02 11:00:00,5,,中国\n"
    "C1003,A,红裙,-1,2026-11-03 11:00:00,5,anna,中国\n"
)


def test_order_lines_count_orders_once_and_money_exactly(desk: Desk) -> None:
    report = desk.say("orders.csv", ORDERS)
    assert report.accepted == 5
    measures = ("orders", "order_sales", "items", "cancel_orders", "cancel_sales")
    assert desk.sums("sales_day", *measures) == (2, 21 + 1000 + 100 + 500, 5, 1, 500)
    assert desk.sums("sales_product_day", "orders") == (3,)
    with desk.database.read() as connection:
        buyers = connection.execute(text("SELECT DISTINCT buyer FROM facts.buyer_day")).all()
        stored = connection.execute(text("SELECT value FROM setting WHERE key='buyer_key'"))
        assert len(json.loads(stored.scalar_one())) == 64
    assert len(buyers) == 1
    assert any(n.key == "import.note.lines_without_buyer" for n in report.notes)


def test_order_numbers_that_a_spreadsheet_has_damaged_are_rejected(desk: Desk) -> None:
    content = ORDERS + "4.0251E+17,A,红裙,1,2026-11-02 11:00:00,5,anna,中国\n"
    report = desk.say("orders.csv", content)
    assert (report.rejected_count, report.accepted) == (1, 5)
    assert report.rejected[0].reason.key == "import.reason.damaged_id"
    path = desk.folder / "o.xlsx"
    book = xlsxwriter.Workbook(str(path))
    rows: list[list[Any]] = [
        ["订单号", "付款时间", "实付金额"],
        ["402510000000000123", "2026-11-02 10:00:00", 5],
        ["402510000000000124", "2026-11-02 10:00:00", 5],
        [402510000000000123, "2026-11-02 10:00:00", 5],
    ]
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    report = desk.take(path, shop="另一家")
    assert (report.accepted, report.rejected[0].row) == (2, 4)


def test_the_measure_table_feeds_common_rare_and_category_measures(desk: Desk) -> None:
    report = desk.say(
        "m.csv",
        "day,shop,account,category,measure,value\n"
        "2026-11-02,木棉,小美,,接待量,30\n"
        "2026-11-02,木棉,小美,,cs_sales,99.95\n"
        "2026-11-02,木棉,小美,,咨询人数,28\n"
        "2026-11-02,木棉,,尺码,resolved,7\n"
        "2026-11-02,木棉,,物流,resolved,5\n"
        "2026-11-02,木棉,小美,,contatcs,5\n"
        "2026-11-02,木棉,小美,,ratings,1.5\n",
    )
    assert desk.sums("chat_day", "contacts", "cs_sales", "resolved") == (30, 9995, 12)
    assert desk.sums("chat_category_day", "resolved") == (12,)
    assert desk.sums("measure_day", "value") == (28,)
    keys = [r.reason.key for r in report.rejected]
    assert keys == ["import.reason.unknown_measure", "import.reason.not_whole"]
    assert "contacts" in report.rejected[0].reason.params["nearest"].items  # type: ignore[union-attr]


def test_a_staff_list_puts_people_behind_accounts_and_facts(desk: Desk) -> None:
    desk.say("r.csv", REPORT.replace("售前组", ""))
    report = desk.say(
        "staff.csv",
        "姓名,英文名,组,岗位,组长,用工,角色,入组日期,昵称\n"
        "王小美,May,售前组,客服,是,外包,客服,2026-01-01,小美;小美2\n"
        "李四,,售后组,,,租借,,,\n",
    )
    assert (report.people_added, report.rejected_count) == (1, 1)
    assert report.rejected[0].column == "用工"
    assert desk.sums("chat_team_day", "contacts", where="team > 0") == (90,)
    lead = Actor(1, "x", frozenset({Role.DATA}))
    path = desk.folder / "staff.csv"
    with pytest.raises(Refusal, match="may_not_edit_staff"):
        import_report(desk.database, path, ImportOptions(), lead, CLOCK, _quiet)


def test_headers_with_line_breaks_and_values_with_delimiters(desk: Desk) -> None:
    desk.say("r.csv", '日期,客服,"接待\n人数"\n2026-11-02,"小美, 又名May",40\n')
    assert desk.sums("chat_day", "contacts") == (40,)


# --- encodings, delimiters, dates ------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same_facts(desk: Desk, encoding: str) -> None:
    desk.take(desk.file("r.csv", REPORT, encoding))
    with desk.database.read() as connection:
        assert connection.execute(text("SELECT nickname FROM account")).scalars().all() == ["小美"]
    assert desk.sums("chat_day", "contacts") == (90,)


def test_big5_is_read_and_an_encoding_can_be_said(desk: Desk) -> None:
    content = "日期,客服,接待量\n2026-11-02,陳曉東,40\n"
    desk.take(desk.file("r.csv", content, "big5"))
    desk.take(desk.file("s.csv", content, "big5"), encoding="big5")
    with desk.database.read() as connection:
        names = connection.execute(text("SELECT nickname FROM account")).scalars().all()
    assert names == ["陳曉東"]
    with pytest.raises(Refusal):
        desk.take(desk.file("t.csv", content, "big5"), encoding="utf-8")


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_every_delimiter_gives_the_same_facts(desk: Desk, delimiter: str) -> None:
    desk.say("r.csv", REPORT.replace(",", delimiter))
    assert desk.sums("chat_day", "contacts") == (90,)


_SLASHED = "date,agent,contacts\n{one},May,10\n{other},May,20\n"


def test_dates_in_slashes_need_evidence_or_a_word(desk: Desk) -> None:
    with pytest.raises(Refusal, match="dates_unclear") as refused:
        desk.say("r.csv", _SLASHED.format(one="03/04/2026", other="05/04/2026"))
    assert refused.value.suggestions == ("--dates dmy", "--dates mdy")
    report = desk.say("r.csv", _SLASHED.format(one="03/04/2026", other="05/04/2026"), dates="dmy")
    assert (report.first_day, report.last_day) == (date(2026, 4, 3), date(2026, 4, 5))
    report = desk.say("s.csv", _SLASHED.format(one="03/04/2026", other="03/24/2026"))
    assert report.last_day == date(2026, 3, 24)


def test_the_day_is_the_shops_and_moments_with_a_zone_are_converted(desk: Desk) -> None:
    log = (
        "conversation id,started at,shop,agent,first reply (s)\n"
        "1,2026-11-02T20:30:00Z,Mumian,May,5\n"
        "2,2026-11-02T15:30:00Z,Mumian,May,5\n"
    )
    report = desk.say("a.csv", log)
    assert (report.first_day, report.last_day) == (date(2026, 11, 2), date(2026, 11, 3))
    with desk.database.write() as connection:
        connection.execute(shop.update().values(day_start=300))
    report = desk.say("b.csv", log)
    # 04:30 in Shanghai is before the shop's day begins at 05:00.
    assert (report.first_day, report.last_day) == (date(2026, 11, 2), date(2026, 11, 2))


# --- what is wrong with a file ---------------------------------------------------------------


def test_bad_rows_are_rejected_and_bad_fields_left_out(desk: Desk) -> None:
    content = CHATS + (
        "5,bad date,木棉旗舰店,天猫,小美,人工,12,20,60,是,5,尺码,是,是,1\n"
        "6,2026-11-03 10:00:00,木棉旗舰店,天猫,小美,人工,-7,20,60,是,9,尺码,是,是,1\n"
        "7,2026-11-03 10:00:00,木棉旗舰店,天猫,小美,人工,7,20,60,是,5,尺码,是,是,1,2,3\n"
        "8,2026-11-03 10:00:00,新开的店,天猫,小美,机器猫,7,20,60,是,5,尺码,是,是,1\n"
    )
    report = desk.say("chats.csv", content)
    assert (report.rows_read, report.accepted, report.rejected_count) == (8, 5, 3)
    assert [(r.row, r.reason.key) for r in report.rejected] == [
        (6, "import.reason.date"),
        (8, "import.reason.too_many_cells"),
        (9, "import.reason.handler"),
    ]
    # What only a rejected row named is not entered.
    with desk.database.read() as connection:
        names = connection.execute(text("SELECT name FROM shop")).scalars().all()
    assert names == ["木棉旗舰店"]
    assert report.shops == ("木棉旗舰店",)
    assert {(d.column, d.reason, d.count) for d in report.dropped} == {
        ("首次响应（秒）", "duration", 1),
        ("评分", "rating", 1),
    }
    assert desk.sums("chat_day", "contacts", "frt_n", "ratings") == (5, 2, 2)


def test_rejected_rows_are_written_to_a_file_that_spreadsheets_can_open(desk: Desk) -> None:
    content = REPORT + "=1+1,木棉旗舰店,天猫,售前组,小美,40,40,800,35,4,4\n"
    target = desk.folder / "rejects.csv"
    answer = run_import(
        desk.database, desk.file("r.csv", content), ImportOptions(), operator(), CLOCK, _quiet,
        rejects=target, word=lambda m: f"worded {m.key}",
    )  # fmt: skip
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1] == ["4", "日期", "'=1+1", "worded import.reason.date"]
    assert _line(answer, "import.rejects_written").params["n"] == 1


def test_a_file_of_which_most_would_be_lost_is_refused_whole(desk: Desk) -> None:
    before = desk.tables()
    rows = "".join(
        f"{day},新店,天猫,组,新人,40,40,800,35,4,4\n" for day in ("x", "y", "2026-11-02")
    )
    with pytest.raises(Refusal, match="mostly_bad"):
        desk.say("r.csv", REPORT.splitlines()[0] + "\n" + rows)
    assert desk.tables() == before


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("", "import.empty_file"),
        ("日期,客服,接待量\n", "import.no_rows"),
        ("日期,客服,接待量\n,,\n", "import.no_rows"),
        ("水果,价格\n苹果,3\n", "import.unknown_kind"),
        ('日期,客服,接待量\n2026-11-02,"小美,40\n', "import.broken_text"),
        ("PK\x03\x04 not a workbook", "import.not_a_table"),
        ("日期\x00,客服", "import.not_a_table"),
        ("订单号,付款时间,单价\n1,soon,5\n2,2026-11-01,free\n", "import.mostly_bad"),
    ],
)
def test_wrong_files_are_refused_whole(desk: Desk, content: str, key: str) -> None:
    before = desk.tables()
    with pytest.raises(Refusal, match=key):
        desk.say("f.csv", content)
    assert desk.tables() == before


def test_parts_larger_than_their_whole_are_rejected(desk: Desk) -> None:
    content = REPORT + "2026-11-04,木棉旗舰店,天猫,售前组,小美,40,40,800,41,4,4\n"
    report = desk.say("r.csv", content)
    assert [r.reason.key for r in report.rejected] == ["import.reason.part_over_whole"]


# --- replacement, authority, undo ------------------------------------------------------------


def test_a_dry_run_changes_nothing_and_says_what_would_be(desk: Desk) -> None:
    desk.say("r.csv", REPORT)
    before, facts = desk.tables(), desk.hash()
    report = desk.say("r2.csv", REPORT.replace("小美", "新人"), dry_run=True)
    assert report.reference == ""
    assert [(r.reference, r.days) for r in report.replaced] == [("I-0001", 2)]
    assert report.new_accounts == ("新人",)
    desk.say("o.csv", ORDERS, dry_run=True)
    assert (desk.tables(), desk.hash()) == (before, facts)


def test_the_same_file_twice_changes_no_fact(desk: Desk) -> None:
    desk.say("r.csv", REPORT)
    once = desk.hash()
    report = desk.say("r.csv", REPORT)
    assert report.replaced[0].days == 2
    assert desk.hash() == once


def test_undo_and_redo_restore_the_facts_exactly(desk: Desk) -> None:
    empty = desk.hash()
    desk.say("r.csv", REPORT)
    first = desk.hash()
    desk.say("chats.csv", CHATS)
    second = desk.hash()
    assert len({empty, first, second}) == 3
    run_undo(desk.database, "I-0002", operator(), _quiet)
    assert desk.hash() == first
    run_redo(desk.database, "2", operator(), _quiet)
    assert desk.hash() == second
    run_undo(desk.database, "I-0001", operator(), _quiet)
    run_undo(desk.database, "I-0002", operator(), _quiet)
    assert desk.hash() == empty
    with pytest.raises(Refusal, match="already_undone"):
        run_undo(desk.database, "I-0002", operator(), _quiet)
    with pytest.raises(Refusal, match="bad_ref"):
        run_undo(desk.database, "the last one", operator(), _quiet)


def test_a_log_and_a_report_of_the_same_day_count_once_and_differ_loudly(desk: Desk) -> None:
    desk.say("r.csv", REPORT)
    report = desk.say("chats.csv", CHATS)
    assert desk.sums("chat_day", "contacts") == (4,)
    told = {d.measure: (d.total, d.other_total) for d in report.differences}
    assert told["contacts"] == (4, 90)


def test_a_week_exported_again_replaces_the_week_and_no_more(desk: Desk) -> None:
    def week(first: int, contacts: int, days: int = 7) -> str:
        rows = [f"2026-11-{first + i:02},小美,{contacts}" for i in range(days)]
        return "\n".join(["日期,客服,接待量", *rows]) + "\n"

    desk.say("all.csv", week(1, 10, 20))
    report = desk.say("week.csv", week(8, 11))
    assert [(r.reference, r.days) for r in report.replaced] == [("I-0001", 7)]
    assert desk.sums("chat_day", "contacts") == (13 * 10 + 7 * 11,)


def test_a_declared_period_claims_its_empty_days_too(desk: Desk) -> None:
    desk.say("r.csv", REPORT)
    period = (date(2026, 11, 1), date(2026, 11, 3))
    content = REPORT.splitlines()[0] + "\n2026-11-02,木棉旗舰店,天猫,售前组,小美,7,7,70,7,1,1\n"
    outside = content + "2026-11-04,木棉旗舰店,天猫,售前组,小美,7,7,70,7,1,1\n"
    report = desk.say("one.csv", outside, period=period)
    assert [r.reason.key for r in report.rejected] == ["import.reason.outside_period"]
    assert desk.sums("chat_day", "contacts") == (7,)


def test_days_without_rows_inside_the_claim_are_told(desk: Desk) -> None:
    report = desk.say("r.csv", "日期,客服,接待量\n2026-11-02,小美,40\n2026-11-05,小美,40\n")
    assert [(n.key, n.params["n"]) for n in report.notes] == [("import.note.days_without_rows", 2)]


def test_a_file_of_several_pieces_counts_rows_and_orders_across_them(desk: Desk) -> None:
    rows = 260_000
    lines = [f"{at // 4},红裙,1,2026-11-02 10:00:00,1.25,b{at % 7}" for at in range(rows)]
    lines[-1] = lines[-1].replace("1.25", "free")
    content = "\n".join(["订单号,商品,数量,付款时间,单价,买家", *lines])
    report = desk.say("big.csv", content)
    assert (report.rows_read, report.accepted) == (rows, rows - 1)
    assert [(r.row, r.value) for r in report.rejected] == [(rows + 1, "free")]
    assert desk.sums("sales_day", "orders", "order_sales") == (rows // 4, 125 * (rows - 1))


def test_a_row_without_any_figure_is_no_data_and_a_wrong_one_is_rejected_once(desk: Desk) -> None:
    content = (
        "日期,客服,接待量,首次响应时长\n2026-11-02,小美,40,20\n2026-11-02,阿哲,--,-\n"
        "2026-11-02,豆豆,十,20\n2026-11-03,小美,4,\n"
    )
    report = desk.say("r.csv", content)
    assert (report.rows_read, report.accepted, report.dropped) == (3, 2, ())
    assert [(r.row, r.reason.key) for r in report.rejected] == [(4, "import.reason.count")]
    assert [n.key for n in report.notes][1:] == ["import.note.rows_without_data"]
    assert desk.sums("chat_account_day", "contacts", "frt_n", "frt_sum") == (44, 40, 800)


def test_equal_rows_are_told(desk: Desk) -> None:
    report = desk.say("r.csv", REPORT + REPORT.splitlines()[-1] + "\n")
    assert [(n.key, n.params["n"]) for n in report.notes] == [("import.note.equal_rows", 1)]


# --- the command -----------------------------------------------------------------------------


def test_who_may_not_import_is_refused_before_the_file_is_opened(desk: Desk) -> None:
    agent = Actor(7, "小美", frozenset({Role.AGENT}))
    with pytest.raises(Refusal, match="not_allowed"):
        run_import(desk.database, desk.folder / "absent.csv", ImportOptions(), agent, CLOCK, _quiet)
    with pytest.raises(Refusal, match="not_allowed"):
        run_undo(desk.database, "I-0001", agent, _quiet)
    with pytest.raises(Refusal, match="cannot_open"):
        desk.take(desk.folder / "absent.csv")


def test_the_ledger_lists_imports_and_the_report_is_json(desk: Desk) -> None:
    assert list_imports(desk.database, operator()).takeaway.key == "import.none_yet"
    report = desk.say("r.csv", REPORT)
    assert json.loads(json.dumps(report.as_json()))["first_day"] == "2026-11-02"
    run_undo(desk.database, report.reference, operator(), _quiet)
    answer = list_imports(desk.database, operator())
    assert [line.key for line in answer.lines] == ["import.entry_undone"]
    assert answer.lines[0].params["ref"] == "I-0001"
