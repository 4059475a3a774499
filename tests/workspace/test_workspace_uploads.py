"""Files people send: what the app hears, who may read the bytes, what the page is refused."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from tests.workspace.slack_world import (
    acknowledge,
    client_of,
    code_of,
    config,
    raw_connection,
    received,
)
from workspace import Fault, RunningWorkspace, SlackError, start
from workspace.files import MAX_PERSONS_BYTES

REPORT = "渠道,进线\n电话,12\n".encode("utf-8-sig")
HEARD = frozenset({"app_mention", "file_shared", "message.channels", "message.im"})


@pytest.fixture
def running() -> Iterator[RunningWorkspace]:
    with start(config(bot_events=HEARD, file_ready_seconds=60.0)) as local:
        yield local


@pytest.fixture
def client(running: RunningWorkspace) -> WebClient:
    return client_of(running)


def bearer(running: RunningWorkspace) -> dict[str, str]:
    return {"authorization": f"Bearer {running.bot_token}"}


def heard(running: RunningWorkspace, act: Any, count: int) -> list[dict[str, Any]]:
    """The first events an app gets while a person acts."""
    with raw_connection(running) as connection:
        act()
        envelopes = [received(connection) for _ in range(count)]
        for envelope in envelopes:
            acknowledge(connection, envelope)
        return [envelope["payload"]["event"] for envelope in envelopes]


def by_type(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {event["type"]: event for event in events}


# -- what the app hears -------------------------------------------------------------------------


def test_a_file_in_a_direct_message(running: RunningWorkspace, client: WebClient) -> None:
    lin = running.as_person("lin")
    events = by_type(heard(running, lambda: lin.uploads(REPORT, "周报.csv"), 2))
    message, shared = events["message"], events["file_shared"]
    assert (message["subtype"], message["channel_type"], message["text"]) == (
        "file_share",
        "im",
        "",
    )
    assert message["user"] == lin.id
    (file,) = message["files"]
    assert {key: file[key] for key in ("name", "title", "filetype", "mimetype", "size")} == {
        "name": "周报.csv",
        "title": "周报.csv",
        "filetype": "csv",
        "mimetype": "text/csv",
        "size": len(REPORT),
    }
    assert (file["mode"], file["user"]) == ("hosted", lin.id)
    assert file["id"] in file["permalink"]
    assert file["created"] == pytest.approx(running.clock.now(), abs=5)
    assert (shared["file_id"], shared["file"]["id"]) == (file["id"], file["id"])
    assert (shared["user_id"], shared["channel_id"]) == (lin.id, message["channel"])
    got = httpx.get(file["url_private_download"], headers=bearer(running))
    assert got.content == REPORT
    info = client.files_info(file=file["id"])["file"]
    assert info["shares"]["private"][message["channel"]][0]["ts"] == message["ts"]


def test_a_file_with_a_mention_in_a_thread(running: RunningWorkspace) -> None:
    lin = running.as_person("lin")
    parent = lin.says("这周的", channel="general")

    def send() -> None:
        lin.uploads(REPORT, "a.csv", "general", text="@echo 存起来 & 看看", thread=parent.ts)

    events = by_type(heard(running, send, 3))
    mention, message = events["app_mention"], events["message"]
    assert mention["text"] == message["text"] == f"<@{running.model.bot.id}> 存起来 &amp; 看看"
    assert mention["files"][0]["id"] == message["files"][0]["id"]
    assert mention["thread_ts"] == message["thread_ts"] == parent.ts
    assert "subtype" not in mention


def test_a_file_that_names_an_absent_bot(running: RunningWorkspace) -> None:
    lin = running.as_person("lin")
    lin.uploads(REPORT, "a.csv", "quiet", text="@echo 看看")
    shared, notice = lin.sees("quiet")
    assert shared.files
    assert not shared.by_app
    assert notice.visible_to == lin.id


# -- who may read the bytes ---------------------------------------------------------------------


def url_of(running: RunningWorkspace, client: WebClient, channel: str = "general") -> str:
    said = running.as_person("lin").uploads(REPORT, "a.csv", channel)
    return str(client.files_info(file=said.files[0])["file"]["url_private"])


def test_without_the_token_there_is_a_login_page(
    running: RunningWorkspace, client: WebClient
) -> None:
    url = url_of(running, client)
    app_token = {"authorization": f"Bearer {running.app_token}"}
    for headers in ({}, app_token, {"authorization": "Bearer xoxb-wrong"}):
        got = httpx.get(url, headers=headers)
        assert (got.status_code, got.headers["content-type"].partition(";")[0]) == (
            200,
            "text/html",
        )
        assert b"Sign in" in got.content
        assert REPORT not in got.content
    running.faults.revoke_token()
    assert b"Sign in" in httpx.get(url, headers=bearer(running)).content
    running.faults.restore_token()
    assert httpx.get(url, headers=bearer(running)).content == REPORT


def test_without_the_scope_there_is_a_login_page() -> None:
    scopes = frozenset({"chat:write", "channels:history"})
    with start(config(scopes=scopes, bot_events=HEARD)) as local:
        lin = local.as_person("lin")
        (message,) = heard(local, lambda: lin.uploads(REPORT, "a.csv", "general"), 1)
        got = httpx.get(message["files"][0]["url_private"], headers=bearer(local))
        assert b"Sign in" in got.content


def test_a_file_where_the_bot_is_not(running: RunningWorkspace, client: WebClient) -> None:
    said = running.as_person("lin").uploads(REPORT, "a.csv", "quiet")
    file = running.model.files.file(said.files[0])
    assert code_of(client.files_info, file=file.id) == "file_not_found"
    url = running.model.files.private_url(file, running.model.team_id)
    assert b"Sign in" in httpx.get(url, headers=bearer(running)).content
    assert code_of(client.files_delete, file=file.id) == "cant_delete_file"


def test_a_download_can_fail(running: RunningWorkspace, client: WebClient) -> None:
    url = url_of(running, client)
    with running.faults.during(Fault.server_error(502, "download")):
        assert httpx.get(url, headers=bearer(running)).status_code == 502
    assert httpx.get(url, headers=bearer(running)).content == REPORT
    gone = url.replace("-F", "-G")
    assert httpx.get(gone, headers=bearer(running)).status_code == 404


# -- the page's doors ---------------------------------------------------------------------------


class Page:
    """The page's own routes for files."""

    def __init__(self, running: RunningWorkspace, who: str = "lin") -> None:
        self.base, self.who = f"{running.page_url}_/", running.as_person(who).id
        self.channel = running.model.conversation("general").id

    def upload(self, data: Any = REPORT, **changes: Any) -> httpx.Response:
        query = {"as": self.who, "channel": self.channel, "name": "a.csv"} | changes
        headers = {"content-type": "application/octet-stream"}
        return httpx.post(self.base + "upload", params=query, content=data, headers=headers)

    def share(self, **changes: Any) -> httpx.Response:
        body = {"as": self.who, "channel": self.channel, "text": ""} | changes
        return httpx.post(self.base + "share", json=body)


