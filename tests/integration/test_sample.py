"""The sample through the real import: it feeds every metric, and tells the stories it promises."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from base.clock import FixedClock
from base.dimensions import Dim, Employment
from base.language import Msg
from base.rights import Role, Scope, Verb, can
from base.units import Adds
from intake.outcome import ImportReport
from intake.sample import SAMPLE_PEOPLE, SAMPLE_SHOPS, SAMPLE_TEAMS, first_day
from intake.sample.load import load_sample
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.compute import Line, compute
from metrics.model import (
    Chapter,
    Derived,
    Filter,
    Metric,
    PerBuyer,
    Period,
    Question,
    Records,
    Repurchase,
)
from storage.canonical import canonical_hash
from storage.engine import Database, ensure_schema, open_database
from storage.names import named
from storage.people import actor_of

# Together and early: what all of it rests on is made once.
pytestmark = pytest.mark.slow
TODAY = date(2026, 11, 21)
CLOCK = FixedClock(datetime(2026, 11, 21, 1, tzinfo=UTC))
DOUBLE11 = periods.span(date(2026, 11, 9), date(2026, 11, 15))
USUAL = periods.span(date(2026, 8, 24), date(2026, 9, 20))

# How many members the telling metrics have in a cut, at least.
MEMBERS = {
    ("contacts", Dim.AGENT): 27,
    ("contacts", Dim.TEAM): 3,
    ("contacts", Dim.EMPLOYMENT): 3,
    ("contacts", Dim.SHOP): 2,
    ("contacts", Dim.PLATFORM): 2,
    ("contacts", Dim.CHANNEL): 4,
    ("contacts", Dim.CATEGORY): 6,
    ("contacts", Dim.HANDLER): 2,
    ("contacts", Dim.HALF_HOUR): 40,
    ("csat_rate", Dim.AGENT): 20,
    ("csat_rate", Dim.CATEGORY): 6,
    ("inq_conv_final", Dim.HANDLER): 2,
    ("inq_conv_final", Dim.CHANNEL): 3,
    ("orders", Dim.PRODUCT): 20,
    ("orders", Dim.COUNTRY): 3,
    ("orders", Dim.CHANNEL): 3,
    ("repurchase_rate", Dim.CHANNEL): 3,
}


def _loaded(folder: Path, start: date | None = None) -> tuple[Database, tuple[ImportReport, ...]]:
    database = open_database(f"sqlite:///{folder / 'sample.db'}")
    ensure_schema(database)
    return database, load_sample(database, TODAY, CLOCK, _quiet, start)


def _quiet(what: Msg, done: int, of: int) -> None:
    pass


@pytest.fixture(scope="module")
def sample(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Database, tuple[ImportReport, ...]]]:
    database, reports = _loaded(tmp_path_factory.mktemp("sample"))
    yield database, reports
    database.close()


@pytest.fixture(scope="module")
def database(sample: tuple[Database, tuple[ImportReport, ...]]) -> Database:
    return sample[0]


def _ids(database: Database, dim: Dim) -> dict[str, int | str]:
    with database.read() as connection:
        return {name.zh: key for key, name in named(connection, dim).items()}


def _only(database: Database, dim: Dim, name: str) -> Filter:
    return Filter(dim, (_ids(database, dim)[name],))


def _figure(database: Database, key: str, period: Period, *filters: Filter, **asked: Any) -> float:
    question = Question(CATALOGUE[key], period, filters=filters, **asked)
    with database.read() as connection:
        value = compute(connection, question).total.value
    assert value is not None
    return value


def _lines(
    database: Database, key: str, period: Period, *cuts: Dim, filters: tuple[Filter, ...] = ()
) -> tuple[Line, ...]:
    with database.read() as connection:
        question = Question(CATALOGUE[key], period, cuts=cuts, filters=filters)
        return compute(connection, question).lines


def _agents(database: Database, key: str, period: Period, *filters: Filter) -> dict[str, float]:
    """Return a figure by person's Chinese name."""
    with database.read() as connection:
        names = named(connection, Dim.AGENT)
    lines = _lines(database, key, period, Dim.AGENT, filters=filters)
    return {names[line.group[0]].zh: line.now.value for line in lines if line.now.value is not None
            and line.group[0] in names}  # fmt: skip


