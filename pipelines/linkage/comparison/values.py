"""How far two values of a column agree, whatever the column: for registers that are not of Chinese persons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.linkage.levels import Same


def same(values: Sequence[str], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Levels of Same for pairs of distinct values, given by their places among the values."""
    return np.where(one == other, Same.EXACT, Same.DIFFERENT).astype(np.uint8)
