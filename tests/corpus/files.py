"""How the files of the corpus are made: by csv, iconv, xlsxwriter and LibreOffice, or byte by byte."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sources.identity import check_character
from tests.corpus.case import Maker

Rows = Sequence[Sequence[object]]
#: Text stays text, whatever it looks like.
_AS_EXCEL = {"strings_to_numbers": False, "strings_to_formulas": False, "default_date_format": "yyyy/m/d"}

#: The columns that the population registry cannot do without.
HEAD = ("公民身份号码", "姓名", "乡镇", "户籍地址")


def citizen(number: int, born: str = "20150301") -> str:
    """A valid ID number of an area code that no place has."""
    body = f"349901{born}{number:03d}"
    return body + check_character(body)


ZHANG = (citizen(1), "张三", "谢桥镇", "一村1号")
LI = (citizen(2), "李四", "谢桥镇", "一村2号")
WANG = (citizen(3), "王五", "谢桥镇", "一村3号")


def written(rows: Iterable[Sequence[object]], delimiter: str = ",", ends: str = "\r\n", **dialect: object) -> str:
    """Those rows as CSV text."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=ends, **dialect).writerows(rows)  # type: ignore[arg-type]
    return file.getvalue()


def raw(content: bytes | str, ending: str = "csv") -> Maker:
    """A file of exactly these bytes; text as UTF-8."""

    def made(folder: Path) -> Path:
        path = folder / f"a.{ending}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return made


def text(*rows: Sequence[object], ending: str = "csv", **dialect: object) -> Maker:
    """A text file of those rows."""
    return raw(written(rows, **dialect), ending)  # type: ignore[arg-type]


def iconv(to: str, content: str, ending: str = "csv") -> Maker:
    """That text as iconv encodes it, with the byte-order mark that iconv writes, if it does."""

    def made(folder: Path) -> Path:
        done = subprocess.run(["iconv", "-f", "UTF-8", "-t", to], input=content.encode(), capture_output=True, check=True)
        return raw(done.stdout, ending)(folder)

    return made


def workbook(
    sheets: Mapping[str, Rows],
    *,
    hidden: Sequence[str] = (),
    merged: Sequence[str] = (),
    paint: Callable[[xlsxwriter.Workbook, dict[str, Worksheet]], object] | None = None,
    **options: object,
) -> Maker:
    """An .xlsx as Excel writes it: cells keep their type, ``merged`` ranges their first cell, ``paint`` does the rest.

    ``options`` are xlsxwriter's.
    """

    def made(folder: Path) -> Path:
        path = folder / "a.xlsx"
        with xlsxwriter.Workbook(path, {**_AS_EXCEL, **options}) as book:
            pages = {name: book.add_worksheet(name) for name in sheets}
            for name, rows in sheets.items():
                for place, row in enumerate(rows):
                    pages[name].write_row(place, 0, row)
            for name in hidden:
                pages[name].hide()
            first = next(iter(sheets))
            for cells in merged:
                _merge(pages[first], sheets[first], cells)
            if paint is not None:
                paint(book, pages)
        return path

    return made


def _merge(page: Worksheet, rows: Rows, cells: str) -> None:
    top, left, _, _ = page_range(cells)
    page.merge_range(cells, rows[top][left])


def page_range(cells: str) -> tuple[int, int, int, int]:
    """``B1:C2`` → first row, first column, last row, last column, from 0."""
    first, last = cells.split(":")
    places = [(int(one[1:]) - 1, ord(one[0]) - ord("A")) for one in (first, last)]
    return places[0] + places[1]


def sheet(*rows: Sequence[object], **more: object) -> Maker:
    """An .xlsx of one sheet with those rows."""
    return workbook({"Sheet1": rows}, **more)  # type: ignore[arg-type]


def saved_by_libreoffice(form: str, files: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """File → the same as LibreOffice saves it in that form; CSV files are opened as a clerk opens them, by double-click."""
    assert shutil.which("soffice"), "LibreOffice (soffice) is missing: run `make system`"
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", form, "--outdir", folder, *files],
            capture_output=True, timeout=120, text=True, check=False)  # fmt: skip
    ending = form.partition(":")[0]
    found = {file: folder / f"{file.stem}.{ending}" for file in files}
    assert all(path.exists() for path in found.values()), done.stderr
    return found
