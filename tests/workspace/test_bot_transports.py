"""Both ways from Slack to the bot: the same answers, nothing lost, and a health page that knows."""

import contextlib
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_bolt import App
from slack_sdk import WebClient

from base.clock import FixedClock, SystemClock
from base.language import Lang
from base.refusal import Refusal
from bot.render.texts import word
from bot.slack.health import Health
from bot.slack.http import LARGEST, Door, Server, application
from bot.slack.proof import Proof
from bot.slack.run import Listen, SlackSettings, run
from bot.slack.sending import web_client
from bot.slack.socket_mode import SocketMode
from commands.context import Context
from tests.workspace.bot_world import NOW, buttons, config, context_in, whole
from workspace import Delivery, Fault, Message, RunningWorkspace, start
from workspace.http_mode import signature

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TRANSPORTS = ("socket", "http")


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    found = context_in(tmp_path_factory.mktemp("transports"))
    yield found
    found.database.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@dataclass
class Ahead:
    """A clock that can be put forward."""

    by: float = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.by


@dataclass
class Running:
    """`run` in a thread, and the workspace it serves."""

    local: RunningWorkspace
    port: int
    stop: threading.Event = field(default_factory=threading.Event)
    ahead: Ahead = field(default_factory=Ahead)
    codes: list[int] = field(default_factory=list)

    def said(self, who: str, channel: str | None = None) -> list[Message]:
        seen = self.local.as_person(who).sees(channel)
        return [m for m in seen if m.user == self.local.model.bot.id]

    def answer(self, who: str, channel: str | None, text: str) -> Message:
        def found() -> Message | None:
            return next((m for m in reversed(self.said(who, channel)) if text in whole(m)), None)

        message = self.local.wait_for(found, 10.0)
        assert isinstance(message, Message)
        return message

    def health(self) -> tuple[int, dict[str, Any]]:
        found = httpx.get(f"http://127.0.0.1:{self.port}/health")
        return found.status_code, found.json()


def settings_for(local: RunningWorkspace) -> SlackSettings:
    return SlackSettings(
        local.bot_token, local.app_token, local.base_url, 0.2, signing_secret=SECRET
    )


@contextlib.contextmanager
def bot(context: Context, transport: str, **changes: Any) -> Iterator[Running]:
    """Run workspace and bot, joined by either transport, with the health page."""
    port = free_port()
    with start(config(signing_secret=SECRET, **changes)) as local:
        running = Running(local, port)
        if transport == "http":
            local.use_http(f"http://127.0.0.1:{port}/slack/events")
        listen = Listen(port, events=transport == "http")
        settings = settings_for(local)
        thread = threading.Thread(
            target=lambda: running.codes.append(
                run(settings, context, running.stop, listen, running.ahead)
            )
        )
        thread.start()
        try:
            local.wait_for_app()
            yield running
        finally:
            running.stop.set()
            thread.join(30)
    assert running.codes == [0]


def answered(count: int, running: Running, who: str = "lin") -> None:
    """Wait until a person has so many answers, and see that there come no more."""
    running.local.wait_for(lambda: len(running.said(who)) >= count, 20.0)
    time.sleep(0.2)
    assert len(running.said(who)) == count


