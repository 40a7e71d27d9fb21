"""How the files of the corpus are made: by csv, iconv, xlsxwriter and LibreOffice, or byte by byte."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sources.identity import check_character
from tests.corpus.case import Maker
from tests.sources.reading.office import Saved, save

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



@dataclass(frozen=True)
class Office:
    """The file that ``made`` makes, opened by LibreOffice as a clerk opens it, by double-click, and saved otherwise."""

    made: Maker
    ending: str
    charset: str = ""
    password: str = ""

    def __call__(self, folder: Path) -> Path:
        raise AssertionError("made by saved_by_libreoffice, all in one run")


def saved_by_libreoffice(wanted: Iterable[Office], folder: Path) -> dict[Office, Path]:
    """All those files, by one run of the program."""
    saved: dict[Office, Saved] = {}
    for place, one in enumerate(dict.fromkeys(wanted)):
        own = folder / str(place)
        own.mkdir()
        saved[one] = Saved(one.made(own), own / f"b.{one.ending}", one.password, one.charset)
    save(list(saved.values()))
    return {one: made.path for one, made in saved.items()}


def renamed(made: Maker, ending: str) -> Maker:
    """The same bytes under another ending."""
    return lambda folder: made(folder).rename(folder / f"c.{ending}")


def parts(made: Maker, changed: Callable[[str, bytes], bytes | None]) -> Maker:
    """The container packed again, each part as ``changed(name, content)`` gives it; None leaves it out."""

    def repacked(folder: Path) -> Path:
        path = made(folder)
        with zipfile.ZipFile(path) as packed:
            held = {info.filename: packed.read(info) for info in packed.infolist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in held.items():
                if (new := changed(name, content)) is not None:
                    packed.writestr(name, new)
        return path

    return repacked


def in_sheet(old: str, new: str) -> Callable[[str, bytes], bytes]:
    """For ``parts``: the first sheet's XML with a pattern replaced everywhere. It must be there."""

    def changed(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        found, times = re.subn(old, new, content.decode())
        assert times, old
        return found.encode()

    return changed


def archive(*members: tuple[str, Maker | bytes]) -> Maker:
    """A zip archive of those files, under those names."""

    def made(folder: Path) -> Path:
        path = folder / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for place, (name, content) in enumerate(members):
                own = folder / str(place)
                own.mkdir()
                packed.writestr(name, content if isinstance(content, bytes) else content(own).read_bytes())
        return path

    return made
