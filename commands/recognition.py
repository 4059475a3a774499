"""Team and agent of the month: who is best by the rule, the rule itself, and asking for consent.

In a channel there are teams, and of people only those who agreed to be named. Who may see people
learns in private who was best, never a list of all; an agent learns his own points.
"""

import re
from dataclasses import dataclass
from datetime import date

from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Days, Listing, Msg, msg
from base.rights import Actor, Scope, Verb, can
from commands import recognition_asking
from commands.context import Context, Place, Request
from commands.gaps import gap_notes
from commands.lexicon import Standing as Known
from commands.lexicon import standing as known_now
from commands.recognition_month import START, month_of
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.feeding import feeds_for
from metrics.model import Period, Question
from reviews import recognition, recognition_consent
from reviews import recognition_words as words
from reviews.action_words import team_names
from reviews.recognition import Entry, Standing
from reviews.recognition_rule import Of, Rule, rule_for
from storage.engine import Work

RULE_FORM = f"{START} rule edit"
_RULE_WORDS = frozenset({"rule", "rule edit", "rules", "the rule", "规则", "改规则", "评选规则"})
_ASK = re.compile(r"(?:ask|问)\s+(\d+)(?:\s+(.+))?", re.IGNORECASE)
_SAY = re.compile(r"(yes|no|同意|不同意)(?:\s+(.+))?", re.IGNORECASE)
_YES = frozenset({"yes", "同意"})
_MOST_ASKED = 2


def answer_recognition(context: Context, request: Request, text: str) -> Answer:
    """Answer what stands behind the word: a month, the rule, a question of consent or its reply.

    Raises Refusal where somebody may not, and for what is no month.
    """
    text = text.strip()
    asking, saying = _ASK.fullmatch(text), _SAY.fullmatch(text)
    if asking:
        return recognition_asking.ask(context, request, int(asking[1]), asking[2] or "")
    if saying:
        return recognition_asking.said(
            context, request, saying[2] or "", yes=saying[1].lower() in _YES
        )
    if text.lower() in _RULE_WORDS:
        return _rule(context, request)
    return _month(context, request, text)


# -- a month ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Looked:
    """A month as it was read for one asker; `public` is what anybody may read of people."""

    actor: Actor
    today: date
    month: Period
    rule: Rule
    teams: Standing
    agents: Standing
    public: Msg
    gaps: tuple[Msg, ...]


def _month(context: Context, request: Request, text: str) -> Answer:
    today = request.today(context.clock)
    with context.database.read() as work:
        known = known_now(work, context)
        month = month_of(known, request, text, today)
        looked = _look(work, known, request.actor, month, today)
        open_on = max(
            recognition.settled_on(month, one.criteria) for one in (looked.teams, looked.agents)
        )
        if today < open_on:
            return _not_over(looked, open_on)
        in_channel = request.place is Place.CHANNEL
        private = () if in_channel else _private(work, looked)
        mine = _has_private(looked)
        follow_ups = _buttons(work, looked, request.place)
    return Answer(
        kind=Kind.TEXT,
        takeaway=words.best(looked.teams, looked.teams.winners(), today),
        lines=tuple(
            line
            for line in (
                *private,
                looked.public if in_channel or not _sees_all(request.actor) else msg("none"),
                *words.rule_lines(Of.TEAMS, looked.teams.criteria),
                *(_agents_rule(looked) if private else ()),
            )
            if line.key != "none"
        ),
        grid=words.teams_grid(looked.teams, today),
        notes=_notes(looked, private=bool(private)),
        follow_ups=follow_ups,
        private=bool(private),
        withheld=in_channel and mine,
    )


def _look(work: Work, known: Known, actor: Actor, month: Period, today: date) -> _Looked:
    rule = rule_for(work, month.start)
    teams = recognition.standing(work, month, rule, Of.TEAMS)
    agents = recognition.standing(work, month, rule, Of.AGENTS)
    people = recognition_consent.named_in(work, agents, None, today)
    public = recognition_consent.public_line(people, month, today)
    return _Looked(actor, today, month, rule, teams, agents, public, _gaps(known, teams, month))


def _gaps(known: Known, found: Standing, month: Period) -> tuple[Msg, ...]:
    """Say which shops lack days of the month."""
    notes: list[Msg] = []
    for one in found.criteria:
        feeds = feeds_for(Question(CATALOGUE[one.metric], month))
        missing = known.coverage.missing_days(month.start, month.end, feeds)
        notes += [one for one in gap_notes(missing, month, known.shops) if one not in notes]
    return tuple(notes)


def _not_over(looked: _Looked, on: date) -> Answer:
    """Say from which day on a month is judged; the rule is known before."""
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg(
            "recognition.not_over",
            month=words.month_named(looked.month, looked.today),
            day=Days(on, on, weekday=True),
        ),
        lines=(
            *words.rule_lines(Of.TEAMS, looked.rule.teams),
            *words.rule_lines(Of.AGENTS, looked.rule.agents),
        ),
        follow_ups=(FollowUp(msg("recognition.button.last"), START),),
    )


# -- people, in private ----------------------------------------------------------------------------


def _sees_all(actor: Actor) -> bool:
    return can(actor, Verb.SEE_PEOPLE)


def _own_teams(actor: Actor) -> tuple[int, ...]:
    """Return the teams whose best the asker may learn beside the best of all."""
    mine = actor.teams | actor.leads
    return tuple(t for t in sorted(mine) if can(actor, Verb.SEE_PEOPLE, Scope(team=t)))


