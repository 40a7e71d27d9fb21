"""Small counts kept back from what leaves the bureau, and as many others as it takes to keep them back.

Of a village with two children out of school everybody knows which two. So a count below ``least`` is not shown; and as
totals are, what is hidden alone in its row or column could be reckoned from them. Others are hidden with it until what
is shown leaves every hidden small count an interval at least ``least`` wide. Then nothing that can be reckoned and
holds a small count is itself a small count.

Each is protected by a way round: if one more child went through its pipe and the pipes of a way back, no joint would
notice. The cheapest way is found as in Castro, A Shortest-Paths Heuristic for Statistical Data Protection in Positive
Tables (INFORMS Journal on Computing 19, 2007). Hiding more never narrows what was protected before.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from pipelines.publish.flow import Flow

Hidden = NDArray[np.bool_]
#: Pipes with the sign by which they change.
Way = list[tuple[int, int]]

# What is hidden already costs next to nothing; a total is worth a thousand cells.
_FREE, _TOTAL = 1e-6, 1000.0


def kept_back(flow: Flow, least: int) -> Hidden:
    """Which figures of the flow must not be shown: all from 1 to ``least - 1``, and others that protect them.

    Few children rather than many, cells rather than totals, zeros among them: where counts are sparse nothing else
    would do. There is always a way: at the worst the one from all, by an age and a town, back to all.
    """
    rooms = _Rooms(flow, (flow.counts > 0) & (flow.counts < least))
    for pipe in sorted(np.flatnonzero(rooms.hidden), key=lambda pipe: -flow.counts[pipe]):
        rooms.protect(int(pipe), least)
    return rooms.hidden


class _Rooms:
    """What is hidden so far, and the ways there are through it."""

    def __init__(self, flow: Flow, hidden: Hidden) -> None:
        self.hidden = hidden.copy()
        self._counts = flow.counts
        self._tails, self._heads = flow.ends
        self._price = (1.0 + flow.counts) * np.where(flow.cells, 1.0, _TOTAL)
        self._pipe = {}
        for pipe, (tail, head) in enumerate(zip(self._tails.tolist(), self._heads.tolist(), strict=True)):
            self._pipe[tail, head], self._pipe[head, tail] = (pipe, 1), (pipe, -1)
        self._joints = int(max(self._tails.max(), self._heads.max())) + 1

    def protect(self, pipe: int, width: int) -> None:
        """Hide what leaves that hidden count an interval so wide."""
        moved = {1: np.zeros_like(self._counts), -1: np.zeros_like(self._counts)}
        while width > 0:
            way, sign, by = self._next(pipe, width, moved)
            for passed, direction in way:
                self.hidden[passed] = True
                moved[sign][passed] += direction * by
            moved[sign][pipe] += sign * by
            width -= by

    def _next(self, pipe: int, width: int, moved: dict[int, NDArray[np.int64]]) -> tuple[Way, int, int]:
        """A way that is hidden already, else the cheapest: for all that is lacking at once, or for one child."""
        for free, amounts in ((True, (1,)), (False, (width, 1))):
            ways = [
                (cost, way, sign, by) for by in amounts for sign, change in moved.items()
                for cost, way in self._way(pipe, sign, by, change, free=free)
            ]  # fmt: skip
            if ways:
                return min(ways, key=lambda one: one[0])[1:]
        raise AssertionError("more can always go round by one more of everybody")

    def _way(
        self, pipe: int, sign: int, by: int, change: NDArray[np.int64], *, free: bool
    ) -> Iterator[tuple[float, Way]]:
        """What it costs, and the cheapest way, if any, by which the pipe takes ``by`` more (``sign`` 1) or fewer (-1).

        No count falls below zero: whoever reads the table knows that, too.
        """
        left = self._counts + change >= by
        if sign < 0 and not left[pipe]:
            return
        price = np.where(self.hidden, _FREE, np.inf if free else self._price)
        price[pipe] = np.inf
        step = np.full((self._joints, self._joints), np.inf)
        step[self._tails, self._heads] = price
        step[self._heads[left], self._tails[left]] = price[left]
        ends = int(self._heads[pipe]), int(self._tails[pipe])
        start, goal = ends if sign > 0 else ends[::-1]
        costs, before = dijkstra(step, indices=start, return_predecessors=True)
        if np.isfinite(costs[goal]):
            yield float(costs[goal]), self._walked(before, start, goal)

    def _walked(self, before: NDArray[np.int32], start: int, goal: int) -> Way:
        way: Way = []
        while goal != start:
            came = int(before[goal])
            way.append(self._pipe[came, goal])
            goal = came
        return way
