"""The names of a workspace's promotions as a trie, built once a table."""

from metrics.calendars import PromotionTable
from metrics.parser.trie import Trie
from metrics.parser.words import MAIN_DAY, Unit, When

# By identity, with the table kept alive beside its trie so that an id is never used twice. A
# workspace has one table; a test may bring several.
_INDEXES: dict[int, tuple[PromotionTable, Trie]] = {}
_MOST = 16


def promotion_index(promotions: PromotionTable) -> Trie:
    """Return the trie of a table's names; terms as `When`s that name the promotion."""
    known = _INDEXES.get(id(promotions))
    if known is not None:
        return known[1]
    if len(_INDEXES) >= _MOST:
        _INDEXES.clear()
    root = Trie()
    for entry in promotions.names:
        for text in (entry.name.zh, entry.name.en, *entry.terms):
            for spelling in (text, f"last {text}", f"上次{text}", f"上个{text}", f"{text}大促"):
                root.add(spelling, When(Unit.PROMOTION, key=entry.key))
            # The one day that gave the campaign its name.
            for spelling in (f"{text}当天", f"{text}当日", f"{text}那天", f"{text} day"):
                root.add(spelling, When(Unit.PROMOTION, MAIN_DAY, key=entry.key))
    _INDEXES[id(promotions)] = (promotions, root)
    return root
