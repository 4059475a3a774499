"""The weekly summary of a department or team: what happened, four figures, why, as one Post.

An ordinary week says that it is one; missing data are the headline. Nobody is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from base.answer import PeriodShown
from base.language import Bilingual, Days, Listing, Msg, msg
from base.post import Post, Section
from base.units import Unit
from metrics import phrasing
from metrics.judge import Verdict
from metrics.model import Against, Question
from reviews import incomplete
from reviews.causes import causes_of, explained
from reviews.details import details_of
from reviews.figures import (
    Figured,
    Scope,
    base_name,
    direction,
    labelled,
    measured,
    name_of,
    value_of,
)
from storage.engine import Work

# What a department looks at first. A promotion is about money, any other week about customers:
# examples G01 and G04.
FIGURES = ("cs_sales", "inq_conv_final", "frt", "csat_rate")
_ENOUGH_HISTORY = 4


@dataclass(frozen=True)
class Summary:
    """A week's post, and the change that is most worth asking further about, if any."""

    post: Post
    changed: Figured | None = None


def weekly(work: Work, scope: Scope) -> Summary:
    """Return the summary of a week."""
    contacts = measured(work, scope, "contacts")
    order = FIGURES if scope.in_promotion else FIGURES[::-1]
    found = [one for key in order if (one := measured(work, scope, key)) is not None]
    if contacts is None and not found:
        return Summary(_empty(scope))
    gaps = incomplete.gaps_of(work, scope)
    if gaps:
        return Summary(_incomplete(work, scope, gaps))
    known = [contacts, *found] if contacts is not None else found
    changed = explained(scope, known)
    causes = causes_of(work, scope, changed)
    post = Post(
        title=title(scope),
        takeaway=_takeaway(scope, known),
        lead=_lead(scope, contacts, known),
        figures=tuple(labelled(scope, one) for one in found),
        sections=(Section(msg("weekly.why"), tuple(causes)),) if causes else (),
        notes=_notes(scope, known),
        details=(details_of(work, scope),),
        period=shown(scope),
    )
    return Summary(post, changed[0] if changed else None)


def _incomplete(work: Work, scope: Scope, gaps: incomplete.Gaps) -> Post:
    """Return what may be said of a week with days missing: whole shops, and shared days."""
    whole = incomplete.whole_shops(work, scope, gaps)
    section = incomplete.shared_days(work, scope, gaps, whole)
    return Post(
        title=msg("weekly.title.incomplete", title=title(scope)),
        takeaway=incomplete.headline(scope, gaps),
        lead=(incomplete.lead(scope, whole),),
        figures=incomplete.figures(work, scope, whole),
        sections=(section,) if section is not None else (),
        period=shown(scope),
    )


def title(scope: Scope) -> Msg:
    """Return whose week it is, with its dates and the promotions in it."""
    dates = Days(
        scope.week.start, scope.week.end, with_year=scope.week.end.year != scope.today.year
    )
    names = _promotions(scope)
    whose = Listing(tuple(name for f in scope.filters for name in f.names))
    if scope.filters:
        key = "weekly.title.of_occasion" if names else "weekly.title.of"
        return msg(key, scope=whose, dates=dates, **({"names": Listing(names)} if names else {}))
    if names:
        return msg("weekly.title.occasion", dates=dates, names=Listing(names))
    return msg("weekly.title", dates=dates)


def shown(scope: Scope) -> PeriodShown:
    """Return the week as a post carries it."""
    return phrasing.period_shown(scope.week, scope.today, scope.promotions)


def _promotions(scope: Scope) -> tuple[Bilingual, ...]:
    return phrasing.occasion_names(scope.week, scope.promotions)


def _empty(scope: Scope) -> Post:
    span = scope.coverage.span()
    lead = (
        msg("weekly.empty.none")
        if span is None
        else msg("weekly.empty.span", dates=Days(*span, with_year=True))
    )
    return Post(title(scope), msg("weekly.empty"), (lead,), period=shown(scope))


def _takeaway(scope: Scope, known: Sequence[Figured]) -> Msg:
    """Return what happened with its figure and baseline: what got worse comes first."""
    changed = sorted((one for one in known if one.changed), key=_weight)
    if changed:
        return _changed(scope, changed[0])
    if all(one.before is None for one in known):
        return msg("weekly.first")
    if _ordinary(scope, known):
        return msg("weekly.ordinary")
    if scope.in_promotion:
        # Contacts and sales of a promotion are not judged: how they compare is what happened.
        # The line below begins with the contacts already.
        compared = [one for one in known if one.before is not None]
        others = [one for one in compared if one.metric.key != "contacts"]
        return _versus(scope, (others or compared)[0 if _sold(others) else -1])
    judged = any(one.verdict not in (None, Verdict.FEW) for one in known)
    return msg("weekly.quiet" if judged else "weekly.unjudged")


def _sold(known: Sequence[Figured]) -> bool:
    return any(one.metric.unit is Unit.MONEY for one in known)


