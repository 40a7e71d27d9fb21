"""A copy of a returned file with the answer beside each row, in which refused rows are mended and given back again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from pipelines.language import CHINESE, Language, language
from pipelines.publish.cells import guarded
from pipelines.publish.files import private
from pipelines.publish.sealing import sealed
from pipelines.returning.file import Returned
from pipelines.returning.told import BESIDE
from pipelines.returning.wording import OUTCOMES, REFUSED
from sources.reading import Written

_SUFFIX = "_回执"
_TEXTS = (".csv", ".txt", ".tsv")
_FILL = "F7A8A1"
_WIDTHS = (10, 60)
#: Larger workbooks would fill openpyxl's memory; they are written plain.
_MOST_BYTES = 3_000_000
_Beside = Mapping[tuple[str, str, int], tuple[str, str, str | None]]


def write_receipt(file: Returned, answers: pl.DataFrame, folder: Path, say: Language = CHINESE) -> Path:
    """Write the copy of the file into the folder (0600) and return where it is; no file is overwritten.

    ``answers`` as from ``told.explained``. A workbook stays the workbook that it was, as far as openpyxl holds it, and
    under a password when it was; a text becomes a CSV, whatever else it was a plain workbook.
    """
    path, sheets = file.path, file.sheets
    beside = {
        (name, sheet, row): (say(OUTCOMES[outcome]), sentence, letter if outcome == REFUSED else None)
        for name, sheet, row, outcome, sentence, letter in answers.select(
            "file_name", "sheet", "row_no", "outcome", "sentence", "letter").rows()
    }
    ending = path.suffix.lower()
    as_text = ending in _TEXTS and len(sheets) == 1
    titles = [say(title) for title in BESIDE]  # of a workbook; a CSV file's headings are Chinese in every language
    content = _kept(file.plain, sheets, beside, titles) if ending in (".xlsx", ".xlsm") else None
    if content is None:
        content = _csv(sheets[0], beside) if as_text else _plain(sheets, beside, titles)
    target = _free(folder, path.stem, ".csv" if as_text else ".xlsx")
    with private(target) as copy:
        copy.write(content if as_text else sealed(content, file.password))
    return target


def _free(folder: Path, stem: str, ending: str) -> Path:
    bare = stem.split(_SUFFIX)[0] + _SUFFIX
    names = (f"{bare}{number or ''}{ending}" for number in (0, *range(2, 10_000)))
    return next(folder / name for name in names if not (folder / name).exists())


def _first(headings: Sequence[str]) -> int:
    """Where the two columns stand: in place of those of an earlier copy, in whatever language, else behind all."""
    known = (BESIDE[0], language("en")(BESIDE[0]))
    return next((at for at, text in enumerate(headings) if text in known), len(headings))


def _kept(workbook: bytes, sheets: Sequence[Written], beside: _Beside, titles: Sequence[str]) -> bytes | None:
    """The workbook itself with two columns more, formulas as their values; None where openpyxl cannot hold it."""
    if len(workbook) > _MOST_BYTES:
        return None
    try:
        book = load_workbook(io.BytesIO(workbook), data_only=True, keep_links=False)
        for sheet in sheets:
            page = book[sheet.sheet]
            _beside_rows(page, sheet, beside, titles)
        target = io.BytesIO()
        book.save(target)
    except Exception:  # whatever programs write: openpyxl has no error of its own for it
        return None
    return target.getvalue()


def _beside_rows(page, sheet: Written, beside: _Beside, titles: Sequence[str]) -> None:  # type: ignore[no-untyped-def]
    first = _first(sheet.top[-1]) + 1
    for at, (title, width) in enumerate(zip(titles, _WIDTHS, strict=True), first):
        page.cell(len(sheet.top), at, title).font = Font(name="微软雅黑", bold=True)
        page.column_dimensions[get_column_letter(at)].width = width
    for row in sheet.rows["row_no"]:
        outcome, sentence, letter = beside.get((sheet.file_name, sheet.sheet, row), ("", "", None))
        for at, text in enumerate((outcome, sentence), first):
            cell = page.cell(row, at, text)
            cell.data_type, cell.font = "s", Font(name="微软雅黑", size=10)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
        if letter and isinstance(page[f"{letter}{row}"], Cell):
            page[f"{letter}{row}"].fill = PatternFill("solid", fgColor=_FILL)


def _rows(sheet: Written, beside: _Beside, titles: Sequence[str]) -> list[list[str]]:
    """The sheet's rows as texts with the two columns behind; those of an earlier copy give way to them."""
    width = _first(sheet.top[-1])
    above = [[*row[:width], *[""] * (width - len(row))] for row in sheet.top]
    texts = [name for name in sheet.rows.columns if name.startswith("c")][:width]
    rows = [
        [*(text or "" for text in row), *beside.get((sheet.file_name, sheet.sheet, number), ("", ""))[:2]]
        for number, *row in sheet.rows.select("row_no", *texts).rows()
    ]
    return [*above[:-1], [*above[-1], *titles], *rows]


def _csv(sheet: Written, beside: _Beside) -> bytes:
    """UTF-8 with BOM and CRLF, as our lists are; no cell can run as a formula, and all others are as they were."""
    rows = _rows(sheet, beside, BESIDE)
    cells = pl.Series([text for row in rows for text in row], dtype=pl.String).to_frame("text")
    text, first = pl.col("text"), pl.col("text").str.extract(r"^[\s\p{Cf}]*(\S)")
    runs = ((guarded(first) != first) & (first != "'")) | text.str.contains(r"^[\t\r\n]")
    safe = cells.select(pl.when(runs).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias("text"))
    texts = iter(safe["text"])
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([next(texts) for _ in row] for row in rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _plain(sheets: Sequence[Written], beside: _Beside, titles: Sequence[str]) -> bytes:
    target = io.BytesIO()
    # In memory: what is written holds names, and no temporary file of it may lie about.
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        text = book.add_format({"font_name": "微软雅黑", "font_size": 10, "num_format": "@"})
        for number, sheet in enumerate(sheets, 1):
            page = book.add_worksheet(f"{number}" if len(sheets) > 1 else titles[0])
            for at, row in enumerate(_rows(sheet, beside, titles)):
                for column, value in enumerate(row):
                    page.write_string(at, column, value, text)
            page.freeze_panes(len(sheet.top), 0)
    return target.getvalue()
