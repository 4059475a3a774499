"""The results as a page for people; every figure comes from the results file."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.goals import QUESTION_MS
from benchmarks.timing import Tail, Timing

_HEAD = """# Benchmarks

Written by `{command}`; do not edit. The raw results are in `benchmarks/results.json`.

- Data: {rows:,} invented conversations over two years (seed {seed}), 200 agents, 10 teams, 8 shops,
  4 channels; *tied*: each agent belongs to one shop and one or two channels; *independent*:
  everybody serves everything, which multiplies the rows of the full grain.
- Machine: {cores} cores, {memory_gb:.0f} GB, {system}; Python {python}, SQLite {sqlite},
  SQLAlchemy {sqlalchemy}, pandas {pandas}, DuckDB {duckdb}.
- Commit {commit}{dirty}, finished {finished}, peak memory {peak_gb:.1f} GB (bench and peers in one
  process), whole run {minutes:.0f} min.
"""

_HOW = """
## How it was measured

- Times are medians with fastest..slowest, in milliseconds, after one uncounted run; engines take
  turns in the same run, everything in the file cache. Ratios hold on this machine; absolute times
  on a busy machine do not.
- Every answer was compared before it was timed: sums equal exactly, the percentile within 2 % (20 %
  for a group of fewer than 1,000 values, half a second where that is more). A question on which
  the engines disagree stops the run.
- Fupan answers through `metrics.compute` (the bands through `storage.query`): planner, SQLAlchemy,
  one unit of work a question, shaping of the result. Not in it: reading the sentence and drawing
  the answer. It also computes the whole beside the groups; the peers do not.
