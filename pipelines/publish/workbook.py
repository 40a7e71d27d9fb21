"""What our workbooks look like: styles, paper, protection. One table of styles, read down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.language import CHINESE, Language, language
from pipelines.publish.mould import FONT
from pipelines.publish.sealing import password
from pipelines.run import Run
from sources.reading import SHEETS_IN_ENGLISH

#: Marks in a mould that each workbook replaces: the title, and the line below the page.
TITLE, FOOT = "‹title›", "‹foot›"
#: The line above a row by what begins there: another village, another household, neither (brothers stay together).
LINES = {"village": 2, "household": 1, "same": 4}
#: Style → what it adds to the common look. ``answer`` is what a person fills in: the only cells that are not locked.
STYLES: dict[str, dict[str, object]] = {
    "text": {}, "middle": {"align": "center"}, "key": {"align": "center", "bold": True},
    "number": {"align": "center", "num_format": "0"}, "mark": {"align": "center", "bold": True},
    "answer": {"bg_color": "#FFF6D6", "locked": False},
}
#: Styles without lines of a row: headings, covers.
PLAIN: dict[str, dict[str, object]] = {
    "heading": {"bold": True, "align": "center", "bg_color": "#234E77", "font_color": "#FFFFFF", "border": 1},
    "heading_answer": {"bold": True, "align": "center", "bg_color": "#FFE08A", "border": 1},
    "band": {"bold": True, "bg_color": "#E4EAF0", "text_wrap": False, "top": 2},
    "kicker": {"font_size": 8, "font_color": "#68737D", "text_wrap": False},
    "title": {"font_size": 20, "bold": True, "text_wrap": False},
    "subtitle": {"font_size": 12, "text_wrap": False},
    "subtext": {"text_wrap": False}, "say": {"valign": "top"}, "say_bold": {"valign": "top", "bold": True},
    "cell": {"border": 1}, "count": {"border": 1, "align": "right", "num_format": "#,##0"},
    "sum": {"border": 1, "bold": True},
    "sum_count": {"border": 1, "bold": True, "align": "right", "num_format": "#,##0"},
}
#: What a reader may do on a protected sheet besides filling in: filter, and make columns and rows wider.
_ALLOWED = {"autofilter": True, "format_columns": True, "format_rows": True}
_LINE = 15.0  # points that a line of ten-point Chinese takes
_LEAST = 7.5  # characters that a column of English is wide: female, grade 3
_HEADINGS = 34.0  # points that headings of two lines take
# What is written in words is broken between them only, so that it may need more lines than its letters would.
_NARROW = 1.2  # letters that a column of width 1 takes, in words: most are narrower than a digit
_IN_WORDS = re.compile(r"[A-Za-z]{2,},? [A-Za-z(]")


class Shown(NamedTuple):
    """A column of a sheet: its width in characters and its style."""

    width: float
    style: str = "text"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends the workbooks, of which night, in which language, and to whom they go back."""

    county: str
    as_of: date
    made: datetime
    run_id: str
    version: str
    return_to: str = ""
    password: str | None = field(default=None, repr=False)
    say: Language = field(default=CHINESE, repr=False)

    @classmethod
    def of(cls, run: Run) -> Letterhead:
        """The letterhead of a run's workbooks. Raises NothingPublishedError for a password that cannot be read."""
        settings = run.settings
        return cls(
            settings.county.name, run.as_of, run.started, run.run_id, run.version, settings.output.return_to,
            password(settings), language(settings.output.language))

    @property
    def stamp(self) -> str:
        """The run, for whoever asks which night a list is of."""
        return self.say("生成时间 {made:%Y-%m-%d %H:%M}　运行编号 {run_id}　版本 {version}",
                        made=self.made, run_id=self.run_id, version=self.version)

    @property
    def back(self) -> str:
        """To whom the workbooks go back."""
        return self.return_to or self.say("{county}教育局（给您本文件的人）", county=self.county)

    @property
    def foot(self) -> str:
        """What stands below every page on the left."""
        return self.say("基准日 {as_of}", as_of=self.as_of)

    def sheet(self, name: str) -> str:
        """A sheet that the reader knows by its name (``sources.reading``), as it is called here."""
        return name if self.say.code == "zh" else SHEETS_IN_ENGLISH[name]


def styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    """Name → format: those of PLAIN, and each of STYLES under each of LINES as ``text/village``."""
    base = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True, "num_format": "@"}
    ruled = base | {"left": 4, "right": 4, "bottom": 4}
    made = {name: book.add_format(base | look) for name, look in PLAIN.items()}
    for name, look in STYLES.items():
        for line, top in LINES.items():
            made[f"{name}/{line}"] = book.add_format(ruled | {"top": top} | look)
    return made


def paper(page: Worksheet, say: Language, *, wide: int = 1) -> None:
    """A4 landscape, so many pages wide, as many as it takes; title above, page numbers below; protected."""
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(wide, 0)
    page.print_across()  # the two halves of a row lie one upon the other
    page.set_margins(left=0.3, right=0.3, top=0.6, bottom=0.6)
    warning, pages = say("含个人信息，用毕交回，不得外传"), say("第 &P 页，共 &N 页")
    page.set_header(f'&L&"{FONT},Bold"&11{TITLE}&R&"{FONT},Regular"&9{warning}', {"margin": 0.25})
    page.set_footer(f'&L&"{FONT},Regular"&9{FOOT}&R&"{FONT},Regular"&9{pages}', {"margin": 0.25})
    page.protect("", _ALLOWED)


def headings(columns: Mapping[str, Shown], say: Language) -> tuple[list[tuple[str, str]], float]:
    """The cells of a row of headings, each with its style, and how high that row is."""
    said = [("heading_answer" if shown.style == "answer" else "heading", say(text)) for text, shown in columns.items()]
    if say.code == "zh":
        return said, _HEADINGS
    texts = zip((text for _, text in said), widths(columns, say).values(), strict=True)
    return said, height_of(texts, _HEADINGS)


def widths(columns: Mapping[str, Shown], say: Language) -> dict[str, float]:
    """Heading → width in characters: no word of a heading is cut, which Chinese can be anywhere."""
    longest = {text: max(map(len, say(text).split())) for text in columns}
    return {text: shown.width if say.code == "zh" else max(shown.width, 1.05 * longest[text] + 1.5, _LEAST)
            for text, shown in columns.items()}


def set_widths(page: Worksheet, widths: Iterable[float]) -> None:
    """Give the columns, from the first, these widths in characters."""
    for at, width in enumerate(widths):
        page.set_column(at, at, width)


def header_text(text: str) -> str:
    """The text as a page's header may hold it: ``&`` begins a code there, and 255 characters are the most."""
    return text[:80].replace("&", "&&")


def height_of(texts: Iterable[tuple[str, float]], least: float = 15) -> float:
    """Points that a row with these texts, each in a column of that width, must have so that nothing is cut."""
    return max(least, 4 + _LINE * max(_lines(text, width) for text, width in texts))


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width, rather one too many than one cut."""
    room = max(int(width * 0.9), 2)
    if _IN_WORDS.search(text):
        return sum(_wrapped(part, max(int(width * _NARROW), 2)) for part in text.split("\n"))
    if 4 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, -(-_columns(part) // room)) for part in text.split("\n"))


def _wrapped(text: str, room: int) -> int:
    lines, at = 1, 0
    for word in map(_columns, text.split(" ")):
        if at and at + 1 + word > room:
            lines, at = lines + 1, 0
        at += word + bool(at)
        lines, at = lines + (at - 1) // room if at else lines, (at - 1) % room + 1 if at else 0
    return lines


def _columns(text: str) -> int:
    """In GB 18030 a Chinese character has two bytes, a rare one four: as many as the columns it takes, or more."""
    return len(text.encode("gb18030", "replace"))