def _has_private(looked: _Looked) -> bool:
    actor = looked.actor
    entry = looked.agents.of_member(actor.person)
    return _sees_all(actor) or bool(_own_teams(actor)) or entry is not None


def _private(work: Work, looked: _Looked) -> tuple[Msg, ...]:
    """Return what this asker may read about people: the best he may see, and his own points."""
    actor, agents = looked.actor, looked.agents
    told: list[Msg] = []
    if _sees_all(actor):
        told += _best_agents(work, looked, agents.winners())
    names = team_names(work)
    for team in _own_teams(actor):
        told += _best_of_team(work, looked, team, names[team])
    own = agents.of_member(actor.person)
    told += words.own(agents, own, looked.today)
    if recognition_consent.said(work, looked.month, actor.person) is not None:
        told.append(_how_it_stands(work, looked, actor.person, "own"))
    return tuple(told)


def _best_agents(work: Work, looked: _Looked, winners: tuple[Entry, ...]) -> list[Msg]:
    told = [words.best(looked.agents, winners, looked.today)]
    return told + _about(work, looked, winners, None)


def _best_of_team(work: Work, looked: _Looked, team: int, name: Bilingual) -> list[Msg]:
    winners = looked.agents.winners(team)
    if not winners:
        why = words.nobody(looked.agents, looked.today, team)
        return [msg("recognition.team.nobody", team=name, why=why)]
    names = Listing(tuple(one.name for one in winners))
    key = "recognition.team.best.shared" if len(winners) > 1 else "recognition.team.best"
    told = [msg(key, team=name, names=names, score=str(winners[0].score))]
    return told + _about(work, looked, winners, team)


def _about(work: Work, looked: _Looked, winners: tuple[Entry, ...], team: int | None) -> list[Msg]:
    """Return what the best were found by, and how much being best says."""
    told = [_reason(work, looked, one) for one in winners]
    near = recognition.within_chance(looked.agents, winners, team)
    return [*told, msg("recognition.near", n=near)] if near else told


def _reason(work: Work, looked: _Looked, entry: Entry) -> Msg:
    return msg(
        "recognition.reason",
        name=entry.name,
        parts=words.reckoned(entry),
        stands=_how_it_stands(work, looked, entry.member, "other"),
    )


def _how_it_stands(work: Work, looked: _Looked, person: int, whose: str) -> Msg:
    found = recognition_consent.said(work, looked.month, person)
    return msg(f"recognition.stands.{whose}.{found.value if found else 'unasked'}")


def _agents_rule(looked: _Looked) -> tuple[Msg, ...]:
    return words.rule_lines(Of.AGENTS, looked.agents.criteria)


def _notes(looked: _Looked, *, private: bool) -> tuple[Msg, ...]:
    notes = [
        msg("recognition.note.how"),
        *words.left_out(looked.teams, looked.rule, looked.today),
        *_out_of_running(looked.teams, "teams"),
    ]
    if private and _sees_all(looked.actor):
        notes += _out_of_running(looked.agents, "agents")
        if looked.agents.unlinked:
            notes.append(msg("recognition.note.unlinked", n=looked.agents.unlinked))
    if private:
        notes.append(msg("recognition.note.only_you"))
    return (*notes, *looked.gaps)


def _out_of_running(found: Standing, whose: str) -> list[Msg]:
    told = [msg(f"recognition.note.short.{whose}", n=len(found.short))] if found.short else []
    return told + ([msg("recognition.note.gone", n=found.gone)] if found.gone else [])


# -- buttons ---------------------------------------------------------------------------------------


def _buttons(work: Work, looked: _Looked, place: Place) -> tuple[FollowUp, ...]:
    if place is Place.CHANNEL:
        return ()
    actor = looked.actor
    found = [_asking(one, looked.month) for one in _to_ask(work, looked)[:_MOST_ASKED]]
    if recognition_consent.said(work, looked.month, actor.person) is not None:
        found += recognition_consent.buttons(looked.month)
    if can(actor, Verb.SET_TARGET) and len(found) < 4:
        found.append(FollowUp(msg("recognition.button.rule"), RULE_FORM))
    return tuple(found)


def _asking(entry: Entry, month: Period) -> FollowUp:
    key = recognition_consent.month_key(month)
    return FollowUp(
        msg("recognition.button.ask", name=entry.name), f"{START} ask {entry.member} {key}"
    )


def _to_ask(work: Work, looked: _Looked) -> list[Entry]:
    """Return the best whom this asker may have asked and nobody has."""
    agents, actor = looked.agents, looked.actor
    best = list(agents.winners()) if _sees_all(actor) else []
    for team in _own_teams(actor):
        best += [one for one in agents.winners(team) if one not in best]
    return [one for one in best if recognition_consent.said(work, looked.month, one.member) is None]


# -- the rule --------------------------------------------------------------------------------------


def _rule(context: Context, request: Request) -> Answer:
    today = request.today(context.clock)
    with context.database.read() as work:
        rule = rule_for(work, today)
    may = can(request.actor, Verb.SET_TARGET) and request.place is Place.PRIVATE
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("recognition.rule.title"),
        lines=(
            *words.rule_lines(Of.TEAMS, rule.teams),
            *words.rule_lines(Of.AGENTS, rule.agents),
        ),
        notes=(msg("recognition.note.how"), _since(rule, today)),
        follow_ups=(FollowUp(msg("recognition.button.rule"), RULE_FORM),) if may else (),
    )


def _since(rule: Rule, today: date) -> Msg:
    if rule.since is None:
        return msg("recognition.rule.default")
    month = words.month_named(periods.month(rule.since.year, rule.since.month), today)
    return msg("recognition.rule.since", month=month)
