"""The visit list as workbooks: what stands in them, what can be typed where, and that what was typed comes back."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import msoffcrypto
import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import sources
from pipelines.publish.lists import ANSWERS, VISIT, write_visit_lists
from pipelines.publish.workbook import Letterhead
from pipelines.publish.workbook_tasks import FILL_SHEET, FILLED, MARK
from pipelines.publish.workbook_visits import write_visit_workbooks
from sources.person import Terms
from sources.vocabulary import EVIDENCE_RESULT
from tests.end_to_end import office

LETTER = Letterhead("甲溪县", date(2026, 9, 1), datetime(2026, 9, 1, 2), "20260901T020000-abc123", "0.1.0", "控辍保学办公室")  # fmt: skip


@pytest.fixture(scope="module")
def written(township, tmp_path_factory) -> Path:
    """The township's workbooks and, beside them, the lists as CSV."""
    folder = tmp_path_factory.mktemp("written")
    write_visit_lists(township.ask, folder)
    write_visit_workbooks(township.ask, folder, LETTER)
    return folder


def rows(path: Path) -> list[dict[str, object]]:
    """The rows of the sheet that is filled in."""
    heading, *rest = openpyxl.load_workbook(path)[FILL_SHEET].iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rest]


def texts(page: Worksheet) -> str:
    return "\n".join(str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell is not None)


def test_the_sheet_that_is_filled_in_has_the_columns_of_the_csv_and_the_mark(written):
    assert set(FILLED) == {*VISIT.values(), *ANSWERS, MARK}
    assert list(rows(written / "exceptions.xlsx")[0]) == list(FILLED)


def test_it_says_what_the_csv_says(written):
    told = {row["任务编号"]: row for row in rows(written / "exceptions.xlsx")}
    csv = pl.read_csv(written / "exceptions.csv", infer_schema=False).to_dicts()
    assert len(csv) == len(told) == 26
    for row in csv:
        for heading, text in row.items():
            cell = told[row["任务编号"]][heading]
            assert ("" if cell is None else str(cell)) == (text or "").removeprefix("'"), heading


def test_there_is_one_for_each_town_school_and_person_in_charge_and_no_name_in_a_files_name(written):
    made = {str(path.relative_to(written)) for path in written.rglob("*.xlsx")}
    assert made == {"exceptions.xlsx", "exceptions/甲溪镇.xlsx", "exceptions/按学校/甲溪中心小学.xlsx",
                    "exceptions/按责任人/R12345678.xlsx", "exceptions/按责任人/R22345678.xlsx"}
    assert {path.stat().st_mode & 0o777 for path in written.rglob("*.xlsx")} == {0o600}
    assert "甲溪县控辍保学核查清单（钱老师）" in texts(openpyxl.load_workbook(written / "exceptions/按责任人/R12345678.xlsx")["封面"])


def test_each_holds_the_tasks_that_are_its_own_and_none_is_lost(written, township):
    listed = township.ask("SELECT case_token, own_school, responsible_codes FROM visit_list")
    school = {row["任务编号"] for row in rows(written / "exceptions/按学校/甲溪中心小学.xlsx")}
    assert school == set(listed.drop_nulls("own_school")["case_token"])
    for code in ("R12345678", "R22345678"):
        own = {row["任务编号"] for row in rows(written / f"exceptions/按责任人/{code}.xlsx")}
        assert own == set(listed.filter(responsible_codes=code)["case_token"])
    assert {row["任务编号"] for row in rows(written / "exceptions/甲溪镇.xlsx")} == set(listed["case_token"])


def test_only_what_a_person_fills_in_is_unlocked_and_coloured(written):
    page = openpyxl.load_workbook(written / "exceptions.xlsx")[FILL_SHEET]
    assert page.protection.sheet and not page.protection.password
    for row in page.iter_rows(min_row=2):
        for cell in row:
            own = page.cell(1, cell.column).value in ANSWERS
            assert cell.protection.locked is not own
            assert (cell.fill.fgColor.rgb == "FFFFF6D6") is own
    for name in ("封面", "打印页"):
        beside = openpyxl.load_workbook(written / "exceptions.xlsx")[name]
        assert beside.protection.sheet and all(cell.protection.locked for row in beside.iter_rows() for cell in row)


