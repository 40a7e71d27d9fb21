"""Workbooks of spreadsheet programs → tables: values only, every visible sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

import polars as pl
from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from sources.reading.book import TOP_ROWS, Book, Sheet, UnreadableError, cell, number

#: A spreadsheet keeps so many significant digits of a number.
_DIGITS = 15
#: So many rows' cells stay in the processor's cache while they are made into columns.
_ROWS_AT_ONCE = 500
_FRAMES_AT_ONCE = 100


def open_workbook(data: bytes, codec: str = "xlsx") -> Book:
    """The workbook's visible sheets. Raises UnreadableError for what is encrypted, damaged or no workbook."""
    try:
        book = load_workbook(io.BytesIO(data))
        sheets = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
        shown = tuple(one.name for one in sheets if one.visible is SheetVisibleEnum.Visible)
        tables = tuple(_sheet(name, book.get_sheet_by_name(name)) for name in shown)
    except PasswordError:
        raise UnreadableError("有打开密码：请取消密码后再放入。") from None
    except CalamineError:
        raise UnreadableError("已损坏，无法作为 Excel 工作簿打开：请重新导出或用表格软件另存一次。") from None
    return Book(codec, tables, tuple(one.name for one in sheets if one.name not in shown))


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One worksheet."""

    sheet: CalamineSheet
    top: list[list[str]]

    def below(self, row: int, width: int) -> pl.DataFrame:
        """The rows below ``row``; a sheet is rectangular, so that none is ragged."""
        frames = _frames(islice(self.sheet.iter_rows(), row, None), _first_column(self.sheet), width)
        made = [pl.DataFrame(schema={cell(at): pl.String for at in range(width)})]
        while some := list(islice(frames, _FRAMES_AT_ONCE)):
            made.append(pl.concat(some, how="diagonal", rechunk=True))
        frame = pl.concat(made, how="diagonal")
        marks = [name for name in frame.columns if name.startswith(number(0)[0])]
        return frame.with_columns(
            pl.col(marks).fill_null(False),
            pl.int_range(row + 1, row + 1 + frame.height, dtype=pl.Int32).alias("row_no"),
            pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True).alias("ragged"),
        )


def _frames(rows: Iterator[Sequence[object]], first: int, width: int) -> Iterator[pl.DataFrame]:
    """The cells, few rows at a time: that is sooner done, and Python's cells take many times the room of their text."""
    while part := list(islice(rows, _ROWS_AT_ONCE)):
        columns = [("",) * len(part)] * first + list(zip(*part, strict=True))
        columns += [("",) * len(part)] * (width - len(columns))
        yield pl.DataFrame([one for at in range(width) for one in _column(columns[at], at)])


def _first_column(sheet: CalamineSheet) -> int:
    """Where the sheet's first filled cell stands: its rows begin there, though they begin at the first row."""
    return 0 if sheet.start is None else sheet.start[1]


def _sheet(name: str, sheet: CalamineSheet) -> Sheet:
    return Sheet(name, (_table(sheet),), tuple(sheet.merged_cell_ranges or ()))


def _table(sheet: CalamineSheet) -> SheetTable:
    return SheetTable(sheet, [[_shown(value) for value in row] for row in _rows(sheet, TOP_ROWS)])


def _rows(sheet: CalamineSheet, most: int | None = None) -> Sequence[Sequence[object]]:
    """The rows from A1 on, so that they keep the numbers a person sees."""
    return sheet.to_python(skip_empty_area=False, nrows=most)


def _column(values: tuple[object, ...], position: int) -> list[pl.Series]:
    """The texts of a column and, where it has number-typed cells, which they are."""
    try:
        return [pl.Series(cell(position), values, pl.String, strict=True)]
    except TypeError:  # sooner than asking every cell whether it is text
        texts = pl.Series(cell(position), [_shown(value) for value in values], pl.String)
        return [texts, pl.Series(number(position), [_is_number(value) for value in values], pl.Boolean)]


def _is_number(value: object) -> bool:
    return not isinstance(value, (str, bool))


def _shown(value: object) -> str:
    """A cell as a spreadsheet shows it: whole numbers without ``.0``, dates as YYYY-MM-DD, booleans as TRUE, FALSE."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return _digits(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _digits(value: float) -> str:
    """A number's digits, beyond the fifteenth as zeros: what stands there in the file are not the digits once typed.

    Cut, not rounded, as spreadsheets do when such a number is typed in.
    """
    if not float(value).is_integer():
        return f"{value:.{_DIGITS}g}"
    # repr, not int(): 341226201803150000 is stored as 341226201803149984, and only the shortest form says so.
    exact = f"{Decimal(repr(float(value))):f}".removesuffix(".0")
    sign, digits = ("-", exact[1:]) if exact.startswith("-") else ("", exact)
    return sign + digits[:_DIGITS] + "0" * (len(digits) - _DIGITS)
