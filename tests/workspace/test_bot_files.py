"""Files dropped into the chat: imported, told, undone; what cannot be taken, and what then."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from bot.slack import downloading
from bot.slack.manifest import SCOPES
from commands.context import Context
from storage.ledger import LedgerEntry, entries
from tests.workspace.bot_world import TRANSPORTS, World, buttons, context_in, running, whole
from tests.workspace.test_bot_doors import _content, _submitted, window
from workspace import Driver, Fault

DATA = Path(__file__).parents[2].parent / "shared" / "data"
HEAD = "日期,店铺,渠道,组,客服,接待人数,评价数,好评数\n"


def report(day: str = "2026-11-20", contacts: object = 40, more: str = "") -> bytes:
    """A daily report of one agent and day; `more` are further rows."""
    return f"{HEAD}{day},木棉旗舰店,天猫,售前组,阿布,{contacts},4,4\n{more}".encode()


TWO_BAD = "2026-11-20,木棉旗舰店,天猫,售后组,小丁,很多,1,1\n,木棉旗舰店,天猫,售后组,小丁,3,1,1\n"
GOOD = (
    "2026-11-20,木棉旗舰店,天猫,售后组,大白,7,1,1\n2026-11-20,木棉旗舰店,天猫,售后组,可可,2,1,1\n"
)


def workbook() -> bytes:
    """The same report as a workbook, for the day before."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("数据")
    rows = [
        HEAD.strip().split(","),
        ["2026-11-19", "木棉旗舰店", "天猫", "售前组", "阿布", 55, 4, 4],
    ]
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


@pytest.fixture
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    found = context_in(tmp_path_factory.mktemp("files"))
    yield found
    found.database.close()


@pytest.fixture(params=TRANSPORTS)
def world(context: Context, request: pytest.FixtureRequest) -> Iterator[World]:
    with running(context, transport=request.param) as found:
        yield found


@pytest.fixture
def socket(context: Context) -> Iterator[World]:
    with running(context) as found:
        yield found


def imported(world: World) -> list[LedgerEntry]:
    """What was imported since the small department was set up, oldest first."""
    return entries(world.context.database)[-2::-1]


def sends(who: Driver, files: dict[str, bytes], channel: str | None = None, text: str = "") -> None:
    """Send several files with one message."""
    where = who.place(channel)
    ids = [who.actions.takes_up(who.member, where, name, data).id for name, data in files.items()]
    who.actions.shares(who.member, where, ids, text)


# -- taken ----------------------------------------------------------------------------------------


