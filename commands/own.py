"""A person who asks for his own figure: said to him, beside his team and everybody.

Nobody's figure stands beside another person's here (examples.md, G13).
"""

from dataclasses import replace

from base.dimensions import Dim
from base.language import Bilingual, Listing, Msg, msg
from base.rights import Actor
from base.units import Unit
from commands.lexicon import Standing
from metrics import phrasing
from metrics.compute import Measured, compute
from metrics.judge import Verdict
from metrics.model import Filter, Metric, Question
from storage.engine import Work
from storage.people import teams_of

# Beyond so many, one more or less does not show.
_FEW_ENOUGH = 200


def is_own(question: Question, actor: Actor) -> bool:
    """Say whether a question is about the asker alone."""
    chosen = [f for f in question.filters if f.dim is Dim.AGENT]
    alone = len(chosen) == 1 and chosen[0].members == (actor.person,)
    return alone and actor.person > 0 and Dim.AGENT not in question.cuts


def beside(
    known: Standing, work: Work, question: Question, actor: Actor, currency: str | None
) -> Msg | None:
    """Return the same figure of the asker's teams and of everybody; None for what adds up."""
    metric = question.metric
    if metric.unit not in (Unit.SHARE, Unit.SECONDS, Unit.SCORE, Unit.RATIO, Unit.PER_HOUR):
        return None
    others = tuple(f for f in question.filters if f.dim is not Dim.AGENT)
    plain = replace(question, cuts=(), baselines=(), filters=others)
    everybody = compute(work, plain).total.value
    if everybody is None:
        return None
    names = known.named(work, Dim.TEAM)
    found: list[Msg] = []
    for team in sorted(teams_of(work, actor.person, question.period.end)):
        own = Filter(Dim.TEAM, (team,))
        value = compute(work, replace(plain, filters=(*others, own))).total.value
        if value is not None and team in names:
            found.append(_of(names[team], metric, value, currency))
    all_of_us = Bilingual("全部门", "all teams")
    return msg("own.beside", figures=Listing((*found, _of(all_of_us, metric, everybody, currency))))


def _of(name: Bilingual, metric: Metric, value: float, currency: str | None) -> Msg:
    return msg("own.figure", name=name, value=phrasing.figure(metric, value, currency))


def by_one_more(metric: Metric, total: Measured, verdict: Verdict | None) -> list[Msg]:
    """Say how much one or two ratings weigh, where the change is no more than that may be."""
    n = total.n or 0
    usual = verdict is Verdict.USUAL
    if metric.key != "csat_rate" or not usual or not metric.small_n <= n <= _FEW_ENOUGH:
        return []
    points = round(100 / n), round(200 / n)
    by = str(points[0]) if points[0] == points[1] else f"{points[0]}–{points[1]}"
    return [msg("own.one_more", n=n, by=by)]
