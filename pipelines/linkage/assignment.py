"""One pupil, one child: who gets whom where several come into question, exactly."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.components import components


def assigned(left: np.ndarray, right: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """True for the pairs of a one-to-one assignment of greatest total gain (whole numbers above 0).

    Components without contest are taken as they are; each contested one is solved exactly.
    """
    chosen = np.zeros(len(left), dtype=bool)
    if not len(left):
        return chosen
    component = _components(left, right)
    order = np.argsort(component, kind="stable")
    starts = np.flatnonzero(np.diff(component[order], prepend=-1))
    ends = np.append(starts[1:], len(order))
    single = ends - starts == 1
    chosen[order[starts[single]]] = True
    for start, end in zip(starts[~single], ends[~single], strict=True):
        part = order[start:end]
        chosen[part[_solved(left[part], right[part], gain[part])]] = True
    return chosen


def _components(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The number of the component of each pair."""
    _, row = np.unique(left, return_inverse=True)
    _, column = np.unique(right, return_inverse=True)
    nodes = row.max() + column.max() + 2
    return components(nodes, row, column + row.max() + 1)[row]


def _solved(left: np.ndarray, right: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Places of the pairs chosen in one component."""
    from scipy.optimize import linear_sum_assignment  # late: scipy takes long to import

    lefts, row = np.unique(left, return_inverse=True)
    rights, column = np.unique(right, return_inverse=True)
    table = np.zeros((len(lefts), len(rights)))
    table[row, column] = gain
    # Equal totals are decided by the order of records, so that the result does not hang on the solver.
    table[row, column] += (1 - (row * len(rights) + column) / table.size) * 1e-3
    place = np.full(table.shape, -1)
    place[row, column] = np.arange(len(left))
    found = place[linear_sum_assignment(table, maximize=True)]
    return found[found >= 0]
