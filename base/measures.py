"""The measures: what is counted, before any metric is made of it.

A measure adds up over days, shops and people (money in integer minor units, durations in whole
seconds). Measures that are delivered together form a bundle, so that a ratio's two halves always
come from the same feed. Frequent measures are columns of a family's fact table; rare ones are
rows of the long table, from where every metric can be fed as well.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Family(StrEnum):
    """Which fact table a measure lives in; RARE is the long table."""

    CHAT = "chat"
    SALES = "sales"
    RARE = "rare"


class Kind(StrEnum):
    """What a measure's number is."""

    COUNT = "count"
    SECONDS = "seconds"
    MONEY = "money"
    # A score that somebody else computes, kept in thousandths.
    SCORE = "score"


class Fold(StrEnum):
    """How values of a measure go together: summed, the largest, or the last day's alone."""

    SUM = "sum"
    MAX = "max"
    LAST = "last"


# How many stored units make one, of measures that are no whole numbers.
SCORE_SCALE = 1000


@dataclass(frozen=True)
class Measure:
    """One thing counted. `slots` says that it exists by half hour too.

    A LAST measure is a state: it may be summed over shops and teams of one day, never over days.
    """

    key: str
    family: Family
    bundle: str
    kind: Kind = Kind.COUNT
    slots: bool = False
    fold: Fold = Fold.SUM


def _chat(bundle: str, *keys: str, slots: bool = False) -> tuple[Measure, ...]:
    return tuple(Measure(key, Family.CHAT, bundle, slots=slots) for key in keys)


def _rare(
    bundle: str, *keys: str, kind: Kind = Kind.COUNT, fold: Fold = Fold.SUM
) -> tuple[Measure, ...]:
    return tuple(Measure(key, Family.RARE, bundle, kind, fold=fold) for key in keys)


def _each(*keys: str) -> tuple[Measure, ...]:
    """Return amounts of money that come one by one, each a bundle of its own."""
    return tuple(Measure(key, Family.RARE, key, Kind.MONEY) for key in keys)


def _score(key: str) -> tuple[Measure, ...]:
    return (Measure(key, Family.RARE, key, Kind.SCORE, fold=Fold.LAST),)


