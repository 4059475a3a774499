"""The jobs of cases: release in batches, shredding, reminders; on both engines."""

import logging
import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from base.case import CaseState
from base.rights import Role
from bot.faults import new_reference
from jobs.cases import JOBS
from jobs.delivering import Delivering
from jobs.sender import Delivered, Later, NotThere, Outcome, Write
from jobs.tick import Tick
from reviews import cases, moderating
from reviews.cases import monday
from storage import case_inbox, case_upkeep
from storage.engine import Database
from storage.people import StaffRow, apply_staff
from storage.preferences import DigestWishes, set_digest_wishes
from tests.helpers.case_desk import AFTER, NOW, TEXT, Desk

DAY = timedelta(days=1)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def states(desk: Desk, kept: list[str]) -> list[CaseState]:
    return [desk.standing(one).state for one in kept]


def at(desk: Desk, day: date, hour: int, minute: int = 0) -> None:
    """Move the clock to an hour of Shanghai."""
    desk.clock.at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(
        hours=8
    )


# -- releasing -------------------------------------------------------------------------------------


def test_two_wait_for_a_third_and_nobody_is_told(desk: Desk) -> None:
    kept = [desk.send(), desk.send()]
    desk.clock.advance(DAY)
    assert desk.beat() == ["", ""]
    assert states(desk, kept) == [CaseState.WAITING] * 2
    assert desk.rows() == []
    kept.append(desk.send())
    assert desk.beat() == ["", ""]
    assert states(desk, kept) == [CaseState.WAITING] * 3
    desk.clock.advance(DAY)
    assert desk.beat() == ["3 cases released", "2 told"]
    assert states(desk, kept) == [CaseState.OPEN] * 3


def test_it_is_done_once_a_day_from_nine_on(desk: Desk) -> None:
    kept = [desk.send() for _ in range(3)]
    at(desk, date(2026, 11, 24), 8, 59)
    assert desk.beat()[0] == ""
    at(desk, date(2026, 11, 24), 9)
    assert desk.beat()[0] == "3 cases released"
    later = [desk.send() for _ in range(3)]
    at(desk, date(2026, 11, 24), 23, 59)
    assert desk.beat()[0] == ""
    assert states(desk, [*kept, *later]) == [CaseState.OPEN] * 3 + [CaseState.WAITING] * 3
    at(desk, date(2026, 11, 25), 9)
    assert desk.beat()[0] == "3 cases released"


def test_fewer_are_released_when_the_oldest_has_waited_for_two_weeks(desk: Desk) -> None:
    kept = [desk.send(), desk.send()]
    at(desk, cases.latest(monday(desk.today())) - DAY, 12)
    assert desk.beat()[0] == ""
    desk.clock.advance(DAY)
    assert desk.beat()[0] == "2 cases released"
    assert states(desk, kept) == [CaseState.OPEN] * 2


def test_each_moderator_is_told_the_count_and_nothing_else(desk: Desk) -> None:
    found = desk.several()
    assert desk.told("UNING") == ["3 件案例待看，11/26 周四前\n[去看案例]"]
    assert desk.told("UKE") == ["Cases to read: 3, by Thu 26 Nov\n[See the queue]"]
    assert {row.lane for row in desk.rows()} == {"UNING", "UKE"}
    for row in desk.rows():
        assert not any(one.id in row.answer + row.key for one in found)
        assert TEXT not in row.answer


def test_answers_are_told_too(desk: Desk) -> None:
    kept = [desk.send() for _ in range(3)]
    case = desk.released(kept[0])
    desk.do("ask", case, {"question": "哪里看到的？"})
    with desk.context.database.write() as work:
        cases.answer(work, kept[0], "a" * 64, "群里")
    desk.clock.advance(DAY)
    desk.beat()
    assert desk.told("UNING")[-1].startswith("1 件案例有了回答，")


def test_a_message_on_a_day_off_waits_for_the_next_working_day(desk: Desk) -> None:
    kept = [desk.send() for _ in range(3)]
    at(desk, date(2026, 11, 28), 9)
    desk.beat()
    assert states(desk, kept) == [CaseState.OPEN] * 3
    assert desk.rows("UNING") == []
    at(desk, date(2026, 11, 29), 9)
    desk.beat()
    assert desk.rows("UNING") == []
    at(desk, date(2026, 11, 30), 10)
    desk.beat()
    assert desk.told("UNING") == ["3 件案例待看，12/1 周二前\n[去看案例]"]
    desk.clock.advance(DAY)
    desk.beat()
    assert len(desk.rows("UNING")) == 2, "and the day it is due, once more"


