"""A workspace's own metrics, from the file that the environment variable FUPAN_METRICS names.

Read once, when a process starts and before anything is asked. A fault in the file stops nobody:
what is good counts, and what is not is told by `fupan metrics`, in the log of `fupan run`, and in
the list of metrics to those who can mend it.
"""

import os
from collections.abc import Mapping
from pathlib import Path

METRICS = "FUPAN_METRICS"


def install_own(environment: Mapping[str, str] = os.environ) -> None:
    """Put the workspace's metrics beside Fupan's own; without a file there is nothing to do."""
    path = environment.get(METRICS, "").strip()
    if not path:
        return
    # Only where there is a file: the check needs all words of questions.
    from metrics.own import put_in, read_file

    put_in(read_file(Path(path)))
