"""`/metric define X`: what a figure is, how it is reckoned, and what may not be done with it.

Everybody who gets a figure is to understand it (L02): also those that have no data here, and those
whose values he may not read.
"""

from collections.abc import Iterator
from datetime import date

from base.answer import Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Bilingual, Days, Lang, Listing, Msg, Quantity, msg
from base.refusal import Refusal
from base.units import Adds, Good, Unit
from commands.allowing import may_read
from commands.context import Context, Request
from commands.lexicon import Standing, standing
from commands.metric_list import LIST, defined
from commands.requests import cut_word, metric_word
from metrics import periods, ranking
from metrics.catalogue import CATALOGUE
from metrics.chapters import CHAPTERS
from metrics.feeding import to_import
from metrics.having import delivered, has_data
from metrics.model import (
    Against,
    Correction,
    Derived,
    Metric,
    NotUnderstood,
    Question,
    Records,
    Repurchase,
)
from metrics.naming import metric_called, metric_named_first
from metrics.parser import parse
from metrics.parser.vocabulary import DIM_NAMES
from metrics.sensitive import of_costs
from metrics.targets import can_have, target_for, written
from storage.engine import Work
from storage.presence import measures_present

_CUTS = (
    Dim.TEAM, Dim.AGENT, Dim.SHOP, Dim.CHANNEL, Dim.PLATFORM, Dim.CATEGORY, Dim.PRODUCT,
    Dim.COUNTRY, Dim.HANDLER, Dim.EMPLOYMENT, Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.WEEKDAY, Dim.HOUR,
    Dim.HALF_HOUR,
)  # fmt: skip
_MOST_CONFUSED = 3
_ASKED = {
    Against.PREVIOUS.value: Bilingual("环比", "vs previous period"),
    Against.LAST_YEAR.value: Bilingual("同比", "vs last year"),
    Against.USUAL.value: Bilingual("和平常比", "vs usual"),
    Against.TARGET.value: Bilingual("目标", "target"),
}
_LAST_WEEK = Bilingual("上周", "last week")
_LAST_MONTH = Bilingual("上个月", "last month")


def answer_define(
    context: Context, request: Request, word: str, *, surely: bool = True
) -> Answer | None:
    """Explain the metric that a word means.

    Where that is not surely what was asked, None unless the word names a metric and nothing else.
    Raises Refusal for a word that means none.
    """
    metric = metric_called(word)
    corrections: tuple[Correction, ...] = ()
    if metric is None and not surely:
        return None
    with context.database.read() as work:
        known = standing(work, context)
        if metric is None:
            metric, corrections = _meant(known, context, request, word)
        return _explained(work, known, request, metric, corrections, request.today(context.clock))


def _meant(
    known: Standing, context: Context, request: Request, word: str
) -> tuple[Metric, tuple[Correction, ...]]:
    """Return the metric a question with this word would be about, and how it was misspelt."""
    understood = parse(
        word,
        today=request.today(context.clock),
        lexicon=known.lexicon,
        promotions=known.promotions,
        lang=request.lang,
    )
    if isinstance(understood, Question):
        return understood.metric, understood.corrections
    near = _near(understood)
    asked = tuple(f"/metric define {metric.name.in_(request.lang)}" for metric in near)
    raise Refusal(
        msg("metrics.define.unknown", word=word), (*asked, LIST.in_(request.lang))[:3]
    )  # fmt: skip


def _near(found: NotUnderstood) -> tuple[Metric, ...]:
    """Return the metrics of the requests that were offered instead, where the word was one's."""
    if found.metric is not None:
        return (found.metric,)
    if found.reason not in ("unsure", "two_metrics", "unknown_metric"):
        return ()
    named = (metric_named_first(request) for request in found.nearest)
    return tuple(dict.fromkeys(metric for metric in named if metric is not None))


def _explained(
    work: Work,
    known: Standing,
    request: Request,
    metric: Metric,
    corrections: tuple[Correction, ...],
    today: date,
) -> Answer:
    may = may_read(request.actor, metric)
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("metrics.define", definition=defined(metric)),
        lines=(
            *(msg("corrected", typed=c.typed, read_as=c.read_as) for c in corrections),
            *_how(metric),
            *_limits(work, metric),
            *_here(work, known, metric, today, may),
            *_confused(metric),
        ),
        notes=() if may else (msg("rights.costs"),),
        follow_ups=tuple(_next(work, request.lang, metric) if may else ()),
    )


def _how(metric: Metric) -> Iterator[Msg]:
    """Yield how it is reckoned, in which unit, which way is good, over which hours."""
    if metric.words.in_(Lang.ZH):
        yield msg("metrics.define.words", words=metric.words)
    yield msg(
        "metrics.define.unit",
        unit=msg(f"metrics.unit.{metric.unit.value}"),
        good=_good(metric),
    )
    if metric.window is not None:
        yield msg("metrics.define.window", window=metric.window)
    yield msg(f"metrics.adds.{_adds(metric)}")


def _good(metric: Metric) -> Msg:
    if metric.good is Good.BAND and metric.band is not None:
        low, high = (Quantity(end, metric.unit.value) for end in metric.band)
        return msg("metrics.good.band", low=low, high=high)
    return msg(f"metrics.good.{metric.good.value if metric.good is not Good.BAND else 'none'}")


