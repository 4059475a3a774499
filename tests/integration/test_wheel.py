"""The wheel holds every package and data file, and works in an empty environment."""

import json
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

# Together and early: what all of it rests on is made once.
pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PACKAGES = (
    "base", "storage", "metrics", "intake", "reviews", "commands", "jobs", "bot", "workspace",
)  # fmt: skip
REPORT = "日期,客服,接待人数,评价数,好评数\n2026-11-12,小美,100,40,38\n"


def _uv() -> str | None:
    beside = Path(sys.executable).parent / "uv"
    return str(beside) if beside.exists() else shutil.which("uv")


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    unreachable = ("No solution found", "Could not find a version", "error sending request",
                   "Temporary failure in name resolution", "Failed to fetch")  # fmt: skip
    if done.returncode and any(sign in done.stderr for sign in unreachable):
        pytest.skip("no package index can be reached, so no wheel can be built or installed")
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    uv = _uv()
    if uv:
        _run(uv, "build", "--wheel", "--out-dir", str(out), str(ROOT))
    else:
        _run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", str(out), str(ROOT))
    return next(out.glob("fupan-*.whl"))


def test_it_lists_packages_and_data(wheel: Path) -> None:
    has = set(zipfile.ZipFile(wheel).namelist())
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and "__pycache__" not in name and not name.endswith(".compiled"):
                assert name in has, name
    for lang in ("zh", "en"):
        assert f"bot/locale/{lang}/LC_MESSAGES/fupan.mo" in has
    assert not [name for name in has if name.startswith(("tests/", "benchmarks/"))]


def test_it_runs_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    uv = _uv()
    venv.create(home, with_pip=uv is None)
    python = str(home / "bin" / "python")
    if uv:
        _run(uv, "pip", "install", "--quiet", "--python", python, str(wheel))
    else:
        _run(python, "-m", "pip", "install", "--quiet", str(wheel))
    fupan = str(home / "bin" / "fupan")
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    (tmp_path / "日报.csv").write_text(REPORT, encoding="utf-8")
    done = subprocess.run(
        [fupan, "import", str(tmp_path / "日报.csv"), "--db", url],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    asked = subprocess.run(
        [fupan, "ask", "满意度", "上周", "--db", url, "--now", "2026-11-21", "--json"],
        capture_output=True, text=True, cwd=tmp_path, check=True,
    )  # fmt: skip
    assert json.loads(asked.stdout)["value"] == 0.95
