"""The judge of blocks against the corpus: every rule, on both sides of it."""

import pytest

from tests.workspace.blockkit_build import Case
from tests.workspace.blockkit_corpus import CASES
from workspace.blockkit import Problem, problems_of_blocks, problems_of_view


def problems(case: Case) -> list[Problem]:
    if case.surface == "message":
        return problems_of_blocks(case.payload)
    return problems_of_view(case.payload)


@pytest.mark.parametrize("name", CASES)
def test_verdict(name: str) -> None:
    case = CASES[name]
    found = problems(case)
    if case.pointer is None:
        assert found == []
    else:
        assert case.pointer in {problem.pointer for problem in found}
