"""Cells as the reader hands them over, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from sources.contract import Contract

AS_OF = date(2026, 8, 31)


@pytest.fixture
def cells_of() -> Callable[..., pl.DataFrame]:
    """``cells_of(contract, row, …)``: a row is a dict of our columns; ``<column>__numeric`` and ``file_name`` may be given."""

    def made(contract: Contract, *rows: dict) -> pl.DataFrame:
        columns = [
            pl.Series("record_id", [f"r{place}" for place in range(len(rows))], dtype=pl.String),
            pl.Series("file_name", [row.get("file_name", "甲.csv") for row in rows], dtype=pl.String),
            pl.Series("sheet", [""] * len(rows), dtype=pl.String),
            pl.Series("row_no", range(2, 2 + len(rows)), dtype=pl.Int32),
            pl.Series("as_of", [row.get("as_of", AS_OF) for row in rows], dtype=pl.Date),
        ]
        for column in contract.kept:
            if column.name == "as_of":
                continue  # the reader merges it into the row's day
            columns.append(pl.Series(column.name, [row.get(column.name) for row in rows], dtype=pl.String))
            if column.kind.digits_matter:
                flag = f"{column.name}__numeric"
                columns.append(pl.Series(flag, [row.get(flag, False) for row in rows], dtype=pl.Boolean))
        return pl.DataFrame(columns)

    return made
