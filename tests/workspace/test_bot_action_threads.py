"""Action items in the workspace: cards to whom it concerns, once each; the thread and its history.

The real bot by websocket, the real outbox; every move is a button pressed or a form filled in.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from base.action import Action, Event, Move, State
from reviews.actions import folded
from storage import actions, written
from tests.helpers.posting import Posts, words
from tests.workspace.bot_world import World, buttons, context_in, running, whole
from workspace import Fault, Message
from workspace.entities import Message as Said


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running(context_in(tmp_path)) as found:
        yield found
        found.context.database.close()


@pytest.fixture
def posts(world: World) -> Posts:
    return Posts(world.context, world.local)


def item(world: World, number: int = 1) -> Action:
    with world.context.database.read() as work:
        found = actions.read(work, number, folded)
    assert found is not None
    return found


def events(world: World, *moves: Move, number: int = 1) -> list[Event]:
    with world.context.database.read() as work:
        return [e for e in actions.events_of(work, number) if e.move in moves]


def proposed(world: World, posts: Posts) -> Message:
    """Let Lin give Abu something to do in the channel; return the thread's first message."""
    line = "售前首响降到30秒内 @阿布 下周五 核实 @Alice Wong metric 首响 售前组 < 30s"
    world.local.as_person("lin").slash("action", f"add {line}", channel="general")
    world.local.wait_for(lambda: has_item(world), 20.0)
    posts.beat()
    (root,) = posts.posted("bob", "general")
    return root


def has_item(world: World) -> bool:
    with world.context.database.read() as work:
        return bool(actions.counted(work))


def card(posts: Posts, who: str, *containing: str) -> Message:
    """Return the one direct message of the bot with these words."""
    (found,) = [m for m in posts.posted(who, None) if all(c in whole(m) for c in containing)]
    return found


def press(world: World, who: str, message: Message, label: str) -> None:
    world.local.as_person(who).clicks(message, buttons(message)[label]).result()


def state(world: World, wanted: State) -> bool:
    return item(world).state is wanted


def accepted(world: World, posts: Posts) -> Message:
    root = proposed(world, posts)
    press(world, "abu", card(posts, "abu", "请你负责"), "接受")
    world.local.wait_for(lambda: state(world, State.ACCEPTED), 20.0)
    posts.beat()
    return root


def claimed(world: World, posts: Posts) -> Message:
    root = accepted(world, posts)
    abu = world.local.as_person("abu")
    done = world.answer("abu", None, "已做完")
    press(world, "abu", done, "已做完")
    world.local.wait_for(lambda: filled(world, "abu"), 20.0)
    abu.submits(abu.modal(), {"text": "快捷回复上线了，截图见讨论串"}).result()
    world.local.wait_for(lambda: state(world, State.DONE_CLAIMED), 20.0)
    posts.beat()
    return root


def filled(world: World, who: str) -> bool:
    """Say whether the window is open and has been filled with its form."""
    modal = world.local.as_person(who).modal()
    return modal is not None and any(block["type"] == "input" for block in modal.blocks)


def test_from_a_promise_to_its_verification_by_buttons(world: World, posts: Posts) -> None:
    root = claimed(world, posts)
    ask = card(posts, "alice", "Please verify: 售前首响降到30秒内 (Abu says it is done)")
    assert "Evidence: 快捷回复上线了，截图见讨论串" in whole(ask)
    # Reckoned when it is sent: a click sees no figures.
    assert "17 s before (9–15 Nov); no whole week since" in whole(ask)
    press(world, "alice", ask, "Verify")
    world.local.wait_for(lambda: state(world, State.VERIFIED), 20.0)
    posts.beat()
    assert "核实通过，谢谢" in whole(card(posts, "abu", "核实通过"))
    told = [whole(m).splitlines()[0] for m in posts.posted("bob", "general", root.ts)]
    assert [line.strip("*") for line in told] == [
        "阿布 接受了",
        "阿布 说做完了，等核实",
        "Alice Wong 核实通过",
    ]
    # Whoever beats again sends nothing again.
    before = [len(posts.posted(who, None)) for who in ("lin", "abu", "alice")]
    posts.later(timedelta(minutes=5))
    assert before == [len(posts.posted(who, None)) for who in ("lin", "abu", "alice")]
    assert len(posts.posted("bob", "general")) == 1
    assert item(world).claimed_by != item(world).verifier


