"""The report of the long run, `docs/reliability.md`: what was done, what was counted, what not."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

_FATES = (
    ("occurrences", "due"),
    ("sent", "posted"),
    ("missed", "missed"),
    ("missed_told", "… of these told to the owner"),
    ("failed", "failed"),
    ("failed_told", "… of these told to the owner"),
    ("skipped", "skipped, with a reason"),
    ("late", "posted more than 10 minutes late"),
    ("late_told", "… of these told to the owner"),
    ("longest_late_minutes", "the latest, in minutes"),
    ("early", "posted early at the end of a scene, while the clock ran ahead"),
    ("messages", "messages in all"),
    ("details", "… of these in threads"),
    ("changes", "edits of messages that stood"),
    ("digests", "personal digests beside these"),
)
_PROBLEMS = (
    ("lost", "lost"),
    ("doubled", "doubled"),
    ("stray", "a message of which no row knows"),
    ("wrong", "row and message differ"),
    ("untold", "late, missed or failed, and not told"),
    ("disorder", "out of order in a channel"),
)
_WORDS = """
## What is promised, and how it is looked at

A post that is due is posted once, or its row says why not and its owner was told by direct
message. After each scene everything in the database is compared with everything in the workspace,
both ways: every occurrence that should have been (reckoned apart from the bot), every message
with its key, its thread, its place among the others of its channel.

The processes are real and die by SIGKILL; the workspace is the local one, over HTTP, with Slack's
rates; the databases are SQLite files and a PostgreSQL server. Time runs about a hundred times as
fast as on the wall while there is something to do, so pauses, back-off, cut-offs and Retry-After
are those of production. Shorter than in production are three times of the wall: a claim may stand
still for 1.5 s (120 s), a call may take 1 s (15 s), a lock of SQLite is waited for 1 s (10 s).

## What is not promised

- **A process that stands still exactly before its call.** Stopped after everything was looked at
  and before Slack is called, for longer than a claim may stand still (two minutes), and
  continued: another has posted by then, and it posts too. Two messages stand, the row names the
  first that was noted, and the log says `write … was sent by two processes` at ERROR.
  `test_the_residue…` shows it. Slack has no key that would prevent it.
- **A process that stands still inside a transaction**, with its connection alive: on PostgreSQL
  the others wait for its locks until the connection ends, on SQLite until it goes on. Nothing is
  lost or doubled; it is late.
- **A clock that is wrong.** While the bot's clock is ahead, posts go out early, or are given up
  as too late and told; while it is behind, they go out late without its knowing. They are neither
  lost nor doubled. Posts made in these spans are not judged by their hour and order.

## What is not covered

- Slack itself: a history that shows a message later than a minute after it was posted, and what
  the documentation does not say.
- The machine losing power. Here processes die, not the operating system; SQLite has every commit
  written through to the disk (`synchronous = FULL`), which no test here can show.
- A disk that lies or breaks; a full disk of the PostgreSQL server (a crash of the server takes
  its place); a database restored from a backup, which has forgotten what was posted since.
- Networks that delay for minutes instead of breaking.
- Posts with charts as pictures: the posts here have tables and text.
- Reminders and requests for help about action items have a suite of their own
  (`tests/faults/test_reminder_faults.py`). The jobs behind them come every hour: where the database
  is away at that moment, they come an hour later.
"""


def report(how: Mapping[str, Any], runs: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the whole page."""
    machine = how["machine"]
    whole: Counter[str] = Counter()
    for run in runs.values():
        whole.update(run["counts"])
    broken = sum(len(found) for run in runs.values() for found in run["problems"].values())
    dirty = " with changes not committed" if how["dirty"] else ""
    lines = [
        "# Reliability of scheduled posts",
        "",
        "Written by `python -m tests.faults.soak`; do not edit.",
        "",
        f"- Command: `{how['command']}`, seed {how['seed']}.",
        f"- Commit {how['commit']}{dirty}, finished {how['finished']}, {how['minutes']:.0f} min.",
        f"- Machine: {machine['cores']} cores, {machine['memory_gb']:.0f} GB, {machine['system']};"
        f" Python {machine['python']}, SQLite {machine['sqlite']}.",
        "",
        f"**{whole['occurrences']:,} occurrences: {whole['sent']:,} posted,"
        f" {whole['missed']:,} missed and {whole['missed_told']:,} of these told,"
        f" {whole['late']:,} late and {whole['late_told']:,} of these told,"
        f" {_sum(runs, 'lost')} lost,"
        f" {_sum(runs, 'doubled')} doubled, {_sum(runs, 'untold')} late or missed and not told.**",
        "" if not broken else f"\n**{broken} promises were not kept; see below.**\n",
        "## Counts",
        "",
        *_table(runs, _FATES, lambda run, key: run["counts"].get(key, 0)),
        "",
        "What must not be:",
        "",
        *_table(runs, _PROBLEMS, lambda run, key: len(run["problems"].get(key, ()))),
        *_problems(runs),
        "",
        "## Faults",
        "",
        "Drawn for a day each, one to four kinds; then what struck single calls, and where"
        " processes died.",
        "",
        *_table(runs, _kinds(runs), lambda run, key: run["faults"].get(key, 0)),
    ]
    return "\n".join(lines) + "\n" + _WORDS


def _sum(runs: Mapping[str, Mapping[str, Any]], kind: str) -> int:
    return sum(len(run["problems"].get(kind, ())) for run in runs.values())


def _kinds(runs: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return every fault that was made, the kinds first, then calls, then deaths."""
    found = {kind for run in runs.values() for kind in run["faults"]}
    order = sorted(found, key=lambda one: (one.startswith("kill -9 at "), ":" in one, one))
    return [(kind, kind) for kind in order]


def _table(runs: Mapping[str, Mapping[str, Any]], rows: Any, value: Any) -> list[str]:
    head = ["| | " + " | ".join(runs) + " | all |", "| --- |" + " --: |" * (len(runs) + 1)]
    return head + [_row(name, [value(run, key) for run in runs.values()]) for key, name in rows]


def _row(name: str, values: list[int]) -> str:
    whole = max(values) if "in minutes" in name else sum(values)
    return f"| {name} | " + " | ".join(f"{value:,}" for value in (*values, whole)) + " |"


def _problems(runs: Mapping[str, Mapping[str, Any]]) -> list[str]:
    found = [
        f"- {engine}, {kind}: {one}"
        for engine, run in runs.items()
        for kind, ones in run["problems"].items()
        for one in ones[:10]
    ]
    return ["", *found] if found else []
