"""A new action item: what its words mean here, what is filled in for it, keeping it.

Whoever adds one for himself has taken it on by that. Too many of them at once are a warning, never
a refusal: the setting `actions.cap` says how many one meeting, channel or person bears.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from base.action import Action, Move
from base.answer import FollowUp
from base.clock import DEFAULT_ZONE
from base.language import Lang, Msg, msg
from base.refusal import Refusal
from base.rights import Actor, Scope, Verb, can
from base.schedule import Level
from commands.action_moving import check_wait
from commands.action_people import People
from commands.action_typed import Draft, Setting
from commands.action_verbs import typed
from commands.allowing import named_asker
from commands.context import Context
from commands.lexicon import standing
from metrics.model import NotUnderstood, Question
from metrics.parser import parse
from metrics.workdays import calendar_here
from metrics.zones import usual_country
from reviews import cards
from reviews.action_words import day
from reviews.actions import Wish, folded, measure_data, move, proposed
from storage import actions
from storage.engine import Work
from storage.people import lead_numbers, teams_of
from storage.reaching import reach
from storage.roster import OnStaff, born_since, by_number, carried, roster
from storage.settings import read_setting

CAP = "actions.cap"
USUAL_CAP = 5
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Asker:
    """Who adds, in which language, where: `channel` is the chat's id, "" for a private place."""

    actor: Actor
    lang: Lang
    today: date
    channel: str = ""


@dataclass(frozen=True)
class Added:
    """An item that was kept, and what to say beside it."""

    action: Action
    notes: tuple[Msg, ...] = ()


def setting_of(context: Context, work: Work, asker: Asker) -> Setting:
    """Return what the words of a line mean to whoever types it. `work` sees every table."""
    known = standing(work, context)
    actor = asker.actor

    def understand(text: str) -> Question | NotUnderstood:
        found = parse(
            text, today=asker.today, lexicon=known.lexicon, promotions=known.promotions,
            lang=asker.lang,
        )  # fmt: skip
        if isinstance(found, NotUnderstood):
            return found
        return named_asker(known, work, actor, found)

    calendar = calendar_here(work, usual_country(actor.zone), context.promotions)
    staff = roster(work, asker.today)
    return Setting(asker.today, calendar, known.promotions, People(staff, actor.person), understand)


def check_may_add(actor: Actor) -> None:
    """Raise Refusal for somebody whom nobody here knows."""
    if actor.person < 0:
        raise Refusal(msg("action.add.stranger"))


# -- what is filled in -----------------------------------------------------------------------------


def check_after(due: date) -> date:
    """Return the day on which two whole weeks after a date are over: a Monday."""
    return due - timedelta(days=due.weekday()) + 3 * _WEEK


def completed(work: Work, draft: Draft, asker: Asker, team: int = 0) -> dict[str, str]:
    """Return the data of a new item's first event. The draft has its wording, owner and date; a
    `team` of 0 is the owner's.

    Raises Refusal where the asker may not.
    """
    owner, due = draft.owner or 0, draft.due or asker.today
    staff = by_number(roster(work, asker.today))
    team = team or _team(draft, asker, staff.get(owner))
    level = draft.level or (Level.GROUP if team else Level.DEPARTMENT)
    if level is Level.GROUP and not team:
        level = Level.DEPARTMENT
    if level is Level.PERSON:
        _check_person(work, asker, owner)
    for other in draft.waits:
        check_wait(work, asker.actor, owner, other, asker.today)
    verifier = draft.verifier
    if verifier is None or verifier == owner:
        verifier = _verifier(work, owner, asker)
    measure = draft.measure
    if measure is not None and measure.check is None:
        measure = replace(measure, check=check_after(due))
    return {
        "wording": draft.wording,
        "owner": str(owner),
        "due": due.isoformat(),
        "level": level.value,
        "team": str(team),
        "verifier": str(verifier) if verifier else "",
        "problem": draft.problem,
        "link": draft.link,
        "previous": str(draft.previous) if draft.previous else "",
        "waits": ",".join(map(str, draft.waits)),
        "born": draft.born or asker.channel,
        "channel": asker.channel,
        **measure_data(measure),
    }


