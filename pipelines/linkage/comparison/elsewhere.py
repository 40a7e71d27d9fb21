"""Values that stand in another column of the other record: names swapped, address lines shuffled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Words of one value that are looked for; the rest of a longer line is left out.
_MOST_WORDS = 8


def words_in(vocabulary: Sequence[str], values: Sequence[str]) -> np.ndarray:
    """For each value a row: the places in the vocabulary of the value as a whole and of each of its words, −1 else."""
    place = {word: number for number, word in enumerate(vocabulary)}
    rows = [[place.get(word, -1) for word in (value, *value.split()[:_MOST_WORDS])] for value in values]
    width = max((len(row) for row in rows), default=1)
    return np.array([row + [-1] * (width - len(row)) for row in rows], dtype=np.int64).reshape(-1, width)


def elsewhere(
    column: np.ndarray, others: Sequence[tuple[np.ndarray, np.ndarray]], left: np.ndarray, right: np.ndarray
) -> np.ndarray:
    """True for the pairs of rows one of which has its value of ``column`` in another column of the other.

    ``column``: code of each row's value, −1 for none. ``others``: for each other column the code of each row's value
    and, by that code, its ``words_in`` the values of ``column``.
    """
    found = np.zeros(len(left), dtype=bool)
    for codes, words in others:
        for one, other in ((left, right), (right, left)):
            known = np.flatnonzero((column[one] >= 0) & (codes[other] >= 0))
            stands = words[codes[other[known]]] == column[one[known]][:, None]
            found[known] |= stands.any(axis=1)
    return found
