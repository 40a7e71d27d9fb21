"""A table of the page as a table on paper: its heading on every sheet, its columns as wide as what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import html

from pipelines.publish.typst_text import classes, quoted

#: Content of an element, as Typst code.
Content = Callable[[html.HtmlElement], str]
_NARROWEST, _WIDEST = 4, 26  # characters that a column of words is given room for, in proportion


def table(node: html.HtmlElement, content: Content) -> Iterator[str]:
    """The caption and the table as Typst code; a table without rows gives its caption only."""
    caption = node.find("caption")
    if caption is not None:
        yield f"titled({titled(caption, content)})"
    head, body = node.findall("thead/tr"), node.findall("tbody/tr")
    if not body:
        return
    wide = "wide" in node.get("class", "")
    heads = ", ".join("(" + "".join(f"{_cell(cell, content, head=True)}, " for cell in row) + ")" for row in head)
    rows = ",\n".join(_cell(cell, content) for row in body for cell in row)
    yield f"sheet({_widths(head, body, wide)}, {'7.6pt' if wide else '8.8pt'}, ({heads},),\n{rows})"


def titled(caption: html.HtmlElement, content: Content) -> str:
    """A caption as Typst code: its own words bold, what it adds beside them."""
    beside = "; ".join(f"h(6pt); aside({content(part)})" for part in caption)
    return f"{{ strong({quoted((caption.text or '').strip())}); {beside} }}"


def _cell(cell: html.HtmlElement, content: Content, *, head: bool = False) -> str:
    row = cell.getparent()
    own, of_row = classes(cell), classes(row)
    told = {
        "across": cell.get("colspan", "1"), "down": cell.get("rowspan", "1"),
        "num": bool(own & {"num", "v"}), "sum": "sum" in of_row, "head": head, "middle": "group" in own,
        "indent": "part" in of_row and cell.tag == "th",
    }
    said = ", ".join(f"{name}: {str(value).lower()}" for name, value in told.items())
    inner = _bar(cell, of_row) if "bar" in own and len(cell) else content(cell)
    return f"cell({f'strong({inner})' if 'subtotal' in own else inner}, {said})"


def _bar(cell: html.HtmlElement, of_row: set[str]) -> str:
    share = float(cell[0].get("style", "width:0%").split(":")[1].rstrip("%;"))
    color = "seal" if "unsettled" in of_row else "navy"
    return f'bar({share}, "{color}", thin: {str("part" in of_row).lower()})'


def _widths(head: list[html.HtmlElement], body: list[html.HtmlElement], wide: bool) -> str:
    """Columns of numbers as narrow as they are; columns of words share the rest by their longest words."""
    # Where nothing is to be told, one sentence goes across all columns: then the heading says how many there are.
    rows = [row for row in body if not any(cell.get("colspan") for cell in row)] or head
    columns = list(zip(*([*row] for row in rows), strict=False))
    if wide or not columns:
        return f"{max(sum(int(cell.get('colspan', '1')) for cell in head[0]), len(columns))}"
    named = [*head[0]] if len(head) == 1 and len(head[0]) == len(columns) else [None] * len(columns)
    return f"({', '.join(_width(column, heading) for column, heading in zip(columns, named, strict=True))},)"


def _width(column: tuple[html.HtmlElement, ...], heading: html.HtmlElement | None) -> str:
    if all("num" in cell.get("class", "") for cell in column):
        return "auto"
    if any("bar" in cell.get("class", "") for cell in column):
        return "18fr"
    words = [] if heading is None else heading.text_content().split()
    longest = max(len(text) for text in (*words, *(cell.text_content().strip() for cell in column)))
    return f"{min(max(longest, _NARROWEST), _WIDEST)}fr"
