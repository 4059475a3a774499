"""`python -m workspace`: the workspace by itself."""

import sys

from .alone import main

if __name__ == "__main__":
    sys.exit(main())
