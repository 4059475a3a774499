"""The page's door: who is there, being made ready, languages, the tour; and who may knock."""

import http.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.workspace.page_client import page, post, state
from tests.workspace.slack_world import client_of, config, raw_connection, received, socket_url
from workspace import (
    Channel,
    InitialMessage,
    Person,
    RunningWorkspace,
    SlackError,
    TourStep,
    Words,
    WorkspaceConfig,
    start,
)

LOADING = Words("正在准备一年的数据", "Getting a year of data ready")
TEAM = [
    Person("bo", "Bo"),
    Person("lin", "林岚", title=Words("主管", "Supervisor"), featured=True),
    Person("alice", "Alice Wong", locale="en-US", featured=True),
]


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(config()) as running:
        yield running


# -- who is there -------------------------------------------------------------------------------


def test_people_with_titles_the_featured_first() -> None:
    with start(WorkspaceConfig(TEAM, [Channel("general", ["bo"])])) as local:
        told = state(local, "alice")
        assert [p["name"] for p in told["people"]] == ["lin", "alice", "bo"]
        assert [p["featured"] for p in told["people"]] == [True, True, False]
        assert told["people"][0]["title"] == "Supervisor"
        assert state(local, "bo")["people"][0]["title"] == "主管"
        assert state(local)["me"]["name"] == "lin"


# -- being made ready ---------------------------------------------------------------------------


def preparing(**more: Any) -> WorkspaceConfig:
    return WorkspaceConfig([], [], preparing=LOADING, ask_language=True, **more)


def test_a_workspace_that_is_being_made_ready() -> None:
    with start(preparing()) as local:
        told = state(local, locale="en-US")
        assert told["preparing"] == {"text": LOADING.en, "share": None}
        assert (told["ask_language"], told["people"], told["tour"]) == (True, [], [])
        assert state(local)["preparing"]["text"] == LOADING.zh
        with page(local, locale="en-GB") as hers, page(local, locale="zh-CN") as his:
            local.prepare(Words("还差一点", "Nearly there"), 0.75)
            expected = {"kind": "preparing", "preparing": {"text": "Nearly there", "share": 0.75}}
            assert hers.next("preparing") == expected
            assert his.next("preparing")["preparing"]["text"] == "还差一点"
            local.repopulate(TEAM, [Channel("general", ["lin", "bo"])])
            assert hers.next("state")
            local.ready()
            assert hers.next("preparing")["preparing"] is None
            assert hers.next("state")
        told = state(local, "lin")
        assert told["preparing"] is None
        assert [c["name"] for c in told["conversations"] if c["kind"] == "channel"] == ["general"]
        local.as_person("bo").says("hello", channel="general")
        with pytest.raises(RuntimeError):
            local.repopulate(TEAM, [])


def test_it_speaks_the_first_persons_language() -> None:
    people = [Person("al", "Al", locale="en-US"), Person("lin", "林岚")]
    with start(WorkspaceConfig(people, [], preparing=LOADING)) as local:
        assert state(local)["preparing"]["text"] == LOADING.en
        assert state(local, locale="zh-CN")["preparing"]["text"] == LOADING.zh
    with pytest.raises(ValueError, match="share"), start(preparing()) as local:
        local.prepare(LOADING, 75)


def test_the_visitors_language_a_click_wins() -> None:
    with start(preparing()) as local:
        assert local.chosen_locale is None
        assert post(local, "language", locale="en-GB", explicit=False) == {"ok": True}
        assert local.chosen_locale == "en-US"
        post(local, "language", locale="zh-TW", explicit=False)
        assert local.chosen_locale == "zh-CN"
        post(local, "language", locale="en-US", explicit=True)
        post(local, "language", locale="zh-CN", explicit=False)
        assert local.chosen_locale == "en-US"
        post(local, "language", locale="zh-CN", explicit=True)
        assert local.chosen_locale == "zh-CN"
        assert state(local, locale="en-US")["preparing"]["text"] == LOADING.zh
        assert post(local, "language", locale=7)["error"] == "bad_locale"
        local.ready()
        refused = post(local, "language", locale="en-US", explicit=True)
        assert refused["error"] == "not_preparing"


# -- a member's language ------------------------------------------------------------------------


def test_choosing_a_language() -> None:
    told: list[tuple[str, str]] = []
    settings = config(
        on_locale=lambda who, locale: told.append((who, locale)),
        bot_events=frozenset({"user_change"}),
    )
    with start(settings) as local, page(local, "lin") as news, raw_connection(local) as app:
        lin = local.as_person("lin")
        assert post(local, "locale", "lin", locale="en-US") == {"ok": True}
        assert told == [(lin.id, "en-US")]
        assert news.next("state")
        event = received(app)["payload"]["event"]
        assert (event["type"], event["user"]["id"]) == ("user_change", lin.id)
        assert event["user"]["locale"] == "en-US"
        assert state(local, "lin")["me"]["locale"] == "en-US"
        shown = client_of(local).users_info(user=lin.id, include_locale=True)["user"]
        assert shown["locale"] == "en-US"
        assert post(local, "locale", "lin", locale="fr-FR")["error"] == "bad_locale"


