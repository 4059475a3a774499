"""Questions about figures: understand, check rights, compute, compose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from base.answer import Answer, FollowUp, Kind
from base.dimensions import TIME_DIMS, Dim, Employment, Handler
from base.language import Bilingual, Days, Lang, Listing, Msg, msg
from base.measures import MEASURES, Family
from base.refusal import Refusal
from base.rights import Actor, Scope, Verb, can
from base.units import Unit, minor_units
from commands.composing import compose
from commands.context import Context, Place, Request
from commands.lexicon import lexicon_of
from commands.requests import typed
from commands.tabling import Setting
from metrics.compute import Computed, compute, measures_needed
from metrics.model import ASKER, Filter, NotUnderstood, Period, Question
from metrics.parser import parse
from storage import coverage
from storage.engine import Work
from storage.feeds import FEEDS
from storage.names import Shop, named, shops
from storage.people import teams_of
from storage.query import FactQuery, NoCube, Where, run

_NAMED = (
    Dim.AGENT, Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.PLATFORM, Dim.CATEGORY, Dim.PRODUCT,
    Dim.COUNTRY,
)  # fmt: skip
_ENUMS: dict[Dim, dict[Any, Bilingual]] = {
    Dim.HANDLER: {
        Handler.HUMAN.value: Bilingual("人工", "Human"),
        Handler.BOT.value: Bilingual("机器人", "Bot"),
    },
    Dim.EMPLOYMENT: {
        Employment.INHOUSE.value: Bilingual("自有", "In-house"),
        Employment.OUTSOURCED.value: Bilingual("外包", "Outsourced"),
        Employment.PART_TIME.value: Bilingual("兼职", "Part-time"),
    },
}


@dataclass(frozen=True)
class Allowed:
    """A question as far as its asker may have it, and what he must be told about that."""

    question: Question
    notes: tuple[Msg, ...] = ()


def answer_metric(context: Context, request: Request) -> Answer:
    """Answer a question typed as text; what was not understood comes back as a REFUSAL answer.

    Raises Refusal where the asker may not see what he asks for.
    """
    today = request.today(context.clock)
    with context.database.read() as work:
        lexicon, promotions = lexicon_of(work, context)
        understood = parse(
            request.text, today=today, lexicon=lexicon, promotions=promotions, lang=request.lang
        )
        if isinstance(understood, NotUnderstood):
            return refusal(understood)
        allowed = allow(work, request, _named_asker(work, request.actor, understood), today)
        question, notes = allowed.question, list(allowed.notes)
        all_shops = shops(work)
        currencies = _currencies(question, all_shops)
        if len(currencies) > 1:
            raise Refusal(
                msg("refuse.currencies", currencies=Listing(tuple(sorted(currencies)))),
                tuple(_per_shop(question, s, today, request.lang) for s in all_shops[:3]),
            )
        currency = next(iter(currencies), None)
        now_gaps, base_gaps = _gaps(work, question, question.period), []
        for baseline in question.baselines:
            found = [_gaps(work, question, period) for period in baseline.periods]
            base_gaps.append(any(found))
        setting = Setting(
            today=today,
            lang=request.lang,
            promotions=promotions,
            names=_names(work, question),
            team_of=_teams_of_agents(work, question),
            currency=currency,
            minor=minor_units(currency) if currency else 1,
            gaps=(bool(now_gaps), tuple(base_gaps)),
        )
        try:
            computed = compute(work, question)
            teams = _by_teams(work, question)
        except NoCube as error:
            raise _together(question, error, today, request.lang) from error
        notes += _gap_notes(now_gaps, question.period, all_shops)
        if computed.total.value is None:
            notes += _why_empty(work, question)
        elif any(base_gaps) and any(figure.value is not None for figure in computed.before):
            notes.append(msg("note.base_incomplete"))
        files = _imported_for(work, question)
    answer = compose(computed, setting, notes, teams)
    return replace(answer, sources=(*answer.sources, *files))


def refusal(found: NotUnderstood) -> Answer:
    """Return what to say of a text that was not understood, with the nearest that works."""
    words = Listing(found.words, quoted=True)
    labels = _told_apart(found.nearest)
    metric = found.metric.name if found.metric else None
    return Answer(
        kind=Kind.REFUSAL,
        takeaway=msg(f"not_understood.{found.reason}", words=words, metric=metric),
        lines=found.understood,
        follow_ups=tuple(
            FollowUp(msg("button.try", text=label), text)
            for label, text in zip(labels, found.nearest, strict=True)
        ),
    )


def _told_apart(requests: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is different in requests that begin with the same words: 按组, 按店铺."""
    split = [request.split() for request in requests]
    same = 0
    while len(split) > 1 and all(len(w) > same + 1 and w[same] == split[0][same] for w in split):
        same += 1
    return tuple(" ".join(words[same:]) for words in split)


