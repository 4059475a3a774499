"""Two hundred agents with impossible names: within the limits, continued below, complete as CSV."""

import csv
import io
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from base.clock import FixedClock
from base.rights import operator
from commands.context import Context
from intake.options import ImportOptions
from intake.service import import_file
from storage.engine import ensure_schema, open_database
from tests.workspace.bot_world import LAST_WEEK, NOW, World, buttons, running, whole
from workspace import Message

AGENTS = 200
ODD = ("<!channel>", "*粗*", "👩🏽‍💻", "שלום", "e\u0301", "`x`", "&amp;", "_i_")


def name_of(number: int) -> str:
    """Return a name of 80 characters that nobody else has."""
    return f"{number:03d} {ODD[number % len(ODD)]} ".ljust(80, "长")[:80]


def _quiet(_done: int, _of: int) -> None: ...


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("long")
    database = open_database(f"sqlite:///{folder / 'fupan.db'}")
    ensure_schema(database)
    clock = FixedClock(NOW)
    staff = [("name", "team", "roles", "slack_user"), ("林岚", "", "supervisor", "ULIN")]
    report: list[tuple[object, ...]] = [("day", "shop", "team", "agent", "contacts")]
    for number in range(AGENTS):
        staff.append((name_of(number), f"{number % 7}组", "", ""))
        report.append((LAST_WEEK, "店", f"{number % 7}组", name_of(number), 100 + number))
    for name, rows in (("staff.csv", staff), ("report.csv", report)):
        path = _written(folder / name, rows)
        import_file(database, path, ImportOptions(may_edit_staff=True), operator(), clock, _quiet)
    with running(Context(database, clock)) as found:
        yield found
    database.close()


def _written(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def _rows(message: Message) -> list[str]:
    tables = [b for b in message.blocks if b["type"] == "data_table"]
    return [row[0]["text"] for table in tables for row in table["rows"][1:]]


def test_what_does_not_fit_goes_on_in_the_thread(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.says("接待量 上周 按客服")
    first = world.answer("lin", None, "行，接在后面的消息里")
    last = world.answer("lin", None, "都在导出的 CSV 里", thread=first.ts)
    thread = [m for m in world.sees("lin", None, first.ts) if m.ts != first.ts]
    assert thread[-1].ts == last.ts
    assert all(m.thread_ts == first.ts for m in thread)
    shown = [name for message in (first, *thread) for name in _rows(message)]
    assert len(shown) == len(set(shown))
    assert len(shown) > 100
    for message in (first, *thread):
        assert "<!channel>" not in message.text
        for block in message.blocks:
            if block["type"] != "data_table":
                assert "<!channel>" not in str(block)


def test_for_the_asker_alone_it_is_cut_and_says_so(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("metric", "接待量 上周 按客服", channel="general")
    answer = world.answer("lin", "general", "行没有显示", "都在导出的 CSV 里")
    assert "接在后面" not in whole(answer)
    lin.clicks(answer, buttons(answer)["导出"])
    world.local.wait_for(lambda: lin.modal() and "CSV" in str(lin.modal()))
    view = lin.modal()
    assert view is not None
    lin.acts(view, "csv")
    sent = world.local.wait_for(lambda: [m for m in lin.sees(None) if m.files], 20.0)[-1]
    file = world.local.model.files.file(sent.files[0])
    url = f"{world.local.page_url}files/{file.id}/{quote(file.name)}"
    with urllib.request.urlopen(url) as response:
        rows = list(csv.reader(io.StringIO(response.read().decode("utf-8-sig"))))
    assert len(rows) == AGENTS + 1
    assert sum(int(float(row[2])) for row in rows[1:]) == sum(range(100, 100 + AGENTS))
