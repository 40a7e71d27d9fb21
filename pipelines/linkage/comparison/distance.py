"""Edit distances between Chinese texts, counted in characters: the only door to rapidfuzz.

DuckDB's own string distances count bytes (duckdb/duckdb#25113) and are never used.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist


def distances(texts: Sequence[str], left: np.ndarray, right: np.ndarray, *, cutoff: int) -> np.ndarray:
    """Edits (one character changed, added, dropped, or two neighbours swapped) from text to text, by their numbers.

    Anything above ``cutoff`` comes back as ``cutoff + 1``. Every distinct pair is measured once.
    """
    low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right).astype(np.int64)
    pairs, back = np.unique(low * len(texts) + high, return_inverse=True)
    if not len(pairs):
        return np.zeros(0, dtype=np.uint8)
    ones, others = np.divmod(pairs, len(texts))
    measured = cpdist(
        [texts[one] for one in ones],
        [texts[other] for other in others],
        scorer=OSA.distance,
        score_cutoff=cutoff,
        dtype=np.uint8,
        workers=1,
    )
    return measured[back]
