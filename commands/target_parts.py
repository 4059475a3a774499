"""The parts of a target as they are typed: months and amounts, teams and amounts, line or list.

售前组 700万 售后组 300万; Jan 100k Feb 80k; four bare amounts for four quarters. What the parts
come to is for others to say.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from base.dimensions import Dim
from base.language import Lang, msg
from base.refusal import Refusal
from commands.amounts import amount, places_of_amounts
from commands.requests import metric_word
from commands.target_reading import LIST, Understand
from commands.target_setting import misfit
from commands.target_words import time_in
from metrics.model import Metric, NotUnderstood
from metrics.target_spans import holding, parts_of
from storage.targets import Kind, Span, Whose

_MARKS = " \t\n,，、;；:：=＝-–—|"


class Part(NamedTuple):
    """A part of a target: of whom, of which time, and how much."""

    whose: Whose
    span: Span
    value: float


class Piece(NamedTuple):
    """A stretch of a text that ends with an amount: what stands before it, and the amount."""

    label: str
    amount: str


@dataclass(frozen=True)
class Whole:
    """What is split: a metric's target of somebody for a time, and by what."""

    metric: Metric
    whose: Whose
    span: Span
    axis: Kind | Dim

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the months or quarters it is split to, none by a cut."""
        return parts_of(self.span, self.axis) if isinstance(self.axis, Kind) else ()


def pieces_of(text: str) -> list[Piece]:
    """Cut a text behind each amount."""
    found, at = [], 0
    for start, end in places_of_amounts(text):
        found.append(Piece(text[at:start].strip(_MARKS), text[start:end].strip()))
        at = end
    return found


def parts_typed(
    whole: Whole, pieces: list[Piece], understand: Understand, lang: Lang
) -> list[Part]:
    """Return the parts that were typed. Raises Refusal for a part that there is not."""
    values = [_value(whole.metric, piece, lang) for piece in pieces]
    if isinstance(whole.axis, Dim):
        labels = [_member(whole, piece.label, understand, lang) for piece in pieces]
        return [Part(w, whole.span, v) for w, v in zip(labels, values, strict=True)]
    spans = _spans(whole, pieces, lang)
    return [Part(whole.whose, s, v) for s, v in zip(spans, values, strict=True)]


def _value(metric: Metric, piece: Piece, lang: Lang) -> float:
    value = amount(piece.amount, metric.unit)
    if value is None:
        raise misfit(piece.amount, metric, lang)
    return value


def _spans(whole: Whole, pieces: list[Piece], lang: Lang) -> list[Span]:
    """Return the times of parts: as named, or in their order where none is."""
    named = [_span(whole, piece.label) for piece in pieces]
    if all(span is None for span in named[1:]) and (len(pieces) > 1 or named[0] is None):
        if len(pieces) > len(whole.spans):
            count = len(whole.spans)
            raise Refusal(msg("target.split.too_many", count=count), (LIST[lang],))
        return list(whole.spans[: len(pieces)])
    for span, piece in zip(named, pieces, strict=True):
        if span is None or span not in whole.spans:
            raise _unknown(piece.label or piece.amount, lang)
    return [span for span in named if span is not None]


def _span(whole: Whole, label: str) -> Span | None:
    """Return the month or quarter a label names, in the year that is split."""
    if not isinstance(whole.axis, Kind):
        return None
    found = time_in(label, whole.span.start, {whole.axis}).span
    if found.kind is not whole.axis:
        return None
    return holding(date(whole.span.start.year, found.start.month, 1), whole.axis)


def _member(whole: Whole, label: str, understand: Understand, lang: Lang) -> Whose:
    """Return whose part a label means: a team, a shop. Raises Refusal where it means none."""
    word = metric_word(whole.metric, lang)
    for text in (f"{word} {label}", label):
        found = understand(text)
        if isinstance(found, NotUnderstood):
            continue
        members = [str(m) for f in found.filters if f.dim is whole.axis for m in f.members]
        if len(members) == 1 and isinstance(whole.axis, Dim):
            return Whose(whole.axis, members[0])
    raise _unknown(label, lang)


def _unknown(label: str, lang: Lang) -> Refusal:
    return Refusal(msg("target.split.unknown", label=label), (LIST[lang],))
