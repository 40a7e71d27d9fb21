"""Zip containers, looked into before anybody unpacks them."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile, ZipInfo

from sources.reading.access import Limits
from sources.reading.book import UnreadableError

ZIP = b"PK\x03\x04"
#: What is unpacked at a time stays in the processor's cache while it is looked at.
_CHUNK = 1 << 18
#: An XML part whose first element has not begun after so many bytes is none.
_LONGEST_PROLOG = 1 << 20
#: A row of so many bytes is none.
_LONGEST_PIECE = 1 << 26
_ELEMENT = re.compile(rb"<[A-Za-z_]")
_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
#: What the standard library raises on a damaged or protected part.
DAMAGE = (BadZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, zlib.error)
ENTITIES = "含有 XML 文档类型或实体声明，表格软件不会这样写，没有读取：请用 Excel 或 WPS 另存为 .xlsx。"
DAMAGED = "已损坏，无法打开：请重新导出或用表格软件另存一次。"


def container(data: bytes, limits: Limits) -> ZipFile:
    """The container, its declared sizes within the limits; readers stop where a part is longer than declared.

    Raises UnreadableError.
    """
    try:
        packed = ZipFile(io.BytesIO(data))
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnreadableError(DAMAGED) from None
    limits.refuse_ratio(len(data), sum(part.file_size for part in packed.infolist()))
    return packed


def names(data: bytes) -> frozenset[str]:
    """The names of a container's parts; none when it is not a whole container."""
    try:
        return frozenset(ZipFile(io.BytesIO(data)).namelist()) if data.startswith(ZIP) else frozenset()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return frozenset()


def refuse_entities(packed: ZipFile, read: tuple[str, ...]) -> None:
    """Raises UnreadableError for an XML part, in one of the folders that are ``read``, that declares entities.

    No spreadsheet program writes them; a few lines of them unfold to gigabytes. The name of a document type alone,
    which early OpenOffice wrote, declares none.
    """
    for part in packed.infolist():
        if part.filename.lower().endswith((".xml", ".rels")) and part.filename.lower().startswith(read):
            prolog, _ = opening(packed, part)
            if b"<!ENTITY" in prolog or (b"<!DOCTYPE" in prolog and b"[" in prolog):
                raise UnreadableError(ENTITIES)


def opening(packed: ZipFile, part: ZipInfo) -> tuple[bytes, bytes]:
    """What stands before an XML part's first element, comments left out, and that element's tag; empty for no content.

    Raises UnreadableError for a part that is no XML.
    """
    head = b""
    for chunk in chunks(packed, part):
        head += chunk
        told = _without_comments(head)
        if (found := _ELEMENT.search(told)) and (tag := _TAG.match(told, found.start())):
            return told[: found.start()], tag[0]
        if len(head) > _LONGEST_PROLOG:
            break
    if head.strip():
        raise UnreadableError(DAMAGED)
    return b"", b""


def _without_comments(head: bytes) -> bytes:
    """The text up to the first comment that does not end, without those that do."""
    kept, at = [], 0
    while (begin := head.find(b"<!--", at)) >= 0:
        kept.append(head[at:begin])
        at = head.find(b"-->", begin) + 3
        if at < begin:
            return b"".join(kept)
    return b"".join((*kept, head[at:]))


def windows(packed: ZipFile, part: ZipInfo, end: bytes) -> Iterator[bytes]:
    """The part in pieces that end with ``end``, and what is left behind the last. Raises UnreadableError."""
    rest = b""
    for chunk in chunks(packed, part):
        cut = chunk.rfind(end)
        if cut < 0:
            rest += chunk
        else:
            yield rest + chunk[: cut + len(end)]
            rest = chunk[cut + len(end) :]
        if len(rest) > _LONGEST_PIECE:
            raise UnreadableError(DAMAGED)
    yield rest


def chunks(packed: ZipFile, part: ZipInfo, size: int = _CHUNK) -> Iterator[bytes]:
    """The part's content in pieces. Raises UnreadableError where it is damaged."""
    try:
        with packed.open(part) as stream:
            while chunk := stream.read(size):
                yield chunk
    except DAMAGE:
        raise UnreadableError(DAMAGED) from None

