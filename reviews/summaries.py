"""Every kind of summary by one door: what, of which level, of which time; and how it is asked for.

The post itself knows no language; `answered` adds what is typed, its buttons.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from base.answer import Again, Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Lang, msg
from base.post import Post
from base.schedule import Level, What
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.explain import explainable
from metrics.model import Period, Question
from reviews.asking import cut_request, summary_request, why_request
from reviews.company import for_company
from reviews.composing import Composed, composed
from reviews.figures import Figured
from reviews.flash import flash
from reviews.scoping import Scope
from storage.engine import Work


@dataclass(frozen=True)
class Summary:
    """A composed post. `changed` is the change most worth asking further about, if any.

    `empty` says that the period has no data at all, `complete` that no day of it is known to be
    missing.
    """

    what: What
    level: Level
    post: Post
    changed: Figured | None = None
    empty: bool = False
    complete: bool = True


def summary(work: Work, scope: Scope, what: What, level: Level) -> Summary:
    """Return the summary of a kind for a level, of the scope's period.

    Raises ValueError for a person's digest, which is composed elsewhere.
    """
    if what is What.DIGEST or level is Level.PERSON:
        raise ValueError("a person's digest is no summary")
    found = _composed(work, scope, what, level)
    return Summary(what, level, found.post, found.changed, found.empty, found.complete)


def _composed(work: Work, scope: Scope, what: What, level: Level) -> Composed:
    if what is What.FLASH:
        return flash(work, scope)
    if level is Level.COMPANY:
        return for_company(work, scope)
    return composed(work, scope)


def period_of(what: What, nominal: date) -> Period:
    """Return what a summary that a rule named `nominal` for is about.

    The last whole week or month before that day, the day before it, or in a promotion the day
    itself. A digest is about the week.
    """
    match what:
        case What.DAILY:
            return periods.day(nominal - timedelta(days=1))
        case What.MONTHLY:
            last = nominal.replace(day=1) - timedelta(days=1)
            return periods.month(last.year, last.month)
        case What.FLASH:
            return periods.day(nominal)
        case _:
            return periods.week(nominal - timedelta(days=7))


def answered(found: Summary, scope: Scope, lang: Lang) -> Answer:
    """Return a summary as the answer to its request, with the buttons it has in a language."""
    post = replace(found.post, follow_ups=_next(found, scope, lang))
    request = summary_request(found.what, found.level, scope.period, scope.filters, lang)
    return Answer(
        Kind.TEXT,
        post.takeaway,
        period=post.period,
        post=post,
        again=Again(request, scope.today),
    )


def _next(found: Summary, scope: Scope, lang: Lang) -> tuple[FollowUp, ...]:
    """Return what is worth asking next: why, where something changed; all of it; by hour and team.

    Nothing where there are no data: every button does something.
    """
    if found.empty:
        return ()
    if found.what is What.FLASH:
        return _of_day(scope, lang)
    offered = [_why(found.changed, lang)] if found.changed is not None else []
    if found.level is Level.COMPANY:
        whole = summary_request(found.what, Level.DEPARTMENT, scope.period, scope.filters, lang)
        offered.append(FollowUp(msg("button.whole"), whole))
    return tuple(one for one in offered if one is not None)


def _why(changed: Figured, lang: Lang) -> FollowUp | None:
    if changed.main is None or not explainable(changed.computed.question):
        return None
    question = changed.computed.question
    against = question.baselines[changed.main].against
    return FollowUp(msg("button.why"), why_request(question, against, lang))


def _of_day(scope: Scope, lang: Lang) -> tuple[FollowUp, ...]:
    question = Question(CATALOGUE["frt"], scope.period, filters=scope.filters)
    return (
        FollowUp(msg("button.hour"), cut_request(question, Dim.HOUR, lang)),
        FollowUp(msg("button.team"), cut_request(question, Dim.TEAM, lang)),
    )
