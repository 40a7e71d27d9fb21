"""``report.pdf``: the page itself, set for A4 by Typst. One source of words: what the page says, the paper says.

Of the page's HTML only what ``report`` writes is understood; an element that has no place on paper (``screen``) is
left out, one that nobody foresaw gives its text. Every text is a literal: nothing in it can be markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from lxml import html
from lxml.etree import tostring

from pipelines.language import language
from pipelines.publish import fonts
from pipelines.publish.paper_tables import table, titled
from pipelines.publish.typst_text import classes, quoted

_DRESS = Path(__file__).parent / "templates" / "paper.typ"
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3}
_WRAPPED = {"b": "strong", "strong": "strong", "code": "mono", "small": "small"}
#: Class → the function of paper.typ that a paragraph or a span is given to.
_DRESSED = {"kind": "kind", "closing": "closing", "equation": "equation", "aside": "aside", "from": "from"}


def pdf(page: str, written: datetime) -> bytes:
    """The page as PDF/UA with its fonts inside, the same bytes for the same page and time.

    ``written`` is the time that the file says it was made at. A page that cannot be set gives a sheet that says so:
    no night stops for want of paper.
    """
    import typst  # a fifth of a second that only a night needs

    try:
        return _set(page, written)
    except typst.TypstError:
        return _set(_instead(page), written)


def _instead(page: str) -> str:
    """The sheet in place of a page that cannot be set, in that page's language."""
    code = html.document_fromstring(page).get("lang", "zh")
    say = language("en" if code == "en" else "zh")
    heading = say("本夜的报告未能排成 PDF")
    mend = say("请打开同一文件夹中的 report.html，可由浏览器打印；并告知维护人员。")
    return (f'<html lang="{code}"><head><title>{say("报告")}</title></head>'
            f"<body><h1>{heading}</h1><p>{mend}</p></body></html>")


def _set(page: str, written: datetime) -> bytes:
    import typst

    root = html.document_fromstring(fonts.printable(page))
    pictures: dict[str, bytes] = {}
    body = "\n".join(_blocks(root.body, pictures))
    title = quoted(root.findtext("head/title") or "")
    of_page = f"title: {title}, lang: {quoted(root.get('lang', 'zh')[:2])}"
    main = f'#import "paper.typ": *\n#show: dressed.with({of_page})\n#{{\n{body}\n}}\n'
    files = {"main.typ": main.encode(), "paper.typ": _DRESS.read_bytes(), **pictures}
    return typst.compile(
        files,  # pyright: ignore[reportArgumentType]  # its stub forgets that files may be given by name
        font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True, pdf_standards="ua-1",
        timestamp=written.astimezone(UTC))


def _blocks(node: html.HtmlElement, pictures: dict[str, bytes]) -> Iterator[str]:
    """The children of that element as Typst code, a line each."""
    for child in node:
        if not isinstance(child.tag, str) or "screen" in classes(child):
            continue
        yield from _block(child, pictures)


def _block(node: html.HtmlElement, pictures: dict[str, bytes]) -> Iterator[str]:
    of_node = classes(node)
    if node.tag in _HEADINGS:
        yield f"heading(level: {_HEADINGS[node.tag]}, {_content(node)})"
    elif node.tag == "p" or node.tag == "summary":
        yield _paragraph(node, of_node)
    elif node.tag == "nav":
        yield "contents()"
    elif node.tag == "dl":
        yield _tiles(node) if "tiles" in of_node else _facts(node)
    elif node.tag == "table":
        yield from table(node, _content)
    elif node.tag == "figure":
        yield _picture(node, pictures)
    elif node.tag == "ul":
        yield f"list({', '.join(_content(item) for item in node.iter('li'))})"
    elif "notes" in of_node:
        yield f"note({{ {'; parbreak(); '.join(_content(line) for line in node)} }})"
    elif "broad" in of_node:
        yield "broad({\n" + "\n".join(_blocks(node, pictures)) + "\n})"
    else:
        yield from _blocks(node, pictures)


def _paragraph(node: html.HtmlElement, of_node: set[str]) -> str:
    dress = next((_DRESSED[name] for name in _DRESSED if name in of_node), "par" if node.tag == "p" else "titled")
    return f"par(aside({_content(node)}))" if dress == "aside" else f"{dress}({_content(node)})"


def _facts(node: html.HtmlElement) -> str:
    pairs = zip(node.iter("dt"), node.iter("dd"), strict=True)
    return "facts(" + ", ".join(f"({_content(term)}, {_content(told)})" for term, told in pairs) + ")"


def _tiles(node: html.HtmlElement) -> str:
    told = []
    for tile in node:
        number, under = tile.findall("dd")
        alarm = str("alarm" in classes(number)).lower()
        told.append(f"tile({_content(tile.find('dt'))}, {_content(number)}, {_content(under)}, alarm: {alarm})")
    return f"tiles({', '.join(told)})"


def _picture(node: html.HtmlElement, pictures: dict[str, bytes]) -> str:
    from pipelines.publish.drawing import WIDTH  # with altair, which `rollcall init` must not wait for

    name = f"picture-{len(pictures)}.svg"
    (svg,) = node.iter("svg")
    pictures[name] = tostring(svg, with_tail=False)
    (drawn,) = node.xpath(".//*[@role='img']")
    width = min(100, round(100 * float(svg.get("width", WIDTH)) / WIDTH))
    told, title = quoted(drawn.get("aria-label", "")), titled(node.find("figcaption"), _content)
    return f"picture({quoted(name)}, {told}, {title}, {width})"


def _content(node: html.HtmlElement | None) -> str:
    """What stands in that element, as a block of Typst code that gives content."""
    parts = [] if node is None else list(_inline(node))
    return "{ " + "; ".join(parts) + " }" if parts else '[]'


def _inline(node: html.HtmlElement) -> Iterator[str]:
    yield from _text(node.text)
    for child in node:
        if isinstance(child.tag, str) and "screen" not in classes(child):
            yield from _phrase(child)
        yield from _text(child.tail)


def _phrase(node: html.HtmlElement) -> Iterator[str]:
    if node.tag == "br":
        yield "linebreak()"
    elif (wrap := _WRAPPED.get(node.tag) or next((d for c, d in _DRESSED.items() if c in classes(node)), None)):
        yield f"{wrap}({_content(node)})"
        if node.getparent().tag == "li":  # on the page a line of its own
            yield "h(0.7em)"
    elif node.getparent().get("class", "").startswith("v") and node.tag == "span":
        yield f"upright({quoted(''.join(node.itertext()).strip())})"
    elif node.getparent().get("class", "") == "under":
        yield from chain(_inline(node), ['"\u3000"'])
    else:
        yield from _inline(node)


def _text(text: str | None) -> Iterator[str]:
    if text and text.strip(" \t\r\n"):
        yield quoted(text)
