"""Towns and schools under the names the county knows them by."""

from __future__ import annotations

import polars as pl
import pytest

from sources.identity import school_codes, school_key, school_keys, town_inside, town_named, towns_named

TOWNS = ("谢桥镇", "江口镇", "城关镇", "西城关镇", "汤店乡", "东街道")


@pytest.mark.parametrize(("written", "town"), [
    ("谢桥镇", "谢桥镇"), (" 谢桥镇 ", "谢桥镇"), ("颍上县谢桥镇人民政府", "谢桥镇"), ("谢桥", "谢桥镇"), ("汤店", "汤店乡"), ("西城关镇", "西城关镇"),
    ("颍上县西城关镇", "西城关镇"), ("城关镇", "城关镇"), ("谢桥镇江口镇", None), ("别处镇", None), ("谢桥乡", None), ("349901101", None),
])  # fmt: skip
def test_the_town_that_is_meant(written: str, town: str | None):
    assert town_named(written, TOWNS) == town


def test_what_is_not_known_stands_as_written_and_is_told():
    found = towns_named(pl.Series(["县谢桥镇", "别处镇 ", "349901101", "349901101000", None]), TOWNS)
    assert found["town"].to_list() == ["谢桥镇", "别处镇", "349901101", "349901101000", None]
    assert found["unknown"].to_list() == [False, True, False, False, False]


def test_nothing_is_unknown_where_no_town_is_known():
    assert towns_named(pl.Series(["别处镇"]), ())["unknown"].to_list() == [False]


def test_an_address_tells_a_town_only_when_it_names_one():
    addresses = pl.DataFrame({"text": ["县谢桥镇一村3号", "县西城关镇一村", "从谢桥镇迁江口镇", "一村3号", None]})
    expected = ["谢桥镇", "西城关镇", None, None, None]
    assert addresses.select(town_inside(pl.col("text"), TOWNS)).to_series().to_list() == expected
    assert addresses.select(town=town_inside(pl.col("text"), ())).to_series().null_count() >= 1


@pytest.mark.parametrize(("written", "key"), [
    ("谢桥镇 中心小学", "谢桥镇中心小学"), ("谢桥镇（中心）小学", "谢桥镇中心小学"), ("谢桥镇(中心)小学", "谢桥镇中心小学"), ("", None), (None, None), ("（）", None),
])  # fmt: skip
def test_school_keys(written: str | None, key: str | None):
    assert school_key(written) == key
    assert school_keys(pl.Series([written], dtype=pl.String)).to_list() == [key]


def test_leading_zeros_lost_by_a_number_cell_are_put_back():
    cells = pl.DataFrame({"school_code": ["134000001", "134000001", "2134000001", None], "school_code__numeric": [True, False, True, False]})
    assert school_codes(cells).to_list() == ["0134000001", "134000001", "2134000001", None]
