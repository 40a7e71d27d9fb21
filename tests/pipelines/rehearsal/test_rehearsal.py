"""A check goes on to the end: every refusal, every problem, and nothing published."""

from __future__ import annotations

import csv
import os
import shutil
import stat
from pathlib import Path

import openpyxl
import pytest

from pipelines.errors import NothingPublishedError
from pipelines.operator.terminal import NOTHING_PUBLISHED, checked
from pipelines.rehearsal import Rehearsal, rehearsed
from pipelines.rehearsal.desk import EDITED, HEADINGS
from pipelines.settings import load
from tests.pipelines.rehearsal.conftest import AS_OF

DESK = "data_desk.csv"


@pytest.fixture(scope="module")
def county(hostile, tmp_path_factory) -> Path:
    """A county with an empty file beside the good one, another without a required column, and damaged rows."""
    folder = Path(shutil.copytree(hostile.parent, tmp_path_factory.mktemp("check") / "county"))
    (folder / "inbox" / "population" / "坏_2026-11-02.csv").write_bytes(b"")
    roll = next((folder / "inbox" / "roll").glob("roll_other*"))
    roll.write_text(roll.read_text("utf-8-sig").replace("学籍状态", "某列", 1), "utf-8")
    return folder


@pytest.fixture(scope="module")
def told(county) -> Rehearsal:
    """What a check of it says; its files lie in ``county/check``."""
    return rehearsed(load(county / "county.toml"), AS_OF, county / "check", tell=lambda text: None)


@pytest.fixture(scope="module")
def desk(told, county) -> list[dict[str, str]]:
    """The lines of its table."""
    with (county / "check" / DESK).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_refusal_is_told_and_hides_nothing_of_the_others(told):
    said = "\n".join(told.lines)
    assert not told.usable
    refused = [line for line in told.lines if line.startswith("  ✗ ")]
    assert len(refused) == 2
    assert any("坏_2026-11-02.csv 是空文件" in line for line in refused)
    assert any("缺少必需的列：学籍状态" in line for line in refused)
    # The good files of a register with a bad one, and the registers after it, are read and looked at.
    assert "population_2026-11-02.csv　数据日期 2026-11-02　读入" in said
    assert "证件号码校验码不符" in said[said.index("中小学生学籍（roll）"):]
    assert told.lines[-1] == "数据源不能使用：2 项须先更正（上文 ✗）。未发布任何内容。"


def test_every_problem_names_column_cells_and_mend(told):
    line = next(line for line in told.lines if "证件号码校验码不符" in line)
    assert " 列〈" in line
    assert " 处  " in line
    assert "→ 对照户口簿更正号码" in line


def test_the_columns_of_a_group_of_lines_stand_under_each_other(told):
    start = next(place for place, line in enumerate(told.lines) if line.startswith("    roll_primary"))
    arrows = [line[: line.index("→")] for line in told.lines[start + 1 : start + 6]]
    wide = {len(text) + sum(character >= "\u2e80" for character in text) for text in arrows}
    assert len(wide) == 1


def test_the_table_holds_every_problem_with_its_cell(told, desk, county):
    assert list(desk[0]) == list(HEADINGS.values())
    assert [line["级别"] for line in desk[:2]] == ["拒绝", "拒绝"]
    bad = next(line for line in desk if line["问题"] == "证件号码校验码不符" and line["来源"] == "中小学生学籍")
    with (county / "inbox" / "roll" / bad["文件"]).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    place = ord(bad["列号"]) - ord("A")
    assert bad["列"] == rows[0][place]
    assert bad["内容"].removeprefix("'") == rows[int(bad["行号"]) - 1][place]
    assert bad["处理办法"] == "对照户口簿更正号码"
    assert (county / "check" / DESK).read_bytes().count(b"\r\n") == len(desk) + 1


def test_what_a_check_leaves_is_its_owners_alone(told, county):
    folder = county / "check"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {DESK, "population_2026-11-02.xlsx", "roll_primary_2026-11-02.xlsx"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir()) if path.is_dir()} == {0o700}
    assert not (county / "out").exists()


def test_no_child_is_named_on_the_terminal(told, county):
    with next((county / "inbox" / "roll").glob("roll_primary*")).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    said = "\n".join(told.lines)
    values = {row[column] for row in rows for column in ("姓名", "身份证件号") if len(row[column]) > 2}
    assert values
    assert [value for value in values if value in said] == []


def test_a_copy_that_somebody_corrected_outlives_the_next_check(told, county):
    copy = county / "check" / "roll" / "roll_primary_2026-11-02.xlsx"
    book = openpyxl.load_workbook(copy)
    book.worksheets[1]["A2"] = "改"
    book.save(copy)
    later = (county / "check" / ".rollcall_check").stat().st_mtime + 5
    os.utime(copy, (later, later))
    heard: list[str] = []
    rehearsed(load(county / "county.toml"), AS_OF, county / "check", tell=heard.append)
    assert any("改动过的副本" in line and copy.name in line for line in heard)
    kept = county / "check" / EDITED / "roll" / copy.name
    assert openpyxl.load_workbook(kept).worksheets[1]["A2"].value == "改"
    assert openpyxl.load_workbook(copy).worksheets[1]["A2"].value != "改"


def test_a_folder_with_something_else_in_it_is_not_replaced(county, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(NothingPublishedError, match="里有别的文件"):
        rehearsed(load(county / "county.toml"), AS_OF, tmp_path, tell=lambda text: None)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_exit_code_says_that_a_source_is_refused(county, tmp_path, capsys):
    assert checked(county / "county.toml", AS_OF, tmp_path / "elsewhere", blocking=True) == NOTHING_PUBLISHED
    said = capsys.readouterr()
    assert "✗" in said.out
    assert "▸ 标注 " in said.err
    assert (tmp_path / "elsewhere" / DESK).exists()