# -- the same over both -----------------------------------------------------------------------


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_every_kind_of_question_is_answered(context: Context, transport: str) -> None:
    with bot(context, transport) as running:
        lin, alice = running.local.as_person("lin"), running.local.as_person("alice")
        done = lin.slash("metric", "满意度 上周", channel="general")
        alice.mentions("csat last week", channel="general")
        lin.says("满意度 上周")
        assert "90.0%" in running.answer("lin", "general", "上周满意度 90.0%").text
        assert running.answer("alice", "general", "CSAT last week was 90.0%").thread_ts
        answer = running.answer("lin", None, "90.0%")
        lin.clicks(answer, next(iter(buttons(answer).values())))
        running.local.wait_for(lambda: len(running.said("lin")) >= 2)
        assert isinstance(done, Delivery)
        assert done.result().attempts == 1
        status, health = running.health()
    assert (status, health["healthy"], health["transport"]) == (200, True, transport)
    assert health["database"] is True
    assert health["questions_waiting"] == 0
    assert health["heard_seconds_ago"] < 5


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_stop_in_the_middle_finishes_what_was_taken(context: Context, transport: str) -> None:
    days = [f"2026-11-{day:02d}" for day in range(1, 15)]
    with bot(context, transport, command_retry_delays=()) as running:
        alice = running.local.as_person("alice")
        asked = [alice.slash("metric", f"contacts {day}", channel="general") for day in days * 2]
        running.local.wait_for(lambda: running.said("alice", "general"))
        running.stop.set()
        running.local.wait_for(lambda: running.codes, 20.0)
        ends = [one.result() for one in asked if isinstance(one, Delivery)]
        taken = sum(end.acknowledged for end in ends)
        assert len(ends) == len(asked)
        # Whatever was acknowledged was answered, once.
        assert len(running.said("alice", "general")) == taken
        assert taken


# -- Socket Mode: connections come and go -----------------------------------------------------


def test_a_refresh_loses_nothing(context: Context) -> None:
    # Nothing is delivered twice here: what is lost stays lost.
    with bot(context, "socket", command_retry_delays=()) as running:
        lin = running.local.as_person("lin")
        asked = []
        for number in range(40):
            if number in (10, 25):
                running.local.disconnect("warning" if number == 10 else "refresh_requested")
            asked.append(lin.slash("metric", "满意度 上周", channel="general"))
            time.sleep(0.02)
        running.local.wait_for(lambda: len(running.said("lin", "general")) >= 40, 20.0)
        assert all(isinstance(one, Delivery) and one.result().attempts == 1 for one in asked)
        time.sleep(0.2)
        assert len(running.said("lin", "general")) == 40


def test_cut_connections_lose_nothing(context: Context) -> None:
    with bot(context, "socket", retry_delays=(0.0, 0.1, 0.5)) as running:
        lin = running.local.as_person("lin")
        running.local.faults.add(Fault.drop_connection("events_api", times=2))
        for _ in range(10):
            lin.says("满意度 上周")
        answered(10, running)


def test_a_workspace_that_is_away_is_told_once_and_found_again(
    context: Context, caplog: pytest.LogCaptureFixture
) -> None:
    with bot(context, "socket") as running, caplog.at_level(logging.WARNING, "fupan.slack"):
        address = running.local.page_url.rstrip("/")
        tokens = {
            "bot_token": running.local.bot_token,
            "app_token": running.local.app_token,
            "signing_secret": SECRET,
        }
        running.local.stop()
        time.sleep(2.5)
        assert running.health()[0] == 200
        running.ahead.by += 31.0
        status, health = running.health()
        assert (status, health["why"], health["connected"]) == (503, ["disconnected"], False)
        with start(config(**tokens), port=int(address.rpartition(":")[2])) as again:
            again.wait_for_app(timeout=20.0)
            lin = again.as_person("lin")
            lin.says("满意度 上周")
            again.wait_for(lambda: [m for m in lin.sees() if "90.0%" in m.text])
            assert running.health()[0] == 200
            running.stop.set()
            again.wait_for(lambda: running.codes, 20.0)
    told = [r.getMessage() for r in caplog.records if "Slack" in r.getMessage()]
    assert len([line for line in told if "no connection to Slack" in line]) == 1
    assert len([line for line in told if "connected to Slack again" in line]) == 1


