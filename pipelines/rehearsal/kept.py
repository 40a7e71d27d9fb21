"""A marked copy of a workbook that stays the workbook it was: its styles, widths, merged cells and other sheets.

openpyxl gives back what it knows: charts, pictures, shapes and pivot tables are left out, and formulas are there as
their values, which is all that the reader takes anyway. The cells themselves are the file's own, to the last digit.
"""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.rehearsal.marks import AUTHOR, FILLS, HEADINGS_ROW, MOST_COMMENTS, Mark, Marking
from sources.reading import PROBLEMS_SHEET, SHEETS_IN_ENGLISH, opening_words

#: Of sheets unpacked to more than this openpyxl would fill the memory: some 400,000 cells, or a million blank rows.
_MOST_BYTES = 24_000_000
_FILLS = {severity: PatternFill("solid", fgColor=color) for severity, color in FILLS.items()}
# Excel's own default is Calibri, which has no Chinese.
_FONT = Font(name="微软雅黑", size=10)
_BOLD = Font(name="微软雅黑", size=10, bold=True)
_LINK = Font(name="微软雅黑", size=10, color="0563C1", underline="single")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def can_be_kept(path: Path) -> bool:
    """True for a workbook of this kind that openpyxl can hold."""
    try:
        with zipfile.ZipFile(path) as parts:
            sheets = [part for part in parts.infolist() if part.filename.startswith("xl/worksheets/")]
            known = "xl/workbook.xml" in parts.namelist()
    except (OSError, zipfile.BadZipFile):
        return False
    return known and sum(part.file_size for part in sheets) <= _MOST_BYTES


def write_kept(path: Path, marking: Marking, target: BinaryIO) -> bool:
    """Write the workbook at ``path`` with its bad cells marked and the list of problems as its first sheet.

    False, and nothing of use in ``target``, where openpyxl stumbles over a workbook that the reader takes.
    """
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")  # openpyxl tells of extensions that it drops
            _write_marked(load_workbook(file, data_only=True, keep_links=False), marking, target)
    except Exception:  # whatever programs write: openpyxl has no error of its own for it
        return False
    return True


def _write_marked(book: Workbook, marking: Marking, target: BinaryIO) -> None:
    _without_former_marks(book, marking)
    for sheet in book.worksheets:
        for place, mark in enumerate(marking.marks(sheet.title)):
            _marked(sheet, mark, commented=place < MOST_COMMENTS)
    _list(book.create_sheet(marking.sheet, 0), marking)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == marking.sheet
    book.save(target)


def _without_former_marks(book: Workbook, marking: Marking) -> None:
    """Whoever checks a corrected copy again must not find the marks of what is mended."""
    ours = [
        name for name in (PROBLEMS_SHEET, SHEETS_IN_ENGLISH[PROBLEMS_SHEET]) if name in book.sheetnames
        and str(book[name]["A1"].value or "").startswith(opening_words(marking.contract, name))
    ]  # fmt: skip
    if not ours:
        return
    for name in ours:
        del book[name]
    for cell in (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row):
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = None  # type: ignore[misc]
        if cell.has_style and str(cell.fill.fgColor.rgb)[2:] in FILLS.values():
            cell.fill = PatternFill()


def _marked(sheet: Worksheet, mark: Mark, *, commented: bool) -> None:
    cell = sheet[f"{mark.letter}{mark.row_no}"]
    if not isinstance(cell, Cell):  # a covered part of a merged cell
        return
    cell.fill = _FILLS[mark.severity]
    if not cell.is_date:
        cell.number_format = "@"  # so that the eighteen digits typed in here stay eighteen
    if commented:
        said = f"{mark.says}\n\n{cell.comment.text}" if cell.comment else mark.says
        cell.comment = Comment(said, AUTHOR, height=40 + 20 * said.count("\n"), width=280)


def _list(sheet: Worksheet, marking: Marking) -> None:
    for place, sentence in enumerate(marking.opening(extract=False), 1):
        sheet.cell(place, 1, sentence).font = _BOLD
    for place, (title, width) in enumerate(marking.columns.items(), 1):
        sheet.cell(HEADINGS_ROW, place, title).font = _BOLD
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, line in enumerate(marking.lines(), 1):
        row = HEADINGS_ROW + number
        sheet.cell(row, 1, number)
        _text(sheet, row, 2, marking.place(line))
        if line.cell:
            target = sheet.cell(row, 2)
            target.hyperlink = Hyperlink(target.coordinate, location=f"{quote_sheetname(line.sheet)}!{line.cell}")
            target.font = _LINK
        for at, text in enumerate(line.texts, 3):
            _text(sheet, row, at, text).alignment = _WRAPPED
    sheet.freeze_panes = f"A{HEADINGS_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell that is text whatever it begins with: headings are the office's, and none may run as a formula."""
    cell = sheet.cell(row, column, text)
    assert isinstance(cell, Cell)  # nothing is merged in a sheet of ours
    cell.data_type, cell.font = "s", _FONT
    return cell
