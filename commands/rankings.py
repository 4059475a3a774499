"""`/fupan rankings`: by which figures people may be put in order, and who decided it when."""

from base.answer import Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Bilingual, Lang, Moment, Msg, msg
from base.refusal import Refusal
from base.rights import Verb, can
from commands.context import Context, Request
from metrics import ranking
from metrics.catalogue import CATALOGUE
from metrics.model import Metric
from metrics.naming import metric_called
from metrics.ranking import Change
from storage.engine import Work
from storage.names import named

_LAST = 5
RANKINGS = {Lang.ZH: "排名", Lang.EN: "rankings"}


def answer_rankings(context: Context, request: Request, word: str, on: bool | None) -> Answer:
    """Show the setting, or change it. Raises Refusal for somebody who may not, or no metric."""
    if on is None:
        return _shown(context, request)
    suggestions = (RANKINGS[request.lang],)
    if not can(request.actor, Verb.SET_RANKINGS):
        raise Refusal(msg("rankings.denied"), suggestions)
    metric = metric_called(word)
    if metric is None:
        raise Refusal(msg("rankings.unknown", word=word), suggestions)
    if Dim.AGENT not in metric.cuts:
        raise Refusal(msg("rankings.not_by_person", metric=metric.name), suggestions)
    with context.database.write() as work:
        changed = ranking.keep(work, metric, on, context.clock.now(), request.actor.person)
    state = "on" if on else "off"
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg(f"rankings.{state}" if changed else f"rankings.already_{state}",
                     metric=metric.name),
        lines=(msg("rankings.mind"),) if on and changed else (),
        follow_ups=(FollowUp(msg("rankings.button"), f"/fupan {RANKINGS[request.lang]}"),),
    )  # fmt: skip


def _shown(context: Context, request: Request) -> Answer:
    with context.database.read() as work:
        changes = ranking.changes(work)
        names = named(work, Dim.AGENT)
        lines = [_line(work, one) for one in _concerned(changes)]
    told = [_change(one, names, request.actor.zone) for one in reversed(changes[-_LAST:])]
    may = can(request.actor, Verb.SET_RANKINGS)
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("rankings.list"),
        lines=(*lines, msg("rankings.others"), *told),
        notes=(msg("rankings.how" if may else "rankings.who"),),
    )


def _concerned(changes: tuple[Change, ...]) -> list[Metric]:
    """Return the metrics by which people are not ranked of themselves, and those ever changed."""
    changed = {one.metric for one in changes}
    return [
        metric
        for metric in CATALOGUE.values()
        if metric.key in changed or (not metric.ranking and Dim.AGENT in metric.cuts)
    ]


def _line(work: Work, metric: Metric) -> Msg:
    key = "rankings.line_on" if ranking.ranks(work, metric) else "rankings.line_off"
    return msg(key, metric=metric.name)


def _change(one: Change, names: dict[int | str, Bilingual], zone: str) -> Msg:
    metric = CATALOGUE.get(one.metric)
    called = Bilingual(one.metric, one.metric) if metric is None else metric.name
    by = names.get(one.by) or msg("rankings.somebody")
    key = "rankings.change_on" if one.on else "rankings.change_off"
    return msg(key, metric=called, by=by, at=Moment(one.at, zone, with_year=True))
