"""What Great Expectations gets to see of a register: classes, not people.

Names, numbers, addresses and telephones become filled or not on the way in, so that no answer, log line or traceback
of its can hold one. Classes that are only ours are small integers, and what must be unique is a digest: DuckDB counts
either in a third of the time that text takes.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from checks.promises import CELL, CLEAN, FOUND, OR, Promise, Rule
from sources.person import Loaded


def files(loaded: Loaded) -> pl.DataFrame:
    """Each sheet's rows as read, and as accounted for."""
    return loaded.files.select("rows_read", accounted=pl.sum_horizontal("loaded", "quarantined", "excluded"))


def as_read(loaded: Loaded, asked: Sequence[Promise]) -> pl.DataFrame:
    """Every row read by its outcome, and per column that promises are about whether its cell has a finding."""
    cells = sorted(one.column for one in asked if one.column.startswith(CELL))
    found = (
        loaded.findings.filter(pl.col("record_id").is_not_null() & pl.col("column_name").is_not_null())
        .group_by("record_id")
        .agg((pl.col("column_name") == name.removeprefix(CELL)).any().alias(name) for name in cells)
    )
    records = loaded.records.select("record_id", "outcome", "reason").join(found, on="record_id", how="left")
    return records.with_columns(
        pl.when(pl.col(name)).then(FOUND).otherwise(CLEAN).cast(pl.Int8).alias(name) for name in cells
    ).drop("record_id")


def as_conformed(rows: pl.DataFrame, asked: Sequence[Promise]) -> pl.DataFrame:
    """The columns that promises are about; where the promise is only to be filled, whether they are."""
    unique = {one.column for one in asked if one.rule is Rule.UNIQUE}
    by_value = set().union(*(one.needs for one in asked if one.rule is not Rule.FILLED)) - unique
    only_filled = {one.column for one in asked if one.rule is Rule.FILLED} - by_value - unique
    return rows.select(
        *map(_digest, sorted(unique)),
        *(_filled(name.split(OR)).alias(name) for name in sorted(only_filled)),
        *(_coded(rows, name) for name in sorted(by_value)),
    )


def _filled(either: Sequence[str]) -> pl.Expr:
    return pl.when(pl.any_horizontal(pl.col(name).is_not_null() for name in either)).then(pl.lit(1, pl.Int8))


def _digest(name: str) -> pl.Expr:
    # The same values have the same digest, so none that is there twice is missed; of ten million different ones two
    # share a digest of 64 bits once in half a million nights.
    return pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash()).alias(name)


def _coded(rows: pl.DataFrame, name: str) -> pl.Expr:
    if name == "id_class":  # whether numbers are there at all is a promise of its own
        return pl.col(name).replace("blank", None)
    # Yes and no are '1' and '0' in the vocabulary, whatever type a register keeps them in.
    return pl.col(name).cast(pl.Int8).cast(pl.String) if rows.schema[name] == pl.Boolean else pl.col(name)