def allow(work: Work, request: Request, question: Question, today: date) -> Allowed:
    """Return the question as far as rights and the place of the answer allow.

    Figures by person go to the persons themselves, their leads and overseers, in private; others
    get the teams and are told so. Raises Refusal for somebody else's own figures.
    """
    actor = request.actor
    for chosen in question.filters:
        if chosen.dim is Dim.AGENT:
            _check_persons(work, request, question, chosen, today)
    if Dim.AGENT not in question.cuts:
        return Allowed(question)
    if request.place is Place.CHANNEL:
        return Allowed(_by_team(question), (msg("rights.not_in_channel"),))
    if can(actor, Verb.SEE_PEOPLE):
        return Allowed(question, (msg("rights.only_you"),))
    if actor.leads:
        names = named(work, Dim.TEAM)
        led = Filter(Dim.TEAM, tuple(sorted(actor.leads)), _names_of(names, actor.leads))
        others = tuple(f for f in question.filters if f.dim is not Dim.TEAM)
        return Allowed(
            replace(question, filters=(*others, led)),
            (msg("rights.own_team"), msg("rights.only_you")),
        )
    if actor.person > 0:
        me = named(work, Dim.AGENT).get(actor.person, Bilingual(actor.name, actor.name))
        own = Filter(Dim.AGENT, (actor.person,), (me,))
        cuts = tuple(c for c in question.cuts if c is not Dim.AGENT)
        return Allowed(
            replace(question, filters=(*question.filters, own), cuts=cuts),
            (msg("rights.own_figures"), msg("rights.only_you")),
        )
    return Allowed(_by_team(question), (msg("rights.teams_only"),))


def _named_asker(work: Work, actor: Actor, question: Question) -> Question:
    """Put the asker in the place of "my" and his teams in the place of "my team"."""
    return replace(question, filters=tuple(_own(work, actor, f) for f in question.filters))


def _own(work: Work, actor: Actor, chosen: Filter) -> Filter:
    if ASKER not in chosen.members:
        return chosen
    if chosen.dim is Dim.AGENT:
        if actor.person <= 0:
            raise Refusal(msg("rights.who_are_you"))
        ids: frozenset[int] = frozenset({actor.person})
    else:
        ids = actor.leads or actor.teams
        if not ids:
            raise Refusal(msg("rights.no_team"))
    return Filter(chosen.dim, tuple(sorted(ids)), _names_of(named(work, chosen.dim), ids))


def _check_persons(
    work: Work, request: Request, question: Question, chosen: Filter, today: date
) -> None:
    if request.place is Place.CHANNEL:
        raise Refusal(msg("rights.person_in_channel"))
    for member in chosen.members:
        person = int(member)
        teams = teams_of(work, person, question.period.end) if person > 0 else frozenset()
        if not can(request.actor, Verb.SEE_PERSON, Scope(person=person, person_teams=teams)):
            others = replace(
                question, filters=tuple(f for f in question.filters if f.dim is not Dim.AGENT)
            )
            raise Refusal(
                msg("rights.person", names=Listing(chosen.names)),
                (typed(others, today, request.lang, Dim.TEAM),),
            )


def _names_of(names: Mapping[int | str, Bilingual], ids: frozenset[int]) -> tuple[Bilingual, ...]:
    return tuple(names[i] for i in sorted(ids) if i in names)


def _by_team(question: Question) -> Question:
    cuts = [Dim.TEAM if c is Dim.AGENT else c for c in question.cuts]
    return replace(question, cuts=tuple(dict.fromkeys(cuts)))


def _by_teams(work: Work, question: Question) -> Computed | None:
    """Return the same figures by team, which come before anybody's own in an answer by agent."""
    if question.cuts != (Dim.AGENT,):
        return None
    return compute(work, replace(question, cuts=(Dim.TEAM,)))


def _currencies(question: Question, all_shops: tuple[Shop, ...]) -> set[str]:
    if question.metric.unit is not Unit.MONEY:
        return set()
    chosen = [f for f in question.filters if f.dim in (Dim.SHOP, Dim.PLATFORM)]
    return {
        s.currency
        for s in all_shops
        if all((s.id if f.dim is Dim.SHOP else s.platform) in f.members for f in chosen)
    }


