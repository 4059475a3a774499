"""Rare measures of the sample's shifts: hours, forecasts, the hotline's service level, tickets."""

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from base.language import Bilingual
from intake.sample import days
from intake.sample.calls import calls_of
from intake.sample.chats import Columns, random_of
from intake.sample.people import Roster
from intake.sample.rare_row import RareRow
from intake.sample.world import (
    AFTER_SALES,
    CHANNELS,
    DOUYIN_SHOP,
    FLAGSHIP,
    LIVE,
    SAMPLE_TEAMS,
    SHOP_OF_CHANNEL,
)

_SHIFT = 8 * 3600
_IN_TIME = 20
# Whoever has fewer chats a day was only called in for a moment.
_FEW = 4
# A third of its tickets a desk cannot solve while the customer waits.
_TICKETS = 0.11

# The bands a ticket's first response falls into, half-open and without a gap.
BANDS = (
    Bilingual("1 分钟内", "under 1 min"),
    Bilingual("1–30 分钟", "1 to 30 min"),
    Bilingual("30–60 分钟", "30 to 60 min"),
    Bilingual("1–24 小时", "1 to 24 h"),
    Bilingual("24–48 小时", "24 to 48 h"),
    Bilingual("48 小时以上", "48 h and longer"),
    Bilingual("没有响应", "no response"),
)
_USUAL_BANDS = np.cumsum((0.06, 0.30, 0.17, 0.38, 0.05, 0.025, 0.015))
_LATE_BANDS = np.cumsum((0.03, 0.20, 0.15, 0.43, 0.11, 0.05, 0.03))
# Who must answer within a day is late from the fifth band on; urgent ones are so after an hour.
_LATE_FROM, _URGENT = 4, 0.06


def shift_rows(roster: Roster, day: date, chats: Columns, *, by_agent: bool) -> Iterator[RareRow]:
    """Yield a day's hours and forecasts, the hotline's service level and tickets by response."""
    calls = calls_of(day)
    for team, name in enumerate(SAMPLE_TEAMS):
        shop = (DOUYIN_SHOP if team == LIVE else FLAGSHIP).name.zh
        seats = _seat_hours(day, chats, calls, team)
        if by_agent:
            yield from _of_seats(roster, day, shop, team, seats)
        else:
            yield from _hours(shop, _sum(seats.values()), team=name.zh)
        forecast = str(_forecast(day, chats, calls, team))
        yield RareRow(shop, "预测接待量", forecast, team=name.zh)
    yield from _hotline(calls)
    yield from _tickets(day, chats)
    yield from _bot(day, chats)


_Hours = dict[str, int]


def _sum(found: Iterable[_Hours]) -> _Hours:
    total: _Hours = {}
    for hours in found:
        for name, seconds in hours.items():
            total[name] = total.get(name, 0) + seconds
    return total


def _hours(shop: str, hours: _Hours, account: str = "", team: str = "") -> Iterator[RareRow]:
    for name, seconds in hours.items():
        yield RareRow(shop, name, str(seconds), account=account, team=team)


def _of_seats(
    roster: Roster, day: date, shop: str, team: int, seats: dict[int, _Hours]
) -> Iterator[RareRow]:
    """Yield hours by whoever held a seat; what of them he did not take stays the team's."""
    for seat, hours in seats.items():
        holder, share = roster.holder(team, seat, day), roster.fill(team, seat, day)
        own = {name: round(seconds * share) for name, seconds in hours.items()}
        if holder is not None:
            yield from _hours(shop, own, account=holder.accounts[0])
        if share < 1.0:
            rest = {name: seconds - own[name] for name, seconds in hours.items()}
            yield from _hours(shop, rest, team=SAMPLE_TEAMS[team].zh)


