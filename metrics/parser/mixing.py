"""Words half Chinese, half English: defect率, 退款 amount, 社群 sales.

Tried only when something was not understood: the kind of figure is said again in the language of
the word beside it, and the text read anew. Nothing is guessed, the same is only said otherwise.
"""

import re
from types import MappingProxyType

from metrics.parser.folding import Folded, is_cjk

_KINDS = MappingProxyType(
    {
        "rate": "率", "ratio": "率", "sales": "销售额", "amount": "金额", "volume": "量",
        "count": "数", "cost": "成本", "score": "分", "time": "时长", "share": "占比",
    }
)  # fmt: skip
_LATIN = MappingProxyType({"率": " rate", "数": " count", "量": " volume", "分": " score"})
_AFTER_CHINESE = re.compile(r" ?\b(" + "|".join(_KINDS) + r")\b")
_AFTER_LATIN = re.compile(r"(?<=[a-z])[率数量分]")


def said_in_one(folded: Folded) -> Folded | None:
    """Return a text with such words in one language, None where there are none."""
    out = folded
    for found in reversed(list(_AFTER_CHINESE.finditer(folded.chars))):
        if found.start() and is_cjk(folded.chars[found.start() - 1]):
            out = out.replaced(found.start(), found.end(), _KINDS[found[1]])
    if out is folded:
        for found in reversed(list(_AFTER_LATIN.finditer(folded.chars))):
            out = out.replaced(found.start(), found.end(), _LATIN[found[0]])
    return None if out is folded else out
