"""Which sheets of a file are the register, and which refuse it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sources import poverty, roll, schools
from sources.population import CONTRACT
from sources.reading import Reading

HEAD = ["公民身份号码", "姓名", "乡镇", "户籍地址"]
ROWS = [HEAD, ["349901201503010014", "张三", "谢桥镇", "一村"]]
NOTES = [["公民身份号码", "18位，按文本填写"], ["姓名", "必填"], ["乡镇", "填全称"]]


def test_every_visible_sheet_that_fits_is_read(workbook: Callable[..., Path], reading: Callable[..., Reading]):
    other = [["某某小学"], HEAD, ["349901201503010022", "李四", "谢桥镇", "二村"]]
    path = workbook("a.xlsx", {"一": ROWS, "二": other, "藏": ROWS, "说明页": NOTES, "空": []}, hidden=["藏"])
    found = reading(CONTRACT, path)
    assert found.cells.select("sheet", "row_no", "name").rows() == [("一", 2, "张三"), ("二", 3, "李四")]
    assert found.files.select("sheet", "codec", "header_row", "rows_read").rows() == [("一", "xlsx", 1, 1), ("二", "xlsx", 2, 1)]
    told = found.findings.select("code", "detail").rows()
    assert told == [("skipped_sheet", "藏"), ("skipped_sheet", "说明页")]


def test_a_sheet_that_lacks_a_column_while_others_fit_refuses_the_file(workbook: Callable[..., Path], refusal: Callable[..., str]):
    sentence = refusal(CONTRACT, workbook("a.xlsx", {"一": ROWS, "二": [["姓名", "乡镇", "户籍地址"], ["李四", "谢桥镇", "二村"]]}))
    assert "a.xlsx 的工作表〈二〉缺少必需的列：公民身份号码" in sentence
    assert "隐藏、删除该工作表" in sentence
    assert "李四" not in sentence


def test_a_sheet_of_notes_may_quote_headings(workbook: Callable[..., Path], reading: Callable[..., Reading]):
    quoting = [["列", "姓名", "乡镇"], ["填法", "必填", "填全称"]]
    assert reading(CONTRACT, workbook("a.xlsx", {"一": ROWS, "填写说明": quoting})).findings["code"].to_list() == ["skipped_sheet"]


@pytest.mark.parametrize("rows, told", [
    ([["姓名", "乡镇"], ["张三", "谢桥镇"]], "缺少必需的列：公民身份号码、户籍地址或村(居)；最接近的表头在第 1 行，其中认出了姓名、乡镇"),
    ([["349901201503010014", "张三", "谢桥镇"]], "前 20 行中没有一列可以识别（必需的列：公民身份号码、姓名、乡镇、户籍地址或村(居)）"),
    ([[""]] * 25 + ROWS, "的表头在第 26 行，而只在前 20 行中查找：请删去表头上方多余的行。"),
    ([[""]] * 125 + ROWS, "前 20 行中没有一列可以识别"),
])  # fmt: skip
def test_no_headings_are_told_without_any_cell_of_data(text_file: Callable[..., Path], refusal: Callable[..., str], rows: list, told: str):
    sentence = refusal(CONTRACT, text_file("a.csv", rows))
    assert sentence.startswith("公安户籍人口的文件 a.csv ")
    assert told in sentence
    assert not {"张三", "349901201503010014"} & set(sentence.replace("，", "、").split("、"))
    assert "张三" not in sentence


def test_a_data_row_that_is_taken_for_headings_is_not_shown(text_file: Callable[..., Path], refusal: Callable[..., str]):
    sentence = refusal(CONTRACT, text_file("a.csv", [["姓名", "王小明", "349901201503010014"]]))
    assert "姓名" in sentence
    assert "王小明" not in sentence
    assert "3499" not in sentence


def test_big5_is_named_as_the_likely_cause(text_file: Callable[..., Path], refusal: Callable[..., str]):
    rows = [["公民身份號碼", "姓名", "鄉鎮"], ["349901201503010014", "張三", "謝橋鎮"]]
    assert "Big5" in refusal(CONTRACT, text_file("a.csv", rows, encoding="big5"))


@pytest.mark.parametrize("contract, head, told", [
    (poverty.CONTRACT, ["户编号", "姓名", "证件号码", "乡(镇)", "行政村", "在校生状况", "户类型"], "看起来是〈脱贫户和监测对象〉，请移到 inbox/poverty/。"),
    (roll.CONTRACT, ["学籍号", "姓名", "身份证件号", "学校名称", "年级", "学籍状态"], "看起来是〈中小学生学籍〉，请移到 inbox/roll/。"),
    (schools.CONTRACT, ["学校标识码", "学校名称", "所属乡镇", "学段"], "看起来是〈学校名录〉，请移到 inbox/schools/。"),
])  # fmt: skip
def test_a_file_of_another_register_is_sent_there(text_file: Callable[..., Path], workbook: Callable[..., Path], refusal: Callable[..., str], contract, head: list[str], told: str):
    assert told in refusal(CONTRACT, text_file("a.csv", [head, ["x"] * len(head)]))
    assert told in refusal(CONTRACT, workbook("a.xlsx", {"表": [head, ["x"] * len(head)]}))


def test_of_several_registers_that_a_file_fits_its_own_is_named(text_file: Callable[..., Path], refusal: Callable[..., str]):
    head = ["户编号", "人编号", "姓名", "证件号码", "乡(镇)", "行政村", "在校生状况", "户类型"]  # enough for the population registry too
    assert "inbox/poverty/" in refusal(roll.CONTRACT, text_file("a.csv", [head]))


def test_a_workbook_with_nothing_to_see_is_refused(workbook: Callable[..., Path], refusal: Callable[..., str]):
    assert "前 20 行中没有一列可以识别" in refusal(CONTRACT, workbook("a.xlsx", {"一": []}))


def test_a_clash_names_its_sheet(workbook: Callable[..., Path], refusal: Callable[..., str]):
    sentence = refusal(CONTRACT, workbook("a.xlsx", {"一": [[*HEAD, "人员姓名"]]}))
    assert "a.xlsx 的工作表〈一〉第 1 行的B 列“姓名”与E 列“人员姓名”" in sentence
