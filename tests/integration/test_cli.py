"""The command line as people and scripts use it: exit codes, JSON, files, rights, no tracebacks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.cli import main

NOW = "2026-11-21T10:00"
HEADINGS = (
    "日期,店铺,渠道,客服组,客服,接待人数,首响次数,首响总时长,30秒内首响,评价数,好评数,"
    "询单人数,付款人数,销售额\n"
)
REPORT = f"""{HEADINGS}\
2026-11-02,云朵店,天猫,售前组,小美,100,99,1600,90,40,38,50,25,5000.50
2026-11-02,云朵店,天猫,售后组,阿宁,80,80,1500,70,35,30,10,2,300
2026-11-09,云朵店,天猫,售前组,小美,210,200,6000,120,60,48,100,60,12000
2026-11-09,云朵店,天猫,售后组,阿宁,150,149,3100,100,50,35,20,6,900.25
"""
STAFF = """姓名,英文名,组,组英文名,职务,是否组长,角色,店铺,昵称
苏美,Mei Su,售前组,Pre-sales,客服,否,客服,,小美
宁静,Ning,售后组,After-sales,客服,是,,,阿宁
林岚,Lan Lin,,,主管,否,主管,,
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture
def loaded(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> str:
    for name, text in (("日报.csv", REPORT), ("人员.csv", STAFF)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert main(["import", str(tmp_path / name), "--db", url]) == 0, capsys.readouterr()
    capsys.readouterr()
    return url


def asked(url: str, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict]:  # type: ignore[type-arg]
    code = main(["ask", *words, "--db", url, "--now", NOW, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_question_in_both_languages(loaded: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, chinese = asked(loaded, capsys, "满意度", "上周")
    assert code == 0
    assert chinese["value"] == pytest.approx(83 / 110)
    assert chinese["n"] == 110
    assert chinese["compare"][0]["value"] == pytest.approx(68 / 75)
    assert chinese["text"].startswith("上周满意度 75.5%，比前一周低 15.2 个点")
    code, english = asked(loaded, capsys, "csat last week")
    assert code == 0
    assert english["value"] == chinese["value"]
    assert english["text"].startswith("CSAT last week was 75.5%, down 15.2 points")


def test_what_is_typed_says_the_language(
    loaded: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {}
    for typed, elsewhere in (("季度", "en_US.UTF-8"), ("quarterly", "zh_CN.UTF-8")):
        monkeypatch.setenv("LANG", elsewhere)
        assert main(["deck", typed, "--db", loaded, "--now", NOW]) == 2
        written = capsys.readouterr()
        said[typed] = any("\u4e00" <= c <= "\u9fff" for c in (written.out + written.err))
    assert said == {"季度": True, "quarterly": False}


def test_money_is_exact(loaded: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, found = asked(loaded, capsys, "客服销售额 上周")
    assert found["value"] == 12900.25
    assert found["currency"] == "CNY"


def test_what_is_not_understood_is_said_and_exits_2(
    loaded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = asked(loaded, capsys, "首响 上周 按楼层")
    assert code == 2
    assert found["metric"] is None
    assert "楼层" in found["text"]
    assert len(found["suggestions"]) == 3
    for suggestion in found["suggestions"]:
        assert asked(loaded, capsys, suggestion)[0] == 0, suggestion


def test_every_suggestion_under_an_answer_works(
    loaded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken = ("接待量 双十一", "csat this month", "首响 11/9", "转化 2026-11-01到2026-11-15")
    for question in spoken:
        code, found = asked(loaded, capsys, question)
        assert code == 0, question
        for suggestion in found["suggestions"]:
            assert asked(loaded, capsys, suggestion)[0] == 0, suggestion


def test_an_agent_sees_himself_a_lead_his_team(
    loaded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, mine = asked(loaded, capsys, "满意度 上周 按客服", "--as", "苏美")
    assert mine["value"] == pytest.approx(48 / 60)
    assert mine["rows"] == []
    _, led = asked(loaded, capsys, "满意度 上周 按客服", "--as", "宁静")
    assert [row["agent"] for row in led["rows"]] == ["宁静"]
    _, everybody = asked(loaded, capsys, "满意度 上周 按客服", "--as", "Lan Lin")
    assert {row["agent"] for row in everybody["rows"]} == {"苏美", "宁静"}
    code, refused = asked(loaded, capsys, "阿宁 满意度 上周", "--as", "苏美")
    assert code == 2
    assert refused["value"] is None
    assert refused["suggestions"] == ["满意度 上周 按组"]
    _, public = asked(loaded, capsys, "满意度 上周 按客服", "--channel")
    assert {row.get("team") for row in public["rows"]} == {"售前组", "售后组"}


def test_no_data_says_whose_or_which_import(
    loaded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, hers = asked(loaded, capsys, "满意度 上周 按客服", "--as", "林岚")
    assert hers["value"] is not None
    _, nobody = asked(loaded, capsys, "after-sales csat 2026-11-02", "--as", "Lan Lin")
    assert nobody["value"] is not None
    _, none = asked(loaded, capsys, "aov last week")
    assert none["value"] is None
    assert any("Order lines" in note for note in none["notes"])
    _, mine = asked(loaded, capsys, "my csat last week", "--as", "Lan Lin")
    assert mine["value"] is None
    assert any("Lan Lin" in note for note in mine["notes"])


def test_undo_and_redo(loaded: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo", "I-0001", "--db", loaded]) == 0
    capsys.readouterr()
    code, found = asked(loaded, capsys, "满意度 上周")
    assert code == 0
    assert found["value"] is None
    assert main(["undo", "I-0001", "--db", loaded]) == 2
    assert main(["redo", "I-0001", "--db", loaded]) == 0
    capsys.readouterr()
    assert asked(loaded, capsys, "满意度 上周")[1]["n"] == 110


def test_a_dry_run_changes_nothing(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "日报.csv").write_text(REPORT, encoding="utf-8")
    assert main(["import", str(tmp_path / "日报.csv"), "--db", url, "--dry-run"]) == 0
    capsys.readouterr()
    assert asked(url, capsys, "满意度 上周")[1]["value"] is None


def test_rejected_rows_go_to_a_file(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = REPORT + "2026-11-09,云朵店,天猫,售后组,阿宁二,abc,1,1,1,1,1,1,1,1\n"
    (tmp_path / "日报.csv").write_text(bad, encoding="utf-8")
    rejects = tmp_path / "rejects.csv"
    call = ["import", str(tmp_path / "日报.csv"), "--db", url, "--rejects", str(rejects)]
    assert main(call) == 0
    written = rejects.read_text(encoding="utf-8-sig")
    assert "abc" in written
    assert "6," in written


def test_files_that_are_none(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "nowhere.csv"), "--db", url, "--lang", "en"]) == 2
    assert "nowhere.csv" in capsys.readouterr().err
    (tmp_path / "menu.csv").write_text("dish,price\nsoup,3\n", encoding="utf-8")
    assert main(["import", str(tmp_path / "menu.csv"), "--db", url, "--lang", "en"]) == 2
    assert "dish" in capsys.readouterr().err


def test_a_person_nobody_knows(loaded: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "csat", "--as", "Nobody", "--db", loaded]) == 2
    assert "Nobody" in capsys.readouterr().err


def test_a_bad_moment_and_a_bad_address(capsys: pytest.CaptureFixture[str], url: str) -> None:
    assert main(["ask", "csat", "--now", "yesterday", "--db", url]) == 2
    assert main(["ask", "csat", "--db", "mysql://here/there"]) == 2
    assert main(["ask", "csat", "--db", "nonsense"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_damaged_database_fails_with_a_reference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is not a database, but long enough to be looked at" * 40)
    assert main(["ask", "csat", "--db", f"sqlite:///{broken}", "--lang", "en"]) == 1
    error = capsys.readouterr().err
    assert "reference" in error
    assert "Traceback" not in error


def test_starting_imports_nothing_heavy(loaded: str) -> None:
    """A cold question must not pay for what it does not use."""
    script = (
        "import sys; from bot.cli import main; "
        f"main(['ask', '满意度 上周', '--db', {loaded!r}, '--now', '{NOW}']); "
        "heavy = {'pandas', 'numpy', 'alembic', 'slack_bolt', 'slack_sdk', 'starlette', 'uvicorn', "
        "'rich', 'opencc', 'pypinyin', 'rapidfuzz', 'apscheduler', 'matplotlib', 'zstandard', "
        "'sqlalchemy.orm', 'psycopg'}; "
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert "HEAVY []" in done.stdout, done.stdout


# -- files ----------------------------------------------------------------------------------------


def test_an_answer_is_written_as_files(
    loaded: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, told = asked(loaded, capsys, "满意度 上周 按组")
    rows, book = tmp_path / "a.csv", tmp_path / "a.xlsx"
    call = ["ask", "满意度 上周 按组", "--db", loaded, "--now", NOW]
    assert main([*call, "--csv", str(rows), "--xlsx", str(book)]) == 0
    assert f"已写到 {book}" in capsys.readouterr().out
    lines = rows.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [row["team"] for row in told["rows"]]
    sheet = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert [row[1] for row in sheet[1:]] == pytest.approx([row["value"] for row in told["rows"]])


def test_a_csv_goes_to_standard_output_alone(loaded: str) -> None:
    call = ["ask", "满意度 上周", "--db", loaded, "--now", NOW, "--csv", "-"]
    done = subprocess.run([sys.executable, "-m", "bot.cli", *call], capture_output=True, check=True)
    assert done.stdout.startswith(b"\xef\xbb\xbf")
    assert done.stdout.decode("utf-8-sig").count("\r\n") >= 3
    assert done.stdout.endswith(b"\r\n")


def test_a_file_that_cannot_be_written_is_the_askers_to_mend(
    loaded: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "none" / "a.csv"
    assert main(["ask", "满意度 上周", "--db", loaded, "--now", NOW, "--csv", str(nowhere)]) == 2
    assert "写不了" in capsys.readouterr().err
