"""The schools."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sources import schools
from sources.person import Conformed, Terms

TERMS = Terms(date(2026, 9, 1), ("谢桥镇",))


@pytest.fixture
def conform(cells_of):
    return lambda *rows: _made(cells_of, rows)


def _made(cells_of, rows: tuple[dict, ...]) -> Conformed:
    return schools.to_persons(cells_of(schools.CONTRACT, *rows), TERMS)


def test_a_school(conform):
    made = conform({"school_name": "谢桥镇（中心）小学", "aliases": "谢小、 中心小学;谢小", "town": "谢桥", "stage": "小学", "school_code": "2134000001"})
    expected = ("r0", "2134000001", "谢桥镇（中心）小学", "谢桥镇中心小学", ["中心小学", "谢小"], "谢桥镇", "primary", True)
    assert made.rows.row(0) == expected
    assert made.rows.columns == ["record_id", "school_code", "school_name", "school_key", "alias_keys", "town", "stage", "in_county"]
    assert made.findings.is_empty()


def test_the_shape_does_not_depend_on_the_rows(conform):
    assert conform().rows.schema == conform({"school_name": "某校"}).rows.schema
    assert conform().rows.schema["alias_keys"] == pl.List(pl.String)


@pytest.mark.parametrize(("written", "within"), [("是", True), (None, True), ("否", False), ("也许", True)])
def test_a_school_is_in_the_county_unless_it_says_no(conform, written: str | None, within: bool):
    assert conform({"school_name": "某校", "in_county": written}).rows["in_county"].to_list() == [within]


def test_only_a_town_of_the_county_can_be_unknown(conform):
    made = conform({"school_name": "甲校", "town": "别处镇"}, {"school_name": "乙校", "town": "别处镇", "in_county": "否"})
    assert made.findings.select("record_id", "code").rows() == [("r0", "unknown_town")]


def test_a_school_without_code_and_name_is_set_aside(conform):
    made = conform({"town": "谢桥镇"}, {"school_code": "1"}, {"school_name": "（）"})
    assert made.quarantined.rows() == [("r0", "no_school_key"), ("r2", "no_school_key")]
    assert made.rows["record_id"].to_list() == ["r1"]
