"""CSV, TSV and TXT → tables. Polars parses what is well formed; what is not goes through Python's csv, row by row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import numpy as np
import polars as pl

from sources.reading.book import TOP_ROWS, Book, Sheet, UnreadableError, cell
from sources.reading.decoding import decoded, looks_like_big5

DELIMITERS = (",", "\t", ";")
#: The first rows are looked for in so many characters.
_TOP_CHARACTERS = 400_000
#: With fewer columns a cell of many delimiters and line breaks is likelier a remark than swallowed rows.
_FEWEST_COLUMNS = 4
#: What parts cells in files that people typed; read so, a cell that holds it would fall apart.
_NO_DELIMITERS = {"，": "全角逗号“，”", "；": "全角分号“；”", "|": "“|”", "、": "顿号“、”", " ": "空格"}
_FEWEST_HEADINGS = 3
#: No spreadsheet has more; a line of a million delimiters is looked at as far.
_MOST_COLUMNS = 16_384
_NEWLINE, _QUOTE = 10, 34


def open_text(data: bytes, known: tuple[str, ...]) -> Book:
    """The text file as one sheet, to be taken with each of the DELIMITERS.

    ``known`` are headings by which a wrong encoding is recognized. Raises UnreadableError.
    """
    file = decoded(data, known)
    big5 = file.codec == "gb18030" and looks_like_big5(data, known)
    suspicion = "编码看起来是 Big5（繁体），请另存为 UTF-8 编码的 CSV" if big5 else _other_delimiter(file.text, known)
    readings = tuple(TextTable(file.text, delimiter, _top(file.text, delimiter)) for delimiter in DELIMITERS)
    notes = (("text_padding", file.codec),) if file.padded else ()
    return Book(file.codec, (Sheet("", readings),), suspicion=suspicion, notes=notes)


def _other_delimiter(text: str, known: tuple[str, ...]) -> str:
    """What parts the known headings of the first rows instead of a delimiter, as a suspicion; '' when nothing does."""
    for mark, name in _NO_DELIMITERS.items():
        for line in text[:_TOP_CHARACTERS].split("\n", TOP_ROWS)[:TOP_ROWS]:
            if sum(part.strip() in known for part in line.split(mark)) >= _FEWEST_HEADINGS:
                return f"单元格之间是{name}，请改为半角逗号，或另存为 .xlsx"
    return ""


def _top(text: str, delimiter: str) -> list[list[str]]:
    lines = io.StringIO(text[:_TOP_CHARACTERS], newline="\n")
    rows: list[list[str]] = []
    with suppress(csv.Error):  # a quote that nothing closes before the field limit, or one huge cell
        for row in islice(csv.reader(lines, delimiter=delimiter), TOP_ROWS):
            rows.append(row[:_MOST_COLUMNS])
    return rows


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text as a table under one delimiter. A quoted cell with line breaks is part of one row."""

    text: str
    delimiter: str
    top: list[list[str]]

    def below(self, row: int, width: int) -> pl.DataFrame:
        """The rows below ``row``. Raises UnreadableError where unpaired quotes would swallow rows."""
        text = _unwrapped(self.text, self.delimiter)
        data = text.encode()
        layout = _layout(data, self.delimiter)
        cells = None if layout is None else _parsed(data, layout, row, width, self.delimiter)
        if cells is None or layout is None:
            return _without_swallowed(_row_by_row(text, row, width, self.delimiter), width, self.delimiter)
        rows = cells.with_columns(
            pl.int_range(row + 1, row + 1 + cells.height, dtype=pl.Int32).alias("row_no"),
            _ragged(data, layout, row, width, self.delimiter),
        )
        return _without_swallowed(rows, width, self.delimiter) if layout.breaks_in_cells else rows


