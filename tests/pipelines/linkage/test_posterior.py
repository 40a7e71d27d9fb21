"""A pair's probability once its rivals are seen: drawn cases, bits of odds in, probability out."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import pdtr

from pipelines.linkage.pairs import DIFFERENT, SAME, Pairs
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.posterior import false_links, posterior

#: Children A and B, A's second registry row A2; roll records r and s (r is ``placed``: its owner has another record).
PERSON = {"A": 0, "A2": 0, "B": 2, "r": 3, "s": 4}
ROWS = {"A": 0, "A2": 1, "B": 2, "r": 3, "s": 4}

#: pairs with their odds in bits → what each is worth
CASES = [
    ("nobody else", "A-r 10", [0.999]),
    ("two children, equal odds", "A-r 10, B-r 10", [0.4998, 0.4998]),
    ("a far heavier rival", "A-r 10, B-r 20", [0.001, 0.999]),
    ("a second record of a child that has one for certain is rare", "A-r 30, A-s 10", [1.0, 0.672]),
    ("two rows of one person do not compete", "A-r 20, A2-r 20", [1.0, 1.0]),
    ("the lighter row of one person is as sure as the heavier", "A-r 20, A2-r -5", [1.0, 1.0]),
    ("and no surer than that", "A-r 3, A2-r -5", [0.889, 0.889]),
    ("a rival with a record of its own is hardly one", "A-r 10, B-r 12, B-s 40", [0.991, 0.008, 1.0]),
    ("a record that is another's for certain leaves its other candidate free", "A-r 10, A-s 12, B-s 40", [0.999, 0.0, 1.0]),
    ("people called the one row another's", "A-r 20, A2-r different", [1.0, 0.0]),
    ("people called the one row the record's", "A-r same, A2-r -5", [1.0, 1.0]),
]


@pytest.mark.parametrize(("told", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CASES])
def test_rivals_share_the_probability(told, expected) -> None:
    pairs = drawn(told)
    assert posterior(pairs, np.array(list(PERSON.values())), "right") == pytest.approx(expected, abs=1e-3)


def test_a_record_whose_person_has_another_already_is_a_second_one() -> None:
    pairs, person, placed = drawn("A-r 10, B-s 10"), np.array(list(PERSON.values())), np.arange(5) == ROWS["r"]
    assert posterior(pairs, person, "none", placed) == pytest.approx([0.672, 0.999], abs=1e-3)


@given(st.lists(st.integers(-12, 12), min_size=1, max_size=7))
def test_in_a_chain_of_rivals_every_pair_is_as_probable_as_among_all_assignments(bits) -> None:
    """A–r, B–r, B–s, C–s …: each pair shares a record with the next, as rivals mostly do."""
    places = np.arange(len(bits))
    left, right = (places + 1) // 2, places // 2
    odds = np.array(bits) * 1000
    pairs = Pairs(left, right + 10, no_levels(len(bits)), odds, odds, np.zeros(len(bits)))
    assert posterior(pairs, np.arange(20), "none") == pytest.approx(enumerated(left, right, bits), abs=1e-4)


@given(st.floats(0, 5000))
def test_no_more_links_are_false_than_said_but_once_in_twenty_times(mean: float) -> None:
    at_most = false_links(np.ones(1), np.array([mean])).at_most
    assert pdtr(at_most, mean) >= 0.95 - 1e-9
    assert at_most == 0 or pdtr(at_most - 1, mean) < 0.95 + 1e-9


def enumerated(left: np.ndarray, right: np.ndarray, bits: list[int]) -> np.ndarray:
    """Each pair's share of the weight of all one-to-one assignments."""
    places = range(len(bits))
    total, of_pair = 0.0, np.zeros(len(bits))
    for chosen in map(list, chain.from_iterable(combinations(places, size) for size in range(len(bits) + 1))):
        if len(set(left[chosen])) == len(set(right[chosen])) == len(chosen):
            weight = 2.0 ** sum(bits[place] for place in chosen)
            total += weight
            of_pair[chosen] += weight
    return of_pair / total


def drawn(told: str) -> Pairs:
    """Pairs from ``left-right bits`` (or what people decided of it), separated by commas."""
    names, worth = zip(*(one.split() for one in told.split(", ")), strict=True)
    left, right = (np.array([ROWS[name.split("-")[side]] for name in names]) for side in (0, 1))
    decided = np.array([{"same": SAME, "different": DIFFERENT}.get(one, 0) for one in worth])
    odds = np.array([0 if one in ("same", "different") else int(one) * 1000 for one in worth])
    return Pairs(left, right, no_levels(len(odds)), odds, odds, decided)


def no_levels(count: int) -> Patterns:
    """So many pairs of which nothing was compared."""
    return Patterns.of(np.zeros((count, 0), dtype=np.uint8))
