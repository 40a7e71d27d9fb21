"""A marked copy as a plain workbook, for sources that are no .xlsx: cells as text, numbers as the numbers they are.

Of a source that is too large for a spreadsheet to be pleasant only the rows with problems are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_cell_to_rowcol
from xlsxwriter.worksheet import Worksheet

from pipelines.rehearsal.marks import AUTHOR, FILLS, HEADINGS_ROW, MOST_COMMENTS, Mark, Marking
from sources.reading import Written

_MOST_CELLS = 1_000_000
_MOST_ROWS = 1_000_000  # a sheet has 1,048,576
_LOOKED_AT, _WIDEST = 200, 40  # rows that tell how wide a column is, characters that it gets at most
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_LONGEST_CELL = 32_767  # characters that a spreadsheet's cell holds
_LONGEST_NAME = 31  # characters of a sheet's name
_ORIGIN = "原行号"
_Cell = tuple[str | None, bool]  # a text, and whether it was a number


def too_large(sheets: Sequence[Written]) -> bool:
    """True where only the rows with problems are written."""
    rows = [sheet.rows for sheet in sheets]
    return sum(one.height * one.width for one in rows) > _MOST_CELLS or any(one.height > _MOST_ROWS for one in rows)


def write_plain(sheets: Sequence[Written], marking: Marking, target: BinaryIO) -> None:
    """Write the sheets with their bad cells marked and the list of problems as the first sheet."""
    # In memory: what is written holds names, and no temporary file of it may lie about.
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        extract, styles = too_large(sheets), _Styles(book)
        names = _sheet_names([sheet.sheet for sheet in sheets], marking)
        _list(book.add_worksheet(marking.sheet), marking, names, styles, extract=extract)
        for sheet in sheets:
            marks = list(marking.marks(sheet.sheet))
            page = book.add_worksheet(names[sheet.sheet])
            if extract:
                _extract(page, sheet, marks, styles, marking.say(_ORIGIN))
            else:
                _whole(page, sheet, marks, styles)


class _Styles:
    """The formats of a copy."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        # Excel's own default is Calibri, which has no Chinese.
        base = {"font_name": "微软雅黑", "font_size": 10}
        self.text = book.add_format(base | {"num_format": "@"})
        self.number = book.add_format(base | {"num_format": "0"})
        self.bold = book.add_format(base | {"bold": True})
        self.wrapped = book.add_format(base | {"num_format": "@", "text_wrap": True, "valign": "top"})
        self.link = book.add_format(base | {"font_color": "#0563C1", "underline": 1, "valign": "top"})
        # Text even over a number, so that the eighteen digits typed in here stay eighteen.
        self._marked = {
            severity: book.add_format(base | {"num_format": "@", "bg_color": f"#{color}"})
            for severity, color in FILLS.items()
        }

    def of(self, mark: Mark | None, *, number: bool) -> Format:
        """The format of a cell."""
        if mark is None:
            return self.number if number else self.text
        return self._marked[mark.severity]


def _whole(page: Worksheet, sheet: Written, marks: list[Mark], styles: _Styles) -> None:
    """Every row where it stands in the source, so that the copy can take its place."""
    _set_columns(page, sheet, 0, styles)
    page.freeze_panes(len(sheet.top), 0)
    at = {_place(mark): mark for mark in marks}
    for row, cells in enumerate(sheet.top):
        _write_row(page, row, [(text, False) for text in cells], at, styles)
    for row, cells in _rows(sheet.rows):
        _write_row(page, row, cells, at, styles)
    _comment(page, marks, at)


def _extract(page: Worksheet, sheet: Written, marks: list[Mark], styles: _Styles, origin: str) -> None:
    """The headings and the rows with problems, each with its row number before it, under the heading ``origin``."""
    _set_columns(page, sheet, 1, styles)
    page.freeze_panes(1, 1)
    wanted = list(dict.fromkeys(mark.row_no for mark in marks if mark.row_no > len(sheet.top)))[:_MOST_ROWS]
    goes_to = {row_no - 1: place for place, row_no in enumerate(wanted, 1)} | {len(sheet.top) - 1: 0}
    at = {(goes_to[row], column + 1): mark for mark in marks for row, column in [_place(mark)] if row in goes_to}
    _write_row(page, 0, [(origin, False), *((text, False) for text in sheet.top[-1])], at, styles)
    for row, cells in _rows(sheet.rows.filter(pl.col("row_no").is_in(wanted))):
        _write_row(page, goes_to[row], [(str(row + 1), True), *cells], at, styles)
    _comment(page, marks, at)


