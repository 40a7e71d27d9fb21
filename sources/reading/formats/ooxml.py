"""Excel workbooks since 2007 (.xlsx, .xlsm): looked into for bombs, errors and formulas, then read by calamine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from posixpath import join, normpath
from xml.etree import ElementTree
from zipfile import ZipFile, ZipInfo

from sources.reading.access import Limits
from sources.reading.book import UNCOMPUTED, Book, UnreadableError
from sources.reading.formats.container import DAMAGED, chunks, container, names, opening, refuse_entities, windows
from sources.reading.formats.document import Document
from sources.reading.formats.flaws import Flaws, uncomputed, with_flaws
from sources.reading.workbook import open_workbook
from sources.sentence import Sentence

_BOOK, _STRINGS = "xl/workbook.xml", "xl/sharedstrings.xml"
_LONGEST_COUNT = 18
_COUNT = re.compile(rb"""uniqueCount\s*=\s*["']([^"']*)""")
#: Columns with two letters and rows of seven digits and more: below them a sheet has 26 million cells at most.
_ANY_FAR = re.compile(rb'r="\w(?:[A-Za-z]|\d{7})')  # three times as fast, and most pieces of a sheet have none
_FAR = re.compile(rb'r="(?:([A-Za-z]{2,})\d|[A-Za-z]?(\d{7,})")')
_PLACE = re.compile(rb'r="([A-Za-z]+)(\d+)"')
_NEAR_COLUMNS, _NEAR_ROWS = 26, 999_999
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def is_ooxml(data: bytes) -> bool:
    """True for a container with an Excel workbook in it."""
    return _BOOK in _plain(names(data))


def open_ooxml(document: Document) -> Book:
    """The workbook, errors and formulas without value in place. Raises UnreadableError."""
    packed = container(document.data, document.access.limits)
    refuse_entities(packed, ("xl/", "xl\\", "/xl", "_rels", "[content_types]"))
    _refuse_overstated(packed)
    parts = {_plainly(part.filename): part for part in packed.infolist()}
    doubted = _asks_to_compute(packed, parts[_BOOK])
    flaws: dict[str, Flaws] = {}
    for name, part in _sheets(packed, parts).items():
        try:
            flaws[name] = _looked_at(packed, parts[part], doubted, document.access.limits) if part in parts else {}
        except UnreadableError as error:
            told = Sentence("的工作表〈{sheet}〉{error}", sheet=name, error=str(error))
            raise UnreadableError(told) from None
    return with_flaws(open_workbook(document.data), flaws)


def _refuse_overstated(packed: ZipFile) -> None:
    """Raise UnreadableError where more strings are declared than there are bytes: calamine makes room for them all."""
    for part in packed.infolist():
        if _plainly(part.filename) == _STRINGS:
            for count in _COUNT.findall(opening(packed, part)[1]):
                if not count.isdigit() or len(count) > _LONGEST_COUNT or int(count) > part.file_size:
                    raise UnreadableError(DAMAGED)


def _plain(names: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_plainly, names))


def _plainly(name: str) -> str:
    """A part's name as the standard writes it; some programs write backslashes and capitals."""
    return name.replace("\\", "/").lower().removeprefix("/")


def _asks_to_compute(packed: ZipFile, book: ZipInfo) -> bool:
    """True when the program that wrote the workbook wants whoever opens it to compute it."""
    return re.search(rb'fullCalcOnLoad\s*=\s*"(1|true)"', b"".join(chunks(packed, book))) is not None


def _sheets(packed: ZipFile, parts: dict[str, ZipInfo]) -> dict[str, str]:
    """Sheet name → the part it lies in."""
    relations = parts.get("xl/_rels/workbook.xml.rels")
    if relations is None:
        raise UnreadableError(DAMAGED)
    targets = {
        one.get("Id"): _plainly(normpath(join("/xl", (one.get("Target") or "").replace("\\", "/"))))
        for one in _parsed(packed, relations).iter()
        if one.get("Target")
    }
    sheets = (one for one in _parsed(packed, parts[_BOOK]).iter() if one.tag.endswith("}sheet"))
    return {one.get("name", ""): targets.get(one.get(_ID), "") for one in sheets}


