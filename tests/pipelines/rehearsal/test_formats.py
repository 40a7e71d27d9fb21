"""Whatever form a file comes in, its copy is a workbook that reads as the file does."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import polars as pl
import pytest

import sources
from checks.results import RESULT
from pipelines.publish.words import REGISTERS
from pipelines.rehearsal.desk import write_desk
from pipelines.rehearsal.marks import Marking
from pipelines.rehearsal.plain import write_plain
from pipelines.rehearsal.problems import problems
from pipelines.rehearsal.survey import Survey
from pipelines.settings import load
from sources.person import Loaded, Terms
from sources.reading import Written
from tests.end_to_end.office import saved
from tests.pipelines.rehearsal.conftest import AS_OF, as_workbook


@pytest.fixture(scope="module")
def county(hostile, tmp_path_factory) -> Path:
    """A county whose roll is an .xls, an .ods, an archive with a CSV in a folder, and a protected workbook."""
    folder = Path(shutil.copytree(hostile.parent, tmp_path_factory.mktemp("formats") / "county"))
    roll, desk = folder / "inbox" / "roll", tmp_path_factory.mktemp("desk")
    primary, junior, other = (next(roll.glob(f"roll_{stage}*")) for stage in ("primary", "junior", "other"))
    saved(as_workbook(primary, desk), "xls:MS Excel 97", roll)
    saved(as_workbook(junior, desk), "ods:calc8", roll)
    with zipfile.ZipFile(roll / "各校.zip", "w") as archive:
        archive.writestr(f"某校/{other.name}", other.read_text("utf-8-sig").replace(",在读,", ",不明,", 1))
    lines = primary.read_text("utf-8-sig").splitlines()
    some = desk / "protected_2026-11-02.csv"
    some.write_text("\n".join([lines[0], *(line.replace("G", "J", 1) for line in lines[1:40])]), "utf-8")
    with as_workbook(some, desk).open("rb") as plain, (roll / "protected_2026-11-02.xlsx").open("wb") as protected:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("口令", protected)
    for path in (primary, junior, other):
        path.unlink()
    return folder


def read_roll(folder: Path, *passwords: str) -> Loaded:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return sources.read("roll", files, Terms(AS_OF), key=b"k" * 32, access=sources.Access(passwords))


def where(found: pl.DataFrame) -> set[tuple]:
    """File, row, column and problem, the file by what its name says in every form."""
    stem = pl.col("file_name").str.extract("(roll_[a-z]+|protected)")
    return set(found.drop_nulls("row_no").select(stem, "row_no", "letter", "code", "problem").rows())


@pytest.mark.office
def test_every_form_gets_a_copy_that_reads_as_it_does(county, monkeypatch):
    monkeypatch.setenv("ROLLCALL_ROLL_PASSWORD", "口令")
    loaded = read_roll(county / "inbox" / "roll", "口令")
    found = problems(loaded)
    survey = Survey({"roll": loaded}, {}, pl.DataFrame(schema=RESULT))
    copies = write_desk(load(county / "county.toml"), survey, {"roll": found}, county / "check", lambda text: None)
    again = read_roll(county / "check" / "roll")
    assert {file for file, *_ in where(found)} == {"roll_primary", "roll_junior", "roll_other", "protected"}
    assert copies == 4
    assert where(problems(again)) == where(found)
    assert again.rows["citizen_id"].sort().equals(loaded.rows["citizen_id"].sort())
    with (county / "check" / "data_desk.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    numbers = [line for line in lines if line["问题"] == "证件号码校验码不符"]
    assert {line["来源"] for line in lines} == {REGISTERS["roll"]}
    assert numbers
    assert all(len(line["内容"].removeprefix("'")) == 18 for line in numbers)


def test_a_record_marked_as_deleted_does_not_come_to_life_in_the_copy():
    rows = pl.DataFrame({"row_no": [2, 3], "c0": ["赵一一", "钱二二"], "deleted": [True, False]}, schema_overrides={"row_no": pl.Int32})
    found = problems(sources.nothing("roll", Terms(AS_OF)))
    target = io.BytesIO()
    write_plain([Written("t.dbf", "", [["姓名"]], rows)], Marking(sources.register_named("roll").CONTRACT, "t.dbf", found), target)
    assert [cell.value for cell in openpyxl.load_workbook(target).worksheets[1]["A"]] == ["姓名", None, "钱二二"]
