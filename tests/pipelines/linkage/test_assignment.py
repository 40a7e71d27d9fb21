"""Who gets whom where several come into question."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linkage.assignment import assigned
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


def test_lunar_dates_follow_the_calendar() -> None:
    days = np.array(["2015-02-18", "2015-02-19", "2014-10-24", "2020-05-23", "2026-09-01"], dtype="datetime64[D]").astype(int)
    # The last day of the old year, New Year, the first of leap ninth and fourth months.
    assert lunar_readings(days).tolist() == [20141230, 20150101, 20140901, 20200401, 20260720]
    assert lunar_readings(np.array([-(2**31)])).tolist() == [0]
