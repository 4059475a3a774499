"""docs/coverage.md keeps its promise: every feature once, and the tests it names exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEED = ROOT.parent / "shared" / "spec" / "seed-features.md"
STATES = {"works", "in part", "later", "not built, on purpose"}


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines()
    found = [[c.strip() for c in line.strip("|").split("|")] for line in lines if "|" in line]
    return [row for row in found if re.fullmatch(r"[A-Z]\d{1,2}", row[0])]


def test_every_row_has_a_state_and_what_works_has_a_test() -> None:
    for row in rows():
        assert row[2] in STATES, row
        assert bool(row[3]) == (row[2] in {"works", "in part"}), row


def test_the_tests_named_exist() -> None:
    for row in rows():
        if not row[3]:
            continue
        file, _, name = row[3].strip("`").partition("::")
        path = ROOT / file
        assert path.is_file(), row
        assert not name or f"def {name}(" in path.read_text(encoding="utf-8"), row


def test_every_id_is_there_once() -> None:
    ids = [row[0] for row in rows()]
    assert len(ids) == len(set(ids))
    if not SEED.is_file():
        pytest.skip("the list of features (../shared/spec) is not on this machine")
    wanted = set(re.findall(r"^\| ([A-Z]\d{1,2}) \|", SEED.read_text(encoding="utf-8"), re.M))
    assert set(ids) == wanted - {f"S{i}" for i in range(5)}
