"""What other desks and offices keep agrees with the truth, and leaves every other register as it is."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from sources.identity import dated
from sources.synthetic import synthesize
from sources.vocabulary import CHILD_STATUS

from .conftest import Written


def _with_truth(county: Written, register: str) -> pl.DataFrame:
    return county.rows(register).join(county.persons.select("person", "fate", "status"), on="person")


@pytest.mark.parametrize("level", ["clean", "hostile"])
def test_whoever_has_leave_has_an_approval_and_nobody_else(level: str, request: pytest.FixtureRequest) -> None:
    county: Written = request.getfixturevalue(level)
    rows = _with_truth(county, "approvals")
    until = dated(rows["截止日期"])["date"]
    in_force = rows.filter((until >= pl.date(2026, 11, 2)) & (rows["审批单位"] != ""))
    assert set(in_force["status"]) == {"deferred", "suspended"}
    excused = county.persons.filter(pl.col("status").is_in(["deferred", "suspended"]))
    assert set(excused["person"]) == set(in_force["person"])
    assert {"enrolled_in_town", "suspected_dropout"} <= set(rows["status"])


def test_the_federation_knows_who_is_taught_at_home_and_who_waits(ordinary: Written) -> None:
    rows = _with_truth(ordinary, "disability")
    placed = {words: set(part["status"]) for (words,), part in rows.group_by("安置方式")}
    assert (placed["送教上门"], placed["未安置"], placed[""]) == ({"home_taught"}, {"disabled_unplaced"}, {"other_age"})
    assert placed["随班就读"] <= {"enrolled_in_town", "enrolled_in_county"}
    assert rows["残疾人证号"].str.replace_all(r"\s", "").str.contains(r"^\d{17}[\dX][1-7][1-4]$").all()


def test_every_village_and_school_of_the_county_has_somebody(ordinary: Written) -> None:
    rows = ordinary.rows("assignment")
    assert rows.filter(pl.col("村级责任人") != "").select("乡镇", "村(居)").n_unique() == (rows["村(居)"] != "").sum() > 20
    schools = ordinary.rows("schools").filter(县内="是")["学校标识码"]
    assert rows.filter(pl.col("学校责任人") != "")["学校标识码"].sort().equals(schools.sort())
    assert rows.filter(pl.col("乡镇责任人") != "", pl.col("县级责任人") != "")["乡镇"].is_unique().all()


def test_declared_counts_are_the_truth_but_for_a_few(ordinary: Written) -> None:
    rows = ordinary.rows("control_totals").with_columns(pl.col("上报数").cast(pl.Int64))
    of_bureau = rows.filter(上报单位="教育局")
    assert of_bureau.filter(乡镇="全县", 项目="适龄儿童")["上报数"].to_list() == [20_000]
    lines = of_bureau.filter(pl.col("乡镇") == "全县", pl.col("项目") != "适龄儿童")
    true = ordinary.persons.filter(~pl.col("status").is_in(["other_age", "unregistered"]))["status"]
    assert dict(lines.select("项目", "上报数").rows()) == {CHILD_STATUS.labels[code]: count for code, count in true.value_counts().rows()}


def test_rosters_change_no_other_register(tmp_path: Path) -> None:
    for rosters in (False, True):
        synthesize(tmp_path / str(rosters), children=600, seed=3, rosters=rosters)
    for register in ("population", "roll", "poverty", "schools", "evidence", "approvals", "disability", "assignment"):
        one, other = (Written(tmp_path / str(rosters)).files(register) for rosters in (False, True))
        assert [file.read_bytes() for file in one] == [file.read_bytes() for file in other]


def test_who_is_not_in_class_is_on_the_roll_and_truly_out_of_school(tmp_path: Path) -> None:
    synthesize(tmp_path, children=2_000, seed=3, level="clean", rosters=True)
    county = Written(tmp_path)
    gone, roster, roll = county.flagged("not_in_class"), county.rows("roster"), county.rows("roll")
    assert set(gone.select("status", "schooled").rows()) == {("suspected_dropout", "0")}
    assert gone["person"].is_in(roll["person"].implode()).all()
    assert not gone["person"].is_in(roster["person"].implode()).any()
    unknown = roster.filter(~pl.col("person").is_in(roll["person"].implode())).join(county.persons, on="person")
    assert set(unknown["status"]) <= {"unregistered", "entry_not_due"}
    assert unknown.height > 5
    assert (roster["月份"] == "202611").all()
