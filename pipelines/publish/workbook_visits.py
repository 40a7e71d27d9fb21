"""The visit list as workbooks: the county's, and one for each town, school and person in charge.

Each has a cover, the sheet that is filled in on a computer or a telephone, and pages to print and take along. IDs and
birth dates are in none of them (domain.md, Privacy).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format

from pipelines.publish.files import file_name, private
from pipelines.publish.lists import Ask, place_name, visit_tasks
from pipelines.publish.mould import moulded
from pipelines.publish.sealing import sealed
from pipelines.publish.workbook import FOOT, TITLE, Letterhead, header_text, styles
from pipelines.publish.workbook_cover import cover_rows, lay_out_cover
from pipelines.publish.workbook_tasks import FILL_SHEET, TaskRows, lay_out_tasks
from sources.reading import COVER_SHEET, PRINT_SHEET

#: Folder under ``exceptions/`` → column of mart ``visit_list`` whose every value has a workbook there.
FOLDERS = {"": "town", "按学校": "own_school", "按责任人": "responsible_codes"}


def write_visit_workbooks(ask: Ask, folder: Path, letter: Letterhead) -> int:
    """Write ``exceptions.xlsx``, and under ``exceptions/`` one for each town, school and person in charge; how many.

    A school's is about the children who were last at that school of the county. A person's is named by the code that
    open tables have: no file's name says anybody's.
    """
    say = letter.say
    tasks = visit_tasks(ask)
    mould = moulded(lambda book: _lay_out(book, letter))
    sheets = TaskRows(mould, letter, tasks)
    books = list(_wanted(tasks, dict(ask("SELECT code, name FROM responsible_person").rows())))
    for path, whose, rows in books:
        title = say("{county}控辍保学核查清单", county=letter.county) + (
            say("（{whose}）", whose=place_name(whose, say)) if whose else "")
        pages = {
            letter.sheet(COVER_SHEET): cover_rows(mould, letter, title, tasks[rows]),
            say(FILL_SHEET): sheets.filled(rows), letter.sheet(PRINT_SHEET): sheets.printed(rows),
        }
        words = {TITLE: header_text(title), FOOT: letter.foot}
        (folder / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with private(folder / path) as file:
            file.write(sealed(mould.filled(pages, words), letter.password))
    return len(books)


def _wanted(tasks: pl.DataFrame, named: Mapping[str, str]) -> Iterator[tuple[Path, str, list[int]]]:
    """Path, whose list it is, and rows of each workbook; the county's first."""
    yield Path("exceptions.xlsx"), "", list(range(tasks.height))
    for folder, column in FOLDERS.items():
        taken: set[str] = set()
        for value, rows in _rows_by(tasks, column):
            yield Path("exceptions", folder, file_name(value, ".xlsx", taken)), named.get(value, value), rows


def _rows_by(tasks: pl.DataFrame, column: str) -> Iterator[tuple[str, list[int]]]:
    """Each value of the column with its rows; a task of two persons is in the workbook of each."""
    values = tasks.select(pl.col(column).str.split("、").alias("value")).with_row_index("at").explode("value")
    named = values.filter(pl.col("value").fill_null("") != "").sort("value", "at")
    yield from named.group_by("value", maintain_order=True).agg("at").rows()


def _lay_out(book: xlsxwriter.Workbook, letter: Letterhead) -> dict[str, Format]:
    book.set_properties({"title": TITLE, "company": letter.county, "created": letter.made})
    made = styles(book)
    lay_out_cover(book.add_worksheet(letter.sheet(COVER_SHEET)), letter.say)
    lay_out_tasks(book, letter)
    return made
