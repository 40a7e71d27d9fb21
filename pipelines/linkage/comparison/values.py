"""How far two values of a column agree, whatever the column: for registers that are not of Chinese persons."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.levels import UNKNOWN, Same


def same(codes: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of Same for pairs of rows, from the code of each row's value (−1 for none)."""
    a, b = codes[left], codes[right]
    return np.select([(a < 0) | (b < 0), a == b], [UNKNOWN, Same.EXACT], Same.DIFFERENT).astype(np.uint8)
