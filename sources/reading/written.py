"""The sheets of one file as they are written, for a copy in which somebody is to correct them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sources.contract import Contract
from sources.reading.access import Access
from sources.reading.book import Table
from sources.reading.files import Asked, opened
from sources.reading.headings import Wanted
from sources.reading.sheets import Found, sheets_of

#: Room for the cells of a row that holds more of them than there are headings.
_SPARE = 64


@dataclass(frozen=True, slots=True)
class Written:
    """One sheet: the rows down to the headings as texts, and the ``rows`` below them.

    ``file_name`` is the file's name in the records: in an archive each file has its own. ``rows`` has ``row_no``,
    ``c0`` … (cell texts, untouched) and ``n0`` … (where a column has number-typed cells).
    """

    file_name: str
    sheet: str
    top: list[list[str]]
    rows: pl.DataFrame


def written(
    name: str, path: Path, wanted: Wanted, rivals: tuple[Contract, ...], access: Access
) -> Iterator[Written]:
    """The sheets of a file that are the register's. Raises UnreadableError as reading the register would."""
    known = tuple(text for column in wanted.contract.columns for text in (column.heading, *column.also))
    for source in opened(name, path, Asked(wanted.contract.register, known, None, access)):
        for found in sheets_of(source.book, wanted, rivals).found:
            yield _sheet(source.name, found)


def _sheet(file_name: str, found: Found) -> Written:
    row, width = found.heading.row, len(found.heading.texts)
    return Written(file_name, found.sheet, found.table.top[:row], _below(found.table, row, width))


def _below(table: Table, row: int, width: int) -> pl.DataFrame:
    rows = table.below(row, width)
    return table.below(row, width + _SPARE) if rows["ragged"].any() else rows
