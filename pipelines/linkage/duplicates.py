"""Children whom the registry seems to list twice: one person, two rows."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Side, candidate_pairs
from pipelines.linkage.comparison import compared
from pipelines.linkage.components import components
from pipelines.linkage.conditions import first_met
from pipelines.linkage.county import DUPLICATES
from pipelines.linkage.frequency import rarity
from pipelines.linkage.model import Model
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.records import Records
from pipelines.linkage.training import trained_on
from pipelines.linkage.weights import weighed

COLUMNS = {"left_record": pl.String, "right_record": pl.String, "probability": pl.Float64, "why": pl.String}


def duplicates_of(records: Records, side: Side) -> tuple[pl.DataFrame, np.ndarray, Model]:
    """Pairs of rows of one register that are one person; everybody's person; the trained model.

    The frame has COLUMNS (``why`` names the ground of ``county.DUPLICATES``). The array numbers all records: rows of
    one person share the number of the first of them, all others have their own.
    """
    found = candidate_pairs(records, side, side, DUPLICATES.rules)
    once = found.left < found.right
    a, b = found.left[once].astype(np.int64), found.right[once].astype(np.int64)
    names = [comparison.name for comparison in DUPLICATES.comparisons]
    levels = compared(records, a, b, DUPLICATES.comparisons)
    patterns = Patterns.of(levels)
    model = trained_on(DUPLICATES, records, side, side, patterns, 0)
    _, odds = weighed(model, patterns, rarity(model, records, (a, b), patterns, (side, side)))
    ground = first_met(model.grounds, {name: levels[:, column] for column, name in enumerate(names)})
    twice = ground >= 0
    frame = pl.DataFrame({
        "left_record": records.ids.gather(a[twice]),
        "right_record": records.ids.gather(b[twice]),
        "probability": np.round(1 / (1 + np.exp2(-odds[twice] / 1000)), 6),
        "why": pl.Series([model.grounds[place].name for place in ground[twice]], dtype=pl.String),
    }).select(*COLUMNS)  # fmt: skip
    return frame.sort("left_record", "right_record"), _persons(records.height, a[twice], b[twice]), model


def _persons(height: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    component = components(height, a, b)
    _, first = np.unique(component, return_index=True)
    return first[component]
