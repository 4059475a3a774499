"""The blocks of an agenda: what is read on the screen, and what its thread has beside it.

The screen has a few short lines a block; whatever is longer is for the thread. Nobody's own figures
are in either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from base.dimensions import Dim
from base.language import Bilingual, Listing, Msg, msg
from base.review import AgendaBlock, Block, BlockKind, Part
from base.schedule import Level
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured
from metrics.model import Question
from metrics.targets import written
from reviews import incomplete
from reviews.agenda_cases import Cases
from reviews.agenda_facts import Facts
from reviews.agenda_words import called, figure_in_words, gap_in_words
from reviews.figures import Figured, labelled, value_of
from reviews.headline import lead
from reviews.scoping import Scope
from storage.engine import Work
from storage.query import NoCube

# Lines of a block on the screen: of a short agenda, of one with many blocks.
_LINES, _LINES_OF_MANY = 4, 2
# With more blocks than this an agenda is a long one.
FEW_BLOCKS = 6
_MEMBERS = 12
_CUTS: Mapping[str, Dim] = {"team": Dim.TEAM, "shop": Dim.SHOP, "channel": Dim.CHANNEL}
_UNKNOWN = Bilingual("未注明", "not stated")


@dataclass(frozen=True)
class Filling:
    """What blocks are filled from; `gaps` are the days that are missing, by shop.

    `first` says that the series was never held before, `why_apart` that the causes have a block,
    `short` that there are few blocks.
    """

    work: Work
    scope: Scope
    level: Level
    facts: Facts
    last: tuple[Msg, ...]
    last_more: tuple[Msg, ...]
    causes: tuple[Msg, ...]
    better: tuple[Msg, ...]
    cases: Cases
    points: int
    gaps: incomplete.Gaps
    first: bool
    why_apart: bool
    short: bool


@dataclass(frozen=True)
class _Filled:
    """What a kind of block has to say: `shown` in the order in which it is worth the screen."""

    shown: tuple[Msg, ...] = ()
    more: tuple[Msg, ...] = ()
    # Stands last on the screen, whatever else there is.
    always: tuple[Msg, ...] = ()


def filled(filling: Filling, blocks: Sequence[Block]) -> tuple[AgendaBlock, ...]:
    """Return the blocks of a template with what there is to say."""
    most = _LINES if filling.short else _LINES_OF_MANY
    return tuple(_block(filling, block, most) for block in blocks)


def _block(filling: Filling, block: Block, most: int) -> AgendaBlock:
    found = _FILL[block.kind](filling, block)
    if block.kind is BlockKind.TOPIC:
        # One line a part is as short as it can be told.
        most = max(most, len(block.parts))
    room = max(0, most - len(found.always))
    shown, left = found.shown[:room], found.shown[room:]
    if len(left) == 1:
        # A line that says where one more line is would be as long as that line.
        shown, left = found.shown, ()
    lines = (*shown, *([msg("agenda.rest", count=len(left))] if left else []), *found.always)
    return AgendaBlock(block.kind, block.title, block.minutes, lines, (*left, *found.more))


def _prompts(block: Block) -> tuple[Msg, ...]:
    return tuple(_prompt(one) for part in block.parts for one in part.prompts)


def _prompt(text: Bilingual) -> Msg:
    return msg("agenda.prompt", text=text)


# -- what was decided ------------------------------------------------------------------------------


def _last(filling: Filling, block: Block) -> _Filled:
    if filling.last:
        return _Filled(filling.last, (*filling.last_more, *_prompts(block)))
    nothing = msg("agenda.last.first" if filling.first else "agenda.last.nothing")
    return _Filled((nothing,), (*filling.last_more, *_prompts(block)))


# -- figures ---------------------------------------------------------------------------------------


def _figures(filling: Filling, block: Block) -> _Filled:
    always = (msg("agenda.personal"),) if filling.level is Level.GROUP else ()
    if filling.gaps:
        return _Filled(_lacking(filling), _prompts(block), always)
    keys = [key for part in block.parts if not part.by for key in part.metrics]
    found = filling.facts.several(keys)
    if not found:
        return _Filled((msg("agenda.no_data"),), _prompts(block), always)
    lines = _figure_lines(filling, found)
    return _Filled(tuple(lines), (*_beside(filling, block.parts), *_prompts(block)), always)


def _figure_lines(filling: Filling, found: Sequence[Figured]) -> list[Msg]:
    """Return a line a figure: how much came in, what needs a look, the rest.

    The company's results stay in the order of its template.
    """
    if filling.level is not Level.COMPANY:
        found = sorted(found, key=_at)
    return [line for one in found for line in _lines_of(filling.scope, one)]


def _at(one: Figured) -> int:
    if one.metric.key == "contacts":
        return 0
    return 1 if one.changed or one.reached is False else 2


def _lines_of(scope: Scope, one: Figured) -> tuple[Msg, ...]:
    if one.metric.key == "contacts":
        return lead(scope, one, ())
    return (_figure_line(scope, one),)


def _figure_line(scope: Scope, one: Figured) -> Msg:
    line = labelled(scope, one, called(one.metric))
    return msg("agenda.line", name=line.name, text=line.text)


def _lacking(filling: Filling) -> tuple[Msg, ...]:
    """Return what may be said where days are missing: that first, then of whole shops only."""
    scope, work = filling.scope, filling.work
    whole = incomplete.whole_shops(work, scope, filling.gaps)
    lines = [gap_in_words(scope, filling.gaps), _whose(scope, whole)]
    told = incomplete.figures(work, scope, whole)
    return (*lines, *(msg("agenda.line", name=one.name, text=one.text) for one in told))


def _whose(scope: Scope, whole: tuple[int, ...]) -> Msg:
    """Say whose figures follow: of all shops those without a missing day."""
    if not whole:
        return msg("agenda.gap.none")
    names = {shop.id: shop.name for shop in scope.shops}
    return msg("agenda.gap.whole", shops=Listing(tuple(names[shop] for shop in whole)))


def _targets(filling: Filling, block: Block) -> _Filled:
    """Return what was agreed on, without how it came out: that is the next block."""
    keys = [key for part in block.parts for key in part.metrics]
    found = [one for one in filling.facts.several(keys) if one.target is not None]
    if not found:
        return _Filled((msg("agenda.targets.none"),), _prompts(block))
    goals = tuple(msg("agenda.target", name=called(one.metric), target=_goal(one)) for one in found)
    return _Filled((msg("agenda.targets", goals=Listing(goals)),), _prompts(block))


def _goal(one: Figured) -> Any:
    return written(one.metric, one.target or 0.0, one.currency)


# -- parts of the work -----------------------------------------------------------------------------


def _topic(filling: Filling, block: Block) -> _Filled:
    more: list[Msg] = []
    for part in block.parts:
        told = _of_part(filling, part)
        if told:
            more += [msg("agenda.part", title=part.title), *told]
    return _Filled(_parts(filling, block.parts), tuple(more))


def _parts(filling: Filling, parts: Sequence[Part]) -> tuple[Msg, ...]:
    """Return a line for each part that says something of its own, one for several alike."""
    lines: list[Msg] = []
    alike: dict[str, list[Bilingual]] = {}
    for part in parts:
        said = _said(filling, part)
        if isinstance(said, Msg):
            lines.append(msg("agenda.part.line", title=part.title, said=said))
        else:
            alike.setdefault(said, []).append(part.title)
    for key, titles in alike.items():
        lines.append(msg("agenda.part.line", title=Listing(tuple(titles)), said=msg(key)))
    return tuple(lines)


def _said(filling: Filling, part: Part) -> Msg | str:
    """Return what needs a look in a part; else the key of what is to be said of such a part."""
    found = [] if filling.gaps else filling.facts.several(part.metrics)
    told = [one for one in found if one.changed or one.reached is False]
    if part.by:
        return "agenda.part.by"
    if len(told) > 1:
        first = _figure_line(filling.scope, told[0])
        return msg("agenda.part.changed", line=first, count=len(told) - 1)
    if told:
        return _figure_line(filling.scope, told[0])
    if found:
        return "agenda.part.quiet"
    if len(part.prompts) == 1 and filling.short:
        return msg("agenda.plain", text=part.prompts[0])
    return "agenda.part.prepare" if part.prompts else "agenda.part.no_data"


def _of_part(filling: Filling, part: Part) -> list[Msg]:
    told: list[Msg] = []
    if not filling.gaps and not part.by:
        told += [figure_in_words(filling.scope, one) for one in filling.facts.several(part.metrics)]
    told += _beside(filling, (part,), titled=False)
    return told + [_prompt(one) for one in part.prompts]


def _beside(filling: Filling, parts: Sequence[Part], *, titled: bool = True) -> list[Msg]:
    """Return the members of a cut side by side, a line each with its figures; never agents."""
    lines: list[Msg] = []
    for part in parts:
        told = _members(filling, part) if part.by in _CUTS and not filling.gaps else []
        if told and titled:
            lines.append(msg("agenda.part", title=part.title))
        lines += told
    return lines


def _members(filling: Filling, part: Part) -> list[Msg]:
    scope, cut = filling.scope, _CUTS[part.by]
    found: dict[Any, list[Msg]] = {}
    for key in part.metrics:
        whole = filling.facts.figure(key)
        if whole is None or cut not in CATALOGUE[key].cuts:
            continue
        question = Question(whole.metric, scope.period, cuts=(cut,), filters=scope.filters)
        try:
            computed = scope.compute(filling.work, question)
        except NoCube:
            # Nothing that was imported says which member it was.
            continue
        for line in computed.lines:
            if line.now.value is not None:
                found.setdefault(line.group[0], []).append(_cell(whole, line.now))
    if len(found) < 2:
        return []
    names = scope.names.get(cut, {})
    return [
        msg("agenda.member", member=names.get(member, _UNKNOWN), figures=Listing(tuple(cells)))
        for member, cells in list(found.items())[:_MEMBERS]
    ]


def _cell(whole: Figured, now: Measured) -> Msg:
    few = now.n is not None and now.n < whole.metric.small_n
    return msg(
        "agenda.cell.few" if few else "agenda.cell",
        name=called(whole.metric),
        value=value_of(whole, whole.decimal(now)),
    )


# -- why, and what people do -----------------------------------------------------------------------


def _causes(filling: Filling, block: Block) -> _Filled:
    none = "agenda.causes.gap" if filling.gaps else "agenda.causes.none"
    lines = filling.causes or (msg(none),)
    return _Filled(lines, _prompts(block))


def _cases(filling: Filling, block: Block) -> _Filled:
    both = (*filling.cases.well, *filling.cases.improve)
    always = (msg("agenda.case.rule"),) if filling.cases.improve else ()
    return _Filled(both or (_no_cases(),), (*filling.cases.more, *_prompts(block)), always)


def _well(filling: Filling, block: Block) -> _Filled:
    lines = (*filling.cases.well, *filling.better) or (msg("agenda.case.well_none"),)
    return _Filled(lines, _prompts(block))


def _improve(filling: Filling, block: Block) -> _Filled:
    always = (msg("agenda.case.rule"),) if filling.cases.improve else ()
    shown = filling.cases.improve or (_no_cases(),)
    return _Filled(shown, (*filling.cases.more, *_prompts(block)), always)


def _no_cases() -> Msg:
    return msg("agenda.case.none")


def _personal(filling: Filling, block: Block) -> _Filled:
    if filling.level is not Level.GROUP:
        return _Filled((), _prompts(block))
    return _Filled((msg("agenda.personal"),), _prompts(block))


def _decide(filling: Filling, block: Block) -> _Filled:
    """Return the causes, where no block before has them, and what a decision needs."""
    causes = () if filling.why_apart else filling.causes
    rule = msg("agenda.decide" if filling.points else "agenda.decide.nothing")
    return _Filled(causes, _prompts(block), (rule,))


def _readout(filling: Filling, block: Block) -> _Filled:
    return _Filled((msg("agenda.readout"),), _prompts(block))


_FILL: Mapping[BlockKind, Callable[[Filling, Block], _Filled]] = {
    BlockKind.LAST: _last,
    BlockKind.TARGETS: _targets,
    BlockKind.FIGURES: _figures,
    BlockKind.TOPIC: _topic,
    BlockKind.CAUSES: _causes,
    BlockKind.WELL: _well,
    BlockKind.IMPROVE: _improve,
    BlockKind.CASES: _cases,
    BlockKind.PERSONAL: _personal,
    BlockKind.DECIDE: _decide,
    BlockKind.READOUT: _readout,
}
