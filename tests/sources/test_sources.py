"""A register from its files to the shape that the night uses, with every row accounted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import sources
from sources.accounting import accounted
from sources.identity import check_character
from sources.person import FILE, FINDING, RECORD, SourceRefusedError, Terms

TERMS = Terms(date(2026, 9, 1), ("谢桥镇",))
KEY = b"key of a test"
NUMBERS = [(body := f"34990120150302{serial:03d}") + check_character(body) for serial in (101, 123, 203)]


def written(folder: Path, name: str, *rows: tuple[str, ...]) -> Path:
    path = folder / name
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", "utf-8")
    return path


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    return written(
        tmp_path, "户籍_2026-08-31.csv",
        ("公民身份号码", "姓名", "性别", "乡镇", "户籍地址"),
        (NUMBERS[0], "张三", "男", "谢桥镇", "一村"),
        (NUMBERS[1], "李四（空挂）", "男", "县谢桥镇", "二村"),
        ("1234", "", "男", "谢桥镇", "三村"),
        (NUMBERS[2], "", "男", "谢桥镇", "四村"),
        (NUMBERS[0], "张三", "男", "谢桥镇", "一村"),
        ("合计", "4", "", "", ""),
    )  # fmt: skip


def test_a_registry_from_its_file(registry: Path):
    loaded = sources.read("population", [registry], TERMS, key=KEY)
    assert loaded.rows.select("name_key", "town", "sex", "as_of").rows() == [
        ("张三", "谢桥镇", "1", date(2026, 8, 31)), ("李四", "谢桥镇", "1", date(2026, 8, 31)), (None, "谢桥镇", "1", date(2026, 8, 31))]  # fmt: skip
    outcomes = {row_no: (outcome, reason) for row_no, outcome, reason in loaded.records.select("row_no", "outcome", "reason").rows()}
    assert outcomes[4] == ("quarantined", "no_name")
    assert {outcome for outcome, _ in outcomes.values()} == {"loaded", "quarantined", "excluded"}
    assert loaded.files.select("rows_read", "loaded", "quarantined", "excluded").row(0) == (6, 3, 1, 2)
    assert (dict(loaded.records.schema), dict(loaded.findings.schema), dict(loaded.files.schema)) == (RECORD, FINDING, FILE)
    told = loaded.findings.filter(pl.col("code") == "row_quarantined")
    assert told.select("file_name", "severity", "detail").row(0) == (registry.name, "quarantine", "姓名为空且证件号码无效")


def test_reading_twice_gives_the_same(registry: Path):
    one, other = (sources.read("population", [registry], TERMS, key=KEY) for _ in range(2))
    assert one.rows.equals(other.rows)
    assert one.records.equals(other.records)
    assert one.findings.equals(other.findings)


def test_files_of_one_name_are_counted_apart(tmp_path: Path):
    heading = ("公民身份号码", "姓名", "性别", "乡镇", "户籍地址")
    paths = []
    for place, rows in enumerate(([], [(NUMBERS[0], "张三", "", "谢桥镇", "")], [(NUMBERS[1], "李四", "", "谢桥镇", ""), ("", "", "男", "谢桥镇", "")])):
        (tmp_path / str(place)).mkdir()
        paths.append(written(tmp_path / str(place), "导出_2026-08-31.csv", heading, *rows))
    loaded = sources.read("population", paths, TERMS, key=KEY)
    assert loaded.files.select("rows_read", "loaded", "quarantined").rows() == [(0, 0, 0), (1, 1, 0), (2, 1, 1)]


def test_a_register_a_night_can_do_without_is_empty_without_files():
    loaded = sources.read("evidence", [], TERMS, key=KEY)
    assert (loaded.rows.height, loaded.records.height, loaded.files.height) == (0, 0, 0)
    assert loaded.rows.schema["evidence_date"] == pl.Date


def test_a_file_of_another_register_is_refused_by_name(registry: Path, tmp_path: Path):
    poor = written(
        tmp_path, "名单.csv",
        ("户编号", "姓名", "证件号码", "乡(镇)", "在校生状况", "户类型", "监测对象类别", "人编号", "行政村"),
        ("1", "张三", NUMBERS[0], "谢桥镇", "小学", "脱贫户", "", "1", "一村"),
    )  # fmt: skip
    with pytest.raises(SourceRefusedError, match="名单"):
        sources.read("population", [registry, poor], TERMS, key=KEY)


def test_every_register_is_named_and_promised_once():
    names = [module.CONTRACT.register for module in sources.REGISTERS]
    assert names == ["population", "roll", "poverty", "schools", "evidence", "approvals", "disability", "assignment", "control_totals", "decisions", "roster"]
    assert [sources.register_named(name).CONTRACT.register for name in names] == names


class TestAccounting:
    @pytest.fixture
    def loaded(self, registry: Path):
        return sources.read("population", [registry], TERMS, key=KEY)

    def test_what_adds_up_is_passed_on(self, loaded):
        assert accounted(loaded) is loaded

    @pytest.mark.parametrize("column", ["rows_read", "loaded", "quarantined", "excluded"])
    def test_counts_that_do_not_add_up_refuse_the_source(self, loaded, column: str):
        with pytest.raises(SourceRefusedError, match="对不上账"):
            accounted(replace(loaded, files=loaded.files.with_columns(pl.col(column) + 1)))

    def test_a_row_lost_on_the_way_refuses_the_source(self, loaded):
        with pytest.raises(SourceRefusedError, match="不一致"):
            accounted(replace(loaded, rows=loaded.rows.head(2)))

    def test_a_record_without_its_file_refuses_the_source(self, loaded):
        with pytest.raises(SourceRefusedError, match="对不上账"):
            accounted(replace(loaded, files=loaded.files.clear()))
