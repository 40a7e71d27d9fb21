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

from sources.reading.book import TOP_ROWS, UNTIDY, Book, Sheet, UnreadableError, cell
from sources.reading.decoding import decoded, looks_like_big5, with_plain_ends
from sources.reading.layout import Layout, layout, parts, untidy_rows
from sources.reading.threads import each
from sources.sentence import Sentence

DELIMITERS = (",", "\t", ";")
#: The first rows are looked for in so many bytes.
_TOP_BYTES = 1_200_000
#: Bytes of a text that are parsed at a time.
_PART_BYTES = 16 << 20
#: Headings and what stands above them mostly end within so many bytes.
_HEAD_BYTES = 1 << 16
#: With fewer columns a cell of many delimiters and line breaks is likelier a remark than swallowed rows.
_FEWEST_COLUMNS = 4
#: What parts cells in files that people typed; read so, a cell that holds it would fall apart.
_NO_DELIMITERS = {"，": "全角逗号“，”", "；": "全角分号“；”", "|": "“|”", "、": "顿号“、”", " ": "空格"}
_FEWEST_HEADINGS = 3
#: No spreadsheet has more; a line of a million delimiters is looked at as far.
_MOST_COLUMNS = 16_384
#: Cells beyond the headings that are parsed to see whether they hold anything; with more, row by row.
_MOST_BEYOND = 200


def open_text(data: bytes, known: tuple[str, ...]) -> Book:
    """The text file as one sheet, to be taken with each of the DELIMITERS.

    ``known`` are headings by which a wrong encoding is recognized. Raises UnreadableError.
    """
    file = decoded(data, known)
    first = with_plain_ends(file.octets[file.start : file.start + _TOP_BYTES].decode(errors="ignore"))
    big5 = file.codec == "gb18030" and looks_like_big5(data, known)
    suspicion = "编码看起来是 Big5（繁体），请另存为 UTF-8 编码的 CSV" if big5 else _other_delimiter(first, known)
    readings = tuple(TextTable(file.octets, one, _top(first, one), file.start) for one in DELIMITERS)
    notes = (("text_padding", file.codec),) if file.padded else ()
    return Book(file.codec, (Sheet("", readings),), suspicion=suspicion, notes=notes)


def _other_delimiter(first: str, known: tuple[str, ...]) -> str:
    """What parts the known headings of the first rows instead of a delimiter, as a suspicion; '' when nothing does."""
    for mark, name in _NO_DELIMITERS.items():
        for line in first.split("\n", TOP_ROWS)[:TOP_ROWS]:
            if sum(part.strip() in known for part in line.split(mark)) >= _FEWEST_HEADINGS:
                told = "单元格之间是{mark}，请改为半角逗号，或另存为 .xlsx"
                return Sentence(told, mark=Sentence(name))
    return ""


