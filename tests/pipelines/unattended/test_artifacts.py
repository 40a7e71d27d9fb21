from __future__ import annotations

import re
from pathlib import Path

import duckdb
import polars as pl

from checks.results import RESULT
from pipelines.language import language
from pipelines.unattended.artifacts import ledger_published, told

HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
LISTS = pl.DataFrame({"list": ["visit"], "children": [7]})
NO_CHECKS = pl.DataFrame(schema=RESULT)


def ledger(**children: int) -> pl.DataFrame:
    return pl.DataFrame({"status": list(children), "children": list(children.values())}, schema={"status": pl.String, "children": pl.Int64})


def test_each_line_stands_beside_what_was_published_before_and_adds_up() -> None:
    now = ledger(enrolled_in_town=1200, not_found=3, deceased=2)
    before = ledger(enrolled_in_town=1195, out_of_school=4, deceased=1, missing=1)
    assert told(now, LISTS, NO_CHECKS, before)["ledger"].splitlines() == [
        "| 状态 | 人数 | 较上次发布 |",
        "|---|---:|---:|",
        "| 本镇就读 | 1,200 | +5 |",
        "| 备案 | 2 | — |",
        "| 未查到就学信息 | 3 | +3 |",
        "| 暂不在校 | 0 | -4 |",
        "| 合计 | 1,205 | +4 |",
    ]


def test_the_first_night_has_nothing_beside_it() -> None:
    assert told(ledger(not_found=3), LISTS, NO_CHECKS, None)["ledger"].splitlines() == [
        "| 状态 | 人数 |", "|---|---:|", "| 未查到就学信息 | 3 |", "| 合计 | 3 |"]


def test_in_english_the_same_numbers_stand_beside_each_other() -> None:
    broken = pl.DataFrame([dict.fromkeys(RESULT, None) | {
        "title": "公安户籍人口", "sentence": "“姓名”在代码表中：2,861 行中 168 行不符，符合 94.13%，要求不低于 97.0%", "success": False}], schema=RESULT)
    said = told(ledger(enrolled_in_town=1200, deceased=2, missing=1), LISTS, broken, ledger(deceased=2), language("en"))
    assert said["ledger"].splitlines() == [
        "| Status | Children | Since last published |",
        "|---|---:|---:|",
        "| in school in the town | 1,200 | +1,200 |",
        "| filed | 3 | +1 |",
        "| Total | 1,203 | +1,201 |",
    ]
    assert [text for text in said.values() if HAN.search(text.replace("“姓名”", ""))] == []


def test_what_was_published_is_read_or_nothing(tmp_path: Path) -> None:
    assert ledger_published(tmp_path) is None
    with duckdb.connect(str(tmp_path / "rollcall.duckdb")) as connection:
        connection.execute("CREATE TABLE ledger AS SELECT * FROM (VALUES ('*', 'not_found', 3), ('甲镇', 'not_found', 2)) t(town, status, children)")
    found = ledger_published(tmp_path)
    assert found is not None and found.rows() == [("not_found", 3)]
    (tmp_path / "rollcall.duckdb").write_bytes(b"half")
    assert ledger_published(tmp_path) is None
