"""The laws of figures, each on a table small enough to reckon by hand; on both engines."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from base.dimensions import Dim
from base.language import Lang
from base.rights import operator
from commands.context import Context, Request
from commands.router import handle
from metrics import periods
from metrics.compute import NOTHING
from storage.canonical import canonical_hash
from storage.engine import Database
from storage.ledger import set_live
from storage.uploads import content_of
from tests.helpers.world import (
    CLOCK,
    by,
    id_of,
    number_of,
    quiet,
    set_authority,
    take,
    total,
    write_csv,
)

DAY = date(2026, 11, 16)
WEEK = periods.week(DAY)
TODAY = periods.day(DAY)
REPORT = ("day", "shop", "agent", "contacts", "answered", "ratings", "good")
CHATS = ("started at", "shop", "agent", "first reply")
CALLS = ("call id", "date", "time", "shop", "agent", "answered", "wait")
SHOP = "旗舰店"


def _report(folder: Path, *rows: tuple[Any, ...]) -> Path:
    return write_csv(folder, REPORT, rows)


def _one_report(folder: Path, contacts: int = 50, day: date = DAY) -> Path:
    return _report(folder, (day, SHOP, "小美", contacts, contacts - 5, 20, 15))


def _chats(folder: Path, n: int, day: date = DAY, rating: int | None = None) -> Path:
    header = CHATS if rating is None else (*CHATS, "rating")
    more = () if rating is None else (rating,)
    rows = [(f"{day} 10:{i:02d}:00", SHOP, "小美", 20 + i, *more) for i in range(n)]
    return write_csv(folder, header, rows)


def _values(found: dict[Any, Any]) -> dict[Any, Any]:
    return {member: figure.value for member, figure in found.items()}


def test_a_ratio_is_a_ratio_of_sums(database: Database, tmp_path: Path) -> None:
    """The big shift is the weak one: the mean of the rates would be fourteen points too high."""
    early, late = DAY, DAY + timedelta(days=1)
    take(database, _report(tmp_path,
        (early, SHOP, "早班", 1000, 1000, 1000, 700), (early, SHOP, "晚班", 10, 10, 10, 10),
        (late, SHOP, "早班", 900, 900, 900, 630), (late, SHOP, "晚班", 90, 90, 90, 81),
    ))  # fmt: skip
    whole = total(database, "csat_rate", WEEK)
    assert whole.value == pytest.approx(1421 / 2000)
    assert whole.n == 2000
    shifts = by(database, "csat_rate", WEEK, Dim.AGENT)
    assert _values(shifts) == {"早班": pytest.approx(0.7), "晚班": pytest.approx(0.91)}
    days = by(database, "csat_rate", WEEK, Dim.DAY)
    assert _values(days) == {early: pytest.approx(710 / 1010), late: pytest.approx(711 / 990)}
    assert by(database, "csat_rate", WEEK, Dim.MONTH)[202611].value == whole.value


def test_a_denominator_of_zero_is_no_figure(database: Database, tmp_path: Path) -> None:
    """Nobody rated: no satisfaction, not 0 %. Nobody asked: zero contacts, which is a figure."""
    take(database, _report(tmp_path, (DAY, SHOP, "小美", 0, 0, 0, 0)))
    assert total(database, "csat_rate", TODAY).value is None
    assert total(database, "csat_rate", TODAY).n == 0
    assert total(database, "connect_rate", TODAY).value is None
    assert total(database, "contacts", TODAY).value == 0


def test_what_nobody_delivers_is_not_zero(database: Database, tmp_path: Path) -> None:
    take(database, _one_report(tmp_path))
    for key in ("frt", "asa", "cs_sales", "bot_contacts", "orders", "inq_conv_final"):
        assert total(database, key, TODAY) == NOTHING, key
    before = periods.day(DAY - timedelta(days=1))
    assert total(database, "contacts", before) == NOTHING
    assert by(database, "contacts", before, Dim.AGENT) == {}


def test_few_ratings_are_flagged(database: Database, tmp_path: Path) -> None:
    """12 ratings: the figure is given with its n, and not judged."""
    last = DAY - timedelta(days=7)
    rows: Iterable[tuple[Any, ...]] = [
        (day, SHOP, agent, 200, 200, n, n - 3)
        for day in (last, DAY)
        for agent, n in (("小美", 12), ("大鹏", 100))
    ]
    take(database, _report(tmp_path, *rows))
    context = Context(database, CLOCK)
    asked = Request("满意度 2026-11-16 按客服", operator(Lang.ZH), Lang.ZH)
    answer = handle(context, asked)
    assert answer.table is not None
    few = {row.members[0][1].zh: (row.few, row.n) for row in answer.table.rows}
    assert few == {"小美": (True, 12), "大鹏": (False, 100)}


def test_a_log_overrules_a_report_and_undoing_it_lets_the_report_speak(
    database: Database, tmp_path: Path
) -> None:
    take(database, _one_report(tmp_path, 50))
    before = canonical_hash(database)
    log = take(database, _chats(tmp_path, 40))
    assert total(database, "contacts", TODAY).value == 40
    (difference,) = [d for d in log.differences if d.measure == "contacts"]
    assert (difference.total, difference.other_total, difference.days) == (40, 50, 1)
    set_live(database, number_of(log), False, quiet)
    assert total(database, "contacts", TODAY).value == 50
    assert canonical_hash(database) == before
    set_live(database, number_of(log), True, quiet)
    assert total(database, "contacts", TODAY).value == 40


def test_a_report_still_says_what_the_log_does_not(database: Database, tmp_path: Path) -> None:
    """Both halves of a ratio come from one feed: ratings from the report, contacts of the log."""
    take(database, _one_report(tmp_path, 50))
    take(database, _chats(tmp_path, 40))
    assert total(database, "contacts", TODAY).value == 40
    assert total(database, "frt", TODAY).n == 40
    csat = total(database, "csat_rate", TODAY)
    assert (csat.value, csat.n) == (0.75, 20)


def test_the_setting_of_authority_is_respected(database: Database, tmp_path: Path) -> None:
    """For this shop the report speaks for contacts, the log for everything else it has."""
    take(database, _one_report(tmp_path, 50))
    take(database, _chats(tmp_path, 40, rating=5))
    shop = str(id_of(database, Dim.SHOP, SHOP))
    set_authority(database, {shop: {"contacts": "agent_report"}})
    take(database, _chats(tmp_path, 40, rating=5))
    assert total(database, "contacts", TODAY).value == 50
    csat = total(database, "csat_rate", TODAY)
    assert (csat.value, csat.n) == (1.0, 40)
    set_authority(database, {shop: {"*": "agent_report"}})
    take(database, _chats(tmp_path, 40, rating=5))
    assert total(database, "csat_rate", TODAY).n == 20


def test_another_shops_authority_is_its_own(database: Database, tmp_path: Path) -> None:
    set_authority(database, {"999": {"*": "agent_report"}})
    take(database, _one_report(tmp_path, 50))
    take(database, _chats(tmp_path, 40))
    assert total(database, "contacts", TODAY).value == 40


def test_calls_and_chats_are_different_contacts(database: Database, tmp_path: Path) -> None:
    take(database, _chats(tmp_path, 40))
    rows = [
        (f"T{i}", DAY, f"10:{i:02d}:00", SHOP, "小美", "Y" if i else "N", 30) for i in range(10)
    ]
    take(database, write_csv(tmp_path, CALLS, rows))
    assert total(database, "contacts", TODAY).value == 50
    assert _values(by(database, "contacts", TODAY, Dim.CHANNEL))["热线"] == 10
    assert total(database, "asa", TODAY).n == 9
    # Chats cannot be abandoned: the rate is the calls' alone where they are asked for.
    assert by(database, "abandon_rate", TODAY, Dim.CHANNEL)["热线"].value == 0.1


def test_reimporting_a_period_replaces_it(database: Database, tmp_path: Path) -> None:
    """Rows that the newer file no longer has are gone; days outside it stay as they were."""
    days = [DAY + timedelta(days=i) for i in range(4)]
    rows = [(day, SHOP, agent, 10, 10, 0, 0) for day in days for agent in ("小美", "大鹏")]
    take(database, _report(tmp_path, *rows))
    newer = take(database, _report(tmp_path, (days[1], SHOP, "小美", 7, 7, 0, 0),
                                   (days[2], SHOP, "小美", 8, 8, 0, 0)))  # fmt: skip
    assert [r.days for r in newer.replaced] == [2]
    found = _values(by(database, "contacts", WEEK, Dim.DAY))
    assert found == dict(zip(days, (20, 7, 8, 20), strict=True))


def test_a_declared_period_claims_days_without_rows(database: Database, tmp_path: Path) -> None:
    for i in range(3):
        take(database, _one_report(tmp_path, 50, DAY + timedelta(days=i)))
    period = (DAY, DAY + timedelta(days=6))
    take(database, _one_report(tmp_path, 60, DAY + timedelta(days=1)), period=period)
    assert _values(by(database, "contacts", WEEK, Dim.DAY)) == {DAY + timedelta(days=1): 60}


def test_another_shop_is_not_replaced(database: Database, tmp_path: Path) -> None:
    take(database, _one_report(tmp_path, 50))
    take(database, _report(tmp_path, (DAY, "专营店", "小美", 5, 5, 0, 0)))
    assert _values(by(database, "contacts", TODAY, Dim.SHOP)) == {SHOP: 50, "专营店": 5}


def test_a_chat_belongs_to_the_day_it_began(database: Database, tmp_path: Path) -> None:
    """Answered after midnight, begun before it: yesterday's, in the last half-hour."""
    rows = [(f"{DAY} 23:59:58", SHOP, "小美", 600), (f"{DAY + timedelta(days=1)} 00:00:00",
            SHOP, "小美", 10)]  # fmt: skip
    take(database, write_csv(tmp_path, CHATS, rows))
    assert _values(by(database, "contacts", WEEK, Dim.DAY)) == {DAY: 1, DAY + timedelta(days=1): 1}
    assert _values(by(database, "contacts", WEEK, Dim.HALF_HOUR)) == {47: 1, 0: 1}


def test_contacts_without_a_time_of_day_are_in_no_hour(database: Database, tmp_path: Path) -> None:
    """A log of dates says nothing of hours: its chats do not fall into the first one."""
    rows = [(f"C{i}", DAY, SHOP, "小美", 30) for i in range(5)]
    take(database, write_csv(tmp_path, ("chat id", "date", "shop", "agent", "first reply"), rows))
    assert total(database, "contacts", TODAY).value == 5
    for cut in (Dim.HOUR, Dim.HALF_HOUR):
        assert not by(database, "contacts", TODAY, cut).keys() & set(range(48))
    assert total(database, "contacts", TODAY, hours=(0, 24)).value in (None, 0)


def test_the_upload_is_kept_untouched(database: Database, tmp_path: Path) -> None:
    file = _chats(tmp_path, 40)
    report = take(database, file)
    assert content_of(database, number_of(report)) == file.read_bytes()


def test_a_dry_run_changes_nothing(database: Database, tmp_path: Path) -> None:
    take(database, _one_report(tmp_path, 50))
    before = canonical_hash(database)
    report = take(database, _one_report(tmp_path, 60), dry_run=True)
    assert report.reference == ""
    assert [r.days for r in report.replaced] == [1]
    assert canonical_hash(database) == before
