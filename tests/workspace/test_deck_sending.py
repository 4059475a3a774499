"""A deck in the local workspace: the file and its message reach the person alone."""

from pathlib import Path

import httpx
import pytest
from slack_sdk import WebClient

from base.answer import Answer, Kind
from base.language import Lang, msg
from base.rights import operator
from bot.slack.deck_sending import send_deck
from commands.context import Context, Request
from commands.decks import answer_deck
from tests.conftest import Databases
from tests.helpers.slides import opened
from tests.helpers.world import take, write_csv
from tests.integration.test_weekly import MONDAY, REPORT, weeks
from workspace import Channel, Person, RunningWorkspace, WorkspaceConfig, start

WORLD = WorkspaceConfig(
    people=[Person("lin", "林岚", id="ULIN"), Person("abu", "阿布", id="UABU")],
    channels=[Channel("general", ["lin", "abu"])],
    app_name="Fupan",
    bot_name="fupan",
)


@pytest.fixture
def answer(sqlite: Databases, tmp_path: Path) -> Answer:
    with sqlite() as database:
        take(database, write_csv(tmp_path, REPORT, weeks()))
        request = Request("周报", operator(Lang.ZH), Lang.ZH)
        return answer_deck(Context(database, MONDAY), request, "周报")


def bytes_of(local: RunningWorkspace, url: str) -> bytes:
    return httpx.get(url, headers={"authorization": f"Bearer {local.bot_token}"}).content


def test_the_file_and_then_its_message(answer: Answer) -> None:
    with start(WORLD) as local:
        client = WebClient(local.bot_token, base_url=local.base_url)
        general = local.model.conversation("general").id
        # Also where he asked in a channel it comes to him alone.
        send_deck(client, "ULIN", general, answer, Lang.ZH)
        dm = client.conversations_open(users="ULIN")["channel"]["id"]
        told = client.conversations_history(channel=dm)["messages"]
        (sent, message) = sorted(told, key=lambda one: float(one["ts"]))
        file = client.files_info(file=sent["files"][0]["id"])["file"]
        assert file["name"] == "客服周报_2026-08-10.pptx"
        assert len(opened(bytes_of(local, file["url_private"])).slides) == 9
        assert "9 页，其中 1 页没有数据，已设成隐藏" in message["text"]
        public = client.conversations_history(channel=general)["messages"]
        assert not [one for one in public if one.get("files") or "PPT" in one["text"]]


def test_an_answer_without_a_deck_is_not_sent() -> None:
    with pytest.raises(ValueError, match="no deck"):
        send_deck(WebClient(), "ULIN", "", Answer(Kind.TEXT, msg("none")), Lang.ZH)
