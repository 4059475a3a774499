"""The first pages of a deck: the one sentence, and every figure beside last week and its target."""

from collections.abc import Sequence
from dataclasses import replace

from base.answer import Cell, Grid, GridRow
from base.deck import Page
from base.language import Listing, Msg, Quantity, msg
from base.rounding import relative_change, shown_change
from base.units import Unit
from metrics.judge import Verdict
from metrics.model import Against
from metrics.targets import written
from reviews import incomplete
from reviews.composing import figures_of, notes
from reviews.deck_making import Making, before, hidden_page, lacking, name_of_period, named, worded
from reviews.deck_notes import definitions
from reviews.deck_outline import PagePlan
from reviews.figures import Figured, direction, on_usual
from reviews.headline import lead, takeaway
from reviews.scoping import Scope


def cover_page(making: Making, plan: PagePlan) -> Page:
    """Return the page with the one sentence."""
    scope, found = making.scope, making.figures
    under: tuple[Msg, ...]
    if making.gaps:
        whole = incomplete.whole_shops(making.work, scope, making.gaps)
        head, under = incomplete.headline(scope, making.gaps), (incomplete.lead(scope, whole),)
    else:
        head, under = takeaway(scope, found.known), lead(scope, found.contacts, found.known)
    told = (worded(scope, "deck.note.verbs"), *notes(scope, found.known))
    return Page(
        plan.kind, named(plan.title), head, lines=under,
        notes=(*told, *definitions(making, found.known)),
    )  # fmt: skip


def one_sentence(page: Page) -> Msg:
    """Return what a cover says in one line."""
    if not page.lines:
        return page.headline
    return msg("deck.sentence", first=page.headline, second=page.lines[0])


def figures_page(making: Making, plan: PagePlan) -> Page:
    """Return the table of all figures; with days missing only of the shops that lack none."""
    if not making.gaps:
        return _table_page(making, plan, None)
    whole = incomplete.whole_shops(making.work, making.scope, making.gaps)
    head = incomplete.headline(making.scope, making.gaps)
    if not whole:
        return hidden_page(plan, head)
    only = incomplete.scope_of_whole(making.scope, whole)
    part = Making(making.work, only, figures_of(making.work, only))
    page = _table_page(part, plan, incomplete.lead(making.scope, whole))
    return replace(page, headline=head)


def _table_page(making: Making, plan: PagePlan, line: Msg | None) -> Page:
    scope = making.scope
    found = [one for key in plan.metrics if (one := making.figure(key)) is not None]
    if not found:
        return hidden_page(plan, lacking(making, plan.metrics[0]))
    extra = _extra(scope, found)
    return Page(
        plan.kind,
        named(plan.title),
        _headline(scope, found),
        lines=(line,) if line is not None else (),
        table=_grid(scope, found, extra),
        notes=(worded(scope, "deck.note.verbs"), *definitions(making, found), *notes(scope, found)),
    )


def _headline(scope: Scope, found: Sequence[Figured]) -> Msg:
    """Say which figures clearly got worse and which missed their target."""
    judged = [_judged(scope, one) for one in found]
    worse = [one for one in judged if one.changed and one.worse and one.verdict is Verdict.CLEAR]
    missed = [one for one in found if one.reached is False]
    said = {"worse": _names(worse), "missed": _names(missed)}
    match bool(worse), bool(missed):
        case True, True:
            return msg("deck.figures.both", **said)
        case True, False:
            return msg("deck.figures.worse", worse=said["worse"])
        case False, True:
            return msg("deck.figures.missed", missed=said["missed"])
        case _:
            aimed = any(one.target is not None for one in found)
            key = "deck.figures.calm" if aimed else "deck.figures.calm_untargeted"
            return msg(key, count=len(found))


def _names(found: Sequence[Figured]) -> Listing:
    return Listing(tuple(one.metric.name for one in found))


def _judged(scope: Scope, one: Figured) -> Figured:
    """Return a figure beside what it is judged by: in a promotion usual weeks."""
    usual = on_usual(scope, one) if scope.in_promotion else None
    return usual or one


def _extra(scope: Scope, found: Sequence[Figured]) -> Against | None:
    """Return the baseline that needs a column beside last week's: last year's, or usual weeks."""
    for against in (Against.PROMOTION, Against.USUAL):
        mains = [one.computed.question.baselines[one.main].against
                 for one in found if one.main is not None]  # fmt: skip
        if against in mains:
            return against
    return None