def test_a_card_whose_answer_was_lost_is_not_sent_twice(world: World, posts: Posts) -> None:
    line = "售前首响降到30秒内 @阿布 下周五"
    world.local.as_person("lin").slash("action", f"add {line}", channel="general")
    world.local.wait_for(lambda: has_item(world), 20.0)
    world.local.faults.add(Fault.answer_lost("chat.postMessage", times=2))
    posts.beat()
    assert world.local.faults.struck
    posts.later(timedelta(minutes=2))
    posts.later(timedelta(minutes=2))
    assert len([m for m in posts.posted("abu", None) if "请你负责" in whole(m)]) == 1
    (root,) = posts.posted("bob", "general")
    assert (item(world).channel, item(world).thread) == (root.channel, root.ts)


def test_pressed_twice_is_done_once(world: World, posts: Posts) -> None:
    root = proposed(world, posts)
    ask = card(posts, "abu", "请你负责")
    sent = world.local.as_person("abu").clicks(ask, buttons(ask)["接受"])
    sent.result()
    world.local.redeliver(sent).result()
    press(world, "abu", ask, "接受")
    world.local.wait_for(lambda: events(world, Move.ACCEPT), 20.0)
    # Whatever else the presses may bring about has come by then.
    assert world.bot.close(10.0)
    posts.beat()
    assert len(events(world, Move.ACCEPT)) == 1
    assert len(posts.posted("bob", "general", root.ts)) == 1


def test_without_a_place_for_its_thread_the_proposer_is_told(world: World, posts: Posts) -> None:
    world.local.faults.kick_bot("general")
    world.local.as_person("lin").slash(
        "action", "add 售前首响降到30秒内 @阿布 下周五", channel="general"
    )
    world.local.wait_for(lambda: has_item(world), 20.0)
    posts.beat()
    told = whole(card(posts, "lin", "讨论串没有建成"))
    assert "/invite" in told or "邀请" in told
    assert item(world).thread == ""
    press(world, "abu", card(posts, "abu", "请你负责"), "接受")
    world.local.wait_for(lambda: state(world, State.ACCEPTED), 20.0)
    posts.later(timedelta(minutes=5))
    with world.context.database.read() as work:
        assert written.open_since(work) is None


# -- what is said in the thread --------------------------------------------------------------------


def test_what_people_say_in_the_thread_is_its_history(world: World, posts: Posts) -> None:
    root = accepted(world, posts)
    before = len(world.sees("bob", "general"))
    abu, bob = world.local.as_person("abu"), world.local.as_person("bob")
    with world.local.faults.during(Fault.duplicate("events_api", times=None)):
        first = abu.says("仓库 <!here> 说 *下周* 给权限", "general", root.ts)
        world.local.wait_for(lambda: len(events(world, Move.COMMENT)) == 1, 20.0)
        bob.says("I can lend you my list", "general", root.ts)
        world.local.wait_for(lambda: len(events(world, Move.COMMENT)) == 2, 20.0)
    own, strange = events(world, Move.COMMENT)
    assert own.who == item(world).owner
    assert own.note == "仓库 <!here> 说 *下周* 给权限"
    assert own.data["link"].endswith(f"?thread_ts={root.ts}&cid={root.channel}")
    assert first.ts.replace(".", "") in own.data["link"]
    assert (strange.who, strange.data["by"], strange.data["user"]) == (0, "bob", "UBOB")
    # Nothing was answered, and the thread does not repeat what was said in it.
    posts.beat()
    assert len(world.sees("bob", "general")) == before
    world.local.as_person("lin").types("/action 1")
    shown = whole(world.answer("lin", None, "售前首响降到30秒内", "经过", "bob"))
    assert "I can lend you my list" in shown
    assert "&lt;!here&gt; 说 ∗下周∗ 给权限" in shown


