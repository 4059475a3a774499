"""Loading the sample through the door every file comes through."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from base.clock import Clock
from base.dimensions import Dim
from base.language import Bilingual, Msg, msg
from base.rights import operator
from intake.options import ImportOptions
from intake.outcome import ImportReport
from intake.sample import rare_shift, rare_shop
from intake.sample.files import SampleFile, write_days, write_sample
from intake.sample.world import CATEGORIES, COUNTRIES, PRODUCTS, SAMPLE_SHOPS
from intake.service import import_file
from storage.engine import Database
from storage.names import ensure_members, ensure_shops, name_shops

# Told (what, steps done, steps in all); 0 of 0 while the number of steps is not known.
Progress = Callable[[Msg, int, int], None]


def load_sample(
    database: Database,
    today: date,
    clock: Clock,
    progress: Progress,
    start: date | None = None,
    born: date | None = None,
) -> tuple[ImportReport, ...]:
    """Make the sample up to the day before `today` and import it; the database has its schema.

    Loading again replaces what was loaded. `start` makes it shorter; `born` is the day of which the
    staff list is, by default `today`. Returns what each import
    told, the staff list's first.
    """
    _name(database)
    progress(msg("sample.making"), 0, 0)
    with tempfile.TemporaryDirectory(prefix="fupan-sample-") as folder:
        files = write_sample(Path(folder), today, start, born)
        reports = []
        for done, file in enumerate(files):
            progress(msg("sample.importing", file=file.path.name), done, len(files))
            reports.append(_import(database, file, clock))
    progress(msg("sample.loaded"), len(files), len(files))
    return tuple(reports)


def load_days(
    database: Database, first: date, last: date, born: date, clock: Clock
) -> tuple[ImportReport, ...]:
    """Import what the shop exported of some more days, both inclusive, as somebody does every day.

    `born` is the day of which the staff list was when the sample was loaded. Returns what each
    import told.
    """
    with tempfile.TemporaryDirectory(prefix="fupan-sample-") as folder:
        files = write_days(Path(folder), first, last, born)
        return tuple(_import(database, file, clock) for file in files)


def _import(database: Database, file: SampleFile, clock: Clock) -> ImportReport:
    options = ImportOptions(source=file.source, may_edit_staff=True)
    return import_file(database, file.path, options, operator(), clock, _quietly)


def _quietly(done: int, of: int) -> None:
    """Days folded within a file are too small a step to tell."""


def _name(database: Database) -> None:
    """Enter the names that files say in one language only."""
    ensure_shops(database, {shop.name.zh: shop.platform for shop in SAMPLE_SHOPS})
    name_shops(database, {shop.name.zh: shop.name.en for shop in SAMPLE_SHOPS})
    products: list[Bilingual] = [product.name for product in PRODUCTS]
    for dim, names in (
        (Dim.CATEGORY, [*CATEGORIES, *rare_shift.BANDS, *rare_shop.RARE_CATEGORIES]),
        (Dim.PRODUCT, products),
        (Dim.COUNTRY, list(COUNTRIES)),
    ):
        ensure_members(database, dim, names)
