"""The questions that are measured, each put to Fupan, to pandas and to DuckDB.

All three must say the same numbers: sums exactly, percentiles within 2 %. Fupan is asked through
its own doors (`metrics.compute`, `storage.query`), opening its unit of work included; putting
names to ids is nobody's time.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np

from base.dimensions import Dim
from base.histogram import share_within
from benchmarks import data, peers
from benchmarks.peers import Cuts, Numbers, Window
from metrics.catalogue import CATALOGUE
from metrics.compute import HISTORY, Computed, Measured, compute
from metrics.model import Against, Baseline, Period, PeriodKind, Question, Stat
from storage.engine import Database
from storage.names import named
from storage.query import FactQuery, run

Codes: TypeAlias = dict[Dim, dict[Any, int]]

BANDS = (10, 30, 60, 180, 600)
# Below this many values a percentile lies between so few of them that only the bucket is sure.
_SURE_FROM = 1000
_MONTH = (date(2026, 10, 1), date(2026, 10, 31))
_WEEK = (date(2026, 10, 19), date(2026, 10, 25))


class Disagreement(Exception):  # noqa: N818 - what it is
    """Two engines gave different numbers for the same question."""


@dataclass(frozen=True)
class Engines:
    """What the questions are put to. `codes` turn Fupan's ids into the peers' codes."""

    ours: Database
    raw: sqlite3.Connection
    duck: Any
    codes: Codes


@dataclass(frozen=True)
class Case:
    """One question. `ask_*` are what is timed, `read_*` make their results comparable."""

    key: str
    title: str
    ask_ours: Callable[[Engines], Any]
    ask_pandas: Callable[[Engines], Any]
    ask_duckdb: Callable[[Engines], Any]
    read_ours: Callable[[Engines, Any], Numbers]
    read_pandas: Callable[[Any], Numbers]
    read_duckdb: Callable[[Any], Numbers]
    percentile: bool = False
    cross: bool = False


def codes_of(database: Database) -> Codes:
    """Return by cut the peers' code of every id that Fupan gave a name."""
    codes: Codes = {}
    with database.read() as connection:
        for dim, names in data.NAMES.items():
            code = {name: i for i, name in enumerate(names)}
            if dim is Dim.HANDLER:
                codes[dim] = dict(code)
                continue
            known = named(connection, dim)
            codes[dim] = {k: code[n.zh] for k, n in known.items() if n.zh in code}
            codes[dim][0] = data.NOBODY
    return codes


# --- ratios: CSAT and conversion, in one or several windows ------------------------------------

_METRICS = {"csat": "csat_rate", "conversion": "inq_conv_final"}


def _period(window: Window, kind: PeriodKind = PeriodKind.SPAN) -> Period:
    return Period(*window, kind, window[1])


def ratio_question(what: str, cuts: Cuts, windows: Sequence[Window]) -> Question:
    """Return the question as Fupan is asked it: the first window, compared with the others."""
    against = (Against.PREVIOUS, Against.LAST_YEAR)
    return Question(
        CATALOGUE[_METRICS[what]],
        _period(windows[0]),
        cuts=tuple(cuts),
        baselines=tuple(
            Baseline(a, (_period(w),)) for a, w in zip(against, windows[1:], strict=False)
        ),
    )


def ask(engines: Engines, question: Question) -> Computed:
    """Put a question to Fupan in a unit of work of its own."""
    with engines.ours.read() as connection:
        return compute(connection, question)


def _ratio(
    key: str, title: str, what: str, cuts: Cuts, windows: Sequence[Window],
    *, cross: bool = False,
) -> Case:  # fmt: skip
    question = ratio_question(what, cuts, windows)
    return Case(
        key,
        title,
        ask_ours=lambda engines: ask(engines, question),
        ask_pandas=lambda e: [peers.pandas_ratio(e.raw, what, cuts, w) for w in windows],
        ask_duckdb=lambda e: [peers.duckdb_ratio(e.duck, what, cuts, w) for w in windows],
        read_ours=_read_computed,
        read_pandas=lambda found: peers.read_frames(found, cuts),
        read_duckdb=lambda found: peers.read_rows(found, cuts),
        cross=cross,
    )


def _read_computed(engines: Engines, found: Computed) -> Numbers:
    numbers: Numbers = {}
    for line in found.lines:
        group = _coded(engines, found.question.cuts, line.group)
        for window, figure in enumerate((line.now, *line.before, *line.history)):
            if figure.n:
                numbers[window, *group] = _pair(figure)
    return numbers


def _pair(figure: Measured) -> tuple[float, ...]:
    over = figure.value if figure.numerator is None else figure.numerator
    return (float(over or 0), float(figure.n or 0))


def _coded(engines: Engines, cuts: Cuts, group: Sequence[Any]) -> tuple[int, ...]:
    return tuple(
        engines.codes[cut][member] if cut in engines.codes else int(member)
        for cut, member in zip(cuts, group, strict=True)
    )


# --- a percentile ------------------------------------------------------------------------------


