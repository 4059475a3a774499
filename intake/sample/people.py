"""The invented people of the sample, and who sat on which seat when.

A seat is a place in a team. What happened on a day belongs to seats and never depends on today's
date; only who held a seat does, because the newcomer must be new whenever the sample is loaded.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from base.dimensions import Employment
from base.language import Lang
from base.rights import Role
from intake.sample.world import AFTER_SALES, LIVE, PRE_SALES, SAMPLE_TEAMS


class Story(StrEnum):
    """What happens to a person within the fourteen months."""

    NONE = "none"
    MOVES_TO_PRE_SALES = "moves_to_pre_sales"
    MOVES_TO_AFTER_SALES = "moves_to_after_sales"
    LEAVES = "leaves"
    JOINS = "joins"


@dataclass(frozen=True)
class SamplePerson:
    """Somebody of the sample. `team` is today's Chinese team name, "" for none.

    `accounts` are the nicknames of the person's own: for the shops Tmall, JD, hotline; for Douyin
    the shop's sub-account and the live room's.
    """

    name: str
    name_en: str
    role: Role
    team: str
    slack_user: str
    lang: Lang = Lang.ZH
    zone: str = "Asia/Shanghai"
    post: str = "客服"
    employment: Employment = Employment.INHOUSE
    joined: date = date(2022, 3, 1)
    accounts: tuple[str, ...] = ()
    story: Story = field(default=Story.NONE)


_PRE, _AFTER, _LIVE = (team.zh for team in SAMPLE_TEAMS)


def _desk(nickname: str, hotline: str = "") -> tuple[str, ...]:
    own = (f"山茶旗舰店:{nickname}", nickname)
    return (*own, hotline) if hotline else own


def _live(number: int, nickname: str) -> tuple[str, ...]:
    return (f"抖音客服{number:02}", f"直播间-{nickname}")


SAMPLE_PEOPLE: tuple[SamplePerson, ...] = (
    SamplePerson("顾远", "Gu Yuan", Role.MANAGER, "", "U0GUYUAN", post="总经理"),
    SamplePerson("林岚", "Lan Lin", Role.SUPERVISOR, "", "U0LIN", post="客服主管"),
    SamplePerson("周宁", "Ning Zhou", Role.QC, "", "U0ZHOU", post="质检专员"),
    SamplePerson("谭易", "Yi Tan", Role.DATA, "", "U0TAN", lang=Lang.EN, post="数据专员"),
    # Pre-sales
    SamplePerson("沈知夏", "Zhixia Shen", Role.LEAD, _PRE, "U0SHEN", post="售前组长",
                 joined=date(2020, 6, 1), accounts=_desk("夏夏")),
    SamplePerson("苏美", "Mei Su", Role.AGENT, _PRE, "U0SUMEI", accounts=_desk("小美")),
    SamplePerson("陆一鸣", "Yiming Lu", Role.AGENT, _PRE, "U0LUYIMING", accounts=_desk("一鸣")),
    SamplePerson("叶蓁", "Zhen Ye", Role.AGENT, _PRE, "U0YEZHEN", accounts=_desk("蓁蓁")),
    SamplePerson("方可", "Ke Fang", Role.AGENT, _PRE, "U0FANGKE", accounts=_desk("方方")),
    SamplePerson("邵文博", "Wenbo Shao", Role.AGENT, _PRE, "U0SHAO", accounts=_desk("阿博")),
    SamplePerson("曹雨桐", "Yutong Cao", Role.AGENT, _PRE, "U0CAO",
                 employment=Employment.PART_TIME, accounts=_desk("桐桐")),
    SamplePerson("孟想", "Xiang Meng", Role.AGENT, _PRE, "U0MENG", accounts=_desk("想想")),
    SamplePerson("丁当", "Dang Ding", Role.AGENT, _PRE, "U0DING",
                 employment=Employment.OUTSOURCED, accounts=_desk("叮当")),
    SamplePerson("贺蕾", "Grace He", Role.AGENT, _PRE, "U0GRACE", lang=Lang.EN,
                 accounts=_desk("小贺")),
    SamplePerson("王喆", "Zhe Wang", Role.AGENT, _PRE, "U0WANGZHE", accounts=_desk("喆喆"),
                 story=Story.MOVES_TO_PRE_SALES),
    # After-sales
    SamplePerson("何屿", "Yu He", Role.LEAD, _AFTER, "U0HEYU", post="售后组长",
                 joined=date(2019, 9, 2), accounts=_desk("屿哥")),
    SamplePerson("许安", "An Xu", Role.AGENT, _AFTER, "U0XUAN", accounts=_desk("安可"),
                 story=Story.MOVES_TO_AFTER_SALES),
    SamplePerson("罗茜", "Qian Luo", Role.AGENT, _AFTER, "U0LUO",
                 accounts=_desk("茜茜", "热线801")),
    SamplePerson("魏来", "Lai Wei", Role.AGENT, _AFTER, "U0WEI",
                 accounts=_desk("未来", "热线802")),
    SamplePerson("吕秋", "Qiu Lü", Role.AGENT, _AFTER, "U0LUQIU",
                 accounts=_desk("秋秋", "热线803")),
    SamplePerson("白术", "Zhu Bai", Role.AGENT, _AFTER, "U0BAI", accounts=_desk("白白")),
    SamplePerson("唐果", "Guo Tang", Role.AGENT, _AFTER, "U0TANG", accounts=_desk("糖糖")),
    SamplePerson("冯一凡", "Yifan Feng", Role.AGENT, _AFTER, "U0FENG",
                 employment=Employment.OUTSOURCED, accounts=_desk("一凡", "热线804")),
    SamplePerson("蒋乐", "Le Jiang", Role.AGENT, _AFTER, "U0JIANGLE",
                 employment=Employment.OUTSOURCED, accounts=_desk("乐乐")),
    # Douyin
    SamplePerson("梁辰", "Chen Liang", Role.LEAD, _LIVE, "U0LIANG", post="抖音组长",
                 joined=date(2021, 5, 6), accounts=_live(0, "辰辰")),
    SamplePerson("夏沫", "Mo Xia", Role.AGENT, _LIVE, "U0XIAMO", accounts=_live(1, "沫沫")),
    SamplePerson("姜禾", "He Jiang", Role.AGENT, _LIVE, "U0JIANGHE", accounts=_live(2, "禾禾")),
    SamplePerson("宋词", "Ci Song", Role.AGENT, _LIVE, "U0SONG",
                 employment=Employment.OUTSOURCED, accounts=_live(3, "宋宋")),
    SamplePerson("Liam O'Brien", "Liam O'Brien", Role.AGENT, _LIVE, "U0OBRIEN", lang=Lang.EN,
                 zone="Europe/Dublin", employment=Employment.OUTSOURCED,
                 accounts=_live(4, "Liam")),
    SamplePerson("郑好", "Hao Zheng", Role.AGENT, _LIVE, "U0ZHENG",
                 employment=Employment.PART_TIME, accounts=_live(5, "好好")),
    SamplePerson("童言", "Yan Tong", Role.AGENT, _LIVE, "U0TONG", accounts=_live(6, "童童"),
                 story=Story.JOINS),
    SamplePerson("程子", "Zi Cheng", Role.AGENT, "", "U0CHENGZI", accounts=_live(6, "橙子"),
                 story=Story.LEAVES),
)  # fmt: skip

_BY_STORY: dict[Story, SamplePerson] = {p.story: p for p in SAMPLE_PEOPLE}
_BY_NAME = {p.name: p for p in SAMPLE_PEOPLE}

# Seat 0 is the lead's, who helps out. The seat named here is the one two people swap.
_SWAP_SEAT = {PRE_SALES: 10, AFTER_SALES: 1, LIVE: -1}
_HANDED_SEAT = 6
_TEAM_SEATS = tuple(tuple(p for p in SAMPLE_PEOPLE if p.team == team.zh) for team in SAMPLE_TEAMS)
SEATS = tuple(len(seats) for seats in _TEAM_SEATS)
HOTLINE_SEATS = tuple(at for at, p in enumerate(_TEAM_SEATS[AFTER_SALES]) if len(p.accounts) > 2)


@dataclass(frozen=True)
class Roster:
    """Who held which seat, for a sample that ends the day before `today`."""

    today: date

    @property
    def team_change(self) -> date:
        """Return the first day of the two who swap teams: a first of a month, in the middle."""
        return _months_back(self.today, 6)

    @property
    def leaver_last(self) -> date:
        """Return the leaver's last day: the end of a month, about four months ago."""
        return _months_back(self.today, 3) - timedelta(days=1)

    @property
    def newcomer_first(self) -> date:
        """Return the newcomer's first day: the Monday three weeks ago."""
        day = self.today - timedelta(days=21)
        return day - timedelta(days=day.weekday())

    def holder(self, team: int, seat: int, day: date) -> SamplePerson | None:
        """Return who held a seat on a day, None while it was empty."""
        if seat == _SWAP_SEAT[team] and day < self.team_change:
            swapped = Story.MOVES_TO_AFTER_SALES if team == PRE_SALES else Story.MOVES_TO_PRE_SALES
            return _BY_STORY[swapped]
        if team == LIVE and seat == _HANDED_SEAT:
            if day <= self.leaver_last:
                return _BY_STORY[Story.LEAVES]
            return _BY_STORY[Story.JOINS] if day >= self.newcomer_first else None
        return _TEAM_SEATS[team][seat]

    def fill(self, team: int, seat: int, day: date) -> float:
        """Return the share of a seat's chats its holder took himself (0-1); others had the rest."""
        if self.holder(team, seat, day) is None:
            return 0.0
        new = day - self.newcomer_first < timedelta(days=56) and day >= self.newcomer_first
        return 0.45 if new and team == LIVE and seat == _HANDED_SEAT else 1.0


@dataclass(frozen=True)
class StaffLine:
    """One line of the staff list: a person in a team from `first` to `last` (None = open)."""

    person: SamplePerson
    team: str
    first: date
    last: date | None = None


def staff_lines(roster: Roster) -> tuple[StaffLine, ...]:
    """Return the staff list as it stands today, people who left included."""
    return tuple(line for person in SAMPLE_PEOPLE for line in _lines(person, roster))


def _lines(person: SamplePerson, roster: Roster) -> list[StaffLine]:
    change = roster.team_change
    before = {Story.MOVES_TO_PRE_SALES: _AFTER, Story.MOVES_TO_AFTER_SALES: _PRE}
    if person.story in before:
        last = change - timedelta(days=1)
        first_team = StaffLine(person, before[person.story], person.joined, last)
        return [first_team, StaffLine(person, person.team, change)]
    if person.story is Story.LEAVES:
        return [StaffLine(person, _LIVE, person.joined, roster.leaver_last)]
    if person.story is Story.JOINS:
        return [StaffLine(person, person.team, roster.newcomer_first)]
    return [StaffLine(person, person.team, person.joined)]


def _months_back(day: date, months: int) -> date:
    """Return the first of the month that many months before a day's."""
    at = day.year * 12 + day.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)
