"""Who is one person where records of one register are matched with each other."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linkage.clustering import Merges, clusters, merges_of

_ODDS = st.dictionaries(
    st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(-15_000, 15_000),
    max_size=25,
)


def _merges(odds: dict[tuple[int, int], int], count: int = 9) -> Merges:
    a, b = (np.array([pair[side] for pair in odds], dtype=np.int64) for side in (0, 1))
    return merges_of(count, a, b, np.array(list(odds.values()), dtype=np.int64))


def _groups(odds: dict[tuple[int, int], int], count: int) -> list[list[int]]:
    merges = _merges(odds, count)
    of_record = clusters(count, merges, len(merges.odds))
    return [np.flatnonzero(of_record == cluster).tolist() for cluster in np.unique(of_record)]


@pytest.mark.parametrize(("odds", "expected"), [
    ({(0, 1): 9000}, [[0, 1], [2], [3]]),
    ({(0, 1): -9000}, [[0], [1], [2], [3]]),
    # Three records that agree, and a fourth that two of them contradict.
    ({(0, 1): 9000, (0, 2): 9000, (1, 2): 9000, (2, 3): 8000, (0, 3): -9000, (1, 3): -9000}, [[0, 1, 2], [3]]),
    # A bridge between two persons: the pairs nobody proposed speak against it.
    ({(0, 1): 9000, (2, 3): 9000, (1, 2): 9500}, [[0], [1, 2], [3]]),
    ({(0, 1): 9000, (2, 3): 9000, (1, 2): 8000}, [[0, 1], [2, 3]]),
    # A record that says little joins by what most of the others say.
    ({(0, 1): 9000, (0, 2): 9000, (1, 2): 9000, (0, 3): 4000, (1, 3): 3000, (2, 3): -1000}, [[0, 1, 2, 3]]),
    # However loud, one pair does not outvote two.
    ({(0, 1): 10_000, (0, 2): 10_000, (1, 2): 10_000, (2, 3): 99_000, (0, 3): -6000, (1, 3): -6000}, [[0, 1, 2], [3]]),
])  # fmt: skip
def test_clusters(odds: dict[tuple[int, int], int], expected: list[list[int]]) -> None:
    assert _groups(odds, 4) == expected


@given(_ODDS)
def test_each_merge_is_no_better_than_the_one_before_and_better_than_none(odds: dict[tuple[int, int], int]) -> None:
    merges = _merges(odds)
    assert (np.diff(merges.odds) <= 1e-6).all()
    assert (merges.odds > 0).all()
    assert (np.diff(merges.expected_false()) >= -1e-12).all()


@given(_ODDS, st.randoms())
def test_neither_the_order_of_pairs_nor_of_their_sides_matters(odds: dict[tuple[int, int], int], random: Random) -> None:
    shuffled = list(odds.items())
    random.shuffle(shuffled)
    turned = {(a, b) if random.random() < 0.5 else (b, a): weight for (a, b), weight in shuffled}
    one, other = _merges(odds), _merges(turned)
    assert np.array_equal(clusters(9, one, len(one.odds)), clusters(9, other, len(other.odds)))
    assert np.array_equal(one.odds, other.odds)


@given(_ODDS)
def test_what_is_left_apart_would_not_merge(odds: dict[tuple[int, int], int]) -> None:
    groups = _groups(odds, 9)
    for place, one in enumerate(groups):
        for other in groups[:place]:
            between = [odds.get((min(a, b), max(a, b)), -10_000) for a in one for b in other]
            assert sum(max(-10_000, min(10_000, weight)) for weight in between) <= 0


@given(_ODDS, st.floats(0.001, 0.5))
def test_the_bound_on_false_pairs_is_kept_and_used_up(odds: dict[tuple[int, int], int], bound: float) -> None:
    merges = _merges(odds)
    taken, expected = merges.within(bound), merges.expected_false()
    assert (expected[:taken] <= bound + 1e-12).all()
    assert (expected[taken:] > bound).all()
