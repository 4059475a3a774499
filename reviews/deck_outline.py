"""Outlines of decks: which pages in which order, as data beside this module. No figures here.

An outline is a file `decks/KEY.toml`; adding a deck adds a file. It is read once and checked whole,
so that a wrong one is found by its name and page, and not while a deck is being made.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from base.deck import ChartKind, PageKind
from base.dimensions import TIME_DIMS, Dim
from base.language import Bilingual
from metrics.catalogue import CATALOGUE

_HERE = Path(__file__).with_name("decks")
_PAGE_FIELDS = {
    "kind", "title", "title_of_team", "metrics", "cut", "cut_of_team", "chart", "before", "target",
    "next",
}  # fmt: skip
# Side by side two charts are still read from the back of a room.
_MOST_CHARTS = 2


class OutlineError(ValueError):
    """An outline that cannot be used; says which page and what is wrong with it."""


@dataclass(frozen=True)
class PagePlan:
    """One page of an outline. `cut_of_team` and `title_of_team` hold where it is about one team.

    `next` makes a page of targets one of the period to come.
    """

    kind: PageKind
    title: Bilingual
    metrics: tuple[str, ...] = ()
    cut: Dim | None = None
    cut_of_team: Dim | None = None
    chart: ChartKind = ChartKind.COLUMNS
    before: bool = False
    target: bool = False
    title_of_team: Bilingual | None = None
    next: bool = False

    def title_for(self, *, team: bool) -> Bilingual:
        """Return the title of a deck about one team, or about everybody."""
        return self.title_of_team if team and self.title_of_team is not None else self.title

    def cut_for(self, *, team: bool) -> Dim | None:
        """Return the cut of a deck about one team, or about everybody."""
        return self.cut_of_team if team and self.cut_of_team is not None else self.cut


@dataclass(frozen=True)
class Outline:
    """A deck before it has figures."""

    key: str
    name: Bilingual
    pages: tuple[PagePlan, ...]


@lru_cache(maxsize=8)
def outline_of(key: str) -> Outline:
    """Return the outline of a key. Raises KeyError for one there is not, OutlineError for a wrong
    one."""
    path = _HERE / f"{key}.toml"
    if not key.isidentifier() or not path.is_file():
        raise KeyError(key)
    return read_outline(path.read_text(encoding="utf-8"))


def read_outline(text: str) -> Outline:
    """Return the outline that a TOML text holds. Raises OutlineError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OutlineError(f"no TOML: {error}") from error
    pages = data.get("page")
    if not isinstance(data.get("key"), str) or not isinstance(pages, list) or not pages:
        raise OutlineError("an outline has a key and pages")
    plans = tuple(_page(number, one) for number, one in enumerate(pages, 1))
    return Outline(data["key"], _bilingual("name", data.get("name")), plans)


def _page(number: int, data: Mapping[str, Any]) -> PagePlan:
    unknown = set(data) - _PAGE_FIELDS
    if unknown:
        raise OutlineError(f"page {number}: nothing is called {', '.join(sorted(unknown))}")
    try:
        plan = PagePlan(
            kind=PageKind(data.get("kind", "")),
            title=_bilingual(f"page {number}: title", data.get("title")),
            metrics=tuple(data.get("metrics", ())),
            cut=_cut(data.get("cut")),
            cut_of_team=_cut(data.get("cut_of_team")),
            chart=ChartKind(data.get("chart", ChartKind.COLUMNS.value)),
            before=bool(data.get("before", False)),
            target=bool(data.get("target", False)),
            next=bool(data.get("next", False)),
            title_of_team=(
                _bilingual(f"page {number}: title_of_team", data["title_of_team"])
                if "title_of_team" in data
                else None
            ),
        )
    except (ValueError, TypeError) as error:
        raise OutlineError(f"page {number}: {error}") from error
    wrong = _wrong(plan)
    if wrong:
        raise OutlineError(f"page {number}: {wrong}")
    return plan


def _wrong(plan: PagePlan) -> str:
    """Return what is wrong with a page; nothing for a good one."""
    unknown = [key for key in plan.metrics if key not in CATALOGUE]
    if unknown:
        return f"no metric is called {', '.join(unknown)}"
    if plan.kind in (PageKind.FIGURES, PageKind.MONTHS) and not plan.metrics:
        return f"a page of {plan.kind.value} names its metrics"
    if plan.kind is PageKind.MONTHS:
        lacking = [key for key in plan.metrics if Dim.MONTH not in CATALOGUE[key].cuts]
        return f"{', '.join(lacking)} cannot be cut by month" if lacking else ""
    return _wrong_chart(plan) if plan.kind is PageKind.CHART else ""


def _wrong_chart(plan: PagePlan) -> str:
    if plan.cut is None or not 1 <= len(plan.metrics) <= _MOST_CHARTS:
        return f"a chart has a cut and one or {_MOST_CHARTS} metrics"
    cuts = [cut for cut in (plan.cut, plan.cut_of_team) if cut is not None]
    if Dim.AGENT in cuts:
        return "nobody is shown by name in a deck"
    if any(cut in TIME_DIMS - {Dim.DAY, Dim.MONTH} for cut in cuts):
        return "of times only days and months are drawn"
    lacking = [key for key in plan.metrics if not CATALOGUE[key].cuts.issuperset(cuts)]
    return f"{', '.join(lacking)} cannot be cut like this" if lacking else ""


def _cut(word: Any) -> Dim | None:
    return None if word is None else Dim(word)


def _bilingual(what: str, data: Any) -> Bilingual:
    if not isinstance(data, dict) or set(data) != {"zh", "en"}:
        raise OutlineError(f"{what} needs zh and en")
    zh, en = data["zh"], data["en"]
    if not (isinstance(zh, str) and isinstance(en, str) and zh.strip() and en.strip()):
        raise OutlineError(f"{what} needs zh and en")
    return Bilingual(zh, en)
