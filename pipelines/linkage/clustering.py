"""Records of one register → clusters, one a person, from weighed pairs.

Components chain: a single wrong pair joins two persons of twenty records each. Here two clusters become one only when
the pairs between them, on average, speak for it, and a pair that was never a candidate speaks against (correlation
clustering by average linkage). Merging starts from the best, and each merge is at most as good as the one before, so
that a threshold is a place in the list of merges and follows from a bound on false pairs.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

#: Thousandths of a bit. No pair speaks louder than ten bits either way, nor does a missing candidate: the errors of
#: pairs in one cluster are not independent, and one pair must not outvote many.
_LOUDEST = 10_000
_BIT = 1000


@dataclass(frozen=True)
class Merges:
    """Merges of clusters, best first: the two clusters' lowest records, average odds (thousandths of a bit) of the
    pairs between them, and how many these are."""

    one: np.ndarray
    other: np.ndarray
    odds: np.ndarray
    pairs: np.ndarray

    def expected_false(self) -> np.ndarray:
        """For each merge, the share of false pairs expected among the pairs of it and all better ones."""
        false = self.pairs / (1 + np.exp2(self.odds / _BIT))
        return np.cumsum(false) / np.cumsum(self.pairs)

    def within(self, bound: float) -> int:
        """How many of the best merges keep the expected share of false pairs at or below the bound."""
        kept = np.flatnonzero(self.expected_false() <= bound)
        return int(kept[-1]) + 1 if len(kept) else 0


def merges_of(count: int, a: np.ndarray, b: np.ndarray, odds: np.ndarray) -> Merges:
    """Every merge of records 0 … count − 1 that is likelier right than wrong.

    ``a``, ``b``: the candidate pairs, each once, in any order; ``odds``: log2 odds of each, thousandths of a bit.
    Equal merges are taken in the order of their records, so that records numbered by their ids give one result.
    Takes about pairs · log(pairs) steps.
    """
    loud = np.clip(odds, -_LOUDEST, _LOUDEST).astype(np.int64) + _LOUDEST
    telling = loud > 0
    graph = _Graph(count)
    for one, other, weight in zip(a[telling].tolist(), b[telling].tolist(), loud[telling].tolist(), strict=True):
        graph.join(one, other, weight)
    merged = list(graph.merges())
    columns = np.array([row[:2] + row[3:] for row in merged], dtype=np.int64).reshape(-1, 3)
    return Merges(columns[:, 0], columns[:, 1], np.array([row[2] for row in merged], dtype=np.float64), columns[:, 2])


def clusters(count: int, merges: Merges, taken: int) -> np.ndarray:
    """The lowest record of each record's cluster, after the first ``taken`` merges."""
    into = np.arange(count)
    into[merges.other[:taken]] = merges.one[:taken]
    while not np.array_equal(into, into[into]):
        into = into[into]
    return into


class _Graph:
    """Clusters, and between those with candidate pairs the sum of their odds above the quietest (``_LOUDEST``)."""

    def __init__(self, count: int) -> None:
        self.near: list[dict[int, int]] = [{} for _ in range(count)]
        self.size = [1] * count
        self.age = [0] * count  # merges a cluster went through; −1 once it is part of another
        self.heap: list[tuple[float, int, int, int, int]] = []

    def join(self, one: int, other: int, weight: int) -> None:
        self.near[one][other] = self.near[other][one] = weight

    def merges(self) -> Iterator[tuple[int, int, float, int]]:
        """``one, other, odds, pairs`` of every merge, best first."""
        for one, near in enumerate(self.near):
            for other in near:
                if one < other:
                    self._propose(one, other)
        while self.heap:
            negative, one, other, *ages = heapq.heappop(self.heap)
            if [self.age[one], self.age[other]] == ages:
                yield one, other, -negative - _LOUDEST, self.size[one] * self.size[other]
                self._merge(one, other)

    def _propose(self, one: int, other: int) -> None:
        one, other = min(one, other), max(one, other)
        average = self.near[one][other] / (self.size[one] * self.size[other])
        if average > _LOUDEST:
            heapq.heappush(self.heap, (-average, one, other, self.age[one], self.age[other]))

    def _merge(self, one: int, other: int) -> None:
        near = self.near[one]
        for third, weight in self.near[other].items():
            if third != one:
                del self.near[third][other]
                near[third] = self.near[third][one] = near.get(third, 0) + weight
        del near[other]
        self.near[other] = {}
        self.size[one] += self.size[other]
        self.age[one], self.age[other] = self.age[one] + 1, -1
        for third in near:
            self._propose(one, third)
