"""A customer service department that holds reviews: its people, its three channels, its figures.

Weeks are alike but for the bad ones named here, so that it is known beforehand what an agenda has
to raise. No clock, no bot.
"""

import csv
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

from base.language import Lang
from base.rights import Role
from base.schedule import Level
from storage.people import StaffRow
from workspace import Channel, Person

COMPANY, DEPARTMENT, GROUP = "gongsi", "bumen", "shouhou"
CHANNELS_OF: Mapping[Level, str] = MappingProxyType(
    {Level.COMPANY: COMPANY, Level.DEPARTMENT: DEPARTMENT, Level.GROUP: GROUP}
)
AFTER, PRE = "售后组", "售前组"
# So many weeks lie before the first review: a year and a little more, with last year's Double 11.
HISTORY = 60
_ONE = timedelta(days=1)

_PRE = StaffRow("", team=PRE, team_en="Pre-sales")
_AFTER = StaffRow("", team=AFTER, team_en="After-sales")
STAFF = (
    StaffRow("沈总", "Mr Shen", roles=(Role.MANAGER,), slack_user="USHEN"),
    StaffRow("林岚", "Lan Lin", roles=(Role.SUPERVISOR,), slack_user="ULAN"),
    StaffRow("唐可", "Ke Tang", roles=(Role.QC,), slack_user="UKE"),
    replace(_AFTER, name="陈露", name_en="Lu Chen", lead=True, slack_user="ULU"),
    replace(_PRE, name="周宁", name_en="Ning Zhou", lead=True, lang=Lang.EN, slack_user="UNING"),
    replace(_AFTER, name="何伟", name_en="Wei He", slack_user="UWEI", accounts=(("", "何伟"),)),
    replace(_AFTER, name="晴晴", name_en="Sunny", slack_user="USUNNY", accounts=(("", "晴晴"),)),
    replace(_PRE, name="小美", name_en="Mei", slack_user="UMEI", accounts=(("", "小美"),)),
    replace(_PRE, name="阿哲", name_en="Zhe", slack_user="UZHE", accounts=(("", "阿哲"),)),
)
# Who leads nobody: none of these names may stand in the company's and the department's channels.
AGENTS = ("何伟", "Wei He", "晴晴", "Sunny", "小美", "Mei", "阿哲", "Zhe")
PEOPLE = (
    Person("shen", "沈总", id="USHEN"),
    Person("lan", "林岚", id="ULAN"),
    Person("ke", "唐可", id="UKE"),
    Person("lu", "陈露", id="ULU"),
    Person("ning", "周宁", locale="en-US", id="UNING"),
    Person("wei", "何伟", id="UWEI"),
    Person("sunny", "晴晴", id="USUNNY"),
    Person("mei", "小美", id="UMEI"),
    Person("zhe", "阿哲", id="UZHE"),
)
HANDLE_OF = MappingProxyType({one.id: one.name for one in PEOPLE})
CHANNELS = (
    Channel(COMPANY, ["shen", "lan", "ke"]),
    Channel(DEPARTMENT, ["lan", "ke", "lu", "ning"]),
    Channel(GROUP, ["lan", "lu", "wei", "sunny"]),
)
# As the supervisor types them: levels and cadences, one schedule each.
SERIES = (
    (COMPANY, "shen", "添加 周复盘 公司 每周二 10:00 提前1天 15:00"),
    (COMPANY, "shen", "添加 月度复盘 公司 每月第一个工作日 16:00 提前1天 15:00"),
    (DEPARTMENT, "lan", "添加 周复盘 全部门 每周二 14:00 提前1天 15:00"),
    (DEPARTMENT, "lan", "添加 月度复盘 全部门 每月10号 10:00 提前1天 15:00"),
    (GROUP, "lu", "添加 周复盘 售后组 每周三 16:00 提前1天 15:00 督办人 @陈露"),
    (GROUP, "lu", "添加 月度复盘 售后组 每月11号 16:00 提前1天 15:00 督办人 @陈露"),
)
TARGETS = ("满意度 90%", "首响 40秒")


# -- figures ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Week:
    """What is special about a week of after-sales: how many contacts, seconds, good ratings; how
    many of them rate. `paid` is for pre-sales: how many of its inquiries buy."""

    times: float = 1.0
    seconds: float = 1.0
    good: float = 0.0
    rated: float = 0.4
    paid: float = 1.0


# By the number of the week from the first Monday of the play; every thirteen weeks again.
_BAD: Mapping[int, Week] = MappingProxyType(
    {
        0: Week(good=-0.09),
        2: Week(paid=0.6),
        3: Week(seconds=1.7),
        # In autumn the week of Double 11.
        5: Week(times=2.4, seconds=1.9, good=-0.08),
        7: Week(good=-0.10, seconds=1.4),
        8: Week(seconds=1.6, paid=0.7),
        9: Week(good=-0.09),
        # Everybody who rates is unhappy, but next to nobody rates: that is no problem to decide.
        10: Week(good=-0.60, rated=0.01),
        11: Week(seconds=1.5, good=-0.06),
    }
)
_REPORT = (
    "day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "frt_le30",
    "ratings", "good", "inquiries", "paid", "sales_fen",
)  # fmt: skip
_USUAL = Week()


def figures(folder: Path, start: date, first: date, last: date) -> Path:
    """Write the agents' report of some days, both inclusive; `start` is the play's first Monday."""
    path = folder / f"report_{first}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerow(_REPORT)
        csv.writer(file).writerows(_rows(start, first, last))
    return path


def week_of(start: date, day: date) -> Week:
    """Return what is special about the week of a day; before the play only last year's surge."""
    number = (day - start).days // 7
    if number < 0:
        return Week(times=2.2) if date(2025, 11, 9) <= day <= date(2025, 11, 15) else _USUAL
    return _BAD.get(number % 13, _USUAL)


def _rows(start: date, first: date, last: date) -> Iterator[tuple[object, ...]]:
    for at in range((last - first).days + 1):
        day = first + at * _ONE
        week = week_of(start, day)
        chance = random.Random(day.toordinal())
        for agent, team, seconds, good in (
            ("小美", PRE, 30, 0.95), ("阿哲", PRE, 32, 0.95),
            ("何伟", AFTER, 34, 0.94), ("晴晴", AFTER, 33, 0.94),
        ):  # fmt: skip
            here = week if team == AFTER else Week(times=week.times, paid=week.paid)
            contacts = round(80 * here.times) + chance.randint(-5, 5)
            ratings = round(contacts * here.rated)
            good_ones = round(ratings * (good + here.good + chance.gauss(0, 0.01)))
            taken = round(contacts * (seconds + chance.gauss(0, 1)) * here.seconds)
            paid = round(16 * (here.paid if team == PRE else 1))
            yield (
                day, "木棉旗舰店", team, agent, contacts, contacts, taken,
                round(contacts * 0.62 / here.seconds), ratings, max(0, min(ratings, good_ones)),
                30, paid, paid * 15000,
            )  # fmt: skip
