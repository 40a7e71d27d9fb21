"""The whole life of what runs out: it proves through its last day, and the day after it the child is a gap again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipelines.store import Workspace
from tests.spec.county import County
from tests.spec.drawn import Line, Table

# A term began on 1 September 2026, the next begins on 16 February 2027: what has no end of its own runs out on the 15th.
TABLE = """
case                     | roll      | evidence                                     | approval                             | disability | status             | valid_until| gap                 | reason           | list
-------------------------+-----------+----------------------------------------------+--------------------------------------+------------+--------------------+------------+---------------------+------------------+------------
certificate with an end  |           | enrolled_outside 2026-09-10 until=2026-11-20 |                                      |            | enrolled_outside   | 2026-11-20 | outside_unevidenced | evidence_expired | certificate
of the term              |           | enrolled_outside 2026-09-10                  |                                      |            | enrolled_outside   | 2027-02-15 | outside_unevidenced | evidence_expired | certificate
in the county            |           | enrolled_in_county 2026-09-10                |                                      |            | enrolled_in_county | 2027-02-15 | not_found           | evidence_expired | visit
other stage              |           | other_stage 2026-10-10                       |                                      |            | other_stage        | 2027-02-15 | not_found           | evidence_expired | visit
left the roll, certified | left      | enrolled_outside 2026-09-10                  |                                      |            | enrolled_outside   | 2027-02-15 | outside_unevidenced | evidence_expired | certificate
in the county, left      | left      | enrolled_in_county 2026-09-10                |                                      |            | enrolled_in_county | 2027-02-15 | suspected_dropout   | roll_left        | visit
taught at home           |           | home_taught 2026-09-10 until=2026-11-20      |                                      |            | home_taught        | 2026-11-20 | not_found           | evidence_expired | visit
on the federation's list |           |                                              |                                      | home as_of=2026-10-01 | home_taught | 2027-02-15 | not_found       | nothing_found    | visit
deferral                 |           |                                              | deferred 2026-09-01 until=2026-11-20 |            | deferred           | 2026-11-20 | not_found           | approval_expired | visit
deferral, by a visit     |           | deferred 2026-09-10                          |                                      |            | deferred           | 2027-02-15 | not_found           | approval_expired | visit
suspension               | suspended |                                              | suspended 2026-09-01 until=2026-11-20 |           | suspended          | 2026-11-20 | suspected_dropout   | roll_suspended   | visit
suspension of nobody     |           |                                              | suspended 2026-09-01 until=2026-11-20 |           | suspended          | 2026-11-20 | suspected_dropout   | approval_expired | visit
renewed before           |           | enrolled_outside 2026-09-10 until=2026-11-20; enrolled_outside 2026-10-30 until=2027-02-15 | |            | enrolled_outside   | 2027-02-15 | outside_unevidenced | evidence_expired | certificate
"""
LAST_DAYS = (date(2026, 11, 20), date(2027, 2, 15))
NIGHTS = {day: Table(TABLE, day) for last in LAST_DAYS for day in (last, last + timedelta(days=1))}
LINES = NIGHTS[LAST_DAYS[0]].lines


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_proof_counts_through_its_last_day(line: Line) -> None:
    status, last_day, *_ = line.expected
    assert NIGHTS[date.fromisoformat(last_day)].decided[line.case][:2] == (status, last_day)


@pytest.mark.parametrize("line", LINES, ids=str)
def test_the_day_after_it_is_a_gap(line: Line) -> None:
    _, last_day, gap, reason, name = line.expected
    status, until, _, *why = NIGHTS[date.fromisoformat(last_day) + timedelta(days=1)].decided[line.case]
    assert (status, until, *why) == (gap, "None", reason, name)


@pytest.fixture(scope="module")
def november(tmp_path_factory):
    """The night of 2 November: expiries of 31 days are those through 3 December."""
    county = County()
    stated = county.child("甲", guardian_name="甲母", phone="13900000001")
    county.evidence("甲", stated, "enrolled_outside", date(2026, 9, 10), valid_until=date(2026, 12, 3), located_school="外县小学",
                    located_grade=4)
    county.evidence("乙", county.child("乙"), "enrolled_outside", date(2026, 9, 10), valid_until=date(2026, 12, 4))
    county.evidence("丙", county.child("丙"), "enrolled_outside", date(2026, 9, 10))
    enrolled = county.child("丁")
    county.roll("丁", enrolled)
    county.evidence("丁", enrolled, "enrolled_in_town", date(2026, 9, 10), valid_until=date(2026, 11, 20))
    county.approval("戊", county.child("戊", town="乙镇"), "deferred", date(2026, 9, 1), valid_until=date(2026, 11, 2))
    poor = county.poor("己")
    county.evidence("己", None, "enrolled_outside", date(2026, 9, 10), valid_until=date(2026, 11, 20), case_token="AAAA")
    county.tokens["AAAA"] = f"C{poor}"
    county.evidence("庚", county.child("庚"), "graduated", date(2026, 7, 1))
    county.evidence("辛", county.child("辛"), "enrolled_outside", date(2026, 3, 1), valid_until=date(2026, 11, 1))
    county.approval("壬", county.child("壬"), "deferred", date(2025, 9, 1), valid_until=date(2026, 8, 31))
    county.charge(town="甲镇", village="一村", village_lead="村长")
    with county.opened(tmp_path_factory.mktemp("november")) as workspace:
        assert workspace.broken_invariants() == []
        yield workspace


def test_what_runs_out_within_the_days_set_is_told_beforehand(november: Workspace) -> None:
    told = november.frame("SELECT name, kind, days_left, stated, status_after, list_after FROM expiring_list ORDER BY name")
    assert told.rows() == [
        ("己", "enrolled_outside", 18, True, "outside_unevidenced", "certificate"),
        ("戊", "deferred", 0, True, "not_found", "visit"),
        ("甲", "enrolled_outside", 31, True, "outside_unevidenced", "certificate"),
    ]


def test_the_list_says_where_the_child_is_and_who_answers(november: Workspace) -> None:
    (row,) = november.table("expiring_list").filter(name="甲").to_dicts()
    assert (row["town"], row["village"], row["guardian"], row["phone"]) == ("甲镇", "一村", "甲母", "13900000001")
    assert (row["school_name"], row["grade"], row["responsible"]) == ("外县小学", 4, "村长")
    (code,) = november.table("expiring").filter(child_id=row["child_id"])["responsible"]
    assert code.startswith("R")


@pytest.mark.parametrize(("name", "said"), [
    ("辛", "（“在外就读”的佐证有效期至2026-11-01，已到期）"), ("壬", "（延缓入学审批有效期至2026-08-31，已到期）"),
])
def test_the_task_says_what_ran_out_and_since_when(november: Workspace, name: str, said: str) -> None:
    (material,) = november.table("visit_list").filter(name=name)["material"]
    assert material.endswith(said)


def test_a_certificate_for_the_school_year_is_told_in_july(tmp_path) -> None:
    county = County(date(2027, 8, 1), certificate_valid="school_year")
    county.evidence("甲", county.child("甲"), "enrolled_outside", date(2026, 9, 10))
    with county.opened(tmp_path) as workspace:
        assert workspace.table("expiring").select("last_day", "stated").rows() == [(date(2027, 8, 31), False)]
