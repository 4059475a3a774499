"""What a person can say beside the file; cheap to import, since commands do at start."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ImportOptions:
    """What the person said beside the file. `period` claims all its days for the file's shops.

    `dates` is "dmy" or "mdy"; `may_edit_staff` says whether a staff list may be taken.
    """

    source: str | None = None
    shop: str | None = None
    day: date | None = None
    period: tuple[date, date] | None = None
    dates: str | None = None
    encoding: str | None = None
    dry_run: bool = False
    currency: str | None = None
    may_edit_staff: bool = False
