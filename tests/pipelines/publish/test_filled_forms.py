"""A template filled in as a clerk does it, every value of every drop-down chosen once, reads back with no finding."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

import sources
from pipelines.language import language
from pipelines.publish.form_rules import FORMULAS
from pipelines.publish.forms import write_template
from pipelines.publish.words import CONTRACTS
from sources.contract import Column, Contract, Kind, Use
from sources.identity import check_character, checksum_ok
from sources.person import Terms
from sources.reading import CHOICES_SHEET
from sources.reading import read as read_files
from sources.vocabulary import Term, Vocabulary
from tests.english import chinese

#: A register with a list that no rule of a spreadsheet holds.
LONG = Contract("long", "长列表", (
    Column("name", "姓名", Kind.NAME, required=True),
    Column("place", "地点", Kind.CODE, required=True, codes=Vocabulary("place", "地点", tuple(
        Term(f"p{number}", f"第{number}个相当长的地点名称") for number in range(1, 61)))),
), required=False, english="Long list")  # fmt: skip
EACH = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.register)
#: Columns that a clerk leaves blank in a right row, because another one is filled in.
BLANK = {
    "poverty": {"education_level", "not_in_school_reason", "as_of"},
    "evidence": {"case_token"},
    "roll": {"roll_aux_no"},
}
WORDS = {"declared": "120", "town": "某某镇", "school_name": "某某镇中心小学", "located_school": "某某市第一小学", "id_doc_type": "居民身份证"}
_FEWEST_ROWS = 3
_GIVEN = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"


def number(birth: str, order: int) -> str:
    """A citizen ID of an area that no place has."""
    front = f"349901{birth}{order:03d}"
    return front + check_character(front)


def value(column: Column, row: int, choices: list[str]) -> str:
    """What a clerk writes into that column of the row: from the drop-down where there is one, else a right value."""
    order = 2 * (row + 10) + 1  # odd: boys
    if column.name == "sex":
        return "男"
    if choices:
        return choices[row % len(choices)]
    if column.name in WORDS:
        return WORDS[column.name]
    match column.kind:
        case Kind.CITIZEN_ID:
            return number("20170304" if column.name == "citizen_id" else "19850607", order)
        case Kind.ROLL_NUMBER:
            return "G" + number("20170304", order)
        case Kind.NAME:
            return f"赵{_GIVEN[row % len(_GIVEN)]}{_GIVEN[row // len(_GIVEN)]}"
        case Kind.DATE:
            return {"dob": "2017-03-04", "valid_until": "2027-01-31"}.get(column.name, "2026-03-01")
        case Kind.MONTH:
            return "202409"
        case Kind.PHONE:
            return f"139{row:04d}{hash_of(column.name):04d}"
        case Kind.NUMBER_TEXT:
            return f"00{row + 10:08d}"
        case _:
            return f"文字{row}"


def hash_of(name: str) -> int:
    """A number that tells columns apart."""
    return sum(map(ord, name)) % 10_000


def listed(sheet: Worksheet, position: int) -> list[str]:
    """The values that the drop-down of a column offers."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and any(area.min_col == position for area in rule.sqref.ranges):
            return offered(sheet, rule)
    return []


def offered(sheet: Worksheet, rule: DataValidation) -> list[str]:
    """The values of one drop-down, wherever they stand."""
    if rule.formula1.startswith('"'):
        return rule.formula1.strip('"').split(",")
    name, area = rule.formula1.replace("=", "").replace("'", "").split("!")
    return [cell.value for row in sheet.parent[name][area.replace("$", "")] for cell in row]


def filled_in(contract: Contract, folder: Path, code: str = "zh") -> Path:
    """The contract's template with so many rows typed under the example that every choice is taken."""
    path = folder / f"{contract.title}_2026-08-31.xlsx"
    write_template(contract, path, language(code))
    book = openpyxl.load_workbook(path)
    sheet = book[contract.title]
    columns = [column for column in contract.columns if column.use is not Use.DROP]
    choices = [listed(sheet, position) for position in range(1, len(columns) + 1)]
    for row in range(max(_FEWEST_ROWS, *map(len, choices))):
        for position, column in enumerate(columns, 1):
            if column.name not in BLANK.get(contract.register, ()):
                sheet.cell(row + 3, position, value(column, row, choices[position - 1]))
    book.save(path)
    return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> dict[str, Path]:
    """Register → its template, filled in."""
    folder = tmp_path_factory.mktemp("filled")
    return {contract.register: filled_in(contract, folder) for contract in (*CONTRACTS, LONG)}


