"""What the factors of sales, and the measures they are made of, are called."""

from types import MappingProxyType

from base.language import Bilingual
from metrics.catalogue import CATALOGUE

# Those that are no entry of the catalogue.
_OWN = {
    "clicks": Bilingual("点击量", "Clicks"),
    "visitor_conv": Bilingual("访客下单率", "Orders per visitor"),
    "inq_paid": Bilingual("询单付款人数", "Paying inquirers"),
    "sales_per_payer": Bilingual("每位付款买家的金额", "Sales per paying inquirer"),
    "sales_per_contact": Bilingual("每次接待带来的销售", "Sales per contact"),
}
_ENTRIES = (
    "exposures", "ctr", "click_conv", "aov_order", "visitors", "orders", "inquiries",
    "inq_conv_final", "contacts",
)  # fmt: skip
NAMES = MappingProxyType(_OWN | {key: CATALOGUE[key].name for key in _ENTRIES})


def inside(name: Bilingual) -> Bilingual:
    """Return a name as it stands inside a sentence: "click-through rate", but "CSAT"."""
    first, second = name.en[:1], name.en[1:2]
    return name if second.isupper() else Bilingual(name.zh, first.lower() + name.en[1:])
