"""Who has a twin: another child of the same birth date in the same family, under another name."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Side
from pipelines.linkage.records import Records

#: Terms that make two children of one birth date look like twins.
_FAMILY_TERMS = (("household",), ("guardians",), ("guardian_ids",), ("phones",), ("surname", "village"))


def with_twins(records: Records, sides: tuple[Side, Side]) -> np.ndarray:
    """True for every record of either side that has a twin on its own side."""
    twins = np.zeros(records.height, dtype=bool)
    for side in sides:
        frame = records.terms[side.rows].with_columns(pl.Series("row", side.rows), pl.Series("key", records.name[side.rows]))
        for terms in _FAMILY_TERMS:
            twins[_sharing(frame, terms)] = True
    return twins


def _sharing(frame: pl.DataFrame, terms: tuple[str, ...]) -> np.ndarray:
    """Rows that share terms and birth date with a row of another name."""
    frame = frame.select("row", "key", "dob", *terms).drop_nulls(["dob", *terms])
    for term in terms:
        if isinstance(frame.schema[term], pl.List):
            frame = frame.explode(term).drop_nulls(term)
    groups = frame.group_by("dob", *terms).agg(pl.col("row"), pl.col("key").n_unique().alias("names"))
    return groups.filter(pl.col("names") > 1)["row"].explode().drop_nulls().unique().to_numpy()
