"""Any answer at all, for property tests of renderers: every kind, unit and cut, hostile texts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from base.answer import (
    Again,
    Answer,
    Comparison,
    Figure,
    FollowUp,
    Kind,
    PeriodShown,
    Row,
    Table,
)
from base.dimensions import TIME_DIMS, Dim
from base.language import Bilingual, Days, Listing, Moment, Msg, Quantity, Value, msg
from base.units import Unit

FAMILY = "👨‍👩‍👧‍👦"
HOSTILE = (
    "", " ", "\n", "<!channel>", "<!here|x>", "<@U123>", "<https://evil.example|click>",
    "https://evil.example/?a=1&b=2", "www.evil.example", "*b* _i_ ~s~ `c` ```d```", "> quote",
    ":tada:", "a\nb\r\nc\u2028d", "x\x00\x1b[31my\x7f", "\u202eabc", "שלום", "مرحبا (1)",
    "\u2067x", "\u2069\u2069", "\ud83d", "a\udcffb", "\ufdd01|x\ufdd1", FAMILY * 30, "🇨🇳" * 50,
    "e\u0301" * 80, "a" + "\u0300" * 300, "=1+1", "+86 1", "-2", "@SUM(A1)", "＝1", "\t=2",
    "客" * 80, "x" * 80, "&" * 4000, "客" * 3500, "x\n" * 900, "• dot", "[red]r[/red]", "{a}", "%s",
    "a;b,c\"d'e", "小北",
)  # fmt: skip
ZONES = ("Asia/Shanghai", "America/Los_Angeles", "UTC", "America/Argentina/Buenos_Aires")

texts = st.sampled_from(HOSTILE) | st.text(max_size=40) | st.text("abc*_~`<>&:\n客", max_size=20)
names = st.builds(Bilingual, texts, texts)
days = st.dates(date(2025, 1, 1), date(2027, 1, 1))
numbers = st.none() | st.floats() | st.integers(-5, 10**7).map(float)
counts = st.none() | st.integers(0, 10**7)
moments = st.builds(
    Moment,
    st.integers(0, 2_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(ZONES),
    st.booleans(),
)
quantities = st.builds(
    Quantity, numbers, st.sampled_from([u.value for u in Unit]), st.booleans(),
    st.sampled_from([None, "CNY", "USD", "XXX"]),
)  # fmt: skip
simple: st.SearchStrategy[Value] = st.one_of(
    texts, st.integers(-5, 10**7), names, quantities, moments, days.map(lambda d: Days(d, d))
)
values: st.SearchStrategy[Value] = simple | st.builds(
    Listing, st.lists(simple, max_size=4).map(tuple), st.booleans()
)
messages: st.SearchStrategy[Msg] = st.one_of(
    texts.map(lambda t: msg("help.example", text=t)),
    texts.map(lambda t: msg("source.definition", text=t)),
    values.map(lambda v: msg("button.try", text=v)),
    st.builds(lambda a, b: msg("corrected", typed=a, read_as=b), texts, names),
    st.builds(lambda n, v: msg("bullet.value", name=n, value=v), names, quantities),
    st.just(msg("none")),
    st.just(msg("note.period_assumed", days=Days(date(2026, 11, 9), date(2026, 11, 15)))),
    st.just(msg("rights.only_you")),
)


@st.composite
def periods(draw: st.DrawFn) -> PeriodShown:
    start = draw(days)
    length = timedelta(days=draw(st.integers(0, 400)))
    return PeriodShown(start, start + length, draw(messages), draw(st.booleans()))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    dims = draw(st.lists(st.sampled_from(list(Dim)), min_size=1, max_size=3, unique=True))
    some = draw(st.lists(rows(dims), min_size=1, max_size=6))
    many = draw(st.sampled_from([0, 1, 2, 5, 7, 21, 60, 220, 1300]))
    return Table(
        tuple(dim.value for dim in dims),
        tuple(some[i % len(some)] for i in range(many)),
        draw(st.sampled_from(["worst", "time", "team_n", "n", "part"])),
        draw(st.booleans()),
    )


@st.composite
def rows(draw: st.DrawFn, dims: Sequence[Dim]) -> Row:
    keys = st.none() | st.just("2026-11-09")
    return Row(
        tuple((dim.value, draw(names)) for dim in dims),
        draw(numbers),
        n=draw(counts),
        before=draw(numbers),
        before_n=draw(counts),
        few=draw(st.booleans()),
        partial=draw(st.booleans()),
        group=draw(st.none() | names),
        keys=draw(st.just(()) | st.tuples(*[keys for _ in dims])),
        part=draw(numbers),
        part_shown=draw(st.none() | numbers),
    )


figures = st.builds(
    Figure,
    st.sampled_from(["csat_rate", "contacts"]),
    names,
    st.sampled_from(list(Unit)),
    numbers,
    n=counts,
    n_of=st.none() | names,
    currency=st.sampled_from([None, "CNY", "USD"]),
)
comparisons = st.builds(
    Comparison,
    st.sampled_from(["previous", "usual", "last_year"]),
    periods(),
    numbers,
    numbers,
    st.sampled_from(["points", "share"]),
    counts,
    st.sampled_from([None, "clear", "usual"]),
)
follow_ups = st.builds(FollowUp, messages, texts)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Return any answer at all."""
    table = draw(st.none() | tables())
    timed = table is not None and any(dim in TIME_DIMS for dim in table.dims)
    some = draw(st.lists(messages, max_size=6))
    lines = some * draw(st.sampled_from([1, 1, 1, 4, 30]))
    return Answer(
        kind=Kind.SERIES if timed else draw(st.sampled_from(list(Kind))),
        takeaway=draw(messages),
        lines=tuple(lines),
        figure=draw(figures if table is not None else st.none() | figures),
        period=draw(st.none() | periods()),
        compare=tuple(draw(st.lists(comparisons, max_size=2))),
        table=table,
        notes=tuple(draw(st.lists(messages, max_size=4))),
        sources=tuple(draw(st.lists(messages, max_size=2))),
        follow_ups=tuple(draw(st.lists(follow_ups, max_size=6))),
        understood=draw(st.none() | messages),
        private=draw(st.booleans()),
        again=draw(st.none() | st.builds(Again, texts, days)),
    )
