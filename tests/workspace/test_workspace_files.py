"""Uploads in three steps, as slack_sdk makes them; pictures in blocks, shares, the page's files."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.small_app import config, error_of
from workspace import RunningWorkspace, start

PICTURE = b"\x89PNG\r\n\x1a\n\r\n--not a boundary\r\n" + bytes(range(256))


@pytest.fixture(scope="module")
def running() -> Iterator[RunningWorkspace]:
    with start(config(file_ready_seconds=5.0)) as local:
        yield local


@pytest.fixture
def client(running: RunningWorkspace) -> WebClient:
    return WebClient(running.bot_token, base_url=running.base_url)


def bearer(running: RunningWorkspace) -> dict[str, str]:
    return {"authorization": f"Bearer {running.bot_token}"}


def general(running: RunningWorkspace) -> str:
    return running.model.conversation("general").id


def upload(client: WebClient, name: str = "figure 1.png", **more: Any) -> str:
    """Reserve and send the bytes; the file's id."""
    place = client.files_getUploadURLExternal(filename=name, length=len(PICTURE), **more)
    httpx.post(place["upload_url"], content=PICTURE).raise_for_status()
    return str(place["file_id"])


def image(file_id: str) -> dict[str, Any]:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": "CSAT by week"}


def test_upload_and_share_with_the_sdk(running: RunningWorkspace, client: WebClient) -> None:
    parent = client.chat_postMessage(channel=general(running), text="report")["ts"]
    answer = client.files_upload_v2(
        channel=general(running),
        thread_ts=parent,
        initial_comment="as a picture",
        filename="figure.png",
        title="CSAT",
        content=PICTURE,
    )
    file_id = answer["file"]["id"]
    # Slack knows the type and the shares only once it has looked into the file.
    assert (answer["file"]["mimetype"], answer["file"]["shares"]) == ("", {})
    running.clock.advance(5.1)
    file = client.files_info(file=file_id)["file"]
    assert (file["mimetype"], file["title"], file["size"]) == ("image/png", "CSAT", len(PICTURE))
    thread = client.conversations_replies(channel=general(running), ts=parent)["messages"]
    assert thread[-1]["text"] == "as a picture"
    assert [one["id"] for one in thread[-1]["files"]] == [file_id]
    share = file["shares"]["public"][general(running)][0]
    assert (share["ts"], share["thread_ts"]) == (thread[-1]["ts"], parent)


@pytest.mark.parametrize("multipart", [False, True])
def test_the_bytes_come_back_untouched(
    running: RunningWorkspace, client: WebClient, multipart: bool
) -> None:
    place = client.files_getUploadURLExternal(filename="a b.png", length=len(PICTURE))
    body: dict[str, Any] = {"files": {"f": ("x", PICTURE)}} if multipart else {"content": PICTURE}
    sent = httpx.post(place["upload_url"], **body)
    assert sent.text == f"OK - {len(PICTURE)}"
    client.files_completeUploadExternal(files=[{"id": place["file_id"]}])
    file = client.files_info(file=place["file_id"])["file"]
    got = httpx.get(file["url_private"], headers=bearer(running))
    assert got.content == PICTURE
    assert got.headers["content-type"] == "image/png"


def test_a_picture_in_a_block_must_be_ready(running: RunningWorkspace, client: WebClient) -> None:
    file_id = upload(client, alt_txt="a chart")
    client.files_completeUploadExternal(files=[{"id": file_id, "title": "CSAT"}])
    post: dict[str, Any] = {"channel": general(running), "text": "x"}
    for blocks in ([image(file_id)], [image("F0123456789")]):
        assert error_of(client.chat_postMessage, blocks=blocks, **post) == "invalid_blocks"
    running.clock.advance(5.1)
    posted = client.chat_postMessage(blocks=[image(file_id)], **post)
    file = client.files_info(file=file_id)["file"]
    for url in (file["url_private"], file["permalink"]):
        by_url = image(file_id) | {"slack_file": {"url": url}}
        client.chat_postMessage(blocks=[by_url], **post)
    # The page gets an address it can load; the app's own block stays as it was.
    seen = httpx.get(f"{running.page_url}_/messages", params={"channel": general(running)}).json()
    shown = next(m for m in seen["messages"] if m["ts"] == posted["ts"])["blocks"][0]
    assert httpx.get(running.page_url + shown["image_url"][1:]).content == PICTURE
    assert "image_url" not in posted["message"]["blocks"][0]


def test_the_page_gets_shared_files(running: RunningWorkspace, client: WebClient) -> None:
    file_id = upload(client, "周报.csv", alt_txt="")
    client.files_completeUploadExternal(files=[{"id": file_id}], channel_id=general(running))
    seen = httpx.get(f"{running.page_url}_/messages", params={"channel": general(running)}).json()
    file = seen["messages"][-1]["files"][0]
    assert (file["id"], file["name"], file["title"]) == (file_id, "周报.csv", "周报.csv")
    got = httpx.get(running.page_url + file["url"][1:])
    assert got.content == PICTURE
    # Whatever is no picture must not run on the page's own address.
    assert got.headers["content-disposition"] == "attachment"


def test_what_cannot_be_completed(running: RunningWorkspace, client: WebClient) -> None:
    empty = client.files_getUploadURLExternal(filename="x.png", length=3)["file_id"]
    complete = client.files_completeUploadExternal
    assert error_of(complete, files=[{"id": empty}]) == "file_not_found"
    assert error_of(complete, files=[{"id": "F0"}]) == "file_not_found"
    file_id = upload(client)
    assert error_of(complete, files=[{"id": file_id}], channel_id="C0") == "channel_not_found"
    assert error_of(client.files_info, file=file_id) == "file_not_found"
    complete(files=[{"id": file_id}])
    assert error_of(complete, files=[{"id": file_id}]) == "file_not_found"
    lost = httpx.post(f"{running.page_url}upload/v1/guess", content=b"x")
    assert lost.status_code == 404


def test_a_deleted_file_is_gone(running: RunningWorkspace, client: WebClient) -> None:
    file_id = upload(client)
    done = client.files_completeUploadExternal(
        files=[{"id": file_id}], channel_id=general(running)
    )["files"][0]
    client.files_delete(file=file_id)
    assert error_of(client.files_info, file=file_id) == "file_not_found"
    assert httpx.get(done["url_private"], headers=bearer(running)).status_code == 404
    newest = client.conversations_history(channel=general(running), limit=1)["messages"][0]
    assert newest["files"][0]["mode"] == "tombstone"


def test_sharing_where_the_bot_is_not(client: WebClient, running: RunningWorkspace) -> None:
    file_id = upload(client)
    lin = running.as_person("lin")
    elsewhere = running.model.open_direct(lin.id, running.as_person("alice").id).id
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.files_completeUploadExternal(files=[{"id": file_id}], channel_id=elsewhere)
