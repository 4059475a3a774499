"""A metric by its name, a synonym or its key: exactly, nothing guessed."""

from metrics.catalogue import CATALOGUE, made_of_catalogue
from metrics.model import Metric
from metrics.parser.folding import term


@made_of_catalogue
def _by_name() -> dict[str, str]:
    """Return every way to type a metric with its key; a metric's own name comes before synonyms."""
    found: dict[str, str] = {}
    for metric in CATALOGUE.values():
        for name in (metric.key, metric.name.zh, metric.name.en):
            found.setdefault(term(name), metric.key)
    for metric in CATALOGUE.values():
        for name in metric.synonyms:
            found.setdefault(term(name), metric.key)
    return found


def metric_named_first(request: str) -> Metric | None:
    """Return the metric that a request begins with, as suggestions are worded."""
    words = request.split()
    whole = (metric_called(" ".join(words[:n])) for n in range(len(words), 0, -1))
    return next((metric for metric in whole if metric is not None), None)


def metric_called(text: str) -> Metric | None:
    """Return the metric that a text names and nothing else."""
    key = _by_name().get(term(text))
    return None if key is None else CATALOGUE[key]
