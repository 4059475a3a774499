"""What a file of figures says of itself: the question, what the figures mean, who asked, and how to
ask again. Labels and texts, for any kind of file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from base.answer import Answer, Comparison, PeriodShown
from base.language import Bilingual, Days, Lang, Msg, msg
from bot.render.numbers import days
from bot.render.texts import name_text, word
from commands.exporting import Provenance
from metrics.catalogue import CATALOGUE
from metrics.model import Metric


@dataclass(frozen=True)
class Line:
    """One thing said: what it is, and what it says."""

    label: str
    text: str


def about(answer: Answer, of: Provenance, lang: Lang) -> tuple[Line, ...]:
    """Return everything a file says of itself, in the order in which it is read."""
    told = [*_question(answer, of, lang), *_meaning(answer, lang), *_rests(answer, lang)]
    told += _asked(answer, of, lang)
    return tuple(Line(word(msg(f"about.{key}"), lang), text) for key, text in told if text)


_Told = Iterator[tuple[str, str]]


def _question(answer: Answer, of: Provenance, lang: Lang) -> _Told:
    yield "question", of.question
    yield "takeaway", word(answer.takeaway, lang)
    if answer.understood is not None:
        yield "understood", word(answer.understood, lang)
    period = answer.period or (answer.post.period if answer.post else None)
    if period is not None:
        yield "period", _dates(period, lang)
    for one in answer.compare:
        yield "compared", _compared(one, lang)
    if answer.table is not None and answer.table.dims:
        yield "cut", _list([word(msg(f"dim.{dim}"), lang) for dim in answer.table.spoken], lang)


def _dates(period: PeriodShown, lang: Lang) -> str:
    text = days(Days(period.start, period.end, with_year=True), lang)
    return word(msg("about.partial", days=text), lang) if period.partial else text


def _compared(one: Comparison, lang: Lang) -> str:
    dates = days(Days(one.period.start, one.period.end, with_year=True), lang)
    if one.against != "usual":
        return dates
    return word(msg("about.compared_with", label=msg("base.usual"), days=dates), lang)


def _meaning(answer: Answer, lang: Lang) -> _Told:
    for metric in _metrics(answer):
        name = name_text(metric.name, lang)
        yield "metric", name
        yield "definition", metric.definition.in_(lang)
        yield "words", metric.words.in_(lang)
        if metric.window is not None:
            yield "window", metric.window.in_(lang)
        yield "unit", word(msg(f"about.unit.{metric.unit.value}"), lang)
        yield "good", word(msg(f"about.good.{metric.good.value}"), lang)


def _metrics(answer: Answer) -> list[Metric]:
    """Return the metrics an answer is about, each once."""
    keys = [answer.figure.metric] if answer.figure else []
    for detail in answer.post.details if answer.post else ():
        keys += [detail.figure.metric] if detail.figure else []
        keys += [row.key for row in detail.grid.rows] if detail.grid else []
    keys += [row.key for row in answer.grid.rows] if answer.grid else []
    return [CATALOGUE[key] for key in dict.fromkeys(keys) if key in CATALOGUE]


def _rests(answer: Answer, lang: Lang) -> _Told:
    notes: Sequence[Msg] = answer.post.notes if answer.post else answer.notes
    for note in notes:
        # Who sees a message is nothing a file can promise.
        if note.key != "rights.only_you":
            yield "note", word(note, lang)
    for source in answer.sources:
        # What the figure means is said above already.
        if source.key != "source.definition":
            yield "source", word(source, lang)


def _asked(answer: Answer, of: Provenance, lang: Lang) -> _Told:
    yield "asked", word(msg("about.asked_by", name=Bilingual(of.by, of.by), at=of.at), lang)
    if of.codes.plain:
        yield "again", word(msg("about.again_by", code=f"#{of.codes.plain}"), lang)
    if of.codes.fixed:
        yield "again_fixed", word(msg("about.again_by", code=f"#{of.codes.fixed}"), lang)
    if answer.private:
        yield "private", word(msg("about.private_why"), lang)


def _list(texts: Sequence[str], lang: Lang) -> str:
    return ("、" if lang is Lang.ZH else ", ").join(texts)
