"""Which sheets of a file are the register, and which refuse it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from sources.contract import Contract, Kind
from sources.reading.book import HEADING_ROWS, Book, Merged, Sheet, Table, UnreadableError, letter
from sources.reading.headings import (
    Candidate,
    Heading,
    Search,
    Wanted,
    candidates,
    distinction,
    heading,
    lacking,
    rival,
    searched,
    shown,
)
from sources.reading.meanings import known_headings, meaning
from sources.sentence import Sentence, listed

#: Sheets that explain; they may quote headings.
_NOTES = re.compile(r"说明|须知|示例|代码|字典|目录|封面|下拉|选项|参数")
#: Headings of a sheet that counts persons and names none.
_COUNTS = re.compile(r"^(人数|计数项|求和项|行标签|合计|小计|总计|占比|比例|百分比)|人数$")
_PERSONAL = (Kind.NAME, Kind.CITIZEN_ID, Kind.ROLL_NUMBER)
#: Columns that offices leave to the name of a sheet or file.
_BY_NAME = ("school_name", "town")
#: The sheets that our own workbooks carry beside the data: a template's notes and drop-downs, a check's list, a list's
#: cover, its pages to print, and what has to be mended in the registers themselves.
NOTES_SHEET, CHOICES_SHEET, PROBLEMS_SHEET = "填写说明", "下拉选项", "问题清单"
COVER_SHEET, PRINT_SHEET, MENDING_SHEET = "封面", "打印页", "待更正"
#: What they are called in workbooks that go out in English.
SHEETS_IN_ENGLISH = {
    CHOICES_SHEET: "Choices", COVER_SHEET: "Cover", PRINT_SHEET: "To print", MENDING_SHEET: "To mend",
    NOTES_SHEET: "How to fill in", PROBLEMS_SHEET: "Problems",
}
_BESIDE = (NOTES_SHEET, PROBLEMS_SHEET, COVER_SHEET, PRINT_SHEET, MENDING_SHEET, *SHEETS_IN_ENGLISH.values())
#: What is told of a sheet that lacks columns: what is wrong, and the ways to mend it.
_NOT_TO_READ = (
    "缺少必需的列：{missing}；最接近的表头在第 {row} 行，其中认出了{seen}：请补上缺少的列，或隐藏、删除该工作表。"
)
_TO_COMPLETE = "缺少必需的列：{missing}；最接近的表头在第 {row} 行，其中认出了{seen}：请补上缺少的列后重新放入。"
_TO_COMPLETE_OR = (
    "缺少必需的列：{missing}；最接近的表头在第 {row} 行，其中认出了{seen}：请补上缺少的列后重新放入{otherwise}。"
)
#: A row naming fewer of our columns is text in which a heading happens to stand.
_FEWEST_KNOWN = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet that is the register's, with its headings."""

    sheet: str
    table: Table
    heading: Heading
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of a file: those to read and the names of those left out."""

    found: tuple[Found, ...]
    skipped: tuple[str, ...]


def sheets_of(book: Book, wanted: Wanted, rivals: tuple[Contract, ...]) -> Sheets:
    """The register's sheets in a file.

    Raises UnreadableError when no sheet fits, when one would be lost because it lacks a column, when headings clash,
    or when the file is another register's.
    """
    best = {sheet.name: _best(sheet, wanted) for sheet in book.sheets}
    fitting = [name for name, search in best.items() if search.fits]
    if not fitting:
        raise _no_fit(book, best, wanted, rivals)
    skipped = [name for name in book.hidden if name not in (CHOICES_SHEET, SHEETS_IN_ENGLISH[CHOICES_SHEET])]
    for name, search in best.items():
        if name not in fitting and any(map(any, search.table.top)) and not _ours(name, search, wanted.contract):
            if len(search.named) >= _FEWEST_KNOWN and not _NOTES.search(name) and not _counts(search, wanted.contract):
                raise in_sheet(name, _lacks(search, wanted.contract, _NOT_TO_READ))
            skipped.append(name)
    merged = {sheet.name: sheet.merged for sheet in book.sheets}
    found = (replace(_found(name, best[name], wanted, rivals), merged=merged[name]) for name in fitting)
    return Sheets(tuple(found), tuple(skipped))


def columns_named(sheet: Sheet, contract: Contract) -> int:
    """How many of the contract's columns the sheet's headings name; 0 where a required one is missing."""
    best = _best(sheet, Wanted(contract, {}, {}))
    return len(best.named) if best.fits else 0


def opening_words(contract: Contract, name: str) -> str:
    """What the first cell of our own sheet of that name begins with; by this the reader knows it for ours."""
    return f"{contract.english}: {name}" if name in SHEETS_IN_ENGLISH.values() else rf"{contract.title}的{name}"


def _ours(name: str, search: Search, contract: Contract) -> bool:
    """Only a sheet that we wrote ourselves is passed over in silence, never an office's of the same name."""
    first = next(iter(search.table.top[0]), "")
    return name in _BESIDE and first.startswith(opening_words(contract, name))


def _best(sheet: Sheet, wanted: Wanted) -> Search:
    first, *others = sheet.readings
    best = searched(first, wanted)
    for table in others:
        # Rows that fall into fewer cells than headings are found already cannot show more of them.
        if not best.fits or _widest(table) >= len(best.named):
            best = max(best, searched(table, wanted), key=_fitness)
    return best


def _fitness(search: Search) -> tuple[object, ...]:
    # Under a single heading every delimiter reads alike; the one that parts the rows is meant.
    return search.rank, _widest(search.table)


def _widest(table: Table) -> int:
    return max(map(len, table.top), default=0)


