"""Requests that work, worded as the asker would type them: the way out of a misunderstanding."""

from collections.abc import Iterable
from dataclasses import dataclass

from base.dimensions import Dim
from base.language import Bilingual, Lang
from metrics.catalogue import CATALOGUE
from metrics.model import Metric
from metrics.parser.vocabulary import DIM_NAMES

_LAST_WEEK = Bilingual("上周", "last week")
_WHY = Bilingual("为什么", "why")
_CUT_ORDER = (
    Dim.TEAM,
    Dim.SHOP,
    Dim.HOUR,
    Dim.CHANNEL,
    Dim.DAY,
    Dim.CATEGORY,
    Dim.WEEKDAY,
    Dim.PRODUCT,
    Dim.MONTH,
)
_FIRST_METRICS = ("csat_rate", "frt", "inq_conv_final")
MOST = 3


@dataclass(frozen=True)
class Kept:
    """What was understood of a question and shall stay in the requests offered instead.

    `period` is as typed, empty for last week; `names` are members as typed, with their cut; `why`
    that a reason was asked for.
    """

    lang: Lang
    period: str = ""
    names: tuple[tuple[Dim, str], ...] = ()
    cuts: tuple[Dim, ...] = ()
    why: bool = False

    def request(self, metric: Metric, *parts: str) -> str:
        """Return a request: metric, names that it can be asked for, period, further parts."""
        names = (name for dim, name in self.names if dim in metric.cuts)
        period = self.period or _LAST_WEEK.in_(self.lang)
        why = (_WHY.in_(self.lang),) if self.why else ()
        return " ".join((*why, metric.name.in_(self.lang), *names, period, *parts))

    def plain(self, metric: Metric) -> str:
        """Return the request by the cuts that were asked for and that the metric has."""
        cuts = (cut_words(self.lang, dim) for dim in self.cuts if dim in metric.cuts)
        return self.request(metric, *cuts)

    def by_cuts(self, metric: Metric) -> tuple[str, ...]:
        """Return the request by each of the three cuts that are asked for most."""
        order: tuple[Dim, ...] = _CUT_ORDER
        if Dim.CATEGORY in self.cuts and Dim.PRODUCT in metric.cuts:
            # What has no types may have products: 退款率 按类目.
            order = (Dim.PRODUCT, *_CUT_ORDER)
        dims = list(dict.fromkeys(dim for dim in order if dim in metric.cuts))[:MOST]
        return tuple(self.request(metric, cut_words(self.lang, dim)) for dim in dims)

    def by_metrics(self, metrics: Iterable[Metric]) -> tuple[str, ...]:
        """Return the request for each of up to three metrics."""
        return tuple(self.plain(metric) for metric in metrics)[:MOST]

    def usual(self) -> tuple[str, ...]:
        """Return the three requests that people begin with."""
        return self.by_metrics(of(_FIRST_METRICS))


def of(keys: Iterable[str]) -> tuple[Metric, ...]:
    """Return the metrics of these keys, those that exist."""
    return tuple(CATALOGUE[key] for key in keys if key in CATALOGUE)


def cut_words(lang: Lang, dim: Dim) -> str:
    """Return how a cut is asked for."""
    name = DIM_NAMES[dim].in_(lang)
    return f"按{name}" if lang is Lang.ZH else f"by {name}"
