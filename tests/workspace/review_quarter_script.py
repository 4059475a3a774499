"""What people decide in the reviews of a play, and what they do between them. Pure data.

A meeting is known by its level, its cadence and its number in the series, from 1. What is not
written here follows from these numbers, so that a year can be played as well as a quarter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from base.schedule import Cadence, Level


class Way(StrEnum):
    """What becomes of a point: the buttons of its message."""

    ACT = "定行动"
    NONE = "不做，写原因"
    LATER = "会后定"


class After(StrEnum):
    """What becomes of an item before the next reviews."""

    VERIFIED = "verified"
    CLAIMED = "claimed"
    DROPPED = "dropped"
    LATE = "late"


@dataclass(frozen=True)
class Said:
    """A point somebody adds: in a window of the agenda, or by a word in its thread."""

    who: str
    text: str
    proposal: str = ""
    typed: bool = False


@dataclass(frozen=True)
class Meeting:
    """How a review goes. `typed`: it is led by words in the thread; `hasty`: somebody presses
    close while points are open; `declines`: an owner says the item is not his."""

    held: bool = True
    typed: bool = False
    hasty: bool = False
    declines: bool = False
    adds: tuple[Said, ...] = ()


_WAYS = (Way.ACT, Way.ACT, Way.NONE, Way.ACT, Way.LATER, Way.NONE, Way.ACT)
_AFTER = (
    After.VERIFIED, After.VERIFIED, After.DROPPED, After.VERIFIED, After.CLAIMED, After.LATE,
    After.VERIFIED,
)  # fmt: skip
WORDINGS = (
    "每天 10:00 按仓库清单主动告知顾客",
    "规则一改就置顶，晚班组长点已读",
    "差评当天回访并在表里记下原因",
    "晚班 20 点到 24 点加排 1 个人",
    "退款话术改成三步，写进快捷回复",
    "给未发货订单每天导出一次清单",
)
REASON, DROPPED = "置顶够用，先看两周", "仓库已经自己在做"
DONE, NOT_MINE = "做好了，表在群公告里", "这件归仓库管，我改不了"
# Whom items are given to, by level: agents too, whose names the channel must not have then.
OWNERS: Mapping[Level, tuple[str, ...]] = MappingProxyType(
    {
        Level.COMPANY: ("ULAN", "ULU", "UWEI"),
        Level.DEPARTMENT: ("ULU", "UNING", "UMEI"),
        Level.GROUP: ("UWEI", "USUNNY", "ULU"),
    }
)
# Who leads the meetings, and to whom what is left is left.
LEADERS: Mapping[Level, str] = MappingProxyType(
    {Level.COMPANY: "shen", Level.DEPARTMENT: "lan", Level.GROUP: "lu"}
)
DECIDERS: Mapping[Level, str] = MappingProxyType(
    {Level.COMPANY: "ULAN", Level.DEPARTMENT: "ULU", Level.GROUP: "UWEI"}
)
_SPECIAL: Mapping[tuple[Level, Cadence, int], Meeting] = MappingProxyType(
    {
        (Level.GROUP, Cadence.WEEKLY, 2): Meeting(
            adds=(Said("wei", "夜班没人批退款，顾客要等到早上"),)
        ),
        (Level.GROUP, Cadence.WEEKLY, 7): Meeting(hasty=True),
        (Level.GROUP, Cadence.WEEKLY, 5): Meeting(held=False),
        (Level.GROUP, Cadence.WEEKLY, 6): Meeting(
            typed=True, adds=(Said("sunny", "退货地址两个版本，顾客寄错", typed=True),)
        ),
        (Level.GROUP, Cadence.WEEKLY, 9): Meeting(declines=True),
        (Level.GROUP, Cadence.MONTHLY, 2): Meeting(typed=True),
        (Level.DEPARTMENT, Cadence.WEEKLY, 3): Meeting(
            adds=(Said("ning", "小美说抖音的售前问题没有人接", typed=True),)
        ),
        (Level.DEPARTMENT, Cadence.WEEKLY, 5): Meeting(typed=True, hasty=True),
        (Level.DEPARTMENT, Cadence.WEEKLY, 7): Meeting(held=False),
        (Level.DEPARTMENT, Cadence.MONTHLY, 2): Meeting(
            adds=(Said("lu", "何伟和晴晴都在等仓库的清单", "请仓库每天十点给一次清单"),)
        ),
        (Level.COMPANY, Cadence.WEEKLY, 2): Meeting(
            adds=(Said("lan", "仓库晚发，何伟每天要解释三十次", "和仓库每天对一次清单"),)
        ),
        (Level.COMPANY, Cadence.WEEKLY, 7): Meeting(hasty=True),
        (Level.COMPANY, Cadence.MONTHLY, 2): Meeting(
            typed=True, adds=(Said("shen", "赔付比去年高，先看哪一类", "按原因拆一遍赔付"),)
        ),
    }
)
_USUAL = Meeting()


def meeting(level: Level, cadence: Cadence, number: int) -> Meeting:
    """Return how a meeting goes."""
    return _SPECIAL.get((level, cadence, number), _USUAL)


def way(count: int, *, once: bool) -> Way:
    """Return what becomes of the so-many-th point of a level; one left once is not left again."""
    found = _WAYS[count % len(_WAYS)]
    return Way.NONE if once and found is Way.LATER else found


def after(count: int) -> After:
    """Return what becomes of the so-many-th item."""
    return _AFTER[count % len(_AFTER)]