def _grid(scope: Scope, found: Sequence[Figured], extra: Against | None) -> Grid:
    now, was = (name_of_period(scope, p) for p in (scope.period, before(scope.period)))
    aimed = any(one.target is not None for one in found)
    named_base, shared = _base_column(found, extra), _shared_base(scope, found)
    return Grid(
        caption=msg("weekly.details", dates=now),
        columns=(
            msg("weekly.details.figure"),
            worded(scope, "deck.column.now", dates=now),
            worded(scope, "deck.column.before", dates=was),
            worded(scope, "deck.column.change"),
            *(() if named_base is None else (named_base,)),
            *((msg("weekly.details.target"),) if aimed else ()),
            _verdict_column(shared),
        ),
        rows=tuple(_row(scope, one, extra, shared, aimed=aimed) for one in found),
    )


def _shared_base(scope: Scope, found: Sequence[Figured]) -> Against | None:
    """Return what all verdicts are about, where that is the same and not last week."""
    judged = [_judged(scope, one) for one in found]
    bases = {one.computed.question.baselines[one.main].against
             for one in judged if one.main is not None and one.verdict is not None}  # fmt: skip
    only = next(iter(bases), None) if len(bases) == 1 else None
    return None if only is Against.PREVIOUS else only


def _verdict_column(shared: Against | None) -> Msg:
    if shared is None:
        return msg("deck.column.verdict")
    return msg("deck.verdict.on", verdict=msg("deck.column.verdict"), base=_BASE_WORDS[shared])


def _base_column(found: Sequence[Figured], extra: Against | None) -> Msg | None:
    known = extra is not None and any(one.against(extra) is not None for one in found)
    return _BASE_WORDS[extra] if known and extra is not None else None


_BASE_WORDS = {
    Against.PROMOTION: msg("weekly.base.last_year"),
    Against.USUAL: msg("base.usual"),
}


def _row(
    scope: Scope, one: Figured, extra: Against | None, shared: Against | None, *, aimed: bool
) -> GridRow:
    at = one.against(Against.PREVIOUS)
    was = None if at is None else one.decimal(one.computed.before[at])
    cells = [_cell(one, one.now), _cell(one, was), _change(one, was)]
    if extra is not None:
        at = one.against(extra)
        cells.append(_cell(one, None if at is None else one.decimal(one.computed.before[at])))
    if aimed:
        cells.append(_target(one))
    cells.append(Cell(one.metric.unit, None, text=_verdict(scope, one, shared)))
    return GridRow(one.metric.key, named(one.metric.name), tuple(cells))


def _cell(one: Figured, value: float | None) -> Cell:
    return Cell(one.metric.unit, value, one.currency)


def _change(one: Figured, was: float | None) -> Cell:
    """Return the difference from last week as readers see it: points, seconds, percent; from
    doubling on, how many times as much."""
    unit = one.metric.unit
    if one.now is None or was is None:
        return Cell(unit, None, text=msg("deck.nothing"))
    difference = shown_change(one.now, was, unit)
    if not difference:
        return Cell(unit, 0.0, text=msg("deck.change.same"))
    up = "deck.change.up" if difference > 0 else "deck.change.down"
    if unit not in (Unit.COUNT, Unit.MONEY):
        return Cell(unit, difference, text=msg(up, by=Quantity(difference, unit, change=True)))
    share = relative_change(one.now, was)
    if share is None:
        return Cell(unit, difference, text=msg("deck.nothing"))
    if share >= 1:
        times = msg("deck.change.times", times=f"{share + 1:.1f}")
        return Cell(Unit.RATIO, share + 1, text=times)
    return Cell(Unit.SHARE, share, text=msg(up, by=Quantity(abs(share), Unit.SHARE.value)))


def _target(one: Figured) -> Cell:
    if one.target is None:
        return Cell(one.metric.unit, None, text=msg("deck.nothing"))
    goal = written(one.metric, one.target, one.currency)
    word = {True: "deck.target.met", False: "deck.target.missed", None: "deck.target.open"}
    text = msg(word[one.reached], target=goal)
    return Cell(one.metric.unit, one.target, one.currency, text)


def _verdict(scope: Scope, one: Figured, shared: Against | None) -> Msg:
    found = _judged(scope, one)
    said = verdict_words(found)
    if found.main is None or found.verdict is None:
        return said
    against = found.computed.question.baselines[found.main].against
    if against in (Against.PREVIOUS, shared):
        return said
    return msg("deck.verdict.on", verdict=said, base=_BASE_WORDS[against])


def verdict_words(found: Figured) -> Msg:
    """Return what a change is worth, as a cell says it."""
    if found.verdict is None:
        return msg("deck.nothing")
    if found.verdict is Verdict.FEW:
        return msg("deck.verdict.few")
    if not found.changed:
        return msg("deck.verdict.usual")
    return msg(f"weekly.says.{found.verdict.value}.{direction(found)}")
