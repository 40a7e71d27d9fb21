"""Small tables as flows, drawn, and what a reader of one can reckon."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from pipelines.publish.flow import Flow


def table(counted: list[str] | NDArray[np.int64]) -> Flow:
    """A table of two ways with its totals: from all, by rows and columns, back to all."""
    counts = np.array([[int(cell) for cell in line.split()] for line in counted]) if isinstance(counted, list) else counted
    pipes = {(f"status {row}", f"town {column}"): counts[row, column] for row, column in np.ndindex(*counts.shape)}
    pipes |= {("all", f"status {row}"): total for row, total in enumerate(counts.sum(1))}
    pipes |= {(f"town {column}", "towns"): total for column, total in enumerate(counts.sum(0))} | {("towns", "all"): counts.sum()}
    return Flow(tuple(pipes), np.array([*pipes.values()], dtype=np.int64))


def drawn(flow: Flow, hidden: NDArray[np.bool_]) -> list[str]:
    """The table's lines with its totals; what is hidden as a dot."""
    told = {pipe: "·" if kept else str(count) for pipe, count, kept in zip(flow.pipes, flow.counts, hidden, strict=True)}
    rows = len(flow.names("status"))
    columns = len(flow.names("town"))
    lines = [[*(told[f"status {row}", f"town {column}"] for column in range(columns)), told["all", f"status {row}"]] for row in range(rows)]
    lines.append([*(told[f"town {column}", "towns"] for column in range(columns)), told["towns", "all"]])
    return [" ".join(line) for line in lines]


def bounds(flow: Flow, hidden: NDArray[np.bool_], pipe: int, others: tuple[Flow, ...] = ()) -> tuple[int, int]:
    """The least and the greatest value of a hidden figure that agree with all that is shown.

    Whoever reads the table knows every shown figure, that parts add up to totals, and that no count is below zero; of
    ``others``, tables on the same pipes with the same hidden, also that whatever is added here is added there.
    """
    at = np.flatnonzero(hidden)
    least = np.min([flow.counts, *(other.counts for other in others)], axis=0)[at]
    aim = (at == pipe).astype(float)
    asked = {"A_eq": flow.joints[:, at], "b_eq": np.zeros(flow.joints.shape[0]), "bounds": [(-one, None) for one in least.tolist()]}
    lowest, highest = linprog(aim, **asked), linprog(-aim, **asked)
    here = int(flow.counts[pipe])
    return here + round(lowest.fun), 10**6 if highest.status == 3 else here - round(highest.fun)
