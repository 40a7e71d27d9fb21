"""Workbooks: values as a spreadsheet shows them, and numbers marked where digits are lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from sources.reading.book import UnreadableError
from sources.reading.workbook import _shown, open_workbook


@pytest.mark.parametrize("value, shown", [
    (341226201803151234.0, "341226201803151000"),
    (341226201803150000.0, "341226201803150000"),  # int() of it ends in 149984
    (341226201803151678.0, "341226201803151000"),  # cut as a spreadsheet cuts, not rounded to 152
    (123456789012345.0, "123456789012345"),
    (12345678901234567890.0, "12345678901234500000"),
    (20150301.0, "20150301"), (0.0, "0"), (-12.0, "-12"), (2.5, "2.5"), (0.1 + 0.2, "0.3"),
    (True, "TRUE"), (False, "FALSE"),
    (date(2015, 3, 1), "2015-03-01"), (datetime(2015, 3, 1, 8, 30), "2015-03-01"),
    ("00123", "00123"), ("", ""),
])  # fmt: skip
def test_a_cell_as_a_spreadsheet_shows_it(value: object, shown: str):
    assert _shown(value) == shown


def test_numbers_are_marked_and_rows_keep_their_numbers(workbook: Callable[..., Path]):
    path = workbook("a.xlsx", {"一": [[], ["号", "名"], ["0012", "甲"], [], [12, date(2015, 3, 1)], [True, "乙"]]})
    table = open_workbook(path.read_bytes()).sheets[0].readings[0]
    assert table.top[:2] == [["", ""], ["号", "名"]]
    rows = table.below(2, 2)
    assert rows.select("c0", "n0", "c1", "row_no").rows() == [
        ("0012", False, "甲", 3), ("", False, "", 4), ("12", True, "2015-03-01", 5), ("TRUE", False, "乙", 6)]  # fmt: skip
    assert not rows["ragged"].any()


def test_a_column_of_texts_has_no_marks(workbook: Callable[..., Path]):
    table = open_workbook(workbook("a.xlsx", {"一": [["号"], ["1"], ["2"]]}).read_bytes()).sheets[0].readings[0]
    assert table.below(1, 1).columns == ["c0", "row_no", "ragged"]


def test_formulas_give_their_stored_values():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "名")
        sheet.write_formula(1, 0, '="甲"', None, "甲")
    assert open_workbook(file.getvalue()).sheets[0].readings[0].below(1, 1)["c0"].to_list() == ["甲"]


def test_hidden_sheets_are_named_and_not_read(workbook: Callable[..., Path]):
    book = open_workbook(workbook("a.xlsx", {"一": [["号"]], "藏": [["号"]]}, hidden=["藏"]).read_bytes())
    assert ([sheet.name for sheet in book.sheets], book.hidden) == (["一"], ("藏",))


def test_half_a_workbook_is_refused(workbook: Callable[..., Path]):
    data = workbook("a.xlsx", {"一": [["号"]] * 100}).read_bytes()
    with pytest.raises(UnreadableError, match="已损坏"):
        open_workbook(data[: len(data) // 2])
