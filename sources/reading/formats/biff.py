"""Excel workbooks of 1995 to 2003 (.xls, and WPS's .et): looked into for errors and formulas, read by calamine."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from olefile import OleFileIO

from sources.reading.access import Limits
from sources.reading.book import UNCOMPUTED, Book, UnreadableError
from sources.reading.formats.container import DAMAGED
from sources.reading.formats.document import Document
from sources.reading.formats.flaws import ERROR_CODES, Flaws, uncomputed, with_flaws
from sources.reading.workbook import open_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = ("Workbook", "Book")
#: Kinds of records, by the names of [MS-XLS].
_FORMULA, _PROTECTED, _SHEET, _CELL_ERROR, _BEGIN = 0x06, 0x2F, 0x85, 0x205, 0x809
#: Records of cells: each begins with its row and column.
_CELLS = {_FORMULA, _CELL_ERROR, 0xBD, 0xFD, 0xD6, 0x203, 0x204, 0x27E}
#: A column beyond IV is not to be had in this format; only a made-up file has one.
_COLUMNS = 256
#: Bits of a formula that ask whoever opens the file to compute it.
_COMPUTE = 0b11


def is_ole_workbook(data: bytes) -> bool:
    """True for a compound file with an Excel workbook in it, encrypted or not."""
    return data.startswith(OLE) and any(name.encode("utf-16-le") in data for name in _STREAMS)


def is_protected(data: bytes) -> bool:
    """True when the workbook is encrypted."""
    kinds = (kind for kind, _ in _records(_stream(data)))
    return any(kind == _PROTECTED for kind, _ in zip(kinds, range(64), strict=False))


def open_biff(document: Document) -> Book:
    """The workbook, errors and formulas without value in place. Raises UnreadableError."""
    flaws = _looked_at(_stream(document.data), document.access.limits)
    return with_flaws(open_workbook(document.data, "xls"), flaws)


def _stream(data: bytes) -> bytes:
    try:
        with OleFileIO(io.BytesIO(data)) as ole:
            return next(ole.openstream(name).read() for name in _STREAMS if ole.exists(name))
    except (OSError, StopIteration, ValueError, TypeError, IndexError, struct.error):
        raise UnreadableError(DAMAGED) from None


def _records(stream: bytes) -> Iterator[tuple[int, int]]:
    """Kind and place of every record."""
    at, end = 0, len(stream) - 4
    while at <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at
        at += 4 + length


def _looked_at(stream: bytes, limits: Limits) -> dict[str, Flaws]:
    """Sheet name → its flaws."""
    names: dict[int, str] = {}
    flaws: dict[str, dict[tuple[int, int], str]] = {}
    sheet = ""
    for kind, at in _records(stream):
        if kind == _SHEET:
            names[struct.unpack_from("<I", stream, at + 4)[0]] = _name(stream, at)
        elif kind == _BEGIN:
            sheet = names.get(at, sheet)
        elif kind in _CELLS and at + 8 <= len(stream):
            row, column = struct.unpack_from("<HH", stream, at + 4)
            if column >= _COLUMNS:
                limits.refuse_cells(row + 1, column + 1)
            if found := _flaw(stream, kind, at + 4):
                flaws.setdefault(sheet, {})[row, column] = found
    return dict(flaws)


def _name(stream: bytes, at: int) -> str:
    """A sheet's name: Excel 97 writes it as Latin-1 or UTF-16, Excel 95 in the code page of the office."""
    length, wide = stream[at + 10], stream[at + 11]
    if wide & 1:
        return stream[at + 12 : at + 12 + 2 * length].decode("utf-16-le", "replace")
    return stream[at + 12 : at + 12 + length].decode("latin-1")


def _flaw(stream: bytes, kind: int, at: int) -> str | None:
    """What is wrong with the cell whose record's content begins there."""
    if kind == _CELL_ERROR and stream[at + 7 : at + 8] == b"\1":
        return _error(stream[at + 6])
    if kind != _FORMULA or len(stream) < at + 16:
        return None
    value, options = stream[at + 6 : at + 14], stream[at + 14]
    if value[6:] == b"\xff\xff":  # no number; the first byte says what
        return _error(value[2]) if value[0] == 2 else None
    number = struct.unpack("<d", value)[0]
    return UNCOMPUTED if uncomputed(str(number), bool(options & _COMPUTE)) else None


def _error(code: int) -> str:
    return ERROR_CODES.get(code, "#N/A")
