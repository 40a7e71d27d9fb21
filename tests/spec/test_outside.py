"""Children of age whom the registry lacks: counted beside the total, poor ones never lost (domain.md, contract.md §3)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.spec.county import County


@pytest.fixture
def county() -> County:
    return County()


def _outside(county: County, tmp_path) -> list[tuple]:
    with county.opened(tmp_path) as workspace:
        assert workspace.broken_invariants() == []
        assert workspace.table("child").is_empty()
        return workspace.table("outside_denominator").select("record_id", "reason", "status", "list").rows()


POOR = "poverty_child_unregistered"


def test_a_poor_child_whom_the_registry_lacks_is_visited(county: County, tmp_path) -> None:
    record = county.poor("甲")
    assert _outside(county, tmp_path) == [(record, POOR, "not_found", "visit")]


def test_unless_the_roll_has_the_child(county: County, tmp_path) -> None:
    record = county.poor("甲")
    county.link(county.roll("甲"), record)
    assert _outside(county, tmp_path) == [(record, POOR, "enrolled_in_town", "none")]


def test_a_roll_record_that_ended_is_no_school(county: County, tmp_path) -> None:
    record = county.poor("甲")
    county.link(county.roll("甲", status="left"), record)
    assert _outside(county, tmp_path) == [(record, POOR, "suspected_dropout", "visit")]


def test_a_roll_record_in_review_is_for_the_data_desk(county: County, tmp_path) -> None:
    record = county.poor("甲")
    pupil = county.roll("甲")
    county.review(pupil, record)
    assert _outside(county, tmp_path) == [
        (record, POOR, "possible_match", "data_desk"), (pupil, "roll_child_unregistered", None, "none")]


def test_evidence_by_token_closes_the_case(county: County, tmp_path) -> None:
    record = county.poor("甲")
    county.tokens["AAAA"] = f"C{record}"
    county.evidence("甲", None, "enrolled_outside", date(2026, 10, 1), case_token="AAAA")
    assert _outside(county, tmp_path) == [(record, POOR, "enrolled_outside", "none")]


def test_a_poor_child_not_due_yet_is_not_listed(county: County, tmp_path) -> None:
    record = county.poor("甲", dob=date(2020, 10, 1))
    assert _outside(county, tmp_path) == [(record, POOR, "entry_not_due", "none")]


def test_a_poor_child_who_is_not_of_age_is_not_counted(county: County, tmp_path) -> None:
    county.poor("甲", dob=date(2009, 10, 1))
    assert _outside(county, tmp_path) == []


def test_a_pupil_whom_the_registry_lacks_is_counted_and_not_listed(county: County, tmp_path) -> None:
    record = county.roll("甲")
    assert _outside(county, tmp_path) == [(record, "roll_child_unregistered", None, "none")]


def test_perhaps_a_registered_child_is_for_the_data_desk(tmp_path) -> None:
    county = County()
    child, record = county.child("甲"), county.poor("甲")
    county.review(child, record)
    with county.opened(tmp_path) as workspace:
        assert workspace.broken_invariants() == []
        assert workspace.table("outside_denominator").select("record_id", "list").rows() == [(record, "data_desk")]
        assert workspace.table("child").select("status", "list", "poverty").rows() == [("not_found", "visit", False)]
        assert workspace.table("data_desk").select("kind", "left_source", "right_source").rows() == [("pair", "population", "poverty")]


def test_a_poor_child_linked_by_way_of_the_roll_is_registered(tmp_path) -> None:
    county = County()
    child = county.child("甲")
    pupil, record = county.roll("甲", child), county.poor("甲")
    county.link(pupil, record)
    with county.opened(tmp_path) as workspace:
        assert workspace.broken_invariants() == []
        assert workspace.table("outside_denominator").is_empty()
        assert workspace.table("child")["poverty"].to_list() == [True]


def test_a_poor_child_linked_to_a_grown_up_row_is_neither_lost_nor_outside(tmp_path) -> None:
    county = County()
    county.link(county.child("甲", dob=date(2001, 5, 1)), county.poor("甲"))
    with county.opened(tmp_path) as workspace:
        assert workspace.broken_invariants() == []
        assert workspace.table("outside_denominator").is_empty()


def test_they_stand_on_the_visit_list_with_what_the_poverty_list_knows(tmp_path) -> None:
    county = County()
    county.poor("甲", head_name="甲父", phone="13900000001", address="二村3号", town="丁镇", village="二村", household_no="77")
    with county.opened(tmp_path) as workspace:
        (row,) = workspace.table("visit_list").to_dicts()
        told = {name: row[name] for name in ("priority", "reason", "name", "guardian", "phone", "poverty", "town", "village", "address", "household_no")}
        assert told == {
            "priority": 1, "reason": POOR, "name": "甲", "guardian": "甲父", "phone": "13900000001", "poverty": True,
            "town": "未识别", "village": "二村", "address": "丁镇 二村3号", "household_no": "77"}


def test_a_poor_child_at_an_unknown_school_is_for_the_data_desk(county: County, tmp_path) -> None:
    record = county.poor("甲")
    pupil = county.roll("甲", school_name="某校")
    county.link(pupil, record)
    with county.opened(tmp_path) as workspace:
        assert workspace.broken_invariants() == []
        assert workspace.table("outside_denominator").select("status", "list").rows() == [("possible_match", "data_desk")]
        assert workspace.table("data_desk").select("kind", "code", "left_name", "right_source").rows() == [
            ("child", "school_unknown", "甲", "roll")]


@pytest.mark.parametrize(("result", "expected"), [("located_unevidenced", "certificate"), ("out_of_school", "visit")])
def test_what_a_visit_found_goes_before_a_perhaps(result: str, expected: str, tmp_path) -> None:
    county = County()
    child, record = county.child("甲"), county.poor("甲")
    county.review(child, record)
    county.tokens["AAAA"] = f"C{record}"
    county.evidence("甲", None, result, date(2026, 10, 1), case_token="AAAA")
    with county.opened(tmp_path) as workspace:
        assert workspace.table("outside_denominator")["list"].to_list() == [expected]
