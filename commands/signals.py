"""What stands out: `/fupan signals`, `/metric signals [figure] [team] [time]`, and what is watched.

Everybody sees the figures of teams, nobody those of a person here. What is watched is the
workspace's setting, for whoever sets its targets.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from base.answer import Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Bilingual, Days, Lang, Listing, Msg, msg
from base.refusal import Refusal
from base.rights import Verb, can
from commands.allowing import named_asker
from commands.context import Context, Request
from commands.lexicon import Standing as Here
from commands.lexicon import standing as standing_here
from commands.requests import metric_word, typed
from commands.signal_words import Doing, SignalWish
from commands.summaries import known_here, not_understood
from metrics import periods
from metrics.explain import can_be_apart
from metrics.model import Against, Filter, Metric, NotUnderstood, Period, PeriodKind, Question
from metrics.parser import parse
from metrics.signal_history import Histories, Sight, Standing
from metrics.signal_scale import shape_of
from metrics.signal_watching import usual, watch, watched
from metrics.signals import RECENT_DAYS, Rule
from reviews.asking import why_request
from reviews.scoping import Scope
from reviews.signal_telling import line, ordered, telling, whose
from storage.engine import Work

# The parser wants a metric; whose signals are asked is as for its volume.
_VOLUME = {Lang.ZH: "接待量", Lang.EN: "contacts"}
_SEE = {Lang.ZH: "/fupan 信号", Lang.EN: "/fupan signals"}
_WORDS = {
    Doing.ON: Bilingual("/fupan 信号 开", "/fupan signals on"),
    Doing.OFF: Bilingual("/fupan 信号 关", "/fupan signals off"),
}
_MOST = 8
_ONE = timedelta(days=1)


@dataclass(frozen=True)
class _Asked:
    """Whose signals are asked: one figure or all that are watched, up to which day."""

    metric: Metric | None
    filters: tuple[Filter, ...]
    end: date
    notes: tuple[Msg, ...] = ()


@dataclass(frozen=True)
class _Seen:
    """One signal, and whose it is."""

    scope: Scope
    one: Standing


def answer_signals(context: Context, request: Request, wish: SignalWish) -> Answer:
    """Return what stands out, or change what is watched.

    Raises Refusal for somebody who may not change it, for a person's figures, and for a figure that
    has no signals.
    """
    if wish.changes:
        return _changed(context, request, wish)
    today = request.today(context.clock)
    with context.database.read() as work:
        here = standing_here(work, context)
        asked = _understood(here, work, request, wish.rest, today)
        if isinstance(asked, Answer):
            return asked
        metrics = [asked.metric] if asked.metric else list(watched(work) or usual())
        found, looked = _looked(work, here, asked, metrics, today)
        off = asked.metric is None and not watched(work)
    return _told(request, asked, found, looked or metrics, enough=bool(looked), off=off)


# -- what is asked ---------------------------------------------------------------------------------


def _understood(
    here: Here, work: Work, request: Request, rest: str, today: date
) -> "_Asked | Answer":
    """Return whose signals are asked, or what of the text was not understood."""
    plain = _parsed(here, request, rest, today) if rest else None
    metric = plain.metric if isinstance(plain, Question) else None
    asked = plain
    if metric is None:
        asked = _parsed(here, request, f"{_VOLUME[request.lang]} {rest}", today)
    if asked is None or isinstance(asked, NotUnderstood):
        return not_understood(asked or NotUnderstood("no_metric"), _SEE[request.lang])
    question = named_asker(here, work, request.actor, asked)
    if any(f.dim is Dim.AGENT for f in question.filters) or Dim.AGENT in question.cuts:
        raise Refusal(msg("signal.no_person"), (_SEE[request.lang],))
    if metric is not None:
        _check(metric, request.lang)
    stated = not any(note.key == "note.period_assumed" for note in question.notes)
    end = today - _ONE
    if stated:
        end = min(end, question.period.end)
    else:
        span = here.coverage.span()
        end = min(end, span[1]) if span else end
    read_as = (msg("corrected", typed=c.typed, read_as=c.read_as) for c in question.corrections)
    filters = tuple(f for f in question.filters if f.dim is not Dim.HOUR)
    return _Asked(metric, filters, end, tuple(read_as))


def _parsed(here: Here, request: Request, text: str, today: date) -> Question | NotUnderstood:
    return parse(
        text,
        today=today,
        lexicon=here.lexicon,
        promotions=here.promotions,
        lang=request.lang,
    )


def _check(metric: Metric, lang: Lang) -> None:
    """Raises Refusal for a figure whose days are no days of its own."""
    if shape_of(metric) is None:
        raise Refusal(msg("signal.unfit", name=metric.name), (metric_word(metric, lang),))


# -- what is found ---------------------------------------------------------------------------------


def _looked(
    work: Work, here: Here, asked: _Asked, metrics: Iterable[Metric], today: date
) -> tuple[list[_Seen], list[Metric]]:
    """Return what stands out of everybody and of each team, the worst first; and which figures have
    enough history to be looked at."""
    known, histories = known_here(here, work, today), Histories(many=True)
    period = periods.span(asked.end - timedelta(days=RECENT_DAYS - 1), asked.end)
    whole = Scope(period, today, known, asked.filters, histories=histories)
    scopes = [whole]
    if not any(f.dim is Dim.TEAM for f in asked.filters):
        scopes += [replace(whole, filters=(*asked.filters, one)) for one in _teams(known.names)]
    metrics = list(metrics)
    found: list[_Seen] = []
    seen: set[str] = set()
    for scope in scopes:
        sight: Sight = histories.look(work, whose(scope), metrics)
        seen |= {metric.key for metric in sight.seen}
        found += [_Seen(scope, one) for one in telling(sight.found, scope)]
    place = {id(one): at for at, one in enumerate(ordered(seen_.one for seen_ in found))}
    looked = [metric for metric in metrics if metric.key in seen]
    return sorted(found, key=lambda one: place[id(one.one)]), looked


def _teams(names: Mapping[Dim, Mapping[Any, Bilingual]]) -> list[Filter]:
    return [Filter(Dim.TEAM, (team,), (name,)) for team, name in names[Dim.TEAM].items()]


def _told(
    request: Request,
    asked: _Asked,
    found: list[_Seen],
    metrics: list[Metric],
    *,
    enough: bool,
    off: bool,
) -> Answer:
    lines = tuple(_line(one) for one in found[:_MOST])
    if len(found) > _MOST:
        lines += (msg("signal.more", n=len(found) - _MOST),)
    if not lines:
        lines = (_nothing(asked, enough=enough),)
    day = Days(asked.end, asked.end)
    names = Listing(tuple(metric.name for metric in metrics))
    narrowed = asked.metric is not None or asked.filters
    notes = [
        msg("signal.note.looked_of", day=day, names=names)
        if narrowed
        else msg("signal.note.looked", day=day, names=names),
        msg("signal.note.how"),
    ]
    if off:
        notes.append(msg("signal.note.off"))
    return Answer(
        kind=Kind.TEXT,
        takeaway=lines[0],
        lines=(*lines[1:], *asked.notes),
        notes=tuple(notes),
        follow_ups=_next(found, asked.end, request.lang),
    )


def _nothing(asked: _Asked, *, enough: bool) -> Msg:
    if not enough:
        return msg("signal.too_short")
    if asked.metric is not None:
        return msg("signal.nothing_of", name=asked.metric.name)
    return msg("signal.nothing")


def _line(seen: _Seen) -> Msg:
    said = line(seen.one, seen.scope.currency)
    names = tuple(name for f in seen.scope.filters for name in f.names)
    return msg("signal.of", whose=Listing(names), said=said) if names else said


def _next(found: list[_Seen], end: date, lang: Lang) -> tuple[FollowUp, ...]:
    """Return the picture of what stands out first, and why it does."""
    if not found:
        return ()
    first = found[0]
    metric, filters = first.one.metric, first.scope.filters
    offered = []
    if Dim.DAY in metric.cuts:
        days = Question(metric, first.scope.period, filters=filters)
        offered.append(FollowUp(msg("signal.button.chart"), typed(days, end, lang, Dim.DAY)))
    question = Question(metric, _period_of(first.one), filters=filters)
    if can_be_apart(question):
        request = why_request(question, Against.USUAL, lang)
        offered.append(FollowUp(msg("button.why"), request))
    return tuple(offered)


def _period_of(one: Standing) -> Period:
    """Return the days that a signal is about: of weeks the last one."""
    signal = one.signal
    start, last = date.fromordinal(signal.start), date.fromordinal(signal.last)
    match signal.rule:
        case Rule.DAY:
            return Period(last, last, PeriodKind.DAY, last)
        case Rule.DAYS:
            return periods.span(start, last)
        case _:
            return periods.week(last)


# -- what is watched -------------------------------------------------------------------------------


def _changed(context: Context, request: Request, wish: SignalWish) -> Answer:
    if not can(request.actor, Verb.SET_TARGET):
        raise Refusal(msg("signal.not_allowed"), (_SEE[request.lang],))
    today, now = request.today(context.clock), context.clock.now()
    with context.database.read() as work:
        here = standing_here(work, context)
    metric = None
    if wish.rest:
        asked = _parsed(here, request, wish.rest, today)
        if isinstance(asked, NotUnderstood):
            return not_understood(asked, _SEE[request.lang])
        metric = asked.metric
        _check(metric, request.lang)
    with context.database.write() as work:
        watch(work, _wanted(work, wish.doing, metric), now, request.actor.person)
        kept = watched(work)
    return _state(kept, request.lang)


def _wanted(work: Work, doing: Doing, metric: Metric | None) -> list[Metric] | None:
    """Return what is to be watched from now on, None for the usual figures."""
    now = list(watched(work))
    if metric is None:
        return [] if doing is Doing.OFF else now if doing is Doing.ON and now else None
    others = [one for one in now if one.key != metric.key]
    return others if doing is Doing.OFF else [*others, metric]


def _state(kept: Iterable[Metric], lang: Lang) -> Answer:
    names = tuple(metric.name for metric in kept)
    if not names:
        on = _WORDS[Doing.ON].in_(lang)
        return Answer(
            kind=Kind.TEXT,
            takeaway=msg("signal.state.off"),
            follow_ups=(FollowUp(msg("signal.button.on"), on),),
        )
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("signal.state.on", names=Listing(names)),
        notes=(msg("signal.note.how"),),
        follow_ups=(FollowUp(msg("signal.button.off"), _WORDS[Doing.OFF].in_(lang)),),
    )
