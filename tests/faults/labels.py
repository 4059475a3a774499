"""The steps at which a process can be watched on its way: found in the jobs' source."""

import re

from tests.faults.fleet import ROOT

_NAMED = re.compile(r"""reached\(\s*["']([\w.]+)["']""")
_ANY = re.compile(r"\breached\(")


def labels() -> tuple[str, ...]:
    """Return every label. Raises ValueError where one is no literal, and could be forgotten."""
    sources = "\n".join(path.read_text() for path in sorted((ROOT / "jobs").glob("*.py")))
    found = _NAMED.findall(sources)
    if len(found) != len(_ANY.findall(sources)):
        raise ValueError("a step is not named by a literal")
    return tuple(dict.fromkeys(found))
