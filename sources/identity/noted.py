"""Findings about rows, collected while a register is made comparable."""

from __future__ import annotations

import polars as pl

from sources.person import FINDING
from sources.vocabulary import FINDINGS


class Notes:
    """What is wrong in the rows of one register. No value of a cell ever enters a note."""

    def __init__(self, register: str, cells: pl.DataFrame) -> None:
        self._register = register
        self._rows = cells.select("record_id", "file_name")
        self._frames: list[pl.DataFrame] = []

    def rows(self, where: pl.Series, code: str, column: str | None, detail: str | None = None) -> None:
        """Note ``code`` for every row where the mask is true (null is not)."""
        marked = self._rows.filter(where.fill_null(False))
        if marked.height:
            self._frames.append(self._formed(marked, code, column, pl.lit(detail, dtype=pl.String)))

    def files(self, counts: pl.DataFrame, code: str, column: str) -> None:
        """Note ``code`` once for each ``file_name`` of that frame, with its ``detail``."""
        if counts.height:
            whole = counts.select(pl.lit(None, dtype=pl.String).alias("record_id"), "file_name", "detail")
            self._frames.append(self._formed(whole, code, column, pl.col("detail")))

    def frame(self) -> pl.DataFrame:
        """All notes, in the shape FINDING."""
        return pl.concat([pl.DataFrame(schema=FINDING), *self._frames])

    def _formed(self, marked: pl.DataFrame, code: str, column: str | None, detail: pl.Expr) -> pl.DataFrame:
        return marked.select(
            pl.lit(self._register).alias("source"),
            "record_id",
            "file_name",
            pl.lit(column, dtype=pl.String).alias("column_name"),
            pl.lit(code).alias("code"),
            pl.lit(FINDINGS[code].severity).alias("severity"),
            detail.alias("detail"),
        )
