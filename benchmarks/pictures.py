"""A picture of an answer against the bare matplotlib figure of the same series and size.

The peer is what matplotlib makes of the same figures without being asked for anything: `Figure` on
`FigureCanvasAgg`, its own font, ticks, legend and `savefig`. Runs of both take turns.
"""

import io
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from base.answer import Answer, Comparison, Figure, Kind, PeriodShown, Row, Table
from base.dimensions import Dim
from base.language import Bilingual, Lang, msg
from base.units import Unit
from benchmarks import timing
from benchmarks.timing import Timing
from bot.render.png import picture, warm_up

ROUNDS = 15
_START = date(2026, 10, 1)


@dataclass(frozen=True)
class Pictures:
    """Both makers' times for one picture, and how many bytes each makes."""

    key: str
    title: str
    fupan: Timing
    matplotlib: Timing
    bytes: int
    matplotlib_bytes: int

    @property
    def ratio(self) -> float:
        """Return how many times as long as the peer we take, by the medians."""
        return self.fupan.median / self.matplotlib.median

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        return {
            "key": self.key,
            "title": self.title,
            "fupan": self.fupan.as_json(),
            "matplotlib": self.matplotlib.as_json(),
            "ratio": self.ratio,
            "bytes": self.bytes,
            "matplotlib_bytes": self.matplotlib_bytes,
        }


@dataclass(frozen=True)
class Case:
    """An answer to draw, and its series for the peer; `bars` as the answer is drawn."""

    key: str
    title: str
    answer: Answer
    series: Mapping[str, Sequence[float]]
    bars: bool = False


def measure(rounds: int = ROUNDS) -> list[Pictures]:
    """Draw every case by both, in turns."""
    warm_up()
    return [_measured(case, rounds) for case in cases()]


def _measured(case: Case, rounds: int) -> Pictures:
    ours, peers = partial(_ours, case), partial(_peer, case)
    fupan, matplotlib = timing.interleaved(((ours, 1), (peers, 1)), rounds)
    return Pictures(case.key, case.title, fupan, matplotlib, len(ours()), len(peers()))


def _ours(case: Case) -> bytes:
    drawn = picture(case.answer, Lang.ZH)
    if drawn is None:
        raise ValueError(f"nothing drawn: {case.key}")
    return drawn.data


def _peer(case: Case) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Bare

    bare = Bare(figsize=(16, 9), dpi=100)
    FigureCanvasAgg(bare)
    axes = bare.add_subplot()
    for name, values in case.series.items():
        if case.bars:
            axes.bar(range(len(values)), values, label=name)
        else:
            axes.plot(range(len(values)), values, marker="o", label=name)
    axes.set_title(case.title)
    axes.legend()
    out = io.BytesIO()
    bare.savefig(out, format="png")
    return out.getvalue()


def cases() -> list[Case]:
    """Return a month against the month before, hours as bars, and six shops over a month."""
    return [_against_before(), _by_hour(), _by_shop()]


def _wave(i: int, at: int = 0) -> float:
    return 0.9 + 0.05 * math.sin(i / 3 + at) + 0.01 * at


def _against_before() -> Case:
    days = [_START + timedelta(days=i) for i in range(31)]
    now, before = [_wave(i) for i in range(31)], [_wave(i, 1) for i in range(31)]
    rows = tuple(
        Row((_day(day),), value, 100, earlier, 100, keys=(day.isoformat(),))
        for day, value, earlier in zip(days, now, before, strict=True)
    )
    table = Table((Dim.DAY,), rows, "time", has_before=True)
    series = {"now": now, "before": before}
    return Case("before", "31 days against 31 days", _answer(Unit.SHARE, table), series)


def _by_hour() -> Case:
    values = [400.0 + 300 * math.sin(hour / 4) for hour in range(24)]
    rows = tuple(
        Row(((Dim.HOUR.value, Bilingual(f"{hour} 点", f"{hour:02d}:00")),), value, 100)
        for hour, value in enumerate(values)
    )
    table = Table((Dim.HOUR,), rows, "time")
    return Case("hours", "24 hours as bars", _answer(Unit.COUNT, table), {"now": values}, bars=True)


def _by_shop() -> Case:
    days = [_START + timedelta(days=i) for i in range(31)]
    shops = [Bilingual(f"山茶{at}店", f"Camellia {at}") for at in range(1, 7)]
    rows = tuple(
        Row(((Dim.SHOP.value, shop), _day(day)), _wave(i, at), 100, keys=(None, day.isoformat()))
        for i, day in enumerate(days)
        for at, shop in enumerate(shops)
    )
    table = Table((Dim.SHOP, Dim.DAY), rows, "time")
    series = {shop.en: [_wave(i, at) for i in range(31)] for at, shop in enumerate(shops)}
    return Case("shops", "6 shops on 31 days", _answer(Unit.SHARE, table), series)


def _day(day: date) -> tuple[str, Bilingual]:
    return Dim.DAY.value, Bilingual(f"{day.month}/{day.day}", f"{day.day} {day:%b}")


def _answer(unit: Unit, table: Table) -> Answer:
    period = PeriodShown(_START, _START + timedelta(days=30), msg("table.now"))
    before = PeriodShown(date(2026, 9, 1), date(2026, 9, 30), msg("table.before"))
    name = Bilingual("满意度", "CSAT")
    return Answer(
        kind=Kind.SERIES,
        takeaway=msg("source.definition", text="满意度 88.0%，比前一个月低 4.4 个点，确实降了"),
        figure=Figure("csat_rate", name, unit, 0.9, 3100),
        period=period,
        compare=(Comparison("previous", before, 0.92, -0.02, "points", verdict="clear"),),
        table=table,
        sources=(msg("source.definition", text="满意度 = 满意的评价 ÷ 全部评价"),),
    )


if __name__ == "__main__":
    for found in measure():
        sys.stdout.write(
            f"{found.title}: {found.fupan.told()} ms, {found.bytes:,} bytes; matplotlib "
            f"{found.matplotlib.told()} ms, {found.matplotlib_bytes:,} bytes: {found.ratio:.2f}x\n"
        )
