"""The sample's files: the same each time, unmoved by tomorrow, in shapes the intake recognises."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from base.rights import Role
from intake.files import open_files
from intake.recognise import recognise
from intake.sample import (
    SAMPLE_PEOPLE,
    SAMPLE_TEAMS,
    SampleFile,
    Story,
    first_day,
    reports,
    write_sample,
)
from intake.sample.orders import lines_of
from intake.sample.people import Roster
from intake.sample.rare_row import MEASURE_HEADERS
from intake.sample.world import CHANNELS

TODAY = date(2026, 11, 21)


def _written(folder: Path, today: date, start: date) -> tuple[SampleFile, ...]:
    folder.mkdir()
    return write_sample(folder, today, start)


def _rows(files: tuple[SampleFile, ...], source: str) -> list[dict[str, str]]:
    found = []
    for file in files:
        if file.source == source:
            with file.path.open(encoding="utf-8-sig", newline="") as text:
                found += list(csv.DictReader(text))
    return found


def test_the_same_day_gives_the_same_bytes(tmp_path: Path) -> None:
    one = _written(tmp_path / "a", TODAY, date(2026, 11, 9))
    other = _written(tmp_path / "b", TODAY, date(2026, 11, 9))
    assert [f.path.name for f in one] == [f.path.name for f in other]
    for a, b in zip(one, other, strict=True):
        assert a.path.read_bytes() == b.path.read_bytes(), a.path.name


def test_a_day_is_the_same_whatever_today_is(tmp_path: Path) -> None:
    """Only who sat on the newcomer's, the leaver's and the swapped seats may move."""
    start, last = date(2026, 10, 26), date(2026, 11, 20)
    today = _written(tmp_path / "a", last + timedelta(days=1), start)
    later = _written(tmp_path / "b", last + timedelta(days=70), start)
    for source, day_of, who in (
        ("chat_log", "会话开始时间", "客服昵称"),
        ("call_log", "Start time", "Agent"),
        ("order_lines", "付款时间", ""),
    ):
        ours = [{k: v for k, v in row.items() if k != who} for row in _rows(today, source)]
        theirs = [{k: v for k, v in row.items() if k != who} for row in _rows(later, source)
                  if row[day_of][:10] <= last.isoformat()]  # fmt: skip
        assert ours == theirs, source


def test_tomorrow_moves_nobody_within_the_week(tmp_path: Path) -> None:
    start = date(2026, 11, 2)
    friday = _written(tmp_path / "a", date(2026, 11, 20), start)
    saturday = _written(tmp_path / "b", date(2026, 11, 21), start)
    ours, theirs = (_rows(files, "chat_log") for files in (friday, saturday))
    assert ours == theirs[: len(ours)]
    assert len(theirs) > len(ours)


def test_every_file_is_recognised_without_help(tmp_path: Path) -> None:
    files = _written(tmp_path / "a", TODAY, date(2026, 11, 9))
    assert {f.source for f in files} == {
        "staff_list", "order_lines", "measure_table", "call_log", "chat_log", "agent_day",
    }  # fmt: skip
    for file in files:
        (table,) = open_files(file.path, None)
        found = recognise(table.head(), None)
        assert found.preset.key == file.source, file.path.name
        assert found.unknown == found.ignored == (), file.path.name


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 21), date(2025, 9, 1)),
        (date(2027, 1, 1), date(2025, 11, 1)),
        (date(2024, 2, 29), date(2022, 12, 1)),
        (date(2031, 3, 31), date(2030, 1, 1)),
    ],
)
def test_it_can_be_made_on_any_day(tmp_path: Path, today: date, first: date) -> None:
    assert first_day(today) == first
    files = _written(tmp_path / "a", today, today - timedelta(days=3))
    days = {row["会话开始时间"][:10] for row in _rows(files, "chat_log")}
    assert days == {(today - timedelta(days=back)).isoformat() for back in (1, 2, 3)}
    ends = {row["姓名"]: row["离组日期"] for row in _rows(files, "staff_list") if row["离组日期"]}
    assert ends["程子"] < today.isoformat()


def test_a_file_ends_with_whole_days_and_unanswered_chats_have_no_times(tmp_path: Path) -> None:
    rows = _rows(_written(tmp_path / "a", TODAY, date(2026, 11, 9)), "chat_log")
    assert len({row["会话ID"] for row in rows}) == len(rows)
    unanswered = [row for row in rows if row["是否回复"] == "否"]
    assert unanswered
    for row in unanswered:
        timed = ("首次响应时长", "响应总时长", "回复次数", "处理时长", "满意度评分", "客服销售额")
        assert not any(row[name] for name in timed)
        assert row["是否解决"] == "否"
    for row in rows:
        bot = row["接待方"] == "机器人"
        assert bot == (row["客服昵称"] == "")
        assert not (bot and (row["首次响应时长"] or row["满意度评分"]))
        assert bool(row["客服销售额"]) == (row["是否付款"] == "是")
        assert row["是否付款"] == "否" or row["是否询单"] == "是"


def test_an_order_has_a_product_once_and_belongs_to_one_buyer(tmp_path: Path) -> None:
    rows = _rows(_written(tmp_path / "a", TODAY, date(2026, 11, 9)), "order_lines")
    pairs = Counter((row["订单编号"], row["商品编码"]) for row in rows)
    assert max(pairs.values()) == 1
    of_order = {(row["订单编号"], row["买家昵称"], row["渠道"], row["订单状态"]) for row in rows}
    assert len(of_order) == len({row["订单编号"] for row in rows})
    of_buyer = {(row["买家昵称"], row["渠道"]) for row in rows}
    assert len(of_buyer) == len({row["买家昵称"] for row in rows})


def test_the_cast_is_as_promised() -> None:
    teams = [team.zh for team in SAMPLE_TEAMS]
    today = [p for p in SAMPLE_PEOPLE if p.story is not Story.LEAVES]
    assert len([p for p in today if p.role is Role.AGENT]) == 24
    assert [p.team for p in today if p.role is Role.LEAD] == teams
    roles = Counter(p.role for p in SAMPLE_PEOPLE)
    assert roles[Role.MANAGER] == roles[Role.SUPERVISOR] == roles[Role.QC] == roles[Role.DATA] == 1
    assert len({p.slack_user for p in SAMPLE_PEOPLE}) == len(SAMPLE_PEOPLE)
    assert len({p.name for p in SAMPLE_PEOPLE}) == len(SAMPLE_PEOPLE)
    assert all(p.name_en for p in SAMPLE_PEOPLE)
    assert {"王喆", "Liam O'Brien"} <= {p.name for p in SAMPLE_PEOPLE}
    assert all(len(p.accounts) >= 2 for p in SAMPLE_PEOPLE if p.role is Role.AGENT)
    newcomer, leaver = ({p.story: p for p in SAMPLE_PEOPLE}[s] for s in (Story.JOINS, Story.LEAVES))
    assert set(newcomer.accounts) & set(leaver.accounts)


# -- rare measures ---------------------------------------------------------------------------------

MANY_DAYS = [date(2026, 11, 11), date(2026, 2, 18), date(2026, 8, 3), date(2025, 9, 14)]


def _rare(day: date, *, by_agent: bool) -> list[dict[str, str]]:
    rows = reports.measure_rows(Roster(TODAY), day, by_agent=by_agent)
    return [dict(zip(MEASURE_HEADERS, row, strict=True)) for row in rows]


def _sums(rows: list[dict[str, str]], **only: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in rows:
        if all(row[cut] == member for cut, member in only.items()):
            found[row["指标"]] = found.get(row["指标"], 0) + float(row["数值"])
    return found


@pytest.mark.parametrize("day", MANY_DAYS)
def test_agents_and_teams_report_the_same_day(day: date) -> None:
    by_team, by_agent = (_sums(_rare(day, by_agent=choice)) for choice in (False, True))
    assert by_team.keys() == by_agent.keys()
    for measure, value in by_team.items():
        if measure != "最大同时接待":
            assert by_agent[measure] == pytest.approx(value), measure


@pytest.mark.parametrize("day", MANY_DAYS)
def test_parts_are_never_more_than_their_whole(day: date) -> None:
    sums = _sums(_rare(day, by_agent=False))
    for smaller, larger in (
        ("询单当日付款人数", "询单次日付款人数"),
        ("询单次日付款人数", "询单买家数"),
        ("已回复人数", "应回复人数"),
        ("3分钟内回复轮次", "3分钟应回轮次"),
        ("3分钟内回复人数", "3分钟应回人数"),
        ("1小时内回复人天", "1小时应回人天"),
        ("15秒内回复次数", "30秒内回复次数"),
        ("30秒内回复次数", "回复总次数"),
        ("服务态度好评数", "服务态度评价数"),
        ("参评数", "邀评数"),
        ("转人工数", "机器人会话数"),
        ("机器人命中数", "机器人问题数"),
        ("20秒内接起数", "来电数"),
        ("超时响应工单数", "响应工单数"),
        ("点击量", "曝光量"),
        ("静默付款买家数", "访客数"),
        ("处理秒数", "登录秒数"),
        ("按班在岗秒数", "排班秒数"),
        ("离席秒数", "带薪秒数"),
    ):
        assert 0 <= sums[smaller] <= sums[larger], (smaller, larger)
    assert sums["转入人数"] == sums["转出人数"]
    assert sums["处理秒数"] + sums["空闲秒数"] == sums["登录秒数"]


@pytest.mark.parametrize("day", MANY_DAYS)
def test_what_was_seen_and_clicked_became_the_days_orders(day: date) -> None:
    lines, rows = lines_of(day), _rare(day, by_agent=False)
    for channel, name in enumerate(CHANNELS):
        seen = _sums(rows, 渠道=name)
        orders = len(set(lines["order"][lines["channel"] == channel].tolist()))
        assert 0 < orders <= seen["点击量"]
        buyers = seen["新客成交人数"] + seen["老客成交人数"]
        assert 0 < buyers <= orders
        assert seen["静默付款买家数"] <= buyers


@pytest.mark.parametrize("day", MANY_DAYS)
def test_a_platforms_own_rate_is_reported_there_alone(day: date) -> None:
    rows = _rare(day, by_agent=False)
    places = {
        measure: {(r["店铺"], r["渠道"]) for r in rows if r["指标"] == measure}
        for measure in ("3分钟应回轮次", "3分钟应回人数")
    }
    assert places == {
        "3分钟应回轮次": {("山茶旗舰店", "天猫")},
        "3分钟应回人数": {("山茶抖音店", "抖音")},
    }