def test_two_processes_release_once(desk: Desk) -> None:
    kept = [desk.send() for _ in range(3)]
    desk.clock.advance(DAY)
    started, said = threading.Barrier(2), list[str]()

    def go() -> None:
        started.wait()
        said.append(JOBS[0].run(desk.installation))

    threads = [threading.Thread(target=go) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["", "3 cases released"]
    assert states(desk, kept) == [CaseState.OPEN] * 3
    desk.beat()
    assert len(desk.rows("UNING")) == 1


def test_nothing_is_logged_but_a_count(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    tick = Tick(desk.installation, JOBS, new_reference)
    with caplog.at_level(logging.DEBUG):
        desk.send()
        desk.send()
        desk.clock.advance(DAY)
        tick.beat()
        desk.send()
        desk.clock.advance(DAY)
        tick.beat()
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("fupan")]
    assert ours == ["job release_cases: 3 cases released", "job remind_of_cases: 2 told"]
    assert "价保" not in caplog.text


def test_the_day_of_release_is_kept_without_an_hour(desk: Desk) -> None:
    from sqlalchemy import text

    desk.several()
    with desk.context.database.read() as work:
        query = text("SELECT value, changed_at FROM setting WHERE key = 'case.released_on'")
        row = work.execute(query).one()
        assert case_upkeep.released_on(work) == desk.today()
    assert row.value == '"2026-11-24"'
    assert str(row.changed_at).startswith("2000-01-01")


# -- taking away what is left ----------------------------------------------------------------------


def wanted(desk: Desk) -> bool:
    with desk.context.database.read() as work:
        return bool(case_upkeep.shred_wanted(work))


def test_what_was_released_is_shredded_at_once(desk: Desk) -> None:
    desk.several()
    assert not wanted(desk)


def test_a_busy_log_is_emptied_at_the_next_beat(desk: Desk) -> None:
    if not desk.context.database.sqlite:
        pytest.skip("PostgreSQL writes its tables anew and has no file of the log to empty")
    for _ in range(3):
        desk.send()
    desk.clock.advance(DAY)
    with desk.context.database.read() as work:
        # Somebody reads: the log cannot be cut while he does.
        case_inbox.found(work, "x")
        desk.beat()
        assert wanted(desk)
    desk.clock.advance(timedelta(minutes=10))
    desk.beat()
    assert not wanted(desk)


@pytest.mark.parametrize("how", ["withdrawn", "redacted"])
def test_deleted_words_are_shredded_at_the_next_beat(desk: Desk, how: str) -> None:
    kept = [desk.send() for _ in range(3)]
    case = desk.released(kept[0])
    if how == "redacted":
        desk.do("redact", case, {"happened": "顾客问价保，答错了"})
    else:
        with desk.context.database.write() as work:
            cases.withdraw(work, kept[0])
            moderating.to_shred(work)
    assert wanted(desk)
    desk.beat()
    assert not wanted(desk)


def test_what_is_deleted_while_shredding_is_shredded_next(desk: Desk) -> None:
    with desk.context.database.write() as work:
        case_upkeep.to_shred(work)
        mark = case_upkeep.shred_wanted(work)
    with desk.context.database.write() as work:
        case_upkeep.to_shred(work)
    with desk.context.database.write() as work:
        case_upkeep.shredded(work, mark)
    assert wanted(desk)


def test_no_deleted_word_is_left_in_the_files(desk: Desk) -> None:
    from tests.conftest import database_file

    if not desk.context.database.sqlite:
        pytest.skip("the files of a PostgreSQL server are not ours to read")
    kept = [desk.send(f"zebra{n} {TEXT}") for n in range(3)]
    case = desk.released(kept[0])
    desk.do("redact", case, {"happened": "顾客问价保，答错了"})
    desk.beat()
    file = database_file(desk.context.database)
    found = [one for one in file.parent.glob(f"{file.stem}.*") if b"zebra0" in one.read_bytes()]
    assert found == []
    assert any(b"zebra1" in one.read_bytes() for one in file.parent.glob(f"{file.stem}.*"))


# -- reminding -------------------------------------------------------------------------------------


def days_until(desk: Desk, last: date) -> dict[date, dict[str, list[str]]]:
    """Go through the working hours of every day; return who was told what."""
    found: dict[date, dict[str, list[str]]] = {}
    seen = len(desk.rows())
    while desk.today() < last:
        day = desk.today() + DAY
        for hour in (1, 9, 14, 20):
            at(desk, day, hour)
            desk.beat()
        rows = desk.rows()[seen:]
        seen += len(rows)
        told: dict[str, list[str]] = {}
        from tests.helpers.items import said

        for row in rows:
            told.setdefault(row.lane, []).append(said(row).split("\n")[0])
        if told:
            found[day] = told
    return found


def test_moderators_are_reminded_twice_then_whoever_set_it_up(desk: Desk) -> None:
    desk.name("周宁")
    desk.several()
    assert days_until(desk, date(2026, 12, 20)) == {
        date(2026, 11, 26): {"UNING": ["3 件案例今天要看完"]},
        date(2026, 11, 30): {"UNING": ["3 件案例还没处理，最早的该在 11/26 周四前看完"]},
        date(2026, 12, 2): {"ULAN": ["3 件案例等了很久没人处理，最早的该在 11/26 周四前看完"]},
    }


def test_what_was_dealt_with_reminds_nobody(desk: Desk) -> None:
    for case in desk.several():
        desk.do("decline", case, {"reason": "重复"})
    assert days_until(desk, date(2026, 12, 6)) == {}


def test_a_reminder_tells_no_case(desk: Desk) -> None:
    found = desk.several()
    days_until(desk, date(2026, 12, 3))
    rows = desk.rows()
    assert len(rows) > 4
    for row in rows:
        assert TEXT not in row.answer
        assert "规则" not in row.answer
        assert not any(one.id in row.answer + row.key for one in found)
    setter = desk.told("ULAN")[-1]
    assert "看案例的人：周宁、唐可" in setter
    assert "[设置]" in setter


def test_one_message_a_day_and_person(desk: Desk) -> None:
    desk.several()
    for n in range(3):
        desk.send(f"later {n}")
    # On the day on which the first are due, others are released: that is told, once.
    at(desk, date(2026, 11, 25), 12)
    with desk.context.database.write() as work:
        assert case_upkeep.note_release(work, desk.today())
    told = days_until(desk, date(2026, 11, 26))
    assert told[date(2026, 11, 26)]["UNING"] == ["3 件案例待看，11/30 周一前"]


def test_a_reminder_keeps_to_the_readers_hours_and_days(desk: Desk) -> None:
    desk.name("唐可")
    with desk.context.database.write() as work:
        who = desk.who("唐可").person
        wishes = DigestWishes(at=13 * 60, quiet_from=18 * 60, quiet_to=11 * 60,
                              workdays=frozenset({0, 1, 4}))  # fmt: skip
        set_digest_wishes(work, who, "UKE", wishes, NOW, who)
    desk.several()
    # Released at ten in the morning, which is quiet for her.
    assert desk.rows("UKE") == []
    at(desk, date(2026, 11, 24), 13)
    desk.beat()
    assert len(desk.rows("UKE")) == 1
    told = days_until(desk, date(2026, 11, 30))
    # Due on a Thursday: her next day of work is Friday.
    assert [(day, list(who)) for day, who in told.items()] == [
        (date(2026, 11, 27), ["UKE"]),
        (date(2026, 11, 30), ["UKE"]),
    ]
    assert desk.rows("UKE")[1].due_at == datetime(2026, 11, 27, 6, tzinfo=UTC)


def test_who_is_no_moderator_any_more_is_not_sent_what_was_put_in(desk: Desk) -> None:
    desk.several()
    row = StaffRow("周宁", "Ning Zhou", team=AFTER, lead=True, slack_user="UNING")
    apply_staff(desk.context.database, [row])
    slack = _Slack()
    delivering = Delivering(desk.installation, slack)
    while delivering.round():
        desk.clock.advance(timedelta(seconds=5))
    assert [one.channel for one in slack.sent] == ["UKE"]


class _Slack:
    def __init__(self) -> None:
        self.sent: list[Write] = []

    def deliver(self, write: Write) -> Outcome:
        self.sent.append(write)
        return Delivered("D1", f"{len(self.sent)}.0")

    def find(self, write: Write, since: object) -> Delivered | NotThere | Later:
        return NotThere()


def test_the_status_knows_the_jobs_by_name() -> None:
    from commands import status

    assert {job.name for job in JOBS} <= set(status.JOBS)


def test_one_reminder_a_day_where_the_readers_day_is_another(desk: Desk) -> None:
    desk.name("唐可")
    row = StaffRow("唐可", "Ke Tang", roles=(Role.QC,), slack_user="UKE", zone="America/New_York")
    apply_staff(desk.context.database, [row])
    desk.several()
    released = desk.clock.now()
    for _ in range(7 * 48):
        desk.clock.advance(timedelta(minutes=30))
        desk.beat()
    due = [row.due_at for row in desk.rows("UKE")]
    # Her Thursday is a holiday, and midnight in Shanghai is in the middle of her morning.
    assert len(due) == len({(at - timedelta(hours=5)).date() for at in due}) > 1
    assert all(9 <= (at - timedelta(hours=5)).hour < 18 for at in due)
    assert due[0] > released
