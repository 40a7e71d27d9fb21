"""dBASE, FoxPro and Visual FoxPro tables (.dbf): records of fixed width, read column by column.

The kept libraries were no choice: dbfread has had no release since 2016 and guesses at damaged text, dbf reads record
by record, and both want files on disk, where members of an archive are never put.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from sources.reading.book import NOT_TEXT, Book, Sheet, UnreadableError
from sources.reading.formats.dbase_text import Memo, TextCodec, memos, text_codec, texts
from sources.reading.formats.document import Document
from sources.reading.formats.grid import Grid, doubles, written_out
from sources.sentence import Sentence

_VERSIONS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8c\xcb\xf5\xfb")
_VISUAL = frozenset(b"\x30\x31\x32")
_HEADER, _FIELD = 32, 32
#: A record has a mark of deletion and one column at least.
_NARROWEST = 2
_END_OF_FIELDS, _END, _DELETED = 0x0D, 0x1A, ord("*")
#: Days from 1 January 4713 BC, from which Visual FoxPro counts, to 1970.
_JULIAN_1970 = 2_440_588


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, kind (dBASE's letter), and the bytes of a record it takes."""

    name: str
    kind: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the header says of the records."""

    records: int
    begin: int
    width: int
    ends_fields: int


def is_dbase(data: bytes) -> bool:
    """True for bytes that begin as a table's header does."""
    layout = _layout(data)
    return layout is not None and data[0] in _VERSIONS and data[2] <= 12 and data[3] <= 31


def open_dbase(document: Document) -> Book:
    """The table as one sheet. Raises UnreadableError for what is damaged or cannot be decoded."""
    data, layout = document.data, _layout(document.data)
    if layout is None:
        raise UnreadableError("已损坏，不是完整的 .dbf 文件：请重新导出。")
    written = _written_fields(data, layout)
    records = _records(data, layout)
    codec = text_codec(data, document.beside(".cpg"), _samples(records, written))
    fields = [Field(codec.heading(name), kind, begin, end) for name, kind, begin, end in written]
    _refuse_variable(fields)
    memo = memos(document, data[0] in _VISUAL) if any(field.kind == "M" for field in fields) else None
    read = _Reader(records, codec, memo, data[0] in _VISUAL)
    columns = [_column(read, field) for field in fields]
    deleted = pl.Series(records[:, 0] == _DELETED, dtype=pl.Boolean)
    table = Grid(
        tuple(columns),
        {at: True for at, field in enumerate(fields) if field.kind in "NFIBY+O" and not read.is_memo(field)},
        (tuple(field.name for field in fields),),
        deleted if deleted.any() else None,
    )
    return Book(codec.name, (Sheet("", (table,)),))


def _layout(data: bytes) -> _Layout | None:
    """The layout; None when the bytes are no header of a table."""
    if len(data) < _HEADER + 1:
        return None
    records, begin, width = struct.unpack_from("<IHH", data, 4)
    places = range(_HEADER, min(begin, len(data)), _FIELD)
    ends = next((at for at in places if data[at] == _END_OF_FIELDS), _HEADER)
    return None if ends == _HEADER or width < _NARROWEST or begin > len(data) else _Layout(records, begin, width, ends)


def _records(data: bytes, layout: _Layout) -> np.ndarray:
    """The records, one a row of bytes. Raises UnreadableError when there are fewer or more than the header says."""
    rest = len(data) - layout.begin
    whole = layout.records * layout.width
    if rest < whole:
        raise UnreadableError(
            Sentence(
                "不完整：文件头写明 {told:,} 条记录，实际只有 {there:,} 条；请重新导出或重新复制。",
                told=layout.records, there=rest // layout.width,
            )
        )  # fmt: skip
    if rest - whole >= layout.width and data[layout.begin + whole] != _END:
        told = "的记录多于文件头写明的 {n:,} 条：请用原程序重建索引后重新导出。"
        raise UnreadableError(Sentence(told, n=layout.records))
    octets = np.frombuffer(data, np.uint8, whole, layout.begin)
    return octets.reshape(layout.records, layout.width)


