"""Buttons of a part of a post: right below it, counted with the others, within every limit."""

import pytest

from base.answer import Answer, FollowUp, Kind
from base.language import Lang, msg
from base.post import Post, Section
from base.wire import dumped, loaded
from bot.render.blocks import rendered
from bot.render.json import answer_json
from bot.render.terminal import print_answer


def ask(text: str) -> FollowUp:
    return FollowUp(msg("remind.item", wording=text), f"/action {text}")


def part(name: str, *buttons: str, lines: int = 1) -> Section:
    told = tuple(msg("remind.item", wording=f"{name} 的说明 {n}") for n in range(lines))
    heading = msg("remind.item", wording=name)
    inline = None if lines else msg("remind.item", wording="一行")
    return Section(heading, told, inline, tuple(ask(b) for b in buttons))


def answer(*sections: Section, follow_ups: tuple[str, ...] = ()) -> Answer:
    asked = tuple(ask(text) for text in follow_ups)
    post = Post(msg("none"), msg("remind.item", wording="提醒"), (), (), sections, (), asked)
    return Answer(Kind.TEXT, post.takeaway, private=True, post=post)


def shape(shown: Answer) -> list[str]:
    """Return the blocks in a line each: sentences by their first line, buttons in brackets."""
    found = []
    for block in rendered(shown, Lang.ZH).first.blocks:
        if block["type"] == "actions":
            labels = [element["text"]["text"] for element in block["elements"]]
            found.append("".join(f"[{label}]" for label in labels))
        elif block["type"] == "section":
            found.append(block["text"]["text"].splitlines()[0])
    return found


def test_they_stand_right_below_their_part() -> None:
    shown = answer(part("一", "做", "改", "卡"), part("二"), follow_ups=("全部",))
    assert shape(shown) == ["*提醒*", "*一*", "[做][改][卡]", "*二*", "[全部]"]


def test_a_part_of_one_line_ends_its_paragraph_there() -> None:
    shown = answer(part("一", lines=0), part("二", "做", lines=0), part("三", lines=0))
    assert shape(shown) == ["*提醒*", "*一* 一行", "[做]", "*三* 一行"]


def test_there_are_four_in_all_and_each_has_a_name_of_its_own() -> None:
    shown = answer(part("一", "a", "b", "c"), part("二", "d", "e"), follow_ups=("f", "g"))
    assert shape(shown) == ["*提醒*", "*一*", "[a][b][c]", "*二*", "[d]"]
    blocks = rendered(shown, Lang.ZH).first.blocks
    ids = [e["action_id"] for b in blocks if b["type"] == "actions" for e in b["elements"]]
    assert ids == ["ask.0", "ask.1", "ask.2", "ask.3"]


def test_what_goes_on_in_the_thread_takes_its_buttons_along() -> None:
    long = part("长", lines=0)
    many = [part(f"{n}", lines=60) for n in range(60)]
    shown = rendered(answer(long, *many, part("末", "做")), Lang.ZH)
    kinds = [[block["type"] for block in one.blocks] for one in (shown.first, *shown.more)]
    assert sum(of.count("actions") for of in kinds) == 1
    assert "actions" not in kinds[0]
    assert all(len(of) <= 50 for of in kinds)


def test_they_are_kept_in_the_queue_and_told_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    shown = answer(part("一", "做"), follow_ups=("全部",))
    assert loaded(dumped(shown)) == shown
    assert answer_json(shown, Lang.ZH)["suggestions"] == ["/action 做", "/action 全部"]
    print_answer(shown, Lang.ZH)
    assert "/action 做" in capsys.readouterr().out