def _team(draft: Draft, asker: Asker, owner: OnStaff | None) -> int:
    """Return whose item it is: the owner's team, the asker's among several; 0 for none."""
    teams = owner.teams if owner else ()
    mine = [team for team in teams if team in asker.actor.leads | asker.actor.teams]
    if mine or teams:
        return (mine or list(teams))[0]
    measured = draft.measure.only.get("team", ()) if draft.measure else ()
    return int(measured[0]) if len(measured) == 1 else 0


def _check_person(work: Work, asker: Asker, owner: int) -> None:
    scope = Scope(owner, teams_of(work, owner, asker.today))
    if owner != asker.actor.person and not can(asker.actor, Verb.RUN_ACTION, scope):
        raise Refusal(msg("action.add.personal"))


def _verifier(work: Work, owner: int, asker: Asker) -> int | None:
    """Return who verifies where nobody said: the owner's lead, else whoever adds it."""
    leads = [one for one in lead_numbers(work, owner, asker.today) if one != owner]
    if leads:
        return leads[0]
    me = asker.actor.person
    return me if me > 0 and me != owner else None


# -- keeping it ------------------------------------------------------------------------------------


def keep(work: Work, draft: Draft, asker: Asker, now: datetime, team: int = 0) -> Added:
    """Keep a new item and tell whom it concerns, in one unit of work. Raises Refusal."""
    check_may_add(asker.actor)
    data = completed(work, draft, asker, team)
    notes = _notes(work, draft, asker, data, now)
    who = max(asker.actor.person, 0)
    fresh = actions.number_of_new(work, lambda number: proposed(number, now, who, data), folded)
    cards.moved(work, None, fresh, actions.events_of(work, fresh.id)[-1], now)
    if fresh.owner == asker.actor.person:
        fresh = _accepted(work, fresh, who, now)
    return Added(fresh, notes)


def _accepted(work: Work, fresh: Action, who: int, now: datetime) -> Action:
    event = move(fresh, Wish(Move.ACCEPT, who, now))
    taken = actions.append(work, event, folded)
    cards.moved(work, fresh, taken, event, now)
    return taken


def _notes(
    work: Work, draft: Draft, asker: Asker, data: Mapping[str, str], now: datetime
) -> tuple[Msg, ...]:
    """Return what was filled in and what is too much."""
    found: list[Msg] = []
    if draft.measure is not None and draft.measure.check is None:
        on = day(date.fromisoformat(data["check"]), asker.today)
        found.append(msg("action.add.check_set", day=on))
    if draft.check is not None and draft.measure is None:
        found.append(msg("action.add.check_useless"))
    if draft.verifier is not None and draft.verifier == draft.owner:
        found.append(msg("action.add.verifier_owner"))
    elif not data["verifier"]:
        found.append(msg("action.add.no_verifier"))
    owner = draft.owner or 0
    if owner != asker.actor.person and reach(work, owner) is None:
        name = by_number(roster(work, asker.today))[owner].name
        found.append(msg("action.add.out_of_reach", name=name))
    return (*found, *_too_many(work, draft.owner or 0, asker, now))


def _too_many(work: Work, owner: int, asker: Asker, now: datetime) -> list[Msg]:
    most = read_setting(work, CAP, USUAL_CAP)
    found = []
    has = carried(work, owner) + 1
    if has > most:
        staff = by_number(roster(work, asker.today))
        found.append(msg("action.add.cap_owner", name=staff[owner].name, n=has, most=most))
    if asker.channel:
        zone = ZoneInfo(asker.actor.zone or DEFAULT_ZONE)
        midnight = datetime.combine(now.astimezone(zone).date(), datetime.min.time(), zone)
        born = born_since(work, asker.channel, midnight) + 1
        if born > most:
            found.append(msg("action.add.cap_born", n=born, most=most))
    return found


def fill_in(text: str) -> FollowUp:
    """Return the button that opens the form with what a line says."""
    return FollowUp(msg("action.button.form"), f"/action form {text}".strip())


def example(lang: Lang) -> str:
    """Return a line that adds an item."""
    return {
        Lang.ZH: f"行动 {typed('add', lang)} 把赔付口径写成一页 @姓名 下周五 指标 满意度 > 92%",
        Lang.EN: "action add Write a one-page payout guide @name next Friday metric csat > 92%",
    }[lang]
