from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl

from checks.page import write_pages
from checks.results import RESULT


def result(register: str, title: str, **told: object) -> dict[str, object]:
    return {
        "gate": "as read", "register": register, "title": title, "expectation": "expect_column_values_to_be_in_set", "column": "status",
        "says": "“学籍状态”在代码表中", "success": True, "severity": "warn", "checked": 1200, "unexpected": 0, "unexpected_percent": 0.0, "observed": None,
        "sentence": "“学籍状态”在代码表中：1,200 行全部符合",
    } | told


RESULTS = pl.DataFrame([
    result("roll", "中小学生学籍"),
    result("roll", "中小学生学籍", success=False, unexpected=300, unexpected_percent=25.0, sentence="只有 75% <符合>"),
    result("roll", "中小学生学籍", gate="as conformed", success=False, severity="fatal", sentence="学籍状态无法识别"),
    result("schools", "学校名录", gate="files", checked=1),
    result("child", "适龄儿童", gate="as published", expectation="expect_column_values_to_be_unique", column="child_id"),
    result("ledger", "台账", gate="as published", expectation="expect_column_sum_to_be_between", column="children", observed=14563.0,
           sentence="全县各状态人数之和 14,563，按读入的户籍数据应有 14,563 人"),
], schema=RESULT, orient="row")


def test_there_is_an_overview_and_one_page_per_register(tmp_path: Path) -> None:
    write_pages(RESULTS, tmp_path / "checks")
    assert {page.name for page in (tmp_path / "checks").iterdir()} == {"index.html", "roll.html", "schools.html", "published.html", "results.json"}
    overview = (tmp_path / "checks/index.html").read_text("utf-8")
    assert re.findall(r'href="(\w+\.html)"', overview) == ["roll.html", "schools.html", "published.html"]
    assert "学籍状态无法识别" in overview
    roll = (tmp_path / "checks/roll.html").read_text("utf-8")
    assert "1,200" in roll and "25.00%" in roll
    assert roll.index("! 提示") < roll.index("✓ 符合") < roll.index("✗ 拒绝")


def test_all_published_tables_stand_on_one_page_and_what_is_about_a_table_has_no_rows(tmp_path: Path) -> None:
    write_pages(RESULTS, tmp_path)
    page = (tmp_path / "published.html").read_text("utf-8")
    assert re.findall(r"<h2>(.+?)</h2>", page) == ["适龄儿童（child）", "台账（ledger）"]
    assert page.count("整表") == 1 and "应有 14,563 人" in page


def test_the_results_are_kept_as_json(tmp_path: Path) -> None:
    write_pages(RESULTS, tmp_path)
    kept = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert (kept["success"], kept["statistics"]["evaluated_expectations"], kept["statistics"]["unsuccessful_expectations"]) == (False, 6, 2)
    assert pl.DataFrame(kept["results"], schema=RESULT).equals(RESULTS)


def test_the_pages_load_nothing_and_escape_what_they_show(tmp_path: Path) -> None:
    write_pages(RESULTS, tmp_path)
    for page in tmp_path.glob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"https?://|<script|<link|@import|src=", text)
    assert "&lt;符合&gt;" in (tmp_path / "roll.html").read_text("utf-8")
