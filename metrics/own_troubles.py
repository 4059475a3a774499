"""What `metrics.checking` says of an entry, as texts for people: it speaks English to programmers.

A sentence that is not listed here is shown as it is.
"""

import re

from base.language import Msg, msg

_KNOWN: tuple[tuple[str, str], ...] = (
    (r"its (?P<what>name|definition|formula in words) is not in both languages", "both"),
    (r"its name is longer than (?P<most>\d+) characters", "long_name"),
    (r"its definition is no whole sentence", "no_sentence"),
    (r"it has no synonyms.*", "no_synonyms"),
    (r"it adds money to counts", "money_and_counts"),
    (r"it is good within a band, but does not say which", "no_band"),
    (r"an interval of proportions needs .*", "interval"),
    (r"a share must say below which n .*", "small_n"),
    (r"its unit is not that of its measures", "unit"),
    (r"a state has no weekday.*", "weekday"),
    (r"the long table has no hours and no countries", "no_hours"),
    (r"a monthly figure cannot be cut by day or week", "monthly"),
)
_PATTERNS = tuple((re.compile(pattern), key) for pattern, key in _KNOWN)


def in_words(trouble: str) -> Msg:
    """Return a trouble as a text for people."""
    for pattern, key in _PATTERNS:
        found = pattern.fullmatch(trouble)
        if found is not None:
            return msg(f"own.trouble.{key}", **found.groupdict())
    return msg("own.trouble.other", what=trouble)
