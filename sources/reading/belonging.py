"""Whose a file is, by its headings, where nobody has said so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sources.contract import Contract
from sources.reading.access import Access
from sources.reading.book import Book
from sources.reading.files import Asked, opened
from sources.reading.sheets import columns_named


def belongs_to(path: Path, contracts: Sequence[Contract], access: Access) -> Contract | None:
    """The one of the contracts whose columns the file names most of, with all that it requires; None where none fits.

    Of an archive, its first file that fits any. Raises UnreadableError when the file cannot be opened.
    """
    known = tuple({text for one in contracts for column in one.columns for text in (column.heading, *column.also)})
    for source in opened(path.name, path, Asked(contracts[0].register, known, None, access)):
        fits = {one.register: named for one in contracts for named in [max(_named(source.book, one), default=0)]}
        best = max(contracts, key=lambda one: fits[one.register])
        if fits[best.register]:
            return best
    return None


def _named(book: Book, contract: Contract) -> Iterator[int]:
    return (columns_named(sheet, contract) for sheet in book.sheets)
