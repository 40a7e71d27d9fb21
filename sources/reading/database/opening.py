"""A database's rows as a table under headings, in an order that does not depend on the server, and known by content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl

from sources.contract import Use
from sources.reading.book import Book, Sheet, cell, number
from sources.reading.database.answer import Answer, answer
from sources.reading.database.place import Database
from sources.reading.database.question import question
from sources.reading.database.session import connected, tried
from sources.reading.files import Source
from sources.reading.headings import Wanted
from sources.reading.meanings import known_headings, meaning, plain
from sources.sentence import Sentence

_SUSPICION = (
    "库中的列名不是约定的标题；请改用 query 写成 SELECT 列名 AS \"标题\" …，"
    "或在设置 [sources.{register}.columns] 中写明各列"
)
#: Rows hashed at a time.
_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """The rows of an answer below one row of headings; rows are counted from 1, headings not."""

    headings: tuple[str, ...]
    columns: pl.DataFrame  # by position, in the order of the rows
    numbers: frozenset[int]
    unneeded: frozenset[int]  # positions of columns that only gave the order

    @property
    def top(self) -> list[list[str]]:
        """The headings alone: in a database no row is above them, and none of the rows can be one."""
        return [list(self.headings)]

    def below(self, row: int, width: int) -> pl.DataFrame:
        """All rows. A column that was not asked for is blank."""
        height = self.columns.height
        blank = pl.repeat(None, height, dtype=pl.String, eager=True)
        texts = [
            (self.columns[str(at)] if str(at) in self.columns.columns else blank).alias(cell(at)) for at in range(width)
        ]
        flags = [pl.repeat(True, height, dtype=pl.Boolean, eager=True).alias(number(at)) for at in sorted(self.numbers)]
        return pl.DataFrame([
            *texts,
            *flags,
            pl.int_range(1, height + 1, dtype=pl.Int32, eager=True).alias("row_no"),
            pl.repeat(False, height, dtype=pl.Boolean, eager=True).alias("ragged"),
        ])


def opened_database(place: Database, wanted: Wanted, as_of: date | None) -> Source:
    """The database read. Without ``as_of`` its rows speak of today.

    Equal rows give an equal ``sha256``, whatever the server. Raises SourceRefusedError with the cause and the mend;
    SourceUnreachableError when it could not be reached, however often tried.
    """
    kind, table = tried(place, lambda: _read(place, wanted))
    book = Book(kind, (Sheet("", (table,)),), suspicion=Sentence(_SUSPICION, register=place.register))
    return Source(place.name, _digest(table), as_of or date.today(), False, book)


def reached(place: Database) -> int:
    """How many columns the table or query has, asked once and without reading a row. Raises as opened_database."""
    with connected(place) as connection:
        return len(question(connection, place, lambda name: True).names)


def _read(place: Database, wanted: Wanted) -> tuple[str, DatabaseTable]:
    """What kind of database it is, and its rows in order; the unordered ones are let go of here."""
    with connected(place) as connection:
        kind, asked = connection.dialect.name, question(connection, place, _wanted(wanted))
        found = answer(connection, place, asked)
    return kind, DatabaseTable(asked.names, _ordered(found, asked.key), found.numbers, asked.unneeded)


def _wanted(wanted: Wanted) -> Callable[[str], bool]:
    """True for the names of columns that leave the reader."""
    known = known_headings(wanted.contract)
    chosen = {plain(text) for text in wanted.columns.values()}
    kept = {one.name for one in wanted.contract.columns if one.use is not Use.DROP}
    return lambda name: plain(name) in chosen or meaning(name, known) in kept


def _ordered(found: Answer, key: tuple[int, ...]) -> pl.DataFrame:
    """The rows by the table's primary key, numbers by their value, and by all columns where there is none.

    Sorted here and not there: every server sorts Chinese in its own way, and a large sort is a burden to it.
    """
    by = [part for at in key or map(int, found.columns.columns) for part in _sort_key(at, at in found.numbers)]
    return found.columns.sort(by, maintain_order=True) if by else found.columns


def _sort_key(at: int, is_number: bool) -> Iterator[pl.Expr]:
    if is_number:
        yield pl.col(str(at)).cast(pl.Float64, strict=False)
    yield pl.col(str(at))


def _digest(table: DatabaseTable) -> str:
    """SHA-256 of headings and rows as CSV: what a file's is to a file.

    A running number that only gives the order is left out: a table that is filled anew each night numbers anew.
    """
    digest = sha256("\x1f".join((*table.headings, *map(str, sorted(table.numbers)))).encode())
    for part in table.columns.drop(str(at) for at in table.unneeded).iter_slices(_ROWS):
        digest.update(part.write_csv(include_header=False, quote_style="non_numeric").encode())
    return digest.hexdigest()
