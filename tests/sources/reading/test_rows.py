"""What becomes of each row below the headings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from sources import population, schools
from sources.reading import Reading
from sources.vocabulary import EXCLUDED

HEAD = ["序号", "公民身份号码", "姓名", "乡镇", "户籍地址"]
CHILD = ["1", "349901201503010014", "张三", "谢桥镇", "一村"]


@pytest.fixture
def outcome(text_file: Callable[..., Path], reading: Callable[..., Reading]) -> Callable[..., list[tuple]]:
    """``outcome(row, …)``: row number, outcome and reason of each row, below the usual headings."""

    def told(*rows: list[str], contract=population.CONTRACT, head: list[str] = HEAD) -> list[tuple]:
        return reading(contract, text_file("a.csv", [head, *rows])).records.select("row_no", "outcome", "reason").rows()

    return told


@pytest.mark.parametrize("row, reason", [
    (["合计", "", "12", "", ""], "total"), (["", "", "小 计：", "12", ""], "total"), (["总计（人）", "3"], "total"), (["本页合计", "3"], "total"),
    (["填表人：李四", "", "审核人：王五"], "signature"), (["", "审核人", "王五"], "signature"), (["单位（盖章）"], "signature"),
    (["（盖章）"], "signature"), (["填报日期：2026年9月1日"], "signature"),
    (["示例", *CHILD[1:]], "template_note"), (["例：1", *CHILD[1:]], "template_note"), (["示例：1", "", "张三"], "template_note"),
    (["填写说明：号码按文本填写"], "template_note"), (["注：以上为全部"], "template_note"),
    (HEAD, "repeated_header"), (["序 号", "公民身份号码*", "姓名", "乡镇", "户籍地址"], "repeated_header"),
    (["xh", "GMSFHM", "XM", "乡镇", "户籍地址"], "repeated_header"), (["序号", "GMSFHM", "XM", "", ""], "repeated_header"),
])  # fmt: skip
def test_rows_that_are_no_data_are_excluded_with_their_reason(outcome: Callable, row: list[str], reason: str):
    assert outcome(CHILD, row)[1] == (3, "excluded", reason)


@pytest.mark.parametrize("row", [
    ["合计", "349901201503010014", "合计", "谢桥镇", "一村"], ["负责人", "349901201503010014", "张三", "谢桥镇", "一村"],
    ["序号", "349901201503010014", "姓名", "乡镇", "一村"], ["2", "", "合心", "谢桥镇", "一村"], ["3", "", "例", "谢桥镇", "一村"], ["4", "", "", "", "注：不详"], ["", "", "注方", "", ""],
])  # fmt: skip
def test_a_child_is_never_taken_for_headings_a_total_or_a_signature(outcome: Callable, row: list[str]):
    assert outcome(row) == [(2, "loaded", None)]


def test_blank_rows_have_no_record_and_are_counted_by_number(outcome: Callable):
    assert outcome(CHILD, [], ["", "", "", "", ""], [" ", "无", "", "", ""], ["2", "", "", "", ""], ["7", "", "李四", "", ""]) == [
        (2, "loaded", None), (7, "loaded", None)]  # fmt: skip


def test_text_that_stands_only_beside_the_columns_is_not_passed_over(outcome: Callable):
    assert outcome(["以上数据由派出所提供"]) == [(2, "loaded", None)]  # and set aside later, as it names nobody


def test_more_cells_than_headings_are_quarantined(outcome: Callable):
    assert outcome([*CHILD, "", " "], [*CHILD, "", "x"], ["合计", "", "", "", "", "12"]) == [
        (2, "loaded", None), (3, "quarantined", "ragged_row"), (4, "excluded", "total")]  # fmt: skip


def test_a_register_without_id_column_has_totals_too(outcome: Callable):
    rows = outcome(["0123456789", "甲小学", "谢桥镇"], ["合计", "1", ""], contract=schools.CONTRACT, head=["学校标识码", "学校名称", "所属乡镇"])
    assert rows[1] == (3, "excluded", "total")


def test_other_headings_further_down_refuse_the_file(text_file: Callable[..., Path], refusal: Callable[..., str]):
    moved = [HEAD, CHILD, ["序号", "姓名", "公民身份号码", "乡镇", "户籍地址"], ["1", "李四", "349901201503010022", "谢桥镇", "一村"]]
    assert "第 3 行又有一行表头，而 B 列与第 1 行的表头不同" in refusal(population.CONTRACT, text_file("a.csv", moved))


def test_repeated_headings_of_two_rows_are_excluded(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    two = [["公民身份号码", "姓名", "父亲", "", "乡镇", "户籍地址"], ["", "", "姓名", "身份证号", "", ""]]
    child = ["349901201503010014", "张三", "张大", "", "谢桥镇", "一村"]
    found = reading(population.CONTRACT, text_file("a.csv", [*two, child, *two, child[:1]]))
    assert found.records["reason"].to_list() == [None, "repeated_header", "repeated_header", None]
    assert found.cells.select("name", "father_name").row(0) == ("张三", "张大")


def test_reasons_are_on_the_closed_lists(outcome: Callable):
    reasons = {reason for _, _, reason in outcome(CHILD, HEAD, ["合计"], ["填表人"], ["示例"], [*CHILD, "x"], CHILD)} - {None}
    assert reasons == {*EXCLUDED.codes, "ragged_row"} - {"deleted_record"}  # which only .dbf tables have


def test_records_and_cells_agree(text_file: Callable[..., Path], reading: Callable[..., Reading]):
    found = reading(population.CONTRACT, text_file("a.csv", [HEAD, CHILD, HEAD, CHILD]))
    assert found.records.filter(pl.col("outcome") == "loaded")["record_id"].to_list() == found.cells["record_id"].to_list()
