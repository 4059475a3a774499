"""Which metrics are watched for signals: a setting of the workspace, quiet by default.

Every metric that is watched adds its own false alarms (`docs/signals.md`): those that everybody
looks at are enough to begin with. What may not enter: who may change it.
"""

from collections.abc import Iterable
from datetime import datetime

from metrics.catalogue import CATALOGUE
from metrics.model import Metric
from metrics.signal_scale import shape_of
from storage.engine import Work
from storage.settings import read_setting, write_setting

_KEY = "signals.watched"
# How customers were served, never how many came: that goes with the season.
USUAL = (
    "csat_rate",
    "frt",
    "inq_conv_final",
    "art",
    "abandon_rate",
    "complaint_rate",
    "complaint_72h",
    "refund_rate",
    "reopen_rate",
    "fcr",
    "qa_score",
)


def watched(work: Work) -> tuple[Metric, ...]:
    """Return the metrics that are watched here; none where signals are off."""
    keys: list[str] | None = read_setting(work, _KEY, None)
    return _known(USUAL if keys is None else keys)


def usual() -> tuple[Metric, ...]:
    """Return the metrics that are watched where nobody has chosen."""
    return _known(USUAL)


def watch(work: Work, metrics: Iterable[Metric] | None, now: datetime, by: int) -> None:
    """Keep which metrics are watched; None for the usual ones, nothing for none."""
    keys = None if metrics is None else [metric.key for metric in metrics]
    write_setting(work, _KEY, keys, now, by)


def _known(keys: Iterable[str]) -> tuple[Metric, ...]:
    found = (CATALOGUE[key] for key in keys if key in CATALOGUE)
    return tuple(metric for metric in found if shape_of(metric) is not None)