def _unwrapped(text: str, delimiter: str) -> str:
    """The text with ``="…"`` cells bare, so that it is well formed; as it is where a quote is doubled somewhere."""
    if '="' not in text or '""' in text:
        return text
    return re.sub(rf'(?<=[{delimiter}\n])="([^"{delimiter}\n]*)"(?=[{delimiter}\n]|\Z)', r"\1", text)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the rows of a well-formed text end and how many delimiters each holds, quoted ones not counted."""

    ends: np.ndarray
    delimiters: np.ndarray
    breaks_in_cells: bool


def _layout(data: bytes, delimiter: str) -> _Layout | None:
    """The layout; None when a quote stands where RFC 4180 has none, so that parsers would disagree."""
    octets = np.frombuffer(data, np.uint8)
    breaks, delimiters = octets == _NEWLINE, octets == ord(delimiter)
    inner = 0
    if b'"' in data:
        quotes = octets == _QUOTE
        if not _well_quoted(octets, np.flatnonzero(quotes), ord(delimiter)):
            return None
        outside = (np.cumsum(quotes, dtype=np.uint8) & 1) == 0
        inner = int(np.count_nonzero(breaks & ~outside))
        breaks &= outside
        delimiters &= outside
    ends = np.flatnonzero(breaks)
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    # Four times as fast as summing the mask by rows.
    counts = np.diff(np.searchsorted(np.flatnonzero(delimiters), ends), prepend=0)
    return _Layout(ends, counts, inner > 0)


def _well_quoted(octets: np.ndarray, quotes: np.ndarray, delimiter: int) -> bool:
    """True when every quoted part begins and ends at the edge of a cell, or at a doubled quote."""
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = octets[opening[1:] - 1] if opening[0] == 0 else octets[opening - 1]
    after = octets[closing[:-1] + 1] if closing[-1] == len(octets) - 1 else octets[closing + 1]
    return all(((side == delimiter) | (side == _NEWLINE) | (side == _QUOTE)).all() for side in (before, after))


def _parsed(data: bytes, layout: _Layout, row: int, width: int, delimiter: str) -> pl.DataFrame | None:
    """The cells below ``row`` by polars; None when polars does not see the rows that the layout shows."""
    rows = len(layout.ends) - row
    if rows <= 0:
        return pl.DataFrame(schema={cell(position): pl.String for position in range(width)})
    # Polars measures every row by the first, so that one must have as many cells as there are headings.
    first = delimiter.join(cell(position) for position in range(width)).encode() + b"\n"
    try:
        found = pl.read_csv(
            first + data[int(layout.ends[row - 1]) + 1 :],
            separator=delimiter,
            quote_char='"' if b'"' in data else None,
            infer_schema=False,
            truncate_ragged_lines=True,
        )
    except pl.exceptions.PolarsError:
        return None
    return found if found.height == rows else None


def _ragged(data: bytes, layout: _Layout, row: int, width: int, delimiter: str) -> pl.Series:
    """True for each row below ``row`` that has text beyond the last heading."""
    ragged = np.zeros(max(0, len(layout.ends) - row), dtype=bool)
    for place in np.flatnonzero(layout.delimiters[row:] >= width) + row:
        line = data[int(layout.ends[place - 1]) + 1 : int(layout.ends[place])].decode()
        cells = next(csv.reader(io.StringIO(line, newline="\n"), delimiter=delimiter))
        ragged[place - row] = any(text.strip() for text in cells[width:])
    return pl.Series("ragged", ragged)


def _row_by_row(text: str, row: int, width: int, delimiter: str) -> pl.DataFrame:
    """The rows below ``row`` as a spreadsheet would take them, stray quotes kept as they stand."""
    rows = [cells for place, cells in enumerate(_rows(text, delimiter), 1) if place > row]
    columns = [
        pl.Series(cell(at), [cells[at] if at < len(cells) else None for cells in rows], pl.String)
        for at in range(width)
    ]
    return pl.DataFrame([
        *columns,
        pl.Series("row_no", range(row + 1, row + 1 + len(rows)), pl.Int32),
        pl.Series("ragged", [any(text.strip() for text in cells[width:]) for cells in rows], pl.Boolean),
    ])


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Every row. Raises UnreadableError at a row that ends on another line than it began on by a stray quote."""
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter)
    began = place = 0
    while True:
        place += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # the field limit: a quote that nothing closes
            raise UnreadableError(_stray_quote(place)) from None
        if reader.line_num - began > 1 and not _strict("\n".join(lines[began : reader.line_num]), delimiter):
            raise UnreadableError(_stray_quote(place))
        began = reader.line_num
        yield cells


def _strict(row: str, delimiter: str) -> bool:
    try:
        return len(list(csv.reader(io.StringIO(row, newline="\n"), delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _without_swallowed(rows: pl.DataFrame, width: int, delimiter: str) -> pl.DataFrame:
    """``rows`` as they are. Raises UnreadableError for a cell that holds line breaks and a whole row's delimiters."""
    if width < _FEWEST_COLUMNS:
        return rows
    texts = pl.col(f"^{cell(0)[0]}\\d+$")
    swallows = texts.str.contains("\n", literal=True) & (texts.str.count_matches(delimiter, literal=True) >= width - 1)
    caught = rows.filter(pl.any_horizontal(swallows.fill_null(False)))
    if caught.height:
        raise UnreadableError(_stray_quote(caught["row_no"][0]))
    return rows


def _stray_quote(row: int) -> str:
    return f"第 {row} 行的引号不成对，后面的行会被并入同一单元格：请改正该行的引号，或另存为 .xlsx。"
