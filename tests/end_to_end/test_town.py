"""The real township's ledger of 14,563 children, reproduced to the child, also from files a real office program saved."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from sources import synthetic
from tests.end_to_end.command import run
from tests.end_to_end.office import GB18030_CSV, saved, workbook

#: domain.md, "The closed ledger": filed are the vacant, deceased and missing together.
REPORTED = {
    "enrolled_in_town": 9351, "enrolled_in_county": 1713, "enrolled_outside": 3090, "outside_unevidenced": 5,
    "other_stage": 61, "graduated": 253, "filed": 69, "disabled_unplaced": 10, "out_of_school": 11,
}
EQUATION = "14,563 = 9,351 + 1,713 + 3,090 + 5 + 61 + 253 + 69 + 10 + 11"


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("town") / "town"
    synthetic.built_in_town(folder)
    return folder


def ledger(folder: Path) -> dict[str, int]:
    with duckdb.connect(str(folder / "out" / "rollcall.duckdb"), read_only=True) as con:
        return dict(con.sql("""
            SELECT CASE WHEN filed THEN 'filed' ELSE status END AS line, sum(children)::INTEGER
            FROM ledger JOIN status USING (status) WHERE town = '*' AND children > 0 GROUP BY line""").fetchall())


def test_the_ledger_is_the_reported_one(town):
    answer = run(town)
    assert answer.code == 0, answer.complained
    assert EQUATION in answer.said
    assert "3,090 / 3,095 = 99.84%" in answer.said
    assert ledger(town) == REPORTED


@pytest.mark.office
def test_files_saved_by_an_office_program_give_the_same_ledger(town, tmp_path):
    office = Path(shutil.copytree(town, tmp_path / "office", ignore=shutil.ignore_patterns("out", "state")))
    roll = as_workbook_of_schools(office / "inbox" / "roll", tmp_path)
    population = as_gb18030(office / "inbox" / "population", tmp_path)
    answer = run(office)
    assert answer.code == 0, answer.complained
    assert ledger(office) == REPORTED
    with duckdb.connect(str(office / "out" / "rollcall.duckdb"), read_only=True) as con:
        sheets = con.sql("SELECT count(DISTINCT sheet) FROM record WHERE source = 'roll'").fetchall()[0][0]
        assert sheets > 10
        names = {row[0] for row in con.sql("SELECT DISTINCT file_name FROM record").fetchall()}
        assert {roll.name, population.name} <= names


def as_workbook_of_schools(folder: Path, room: Path) -> Path:
    """The roll's files replaced by one workbook with a sheet per school, saved by LibreOffice."""
    pupils = pl.concat([taken(path) for path in sorted(folder.glob("*.csv"))], how="diagonal")
    schools = {str(code): part for (code,), part in pupils.group_by("学校标识码", maintain_order=True)}
    made = workbook(room / "roll_2026-11-02.xlsx", schools, "学生花名册")
    return saved(saved(made, "ods", room), "xlsx", folder)


def as_gb18030(folder: Path, room: Path) -> Path:
    """The registry's file replaced by a GB 18030 CSV that LibreOffice exported."""
    (path,) = folder.glob("*.csv")
    people = taken(path)
    book = workbook(room / f"{path.stem}.xlsx", {"户籍": people}, "登记表")
    exported = saved(book, GB18030_CSV, folder)
    assert "姓名".encode("gb18030") in exported.read_bytes()[:2000]
    return exported


def taken(path: Path) -> pl.DataFrame:
    """The file's rows, and the file gone."""
    frame = pl.read_csv(path, infer_schema=False)
    path.unlink()
    return frame
