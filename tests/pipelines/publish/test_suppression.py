"""Small counts stay hidden: not shown, and not to be reckoned from what is shown."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipelines.publish.suppression import bounds, hidden_cells

#: What is counted, and what is shown of it (·: hidden), none below five.
DRAWN = [
    (["12 30", "40 25"], ["12 30", "40 25"]),  # nothing is small
    (["3 30 20", "40 25 9", "0 50 60"], ["· 30 ·", "· 25 ·", "0 50 60"]),  # with fewest children that protect it
    (["0 30", "40 0"], ["0 30", "40 0"]),  # nobody is in two of them
    (["2 40 33", "50 3 20", "60 70 80"], ["· · 33", "· · 20", "60 70 80"]),  # two protect each other, and are helped
]


def table(lines: list[str]) -> np.ndarray:
    return np.array([[int(cell) for cell in line.split()] for line in lines], dtype=np.int64)


@pytest.mark.parametrize(("counted", "shown"), DRAWN)
def test_what_is_shown(counted, shown) -> None:
    counts = table(counted)
    hidden = hidden_cells(counts, 5)
    assert hidden is not None
    assert [" ".join("·" if hidden[row, at] else str(count) for at, count in enumerate(line)) for row, line in enumerate(counts)] == shown


@pytest.mark.parametrize("counted", [["3 30"], ["3", "40"], ["3 0", "0 40"]])
def test_a_table_that_its_totals_give_away_is_not_shown_at_all(counted) -> None:
    assert hidden_cells(table(counted), 5) is None


COUNTS = arrays(np.int64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.one_of(st.integers(0, 12), st.integers(0, 60)))


@settings(max_examples=60)
@given(COUNTS, st.integers(2, 6))
def test_every_small_count_is_hidden_and_leaves_as_many_values_possible(counts, least) -> None:
    hidden = hidden_cells(counts, least)
    if hidden is None:
        return
    small = (counts > 0) & (counts < least)
    assert hidden[small].all()
    for cell in zip(*map(list, np.nonzero(small)), strict=True):
        lowest, highest = bounds(counts, hidden, cell)
        assert lowest <= counts[cell] <= highest
        assert highest - lowest + 1 >= least


@settings(max_examples=40)
@given(arrays(np.int64, (2, 3), elements=st.integers(0, 7)))
def test_the_bounds_are_those_found_by_trying_every_table(counts) -> None:
    hidden = counts > 0
    if not hidden.any():
        return
    cells = [tuple(map(int, cell)) for cell in np.argwhere(hidden)]
    totals = counts.sum(0)
    tables = (np.array([first, totals - np.array(first)]) for first in product(*(range(total + 1) for total in totals)))
    possible = [one for one in tables if (one.sum(1) == counts.sum(1)).all() and (hidden | (one == counts)).all()]
    for cell in cells:
        values = [one[cell] for one in possible]
        assert bounds(counts, hidden, cell) == (min(values), max(values))
