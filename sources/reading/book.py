"""What every file format is turned into before headings are looked for.

A new format is a function ``bytes -> Book``; nothing behind it knows where a table came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import polars as pl

from sources.sentence import Sentence

#: Headings are looked for in so many rows.
HEADING_ROWS = 20
#: So many rows are kept at hand, so that headings which stand too low can be told from none.
TOP_ROWS = 100
#: Stands in a cell whose formula no program has computed, so that it is not taken for a blank one.
UNCOMPUTED = "#UNCOMPUTED!"
#: Stands in a cell that holds no text: a picture, an object, bytes.
NOT_TEXT = "#NOT_TEXT!"
#: A column that a table may have: false where every cell of the row is known to be clean and to be no error.
UNTIDY = "untidy"


class UnreadableError(Exception):
    """Why a file cannot be read and what mends it: the end of a Chinese sentence that begins with the file's name."""

    def __init__(self, told: str) -> None:
        super().__init__(Sentence(told))


class Table(Protocol):
    """A grid of cells in which headings may be found."""

    @property
    def top(self) -> list[list[str]]:
        """The text of the first TOP_ROWS rows, blank rows as empty lists."""
        ...

    def below(self, row: int, width: int) -> pl.DataFrame:
        """The rows below physical row ``row``, where ``width`` headings stand.

        Columns: ``row_no`` (Int32, as a spreadsheet numbers it), ``ragged`` (true where a row holds more cells than
        there are headings), ``c0`` … (String, as written; null when blank) and, for columns that hold number-typed
        cells, ``n0`` … (true where the cell was a number). Where rows may be marked as deleted, ``deleted`` (Boolean).
        Blank rows may be there or not. Where UNTIDY is among them, a row of which it is
        false needs no cleaning and holds no error.
        """
        ...


#: First and last cell of a merged range, each as row and column from 0.
Merged = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; ``readings`` are the ways to take it, of which the one with headings is meant."""

    name: str  # '' for files without sheets
    readings: tuple[Table, ...]
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A file opened: its visible sheets, the names of hidden ones, and how it was encoded."""

    codec: str
    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()
    #: What headings that nobody recognizes point to, as the end of a sentence; '' when there is no suspicion.
    suspicion: str = ""
    #: What was noticed on opening: a code of FINDINGS and what it is about.
    notes: tuple[tuple[str, str], ...] = ()


def cell(position: int) -> str:
    """The name of the column of cell texts at that position."""
    return f"c{position}"


def number(position: int) -> str:
    """The name of the column that tells which cells at that position were numbers."""
    return f"n{position}"


def letter(position: int) -> str:
    """The column's letters as a spreadsheet shows them: 0 → A, 26 → AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
