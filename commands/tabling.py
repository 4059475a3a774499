"""The table of an answer: its rows, their order and their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from base.answer import Row, Table
from base.dimensions import TIME_DIMS, Dim
from base.language import Bilingual, Lang, Msg
from base.measures import Kind
from base.units import Good
from commands import requests
from metrics import phrasing
from metrics.attainment import Attained
from metrics.bands import are_bands, in_order
from metrics.calendars import PromotionTable
from metrics.category_kinds import kinds_of
from metrics.compute import Computed, Line, Measured
from metrics.judge import too_few
from metrics.model import Question

_NOT_STATED = Bilingual("未注明", "not stated")
# Chats that the bot ended belong to nobody and to no team.
_NOBODY = {
    Dim.AGENT: Bilingual("无人（含机器人）", "nobody (bot included)"),
    Dim.TEAM: Bilingual("无组（含机器人）", "no team (bot included)"),
}


@dataclass(frozen=True)
class Setting:
    """What composing needs to know beside the figures.

    `names` gives members their names, by cut; `team_of` each agent's team; `minor` is how many
    minor units make one unit of `currency`. `gaps` says whether days are missing in the period
    itself, and in each baseline. `own` says that somebody asks for his own figure, `beside` what
    it stands beside then. `target` is what the figure is held against, and `tell_target`
    that a sentence says how it stands to it: `attained` is how. `target_asked` says that the target
    is what was asked for, `target_lines` how the parts stand to theirs.
    """

    today: date
    lang: Lang
    promotions: PromotionTable
    names: dict[Dim, dict[Any, Bilingual]]
    team_of: dict[Any, Any]
    currency: str | None = None
    minor: int = 1
    gaps: tuple[bool, tuple[bool, ...]] = (False, ())
    own: bool = False
    beside: tuple[Msg, ...] = ()
    target: float | None = None
    tell_target: bool = False
    attained: Attained | None = None
    target_asked: bool = False
    target_lines: tuple[Msg, ...] = ()

    def unequal(self, baseline: int) -> bool:
        """Say whether days are missing on one side of a comparison."""
        return self.gaps[0] or any(self.gaps[1][baseline : baseline + 1])


def timed(question: Question) -> bool:
    """Say whether a question is cut by time."""
    return any(cut in TIME_DIMS for cut in question.cuts)


def worst_first(question: Question, lines: Sequence[Line]) -> list[Line]:
    """Order members with the least good value first; where nothing is good, the largest first.

    What rests on too little to be judged comes after what can be, and what has no figure last.
    """
    rising = question.metric.good is Good.UP

    def position(line: Line) -> tuple[int, float]:
        value = line.now.value
        if value is None:
            return 2, 0.0
        return int(too_few(question.metric, line.now)), value if rising else -value

    return sorted(lines, key=position)


def table_of(computed: Computed, setting: Setting, main: int | None) -> Table:
    """Return the table of a question that is cut; `main` is the baseline shown beside."""
    question = computed.question
    lines, order = _ordered(computed, setting)
    return Table(
        dims=tuple(cut.value for cut in question.cuts),
        rows=tuple(_row(question, setting, line, main) for line in lines),
        order=order,
        has_before=main is not None and any(
            line.before[main].value is not None for line in lines
        ),
        kinds=kinds_of(question.metric),
    )  # fmt: skip


def _ordered(computed: Computed, setting: Setting) -> tuple[list[Line], str]:
    question = computed.question
    if timed(question):
        at = next(i for i, c in enumerate(question.cuts) if c in TIME_DIMS)
        return sorted(computed.lines, key=lambda ln: ln.group[at]), "time"
    if Dim.AGENT in question.cuts and not question.metric.ranking:
        return _by_team_and_name(computed, setting), "team_name"
    if Dim.AGENT in question.cuts and not question.worst_first:
        return _by_team_and_n(computed, setting), "team_n"
    bands = _by_band(computed, setting) if question.cuts == (Dim.CATEGORY,) else None
    if bands is not None:
        return bands, "time"
    return worst_first(question, computed.lines), "worst"


def _by_band(computed: Computed, setting: Setting) -> list[Line] | None:
    """Order bands of time, which run on, the shortest first; None for any other types."""
    names = {line: name_of(setting, Dim.CATEGORY, line.group[0]) for line in computed.lines}
    if not are_bands(names.values()):
        return None
    return sorted(names, key=lambda line: in_order(names[line]))


def _by_team_and_n(computed: Computed, setting: Setting) -> list[Line]:
    """Order agents by team, the larger teams first, then by n: no ranking of people."""
    at = computed.question.cuts.index(Dim.AGENT)

    def size(line: Line) -> float:
        return line.now.n or line.now.value or 0

    teams: dict[Any, float] = {}
    for line in computed.lines:
        team = setting.team_of.get(line.group[at], 0)
        teams[team] = teams.get(team, 0) + size(line)

    def position(line: Line) -> tuple[float, float, str]:
        team = setting.team_of.get(line.group[at], 0)
        name = name_of(setting, Dim.AGENT, line.group[at]).zh
        return (-teams[team], -size(line), name)

    return sorted(computed.lines, key=position)


def _by_team_and_name(computed: Computed, setting: Setting) -> list[Line]:
    """Order agents by team and name: of some figures not even n may look like a rank."""
    at = computed.question.cuts.index(Dim.AGENT)

    def position(line: Line) -> tuple[bool, bytes, bytes]:
        team = setting.team_of.get(line.group[at])
        called = name_of(setting, Dim.TEAM, team).in_(setting.lang) if team else ""
        name = name_of(setting, Dim.AGENT, line.group[at]).in_(setting.lang)
        return not team, _alphabetical(called), _alphabetical(name)

    return sorted(computed.lines, key=position)


def _alphabetical(name: str) -> bytes:
    """Return the place of a name in a list: GB 2312 has the usual characters in pinyin order."""
    return name.casefold().encode("gb18030", "replace")


def _row(question: Question, setting: Setting, line: Line, main: int | None) -> Row:
    metric = question.metric
    before = line.before[main] if main is not None and line.before else Measured(None)
    members = tuple(
        (cut.value, name_of(setting, cut, member))
        for cut, member in zip(question.cuts, line.group, strict=True)
    )
    team = None
    if Dim.AGENT in question.cuts:
        of = setting.team_of.get(line.group[question.cuts.index(Dim.AGENT)])
        team = _short(name_of(setting, Dim.TEAM, of)) if of else None
    counted = phrasing.n_kind(metric) is Kind.COUNT
    return Row(
        members=members,
        value=phrasing.raw(metric, line.now.value, setting.minor),
        n=line.now.n if counted else None,
        before=phrasing.raw(metric, before.value, setting.minor),
        before_n=before.n if counted else None,
        few=too_few(metric, line.now),
        group=team,
        partial=_unfinished(question, line),
        keys=tuple(_key(cut, m) for cut, m in zip(question.cuts, line.group, strict=True)),
    )


def _key(cut: Dim, member: Any) -> str | None:
    """Return how machines know a member of time: ISO dates, 2026-10, 13:30; names elsewhere."""
    match cut:
        case Dim.DAY | Dim.WEEK:
            day: date = member
            return day.isoformat()
        case Dim.MONTH:
            return f"{member // 100}-{member % 100:02d}"
        case Dim.HOUR:
            return f"{member:02d}:00"
        case Dim.HALF_HOUR:
            return f"{member // 2:02d}:{'30' if member % 2 else '00'}"
        case Dim.WEEKDAY:
            return str(member + 1)
        case _:
            return None


def _short(team: Bilingual) -> Bilingual:
    """Return a team's name as it stands before an agent's: 售前 一一."""
    return Bilingual(team.zh.removesuffix("组"), team.en.removesuffix(" team"))


def _unfinished(question: Question, line: Line) -> bool:
    """Say whether a week or month of a series goes on after the asked period."""
    end = question.period.end
    for cut, member in zip(question.cuts, line.group, strict=True):
        if cut is Dim.MONTH:
            following = date(member // 100 + member % 100 // 12, member % 100 % 12 + 1, 1)
            return following - timedelta(days=1) > end
        if cut is Dim.WEEK:
            monday: date = member
            return monday + timedelta(days=6) > end or monday < question.period.start
    return False


def name_of(setting: Setting, cut: Dim, member: Any) -> Bilingual:
    """Return how people call a member of a cut."""
    if cut in setting.names:
        return setting.names[cut].get(member) or _NOBODY.get(cut, _NOT_STATED)
    return requests.time_name(cut, member, setting.today)
