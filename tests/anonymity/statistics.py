"""How likely luck alone is to do as well as an attacker did: exact binomial tails. Pure.

A guess is an order of the cases. It is judged twice, forwards and backwards: by how many cases
stand in their places (each with a chance of one in n), and by how many of n/2 pairs, no two of
which share a case, stand in the right order (each with a chance of one half, independent of the
others).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, exp, lgamma, log

LEVEL = 0.01
# Places and pairs, forwards and backwards.
LOOKS = 4


def at_least(hits: int, tries: int, chance: float) -> float:
    """Return the probability of so many hits or more in independent tries."""
    if hits <= 0:
        return 1.0
    if tries <= 200:
        return min(1.0, sum(comb(tries, k) * chance**k * (1 - chance) ** (tries - k)
                            for k in range(hits, tries + 1)))  # fmt: skip
    return min(1.0, sum(exp(_log_of(k, tries, chance)) for k in range(hits, tries + 1)))


def _log_of(hits: int, tries: int, chance: float) -> float:
    ways = lgamma(tries + 1) - lgamma(hits + 1) - lgamma(tries - hits + 1)
    return ways + hits * log(chance) + (tries - hits) * log(1 - chance)


def lower_bound(hits: int, tries: int, level: float = 0.05) -> float:
    """Return the share that the true one exceeds, but for a doubt of `level` (Clopper-Pearson)."""
    if hits == 0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if at_least(hits, tries, middle) > level else (middle, high)
    return low


@dataclass
class Score:
    """How guesses did, added up: `n` cases each."""

    n: int
    guesses: int = 0
    placed: int = 0
    placed_back: int = 0
    pairs: int = 0

    def add(self, guess: Sequence[int]) -> None:
        """Take in a guess: the true rank of the case at each place."""
        size = len(guess)
        assert sorted(guess) == list(range(self.n))
        self.guesses += 1
        self.placed += sum(at == rank for at, rank in enumerate(guess))
        self.placed_back += sum(size - 1 - at == rank for at, rank in enumerate(guess))
        place = {rank: at for at, rank in enumerate(guess)}
        half = size // 2
        # Far apart: what tells days but not minutes apart shows as well.
        self.pairs += sum(place[rank] < place[rank + half] for rank in range(half))

    @property
    def tries(self) -> int:
        """How many cases were to be placed."""
        return self.guesses * self.n

    @property
    def halves(self) -> int:
        """How many pairs were to be put in order."""
        return self.guesses * (self.n // 2)

    @property
    def p(self) -> float:
        """The probability that luck does as well, over all four looks at the guesses."""
        placed = at_least(max(self.placed, self.placed_back), self.tries, 1 / self.n)
        ordered = at_least(max(self.pairs, self.halves - self.pairs), self.halves, 0.5)
        return min(1.0, LOOKS * min(placed, ordered)) if self.guesses else 1.0
