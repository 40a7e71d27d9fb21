"""What the nights of many counties come to: bounds held or failed, bins of probability taken together."""

from __future__ import annotations

import polars as pl
import pytest

from benchmarks.tallying import bounds_of, calibrated, pairs_of

REGISTERS = [
    {"problem": "population-roll", "true_pairs": 100, "found": 90, "linked": 91, "linked_right": 90, "direct_false": 1},
    {"problem": "roll-poverty", "true_pairs": 10, "found": 9, "linked": 9, "linked_right": 9, "direct_false": 0},
]


def bins(*rows: tuple[float, float, int, float | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["low", "high", "pairs", "expected", "observed"], orient="row")


@pytest.mark.parametrize(("at_most", "held"), [(0, False), (1, True), (2, True)])
def test_a_bound_holds_when_no_more_links_are_false(at_most, held):
    problems = ["population-roll", "roll-poverty"]
    told = pl.DataFrame({"problem": problems, "expected_false": [0.4, 0.0], "false_at_most": [at_most, 0]})
    assert bounds_of(REGISTERS, told)["held"].to_list() == [held, True]


def test_pairs_of_registry_and_roll_stand_beside_those_of_all_registers():
    (one,) = pairs_of(REGISTERS).to_dicts()
    assert (one["true_pairs"], one["linked"], one["linked_right"]) == (100, 91, 90)
    assert (one["all_true_pairs"], one["all_linked"], one["all_linked_right"]) == (110, 100, 99)


#: the bins of two counties → whether a bin is said of them, what is expected and observed, within
POOLED = [
    ("too few even together", (60, 0.6, 0.6), (39, 0.6, 0.6), None),
    ("enough together", (60, 0.6, 0.5), (60, 0.5, 0.7), (0.55, 0.6, True)),
    ("each pair counts once", (300, 0.6, 0.6), (100, 0.5, 0.2), (0.575, 0.5, False)),
    ("a county without such pairs says nothing", (120, 0.6, 0.9), (0, None, None), (0.6, 0.9, False)),
    ("half a percent is always allowed", (10_000, 0.9999, 0.995), (1, 0.9999, 1.0), (0.9999, 0.9950005, True)),
]


@pytest.mark.parametrize(("one", "other", "expected"), [pytest.param(*row[1:], id=row[0]) for row in POOLED])
def test_bins_of_counties_together(one, other, expected):
    found = calibrated([bins((0.5, 0.75, *one)), bins((0.5, 0.75, *other))])
    if expected is None:
        assert found.is_empty()
    else:
        assert found.select("expected", "observed").row(0) == pytest.approx(expected[:2])
        assert found["within"].item() == expected[2]
