"""Pairs of records, as they go from blocking to decision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.linkage.blocking import Candidates
from pipelines.linkage.patterns import Patterns

#: What people decided of a pair; 0 where they did not.
SAME, DIFFERENT, UNSURE = 1, 2, 3

Rows = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Asked:
    """Pairs to be compared, by row numbers, each once.

    First those that share a record with another pair or that people decided about, ordered by left and right row; from
    ``settled`` on the pairs of the fast path that nobody contests, in the same order. ``rules`` has a bit for each
    blocking rule that found the pair, ``decided`` is what people decided of it (0, SAME, DIFFERENT, UNSURE).
    """

    left: np.ndarray
    right: np.ndarray
    rules: np.ndarray
    decided: np.ndarray
    settled: int

    @classmethod
    def of(cls, found: Candidates, fast: Rows, told: tuple[np.ndarray, np.ndarray, np.ndarray], height: int) -> Asked:
        """Candidates, pairs of the fast path, and what people decided (left rows, right rows, decisions)."""
        met = np.zeros(height, dtype=bool)
        met[found.left] = met[found.right] = True
        contested = met[fast[0]] | met[fast[1]]
        a, b = (
            np.concatenate([one, two[contested], three]).astype(np.int32)
            for one, two, three in zip((found.left, found.right), fast, told, strict=False)
        )
        bits, decided = np.zeros(len(a), dtype=np.int64), np.zeros(len(a), dtype=np.int8)
        bits[: len(found.left)] = found.rules
        first, which = _once(a, b, height)
        a, b, bits, decided = a[first], b[first], bits[first], decided[first]
        decided[which[len(which) - len(told[2]) :]] = told[2]
        alone = np.flatnonzero(~contested)
        none = np.zeros(len(alone), dtype=np.int8)
        left, right, rules, said = (
            np.concatenate([one, two], dtype=one.dtype)
            for one, two in ((a, fast[0][alone]), (b, fast[1][alone]), (bits, none), (decided, none))
        )
        return cls(left, right, rules, said, len(a))


def _once(a: np.ndarray, b: np.ndarray, height: int) -> tuple[np.ndarray, np.ndarray]:
    """The places of the pairs, each once and in order, the first of equal ones; and which of these each pair is."""
    keys = a.astype(np.int64) * height + b
    order = np.argsort(keys, kind="stable")
    new = np.diff(keys[order], prepend=-1) != 0
    which = np.empty(len(keys), dtype=np.int64)
    which[order] = np.cumsum(new) - 1
    return order[new], which


@dataclass(frozen=True)
class Pairs:
    """Compared pairs by row numbers: ``patterns`` of levels (columns as the model's comparisons), ``weight`` and
    ``odds`` in thousandths of a bit, ``decided`` by people (0, SAME, DIFFERENT, UNSURE)."""

    left: np.ndarray
    right: np.ndarray
    patterns: Patterns
    weight: np.ndarray
    odds: np.ndarray
    decided: np.ndarray

    @property
    def levels(self) -> np.ndarray:
        """The levels of every pair, a row each."""
        return self.patterns.of_pairs(self.patterns.levels)

    def at(self, places: np.ndarray | slice) -> Pairs:
        """Those of the pairs."""
        return Pairs(self.left[places], self.right[places], self.patterns.at(places), self.weight[places],
                     self.odds[places], self.decided[places])  # fmt: skip
