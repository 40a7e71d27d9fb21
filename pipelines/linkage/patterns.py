"""Levels of many pairs as patterns: few combinations of levels are seen, however many pairs there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.linkage.levels import UNKNOWN


@dataclass(frozen=True)
class Patterns:
    """Distinct combinations of levels, a row each, and each pair's row."""

    levels: np.ndarray
    row_of_pair: np.ndarray

    @classmethod
    def of(cls, levels: np.ndarray) -> Patterns:
        """The patterns of those pairs (rows) and comparisons (columns)."""
        place, distinct = np.zeros(len(levels), dtype=np.int32), np.zeros((1, 0), dtype=np.uint8)
        for column in range(levels.shape[1]):
            # One comparison at a time the numbers stay small enough to be counted instead of sorted.
            code = place * (UNKNOWN + 1) + levels[:, column]
            seen = np.flatnonzero(np.bincount(code, minlength=len(distinct) * (UNKNOWN + 1)))
            before, level = np.divmod(seen, UNKNOWN + 1)
            distinct = np.column_stack([distinct[before], level.astype(np.uint8)])
            lookup = np.zeros(int(seen[-1]) + 1 if len(seen) else 1, dtype=np.int32)
            lookup[seen] = np.arange(len(seen))
            place = lookup[code]
        return cls(distinct, place)

    @cached_property
    def counts(self) -> np.ndarray:
        """How many pairs have each pattern."""
        return np.bincount(self.row_of_pair, minlength=len(self.levels))

    def at(self, places: np.ndarray | slice) -> Patterns:
        """Those pairs, under the same numbers of patterns."""
        return Patterns(self.levels, self.row_of_pair[places])

    def of_pairs(self, values: np.ndarray) -> np.ndarray:
        """What is told of each pattern, told of each pair."""
        return values[self.row_of_pair]
