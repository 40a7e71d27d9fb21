"""Workbooks of one kind by the hundred: laid out once by xlsxwriter, then filled with rows that were written once.

A night's lists show the same tasks in the workbook of the county, of a town, of a school and of a person in charge.
xlsxwriter takes ten microseconds a cell and seven milliseconds a workbook, so a mould is made of an empty workbook and
each task's row becomes XML once. Texts lie in their cells (``inlineStr``), as SXSSF and EasyExcel write them: typed as
text, they are never a formula.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from pipelines.publish.differences import Pieces

#: Excel's own default is Calibri, which has no Chinese.
FONT = "微软雅黑"
#: Stands in the mould for the number of a sheet's last row: in filters, drop-downs and names of areas.
LAST_ROW = 987_654
#: A style's name and what stands in the cell; a text in pieces has those that differ set off.
Cell = tuple[str, str | int | Pieces | None]

_SAMPLES = 5_000  # the row of the first sheet below which the mould shows each style once
# Bold and underlined as well as red: lists are printed in black and white.
_AS_USUAL = f'<rPr><sz val="10"/><rFont val="{FONT}"/></rPr>'
_SET_OFF = f'<rPr><b/><u/><sz val="10"/><color rgb="FFB3261E"/><rFont val="{FONT}"/></rPr>'
_LONGEST = 32_767  # characters that a cell holds; with more of them Excel refuses the file
_LETTERS = tuple(map(xl_col_to_name, range(200)))
_ROW = "\x00"  # no XML holds it
# What XML cannot hold, and what a spreadsheet would take for such a character written out.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WRITTEN_OUT = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_PLAIN = re.compile(r"[^\x00-\x1f_&<>\ufffe\uffff]{0,255}")
_SHEET_DATA = re.compile(r"<sheetData/>|<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')


@dataclass(frozen=True, slots=True)
class Row:
    """A row as XML, its number still to be set."""

    xml: str

    def at(self, number: int) -> str:
        """The row with that number, counted from 1."""
        return self.xml.replace(_ROW, str(number))


@dataclass(frozen=True, slots=True)
class Mould:
    """The parts of an empty workbook's file, the part of each sheet, and the number of each style."""

    parts: Mapping[str, bytes]
    sheets: Mapping[str, str]
    styles: Mapping[str, int]

    def row(self, cells: Sequence[Cell], height: float = 15) -> Row:
        """A row that begins in column A, ``height`` points high; it grows with what is typed into it."""
        # Without customHeight, so that a spreadsheet fits the row again when a remark is typed; it must begin high
        # enough all the same, as LibreOffice fits no row while it opens a file.
        lettered = zip(_LETTERS, cells, strict=False)
        written = (_cell(letter, self.styles[style], value) for letter, (style, value) in lettered)
        return Row(f'<row r="{_ROW}" ht="{height:g}">{"".join(written)}</row>')

    def filled(self, pages: Mapping[str, Iterable[Row]], words: Mapping[str, str]) -> bytes:
        """The file of a workbook whose sheets have those rows; ``words`` replace marks in headers and titles."""
        parts = {name: _told(part, words) for name, part in self.parts.items()}
        for name, rows in pages.items():
            parts[self.sheets[name]], last = _poured(parts[self.sheets[name]].decode(), rows)
            parts["xl/workbook.xml"] = _named_areas(parts["xl/workbook.xml"], name, last)
        return _packed(parts)


def moulded(lay_out: Callable[[xlsxwriter.Workbook], Mapping[str, Format]]) -> Mould:
    """The mould of what ``lay_out`` makes of an empty workbook: its sheets, and the styles that it returns."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        styles = lay_out(book)
        names = [str(page.get_name()) for page in book.worksheets()]
        for at, style in enumerate(styles.values()):
            book.worksheets()[0].write_blank(_SAMPLES + at, 0, None, style)
    with zipfile.ZipFile(made) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheets = {name: f"xl/worksheets/sheet{at}.xml" for at, name in enumerate(names, 1)}
    samples = dict(re.findall(r'<c r="A(\d+)" s="(\d+)"/>', parts[sheets[names[0]]].decode()))
    return Mould(parts, sheets, {name: int(samples[str(_SAMPLES + at)]) for at, name in enumerate(styles, 1)})


def _cell(letter: str, style: int, value: str | int | Pieces | None) -> str:
    begun = f'<c r="{letter}{_ROW}" s="{style}"'
    if value is None or value == "" or value == ():
        return f"{begun}/>"
    if isinstance(value, int):
        return f"{begun}><v>{value}</v></c>"
    if isinstance(value, tuple):
        runs = "".join(f"<r>{_SET_OFF if differs else _AS_USUAL}{_text(text)}</r>" for text, differs in value)
        return f'{begun} t="inlineStr"><is>{runs}</is></c>'
    return f'{begun} t="inlineStr"><is>{_text(value)}</is></c>'


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{_escaped(text)}</t>'


def _escaped(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else escape(_clean(text))


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _WRITTEN_OUT.sub("_x005F_", _NO_TEXT.sub("\ufffd", lines))[:_LONGEST]


def _told(part: bytes, words: Mapping[str, str]) -> bytes:
    for mark, text in words.items():
        part = part.replace(mark.encode(), _escaped(text).encode())
    return part


def _poured(sheet: str, rows: Iterable[Row]) -> tuple[bytes, int]:
    """The sheet's part with those rows, and the number of the last."""
    written = [row.at(number) for number, row in enumerate(rows, 1)]
    last = max(2, len(written))  # rules hold from the second row on: an area that ends before it begins is refused
    sheet = _SHEET_DATA.sub("<sheetData/>", sheet)
    sheet = _DIMENSION.sub("", sheet).replace(str(LAST_ROW), str(last))
    return sheet.replace("<sheetData/>", f"<sheetData>{''.join(written)}</sheetData>").encode(), last


def _named_areas(workbook: bytes, sheet: str, last: int) -> bytes:
    """The workbook's part with the areas of that sheet ending in its last row."""
    area = re.compile(rf"({re.escape(escape(sheet))}'?![^<]*?){LAST_ROW}")
    return area.sub(rf"\g<1>{last}", workbook.decode()).encode()


def _packed(parts: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            # One date for all: equal lists are equal files.
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()
