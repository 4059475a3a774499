"""The speaker's notes of a page: what each figure means, where it comes from, what it rests on."""

from collections.abc import Iterable
from datetime import date

from base.language import Listing, Msg, msg
from metrics import phrasing
from metrics.feeding import feeds_for
from metrics.model import Against, Question
from reviews.deck_making import Making, before, name_of_period, worded
from reviews.figures import Figured, value_of
from reviews.scoping import Scope


def sources_of(scope: Scope, question: Question | None) -> tuple[tuple[Msg, ...], date | None]:
    """Return which kinds of files a figure (None: all) comes from, and the last day they reach."""
    feeds = None if question is None else feeds_for(question)
    period = scope.period
    found = [
        source
        for source in scope.coverage.sources(period.start, period.end)
        if scope.chosen(source.shop) and (feeds is None or source.feed in feeds)
    ]
    kinds = sorted({source.feed for source in found})
    last = max((source.last for source in found), default=None)
    return tuple(msg(f"feed.{kind}") for kind in kinds), last


def definitions(making: Making, shown: Iterable[Figured]) -> tuple[Msg, ...]:
    """Return a note for each figure: its formula in words, its source, its period and its n."""
    return tuple(_definition(making, one) for one in shown)


def _definition(making: Making, one: Figured) -> Msg:
    scope, total = making.scope, one.computed.total
    kinds, _ = sources_of(scope, one.computed.question)
    now = msg(
        "deck.note.value",
        dates=name_of_period(scope, scope.period),
        value=value_of(one, one.now),
        n=phrasing.rests_on(one.metric, total),
    )
    said = msg(
        "deck.note.figure",
        formula=one.metric.definition,
        kinds=Listing(kinds),
        now=now,
    )
    past = _before(making, one)
    return said if past is None else worded(scope, "deck.note.both", first=said, second=past)


def _before(making: Making, one: Figured) -> Msg | None:
    at = one.against(Against.PREVIOUS)
    if at is None:
        return None
    was = one.computed.before[at]
    return msg(
        "deck.note.value",
        dates=name_of_period(making.scope, before(making.scope.period)),
        value=value_of(one, one.decimal(was)),
        n=phrasing.rests_on(one.metric, was),
    )
