"""Write docs/effect.md: how often effects are found, and how often one is seen where there is none.

`python -m tests.effect_power` prints it; with a file name it writes it there. Takes about a minute.
"""

import sys
from pathlib import Path

from reviews import effect
from tests.helpers.histories import World, share_moved

TIMES, SEED = 2000, 11
SIZES = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0)
_HEAD = f"""# Effect: what the verdicts are worth

Made by `python -m tests.effect_power docs/effect.md`; every share is of {TIMES:,} simulated items.

How an item is judged stands in `reviews/effect.py`. In short: one or two whole weeks after against
as many before, ranked among the same changes of all earlier weeks of the same cut. "Moved" at
p ≤ {effect.FALSE_ALARM}, "not moved" where more than {effect.MIDDLE:.0%} of the earlier changes
were as large (or the figure went the other way), else "cannot tell".

The simulated weeks have noise of standard deviation 1, correlated with the week before (φ), and a
season of a year with the amplitude given, also in those units. `gap` is how many weeks lie between
the windows; the history is as long as is asked for at least ({effect.FEWEST} changes, or ten times
the distance of the windows).

## False alarms

Of items without any effect so many were called effective. Stated: {effect.FALSE_ALARM:.0%}; the
standard error of each figure is {(0.05 * 0.95 / TIMES) ** 0.5:.2%}. With twenty changes the
smallest p is 1/21 = 4.8%. What is beyond 5% is real: a figure that wanders without ever coming back
(φ = 1), or a season that changes more in a month than the noise does in a week, makes weeks that
follow each other less than a sample. Teams that changed nothing are the guard there.

"""
_POWER = """
## Power

So often an effect of a size (in standard deviations of a week) was found. A small effect is mostly
not found: "not moved" says that nothing out of the ordinary was seen, not that nothing was there.

"""
_FOOT = """
## What this does not tell

- Every look has its own 5%: whoever looks three times has about three chances of a false alarm.
  The bot looks again by itself only where a look could not tell, at most six times.
- An effect of another cause in the same weeks is an effect here. A promotion or public holiday in
  a window is seen and means "cannot tell"; a price cut nobody wrote down is not.
- Presale weeks count as ordinary ones.
- Items are picked because a figure was bad: it would have come back a little by itself
  (regression to the mean). The reference has such weeks in it too, but no more than their share.
"""


def alarms() -> str:
    """Return the table of false alarms."""
    head = "| weeks | gap | season | φ = 0 | φ = 0.3 | φ = 0.6 | φ = 1 |\n" + "|---" * 7 + "|\n"
    rows = []
    for weeks in (1, 2):
        for gap in (0, 1, 3):
            for season in (0.0, 1.0, 2.0):
                worlds = [World(phi, season, weeks, gap) for phi in (0.0, 0.3, 0.6, 1.0)]
                found = [_share(share_moved(w, 0.0, TIMES, SEED + gap)) for w in worlds]
                rows.append(f"| {weeks} | {gap} | {season:g} | {' | '.join(found)} |")
    return head + "\n".join(rows) + "\n"


def power() -> str:
    """Return the table of effects found."""
    sizes = " | ".join(f"{size:g}" for size in SIZES)
    head = f"| weeks | φ | changes | {sizes} |\n|---|---|---|{'---|' * len(SIZES)}\n"
    rows = []
    for weeks in (1, 2):
        for phi in (0.0, 0.3, 0.6):
            for references in (20, 52):
                world = World(phi, 0.0, weeks, 0, references)
                found = [_share(share_moved(world, size, TIMES, SEED)) for size in SIZES]
                count = max(references, effect.FEWEST)
                rows.append(f"| {weeks} | {phi:g} | {count} | {' | '.join(found)} |")
    return head + "\n".join(rows) + "\n"


def _share(value: float) -> str:
    return f"{value:.1%}"


def main() -> None:
    """Print or write the document."""
    text = _HEAD + alarms() + _POWER + power() + _FOOT
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