def test_a_file_in_the_direct_message_is_imported_and_undone_and_put_back(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.uploads(report(), "日报.csv")
    told = world.answer("lin", None, "日报.csv 已导入（I-0002）", "客服日报", "收下 1 行")
    assert "2026/11/20" in whole(told)
    assert "木棉旗舰店" in whole(told)
    assert list(buttons(told)) == ["撤销", "接待量 按店铺"]
    lin.clicks(told, buttons(told)["接待量 按店铺"])
    world.answer("lin", None, "接待量 40")
    lin.clicks(told, buttons(told)["撤销"])
    undone = world.answer("lin", None, "I-0002 已撤销")
    assert [one.live for one in imported(world)] == [False]
    assert list(buttons(undone)) == ["放回"]
    # The button under the import does the opposite now, too.
    turned = world.local.wait_for(
        lambda: next((m for m in lin.sees(None) if m.ts == told.ts and "放回" in buttons(m)), None)
    )
    lin.clicks(turned, buttons(turned)["放回"])
    world.answer("lin", None, "I-0002 已放回")
    assert [one.live for one in imported(world)] == [True]


def test_a_mention_with_a_workbook_is_answered_in_its_thread(world: World) -> None:
    lin, bob = world.local.as_person("lin"), world.local.as_person("bob")
    asked = lin.uploads(workbook(), "数据.xlsx", "general", text="@fupan")
    told = world.answer("bob", "general", "数据.xlsx 已导入（I-0002）", thread=asked.ts)
    assert told.visible_to is None
    # Bob may not import: he may not take it back either, and he alone is told.
    bob.clicks(told, buttons(told)["撤销"])
    no = world.answer("bob", "general", "Only data people, supervisors and admins", thread=asked.ts)
    assert no.visible_to == "UBOB"
    assert [one.live for one in imported(world)] == [True]
    assert not world.sees("lin", None)


def test_two_files_of_one_message_are_taken_in_their_order(socket: World) -> None:
    alice = socket.local.as_person("alice")
    sends(alice, {"first.csv": report(), "second.csv": report(contacts=41)}, text="contacts 11/20")
    told = socket.answer("alice", None, "second.csv is imported (I-0003)")
    assert "Replaced in I-0002 (first.csv)" in whole(told)
    # What was asked beside them is answered after them.
    socket.answer("alice", None, "Contacts", "41")
    assert [one.file_name for one in imported(socket)] == ["first.csv", "second.csv"]


def test_a_file_delivered_twice_is_imported_once(world: World) -> None:
    lin = world.local.as_person("lin")
    world.local.faults.add(Fault.duplicate("message", holding="file_share"))
    lin.uploads(report(), "日报.csv")
    world.answer("lin", None, "日报.csv 已导入")
    lin.says("导入记录")
    world.answer("lin", None, "最近 2 次导入")
    assert len(imported(world)) == 1
    assert len([m for m in world.sees("lin", None) if "已导入" in m.text]) == 1


def test_rows_that_were_not_taken_come_as_a_file_to_whoever_asks(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.uploads(report(more=TWO_BAD + GOOD), "日报.csv", "general", text="@fupan")
    asked = lin.sees("general")[0]
    told = world.answer("lin", "general", "日报.csv 已导入", "退回 2 行", thread=asked.ts)
    # No cell and no nickname is shown in a channel.
    assert "很多" not in whole(told)
    assert "小丁" not in whole(told)
    assert "大白" not in whole(told)
    lin.clicks(told, buttons(told)["看问题行"])
    world.answer("lin", "general", "文件发到我们的私信里了", thread=asked.ts)
    sent = world.local.wait_for(lambda: [m for m in lin.sees(None) if m.files])
    assert "I-0002" in sent[0].text
    rows = list(csv.reader(io.StringIO(_content(world, sent[0]).decode("utf-8-sig"))))
    assert rows[1:] == [
        ["3", "接待人数", "很多", "不是零以上的整数"],
        ["4", "日期", "", "没填"],
    ]


def test_in_private_the_cells_that_were_wrong_are_shown(socket: World) -> None:
    alice = socket.local.as_person("alice")
    alice.uploads(report(more=TWO_BAD + GOOD), "report.csv")
    told = socket.answer("alice", None, "report.csv is imported (I-0002)", "rejected: 2")
    assert "“很多”" in whole(told)
    alice.clicks(told, buttons(told)["Rejected rows"])
    socket.local.wait_for(lambda: [m for m in alice.sees(None) if m.files and m.user != alice.id])


# -- not taken ------------------------------------------------------------------------------------


def test_who_may_not_import_is_told_who_can(world: World) -> None:
    abu = world.local.as_person("abu")
    # The file is not even asked for.
    world.local.faults.add(Fault.server_error(503, "download", times=None))
    abu.uploads(report(), "日报.csv")
    no = world.answer("abu", None, "没有导入 日报.csv", "只对数据角色、主管和管理员开放")
    assert not buttons(no)
    abu.uploads(report(), "日报.csv", "general", text="@fupan")
    asked = abu.sees("general")[0]
    told = world.answer("abu", "general", "只对数据角色", thread=asked.ts)
    assert told.visible_to == "UABU"
    abu.says("导入记录")
    world.answer("abu", None, "导入数据只对")
    assert not imported(world)


def test_a_file_of_no_known_kind_is_mended_by_a_form(world: World) -> None:
    lin = world.local.as_person("lin")
    table = "哪天,谁,几个\n2026-11-20,阿布,4\n".encode()
    lin.uploads(table, "怪.csv")
    told = world.answer("lin", None, "没有导入 怪.csv", "“哪天”", "认错了就点“补充”")
    lin.clicks(told, buttons(told)["补充"])
    view = window(world, lin, "这是哪种表")
    lin.fills(view, {"source": "agent_day"})
    assert not _submitted(lin.submits(view))
    # The same file, read as what was said: it lacks the columns, which is told.
    world.answer("lin", None, "当不了客服日报")
    assert not imported(world)


def test_a_shop_that_is_missing_is_asked_for_and_the_same_file_is_imported(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.uploads(report().replace("木棉旗舰店".encode(), "木棉二店".encode()), "二店.csv")
    world.answer("lin", None, "二店.csv 已导入")
    bare = "日期,组,客服,接待人数\n2026-11-20,售前组,阿布,3\n".encode()
    lin.uploads(bare, "没写店.csv")
    told = world.answer("lin", None, "没有导入 没写店.csv", "木棉旗舰店、木棉二店")
    lin.clicks(told, buttons(told)["补充"])
    view = window(world, lin, "店铺")
    errors = _submitted(lin.submits(view))["errors"]
    assert errors == {"shop": "选一家店铺，或在下面写新店铺的名字"}
    lin.fills(view, {"shop": "木棉二店", "last": "2026-11-20"})
    assert set(_submitted(lin.submits(view))["errors"]) == {"first"}
    lin.fills(view, {"first": "2026-11-19"})
    assert not _submitted(lin.submits(view))
    told = world.answer("lin", None, "没写店.csv 已导入（I-0003）", "替换了 I-0002")
    assert "2026/11/19–11/20" in whole(told)
    assert "木棉二店" in whole(told)


def test_with_one_shop_a_file_without_a_shop_is_of_that(socket: World) -> None:
    lin = socket.local.as_person("lin")
    lin.uploads("日期,客服,接待人数\n2026-11-20,阿布,3\n".encode(), "日报.csv")
    told = socket.answer("lin", None, "日报.csv 已导入")
    assert "木棉旗舰店" in whole(told)


def test_a_day_that_is_missing_is_asked_for_in_a_channel_too(world: World) -> None:
    lin = world.local.as_person("lin")
    tmall = "旺旺昵称,咨询人数,接待人数,未回复人数,旺旺分组\n店铺:甲,42,41,1,售前\n".encode()
    asked = lin.uploads(tmall, "接待.csv", "general", text="@fupan")
    told = world.answer("lin", "general", "没有导入 接待.csv", "没有日期列", thread=asked.ts)
    assert told.visible_to == "ULIN"
    lin.clicks(told, buttons(told)["补充"])
    view = window(world, lin, "日期，或从哪天起")
    lin.fills(view, {"first": "2026-11-18"})
    assert not _submitted(lin.submits(view))
    # What came of a form is told to whoever filled it in.
    done = world.answer("lin", "general", "接待.csv 已导入（I-0002）", "2026/11/18")
    assert done.visible_to == "ULIN"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("周报.pdf", b"%PDF-1.7 \x00", "不是表格"),
        ("日报.zip", b"PK\x03\x04", "压缩包要先解开"),
        ("日报.xlsx", b"PK\x03\x04 no workbook", "不是表格"),
        ("导出.xls", b"\xef\xbb\xbf<HTML><table><tr><td>1", "其实是网页"),
    ],
)
def test_what_is_no_table_is_told_in_words(
    socket: World, name: str, data: bytes, says: str
) -> None:
    lin = socket.local.as_person("lin")
    lin.uploads(data, name)
    assert not buttons(socket.answer("lin", None, f"没有导入 {name}", says))


def test_a_picture_beside_a_question_is_no_import(socket: World) -> None:
    lin = socket.local.as_person("lin")
    lin.uploads(b"\x89PNG", "截图.png", text="满意度 上周")
    socket.answer("lin", None, "上周满意度 90.0%")
    assert not [m for m in socket.sees("lin", None) if "没有导入" in m.text]


def test_a_sign_in_page_in_place_of_the_file_is_a_matter_for_the_admin(context: Context) -> None:
    with running(context, scopes=frozenset(SCOPES) - {"files:read"}) as world:
        lin = world.local.as_person("lin")
        lin.uploads(report(), "日报.csv")
        told = world.answer("lin", None, "没有导入 日报.csv", "登录页", "files:read")
        # Tried again by the file's id, Slack says outright that the scope is missing.
        lin.clicks(told, buttons(told)["再试"])
        world.local.wait_for(lambda: len(world.sees("lin", None)) == 2, 20.0)
        assert "files:read" in whole(world.sees("lin", None)[-1])
        assert not imported(world)


def test_a_download_that_breaks_off_is_tried_again(socket: World) -> None:
    lin = socket.local.as_person("lin")
    socket.local.faults.add(Fault.server_error(503, "download", times=2))
    lin.uploads(report(), "日报.csv")
    socket.answer("lin", None, "日报.csv 已导入（I-0002）")
    socket.local.faults.add(Fault.server_error(503, "download", times=3))
    lin.uploads(report(contacts=44), "日报2.csv")
    told = socket.answer("lin", None, "没有导入 日报2.csv", "文件没下载完")
    lin.clicks(told, buttons(told)["再试"])
    socket.answer("lin", None, "日报2.csv 已导入（I-0003）")


def test_a_file_that_is_too_large_is_not_fetched(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "MOST_BYTES", 2 * 1024 * 1024)
    with running(context) as world:
        lin = world.local.as_person("lin")
        world.local.faults.add(Fault.server_error(503, "download", times=None))
        lin.uploads(b"a" * (2 * 1024 * 1024 + 1), "大.csv")
        world.answer("lin", None, "没有导入 大.csv", "文件超过 2 MB")


def test_somebody_elses_file_is_nobody_elses_to_import(socket: World) -> None:
    lin, alice = socket.local.as_person("lin"), socket.local.as_person("alice")
    sent = lin.uploads(report(), "日报.csv")
    socket.answer("lin", None, "已导入")
    alice.says(f"import {sent.files[0]} {{}}")
    socket.answer("alice", None, "The file is no longer in the chat")
    assert len(imported(socket)) == 1


# -- the latest imports ---------------------------------------------------------------------------


def test_the_latest_imports_are_listed_to_their_keeper_alone(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.uploads(report(), "日报.csv")
    world.answer("lin", None, "日报.csv 已导入")
    lin.slash("fupan", "imports", channel="general")
    listed = world.answer("lin", "general", "最近 2 次导入", "日报.csv")
    assert listed.visible_to == "ULIN"
    lin.mentions("导入记录", "general")
    public = world.answer("lin", "general", "最近 2 次导入")
    assert public.visible_to == "ULIN"
    assert list(buttons(listed)) == ["撤销 I-0002", "撤销 I-0001"]
    lin.clicks(listed, buttons(listed)["撤销 I-0002"])
    world.answer("lin", "general", "I-0002 已撤销")
    lin.says("撤销 I-0002")
    world.answer("lin", None, "I-0002 已经撤销了")


def test_help_says_that_a_file_can_be_dropped(socket: World) -> None:
    socket.local.as_person("alice").says("help")
    socket.answer("alice", None, "drop a file into our direct message")


# -- a real export --------------------------------------------------------------------------------


def test_a_reception_report_as_the_platform_exports_it(socket: World) -> None:
    path = DATA / "platform_exports" / "tmall_reception.csv"
    if not path.exists():
        pytest.skip("tmall_reception.csv is not beside the repository, in ../shared/data")
    lin = socket.local.as_person("lin")
    lin.uploads(path.read_bytes(), "咨询接待分析_2026-11-20至2026-11-20.csv")
    told = socket.answer("lin", None, "已导入（I-0002）", "汇总、均值行 2 行")
    lin.clicks(told, buttons(told)["接待量 按店铺"])
    socket.answer("lin", None, "接待量 586")
