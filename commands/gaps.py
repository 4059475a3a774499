"""What data a question has: days that are missing, what was imported, why there is no figure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from base.dimensions import Dim
from base.language import Bilingual, Days, Listing, Msg, msg
from commands.lexicon import Standing
from metrics.compute import compute
from metrics.feeding import feeds_for, to_import
from metrics.model import Period, Question, Records
from storage.engine import Work
from storage.names import Shop
from storage.presence import measures_present


def gaps_of(known: Standing, question: Question, period: Period) -> dict[int, tuple[date, ...]]:
    """Return by shop the days of a period that are missing for this question."""
    chosen = [f.members for f in question.filters if f.dim is Dim.SHOP]
    missing = known.coverage.missing_days(period.start, period.end, feeds_for(question))
    return {
        shop: days for shop, days in missing.items() if all(shop in members for members in chosen)
    }


def imported_for(known: Standing, question: Question) -> list[Msg]:
    """Say which kinds of files were imported for the period, and until which day they reach."""
    period, feeds = question.period, feeds_for(question)
    found = [s for s in known.coverage.sources(period.start, period.end) if s.feed in feeds]
    if not found:
        return []
    kinds = sorted({source.feed for source in found})
    last = max(source.last for source in found)
    names = Listing(tuple(msg(f"feed.{kind}") for kind in kinds))
    return [msg("source.files", kinds=names, until=Days(last, last))]


def gap_notes(
    gaps: Mapping[int, tuple[date, ...]], period: Period, all_shops: tuple[Shop, ...]
) -> list[Msg]:
    """Say which shop lacks which days of the period."""
    names = {s.id: s.name for s in all_shops}
    return [_gap(names[shop], days, period) for shop, days in gaps.items() if shop in names]


def _gap(shop: Bilingual, days: tuple[date, ...], period: Period) -> Msg:
    if len(days) == period.days:
        return msg("note.shop_empty", shop=shop)
    shown = Listing(tuple(Days(d, d) for d in days[:5]))
    key = "note.days_missing" if len(days) <= 5 else "note.days_missing_more"
    return msg(key, shop=shop, days=shown, count=len(days))


def why_empty(known: Standing, work: Work, question: Question) -> list[Msg]:
    """Say what data there are at all, where the figure has none."""
    has = known.coverage.span()
    if has is None:
        return [msg("note.no_data_at_all")]
    if question.period.end < has[0] or question.period.start > has[1]:
        return [msg("note.data_span", dates=Days(*has, with_year=True))]
    if question.filters and _has_data(work, replace(question, filters=())):
        names = tuple(name for chosen in question.filters for name in chosen.names)
        return [msg("note.nothing_of", metric=question.metric.name, names=Listing(names))]
    what = to_import(question.metric, measures_present(work))
    if isinstance(question.metric.formula, Records):
        return [what]
    return [msg("note.not_delivered", metric=question.metric.name, what=what)]


def _has_data(work: Work, question: Question) -> bool:
    plain = replace(question, cuts=(), baselines=())
    return compute(work, plain).total.value is not None
