"""The marked copy is the file: what is not mended reads as before, what is mended reads clean."""

from __future__ import annotations

import stat
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from pipelines.language import language
from pipelines.rehearsal import plain
from pipelines.rehearsal.kept import can_be_kept
from pipelines.rehearsal.marks import AUTHOR, FILLS, HEADINGS_ROW, MOST_COMMENTS
from pipelines.rehearsal.problems import problems
from sources.identity import check_character
from sources.reading import PROBLEMS_SHEET
from tests.end_to_end.office import saved
from tests.english import chinese
from tests.pipelines.rehearsal.conftest import as_workbook

HEAD_TEACHERS = "已核对"  # his own comment on a cell
FILES = ["population", "roll", "poverty"]
WHERE = ("sheet", "row_no", "letter", "heading", "code", "problem", "severity")


def only_file(inbox: Path, register: str) -> Path:
    return sorted((inbox / register).iterdir())[0]


def where(found: pl.DataFrame) -> pl.DataFrame:
    """The problems in cells. A plain copy of a file without sheets has one."""
    return found.filter(pl.col("row_no").is_not_null()).select(WHERE).with_columns(sheet=pl.lit(""))


@pytest.mark.parametrize("register", FILES)
@pytest.mark.parametrize("writer", ["kept", "plain"])
def test_an_unmended_copy_reads_as_the_file_does(hostile, read, marked, tmp_path, register, writer):
    path = only_file(hostile, register)
    if writer == "kept":
        path = as_workbook(path, tmp_path)
    copy = tmp_path / "copy" / f"{path.stem}.xlsx"
    found = marked(register, path, writer, copy)
    before, after = read(register, path), read(register, copy)
    assert where(found).height
    assert where(problems(after)).equals(where(found))
    assert after.rows.drop("record_id").equals(before.rows.drop("record_id"))
    assert after.files.select("rows_read", "loaded", "quarantined", "excluded").equals(
        before.files.select("rows_read", "loaded", "quarantined", "excluded"))
    # Neither our own sheet nor anything else about the copy is a new complaint.
    assert set(after.findings["code"]) <= set(before.findings["code"])


@pytest.mark.office
def test_a_copy_saved_by_libreoffice_reads_as_the_file_does(hostile, read, marked, tmp_path):
    path = as_workbook(only_file(hostile, "roll"), tmp_path)
    copy = tmp_path / "copy" / path.name
    found = marked("roll", path, "kept", copy)
    again = saved(copy, "xlsx:Calc MS Excel 2007 XML", tmp_path / "office")
    assert where(problems(read("roll", again))).equals(where(found))


def number(birth: str, order: str) -> str:
    front = f"349901{birth}{order}"
    return front + check_character(front)


HEADINGS = ["学籍号", "身份证号", "姓名", "性别", "出生日期", "学校名称", "年级", "学籍状态"]
GOOD = number("20170304", "001")
#: What a school wrote, which cells are marked, and what the clerk writes there.
SCHOOL = [
    # 学籍号        身份证号                          姓名     性别  出生日期       marked            mended
    ("",          GOOD[:17] + "5",                "赵一一", "男", "2017-03-04", {"B3"},           {"B3": GOOD}),
    ("",          349901201703040000,             "钱二二", "男", "2017-03-04", {"B4"},           {"B4": number("20170304", "003")}),
    ("",          number("20170504", "003"),      "孙三三", "女", "2017-05-04", {"D5"},           {"D5": "男"}),
    ("",          number("20170604", "003"),      "李?四", "男", "17.6.4",     {"C6", "E6"},     {"C6": "李四四", "E6": "2017-06-04"}),
    ("",          "",                             "",      "",  "",           {"C7", "E7"},     {"B7": number("20170704", "003"), "C7": "周五五", "E7": "2017-07-04"}),
]  # fmt: skip