def test_every_file_is_taken_whole_and_no_nickname_is_a_strangers(
    sample: tuple[Database, tuple[ImportReport, ...]],
) -> None:
    reports = sample[1]
    assert {r.preset for r in reports} == {
        "staff_list", "order_lines", "measure_table", "call_log", "chat_log", "agent_day",
    }  # fmt: skip
    for report in reports:
        assert report.rows_read == report.accepted > 0, report.file
        assert report.rejected_count == 0, report.file
        assert report.dropped == (), report.file
        assert report.unknown_columns == (), report.file
        assert report.new_account_count == 0, (report.file, report.new_accounts)


def test_it_is_a_mid_sized_shops_fourteen_months_up_to_yesterday(
    sample: tuple[Database, tuple[ImportReport, ...]],
) -> None:
    chats = [r for r in sample[1] if r.feed == "chat_log"]
    assert 250_000 < sum(r.accepted for r in chats) < 350_000
    assert min(r.first_day for r in chats if r.first_day) == first_day(TODAY) == date(2025, 9, 1)
    assert max(r.last_day for r in chats if r.last_day) == date(2026, 11, 20)
    (orders,) = [r for r in sample[1] if r.feed == "orders"]
    assert 100_000 < orders.accepted < 140_000


def test_the_platforms_report_is_compared_with_the_log(
    sample: tuple[Database, tuple[ImportReport, ...]],
) -> None:
    (report,) = [r for r in sample[1] if r.preset == "agent_day"]
    told = {d.measure: d for d in report.differences if d.other_feed == "chat_log"}
    assert told["contacts"].total < told["contacts"].other_total
    assert "ratings" not in told
    assert "frt_n" not in told or told["frt_n"].total <= told["frt_n"].other_total


def _is_of_facts(metric: Metric) -> bool:
    """Comparisons have no figure of their own, and records are written by using Fupan."""
    return not isinstance(metric.formula, Derived | Records)


def _telling_period(metric: Metric) -> Period:
    """Return a period in which a metric has data whatever it is cut by."""
    if metric.whole_months:
        return periods.span(date(2026, 8, 1), date(2026, 10, 31))
    by_buyer = isinstance(metric.formula, PerBuyer | Repurchase)
    if by_buyer or Dim.PRODUCT in metric.cuts or metric.chapter in _SELDOM:
        return periods.span(TODAY - timedelta(days=90), TODAY - timedelta(days=1))
    return DOUBLE11


# Chapters whose data come by month.
_SELDOM = {Chapter.COST, Chapter.LOSS, Chapter.PEOPLE}


def _one_shop(database: Database) -> tuple[Filter, ...]:
    return (_only(database, Dim.SHOP, SAMPLE_SHOPS[0].name.zh),)


@pytest.mark.parametrize("key", [k for k, m in CATALOGUE.items() if _is_of_facts(m)])
def test_every_metric_has_data_in_each_of_its_cuts(database: Database, key: str) -> None:
    metric = CATALOGUE[key]
    period = _telling_period(metric)
    # A score somebody else computes is a shop's: there is none of all shops.
    if metric.adds is not Adds.EXT:
        assert _figure(database, key, period) >= 0
    for cut in sorted(metric.cuts):
        filters = _one_shop(database) if metric.adds is Adds.EXT and cut is not Dim.SHOP else ()
        lines = _lines(database, key, period, cut, filters=filters)
        assert [line for line in lines if line.now.value is not None], cut
        assert len(lines) >= MEMBERS.get((key, cut), 1), cut