_ALL: tuple[Measure, ...] = (
    *_chat("contacts", "contacts", "answered", slots=True),
    # A share needs the contacts of those sources alone that say what it counts: a chat log knows
    # nothing of abandoned calls. So each such bundle brings its own base along.
    *_chat("abandon", "abandoned", "abandon_n", slots=True),
    *_chat("bot", "bot_contacts", "bot_n"),
    *_chat("frt", "frt_n", "frt_sum", "frt_le30", slots=True),
    *_chat("csat", "ratings", "good"),
    *_chat("csat_score", "score_n", "score_sum"),
    *_chat("csat_bad", "bad", "bad_n"),
    *_chat("wait", "wait_n", "wait_sum", slots=True),
    *_chat("art", "art_n", "art_sum"),
    *_chat("handle", "handle_n", "handle_sum"),
    *_chat("resolved", "resolved", "resolved_answered", "resolved_contacts"),
    *_chat("inquiry", "inquiries", "inq_paid"),
    Measure("cs_sales", Family.CHAT, "cs_sales", Kind.MONEY),
    Measure("orders", Family.SALES, "orders"),
    Measure("order_sales", Family.SALES, "orders", Kind.MONEY),
    Measure("items", Family.SALES, "orders"),
    Measure("cancel_orders", Family.SALES, "cancels"),
    Measure("cancel_sales", Family.SALES, "cancels", Kind.MONEY),
    *_rare("consult_users", "consult_users"),
    *_rare("valid_contacts", "valid_contacts"),
    *_rare("slow_contacts", "slow_contacts"),
    *_rare("long_contacts", "long_contacts"),
    *_rare("transfers_in", "transfers_in"),
    *_rare("transfers_out", "transfers_out"),
    *_rare("messages_agent", "messages_agent"),
    *_rare("messages_buyer", "messages_buyer"),
    *_rare("on_shift", "on_shift"),
    # Replies, by each platform's own grain.
    *_rare("replied_people", "asking_people", "replied_people"),
    *_rare("turns_3min", "turns_3min", "turns_3min_ok"),
    *_rare("people_3min", "people_3min", "people_3min_ok"),
    *_rare("pdays_1h", "pdays_1h", "pdays_1h_ok"),
    *_rare("replies", "replies", "replies_le30", "replies_le15"),
    *_rare("concurrent", "max_concurrent", fold=Fold.MAX),
    *_rare("resp", "resp_tickets", "resp_late"),
    # Sales and visits.
    *_rare("inq_cohort", "inq_cohort", "inq_paid_sameday", "inq_paid_nextday"),
    *_rare("visits", "visitors"),
    *_rare("silent", "silent_buyers"),
    *_rare("exposure", "exposures", "clicks"),
    *_rare("cs_refunds", "cs_refunds", kind=Kind.MONEY),
    *_rare("buyers", "new_buyers", "returning_buyers"),
    *_rare("profit", "income", "outlay", kind=Kind.MONEY),
    *_rare("member_sales", "member_sales", kind=Kind.MONEY),
    # Satisfaction by dimension, and how many were asked.
    *_rare("attitude", "attitude_n", "attitude_good"),
    *_rare("solving", "solving_n", "solving_good"),
    *_rare("knowledge", "knowledge_n", "knowledge_good"),
    *_rare("survey", "survey_invited", "survey_rated"),
    # Complaints, disputes, tickets.
    *_rare("complaints", "complaints", "complaints_solved"),
    *_rare("complaint_causes", "complaint_causes"),
    *_rare("complaints_open", "complaints_open", "complaints_in_progress", fold=Fold.LAST),
    *_rare("complaints_24h", "complaints_24h_due", "complaints_24h_ok"),
    *_rare("complaints_72h", "complaints_72h_due", "complaints_72h_ok"),
    *_rare("disputes", "disputes", "disputes_solved"),
    *_rare("tickets", "tickets"),
    *_rare("tickets_open", "tickets_open", fold=Fold.LAST),
    *_rare("ticket_age", "ticket_age_sum", "ticket_age_n", kind=Kind.SECONDS, fold=Fold.LAST),
    *_rare("resolve", "resolve_n", "resolve_sum"),
    *_rare("reopened", "tickets_closed", "tickets_reopened"),
    *_rare("fcr", "fcr_n", "fcr_ok"),
    *_rare("order_reply", "order_reply_n", "order_reply_sum"),
    *_rare("order_slips", "missed_orders", "wrong_orders"),
    # Refunds and product reviews.
    *_rare("refunds", "refunds"),
    *_rare("refund_amount", "refund_amount", kind=Kind.MONEY),
    *_rare("refund_finish", "refund_finish_n", "refund_finish_sum"),
    *_rare("refund_saved", "refund_saved", kind=Kind.MONEY),
    *_rare("refunds_open", "refunds_open", fold=Fold.LAST),
    *_rare("reviews", "reviews_n", "reviews_good", "reviews_bad"),
    # Costs and losses.
    *_rare("wages", "wages", "bonuses", kind=Kind.MONEY),
    *_each("comp_cost", "gift_cost", "community_cost", "incentive_cost"),
    *_each("loss_marketing", "loss_quality", "loss_logistics", "loss_warehouse"),
    # The bot, and scores that platforms compute.
    *_rare("handoffs", "bot_chats", "handoffs"),
    *_rare("bot_hits", "bot_questions", "bot_matched"),
    *_score("dsr_desc"),
    *_score("dsr_serv"),
    *_score("dsr_logi"),
    *_score("wuyougou"),
    # The call centre and its shifts.
    *_rare("sl", "sl_n", "sl_ok"),
    *_rare("busy", "busy_seconds", "available_seconds", kind=Kind.SECONDS),
    *_rare("logged", "logged_seconds", kind=Kind.SECONDS),
    *_rare("scheduled", "scheduled_seconds", "adhered_seconds", kind=Kind.SECONDS),
    *_rare("paid", "paid_seconds", "away_seconds", kind=Kind.SECONDS),
    *_rare("forecast", "forecast_contacts"),
    # People.
    *_rare("leavers", "leavers"),
    *_rare("promotions", "promotions"),
    *_rare("promoted", "promoted_judged", "promoted_fit"),
    *_rare("qa", "qa_applicable", "qa_points"),
    *_rare("training", "train_invited", "train_attended"),
    *_rare("drills", "drill_invited", "drill_attended"),
    # Community, quality, warehouse.
    *_rare(
        "community", "community_people", "community_groups", "community_accounts", fold=Fold.LAST
    ),
    *_rare("core_fans", "core_fans", fold=Fold.LAST),
    *_rare("fans", "fans_in", "fans_out"),
    *_rare("community_sales", "community_sales", kind=Kind.MONEY),
    *_rare("content", "content_posts"),
    *_rare("quality", "quality_issues"),
    *_rare("defects", "defects", "defect_base"),
    *_rare("dispatch", "dispatched_due", "dispatched_on_time"),
    *_rare("shipments", "shipments", "short_shipments", "wrong_shipments"),
)

MEASURES = MappingProxyType({measure.key: measure for measure in _ALL})


def of_family(family: Family) -> tuple[Measure, ...]:
    """Return the measures of a family in the order of their columns."""
    return tuple(measure for measure in _ALL if measure.family is family)


def of_slots() -> tuple[Measure, ...]:
    """Return the measures that exist by half hour."""
    return tuple(measure for measure in _ALL if measure.slots)


# Durations with a distribution of their own. Each belongs to the bundle of its sum.
DURATIONS = MappingProxyType({"frt": "frt", "wait": "wait", "art": "art", "handle": "handle"})
