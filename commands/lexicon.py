"""What a workspace knows of itself: names for the parser, shops, which days it has, targets.

Read once a change of it and kept, for every question needs it: the version in the database says
whether what is kept still holds, in any process.
"""

import threading
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from base.dimensions import Dim
from base.language import Bilingual
from commands.context import Context
from metrics.calendars import PromotionTable
from metrics.model import Member
from metrics.parser.lexicon import Lexicon
from storage.coverage import Coverage, coverage
from storage.engine import Database, Work
from storage.names import Shop, named, nicknames, shops
from storage.targets import Targets, targets_of
from storage.version import state_of

_DIMS = (Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.CATEGORY, Dim.COUNTRY)


@dataclass(frozen=True)
class Standing:
    """What holds until names, days or targets change. `names` are kept as they are asked for."""

    lexicon: Lexicon
    promotions: PromotionTable
    shops: tuple[Shop, ...]
    coverage: Coverage
    targets: Targets
    names: dict[Dim, dict[int | str, Bilingual]] = field(default_factory=dict)

    def named(self, work: Work, dim: Dim) -> dict[int | str, Bilingual]:
        """Return the names of a cut's members by id."""
        found = self.names.get(dim)
        if found is None:
            found = self.names[dim] = named(work, dim)
        return found


_Kept = tuple[tuple[int, str], PromotionTable, Standing]
_KEPT: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()
_LOCK = threading.Lock()


def standing(work: Work, context: Context) -> Standing:
    """Return what holds now."""
    state = state_of(work)
    with _LOCK:
        kept = _KEPT.get(context.database)
    if kept is not None and kept[0] == state and kept[1] is context.promotions:
        return kept[2]
    found = _read(work, context)
    with _LOCK:
        _KEPT[context.database] = (state, context.promotions, found)
    return found


def _read(work: Work, context: Context) -> Standing:
    members = [Member(dim, key, name) for dim in _DIMS for key, name in named(work, dim).items()]
    nicks = nicknames(work)
    members += [
        Member(Dim.AGENT, key, name, nicks.get(int(key), ()))
        for key, name in named(work, Dim.AGENT).items()
        if int(key) > 0 or int(key) in nicks
    ]
    all_shops = shops(work)
    platforms = {s.platform for s in all_shops if s.platform}
    members += [Member(Dim.PLATFORM, p, Bilingual(p, p)) for p in sorted(platforms)]
    promotions = replace(context.promotions, platforms=frozenset(platforms))
    lexicon = Lexicon(tuple(members))
    return Standing(lexicon, promotions, all_shops, coverage(work), targets_of(work))
