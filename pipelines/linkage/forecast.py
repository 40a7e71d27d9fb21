"""What linking the registers will cost, before any pair is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from pipelines.linkage import county
from pipelines.linkage.blocking import block_counts
from pipelines.linkage.fast_path import fast_pairs
from pipelines.linkage.registers import stock_of

#: In the order in which a night links.
MODELS = (county.POPULATION_ROLL, county.POPULATION_POVERTY, county.ROLL_POVERTY, county.POPULATION_EVIDENCE)


def blocking_forecast(registers: Mapping[str, pl.DataFrame], *, as_of: date) -> pl.DataFrame:
    """The candidate pairs that each blocking rule will bring, and its largest block; nothing is compared.

    Columns: ``problem`` and those of ``blocking.block_counts``. Where a night would first take out what an earlier
    problem has linked by comparison, only what the fast path links is taken out: the counts are at least a night's.
    """
    records, sides = stock_of(registers, as_of)
    nobody = np.zeros(records.height, dtype=bool)
    found = []
    for model in MODELS:
        left, right = sides[model.left], sides[model.right]
        if model is county.ROLL_POVERTY:
            left = left.only(~np.isin(left.rows, fast_pairs(records, sides["population"], left, nobody)[1]))
        fast = fast_pairs(records, left, right, nobody)
        counts = block_counts(records, left.without(fast[0]), right.without(fast[1]), model.rules)
        found.append(counts.select(pl.lit(f"{model.left}-{model.right}").alias("problem"), pl.all()))
    return pl.concat(found)