def _rows(rows: pl.DataFrame) -> Iterator[tuple[int, list[_Cell]]]:
    """Each row's place, counted from 0, and its cells: the text, and whether it was a number."""
    if "deleted" in rows.columns:  # by a .dbf table's mark: a row that counts for nothing must not come to life
        rows = rows.filter(~pl.col("deleted"))
    width = sum(name.startswith("c") for name in rows.columns)
    absent = [f"n{at}" for at in range(width) if f"n{at}" not in rows.columns]
    rows = rows.with_columns(pl.lit(False).alias(name) for name in absent)
    texts = rows.select(f"c{at}" for at in range(width)).rows()
    flags = rows.select(f"n{at}" for at in range(width)).rows()
    for row_no, row, numbers in zip(rows["row_no"], texts, flags, strict=True):
        yield row_no - 1, list(zip(row, numbers, strict=True))


def _write_row(
    page: Worksheet, row: int, cells: Iterable[_Cell], at: Mapping[tuple[int, int], Mark], styles: _Styles
) -> None:
    for column, (text, number) in enumerate(cells):
        mark = at.get((row, column))
        number = number and text is not None and _NUMBER.fullmatch(text) is not None
        style = styles.of(mark, number=number)
        if not text:
            if mark:
                page.write_blank(row, column, None, style)
        elif number:
            page.write_number(row, column, float(text), style)
        else:
            page.write_string(row, column, text[:_LONGEST_CELL], style)


def _comment(page: Worksheet, marks: list[Mark], at: dict[tuple[int, int], Mark]) -> None:
    where = {id(mark): place for place, mark in at.items()}
    for mark in [mark for mark in marks if id(mark) in where][:MOST_COMMENTS]:
        lines = 2 + mark.says.count("\n")
        page.write_comment(*where[id(mark)], mark.says, {"author": AUTHOR, "width": 280, "height": 20 * lines})


def _list(
    page: Worksheet, marking: Marking, names: dict[str, str], styles: _Styles, *, extract: bool
) -> None:
    for place, sentence in enumerate(marking.opening(extract=extract)):
        page.write_string(place, 0, sentence, styles.bold)
    for place, (title, width) in enumerate(marking.columns.items()):
        page.set_column(place, place, width)
        page.write_string(HEADINGS_ROW - 1, place, title, styles.bold)
    for number, line in enumerate(marking.lines(), 1):
        row = HEADINGS_ROW - 1 + number
        page.write_number(row, 0, number)
        shown = marking.place(line)
        if line.cell and not extract:
            page.write_url(row, 1, f"internal:{quote_sheetname(names[line.sheet])}!{line.cell}", styles.link, shown)
        else:
            page.write_string(row, 1, shown, styles.wrapped)
        for at, text in enumerate(line.texts, 2):
            page.write_string(row, at, text, styles.wrapped)
    page.freeze_panes(HEADINGS_ROW, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _place(mark: Mark) -> tuple[int, int]:
    return xl_cell_to_rowcol(f"{mark.letter}{mark.row_no}")


def _set_columns(page: Worksheet, sheet: Written, first: int, styles: _Styles) -> None:
    """Every column text, and as wide as most of its cells: a Chinese character takes two."""
    columns = [name for name in sheet.rows.columns if name.startswith("c")]
    for at, name in enumerate(columns, first):
        shown = sheet.rows[name].head(_LOOKED_AT).drop_nulls()
        longest = max((len(text.encode("gb18030")) for text in shown), default=0)
        page.set_column(at, at, min(max(10, 2 + longest), _WIDEST), styles.text)


def _sheet_names(sheets: Sequence[str], marking: Marking) -> dict[str, str]:
    """Sheet → the name that it gets, one that Excel takes."""
    names: dict[str, str] = {}
    taken = {marking.sheet.casefold()}
    for sheet in sheets:
        stem = _FORBIDDEN.sub("_", sheet or marking.without_sheet)[:_LONGEST_NAME]
        tries = (stem, *(f"{stem[:_LONGEST_NAME - 4]}_{number}" for number in range(2, 1_000)))
        names[sheet] = next(name for name in tries if name.casefold() not in taken)
        taken.add(names[sheet].casefold())
    return names
