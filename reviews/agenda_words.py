"""What an agenda calls things: its figures with everything they stand beside, and free text veiled.

At the company's and the department's level nobody of the staff is named: what people wrote goes
through the mask of names first. Nothing is decided here.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from base.language import Bilingual, Lang, Listing, Msg, msg
from base.schedule import Level
from base.units import Unit
from metrics.model import Against, Metric, PeriodKind
from metrics.targets import written
from reviews import incomplete
from reviews.action_words import short
from reviews.figures import Figured, base_name, direction, value_of, verdict_of
from reviews.naming import name_of, plain_base, short_base
from reviews.scoping import Scope
from reviews.unnamed import Unnamed
from storage.engine import Work

_NONE = msg("none")
# What summaries have short names for.
_SHORT_NAMES = frozenset(
    {"contacts", "cs_sales", "inq_conv_final", "frt", "csat_rate", "unreplied", "frt_30s_rate"}
)
_SUMMARY_NAME = "weekly.name."


@dataclass(frozen=True)
class Veil:
    """What may be read of what people wrote: all of it in one's own group, else without names."""

    work: Work
    level: Level
    today: date
    lang: Lang

    @cached_property
    def _unnamed(self) -> Unnamed:
        return Unnamed(self.work)

    def text(self, written_: str, columns: int) -> str:
        """Return a text in one line of so many columns."""
        if self.level is not Level.GROUP:
            written_ = self._unnamed.text(written_[:2000])
        return short(written_, columns)

    def message(self, said: Msg) -> Msg:
        """Return a message with every text of people's in it veiled."""
        if self.level is Level.GROUP:
            return said
        return self._unnamed.message(said)


# -- figures ---------------------------------------------------------------------------------------


def called(metric: Metric) -> Msg:
    """Return a metric's name: its short one where summaries have one."""
    if metric.key in _SHORT_NAMES:
        return name_of(metric)
    return msg("agenda.called", name=metric.name)


def with_names(said: Msg, metric: Metric) -> Msg:
    """Return a summary's message about a metric with the name that it has here."""
    name = said.params.get("name")
    unnamed = isinstance(name, Msg) and name.key.startswith(_SUMMARY_NAME)
    if not unnamed or metric.key in _SHORT_NAMES:
        return said
    return replace(said, params={**said.params, "name": called(metric)})


def figure_in_words(scope: Scope, one: Figured) -> Msg:
    """Return a figure with its baseline, its target, and what it rests on."""
    return msg(
        "agenda.figure",
        name=called(one.metric),
        value=value_of(one, one.now),
        compared=_compared(scope, one),
        year=_a_year_ago(one),
        aimed=_aimed(one),
        rests=_rests(one),
    )


def _compared(scope: Scope, one: Figured) -> Msg:
    if one.before is None:
        return _NONE
    base = plain_base(short_base(base_name(scope, one)))
    key = "agenda.figure.compared" if one.verdict is None else "agenda.figure.judged"
    return msg(key, base=base, before=value_of(one, one.before), verdict=verdict_of(one))


def _a_year_ago(one: Figured) -> Msg:
    """Return the figure of the same time last year, where it is not what it stands beside."""
    at = one.against(Against.LAST_YEAR)
    if at is None or at == one.main:
        return _NONE
    return msg("agenda.figure.year", before=value_of(one, one.decimal(one.computed.before[at])))


def _aimed(one: Figured) -> Msg:
    if one.target is None:
        return _NONE
    return msg("agenda.figure.aimed", target=written(one.metric, one.target, one.currency))


def _rests(one: Figured) -> Msg:
    n = one.computed.total.n
    if n is None or one.metric.unit is Unit.COUNT:
        return _NONE
    return msg("agenda.figure.rests", n=n, what=one.metric.n_of)


def gap_in_words(scope: Scope, gaps: incomplete.Gaps) -> Msg:
    """Return which shops lack days, so that nothing is concluded: summaries know no long times."""
    if scope.period.kind in (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH):
        return incomplete.headline(scope, gaps)
    names = {shop.id: shop.name for shop in scope.shops}
    lacks = (msg("weekly.gap.count", shop=names[s], count=len(days)) for s, days in gaps.items())
    return msg("weekly.gap", shops=Listing(tuple(lacks)))


def definition_of(metric: Metric) -> Msg:
    """Return how a figure is computed, as the catalogue says it."""
    return msg("source.definition", text=metric.definition)


def worse_in_words(one: Figured) -> Msg:
    """Return that a figure clearly got worse, in the four verbs."""
    verdict = msg(f"weekly.says.clear.{direction(one)}")
    return msg("agenda.about.worse", name=called(one.metric), verdict=verdict)


def plain(text: Bilingual | str) -> Msg:
    """Return a text as a message of its own."""
    return msg("agenda.plain", text=text)
