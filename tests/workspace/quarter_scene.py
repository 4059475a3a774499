"""A customer service department for one quarter: its people, its channel, its weekly figures.

Four teams' worth of days that can be reckoned in one's head: pre-sales answers in about 42 seconds
until 6 September 2026 and in about 30 from then on; nothing else ever changes. No clock, no bot.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from base.language import Lang
from base.rights import Role
from storage.people import StaffRow
from workspace import Channel, Person

CHANNEL = "kefu"
FIRST, LAST = date(2026, 8, 31), date(2026, 11, 30)
# So many weeks lie before the quarter: the effect of anything is ranked among them.
HISTORY = 90
FASTER = date(2026, 9, 7)
LEFT = date(2026, 10, 12)
_ONE = timedelta(days=1)

_PRE = StaffRow("", team="售前组", team_en="Pre-sales")
_AFTER = StaffRow("", team="售后组", team_en="After-sales")
LEAVER = replace(_AFTER, name="晴晴", name_en="Sunny", slack_user="USUNNY")
STAFF = (
    StaffRow("林岚", "Lan Lin", roles=(Role.SUPERVISOR,), slack_user="ULAN"),
    replace(_AFTER, name="陈露", name_en="Lu Chen", lead=True, slack_user="ULU"),
    replace(_PRE, name="周宁", name_en="Ning Zhou", lead=True, lang=Lang.EN, slack_user="UNING"),
    replace(_AFTER, name="何伟", name_en="Wei He", slack_user="UWEI"),
    LEAVER,
    replace(_PRE, name="小美", name_en="Mei", slack_user="UMEI", accounts=(("", "小美"),)),
    replace(_PRE, name="阿哲", name_en="Zhe", slack_user="UZHE"),
    replace(
        _PRE, name="艾玛", name_en="Emma", lang=Lang.EN, zone="Europe/London", slack_user="UEMMA"
    ),
    # Not in the chat: those whose days make the figures.
    replace(_AFTER, name="老赵", name_en="Old Zhao"),
    StaffRow("老钱", "Old Qian", team="抖音组", team_en="Douyin"),
)
PEOPLE = (
    Person("lan", "林岚", id="ULAN"),
    Person("lu", "陈露", id="ULU"),
    Person("ning", "周宁", locale="en-US", id="UNING"),
    Person("wei", "何伟", id="UWEI"),
    Person("sunny", "晴晴", id="USUNNY"),
    Person("mei", "小美", id="UMEI"),
    Person("zhe", "阿哲", id="UZHE"),
    Person("emma", "Emma", locale="en-GB", tz="Europe/London", id="UEMMA"),
)
CHANNELS = (Channel(CHANNEL, [person.name for person in PEOPLE]),)
ZONES = {"UEMMA": "Europe/London"}
_REPORT = ("day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum", "ratings", "good")


def figures(folder: Path, first: date, last: date) -> Path:
    """Write the agents' report of some days, both inclusive."""
    path = folder / f"report_{first}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerow(_REPORT)
        csv.writer(file).writerows(_rows(first, last))
    return path


def _rows(first: date, last: date) -> Iterator[tuple[object, ...]]:
    for at in range((last - first).days + 1):
        day = first + at * _ONE
        # A week has a level of its own; its days are alike.
        week = random.Random(day.toordinal() - day.weekday())
        reply = 30 if day >= FASTER else 42
        for agent, team, seconds, good in (
            ("小美", "售前组", reply + week.gauss(0, 1.2), 0.93),
            ("老赵", "售后组", 35 + week.gauss(0, 1.2), 0.90),
            ("老钱", "抖音组", 35 + week.gauss(0, 1.2), 0.92),
        ):
            rated = round(40 * (good + week.gauss(0, 0.01)))
            total = round(100 * seconds)
            yield (day, "木棉旗舰店", team, agent, 100, 100, total, 40, rated)