def _p90() -> Case:
    cuts = (Dim.TEAM,)
    question = Question(CATALOGUE["frt"], _period(_MONTH), stat=Stat.P90, cuts=cuts)
    return Case(
        "p90",
        "p90 first reply by team, one month",
        ask_ours=lambda engines: ask(engines, question),
        ask_pandas=lambda engines: [peers.pandas_p90(engines.raw, _MONTH)],
        ask_duckdb=lambda engines: [peers.duckdb_p90(engines.duck, _MONTH)],
        read_ours=_read_computed,
        read_pandas=lambda found: peers.read_frames(found, cuts),
        read_duckdb=lambda found: peers.read_rows(found, cuts),
        percentile=True,
    )


# --- response bands ----------------------------------------------------------------------------


def _bands() -> Case:
    return Case(
        "bands",
        "shares of first replies within 10, 30, 60, 180 and 600 s, one month",
        ask_ours=_our_bands,
        ask_pandas=lambda engines: peers.pandas_bands(engines.raw, _MONTH, BANDS),
        ask_duckdb=lambda engines: [peers.duckdb_bands(engines.duck, _MONTH, BANDS)],
        read_ours=lambda _, found: {(0,): found},
        read_pandas=lambda found: found,
        read_duckdb=lambda found: peers.read_rows(found, ()),
    )


def _our_bands(engines: Engines) -> tuple[float, ...]:
    with engines.ours.read() as connection:
        (row,) = run(connection, FactQuery(*_MONTH, duration="frt"))
    counts = row.histogram or ()
    return (*(share_within(counts, t) or 0.0 for t in BANDS), float(sum(counts)))


# --- all of them -------------------------------------------------------------------------------


def _before(window: Window, days: int) -> Window:
    return window[0] - timedelta(days=days), window[1] - timedelta(days=days)


_LAST_30 = (data.LAST_DAY - timedelta(days=29), data.LAST_DAY)
_LAST_90 = (data.LAST_DAY - timedelta(days=89), data.LAST_DAY)
_WEEKS = (_WEEK, _before(_WEEK, 7), _before(_WEEK, 364))

CASES = (
    _ratio("csat_week", "weekly CSAT by agent, with the week before and the year before", "csat",
           (Dim.AGENT,), _WEEKS),
    _ratio("conversion_90d", "conversion by channel, 90 days", "conversion",
           (Dim.CHANNEL,), (_LAST_90,)),
    _p90(),
    _bands(),
    _ratio("trend_12m", "CSAT by month, 12 months", "csat",
           (Dim.MONTH,), ((date(2025, 11, 1), data.LAST_DAY),)),
    _ratio("cross_agent_shop", "CSAT by agent and shop, 30 days", "csat",
           (Dim.AGENT, Dim.SHOP), (_LAST_30,), cross=True),
    _ratio("cross_shop_handler", "conversion by shop and handler, 30 days", "conversion",
           (Dim.SHOP, Dim.HANDLER), (_LAST_30,), cross=True),
)  # fmt: skip


def asked_in_chat() -> Question:
    """Return the first question as chat asks it: a week, so with its own history of eight weeks."""
    question = ratio_question("csat", (Dim.AGENT,), _WEEKS)
    return replace(question, period=replace(question.period, kind=PeriodKind.WEEK))


def check_asked_in_chat(engines: Engines, found: Computed) -> int:
    """Hold the answer, history included, against DuckDB; return how many figures agree."""
    cuts = found.question.cuts
    history = [_before(_WEEK, 7 * back) for back in range(1, HISTORY + 1)]
    rows = [peers.duckdb_ratio(engines.duck, "csat", cuts, w) for w in (*_WEEKS, *history)]
    return check(CASES[0], _read_computed(engines, found), peers.read_rows(rows, cuts), "DuckDB")


def check(case: Case, ours: Numbers, peer: Numbers, name: str) -> int:
    """Return how many groups agree; raises Disagreement where one does not.

    Fupan lists the groups of the asked window, so a group that only the past has is not compared.
    """
    ours, expected = _asked(ours), _asked(peer)
    if ours.keys() != expected.keys():
        odd = sorted(ours.keys() ^ expected.keys())[:5]
        raise Disagreement(f"{case.key}: groups differ from {name}'s: {odd}")
    for key, numbers in ours.items():
        if not _same(case, numbers, expected[key]):
            raise Disagreement(f"{case.key} {key}: {numbers}, but {name} says {expected[key]}")
    return len(ours)


def _asked(numbers: Numbers) -> Numbers:
    """Keep the groups that have data in the asked window, which is the first."""
    asked = {key[1:] for key in numbers if key[0] == 0}
    return {key: found for key, found in numbers.items() if key[1:] in asked}


def _same(case: Case, ours: Sequence[float], peer: Sequence[float]) -> bool:
    if not case.percentile:
        return bool(np.allclose(ours, peer, rtol=1e-12, atol=0))
    within = 0.02 if peer[1] >= _SURE_FROM else 0.2
    return ours[1] == peer[1] and abs(ours[0] - peer[0]) <= max(0.5, within * peer[0])
