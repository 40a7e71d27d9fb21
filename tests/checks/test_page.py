from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from checks.page import write_pages
from checks.results import RESULT


def result(register: str, title: str, **told: object) -> dict[str, object]:
    return {
        "gate": "as read", "register": register, "title": title, "expectation": "expect_column_values_to_be_in_set", "column": "status",
        "says": "“学籍状态”在代码表中", "success": True, "severity": "warn", "checked": 1200, "unexpected": 0, "unexpected_percent": 0.0,
        "sentence": "“学籍状态”在代码表中：1,200 行全部符合",
    } | told


RESULTS = pl.DataFrame([
    result("roll", "中小学生学籍"),
    result("roll", "中小学生学籍", success=False, unexpected=300, unexpected_percent=25.0, sentence="只有 75% <符合>"),
    result("roll", "中小学生学籍", gate="as conformed", success=False, severity="fatal", sentence="学籍状态无法识别"),
    result("schools", "学校名录", gate="files", checked=1),
], schema=RESULT, orient="row")


def test_there_is_an_overview_and_one_page_per_register(tmp_path: Path) -> None:
    write_pages(RESULTS, tmp_path / "checks")
    assert {page.name for page in (tmp_path / "checks").iterdir()} == {"index.html", "roll.html", "schools.html"}
    overview = (tmp_path / "checks/index.html").read_text("utf-8")
    assert re.findall(r'href="(\w+\.html)"', overview) == ["roll.html", "schools.html"]
    assert "学籍状态无法识别" in overview
    roll = (tmp_path / "checks/roll.html").read_text("utf-8")
    assert "1,200" in roll and "25.00%" in roll
    assert roll.index("! 提示") < roll.index("✓ 符合") < roll.index("✗ 拒绝")


def test_the_pages_load_nothing_and_escape_what_they_show(tmp_path: Path) -> None:
    write_pages(RESULTS, tmp_path)
    for page in tmp_path.iterdir():
        text = page.read_text("utf-8")
        assert not re.search(r"https?://|<script|<link|@import|src=", text)
    assert "&lt;符合&gt;" in (tmp_path / "roll.html").read_text("utf-8")
