"""Web pages with tables, which many systems hand out under the name of a workbook (.xls)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.reading.book import Book, Merged, Sheet, UnreadableError
from sources.reading.decoding import decoded
from sources.reading.formats.document import Document, refuse_large
from sources.reading.formats.grid import grid

if TYPE_CHECKING:
    from lxml import html

_BEGINS = re.compile(
    rb"^[\s\xef\xbb\xbf]*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*)*+<(!doctype\s+html|html|head|body|meta|style|table|div)\b",
    re.IGNORECASE | re.DOTALL,
)
#: Where the beginning is looked for.
_HEAD = 4096
_WIDEST = 1024
#: How numbers are shown, as against dates.
_NUMBER = re.compile(r"[-+]?[\d,]+(\.\d+)?([eE][-+]?\d+)?")
#: What a table of a page is called, before its number.
_TABLE = "表"
#: Stands for a line break while white space is made one blank.
_BREAK = "\u2028"


def is_webpage(data: bytes) -> bool:
    """True for text that begins as a web page does, in any encoding that keeps ASCII, or in UTF-16."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    return _BEGINS.search(head) is not None


def open_webpage(document: Document) -> Book:
    """Every table of the page that holds no other as a sheet. Raises UnreadableError."""
    from lxml import etree, html  # type: ignore[attr-defined]  # late: takes long to import, and few files need it

    refuse_large(document.data)
    file = decoded(document.data)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True)
    try:
        page = html.document_fromstring(file.text.encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        raise UnreadableError("是网页，而其中没有可以读取的表格：请用 Excel 打开后另存为 .xlsx。") from None
    tables = [table for table in page.iter("table") if table.find(".//table") is None]
    if not tables:
        raise UnreadableError("是网页，而其中没有表格：可能是登录页或出错页，请重新导出。")
    names = [""] if len(tables) == 1 else [_TABLE + str(place) for place in range(1, len(tables) + 1)]
    return Book(file.codec, tuple(_sheet(name, table) for name, table in zip(names, tables, strict=True)))


def _sheet(name: str, table: html.HtmlElement) -> Sheet:
    """The rows, a cell over several columns or rows at its left and top and blank in the others."""
    merged: list[Merged] = []
    rows: list[list[str]] = []
    numbers: list[list[bool]] = []
    spans: dict[int, int] = {}  # column → rows for which a cell from above still covers it
    for row in table.iter("tr"):
        texts: list[str] = []
        marks: list[bool] = []
        for cell in row.iterchildren("td", "th"):
            _cover(texts, marks, spans)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for place in range(len(texts), len(texts) + across):
                if down > 1:
                    spans[place] = down - 1
                    merged.append(((len(rows), place), (len(rows) + down - 1, place)))
            text, counts = _shown(cell)
            texts += [text, *[""] * (across - 1)]
            marks += [counts, *[False] * (across - 1)]
        _cover(texts, marks, spans)
        rows.append(texts)
        numbers.append(marks)
    return Sheet(name, (grid(rows, numbers),), tuple(merged))


def _shown(cell: html.HtmlElement) -> tuple[str, bool]:
    """The cell's text, and whether it was a number: Excel and LibreOffice keep its value beside what they show."""
    text, value = _text(cell), cell.get("x:num", cell.get("sdval"))
    return (value if value and _NUMBER.fullmatch(text) else text), value is not None


def _cover(texts: list[str], marks: list[bool], spans: dict[int, int]) -> None:
    """Blank cells where one from above reaches down."""
    while (left := spans.get(len(texts), 0)) > 0:
        spans[len(texts)] = left - 1
        texts.append("")
        marks.append(False)


def _span(cell: html.HtmlElement, name: str) -> int:
    told = (cell.get(name) or "1").strip()
    return min(max(int(told), 1), _WIDEST) if told.isascii() and told.isdigit() else 1


def _text(cell: html.HtmlElement) -> str:
    """What a browser shows: white space as one blank, a line break only where the page has one."""
    for line_break in cell.iter("br"):
        line_break.tail = _BREAK + (line_break.tail or "")
    lines = re.sub(r"[ \t\r\n\f]+", " ", cell.text_content()).split(_BREAK)
    return "\n".join(line.strip(" ") for line in lines).strip("\n")
