"""The agenda of a review, drawn from data: what was decided, what happened, why, what to decide.

Everything is read here and nothing is kept: whoever calls keeps what comes of it. At the company's
and the department's level nobody is named; of a group only whoever agreed to be praised, and the
owners of its own items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from base.action import Action
from base.dimensions import Dim
from base.language import Days, Lang, Msg, msg
from base.review import Agenda, BlockKind, Point, Raised, Template
from base.schedule import Cadence, Level
from metrics import phrasing
from metrics.judge import Verdict
from metrics.review_periods import next_campaign
from reviews import incomplete
from reviews.agenda_blocks import FEW_BLOCKS, Filling, filled
from reviews.agenda_cases import Cases, cases_of
from reviews.agenda_facts import Facts, better_than_last, scope_for
from reviews.agenda_last import Last, last_time
from reviews.agenda_problems import (
    carried,
    cause_lines,
    needs,
    of_figures,
    of_gaps,
    of_signals,
    of_standing,
)
from reviews.agenda_words import Veil, called
from reviews.causes import explained
from reviews.composing import notes
from reviews.figures import Figured, direction
from reviews.scoping import Scope
from storage.engine import Work

__all__ = ["Before", "Drawn", "draw"]

# More than so many problems no meeting decides: what data raise beyond them is in the figures.
_MOST, _MOST_OF_GROUP = 4, 3
_OBSTACLES = frozenset({"weekly.needs.stuck", "weekly.needs.redated", "weekly.needs.overdue"})


@dataclass(frozen=True)
class Before:
    """What earlier reviews of the series left.

    `decided` are items that came of them and are open, or ended or were verified since the last
    one; `carried` are its points nobody decided. `rate` are how many points the last one decided in
    the meeting, of how many; `held` is when it was. `under_way` are the keys of problems that an
    open item is already to mend: they stand with what was decided, not again to be decided.
    """

    decided: tuple[Action, ...] = ()
    carried: tuple[Point, ...] = ()
    rate: tuple[int, int] | None = None
    held: datetime | None = None
    under_way: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Drawn:
    """An agenda and the problems to decide, the most important first.

    `complete`: no day of its data is known to be missing; `empty`: there are none at all.
    """

    agenda: Agenda
    raised: tuple[Raised, ...]
    complete: bool = True
    empty: bool = False


def draw(work: Work, scope: Scope, template: Template, before: Before, lang: Lang) -> Drawn:
    """Return the agenda of a review. `work` sees facts; `scope` has the review's period.

    Its team is None for the company and a department. In `lang` the signs stand that hide a name.
    """
    scope = scope_for(scope)
    veil = Veil(work, template.level, scope.today, lang)
    facts = Facts(work, scope)
    known = facts.several(_metrics(template))
    gaps = incomplete.gaps_of(work, scope)
    told = _Told(work, scope, veil, facts, [] if gaps else known, gaps)
    last = last_time(work, scope, veil, before.decided)
    cases = cases_of(work, scope, veil)
    raised = _raised(told, last, cases, before)
    agenda = Agenda(
        name=name_of(scope, template),
        blocks=filled(told.filling(template, last, cases, before, len(raised)), template.blocks),
        notes=_notes(scope, known, before, gaps),
    )
    return Drawn(agenda, raised, complete=bool(known) and not gaps, empty=not known)


def _metrics(template: Template) -> tuple[str, ...]:
    """Return every figure of a template; how much came in is always looked at."""
    parts = (part for block in template.blocks for part in block.parts)
    return ("contacts", *(key for part in parts for key in part.metrics))


class _Told:
    """What the figures say: what changed, why, what needs help."""

    def __init__(self, work: Work, scope: Scope, veil: Veil, facts: Facts,
                 known: Sequence[Figured], gaps: incomplete.Gaps) -> None:  # fmt: skip
        self.work, self.scope, self.veil, self.facts = work, scope, veil, facts
        self.known, self.gaps = known, gaps
        # Why a figure moved that meets its target is no matter for a meeting.
        bettered = {one.metric.key for one in known if better_than_last(one)}
        self.changed = [
            one
            for one in explained(scope, known)
            if one.reached is not True and one.metric.key not in bettered
        ]
        self.needs = needs(work, scope, known, self.changed, veil) if known else []

    @property
    def most(self) -> int:
        """Return how many problems data may raise."""
        return _MOST_OF_GROUP if self.veil.level is Level.GROUP else _MOST

    def better(self) -> tuple[Msg, ...]:
        """Return what clearly got better."""
        good = [o for o in self.known if o.changed and o.verdict is Verdict.CLEAR]
        return tuple(
            msg("agenda.better", name=called(one.metric), how=msg(f"agenda.how.{direction(one)}"))
            for one in good
            if direction(one) in ("better", "faster")
        )

    def filling(
        self, template: Template, last: Last, cases: Cases, before: Before, points: int
    ) -> Filling:
        """Return what the blocks are filled from."""
        obstacles = [one for one in self.needs if one.key in _OBSTACLES]
        return Filling(
            work=self.work,
            scope=self.scope,
            level=template.level,
            facts=self.facts,
            last=last.lines,
            last_more=_others(obstacles, template.level, before.decided, self.veil),
            causes=tuple(cause_lines(self.work, self.scope, self.changed)),
            better=self.better(),
            cases=cases,
            points=points,
            gaps=self.gaps,
            first=before.held is None,
            why_apart=any(one.kind is BlockKind.CAUSES for one in template.blocks),
            short=len(template.blocks) <= FEW_BLOCKS,
        )


def _others(
    obstacles: Sequence[Msg], level: Level, decided: Sequence[Action], veil: Veil
) -> tuple[Msg, ...]:
    """Return what holds up items that were decided elsewhere: those of this series have lines."""
    known = {veil.text(action.wording, 40) for action in decided}
    return tuple(one for one in obstacles if one.params.get("wording") not in known)


def _raised(told: _Told, last: Last, cases: Cases, before: Before) -> tuple[Raised, ...]:
    """Return the problems, each once: what was left open, what did not work, data, cases."""
    figures = of_figures(told.work, told.scope, told.known, told.most)
    of_data = [
        *of_gaps(told.scope, told.gaps),
        *figures,
        *of_signals(told.needs, told.scope),
        *([] if told.gaps else of_standing(told.work, told.scope, told.known, figures)),
    ][: told.most]
    found = (*last.raised, *of_data, *cases.raised)
    fresh = {one.key: one for one in found if one.key not in before.under_way}
    left = carried(before.carried, fresh, told.facts, told.veil)
    return tuple({**{one.key: one for one in left}, **_without(fresh, left)}.values())


def _without(fresh: dict[str, Raised], left: Sequence[Raised]) -> dict[str, Raised]:
    keys = {one.key for one in left}
    return {key: one for key, one in fresh.items() if key not in keys}


# -- its name and its small print ------------------------------------------------------------------


def name_of(scope: Scope, template: Template) -> Msg:
    """Return what a review is called: whose, and how often; or before or after which promotion."""
    name = msg("agenda.plain", text=template.name)
    if template.cadence in (Cadence.PROMOTION, Cadence.BEFORE_PROMOTION):
        name = _of_promotion(scope, template, name)
    if scope.team is None:
        return name
    return msg("agenda.name.team", team=scope.names[Dim.TEAM][scope.team], name=name)


def _of_promotion(scope: Scope, template: Template, name: Msg) -> Msg:
    table = scope.promotions
    if template.cadence is Cadence.BEFORE_PROMOTION:
        coming = next_campaign(scope.today, table)
        found = tuple(table.name(one.key) for one in (coming,) if one is not None)
    else:
        found = phrasing.occasion_names(scope.period, table)[:1]
    if not found:
        return name
    return msg("agenda.name.promotion", promotion=found[0], name=name)


def _notes(
    scope: Scope, known: Sequence[Figured], before: Before, gaps: incomplete.Gaps
) -> tuple[Msg, ...]:
    """Return the period, what the baselines are, and how much the last review decided."""
    period = scope.period
    year = period.start.year != scope.today.year
    found = [msg("agenda.note.period", dates=Days(period.start, period.end, with_year=year))]
    found += notes(scope, known) if known and not gaps else ()
    if before.rate is not None and before.rate[1]:
        decided, points = before.rate
        found.append(msg("agenda.note.rate", decided=decided, points=points))
    return tuple(found)
