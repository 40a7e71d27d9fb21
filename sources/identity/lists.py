"""Several values a row gathered into one list column."""

from __future__ import annotations

import polars as pl


def listed(values: pl.DataFrame, column: str, rows: int) -> pl.Series:
    """A list for each of ``rows`` rows from a frame with ``row`` and ``column``: no nulls, distinct, sorted.

    A row without values has an empty list, never null.
    """
    # Sorting once and grouping in order is thirty times as fast as sorting every list.
    distinct = values.select(pl.col("row").cast(pl.UInt32), column).drop_nulls(column).unique().sort("row", column)
    gathered = distinct.group_by("row", maintain_order=True).agg(column)
    every = pl.DataFrame({"row": pl.int_range(rows, dtype=pl.UInt32, eager=True)})
    lists = every.join(gathered, on="row", how="left", maintain_order="left").get_column(column)
    return lists.fill_null(pl.Series([[]], dtype=pl.List(pl.String)))
