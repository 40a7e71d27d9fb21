"""A small county as offices keep it, and one register of it looked at as a check does."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

import sources
from pipelines.language import CHINESE, Language
from pipelines.publish.files import private
from pipelines.rehearsal import in_words
from pipelines.rehearsal.kept import write_kept
from pipelines.rehearsal.marks import Marking
from pipelines.rehearsal.plain import write_plain
from pipelines.rehearsal.problems import problems
from sources import synthetic
from sources.person import Loaded, Terms

AS_OF = date(2026, 11, 2)
WRITERS = {
    "kept": write_kept,
    "plain": lambda path, marking, file: write_plain(list(sources.written(marking.contract.register, path.name, path)), marking, file),
}


@pytest.fixture(scope="session")
def hostile(tmp_path_factory) -> Path:
    """An inbox of 400 children, badly kept; read, never changed."""
    folder = tmp_path_factory.mktemp("hostile")
    synthetic.synthesize(folder, children=400, seed=4, level="hostile")
    return folder / "inbox"


@pytest.fixture(scope="session")
def read() -> Callable[[str, Path], Loaded]:
    """``read(register, path)``: that file as the night reads it."""
    return lambda register, path: sources.read(register, [path], Terms(AS_OF), key=b"k" * 32)


@pytest.fixture(scope="session")
def marked(read) -> Callable[[str, Path, str, Path], pl.DataFrame]:
    """``marked(register, path, writer, target, say)``: the problems of a file, once its marked copy is written."""

    def done(register: str, path: Path, writer: str, target: Path, say: Language = CHINESE) -> pl.DataFrame:
        found = in_words(problems(read(register, path)), say)
        target.parent.mkdir(parents=True, exist_ok=True)
        with private(target) as file:
            WRITERS[writer](path, Marking(sources.register_named(register).CONTRACT, path.name, found, say), file)
        return found

    return done


def as_workbook(path: Path, folder: Path) -> Path:
    """The CSV as a workbook under a title, in which a spreadsheet took every long number without X for a number."""
    target = folder / f"{path.stem}.xlsx"
    with path.open(encoding="utf-8-sig", newline="") as file, xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_string(0, 0, "某某镇中心小学名单", book.add_format({"bold": True}))
        for row, cells in enumerate(csv.reader(file), 1):
            for column, text in enumerate(cells):
                if len(text) == 18 and text.isdigit() and row % 3 == 0:
                    sheet.write_number(row, column, float(text))
                elif text:
                    sheet.write_string(row, column, text)
    return target