class Relay:
    """Passes bytes between a client and a server until it is frozen: then it swallows them."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.frozen = threading.Event()
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self._listening.accept()[0]
                far = socket.create_connection(("127.0.0.1", self._to))
                self._sockets += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if not self.frozen.is_set():
                    other.sendall(data)

    def close(self) -> None:
        for one in (self._listening, *self._sockets):
            one.close()


def counting_app(client: WebClient, heard: list[str]) -> App:
    """An app that notes the texts of direct messages."""
    app = App(client=client, name="slack_bolt.count", process_before_response=True)
    app.event("message")(lambda event: heard.append(event["text"]))
    return app


def test_a_connection_that_dies_in_silence_is_replaced() -> None:
    heard: list[str] = []
    with start(config(ack_timeout=0.5, retry_delays=(0.0, 0.0, 0.0))) as local:
        client = web_client(settings_for(local))
        relay = Relay(int(local.page_url.rstrip("/").rpartition(":")[2]))
        mode = SocketMode(counting_app(client, heard), client, local.app_token, time.monotonic, 0.2)
        url = str(client.apps_connections_open(app_token=local.app_token)["url"])
        mode.start(re.sub(r":\d+/", f":{relay.port}/", url, count=1))
        local.wait_for_app()
        relay.frozen.set()
        # No goodbye, no reset: only the pings stay unanswered.
        local.wait_for_app(2, timeout=10.0)
        lin = local.as_person("lin")
        for number in range(4):
            lin.says(f"question {number}")
        # Slack does not know either: half of it goes to the dead one first, and comes again.
        local.wait_for(lambda: len(set(heard)) == 4, 10.0)
        assert mode.health().why == ()
        assert mode.stop(5.0)
        relay.close()


# -- HTTP: who may come in --------------------------------------------------------------------


@pytest.fixture(scope="module")
def door(context: Context) -> Iterator[Running]:
    with bot(context, "http") as running:
        yield running


def post(
    door: Running, body: bytes, kind: str = "application/json", *,
    age: float = 0.0, secret: str = SECRET, headers: Mapping[str, str] = MappingProxyType({}),
) -> httpx.Response:  # fmt: skip
    stamp = str(int(time.time() - age))
    signed = {
        "content-type": kind,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature(secret, stamp, body),
    }
    return httpx.post(
        f"http://127.0.0.1:{door.port}/slack/events", content=body, headers=signed | dict(headers)
    )


CHALLENGE = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()


def test_the_address_is_verified_for_slack_alone(door: Running) -> None:
    assert post(door, CHALLENGE).json() == {"challenge": "3eZbrw1a"}
    assert post(door, CHALLENGE, secret="another").status_code == 401
    form = urlencode({"ssl_check": "1", "token": "x"}).encode()
    assert post(door, form, "application/x-www-form-urlencoded").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0=é".encode().decode("latin-1")},
        {"x-slack-request-timestamp": "yesterday"},
        {"x-slack-request-timestamp": ""},
        {"x-slack-request-timestamp": "9" * 400},
        {"x-slack-request-timestamp": "-1"},
    ],
)
def test_a_wrong_signature_is_turned_away(door: Running, wrong: Mapping[str, str]) -> None:
    encoded = {k: v.encode("latin-1") for k, v in wrong.items()}
    stamp = str(int(time.time()))
    headers: dict[str, Any] = {
        "content-type": "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature(SECRET, stamp, CHALLENGE),
    }
    url = f"http://127.0.0.1:{door.port}/slack/events"
    assert httpx.post(url, content=CHALLENGE, headers=headers).status_code == 200
    assert httpx.post(url, content=CHALLENGE, headers=headers | encoded).status_code == 401


def test_an_old_or_future_or_altered_request_is_turned_away(door: Running) -> None:
    for age in (290.0, -290.0):
        assert post(door, CHALLENGE, age=age).status_code == 200
    for age in (310.0, -310.0):
        assert post(door, CHALLENGE, age=age).status_code == 401
    stamp = str(int(time.time()))
    headers = {
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature(SECRET, stamp, CHALLENGE),
    }
    url = f"http://127.0.0.1:{door.port}/slack/events"
    assert httpx.post(url, content=CHALLENGE + b" ", headers=headers).status_code == 401


def test_what_is_not_slacks_form_is_refused(door: Running) -> None:
    assert post(door, b"x" * (LARGEST + 1)).status_code == 413
    chunks = httpx.post(
        f"http://127.0.0.1:{door.port}/slack/events",
        content=(b"x" * 100_000 for _ in range(LARGEST // 100_000 + 1)),
    )
    assert chunks.status_code == 413
    for body, kind in (
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"payload=1", "application/x-www-form-urlencoded"),
        (b"nothing at all", "application/x-www-form-urlencoded"),
        (b"", ""),
    ):
        assert post(door, body, kind).status_code == 400, body
    # Slack signs text: what is none cannot be its.
    assert post(door, b"\xff", "application/json").status_code == 401
    url = f"http://127.0.0.1:{door.port}/slack/events"
    assert httpx.get(url).status_code == 405
    assert httpx.get(f"http://127.0.0.1:{door.port}/").status_code == 404
    assert door.health()[0] == 200


def test_a_redelivery_is_answered_once(door: Running) -> None:
    lin = door.local.as_person("lin")
    event = {"type": "message", "channel_type": "im", "channel": lin.place(None).id}
    event |= {"user": lin.id, "text": "满意度 上周", "ts": "1.1"}
    body = json.dumps({"type": "event_callback", "event_id": "EvTwice", "event": event}).encode()
    assert post(door, body).status_code == 200
    again = {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}
    assert post(door, body, headers=again).status_code == 200
    answered(1, door)


def test_a_listener_at_work_blocks_nobody_else() -> None:
    finish = threading.Event()
    with start(config()) as local:
        client = web_client(settings_for(local))
        app = App(client=client, name="slack_bolt.slow", process_before_response=True)

        @app.command("/metric")
        def slow_listener(ack: Any) -> None:
            finish.wait(30)
            ack("done")

        door = Door(app, SECRET, SystemClock(), lambda: None)
        server = Server(application(lambda: Health(()), door), Listen(0, events=True))
        server.start()
        running = Running(local, int(server.address.rpartition(":")[2]))
        form = urlencode({"command": "/metric", "trigger_id": "1", "user_id": "U1"}).encode()
        with ThreadPoolExecutor(8) as slack:
            kind = "application/x-www-form-urlencoded"
            asked = [slack.submit(post, running, form, kind) for _ in range(8)]
            time.sleep(0.3)
            # What opens a window: on the event loop these would wait for all of them, for ever.
            for _ in range(10):
                assert running.health()[0] == 200
            assert not any(one.done() for one in asked)
            finish.set()
            replies = [one.result() for one in asked]
        server.stop()
    assert [(r.status_code, r.text) for r in replies] == [(200, "done")] * 8


# -- health -----------------------------------------------------------------------------------


def test_a_database_that_is_gone_is_told(tmp_path: Path) -> None:
    own = context_in(tmp_path)
    with bot(own, "http") as running:
        assert running.health()[0] == 200
        own.database.close()
        (tmp_path / "fupan.db").unlink()
        for left in tmp_path.glob("fupan.db-*"):
            left.unlink()
        (tmp_path / "fupan.db").mkdir()
        running.ahead.by += 2
        status, health = running.health()
    assert (status, health["why"], health["database"]) == (503, ["database"], False)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_jobs_are_told_to_machines_and_to_people(context: Context, transport: str) -> None:
    with bot(context, transport) as running:

        def page() -> str:
            return httpx.get(f"http://127.0.0.1:{running.port}/metrics").text

        runs = re.compile(r'^fupan_job_runs_total{job="deliver"} [1-9]', re.MULTILINE)
        running.local.wait_for(lambda: runs.search(page()))
        assert "\nfupan_slack_connected 1.0\n" in page()
        status, health = running.health()
        assert (status, health["jobs"]["failing"]) == (200, {})
        assert health["jobs"]["beat_seconds_ago"] < 30
        running.local.as_person("lin").slash("fupan", "状态", channel="general")
        told = running.answer("lin", "general", "一切正常")
        assert "个进程在运行" in whole(told)
        assert "发消息：0 秒前跑过" in whole(told)
        assert not running.said("alice", "general")
        running.local.as_person("abu").slash("fupan", "状态", channel="general")
        assert "一切正常" not in whole(running.answer("abu", "general", "主管"))


def test_a_quiet_slack_is_asked_whether_it_is_there() -> None:
    seconds = Ahead()
    with start(config()) as local:
        proof = Proof(web_client(settings_for(local)), seconds, quiet=0.1, retry=0.05)
        proof.heard.beat()
        proof.start()
        seconds.by += 1000.0
        local.wait_for(lambda: (proof.health().facts["auth_test_seconds_ago"] or 999) < 5)
        assert proof.health().why == ()
        local.faults.revoke_token()
        local.wait_for(lambda: proof.health().why)
        assert proof.health().why == ("silent",)
        local.faults.restore_token()
        local.wait_for(lambda: not proof.health().why)
        assert proof.stop(5.0)


def test_one_who_asked_lately_is_not_asked_back() -> None:
    with start(config()) as local:
        proof = Proof(web_client(settings_for(local)), time.monotonic, quiet=5.0, retry=0.05)
        proof.start()
        local.faults.revoke_token()
        time.sleep(0.4)
        assert proof.health().facts["auth_test_failures"] == 0
        assert proof.stop(5.0)


# -- the process ------------------------------------------------------------------------------


@contextlib.contextmanager
def process(folder: Path, local: RunningWorkspace, *arguments: str) -> Iterator[Any]:
    """`fupan run` as it is run on a server, its log in a file."""
    environment = os.environ | {
        "FUPAN_DATABASE_URL": f"sqlite:///{folder / 'fupan.db'}",
        "FUPAN_SLACK_BOT_TOKEN": local.bot_token,
        "FUPAN_SLACK_APP_TOKEN": "" if "--http" in arguments else local.app_token,
        "FUPAN_SLACK_SIGNING_SECRET": SECRET,
        "FUPAN_SLACK_API_URL": local.base_url,
    }
    command = [sys.executable, "-m", "bot.cli", "run", *arguments]
    with (folder / "log").open("w") as log:
        started = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            yield started
        finally:
            started.kill()
            started.wait()


@pytest.mark.parametrize(
    ("transport", "number"), [("http", signal.SIGTERM), ("socket", signal.SIGINT)]
)
def test_a_signal_ends_the_process_in_good_order(
    tmp_path: Path, transport: str, number: int
) -> None:
    context_in(tmp_path).database.close()
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    arguments = ("--port", str(port), *(["--http"] if transport == "http" else []))
    with (
        start(config(signing_secret=SECRET)) as local,
        process(tmp_path, local, *arguments) as started,
    ):
        if transport == "http":
            local.use_http(url)
        local.wait_for_app(timeout=20.0)
        running = Running(local, port)
        lin = local.as_person("lin")
        for _ in range(5):
            lin.says("满意度 2026-11-09到2026-11-15")
        httpx.post(f"{url}?secret=words", content=b"private words")
        assert running.health()[0] == 200
        local.wait_for(lambda: running.said("lin"), 20.0)
        started.send_signal(number)
        assert started.wait(20) == 0
        local.wait_for(lambda: len(running.said("lin")) == 5)
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    for secret in ("private", "secret=", "POST", local.bot_token, "满意度"):
        assert secret not in log


def test_a_taken_port_is_one_clear_line(context: Context) -> None:
    with start(config()) as local, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refusal) as refused:
            run(settings_for(local), context, threading.Event(), Listen(port, events=True))
    assert str(port) in word(refused.value.message, Lang.EN)


def test_the_workspaces_moment_does_not_matter_to_signatures(tmp_path: Path) -> None:
    own = context_in(tmp_path)
    assert isinstance(own.clock, FixedClock)
    assert abs(own.clock.now().timestamp() - NOW.timestamp()) < 1
    with bot(own, "http") as running:
        running.local.as_person("lin").says("满意度 上周")
        running.answer("lin", None, "90.0%")
    own.database.close()
