"""XML spreadsheets of 2003, which many systems hand out under the name of a workbook (.xls)."""

from __future__ import annotations

import re

from lxml import etree  # type: ignore[attr-defined]

from sources.reading.book import UNCOMPUTED, Book, Sheet, UnreadableError
from sources.reading.formats.container import DAMAGED, ENTITIES
from sources.reading.formats.document import Document, refuse_large
from sources.reading.formats.grid import Grid, grid

_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{_SPACE}}}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_HEAD = 4096
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def is_spreadsheetml(data: bytes) -> bool:
    """True for an XML spreadsheet of 2003."""
    head = data[:_HEAD].replace(b"\0", b"")
    return b"<?xml" in head[:100] and _SPACE.encode() in head


def open_spreadsheetml(document: Document) -> Book:
    """The worksheets. Raises UnreadableError for entities and for what is damaged."""
    refuse_large(document.data)
    if _DECLARED.search(document.data.replace(b"\0", b"") if b"\0" in document.data[:8] else document.data):
        raise UnreadableError(ENTITIES)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(document.data, parser)
    except (etree.LxmlError, ValueError):
        raise UnreadableError(DAMAGED) from None
    sheets, hidden = [], []
    for sheet in root.iter(f"{_SS}Worksheet"):
        name = sheet.get(f"{_SS}Name", "")
        if (sheet.findtext(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible") or "").startswith("SheetHidden"):
            hidden.append(name)
        else:
            sheets.append(Sheet(name, (_table(sheet, document),)))
    return Book("xml", tuple(sheets), tuple(hidden))


def _table(sheet: etree._Element, document: Document) -> Grid:
    rows: list[list[str]] = []
    numbers: list[list[bool]] = []
    widest = 1
    for row in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
        at = _index(row, len(rows))
        document.access.limits.refuse_cells(at + 1, widest)
        rows += [[] for _ in range(at - len(rows))]
        numbers += [[] for _ in range(at - len(numbers))]
        texts, marks = _row(row, document)
        widest = max(widest, len(texts))
        rows.append(texts)
        numbers.append(marks)
    document.access.limits.refuse_cells(len(rows), widest)
    return grid(rows, numbers)


def _row(row: etree._Element, document: Document) -> tuple[list[str], list[bool]]:
    texts: list[str] = []
    marks: list[bool] = []
    for cell in row.iterfind(f"{_SS}Cell"):
        blank = _index(cell, len(texts)) - len(texts)
        document.access.limits.refuse_cells(1, len(texts) + blank)
        data = cell.find(f"{_SS}Data")
        kind = "" if data is None else data.get(f"{_SS}Type", "String")
        merged = _whole(cell.get(f"{_SS}MergeAcross"))
        texts += [*[""] * blank, _shown(cell, data, kind), *[""] * min(merged, 1024)]
        marks += [*[False] * blank, kind in ("Number", "DateTime"), *[False] * min(merged, 1024)]
    return texts, marks


def _shown(cell: etree._Element, data: etree._Element | None, kind: str) -> str:
    text = "" if data is None else "".join(data.itertext())
    if not text and cell.get(f"{_SS}Formula") and kind != "String":
        return UNCOMPUTED
    if kind == "Boolean":
        return "TRUE" if text == "1" else "FALSE"
    return text[:10] if kind == "DateTime" else text


def _index(element: etree._Element, default: int) -> int:
    """The place from 0 that an element says it has; never before the one it follows."""
    told = _whole(element.get(f"{_SS}Index"))
    return max(told - 1, default) if told else default


def _whole(text: str | None) -> int:
    return int(text[:9]) if text and text.isascii() and text.isdigit() else 0
