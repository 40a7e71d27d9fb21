"""How likely strangers are to share a value, where each person may be listed many times."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.linkage.strangers import shared_by_strangers

_PAIRS_OF_TEN = 45
_OTHERS = 990
_USUAL = 1e-3


def _share(one_person: float, *, within: bool) -> float:
    """The chance for a value that ten of a thousand records have, all pairs of them one person to that belief."""
    values = np.array([0] * 10 + list(range(1, _OTHERS + 1)))
    pairs = _PAIRS_OF_TEN if within else 2 * _PAIRS_OF_TEN + 10
    certain = np.full(pairs, 1 - one_person)
    return float(shared_by_strangers((values, values), np.zeros(pairs, dtype=int), certain, _USUAL, within=within)[0])


@pytest.mark.parametrize(("one_person", "within", "expected"), [
    (0.0, True, (45 + 1) / (10 * 999 / 2 + 1000)),  # ten persons have it: as often as it stands there
    (1.0, True, (0 + 1) / (10 * 999 / 2 + 1000)),  # one person has it: as rare as a value nobody else has
    (0.5, True, (22.5 + 1) / (10 * 999 / 2 + 1000)),
    (0.0, False, (100 + 1) / (10 * 1000 + 1000)),
    (1.0, False, (0 + 1) / (10 * 1000 + 1000)),
])  # fmt: skip
def test_a_value_of_one_person_is_rare_however_often_it_is_written(
    one_person: float, within: bool, expected: float
) -> None:
    assert _share(one_person, within=within) == pytest.approx(expected)


def test_left_and_right_say_the_same() -> None:
    left, right = np.array([0, 0, 0, 1, 2, -1]), np.array([0, 1, 1, 3])
    of_pair, certain = np.array([0, 1]), np.array([0.5, 0.0])
    there, back = (
        shared_by_strangers(sides, of_pair, certain, _USUAL, within=False) for sides in ((left, right), (right, left))
    )
    assert there == pytest.approx(back)
