"""An app that is not Fupan, over both transports: the same deeds have the same results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workspace.independent_app import CONFIG, PICTURE, lunch_app
from workspace import Delivery, View, WorkspaceConfig, start

if TYPE_CHECKING:
    from workspace.fixture import Slack, Transport

pytest_plugins = ["workspace.fixture"]


@pytest.fixture
def slack_config() -> WorkspaceConfig:
    return CONFIG


@pytest.fixture(params=["socket", "http"])
def slack_transport(request: pytest.FixtureRequest) -> Transport:
    found: Transport = request.param
    return found


@pytest.fixture
def lunch(slack: Slack) -> Slack:
    slack.run(lunch_app(slack.local))
    return slack


def done(delivery: object) -> Delivery:
    assert isinstance(delivery, Delivery)
    assert delivery.result().acknowledged, delivery.result()
    return delivery


def open_modal(slack: Slack, who: str) -> View:
    found = slack.wait_for(lambda: slack.person(who).modal())
    assert isinstance(found, View)
    return found


def test_command_and_button(lunch: Slack) -> None:
    lin, alice = lunch.person("lin"), lunch.person("alice")
    done(lin.slash("lunch", "面 <b>", channel="general"))
    assert lunch.answer("lin", "looking for 面 &lt;b&gt;", "general").visible_to == lin.id
    asked = lunch.answer("alice", "who eats?", "general")
    done(alice.clicks(asked, "eat"))
    assert lunch.answer("lin", "alice eats", "general").ts == asked.ts


def test_mention_direct_message_and_what_the_bot_may_not_hear(lunch: Slack) -> None:
    lin = lunch.person("lin")
    asked = lin.mentions("soup?", channel="general")
    assert lunch.answer("lin", f"soup for <@{lin.id}>", "general").thread_ts == asked.ts
    lin.mentions("soup?", channel="quiet")
    lin.says("hello")
    lunch.answer("lin", "you said hello")
    assert not [m for m in lin.sees("quiet") if m.user == lunch.local.model.bot.id]


def test_form_with_every_answer(lunch: Slack) -> None:
    lin = lunch.person("lin")
    done(lin.slash("order", channel="general"))
    first = open_modal(lunch, "lin")
    done(lin.submits(values={"dish": "rice", "people": "many"}))
    shown = open_modal(lunch, "lin")
    assert (shown.id, dict(shown.errors)) == (first.id, {"people": "a number, please"})
    done(lin.submits(values={"people": "12"}))
    assert [v.callback_id for v in lin.modals()] == ["order", "why"]
    done(lin.submits(values={"why": "party"}))
    assert lin.modals() == []
    done(lin.slash("order", channel="general"))
    open_modal(lunch, "lin")
    done(lin.submits(values={"dish": "rice", "people": "0"}))
    assert open_modal(lunch, "lin").callback_id == "really"
    done(lin.submits(values={"people": "2"}))
    assert lin.modal() is None
    done(lin.slash("order", channel="general"))
    open_modal(lunch, "lin")
    done(lin.submits(values={"dish": "noodles", "people": "3"}))
    lunch.answer("alice", "3 x noodles", "general")


def test_home(lunch: Slack) -> None:
    lin = lunch.person("lin")
    home = lin.home()
    assert home is not None
    assert home.blocks[0]["text"]["text"] == "0 orders"
    done(lin.acts(home, "count"))
    lunch.wait_for(lambda: "1 order" in str(lunch.local.model.views.home(lin.id)))
    assert "0 orders" in str(lunch.person("alice").home())


def test_shortcuts(lunch: Slack) -> None:
    lin, alice = lunch.person("lin"), lunch.person("alice")
    said = alice.says("dumplings on Friday", channel="general")
    done(lin.shortcut("remember", said))
    assert lunch.answer("lin", "noted: dumplings", "general").visible_to == lin.id
    done(alice.shortcut("suggest"))
    open_modal(lunch, "alice")
    done(alice.submits(values={"idea": "hot pot"}))
    lunch.answer("alice", "idea: hot pot")


def test_files_members_and_reactions(lunch: Slack) -> None:
    lin, alice = lunch.person("lin"), lunch.person("alice")
    lin.says("menu")
    (file_id,) = lunch.answer("lin", "the menu").files
    stored = lunch.local.model.files.file(file_id)
    assert (stored.data, stored.title, stored.alt_txt) == (PICTURE, "Menu", "today's menu")
    alice.leaves("general")
    alice.joins("general")
    welcome = lunch.answer("lin", f"welcome <@{alice.id}>", "general")
    lin.reacts(welcome, "heart")
    lunch.wait_for(lambda: {"heart", "yum"} <= dict(lin.sees("general")[-1].reactions).keys())


def story(slack: Slack) -> None:
    """One deed after the other, each with its answer awaited, so that the order is the same."""
    lin, alice = slack.person("lin"), slack.person("alice")
    done(lin.slash("lunch", "面", channel="general"))
    slack.answer("lin", "looking for 面", "general")
    asked = slack.answer("alice", "who eats?", "general")
    done(alice.clicks(asked, "eat"))
    slack.answer("alice", "alice eats", "general")
    lin.mentions("soup?", channel="general")
    slack.answer("lin", "soup for", "general")
    lin.says("menu")
    slack.answer("lin", "the menu")
    done(lin.slash("order", channel="general"))
    open_modal(slack, "lin")
    done(lin.submits(values={"dish": "rice", "people": "none"}))
    done(lin.submits(values={"people": "2"}))
    slack.answer("lin", "2 x rice", "general")
    lin.home()


def left_behind(slack: Slack) -> list[object]:
    """Everything the workspace holds afterwards, but for what is random or a time.

    What only one person sees counts after what all see: the answer that acknowledges a command
    and the message the command posts travel on two connections, and no transport promises which
    of them arrives first.
    """
    model = slack.local.model
    seen = [m for c in model.conversations for m in model.messages(c.id)]
    stamps = [m.ts for m in sorted(seen, key=lambda m: m.visible_to is not None)]
    order = {ts: place for place, ts in enumerate(stamps)}
    messages = [
        (
            order[m.ts],
            m.channel,
            m.user,
            m.text,
            list(m.blocks),
            order.get(m.thread_ts or ""),
            m.visible_to,
            m.by_app,
            m.edited_ts is not None,
            [model.files.file(one).name for one in m.files],
        )
        for m in sorted(seen, key=lambda m: order[m.ts])
    ]
    homes = [model.views.home(p.id) for p in model.people]
    return [*messages, *(home and home.content["blocks"][0]["text"] for home in homes)]


def test_both_transports_leave_the_same_workspace() -> None:
    from workspace.fixture import Slack as Hosted

    found = []
    for transport in ("socket", "http"):
        with start(CONFIG) as local:
            hosted = Hosted(local, transport)
            hosted.run(lunch_app(local))
            story(hosted)
            found.append(left_behind(hosted))
            hosted.close()
    assert found[0] == found[1]
    assert len(found[0]) >= 8


def test_an_app_with_another_secret_is_not_connected() -> None:
    from workspace.fixture import Slack as Hosted

    with start(CONFIG) as local:
        app = lunch_app(local)
        local.signing_secret = "another secret"
        hosted = Hosted(local, "http")
        with pytest.raises(TimeoutError):
            hosted.run(app, timeout=0.5)
        hosted.close()
