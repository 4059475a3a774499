"""`python -m benchmarks.run`: make the data, measure, compare with the goals, write the report.

A full run writes `docs/benchmarks.md` and `benchmarks/results.json`; any other writes only where
`--out` says, and its goals prove nothing. The parts that need no shape (`slack`, `pictures`,
`monday`, `agendas`, `paint`) can be measured alone and be put into the last full results with
`--merge`.
"""

import argparse
import json
import os
import platform
import resource
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from base.clock import DEFAULT_ZONE, SystemClock, local_day
from benchmarks import cold, importing, questions, timing
from benchmarks.data import SEED, SHAPES, Files, Tell
from benchmarks.goals import goals_of
from benchmarks.raw import make
from benchmarks.report import page
from storage.engine import Database

FULL_ROWS = 10_000_000
PARTS = ("import", "questions", "cold", "slack", "pictures", "monday", "agendas", "paint")
# These do not depend on the shape, nor on how many rows there are.
_APART = ("slack", "pictures", "monday", "agendas", "paint")
_ROOT = Path(__file__).resolve().parent.parent
_RESULTS = _ROOT / "benchmarks" / "results.json"
# Runs a round by engine: pandas takes seconds where the others take milliseconds.
_ROUNDS, _OURS, _PANDAS, _DUCKDB = 3, 5, 1, 5


def main(argv: Sequence[str] | None = None) -> int:
    """Run what is asked; return the exit code."""
    arguments = _parser().parse_args(argv)
    started = time.perf_counter()
    shapes = arguments.shape or SHAPES
    results = measure(arguments.rows, arguments.only or PARTS, shapes, tell)
    results |= {
        "command": shlex.join(["python", "-m", "benchmarks.run", *(argv or sys.argv[1:])]),
        "minutes": (time.perf_counter() - started) / 60,
        "finished": local_day(SystemClock(), DEFAULT_ZONE).isoformat(),
    }
    full = arguments.rows == FULL_ROWS and not arguments.only and not arguments.shape
    if arguments.merge:
        results, full = _merged(results), True
    _write(results, arguments.out, full=full)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.run", description="Measure against peers")
    parser.add_argument("--rows", type=int, default=FULL_ROWS, help="fewer for a quick look")
    parser.add_argument("--only", action="append", choices=PARTS, help="may be given repeatedly")
    parser.add_argument("--shape", action="append", choices=SHAPES, help="only this one")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where a quick look is written")
    parser.add_argument("--merge", action="store_true", help="into the last full results")
    return parser


def _merged(found: dict[str, Any]) -> dict[str, Any]:
    """Return the last full results with the parts measured now, and where these come from."""
    last: dict[str, Any] = json.loads(_RESULTS.read_text(encoding="utf-8"))
    names = ("commit", "dirty", "finished", "command")
    how = {name: found[name] for name in names}
    how |= {"load": os.getloadavg()[0], "cores": os.cpu_count()}
    later = last.setdefault("measured_later", {})
    for part in _APART:
        if part in found:
            last[part], later[part] = found[part], how
    last["goals"] = [goal.as_json() for goal in goals_of(last)]
    return last


def tell(text: str) -> None:
    """Show how far the run is."""
    print(text, file=sys.stderr, flush=True)


def measure(rows: int, parts: Sequence[str], shapes: Sequence[str], tell: Tell) -> dict[str, Any]:
    """Measure `parts` on `rows` conversations of each shape; raises Disagreement.

    Starting does not depend on the shape: it is measured on the first.
    """
    tell(f"seed {SEED}")
    results: dict[str, Any] = {"rows": rows, "full_rows": FULL_ROWS, "seed": SEED, "shapes": {}}
    for number, shape in enumerate(shapes):
        wanted = [p for p in parts if p not in _APART and (p != "cold" or number == 0)]
        if not wanted:
            continue
        with tempfile.TemporaryDirectory(prefix="fupan-bench-") as folder:
            found = _shape(Path(folder), rows, shape, wanted, tell)
            if "cold" in found:
                results["cold"] = found.pop("cold")
            if found:
                results["shapes"][shape] = found
    results |= _apart(parts, tell)
    results |= {"slice": min(importing.SLICE, rows), "pairs": cold.PAIRS}
    results |= {"machine": _machine(), "commit": _git("rev-parse", "--short", "HEAD")}
    results |= {"dirty": bool(_git("status", "--porcelain")), "peak_gb": _peak_gb()}
    results["goals"] = [goal.as_json() for goal in goals_of(results)]
    return results


