"""Hatch calls this before it packs the wheel, editable installs included."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles the catalogues, so that no binary is committed; hatch packs them as artifacts."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile."""
        sys.path.insert(0, self.root)
        from bot.locale.catalogues import compile_catalogues

        compile_catalogues(Path(self.root) / "bot" / "locale")
