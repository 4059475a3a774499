"""Which feeds could deliver a question's figures, and what to import for a metric without data."""

from base.dimensions import Dim
from base.language import Listing, Msg, msg
from base.measures import MEASURES, Family
from metrics.checking import measures_in
from metrics.compute import measures_needed
from metrics.model import Chapter, Derived, Metric, PerBuyer, Question, Records, Repurchase
from storage.feeds import FEEDS

# Bundles that files of their own deliver; all others come by the long table or a log of messages.
_OF_FILES = frozenset(
    {
        "contacts", "bot", "frt", "wait", "art", "handle", "resolved", "csat", "csat_score",
        "inquiry", "cs_sales", "orders", "abandon",
    }
)  # fmt: skip
_OF_MESSAGES = frozenset(
    {
        "consult_users", "messages_agent", "messages_buyer", "asking_people", "replied_people",
        "turns_3min", "turns_3min_ok", "people_3min", "people_3min_ok", "pdays_1h", "pdays_1h_ok",
        "replies", "replies_le30", "replies_le15", "max_concurrent",
    }
)  # fmt: skip
# Whose staff list or own records tell it.
_OF_STAFF = frozenset({"headcount", "turnover", "leavers"})


def feeds_for(question: Question) -> frozenset[str]:
    """Return the feeds that could deliver a question's figures, whole days or parts of days.

    None for what comes from Fupan's own records.
    """
    if isinstance(question.metric.formula, Records):
        # Nobody imports what Fupan itself knows.
        return frozenset()
    measures = measures_needed(question.metric)
    if not measures or MEASURES[measures[0]].family is Family.SALES:
        return frozenset({"orders", "measures"})
    parts_of_days = question.hours or {Dim.HOUR, Dim.HALF_HOUR} & set(question.cuts)
    return frozenset(FEEDS) - ({"orders"} if parts_of_days else {"orders", "hour_report"})


def to_import(metric: Metric, present: frozenset[str] = frozenset()) -> Msg:
    """Return what to import for a metric; `present` are measures that were delivered already."""
    match metric.formula:
        case PerBuyer() | Repurchase():
            return msg("import.for.orders")
        case Records(source):
            return msg("import.staff" if source in _OF_STAFF else "import.nothing")
        case Derived():
            return msg("import.of_another")
    needed = tuple(dict.fromkeys(measures_in(metric.formula)))
    lacking = tuple(key for key in needed if key not in present) or needed
    for key in lacking:
        if MEASURES[key].bundle in _OF_FILES:
            return msg(f"import.for.{MEASURES[key].bundle}")
    keys = Listing(lacking)
    if _OF_MESSAGES.issuperset(lacking):
        return msg("import.messages", measures=keys)
    return msg("import.table", measures=keys)


def to_import_for(chapter: Chapter) -> Msg:
    """Return what to import for most metrics of a chapter, in a few words without an end."""
    return msg(f"import.chapter.{_CHAPTERS.get(chapter, 'table')}")


_CHAPTERS = {
    Chapter.RECEPTION: "chats",
    Chapter.REPLY: "messages",
    Chapter.SALES: "orders",
    Chapter.CSAT: "ratings",
    Chapter.CALL: "calls",
    Chapter.PEOPLE: "staff",
    Chapter.LOOP: "records",
}
