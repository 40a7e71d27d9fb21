"""Cells of a workbook that hold no value: an error, or a formula that no program has computed.

The workbook reader hands both over as blank cells, and a blank cell says that the office knows nothing. So they are
looked for in the file itself and put back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from sources.reading.book import Book, Table, cell

#: What stands in the cells (row and column from 0) of one sheet that the workbook reader gives as blank or as 0.
Flaws = Mapping[tuple[int, int], str]
#: Error codes of Excel's binary format.
ERROR_CODES = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FlawedTable:
    """A table with its flaws in place."""

    table: Table
    flaws: Flaws

    @property
    def top(self) -> list[list[str]]:
        """The first rows, flaws in place."""
        return [
            [self.flaws.get((row, column), text) for column, text in enumerate(texts)]
            for row, texts in enumerate(self.table.top)
        ]

    def below(self, row: int, width: int) -> pl.DataFrame:
        """The rows below ``row``, flaws in place."""
        frame = self.table.below(row, width)
        placed: dict[int, list[tuple[int, str]]] = {}
        for (at, column), flaw in self.flaws.items():
            if at >= row and column < width:
                placed.setdefault(column, []).append((at + 1, flaw))
        return frame.with_columns(_with(frame, column, told) for column, told in placed.items())


def _with(frame: pl.DataFrame, column: int, told: Iterable[tuple[int, str]]) -> pl.Series:
    flawed = pl.DataFrame(list(told), schema={"row_no": pl.Int32, "flaw": pl.String}, orient="row")
    found = frame.select("row_no", cell(column)).join(flawed, on="row_no", how="left", maintain_order="left")
    return found.select(pl.coalesce("flaw", cell(column)).alias(cell(column))).to_series()


def with_flaws(book: Book, flaws: Mapping[str, Flaws]) -> Book:
    """The book with the flaws of its sheets (by sheet name) in place."""
    sheets = tuple(
        replace(sheet, readings=tuple(FlawedTable(one, flaws[sheet.name]) for one in sheet.readings))
        if flaws.get(sheet.name)
        else sheet
        for sheet in book.sheets
    )
    return replace(book, sheets=sheets)


def uncomputed(value: str, doubted: bool) -> bool:
    """True when that is no computed value of a formula.

    A program that writes formulas without computing them leaves nothing, or 0 and the wish (``doubted``) that
    whoever opens the file may compute.
    """
    return not value or (doubted and value in ("0", "0.0"))