@pytest.fixture(scope="module")
def saved_by_office(filled, tmp_path_factory) -> dict[str, Path]:
    """Register → the same, opened and saved by LibreOffice."""
    soffice = shutil.which("soffice") or pytest.fail("LibreOffice is missing: run make system")
    folder = tmp_path_factory.mktemp("office")
    subprocess.run([soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                    "--outdir", str(folder), *map(str, filled.values())], check=True, capture_output=True, timeout=300)
    return {register: folder / path.name for register, path in filled.items()}


def read_without_a_finding(contract: Contract, path: Path) -> None:
    """Reads the file and asserts that nothing is found, the example left out and every other row loaded."""
    loaded = sources.read(contract.register, [path], Terms(date(2026, 9, 1), ("某某镇",)), key=b"k" * 32)
    assert loaded.findings.select("column_name", "code", "detail").unique().rows() == []
    aside = loaded.records.filter(pl.col("outcome") != "loaded")
    assert aside.select("row_no", "outcome", "reason").rows() == [(2, "excluded", "template_note")]
    assert loaded.rows.height == loaded.records.height - 1 > 0
    if "id18" in loaded.rows.columns:
        assert loaded.rows["id18"].to_list() == [number("20170304", 2 * (row + 10) + 1) for row in range(loaded.rows.height)]


@EACH
def test_a_filled_template_reads_back_with_no_finding(contract, filled):
    read_without_a_finding(contract, filled[contract.register])


@EACH
def test_so_does_one_that_is_explained_in_english(contract, tmp_path):
    path = filled_in(contract, tmp_path, "en")
    read_without_a_finding(contract, path)
    book = openpyxl.load_workbook(path)
    told = [row[0].value for row in book["How to fill in"].iter_rows() if row[0].value]
    told += [cell.comment.text for cell in book[contract.title][1]]
    told += [said for rule in book[contract.title].data_validations.dataValidation for said in (rule.errorTitle, rule.error)]
    assert [text for text in told if chinese(text)] == []


@pytest.mark.office
@EACH
def test_so_it_does_when_libreoffice_has_saved_it(contract, saved_by_office):
    read_without_a_finding(contract, saved_by_office[contract.register])


@EACH
def test_every_column_with_codes_offers_all_of_them(contract, filled):
    sheet = openpyxl.load_workbook(filled[contract.register])[contract.title]
    for position, column in enumerate((one for one in contract.columns if one.use is not Use.DROP), 1):
        if column.codes is not None:
            assert listed(sheet, position) == list(column.codes.labels.values()), column.name


@pytest.mark.office
def test_a_list_too_long_for_a_rule_lies_on_a_hidden_sheet_that_nobody_hears_of(filled, saved_by_office):
    for path in (filled["long"], saved_by_office["long"]):
        book = openpyxl.load_workbook(path)
        assert book[CHOICES_SHEET].sheet_state == "hidden"
        assert listed(book["长列表"], 2) == list(LONG["place"].codes.labels.values())
        reading = read_files(LONG, [path], key=b"k" * 32)
        assert reading.findings.rows() == []
        assert reading.cells.height == 60


#: What is typed, and whether the template lets it pass without a warning.
TYPED = {
    Kind.CITIZEN_ID: {
        number("20170304", 1): True, number("20170304", 1) + "43": True, number("20170304", 1)[:17] + "#": False,
        "34990120170304": False, "34990120170304001a": False, "张三": False,
    },
    Kind.DATE: {"2018-03-15": True, "20180315": True, "2018-02-30": False, "20181301": False, "去年": False},
    Kind.MONTH: {"202409": True, "202413": False, "2024": False, "二月": False},
}  # fmt: skip


@pytest.mark.office
def test_the_warnings_are_at_what_is_wrong_and_nowhere_else(tmp_path):
    """The rules' own formulas, reckoned by LibreOffice."""
    many = [number(f"2017{month:02d}{day:02d}", 7 * month + day) for month in range(1, 13) for day in (1, 15, 28)]
    wrong = [one[:16] + str((int(one[16]) + 1) % 10) + one[17] for one in many]
    cases = [(kind, text, passes) for kind, texts in TYPED.items() for text, passes in texts.items()]
    cases += [(Kind.CITIZEN_ID, text, checksum_ok(text)) for text in (*many, *wrong)]
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        for row, (kind, text, _) in enumerate(cases):
            sheet.write_string(row, 0, text)
            # NOW: LibreOffice reckons again only what depends on the hour.
            sheet.write_formula(row, 1, f"=IF(NOW()>0,IFERROR({FORMULAS[kind][0].format(f'A{row + 1}')},FALSE))")
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "csv", "--outdir", str(tmp_path), str(tmp_path / "t.xlsx")],
                   check=True, capture_output=True, timeout=120)
    reckoned = [line.rsplit(",", 1)[1] == "TRUE" for line in (tmp_path / "t.csv").read_text("utf-8").splitlines()]
    assert [(kind, text, found) for (kind, text, _), found in zip(cases, reckoned, strict=True)] == cases
