"""Small counts kept back from a table that leaves the bureau, and as many others as it takes to keep them back.

Of a village with two children out of school everybody knows which two. So a count below ``least`` is not shown; and as
totals are, what is hidden alone in its row or column could be reckoned from them. Others are hidden with it until the
shown counts and totals leave at least ``least`` different values possible for each hidden small count.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

Counts = NDArray[np.int64]
Hidden = NDArray[np.bool_]
Place = tuple[int, int]


def hidden_cells(counts: Counts, least: int) -> Hidden | None:
    """Which cells of a table whose totals are shown must not be shown; None where that cannot protect it.

    All from 1 to ``least - 1``, and others that protect them, few children rather than many, zeros among them: where
    counts are sparse nothing else would do. The totals must be zero or no smaller than ``least``.
    """
    small = (counts > 0) & (counts < least)
    hidden = small.copy()
    for cell in zip(*map(list, np.nonzero(small)), strict=True):
        while _possible(counts, hidden, cell) < least:
            partners = _best_partners(counts, hidden, cell, least)
            if partners is None:
                return None
            for partner in partners:
                hidden[partner] = True
    return hidden


def bounds(counts: Counts, hidden: Hidden, cell: Place) -> tuple[int, int]:
    """The least and the greatest value of a hidden cell that agree with all that is shown.

    Whoever reads the table knows its totals, every shown cell, and that no count is below zero.
    """
    at = np.argwhere(hidden)
    nth = np.arange(len(at))
    rows, columns = counts.shape
    lines = np.concatenate([at[:, 0], rows + at[:, 1]])
    held = coo_array((np.ones(2 * len(at)), (lines, np.tile(nth, 2))), shape=(rows + columns, len(at)))
    kept_back = np.where(hidden, counts, 0)
    sums = np.concatenate([kept_back.sum(axis=1), kept_back.sum(axis=0)])
    aim = (at == np.array(cell)).all(axis=1).astype(float)
    # A transport problem: where it is greatest and least its values are whole numbers.
    lowest = linprog(aim, A_eq=held, b_eq=sums, bounds=(0, None), method="highs").fun
    highest = -linprog(-aim, A_eq=held, b_eq=sums, bounds=(0, None), method="highs").fun
    return round(lowest), round(highest)


def _possible(counts: Counts, hidden: Hidden, cell: Place) -> int:
    lowest, highest = bounds(counts, hidden, cell)
    return highest - lowest + 1


def _best_partners(counts: Counts, hidden: Hidden, cell: Place, least: int) -> list[Place] | None:
    """The three corners of a rectangle with the cell that protect it best: enough, then the fewest children hidden."""
    ways = list(_rectangles(counts, hidden, cell))
    return min(ways, key=lambda way: (-min(way[0], least), way[1]))[2] if ways else None


def _rectangles(counts: Counts, hidden: Hidden, cell: Place) -> Iterator[tuple[int, int, list[Place]]]:
    """Values that each rectangle leaves possible, children that it hides anew, its other corners.

    Whatever is added to one corner is taken from the next: so far can the cell be moved and no total change.
    """
    row, column = cell
    for other_row in range(counts.shape[0]):
        for other_column in range(counts.shape[1]):
            beside, below, across = (row, other_column), (other_row, column), (other_row, other_column)
            corners = [beside, below, across]
            fresh = [corner for corner in corners if not hidden[corner]]
            if other_row == row or other_column == column or not fresh:
                continue
            up, down = min(counts[beside], counts[below]), min(counts[cell], counts[across])
            yield int(up + down + 1), int(sum(counts[corner] + 1 for corner in fresh)), corners
