"""Of what a metric's categories are kinds: one cut, but a refund's are no topics of chats.

A new table of rare events whose rows have a category adds a line here and its words in the texts
("dim.category.…", "cut.category.…" and the like); without one its categories are called topics.
"""

from base.dimensions import Dim, spoken
from metrics.checking import measures_in
from metrics.model import Metric, Records

# By how the name of what is counted begins; the first that fits.
_KINDS = (
    ("complaint_causes", "cause"),
    ("complaint", "complaint"),
    ("refund", "refund"),
    ("tickets", "ticket"),
    ("resp_tickets", "band"),
    ("loss_", "loss"),
    ("qa_", "sample"),
    ("train_", "training"),
    ("drill_", "training"),
    ("content_", "content"),
    ("quality_issues", "issue"),
    ("leavers", "tenure"),
)


def kinds_of(metric: Metric) -> str:
    """Return of what its categories are kinds, as keys of texts name it; empty for chats."""
    formula = metric.formula
    counted = (formula.source,) if isinstance(formula, Records) else measures_in(formula)
    first = counted[0] if counted else ""
    return next((kind for begins, kind in _KINDS if first.startswith(begins)), "")


def cut_key(metric: Metric, cut: Dim) -> str:
    """Return how keys of texts on a cut end, such as "dim.…" or "cut.…", in a metric's words."""
    return spoken(cut.value, kinds_of(metric))
