"""What is offered to whom: the metrics that have data here and that he may read, in chapters."""

from collections.abc import Iterable

from base.form import Option
from base.rights import Actor
from commands.allowing import may_read
from metrics.catalogue import CATALOGUE
from metrics.chapters import CHAPTERS, in_chapters
from metrics.having import with_data
from metrics.model import Derived, Metric
from storage.engine import Work


def offered(work: Work, actor: Actor) -> tuple[Metric, ...]:
    """Return what somebody can ask for here, by chapter."""
    here = with_data(work)
    found = [m for m in CATALOGUE.values() if m.key in here and may_read(actor, m)]
    return tuple(metric for of in in_chapters(found).values() for metric in of)


def options(work: Work, actor: Actor, chosen: Metric | None = None) -> tuple[Option, ...]:
    """Return the options of a form; one that was chosen before stays among them.

    Without any data all are offered: a form of nothing could not be filled in. Comparisons of
    other figures are no figures of their own.
    """
    found: Iterable[Metric] = offered(work, actor) or CATALOGUE.values()
    kept = [m for m in found if not isinstance(m.formula, Derived)]
    if chosen is not None and chosen not in kept:
        kept.append(chosen)
    return tuple(
        Option(metric.key, metric.name, CHAPTERS[chapter])
        for chapter, of in in_chapters(kept).items()
        for metric in of
    )
