"""Who must act, by when, with what in hand: exceptions, the visit list, the data desk's list."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.publish.desk import DESK
from pipelines.publish.lists import VISIT
from pipelines.store import Workspace
from sources.vocabulary import LIST_OF_STATUS, REASON
from tests.spec.county import AS_OF, County
from tests.spec.drawn import Table

TASKS = Table("""
case                         | roll           | evidence                            | poverty | list        | priority | due        | late
-----------------------------+----------------+-------------------------------------+---------+-------------+----------+------------+------
nothing found                |                |                                     |         | visit       | 4        | 2026-11-09 | False
nothing found, poor          |                |                                     | primary | visit       | 1        | 2026-11-09 | False
out of school                |                | out_of_school 2026-10-01            |         | visit       | 2        | 2026-11-09 | False
out of school, poor          |                | out_of_school 2026-10-01            | primary | visit       | 1        | 2026-11-09 | False
certificate missing          |                | located_unevidenced 2026-10-01      |         | certificate | 4        | 2026-11-17 | False
to be placed                 |                | disabled_unplaced 2026-10-01        |         | placement   | 4        | 2026-11-17 | False
in review                    | active review  |                                     |         | data_desk   | 4        | 2026-11-09 | False
enrolled, poor               | active         |                                     | primary | none        | None     | None       | None
""")


@pytest.mark.parametrize("line", TASKS.lines, ids=str)
def test_a_task_has_its_priority_and_its_day(line) -> None:
    assert TASKS.decided[line.case] == line.expected


@pytest.mark.parametrize(("days", "late", "priority"), [(7, False, 4), (8, True, 3)])
def test_a_task_is_late_the_day_after_it_was_due(days: int, late: bool, priority: int, tmp_path) -> None:
    county = County()
    child = county.child("甲")
    county.first_listed[f"C{child}"] = AS_OF - timedelta(days=days)
    with county.opened(tmp_path) as workspace:
        (task,) = workspace.table("exception").to_dicts()
        assert (task["late"], task["priority"], task["nights_listed"]) == (late, priority, days + 1)
        assert workspace.table("child")["first_listed"].to_list() == [AS_OF - timedelta(days=days)]


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """A county with something on every list."""
    county = County()
    gone = county.child("甲", town="乙镇", village="二村", household_no="9", registered_address="二村9号", residence_address="城里1号",
                        head_name="甲父", phone=None, sex="2")
    county.roll("甲", gone, status="left", grade=5, change_date=date(2026, 3, 1), phone="13900000002")
    county.roll("甲", gone, status="moved", grade=3, change_date=date(2024, 3, 1), school_name="乙镇小学")
    county.evidence("甲", gone, "person_unknown", date(2026, 10, 1))
    located = county.child("乙", guardian_name="乙母", head_name="乙祖父", phone="13900000003", town="？镇")
    county.evidence("乙", located, "located_unevidenced", date(2026, 10, 1), located_school="外县某校", located_grade=7)
    perhaps = county.child("丙", citizen_id="349901201605010011")
    county.roll("丙丙", perhaps, review=True, sex="2", citizen_id="349901201605010012")
    cancelled = county.child("丁", cancel_kind="deceased")
    county.roll("丁", cancelled)
    county.evidence("戊", county.child("戊"), "enrolled_outside", date(2026, 10, 1), located_school="在姑姑家13900000009")
    county.findings.append({"source": "population", "record_id": located, "file_name": "population.csv", "column_name": "citizen_id",
                            "code": "id_bad_check", "severity": "warn"})
    county.findings.append({"source": "population", "record_id": county.child("庚", dob=date(1990, 1, 1)), "file_name": "population.csv",
                            "column_name": "citizen_id", "code": "id_bad_check", "severity": "warn"})
    county.findings.append({"source": "roll", "record_id": None, "file_name": "roll.csv", "column_name": "citizen_id",
                            "code": "id_column_truncated", "severity": "warn"})
    county.quarantined += [
        {"record_id": f"evidence-q{number}", "source": "evidence", "file_name": "evidence.csv", "sheet": "", "row_no": 90 + number,
         "outcome": "quarantined", "reason": reason} for number, reason in enumerate(["no_evidence_ref", "unanswered"])]
    with county.opened(tmp_path_factory.mktemp("night")) as workspace:
        assert workspace.broken_invariants() == []
        yield workspace


def _visit(night: Workspace, name: str) -> dict:
    (row,) = night.table("visit_list").filter(name=name).to_dicts()
    return row


def test_the_visit_list_has_every_column_of_the_file_in_order(night) -> None:
    assert night.table("visit_list").columns[:len(VISIT)] == list(VISIT)


def test_the_visitor_reads_where_to_go_and_whom_to_ask(night) -> None:
    row = _visit(night, "甲")
    assert row["address"] == "城里1号"
    assert (row["guardian"], row["phone"], row["sex"], row["age"], row["village"]) == ("甲父", "13900000002", "2", 10, "二村")
    assert (row["last_school"], row["last_grade"]) == ("甲镇小学", 5)
    assert row["material"] == "离校原因说明；复学或转入学校的在读证明（上次核查：查无此人）"


def test_a_guardian_goes_before_the_head_of_the_household(night) -> None:
    row = _visit(night, "乙")
    assert (row["guardian"], row["phone"], row["category"]) == ("乙母", "13900000003", "certificate")
    assert (row["last_school"], row["last_grade"]) == ("外县某校", 7)
    assert (row["town"], row["address"]) == ("未识别", "？镇 一村1号")


def test_the_visit_list_holds_the_three_lists_and_no_more(night) -> None:
    assert sorted(night.table("visit_list")["name"]) == ["乙", "甲"]


def test_every_reason_of_a_visit_says_what_to_bring(night) -> None:
    visited = {status for status, name in LIST_OF_STATUS.items() if name in ("visit", "certificate", "placement")}
    reasons = set(night.table("precedence").filter(pl.col("status").is_in(visited))["reason"])
    assert reasons <= set(night.table("material")["reason"]) <= set(REASON.codes)


def test_the_data_desk_has_every_column_of_the_file(night) -> None:
    assert set(DESK) <= set(night.table("data_desk").columns)


def test_a_pair_stands_side_by_side(night) -> None:
    (row,) = night.table("data_desk").filter(kind="pair").to_dicts()
    assert (row["left_source"], row["left_name"], row["left_row"]) == ("population", "丙", 4)
    assert (row["right_source"], row["right_name"], row["right_school"]) == ("roll", "丙丙", "甲镇小学")
    assert (row["probability"], row["differences"], row["town"]) == (0.6, "姓名、证件号码、性别", "甲镇")


def test_a_conflict_shows_both_records(night) -> None:
    (row,) = night.table("data_desk").filter(kind="child").to_dicts()
    assert (row["code"], row["left_name"], row["right_source"], row["right_name"]) == ("cancelled_yet_enrolled", "丁", "roll", "丁")
    assert row["problem"] == "户籍已注销但学籍在读" and row["mend"]


def test_a_finding_says_where_it_is_and_what_mends_it(night) -> None:
    rows = night.table("data_desk").filter(code="id_bad_check").to_dicts()
    assert [(row["kind"], row["file_name"], row["row_no"], row["column_name"], row["problem"], row["mend"]) for row in rows] == [
        ("record", "population.csv", 3, "citizen_id", "证件号码校验码不符", "对照户口簿更正号码")]


def test_findings_on_grown_ups_are_left_to_the_finding_table(night) -> None:
    assert night.table("finding").filter(code="id_bad_check").height == 2


def test_a_file_and_a_quarantined_row_are_tasks_but_not_an_unanswered_one(night) -> None:
    rows = night.table("data_desk").filter(kind="file")
    assert rows.select("file_name", "code").rows() == [("roll.csv", "id_column_truncated")]
    quarantined = night.table("data_desk").filter(source="evidence", kind="record")
    assert quarantined.select("row_no", "code", "problem").rows() == [(90, "no_evidence_ref", "缺少证据编号")]


def test_a_number_typed_into_a_school_is_not_shown(night) -> None:
    assert night.table("child").filter(status="enrolled_outside")["school_name"].to_list() == [None]


def test_a_guess_gives_no_school(night) -> None:
    assert night.table("child").filter(status="possible_match").select("school_name", "roll_record").rows() == [(None, None)]


@pytest.mark.parametrize(("cells", "disagree"), [
    ({"schooling_claim": "none"}, True), ({"schooling_claim": "infant"}, True), ({"dropout_flag": "1"}, True),
    ({"schooling_claim": "primary"}, False), ({"schooling_claim": "grade7"}, True), ({"schooling_claim": None}, False),
])
def test_a_claim_that_the_roll_contradicts_is_told(cells: dict, disagree: bool, tmp_path) -> None:
    county = County()
    child = county.child("甲")
    county.roll("甲", child, grade=4)
    county.link(child, county.poor("甲", **cells))
    with county.opened(tmp_path) as workspace:
        assert workspace.table("finding")["code"].to_list() == ["poverty_roll_disagree"] * disagree


@pytest.mark.parametrize(("grade", "disagree"), [(7, False), (8, True)])
def test_a_claim_may_be_one_year_off(grade: int, disagree: bool, tmp_path) -> None:
    county = County()
    child = county.child("甲")
    county.roll("甲", child, grade=grade)
    county.link(child, county.poor("甲", schooling_claim="primary"))
    with county.opened(tmp_path) as workspace:
        assert (workspace.table("finding").height == 1) is disagree


def test_a_pair_between_records_that_have_found_their_own_is_not_asked(tmp_path) -> None:
    county = County()
    first, second = county.child("甲"), county.child("乙")
    county.roll("甲", first)
    other = county.roll("乙", second)
    county.review(first, other)
    loose = county.roll("丁")
    county.review(first, loose)
    with county.opened(tmp_path) as workspace:
        pairs = workspace.table("data_desk").filter(kind="pair")
        assert pairs["right_name"].to_list() == ["丁"]


@pytest.mark.parametrize(("school", "code", "status"), [
    ("某校", "3499000001", "enrolled_in_town"),  # by its code, whatever the name
    ("甲小", None, "enrolled_in_town"),  # by its alias
    ("重名小学", None, "possible_match"),  # two schools of one name in two towns
    ("甲镇小学", "9999999999", "enrolled_in_town"),  # a code nobody knows, a name everybody knows
])
def test_a_school_is_found_by_code_then_by_name_or_alias(school: str, code: str | None, status: str, tmp_path) -> None:
    county = County()
    county.school("城关一小", school_code="3499000001", town="甲镇", stage="primary", alias_keys=["甲小"])
    for town in ("甲镇", "乙镇"):
        county.school("重名小学", town=town, stage="primary")
    county.roll("甲", county.child("甲"), school_name=school, school_code=code)
    with county.opened(tmp_path) as workspace:
        assert workspace.table("child")["status"].to_list() == [status]
