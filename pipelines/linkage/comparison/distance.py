"""How far texts are apart, counted in characters: the only door to rapidfuzz.

DuckDB's own string distances count bytes (duckdb/duckdb#25113) and are never used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist


def distances(texts: Sequence[str], left: np.ndarray, right: np.ndarray, *, cutoff: int) -> np.ndarray:
    """Edits (one character changed, added, dropped, or two neighbours swapped) from text to text, by their numbers.

    Anything above ``cutoff`` comes back as ``cutoff + 1``. Every distinct pair is measured once.
    """
    return _measured(texts, left, right, scorer=OSA.distance, score_cutoff=cutoff, dtype=np.uint8)


def similarities(texts: Sequence[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Jaro–Winkler similarity of text to text, by their numbers: 0 (nothing in common) to 1 (equal)."""
    return _measured(texts, left, right, scorer=JaroWinkler.similarity, dtype=np.float32)


def _measured(
    texts: Sequence[str], left: np.ndarray, right: np.ndarray, *, scorer: Callable[..., Any], dtype: Any, **options: Any
) -> np.ndarray:
    low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right).astype(np.int64)
    pairs, back = np.unique(low * len(texts) + high, return_inverse=True)
    if not len(pairs):
        return np.zeros(0, dtype=dtype)
    ones, others = ([texts[place] for place in side] for side in np.divmod(pairs, len(texts)))
    return cpdist(ones, others, scorer=scorer, dtype=dtype, workers=1, **options)[back]
