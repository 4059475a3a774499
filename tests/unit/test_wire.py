"""Answers as text and back: nothing is lost, equal ones are equal, old and wrong texts."""

import json
import math
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.answer import Answer, Cell, Figure, Grid, GridRow, Kind, Row, Table
from base.clock import FixedClock
from base.language import Bilingual, Days, Lang, Listing, Moment, Msg, Quantity, Value, msg
from base.post import Labelled, Post, Section
from base.rights import operator
from base.units import Unit
from base.wire import WireError, dumped, dumped_msg, loaded, loaded_msg
from bot.render.blocks import message
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.router import handle
from tests.conftest import Databases
from tests.helpers import answers as any_answers
from tests.helpers.posts import answered, answers_with_posts, busy_week, by_team, quiet_week
from tests.helpers.world import take, write_csv

# Some answers are very long, and the machine may be busy: no example has a deadline.
SETTINGS = settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
NO_FIGURE = re.compile(r"\b(nan|inf)\b")


def small(**fields: Any) -> Answer:
    return Answer(Kind.TEXT, msg("none"), **fields)


def with_value(value: object) -> dict[str, Any]:
    """Return the text of a small answer as data, with this value in its message."""
    return {"kind": "text", "takeaway": {"key": "k", "params": {"v": value}}}


@given(any_answers.answers() | answers_with_posts())
@SETTINGS
def test_any_answer_comes_back_as_it_was(answer: Answer) -> None:
    if NO_FIGURE.search(repr(answer)):
        with pytest.raises(WireError):
            dumped(answer)
        return
    text = dumped(answer)
    text.encode()
    again = loaded(text)
    assert again == answer
    assert dumped(again) == text


nested: st.SearchStrategy[Value] = st.deferred(
    lambda: st.one_of(
        any_answers.values,
        st.builds(Listing, st.lists(nested, max_size=2).map(tuple), st.booleans()),
        st.dictionaries(st.text(max_size=5), nested, max_size=2).map(
            lambda params: Msg("k", MappingProxyType(params))
        ),
    )
)


@given(nested)
@SETTINGS
def test_any_message_comes_back_as_it_was(value: Value) -> None:
    said = msg("k", value=value)
    if NO_FIGURE.search(repr(said)):
        return
    again = loaded_msg(dumped_msg(said))
    assert again == said
    assert type(again.params["value"]) is type(value)
    assert type(again.params) is type(said.params)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_figures_keep_every_digit(value: float) -> None:
    again = loaded(dumped(small(target=value)))
    assert again.target is not None
    assert again.target.hex() == (value + 0.0).hex()


@pytest.mark.parametrize("make", [quiet_week, busy_week])
@pytest.mark.parametrize("lang", list(Lang))
def test_a_post_reads_the_same(make: Callable[[Lang], Post], lang: Lang) -> None:
    answer = answered(make(lang))
    again = loaded(dumped(answer))
    assert again == answer
    assert again.post is not None
    assert answer.post is not None
    assert [word(line.text, lang) for line in again.post.figures] == [
        word(line.text, lang) for line in answer.post.figures
    ]


