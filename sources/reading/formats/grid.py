"""A table whose cells are at hand as columns of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import polars as pl

from sources.reading.book import TOP_ROWS, cell, number

#: A spreadsheet keeps so many significant digits of a number.
DIGITS = 15
_WHOLE = re.compile(r"(-?\d{1,30})(\.0*)?")
_EXPONENT = re.compile(r"-?\d+(\.\d+)?[eE][+-]?\d{1,2}")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``columns`` hold its cells from row ``first`` (as a spreadsheet numbers it) on, all equally long.

    ``numbers`` tells for some columns which cells were numbers (True for all of them), ``deleted`` which rows are
    marked as deleted. ``heads`` are the rows above ``first``.
    """

    columns: tuple[pl.Series, ...]
    numbers: dict[int, pl.Series | bool]
    heads: tuple[tuple[str, ...], ...] = ()
    deleted: pl.Series | None = None

    @property
    def top(self) -> list[list[str]]:
        """The text of the first rows."""
        below = zip(*(column.head(TOP_ROWS) for column in self.columns), strict=True)
        rows = [*map(list, self.heads), *([text or "" for text in row] for row in below)]
        return [row if any(row) else [] for row in rows[:TOP_ROWS]]

    def below(self, row: int, width: int) -> pl.DataFrame:
        """The rows below ``row``. A row with text beyond the last heading is ragged."""
        start = max(0, row - len(self.heads))
        height = len(self.columns[0]) if self.columns else 0
        columns = [column.slice(start).alias(cell(at)) for at, column in enumerate(self.columns[:width])]
        rest = max(0, height - start)
        blank = pl.repeat(None, rest, dtype=pl.String, eager=True)
        columns += [blank.alias(cell(at)) for at in range(len(columns), width)]
        first = start + len(self.heads) + 1
        return pl.DataFrame([
            *columns,
            *(self._marks(at, start, rest) for at in self.numbers if at < width),
            *([] if self.deleted is None else [self.deleted.slice(start).alias("deleted")]),
            pl.Series("row_no", range(first, first + rest), pl.Int32),
            self._ragged(start, width, rest),
        ])

    def _marks(self, at: int, start: int, rows: int) -> pl.Series:
        marks = self.numbers[at]
        if isinstance(marks, bool):
            return pl.repeat(marks, rows, dtype=pl.Boolean, eager=True).alias(number(at))
        return marks.slice(start).alias(number(at))

    def _ragged(self, start: int, width: int, rows: int) -> pl.Series:
        ragged = pl.repeat(False, rows, dtype=pl.Boolean, eager=True)
        for column in self.columns[width:]:
            ragged = ragged | (column.slice(start).str.strip_chars().fill_null("") != "")
        return ragged.alias("ragged")


def grid(rows: Sequence[list[str]], numbers: Sequence[list[bool]] = ()) -> Grid:
    """A table of rows that need not be equally long; ``numbers`` tells, row by row, which cells were numbers."""
    width = max(map(len, rows), default=0)
    columns = [
        pl.Series(cell(at), [row[at] if at < len(row) else "" for row in rows], pl.String) for at in range(width)
    ]
    marks: dict[int, pl.Series | bool] = {}
    for at in range(width):
        marked = pl.Series([at < len(row) and row[at] for row in numbers], dtype=pl.Boolean)
        if marked.any():
            marks[at] = marked
            columns[at] = columns[at].zip_with(~marked, written_out(columns[at]))
    return Grid(tuple(columns), marks)


def doubles(values: pl.Series) -> pl.Series:
    """Floating-point numbers as text, digits beyond the fifteenth as zeros; null for what is no number."""
    finite = values.cast(pl.Float64)
    # The shortest form that means the number: 341226201803150000 is kept as …149984, and only that form says so.
    written = [
        np.format_float_positional(value, unique=True, trim="-") if value is not None and np.isfinite(value) else None
        for value in finite
    ]
    return plain_digits(pl.Series(values.name, written, dtype=pl.String))


def written_out(texts: pl.Series) -> pl.Series:
    """Numbers as a program wrote them, with an exponent or as a double's own digits, written out as they were meant."""
    # Few columns of numbers have one that long, and only long ones need a look each.
    if not (texts.str.len_chars() > DIGITS).any() and not texts.str.contains(r"\d[eE]").any():
        return plain_digits(texts)
    return plain_digits(pl.Series(texts.name, [_meant(text) if text else text for text in texts], dtype=pl.String))


def _meant(text: str) -> str:
    if _EXPONENT.fullmatch(text):
        return f"{Decimal(text):f}"
    if (whole := _WHOLE.fullmatch(text)) and len(text) > DIGITS and int(float(text)) == int(whole[1]):
        # 349901201503010014 is kept as …009984; who writes that out did not mean the 9984.
        return np.format_float_positional(float(text), unique=True, trim="-")
    return text


def plain_digits(text: pl.Series) -> pl.Series:
    """Numbers written out, without the zeros behind the point; digits beyond the fifteenth as zeros.

    What stands there are not the digits once typed: programs keep such numbers as doubles.
    """
    return text.to_frame("text").select(_plain(pl.col("text"))).to_series()


def _plain(text: pl.Expr) -> pl.Expr:
    whole = text.str.extract(r"^(-?\d+)(?:\.0*)?$", 1)
    digits = whole.str.extract(r"(\d+)$", 1).str.replace(r"^0+(\d)", "$1")
    beyond = (digits.str.len_chars().cast(pl.Int64) - DIGITS).clip(0)
    cut = digits.str.slice(0, DIGITS) + pl.lit("0").repeat_by(beyond).list.join("")
    fraction = text.str.replace(r"^(-?)0*(\d+\.\d*?)0*$", "$1$2").str.strip_suffix(".")
    return pl.when(whole.is_not_null()).then(whole.str.extract("^(-?)", 1) + cut).otherwise(fraction)