def test_several_files_are_one_message(running: RunningWorkspace) -> None:
    page = Page(running)
    ids = [page.upload(name=name).json()["file"] for name in ("一.csv", "two.png")]
    assert running.as_person("lin").sees("general") == []
    done = page.share(files=ids, text="两张表").json()
    (said,) = running.as_person("lin").sees("general")
    assert (said.ts, list(said.files), said.text) == (done["ts"], ids, "两张表")
    seen = httpx.get(f"{page.base}messages", params={"channel": page.channel}).json()
    files = seen["messages"][0]["files"]
    assert [file["name"] for file in files] == ["一.csv", "two.png"]
    assert httpx.get(running.page_url + files[0]["url"][1:]).content == REPORT
    assert page.share(files=ids).json()["error"] == "file_not_found"


def test_what_the_page_is_refused(running: RunningWorkspace) -> None:
    page = Page(running)

    def error(answer: httpx.Response) -> str:
        assert answer.status_code == 400
        return str(answer.json()["error"])

    assert error(page.upload(b"")) == "file_empty"
    assert error(page.upload(name=" ")) == "no_file_name"
    assert error(page.upload(channel="C0")) == "channel_not_found"
    assert error(page.share(files=[])) == "file_not_found"
    mine = page.upload().json()["file"]
    assert error(Page(running, "alice").share(files=[mine])) == "file_not_found"
    assert error(page.share(files=[mine], thread_ts="1.000000")) == "thread_not_found"
    assert page.share(files=[mine]).json()["ok"]
    plain = httpx.post(f"{page.base}upload", content=REPORT, headers={"content-type": "text/plain"})
    assert error(plain) == "invalid_post_type"
    foreign = {"origin": "http://elsewhere.example", "content-type": "application/octet-stream"}
    assert httpx.post(f"{page.base}upload", content=b"x", headers=foreign).status_code == 403
    outside = running.model.conversation("quiet").id
    assert error(Page(running, "alice").upload(channel=outside)) == "not_in_channel"


def test_more_than_the_limit_is_refused_early(running: RunningWorkspace) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(MAX_PERSONS_BYTES // (1 << 20) + 2):
            yield bytes(1 << 20)

    answer = Page(running).upload(endless())
    assert answer.json() == {"ok": False, "error": "file_too_large", "limit": MAX_PERSONS_BYTES}
    with pytest.raises(SlackError, match="file_too_large"):
        running.as_person("lin").uploads(bytes(MAX_PERSONS_BYTES + 1), "a.csv", "general")
