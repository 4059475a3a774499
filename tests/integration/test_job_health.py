"""Job health from outside, on both engines: `/fupan status`, the health page, the metrics."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from slack_sdk import WebClient

from base.answer import Answer, Kind
from base.clock import FixedClock
from base.language import Lang, Moment, msg
from base.reasons import EXPLAINED
from base.refusal import Refusal
from base.rights import Actor, Role, operator
from base.schedule import DayKind, DayRule, Due, Level, OccurrenceState, Schedule, Timing, What
from bot.render.terminal import plain_lines
from bot.render.texts import value_text, word
from bot.slack.dispatch import PolitePool
from bot.slack.health import Health, socket_health
from bot.slack.http import HEALTH, METRICS, Server, application
from bot.slack.monitoring import Monitor
from bot.slack.posts import Posts
from bot.slack.settings import Listen
from commands.context import Context, Place, Request
from commands.router import handle
from commands.status import JOBS
from jobs.installation import Installation
from jobs.recording import Recording
from jobs.tick import Job, Tick
from storage import occurrences, outbox, schedules, turns
from storage.engine import Database
from storage.jobruns import JobRun, keep, runs_of
from storage.outbox import Draft
from storage.schedules import Planned
from storage.turns import Pace

START = datetime(2026, 11, 21, 4, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
CHANNEL = "C0GENERAL"


@dataclass
class Process:
    """One process of the bot with three jobs of its own, of which one can be broken."""

    database: Database
    clock: FixedClock
    replica: str = "one"
    broken: bool = False
    seconds: float = 1000.0
    waiting: int = 3
    transport: Health = field(default_factory=lambda: socket_health(0.4, 10.0, connected=True))

    def __post_init__(self) -> None:
        self.installation = Installation(self.database, self.clock, replica=self.replica)
        self.recording = Recording(self.installation, lambda: self.seconds)
        jobs = (
            Job("plan", 5 * SECOND, lambda _: ""),
            Job("compose", 5 * SECOND, self._compose),
            Job("tidy_file", 30 * MINUTE, lambda _: ""),
        )
        self.tick = Tick(self.installation, jobs, lambda: "7F3K", self.recording)

    def _compose(self, _: Installation) -> str:
        if self.broken:
            raise ValueError("broken")
        return ""

    def beat(self, after: timedelta = 5 * SECOND, times: int = 1) -> None:
        for _ in range(times):
            self.clock.advance(after)
            self.seconds += after.total_seconds()
            self.recording.beat()
            self.tick.beat()

    def monitor(self) -> Monitor:
        return Monitor(
            self.database, self.clock, self.recording,
            lambda: self.transport, lambda: self.waiting, lambda: self.seconds,
        )  # fmt: skip


@pytest.fixture
def process(database: Database) -> Process:
    return Process(database, FixedClock(START))


def keeper(lang: Lang) -> Actor:
    return Actor(7, "林岚", frozenset({Role.SUPERVISOR}), lang=lang, zone="Asia/Shanghai")


def asked(
    process: Process, text: str = "", lang: Lang = Lang.ZH, actor: Actor | None = None
) -> Answer:
    context = Context(process.database, process.clock)
    text = text or {Lang.ZH: "/fupan 状态", Lang.EN: "/fupan status"}[lang]
    return handle(context, Request(text, actor or keeper(lang), lang))


def shown(at: datetime) -> str:
    """Return a moment as the keeper reads it."""
    return value_text(Moment(at, "Asia/Shanghai"), Lang.ZH)


def said(process: Process, lang: Lang = Lang.ZH) -> list[str]:
    return plain_lines(asked(process, lang=lang), lang)


def weekly(process: Process, what: What = What.WEEKLY, **changes: Any) -> int:
    """Keep a schedule that comes next an hour from now."""
    now = process.clock.now()
    timing = Timing(DayRule(DayKind.WEEKDAYS, frozenset({0})), at=540)
    given: dict[str, Any] = {"channel": CHANNEL, "next_at": now + timedelta(hours=1)}
    of = Schedule(what, Level.DEPARTMENT, timing=timing, owner=0, **(given | changes))
    with process.database.write() as work:
        return schedules.keep(work, of, now, 0)


def occurred(
    process: Process, number: int, ago: timedelta, state: OccurrenceState, reason: str = "",
    **detail: str,
) -> None:  # fmt: skip
    at = process.clock.now() - ago
    due = Due(at.date(), at.date(), at)
    with process.database.write() as work:
        of = schedules.read(work, number)
        assert of is not None
        assert of.planned is not None
        wanted = Planned(due) if detail else Planned(due, state, reason)
        assert schedules.take_in(work, of, [wanted], of.planned, of.next_at)
        if detail:
            (one,) = occurrences.claim(work, process.clock.now(), "t", 1, MINUTE)
            assert occurrences.finish(work, one.id, "t", state, reason, detail)


def queued(process: Process, key: str, ago: timedelta) -> None:
    """Put a message into the outbox that should have been sent a while ago."""
    at = process.clock.now() - ago
    said = Answer(Kind.TEXT, msg("schedule.button.log"))
    draft = Draft(key, CHANNEL, said, Lang.ZH, due_at=at, expires_at=at + timedelta(days=1))
    with process.database.write() as work:
        assert outbox.put(work, draft)


# -- the status ------------------------------------------------------------------------------------


def test_a_bot_that_never_ran_says_so(process: Process) -> None:
    assert said(process)[0] == "机器人还没有运行过，定时消息不会发"
    assert said(process, Lang.EN)[0] == "The bot has never run, so nothing is sent on schedule"


def test_all_is_well_in_both_languages(process: Process) -> None:
    process.beat(times=4)
    soon = START + timedelta(hours=2)
    weekly(process, What.DAILY, next_at=START + timedelta(hours=30))
    weekly(process, next_at=soon)
    weekly(process, What.MONTHLY, paused=True)
    process.clock.advance(10 * SECOND)
    assert said(process) == [
        "一切正常，最近一次检查 10 秒前",
        f"1 个进程在运行，10 秒前有动静；启动于 {shown(START)}",
        "查到点的定时消息：15 秒前跑过、马上再跑",
        "写定时消息：15 秒前跑过、马上再跑",
        "整理数据库文件：还没跑过、30 分钟后再跑",
        "没有待发的消息",
        f"接下来：{shown(soon)} 周报，发到 {CHANNEL}",
        f"接下来：{shown(START + timedelta(hours=30))} 日报，发到 {CHANNEL}",
    ]
    told = said(process, Lang.EN)
    assert told[0] == "All is well; last check 10 s ago"
    assert told[2] == "Checking what is due: ran 15 s ago, next any moment"


def test_each_way_to_ask_for_it_is_understood(process: Process) -> None:
    process.beat(times=4)
    for text in ("/fupan status", "/fupan 状态", "/fupan 运行状态", "status", "Status", " 状态 "):
        assert asked(process, text).takeaway.key == "status.ok", text
    assert asked(process).private


def test_it_is_not_for_everybody(process: Process) -> None:
    agent = Actor(8, "阿布", frozenset({Role.AGENT}), teams=frozenset({1}))
    with pytest.raises(Refusal) as refused:
        asked(process, actor=agent)
    assert "主管" in word(refused.value.message, Lang.ZH)
    for allowed in (operator(), Actor(9, "数据", frozenset({Role.DATA}))):
        assert asked(process, actor=allowed).kind is Kind.TEXT


def test_a_failing_job_comes_first_and_is_gone_when_it_works(process: Process) -> None:
    process.beat(times=3)
    process.broken = True
    process.beat()
    assert said(process)[0] == "“写定时消息”上一次失败了（日志里查 7F3K）"
    process.beat(times=7)
    assert said(process)[0].startswith("“写定时消息”连续失败 ")
    told = said(process, Lang.EN)
    assert "times in a row (reference 7F3K in the log)" in told[0]
    assert any("runs failed since the start" in line for line in told)
    process.broken = False
    process.beat()
    assert said(process)[0] == "一切正常，最近一次检查 0 秒前"


def test_a_bot_that_stopped_is_told_before_anything_else(process: Process) -> None:
    process.broken = True
    process.beat(times=4)
    queued(process, "late", timedelta(hours=1))
    process.clock.advance(3 * MINUTE)
    told = said(process)
    assert told[0] == f"机器人没在运行：最后一次有动静是 {shown(START + 20 * SECOND)}"
    # Of a process that is gone nothing is to come, and nothing is late.
    assert told[1] == "有消息等了 63 分钟还没发出去"
    # What was written down last was 15 seconds old at most when it stopped.
    assert "写定时消息：185 秒前跑过" in told
    assert not any("再跑" in line or "连续失败" in line for line in told)


def test_a_job_that_hangs_makes_the_others_late(process: Process) -> None:
    process.beat(times=4)
    other = Process(process.database, process.clock, "two")
    other.beat(times=4)
    # Both threads are there, but one of them is busy with something else.
    for _ in range(10):
        process.clock.advance(15 * SECOND)
        other.recording.beat()
        process.recording.beat()
    assert said(process)[0] == "“查到点的定时消息”晚了 165 秒还没跑"
    assert said(process, Lang.EN)[0] == "“Checking what is due” is 165 s overdue"


def test_two_processes_are_two_and_a_dead_one_is_none(process: Process) -> None:
    process.beat(times=4)
    other = Process(process.database, process.clock, "two")
    other.beat(times=4)
    assert "2 个进程在运行" in said(process)[1]
    other.broken = True
    other.beat()
    assert said(process)[0].startswith("“写定时消息”上一次失败了")
    process.beat(times=14)
    # Its failure went with it.
    assert said(process)[0].startswith("一切正常")
    assert "1 个进程在运行" in said(process)[1]


def test_a_message_that_waits_and_one_that_failed_are_told(process: Process) -> None:
    process.beat(times=4)
    queued(process, "a", 9 * MINUTE)
    assert said(process)[0].startswith("一切正常")
    queued(process, "b", 11 * MINUTE)
    told = said(process)
    assert told[0] == "有消息等了 11 分钟还没发出去"
    assert "消息：待发 2 条，不知道发没发成 0 条，近一天没发成 0 条" in told
    with process.database.write() as work:
        (claimed,) = turns.claim(work, process.clock.now(), "t", 1, Pace())
        assert outbox.give_up(work, claimed, "not_in_channel")
    assert any("1 to send, 0 with unknown outcome, 1 failed" in x for x in said(process, Lang.EN))


def test_what_did_not_go_out_is_told_with_its_reason_and_log(process: Process) -> None:
    process.beat(times=4)
    first, second = weekly(process), weekly(process, What.DAILY)
    occurred(process, first, timedelta(days=8), OccurrenceState.MISSED, "late")
    for days, reason in ((1, "late"), (2, "superseded"), (3, "not_in_channel"), (4, "quaint")):
        occurred(process, first, timedelta(days=days), OccurrenceState.MISSED, reason)
    occurred(process, second, MINUTE, OccurrenceState.FAILED, "failed", ref="AB23")
    occurred(process, second, timedelta(days=6), OccurrenceState.SENT)
    answer = asked(process)
    told, now = plain_lines(answer, Lang.ZH), process.clock.now()
    assert told[0] == "最近 7 天有 5 次定时消息没发出去"
    lost = told[-5:]
    assert lost[0] == f"{shown(now - MINUTE)} 的日报没发成：是程序的问题，日志里查 AB23。"
    assert "过时的不补发" in lost[2]
    assert "/invite" in lost[3]
    assert "quaint" in lost[4]
    assert [one.request for one in answer.follow_ups] == [
        f"/fupan schedule log {second}",
        f"/fupan schedule log {first}",
    ]
    assert len({word(one.label, Lang.ZH) for one in answer.follow_ups}) == 2
    english = said(process, Lang.EN)
    assert english[0] == "Scheduled posts that did not go out in the last 7 days: 5"
    assert "aily summary not sent. A fault of the program: reference AB23" in english[-5]


def test_a_digest_of_somebodys_is_no_news(process: Process) -> None:
    process.beat(times=4)
    with process.database.write() as work:
        timing = Timing(DayRule(DayKind.WORKDAYS), at=540)
        own = Schedule(
            What.DIGEST, Level.PERSON, "U0LIN", timing, 7, next_at=START + timedelta(hours=2)
        )
        schedules.keep(work, own, START, 7, key="digest.7")
    assert said(process)[-1] == "没有排好的定时消息"
    assert said(process, Lang.EN)[-1] == "Nothing is scheduled"


def test_an_unknown_job_goes_by_its_own_name(process: Process) -> None:
    process.beat(times=4)
    now = process.clock.now()
    with process.database.write() as work:
        keep(work, JobRun("newer", "one", now, ended_at=now, next_at=now + MINUTE, runs=1))
    assert "newer：0 秒前跑过、60 秒后再跑" in said(process)


def test_every_job_of_a_process_is_known(process: Process) -> None:
    context = Context(process.database, process.clock)
    posts = Posts(context, WebClient("xoxb-none"), PolitePool())
    assert {job.name for job in posts.jobs()} == set(JOBS)


@pytest.mark.parametrize("lang", list(Lang))
def test_every_job_and_reason_has_a_name_in_both_languages(lang: Lang) -> None:
    for name in JOBS:
        called = word(msg(f"job.{name}"), lang)
        assert name not in called
        assert called[0] == called[0].upper()
    for code in EXPLAINED:
        assert word(msg(f"tell.why.{code}"), lang)


def test_in_a_channel_only_the_asker_sees_it(process: Process) -> None:
    process.beat(times=4)
    request = Request("status", keeper(Lang.ZH), Lang.ZH, Place.CHANNEL)
    assert handle(Context(process.database, process.clock), request).private


# -- health and metrics ----------------------------------------------------------------------------


@dataclass
class Served:
    """The pages of a process, on a real server."""

    address: str

    def health(self) -> tuple[int, dict[str, Any]]:
        found = httpx.get(self.address + HEALTH)
        return found.status_code, found.json()

    def metrics(self) -> dict[str, dict[str, float]]:
        """Return every sample: by name, then by the value of its label ("" for none)."""
        found = httpx.get(self.address + METRICS)
        assert found.status_code == 200
        assert found.headers["content-type"].startswith("text/plain; version=")
        samples: dict[str, dict[str, float]] = {}
        for family in text_string_to_metric_families(found.text):
            assert family.documentation
            for sample in family.samples:
                assert len(sample.labels) <= 1
                label = next(iter(sample.labels.values()), "")
                samples.setdefault(sample.name, {})[label] = sample.value
        return samples


@contextlib.contextmanager
def served(process: Process) -> Iterator[Served]:
    monitor = process.monitor()
    server = Server(application(monitor.health, None, monitor.metrics), Listen(0))
    server.start()
    try:
        yield Served(server.address)
    finally:
        server.stop()


def test_health_tells_how_the_jobs_are(process: Process) -> None:
    process.beat(times=4)
    with served(process) as pages:
        status, health = pages.health()
        assert (status, health["healthy"], health["database"]) == (200, True, True)
        assert health["jobs"] == {
            "beat_seconds_ago": 0.0,
            "failing": {},
            "outbox_overdue_seconds": 0.0,
        }
        process.broken = True
        process.beat(times=4)
        status, health = pages.health()
        assert (status, health["jobs"]["failing"]) == (200, {"compose": 4})
        process.beat()
        status, health = pages.health()
        assert (status, health["why"]) == (503, ["job:compose"])
        process.broken = False
        process.beat()
        assert pages.health()[0] == 200


def test_a_tick_that_stands_still_is_unhealthy(process: Process) -> None:
    process.beat(times=4)
    with served(process) as pages:
        process.seconds += 59
        assert pages.health()[0] == 200
        process.seconds += 2
        status, health = pages.health()
        assert (status, health["why"]) == (503, ["tick"])
        assert health["jobs"]["beat_seconds_ago"] == 61.0
        process.beat()
        assert pages.health()[0] == 200


def test_an_outbox_that_stands_still_is_unhealthy(process: Process) -> None:
    process.beat(times=4)
    queued(process, "a", 14 * MINUTE)
    with served(process) as pages:
        assert pages.health()[0] == 200
        process.beat(2 * MINUTE)
        status, health = pages.health()
        assert (status, health["why"]) == (503, ["outbox"])
        assert health["jobs"]["outbox_overdue_seconds"] == 960.0
        with process.database.write() as work:
            (claimed,) = turns.claim(work, process.clock.now(), "t", 1, Pace())
            assert outbox.sent(work, claimed, process.clock.now(), CHANNEL, "1.1")
        # Somebody who asks again within a second is told the same.
        assert pages.health()[0] == 503
        process.seconds += 1
        assert pages.health()[0] == 200


def test_metrics_say_the_same_as_the_database(process: Process) -> None:
    process.broken = True
    process.beat(times=2)
    process.broken = False
    process.beat(times=2)
    process.clock.advance(7 * SECOND)
    queued(process, "a", 2 * MINUTE)
    queued(process, "b", MINUTE)
    number = weekly(process)
    occurred(process, number, timedelta(days=1), OccurrenceState.MISSED, "late")
    with served(process) as pages:
        told = pages.metrics()
    assert told["fupan_job_runs_total"] == {"plan": 4, "compose": 4, "tidy_file": 0}
    assert told["fupan_job_failures_total"] == {"plan": 0, "compose": 2, "tidy_file": 0}
    assert told["fupan_job_failing"]["compose"] == 0
    last = (START + 20 * SECOND).timestamp()
    assert told["fupan_job_last_success_timestamp_seconds"] == {"plan": last, "compose": last}
    assert told["fupan_job_lag_seconds"]["plan"] == 0
    assert set(told["fupan_job_duration_seconds"]) == {"plan", "compose", "tidy_file"}
    assert told["fupan_outbox_rows"] == {"pending": 2, "claimed": 0, "unknown": 0, "failed": 0}
    assert told["fupan_outbox_oldest_seconds"] == {"": 120.0}
    assert told["fupan_occurrences"]["missed"] == 1
    assert set(told["fupan_occurrences"]) == {state.value for state in OccurrenceState}
    assert told["fupan_questions_waiting"] == {"": 3}
    assert (told["fupan_slack_connected"], told["fupan_database_up"]) == ({"": 1}, {"": 1})
    assert told["fupan_slack_heard_seconds"] == {"": 0.4}
    assert version("fupan") in told["fupan_build_info"]
    described = (Path(__file__).parents[2] / "docs" / "monitoring.md").read_text(encoding="utf-8")
    assert [name for name in told if f"`{name}" not in described] == []


def test_metrics_name_nobody(process: Process) -> None:
    process.beat(times=2)
    weekly(process, channel="C0SECRET")
    queued(process, "a-secret-key", MINUTE)
    with served(process) as pages:
        text = httpx.get(pages.address + METRICS).text
    for word_of_people in ("C0SECRET", CHANNEL, "secret", "林岚", "schedule.button"):
        assert word_of_people not in text


def test_without_a_database_the_process_is_still_told(process: Process) -> None:
    process.beat(times=2)
    process.transport = socket_health(99.0, 10.0, connected=False)
    with served(process) as pages:
        with process.database.write() as work:
            _drop(work)
        status, health = pages.health()
        told = pages.metrics()
    assert (status, health["why"]) == (503, ["disconnected", "database"])
    assert health["jobs"]["outbox_overdue_seconds"] is None
    assert told["fupan_database_up"] == {"": 0}
    assert told["fupan_slack_connected"] == {"": 0}
    assert told["fupan_job_runs_total"]["plan"] == 2
    assert "fupan_outbox_rows" not in told


def _drop(work: Any) -> None:
    from sqlalchemy import text

    work.execute(text("ALTER TABLE outbox RENAME TO outbox_gone"))


def test_without_metrics_there_is_no_such_page(process: Process) -> None:
    server = Server(application(process.monitor().health), Listen(0))
    server.start()
    assert httpx.get(server.address + METRICS).status_code == 404
    server.stop()


def test_many_who_look_ask_the_database_once(process: Process) -> None:
    monitor = process.monitor()
    before = _spent(monitor.health)
    assert before < 3
    with process.database.write() as work:
        _drop(work)
    # The answer of a moment ago is still good enough.
    assert all(monitor.health().why == () for _ in range(100))
    process.seconds += 1.1
    assert monitor.health().why == ("database",)


def _spent(ask: Callable[[], object]) -> float:
    before = time.monotonic()
    ask()
    return time.monotonic() - before


# -- the rows --------------------------------------------------------------------------------------


def test_a_row_is_kept_as_it_was_said(database: Database) -> None:
    at = datetime(2026, 11, 21, 4, 0, 0, 123456, tzinfo=UTC)
    run = JobRun("plan", "one", at, at + SECOND, at, at + MINUTE, 0.25, 5, 2, 1, "失败 7F3K")
    other = JobRun("plan", "two", at)
    with database.write() as work:
        keep(work, JobRun("plan", "one", at - MINUTE))
        keep(work, other)
        keep(work, run)
    with database.read() as work:
        assert runs_of(work) == (run, other)
    assert not run.running
    assert not other.running
