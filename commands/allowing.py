"""A question as far as its asker may have it, where he asks.

Figures by person go to the persons themselves, their leads and overseers, in private; others get
the teams and are told so. Wages, costs, losses and profit are for leads and above, in private, and
never by person. By handling time and the like nobody is ranked, unless a setting allows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from base.dimensions import Dim
from base.language import Bilingual, Listing, Msg, msg
from base.refusal import Refusal
from base.rights import Actor, Scope, Verb, can
from commands.context import Place, Request
from commands.lexicon import Standing
from commands.requests import typed
from metrics import ranking
from metrics.model import ASKER, Filter, Metric, Question
from metrics.sensitive import of_costs
from storage.engine import Work
from storage.people import teams_of


@dataclass(frozen=True)
class Allowed:
    """A question as far as its asker may have it, and what he must be told about that."""

    question: Question
    notes: tuple[Msg, ...] = ()
    withheld: bool = False


def may_read(actor: Actor, metric: Metric) -> bool:
    """Say whether somebody may read a metric's figures at all."""
    return not of_costs(metric) or can(actor, Verb.SEE_COSTS)


def allow(
    known: Standing, work: Work, request: Request, question: Question, today: date
) -> Allowed:
    """Return the question as far as rights and the place of the answer allow.

    Figures by person go to the persons themselves, their leads and overseers, in private; others
    get the teams and are told so. Raises Refusal for somebody else's own figures.
    """
    if of_costs(question.metric):
        return _of_costs(known, work, request, question)
    for chosen in question.filters:
        if chosen.dim is Dim.AGENT:
            _check_persons(work, request, question, chosen, today)
    if Dim.AGENT not in question.cuts:
        return Allowed(question)
    question, unranked = _ranked(work, question)
    allowed = _by_agent(known, work, request, question)
    if Dim.AGENT not in allowed.question.cuts:
        return allowed
    return replace(allowed, notes=(*allowed.notes, *unranked))


def _ranked(work: Work, question: Question) -> tuple[Question, tuple[Msg, ...]]:
    """Return the question with what the setting says of ranking people by its metric.

    Where nobody is ranked, who is best or worst was asked in vain, and is told why.
    """
    metric = replace(question.metric, ranking=ranking.ranks(work, question.metric))
    question = replace(question, metric=metric)
    if metric.ranking:
        return question, ()
    key = "rankings.not_ranked" if question.worst_first else "rankings.in_order"
    return replace(question, worst_first=False), (msg(key, metric=metric.name),)


def _of_costs(known: Standing, work: Work, request: Request, question: Question) -> Allowed:
    """Return a question about money of the house as far as its asker may have it."""
    actor = request.actor
    if not can(actor, Verb.SEE_COSTS):
        raise Refusal(msg("rights.costs"))
    if request.place is Place.CHANNEL:
        raise Refusal(msg("rights.costs_in_channel"))
    if Dim.AGENT in (*question.cuts, *(f.dim for f in question.filters)):
        raise Refusal(msg("rights.costs_by_person"))
    asked = {int(m) for f in question.filters if f.dim is Dim.TEAM for m in f.members}
    names = known.named(work, Dim.TEAM)
    everybody = all(can(actor, Verb.SEE_COSTS, Scope(team=int(team))) for team in names)
    if everybody or (asked and asked <= actor.leads):
        return Allowed(question, (msg("rights.only_you"),))
    if asked:
        raise Refusal(msg("rights.costs_of_team"))
    if Dim.TEAM not in question.cuts and question.why is None:
        return Allowed(question, (msg("rights.only_you"),))
    led = Filter(Dim.TEAM, tuple(sorted(actor.leads)), _names_of(names, actor.leads))
    note = msg("rights.costs_own_team")
    return Allowed(
        replace(question, filters=(*question.filters, led)), (note, msg("rights.only_you"))
    )


def _by_agent(known: Standing, work: Work, request: Request, question: Question) -> Allowed:
    actor = request.actor
    if request.place is Place.CHANNEL:
        told = can(actor, Verb.SEE_PEOPLE) or bool(actor.leads) or actor.person > 0
        note = msg("rights.sent_in_private" if told else "rights.not_in_channel")
        return Allowed(_by_team(question), (note,), withheld=told)
    if can(actor, Verb.SEE_PEOPLE):
        return Allowed(question, (msg("rights.only_you"),))
    if actor.leads:
        names = known.named(work, Dim.TEAM)
        led = Filter(Dim.TEAM, tuple(sorted(actor.leads)), _names_of(names, actor.leads))
        others = tuple(f for f in question.filters if f.dim is not Dim.TEAM)
        return Allowed(
            replace(question, filters=(*others, led)),
            (msg("rights.own_team"), msg("rights.only_you")),
        )
    if actor.person > 0:
        me = known.named(work, Dim.AGENT).get(actor.person, Bilingual(actor.name, actor.name))
        own = Filter(Dim.AGENT, (actor.person,), (me,))
        cuts = tuple(c for c in question.cuts if c is not Dim.AGENT)
        return Allowed(
            replace(question, filters=(*question.filters, own), cuts=cuts),
            (msg("rights.own_figures"), msg("rights.only_you")),
        )
    return Allowed(_by_team(question), (msg("rights.teams_only"),))


def named_asker(known: Standing, work: Work, actor: Actor, question: Question) -> Question:
    """Put the asker in the place of "my" and his teams in the place of "my team"."""
    return replace(question, filters=tuple(_own(known, work, actor, f) for f in question.filters))


def _own(known: Standing, work: Work, actor: Actor, chosen: Filter) -> Filter:
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
    return Filter(chosen.dim, tuple(sorted(ids)), _names_of(known.named(work, chosen.dim), ids))


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
