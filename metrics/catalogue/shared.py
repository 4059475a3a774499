"""What entries of several modules share: the cuts of a source, and what n counts."""

from base.dimensions import Dim
from base.language import Bilingual

TIME = {Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.WEEKDAY}
SLOTS = {Dim.HOUR, Dim.HALF_HOUR}
PEOPLE = {Dim.AGENT, Dim.TEAM, Dim.EMPLOYMENT}
PLACES = {Dim.SHOP, Dim.CHANNEL, Dim.PLATFORM}
CHAT = frozenset(TIME | PEOPLE | PLACES | {Dim.CATEGORY, Dim.HANDLER})
CHAT_SLOTS = frozenset(CHAT | SLOTS)
SALES = frozenset(TIME | PLACES | {Dim.COUNTRY, Dim.PRODUCT})
BUYERS = frozenset(TIME - {Dim.WEEKDAY} | PLACES | {Dim.COUNTRY})

# The long table's rows may say any of these; a metric names those that make sense for it.
RARE = frozenset(TIME | PEOPLE | PLACES | {Dim.HANDLER, Dim.CATEGORY, Dim.PRODUCT})
SHOP_DAYS = frozenset(TIME | PLACES)
# What desks report by agent or team; hours on duty are of no channel.
DESK = frozenset(TIME | PEOPLE | PLACES)
ROSTER = frozenset(TIME | PEOPLE | {Dim.SHOP, Dim.PLATFORM})

CONTACTS_N = Bilingual("次接待", "contacts")
ANSWERED_N = Bilingual("次接起", "answered")
CHATS_N = Bilingual("次会话", "chats")
RATINGS_N = Bilingual("个评价", "ratings")
ORDERS_N = Bilingual("笔订单", "orders")
BUYERS_N = Bilingual("位买家", "buyers")
ASKED_N = Bilingual("位询单买家", "inquiring buyers")
ASKING_N = Bilingual("位咨询的人", "people who asked")


def terms(text: str) -> tuple[str, ...]:
    """Return synonyms that are written with a bar between them."""
    return tuple(text.split("|"))
