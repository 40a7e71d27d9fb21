"""What a marked copy of a file says: which cells, what is wrong there, what to do."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pipelines.language import CHINESE, Language
from sources.contract import Contract
from sources.reading import PROBLEMS_SHEET, SHEETS_IN_ENGLISH, opening_words
from sources.vocabulary import Severity

#: Who speaks in the comments; by this name our own are known again.
AUTHOR = "rollcall"
#: Severity → fill of the cell (RGB). Colors that offices do not use, so that ours are known again.
FILLS = {Severity.WARN: "FFE08A", Severity.QUARANTINE: "F7A8A1"}
LEVELS = {Severity.FATAL: "拒绝", Severity.QUARANTINE: "隔离", Severity.WARN: "提示"}
#: The list's columns and their widths in characters.
COLUMNS = {"序号": 6, "单元格": 16, "标题": 22, "问题": 44, "处理办法": 44, "级别": 8}
#: The row of the list in which its headings stand, counted from 1.
HEADINGS_ROW = 4
#: A spreadsheet grows slow with more comments than this, and a sheet may hold 65,530 links.
MOST_COMMENTS, MOST_LISTED = 2_000, 10_000

_INSTRUCTION = (
    "标色的单元格有问题，批注写明问题和办法。请直接在数据表中改正，保存后用本文件替换原文件"
    "（原文件移走，不要两个都放），再运行 rollcall check。"
)
_EXTRACT = "原表太大，这里只列出有问题的行，行号见“原行号”列：请在原系统或原文件中改正，本文件不能代替原文件。"


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell to be marked."""

    letter: str
    row_no: int
    severity: str
    says: str  # one line per problem, each with its mend


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list of problems; ``sheet`` and ``cell`` are empty for what is about the whole file."""

    sheet: str
    cell: str
    texts: tuple[str, ...]  # for COLUMNS after the first two


@dataclass(frozen=True, slots=True)
class Marking:
    """Everything that one file's copy says."""

    contract: Contract
    file_name: str
    problems: pl.DataFrame
    say: Language = CHINESE

    @property
    def sheet(self) -> str:
        """What the sheet with the list of problems is called."""
        return PROBLEMS_SHEET if self.say.code == "zh" else SHEETS_IN_ENGLISH[PROBLEMS_SHEET]

    @property
    def columns(self) -> dict[str, int]:
        """The list's headings and their widths."""
        return {self.say(title): width for title, width in COLUMNS.items()}

    @property
    def without_sheet(self) -> str:
        """What the sheet is called in the copy of a source that has none."""
        return self.contract.title if self.say.code == "zh" else self.contract.register.replace("_", " ").capitalize()

    def place(self, line: Line) -> str:
        """Where that is, as the list shows it."""
        return (f"{line.sheet}!{line.cell}" if line.sheet else line.cell) or self.say("整个文件")

    def marks(self, sheet: str) -> Iterator[Mark]:
        """The cells to mark in that sheet, each once, from the top."""
        says = pl.concat_str("problem", pl.lit("\n→ "), "mend").str.join("\n")
        worst = pl.col("severity").sort_by(pl.col("severity").cast(pl.Enum(list(LEVELS)))).first()
        cells = self.problems.filter(pl.col("sheet") == sheet).drop_nulls(["row_no", "letter"])
        marks = cells.group_by("letter", "row_no", maintain_order=True).agg(worst, says)
        return itertools.starmap(Mark, marks.iter_rows())

    def opening(self, *, extract: bool) -> tuple[str, str]:
        """The two sentences over the list. The reader knows the sheet for ours by the first."""
        told = "{words}：{file}，共 {n:,} 处。"
        if self.problems.height > MOST_LISTED:
            told = "{words}：{file}，共 {n:,} 处（只列出前 {most:,} 处）。"
        words, n = opening_words(self.contract, self.sheet), self.problems.height
        first = self.say(told, words=words, file=self.file_name, n=n, most=MOST_LISTED)
        return first, self.say(_EXTRACT if extract else _INSTRUCTION)

    def lines(self) -> Iterator[Line]:
        """The lines of the list, whole files first."""
        for row in self.problems.head(MOST_LISTED).iter_rows(named=True):
            texts = (row["heading"] or "", row["problem"], row["mend"], self.say(LEVELS[row["severity"]]))
            place = f"{row['letter'] or ''}{row['row_no']}" if row["row_no"] else ""
            yield Line(row["sheet"] or "", place, texts)
