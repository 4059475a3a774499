"""Real data beside the project, for tests that skip, saying why, where it is absent."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2].parent / "shared" / "data"


def real_file(relative: str) -> Path:
    """Return a file of the data folder; skips the test where it is not there."""
    path = FOLDER / relative
    if not path.is_file():
        pytest.skip(f"no real data here: ../shared/data/{relative} is absent")
    return path
