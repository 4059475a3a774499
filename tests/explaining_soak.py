"""Write docs/explaining.md: millions of random changes told apart, and what was left over.

`python -m tests.explaining_soak --cases 1000000 docs/explaining.md` runs so many cases of each kind
in one process a processor, a few minutes a million; without a file name it prints the page. Returns
1 where a part was lost.
"""

import argparse
import multiprocessing
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from base.dimensions import Dim
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured
from metrics.drilling import ENOUGH, LEAST_N, MOST_MEMBERS, spot_in
from metrics.explain import Parts
from metrics.splitting import Group, split
from tests.helpers.decomposing import CHECKS, ROUNDING

ROOT = Path(__file__).parents[1]
_CHUNK = 10_000
# What takes longest for a case is drawn so much less often.
_RARER = {"smallest": 5, "pooled": 2}
_NAMINGS = 2000


@dataclass(frozen=True)
class Run:
    """What a number of cases of one kind came to: the largest rest, and what broke (its seed)."""

    cases: int
    worst: float
    broken: tuple[str, ...]


def chunk(job: tuple[str, int, int, int]) -> Run:
    """Run some cases; each has dice of its own, so that any of them can be looked at again."""
    name, seed, first, count = job
    check, worst, broken = CHECKS[name][1], 0.0, []
    for case in range(first, first + count):
        key = f"{seed}.{name}.{case}"
        try:
            rest = check(Random(key))
        except AssertionError:
            rest = float("inf")
        worst = max(worst, rest)
        if rest > ROUNDING:
            broken.append(key)
    return Run(count, worst, tuple(broken[:5]))


def run(name: str, cases: int, seed: int) -> Run:
    """Run so many cases of one kind on every processor."""
    jobs = [(name, seed, first, min(_CHUNK, cases - first)) for first in range(0, cases, _CHUNK)]
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        runs = pool.map(chunk, jobs)
    return Run(
        sum(one.cases for one in runs),
        max(one.worst for one in runs),
        tuple(key for one in runs for key in one.broken),
    )


def named(members: int, n: int, moved: float, dice: Random) -> tuple[bool, bool]:
    """Return whether a place is named where a rate fell, and whether it is the right one.

    All members fall by 6 points, or with `moved` one alone by so many points.
    """
    sides: list[dict[Group, Measured]] = []
    for now in (False, True):
        side: dict[Group, Measured] = {}
        for member in range(1, members + 1):
            fall = (moved if member == 1 else 0.0) if moved else 0.06
            rate = 0.92 - fall * now
            hits = sum(dice.random() < rate for _ in range(n))
            side[(member,)] = Measured(hits / n, n, hits)
        sides.append(side)
    shares = split(*sides)
    change = sum(share.total for share in shares.values())
    found = spot_in(
        CATALOGUE["csat_rate"], (Dim.TEAM,), Parts(sides[0], sides[1], shares, sums=False), change
    )
    return found is not None, found is not None and found.groups == ((1,),)


