"""When the daily message comes, as a person says it in the chat: a button, words, the form."""

import json
from collections.abc import Iterator

import pytest

from storage.preferences import DigestWishes, digest_wishes
from tests.workspace.bot_world import World, buttons, context_in, running
from workspace import Delivery


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(context_in(tmp_path_factory.mktemp("digest"))) as found:
        yield found
        found.context.database.close()


def kept(world: World, person: int) -> DigestWishes:
    with world.context.database.read() as work:
        return digest_wishes(work, person, "")


def number(world: World, name: str) -> int:
    with world.context.database.read() as work:
        query = "SELECT id FROM person WHERE slack_user = '" + name + "'"
        return int(work.exec_driver_sql(query).scalar_one())


def test_it_is_turned_off_by_a_tap_and_on_again_in_words(world: World) -> None:
    abu, me = world.local.as_person("abu"), number(world, "UABU")
    abu.says("/fupan 个人摘要")
    told = world.answer("abu", None, "个人摘要：工作日 09:30（北京时间）发给你")
    abu.clicks(told, buttons(told)["以后不发"])
    off = world.answer("abu", None, "个人摘要不再发给你")
    assert not kept(world, me).on
    assert "重新开启" in buttons(off)
    abu.slash("fupan", "digest 10:00", channel="general")
    assert world.answer("abu", "general", "工作日 10:00").visible_to == "UABU"
    assert kept(world, me) == DigestWishes(at=600)
    abu.says("个人摘要 23点")
    world.answer("abu", None, "23:00 在你的免打扰时间（20:00–08:00）里")
    assert kept(world, me).at == 600


def test_it_is_set_in_the_settings_form(world: World) -> None:
    lin, me = world.local.as_person("lin"), number(world, "ULIN")
    lin.slash("fupan", "设置", channel="general")

    def filled() -> bool:
        view = lin.modal()
        return view is not None and "个人摘要几点发" in json.dumps(view.content, ensure_ascii=False)

    world.local.wait_for(filled)
    view = lin.modal()
    assert view is not None
    lin.fills(view, {"digest": "never", "digest_days": "012345"})
    sent = lin.submits(view)
    assert isinstance(sent, Delivery)
    assert sent.result().acknowledged
    assert kept(world, me) == DigestWishes(on=False, workdays=frozenset(range(6)))