@pytest.fixture
def school(tmp_path) -> Path:
    """A school's workbook with a title, borders and a note of the head teacher's."""
    path = tmp_path / "某某小学_2026-08-31.xlsx"
    with xlsxwriter.Workbook(path) as book:
        border = book.add_format({"border": 1, "bg_color": "#EEEEFF"})
        sheet = book.add_worksheet("三年级一班")
        sheet.merge_range("A1:H1", "某某小学学籍", book.add_format({"bold": True, "font_size": 16}))
        sheet.write_row(1, 0, HEADINGS, border)
        for row, (*cells, _marked, _mended) in enumerate(SCHOOL, 2):
            sheet.write_row(row, 0, [*cells, "某某小学", "三年级", "在读"], border)
        sheet.write_comment("B3", "已核对", {"author": "校长"})
        book.add_worksheet("备忘").write(0, 0, "本校备忘")
    return path


def marks(path: Path, sheet: str) -> dict[str, str]:
    """Filled cell → its comment."""
    book = openpyxl.load_workbook(path)
    cells = [cell for row in book[sheet].iter_rows() for cell in row if cell.fill.fgColor.rgb[2:] in FILLS.values()]
    return {cell.coordinate: cell.comment.text if cell.comment else "" for cell in cells}


@pytest.mark.parametrize("writer", ["kept", "plain"])
def test_bad_cells_are_filled_and_say_what_to_do(school, marked, tmp_path, writer):
    copy = tmp_path / "copy.xlsx"
    found = marked("roll", school, writer, copy)
    said = marks(copy, "三年级一班")
    assert set(said) == set().union(*(row[-2] for row in SCHOOL))
    assert "证件号码校验码不符\n→ 对照户口簿更正号码" in said["B3"]
    assert "姓名为空且证件号码无效" in said["C7"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    listed = openpyxl.load_workbook(copy).worksheets[0]
    assert listed.title == PROBLEMS_SHEET
    assert listed.max_row == HEADINGS_ROW + found.height
    assert "三年级一班!B3" in [cell.value for cell in listed["B"]]
    links = [cell.hyperlink.location for cell in listed["B"] if cell.hyperlink]
    assert links[0] in ("三年级一班!B3", "'三年级一班'!B3")


def test_a_kept_copy_stays_the_offices_workbook(school, marked, tmp_path):
    marked("roll", school, "kept", tmp_path / "copy.xlsx")
    book = openpyxl.load_workbook(tmp_path / "copy.xlsx")
    assert book.sheetnames == [PROBLEMS_SHEET, "三年级一班", "备忘"]
    sheet = book["三年级一班"]
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:H1"]
    assert sheet["A1"].font.sz == 16
    assert sheet["A3"].border.left.style == "thin"
    assert "已核对" in sheet["B3"].comment.text
    assert sheet["B4"].value == 349901201703040000
    assert sheet["B4"].number_format == "@"  # what is typed over it stays text


@pytest.mark.parametrize("writer", ["kept", "plain"])
def test_a_mended_copy_reads_clean_and_its_marks_go(school, read, marked, tmp_path, writer):
    copy = tmp_path / "copy" / school.name
    marked("roll", school, writer, copy)
    book = openpyxl.load_workbook(copy)
    for *_cells, mended in SCHOOL:
        for place, value in mended.items():
            book["三年级一班"][place] = value
    book.save(copy)
    loaded = read("roll", copy)
    assert loaded.rows.height == len(SCHOOL)
    assert set(loaded.findings["code"]) <= {"skipped_sheet"}  # the school's own 备忘, which a plain copy lacks
    marked("roll", copy, "kept", tmp_path / "again.xlsx")
    assert marks(tmp_path / "again.xlsx", "三年级一班") == {}
    again = openpyxl.load_workbook(tmp_path / "again.xlsx")
    assert again.sheetnames.count(PROBLEMS_SHEET) == 1
    assert [cell for row in again["三年级一班"].iter_rows() for cell in row if cell.comment and cell.comment.author == AUTHOR] == []


@pytest.mark.parametrize("writer", ["kept", "plain"])
def test_an_english_copy_speaks_english_and_reads_as_the_file_does(school, read, marked, tmp_path, writer):
    copy, again = tmp_path / "copy" / school.name, tmp_path / "again.xlsx"
    found = marked("roll", school, writer, copy, language("en"))
    listed = openpyxl.load_workbook(copy).worksheets[0]
    assert listed.title == "Problems"
    assert listed["A1"].value == f"School roll: Problems: {school.name}, {found.height} problems."
    assert [cell.value for cell in listed[HEADINGS_ROW]] == ["No.", "Cell", "Heading", "Problem", "What to do", "Level"]
    own = [cell.value for column in "DEF" for cell in listed[column][1:]]
    comments = list(marks(copy, "三年级一班").values())
    assert [text for text in (listed["A2"].value, *own, *comments) if text and chinese(text, HEAD_TEACHERS)] == []
    assert any("→ " in said for said in comments)
    skipped = read("roll", copy).findings.filter(pl.col("code") == "skipped_sheet")["detail"]
    assert set(skipped) <= {"备忘"}  # the school's own
    marked("roll", copy, "kept", again)  # in Chinese: the English list goes, and the marks with it
    assert openpyxl.load_workbook(again).sheetnames.count("Problems") == 0


def test_a_heading_that_looks_like_a_formula_stays_text_in_the_list(tmp_path, marked):
    path = tmp_path / "poverty_2026-08-31.csv"
    path.write_text('户编号,姓名,身份证号,乡(镇),在校生状况,户类型,"=HYPERLINK(""http://x"")"\n01,赵一一,1,某某镇,小学,脱贫户,2\n', "utf-8")
    for writer, source in (("plain", path), ("kept", as_workbook(path, tmp_path))):
        copy = tmp_path / f"{writer}.xlsx"
        marked("poverty", source, writer, copy)
        cells = [cell for sheet in openpyxl.load_workbook(copy) for row in sheet.iter_rows() for cell in row]
        assert any("HYPERLINK" in str(cell.value) for cell in cells)
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_of_a_source_too_large_only_the_rows_with_problems_are_shown(hostile, marked, tmp_path, monkeypatch):
    monkeypatch.setattr(plain, "_MOST_CELLS", 1)
    path = only_file(hostile, "roll")
    found = marked("roll", path, "plain", tmp_path / "rows.xlsx")
    book = openpyxl.load_workbook(tmp_path / "rows.xlsx")
    assert "不能代替原文件" in book.worksheets[0]["A2"].value
    rows = [cell.value for cell in book.worksheets[1]["A"]]
    assert rows == ["原行号", *found.filter(pl.col("row_no") > 1)["row_no"].unique().sort()]
    first = found.filter(pl.col("row_no") == rows[1]).row(0, named=True)
    shifted = chr(ord(first["letter"]) + 1)
    assert first["problem"] in book.worksheets[1][f"{shifted}2"].comment.text


def test_comments_are_bounded_and_every_cell_is_filled(tmp_path, marked):
    rows = "".join(f"01,赵一一,1{number},某某镇,小学,脱贫户\n" for number in range(MOST_COMMENTS + 10))
    path = tmp_path / "poverty_2026-08-31.csv"
    path.write_text(f"户编号,姓名,身份证号,乡(镇),在校生状况,户类型\n{rows}", "utf-8")
    marked("poverty", path, "plain", tmp_path / "copy.xlsx")
    said = marks(tmp_path / "copy.xlsx", "脱贫户和监测对象")
    assert sum(letter.startswith("C") for letter in said) == MOST_COMMENTS + 10
    assert sum(bool(text) for text in said.values()) == MOST_COMMENTS


def test_what_only_claims_to_be_a_workbook_is_not_given_to_openpyxl(tmp_path):
    (tmp_path / "t.xlsx").write_bytes(b"PK\x03\x04 and no more")
    assert not can_be_kept(tmp_path / "t.xlsx")
