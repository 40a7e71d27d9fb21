"""Figures that go on from what was shared last in whole steps, so that two exports never differ by a child or two.

A cell of 12 yesterday and 13 today tells of one child, wherever it stands: as a cell, as a total, as what a total
leaves over. So each figure stays, or goes up or down by whole steps of ``least``, to within less than one step of the
truth, and totals are still the sums of their parts. Then every difference of two exports, of figures, of sums of
figures, of what is reckoned from them, is nothing or at least one whole step. Controlled rounding (Cox 1987), of the
changes.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import hstack

from pipelines.publish.flow import Counts, Flow
from pipelines.publish.suppression import Hidden

#: What a step costs that brings a shown figure more than one step from the truth, and one of a figure nobody sees.
_BEYOND, _HIDDEN = 10.0, 0.1
#: So many steps may a figure that nobody sees be from the truth.
_FAR = 1000


def stepped(flow: Flow, last: Flow, hidden: Hidden, step: int) -> Counts | None:
    """For each pipe the figure to be shown tonight; None where no such figures are near enough to the truth.

    ``last`` has the figures shared last, on the same pipes. Shown ones come within less than ``step`` of the flow's,
    and a few, where the sums ask for it, within less than two. What is ``hidden`` stays large enough to protect what
    was hidden with it in the first export: a way round takes no more than ``step`` from a pipe, hence none falls below
    what it had or ``step``.
    """
    floor = np.where(hidden, np.minimum(last.counts, step), 0)
    bottom = -np.floor_divide(last.counts - floor, step)
    down = np.maximum(np.floor_divide(flow.counts - last.counts, step), bottom)
    off = last.counts + step * down - flow.counts
    # Of the two figures beside the truth the nearer one; then one beyond them.
    price = np.where(hidden, _HIDDEN, 1.0 + 2.0 * np.minimum(off, 0) / step)
    beyond = np.where(hidden, _HIDDEN, _BEYOND)
    width = len(price)
    room = np.concatenate([off < 0, np.where(hidden, _FAR, 1), np.where(hidden, _FAR, 1)])
    room[2 * width :] = np.minimum(room[2 * width :], down - bottom)
    sums = np.asarray(-(flow.joints @ down), dtype=float)
    found = milp(
        np.concatenate([price, beyond, beyond]), integrality=np.ones(3 * width),
        bounds=Bounds(np.zeros(3 * width), room.astype(float)),  # type: ignore[arg-type]
        constraints=LinearConstraint(hstack([flow.joints, flow.joints, -flow.joints]), sums, sums))  # type: ignore[arg-type]
    if found.x is None:
        return None
    up, more, fewer = np.rint(found.x).astype(np.int64).reshape(3, width)
    return last.counts + step * (down + up + more - fewer)