def test_results_are_chosen_from_the_vocabulary_in_every_row(written):
    page = openpyxl.load_workbook(written / "exceptions.xlsx")[FILL_SHEET]
    offered = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"}
    column = openpyxl.utils.get_column_letter(list(FILLED).index("核查结果") + 1)
    assert offered[f"{column}2:{column}27"].strip('"').split(",") == list(EVIDENCE_RESULT.labels.values())


def test_it_prints_on_a4_landscape_with_headings_and_page_numbers(written):
    for page in openpyxl.load_workbook(written / "exceptions/甲溪镇.xlsx"):
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert "甲溪镇" in page.oddHeader.left.text and "第 &P 页，共 &N 页" in page.oddFooter.right.text
    page = openpyxl.load_workbook(written / "exceptions.xlsx")[FILL_SHEET]
    assert (page.freeze_panes, page.print_title_rows, page.auto_filter.ref) == ("C2", "$1:$1", "A1:AE27")


def test_the_cover_counts_what_is_listed(written, township):
    cover = openpyxl.load_workbook(written / "exceptions.xlsx")["封面"]
    lines = {row[0]: row[1:] for row in cover.iter_rows(values_only=True)}
    late, poor = township.ask("SELECT count(*) FILTER (late), count(*) FILTER (poverty) FROM visit_list").row(0)
    assert lines["入户核查"] == (0, 11, 0, 0, 0, 11, *lines["入户核查"][6:])
    assert lines["合计"][5:8] == (26, late, poor) or lines["合计"][:6] == (11, 5, 10, 26, late, poor)
    assert "控辍保学办公室" in texts(cover) and LETTER.run_id in texts(cover)


def test_who_is_late_or_poor_is_told_without_color(written):
    by_mark = {row["任务编号"]: row[MARK] for row in rows(written / "exceptions.xlsx")}
    csv = pl.read_csv(written / "exceptions.csv", infer_schema=False)
    assert {token for token, mark in by_mark.items() if mark and "★脱贫" in mark} == set(
        csv.filter(pl.col("脱贫/监测户") == "是")["任务编号"])
    assert any(mark and "▲逾期" in mark for mark in by_mark.values())


def test_brothers_stand_together_under_their_village_on_the_pages_to_print(written):
    page = openpyxl.load_workbook(written / "exceptions.xlsx")["打印页"]
    first = [cell for (cell,) in page.iter_rows(min_row=3, max_col=1, values_only=True)]
    bands = [text for text in first if "　" in text]
    assert len(first) == 26 + len(bands) and len(bands) == len(set(bands)) > 1
    assert sum(int(text.split("　")[2].split(" ")[0]) for text in bands) == 26


def test_no_id_and_no_birth_date_is_in_any_of_them(written):
    for path in written.rglob("*.xlsx"):
        for page in openpyxl.load_workbook(path):
            assert not {"证件号码", "身份证号", "出生日期"} & set(texts(page).split("\n"))


def test_equal_lists_are_equal_files(township, tmp_path):
    for name in ("a", "b"):
        write_visit_workbooks(township.ask, tmp_path / name, LETTER)
    once, again = ({str(p.relative_to(tmp_path / name)): p.read_bytes() for p in (tmp_path / name).rglob("*.xlsx")} for name in ("a", "b"))
    assert once == again and len(once) == 5


