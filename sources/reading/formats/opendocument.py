"""OpenDocument spreadsheets (.ods): looked into for bombs, errors and formulas, then read by calamine."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile, ZipInfo

from sources.reading.access import Limits
from sources.reading.book import UNCOMPUTED, Book, UnreadableError
from sources.reading.formats.container import DAMAGED, chunks, container, names, refuse_entities, windows
from sources.reading.formats.document import Document
from sources.reading.formats.flaws import Flaws, with_flaws
from sources.reading.workbook import open_workbook

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_ROW_ENDS = b"</table:table-row>"
#: A table begins, or a row stands whole.
_STEP = re.compile(
    rb'<table:table (?:[^>]*?)table:name="([^"]*)"|<table:table-row([^>]*?)(?:/>|>(.*?)</table:table-row>)', re.DOTALL)
_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"')
_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^>]*)>")
_TEXT = re.compile(rb"<text:p[^>]*>([^<]*)")
#: One row or cell may stand for so many that are wrong; more would be a made-up file.
_MOST_FLAWS = 1_048_576
_MOST_COLUMNS = 16_384
_ERROR, _FORMULA, _VALUE = b'value-type="error"', b"table:formula=", b"office:value-type="


def is_opendocument(data: bytes) -> bool:
    """True for a container with an OpenDocument spreadsheet in it."""
    return _CONTENT in names(data) and _KIND in data[:200]


def open_opendocument(document: Document) -> Book:
    """The spreadsheet, errors and formulas without value in place. Raises UnreadableError."""
    packed = container(document.data, document.access.limits)
    if b"encryption-data" in _whole(packed, _MANIFEST):
        raise UnreadableError("有打开密码，而 .ods 的密码不能在此解开：请取消密码，或另存为有密码的 .xlsx 后再放入。")
    refuse_entities(packed, ("content.xml", "styles.xml", "meta-inf/"))
    flaws = _looked_at(packed, packed.getinfo(_CONTENT), document.access.limits)
    return with_flaws(open_workbook(document.data, "ods"), flaws)


def _whole(packed: ZipFile, name: str) -> bytes:
    if name not in packed.namelist():
        raise UnreadableError(DAMAGED)
    return b"".join(chunks(packed, packed.getinfo(name)))


@dataclass(slots=True)
class _Sight:
    """What was seen of one sheet so far."""

    row: int = 0  # of the next row, from 0
    rows: int = 0  # from the first to the last that holds something
    columns: int = 0
    flaws: dict[tuple[int, int], str] = field(default_factory=dict)


def _looked_at(packed: ZipFile, content: ZipInfo, limits: Limits) -> dict[str, Flaws]:
    """Sheet name → its flaws. Raises UnreadableError for a sheet whose cells are too many or too far apart."""
    sights: dict[str, _Sight] = {}
    sight = _Sight()
    for window in windows(packed, content, _ROW_ENDS):
        if _ROW_ENDS not in window:
            continue
        for step in _STEP.finditer(window):
            if step[1] is not None:
                sight = sights.setdefault(html.unescape(step[1].decode("utf-8", "replace")), _Sight())
            else:
                _see(sight, step[2], step[3] or b"", limits)
    return {name: seen.flaws for name, seen in sights.items()}


def _see(sight: _Sight, attributes: bytes, content: bytes, limits: Limits) -> None:
    """One row, standing for as many as it says."""
    repeated = int(found[1][:9]) if (found := _ROWS.search(attributes)) else 1
    last = max(content.rfind(_VALUE), content.rfind(_FORMULA))
    if last >= 0:
        sight.columns = max(sight.columns, _width(content[: content.find(b">", last) + 1]))
        sight.rows = sight.row + repeated
        limits.refuse_cells(sight.rows, sight.columns)
        if _ERROR in content or (_FORMULA in content and _lacking(content)):
            _mark(sight, dict(_flaws(content)), repeated)
    sight.row += repeated


def _mark(sight: _Sight, flaws: dict[int, str], repeated: int) -> None:
    if repeated * len(flaws) > _MOST_FLAWS:
        raise UnreadableError(DAMAGED)
    for row in range(sight.row, sight.row + repeated):
        sight.flaws.update(((row, column), flaw) for column, flaw in flaws.items())


def _width(held: bytes) -> int:
    """How many columns the cells up to the last one that holds something take."""
    cells = held.count(b"<table:table-cell") + held.count(b"<table:covered-table-cell")
    return cells + sum(int(more[:9]) - 1 for more in _COLUMNS.findall(held))


def _lacking(content: bytes) -> bool:
    return any(_FORMULA in cell[1] and _VALUE not in cell[1] for cell in _CELL.finditer(content))


def _flaws(content: bytes) -> Iterator[tuple[int, str]]:
    """Column (from 0) and what stands there, for the row's errors and formulas without value."""
    column, cells = 0, list(_CELL.finditer(content))
    ends = [*(cell.start() for cell in cells[1:]), len(content)]
    for cell, end in zip(cells, ends, strict=True):
        repeated = int(found[1][:9]) if (found := _COLUMNS.search(cell[1])) else 1
        if _ERROR in cell[1]:
            text = _TEXT.search(content, cell.end(), end)
            told = html.unescape(text[1].decode("utf-8", "replace")) if text else "#N/A"
            yield from ((column + more, told) for more in range(min(repeated, _MOST_COLUMNS)))
        elif _FORMULA in cell[1] and _VALUE not in cell[1]:
            yield from ((column + more, UNCOMPUTED) for more in range(min(repeated, _MOST_COLUMNS)))
        column += repeated
