"""Two published nights are the same but for their run, and where they are not, the place is named."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from pipelines.language import CHINESE, Language, language
from pipelines.publish.sameness import STAMPS, differences, files_of


def published(folder: Path, *, run: str = "one", rows: tuple[int, ...] = (1, 2), list_: str = "甲", said: str = "14,563",
              cell: str = "看门", made: datetime = datetime(2026, 9, 1, 2), say: Language = CHINESE) -> Path:
    """A folder as a night leaves it, in small."""
    (folder / "exceptions").mkdir(parents=True)
    (folder / "exceptions.csv").write_text(list_, "utf-8")
    (folder / "report.html").write_text(
        f"<h1>{said}</h1><p>{say(STAMPS[0], run_id=run, started=made, ended=made, version='0.1.0', digest='f0')}</p></html>", "utf-8")
    (folder / "report.pdf").write_bytes(b"%PDF" + run.encode())
    with duckdb.connect(str(folder / "rollcall.duckdb")) as con:
        con.execute("CREATE TABLE child (id INTEGER)")
        con.executemany("INSERT INTO child VALUES (?)", [[row] for row in rows])
        con.execute("CREATE TABLE run AS SELECT ? AS run_id", [run])
    book = xlsxwriter.Workbook(folder / "exceptions" / "甲镇.xlsx")
    book.set_properties({"created": made})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, say(STAMPS[1], made=made, run_id=run, version="0.1.0"))
    sheet.write_string(1, 0, cell)
    book.close()
    return folder


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return published(tmp_path / "one")


@pytest.mark.parametrize("code", ["zh", "en"])
def test_another_run_of_the_same_is_the_same(tmp_path: Path, code: str) -> None:
    one = published(tmp_path / "one", say=language(code))
    other = published(tmp_path / "other", run="two", rows=(2, 1), made=datetime(2026, 9, 3, 4), say=language(code))
    assert differences(one, other) == []


def test_a_night_in_another_language_is_not_the_same(one: Path, tmp_path: Path) -> None:
    assert differences(one, published(tmp_path / "other", said="14,563 children", say=language("en"))) == ["report.html：内容不同"]


@pytest.mark.parametrize(("change", "named"), [
    ({"list_": "乙"}, "exceptions.csv：内容不同"),
    ({"said": "14,562"}, "report.html：内容不同"),
    ({"cell": "看窗"}, "exceptions/甲镇.xlsx：内容不同"),
    ({"rows": (1, 3)}, "rollcall.duckdb 的表 child：2 行不同"),
    ({"rows": (1, 2, 2)}, "rollcall.duckdb 的表 child：1 行不同"),
])
def test_what_is_not_the_same_is_named(one: Path, tmp_path: Path, change: dict, named: str) -> None:
    assert differences(one, published(tmp_path / "other", **change)) == [named]


def test_a_file_or_a_column_of_one_side_only_is_named(one: Path, tmp_path: Path) -> None:
    other = published(tmp_path / "other")
    (other / "exceptions" / "乙镇.csv").touch()
    with duckdb.connect(str(other / "rollcall.duckdb")) as con:
        con.execute("ALTER TABLE child ADD COLUMN age INTEGER")
    assert differences(one, other) == ["exceptions/乙镇.csv：只有一边有", "rollcall.duckdb 的表 child：1 行不同"]


def test_a_table_may_be_left_out(one: Path, tmp_path: Path) -> None:
    other = published(tmp_path / "other", rows=(7,))
    assert differences(one, other, but=frozenset({"run", "child"})) == []


def test_nights_and_what_is_being_staged_are_no_published_files(one: Path) -> None:
    for folder in ("nights/2026-09-01_x", ".staged-x"):
        (one / folder).mkdir(parents=True)
        (one / folder / "exceptions.csv").touch()
    assert files_of(one) == {"exceptions.csv", "exceptions/甲镇.xlsx", "report.html", "report.pdf", "rollcall.duckdb"}