@pytest.fixture(scope="module")
def weekly(sqlite: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """Twelve weeks of two teams; in the last the second one's customers are less content."""
    header = ("day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "frt_le30",
              "ratings", "good")  # fmt: skip
    last = date(2026, 8, 10)
    rows = [
        (last - timedelta(weeks=back) + timedelta(days=at), "旗舰店", team, agent, 100 + back % 3,
         100, 2000 + at, 75, 100, 90 + back % 3 if back or team == "售前组" else 80)
        for back in range(12) for at in range(7)
        for team, agent in (("售前组", "小美"), ("售后组", "大白"))
    ]  # fmt: skip
    with sqlite() as database:
        take(database, write_csv(tmp_path_factory.mktemp("wire"), header, rows))
        yield Context(database, FixedClock(datetime(2026, 8, 17, 1, tzinfo=UTC)))


@pytest.mark.parametrize("text", ["周报", "weekly last week", "满意度 上周 按组", "首响 按天 近8周",
                                  "为什么 满意度 上周", "满意度 上个月 p90", "help"])  # fmt: skip
def test_what_commands_answer_comes_back(weekly: Context, text: str) -> None:
    for lang in Lang:
        answer = handle(weekly, Request(text, operator(lang), lang, Place.PRIVATE))
        again = loaded(dumped(answer))
        assert again == answer
        assert dumped(again) == dumped(answer)
        assert message(again, lang) == message(answer, lang)


def test_equal_answers_have_equal_texts() -> None:
    """Whatever the order of their values, the kind of their zeros and the zone of their moments."""
    at = datetime(2026, 3, 9, 1, tzinfo=UTC)
    east = at.astimezone(timezone(timedelta(hours=8)))
    one = small(target=0.0, lines=(Msg("k", {"a": 1, "b": Moment(at, "UTC")}),))
    other = small(target=-0.0, lines=(Msg("k", {"b": Moment(east, "UTC"), "a": 1}),))
    assert one == other
    assert dumped(one) == dumped(other)
    whole = small(figure=Figure("m", Bilingual("", ""), Unit.COUNT, 3, n=3))
    assert dumped(whole) == dumped(replace(whole, figure=replace(whole.figure, value=3.0)))  # type: ignore[type-var]


def test_the_text_is_small_and_plain() -> None:
    text = dumped(small(lines=(msg("k", v=Bilingual("满意度", "CSAT")),), private=True))
    assert text == (
        '{"kind":"text","lines":[{"key":"k","params":{"v":{"@":"Bilingual","en":"CSAT",'
        '"zh":"满意度"}}}],"private":true,"takeaway":{"key":"none"}}'
    )


def test_every_kind_of_value_by_hand() -> None:
    """The text that this version writes: a later one has to read it too."""
    values: dict[str, Value] = {
        "text": "客", "whole": 3, "part": 3.0, "none": None,
        "days": Days(date(2026, 3, 2), date(2026, 3, 8), weekday=True),
        "at": Moment(datetime(2026, 3, 9, 1, 2, 3, 4, UTC), "Asia/Shanghai"),
        "some": Listing((Quantity(0.1, "share", change=True), "x", msg("k"))),
    }  # fmt: skip
    text = (
        '{"key":"k","params":{'
        '"at":{"@":"Moment","at":"2026-03-09T01:02:03.000004+00:00","zone":"Asia/Shanghai"},'
        '"days":{"@":"Days","end":"2026-03-08","start":"2026-03-02","weekday":true},"none":null,'
        '"part":3.0,"some":{"@":"Listing","items":[{"@":"Quantity","change":true,"unit":"share",'
        '"value":0.1},"x",{"@":"Msg","key":"k"}]},"text":"客","whole":3}}'
    )
    assert dumped_msg(Msg("k", values)) == text
    again = loaded_msg(text)
    assert again == Msg("k", values)
    assert [type(v) for v in again.params.values()] == [type(values[k]) for k in again.params]


def test_fields_of_another_version() -> None:
    """What is new is passed over, what is missing has its default, in every depth."""
    data = json.loads(dumped(answered(quiet_week(Lang.ZH), private=True)))
    data["mood"] = {"@": "Mood", "of": [1]}
    data["post"]["figures"][0]["colour"] = "red"
    data["post"]["details"][0]["table"]["rows"][0]["rank"] = 7
    expected = answered(quiet_week(Lang.ZH), private=True)
    assert loaded(json.dumps(data)) == expected
    del data["private"]
    del data["post"]["notes"]
    assert expected.post is not None
    older = replace(expected, private=False, post=replace(expected.post, notes=()))
    assert loaded(json.dumps(data)) == older


def test_a_grid_comes_back_as_it_was() -> None:
    cells = (Cell(Unit.MONEY, 12.5, "CNY"), Cell(Unit.SHARE, None, text=msg("k")))
    row = GridRow("售后组", msg("k", v=Bilingual("售后组", "After-sales")), cells)
    answer = small(grid=Grid(msg("k"), (msg("a"), msg("b"), msg("c")), (row, row)))
    assert loaded(dumped(answer)) == answer


def test_one_class_needs_no_name_where_it_was_alone_once() -> None:
    """A field that came to allow a second class still reads what was written before."""
    untagged = with_value({"zh": "满意度", "en": "CSAT"})
    assert loaded(json.dumps(untagged)).takeaway.params["v"] == Bilingual("满意度", "CSAT")


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (with_value({"@": "Poem", "lines": []}), "'Poem'"),
        (with_value({"@": ["Msg"], "key": "k"}), "'Msg'"),
        (with_value({"@": "Quantity", "value": "0.5", "unit": "share"}), "Quantity.value"),
        (with_value({"@": "Moment", "at": "2026-03-09T01:00:00", "zone": "UTC"}), "without zone"),
        (with_value({"@": "Days", "start": "2026-02-30", "end": "2026-03-01"}), "Days.start"),
        (with_value({"@": "Days", "start": 7, "end": "2026-03-01"}), "Days.start"),
        (with_value([1]), "list instead of"),
        ({"kind": "poem", "takeaway": {"key": "k"}}, "Answer.kind"),
        ({"kind": "text"}, "Answer.takeaway is missing"),
        ({"kind": "text", "takeaway": {"key": 1}}, "Msg.key"),
        ({"kind": "text", "takeaway": {"key": "k", "params": []}}, "Msg.params"),
        ({"kind": "text", "takeaway": {"key": "k"}, "lines": "abc"}, "Answer.lines"),
        ({"kind": "text", "takeaway": {"key": "k"}, "private": 1}, "Answer.private"),
        ({"kind": "text", "takeaway": {"key": "k"}, "post": {"title": {"key": "k"}}}, "Post."),
        ([], "list instead of Answer"),
        (None, "instead of Answer"),
    ],
)  # fmt: skip
def test_wrong_texts_are_told(data: object, where: str) -> None:
    with pytest.raises(WireError, match=re.escape(where)):
        loaded(json.dumps(data))


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "客", "[" * 100_000,
        '{"kind":"text","takeaway":{"key":"k"},"target":NaN}',
        '{"kind":"text","takeaway":{"key":"k"},"target":-Infinity}',
        '{"kind":"text","takeaway":{"key":"k"},"target":1e999}',
        '{"kind":"text","takeaway":{"key":"k","params":{"v":1e999}}}',
    ],
)  # fmt: skip
def test_what_is_no_json_or_no_figure(text: str) -> None:
    with pytest.raises(WireError):
        loaded(text)


