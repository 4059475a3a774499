"""The two ends of the wire for `benchmarks.slack`: a Slack that only notes, and its signed posts.

Also, as a program, the peer: a bare Bolt app that echoes, behind Bolt's own adapter.
"""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

SECRET = "8f742231b10e8888abcd99e7ae1a5f00"
BOT_TOKEN = "xoxb-bench"
_PATIENCE = 20.0


class Sink:
    """A Slack that says yes to everything and notes when each answer had arrived whole."""

    def __init__(self) -> None:
        self._arrived: dict[str, float] = {}
        self._changed = threading.Condition()
        handler = type("Handler", (_Handler,), {"sink": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def note(self, path: str, at: float) -> None:
        """Note an answer."""
        with self._changed:
            self._arrived[path] = at
            self._changed.notify_all()

    def arrival(self, path: str) -> float:
        """Wait for an answer; return when it came. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: path in self._arrived, _PATIENCE):
                raise TimeoutError(f"no answer at {path}")
            return self._arrived[path]

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    sink: Sink
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        at = time.perf_counter()
        if self.path.startswith("/respond/"):
            self.sink.note(self.path, at)
        body = json.dumps(
            {"ok": True, "user_id": "UBOT", "bot_id": "BBOT", "team_id": "T1", "ts": "1.1"}
            | {"channel": "C1", "user": {"locale": "zh-CN", "tz": "Asia/Shanghai"}}
        ).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Poster:
    """Posts slash commands to one app, signed, over one connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._verifier = SignatureVerifier(SECRET)

    def command(self, fields: Mapping[str, str]) -> tuple[float, float]:
        """Post a command; return when it was sent and when it was acknowledged."""
        body = urlencode(fields)
        stamp = str(int(time.time()))
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": self._verifier.generate_signature(timestamp=stamp, body=body)
            or "",
        }
        sent = time.perf_counter()
        self._connection.request("POST", "/slack/events", body, headers)
        answer = self._connection.getresponse()
        answer.read()
        done = time.perf_counter()
        if answer.status != 200:
            raise RuntimeError(f"the app answered {answer.status}")
        return sent, done

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _elsewhere(pid: int) -> None:
    """Keep a server off the processor of whoever asks it, as if it were another machine.

    Otherwise an acknowledgement that was sent long ago waits until the server's next thread, which
    was put on the asker's processor, lets the asker run.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    cores = range(os.cpu_count() or 1)
    if len(cores) > 1:
        os.sched_setaffinity(0, cores[:1])
        os.sched_setaffinity(pid, cores[1:])


@contextmanager
def process(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """Run a server until the block ends; wait until it listens. Raises RuntimeError."""
    started = subprocess.Popen(command, env=dict(environment), stderr=subprocess.PIPE, text=True)
    _elsewhere(started.pid)
    try:
        _await(started, port)
        yield
    finally:
        started.terminate()
        started.communicate(timeout=_PATIENCE)


def _await(started: "subprocess.Popen[str]", port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if started.poll() is not None:
            raise RuntimeError(f"the server ended: {started.communicate()[1][-2000:]}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1.0)
        try:
            connection.request("GET", "/health")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the server did not come up")


def echo(client: WebClient) -> App:
    """Return the peer: a Bolt app that acknowledges a command with the command's own text."""
    # With Bolt's default it polls for the acknowledgement and takes ten milliseconds.
    app = App(
        client=client, name="slack_bolt.echo", signing_secret=SECRET, process_before_response=True
    )
    app.command("/metric")(lambda ack, command: ack(command["text"]))
    return app


def _serve_echo(port: int, api: str) -> None:
    """Serve the peer behind Bolt's own adapter, as its documentation shows."""
    import uvicorn
    from slack_bolt.adapter.starlette import SlackRequestHandler
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    handler = SlackRequestHandler(echo(WebClient(BOT_TOKEN, base_url=api)))

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    served = Starlette(routes=[Route("/slack/events", events, methods=["POST"])])
    uvicorn.run(served, port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    _serve_echo(int(sys.argv[1]), sys.argv[2])
