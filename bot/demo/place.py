"""The workspace of the demo: who is there, what they are called, which channels they have.

The company speaks one language, the visitor's; whoever likes another one chooses it on the page.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import workspace
from base.language import Bilingual, Lang
from base.rights import Role
from bot.slack.manifest import SCOPES
from bot.slack.shortcuts import CASE, SHORTCUTS
from commands.case_typed import of_command, opens_door
from commands.router import COMMANDS
from intake.sample import SAMPLE_PEOPLE, SAMPLE_TEAMS, SamplePerson
from intake.sample.world import AFTER_SALES, LIVE, PRE_SALES

# Whom a visitor is shown first: one of each kind of reader.
SUPERVISOR, LEAD, AGENT, READER = "林岚", "何屿", "罗茜", "周宁"
FEATURED = (SUPERVISOR, LEAD, AGENT, READER)
_TITLES: Mapping[Role, Bilingual] = MappingProxyType(
    {
        Role.MANAGER: Bilingual("总经理", "Manager"),
        Role.SUPERVISOR: Bilingual("主管", "Supervisor"),
        Role.LEAD: Bilingual("组长", "Group lead"),
        Role.AGENT: Bilingual("客服", "Agent"),
        Role.QC: Bilingual("质检", "Quality control"),
        Role.DATA: Bilingual("数据", "Data"),
    }
)


@dataclass(frozen=True)
class Spot:
    """A channel of the company; `team` is its team's Chinese name, "" where everybody is in it."""

    key: str
    name: Bilingual
    topic: Bilingual
    team: str = ""


WEEKLY = Spot(
    "weekly",
    Bilingual("客服周报", "cs-weekly"),
    Bilingual("周报、月报，全部门", "Weekly and monthly summaries, everybody"),
)
PRE, AFTER, LIVE_ROOM = (
    Spot(
        key,
        Bilingual(SAMPLE_TEAMS[team].zh, SAMPLE_TEAMS[team].en.lower()),
        topic,
        SAMPLE_TEAMS[team].zh,
    )
    for key, team, topic in (
        ("pre", PRE_SALES, Bilingual("售前：天猫、京东", "Pre-sales: Tmall and JD")),
        ("after", AFTER_SALES, Bilingual("售后：退换、物流、热线", "Returns, parcels, hotline")),
        ("live", LIVE, Bilingual("抖音店和直播间", "The Douyin shop and live room")),
    )
)
SPOTS = (WEEKLY, PRE, AFTER, LIVE_ROOM)
SPOT_OF: Mapping[str, Spot] = MappingProxyType({spot.key: spot for spot in SPOTS})


def called(text: Bilingual, lang: Lang) -> str:
    """Return a text in a language."""
    return text.zh if lang is Lang.ZH else text.en


def handle(name: str) -> str:
    """Return somebody's handle by his Chinese name: lan.lin for 林岚 Lan Lin."""
    person = next(one for one in SAMPLE_PEOPLE if one.name == name)
    kept = "".join(c if c.isalpha() else "." for c in person.name_en.lower())
    return ".".join(part for part in kept.split(".") if part)


def name_of(name: str, lang: Lang) -> str:
    """Return what somebody is called in a language, by his Chinese name."""
    person = next(one for one in SAMPLE_PEOPLE if one.name == name)
    return person.name if lang is Lang.ZH else person.name_en


def people(lang: Lang) -> list[workspace.Person]:
    """Return everybody who works there today, the four a visitor is shown first in front."""
    here = [one for one in SAMPLE_PEOPLE if one.team or one.role is not Role.AGENT]
    first = sorted(here, key=lambda one: _rank(one.name))
    return [_person(one, lang) for one in first]


def _rank(name: str) -> int:
    return FEATURED.index(name) if name in FEATURED else len(FEATURED)


def _person(one: SamplePerson, lang: Lang) -> workspace.Person:
    title = _TITLES[one.role]
    team = next((team for team in SAMPLE_TEAMS if team.zh == one.team), None)
    if team is not None:
        title = Bilingual(f"{team.zh}{title.zh}", f"{title.en}, {team.en}")
        if one.role is Role.LEAD:
            title = Bilingual(f"{team.zh}长", f"{team.en} lead")
    return workspace.Person(
        handle(one.name),
        one.name if lang is Lang.ZH else one.name_en,
        # A team of two languages: who is on the staff list with English keeps it.
        locale="en-US" if Lang.EN in (lang, one.lang) else "zh-CN",
        tz=one.zone,
        id=one.slack_user,
        title=workspace.Words(title.zh, title.en),
        featured=one.name in FEATURED,
    )


def channels(lang: Lang) -> list[workspace.Channel]:
    """Return the channels: one for everybody, one for each team with its supervisors."""
    made = []
    for spot in SPOTS:
        members = [
            handle(one.name)
            for one in SAMPLE_PEOPLE
            if (one.team or one.role is not Role.AGENT) and (not spot.team or _sees(one, spot.team))
        ]
        made.append(
            workspace.Channel(called(spot.name, lang), members, topic=called(spot.topic, lang))
        )
    return made


def _sees(one: SamplePerson, team: str) -> bool:
    return one.team in (team, "")


def hides(payload: Mapping[str, Any]) -> bool:
    """Say whether something that passes has to do with somebody's anonymous case.

    Commands, buttons, shortcuts and windows of the door for cases, and the windows of whoever reads
    them: the inspector keeps nothing of these, as the bot itself does not.
    """
    if "command" in payload:
        return of_command(f"{payload['command']} {payload.get('text') or ''}") is not None
    if any(_of_cases(one.get("callback_id")) for one in (payload, _view_in(payload))):
        return True
    pressed = payload.get("actions") or ()
    return any(
        _of_cases(one.get("action_id")) or opens_door(str(one.get("value") or "")) is not None
        for one in pressed
    )


def _of_cases(name: object) -> bool:
    return name == CASE or str(name or "").startswith("case.")


def _view_in(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the window in a payload; a request of a form has it as text."""
    found = payload.get("view")
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except ValueError:
            return {}
    return found if isinstance(found, Mapping) else {}


def config(lang: Lang, **more: Any) -> workspace.WorkspaceConfig:
    """Return what the workspace is made of; `more` are further fields of the configuration."""
    commands = [
        workspace.Command(
            c.name,
            workspace.Words(c.title.zh, c.title.en),
            workspace.Words(c.usage.zh, c.usage.en),
            escape=True,  # as the manifest says
        )
        for c in COMMANDS
    ]
    shortcuts = [
        workspace.Shortcut(s.callback_id, workspace.Words(s.name.zh, s.name.en), s.kind)
        for s in SHORTCUTS
    ]
    return workspace.WorkspaceConfig(
        people=people(lang),
        channels=channels(lang),
        shortcuts=shortcuts,
        scopes=frozenset(SCOPES),
        commands=commands,
        app_name="复盘 Fupan",
        bot_name="fupan",
        team_name="山茶家居 Camellia",
        team_domain="camellia",
        # Nobody renews a connection because a week has passed on the page.
        connection_seconds=1e12,
        hides=hides,
        **more,
    )
