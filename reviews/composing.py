"""The summary of a department or group for a week, a day or a month, as one Post.

What happened, four figures, why, what is needed. An ordinary time says that it is one; missing data
are the headline. Nobody is named but who keeps the data, where some are missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from base.answer import Answer
from base.language import Days, Listing, Msg, Value, msg
from base.post import Post
from base.units import Unit
from metrics import phrasing
from metrics.catalogue import CATALOGUE
from metrics.model import Against, PeriodKind, Question
from reviews import incomplete
from reviews.causes import explained
from reviews.details import details_of
from reviews.figures import Figured, labelled, measured
from reviews.headline import lead, ordinary, takeaway, worse_than_usual
from reviews.naming import base_label, shown, title, worded
from reviews.scoping import Scope
from reviews.sections import Telling, sections
from reviews.signal_telling import fresh
from storage.engine import Work

# What a department looks at first. A promotion is about money, any other time about customers:
# examples G01 and G04.
FIGURES = ("cs_sales", "inq_conv_final", "frt", "csat_rate")
# What stands in for figures that a group has not: one that sells nothing.
_INSTEAD = ("unreplied", "frt_30s_rate")
_MOST = 4


@dataclass(frozen=True)
class Composed:
    """A post, the change most worth asking further about, and what is known of its data.

    `empty`: none at all; `complete`: no day of them is known to be missing.
    """

    post: Post
    changed: Figured | None = None
    empty: bool = False
    complete: bool = True


@dataclass(frozen=True)
class Figures:
    """What a summary is made from: the contacts, and the figures that are shown."""

    contacts: Figured | None
    shown: tuple[Figured, ...]

    @property
    def known(self) -> tuple[Figured, ...]:
        """Return all of them."""
        return self.shown if self.contacts is None else (self.contacts, *self.shown)


def figures_of(work: Work, scope: Scope) -> Figures:
    """Return the four figures of a scope, as far as it has them, and its contacts."""
    order = FIGURES if scope.in_promotion else FIGURES[::-1]
    found = [one for key in order if (one := measured(work, scope, key)) is not None]
    for key in _INSTEAD if found else ():
        one = measured(work, scope, key) if len(found) < _MOST else None
        found += [one] if one is not None else []
    return Figures(measured(work, scope, "contacts"), tuple(found))


def composed(work: Work, scope: Scope) -> Composed:
    """Return the summary of a week, a day or a month, of a department or group."""
    found = figures_of(work, scope)
    if not found.known:
        return Composed(empty_post(scope), empty=True, complete=False)
    gaps = incomplete.gaps_of(work, scope)
    if gaps:
        return Composed(_incomplete(work, scope, gaps), complete=False)
    changed = explained(scope, found.known)
    calm = ordinary(scope, found.known)
    told = fresh(work, scope, found.known)
    parts = sections(Telling(work, scope, found.known, changed, calm, told))
    post = Post(
        title=title(scope),
        takeaway=takeaway(scope, found.known, told),
        lead=lead(scope, found.contacts, found.known),
        figures=tuple(labelled(scope, one) for one in found.shown),
        sections=parts,
        notes=notes(scope, found.known),
        details=(details_of(work, scope, causes=bool(changed)),),
        period=shown(scope),
    )
    return Composed(post, told_of(scope, found, changed))


def told_of(scope: Scope, found: Figures, changed: Sequence[Figured]) -> Figured | None:
    """Return the change to ask further about: of the headline's figure, where that changed."""
    fallen = worse_than_usual(scope, found.known) if scope.in_promotion else []
    keys = [one.metric.key for one in fallen[:1]]
    return min(changed, key=lambda one: one.metric.key not in keys, default=None)


def _incomplete(work: Work, scope: Scope, gaps: incomplete.Gaps) -> Post:
    """Return what may be said with days missing: of whole shops, and of the days that all have."""
    whole = incomplete.whole_shops(work, scope, gaps)
    section = incomplete.shared_days(work, scope, gaps, whole)
    return Post(
        title=msg("weekly.title.incomplete", title=title(scope)),
        takeaway=incomplete.headline(scope, gaps),
        lead=(incomplete.lead(scope, whole),),
        figures=incomplete.figures(work, scope, whole),
        sections=(*((section,) if section is not None else ()), incomplete.mender(scope, gaps)),
        notes=_currencies(scope),
        details=_details_of_whole(work, scope, whole),
        period=shown(scope),
    )


