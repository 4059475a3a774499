"""Making a deck: an outline's pages filled from the same figures as the summaries. No drawing.

A page that has nothing to show stays in its place, hidden, and says what is missing. Nobody is
named, and nothing is concluded from a week that lacks days.
"""

from dataclasses import replace

from base.deck import Deck, Page, PageKind
from base.language import Days, Lang, Listing, Msg, msg
from reviews import incomplete
from reviews.causes import explained
from reviews.composing import figures_of
from reviews.deck_charts import chart_page
from reviews.deck_figures import cover_page, figures_page
from reviews.deck_making import Making, named
from reviews.deck_months import months_page
from reviews.deck_notes import sources_of
from reviews.deck_outline import Outline, PagePlan
from reviews.deck_targets import targets_page
from reviews.deck_words import actions_page, causes_page, needs_page
from reviews.headline import ordinary
from reviews.naming import shown, title
from reviews.scoping import Scope
from storage.engine import Work

_MAKERS = {
    PageKind.COVER: cover_page,
    PageKind.FIGURES: figures_page,
    PageKind.CHART: chart_page,
    PageKind.MONTHS: months_page,
    PageKind.TARGETS: targets_page,
    PageKind.CAUSES: causes_page,
    PageKind.NEEDS: needs_page,
    PageKind.ACTIONS: actions_page,
}


def build(work: Work, scope: Scope, outline: Outline, lang: Lang | None = None) -> Deck | None:
    """Return the deck of a scope's period; None where there are no data for it at all.

    `lang` is the language that was asked for, if any: the texts themselves know none.
    """
    making = _making(work, scope)
    if not making.figures.known:
        return None
    return Deck(
        key=outline.key,
        name=named(outline.name),
        title=title(scope),
        whose=_whose(scope),
        period=shown(scope),
        source=_source(scope),
        pages=tuple(_page(making, plan) for plan in outline.pages),
        lang=lang,
    )


def _making(work: Work, scope: Scope) -> Making:
    found = figures_of(work, scope)
    if not found.known:
        return Making(work, scope, found)
    gaps = incomplete.gaps_of(work, scope)
    if gaps:
        return Making(work, scope, found, gaps)
    changed = tuple(explained(scope, found.known))
    return Making(work, scope, found, gaps, changed, calm=ordinary(scope, found.known))


def _page(making: Making, plan: PagePlan) -> Page:
    titled = replace(plan, title=plan.title_for(team=making.scope.team is not None))
    page = _MAKERS[plan.kind](making, titled)
    # A hidden page has one thing to say, also to whoever looks at it in the editor.
    return replace(page, headline=page.lacks) if page.hidden and page.lacks else page


def _whose(scope: Scope) -> Msg:
    names = tuple(name for f in scope.filters for name in f.names)
    return msg("deck.whose", names=Listing(names)) if names else msg("none")


def _source(scope: Scope) -> Msg:
    kinds, last = sources_of(scope, None)
    if last is None:
        return msg("none")
    return msg("deck.source", kinds=Listing(kinds), until=Days(last, last))
