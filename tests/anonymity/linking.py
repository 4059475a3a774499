"""Plays scenes, has every strategy guess, and adds up how the guesses did."""

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.anonymity.scene import SENDERS, Copy, Leak, Played, play, sound
from tests.anonymity.statistics import LEVEL, Score
from tests.anonymity.strategies import STRATEGIES, by_columns, known_cases

# So many for the proof; FUPAN_SEEDS asks for more.
SEEDS = 200
SENDING, ANSWERING = "sending", "answering"


def seeds() -> int:
    """Return over how many seeds the proof goes."""
    return max(SEEDS, int(os.environ.get("FUPAN_SEEDS", SEEDS)))


@dataclass
class Table:
    """How each strategy did, by what was to be put in order and the strategy's name."""

    scores: dict[tuple[str, str], Score] = field(default_factory=dict)

    def take(self, what: str, played: Played) -> None:
        """Have every strategy guess."""
        known = known_cases(played.evidence, played.truth)
        rank = {one: at for at, one in enumerate(played.truth)}
        guesses = {name: guess(played.evidence, known) for name, guess in STRATEGIES.items()}
        for name, guess in (guesses | dict(by_columns(played.evidence, known))).items():
            score = self.scores.setdefault((what, name), Score(SENDERS))
            if guess is not None:
                score.add([rank[one] for one in guess])

    @property
    def looks(self) -> int:
        """How many strategies found anything to go by."""
        return sum(score.guesses > 0 for score in self.scores.values())

    def linked(self, level: float = LEVEL) -> dict[tuple[str, str], float]:
        """Return the strategies that did better than luck, all of them looked at together."""
        return {name: score.p for name, score in self.scores.items()
                if score.p <= level / max(1, self.looks)}  # fmt: skip

    def striking(self, level: float = LEVEL) -> dict[tuple[str, str], float]:
        """Return the strategies that did better than luck, each looked at alone."""
        return {name: score.p for name, score in self.scores.items() if score.p <= level}


def attacked(
    copy: Copy, numbers: Iterable[int], leak: Leak = sound, *, answers: bool = False
) -> Table:
    """Attack some seeds; with `answers` every other pair goes on to the answers."""
    table = Table()
    for seed in numbers:
        with listening() as log:
            scene = play(copy, seed, leak, log, answers=answers and seed % 4 >= 2)
            for what, played in zip((SENDING, ANSWERING), scene, strict=False):
                table.take(what, played)
    return table


def tried_again(table: Table, copy: Copy) -> dict[tuple[str, str], float]:
    """Return what looks better than luck, with its p on twice as many fresh seeds.

    Of forty strategies one passes the level by luck every few runs. It counts where it passes a
    tenth of the level again.
    """
    suspected = table.striking()
    if not suspected:
        return {}
    fresh = attacked(copy, range(seeds(), 3 * seeds()), answers=True)
    return {name: fresh.scores[name].p for name in suspected if name in fresh.scores}


@contextmanager
def listening() -> Iterator[Sequence[str]]:
    """Collect every line that is logged, at every level."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root, handler = logging.getLogger(), Keep(logging.DEBUG)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