def _adds(metric: Metric) -> str:
    """Return how it adds up, in the words of its kind: a count of people or a share is no time."""
    if metric.adds is Adds.RATIO:
        return "ratio" if metric.unit is Unit.SHARE else "mean"
    return metric.adds.value


def _limits(work: Work, metric: Metric) -> Iterator[Msg]:
    """Yield by what it can be cut, what n is, and when it is not to be judged."""
    cuts = [DIM_NAMES[cut] for cut in _CUTS if cut in metric.cuts]
    if cuts:
        yield msg("metrics.define.cuts", cuts=Listing(tuple(cuts)))
    if metric.small_n:
        yield msg("metrics.define.few", n_of=metric.n_of, few=metric.small_n)
    elif not isinstance(metric.formula, Derived):
        yield msg("metrics.define.n", n_of=metric.n_of)
    if metric.mature_after:
        yield msg("metrics.define.mature", days=metric.mature_after)
    if metric.whole_months:
        yield msg("metrics.define.months")
    if Dim.AGENT in metric.cuts and not ranking.ranks(work, metric):
        yield msg("metrics.define.no_ranking")
    if of_costs(metric):
        yield msg("metrics.define.costs")


def _here(work: Work, known: Standing, metric: Metric, today: date, may: bool) -> Iterator[Msg]:
    """Yield its target, and what its figures come from here."""
    goal = _goal(known, metric, today) if may else None
    if goal is not None:
        yield goal
    base = _base(metric)
    if base is not None:
        yield msg("metrics.define.of", metric=base.name)
        return
    if not has_data(work, metric):
        yield msg("metrics.define.no_data", what=to_import(metric, measures_present(work)))
        return
    if isinstance(metric.formula, Records):
        yield msg("metrics.define.own_records")
        return
    found = delivered(work, metric)
    if found is not None:
        until = Days(found.last, found.last)
        kinds = Listing(tuple(msg(f"feed.{feed}") for feed in found.feeds))
        key = "metrics.define.from" if found.feeds else "metrics.define.until"
        yield msg(key, kinds=kinds, until=until)


def _goal(known: Standing, metric: Metric, today: date) -> Msg | None:
    if not can_have(metric):
        return None
    target = target_for(known.targets, Question(metric, periods.month(today.year, today.month)))
    if target is None:
        return None
    currencies = {shop.currency for shop in known.shops}
    currency = currencies.pop() if metric.unit is Unit.MONEY and len(currencies) == 1 else None
    return msg("metrics.define.target", target=written(metric, target, currency))


def _base(metric: Metric) -> Metric | None:
    of = metric.formula.of if isinstance(metric.formula, Derived) else None
    return None if of is None else CATALOGUE.get(of)


def _confused(metric: Metric) -> Iterator[Msg]:
    """Yield what people call by the same name, each by its definition."""
    if metric.same_name is None:
        return
    others = [
        other
        for other in CATALOGUE.values()
        if other.same_name == metric.same_name and other.key != metric.key
    ]
    if others:
        yield msg("metrics.define.confused")
    for other in others[:_MOST_CONFUSED]:
        yield msg("metrics.list.one", definition=with_window(other))


def with_window(metric: Metric) -> Bilingual:
    """Return a definition with the hours and the grain it counts, where it names them."""
    text, window = defined(metric), metric.window
    if window is None:
        return text
    return Bilingual(
        f"{text.zh.rstrip('。')}（{window.zh}）。", f"{text.en.rstrip('.')} ({window.en})."
    )


def example(metric: Metric, lang: Lang) -> str:
    """Return a question for this metric that works, as it would be typed."""
    months = metric.whole_months or metric.mature_after > 6
    period = (_LAST_MONTH if months else _LAST_WEEK).in_(lang)
    if not isinstance(metric.formula, Derived):
        return f"{metric_word(metric, lang)} {period}"
    base = _base(metric)
    word = metric_word(metric if base is None else base, lang)
    if base is None:
        word = metric_word(CATALOGUE["contacts"], lang)
    against = _ASKED.get(metric.formula.against)
    return f"{word} {period}" if against is None else f"{word} {period} {against.in_(lang)}"


def _next(work: Work, lang: Lang, metric: Metric) -> Iterator[FollowUp]:
    """Yield questions to try, where there is something to answer, and the rest of its chapter."""
    if has_data(work, metric):
        text = example(metric, lang)
        yield FollowUp(msg("button.try", text=text), text)
        cut = next((c for c in (Dim.TEAM, Dim.SHOP) if c in metric.cuts), None)
        if cut is not None and not isinstance(metric.formula, Derived | Repurchase):
            by = f"{text} {cut_word(cut, lang)}"
            yield FollowUp(msg("button.try", text=by), by)
    chapter = CHAPTERS[metric.chapter]
    yield FollowUp(msg("metrics.button.chapter", chapter=chapter), _listing(chapter, lang))


def _listing(chapter: Bilingual, lang: Lang) -> str:
    return f"/metric list {chapter.in_(lang)}"
