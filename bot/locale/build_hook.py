"""Compile the gettext catalogues when the project is built, so that no binary is committed."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write every `fupan.mo` beside its `fupan.po` below `root`; return what was written."""
    written = []
    for po in sorted(root.glob("*/LC_MESSAGES/fupan.po")):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        target = po.with_suffix(".mo")
        with target.open("wb") as out:
            write_mo(out, catalogue)
        written.append(target)
    return written


class CatalogueHook(BuildHookInterface[Any]):
    """Hatch calls this before it packs the wheel, editable installs included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; hatch packs the results through `artifacts`."""
        compile_catalogues(Path(self.root) / "bot" / "locale")
