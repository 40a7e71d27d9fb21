"""Duplicate registration, double enrollment, and one number on two children (domain.md, "Rules that two people …")."""

from __future__ import annotations

from datetime import date

from tests.spec.county import County


def _decided(county: County, tmp_path) -> dict[str, tuple[str, str, str]]:
    with county.opened(tmp_path) as workspace:
        assert workspace.broken_invariants() == []
        return {row[0]: row[1:] for row in workspace.table("child").select("record_id", "status", "reason", "list").rows()}


def _twice(county: County) -> tuple[str, str]:
    """One person registered twice, as the linkage suspects."""
    first, second = county.child("甲"), county.child("甲", village="二村")
    county.duplicates.append({"left_record": first, "right_record": second, "probability": 0.99, "why": "same_person"})
    return first, second


SUSPECTED = ("data_conflict", "duplicate_registration_suspected", "data_desk")
VISIT = ("not_found", "nothing_found", "visit")


def test_the_best_matching_row_takes_the_school(tmp_path) -> None:
    county = County()
    first, second = _twice(county)
    county.roll("甲", first)
    assert _decided(county, tmp_path) == {first: ("enrolled_in_town", "roll_active", "none"), second: SUSPECTED}


def test_number_name_and_birth_date_alike_are_enough(tmp_path) -> None:
    county = County()
    first, second = county.child("甲", id18="34990120160501001X"), county.child("甲", id18="34990120160501001X")
    county.roll("甲", second)
    assert _decided(county, tmp_path)[first] == SUSPECTED


def test_neither_row_schooled_both_are_visited(tmp_path) -> None:
    county = County()
    first, second = _twice(county)
    county.roll("甲", first, status="left")
    assert _decided(county, tmp_path) == {first: ("suspected_dropout", "roll_left", "visit"), second: VISIT}


def test_evidence_serves_both_rows(tmp_path) -> None:
    county = County()
    first, second = _twice(county)
    county.evidence("甲", first, "enrolled_outside", date(2026, 10, 1))
    schooled = ("enrolled_outside", "evidence_valid", "none")
    assert _decided(county, tmp_path) == {first: schooled, second: schooled}


def test_a_visit_that_found_the_child_out_of_school_serves_both_rows(tmp_path) -> None:
    county = County()
    first, second = _twice(county)
    county.roll("甲", second)
    county.evidence("甲", first, "out_of_school", date(2026, 10, 1))
    gone = ("out_of_school", "visit_not_in_school", "visit")
    assert _decided(county, tmp_path) == {first: gone, second: gone}


def test_a_row_filed_as_the_duplicate_leaves_the_other_to_be_visited(tmp_path) -> None:
    county = County()
    first, second = _twice(county)
    county.evidence("甲", first, "duplicate_registration", date(2026, 10, 1))
    assert _decided(county, tmp_path) == {first: ("duplicate_registration", "evidence_valid", "none"), second: VISIT}


def test_a_row_cancelled_as_the_duplicate_stays_filed(tmp_path) -> None:
    county = County()
    first, second = _twice(county)
    county.rows["population"][1]["cancel_kind"] = "duplicate_registration"
    county.roll("甲", first)
    assert _decided(county, tmp_path)[second] == ("duplicate_registration", "registry_cancelled", "none")


def test_both_rows_with_a_school_of_their_own_stay_enrolled_and_are_told(tmp_path) -> None:
    county = County()
    first, second = _twice(county)
    county.roll("甲", first)
    county.roll("甲", second, school_name="外县小学")
    with county.opened(tmp_path) as workspace:
        assert workspace.table("child")["status"].to_list() == ["enrolled_in_town", "enrolled_outside"]
        assert workspace.table("finding")["code"].to_list() == ["duplicate_registration_suspected"] * 2


def test_double_enrollment_is_one_finding_and_no_task(tmp_path) -> None:
    county = County()
    child = county.child("甲")
    county.roll("甲", child)
    county.roll("甲", child, school_name="外县小学")
    with county.opened(tmp_path) as workspace:
        assert workspace.table("child")["list"].to_list() == ["none"]
        assert workspace.table("finding").select("record_id", "code").rows() == [("roll-00002", "double_enrollment")]
        assert workspace.table("data_desk").filter(code="double_enrollment").height == 1


SHARED = "34990120160501001X"
CANNOT_TELL = ("data_conflict", "id_shared", "data_desk")


def test_one_number_on_two_children_of_whom_either_may_own_the_record(tmp_path) -> None:
    county = County()
    first, second = county.child("甲", id18=SHARED), county.child("乙", id18=SHARED)
    record = county.roll("丙", first, review=True, id18=SHARED)
    county.review(second, record)
    assert _decided(county, tmp_path) == {first: CANNOT_TELL, second: CANNOT_TELL}


def test_a_record_of_his_own_tells_a_child_apart(tmp_path) -> None:
    county = County()
    first, second = county.child("甲", id18=SHARED), county.child("乙", id18=SHARED)
    county.review(second, county.roll("甲", first, id18=SHARED))
    assert _decided(county, tmp_path) == {first: ("enrolled_in_town", "roll_active", "none"), second: CANNOT_TELL}


def test_a_visit_tells_a_child_apart(tmp_path) -> None:
    county = County()
    first, second = county.child("甲", id18=SHARED), county.child("乙", id18=SHARED)
    county.review(second, county.roll("甲", first, id18=SHARED))
    county.evidence("乙", second, "out_of_school", date(2026, 10, 1))
    assert _decided(county, tmp_path)[second] == ("out_of_school", "visit_not_in_school", "visit")


def test_one_number_and_no_record_in_question_is_visited(tmp_path) -> None:
    county = County()
    first, second = county.child("甲", id18=SHARED), county.child("乙", id18=SHARED)
    county.roll("甲", first, id18=SHARED)
    assert _decided(county, tmp_path)[second] == VISIT


def test_a_cancelled_row_with_the_same_number_leaves_the_record_in_review(tmp_path) -> None:
    county = County()
    first, second = county.child("甲", id18=SHARED, cancel_kind="moved_away"), county.child("乙", id18=SHARED)
    record = county.roll("乙", second, review=True)
    county.review(first, record)
    assert _decided(county, tmp_path)[second] == ("possible_match", "roll_match_unsure", "data_desk")


def test_a_record_that_only_one_of_the_two_may_own_is_a_possible_match(tmp_path) -> None:
    county = County()
    first, second = county.child("甲", id18=SHARED), county.child("乙", id18=SHARED)
    county.roll("丙", second, review=True)
    assert _decided(county, tmp_path) == {first: VISIT, second: ("possible_match", "roll_match_unsure", "data_desk")}
