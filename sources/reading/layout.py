"""Where the rows of a text end and which need cleaning, told by its bytes before a cell is parsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

#: Bytes looked at at a time, so that what numpy makes of them stays in the processor's cache.
_BLOCK = 1 << 18
_TAB, _NEWLINE, _RETURN, _SPACE, _QUOTE, _APOSTROPHE, _EQUALS, _E, _R, _DELETE = 9, 10, 13, 32, 34, 39, 61, 69, 114, 127
#: First bytes of the characters below in UTF-8; Chinese characters begin with bytes between the last two.
_FIRST_WIDE, _LAST_WIDE, _MARK = np.uint8(0xC2), np.uint8(0xE3), np.uint8(0xEF)
#: The first two bytes of white space and invisible characters beyond ASCII, and of some others: of U+0085, U+00A0,
#: U+00AD, U+1680, U+2000 … U+206F, U+3000, U+FEFF.
_WIDE = np.array([0xC285, 0xC2A0, 0xC2AD, 0xE19A, 0xE280, 0xE281, 0xE380, 0xEFBB])


@dataclass(frozen=True, slots=True)
class Layout:
    """Some whole rows of a well-formed text, by places in their bytes.

    ``breaks``: line breaks, within quotes or not; ``ends``: where each row ends, at its break or behind the last
    byte; ``marks``: other white space, control characters, ``'``, ``=``, what errors begin with (``#`` and E), a few
    other signs, and whatever may be the first byte of an invisible character; ``quotes``.
    """

    octets: np.ndarray
    breaks: np.ndarray
    ends: np.ndarray
    marks: np.ndarray
    quotes: np.ndarray
    delimiter: int

    def most_delimiters(self) -> int:
        """How many delimiters the row has that has most, those within quotes not counted."""
        places = _outside(np.flatnonzero(self.octets == self.delimiter), self.quotes)
        return int(np.diff(np.searchsorted(places, self.ends), prepend=0).max(initial=0))


def layout(octets: np.ndarray, delimiter: str) -> Layout | None:
    """The layout of whole rows; None when a quote stands where RFC 4180 has none, so that parsers would disagree, or
    when a carriage return stands alone."""
    found = _breaks_and_marks(octets)
    if found is None:
        return None
    breaks, marks = found
    quotes = marks[octets[marks] == _QUOTE]
    if len(quotes) and not _well_quoted(octets, quotes, ord(delimiter)):
        return None
    ends = _outside(breaks, quotes)
    if len(octets) and octets[-1] != _NEWLINE:
        ends = np.append(ends, len(octets))
    return Layout(octets, breaks, ends, marks[octets[marks] != _QUOTE], quotes, ord(delimiter))


def _breaks_and_marks(octets: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """None where a line ends as no system of this century ends them."""
    breaks, marks = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for at in range(0, len(octets), _BLOCK):
        places = np.flatnonzero(_marked(octets[at : at + _BLOCK])) + at
        codes = octets[places]
        back, line = codes == _RETURN, codes == _NEWLINE
        if back.any() and not _before_breaks(places[back], octets):
            return None
        breaks.append(places[line])
        marks.append(places[~(line | back)])
    return np.concatenate(breaks), np.concatenate(marks)


def _before_breaks(returns: np.ndarray, octets: np.ndarray) -> bool:
    """True when a line break follows every carriage return."""
    return returns[-1] + 1 < len(octets) and bool((octets[returns + 1] == _NEWLINE).all())


def _marked(block: np.ndarray) -> np.ndarray:
    """Marks, quotes, line breaks and carriage returns."""
    found = block <= _APOSTROPHE
    # Bytes below the first wide one wrap around to the end.
    found |= block - _FIRST_WIDE <= _LAST_WIDE - _FIRST_WIDE
    for sign in (_MARK, _EQUALS, _E, _DELETE):
        found |= block == sign
    return found


def parts(octets: bytes, start: int, size: int) -> Iterator[slice]:
    """The text from ``start`` on in parts of about that size, cut where a row ends (as far as quotes are in pairs)."""
    quoted = b'"' in octets
    while start < len(octets):
        end = _cut(octets, start, size, quoted)
        yield slice(start, end)
        start = end


def _cut(octets: bytes, start: int, size: int, quoted: bool) -> int:
    """The end of the last row that ends within a part; twice the bytes are looked at while none does."""
    while start + size < len(octets):
        end = octets.rfind(b"\n", start, start + size) + 1
        odd = quoted and octets.count(b'"', start, end) % 2
        while odd and end > start:
            line = max(start, octets.rfind(b"\n", start, end - 1) + 1)
            odd ^= octets.count(b'"', line, end) % 2
            end = line
        if end > start:
            return end
        size *= 2
    return len(octets)


def _outside(places: np.ndarray, quotes: np.ndarray) -> np.ndarray:
    """Those places that are not within quotes."""
    return places[np.searchsorted(quotes, places) % 2 == 0] if len(quotes) else places


def _well_quoted(octets: np.ndarray, quotes: np.ndarray, delimiter: int) -> bool:
    """True when every quoted part begins and ends at the edge of a cell, or at a doubled quote."""
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = octets[opening[1:] - 1] if opening[0] == 0 else octets[opening - 1]
    after = octets[closing[:-1] + 1] if closing[-1] == len(octets) - 1 else octets[closing + 1]
    return all(((side == delimiter) | (side == _NEWLINE) | (side == _QUOTE)).all() for side in (before, after))


def untidy_rows(shape: Layout) -> pl.Series:
    """True for every row with a cell that begins with white space, an apostrophe or ``=``, ends with white space,
    holds what is invisible, or begins like an error (``#``, ``Err``); true, too, for a few others."""
    codes = shape.octets[shape.marks]
    within = np.searchsorted(shape.quotes, shape.marks) % 2 == 1
    own = shape.marks[(codes != shape.delimiter) | within]
    broken = np.setdiff1d(shape.breaks, shape.ends) if len(shape.quotes) else shape.breaks[:0]
    untidy = np.zeros(len(shape.ends), dtype=bool)
    untidy[np.searchsorted(shape.ends, np.concatenate([broken, own[_needs_a_look(shape, own)]]))] = True
    return pl.Series(untidy)


def _needs_a_look(shape: Layout, places: np.ndarray) -> np.ndarray:
    """Which of the marks count: those of ASCII at the edge of a cell, E only before r, the others anywhere."""
    octets, last = shape.octets, len(shape.octets) - 1
    code, after = octets[places], octets[np.minimum(places + 1, last)]
    before = octets[np.maximum(places - 1, 0)]
    edge = (places == 0) | (places == last)
    for side in (before, after):
        edge |= (side == shape.delimiter) | (side <= _QUOTE)
    control = ((code < _SPACE) & (code != _TAB)) | (code == _DELETE)
    wide = (code >= _FIRST_WIDE) & np.isin(code.astype(np.int64) << 8 | after, _WIDE)
    return control | wide | ((code < _FIRST_WIDE) & edge & ((code != _E) | (after == _R)))