@pytest.mark.parametrize(
    "answer",
    [
        small(target=math.nan),
        small(target=math.inf),
        small(lines=(msg("k", v=-math.inf),)),
        small(lines=(msg("k", v=Quantity(math.nan, "share")),)),
        small(lines=(msg("k", v=Moment(datetime(2026, 3, 9), "UTC")),)),  # noqa: DTZ001
        small(lines=(Msg("k", {"v": b"bytes"}),)),  # type: ignore[dict-item]
        small(lines=(Msg("k", {"v": [1]}),)),  # type: ignore[dict-item]
        small(figure=Table((), (), "n")),
        replace(small(), kind="poem"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_written_is_told(answer: Answer) -> None:
    with pytest.raises(WireError, match="cannot be written"):
        dumped(answer)


def test_half_a_character_can_be_kept() -> None:
    said = msg("k", v="cut \ud83d")
    text = dumped_msg(said)
    assert text.isascii()
    assert loaded_msg(text) == said


def test_a_long_post_takes_milliseconds() -> None:
    """Generous by a factor of ten: it is to notice what grew out of proportion."""
    table = by_team()
    assert table.table is not None
    rows: tuple[Row, ...] = table.table.rows * 30
    detail = replace(table, table=replace(table.table, rows=rows))
    post = replace(busy_week(Lang.ZH), details=(detail,))
    post = replace(post, sections=(*post.sections, Section(msg("k"), (msg("k"),) * 20)))
    post = replace(post, figures=(*post.figures, Labelled(msg("k"), msg("k"))))
    answer = answered(post)
    text = dumped(answer)
    assert loaded(text) == answer
    assert _fastest(lambda: dumped(answer)) < 0.010
    assert _fastest(lambda: loaded(text)) < 0.020


def _fastest(act: Callable[[], object]) -> float:
    found = []
    for _ in range(5):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return min(found)
