"""Asking whoever was best in a month whether he may be named. Only he can answer, and take it back.

He is asked once, by direct message. Until he says yes his name stands in no channel and on no
agenda; who has left is not named either, and nobody moves up into his place. What he says is a
setting of its own, with who set it and when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Listing, Msg, msg
from base.refusal import Refusal
from base.rights import Actor, Scope, Verb, can
from metrics.compute import Compute, compute
from metrics.model import Period
from reviews.action_words import name, names_of
from reviews.recognition import Entry, Standing, settled_on, standing
from reviews.recognition_rule import Of, rule_for
from reviews.recognition_words import month_named, reckoned, why
from storage import outbox
from storage.engine import Work
from storage.outbox import Draft
from storage.reaching import actor_numbered, reach
from storage.settings import read_setting, write_setting

_KEPT = timedelta(days=7)


class Said(StrEnum):
    """What became of the question."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Named:
    """Somebody who agreed to be named, and what for. `shared` says that others were as good."""

    person: int
    name: Bilingual
    why: Msg
    shared: bool = False


def month_key(month: Period | date) -> str:
    """Return a month as texts and keys have it: 2026-10."""
    start = month.start if isinstance(month, Period) else month
    return f"{start:%Y-%m}"


def _key(month: Period, person: int) -> str:
    return f"recognition.consent.{month_key(month)}.{person}"


def said(work: Work, month: Period, person: int) -> Said | None:
    """Return what somebody said of a month, None where he was not asked."""
    found: str | None = read_setting(work, _key(month, person), None)
    return Said(found) if found else None


def may_ask(actor: Actor, entry: Entry) -> bool:
    """Say whether somebody may have a person asked: who sees people, a lead those of his team."""
    return can(actor, Verb.SEE_PEOPLE) or any(
        can(actor, Verb.SEE_PEOPLE, Scope(team=team)) for team in entry.teams
    )


def is_best(found: Standing, person: int) -> Entry | None:
    """Return the entry of who is best of all or of a team of his, None for anybody else."""
    entry = found.of_member(person)
    if entry is None:
        return None
    levels: tuple[int | None, ...] = (None, *entry.teams)
    return entry if any(entry in found.winners(level) for level in levels) else None


def ask(work: Work, actor: Actor, found: Standing, person: int, now: datetime, today: date) -> None:
    """Ask one of the best, once. Raises Refusal where that may not or cannot be.

    Needs no facts: `found` was read before.
    """
    entry = is_best(found, person)
    if (
        entry is None
        or not may_ask(actor, entry)
        or today < settled_on(found.month, found.criteria)
    ):
        raise Refusal(msg("recognition.consent.not_best"))
    who = reach(work, person)
    if who is None or actor_numbered(work, person, today).person <= 0:
        raise Refusal(msg("recognition.consent.unreachable", name=entry.name))
    key = f"recognition/{month_key(found.month)}/{person}/consent"
    question = _question(found, entry, name(names_of(work), max(actor.person, 0)), today)
    # The key is unique for good: of two who ask at once the second is told.
    row = outbox.put(
        work, Draft(key, who.user, question, who.lang, due_at=now, expires_at=now + _KEPT)
    )
    if row is None:
        raise Refusal(msg("recognition.consent.asked_already", name=entry.name))
    write_setting(work, _key(found.month, person), Said.ASKED.value, now, actor.person)


def _question(found: Standing, entry: Entry, asker: Bilingual, today: date) -> Answer:
    month = month_named(found.month, today)
    return Answer(
        Kind.TEXT,
        msg("recognition.consent.title", month=month),
        lines=(
            msg("recognition.consent.score", score=str(entry.score), parts=reckoned(entry)),
            msg("recognition.consent.where"),
        ),
        notes=(msg("recognition.consent.only_you"), msg("recognition.consent.by", name=asker)),
        follow_ups=buttons(found.month),
        private=True,
    )


def buttons(month: Period) -> tuple[FollowUp, ...]:
    """Return the two answers."""
    return tuple(
        FollowUp(
            msg(f"recognition.consent.button.{one.value}"),
            f"/review recognition {one.value} {month_key(month)}",
        )
        for one in (Said.YES, Said.NO)
    )


def answer(work: Work, actor: Actor, month: Period, now: datetime, *, yes: bool) -> Said:
    """Keep what somebody who was asked says; return what held before. Raises Refusal to all others.

    He may change his mind at any time.
    """
    before = said(work, month, actor.person) if actor.person > 0 else None
    if before is None:
        raise Refusal(msg("recognition.consent.not_you"))
    after = Said.YES if yes else Said.NO
    if after is not before:
        write_setting(work, _key(month, actor.person), after.value, now, actor.person)
    return before


def named(
    work: Work, month: Period, team: int | None, today: date, *, answer: Compute = compute
) -> tuple[Named, ...]:
    """Return who may be named as the best of a month: of a team, or of all agents (None).

    Empty where nobody is best, the month's figures are not final, nobody agreed, or those who did
    have left. Needs a unit of work that sees the facts.
    """
    rule = rule_for(work, month.start)
    return named_in(work, standing(work, month, rule, Of.AGENTS, answer=answer), team, today)


def named_in(work: Work, found: Standing, team: int | None, today: date) -> tuple[Named, ...]:
    """Return the same of a standing of agents that was read once for many teams."""
    if today < settled_on(found.month, found.criteria):
        return ()
    winners = found.winners(team)
    return tuple(
        Named(one.member, one.name, why(one), shared=len(winners) > 1)
        for one in winners
        if said(work, found.month, one.member) is Said.YES
        and actor_numbered(work, one.member, today).person > 0
    )


def public_line(
    people: Sequence[Named], month: Period, today: date, team: Bilingual | None = None
) -> Msg:
    """Return the line that may stand in a channel or on an agenda; nothing where nobody is named.

    `team` is the name of the team whose best they are, None where they are the best of all.

    One of several equals is said to be one of them, also where the others are not named.
    """
    if not people:
        return msg("none")
    key = "recognition.public.shared" if people[0].shared else "recognition.public"
    names = tuple(msg("recognition.public.one", name=one.name, why=one.why) for one in people)
    whose = msg("none") if team is None else msg("recognition.public.of", team=team)
    return msg(key, month=month_named(month, today), whose=whose, names=Listing(names))