def _written_fields(data: bytes, layout: _Layout) -> list[tuple[bytes, str, int, int]]:
    """Name as written, kind, begin and end of every column."""
    fields, at = [], 1
    for place in range(_HEADER, layout.ends_fields, _FIELD):
        name = data[place : place + 11].split(b"\0")[0]
        kind, width = chr(data[place + 11]), data[place + 16]
        if kind == "C" and data[0] not in _VISUAL:
            width += data[place + 17] << 8  # Clipper and FoxPro keep the width of long texts so
        if kind != "0":  # Visual FoxPro's own flags
            fields.append((name, kind, at, at + width))
        at += width
    if at > layout.width:
        raise UnreadableError("已损坏，列的宽度与记录的宽度不符：请重新导出。")
    return fields


def _samples(records: np.ndarray, fields: list[tuple[bytes, str, int, int]]) -> Iterator[bytes]:
    """All texts of the table, for its encoding to be told by."""
    for name, kind, begin, end in fields:
        yield name + b"\n"
        cells = records[:, begin:end]
        if kind == "C" and cells.size and cells.max() > 0x7F:
            yield cells.tobytes()


def _refuse_variable(fields: list[Field]) -> None:
    if strange := [field.name for field in fields if field.kind in "VQ"]:
        told = "的列“{name}”是可变长度类型，不能读取：请另存为 dBASE III 格式或 .xlsx。"
        raise UnreadableError(Sentence(told, name=strange[0]))


@dataclass(frozen=True, slots=True)
class _Reader:
    """What it takes to read a column."""

    records: np.ndarray
    codec: TextCodec
    memo: Memo | None
    visual: bool

    def octets(self, field: Field) -> np.ndarray:
        """The column's bytes, one row a record."""
        return np.ascontiguousarray(self.records[:, field.begin : field.end])

    def is_memo(self, field: Field) -> bool:
        """True for dBASE's binary memo, which has the letter of Visual FoxPro's double."""
        return field.kind == "B" and not self.visual


def _column(read: _Reader, field: Field) -> pl.Series:
    """The texts of a column; null where blank."""
    octets = read.octets(field)
    if read.is_memo(field) or field.kind in "GPW":
        return pl.repeat(NOT_TEXT, len(octets), dtype=pl.String, eager=True)
    if field.kind == "M":
        return _memo_texts(read, field)
    if field.kind in "IBYT@+O":
        return _binary(octets, field)
    told = texts(octets, read.codec, field.name)
    if field.kind in "NF":
        return written_out(told.str.strip_chars())
    if field.kind == "D":
        return told.str.replace(r"^(\d{4})(\d\d)(\d\d)$", "$1-$2-$3").str.replace(r"^0+$", "")
    if field.kind == "L":
        return told.str.to_uppercase().replace({"T": "TRUE", "Y": "TRUE", "F": "FALSE", "N": "FALSE", "?": ""})
    return told


def _binary(octets: np.ndarray, field: Field) -> pl.Series:
    """Numbers and times as Visual FoxPro and dBASE 7 keep them."""
    data = octets.tobytes()
    width = field.end - field.begin
    match field.kind, width:
        case "I", 4:
            return pl.Series(np.frombuffer(data, "<i4")).cast(pl.String)
        case "Y", 8:
            return doubles(pl.Series(np.frombuffer(data, "<i8")) / 10_000)
        case "B", 8:
            return doubles(pl.Series(np.frombuffer(data, "<f8")))
        case "T", 8:
            days = np.frombuffer(data, "<i4").reshape(-1, 2)[:, 0].astype(np.int64)
            told = pl.Series(days - _JULIAN_1970).cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d")
            return told.set(pl.Series(days == 0), None)
        case _:
            told = "的列“{name}”的类型（{kind}）不能读取：请另存为 dBASE III 格式或 .xlsx。"
            raise UnreadableError(Sentence(told, name=field.name, kind=field.kind))


def _memo_texts(read: _Reader, field: Field) -> pl.Series:
    octets = read.octets(field)
    if octets.shape[1] == 4:
        blocks = np.frombuffer(octets.tobytes(), "<u4").tolist()
    else:
        numbers = texts(octets, read.codec, field.name).str.strip_chars()
        blocks = numbers.cast(pl.Int64, strict=False).fill_null(0).to_list()
    told = [read.memo.text(block, read.codec) if block > 0 and read.memo else "" for block in blocks]
    return pl.Series(told, dtype=pl.String)