def _found(name: str, search: Search, wanted: Wanted, rivals: tuple[Contract, ...]) -> Found:
    if other := rival(search.candidate, wanted.contract, rivals):
        raise in_sheet(name, _belongs(other))
    try:
        return Found(name, search.table, heading(search, wanted))
    except UnreadableError as clash:
        raise in_sheet(name, clash) from None


def _no_fit(book: Book, best: dict[str, Search], wanted: Wanted, rivals: tuple[Contract, ...]) -> UnreadableError:
    if not book.sheets:
        return UnreadableError("没有可见的工作表：请取消隐藏或重新导出。")
    if other := _other_register(book, wanted.contract, rivals):
        return UnreadableError(_belongs(other))
    name, nearest = max(best.items(), key=lambda pair: pair[1].rank)
    for sheet in book.sheets:
        if misplaced := _misplaced(sheet, wanted, len(nearest.named)):
            return in_sheet(sheet.name, misplaced)
    if nearest.named:
        otherwise = _or_by_name(name, nearest, wanted.contract)
        told = _TO_COMPLETE_OR if otherwise else _TO_COMPLETE
        return in_sheet(name, _lacks(nearest, wanted.contract, told, otherwise=otherwise))
    cause = book.suspicion or "没有表头，或文件的编码、格式不对；请补上表头，或另存为 .xlsx"
    told = "前 {rows} 行中没有一列可以识别（必需的列：{lacks}）：{cause}。"
    return UnreadableError(
        Sentence(told, rows=HEADING_ROWS, lacks=listed(nearest.missing), cause=Sentence(cause)))


def _counts(search: Search, contract: Contract) -> bool:
    """True for a summary: it counts, and has no column in which a person could stand."""
    personal = {column.name for column in contract.columns if column.kind in _PERSONAL}
    return bool(personal) and search.named.isdisjoint(personal) and any(map(_COUNTS.search, search.candidate.texts))


def _misplaced(sheet: Sheet, wanted: Wanted, seen: int) -> str:
    """Where headings stand that are not looked for there: too low, or in a column; '' when nowhere."""
    known = known_headings(wanted.contract)
    for table in sheet.readings:
        for place, column in enumerate(zip_longest(*table.top[:HEADING_ROWS], fillvalue="")):
            if len({found for text in column if (found := meaning(text, known))}) > max(seen, _FEWEST_KNOWN):
                told = "是横排的（表头在 {letter} 列，一列一人）：请转置为表头在上、一行一人后重新放入。"
                return Sentence(told, letter=letter(place))
        below = table.top[HEADING_ROWS:]
        fits = (one for one in candidates(below, known) if not lacking(wanted.contract, one.meant(wanted.contract)))
        if low := next(fits, None):
            row = HEADING_ROWS + low.row
            told = "的表头在第 {row} 行，而只在前 {rows} 行中查找：请删去表头上方多余的行。"
            return Sentence(told, row=row, rows=HEADING_ROWS)
    return ""


def _or_by_name(sheet: str, search: Search, contract: Contract) -> str:
    """The other way where only the school or the town is missing, by which the sheets or files may be named."""
    own = {column.name for column in contract.columns}
    name = next((one for one in _BY_NAME if one in own and not lacking(contract, search.named | {one})), None)
    if name is None:
        return ""
    told = "；文件以{heading}命名的，也可在设置 [sources.{register}.defaults] 中写明 {name} = \"{{file}}\""
    if sheet:
        told = "；工作表以{heading}命名的，也可在设置 [sources.{register}.defaults] 中写明 {name} = \"{{sheet}}\""
    return Sentence(told, heading=listed((contract[name].heading,)), register=contract.register, name=name)


def _other_register(book: Book, contract: Contract, rivals: tuple[Contract, ...]) -> Contract | None:
    """The register, not ``contract``, that a file fits; of several the one with most columns of its own.

    A register that asks for little (a town and nothing else) fits many a file: the file must also show a column that
    only that register has, and no fewer columns of it than of ``contract``.
    """
    contracts = (contract, *rivals)
    own = max(len(_best(sheet, Wanted(contract, {}, {})).named) for sheet in book.sheets)
    fitting = {
        other: max(distinction(search.candidate, other, contracts) for search in searches)
        for other in rivals
        if (searches := [_best(sheet, Wanted(other, {}, {})) for sheet in book.sheets])
        and max(len(search.named) for search in searches) >= own
    }
    likeliest = max(fitting, key=lambda other: fitting[other], default=None)
    return likeliest if likeliest and fitting[likeliest] > 0 else None


def _lacks(search: Search, contract: Contract, told: str, **more: object) -> Sentence:
    """What is missing and what was seen. Only headings that are known are shown: a row of data is no heading."""
    return Sentence(
        told, **more,
        missing=listed(search.missing), row=search.candidate.row,
        seen=listed(dict.fromkeys(_known_texts(search.candidate, contract))),
    )  # fmt: skip


def _known_texts(candidate: Candidate, contract: Contract) -> Iterator[str]:
    known = known_headings(contract)
    meant = ((text, meaning(text, known)) for text in candidate.texts)
    return (shown(text, name, contract) for text, name in meant if name)


def _belongs(other: Contract) -> str:
    told = "看起来是〈{title}〉，请移到 inbox/{register}/。"
    return Sentence(told, title=Sentence(other.title), register=other.register)


def in_sheet(sheet: str, error: str | UnreadableError) -> UnreadableError:
    """Why that sheet cannot be read; of a file without sheets, why the file cannot."""
    told = str(error)
    return UnreadableError(Sentence("的工作表〈{sheet}〉{error}", sheet=sheet, error=told) if sheet else told)