def test_usual_weeks_are_what_a_mid_sized_shop_is_like(database: Database) -> None:
    def usual(key: str, *filters: Filter) -> float:
        return _figure(database, key, USUAL, *filters)

    assert 600 * 28 < usual("contacts") < 900 * 28
    assert 14 < usual("frt") < 20
    assert usual("frt_30s_rate") == pytest.approx(0.86, abs=0.02)
    assert usual("csat_rate") == pytest.approx(0.92, abs=0.02)
    assert 4.4 < usual("csat_mean") < 4.7
    assert usual("resolution_rate") == pytest.approx(0.88, abs=0.02)
    assert 0.5 < usual("inq_conv_final", _only(database, Dim.CHANNEL, "天猫")) < 0.6
    chats = _only(database, Dim.CHANNEL, "天猫")
    assert 0.001 < usual("unreplied", chats) / usual("contacts", chats) < 0.01
    hotline = _only(database, Dim.CHANNEL, "热线")
    assert usual("abandon_rate", hotline) == pytest.approx(0.06, abs=0.025)
    assert 20 < usual("asa", hotline) < 32
    assert 240 < usual("aht", hotline) < 360
    # Good ratings and their mean are told by the same stars.
    assert usual("csat_mean") > 4 * usual("csat_rate")


def test_people_come_back_to_buy(database: Database) -> None:
    for days, low, high in ((30, 0.06, 0.12), (90, 0.12, 0.2), (365, 0.2, 0.32)):
        rate = _figure(database, f"repurchase_rate_{days}d", periods.day(date(2026, 11, 20)))
        assert low < rate < high, days
    assert _figure(database, "spend_per_buyer", USUAL) >= _figure(database, "aov_order", USUAL)
    month = periods.month(2026, 10)
    share = _figure(database, "cs_sales", month) / (
        _figure(database, "aov_order", month) * _figure(database, "orders", month)
    )
    assert 0.2 < share < 0.6


def test_the_evening_of_double_11_was_slow_and_parcels_made_after_sales_worst(
    database: Database,
) -> None:
    day = periods.day(date(2026, 11, 11))
    team = _only(database, Dim.TEAM, "售前组")
    assert _figure(database, "frt", day, team, hours=(20, 24)) > 90
    assert _figure(database, "frt", day, team, hours=(9, 20)) < 45
    weekly = _figure(database, "contacts", USUAL) / 4
    assert 2.0 < _figure(database, "contacts", DOUBLE11) / weekly < 3.0
    assert _figure(database, "contacts", day) / (weekly / 7) > 3.3
    fall = {
        zh: _figure(database, "csat_rate", USUAL, _only(database, Dim.TEAM, zh))
        - _figure(database, "csat_rate", DOUBLE11, _only(database, Dim.TEAM, zh))
        for zh in (t.zh for t in SAMPLE_TEAMS)
    }
    assert max(fall, key=lambda zh: fall[zh]) == "售后组"
    assert all(drop > 0 for drop in fall.values())
    logistics = _only(database, Dim.CATEGORY, "物流")
    after = periods.span(date(2026, 11, 12), date(2026, 11, 20))
    assert _figure(database, "csat_rate", after, logistics) < _figure(database, "csat_rate", after)


def test_after_sales_is_better_since_april(database: Database) -> None:
    team = _only(database, Dim.TEAM, "售后组")
    winter = periods.span(date(2026, 1, 1), date(2026, 3, 31))
    spring = periods.span(date(2026, 4, 1), date(2026, 5, 31))
    better = [_figure(database, "csat_rate", p, team) for p in (winter, spring)]
    assert better[1] - better[0] > 0.03


def test_one_agent_had_one_bad_month(database: Database) -> None:
    def csat(month: int) -> float:
        return _agents(database, "csat_rate", periods.month(2026, month))["叶蓁"]

    assert csat(8) < 0.85 < min(csat(7), csat(9))


def test_the_bot_ends_more_chats_alone_and_channels_convert_differently(database: Database) -> None:
    shares = [_figure(database, "bot_share", periods.month(y, m), *_chats(database))
              for y, m in ((2025, 9), (2026, 3), (2026, 10))]  # fmt: skip
    assert shares == sorted(shares)
    assert shares[0] == pytest.approx(0.35, abs=0.015)
    assert shares[2] == pytest.approx(0.46, abs=0.015)
    by_channel = [_figure(database, "inq_conv_final", USUAL, _only(database, Dim.CHANNEL, c))
                  for c in ("天猫", "京东", "抖音")]  # fmt: skip
    assert by_channel == sorted(by_channel, reverse=True)


