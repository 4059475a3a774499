"""Action items by form, on both engines: filled in, refused at the field, never overrun."""

import threading
from datetime import date

import pytest

from base.action import Measure, Move, State
from base.answer import Answer
from base.schedule import Level
from reviews.actions import folded
from storage import actions
from storage.engine import Database
from tests.helpers.shop import HERE, LINE, Shop, field


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


# -- forms -----------------------------------------------------------------------------------------

FILLED = {"wording": "把赔付口径写成一页", "owner": "UMAY", "due": "2026-11-27"}


def test_the_form_adds_what_was_filled_in(shop: Shop) -> None:
    form = shop.form("/action add", channel=HERE)
    said = shop.submit(
        form,
        FILLED | {"metric": "frt", "side": "below", "target": "30 秒", "verifier": "UNING",
                  "check": "2026-12-20", "level": "department"},
    )  # fmt: skip
    assert said.startswith("记下了 1 号：把赔付口径写成一页。小美 负责")
    item = shop.item()
    assert item.measure == Measure("frt", {}, 30.0, below=True, check=date(2026, 12, 20))
    assert (item.level, item.born) == (Level.DEPARTMENT, "")
    assert item.verifier == shop.number("周宁")


def test_a_second_delivery_adds_nothing(shop: Shop) -> None:
    form = shop.form("/action add")
    shop.submit(form, FILLED, key="view:same")
    shop.submit(form, FILLED, key="view:same")
    with shop.context.database.read() as work:
        assert len(actions.found(work, folded)) == 1


def test_the_form_keeps_what_was_understood(shop: Shop) -> None:
    form = shop.form(
        "/action form 写一页口径 @小美 @大白 下周五 指标 满意度 售前组 > 92% https://x.example/1"
    )
    assert field(form, "due").value == "2026-11-27"
    assert field(form, "metric").value == "csat_rate"
    assert field(form, "target").value == "92%"
    assert field(form, "side").value == "above"
    shop.submit(form, {"owner": "UMAY"})
    item = shop.item()
    assert item.link == "https://x.example/1"
    assert item.measure is not None
    assert item.measure.only == {"team": (str(item.team),)}


