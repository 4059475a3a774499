"""The page a person finds when he opens the app: his figures, what he can ask, his settings.

A section is made by a function of its own; what a later feature has to show here is one more in
`SECTIONS`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from base.answer import Answer, FollowUp
from base.clock import DEFAULT_ZONE, local_day
from base.language import Lang, Moment, Msg, msg
from base.refusal import Refusal
from base.rights import Actor, Role
from base.schedule import Schedule
from commands.context import Context, Request
from commands.help import examples_here
from commands.metric import answer_metric
from commands.preferences import zone_name
from commands.requests import metric_word
from commands.schedule_keeping import may_any, team_names, visible
from commands.schedule_telling import home_line
from metrics.catalogue import CATALOGUE
from reviews.case_settings import closed
from storage.favourites import listed, owner_of

_FIGURES = ("contacts", "frt", "csat_rate", "inq_conv_final")
_LAST_WEEK = {Lang.ZH: "上周", Lang.EN: "last week"}
_MINE = {Lang.ZH: "我的", Lang.EN: "my"}
_OUR_TEAM = {Lang.ZH: "我们组", Lang.EN: "my team"}


@dataclass(frozen=True)
class Section:
    """One part of the page: a heading, sentences, and what can be done from here."""

    heading: Msg
    lines: tuple[Msg, ...]
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True)
class Home:
    """The whole page, and when it was made."""

    greeting: Msg
    sections: tuple[Section, ...]
    made: Msg


def home(context: Context, actor: Actor, lang: Lang, user: str = "") -> Home:
    """Return a person's page; `user` is his id in the chat, on a staff list or not."""
    made = [make(context, actor, lang) for make in SECTIONS]
    # Right below his figures: what he has chosen to see.
    made.insert(1, _saved(context, actor, user))
    sections = [one for part in made for one in (part if isinstance(part, tuple) else (part,))]
    return Home(
        greeting=msg("home.greeting", name=actor.called(lang))
        if actor.person > 0
        else msg("home.hello"),
        sections=tuple(section for section in sections if section is not None),
        made=msg("home.made", at=Moment(context.clock.now(), actor.zone)),
    )


def _figures(context: Context, actor: Actor, lang: Lang) -> Section | None:
    """Return last week's figures: one's own, of the team one leads, or of everybody."""
    whose, heading = _whose(actor, lang)
    found = [_asked(context, actor, lang, key, whose) for key in _FIGURES]
    lines = tuple(answer.takeaway for answer in found if answer is not None)
    if not lines:
        return Section(msg("home.figures.all"), (msg("home.figures.none"),))
    return Section(heading, lines, _next(actor, lang, whose))


def _whose(actor: Actor, lang: Lang) -> tuple[str, Msg]:
    if actor.leads:
        return _OUR_TEAM[lang], msg("home.figures.team")
    if actor.person > 0 and actor.teams and not actor.roles & _OVERSEERS:
        return _MINE[lang], msg("home.figures.mine")
    return "", msg("home.figures.all")


_OVERSEERS = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.QC, Role.ADMIN})


def _asked(context: Context, actor: Actor, lang: Lang, key: str, whose: str) -> Answer | None:
    """Return the answer to one figure of last week, None where there is none to show."""
    text = _request(lang, key, whose)
    try:
        answer = answer_metric(context, Request(text, actor, lang))
    except Refusal:
        # Not his to see, or he has no team: the page shows what there is.
        return None
    return answer if answer.figure and answer.figure.value is not None else None


def _request(lang: Lang, key: str, whose: str) -> str:
    parts = (whose, metric_word(CATALOGUE[key], lang), _LAST_WEEK[lang])
    return " ".join(part for part in parts if part)


def _next(actor: Actor, lang: Lang, whose: str) -> tuple[FollowUp, ...]:
    by_day = {Lang.ZH: " 按天", Lang.EN: " by day"}[lang]
    text = _request(lang, "csat_rate", whose) + by_day
    return (FollowUp(msg("home.by_day"), text),)


