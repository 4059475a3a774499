"""`/review deck weekly|monthly`: a deck as an Answer. Who may have it, of when, in which language.

The file itself is made by whoever delivers the answer; nothing here knows a file format.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from base.answer import Answer, FollowUp, Kind
from base.deck import Deck, Page
from base.dimensions import Dim
from base.language import Bilingual, Days, Lang, Msg, Value, msg
from base.refusal import Refusal
from base.rights import Actor, Verb, can
from base.rights import Scope as Aim
from base.schedule import What
from commands.allowing import named_asker
from commands.context import Context, Request
from commands.lexicon import Standing, standing
from commands.requests import period_word
from commands.summaries import known_here, not_understood
from metrics import periods
from metrics.model import Filter, NotUnderstood, Period, PeriodKind, Question
from metrics.parser import parse
from reviews.deck_figures import one_sentence
from reviews.deck_outline import outline_of
from reviews.decks import build
from reviews.scoping import Scope
from reviews.summaries import period_of
from storage.engine import Work

_VOLUME = {Lang.ZH: "接待量", Lang.EN: "contacts"}
_REQUESTS = {
    PeriodKind.WEEK: Bilingual("/review deck 周报", "/review deck weekly"),
    PeriodKind.MONTH: Bilingual("/review deck 月报", "/review deck monthly"),
}
_OUTLINES = {PeriodKind.WEEK: "weekly", PeriodKind.MONTH: "monthly"}
_POSTS = {PeriodKind.WEEK: What.WEEKLY, PeriodKind.MONTH: What.MONTHLY}
_SUMMARY = Bilingual("周报 上周", "weekly last week")
_LANGS = {
    Lang.EN: re.compile(r"英文版?|(?<![a-z])(?:in )?(?:english|en)(?![a-z])(?: version)?", re.I),
    Lang.ZH: re.compile(r"中文版?|(?<![a-z])(?:in )?(?:chinese|zh)(?![a-z])(?: version)?", re.I),
}
_TONGUE = {Lang.EN: Bilingual("英文版", "en"), Lang.ZH: Bilingual("中文版", "zh")}
_IS_WEEKLY = re.compile(r"(?:客服|部门)?(?:周报|周复盘)|(?<![a-z])weekly(?![a-z])", re.I)
_IS_MONTHLY = re.compile(
    r"(?:客服|部门)?(?:月报|月度复盘|月度报告|月复盘|月度)|(?<![a-z])monthly(?![a-z])", re.I
)
_LATER = re.compile(
    r"季报|季度|年报|年度|年终|年总结|述职|个人总结"
    r"|(?<![a-z])(?:quarterly|annual|yearly|personal)(?![a-z])",
    re.I,
)
_FILL = Bilingual("怎么补数据", "what to import")
_IS_FILL = re.compile(r"怎么补(?:数据)?|补数据|what to import|how to fill", re.I)
_FILLER = re.compile(
    r"(?<![a-z])(?:ppt|pptx|deck|slides|for|the|of)(?![a-z])|幻灯片|演示文稿", re.I
)


@dataclass(frozen=True)
class _Wanted:
    """What was asked for: the kind of its period; the language, None for the reader's own; `fill`
    asks what data is missing instead; and what else was said."""

    kind: PeriodKind
    lang: Lang | None
    fill: bool
    rest: str


def answer_deck(context: Context, request: Request, text: str) -> Answer:
    """Return a deck for what stands after "deck": its kind, a team, a week, a language.

    Without a time it is the last one that is over. Raises Refusal for a kind that comes later, a
    time that is no week or month, a cut or a person, and for whoever may not have it.
    """
    wanted = _wanted(text, request.lang)
    today, example = request.today(context.clock), _REQUESTS[wanted.kind].in_(request.lang)
    _check_any(request)
    with context.database.read() as work:
        known = standing(work, context)
        found = parse(
            f"{_VOLUME[request.lang]} {wanted.rest}",
            today=today,
            lexicon=known.lexicon,
            promotions=known.promotions,
            lang=request.lang,
        )
        if isinstance(found, NotUnderstood):
            return not_understood(found, example)
        question = named_asker(known, work, request.actor, found)
        _check(question, wanted.kind, example)
        filters = _allowed(known, work, request, question)
        period = _period(wanted.kind, question, found, today, request.lang)
        scope = Scope(period, today, known_here(known, work, today), filters)
        deck = build(work, scope, outline_of(_OUTLINES[wanted.kind]), wanted.lang)
    if deck is None:
        raise Refusal(_empty(scope), (example,))
    if wanted.fill:
        return _how_to_fill(deck, scope, request.lang)
    answer = _answered(deck, scope, request.lang)
    read_as = tuple(msg("corrected", typed=c.typed, read_as=c.read_as) for c in found.corrections)
    return replace(answer, lines=(*read_as, *answer.lines))


# -- what was asked for -------------------------------------------------------------------------


def _wanted(text: str, lang: Lang) -> _Wanted:
    tongue: Lang | None = None
    rest, fill = _IS_FILL.subn(" ", text)
    for one, words in _LANGS.items():
        rest, times = words.subn(" ", rest)
        tongue = one if times else tongue
    rest, weekly = _IS_WEEKLY.subn(" ", rest)
    rest, monthly = (rest, 0) if weekly else _IS_MONTHLY.subn(" ", rest)
    later = _LATER.search(rest)
    if later is not None and not weekly and not monthly:
        raise Refusal(
            msg("deck.later", kind=later[0]), tuple(r.in_(lang) for r in _REQUESTS.values())
        )
    kind = PeriodKind.MONTH if monthly else PeriodKind.WEEK
    return _Wanted(kind, tongue, bool(fill), " ".join(_FILLER.sub(" ", rest).split()))


def _check(question: Question, kind: PeriodKind, example: str) -> None:
    tail = "month." if kind is PeriodKind.MONTH else ""
    if any(f.dim is Dim.AGENT for f in question.filters):
        raise Refusal(msg(f"deck.{tail}no_person"), (example,))
    if question.cuts or question.hours is not None or question.why is not None:
        raise Refusal(msg(f"deck.{tail}no_cut"), (example,))


def _period(
    kind: PeriodKind, question: Question, found: Question, today: date, lang: Lang
) -> Period:
    """Return the week or month asked for, as far as it is over; the last one where none was
    said."""
    if any(note.key == "note.period_assumed" for note in found.notes):
        return period_of(_POSTS[kind], today)
    period, start = question.period, question.period.start
    monthly = kind is PeriodKind.MONTH
    whole = periods.month(start.year, start.month) if monthly else periods.week(start)
    if (period.start, period.whole_end) != (whole.start, whole.end):
        example = _REQUESTS[kind].in_(lang)
        nearest = f"{example} {period_word(whole, today, lang)}"
        days = Days(period.start, period.end)
        key = "deck.month.not_one" if monthly else "deck.not_a_week"
        raise Refusal(msg(key, dates=days), (nearest, example))
    return replace(period, kind=kind, promotion=None)


def _empty(scope: Scope) -> Msg:
    span = scope.coverage.span()
    dates = Days(scope.period.start, scope.period.end)
    if span is None:
        return msg("deck.empty.none")
    return msg("deck.empty", dates=dates, has=Days(*span, with_year=True))


# -- who may have it ----------------------------------------------------------------------------


def _check_any(request: Request) -> None:
    """Refuse whoever may have no deck at all, whatever he asks for."""
    actor = request.actor
    if not can(actor, Verb.SEE_PEOPLE) and not actor.leads:
        raise Refusal(msg("deck.rights"), (_SUMMARY.in_(request.lang),))


def _allowed(
    known: Standing, work: Work, request: Request, question: Question
) -> tuple[Filter, ...]:
    """Return whose deck it will be: of everybody for who oversees, of his own team for a lead."""
    actor = request.actor
    if can(actor, Verb.SEE_PEOPLE):
        return question.filters
    teams = [int(m) for f in question.filters if f.dim is Dim.TEAM for m in f.members]
    if teams and all(can(actor, Verb.SEE_PEOPLE, Aim(team=team)) for team in teams):
        return question.filters
    names = known.named(work, Dim.TEAM)
    if not teams and len(actor.leads) == 1:
        team = next(iter(actor.leads))
        return (*question.filters, Filter(Dim.TEAM, (team,), (names[team],)))
    raise Refusal(msg("deck.rights.lead"), _of_teams(actor, names, request.lang))


def _of_teams(actor: Actor, names: dict[int | str, Bilingual], lang: Lang) -> tuple[str, ...]:
    led = [names[team] for team in sorted(actor.leads) if team in names]
    return tuple(f"{_REQUESTS[PeriodKind.WEEK].in_(lang)} {name.in_(lang)}" for name in led[:3])


# -- what is said -------------------------------------------------------------------------------


def _answered(deck: Deck, scope: Scope, lang: Lang) -> Answer:
    count, missing = len(deck.pages), deck.hidden
    key = "deck.done.all" if not missing else "deck.done.one" if len(missing) == 1 else "deck.done"
    params: dict[str, Value] = {"title": deck.title, "count": count}
    if len(missing) > 1:
        params["hidden"] = len(missing)
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg(key, **params),
        lines=(msg("deck.line.sentence", text=one_sentence(deck.pages[0])),
               *_missing(deck.pages, missing)),
        notes=(msg("deck.small_print"),),
        follow_ups=_next(deck, scope, lang),
        period=deck.period,
        private=True,
        deck=deck,
    )  # fmt: skip


def _missing(pages: tuple[Page, ...], missing: tuple[Page, ...]) -> tuple[Msg, ...]:
    """Return the pages without data, each with what would fill it."""
    if not missing:
        return ()
    listed = [
        msg("deck.line.page", number=number, title=page.title, lacks=page.lacks or page.headline)
        for number, page in enumerate(pages, 1)
        if page.hidden
    ]
    if len(missing) == 1:
        return (msg("deck.line.missing_one"), *listed, msg("deck.line.again"))
    return (msg("deck.line.missing", count=len(missing)), *listed, msg("deck.line.again"))


def _how_to_fill(deck: Deck, scope: Scope, lang: Lang) -> Answer:
    """Return what to import for the pages that have no data."""
    if not deck.hidden:
        return Answer(Kind.TEXT, msg("deck.fill.nothing", title=deck.title), private=True)
    again = _request(scope, deck.lang or lang, lang)
    pages = [
        msg("deck.line.page", number=number, title=page.title, lacks=page.lacks or page.headline)
        for number, page in enumerate(deck.pages, 1)
        if page.hidden
    ]
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("deck.fill", title=deck.title),
        lines=(*pages, msg("deck.fill.how")),
        follow_ups=(FollowUp(msg("deck.button.again"), again),),
        private=True,
    )


def _next(deck: Deck, scope: Scope, lang: Lang) -> tuple[FollowUp, ...]:
    """Return the other language, and how to bring the data that is missing."""
    now = deck.lang or lang
    other = Lang.EN if now is Lang.ZH else Lang.ZH
    found = [FollowUp(msg(f"deck.button.{other.value}"), _request(scope, other, lang))]
    if deck.hidden:
        how = f"{_request(scope, now, lang)} {_FILL.in_(lang)}"
        found.append(FollowUp(msg("deck.button.fill"), how))
    return tuple(found)


def _request(scope: Scope, tongue: Lang, lang: Lang) -> str:
    """Return how to ask for the same deck in a language, by its dates: last week moves on."""
    start, end = scope.period.start.isoformat(), scope.period.whole_end.isoformat()
    names = [name.in_(lang) for f in scope.filters for name in f.names]
    dates = f"{start}到{end}" if lang is Lang.ZH else f"{start} to {end}"
    return " ".join(
        [_REQUESTS[scope.period.kind].in_(lang), *names, dates, _TONGUE[tongue].in_(lang)]
    )
