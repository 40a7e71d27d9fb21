"""One county's data in every format gives the same cells; protected files open with their password and no other."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import msoffcrypto.format.ooxml
import polars as pl
import pytest
import pyzipper
import xlsxwriter

from sources.population import CONTRACT
from sources.reading import Access, Reading
from sources.reading.formats import FORMATS
from tests.sources.reading.office import Saved, save

#: Under official identifiers, since LibreOffice writes no Chinese headings into a .dbf table.
HEAD = ["GMSFHM", "XM", "CSRQ", "HH", "HJD_DZXZ", "LXDH"]
ROWS = [
    ["349901201503010014", "张三", date(2015, 3, 1), 340001, "一村“东头”, 3 号", "13900000001"],
    ["34990120160229002X", "欧阳·丽", date(2016, 2, 29), 340002, "二村", "0558-4410000"],
    ["", "李四", date(2014, 12, 31), 123456789012345, "三村\n西头", ""],
]
CELLS = [
    ("349901201503010014", "张三", "2015-03-01", "340001", "一村“东头”, 3 号", "13900000001"),
    ("34990120160229002X", "欧阳·丽", "2016-02-29", "340002", "二村", "0558-4410000"),
    (None, "李四", "2014-12-31", "123456789012345", "三村\n西头", None),
]
PASSWORD = "颍上2026"
TOWN = {"town": "甲镇"}


def _text(delimiter: str, encoding: str) -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([HEAD, *ROWS])
    return file.getvalue().encode(encoding)


def _workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False}) as book:
        for place, row in enumerate([HEAD, *ROWS]):
            sheet = book.get_worksheet_by_name("户籍") or book.add_worksheet("户籍")
            for at, value in enumerate(row):
                sheet.write(place, at, datetime(value.year, value.month, value.day) if isinstance(value, date) else value)
    return path


def _xml_spreadsheet() -> bytes:
    """As systems write it: no program here does."""
    def cell(value: object) -> str:
        kinds: dict[type, tuple[str, str]] = {date: ("DateTime", f"{value}T00:00:00.000"), int: ("Number", f"{value}")}
        kind, text = kinds.get(type(value), ("String", str(value)))
        return f'<Cell><Data ss:Type="{kind}">{escape(text)}</Data></Cell>'

    rows = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in [HEAD, *ROWS])
    space = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {space}>'
        f'<Worksheet ss:Name="户籍"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def _protected(path: Path) -> bytes:
    """An .xlsx as Excel encrypts it."""
    file = io.BytesIO()
    with path.open("rb") as plain:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt(PASSWORD, file)
    return file.getvalue()


def _flawed(path: Path) -> Path:
    """Errors in cells of two columns, and formulas computed by the program that saves the workbook next."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("户籍")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["349901201503010014", "张三", "", "340001", "一村"])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["34990120160229002X", "李四", "2016-02-29", "340002"])
        sheet.write_formula(2, 4, '=VLOOKUP("x",A1:B2,2,FALSE)', None, "#N/A")
        sheet.write_formula(2, 5, '="139"&"00000001"', None, "13900000001")
    return path


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one county's registry in every format."""
    folder = tmp_path_factory.mktemp("county")
    book = _workbook(folder / "xlsxwriter.xlsx")
    flawed = _flawed(folder / "flawed.xlsx")
    save([
        Saved(flawed, folder / "flawed-office.xlsx"), Saved(flawed, folder / "flawed.xls"), Saved(flawed, folder / "flawed.ods"),
        Saved(book, folder / "office.xlsx"), Saved(book, folder / "office.xls"), Saved(book, folder / "office.ods"),
        Saved(book, folder / "office.html"), Saved(book, folder / "office.dbf"),
        Saved(book, folder / "utf8.dbf", charset="76"), Saved(book, folder / "locked.xls", PASSWORD),
        Saved(book, folder / "locked.ods", PASSWORD),
    ])  # fmt: skip
    (folder / "comma.csv").write_bytes(_text(",", "utf-8-sig"))
    (folder / "tab.txt").write_bytes(_text("\t", "utf-16-le"))
    (folder / "semicolon.csv").write_bytes(_text(";", "gb18030"))
    (folder / "xml.xls").write_bytes(_xml_spreadsheet())
    (folder / "web.xls").write_bytes((folder / "office.html").read_bytes())
    (folder / "tabs.xls").write_bytes(_text("\t", "gb18030"))
    (folder / "new.xls").write_bytes(book.read_bytes())
    (folder / "old.xlsx").write_bytes((folder / "office.xls").read_bytes())
    (folder / "book.csv").write_bytes(book.read_bytes())
    (folder / "wps.et").write_bytes((folder / "office.xls").read_bytes())
    (folder / "locked.xlsx").write_bytes(_protected(book))
    pl.DataFrame(ROWS, HEAD, orient="row").write_parquet(folder / "polars.parquet")
    with zipfile.ZipFile(folder / "plain.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(folder / "comma.csv", "户籍/一.csv")
    with pyzipper.AESZipFile(folder / "locked.zip", "w", encryption=pyzipper.WZ_AES) as packed:
        packed.setpassword(PASSWORD.encode())
        packed.write(folder / "office.xls", "一.xls")
    return folder


#: File → what it is called when its name says otherwise, and whether its numbers are known as numbers.
FILES = [
    ("comma.csv", None, False), ("tab.txt", None, False), ("semicolon.csv", None, False), ("plain.zip", None, False),
    ("xlsxwriter.xlsx", None, True), ("office.xlsx", None, True), ("office.xls", None, True), ("wps.et", None, True),
    ("office.ods", None, True), ("office.html", None, True), ("office.dbf", None, True), ("utf8.dbf", None, True),
    ("polars.parquet", None, True),
    ("xml.xls", "XML 表格（Excel 2003）", True), ("web.xls", "网页表格（HTML）", True), ("tabs.xls", "文本（CSV）", False),
    ("new.xls", "Excel 工作簿（.xlsx）", True), ("old.xlsx", "Excel 97 工作簿（.xls）", True), ("book.csv", "Excel 工作簿（.xlsx）", True),
]  # fmt: skip
LOCKED = ["locked.xlsx", "locked.xls", "locked.zip"]


@pytest.fixture
def told(county: Path, reading: Callable[..., Reading]) -> Callable[..., Reading]:
    """``told(name, …)``: that file of the county read."""
    return lambda name, **asked: reading(CONTRACT, county / name, defaults=TOWN, **asked)


def _cells(found: Reading, name: str) -> list[tuple]:
    rows = found.cells.select("citizen_id", "name", "dob", "household_no", "registered_address", "phone").rows()
    # Web pages and the character fields of .dbf tables have no line breaks of LibreOffice's.
    return [tuple(text.replace("西头", "\n西头").replace("\n\n", "\n") if text else text for text in row) for row in rows] if (
        name.endswith(("dbf", "html")) or name == "web.xls") else rows


@pytest.mark.office
@pytest.mark.parametrize("name, mislabeled, numbers", FILES, ids=[name for name, _, _ in FILES])
def test_one_county_gives_the_same_cells_in_every_format(told: Callable[..., Reading], name: str, mislabeled: str | None, numbers: bool):
    found = told(name)
    assert _cells(found, name) == CELLS
    assert found.cells["household_no__numeric"].to_list() == [numbers] * 3
    assert not found.cells["citizen_id__numeric"].any()
    assert found.records["row_no"].to_list() == [2, 3, 4]
    expected = [("format_mislabeled", f"内容是{mislabeled}")] if mislabeled else []
    assert found.findings.select("code", "detail").rows() == expected


@pytest.mark.office
@pytest.mark.parametrize("name", ["flawed.xlsx", "flawed-office.xlsx", "flawed.xls", "flawed.ods"])
def test_an_error_in_a_cell_is_a_finding_and_no_value(told: Callable[..., Reading], name: str):
    found = told(name)
    assert found.cells.select("dob", "registered_address").rows() == [(None, "一村"), ("2016-02-29", None)]
    findings = found.findings.filter(code="cell_error").select("record_id", "column_name", "detail").rows()
    first, second = found.cells["record_id"]
    assert findings == [(first, "dob", "C2 #DIV/0!"), (second, "registered_address", "E3 #N/A")]


@pytest.mark.office
@pytest.mark.parametrize("name", ["flawed.xlsx", "flawed-office.xlsx", "flawed.ods"])
def test_a_computed_formula_is_its_value(told: Callable[..., Reading], name: str):
    assert told(name).cells["phone"].to_list() == [None, "13900000001"]


@pytest.mark.office
@pytest.mark.parametrize("name", LOCKED)
def test_a_protected_file_opens_with_its_password(told: Callable[..., Reading], name: str):
    assert _cells(told(name, access=Access(("another", PASSWORD))), name) == CELLS


@pytest.mark.office
@pytest.mark.parametrize("name", LOCKED)
@pytest.mark.parametrize("passwords, cause", [((), "有打开密码："), (("guessed",), "所给的密码不对")])
def test_without_its_password_it_is_refused_and_no_password_is_shown(county: Path, refusal: Callable[..., str], name: str, passwords: tuple[str, ...], cause: str):
    sentence = refusal(CONTRACT, county / name, defaults=TOWN, access=Access(passwords))
    assert cause in sentence
    assert "password_file" in sentence
    assert "ROLLCALL_POPULATION_PASSWORD" in sentence
    assert "guessed" not in sentence + repr(Access(passwords))


@pytest.mark.office
def test_a_protected_opendocument_is_refused_with_the_mend(county: Path, refusal: Callable[..., str]):
    assert "另存为有密码的 .xlsx" in refusal(CONTRACT, county / "locked.ods", defaults=TOWN, access=Access(("another", PASSWORD)))


def test_every_ending_is_that_of_one_format_or_of_its_protected_form():
    endings = [ending for one in FORMATS if "有密码" not in one.title for ending in one.endings]
    assert len(endings) == len(set(endings))
