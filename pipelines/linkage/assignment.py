"""One pupil, one child: who gets whom where several come into question, exactly."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.components import components

NOBODY = -1
#: Tables of so many cells are worth the import of scipy.
_LARGE = 2_500


def assigned(left: np.ndarray, right: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """True for the pairs of a one-to-one assignment of greatest total gain (whole numbers above 0).

    Pairs that share a record with no other are taken as they are; what hangs together is solved exactly.
    """
    chosen = (np.bincount(left, minlength=1)[left] == 1) & (np.bincount(right, minlength=1)[right] == 1)
    contested = np.flatnonzero(~chosen)
    component = _components(left[contested], right[contested])
    order = contested[np.argsort(component, kind="stable")]
    for part in np.split(order, np.cumsum(np.bincount(component))[:-1]) if len(order) else ():
        chosen[part[_solved(left[part], right[part], gain[part])]] = True
    return chosen


def _components(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The number of the component of each pair."""
    lefts, row = np.unique(left, return_inverse=True)
    rights, column = np.unique(right, return_inverse=True)
    return components(len(lefts) + len(rights), row, column + len(lefts))[row]


def _solved(left: np.ndarray, right: np.ndarray, gain: np.ndarray) -> list[int]:
    """Places of the pairs chosen in one component."""
    lefts, rights = sorted(set(left.tolist())), sorted(set(right.tolist()))
    rows, columns = {one: place for place, one in enumerate(lefts)}, {one: place for place, one in enumerate(rights)}
    table = [[0.0] * len(rights) for _ in lefts]
    places = {}
    for place, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        row, column = rows[one], columns[other]
        # Equal totals are decided by the order of records, so that the result does not hang on the solver.
        order = row * len(rights) + column
        table[row][column] = float(gain[place]) + (1 - order / (len(lefts) * len(rights))) * 1e-3
        places[row, column] = place
    return [places[pair] for pair in best_of_table(table) if pair in places]


def best_of_table(gain: list[list[float]]) -> list[tuple[int, int]]:
    """Row and column of the cells, one a row and one a column at most, whose sum is greatest; by row.

    Shortest augmenting paths (Crouse 2016), step by step as scipy's linear_sum_assignment takes them, so that ties end
    alike. That is asked for large tables only: its import takes longer than solving all the small ones.
    """
    if len(gain) * len(gain[0]) >= _LARGE:
        from scipy.optimize import linear_sum_assignment

        return list(zip(*(side.tolist() for side in linear_sum_assignment(gain, maximize=True)), strict=True))
    flipped = len(gain) > len(gain[0])
    cost = [[-value for value in row] for row in (zip(*gain, strict=True) if flipped else gain)]
    solver = _Solver(cost)
    for row in range(len(cost)):
        solver.give(row)
    pairs = [(column, row) if flipped else (row, column) for row, column in enumerate(solver.column_of)]
    return sorted(pairs)


class _Solver:
    """Rows of costs that are given a column each, one row after another; ``column_of`` is what each row has."""

    def __init__(self, cost: list[list[float]]) -> None:
        self.cost, self.width = cost, len(cost[0])
        self.column_of, self.row_of = [NOBODY] * len(cost), [NOBODY] * self.width
        self.of_row, self.of_column = [0.0] * len(cost), [0.0] * self.width  # dual values

    def give(self, row: int) -> None:
        """That row a column, others another one where this makes all together cheapest."""
        came_from, away, visited, column = self._path(row)
        nearest = away[column]
        for seen in visited:
            owner = self.row_of[seen]
            self.of_row[owner] += nearest - away[seen]
            self.of_column[seen] -= nearest - away[seen]
        self.of_row[row] += nearest
        owner = NOBODY
        while owner != row:
            owner = came_from[column]
            self.row_of[column], self.column_of[owner], column = owner, column, self.column_of[owner]

    def _path(self, row: int) -> tuple[list[int], list[float], list[int], int]:
        """The cheapest way from that row to a free column: from which row each column was reached, and how far away it
        is; the columns passed through; the free one."""
        came_from, away = [NOBODY] * self.width, [float("inf")] * self.width
        remaining, visited, nearest = list(range(self.width - 1, -1, -1)), [], 0.0
        while True:
            chosen, lowest = NOBODY, float("inf")
            for place, column in enumerate(remaining):
                far = nearest + self.cost[row][column] - self.of_row[row] - self.of_column[column]
                if far < away[column]:
                    came_from[column], away[column] = row, far
                # Of equals one that is free ends the way.
                if away[column] < lowest or (away[column] == lowest and self.row_of[column] == NOBODY):
                    chosen, lowest = place, away[column]
            nearest, column = lowest, remaining[chosen]
            if self.row_of[column] == NOBODY:
                return came_from, away, visited, column
            visited.append(column)
            row, remaining[chosen] = self.row_of[column], remaining[-1]
            remaining.pop()