def _per_shop(question: Question, shop: Shop, today: date, lang: Lang) -> str:
    one = replace(question, filters=(Filter(Dim.SHOP, (shop.id,), (shop.name,)),))
    return typed(one, today, lang)


def _names(work: Work, question: Question) -> dict[Dim, dict[Any, Bilingual]]:
    wanted = [cut for cut in question.cuts if cut not in TIME_DIMS]
    if Dim.AGENT in wanted:
        wanted.append(Dim.TEAM)
    return {
        cut: _ENUMS[cut] if cut in _ENUMS else dict(named(work, cut))
        for cut in wanted
        if cut in _ENUMS or cut in _NAMED
    }


def _teams_of_agents(work: Work, question: Question) -> dict[Any, Any]:
    """Return the team in which each agent did most of what is asked about."""
    if Dim.AGENT not in question.cuts:
        return {}
    measures = measures_needed(question.metric)[-1:]
    query = FactQuery(
        question.period.start,
        question.period.end,
        measures,
        group_by=(Dim.AGENT, Dim.TEAM),
        where=tuple(Where(f.dim, f.members) for f in question.filters if f.dim is Dim.TEAM),
    )
    most: dict[Any, tuple[int, Any]] = {}
    for row in run(work, query):
        agent, team = row.group
        most[agent] = max(most.get(agent, (-1, 0)), (row.sums[0] or 0, team))
    return {agent: team for agent, (_, team) in most.items()}


def _together(question: Question, error: NoCube, today: date, lang: Lang) -> Refusal:
    cuts = Listing(tuple(msg(f"dim.{d.value}") for d in sorted(error.dims)))
    plain = replace(question, filters=())
    suggestions = tuple(typed(plain, today, lang, cut) for cut in question.cuts[:2])
    return Refusal(msg("refuse.not_together", cuts=cuts), suggestions)


def _feeds_for(question: Question) -> frozenset[str]:
    """Return the feeds that could deliver a question's figures, whole days or parts of days."""
    measures = measures_needed(question.metric)
    if not measures or MEASURES[measures[0]].family is Family.SALES:
        return frozenset({"orders", "measures"})
    parts_of_days = question.hours or {Dim.HOUR, Dim.HALF_HOUR} & set(question.cuts)
    return frozenset(FEEDS) - ({"orders"} if parts_of_days else {"orders", "hour_report"})


def _gaps(work: Work, question: Question, period: Period) -> dict[int, tuple[date, ...]]:
    """Return by shop the days of a period that are missing for this question."""
    chosen = [f.members for f in question.filters if f.dim is Dim.SHOP]
    missing = coverage.missing_days(work, period.start, period.end, _feeds_for(question))
    return {
        shop: days for shop, days in missing.items() if all(shop in members for members in chosen)
    }


def _imported_for(work: Work, question: Question) -> list[Msg]:
    """Say which kinds of files were imported for the period, and until which day they reach."""
    period, feeds = question.period, _feeds_for(question)
    found = [s for s in coverage.sources(work, period.start, period.end) if s.feed in feeds]
    if not found:
        return []
    kinds = sorted({source.feed for source in found})
    last = max(source.last for source in found)
    names = Listing(tuple(msg(f"feed.{kind}") for kind in kinds))
    return [msg("source.files", kinds=names, until=Days(last, last))]


def _gap_notes(
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


def _why_empty(work: Work, question: Question) -> list[Msg]:
    """Say what data there are at all, where the figure has none."""
    has = coverage.span(work)
    if has is None:
        return [msg("note.no_data_at_all")]
    if question.period.end < has[0] or question.period.start > has[1]:
        return [msg("note.data_span", dates=Days(*has, with_year=True))]
    if question.filters and _has_data(work, replace(question, filters=())):
        names = tuple(name for chosen in question.filters for name in chosen.names)
        return [msg("note.nothing_of", metric=question.metric.name, names=Listing(names))]
    measures = measures_needed(question.metric)
    bundle = MEASURES[measures[-1]].bundle if measures else "orders"
    what = msg(f"import.for.{bundle}")
    return [msg("note.not_delivered", metric=question.metric.name, what=what)]


def _has_data(work: Work, question: Question) -> bool:
    plain = replace(question, cuts=(), baselines=())
    return compute(work, plain).total.value is not None