def naming(seed: int) -> list[str]:
    """Return the table of how often a place is named, rightly or not."""
    lines = ["| members | n each | all alike by 6 points | one alone by 12 | one alone by 25 |",
             "| --: | --: | --: | --: | --: |"]  # fmt: skip
    for members, n in ((4, 100), (4, 400), (10, 100), (10, 400), (40, 100)):
        dice = Random(f"{seed}.naming.{members}.{n}")
        times = max(200, _NAMINGS * 400 // (members * n * 4))
        shares = []
        for moved in (0.0, 0.12, 0.25):
            tries = [named(members, n, moved, dice) for _ in range(times)]
            shares.append(sum(right if moved else said for said, right in tries) / times)
        alike, *alone = (f"{share:.1%}" for share in shares)
        lines.append(f"| {members} | {n} | {alike} | {alone[0]} | {alone[1]} |")
    return lines


def page(runs: dict[str, Run], seed: int, command: str, minutes: float) -> str:
    """Return the whole page."""
    rows = [
        f"| {CHECKS[name][0]} | {found.cases:,} | {found.worst:.1e} | {len(found.broken)} |"
        for name, found in runs.items()
    ]
    whole = sum(found.cases for found in runs.values())
    broken = [key for found in runs.values() for key in found.broken]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    return "\n".join(
        [
            _HEAD.format(enough=f"{ENOUGH:.0%}", most=MOST_MEMBERS, least=LEAST_N),
            "## Proof",
            "",
            f"- Command: `{command}`, seed {seed},",
            f"  commit {commit or 'unknown'}, {minutes:.0f} min.",
            f"- {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python"
            f" {platform.python_version()}.",
            f"- {whole:,} cases, {len(broken)} broken. The normal tests run 2,000 of each.",
            "",
            "| what | cases | largest rest, of the largest figure in the case | broken |",
            "| --- | --: | --: | --: |",
            *rows,
            *[f"- broken: `{key}`" for key in broken],
            "",
            "A case is drawn from members that come, vanish and have nothing in one period, zeros"
            " at any level, figures from 1 to 10¹².",
            f"A rest of up to {ROUNDING:.0e} is floating point's.",
            "",
            "## How often a place is named",
            "",
            "A rate of 92 % falls. Where all members fall alike, naming a place is a false alarm;"
            " where one alone falls, the share is of those named rightly. Drawn anew each time.",
            "",
            *naming(seed),
            "",
        ]
    )


_HEAD = """# Explaining a change: what is said, and what it rests on

Made by `python -m tests.explaining_soak docs/explaining.md`, which `make soak` runs.

`/metric why FIGURE TIME` (为什么) says what a change is made of, never what caused it, and never by
person.

## What is told

1. **Noise first.** A proportion is held against the interval of the difference that Wilson's two
   intervals make (Newcombe 1998, method 10), every figure against the range of its own last eight
   periods, others than proportions against control limits around their mean. A change within these
   is called usual; the table of members still stands below it, no member is pointed at.
2. **Ratios** are told apart over a cut: with share s and rate r, bars the mean of both periods,
   member i adds mix Δsᵢ·(r̄ᵢ − R̄) and rate s̄ᵢ·Δrᵢ. A rate that one period does not have is the
   other's. What stands above the line with nothing below it (wages of a team without contacts) is
   that member's own. Sums are told apart by their members' differences. A cut whose members do not
   make the whole is not shown.
3. **Sales** are the product of factors: exposures × click-through rate × orders per click × average
   order value; sales of customer service: inquiries × inquiry conversion × sales per paying
   inquirer. Factor k adds L(V₁, V₀)·ln(xₖ₁/xₖ₀), L(a, b) = (a − b)/ln(a/b): LMDI-I, additive
   (B. W. Ang, Energy Policy 32 (2004), 1131-1139). Zeros by their analytical limits (Ang, Zhang,
   Choi, Energy 23 (1998), 489-495; Ang, Liu, Energy Policy 35 (2007), 238-246): where sales are 0
   in one period, all of the change is the first factor's that is 0 there. Factors are those of all
   shops together: a shift of sales to another shop changes them too, and is seen in the cuts.
4. **Missing factors.** A chain is used only if its measures are there on every shop-day that has
   sales; otherwise the next shorter one is (visitors × orders per visitor × order value, orders ×
   order value; contacts × sales per contact), and the answer says what is missing and what to
   import. Measures that contradict each other (orders without clicks) are not told apart.
5. **The place.** The fewest members that carry {enough} of the net change, {most} at most and no
   more than half of the cut's, of equally few those that carry most; only if that is clearly more
   than their size, each rests on enough (n of the metric's entry, else {least}) and changed more
   than chance and its own history explain; none where most of what it carries is made up for
   elsewhere. Two cuts (a team's topic) are told instead of one only
   if they need fewer members, or as many with at most half the size.
6. **Parts add up** as they are shown: rounded to the shown change, largest remainders first.
"""


def main() -> int:
    """Run all kinds; return 1 where one broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("file", nargs="?")
    given = parser.parse_args()
    began, runs = time.monotonic(), {}
    for name in CHECKS:
        runs[name] = run(name, max(1, given.cases // _RARER.get(name, 1)), given.seed)
        print(name, runs[name], file=sys.stderr, flush=True)
    command = f"python -m tests.explaining_soak --cases {given.cases}"
    text = page(runs, given.seed, command, (time.monotonic() - began) / 60)
    if given.file:
        Path(given.file).write_text(text, encoding="utf-8")
    else:
        print(text)
    return int(any(found.broken for found in runs.values()))


if __name__ == "__main__":
    sys.exit(main())
