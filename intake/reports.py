"""Reports: sums of an agent's day or of a team's hour, as back ends and teams write them.

Means are turned into sums by what they are means of; rows of sums and means are not facts, the
row of sums checks the import. A blank cell is no data, never zero.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from base.language import Listing, Msg, msg
from base.measures import MEASURES, Family
from base.refusal import Refusal
from intake.cells import Floats, counts, durations
from intake.draft import Context, Draft
from intake.logs import money, outside_period
from intake.recognise import Recognised, plain, word_set
from intake.table import Chunk
from storage.rows import Block

Arrays = dict[str, NDArray[Any]]

_DAY_RANGE = re.compile(r"(?<!\d)(\d{4})[-_.](\d{1,2})[-_.](\d{1,2})(?!\d)")
_COMPACT_DAY = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")

_PLAIN_COUNTS = (
    "contacts", "answered", "abandoned", "bot_contacts", "frt_n", "frt_le30", "ratings", "good",
    "bad", "wait_n", "art_n", "handle_n", "resolved", "inquiries", "inq_paid",
)  # fmt: skip
_SUMS = ("frt_sum", "wait_sum", "art_sum", "handle_sum")
_MEANS = {"frt_mean": "frt", "art_mean": "art", "handle_mean": "handle"}
_RARE = tuple(m.key for m in MEASURES.values() if m.family is Family.RARE)
# A part cannot be more than its whole.
_WITHIN = (
    ("answered", "contacts"), ("unreplied", "contacts"), ("frt_le30", "frt_n"),
    ("good", "ratings"), ("inq_paid", "inquiries"), ("resolved", "contacts"),
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """A column whose row of sums was compared with the rows: what each says."""

    column: str
    stated: float
    summed: float

    @property
    def agrees(self) -> bool:
        """Say whether both are the same."""
        return self.stated == self.summed


@dataclass
class ReportRows:
    """What a report gave: its drafts, what its sums say, and what is to be told."""

    drafts: list[Draft] = field(default_factory=list)
    checks: tuple[Check, ...] = ()
    summary_rows: int = 0
    twins: int = 0
    silent: int = 0
    notes: list[Msg] = field(default_factory=list)


def day_of_name(path_text: str) -> int:
    """Return the single day that a file's name or path says, as an ordinal.

    Raises Refusal where there is none, or a range of several days.
    """
    for pattern in (_DAY_RANGE, _COMPACT_DAY):
        days = []
        for year, month, day in pattern.findall(path_text):
            try:
                days.append(date(int(year), int(month), int(day)))
            except ValueError:
                continue
        if days and min(days) == max(days):
            return days[0].toordinal()
        if days:
            raise Refusal(msg("import.several_days", first=str(min(days)), last=str(max(days))))
    raise Refusal(msg("import.no_day"), ("--day 2026-11-15",))


def read_report(pieces: Iterable[Chunk], context: Context, *, hourly: bool) -> ReportRows:
    """Read a daily agent report or, `hourly`, a report by hour or half-hour."""
    out = ReportRows()
    sums = _SumCheck()
    for chunk in pieces:
        names = ("agent", "team", "day", "shop")
        chunk.find_summaries(names)
        out.summary_rows += int(chunk.summary.sum())
        out.twins += int((chunk.frame.duplicated() & chunk.ok).sum())
        cuts = _cuts(chunk, context, hourly=hourly)
        out.silent += _without_data(chunk)
        columns, bundles = _measures(chunk, context, cuts["shop"])
        if not out.drafts:
            out.drafts = [Draft(Block.SLOT if hourly else Block.DAY, bundles)]
            out.notes = _notes(chunk)
        out.drafts[0].add({k: v[chunk.ok] for k, v in (cuts | columns).items()})
        if not hourly:
            out.drafts += _rare(chunk, cuts)
        sums.feed(chunk, names)
    out.checks = sums.checks()
    if sums.several:
        out.notes.append(msg("import.note.several_sum_rows", n=sums.several))
    if out.silent:
        out.notes.append(msg("import.note.rows_without_data", n=out.silent))
    if out.twins:
        out.notes.append(msg("import.note.equal_rows", n=out.twins))
    out.drafts = _joined(out.drafts)
    return out


def _notes(chunk: Chunk) -> list[Msg]:
    means = tuple(chunk.found.header(name) for name in _MEANS if chunk.has(name))
    if not means:
        return []
    return [msg("import.note.means_weighted", columns=Listing(means))]


def _cuts(chunk: Chunk, context: Context, *, hourly: bool) -> Arrays:
    shop = context.cut(chunk, "shop")
    if context.day is not None and not chunk.has("day"):
        day = np.full(chunk.size, context.day, dtype=np.int64)
    else:
        when = chunk.day()
        day = context.business_day(when.seconds + _midday(context, shop), shop)
    outside_period(chunk, context, day)
    cuts: Arrays = {"day": day.astype(np.int32)}
    if hourly:
        cuts["slot"] = _slots(chunk)
    else:
        chunk.missing(chunk.labels("agent")[0] < 0, "agent")
        cuts["account"] = context.cut(chunk, "account", "agent")
    # Names last: only those of rows that are still in are entered.
    return cuts | {"shop": shop, "channel": context.cut(chunk, "channel"),
                   "team": context.cut(chunk, "team")}  # fmt: skip


def _midday(context: Context, shop: NDArray[np.int32]) -> NDArray[np.int64]:
    """A report's date is a business day already: undo the shift by the shop's start of day."""
    starts = np.asarray([r.day_start * 60 for r in context.members.shop_rules()], dtype=np.int64)
    return starts[shop]


def _slots(chunk: Chunk) -> NDArray[np.int8]:
    codes, texts = chunk.labels("hour")
    read = [slot_of(text) for text in texts]
    slots = np.asarray([-1 if r is None else r for r in read] + [-1], dtype=np.int8)[codes]
    chunk.missing(codes < 0, "hour")
    chunk.reject((slots < 0) & (codes >= 0), "hour", msg("import.reason.hour"))
    return slots


def slot_of(text: str) -> int | None:
    """Return the half-hour (0-47) that 8, 08:30, 8点 or 08:00-08:30 begins with."""
    found = re.match(
        r"^(\d{1,2})(?:[:点时h](\d{2})?(?::\d{2})?)?(?:分)?(?:[-~至到].*)?$", plain(text)
    )
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute not in (0, 30):
        return None
    return hour * 2 + minute // 30


_CUT_FIELDS = frozenset({"day", "shop", "channel", "team", "agent", "hour"})


def _without_data(chunk: Chunk) -> int:
    """Leave out rows that name somebody and say nothing of him: he was not there that day."""
    measures = [at for name, at in chunk.found.fields.items() if name not in _CUT_FIELDS]
    silent = chunk.frame[measures].isna().all(axis=1).to_numpy() & chunk.ok
    chunk.ok = chunk.ok & ~silent
    chunk.blank += int(silent.sum())
    return int(silent.sum())


def _measures(
    chunk: Chunk, context: Context, shop: NDArray[np.int32]
) -> tuple[Arrays, frozenset[str]]:
    """Return the measures as sums, 0 where there is none, and the bundles they belong to."""
    given = {
        key: chunk.count(key, required=key == "contacts") for key in _PLAIN_COUNTS if chunk.has(key)
    }
    if chunk.has("unreplied"):
        given["unreplied"] = chunk.count("unreplied")
    for part, whole in _WITHIN:
        if part in given and whole in given:
            with np.errstate(invalid="ignore"):
                chunk.reject(given[part] > given[whole], part, msg("import.reason.part_over_whole"))
    given |= {key: np.floor(chunk.duration(key) + 0.5) for key in _SUMS if chunk.has(key)}
    _answered(given)
    _from_means(chunk, given)
    given.pop("unreplied", None)
    columns: Arrays = {k: np.nan_to_num(v).astype(np.int64) for k, v in given.items()}
    if chunk.has("cs_sales_minor"):
        columns["cs_sales"] = np.nan_to_num(chunk.count("cs_sales_minor")).astype(np.int64)
    elif chunk.has("cs_sales"):
        columns["cs_sales"] = money(chunk, context, "cs_sales", shop)
    return columns, frozenset(MEASURES[key].bundle for key in columns)


def _answered(given: dict[str, Floats]) -> None:
    """Fill in how many were answered, from the unanswered or the first replies."""
    if "answered" in given:
        return
    if "unreplied" in given:
        given["answered"] = given["contacts"] - np.nan_to_num(given["unreplied"])
    elif "frt_n" in given:
        given["answered"] = np.fmin(np.nan_to_num(given["frt_n"]), given["contacts"])


def _from_means(chunk: Chunk, given: dict[str, Floats]) -> None:
    """Turn means into sums over the answered contacts; a mean that is not there counts nothing."""
    for name, key in _MEANS.items():
        if not chunk.has(name) or f"{key}_sum" in given:
            continue
        mean = chunk.duration(name)
        times = given.get(f"{key}_n", given.get("answered", given["contacts"]))
        times = np.where(np.isnan(mean), 0, np.nan_to_num(times))
        given[f"{key}_n"] = times
        given[f"{key}_sum"] = np.floor(np.nan_to_num(mean) * times + 0.5)


def _rare(chunk: Chunk, cuts: Mapping[str, NDArray[Any]]) -> list[Draft]:
    """Return the measures that live in the long table, only where there is a value."""
    names = tuple(key for key in _RARE if chunk.has(key))
    if not names:
        return []
    draft = Draft(Block.RARE, frozenset(MEASURES[n].bundle for n in names), names)
    for code, name in enumerate(names):
        values = chunk.count(name)
        here = chunk.ok & ~np.isnan(values)
        columns = {k: v[here] for k, v in cuts.items()}
        columns["measure"] = np.full(int(here.sum()), code, dtype=np.int8)
        columns["value"] = values[here].astype(np.int64)
        draft.add(columns)
    return [draft]


def _joined(drafts: list[Draft]) -> list[Draft]:
    """Join drafts of the same block, so that a shop-day has one part of each."""
    joined: dict[Block, Draft] = {}
    for draft in drafts:
        first = joined.setdefault(draft.block, draft)
        if first is not draft and draft.length:
            first.add({name: draft.column(name) for name in draft.names()})
    return [d for d in joined.values() if d.length]


class _SumCheck:
    """Compares the row of sums with the sum of the rows."""

    def __init__(self) -> None:
        self._stated: dict[str, float] = {}
        self._summed: dict[str, float] = {}
        self._rows = 0

    @property
    def several(self) -> int:
        """Return how many rows of sums there were where they are too many to compare."""
        return self._rows if self._rows > 1 else 0

    def feed(self, chunk: Chunk, names: tuple[str, ...]) -> None:
        """Add a piece's rows and its row of sums."""
        marks = word_set("sum_rows")
        total = np.zeros(chunk.size, dtype=bool)
        for name in names:
            if chunk.has(name):
                codes, texts = chunk.labels(name)
                total |= np.asarray([plain(t) in marks for t in texts] + [False])[codes]
        self._rows += int(total.sum())
        for name in _summable(chunk.found):
            read = durations if name in _SUMS else counts
            values = read(chunk.series(name))[0]
            header = chunk.found.header(name)
            ours = float(np.nansum(values[chunk.ok])) if chunk.ok.any() else 0.0
            self._summed[header] = self._summed.get(header, 0.0) + ours
            stated = values[total]
            if len(stated) and not np.isnan(stated[0]):
                self._stated[header] = float(stated[0])

    def checks(self) -> tuple[Check, ...]:
        """Return the comparisons; none where there is no row of sums, or several."""
        if self._rows != 1:
            return ()
        return tuple(Check(c, stated, self._summed[c]) for c, stated in self._stated.items())


def _summable(found: Recognised) -> list[str]:
    names = (*_PLAIN_COUNTS, "unreplied", "cs_sales_minor", *_SUMS, *_RARE)
    return [name for name in names if name in found.fields]