def _apart(parts: Sequence[str], tell: Tell) -> dict[str, Any]:
    found: dict[str, Any] = {}
    # Drawing and serving are imported only where they are measured: they are slow to import.
    if "slack" in parts:
        from benchmarks import slack

        found["slack"] = slack.measure(tell).as_json()
    if "pictures" in parts:
        from benchmarks import pictures

        tell("pictures")
        found["pictures"] = [one.as_json() for one in pictures.measure()]
    if "monday" in parts:
        from benchmarks import monday

        found["monday"] = monday.measure(tell).as_json()
    if "agendas" in parts:
        from base.schedule import What
        from benchmarks import monday

        found["agendas"] = monday.measure(tell, what=What.AGENDA).as_json()
    if "paint" in parts:
        from benchmarks import paint

        found["paint"] = paint.measure(tell).as_json()
    return found


def _shape(folder: Path, rows: int, shape: str, parts: Sequence[str], tell: Tell) -> dict[str, Any]:
    files = make(folder, rows, shape, tell, peers="questions" in parts)
    url = f"sqlite:///{folder / 'fupan.db'}"
    database = importing.open_at(url)
    found: dict[str, Any] = {}
    try:
        if "import" in parts:
            found["import"] = importing.measure(database, files, folder, rows, tell).as_json()
        else:
            tell(f"importing {rows:,} rows, not measured")
            importing.take_in(database, files, tell)
        if "questions" in parts:
            found |= _questions(database, files, tell)
    finally:
        database.close()
    if "cold" in parts:
        tell("cold start")
        found["cold"] = cold.measure(url).as_json()
    return found


def _questions(database: Database, files: Files, tell: Tell) -> dict[str, Any]:
    raw = sqlite3.connect(files.sqlite)
    duck = duckdb.connect(str(files.duckdb), read_only=True)
    try:
        engines = questions.Engines(database, raw, duck, questions.codes_of(database))
        found = []
        for case in questions.CASES:
            tell(f"  {case.title}")
            found.append(_case(case, engines))
        return {"questions": found, "as_asked": _as_asked(engines)}
    finally:
        raw.close()
        duck.close()


def _case(case: questions.Case, engines: questions.Engines) -> dict[str, Any]:
    ours = case.read_ours(engines, case.ask_ours(engines))
    groups = questions.check(case, ours, case.read_pandas(case.ask_pandas(engines)), "pandas")
    questions.check(case, ours, case.read_duckdb(case.ask_duckdb(engines)), "DuckDB")
    works = (
        (lambda: case.ask_ours(engines), _OURS),
        (lambda: case.ask_pandas(engines), _PANDAS),
        (lambda: case.ask_duckdb(engines), _DUCKDB),
    )
    fupan, pandas, duck = timing.interleaved(works, _ROUNDS)
    return {
        "key": case.key,
        "title": case.title,
        "cross": case.cross,
        "percentile": case.percentile,
        "groups": groups,
        "fupan": fupan.as_json(),
        "pandas": pandas.as_json(),
        "duckdb": duck.as_json(),
    }


def _as_asked(engines: questions.Engines) -> dict[str, Any]:
    question = questions.asked_in_chat()
    groups = questions.check_asked_in_chat(engines, questions.ask(engines, question))
    works = [(lambda: questions.ask(engines, question), _OURS)]
    return {"groups": groups, "fupan": timing.interleaved(works, _ROUNDS)[0].as_json()}


def _machine() -> dict[str, Any]:
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gb": pages / 1e9,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in ("sqlalchemy", "pandas", "numpy", "duckdb")},
    }


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=_ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def _peak_gb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e9


def _write(results: dict[str, Any], out: Path | None, *, full: bool) -> None:
    changed = " with changes not committed" if results["dirty"] else ""
    text, raw = page(results, changed), json.dumps(results, ensure_ascii=False, indent=1) + "\n"
    print(text)
    if full:
        (_ROOT / "docs").mkdir(exist_ok=True)
        (_ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
        _RESULTS.write_text(raw, encoding="utf-8")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "benchmarks.md").write_text(text, encoding="utf-8")
        (out / "results.json").write_text(raw, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
