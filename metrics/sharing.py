"""Answering one question for many teams from one reading: "the week of team 17" and 999 more.

A question about one team is asked for all teams at once, the first time; the others are found in
what was read. Every figure is the one that asking by itself would have given: a team's sums are the
same sums (tests compare the two). Keep one no longer than the data stay as they are.
"""

from dataclasses import replace
from typing import Any, TypeAlias

from base.dimensions import Dim
from metrics.compute import NOTHING, Computed, Line, compute
from metrics.model import Filter, Question
from storage.engine import Work

_Key: TypeAlias = tuple[Any, ...]
_NONE = Line((), NOTHING)


class Shared:
    """Figures of one state of the data, by question; give its `compute` to many scopes."""

    def __init__(self) -> None:
        self._found: dict[_Key, tuple[Computed, dict[Any, Line]]] = {}

    def compute(self, work: Work, question: Question) -> Computed:
        """Answer a question; raises storage.query.NoCube as `metrics.compute.compute` does."""
        team = _only_team(question)
        if question.cuts or team is None:
            # Who asks for parts asks because his own figure changed: that is his alone.
            return compute(work, question)
        whole, lines = self._of_all(work, question)
        line = lines.get(team, _NONE)
        nothing = tuple(NOTHING for _ in question.baselines)
        past = line.history or tuple(NOTHING for _ in whole.history)
        return Computed(question, line.now, line.before or nothing, past, (_itself(line),))

    def _of_all(self, work: Work, question: Question) -> tuple[Computed, dict[Any, Line]]:
        filters = tuple(f for f in question.filters if f.dim is not Dim.TEAM)
        asked = replace(question, filters=filters, cuts=(Dim.TEAM,))
        key = (
            question.metric.key,
            question.period,
            question.stat,
            question.hours,
            tuple((f.dim, f.members) for f in filters),
            question.baselines,
        )
        found = self._found.get(key)
        if found is None:
            computed = compute(work, asked)
            found = computed, {line.group[0]: line for line in computed.lines}
            self._found[key] = found
        return found


def _only_team(question: Question) -> Any:
    """Return the one team that a question is about, None for any other question."""
    teams: list[Filter] = [f for f in question.filters if f.dim is Dim.TEAM]
    if len(teams) != 1 or len(teams[0].members) != 1:
        return None
    return teams[0].members[0]


def _itself(line: Line) -> Line:
    return Line((), line.now, line.before, line.history)
