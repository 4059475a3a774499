"""共性: a topic that keeps coming back in cases is worth a training, which is suggested to a lead.

Whoever is told learns the topic and nothing else: not which cases, how many, whose, or from when.
A team's lead is told of his team only where enough others are in it; else it goes a level up. What
may not enter: a text of a case, a person, a number. Coaching of one person never comes from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from base.answer import Answer, FollowUp, Kind
from base.case import TOPICS, CaseKind, CaseState, Topic
from base.dimensions import Dim
from base.language import Lang, msg
from base.rights import Role
from reviews.case_settings import LEAST
from storage.case_counts import returning, seated
from storage.engine import Work
from storage.names import named
from storage.reaching import Reach, reach
from storage.settings import read_setting, write_setting
from storage.superiors import holders

COMMON, SUGGESTED = "case.common", "case.suggested"
# So many others than its leads make a team large enough for its lead to be told.
CROWD = 5
# A week is left out: a message on the day after a release would say when a case came.
SPAN, SETTLED = timedelta(weeks=8), timedelta(weeks=1)
_ONE = timedelta(days=1)
# A declined or withdrawn case says nothing; a merged one is another person's experience.
_STATES = (
    CaseState.OPEN, CaseState.ASKED, CaseState.APPROVED, CaseState.DECIDED, CaseState.MERGED,
)  # fmt: skip
_KINDS = (CaseKind.WRONG, CaseKind.RULE, CaseKind.IDEA)
# The last topic is for the rest: what lies there has nothing in common.
_TOPICS = TOPICS[:-1]


@dataclass(frozen=True)
class Suggestion:
    """A topic that came back, and who is told. `team` is 0 where it concerns no team alone."""

    topic: Topic
    team: int
    told: tuple[Reach, ...]


def common(work: Work) -> int:
    """Return how many cases make a topic one that comes back; never fewer than three."""
    return max(LEAST, int(read_setting(work, COMMON, LEAST)))


def quarter(day: date) -> str:
    """Return a day's quarter: 2026Q4."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def suggestions(work: Work, monday: date) -> list[Suggestion]:
    """Return what is worth suggesting on a Monday, and was not in this quarter.

    A topic nobody can be told of is left for another week.
    """
    least = common(work)
    counts = returning(work, monday - SPAN, monday - SETTLED - _ONE, _STATES, _KINDS)
    suggested: dict[str, str] = read_setting(work, SUGGESTED, {})
    found = []
    for topic in _TOPICS:
        by_team = counts.get(topic.key, {})
        if sum(by_team.values()) >= least and suggested.get(topic.key) != quarter(monday):
            found += _of(work, topic, by_team, least, monday)
    return found


def _of(
    work: Work, topic: Topic, by_team: Mapping[int, int], least: int, monday: date
) -> list[Suggestion]:
    """Return one suggestion a team it concerns, or where there is no such team one for above."""
    teams = [team for team, n in sorted(by_team.items()) if team and n >= least]
    leads = {team: _lead(work, team, monday) for team in teams}
    found = [Suggestion(topic, team, (lead,)) for team, lead in leads.items() if lead is not None]
    if found:
        return found
    above = _above(work, monday)
    return [Suggestion(topic, 0, above)] if above else []


def _lead(work: Work, team: int, on: date) -> Reach | None:
    leads, others = seated(work, team, on)
    if others < CROWD:
        return None
    return next((who for lead in leads if (who := reach(work, lead)) is not None), None)


def _above(work: Work, on: date) -> tuple[Reach, ...]:
    for role in (Role.SUPERVISOR, Role.MANAGER):
        found = (reach(work, person) for person in holders(work, role, on))
        told = tuple(who for who in found if who is not None)
        if told:
            return told
    return ()


def remember(work: Work, topic: Topic, monday: date, now: datetime) -> None:
    """Note that a topic was suggested in a quarter."""
    suggested: dict[str, str] = read_setting(work, SUGGESTED, {})
    write_setting(work, SUGGESTED, suggested | {topic.key: quarter(monday)}, now, 0)


def suggested_answer(work: Work, found: Suggestion, lang: Lang) -> Answer:
    """Return the message of a suggestion, with the button that makes an action of it."""
    topic = found.topic.name
    if found.team:
        team = named(work, Dim.TEAM)[found.team]
        takeaway = msg("case.training.team", team=team, topic=topic)
        once = msg("case.training.once.lead")
    else:
        takeaway = msg("case.training.all", topic=topic)
        once = msg("case.training.once.above")
    wording = {
        Lang.ZH: f"15 分钟培训：{topic.zh}",
        Lang.EN: f"Hold a 15-minute training: {topic.en}",
    }[lang]
    return Answer(
        Kind.TEXT,
        takeaway,
        lines=(msg("case.training.try"), msg("case.training.coaching")),
        notes=(msg("case.training.hint"), once),
        follow_ups=(FollowUp(msg("case.training.button"), f"/action form {wording}"),),
        private=True,
    )