def _chats(database: Database) -> tuple[Filter]:
    ids = _ids(database, Dim.CHANNEL)
    return (Filter(Dim.CHANNEL, tuple(ids[c] for c in ("天猫", "京东", "抖音"))),)


def test_the_team_change_shows_by_date(database: Database) -> None:
    pre, after = (_only(database, Dim.TEAM, zh) for zh in ("售前组", "售后组"))
    april, may = periods.month(2026, 4), periods.month(2026, 5)
    for name, old, new in (("王喆", after, pre), ("许安", pre, after)):
        assert name in _agents(database, "contacts", april, old)
        assert name not in _agents(database, "contacts", april, new)
        assert name in _agents(database, "contacts", may, new)
        assert name not in _agents(database, "contacts", may, old)


def test_the_newcomer_is_new_and_holds_the_leavers_sub_account(database: Database) -> None:
    week = _agents(database, "csat_rate", DOUBLE11)
    assert "程子" not in week
    (mine,) = [
        line
        for line in _lines(database, "csat_rate", DOUBLE11, Dim.AGENT)
        if line.group[0] == _ids(database, Dim.AGENT)["童言"]
    ]
    assert mine.now.n is not None
    assert 0 < mine.now.n < 30
    assert "童言" not in _agents(database, "contacts", periods.month(2026, 9))
    assert "程子" in _agents(database, "contacts", periods.month(2026, 7))
    assert "程子" not in _agents(database, "contacts", periods.month(2026, 8))


def test_rights_follow_the_staff_list(database: Database) -> None:
    actors = {p.name: actor_of(database, TODAY, slack_user=p.slack_user) for p in SAMPLE_PEOPLE}
    teams = _ids(database, Dim.TEAM)
    assert actors["程子"].person == -1
    assert not can(actors["程子"], Verb.SEE_PERSON, Scope(person=-2))
    assert actor_of(database, date(2026, 7, 31), slack_user="U0CHENGZI").teams == {teams["抖音组"]}
    assert actors["何屿"].leads == {teams["售后组"]}
    assert can(actors["何屿"], Verb.SEE_PEOPLE, Scope(team=int(teams["售后组"])))
    assert not can(actors["何屿"], Verb.SEE_PEOPLE, Scope(team=int(teams["售前组"])))
    assert can(actors["林岚"], Verb.SEE_PEOPLE)
    assert can(actors["周宁"], Verb.SEE_PEOPLE)
    assert not can(actors["苏美"], Verb.SEE_PEOPLE)
    assert Role.MANAGER in actors["顾远"].roles
    assert actors["Liam O'Brien"].zone == "Europe/Dublin"
    assert actor_of(database, TODAY, name="Liam O'Brien") == actors["Liam O'Brien"]


def test_names_exist_in_both_languages(database: Database) -> None:
    with database.read() as connection:
        for dim in (Dim.SHOP, Dim.TEAM, Dim.CHANNEL, Dim.CATEGORY, Dim.PRODUCT, Dim.COUNTRY):
            found = named(connection, dim)
            assert found
            assert all(not name.zh.isascii() and name.en.isascii() for name in found.values()), dim
    assert {s.name.zh for s in SAMPLE_SHOPS} == set(_ids(database, Dim.SHOP))
    kinds = {line.group[0] for line in _lines(database, "contacts", DOUBLE11, Dim.EMPLOYMENT)}
    assert {e.value for e in Employment} <= kinds


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    database, _ = _loaded(tmp_path, TODAY - timedelta(days=20))
    before = canonical_hash(database)
    again = load_sample(database, TODAY, CLOCK, _quiet, TODAY - timedelta(days=20))
    assert canonical_hash(database) == before
    assert all(r.people_added == 0 for r in again)
    assert [r for r in again if r.feed == "chat_log" and r.replaced]
    database.close()