def _seat_hours(day: date, chats: Columns, calls: Columns, team: int) -> dict[int, _Hours]:
    """Return the seconds of each seat that was on shift.

    Who serves customers also reviews orders and refunds: hours logged in are part of a shift. From
    January to April shifts are swapped by word of mouth and rosters kept worse.
    """
    rng = random_of(day, 5 + team)
    took, busy = _load(chats, calls, team)
    noise = rng.random((len(took), 4))
    kept = 0.935 if day.month >= 5 else 0.90
    load = min(0.93, 0.70 + 0.06 * (days.season(day) - 1))
    found = {}
    for seat in [at for at, contacts in enumerate(took) if contacts >= _FEW]:
        u = noise[seat]
        logged = max(busy[seat], round(busy[seat] / (load + 0.1 * (u[0] - 0.5))))
        paid = max(_SHIFT, logged) + 3600
        found[seat] = {
            "登录秒数": logged,
            "处理秒数": busy[seat],
            "空闲秒数": logged - busy[seat],
            "排班秒数": _SHIFT,
            "按班在岗秒数": round(_SHIFT * min(1.0, kept + 0.08 * (u[2] - 0.5))),
            "带薪秒数": paid,
            "离席秒数": round(paid * (0.24 + 0.09 * u[3])),
        }
    return found


def _load(chats: Columns, calls: Columns, team: int) -> tuple[list[int], list[int]]:
    """Return how many contacts each seat of a team handled, and for how many seconds."""
    mine = (chats["team"] == team) & (chats["handle"] >= 0)
    seat, handle = chats["seat"][mine], chats["handle"][mine]
    if team == AFTER_SALES:
        called = calls["seat"] >= 0
        seat = np.concatenate([seat, calls["seat"][called]])
        handle = np.concatenate([handle, calls["handle"][called]])
    return np.bincount(seat).tolist(), np.bincount(seat, handle).astype(np.int64).tolist()


def _forecast(day: date, chats: Columns, calls: Columns, team: int) -> int:
    """Return what had been forecast: a little off, far too low for Double 11 and late parcels."""
    actual = int((chats["team"] == team).sum())
    if team == AFTER_SALES:
        actual += int(calls["answered"].sum())
    off = random_of(day, 8 + team).normal(0, 0.06)
    if days.is_double11(day):
        off -= 0.16
    if days.late_parcels(day) and team == AFTER_SALES:
        off -= 0.14
    return max(0, round(actual * (1 + off)))


def _hotline(calls: Columns) -> Iterator[RareRow]:
    in_time = (calls["answered"] == 1) & (calls["wait"] <= _IN_TIME)
    for measure, value in (("来电数", len(calls["wait"])), ("20秒内接起数", int(in_time.sum()))):
        yield RareRow(FLAGSHIP.name.zh, measure, str(value), channel="热线",
                      team=SAMPLE_TEAMS[AFTER_SALES].zh)  # fmt: skip


def _tickets(day: date, chats: Columns) -> Iterator[RareRow]:
    rng = random_of(day, 14)
    count = max(1, round(int((chats["team"] == AFTER_SALES).sum()) * _TICKETS))
    steps = _LATE_BANDS if days.late_parcels(day) else _USUAL_BANDS
    band = np.searchsorted(steps, rng.random(count) * steps[-1], side="right")
    urgent = (rng.random(count) < _URGENT) & (band == _LATE_FROM - 1)
    late = int(((band >= _LATE_FROM) | urgent).sum())
    shop, team = FLAGSHIP.name.zh, SAMPLE_TEAMS[AFTER_SALES].zh
    for name, size in zip(BANDS, np.bincount(band, minlength=len(BANDS)).tolist(), strict=True):
        yield RareRow(shop, "响应工单数", str(size), team=team, category=name.zh)
    yield RareRow(shop, "超时响应工单数", str(late), team=team)


def _bot(day: date, chats: Columns) -> Iterator[RareRow]:
    """Yield what the bot did by channel; from January to April it does not know the new goods."""
    rng = random_of(day, 12)
    greeted = (chats["bot"] == 0) & (rng.random(len(chats["bot"])) < 0.25)
    known = 0.87 if day.month >= 5 else 0.81
    for channel, name in enumerate(CHANNELS):
        here = chats["channel"] == channel
        alone, handed = int((here & (chats["bot"] == 1)).sum()), int((here & greeted).sum())
        asked = alone * 2 + handed
        values = (("机器人会话数", alone + handed), ("转人工数", handed), ("机器人问题数", asked),
                  ("机器人命中数", int(rng.binomial(asked, known))))  # fmt: skip
        for measure, value in values:
            yield RareRow(SHOP_OF_CHANNEL[channel].name.zh, measure, str(value), channel=name)