def _ask(context: Context, actor: Actor, lang: Lang) -> Section:
    examples = examples_here(context, lang)[:3]
    return Section(
        msg("home.ask"),
        (msg("home.ask.how"),),
        (
            FollowUp(msg("home.ask.form"), "/fupan ask"),
            *(FollowUp(msg("button.try", text=text), text) for text in examples),
        ),
    )


_MOST_SCHEDULES = 5


def _soonest(one: Schedule) -> tuple[bool, float]:
    """Return the order of the next ones: what is paused or never comes is last."""
    at = one.next_at
    return one.paused or at is None, at.timestamp() if at else 0.0


def _schedules(context: Context, actor: Actor, lang: Lang) -> Section | None:
    """Return what is posted next, for those who may schedule."""
    if not may_any(actor):
        return None
    with context.database.read() as work:
        found = sorted(visible(work, actor), key=_soonest)
        teams = team_names(work)
    lines = [home_line(one, teams) for one in found[:_MOST_SCHEDULES]]
    if len(found) > _MOST_SCHEDULES:
        lines.append(msg("home.schedules.more", n=len(found) - _MOST_SCHEDULES))
    return Section(
        msg("home.schedules"),
        tuple(lines) or (msg("home.schedules.none"),),
        (
            FollowUp(msg("schedule.button.list"), "/fupan schedule list"),
            FollowUp(msg("schedule.button.add"), "/fupan schedule add"),
        ),
    )


def _actions(context: Context, actor: Actor, lang: Lang) -> tuple[Section, ...]:
    """Return a person's action items, the most urgent ones with buttons of their own."""
    if actor.person <= 0:
        return ()
    from commands.action_home import sections

    return sections(context, actor)


_MOST_SAVED = 6


def _saved(context: Context, actor: Actor, user: str) -> Section | None:
    """Return the questions somebody has saved, as buttons: the page asks none of them itself."""
    from commands.favourites import button

    with context.database.read() as work:
        found = listed(work, owner_of(actor.person, user))
    if not found:
        return None
    shown = found[:_MOST_SAVED]
    lines = [
        msg("home.favourites.pinned" if one.pinned else "home.favourites.line", name=one.name,
            text=one.question)
        for one in shown
    ]  # fmt: skip
    if len(found) > len(shown):
        lines.append(msg("home.favourites.more", n=len(found) - len(shown)))
    return Section(
        msg("home.favourites"),
        tuple(lines),
        (
            *(button(one) for one in shown),
            FollowUp(msg("favourite.button.list"), "/fupan favourites"),
        ),
    )


def _speak(context: Context, actor: Actor, lang: Lang) -> Section:
    """Return the way to the door for cases: the same for everybody, used or not."""
    with context.database.read() as work:
        why = closed(work, local_day(context.clock, DEFAULT_ZONE))
    return Section(
        msg("home.cases"),
        (msg("home.cases.how") if why is None else why,),
        (
            FollowUp(msg("home.cases.write"), "/fupan case"),
            FollowUp(msg("home.cases.receipt"), "/fupan case receipt"),
        ),
    )


def _reviews(context: Context, actor: Actor, lang: Lang) -> Section | None:
    """Return the reviews that come up or run."""
    from commands.review_home import section

    return section(context, actor)


def _cases(context: Context, actor: Actor, lang: Lang) -> tuple[Section, ...]:
    """Return what somebody reads or discusses of cases."""
    if actor.person <= 0:
        return ()
    from commands.case_home import sections

    return sections(context, actor)


def _settings(context: Context, actor: Actor, lang: Lang) -> Section:
    return Section(
        msg("home.settings"),
        (msg("home.settings.now", zone=zone_name(actor.zone)),),
        (FollowUp(msg("home.settings.change"), "/fupan settings"),),
    )


SECTIONS: tuple[Callable[[Context, Actor, Lang], Section | tuple[Section, ...] | None], ...] = (
    _figures,
    _actions,
    _reviews,
    _cases,
    _ask,
    _speak,
    _schedules,
    _settings,
)
