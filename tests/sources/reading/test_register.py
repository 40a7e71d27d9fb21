"""One register from all its files: cells, records, findings and counts that add up."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import population, poverty, roll
from sources.person import FILE, FINDING, RECORD, SourceRefusedError
from sources.reading import Reading, read
from sources.reading.assembly import cell_schema
from sources.reading.cells import EMPTY
from sources.reading.valueless import ERRORS

CONTRACT = population.CONTRACT
HEAD = ["公民身份号码", "姓名", "乡镇", "户籍地址"]
CHILD = ["349901201503010014", "张三", "谢桥镇", "一村"]
OTHER = ["349901201503010022", "李四", "谢桥镇", "二村"]


def test_the_shapes_are_those_promised(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    found = reading(CONTRACT, text_file("a.csv", [HEAD, CHILD]))
    assert dict(found.cells.schema) == cell_schema(CONTRACT)
    assert list(found.cells.columns[:5]) == ["record_id", "file_name", "sheet", "row_no", "as_of"]
    assert {"citizen_id__numeric", "household_no__numeric"} < set(found.cells.columns)
    assert "ethnicity" not in found.cells.columns  # dropped unread
    assert (dict(found.records.schema), dict(found.findings.schema), dict(found.files.schema)) == (RECORD, FINDING, FILE)


@pytest.mark.parametrize("encoding, delimiter", [("utf-8-sig", ","), ("gb18030", ";"), ("utf-16", "\t"), ("utf-8", "\t")])
def test_the_same_rows_from_every_kind_of_text(text_file: Callable[..., Path], reading: Callable[..., Reading], encoding: str, delimiter: str):
    found = reading(CONTRACT, text_file("a.TXT", [HEAD, CHILD], encoding=encoding, delimiter=delimiter))
    assert found.cells.select("citizen_id", "name", "town", "registered_address").rows() == [tuple(CHILD)]


def test_record_ids_are_keyed_and_stable(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    path = text_file("a.csv", [HEAD, CHILD, OTHER])
    ids = reading(CONTRACT, path).cells["record_id"].to_list()
    assert ids == reading(CONTRACT, path).cells["record_id"].to_list()
    assert not {*ids} & {*reading(CONTRACT, path, key=b"another").cells["record_id"]}
    token = ids[0].split("-")[1]
    assert ids == [f"population-{token}-2", f"population-{token}-3"]


def test_identical_rows_are_loaded_once_across_files_and_sheets(text_file: Callable[..., Path], workbook: Callable[..., Path], reading: Callable[..., Reading]):
    head = ["序号", *HEAD]
    old = text_file("a 2026-08-01.csv", [head, ["1", *CHILD], ["2", *CHILD], ["3", *OTHER]])
    new = workbook("b 2026-09-01.xlsx", {"一": [head, ["9", *CHILD]], "二": [head, ["1", *CHILD[:3], "三村"]]})
    found = reading(CONTRACT, old, new, as_of=None)
    assert found.cells.select("file_name", "sheet", "row_no").rows() == [
        ("a 2026-08-01.csv", "", 4), ("b 2026-09-01.xlsx", "一", 2), ("b 2026-09-01.xlsx", "二", 2)]  # fmt: skip
    assert found.records.filter(reason="duplicate_row").select("file_name", "row_no", "outcome").rows() == [
        ("a 2026-08-01.csv", 2, "excluded"), ("a 2026-08-01.csv", 3, "excluded")]  # fmt: skip
    assert found.findings.select("file_name", "code", "detail").rows() == [("a 2026-08-01.csv", "duplicate_row", "2 行")]


def test_every_row_twice_loses_nobody(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    rows = [[f"34990120150301{at:04d}", f"张{at}", "谢桥镇", ""] for at in range(500)]
    found = reading(CONTRACT, text_file("a.csv", [HEAD, *rows, *rows]))
    assert found.cells["row_no"].to_list() == list(range(2, 502))
    assert found.files.select("rows_read", "loaded", "quarantined", "excluded").row(0) == (1000, 500, 0, 500)


def test_numbers_of_a_workbook_are_marked(workbook: Callable[..., Path], reading: Callable[..., Reading]):
    head = [*HEAD, "户号", "出生日期", "备注"]
    rows = [[349901201503010014.0, *CHILD[1:], 12, datetime(2015, 3, 1), True], [*OTHER, "0012", "2015.3.1", 2.5]]
    cells = reading(CONTRACT, workbook("a.xlsx", {"一": [head, *rows]})).cells
    assert cells.select("citizen_id", "citizen_id__numeric", "household_no", "household_no__numeric", "dob", "remark").rows() == [
        ("349901201503010000", True, "12", True, "2015-03-01", "TRUE"), (OTHER[0], False, "0012", False, "2015.3.1", "2.5")]  # fmt: skip


def test_scientific_notation_of_a_csv_is_marked(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    rows = [["3.49901E+17", *CHILD[1:]], ['="349901201503010022"', *OTHER[1:]], ["", "王五", "谢桥镇", ""]]
    cells = reading(CONTRACT, text_file("a.csv", [HEAD, *rows])).cells
    assert cells.select("citizen_id", "citizen_id__numeric").rows() == [("3.49901E+17", True), (OTHER[0], False), (None, False)]


def test_a_default_fills_a_column_that_is_not_there_and_no_blank_cell(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    without = [["公民身份号码", "姓名", "户籍地址"], [CHILD[0], "张三", "一村"]]
    asked = {"defaults": {"town": "谢桥镇", "remark": "补"}}
    assert reading(CONTRACT, text_file("a.csv", without), **asked).cells.select("town", "remark").row(0) == ("谢桥镇", "补")
    assert reading(CONTRACT, text_file("b.csv", [HEAD, [*CHILD[:2], "", "一村"]]), **asked).cells["town"].to_list() == [None]


@pytest.mark.parametrize("section", ["defaults", "columns"])
def test_settings_for_a_column_that_is_not_there_are_refused(text_file: Callable[..., Path], refusal: Callable[..., str], section: str):
    sentence = refusal(CONTRACT, text_file("a.csv", [HEAD]), **{section: {"twon": "x"}})
    assert f"[sources.population.{section}] 中的 twon" in sentence
    assert "是否应为 town？" in sentence


def test_the_settings_choose_a_column(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    path = text_file("a.csv", [[*HEAD, "人员姓名"], [*CHILD, "张大三"]])
    assert reading(CONTRACT, path, columns={"name": "人员姓名"}).cells["name"].to_list() == ["张大三"]


def test_the_day_comes_from_the_settings_the_name_or_the_clock(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    named, plain = text_file("户籍20260831.csv", [HEAD, CHILD]), text_file("户籍.csv", [HEAD, OTHER])
    os.utime(plain, (0, datetime(2026, 7, 1, 12).timestamp()))
    found = reading(CONTRACT, named, plain, as_of=None)
    assert found.cells["as_of"].to_list() == [date(2026, 8, 31), date(2026, 7, 1)]
    assert found.findings.select("file_name", "code", "detail").rows() == [("户籍.csv", "as_of_assumed", "2026-07-01")]
    assert reading(CONTRACT, named, plain).files["as_of"].to_list() == [date(2026, 9, 1)] * 2


def test_a_row_with_a_day_of_its_own_keeps_it(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    head = ["户编号", "姓名", "证件号码", "乡(镇)", "在校生状况", "户类型", "数据日期"]
    rows = [["1", f"张{at}", "", "谢桥镇", "小学", "脱贫户", day] for at, day in enumerate(["2026/8/5", "20260806", "2026年8月7日", "上月", ""])]
    days = reading(poverty.CONTRACT, text_file("a.csv", [head, *rows])).cells["as_of"].to_list()
    assert days == [date(2026, 8, 5), date(2026, 8, 6), date(2026, 8, 7), date(2026, 9, 1), date(2026, 9, 1)]


def test_what_is_not_read_is_told_by_its_heading(workbook: Callable[..., Path], reading: Callable[..., Reading]):
    path = workbook("a.xlsx", {"一": [["序号", *HEAD, "民族", "宗教", "13800000000", "", ""], ["1", *CHILD, "汉族", "无", "x", "旁注", ""]]})
    findings = reading(CONTRACT, path).findings
    assert findings["code"].unique().to_list() == ["unknown_column"]
    assert findings["detail"].to_list() == ["宗教", "H 列", "I 列（无标题）"]


def test_headings_without_rows_are_a_finding(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    found = reading(CONTRACT, text_file("a.csv", [HEAD, ["合计", "0", "", ""]]))
    assert (found.cells.height, found.findings["code"].to_list()) == (0, ["empty_source"])
    assert found.files.select("rows_read", "loaded", "quarantined", "excluded").row(0) == (1, 0, 0, 1)
    assert dict(found.cells.schema) == cell_schema(CONTRACT)


def test_a_ragged_row_is_set_aside_and_told(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    found = reading(CONTRACT, text_file("a.csv", [HEAD, CHILD, [*OTHER, "x"]]))
    told = found.findings.select("record_id", "code", "severity", "detail").rows()
    assert told == [(found.records["record_id"][1], "row_quarantined", "quarantine", "列数与表头不符")]
    assert found.cells["name"].to_list() == ["张三"]


def test_copies_in_two_folders_have_records_of_their_own(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    found = reading(CONTRACT, text_file("甲/a.csv", [HEAD, CHILD]), text_file("乙/a.csv", [HEAD, CHILD]))
    assert found.files.select("file_name", "loaded", "excluded").rows() == [("甲/a.csv", 1, 0), ("乙/a.csv", 0, 1)]
    assert found.records["record_id"].n_unique() == 2


def test_nothing_to_read_is_refused_with_the_mend(tmp_path: Path, refusal: Callable[..., str], raw_file: Callable[[str, bytes], Path]):
    assert "inbox/population/" in refusal(CONTRACT)
    assert "inbox/roll/" in refusal(roll.CONTRACT, raw_file("~$a.xlsx", b"lock"))


@pytest.mark.parametrize("name, content, told", [
    ("a.csv", b"", "a.csv 是空文件（0 字节）"),
    ("a.xlsx", b"", "a.xlsx 是空文件（0 字节）"),
    ("a.csv", b"\n\n", "没有一列可以识别"),
    ("a.csv", bytes(range(1, 256)) * 9, "a.csv 不是完好的 GB18030 文本"),
    ("a.xlsx", b"PK\x03\x04broken", "a.xlsx 已损坏"),
    ("a.pdf", b"%PDF", "（.pdf）不能读取"),
    ("a.csv", "某某,某某\n".encode("utf-16-le"), "a.csv 含有空字节"),
])  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(refusal: Callable[..., str], raw_file: Callable[[str, bytes], Path], name: str, content: bytes, told: str):
    sentence = refusal(CONTRACT, raw_file(name, content))
    assert sentence.startswith("公安户籍人口的文件 ")
    assert told in sentence


def test_one_bad_file_among_good_ones_refuses_the_register(text_file: Callable[..., Path], raw_file: Callable[[str, bytes], Path], refusal: Callable[..., str]):
    assert "b.csv" in refusal(CONTRACT, text_file("a.csv", [HEAD, CHILD]), raw_file("b.csv", b""))


_TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"], include_characters='\n\t",;\u200b'), max_size=5)


def _read(text: str | None) -> str | None:
    """What is promised of a cell, said the slow way."""
    text = "".join(letter for letter in text or "" if letter not in "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1] if len(text) > 2 else ""
    text = text.removeprefix("'").strip()
    return None if text in EMPTY or text in ERRORS else text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.from_regex(r"\A349901\d{8}\Z"), _TEXT, _TEXT, _TEXT, _TEXT, _TEXT), max_size=12),
    st.sampled_from([",", "\t", ";"]), st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.integers(0, 2),
)  # fmt: skip
def test_any_table_comes_back_as_it_was_written(rows: list[tuple[str, ...]], delimiter: str, encoding: str, quoting: int, titles: int):
    head = ["公民身份号码", "姓名", "乡镇", "户籍地址", "现住址", "备注"]
    file = io.StringIO()
    written = csv.writer(file, delimiter=delimiter, quoting=quoting)
    written.writerows([["某县户籍"]] * titles + [head, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a 2026-09-01.csv"
        path.write_bytes(file.getvalue().encode(encoding))
        found = read(CONTRACT, [path], key=b"k")
    expected = [tuple(_read(text) for text in row) for row in rows]
    shown = found.cells.select("citizen_id", "name", "town", "registered_address", "residence_address", "remark").rows()
    assert shown == list(dict.fromkeys(expected))
    assert found.cells["row_no"].to_list() == [expected.index(row) + titles + 2 for row in shown]
    assert found.files["rows_read"].sum() == len(rows) == found.records.height
    assert found.records["reason"].drop_nulls().to_list() == ["duplicate_row"] * (len(rows) - len(shown))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
def test_no_bytes_whatever_end_in_anything_but_a_sentence(content: bytes, name: str):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with pytest.raises(SourceRefusedError):
            read(CONTRACT, [path], key=b"k")


def test_a_workbook_saved_by_libreoffice(tmp_path: Path, workbook: Callable[..., Path], reading: Callable[..., Reading]):
    assert shutil.which("soffice"), "LibreOffice (soffice) is missing: run `make system`"
    rows = [["2026年花名册"], [*HEAD, "出生日期", "户号"], [*CHILD, datetime(2015, 3, 1), 12], [349901201503010014, *OTHER[1:], "", "0012"]]
    made = workbook("a.xlsx", {"一": rows, "二": rows[:1] + rows[1:2] + [[*OTHER, "", ""]]})
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "saved", made],
        capture_output=True, timeout=120, text=True)  # fmt: skip
    saved = tmp_path / "saved" / "a.xlsx"
    assert saved.exists(), done.stderr
    cells = reading(CONTRACT, saved).cells
    assert cells.select("sheet", "row_no", "citizen_id", "citizen_id__numeric", "dob", "household_no").rows() == [
        ("一", 3, CHILD[0], False, "2015-03-01", "12"), ("一", 4, "349901201503010000", True, None, "0012"), ("二", 3, OTHER[0], False, None, None)]  # fmt: skip
    assert cells.equals(reading(CONTRACT, made).cells.with_columns(cells["record_id"]).select(cells.columns))
