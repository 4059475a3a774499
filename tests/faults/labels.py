"""The steps at which a process can be watched on its way: found in the jobs' source.

Those of posting, and those of the jobs that look at action items by the hour.
"""

import re
from collections.abc import Iterable

from tests.faults.fleet import ROOT

_NAMED = re.compile(r"""reached\(\s*["']([\w.]+)["']""")
_POSTING = ("planning", "composing", "delivering", "restating")
# A digest is never edited: what was said this morning stands.
_DIGESTS = ("planning", "composing", "delivering")
_ITEMS = ("digests", "escalating", "leavers", "measuring")
_ANY = re.compile(r"\breached\(")


def labels() -> tuple[str, ...]:
    """Return every label of posting. Raises ValueError where one is no literal."""
    return _labels(_POSTING)


def labels_of_digests() -> tuple[str, ...]:
    """Return every label that a digest comes to on its way."""
    return _labels(_DIGESTS)


def labels_of_items() -> tuple[str, ...]:
    """Return every label of the jobs that look at action items and keep the digests' schedules."""
    return _labels(_ITEMS)


def _labels(jobs: Iterable[str]) -> tuple[str, ...]:
    files = [ROOT / "jobs" / f"{name}.py" for name in jobs]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in files)
    found = _NAMED.findall(sources)
    if len(found) != len(_ANY.findall(sources)):
        # It could be forgotten.
        raise ValueError("a step is not named by a literal")
    return tuple(dict.fromkeys(found))
