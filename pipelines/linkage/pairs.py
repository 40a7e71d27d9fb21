"""Compared pairs, as they go from weighing to decision."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

#: What people decided of a pair; 0 where they did not.
SAME, DIFFERENT, UNSURE = 1, 2, 3


@dataclass(frozen=True)
class Pairs:
    """Pairs by row numbers: ``levels`` (columns as the model's comparisons), ``weight`` and ``odds`` in thousandths of
    a bit, ``decided`` by people (0, SAME, DIFFERENT, UNSURE)."""

    left: np.ndarray
    right: np.ndarray
    levels: np.ndarray
    weight: np.ndarray
    odds: np.ndarray
    decided: np.ndarray

    def at(self, places: np.ndarray) -> Pairs:
        """Those of the pairs."""
        return Pairs(*(getattr(self, one.name)[places] for one in fields(self)))
