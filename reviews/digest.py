"""One person's message of the day: his own figures and actions. Never another person's figures.

A part of it is a function that has something to say on a day, or nothing; what a later feature has
to tell is one more in `PARTS`. Who can see it stands below.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Lang, Listing, Msg, Value, msg
from base.post import Post, Section
from base.rights import Actor, Role, Scope, Verb, can
from reviews.digest_parts import Day, Make, Part
from reviews.help_wanted import help_wanted
from reviews.own_days import Works, week_days
from reviews.own_week import own_week
from reviews.preparing import preparation
from reviews.reminders_told import actions
from reviews.scoping import Known
from storage.engine import Work
from storage.people import leads_of, roles_held, teams_of

__all__ = ["PARTS", "Day", "Make", "Part", "digest_of"]

_OFF = {Lang.ZH: "/fupan 个人摘要 关", Lang.EN: "/fupan digest off"}
# Buttons of a whole message: examples.md, rule 11.
_MOST_BUTTONS = 4


def _figures(work: Work, day: Day) -> Part | None:
    """Return last week's figures, on the first working day after it."""
    if not day.week_over:
        return None
    found = own_week(work, day.known, day.person, day.today, day.lang)
    if found is None:
        return None
    return Part(
        Section(msg("none"), found.lines),
        found.takeaway,
        found.notes,
        found.follow_ups,
        behind=(Section(found.takeaway, found.lines),),
    )


PARTS: tuple[Make, ...] = (_figures, actions, preparation, help_wanted)


def digest_of(
    work: Work,
    known: Known,
    person: Actor,
    today: date,
    lang: Lang,
    *,
    week_over: bool,
    works: Works = week_days,
    parts: Sequence[Make] = PARTS,
) -> Answer | None:
    """Return a person's message of a day (his own date), None where there is nothing to say.

    `week_over` says that it is his first working day since a week (Monday to Sunday) ended,
    `works` on which days he works.
    """
    if person.person <= 0:
        return None
    day = Day(person, today, lang, known, week_over, works)
    told = [part for make in parts if (part := make(work, day)) is not None]
    if all(part.along for part in told):
        return None
    told.sort(key=lambda part: not part.urgent)
    first = told[0].takeaway
    sections, left = _with_buttons(told)
    post = Post(
        title=msg("none"),
        takeaway=first,
        sections=sections,
        notes=(*(note for part in told for note in part.notes), _seen_by(work, day)),
        follow_ups=(*(f for part in told for f in part.follow_ups), _no_more(lang))[:left],
    )
    return Answer(Kind.TEXT, first, private=True, post=post)


def _with_buttons(told: Sequence[Part]) -> tuple[tuple[Section, ...], int]:
    """Return all sections, and how many buttons are left: a section has all of its own or none."""
    left = _MOST_BUTTONS
    found: list[Section] = []
    for at, part in enumerate(told):
        for section in part.sections(first=at == 0):
            fits = len(section.follow_ups) <= left
            left -= len(section.follow_ups) if fits else 0
            found.append(section if fits else replace(section, follow_ups=()))
    return tuple(found), left


def _no_more(lang: Lang) -> FollowUp:
    return FollowUp(msg("button.digest_off"), _OFF[lang])


def _seen_by(work: Work, day: Day) -> Msg:
    """Return who may see these figures: he himself, his leads, and whoever oversees."""
    others: list[Value] = [
        msg("digest.seen.lead", name=name) for name in leads_of(work, day.person.person, day.today)
    ]
    others += _overseers(work, day)
    if not others:
        return msg("digest.seen.alone")
    if len(others) == 1:
        return msg("digest.seen.one", other=others[0])
    return msg("digest.seen", first=Listing(tuple(others[:-1])), last=others[-1])


_ROLES = {
    Role.SUPERVISOR: Bilingual("主管", "supervisors"),
    Role.MANAGER: Bilingual("经理", "managers"),
    Role.QC: Bilingual("质检", "quality control"),
    Role.ADMIN: Bilingual("管理员", "administrators"),
    Role.DATA: Bilingual("数据管理员", "data keepers"),
    Role.AGENT: Bilingual("同事", "colleagues"),
}


def _overseers(work: Work, day: Day) -> list[Bilingual]:
    """Return the roles, of those that anybody has, whose rights open a person's figures."""
    me = day.person.person
    scope = Scope(person=me, person_teams=teams_of(work, me, day.today))
    held = roles_held(work, day.today, besides=me)
    return [
        name
        for role, name in _ROLES.items()
        if role in held and can(Actor(-1, "", frozenset({role})), Verb.SEE_PERSON, scope)
    ]
