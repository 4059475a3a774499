"""The names of this workspace for the parser, read once a change of them."""

from dataclasses import replace
from functools import lru_cache

from base.dimensions import Dim
from base.language import Bilingual
from commands.context import Context
from metrics.calendars import PromotionTable
from metrics.model import Member
from metrics.parser.lexicon import Lexicon
from storage.engine import Work
from storage.names import named, nicknames, shops

_DIMS = (Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.CATEGORY, Dim.COUNTRY)


def lexicon_of(work: Work, context: Context) -> tuple[Lexicon, PromotionTable]:
    """Return the lexicon and the promotions as this workspace has them."""
    members = [Member(dim, key, name) for dim in _DIMS for key, name in named(work, dim).items()]
    nicks = nicknames(work)
    members += [
        Member(Dim.AGENT, key, name, nicks.get(int(key), ()))
        for key, name in named(work, Dim.AGENT).items()
        if int(key) > 0 or int(key) in nicks
    ]
    platforms = {s.platform for s in shops(work) if s.platform}
    members += [Member(Dim.PLATFORM, p, Bilingual(p, p)) for p in sorted(platforms)]
    promotions = replace(context.promotions, platforms=frozenset(platforms))
    return _indexed(tuple(members)), promotions


@lru_cache(maxsize=4)
def _indexed(members: tuple[Member, ...]) -> Lexicon:
    """Keep the parser's index as long as the names are the same."""
    return Lexicon(members)
