"""Words for summaries: whether a text asks for one, and for which. Pure, and quick to import."""

import re
from dataclasses import dataclass

from base.schedule import What

_KINDS = {
    "周报": What.WEEKLY, "日报": What.DAILY, "月报": What.MONTHLY, "快报": What.FLASH,
    "weekly": What.WEEKLY, "daily": What.DAILY, "monthly": What.MONTHLY, "flash": What.FLASH,
}  # fmt: skip
_ASKED = re.compile(
    r"(?P<before>.*?)的?(?P<kind>(?:客服|部门|大促)?(?:周报|日报|月报|快报))\s*(?P<after>.*)"
    r"|(?:the )?(?P<company>company )?(?P<english>weekly|daily|monthly|flash)"
    r"(?: (?:summary|report|update))?(?: for)?(?: (?P<rest>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_BOSS = re.compile(
    r"\s*(?:给老板(?:看)?的?|老板版?|(?:全)?公司级?的?|(?:for )?(?:the )?(?:boss|company))\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wanted:
    """A summary asked for: which kind, for the boss or not, and what else was said."""

    what: What
    boss: bool
    rest: str


def summary_asked(text: str) -> Wanted | None:
    """Return which summary a text asks for; None where it asks for none."""
    found = _ASKED.fullmatch(text.strip())
    if found is None:
        return None
    kind = found["kind"][-2:] if found["kind"] else found["english"].lower()
    said = " ".join(
        part for part in (found["company"], found["before"], found["after"], found["rest"]) if part
    )
    rest, boss = _BOSS.subn(" ", said, count=1)
    return Wanted(_KINDS[kind], bool(boss), rest.strip())
