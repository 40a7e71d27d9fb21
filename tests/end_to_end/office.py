"""LibreOffice, as an office uses it: a workbook saved from the program, a CSV exported from it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import polars as pl
import xlsxwriter

#: LibreOffice's own numbers: comma, double quote, character set (85 is GB 18030), first line, quote what is text.
GB18030_CSV = "csv:Text - txt - csv (StarCalc):44,34,85,1,,0,true,true,false"


def saved(path: Path, form: str, folder: Path) -> Path:
    """The file opened by LibreOffice and saved in that form into the folder."""
    return all_saved([path], form, folder)[0]


def all_saved(paths: list[Path], form: str, folder: Path) -> list[Path]:
    """The files opened by LibreOffice one after the other and saved in that form into the folder."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", form,
             "--outdir", str(folder), *map(str, paths)],
            check=True, capture_output=True, timeout=300)
    return [folder / f"{path.stem}.{form.split(':')[0]}" for path in paths]


def workbook(path: Path, sheets: dict[str, pl.DataFrame], title: str) -> Path:
    """A workbook as a school keeps it: a title over the headings, every cell text, a signature below."""
    book = xlsxwriter.Workbook(path, {"strings_to_numbers": False})
    bold = book.add_format({"bold": True, "align": "center"})
    for name, frame in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, frame.width - 1, f"{name}{title}", bold)
        sheet.write_row(1, 0, frame.columns, bold)
        for place, row in enumerate(frame.rows(), start=2):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(place, column, cell)
        sheet.write_string(frame.height + 2, 0, f"合计：{frame.height} 人")
        sheet.write_string(frame.height + 3, 0, "填表人：")
    book.close()
    return path
