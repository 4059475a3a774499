"""Twenty people send cases in an order that somebody watches: he cannot tell whose is which.

The whole proof over 200 seeds on SQLite, a few on PostgreSQL and through the whole bot. A strategy
that looks better than luck is tried again on seeds of its own, and judged by those: luck alone
comes along once in a hundred, and the shuffling is real.
"""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from math import comb

import pytest

from tests.anonymity.hosting import office
from tests.anonymity.linking import SENDING, Table, attacked, seeds, tried_again
from tests.anonymity.office import Office
from tests.anonymity.scene import SENDERS, Copy, Played, template
from tests.anonymity.statistics import LEVEL, Score, at_least, lower_bound
from tests.anonymity.strategies import STRATEGIES
from tests.conftest import Databases
from tests.helpers import postgres as pg
from workspace import Person

FEW = 6
# A leak that shows in so few seeds shows beyond this; luck hardly ever does.
SURE = 1e-4
DAYS = 2
THINGS = [
    "umbrella",
    "teapot",
    "blanket",
    "lantern",
    "mirror",
    "pillow",
    "kettle",
    "candle",
    "basket",
    "hammer",
    "ladder",
    "bucket",
    "curtain",
    "saucer",
    "thermos",
    "napkin",
    "spoon",
    "cushion",
    "hanger",
    "trolley",
]
CROWD = [Person(f"crowd{at}", f"Crowd {at}", "en-US", id=f"UCROWD{at:02}") for at in range(SENDERS)]


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    """Gives databases, copied from one that was migrated once."""
    with template() as found:
        yield found


def test_no_strategy_finds_whose_case_is_which(copy: Copy) -> None:
    table = attacked(copy, range(seeds()), answers=True)
    tried = {name for (what, name), score in table.scores.items() if what == SENDING}
    assert tried >= set(STRATEGIES)
    again = tried_again(table, copy)
    assert all(p > LEVEL / 10 for p in again.values()), again


def test_no_strategy_finds_it_on_postgres(postgres: pg.Server) -> None:
    with _databases_of(postgres) as copy:
        table = attacked(copy, range(FEW), answers=True)
        assert {name for name, score in table.scores.items() if score.guesses} >= {
            (SENDING, "case_report.ctid"),
            (SENDING, "case_report.cmin"),
        }
        assert not table.linked(SURE), table.linked(SURE)


@contextmanager
def _databases_of(server: pg.Server) -> Iterator[Copy]:
    """Give databases of a server, dropped when the block ends."""
    with ExitStack() as lent:
        yield lambda _name: lent.enter_context(server.lend())


def test_no_strategy_finds_it_in_the_files_and_the_log_of_the_whole_bot(
    sqlite: Databases,
) -> None:
    table = Table()
    with sqlite() as database, office(database, "socket", CROWD) as bot:
        for day in range(DAYS):
            table.take(SENDING, _crowd_sends(bot, day))
    assert table.looks > len(STRATEGIES) / 2
    assert not table.linked(SURE), table.linked(SURE)


def _crowd_sends(bot: Office, day: int) -> Played:
    """Have everybody send a case in an order of chance, and release them."""
    order = secrets.SystemRandom().sample(CROWD, SENDERS)
    marks = {
        one.name: f"{THINGS[at]} {'again ' * day}arrived broken" for at, one in enumerate(CROWD)
    }
    for one in order:
        bot.sends(one.name, "shortcut", f"The {marks[one.name]} and nobody had a rule for it.")
    bot.releases()
    evidence = bot.evidence()
    ids = {row["happened"][4:]: row["id"] for row in evidence.tables["case_report"]}
    found = {text[: len(mark)]: one for text, one in ids.items() for mark in marks.values()
             if text.startswith(mark)}  # fmt: skip
    truth = tuple(found[marks[one.name]] for one in order)
    return Played(replace(evidence, log=tuple(bot.log)), truth)


# -- the statistics themselves ---------------------------------------------------------------------


def test_tails_are_those_of_the_textbook() -> None:
    assert at_least(0, 20, 0.05) == 1.0
    assert at_least(1, 20, 0.05) == pytest.approx(1 - 0.95**20)
    assert at_least(10, 10, 0.5) == pytest.approx(0.5**10)
    # Beyond 200 tries logarithms are added up: they agree with the numbers themselves.
    exact = sum(comb(400, k) * 0.05**k * 0.95 ** (400 - k) for k in range(30, 401))
    assert at_least(30, 400, 0.05) == pytest.approx(exact)
    assert lower_bound(60, 60) == pytest.approx(0.05 ** (1 / 60), abs=1e-6)


def test_a_perfect_guess_is_far_beyond_luck_in_one_seed_and_a_blind_one_is_not() -> None:
    perfect, backwards, blind = Score(SENDERS), Score(SENDERS), Score(SENDERS)
    perfect.add(range(SENDERS))
    backwards.add(range(SENDERS - 1, -1, -1))
    generator = secrets.SystemRandom()
    for _ in range(500):
        blind.add(generator.sample(range(SENDERS), SENDERS))
    assert perfect.p < 1e-20
    assert backwards.p < 1e-20
    assert blind.p > 1e-4
