"""Says which tests just failed, and whether they are few enough to be tried again alone."""

import json
import sys
from pathlib import Path

MOST = 3
_FAILED = Path(".pytest_cache/v/cache/lastfailed")


def main() -> int:
    """Print what failed; return 0 where it may be tried again."""
    failed = sorted(json.loads(_FAILED.read_text())) if _FAILED.is_file() else []
    sys.stdout.write(f"{len(failed)} failed; at most {MOST} are tried again alone:\n")
    sys.stdout.writelines(f"  {name}\n" for name in failed)
    return 0 if 0 < len(failed) <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
