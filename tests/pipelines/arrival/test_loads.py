"""Loads of past nights: kept whole and private, once each, for so many days, and found again by date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.arrival.loads import Load, Loads
from sources import schools
from sources.reading import Reading, read

CONTRACT = schools.CONTRACT
MONDAY, TUESDAY, WEDNESDAY = date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 9)


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., Reading]:
    """``reading("甲校", …)``: the list of those schools, read from a file."""

    def of(*names: str) -> Reading:
        path = tmp_path / "schools_2026-09-01.csv"
        path.write_text("学校名称,所属乡镇\n" + "".join(f"{name},某镇\n" for name in names), "utf-8")
        return read(CONTRACT, [path], key=b"k" * 32)

    return of


@pytest.fixture
def night(tmp_path: Path) -> Callable[..., Loads]:
    """``night(day, reading)``: that reading staged and kept on that night; without a reading, nothing is staged."""

    def kept(day: date, found: Reading | None, *, days: int = 60, again: Load | None = None) -> Loads:
        loads = Loads(tmp_path / "loads", tmp_path / "tmp" / "loads")
        loads.staging.parent.mkdir(exist_ok=True)  # type: ignore[union-attr]
        if found:
            loads.stage("schools", found, day)
        if again:
            loads.stage_again("schools", again, "学校改用旧数据。")
        loads.keep(f"{day:%Y%m%d}T020000-aaaaaa", days, datetime(day.year, day.month, day.day, 2))
        return loads

    return kept


def test_what_was_read_is_read_back(night, reading):
    found = reading("甲校", "乙校")
    newest = night(MONDAY, found).newest("schools", TUESDAY)
    again = newest.reading(CONTRACT)
    for part in ("cells", "records", "findings", "files"):
        assert getattr(again, part).equals(getattr(found, part))
    assert (newest.night, newest.rows) == (MONDAY, 2)


def test_the_newest_no_later_than_the_night_stands_in(night, reading):
    night(MONDAY, reading("甲校"))
    loads = night(WEDNESDAY, reading("甲校", "乙校"))
    found = {day: loads.newest("schools", day) for day in (date(2026, 9, 6), MONDAY, TUESDAY, WEDNESDAY)}
    assert [load and load.rows for load in found.values()] == [None, 1, 1, 2]
    assert loads.newest("roll", WEDNESDAY) is None


def test_only_its_owner_reads_a_load(night, reading, tmp_path: Path):
    night(MONDAY, reading("甲校"))
    modes = {path.is_dir(): oct(path.stat().st_mode & 0o777) for path in (tmp_path / "loads").rglob("*")}
    assert modes == {True: "0o700", False: "0o600"}
    assert oct((tmp_path / "loads").stat().st_mode & 0o777) == "0o700"


def test_a_register_that_has_not_changed_takes_no_more_room(night, reading):
    night(MONDAY, reading("甲校"))
    loads = night(TUESDAY, reading("甲校"))
    first, second = (loads.newest("schools", day).folder / "cells.parquet" for day in (MONDAY, TUESDAY))
    assert first != second
    assert first.samefile(second)
    assert not first.samefile(night(WEDNESDAY, reading("乙校")).newest("schools", WEDNESDAY).folder / "cells.parquet")


def test_standing_in_makes_a_load_no_younger(night, reading):
    monday = night(MONDAY, reading("甲校")).newest("schools", MONDAY)
    loads = night(WEDNESDAY, None, again=monday)
    newest = loads.newest("schools", WEDNESDAY)
    assert newest.folder != monday.folder
    assert newest.night == MONDAY


def test_days_let_go_of_loads_but_never_of_the_newest(night, reading, tmp_path: Path):
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        night(day, reading("甲校"))

    def kept() -> list[str]:
        return sorted(path.name[:8] for path in (tmp_path / "loads" / "schools").iterdir())

    night(date(2026, 9, 10), reading("甲校"), days=2)
    assert kept() == ["20260908", "20260909", "20260910"]
    night(date(2027, 1, 1), reading("甲校"), days=0)
    assert kept() == ["20270101"]


def test_what_was_staged_and_never_kept_is_not_a_load(tmp_path: Path, reading):
    loads = Loads(tmp_path / "loads", tmp_path / "tmp")
    loads.stage("schools", reading("甲校"), MONDAY)
    assert loads.newest("schools", MONDAY) is None
    loads.stage("schools", reading("乙校"), MONDAY)  # the step is tried again
    loads.keep("20260907T020000-aaaaaa", 1, datetime(2026, 9, 7))
    assert loads.newest("schools", MONDAY).reading(CONTRACT).cells["school_name"].to_list() == ["乙校"]


def test_a_damaged_load_is_as_if_it_were_not_there(night, reading):
    night(MONDAY, reading("甲校"))
    loads = night(TUESDAY, reading("乙校"))
    (loads.newest("schools", TUESDAY).folder / "load.json").write_text("{")
    assert loads.newest("schools", TUESDAY).night == MONDAY


def test_a_load_of_an_older_contract_has_the_columns_of_today(night, reading):
    load = night(MONDAY, reading("甲校")).newest("schools", MONDAY)
    path = load.folder / "cells.parquet"
    whole = pl.read_parquet(path)
    whole.drop("stage", "school_code__numeric").with_columns(given_up=pl.lit("x")).write_parquet(path)
    cells = load.reading(CONTRACT).cells
    assert cells.schema == whole.schema
    assert cells.select("stage", "school_code__numeric").rows() == [(None, False)]


def test_what_stood_in_is_found_again_under_its_run_with_what_was_said(night, reading, tmp_path):
    monday = night(MONDAY, reading("甲校")).newest("schools", MONDAY)
    Loads(tmp_path / "loads", tmp_path / "tmp" / "loads").stage_run({"as_of": "2026-09-09"})
    loads = night(WEDNESDAY, None, again=monday)
    first, second = (loads.of_run("schools", f"2026090{day}T020000-aaaaaa") for day in (7, 9))
    assert (first.instead, second.instead) == (None, "学校改用旧数据。")
    assert loads.run("20260909T020000-aaaaaa") == {"as_of": "2026-09-09"}
    assert loads.run("20260908T020000-aaaaaa") is None