def _top(first: str, delimiter: str) -> list[list[str]]:
    lines = io.StringIO(first, newline="\n")
    rows: list[list[str]] = []
    with suppress(csv.Error):  # a quote that nothing closes before the field limit, or one huge cell
        for row in islice(csv.reader(lines, delimiter=delimiter), TOP_ROWS):
            rows.append(row[:_MOST_COLUMNS])
    return rows


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text (UTF-8 from ``start`` on) as a table under one delimiter. A quoted cell with line breaks is in one row."""

    octets: bytes
    delimiter: str
    top: list[list[str]]
    start: int = 0

    def below(self, row: int, width: int) -> pl.DataFrame:
        """The rows below ``row``. Raises UnreadableError where unpaired quotes would swallow rows."""
        octets = _unwrapped(self.octets, self.delimiter)
        rows = _in_parts(octets, self.start, row, width, self.delimiter)
        if rows is None:
            text = with_plain_ends(octets[self.start :].decode())
            rows = _row_by_row(text, row, width, self.delimiter)
        return _without_swallowed(rows, width, self.delimiter) if b'"' in octets else rows


def _unwrapped(octets: bytes, delimiter: str) -> bytes:
    """The text with ``="…"`` cells bare, so that it is well formed; as it is where a quote is doubled somewhere."""
    if b"=" not in octets or b'="' not in octets or b'""' in octets:  # one byte is found ten times as fast as two
        return octets
    pattern = rf'(?<=[{delimiter}\n])="([^"{delimiter}\n]*)"(?=[{delimiter}\r\n]|\Z)'
    return re.sub(pattern.encode(), rb"\1", octets)


def _in_parts(octets: bytes, start: int, row: int, width: int, delimiter: str) -> pl.DataFrame | None:
    """The rows below ``row``, parsed part by part so that no second copy of the text is held.

    None where a quote stands where RFC 4180 has none, so that parsers would disagree, or where polars does not see
    the rows that the layout shows.
    """
    whole = np.frombuffer(octets, np.uint8)
    ends = (_end_of(row, whole, next(parts(octets, start, size)), delimiter) for size in (_HEAD_BYTES, _PART_BYTES))
    below = next((end for end in ends if end is not None), None)
    if below is None:
        return None
    found = each(lambda part: _parsed(layout(whole[part], delimiter), width), parts(octets, below, _PART_BYTES))
    frames = [frame for frame in found if frame is not None]
    if len(frames) < len(found):
        return None
    rows = pl.concat([_no_rows(width), *frames])
    return rows.with_columns(pl.int_range(row + 1, row + 1 + rows.height, dtype=pl.Int32).alias("row_no"))


def _end_of(row: int, octets: np.ndarray, part: slice, delimiter: str) -> int | None:
    """Behind that row, which is in the first ``part``; None where quotes in that part are not in pairs."""
    head = layout(octets[part], delimiter)
    return None if head is None or row > len(head.ends) else part.start + int(head.ends[row - 1]) + 1


def _no_rows(width: int) -> pl.DataFrame:
    texts = {cell(position): pl.String for position in range(width)}
    return pl.DataFrame(schema={**texts, "ragged": pl.Boolean, UNTIDY: pl.Boolean})


def _parsed(shape: Layout | None, width: int) -> pl.DataFrame | None:
    """Some whole rows; None where they are not well formed."""
    if shape is None:
        return None
    texts = _cells(shape, width)
    beyond = shape.most_delimiters() + 1 if texts is None else width
    if width < beyond <= width + _MOST_BEYOND:
        texts = _cells(shape, beyond)
    if texts is None or texts.height != len(shape.ends):
        return None
    return texts.select(texts.columns[:width]).hstack([_ragged(texts, width), untidy_rows(shape).alias(UNTIDY)])


def _ragged(texts: pl.DataFrame, width: int) -> pl.Series:
    """True for each row that holds something beyond the last heading."""
    rest = [pl.col(name).str.strip_chars() != "" for name in texts.columns[width:]]
    if not rest:
        return pl.repeat(False, texts.height, dtype=pl.Boolean, eager=True).alias("ragged")
    return texts.select(pl.any_horizontal(rest).fill_null(False).alias("ragged")).to_series()


def _cells(shape: Layout, width: int) -> pl.DataFrame | None:
    """The cells by polars; None where it finds more than ``width`` in a row."""
    # Polars measures every row by the first, so that one must have as many cells as there are columns.
    first = chr(shape.delimiter).join(cell(position) for position in range(width)).encode() + b"\n"
    try:
        return pl.read_csv(
            b"".join((first, shape.octets.data)),
            separator=chr(shape.delimiter),
            quote_char='"' if len(shape.quotes) else None,
            infer_schema=False,
        ).rechunk()  # every step behind is paid for by the piece
    except pl.exceptions.PolarsError:
        return None


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
    broken = rows.filter(pl.any_horizontal(texts.str.contains("\n", literal=True)))
    swallows = texts.str.contains("\n", literal=True) & (texts.str.count_matches(delimiter, literal=True) >= width - 1)
    caught = broken.filter(pl.any_horizontal(swallows.fill_null(False)))
    if caught.height:
        raise UnreadableError(_stray_quote(caught["row_no"][0]))
    return rows


def _stray_quote(row: int) -> str:
    told = "第 {row} 行的引号不成对，后面的行会被并入同一单元格：请改正该行的引号，或另存为 .xlsx。"
    return Sentence(told, row=row)
