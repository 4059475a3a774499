"""Looking before an import is recorded: what it would replace, and which accounts have a person."""

from datetime import date

from sqlalchemy import select

from storage.engine import Database
from storage.ledger import Replaced, replaced_by
from storage.tables import account, holding


def would_replace(
    database: Database, feed: str, claims: dict[int, tuple[date, date]]
) -> tuple[Replaced, ...]:
    """Return the imports of the feed that would lose shop-days to one with these claims."""
    claimed = [
        (shop, day)
        for shop, (first, last) in claims.items()
        for day in range(first.toordinal(), last.toordinal() + 1)
    ]
    with database.read() as connection:
        return replaced_by(connection, feed, claimed)


def held_accounts(database: Database) -> frozenset[tuple[int, str]]:
    """Return the (shop id or 0, nickname) of the accounts that somebody on the staff list holds."""
    query = select(account.c.shop_id, account.c.nickname).join(
        holding, holding.c.account_id == account.c.id
    )
    with database.read() as connection:
        return frozenset((row.shop_id, row.nickname) for row in connection.execute(query))