def _versus(scope: Scope, one: Figured) -> Msg:
    line = labelled(scope, one)
    return msg("weekly.versus", name=line.name, text=line.text)


def _weight(one: Figured) -> tuple[bool, bool, bool]:
    return (not one.worse, one.verdict is not Verdict.CLEAR, one.metric.key == "contacts")


def _changed(scope: Scope, one: Figured) -> Msg:
    verdict = (one.verdict or Verdict.USUAL).value
    return msg(
        "weekly.changed",
        name=name_of(one.metric),
        verdict=msg(f"weekly.says.{verdict}.{direction(one)}"),
        value=value_of(one, one.now),
        base=base_name(scope, one),
        before=value_of(one, one.before),
    )


def _lead(scope: Scope, contacts: Figured | None, known: Sequence[Figured]) -> tuple[Msg, ...]:
    """Return how much came in, and in an ordinary week that all is in its range."""
    if contacts is None or contacts.now is None:
        return ()
    n = int(contacts.now)
    if _ordinary(scope, known):
        weeks = [_weeks_around(one) for one in known]
        if min(weeks) >= _ENOUGH_HISTORY:
            return (msg("weekly.ordinary.range", n=n, weeks=min(weeks)),)
        return (msg("weekly.ordinary.chance", n=n),)
    usual = contacts.against(Against.USUAL) if scope.in_promotion else contacts.main
    if usual is None:
        return (msg("weekly.lead.alone", n=n),)
    baseline = contacts.computed.question.baselines[usual]
    question = contacts.computed.question
    before = contacts.decimal(contacts.computed.before[usual])
    base = phrasing.baseline_label(baseline, question, scope.promotions)
    if baseline.against is Against.USUAL:
        base = msg("weekly.base.usual")
    if before is None:
        return (msg("weekly.lead.alone", n=n),)
    change = phrasing.change(contacts.metric, contacts.now, before, base, None)
    return (msg("weekly.lead", n=n, change=change),)


def _ordinary(scope: Scope, known: Sequence[Figured]) -> bool:
    judged = any(one.verdict is Verdict.USUAL for one in known)
    return judged and not scope.in_promotion and not any(one.changed for one in known)


def _weeks_around(one: Figured) -> int:
    """Return how many past weeks lie around the figure, 0 where it lies outside of them."""
    past = [h.value for h in one.computed.history if h.value is not None]
    now = one.computed.total.value
    return one.weeks if past and now is not None and min(past) <= now <= max(past) else 0


def _notes(scope: Scope, known: Sequence[Figured]) -> tuple[Msg, ...]:
    """Return what the baselines are, until which day the data reach, what money leaves out."""
    notes = [_dates_of(scope, one, i) for one, i in _baselines_used(scope, known)]
    notes.append(_until(scope, known[0].computed.question))
    if any(one.base_gap for one in known):
        notes.append(msg("note.base_incomplete"))
    if scope.week.partial:
        notes.append(msg("weekly.note.partial"))
    if any(one.metric.key == "cs_sales" for one in known):
        notes.append(msg("weekly.note.sales"))
    return tuple(notes)


def _baselines_used(scope: Scope, known: Sequence[Figured]) -> list[tuple[Figured, int]]:
    """Return each baseline that needs dates once, with a figure that has it."""
    used: dict[Against, tuple[Figured, int]] = {}
    for one in known:
        usual = one.against(Against.USUAL) if scope.in_promotion else None
        for i in (one.main, usual):
            if i is not None:
                used.setdefault(one.computed.question.baselines[i].against, (one, i))
    # "The week before" needs no dates.
    used.pop(Against.PREVIOUS, None)
    return list(used.values())


def _dates_of(scope: Scope, one: Figured, i: int) -> Msg:
    question = one.computed.question
    baseline = question.baselines[i]
    base = phrasing.baseline_label(baseline, question, scope.promotions)
    start = min(p.start for p in baseline.periods)
    end = max(p.end for p in baseline.periods)
    dates = Days(start, end, with_year=start.year != scope.today.year)
    if baseline.against is Against.USUAL:
        return msg("weekly.note.usual", dates=dates)
    return msg("weekly.note.base", base=base, dates=dates)


def _until(scope: Scope, question: Question) -> Msg:
    """Say until which day of the week the data reach, and that no shop is missing."""
    sources = scope.coverage.sources(scope.week.start, scope.week.end)
    last: date = max((s.last for s in sources), default=scope.week.end)
    day = Days(last, last)
    count = len({s.shop for s in sources if s.feed != "hour_report" and scope.chosen(s.shop)})
    if scope.missing(scope.week, question):
        return msg("weekly.note.until_gap", day=day)
    if count < 2:
        return msg("weekly.note.until_one", day=day)
    if count == 2:
        return msg("weekly.note.until_two", day=day)
    return msg("weekly.note.until", day=day, count=count)
