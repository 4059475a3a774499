"""Connections that come in while a server is being stopped: closed like all others."""

import gc
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.applications import Starlette

from bot.slack.http import Server
from bot.slack.run import Listen
from tests.workspace.bot_world import config
from workspace import start


@contextmanager
def knocking(address: str) -> Iterator[None]:
    """Have somebody open connection after connection for as long as the block lasts."""
    host, port = address.split("//")[1].split("/")[0].split(":")
    over, opened = threading.Event(), list[socket.socket]()

    def knock() -> None:
        while not over.is_set():
            try:
                opened.append(socket.create_connection((host, int(port)), 0.2))
            except OSError:
                time.sleep(0.001)

    thread = threading.Thread(target=knock)
    thread.start()
    time.sleep(0.02)
    try:
        yield
    finally:
        over.set()
        thread.join()
        for one in opened:
            one.close()


@pytest.fixture
def left_open(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is found unclosed when nobody holds it any more."""
    found: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda it: found.append(str(it.exc_value)))
    return found


@pytest.mark.slow
def test_the_bot_s_server_leaves_none_open(left_open: list[str]) -> None:
    for _ in range(4):
        server = Server(Starlette(), Listen(0))
        server.start()
        time.sleep(0.3)
        with knocking(server.address):
            server.stop()
        del server
    gc.collect()
    assert left_open == []


def test_the_workspace_leaves_none_open(left_open: list[str]) -> None:
    for _ in range(2):
        with start(config()) as local, knocking(local.base_url):
            local.stop()
        del local
    gc.collect()
    assert left_open == []
