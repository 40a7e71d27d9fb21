"""A day's way from door to door: brothers and sisters in one visit, so many households a day, each person's share."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.store import Workspace
from tests.spec.county import AS_OF, County

# Child, village, household number, guardian, address; which of them are one door.
DOORS = """
child | village | household | guardian | address | door
------+---------+-----------+----------+---------+-----
赵一  | 一村    | 101       | 赵父     | 1号     | 赵
赵二  | 一村    | 101       | 赵母     | 1号     | 赵
赵三  | 一村    |           | 赵母     | 1号     | 赵
赵四  | 二村    | 101       | 赵父     | 1号     | 赵四
钱一  | 一村    | 102       | 钱父     | 2号     | 钱一
钱二  | 一村    | 103       | 钱父     | 3号     | 钱二
孙一  | 一村    |           |          | 4号     | 孙一
孙二  | 一村    |           |          | 4号     | 孙二
"""
LINES = [[cell.strip() or None for cell in line.split("|")] for line in DOORS.strip().splitlines()[2:]]


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    county = County(households_a_day=2)
    for name, village, household, guardian, address, _ in LINES:
        county.child(name, village=village, household_no=household, guardian_name=guardian, registered_address=address)
    for number in range(11):
        county.child(f"集体{number:02}", village="三村", household_no="900", registered_address=f"{number + 10}号")
    poor = county.child("李一", village="五村", household_no="501", registered_address="5号")
    county.link(poor, county.poor("李一"))
    county.child("周一", town="乙镇", village="六村", household_no="601", registered_address="6号")
    county.charge(town="甲镇", town_lead="镇长")
    county.charge(town="甲镇", village="三村", village_lead="村长")
    county.charge(town="甲镇", village="四村", village_lead="闲人")
    with county.opened(tmp_path_factory.mktemp("visits")) as workspace:
        assert workspace.broken_invariants() == []
        yield workspace


def _plan(night: Workspace) -> pl.DataFrame:
    return night.table("visit_plan").sort("codes", "town", "day", "stop", "case_token")


def test_brothers_and_sisters_are_one_visit(night: Workspace) -> None:
    found = dict(night.frame("SELECT name, household FROM household JOIN visit_list USING (case_token)").rows())
    one_door = {(a[0], b[0]): a[5] == b[5] for a in LINES for b in LINES}
    assert {(a, b): found[a] == found[b] for a, b in one_door} == one_door


def test_what_many_share_is_no_household(night: Workspace) -> None:
    found = night.frame("SELECT DISTINCT household FROM household JOIN visit_list USING (case_token) WHERE village = '三村'")
    assert found.height == 11


def test_each_day_has_so_many_households_and_a_number_for_each(night: Workspace) -> None:
    walked = _plan(night).filter(responsible="镇长").select("name", "day", "stop", "in_household").rows()
    assert walked == [
        ("李一", 1, 1, 1),  # of a poor family, so that village comes first
        ("赵一", 1, 2, 3), ("赵二", 1, 2, 3), ("赵三", 1, 2, 3),
        ("钱一", 2, 1, 1), ("钱二", 2, 2, 1), ("孙一", 3, 1, 1), ("孙二", 3, 2, 1), ("赵四", 4, 1, 1),
    ]


def test_who_is_nobodys_is_planned_by_town_and_named_as_such(night: Workspace) -> None:
    assert _plan(night).filter(town="乙镇").select("responsible", "codes", "day", "stop").rows() == [(None, "", 1, 1)]
    assert night.table("workload").filter(town="乙镇").select("responsible", "level", "tasks", "balance").rows() == [("", "", 1, None)]


def test_work_is_counted_by_person_beside_the_mean_of_the_same_level(night: Workspace) -> None:
    rows = night.frame("""
        SELECT w.level, w.tasks, w.doors, w.villages, w.days, w.town_mean, w.balance
        FROM workload w WHERE town = '甲镇' ORDER BY level, doors""").rows()
    assert rows == [("town_lead", 9, 7, 3, 4, 7.0, 1.0), ("village_lead", 0, 0, 0, 0, 5.5, 0.0), ("village_lead", 11, 11, 1, 6, 5.5, 2.0)]


def test_every_task_of_the_visit_list_has_its_place(night: Workspace) -> None:
    plan = _plan(night)
    assert sorted(plan["case_token"]) == sorted(night.table("visit_list")["case_token"])
    assert plan.unique(["codes", "town", "day", "stop"]).height == night.frame("SELECT DISTINCT household FROM household").height
    assert plan["stop"].max() == 2


def test_brothers_of_two_teachers_are_seen_by_the_one_whose_pupil_presses_more(tmp_path) -> None:
    county = County()
    cells = {"household_no": "7", "registered_address": "7号"}
    elder, younger = county.child("甲", **cells), county.child("乙", **cells)
    county.roll("甲", elder, status="left", school_name="甲镇中学")
    county.roll("乙", younger, status="left")
    county.first_listed[f"C{elder}"] = AS_OF - timedelta(days=20)
    county.charge(school_name="甲镇中学", teacher="张老师")
    county.charge(school_name="甲镇小学", teacher="李老师")
    with county.opened(tmp_path) as workspace:
        told = workspace.table("visit_plan").sort("name", descending=True).select("name", "responsible", "answers", "in_household").rows()
    assert told == [("甲", "张老师", "张老师", 2), ("乙", "张老师", "李老师", 2)]


def test_visits_are_counted_by_who_went_and_on_which_day(tmp_path) -> None:
    county = County()
    for name, result, day, verifier in (
        ("甲", "enrolled_outside", 1, "张 老师"), ("乙", "out_of_school", 1, "张老师"), ("丙", "person_unknown", 2, None), ("丁", "out_of_school", 1, "外人"),
    ):  # fmt: skip
        child = county.child(name, town="乙镇" if name == "丁" else "甲镇")
        county.tokens[f"K{child}"] = f"C{child}"
        county.evidence(name, None, result, date(2026, 10, day), case_token=f"K{child}", verifier=verifier)
    county.evidence("戊", county.child("戊"), "enrolled_outside", date(2026, 10, 1), verifier="张老师")  # on file, no visit
    county.charge(school_name="甲镇小学", teacher="张老师")
    with county.opened(tmp_path) as workspace:
        rows = workspace.frame("SELECT day, town, visits, closing, out_of_school, open FROM visits_made ORDER BY day, town").rows()
        codes = workspace.frame("SELECT visitor FROM visits_made WHERE visits = 2")["visitor"].to_list()
        assert codes == workspace.table("charge")["codes"].to_list()
        assert workspace.frame("FROM visits_made WHERE visitor = ''").height == 1
    assert rows == [(date(2026, 10, 1), "乙镇", 1, 0, 1, 0), (date(2026, 10, 1), "甲镇", 2, 1, 1, 0), (date(2026, 10, 2), "甲镇", 1, 0, 0, 1)]
