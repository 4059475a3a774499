"""Fetching files: the token goes to Slack alone, and a file is whole or none."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from base.refusal import Refusal
from bot.slack.downloading import Downloads
from bot.slack.sent_files import Dropped


class _Desk(BaseHTTPRequestHandler):
    """Answers as its server is told, and notes which token was shown."""

    def do_GET(self) -> None:
        """Serve whatever the path asks for."""
        server: Any = self.server
        server.shown.append((self.path, self.headers.get("Authorization")))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", server.elsewhere)
            self.end_headers()
            return
        status = int(self.path[1:]) if self.path[1:].isdigit() else 200
        body = b"x" * 100
        self.send_response(status)
        kind = "text/html" if self.path == "/page" else "text/csv"
        self.send_header("Content-Type", kind)
        if self.path != "/endless":
            self.send_header("Content-Length", str(200 if self.path == "/half" else len(body)))
        self.end_headers()
        self.wfile.write(body * (50 if self.path == "/endless" else 1))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _serving() -> Any:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Desk)
    server.shown = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def desks() -> Iterator[tuple[Any, Any]]:
    """Two servers: Slack, and somebody else to whom it redirects."""
    slack, other = _serving(), _serving()
    slack.elsewhere = f"http://localhost:{other.server_port}/page"
    yield slack, other
    for server in (slack, other):
        server.shutdown()
        server.server_close()


def fetch(slack: Any, path: str, to: Path, **more: Any) -> str:
    """Fetch a path of the first server; return why not, "" where it came."""
    base = f"http://127.0.0.1:{slack.server_port}"
    client = WebClient("xoxb-secret", base_url=f"{base}/api/")
    downloads = Downloads(client, pause=lambda _: None, **more)
    url = path if ":" in path else base + path
    try:
        downloads.fetch(Dropped("F1", "a.csv", url=url), to)
    except Refusal as refusal:
        return refusal.message.key
    return ""


def test_a_file_is_fetched_with_the_token(desks: tuple[Any, Any], tmp_path: Path) -> None:
    slack, _ = desks
    assert fetch(slack, "/file", tmp_path / "a.csv") == ""
    assert (tmp_path / "a.csv").read_bytes() == b"x" * 100
    assert slack.shown == [("/file", "Bearer xoxb-secret")]


def test_the_token_goes_to_slack_alone(desks: tuple[Any, Any], tmp_path: Path) -> None:
    slack, other = desks
    # A redirection elsewhere is the way to a sign-in page.
    assert fetch(slack, "/away", tmp_path / "a.csv") == "drop.no_scope"
    assert other.shown == [("/page", None)]
    for url in ("http://files.example.com/a.csv", "file:///etc/hostname", "https://127.0.0.1/a"):
        assert fetch(slack, url, tmp_path / "a.csv") == "drop.external"
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize(
    ("path", "why", "asked"),
    [
        ("/half", "drop.lost", 3),
        ("/500", "drop.lost", 3),
        ("/429", "drop.lost", 3),
        ("/401", "drop.no_scope", 1),
        ("/404", "drop.gone", 1),
        ("/page", "drop.no_scope", 1),
    ],
)
def test_what_is_not_the_whole_file_is_none(
    desks: tuple[Any, Any], tmp_path: Path, path: str, why: str, asked: int
) -> None:
    slack, _ = desks
    assert fetch(slack, path, tmp_path / "a.csv") == why
    assert len(slack.shown) == asked


def test_more_than_may_come_is_cut_off(desks: tuple[Any, Any], tmp_path: Path) -> None:
    slack, _ = desks
    assert fetch(slack, "/endless", tmp_path / "a.csv", most=4999) == "drop.too_large"
    assert fetch(slack, "/endless", tmp_path / "a.csv", most=5000) == ""


def test_a_file_that_comes_too_slowly_is_given_up(desks: tuple[Any, Any], tmp_path: Path) -> None:
    slack, _ = desks
    hours = iter(range(0, 3_600_000, 3600))
    assert fetch(slack, "/file", tmp_path / "a.csv", now=lambda: next(hours)) == "drop.lost"
