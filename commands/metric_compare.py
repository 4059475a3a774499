"""One name, several metrics: platforms side by side whose figures are not the same thing.

"3-minute reply rate" is per turn on Taobao, per person on Kuaishou. Such figures are shown each
beside its own definition; what is never shown is a difference, an order or a sum of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from base.answer import Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Bilingual, Msg, msg
from base.units import minor_units
from commands.allowing import may_read
from commands.context import Request
from commands.lexicon import Standing
from commands.metric_define import with_window
from commands.requests import metric_word, period_word, several_places
from metrics import phrasing
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured, compute
from metrics.judge import too_few
from metrics.model import Filter, Member, Metric, Question
from metrics.parser.words import Named
from storage.engine import Work

_BUTTONS = 3


@dataclass(frozen=True)
class Sides:
    """Members of a place side by side, and which metric each of them has."""

    dim: Dim
    names: Mapping[Any, Bilingual]
    found: Mapping[Any, tuple[Metric, Measured]]

    def metrics(self) -> tuple[Metric, ...]:
        """Return the different metrics, in the order of their members."""
        return tuple(dict.fromkeys(metric for metric, _ in self.found.values()))


def answer_beside(
    work: Work,
    known: Standing,
    request: Request,
    question: Question,
    currency: str | None,
    today: date,
) -> Answer | None:
    """Return places beside each other where not all of them have the metric that is asked for.

    None where they have, or where no other goes by its name.
    """
    if question.why is not None or question.hours:
        return None
    sides = _found(work, known, request, question)
    if sides is None or sides.metrics() == (question.metric,):
        return None
    return _told(known, request, question, sides, currency, today)


def _found(work: Work, known: Standing, request: Request, question: Question) -> Sides | None:
    family, dim = _family(request, question.metric), several_places(question)
    if dim is None or len(family) < 2:
        return None
    sides = _sides(work, known, question, dim, family)
    if sides is None and dim is Dim.CHANNEL:
        # The same name may be a channel and the platform of shops.
        asked = _as_platforms(known, question)
        return _sides(work, known, asked, Dim.PLATFORM, family) if asked else None
    return sides


def _family(request: Request, metric: Metric) -> tuple[Metric, ...]:
    """Return the metric and those that go by its name, read in the same unit."""
    others = (
        other
        for other in CATALOGUE.values()
        if other.same_name == metric.same_name
        and other.key != metric.key
        and other.unit is metric.unit
        and may_read(request.actor, other)
    )
    return (metric, *others)


def _sides(
    work: Work, known: Standing, question: Question, dim: Dim, family: Iterable[Metric]
) -> Sides | None:
    """Return which member has which metric: the one asked for where it has it."""
    asked = [m for f in question.filters if f.dim is dim for m in f.members]
    found: dict[Any, tuple[Metric, Measured]] = {}
    for metric in family:
        if dim not in metric.cuts:
            continue
        plain = replace(question, metric=metric, cuts=(dim,), baselines=())
        for line in compute(work, plain).lines:
            if line.now.value is not None and line.group[0]:
                found.setdefault(line.group[0], (metric, line.now))
    members = [m for m in (asked or found) if m in found]
    if len(members) < 2:
        return None
    named = known.named(work, dim)
    names = {m: named.get(m) or _typed(question, dim, m) for m in members}
    return Sides(dim, names, {m: found[m] for m in members})


def _typed(question: Question, dim: Dim, member: Any) -> Bilingual:
    """Return a member's name as the question has it."""
    for chosen in question.filters:
        if chosen.dim is dim and len(chosen.names) == len(chosen.members):
            for one, name in zip(chosen.members, chosen.names, strict=True):
                if one == member:
                    return name
    return Bilingual(str(member), str(member))


def _as_platforms(known: Standing, question: Question) -> Question | None:
    """Return the question by the platforms that its channels are called like."""
    chosen = next((f for f in question.filters if f.dim is Dim.CHANNEL), None)
    if chosen is None:
        return None
    platforms = [_platform(known, name) for name in chosen.names]
    members = tuple(one.id for one in platforms if one is not None)
    if len(members) < 2:
        return None
    others = tuple(f for f in question.filters if f is not chosen)
    place = Filter(Dim.PLATFORM, members, tuple(chosen.names))
    cuts = tuple(Dim.PLATFORM if cut is Dim.CHANNEL else cut for cut in question.cuts)
    return replace(question, filters=(*others, place), cuts=cuts)


def _platform(known: Standing, name: Bilingual) -> Member | None:
    for text in (name.zh.lower(), name.en.lower()):
        for end, meaning, _ in known.lexicon.index.find(text, 0) if text else ():
            if end == len(text) and isinstance(meaning, Named):
                for member in meaning.members:
                    if member.dim is Dim.PLATFORM:
                        return member
    return None


def _told(known: Standing, request: Request, question: Question, sides: Sides,
          currency: str | None, today: date) -> Answer:  # fmt: skip
    """Return the figures each beside its own definition, without any difference."""
    minor = minor_units(currency) if currency else 1
    several = len(sides.metrics()) > 1
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg(
            "metrics.beside" if several else "metrics.beside.another",
            metric=question.metric.name,
            period=phrasing.period_label(question.period, today, known.promotions),
        ),
        lines=tuple(
            _side(sides.names[member], metric, measured, minor, currency)
            for member, (metric, measured) in sides.found.items()
        ),
        notes=(msg("metrics.beside.each"),) if several else (),
        follow_ups=tuple(_alone(request, question, sides, today))[:_BUTTONS],
    )


def _side(
    name: Bilingual, metric: Metric, measured: Measured, minor: int, currency: str | None
) -> Msg:
    few = too_few(metric, measured)
    return msg(
        "metrics.beside.side_few" if few else "metrics.beside.side",
        name=name,
        value=phrasing.figure(metric, phrasing.raw(metric, measured.value, minor), currency),
        n=measured.n,
        n_of=metric.n_of,
        definition=with_window(metric),
    )


def _alone(request: Request, question: Question, sides: Sides, today: date) -> Iterable[FollowUp]:
    """Yield each side's own question: beside its own past."""
    if len(sides.metrics()) == 1:
        # What all of them have may be compared: by its own name.
        names = tuple(name.in_(request.lang) for name in sides.names.values())
        period = period_word(question.period, today, request.lang)
        text = " ".join((metric_word(sides.metrics()[0], request.lang), *names, period))
        yield FollowUp(msg("button.try", text=text), text)
        return
    for member, (metric, _) in sides.found.items():
        parts = (
            metric_word(metric, request.lang),
            sides.names[member].in_(request.lang),
            period_word(question.period, today, request.lang),
        )
        text = " ".join(parts)
        yield FollowUp(msg("button.try", text=text), text)
