"""Parquet files, written by polars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from sources.population import CONTRACT
from sources.reading import Reading

CHILD = {"姓名": "张三", "乡镇": "甲镇", "户籍地址": "一村"}
ID = "公民身份号码"


@pytest.fixture
def parquet(tmp_path: Path) -> Callable[..., Path]:
    """``parquet(column=value, …)``: a file of one child."""

    def written(values: dict[str, object], schema: dict[str, object] | None = None) -> Path:
        path = tmp_path / "a.parquet"
        pl.DataFrame([CHILD | values], schema_overrides=schema or {}).write_parquet(path)
        return path

    return written


@pytest.mark.parametrize("value, kind, told, numeric", [
    ("349901201503010014", pl.String, "349901201503010014", False),
    (349901201503010014, pl.Int64, "349901201503010014", True),  # the file has them all; what made it may not have had
    (349901201503010014.0, pl.Float64, "349901201503010000", True),
    (Decimal("349901201503010014.00"), pl.Decimal(20, 2), "349901201503010014", True),
    ("349901201503010014", pl.Categorical, "349901201503010014", False),
    (b"349901201503010014", pl.Binary, "349901201503010014", False),
    (None, pl.Null, None, False),
])  # fmt: skip
def test_a_number_is_marked_whatever_its_type(parquet: Callable, reading: Callable[..., Reading], value: object, kind: object, told: str, numeric: bool):
    cells = reading(CONTRACT, parquet({ID: value}, {ID: kind})).cells
    assert cells.select("citizen_id", "citizen_id__numeric").rows() == [(told, numeric)]


@pytest.mark.parametrize("value", [datetime(2015, 3, 1), datetime(2015, 2, 28, 16, tzinfo=UTC), datetime(2015, 3, 1, tzinfo=UTC)])
def test_a_day_is_the_one_on_chinas_calendar(parquet: Callable, reading: Callable[..., Reading], value: datetime):
    assert reading(CONTRACT, parquet({ID: "", "出生日期": value})).cells["dob"].to_list() == ["2015-03-01"]


@pytest.mark.parametrize("value", [["张三", "李四"], {"父亲": "张三"}])
def test_lists_and_structures_are_refused_by_name(parquet: Callable, refusal: Callable[..., str], value: object):
    sentence = refusal(CONTRACT, parquet({ID: "", "监护人姓名": value}))
    assert "的列“监护人姓名”是列表或结构" in sentence
    assert "张三" not in sentence


def test_bytes_that_are_no_text_are_refused_where_they_are_wanted_and_ignored_elsewhere(parquet: Callable, reading: Callable, refusal: Callable):
    assert "单元格 D2 是图片或二进制内容" in refusal(CONTRACT, parquet({ID: b"\xff\xd8\xff"}))
    assert reading(CONTRACT, parquet({ID: "", "照片": b"\xff\xd8\xff"})).cells.height == 1


@pytest.mark.parametrize("spoil", [lambda data: data[:-9], lambda data: data[:40] + bytes(40) + data[80:], lambda data: data[:4] + data[-20:]])
def test_half_a_file_is_refused(parquet: Callable, refusal: Callable[..., str], spoil: Callable[[bytes], bytes]):
    path = parquet({ID: ""})
    path.write_bytes(spoil(path.read_bytes()))
    assert "已损坏" in refusal(CONTRACT, path)
