"""Bytes → text, strictly: no byte is ever ignored or guessed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from sources.reading.book import UnreadableError
from sources.sentence import Sentence

#: Byte-order mark → what the rest is, and what it is called.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
#: NULs between a cell's text and its end.
_PADDING = re.compile(rb'(?<!\0)\0++(?=[,;\t\r\n"])')
#: So ends a file that was not written to its end, when the computer stopped.
_UNWRITTEN = bytes(16)
#: Bytes looked at around the first broken one to tell a damaged UTF-8 file from a GB18030 one.
_WINDOW = 65_536
#: Bytes taken at a time: a file is never held as text as well, and what is made of them stays in the cache.
_BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text as UTF-8 from ``start`` on, and the codec that read it.

    Lines end with ``\\n``; where nothing is quoted, so that no cell can hold it, they end as in the file.
    """

    octets: bytes
    codec: str
    start: int = 0
    padded: bool = False  # NULs that filled up cells were left out

    @property
    def text(self) -> str:
        """The text, every line ending with ``\\n``."""
        return with_plain_ends(self.octets[self.start :].decode())


def with_plain_ends(text: str) -> str:
    """The text, every line ending with ``\\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decoded(data: bytes, known: tuple[str, ...] = ()) -> Decoded:
    """The text of a file: by its byte-order mark, else as strict UTF-8, else as strict GB18030.

    A file with NUL bytes is UTF-16 without a mark when one of the ``known`` headings shows so; NULs that fill up
    cells are left out. Raises UnreadableError with the line of the first byte that fits neither.
    """
    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _unmarked(data, known) or replace(decoded(_without_padding(data)), padded=True)
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _marked(data, len(mark), codec, name)
    if _is_utf8(data):
        return Decoded(_lines(data), "utf-8")
    try:
        return Decoded(_lines(_recoded(data, 0, "utf-8")), "utf-8")
    except UnicodeDecodeError as broken:
        return _not_utf8(data, broken)


def _unmarked(data: bytes, known: tuple[str, ...]) -> Decoded | None:
    """The text of UTF-16 without a byte-order mark; None when no known heading stands in it so read."""
    for codec in ("utf-16-le", "utf-16-be"):
        head = data[:_WINDOW].decode(codec, errors="replace")
        if "\0" not in head and any(heading in head for heading in known):
            return _marked(data, 0, codec, "utf-16")
    return None


def _without_padding(data: bytes) -> bytes:
    """The bytes without the NULs with which some systems fill cells up. Raises UnreadableError for any others.

    NULs at the end of a file are no padding: the file was not written to its end.
    """
    bare = _PADDING.sub(b"", data)
    if b"\0" in bare:
        raise UnreadableError(_nul(data))
    return bare


def blocks(data: bytes, start: int = 0) -> Iterator[bytes]:
    """The bytes in blocks of about 256 KiB, each of whole lines."""
    while start < len(data):
        end = data.rfind(b"\n", start, start + _BLOCK) + 1 if start + _BLOCK < len(data) else len(data)
        end = end or data.find(b"\n", start) + 1 or len(data)
        yield data[start:end]
        start = end


def looks_like_big5(data: bytes, known: tuple[str, ...]) -> bool:
    """True when the file's first rows show one of the ``known`` headings once read as Big5.

    GB18030 swallows most Big5 files as nonsense; nothing is read so, the operator is only told.
    """
    text = data[:_WINDOW].decode("big5", errors="replace")
    return any(heading in text for heading in known if not heading.isascii())


def _marked(data: bytes, mark: int, codec: str, name: str) -> Decoded:
    if codec == "utf-8" and _is_utf8(data) and b"\0" not in data:
        return Decoded(_lines(data), name, mark)
    try:
        octets = _recoded(data, mark, codec)
    except UnicodeDecodeError as broken:
        raise UnreadableError(_where(data, mark + broken.start, codec)) from None
    if b"\0" in octets:
        raise UnreadableError(_nul(data))
    return Decoded(_lines(octets), name)


def _is_utf8(data: bytes) -> bool:
    """Polars validates six times as fast as Python decodes."""
    try:
        for block in blocks(data):
            pl.Series([block], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        return False
    return True


def _recoded(data: bytes, start: int, codec: str) -> bytes:
    """The bytes from ``start`` on as UTF-8. Raises UnicodeDecodeError with the place counted from ``start``."""
    decoder = codecs.getincrementaldecoder(codec)()
    made = bytearray()
    try:
        for at in range(start, len(data), _BLOCK):
            made += decoder.decode(data[at : at + _BLOCK], final=at + _BLOCK >= len(data)).encode()
    except UnicodeDecodeError:
        data[start:].decode(codec)  # says the place in the whole
        raise
    return bytes(made)


def _not_utf8(data: bytes, broken: UnicodeDecodeError) -> Decoded:
    """A GB18030 file's text, unless the file is UTF-8 with a few bytes broken: GB18030 would make nonsense of that."""
    window = data[max(0, broken.start - _WINDOW) : broken.start + _WINDOW].decode("utf-8", errors="replace")
    bad = window.count("\ufffd")
    good = sum(character >= "\u0800" for character in window) - bad
    if good > 4 * bad:
        raise UnreadableError(_where(data, broken.start, "utf-8"))
    try:
        return Decoded(_lines(_recoded(data, 0, "gb18030")), "gb18030")
    except UnicodeDecodeError as neither:
        raise UnreadableError(_where(data, neither.start, "gb18030")) from None


def _where(data: bytes, offset: int, codec: str) -> str:
    line = data[:offset].decode(codec, errors="replace").count("\n") + 1
    return Sentence(
        "不是完好的 {codec} 文本：第 {line} 行（第 {octet} 个字节）无法解码，"
        "编码不对或文件已损坏；请用原系统重新导出，或另存为 UTF-8 编码的 CSV。",
        codec=codec.upper(), line=line, octet=offset + 1,
    )  # fmt: skip


def _nul(data: bytes) -> str:
    """What to say of NULs that are no padding: where the first stands, or that the end of the file is missing."""
    if data.endswith(_UNWRITTEN):
        return "的末尾是一段空字节，没有写完整：请重新导出或重新复制。"
    offset = _PADDING.sub(lambda found: b" " * len(found[0]), data).find(b"\0")
    line = data.count(b"\n", 0, offset) + 1
    return Sentence(
        "含有空字节（第 {line} 行，第 {octet} 个字节），不是文本，或是没有标记的 UTF-16；请另存为 UTF-8 编码的 CSV。",
        line=line, octet=offset + 1,
    )  # fmt: skip


def _lines(octets: bytes) -> bytes:
    """The bytes with line ends as Decoded has them: copying a file for the sake of these costs more than reading it."""
    if b'"' not in octets or b"\r" not in octets:
        return octets
    return octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