def test_a_message_becomes_an_item_linked_to_it(shop: Shop) -> None:
    form = shop.form(
        "/action add", quoted="顾客总问价保，\n规则每次都变", link="https://x.example/p1"
    )
    assert field(form, "wording").value == "顾客总问价保， 规则每次都变"
    shop.submit(form, {"owner": "UMAY", "due": "2026-11-30"})
    assert shop.item().link == "https://x.example/p1"


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"owner": "UBOB"}, {"owner": "action.form.not_on_staff"}),
        ({"owner": "ULI"}, {"owner": "action.form.not_on_staff"}),
        ({"owner": ""}, {"owner": "action.form.add.no_owner"}),
        ({"due": "2026-11-13"}, {"due": "action.past"}),
        ({"wording": "加强管理"}, {"wording": "action.form.add.vague"}),
        ({"verifier": "UMAY"}, {"verifier": "action.own_verifier"}),
        (
            {"metric": "frt", "target": "很快", "side": "below"},
            {"target": "action.add.target_unfit"},
        ),
        ({"metric": "frt", "target": "30秒"}, {"side": "action.form.add.which_side"}),
        ({"target": "30秒"}, {"target": "action.form.add.target_of_what"}),
        ({"check": "2026-11-25"}, {"check": "action.form.add.check_early"}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(
    shop: Shop, values: dict[str, str], errors: dict[str, str]
) -> None:
    assert shop.unfit(shop.form("/action add"), FILLED | values) == errors


def test_a_wish_passes_with_a_target_or_when_it_is_insisted_on(shop: Shop) -> None:
    form = shop.form("/action add")
    shop.submit(form, FILLED | {"wording": "提高服务质量！"})
    assert shop.item().wording == "提高服务质量"
    aimed = {"metric": "csat_rate", "target": "92%", "side": "above"}
    shop.submit(form, FILLED | {"wording": "提高满意度"} | aimed)
    assert shop.item(2).measure is not None


def test_somebody_outside_the_chat_stays_the_owner_of_the_form(shop: Shop) -> None:
    form = shop.form("/action form 每天 10:00 给未发货清单 @何伟 下周五")
    assert field(form, "owner").value == ""
    assert not field(form, "owner").required
    shop.submit(form, {})
    assert shop.item().owner == shop.number("何伟")


def test_forms_for_moves(shop: Shop) -> None:
    shop.act(LINE)
    shop.act("accept 1", "小美")
    may = "小美"
    said = shop.submit(
        shop.form("/action stuck 1", may), {"text": "等权限", "helper": "UNING"}, may
    )
    assert said == "1 号：卡在哪里记下了"
    assert shop.item().stuck == "等权限 → 周宁"
    assert shop.unfit(
        shop.form("/action redate 1", may), {"due": "2026-11-27", "text": "忙"}, may
    ) == {"due": "action.form.same_date"}
    shop.submit(shop.form("/action redate 1", may), {"due": "2026-12-04", "text": "忙"}, may)
    assert shop.item().due == date(2026, 12, 4)
    shop.submit(shop.form("/action done 1", may), {"text": "看 https://x.example/a"}, may)
    assert shop.item().evidence[0].link == "https://x.example/a"
    shop.submit(shop.form("/action back 1", "阿布"), {"text": "少一页"}, "阿布")
    assert shop.item().state is State.IN_PROGRESS
    shop.submit(shop.form("/action reassign 1", "阿布"), {"owner": "UABU"}, "阿布")
    assert shop.item().owner == shop.number("阿布")
    # Who verified owns it now: the next above him verifies.
    assert shop.item().verifier == shop.number("林岚")
    shop.submit(shop.form("/action drop 1", "阿布"), {"text": "换系统了"}, "阿布")
    shop.submit(shop.form("/action reopen 1", "阿布"), {"due": "2026-12-11"}, "阿布")
    assert shop.item().due == date(2026, 12, 11)


def test_a_form_over_what_has_moved_since_is_told_how_it_stands(shop: Shop) -> None:
    shop.act(LINE)
    shop.act("accept 1", "小美")
    form = shop.form("/action redate 1", "小美")
    shop.act("comment 1 快好了", "阿布")
    commented = shop.form("/action redate 1", "小美")
    shop.act("drop 1 换系统了", "阿布")
    filled = {"due": "2026-12-04", "text": "忙"}
    for one in (form, commented):
        assert shop.unfit(one, filled, "小美") == {"due": "action.form.moved_on"}
    assert shop.item().due == date(2026, 11, 27)


def test_a_form_does_not_overrun_another_date(shop: Shop) -> None:
    shop.act(LINE)
    shop.act("accept 1", "小美")
    form = shop.form("/action redate 1", "小美")
    shop.act("redate 1 12/11 等大促过去", "阿布")
    filled = {"due": "2026-12-04", "text": "忙"}
    assert shop.unfit(form, filled, "小美") == {"due": "action.form.moved_on"}
    assert shop.item().due == date(2026, 12, 11)


def test_a_comment_since_does_not_stop_a_form(shop: Shop) -> None:
    shop.act(LINE)
    form = shop.form("/action decline 1", "小美")
    shop.act("comment 1 看看", "阿布")
    shop.submit(form, {"text": "这是仓库的事"}, "小美")
    assert shop.moves()[-1] is Move.DECLINE


def test_an_item_is_changed_by_its_form(shop: Shop) -> None:
    shop.act(f"{LINE} 指标 满意度 > 92%")
    form = shop.form("/action edit 1")
    assert field(form, "wording").value == "把赔付口径写成一页发到群里"
    assert field(form, "target").value == "92%"
    shop.submit(form, {"wording": "把赔付口径写成半页", "target": "93%"})
    item = shop.item()
    assert item.wording == "把赔付口径写成半页"
    assert item.measure is not None
    assert item.measure.target == pytest.approx(0.93)
    assert item.measure.check == date(2026, 12, 14)


def test_a_move_is_told_in_the_same_unit_of_work(shop: Shop) -> None:
    """Whom it concerns hears of it, and nothing is told of what was not kept."""
    from sqlalchemy import text

    def waiting() -> int:
        with shop.context.database.read() as work:
            return int(work.execute(text("SELECT count(*) FROM outbox")).scalar_one())

    before = waiting()
    shop.act(LINE)
    added = waiting()
    assert added > before
    shop.act("verify 1", "阿布")
    assert waiting() == added


def test_of_two_who_move_at_once_one_is_told_how_it_stands(shop: Shop) -> None:
    shop.act(LINE)
    started = threading.Barrier(2)
    answers: list[Answer] = []

    def go(name: str) -> None:
        started.wait()
        answers.append(shop.act("accept 1", name))

    threads = [threading.Thread(target=go, args=(name,)) for name in ("小美", "阿布")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert shop.moves().count(Move.ACCEPT) == 1
    keys = {answer.takeaway.key for answer in answers}
    assert "action.moved.accept" in keys
    assert keys & {"action.already", "action.illegal", "action.stale"}