def test_what_is_said_elsewhere_is_left_alone(world: World, posts: Posts) -> None:
    root = accepted(world, posts)
    bob = world.local.as_person("bob")
    other = bob.says("lunch?", "general")
    bob.says("yes", "general", other.ts)
    bob.says("not in the thread", "general")
    bob.says("in another channel", "quiet")
    abu = world.local.as_person("abu")
    abu.mentions("满意度 上周", "general", thread=root.ts)
    world.answer("abu", "general", "90.0%", thread=root.ts)
    abu.says("这句要记", "general", root.ts)
    world.local.wait_for(lambda: events(world, Move.COMMENT), 20.0)
    assert [e.note for e in events(world, Move.COMMENT)] == ["这句要记"]


def test_a_file_in_the_thread_is_evidence(world: World, posts: Posts) -> None:
    root = accepted(world, posts)
    share(world, root, "清单.csv", "11/19 的清单")
    world.local.wait_for(lambda: item(world).evidence, 20.0)
    (one,) = item(world).evidence
    assert one.text == "11/19 的清单 · 清单.csv"
    assert one.link.startswith("http")
    assert one.who == item(world).owner
    posts.beat()
    assert "证据" not in words(posts.posted("bob", "general", root.ts))


def test_a_file_before_anybody_took_it_on_is_only_said(world: World, posts: Posts) -> None:
    root = proposed(world, posts)
    share(world, root, "清单.csv", "")
    world.local.wait_for(lambda: events(world, Move.COMMENT), 20.0)
    assert item(world).evidence == ()


def share(world: World, root: Message, name: str, text: str) -> None:
    """Let Abu post a file into the thread."""
    model = world.local.model
    made = model.files.reserve("UABU", name, 3)
    model.files.store(made.key, b"a,b")
    model.share(
        model.files.complete({made.id: ""}),
        Said(root.channel, "", "UABU", text, thread_ts=root.ts),
    )


def test_the_page_lists_what_is_urgent(world: World, posts: Posts) -> None:
    proposed(world, posts)
    abu = world.local.as_person("abu")
    view = abu.home()
    assert view is not None
    text = str(view.blocks)
    assert "我的行动" in text
    assert "1. 售前首响降到30秒内" in text
    assert "/action accept 1" in text


def test_a_button_of_the_page_does_it_once_and_the_page_shows_it(
    world: World, posts: Posts
) -> None:
    proposed(world, posts)
    abu = world.local.as_person("abu")
    view = abu.home()
    assert view is not None
    abu.acts(view, buttons(view)["接受"]).result()
    world.local.wait_for(lambda: "接下了" in str(modal_blocks(world, "abu")), 20.0)
    assert len(events(world, Move.ACCEPT)) == 1
    assert "不能" not in str(modal_blocks(world, "abu"))
    world.local.wait_for(lambda: "/action accept 1" not in home_blocks(world, "UABU"), 20.0)


def test_a_form_of_the_page_leaves_the_page_as_things_are(world: World, posts: Posts) -> None:
    accepted(world, posts)
    abu = world.local.as_person("abu")
    view = abu.home()
    assert view is not None
    abu.acts(view, buttons(view)["已做完"]).result()
    world.local.wait_for(lambda: filled(world, "abu"), 20.0)
    abu.submits(abu.modal(), {"text": "快捷回复上线了"}).result()
    world.local.wait_for(lambda: "/action done 1" not in home_blocks(world, "UABU"), 20.0)
    assert state(world, State.DONE_CLAIMED)


def modal_blocks(world: World, who: str) -> object:
    found = world.local.as_person(who).modal()
    return found.blocks if found else ()


def home_blocks(world: World, user: str) -> str:
    found = world.local.model.views.home(user)
    return str(found.blocks) if found else ""
