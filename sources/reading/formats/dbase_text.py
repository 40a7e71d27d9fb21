"""The texts of a .dbf table: its code page, its cells of fixed width, and the memos in the file beside it."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from sources.reading.book import UnreadableError
from sources.reading.formats.document import Document
from sources.sentence import Sentence, listed

#: Language driver → codec, for those that name the characters of a Chinese table.
_DRIVERS = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "cp950", 0x78: "cp950"}
#: What a .cpg file says → codec.
_PAGES = {
    "utf-8": "utf-8", "utf8": "utf-8", "65001": "utf-8", "936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030",
    "gb18030": "gb18030", "cp936": "gb18030", "ansi 936": "gb18030", "54936": "gb18030",
    "950": "cp950", "big5": "cp950",
}  # fmt: skip
_DRIVER, _FEED = 29, 10


@dataclass(frozen=True, slots=True)
class TextCodec:
    """How a table's texts are encoded, and how that is known."""

    name: str

    def heading(self, octets: bytes) -> str:
        """A column's name. A character that the eleven bytes of a name cut in two is left out."""
        try:
            return octets.decode(self.name).strip()
        except UnicodeDecodeError as broken:
            if broken.start < len(octets) - 3:
                told = "的列名无法按 {codec} 解码：请用原系统重新导出。"
                raise UnreadableError(Sentence(told, codec=self.name.upper())) from None
            return octets[: broken.start].decode(self.name).strip()

    def text(self, octets: bytes, at_edge: bool) -> str:
        """A cell. A character that the end of a full cell cut in two is shown as U+FFFD. Raises UnicodeDecodeError."""
        try:
            return octets.decode(self.name)
        except UnicodeDecodeError as broken:
            if at_edge and broken.end == len(octets) and len(octets) - broken.start < 4:
                return octets[: broken.start].decode(self.name) + "\ufffd"
            raise


def text_codec(data: bytes, page: bytes | None, samples: Iterable[bytes]) -> TextCodec:
    """The codec: what the .cpg file beside says, else a Chinese language driver, else strict UTF-8 before GB18030.

    Chinese programs leave a Western language driver, or none, over GBK texts. Raises UnreadableError for a code page
    that is not known.
    """
    if page is not None:
        told = page.decode("ascii", "replace").strip().lower()
        if told not in _PAGES:
            raise UnreadableError("旁边的 .cpg 文件写明的编码无法识别：请改写为 UTF-8 或 936。")
        return TextCodec(_PAGES[told])
    if data[_DRIVER] in _DRIVERS:
        return TextCodec(_DRIVERS[data[_DRIVER]])
    return TextCodec("utf-8" if all(map(_is_utf8, samples)) else "gb18030")


def _is_utf8(sample: bytes) -> bool:
    """True when that is UTF-8, but for characters that a cell's end cuts in two."""
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return not bad or sum(character > "\u07ff" for character in text) - bad > 4 * bad


def texts(octets: np.ndarray, codec: TextCodec, column: str) -> pl.Series:
    """The cells of a column, blanks and NULs behind them left out. Raises UnreadableError naming the record."""
    rows, width = octets.shape
    if not rows or not width:
        return pl.Series([""] * rows, dtype=pl.String)
    if not (octets == _FEED).any():
        lines = np.full((rows, width + 1), _FEED, np.uint8)
        lines[:, :width] = octets
        try:
            found = lines.tobytes()[:-1].decode(codec.name).split("\n")
            return pl.Series(found, dtype=pl.String).str.strip_chars_end(" \0")
        except UnicodeDecodeError:
            pass
    return pl.Series(_one_by_one(octets, codec, column), dtype=pl.String)


def _one_by_one(octets: np.ndarray, codec: TextCodec, column: str) -> list[str]:
    told = []
    for row, cell in enumerate(octets, 1):
        content = cell.tobytes().rstrip(b" \0")
        try:
            told.append(codec.text(content, len(content) >= octets.shape[1] - 1))
        except UnicodeDecodeError:
            told = "的第 {row:,} 条记录的列“{column}”无法按 {codec} 解码：请更正该单元格，或用原系统重新导出。"
            raise UnreadableError(Sentence(told, row=row, column=column, codec=codec.name.upper())) from None
    return told


@dataclass(frozen=True, slots=True)
class Memo:
    """The file of memos beside a table."""

    data: bytes
    block: int
    visual: bool  # FoxPro's .fpt, else dBASE's .dbt

    def text(self, number: int, codec: TextCodec) -> str:
        """The memo that begins in that block. Raises UnreadableError where it lies outside the file."""
        at = number * self.block
        if at + 8 > len(self.data):
            raise UnreadableError("的备注文件不完整：请把 .dbf 与同名的 .fpt 或 .dbt 文件一起重新导出。")
        try:
            return codec.text(self._content(at), at_edge=False).rstrip(" \0\r\n")
        except UnicodeDecodeError:
            told = "的备注无法按 {codec} 解码：请用原系统重新导出。"
            raise UnreadableError(Sentence(told, codec=codec.name.upper())) from None

    def _content(self, at: int) -> bytes:
        if self.visual:
            kind, length = struct.unpack_from(">II", self.data, at)
            return self.data[at + 8 : at + 8 + length] if kind == 1 else b""
        if self.data[at : at + 4] == b"\xff\xff\x08\0":  # dBASE IV tells the length
            return self.data[at + 8 : at + struct.unpack_from("<I", self.data, at + 4)[0]]
        return self.data[at:].split(b"\x1a", 1)[0]


def memos(document: Document, visual: bool) -> Memo:
    """The memos beside a table. Raises UnreadableError when their file is missing."""
    if (data := document.beside(".fpt")) is not None:
        return Memo(data, struct.unpack_from(">H", data, 6)[0] or 512 if len(data) >= 8 else 512, True)
    if (data := document.beside(".dbt")) is not None:
        fourth = document.data[0] in (0x8B, 0xCB) and len(data) >= 22
        return Memo(data, (struct.unpack_from("<H", data, 20)[0] or 512) if fourth else 512, False)
    wanted = listed((".fpt",) if visual else (".fpt", ".dbt"), " 或 ")
    told = "有备注型的列，而旁边没有同名的 {wanted} 文件：请把两个文件一起放入。"
    raise UnreadableError(Sentence(told, wanted=wanted))