def _parsed(packed: ZipFile, part: ZipInfo) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(b"".join(chunks(packed, part)))
    except (ElementTree.ParseError, ValueError):
        raise UnreadableError(DAMAGED) from None


@dataclass(slots=True)
class _Sight:
    """What was seen of a sheet so far."""

    columns: int = _NEAR_COLUMNS
    rows: int = _NEAR_ROWS
    flaws: dict[tuple[int, int], str] = field(default_factory=dict)

    def reach(self, column: bytes, row: bytes) -> None:
        """Widen the extent to that column (letters) and row (digits); either may be empty."""
        if column:
            self.columns = max(self.columns, _number(column.upper()))
        if row:
            self.rows = max(self.rows, int(row[:12]))


def _looked_at(packed: ZipFile, part: ZipInfo, doubted: bool, limits: Limits) -> Flaws:
    """The flaws of a sheet. Raises UnreadableError for one whose cells lie too far apart to be held."""
    sight, forms = _Sight(), None
    for window in windows(packed, part, b"row>"):
        forms = forms or _forms(window)
        if _ANY_FAR.search(window):
            for column, row in set(_FAR.findall(window)):
                sight.reach(column, row)
        if forms.error_mark in window:
            sight.flaws.update(_errors(window, forms))
        if b"f" in window and forms.formula_mark in window:  # the letter alone is found twenty times as fast
            sight.flaws.update(_uncomputed(window, forms, doubted))
    if sight.columns * sight.rows > limits.cells_million * 1_000_000:
        limits.refuse_cells(*_extent(packed, part))
    return sight.flaws


def _extent(packed: ZipFile, part: ZipInfo) -> tuple[int, int]:
    sight = _Sight(1, 1)
    for window in windows(packed, part, b"row>"):
        for column, row in _PLACE.findall(window):
            sight.reach(column, row)
    return sight.rows, sight.columns


@dataclass(frozen=True, slots=True)
class _Forms:
    """How a sheet's cells are written, by the prefix its elements have."""

    error_mark: bytes
    formula_mark: bytes
    error: re.Pattern[bytes]
    formula: re.Pattern[bytes]


def _forms(first: bytes) -> _Forms:
    prefix = re.search(rb"<(\w+:)?worksheet", first)
    return _written_with(prefix[1] or b"" if prefix else b"")


@cache
def _written_with(prefix: bytes) -> _Forms:
    p = re.escape(prefix)
    value = rb"(?:<%sv(?: [^>]*)?>([^<]*)</%sv>|<%sv ?/>)?" % (p, p, p)
    formula = rb"<%sf(?: [^>]*)?(?:(?<=/)>|(?<!/)>[^<]*</%sf>)" % (p, p)
    return _Forms(
        b't="e"',
        b"<%sf" % prefix,
        re.compile(rb'<%sc( [^>]{0,200}?t="e"[^>]{0,200})>\s*(?:%s)?\s*%s' % (p, formula, value)),
        re.compile(rb"<%sc((?: [^>]{0,400})?)>\s*%s\s*%s" % (p, formula, value)),
    )


def _errors(window: bytes, forms: _Forms) -> Iterator[tuple[tuple[int, int], str]]:
    for found in forms.error.finditer(window):
        yield _place(found[1]), (found[2] or b"#N/A").decode("utf-8", "replace")


def _uncomputed(window: bytes, forms: _Forms, doubted: bool) -> Iterator[tuple[tuple[int, int], str]]:
    for found in forms.formula.finditer(window):
        # A formula whose value is an empty text says so by its type.
        if b't="str"' not in found[1] and uncomputed((found[2] or b"").decode("utf-8", "replace"), doubted):
            yield _place(found[1]), UNCOMPUTED


def _place(attributes: bytes) -> tuple[int, int]:
    """Row and column from 0. Raises UnreadableError for a cell that does not say where it stands."""
    if (found := _PLACE.search(attributes)) is None:
        raise UnreadableError("的单元格没有编号，其中的错误值或公式无法定位：请用 Excel 或 WPS 打开后保存。")
    return int(found[2][:12]) - 1, _number(found[1].upper()) - 1


def _number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number
