"""Money that is not everybody's to read: wages, costs, losses, profit, and what is made of them.

Decided by the measures an entry is made of, so that a workspace's own metric cannot open a way
around it. Who may read it is for the rights of the base to say.
"""

from functools import cache

from metrics.checking import measures_in
from metrics.model import Derived, Formula, Metric

COSTS = frozenset(
    {
        "wages", "bonuses", "comp_cost", "gift_cost", "community_cost", "incentive_cost",
        "loss_marketing", "loss_quality", "loss_logistics", "loss_warehouse", "income", "outlay",
    }
)  # fmt: skip


def of_costs(metric: Metric) -> bool:
    """Say whether a metric tells of wages, costs, losses or profit."""
    return not isinstance(metric.formula, Derived) and _made_of_costs(metric.formula)


@cache
def _made_of_costs(formula: Formula) -> bool:
    return not COSTS.isdisjoint(measures_in(formula))
