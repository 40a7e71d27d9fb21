"""Bytes → text, strictly: no byte is ever ignored or guessed."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from sources.reading.book import UnreadableError

#: Byte-order mark → what the rest is, and what it is called.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
#: Bytes looked at around the first broken one to tell a damaged UTF-8 file from a GB18030 one.
_WINDOW = 65_536


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text with line ends as ``\\n``, and the codec that read it."""

    text: str
    codec: str


def decoded(data: bytes) -> Decoded:
    """The text of a file: by its byte-order mark, else as strict UTF-8, else as strict GB18030.

    Raises UnreadableError with the line of the first byte that fits neither.
    """
    _refuse_other_formats(data)
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _marked(data, len(mark), codec, name)
    if b"\0" in data:
        raise UnreadableError(_nul(data))
    try:
        return Decoded(_lines(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError as broken:
        return _not_utf8(data, broken)


def looks_like_big5(data: bytes, known: tuple[str, ...]) -> bool:
    """True when the file's first rows show one of the ``known`` headings once read as Big5.

    GB18030 swallows most Big5 files as nonsense; nothing is read so, the operator is only told.
    """
    text = data[:_WINDOW].decode("big5", errors="replace")
    return any(heading in text for heading in known)


def _refuse_other_formats(data: bytes) -> None:
    if not data:
        raise UnreadableError("是空文件（0 字节）：请重新导出后再放入。")
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableError("内容是 Excel 工作簿而不是文本：请把扩展名改为 .xlsx。")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("内容是旧版或加密的 Office 文件而不是文本：请打开后另存为不加密的 .xlsx。")


def _marked(data: bytes, mark: int, codec: str, name: str) -> Decoded:
    try:
        text = data[mark:].decode(codec)
    except UnicodeDecodeError as broken:
        raise UnreadableError(_where(data, mark + broken.start, codec)) from None
    if "\0" in text:
        raise UnreadableError(_nul(data))
    return Decoded(_lines(text), name)


def _not_utf8(data: bytes, broken: UnicodeDecodeError) -> Decoded:
    """A GB18030 file's text, unless the file is UTF-8 with a few bytes broken: GB18030 would make nonsense of that."""
    window = data[max(0, broken.start - _WINDOW) : broken.start + _WINDOW].decode("utf-8", errors="replace")
    bad = window.count("\ufffd")
    good = sum(character >= "\u0800" for character in window) - bad
    if good > 4 * bad:
        raise UnreadableError(_where(data, broken.start, "utf-8"))
    try:
        return Decoded(_lines(data.decode("gb18030")), "gb18030")
    except UnicodeDecodeError as neither:
        raise UnreadableError(_where(data, neither.start, "gb18030")) from None


def _where(data: bytes, offset: int, codec: str) -> str:
    line = data[:offset].decode(codec, errors="replace").count("\n") + 1
    return (
        f"不是完好的 {codec.upper()} 文本：第 {line} 行（第 {offset + 1} 个字节）无法解码，"
        "编码不对或文件已损坏；请用原系统重新导出，或另存为 UTF-8 编码的 CSV。"
    )


def _nul(data: bytes) -> str:
    offset = data.find(b"\0")
    return (
        f"含有空字节（第 {offset + 1} 个字节），不是文本，或是没有标记的 UTF-16；"
        "请另存为 UTF-8 编码的 CSV。"
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
