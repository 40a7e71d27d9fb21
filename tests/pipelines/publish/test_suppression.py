"""Small counts stay hidden: not shown, and not to be reckoned from what is shown."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipelines.publish.suppression import kept_back
from tests.pipelines.publish.flows import bounds, drawn, table

#: What is counted, and what is shown of it and of its totals (·: hidden), none below five.
DRAWN = [
    (["12 30", "40 25"], ["12 30 42", "40 25 65", "52 55 107"]),  # nothing is small
    (["3 30 20", "40 25 9", "0 50 60"], ["· 30 · 53", "· 25 · 74", "0 50 60 110", "43 105 89 237"]),  # the cheapest way
    (["0 30", "40 0"], ["0 30 30", "40 0 40", "40 30 70"]),  # nobody is in two of them
    (["2 40 33", "50 3 20", "60 70 80"], ["· · 33 75", "· · 20 73", "60 70 80 210", "112 113 133 358"]),  # two protect each other
    (["3 30"], ["· · 33", "· · 33"]),  # one town: its total is the county's
    (["3 0", "0 40"], ["· · ·", "· · 40", "· 40 ·"]),  # their totals would tell
    (["3", "40"], ["· ·", "· ·", "43 43"]),
]  # fmt: skip


@pytest.mark.parametrize(("counted", "shown"), DRAWN)
def test_what_is_shown(counted, shown) -> None:
    flow = table(counted)
    assert drawn(flow, kept_back(flow, 5)) == shown


COUNTS = arrays(np.int64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.one_of(st.integers(0, 12), st.integers(0, 60)))


@settings(max_examples=40, deadline=None)
@given(COUNTS, st.integers(2, 6))
def test_every_small_count_is_hidden_and_its_interval_is_wide(counts, least) -> None:
    flow = table(counts)
    hidden = kept_back(flow, least)
    small = (flow.counts > 0) & (flow.counts < least)
    assert hidden[small].all()
    for pipe in np.flatnonzero(small):
        lowest, highest = bounds(flow, hidden, int(pipe))
        assert lowest <= flow.counts[pipe] <= highest
        assert highest - lowest >= least


@settings(max_examples=25, deadline=None)
@given(arrays(np.int64, (2, 3), elements=st.integers(0, 7)))
def test_the_bounds_are_those_found_by_trying_every_table(counts) -> None:
    flow = table(counts)
    hidden = flow.cells & (flow.counts > 0)
    totals = counts.sum(0)
    tables = (np.array([first, totals - np.array(first)]) for first in product(*(range(total + 1) for total in totals)))
    possible = [one for one in tables if (one.sum(1) == counts.sum(1)).all() and ((counts > 0) | (one == counts)).all()]
    for row, column in np.argwhere(counts > 0):
        values = [one[row, column] for one in possible]
        pipe = flow.pipes.index((f"status {row}", f"town {column}"))
        assert bounds(flow, hidden, pipe) == (min(values), max(values))


@pytest.mark.parametrize("seed", [1])
def test_forty_towns_with_hundreds_of_small_counts(seed) -> None:
    flow = table(np.random.default_rng(seed).poisson(np.outer(np.geomspace(0.3, 900, 28), np.linspace(0.3, 1.8, 40))))
    hidden = kept_back(flow, 5)
    small = np.flatnonzero((flow.counts > 0) & (flow.counts < 5))
    assert len(small) > 200 and hidden.sum() < 1.5 * len(small) and hidden[~flow.cells].sum() < 12
    assert all(highest - lowest >= 5 for lowest, highest in (bounds(flow, hidden, int(pipe)) for pipe in small[::10]))
