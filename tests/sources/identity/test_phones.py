"""Telephone numbers. All are invented."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.identity.phones import _taken_apart, telephones, telling


def listed(*cells: str | None) -> list[list[str]]:
    return telephones(pl.DataFrame({"phone": pl.Series(cells, dtype=pl.String)}), ("phone",))["phones"].to_list()


@pytest.mark.parametrize(("written", "numbers"), [
    ("13912345671", ["13912345671"]), ("139 1234 5671", ["13912345671"]), ("139-1234-5671", ["13912345671"]), ("+86 13912345671", ["13912345671"]),
    ("008613912345671", ["13912345671"]), ("１３９１２３４５６７１", ["13912345671"]), ("妈妈13912345671", ["13912345671"]), ("13912345671(父)", ["13912345671"]),
    ("13912345671、13712345672", ["13912345671", "13712345672"]), ("13912345671/13712345672", ["13912345671", "13712345672"]),
    ("13912345671；13712345672", ["13912345671", "13712345672"]), ("13912345671 13712345672", ["13912345671", "13712345672"]),
    ("13912345671,13912345671", ["13912345671"]), ("0558-4412345", ["05584412345"]), ("4412345", ["4412345"]),
    ("13800000000", []), ("13888888888", []), ("13800138000", []), ("12345678901", []), ("1391234567", []), ("139****5671", []), ("无", []), (None, []),
])  # fmt: skip
def test_what_can_be_dialed(written: str | None, numbers: list[str]):
    assert listed(written) == [numbers]


def test_the_first_number_over_all_columns_is_the_one_shown():
    cells = pl.DataFrame({"phone": [None, "13800000000"], "guardian_phone": ["13912345671", "13712345672"]})
    assert telephones(cells, ("phone", "guardian_phone"))["phone"].to_list() == ["13912345671", "13712345672"]


def test_a_register_without_telephones_has_empty_lists():
    found = telephones(pl.DataFrame({"x": [1, 2]}), ())
    assert found.rows() == [([], None), ([], None)]


@pytest.mark.parametrize(("names", "kept"), [(10, True), (11, False)])
def test_a_number_under_more_than_ten_names_tells_nothing(names: int, kept: bool):
    phones = pl.Series([["13912345671"]] * names + [["13712345672", "13512345673"]])
    found = telling(phones, pl.Series([f"名{place}" for place in range(names)] + ["另"]))
    assert found.to_list()[0] == (["13912345671"] if kept else [])
    assert found.to_list()[-1] == ["13512345673", "13712345672"]


def test_one_family_under_one_number_may_be_large():
    phones = pl.Series([["13912345671"]] * 30)
    assert telling(phones, pl.Series(["同名"] * 30)).to_list() == [["13912345671"]] * 30


@given(st.lists(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), min_size=1, max_size=9))
def test_a_cell_that_is_one_mobile_number_may_be_taken_as_it_stands(texts: list[str]):
    cells = pl.DataFrame({"row": range(len(texts)), "text": texts}, schema={"row": pl.UInt32, "text": pl.String})
    assert _taken_apart(cells).equals(cells.rename({"text": "number"}))
