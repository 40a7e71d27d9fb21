"""Who gets whom where several come into question."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipelines.linkage.assignment import assigned, best_of_table
from pipelines.linkage.components import components
from pipelines.linkage.lunar import lunar_readings

_EDGES = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 50), min_size=1, max_size=12)


def _best(edges: dict[tuple[int, int], int]) -> int:
    return max(sum(edges.get((left, right), 0) for left, right in enumerate(rights)) for rights in permutations(range(5)))


@given(_EDGES)
def test_the_total_is_the_greatest_and_nobody_is_given_twice(edges: dict[tuple[int, int], int]) -> None:
    left, right = (np.array(side) for side in zip(*edges, strict=True))
    gain = np.array(list(edges.values()))
    chosen = assigned(left, right, gain)
    assert len(set(left[chosen])) == len(set(right[chosen])) == chosen.sum()
    assert gain[chosen].sum() == _best(edges)


#: Few different gains, so that many assignments are equally good.
_TABLES = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 3), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


@given(_TABLES)
def test_tables_are_solved_as_scipy_solves_them_ties_and_all(gains: list[list[int]]) -> None:
    expected = zip(*(side.tolist() for side in linear_sum_assignment(gains, maximize=True)), strict=True)
    assert best_of_table([[float(gain) for gain in row] for row in gains]) == list(expected)


def test_a_large_component_is_solved_as_exactly() -> None:
    gains = np.random.default_rng(1).integers(1, 1000, (60, 50))
    left, right = (rows.ravel() for rows in np.indices(gains.shape))
    chosen = assigned(left, right, gains.ravel())
    assert chosen.sum() == 50
    assert gains.ravel()[chosen].sum() == gains[linear_sum_assignment(gains, maximize=True)].sum()


@given(st.integers(1, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=40))
def test_components_are_numbered_as_scipy_numbers_them(nodes: int, pairs: list[tuple[int, int]]) -> None:
    ends = np.array([pair for pair in pairs if max(pair) < nodes], dtype=np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    assert components(nodes, ends[:, 0], ends[:, 1]).tolist() == connected_components(graph, directed=False)[1].tolist()


def test_lunar_dates_follow_the_calendar() -> None:
    days = np.array(["2015-02-18", "2015-02-19", "2014-10-24", "2020-05-23", "2026-09-01"], dtype="datetime64[D]").astype(int)
    # The last day of the old year, New Year, the first of leap ninth and fourth months.
    assert lunar_readings(days).tolist() == [20141230, 20150101, 20140901, 20200401, 20260720]
    assert lunar_readings(np.array([-(2**31)])).tolist() == [0]