- The peers' raw rows are the log as delivered, because that is what a team has that loads its
  exports: when a conversation started, shop, channel, agent and handler as text, numbers as
  integers, NULL where the log has nothing (a bot's agent, a rating not given). The agent's team is
  added beside them, so that no peer needs a join. Names coded into small integers would be read
  somewhat faster, once somebody had coded them. The form was decided before any full run; it is
  also that of the first measurements, on which the goals rest (pandas: about 2 µs a row).
- *pandas* reads only the needed columns of the needed days from SQLite, where times are text
  ("YYYY-MM-DD HH:MM:SS") and indexed, then computes. Times are read and parsed for the month trend
  alone, by `pd.to_datetime(...).dt.to_period("M")` on the rated rows: of the usual ways the faster,
  for `parse_dates` parses every row.
- *DuckDB* computes on the same rows in its native file (TIMESTAMP, VARCHAR, INTEGER), opened once.
- The cubes are small because they were summed at import: that time is the import's.
- Import: `intake.service.import_file` from the CSV to queryable facts, in one transaction, with
  the upload kept, every cube, histogram and month copy made. `to_sql`: `read_csv` + `to_sql` of
  the same columns into SQLite, without an index, on the first {slice:,} rows (it is linear).
- Cold: whole processes by the wall clock, alternating, {pairs} pairs, median of the ratios. One
  uncounted run of each before them writes the byte code that installed programs have (the
  processes may write it whatever PYTHONDONTWRITEBYTECODE says here) and fills the file cache.
- In Slack: `fupan run --http` on the sample data in a process of its own gets signed slash commands
  over one connection; after each answer the same command goes to the peer in another process: a
  Bolt app that echoes, behind Bolt's own Starlette adapter and uvicorn, with
  `process_before_response` (without it Bolt polls and takes 10 ms). What an answer adds: from the
  acknowledgement until the whole answer has arrived at Slack's response URL, minus
  `metrics.compute` of the same question and minus the bare post of as long a message, both run
  right afterwards in the measuring process. The goal is held against the same without the wire:
  from "seen before?" to the finished blocks in one process, minus its query run right afterwards.
  The servers have a processor other than the asker's: else an acknowledgement that was sent waits
  there until the thread that makes the answer lets the asker run.
- Monday at nine: every team has a schedule; the time is from the tick that finds them due until
  every post and its details stand in the outbox, one transaction a team. The peer's six figures
  of eleven weeks are compared with Fupan's before it is told. Agendas are measured alike, of the
  reviews that every team holds on Tuesday: with each its review and the problems it raised are
  kept, and the peer has the five of these figures that such an agenda has.
- The demo: from starting the command to the browser's first contentful paint, in a browser that
  runs already; the bare server is started and opened in the same way, in turns.
- Pictures: an answer's PNG against `Figure` + `FigureCanvasAgg` + `savefig` of the same series and
  size, otherwise as matplotlib makes it, in turns.
"""


def page(results: Mapping[str, Any], dirty: str) -> str:
    """Return the page in Markdown."""
    machine = results["machine"]
    parts = [_HEAD.format(**machine, **_plain(results), dirty=dirty), "\n## Goals\n"]
    parts.append(_goals(results))
    for shape, found in results["shapes"].items():
        parts.append(f"\n## Shape: {shape}\n")
        parts += [_import(found["import"])] if "import" in found else []
        parts += [_questions(found["questions"])] if "questions" in found else []
        parts += [_chat(found["as_asked"])] if "as_asked" in found else []
    if "cold" in results:
        parts.append(_cold(results["cold"]))
    if "slack" in results:
        parts.append(_slack(results["slack"]))
    if "pictures" in results:
        parts.append(_pictures(results["pictures"]))
    if "monday" in results:
        parts.append(_monday(results["monday"], "Monday at nine", "causes and details"))
    if "agendas" in results:
        parts.append(_monday(results["agendas"], "The agendas of a day", "problems and points"))
    if "paint" in results:
        parts.append(_paint(results["paint"]))
    parts += [_later(name, one) for name, one in results.get("measured_later", {}).items()]
    parts.append(_HOW.format(slice=results["slice"], pairs=results["pairs"]))
    return "\n".join(parts)


def _plain(results: Mapping[str, Any]) -> dict[str, Any]:
    names = ("command", "rows", "seed", "commit", "finished", "peak_gb", "minutes")
    return {name: results[name] for name in names}


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _goals(results: Mapping[str, Any]) -> str:
    goals = results["goals"]
    met = sum(g["met"] for g in goals)
    said = f"{met} of {len(goals)} met."
    if results["rows"] != results["full_rows"]:
        said += f" The goals are for {results['full_rows']:,} rows: this run proves nothing."
    rows = [(g["what"], g["asked"], g["measured"], "yes" if g["met"] else "**no**") for g in goals]
    return said + "\n\n" + _table(("goal", "asked", "measured", "met"), rows)


def _import(found: Mapping[str, Any]) -> str:
    speed, through, bare = (found[k] for k in ("rows_per_second", "to_sql", "to_sql_plain"))
    rows = [
        ("Fupan, CSV to facts", f"{speed:,.0f}", "1"),
        ("`to_sql` through SQLAlchemy", f"{through:,.0f}", f"{speed / through:.1f}"),
        ("`to_sql` on a bare sqlite3 connection", f"{bare:,.0f}", f"{speed / bare:.1f}"),
    ]
    said = (
        f"\n{found['rows']:,} rows, {found['csv_bytes'] / 1e6:,.0f} MB of CSV, in "
        f"{found['seconds']:.0f} s ({found['read_share']:.0%} of it until the first batch of "
        f"days was folded); the database takes {found['database_bytes'] / 1e6:,.0f} MB, the "
        "compressed upload included.\n"
    )
    return _table(("import", "rows/s", "Fupan is times faster"), rows) + "\n" + said


def _timing(found: Mapping[str, Any]) -> Timing:
    return Timing(**found)


def _questions(questions: list[Mapping[str, Any]]) -> str:
    rows = []
    for q in questions:
        ours, pandas, duck = (_timing(q[name]) for name in ("fupan", "pandas", "duckdb"))
        times = f"{pandas.median / ours.median:,.0f}×", f"{duck.median / ours.median:.1f}×"
        rows.append((q["title"], str(q["groups"]), ours.told(), pandas.told(), times[0],
                     duck.told(), times[1]))  # fmt: skip
    head = ("question, ms", "figures agreed", "Fupan", "pandas", "÷ Fupan", "DuckDB", "÷ Fupan")
    return _table(head, rows)


def _chat(found: Mapping[str, Any]) -> str:
    chat = _timing(found["fupan"])
    held = "within" if chat.median * 1000 <= QUESTION_MS else "over"
    return (
        "\nThe first line is the three windows alone, the same work as the peers do: the goal is "
        "held against it. As chat asks the question, Fupan adds each agent's own last eight weeks: "
        f"{chat.told()} ms, {held} the goal's {QUESTION_MS:g} ms ({found['groups']:,} figures "
        "agreed with DuckDB's; no peer is timed at it).\n"
    )


def _cold(found: Mapping[str, Any]) -> str:
    rows = [
        ('`fupan ask "满意度 上周" --json`', _timing(found["ask"]).told()),
        ('`python -c "import sqlalchemy"`', _timing(found["import_sqlalchemy"]).told()),
        ("`python -c pass`", _timing(found["empty_interpreter"]).told()),
    ]
    said = f"\nMedian of the pairs' ratios: {found['ratio']:.2f}×.\n"
    return "\n## Cold start\n\n" + _table(("process, ms", "median"), rows) + "\n" + said


def _slack(found: Mapping[str, Any]) -> str:
    def told(name: str) -> str:
        return Tail(**found[name]).told()

    rows = [
        ("acknowledgement, over the wire", told("fupan"), told("bolt"), f"{found['ratio']:.2f}×"),
        ("acknowledgement, processor time of the app alone", told("app"), told("bolt_app"),
         f"{found['ratio_alone']:.2f}×"),
        ("text answer, from acknowledged to posted", told("whole"), "", ""),
        ("its query alone", told("query"), "", ""),
        ("a message of its size, posted bare by the library", told("post"), "", ""),
        ("what the answer adds to both", told("added"), "", ""),
        ("what it adds until its message is ready, in process", told("added_alone"), "", ""),
    ]  # fmt: skip
    head = ("ms: median / p99 / slowest", "Fupan", "bare Bolt echo", "ratio of p99")
    count = found["fupan"]["runs"]
    said = f"\n{count} questions, one after another, in five rounds; ratio: their median.\n"
    return "\n## In Slack\n\n" + _table(head, rows) + "\n" + said


def _pictures(found: Sequence[Mapping[str, Any]]) -> str:
    rows = []
    for one in found:
        ours, peer = _timing(one["fupan"]), _timing(one["matplotlib"])
        size = f"{one['bytes'] / 1000:.0f} / {one['matplotlib_bytes'] / 1000:.0f}"
        rows.append((one["title"], ours.told(), peer.told(), f"{one['ratio']:.2f}×", size))
    head = ("picture, ms", "Fupan", "bare matplotlib", "ratio", "kB, both")
    return "\n## Pictures\n\n" + _table(head, rows) + "\n"


def _monday(found: Mapping[str, Any], title: str, beside: str) -> str:
    ours, peer = found["seconds"] / found["teams"], found["peer_seconds"] / found["sample"]
    rows = [
        (
            f"Fupan: planned, composed with {beside}, queued",
            f"{found['teams']:,}",
            f"{found['seconds']:.1f}",
            f"{ours * 1000:.1f}",
        ),
        (
            "pandas: the figures alone, a query each",
            f"{found['sample']:,}",
            f"{found['peer_seconds']:.1f}",
            f"{peer * 1000:.1f}",
        ),
    ]
    said = (
        f"\n{found['rows']:,} agent-days over half a year, {found['processes']} processes, at most "
        f"{found['peak_mb']:,.0f} MB together; {found['writes']:,} writes stood in the outbox at "
        f"the end. A team takes the peer {found['ratio']:.2f} times as long.\n"
    )
    head = (title, "teams", "s", "ms a team")
    return f"\n## {title}\n\n" + _table(head, rows) + "\n" + said


def _paint(found: Mapping[str, Any]) -> str:
    rows = [
        ("`fupan demo` in an empty folder, first paint", f"{found['first']:.2f}"),
        ("the same where it is kept", f"{found['kept']:.2f}"),
        ("the same, until its messages are seen", f"{found['kept_messages']:.2f}"),
        ("`python -m http.server` with a page of one line, first paint", f"{found['peer']:.2f}"),
    ]
    said = (
        f"\nMedians of {found['rounds']} starts; the first takes {found['ratio']:.1f} times as "
        "long as the bare server's. What it then prepares is told on the page.\n"
    )
    return "\n## The demo\n\n" + _table(("from the command on, s", "median"), rows) + "\n" + said


def _later(name: str, how: Mapping[str, Any]) -> str:
    changed = " with changes not committed" if how["dirty"] else ""
    return (
        f"\nMeasured apart from the rest: *{name}*, commit {how['commit']}{changed}, "
        f"{how['finished']}, `{how['command']}`; the machine's load was {how['load']:.1f} on "
        f"{how['cores']} cores.\n"
    )
