"""The judge of blocks held against judges others wrote; every difference is listed with a reason.

The lists are in `blockkit_disagreements`, the judges in `independent_judges`.
"""

from pathlib import Path

import pytest
import slackblocks
from slackblocks import _surfaces as slackblocks_surfaces

from tests.workspace.blockkit_build import Kind
from tests.workspace.blockkit_corpus import CASES, EVERYWHERE, SMALLEST
from tests.workspace.blockkit_disagreements import DISAGREEMENTS
from tests.workspace.blockkit_limits import LIMITS
from tests.workspace.independent_judges import (
    SDK_KINDS,
    SLACKBLOCKS_KINDS,
    TYPINGS_KINDS,
    Judge,
    slack_sdk_says,
    slackblocks_says,
    typings_judge,
)
from tests.workspace.test_blockkit_rules import problems
from workspace.blockkit import Surface, across, layout, views


def listed(judge: str) -> set[str]:
    return {name for entry in DISAGREEMENTS if entry.judge == judge for name in entry.cases}


def hold_against(judge: str, says: Judge, kinds: tuple[Kind, ...], opinions_at_least: int) -> None:
    """All differences on the corpus are the listed ones, no fewer."""
    opinions = {name: says(case) for name, case in CASES.items() if case.kind in kinds}
    told = {name: opinion for name, opinion in opinions.items() if opinion is not None}
    differing = {name for name, taken in told.items() if taken == bool(problems(CASES[name]))}
    assert differing - listed(judge) == set(), "not in blockkit_disagreements"
    assert listed(judge) - differing == set(), "no disagreement any more"
    assert len(told) >= opinions_at_least


def test_slack_sdk() -> None:
    hold_against("slack_sdk", slack_sdk_says, SDK_KINDS, 550)


def test_slackblocks() -> None:
    hold_against("slackblocks", slackblocks_says, SLACKBLOCKS_KINDS, 550)


def test_typings(request: pytest.FixtureRequest) -> None:
    cache = request.config.cache
    assert cache is not None
    judge = typings_judge(Path(cache.mkdir("slack_typings")))
    hold_against("typings", judge, TYPINGS_KINDS, 700)


def test_no_case_is_listed_twice_for_a_judge() -> None:
    entries = [(entry.judge, name) for entry in DISAGREEMENTS for name in entry.cases]
    assert len(set(entries)) == len(entries)


# ---- slackblocks' table of limits --------------------------------------------------------------

# Limits of a whole message, which the corpus bends by other means.
OF_A_MESSAGE = {
    "DATA_TABLE_TOTAL_CONTENT_MAX_LENGTH": across.DATA_TABLE_TEXT_MOST,
    "MARKDOWN_TOTAL_TEXT_MAX_LENGTH": across.MARKDOWN_MOST,
    "MESSAGE_DATA_VISUALIZATIONS_MAX_ITEMS": across.CHARTS_MOST,
    "MESSAGE_BLOCKS_MAX_ITEMS": layout.MESSAGE_BLOCKS_MOST,
    "VIEW_BLOCKS_MAX_ITEMS": layout.VIEW_BLOCKS_MOST,
    "VIEW_TITLE_MAX_LENGTH": views.TITLE_MOST,
}
OTHERWISE = {
    "VIDEO_TITLE_MAX_LENGTH": (200, 199, 'documented as "less than 200"'),
    "VIDEO_AUTHOR_NAME_MAX_LENGTH": (50, 49, 'documented as "less than 50"'),
    "DATA_VISUALIZATION_SEGMENT_VALUE_EXCLUSIVE_MIN": (0, 1, "the corpus counts in whole numbers"),
    "MESSAGE_ATTACHMENTS_MAX_ITEMS": (100, None, "attachments are the method's business"),
    "MESSAGE_CHANNEL_MIN_LENGTH": (1, None, "so is the channel"),
}


def figures() -> dict[str, int | None]:
    """The corpus's limits under slackblocks' names."""
    named: dict[str, int | None] = {}
    for limit in LIMITS:
        stem = limit.key.upper().replace(".", "_")
        named |= {f"{stem}_{end}": limit.most for end in ("MAX_LENGTH", "MAX_ITEMS", "MAX")}
        named |= {f"{stem}_{end}": limit.least for end in ("MIN_LENGTH", "MIN_ITEMS", "MIN")}
        named[f"{stem}_EXCLUSIVE_MIN"] = limit.least
    return named | OF_A_MESSAGE


def test_the_corpus_bends_every_limit_slackblocks_knows() -> None:
    theirs = {k: v for k, v in vars(slackblocks._limits).items() if k.isupper()}
    ours = figures()
    differing = {name: (v, ours.get(name)) for name, v in theirs.items() if v != ours.get(name)}
    assert differing == {name: given[:2] for name, given in OTHERWISE.items()}


# ---- slackblocks' table of surfaces ------------------------------------------------------------

NOT_IN_SLACKBLOCKS = {"auth_provider", "call"}


@pytest.mark.parametrize("surface", EVERYWHERE)
def test_blocks_stand_where_slackblocks_has_them(surface: Surface) -> None:
    theirs = slackblocks_surfaces._BLOCK_TYPES_BY_SURFACE[surface]
    ours = {kind for kind, (_, surfaces) in SMALLEST.items() if surface in surfaces}
    assert ours - NOT_IN_SLACKBLOCKS == set(theirs)


def test_the_corpus_has_every_block() -> None:
    assert set(SMALLEST) == set(layout.KNOWN_TYPES)