def _details_of_whole(work: Work, scope: Scope, whole: tuple[int, ...]) -> tuple[Answer, ...]:
    """Return the details of the shops whose days are all there: others' sums would mislead."""
    if not whole:
        return ()
    only = incomplete.scope_of_whole(scope, whole)
    return (details_of(work, only, causes=False),)


def empty_post(scope: Scope) -> Post:
    """Return what is said where there are no data at all for the time."""
    span = scope.coverage.span()
    line = (
        msg("weekly.empty.none")
        if span is None
        else msg("weekly.empty.span", dates=Days(*span, with_year=True))
    )
    return Post(title(scope), worded(scope, "weekly.empty"), (line,), period=shown(scope))


def notes(scope: Scope, known: Sequence[Figured]) -> tuple[Msg, ...]:
    """Return what the baselines are, until which day the data reach, what money leaves out."""
    found = [_dates_of(scope, one, i) for one, i in _baselines_used(scope, known)]
    found.append(_until(scope, known[0].computed.question))
    if any(one.base_gap for one in known):
        found.append(msg("note.base_incomplete"))
    if scope.period.partial:
        found.append(worded(scope, "weekly.note.partial"))
    if scope.period.kind is PeriodKind.MONTH:
        names = phrasing.occasion_names(scope.period, scope.promotions)
        found += [msg("monthly.note.occasions", names=Listing(names))] if names else []
    if any(one.metric.key == "cs_sales" for one in known):
        found.append(msg("weekly.note.sales"))
    return (*found, *_currencies(scope))


def _currencies(scope: Scope) -> tuple[Msg, ...]:
    """Say why there are no sales, where shops sell in several currencies."""
    if len(scope.currencies) < 2 or CATALOGUE["cs_sales"].unit is not Unit.MONEY:
        return ()
    return (msg("weekly.note.currencies", currencies=Listing(tuple(sorted(scope.currencies)))),)


def _baselines_used(scope: Scope, known: Sequence[Figured]) -> list[tuple[Figured, int]]:
    """Return each baseline that needs dates once, with a figure that has it."""
    used: dict[Against, tuple[Figured, int]] = {}
    for one in known:
        usual = one.against(Against.USUAL) if scope.in_promotion else None
        for i in (one.main, usual):
            if i is not None:
                used.setdefault(one.computed.question.baselines[i].against, (one, i))
    # "The week before" needs no dates, a month or a day before names them itself.
    used.pop(Against.PREVIOUS, None)
    used.pop(Against.LAST_YEAR, None)
    return list(used.values())


def _dates_of(scope: Scope, one: Figured, i: int) -> Msg:
    question = one.computed.question
    baseline = question.baselines[i]
    base = base_label(scope, question, baseline)
    start = min(p.start for p in baseline.periods)
    end = max(p.end for p in baseline.periods)
    dates = Days(start, end, with_year=start.year != scope.today.year)
    if baseline.against is Against.USUAL and scope.period.kind is PeriodKind.DAY:
        days = Listing(tuple(Days(p.start, p.start) for p in baseline.periods))
        return msg("daily.note.usual", base=base, days=days)
    if baseline.against is Against.USUAL:
        return msg("weekly.note.usual", dates=dates)
    return msg("weekly.note.base", base=base, dates=dates)


def _until(scope: Scope, question: Question) -> Msg:
    """Say until which day of the week the data reach, and that no shop is missing."""
    sources = scope.coverage.sources(scope.period.start, scope.period.end)
    last: date = max((s.last for s in sources), default=scope.period.end)
    day: Value = Days(last, last)
    count = len({s.shop for s in sources if s.feed != "hour_report" and scope.chosen(s.shop)})
    if scope.missing(scope.period, question):
        return msg("weekly.note.until_gap", day=day)
    if count < 2:
        return msg("weekly.note.until_one", day=day)
    if count == 2:
        return msg("weekly.note.until_two", day=day)
    return msg("weekly.note.until", day=day, count=count)
