"""The data desk's workbook: differences set off, the cell and the value told, verdicts that come back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock

import sources
from pipelines.publish.desk import DESK, VERDICT
from pipelines.publish.workbook import Letterhead
from pipelines.publish.workbook_desk import DECIDE_SHEET, DECIDED, MENDED, write_desk_workbook
from sources import decisions
from sources.person import Terms
from sources.vocabulary import VERDICT as VERDICTS
from tests.end_to_end import office

LETTER = Letterhead("甲溪县", date(2026, 9, 1), datetime(2026, 9, 1, 2), "20260901T020000-abc123", "0.1.0", "数据岗")


@pytest.fixture(scope="module")
def written(township, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    assert write_desk_workbook(township.ask, folder, LETTER) == 2
    return folder / "data_desk.xlsx"


def line(path: Path, sheet: str, heading_row: int) -> dict[str, object]:
    """The only row of the sheet."""
    heading, *rest = openpyxl.load_workbook(path, rich_text=True)[sheet].iter_rows(min_row=heading_row, values_only=True)
    (row,) = rest
    return dict(zip(heading, row, strict=True))


def set_off(cell: object) -> list[str]:
    """The parts of a cell that are bold and underlined."""
    assert isinstance(cell, CellRichText)
    return [part.text for part in cell if isinstance(part, TextBlock) and part.font.b and part.font.u]


def test_a_pair_stands_side_by_side_with_what_differs_set_off(written):
    pair = line(written, DECIDE_SHEET, 1)
    assert list(pair) == list(DECIDED)
    assert (str(pair["甲姓名"]), str(pair["乙姓名"])) == ("赵伟芳", "赵伟方")
    assert (set_off(pair["甲姓名"]), set_off(pair["乙姓名"])) == (["芳"], ["方"])
    assert pair["甲出生日期"] == pair["乙出生日期"] == "2018-03-15"
    assert (pair["乙文件"], pair["乙工作表"], pair["乙行号"]) == ("学籍.xlsx", "二年级", 8)


def test_what_is_to_be_mended_is_told_with_its_cell_the_value_and_the_reason(written):
    record = line(written, "待更正", 2)
    assert list(record) == list(MENDED)
    assert (record["文件"], record["工作表"], record["单元格"], record["列"]) == ("学籍.xlsx", "一年级", "D31", "身份证件号")
    assert (str(record["内容"]), set_off(record["内容"])) == ("349901 20180315 0012", ["2"])
    assert (str(record["建议值"]), set_off(record["建议值"]), record["把握"]) == ("349901 20180315 0017", ["7"], "99.9%")
    assert "第 12 行为同一人" in record["依据"]


def test_the_reader_knows_every_heading_of_ours(written):
    known = {heading for column in decisions.CONTRACT.columns for heading in (column.heading, *column.also)}
    assert {*DESK.values(), *VERDICT, *DECIDED} <= known


def test_only_a_verdict_can_be_typed_and_is_chosen_from_the_vocabulary(written):
    page = openpyxl.load_workbook(written)[DECIDE_SHEET]
    unlocked = {page.cell(1, cell.column).value for cell in page[2] if not cell.protection.locked}
    assert page.protection.sheet and unlocked == set(VERDICT)
    (rule,) = page.data_validations.dataValidation
    assert rule.formula1.strip('"').split(",") == list(VERDICTS.labels.values())
    assert written.stat().st_mode & 0o777 == 0o600


FORMS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97",
    "csv": "csv:Text - txt - csv (StarCalc):44,34,85,1,,0,false,true,false,false,false,2",
}


@pytest.mark.office
@pytest.mark.parametrize("form", FORMS)
def test_a_verdict_comes_back_after_libreoffice_has_saved_it(form, written, tmp_path):
    book = openpyxl.load_workbook(written, rich_text=True)
    page = book[DECIDE_SHEET]
    for heading, value in zip(VERDICT, ("不是同一人", "某甲"), strict=True):
        page.cell(2, list(DECIDED).index(heading) + 1, value)
    book.save(tmp_path / "data_desk_2026-09-01.xlsx")
    office.saved(tmp_path / "data_desk_2026-09-01.xlsx", FORMS[form], tmp_path / "saved")
    (saved,) = (tmp_path / "saved").iterdir()
    back = sources.read("decisions", [saved], Terms(date(2026, 9, 2)), key=b"k" * 32)
    assert back.rows.select("pair_token", "decision", "decided_by").rows() == [("P-0001", "different", "某甲")]
    assert back.findings.filter(pl.col("code") != "row_quarantined").rows() == []
    assert back.records.height == 1
