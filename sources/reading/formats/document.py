"""One file's content on its way to becoming a book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from sources.reading.access import OPEN, Access
from sources.reading.book import UnreadableError

#: A tree of elements takes ten times the bytes of its text.
_LARGEST_TREE = 256 << 20


def _nothing(_ending: str) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class Document:
    """A file's name and bytes, and what it takes to open it.

    ``known`` are headings by which a wrong encoding is recognized; ``beside(".cpg")`` is the content of the file of
    the same stem with that ending, None when there is none.
    """

    name: str
    data: bytes
    register: str = ""
    known: tuple[str, ...] = ()
    access: Access = OPEN
    beside: Callable[[str], bytes | None] = _nothing

    @property
    def ending(self) -> str:
        """The name's ending in small letters, with its dot; '' when it has none."""
        return PurePath(self.name).suffix.lower()


def refuse_large(data: bytes) -> None:
    """Raises UnreadableError for a text that is too large to be held as a tree of elements."""
    if len(data) > _LARGEST_TREE:
        raise UnreadableError("作为网页或 XML 过大：请用 Excel 或 WPS 另存为 .xlsx，或导出为 .csv。")
