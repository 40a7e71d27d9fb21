"""What people decided of pairs, by row numbers."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Side
from pipelines.linkage.pairs import DIFFERENT, SAME, UNSURE
from pipelines.linkage.records import Records

_DECISIONS = {"same": SAME, "different": DIFFERENT, "unsure": UNSURE}


def verdicts(
    records: Records, sides: tuple[Side, Side], decisions: pl.DataFrame | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of left and right records and what people decided of them last (SAME, DIFFERENT, UNSURE), by those rows.

    ``decisions``: ``left_record, right_record, decision``, either record first.
    """
    empty = np.zeros(0, dtype=np.int64)
    if decisions is None or decisions.is_empty():
        return empty, empty, empty
    row_of = pl.DataFrame({"record": records.ids, "row": np.arange(records.height)})
    inside = [row_of[side.rows] for side in sides]
    frames = []
    for one, other in (("left_record", "right_record"), ("right_record", "left_record")):
        frame = decisions.join(inside[0].rename({"record": one, "row": "l"}), on=one)
        frames.append(
            frame.join(inside[1].rename({"record": other, "row": "r"}), on=other).select("l", "r", "decision")
        )
    known = pl.concat(frames).unique(["l", "r"], keep="last", maintain_order=True).sort("l", "r")
    codes = known["decision"].replace_strict(_DECISIONS, return_dtype=pl.Int64)
    return known["l"].to_numpy(), known["r"].to_numpy(), codes.to_numpy()