def test_with_a_password_nothing_opens_without_it(township, tmp_path):
    sealed = Letterhead("甲溪县", LETTER.as_of, LETTER.made, "r", "0.1.0", "", "口令 Pass-2026")
    write_visit_workbooks(township.ask, tmp_path, sealed)
    assert "口令" not in repr(sealed)
    path = tmp_path / "exceptions.xlsx"
    assert b"K0003" not in path.read_bytes() and path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    opened = BytesIO()
    with path.open("rb") as file:
        office_file = msoffcrypto.OfficeFile(file)
        office_file.load_key("口令 Pass-2026")
        office_file.decrypt(opened)
    assert openpyxl.load_workbook(opened)[FILL_SHEET].max_row == 27
    back = sources.read("evidence", [path], Terms(date(2026, 9, 2)), key=b"k" * 32, access=sources.Access(("falsch", "口令 Pass-2026"), sources.Limits()))
    assert back.records.height == 26


# ---------------------------------------------------------------- there and back

#: Three doors: typed dates, dates as text in three ways, leading zeros, a number as long as an ID.
ANSWERED = [
    {"核查结果": "在外就读", "证据类型": "在读证明", "证据编号": "00120034", "就读学校": "某市第一小学", "就读年级": "三年级",
     "就读学校所在地": "某省某市", "取证日期": datetime(2026, 8, 30), "有效期至": datetime(2027, 1, 31), "核查人": "某甲", "备注": "=1+1"},
    {"核查结果": "空挂户", "证据类型": "空挂户备案表", "证据编号": "349901202609010001", "取证日期": "20260829", "核查人": "某乙"},
    {"核查结果": "暂不在校", "取证日期": "2026年8月28日", "核查人": "某丙", "备注": "外出务工\n春节后回来"},
]
TAKEN = [
    ("enrolled_outside", "在读证明", "00120034", "某市第一小学", 3, date(2026, 8, 30), date(2027, 1, 31), "某甲"),
    ("vacant_registration", "空挂户备案表", "349901202609010001", None, None, date(2026, 8, 29), None, "某乙"),
    ("out_of_school", None, None, None, None, date(2026, 8, 28), None, "某丙"),
]


def filled_in(path: Path, into: Path) -> list[str]:
    """The workbook as a visitor fills it in, three doors answered; the tokens of these."""
    book = openpyxl.load_workbook(path)
    page = book[FILL_SHEET]
    at = {heading: place for place, heading in enumerate(FILLED, 1)}
    for row, answers in enumerate(ANSWERED, 2):
        for heading, value in answers.items():
            cell = page.cell(row, at[heading], value)
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
            cell.number_format = "yyyy-mm-dd" if isinstance(value, datetime) else "@"
    book.save(into)
    return [str(page.cell(row, at["任务编号"]).value) for row in range(2, 2 + len(ANSWERED))]


#: How LibreOffice is told to save: of a CSV the second sheet, as who has it open before him.
FORMS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97", 
    "utf8": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,2",
    "gb18030": "csv:Text - txt - csv (StarCalc):44,34,85,1,,0,false,true,false,false,false,2",
}


@pytest.mark.office
@pytest.mark.parametrize("form", FORMS)
def test_what_is_filled_in_comes_back_whole_after_libreoffice_has_saved_it(form, written, tmp_path):
    sent = tmp_path / "核查结果20260901.xlsx"
    tokens = filled_in(written / "exceptions.xlsx", sent)
    office.saved(sent, FORMS[form], tmp_path / "saved")
    (saved,) = (tmp_path / "saved").iterdir()
    back = sources.read("evidence", [saved], Terms(date(2026, 9, 2), ("甲溪镇",)), key=b"k" * 32)
    columns = ("result", "evidence_type", "evidence_no", "located_school", "located_grade", "evidence_date", "valid_until", "verifier")
    assert dict(zip(back.rows["case_token"], back.rows.select(columns).rows(), strict=True)) == dict(zip(tokens, TAKEN, strict=True))
    assert back.records.group_by("outcome", "reason").len().sort("len").rows() == [("loaded", None, 3), ("quarantined", "unanswered", 23)]
    assert back.findings.filter(~pl.col("code").is_in(["row_quarantined"])).rows() == []
