"""Targets in the chat: set by the supervisor, seen by everybody, said beside a figure."""

from collections.abc import Iterator

import pytest

from tests.workspace.bot_world import World, buttons, context_in, running, whole


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(context_in(tmp_path_factory.mktemp("targets"))) as found:
        yield found
        found.context.database.close()


def test_a_target_is_set_seen_and_said(world: World) -> None:
    world.local.as_person("abu").slash("target", "首响 20秒", channel="general")
    refused = world.answer("abu", "general", "目标由主管、经理或质检定")
    assert refused.visible_to == "UABU"
    world.local.as_person("lin").slash("target", "首响 20秒", channel="general")
    kept = world.answer("lin", "general", "目标记下了：全部门首响 20 秒")
    assert kept.visible_to == "ULIN"
    world.local.as_person("lin").clicks(kept, buttons(kept)["看目标"])
    world.answer("lin", "general", "现在的目标", "首响：20 秒")
    world.local.as_person("abu").slash("metric", "首响 2026-11-10", channel="general")
    assert "目标 20 秒，达标。" in whole(world.answer("abu", "general", "首响平均 17 秒"))
    # The same word without its slash, in English, in a direct message.
    world.local.as_person("alice").types("target first reply 10s After-sales")
    world.answer("alice", None, "Target set: First reply, After-sales, 10 s")
    world.local.as_person("alice").types("/fupan target")
    world.answer("alice", None, "Targets as they stand", "20 s, After-sales 10 s")