def test_an_app_that_did_not_ask_hears_nothing_of_it(local: RunningWorkspace) -> None:
    with raw_connection(local) as app:
        post(local, "locale", "lin", locale="en-US")
        with pytest.raises(TimeoutError):
            app.recv(0.2)


# -- the tour -----------------------------------------------------------------------------------

TOUR = [
    TourStep(Words("一", "One"), Words("看看", "Look"), channel="general"),
    TourStep(Words("二", "Two"), Words("问", "Ask"), "alice", "@bot", types=Words("上周", "week")),
    TourStep(Words("三", "Three"), Words("主页", "Home"), channel="@bot", tab="home"),
]


def test_the_tour_in_the_readers_language() -> None:
    with start(config(tour=TOUR)) as local:
        lin, alice = local.as_person("lin"), local.as_person("alice")
        told = state(local, "lin")["tour"]
        assert told[0] == {
            "title": "一", "text": "看看", "person": None, "types": "", "tab": "messages",
            "channel": local.model.conversation("general").id,
        }  # fmt: skip
        assert (told[1]["person"], told[1]["types"]) == (alice.id, "上周")
        assert told[1]["channel"] == alice.place("@echo").id
        assert (told[2]["channel"], told[2]["tab"]) == (lin.place("@echo").id, "home")
        assert [step["title"] for step in state(local, "alice")["tour"]] == ["One", "Two", "Three"]
        assert state(local)["tour_done"] is False
        with page(local, "lin") as news:
            assert post(local, "tour", done=True) == {"ok": True}
            # Nothing was made ready by that: the page need not enter anew.
            news.none("preparing")
        assert state(local, "alice")["tour_done"] is True
        post(local, "tour", done=False)
        assert state(local)["tour_done"] is False


def test_a_tour_to_nowhere_is_refused_at_the_start() -> None:
    nowhere = [TourStep(Words("一"), Words("看"), channel="nowhere")]
    with pytest.raises(SlackError, match="channel_not_found"):
        start(config(tour=nowhere))
    with start(preparing(tour=nowhere)) as local:
        local.repopulate(TEAM, [])
        assert state(local, "lin")["tour"] == []
        with pytest.raises(SlackError, match="channel_not_found"):
            local.ready()


# -- only this machine --------------------------------------------------------------------------


def status(local: RunningWorkspace, host: str, path: str = "/", method: str = "GET") -> int:
    wire = http.client.HTTPConnection("127.0.0.1", urlsplit(local.page_url).port or 0, timeout=5)
    try:
        wire.putrequest(method, path, skip_host=True)
        for one in host.split("\n"):
            wire.putheader("Host", one)
        wire.endheaders()
        return wire.getresponse().status
    finally:
        wire.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8765", "[::1]"])
def test_names_of_this_machine(local: RunningWorkspace, host: str) -> None:
    assert status(local, host) == 200


@pytest.mark.parametrize(
    "host",
    ["evil.test", "evil.test:8765", "127.0.0.1.evil.test", "localhost.evil.test", "", "[::2]"],
)
@pytest.mark.parametrize(
    ("path", "method"),
    [("/", "GET"), ("/_/state", "GET"), ("/page/page.js", "GET"), ("/api/api.test", "POST")],
)
def test_other_names_are_refused(
    local: RunningWorkspace, host: str, path: str, method: str
) -> None:
    assert status(local, host, path, method) in (400, 403)


def test_a_socket_for_another_name_is_refused(local: RunningWorkspace) -> None:
    url = socket_url(local)
    with pytest.raises(InvalidStatus) as refused:
        connect(url, proxy=None, additional_headers={"Host": "evil.test"})
    assert refused.value.response.status_code in (400, 403)
    with connect(url, proxy=None) as app:  # the ticket is still good
        assert received(app)["type"] == "hello"


def test_it_listens_on_this_machine_only(local: RunningWorkspace) -> None:
    assert urlsplit(local.page_url).hostname == "127.0.0.1"
    with pytest.raises(TypeError):
        start(config(), host="0.0.0.0")  # type: ignore[call-arg]


def test_a_foreign_page_can_do_nothing(local: RunningWorkspace) -> None:
    for path in ("travel", "locale", "read", "tour", "language"):
        answer = httpx.post(
            f"{local.page_url}_/{path}", json={}, headers={"origin": "http://evil.test"}
        )
        assert answer.status_code == 403
        form = httpx.post(f"{local.page_url}_/{path}", data={"seconds": "60"})
        assert form.json()["error"] == "invalid_post_type"


def test_a_first_message_and_its_people() -> None:
    said = [InitialMessage("general", "lin", "hello")]
    with start(config(initial_messages=said)) as local, pytest.raises(RuntimeError):
        local.repopulate(TEAM, [])
