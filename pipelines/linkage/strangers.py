"""What strangers show, where no number tells who is one: a pair counts as far as the model takes it for two persons.

In a register that lists each person ten times, most pairs of equal postcode are one person. Counted as strangers they
would make the postcode worthless; counted by belief they do not, and a value that only one person has is rare however
often it is written.
"""

from __future__ import annotations

import numpy as np

from pipelines.linkage.model import Model
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.weights import match_weight


def certainty(model: Model, levels: np.ndarray) -> np.ndarray:
    """How surely each pair of those levels is of two persons: 0 to 1. Needs a trained model."""
    patterns = Patterns.of(levels)
    odds = match_weight(model, patterns.levels) + np.log2(model.prior / (1 - model.prior))
    return patterns.of_pairs(1 / (1 + np.exp2(odds)))


def shared_by_strangers(
    values: tuple[np.ndarray, np.ndarray], of_pair: np.ndarray, certain: np.ndarray, usual: float, *, within: bool
) -> np.ndarray:
    """For each pair of equal value, how likely a stranger to somebody who has the value has it too.

    ``values``: the codes of all left and all right records, −1 for none; ``of_pair``: the code each pair shares;
    ``certain``: its ``certainty``; ``usual``: the chance for values at large, which counts like one pair seen.
    ``within``: both sides are one register, its pairs counted once.
    """
    numbers, places = np.unique(np.concatenate([*values, of_pair]), return_inverse=True)
    one, other, pairs = np.split(places, np.cumsum([len(values[0]), len(values[1])]))
    none = numbers < 0
    one, other = (np.where(none, 0.0, np.bincount(side, minlength=len(numbers))) for side in (one, other))
    ways, itself = (2, one) if within else (1, np.zeros(len(numbers)))
    equal = (one * other - itself) / ways - np.bincount(pairs, weights=1 - certain, minlength=len(numbers))
    asked = ((one * other.sum() + other * one.sum()) / 2 - itself) / ways
    return ((np.maximum(equal, 0) + 1) / (asked + 1 / usual))[pairs]
