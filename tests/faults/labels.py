"""The steps at which a process that posts can be watched on its way: found in the jobs' source.

The hourly jobs of action items are not run here: what they put into the outbox is posted by these.
"""

import re

from tests.faults.fleet import ROOT

_NAMED = re.compile(r"""reached\(\s*["']([\w.]+)["']""")
_POSTING = ("planning", "composing", "delivering", "restating")
_ANY = re.compile(r"\breached\(")


def labels() -> tuple[str, ...]:
    """Return every label. Raises ValueError where one is no literal, and could be forgotten."""
    files = [ROOT / "jobs" / f"{name}.py" for name in _POSTING]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in files)
    found = _NAMED.findall(sources)
    if len(found) != len(_ANY.findall(sources)):
        raise ValueError("a step is not named by a literal")
    return tuple(dict.fromkeys(found))
