"""What was promised, held against what was measured."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

QUESTION_MS, CROSS_MS = 20.0, 300.0
TIMES_PANDAS, TIMES_PANDAS_PERCENTILE = 100.0, 50.0
ROWS_PER_SECOND: Mapping[str, float] = {"tied": 150_000.0, "independent": 90_000.0}
TIMES_TO_SQL, COLD_RATIO = 5.0, 1.7
ACK_RATIO, ADDED_MS, PICTURE_RATIO = 1.5, 5.0, 1.5
MONDAY_SECONDS = 60.0
PAINT_SECONDS = 5.0
_MONDAY: Mapping[str, str] = {
    "monday": "weekly summaries composed and queued",
    "agendas": "agendas composed, kept and queued",
}


@dataclass(frozen=True)
class Goal:
    """One promise: `asked` as people read it, `measured` likewise, and whether it was kept."""

    what: str
    asked: str
    measured: str
    met: bool

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        return asdict(self)


def goals_of(results: Mapping[str, Any]) -> list[Goal]:
    """Return every goal that the results say something about."""
    found: list[Goal] = []
    for shape, parts in results["shapes"].items():
        found += _import_goals(shape, parts.get("import"))
        for question in parts.get("questions", ()):
            found += _question_goals(shape, question)
    if "cold" in results:
        ratio = results["cold"]["ratio"]
        what = 'cold `fupan ask` / `python -c "import sqlalchemy"`'
        found.append(Goal(what, f"≤ {COLD_RATIO}×", f"{ratio:.2f}×", ratio <= COLD_RATIO))
    if "slack" in results:
        found += _slack_goals(results["slack"])
    for part, what in _MONDAY.items():
        if part in results:
            found.append(_monday_goal(results[part], what))
    if "paint" in results:
        seconds = results["paint"]["first"]
        what, asked = "first paint of a new demo’s page, s", f"≤ {PAINT_SECONDS:g}"
        found.append(Goal(what, asked, f"{seconds:.1f}", seconds <= PAINT_SECONDS))
    for one in results.get("pictures", ()):
        what, ratio = f"picture, {one['title']} / bare matplotlib figure", one["ratio"]
        found.append(Goal(what, f"≤ {PICTURE_RATIO}×", f"{ratio:.2f}×", ratio <= PICTURE_RATIO))
    return found


def _monday_goal(found: Mapping[str, Any], what: str) -> Goal:
    seconds = found["seconds"]
    said = f"{found['teams']:,} teams’ {what}, s"
    return Goal(said, f"≤ {MONDAY_SECONDS:g}", f"{seconds:.1f}", seconds <= MONDAY_SECONDS)


def _slack_goals(found: Mapping[str, Any]) -> Iterator[Goal]:
    ratio, added = found["ratio"], found["added_alone"]["p99"] * 1000
    what = "acknowledgement over HTTP, p99 / bare Bolt echo app"
    yield Goal(what, f"≤ {ACK_RATIO}×", f"{ratio:.2f}×", ratio <= ACK_RATIO)
    what = "a text answer adds to its query, p99, ms"
    yield Goal(what, f"≤ {ADDED_MS:g}", f"{added:.1f}", added <= ADDED_MS)


def _import_goals(shape: str, found: Mapping[str, Any] | None) -> Iterator[Goal]:
    if found is None:
        return
    speed, asked = found["rows_per_second"], ROWS_PER_SECOND[shape]
    yield Goal(f"{shape}: import, rows/s", f"≥ {asked:,.0f}", f"{speed:,.0f}", speed >= asked)
    times = speed / found["to_sql"]
    what = f"{shape}: import / `to_sql` through SQLAlchemy"
    yield Goal(what, f"≥ {TIMES_TO_SQL:g}×", f"{times:.1f}×", times >= TIMES_TO_SQL)


def _question_goals(shape: str, question: Mapping[str, Any]) -> Iterator[Goal]:
    ours, title = question["fupan"]["median"], f"{shape}: {question['title']}"
    limit = CROSS_MS if question["cross"] else QUESTION_MS
    yield Goal(f"{title}, ms", f"≤ {limit:g}", f"{ours * 1000:.1f}", ours * 1000 <= limit)
    if question["cross"]:
        return
    asked = TIMES_PANDAS_PERCENTILE if question["percentile"] else TIMES_PANDAS
    times = question["pandas"]["median"] / ours
    yield Goal(f"{title}: pandas / Fupan", f"≥ {asked:g}×", f"{times:,.0f}×", times >= asked)
    if not question["percentile"]:
        times = question["duckdb"]["median"] / ours
        yield Goal(f"{title}: DuckDB / Fupan", "> 1×", f"{times:.1f}×", times > 1)
