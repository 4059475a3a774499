"""Understanding what is typed of a target: metric and whose, by the parser of questions.

Products have names that questions do not know: they are looked for where nothing else fits.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from base.dimensions import Dim
from base.language import Lang, Listing, Msg, msg
from base.refusal import Refusal
from base.rights import Scope, Verb, can
from base.units import Unit
from commands.allowing import named_asker
from commands.context import Context, Place, Request
from commands.lexicon import Standing
from commands.target_naming import currency_of
from metrics.model import (
    Correction,
    Member,
    Metric,
    NotUnderstood,
    PeriodKind,
    Question,
    Stat,
)
from metrics.parser import parse
from metrics.parser.lexicon import Lexicon
from metrics.parser.timing import is_state
from metrics.sensitive import of_costs
from metrics.targets import SCOPES, can_have, monthly
from storage.engine import Work
from storage.targets import EVERYBODY, Whose

LIST = {Lang.ZH: "目标", Lang.EN: "target"}

Understand: TypeAlias = Callable[[str], Question | NotUnderstood]


class Asked(NamedTuple):
    """What a target is of: a metric, whose, and by which cuts it was typed to be parted."""

    metric: Metric
    whose: Whose
    cuts: tuple[Dim, ...]
    corrections: tuple[Correction, ...] = ()


def understanding(known: Standing, work: Work, context: Context, request: Request) -> Understand:
    """Return what makes a question of a text, by the names of this workspace."""
    today = request.today(context.clock)

    def by(lexicon: Lexicon, text: str) -> Question | NotUnderstood:
        return parse(
            text, today=today, lexicon=lexicon, promotions=known.promotions, lang=request.lang
        )

    def understand(text: str) -> Question | NotUnderstood:
        found = by(known.lexicon, text)
        if not isinstance(found, NotUnderstood) or not found.words:
            return found
        products = known.named(work, Dim.PRODUCT)
        if not products:
            return found
        more = tuple(Member(Dim.PRODUCT, key, name) for key, name in products.items())
        again = by(Lexicon((*known.lexicon.members, *more)), text)
        return found if isinstance(again, NotUnderstood) else again

    return understand


def not_understood(found: NotUnderstood, request: Request) -> Refusal:
    """Return the refusal of a text that is no target."""
    suggestions = (LIST[request.lang],)
    if not found.words:
        return Refusal(msg("target.how"), suggestions)
    words = Listing(found.words, quoted=True)
    return Refusal(msg("target.not_understood", words=words), suggestions)


def may_set(request: Request) -> None:
    """Raise Refusal for somebody who may not set targets."""
    if not can(request.actor, Verb.SET_TARGET):
        raise Refusal(msg("rights.set_target"), (LIST[request.lang],))


def may_see(known: Standing, work: Work, request: Request, metric: Metric) -> bool:
    """Say whether somebody may see all targets of a metric where he asks: those of the house's
    money are for whoever may read the figures of every team, and never for a channel."""
    if not of_costs(metric):
        return True
    if request.place is Place.CHANNEL or not can(request.actor, Verb.SEE_COSTS):
        return False
    teams = known.named(work, Dim.TEAM)
    return all(can(request.actor, Verb.SEE_COSTS, Scope(team=int(team))) for team in teams)


def checked(known: Standing, work: Work, request: Request, question: Question) -> Asked:
    """Return what a target is of. Raises Refusal where there can be none."""
    suggestions = (LIST[request.lang],)
    metric = question.metric
    if not may_see(known, work, request, metric):
        raise Refusal(msg("rights.costs"), suggestions)
    if any(f.dim is Dim.AGENT for f in question.filters) or Dim.AGENT in question.cuts:
        raise Refusal(msg("note.target_not_of_person"), suggestions)
    question = named_asker(known, work, request.actor, question)
    if not can_have(metric):
        raise Refusal(msg("note.target_not_of", metric=metric.name), suggestions)
    trouble = _too_narrow(question)
    if trouble is not None:
        raise Refusal(trouble, suggestions)
    whose = next((Whose(f.dim, str(f.members[0])) for f in question.filters), EVERYBODY)
    if metric.unit is Unit.MONEY and currency_of(known, metric, whose) is None:
        raise Refusal(msg("target.currencies", metric=metric.name), suggestions)
    cuts = tuple(cut for cut in question.cuts if cut is not whose.dim)
    return Asked(metric, whose, cuts, question.corrections)


def _too_narrow(question: Question) -> Msg | None:
    """Return why no target is kept for what is asked: one for a week, two teams, a percentile."""
    assumed = any(note.key == "note.period_assumed" for note in question.notes)
    # A state without a time is asked as it stands: a day that nobody typed.
    now = is_state(question.metric) and question.period.kind is PeriodKind.DAY
    if not assumed and not now:
        return msg("target.no_period")
    apart = [f for f in question.filters if f.dim not in SCOPES]
    if len(question.filters) == 1 and len(question.filters[0].members) > 1 and not apart:
        return msg("target.one_team")
    cuts = {cut for cut in question.cuts if not (cut is Dim.MONTH and monthly(question.metric))}
    odd = [cut for cut in cuts if cut not in SCOPES]
    parted = cuts - {f.dim for f in question.filters} and not monthly(question.metric)
    if apart or odd or parted or len(question.filters) > 1:
        return msg("target.only_teams")
    if question.hours or question.why or question.stat is not Stat.MEAN:
        return msg("target.only_teams")
    return None
