"""Cells that show no value but that something went wrong: errors, formulas nobody computed, objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from sources.contract import Contract
from sources.reading.book import NOT_TEXT, UNCOMPUTED, UNTIDY, UnreadableError, cell, letter
from sources.reading.headings import Heading
from sources.sentence import Sentence

#: What spreadsheets show in place of a value; LibreOffice also has numbers for it (Err:502).
ERRORS = (
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA",
)  # fmt: skip
_ERROR = rf"^({'|'.join(error.replace('?', r'[?]') for error in ERRORS)}|Err:\d{{3}})$"


@dataclass(frozen=True, slots=True)
class Wrong:
    """An error in a cell: the row's record, our column, and where and what it is."""

    record_id: str
    column: str
    detail: str


def errors(rows: pl.DataFrame, heading: Heading, contract: Contract) -> list[Wrong]:
    """The errors in columns that are kept.

    Raises UnreadableError for a formula without a result, or an object, in one of them: to read it as blank would
    say that the office knows nothing.
    """
    places = {column.name: heading.places[column.name] for column in contract.kept if column.name in heading.places}
    texts = {name: pl.col(cell(place)) for name, place in places.items()}
    rows = rows.filter(UNTIDY) if UNTIDY in rows.columns else rows
    begin = {name: text.str.starts_with("#") | text.str.starts_with("Err:") for name, text in texts.items()}
    odd = rows.select(like.any().alias(name) for name, like in begin.items())
    found = []
    for column in (name for name in places if odd.item(0, name)):
        _refuse_unreadable(rows, places[column])
        found += [Wrong(record, column, detail) for record, detail in _told(rows, places[column])]
    return found


def _refuse_unreadable(rows: pl.DataFrame, place: int) -> None:
    without = rows.filter(pl.col(cell(place)).is_in([UNCOMPUTED, NOT_TEXT])).select("row_no", cell(place))
    for row, text in without.iter_rows():
        told = "单元格 {at} 是图片或二进制内容，不是文本：请在导出时去掉该列，或改为文本。"
        if text == UNCOMPUTED:
            told = "单元格 {at} 是公式，而文件中没有计算结果：请用 Excel 或 WPS 打开后保存，再重新放入。"
        raise UnreadableError(Sentence(told, at=f"{letter(place)}{row}"))


def _told(rows: pl.DataFrame, place: int) -> Iterator[tuple[str, str]]:
    wrong = rows.filter(pl.col(cell(place)).str.contains(_ERROR)).select("record_id", "row_no", cell(place))
    return ((record, f"{letter(place)}{row} {text}") for record, row, text in wrong.iter_rows())


def blanked(rows: pl.DataFrame, heading: Heading, wrong: list[Wrong]) -> pl.DataFrame:
    """The rows with null in the columns' cells that are ``wrong``."""
    places = sorted({heading.places[one.column] for one in wrong})
    return rows.with_columns(
        pl.when(pl.col(cell(at)).str.contains(_ERROR).not_()).then(pl.col(cell(at))).alias(cell(at)) for at in places
    )
