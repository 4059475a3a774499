"""Counts of cases: what is printed can be subtracted in any way and still points at nobody.

Pure rules only. Small worlds are gone through completely: every difference of printed numbers, and
what somebody learns who knows the rules themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.case import TOPICS
from metrics.periods import add_months
from reviews.case_counts import AFTER, POOL, Closed, closed, pooled
from storage.case_counts import Counted

KEYS = [topic.key for topic in TOPICS]
START = date(2026, 1, 1)
leasts = st.integers(3, 8)
tallies = st.lists(st.integers(0, 12), min_size=12, max_size=12).map(
    lambda found: dict(zip(KEYS, found, strict=True))
)


# -- the lines of a block --------------------------------------------------------------------------


@given(tallies, leasts)
def test_every_line_is_large_enough_and_the_sum_is_true(counts: dict[str, int], least: int) -> None:
    lines = pooled(counts, least)
    if sum(counts.values()) < least:
        assert lines == {}
        return
    assert sum(lines.values()) == sum(counts.values())
    assert all(n >= least for n in lines.values())
    assert all(counts[topic] == n for topic, n in lines.items() if topic != POOL)


@given(tallies, leasts)
def test_the_pool_takes_no_more_than_it_needs(counts: dict[str, int], least: int) -> None:
    lines = pooled(counts, least)
    large = [topic for topic, n in counts.items() if n >= least]
    apart = [topic for topic in lines if topic != POOL]
    assert len(apart) in ({len(large), len(large) - 1} if lines else {0})
    if lines and len(apart) < len(large):
        (joined,) = set(large) - set(apart)
        assert counts[joined] == min(counts[topic] for topic in large)


@pytest.mark.parametrize(
    ("counts", "least", "lines"),
    [
        ({"a": 9, "b": 7, "c": 3, "d": 2}, 5, {"a": 9, "b": 7, POOL: 5}),
        # Four of the rest would point at four: the smallest line goes with them.
        ({"a": 9, "b": 7, "c": 3, "d": 1}, 5, {"a": 9, POOL: 11}),
        # That nobody spoke of something is nobody's business either.
        ({"a": 9, "b": 7, "c": 0, "d": 0}, 5, {"a": 9, POOL: 7}),
        ({"a": 9, "b": 0}, 5, {POOL: 9}),
        # Two of at most four each: together eight, they would be four and four.
        ({"a": 9, "b": 7, "c": 4, "d": 4}, 5, {"a": 9, POOL: 15}),
        ({"a": 2, "b": 2, "c": 2}, 5, {POOL: 6}),
        ({"a": 5, "b": 6}, 5, {"a": 5, "b": 6}),
        ({"a": 2, "b": 2}, 5, {}),
        ({}, 5, {}),
    ],
)
def test_lines(counts: dict[str, int], least: int, lines: dict[str, int]) -> None:
    assert pooled(counts, least) == lines


@pytest.mark.parametrize(("topics", "least", "most"), [(3, 3, 9), (4, 3, 9), (3, 5, 12)])
def test_who_knows_the_rule_cannot_tell_any_small_union(topics: int, least: int, most: int) -> None:
    """For every output all counts that lead to it: no union of topics is the same in all of them,
    but those that are large. Equal topics join in random order, so every order is gone through.
    """
    worlds: defaultdict[frozenset[tuple[str, int]], set[tuple[int, ...]]] = defaultdict(set)
    names = "abcd"[:topics]
    for world in product(range(most + 1), repeat=topics):
        counts = dict(zip(names, world, strict=True))
        for order in permutations(names):
            lines = pooled({name: counts[name] for name in order}, least)
            worlds[frozenset(lines.items())].add(world)
    # Counts beyond `most` were left out; what could only be told apart by them is not judged.
    judged = {lines: found for lines, found in worlds.items() if sum(dict(lines).values()) <= most}
    assert len(judged) > topics
    for output, found in judged.items():
        for union in unions(topics):
            sums = {sum(world[at] for at in union) for world in found}
            assert len(sums) > 1 or min(sums) >= least, (dict(output), union, found)


def unions(count: int) -> Iterator[tuple[int, ...]]:
    for size in range(1, count + 1):
        yield from combinations(range(count), size)


# -- blocks of months ------------------------------------------------------------------------------

MonthTopic = tuple[int, str]
cases = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 28), st.sampled_from(KEYS)), max_size=120
)
looks = st.lists(st.integers(0, 400), max_size=6).map(sorted)


def found_of(rows: Iterable[tuple[int, int, str]]) -> list[Counted]:
    counts = Counter((add_months(START, m) + timedelta(days=d - 1), t) for m, d, t in rows)
    return [Counted(on, topic, n) for (on, topic), n in counts.items()]


@given(cases, leasts, looks)
def test_blocks_follow_each_other_and_never_change(
    rows: list[tuple[int, int, str]], least: int, days: list[int]
) -> None:
    found, before = found_of(rows), list[Closed]()
    for day in days:
        today = START + timedelta(days=day)
        blocks = closed(found, START, today, least)
        assert blocks[: len(before)] == before
        assert [b.start for b in blocks[1:]] == [b.end + timedelta(days=1) for b in blocks[:-1]]
        for block in blocks:
            inside = [one.n for one in found if block.start <= one.on <= block.end]
            assert sum(block.counts.values()) == sum(inside) >= least
            assert block.start.day == 1
            assert (block.end + timedelta(days=1)).day == 1
            assert today >= block.end + AFTER
            last = block.end.replace(day=1)
            assert sum(one.n for one in found if block.start <= one.on < last) < least
        before = blocks


def test_a_block_comes_out_a_week_after_its_month() -> None:
    found = [Counted(date(2026, 1, 31), "tools", 5)]
    assert closed(found, START, date(2026, 2, 7), 5) == []
    (block,) = closed(found, START, date(2026, 2, 8), 5)
    assert (block.start, block.end) == (START, date(2026, 1, 31))


def test_a_thin_month_waits_for_the_next_ones() -> None:
    found = [Counted(date(2026, 1, 5), "tools", 4), Counted(date(2026, 3, 5), "tools", 1)]
    assert closed(found, START, date(2026, 3, 31), 5) == []
    (block,) = closed(found, START, date(2026, 4, 8), 5)
    assert (block.start, block.end, dict(block.counts)) == (START, date(2026, 3, 31), {"tools": 5})


@pytest.mark.parametrize("begun", [True, False])
def test_who_knows_the_rule_cannot_tell_a_small_number_of_a_time(*, begun: bool) -> None:
    """Three months, two topics, everything that was printed and when: no union of months and topics
    is known to be smaller than the smallest. `begun`: he knows too that the first month had one.
    """
    least, most = 3, 4
    worlds: defaultdict[object, set[tuple[int, ...]]] = defaultdict(set)
    for world in product(range(most + 1), repeat=6):
        if begun and not world[0] + world[1]:
            continue
        found = [
            Counted(add_months(START, at // 2), "ab"[at % 2], n) for at, n in enumerate(world) if n
        ]
        seen = []
        for month in (1, 2, 3):
            today = add_months(START, month) + AFTER
            blocks = closed(found, START, today, least)
            seen.append([(b.start, b.end, sum(b.counts.values())) for b in blocks])
        printed = [
            {frozenset(pooled({n: b.counts.get(n, 0) for n in order}, least).items())
             for order in ("ab", "ba")}
            for b in closed(found, START, add_months(START, 3) + AFTER, least)
        ]  # fmt: skip
        for lines in product(*printed):
            worlds[(str(seen), lines)].add(world)
    assert len(worlds) > 20
    for key, possible in worlds.items():
        totals = [sum(dict(lines).values()) for lines in key[1]]  # type: ignore[index]
        if any(total > most for total in totals):
            continue
        for union in unions(6):
            sums = {sum(world[at] for at in union) for world in possible}
            assert len(sums) > 1 or min(sums) >= least, (key, union)


# -- differences -----------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(KEYS[:3])), max_size=26),
    st.integers(3, 4),
)
def test_no_difference_of_printed_numbers_isolates_a_few(
    rows: list[tuple[int, str]], least: int
) -> None:
    """Whatever is added and subtracted: what comes to a set of cases comes to a large one."""
    numbers = list(printed_sets(rows, least))
    for signs in product((-1, 0, 1), repeat=len(numbers)):
        total = [0] * len(rows)
        for sign, number in zip(signs, numbers, strict=True):
            for case in number:
                total[case] += sign
        if set(total) == {0, 1} or set(total) == {1}:
            assert sum(total) >= least


def printed_sets(rows: Sequence[tuple[int, str]], least: int) -> Iterator[set[int]]:
    """Give each number that is ever printed as the cases it counts: totals of blocks, and lines."""
    found = found_of((month, 1, topic) for month, topic in rows)
    for block in closed(found, START, add_months(START, 4), least):
        inside = {
            at
            for at, (month, _) in enumerate(rows)
            if block.start <= add_months(START, month) <= block.end
        }
        yield inside
        yield from sets_of(rows, inside, block.counts, least)


def sets_of(
    rows: Sequence[tuple[int, str]], inside: set[int], counts: Mapping[str, int], least: int
) -> Iterator[set[int]]:
    lines = pooled({key: counts.get(key, 0) for key in KEYS[:3]}, least)
    for topic, n in lines.items():
        apart = {at for at in inside if rows[at][1] == topic}
        members = apart if topic != POOL else {at for at in inside if rows[at][1] not in lines}
        assert len(members) == n
        yield members
