"""What certificates, approvals, filings and visits make of a child that is on no roll (contract.md §4.1)."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.store import Workspace
from tests.spec.county import AS_OF, County
from tests.spec.drawn import Line, Table

# AS_OF is 2 November 2026: the autumn term began on 1 September, the spring term on 16 February.
EVIDENCE = Table("""
case                          | evidence                                                                        | status                 | reason                  | list
------------------------------+---------------------------------------------------------------------------------+------------------------+-------------------------+------------
in the town                   | enrolled_in_town 2026-09-10                                                     | enrolled_in_town       | evidence_valid          | none
in the county                 | enrolled_in_county 2026-09-10                                                   | enrolled_in_county     | evidence_valid          | none
outside the county            | enrolled_outside 2026-09-10                                                     | enrolled_outside       | evidence_valid          | none
other stage                   | other_stage 2026-09-10                                                          | other_stage            | evidence_valid          | none
graduated                     | graduated 2026-09-10                                                            | graduated              | evidence_valid          | none
taught at home                | home_taught 2026-09-10                                                          | home_taught            | evidence_valid          | none
entry deferred                | deferred 2026-09-10                                                             | deferred               | approval_valid          | none
suspended                     | suspended 2026-09-10                                                            | suspended              | approval_valid          | none
severely disabled             | disabled_unplaced 2026-09-10                                                    | disabled_unplaced      | disability_unplaced     | placement
deceased                      | deceased 2024-03-01                                                             | deceased               | evidence_valid          | none
missing                       | missing 2024-03-01                                                              | missing                | evidence_valid          | none
vacant registration           | vacant_registration 2024-03-01                                                  | vacant_registration    | evidence_valid          | none
duplicate registration        | duplicate_registration 2024-03-01                                               | duplicate_registration | evidence_valid          | none
moved away                    | moved_away 2024-03-01                                                           | moved_away             | evidence_valid          | none
out of school                 | out_of_school 2026-09-10                                                        | out_of_school          | visit_not_in_school     | visit
school located                | located_unevidenced 2026-09-10                                                  | outside_unevidenced    | evidence_missing        | certificate
nobody knows the person       | person_unknown 2026-09-10                                                       | not_found              | visit_person_unknown    | visit
information wrong             | information_wrong 2026-09-10                                                    | not_found              | visit_information_wrong | visit
valid through its last day    | enrolled_outside 2026-03-01 until=2026-11-02                                    | enrolled_outside       | evidence_valid          | none
run out the day before        | enrolled_outside 2026-03-01 until=2026-11-01                                    | outside_unevidenced    | evidence_expired        | certificate
of last term, no end          | enrolled_outside 2026-08-31                                                     | outside_unevidenced    | evidence_expired        | certificate
first day of this term        | enrolled_outside 2026-09-01                                                     | enrolled_outside       | evidence_valid          | none
in the town, run out          | enrolled_in_town 2026-03-01                                                     | not_found              | evidence_expired        | visit
taught at home, run out       | home_taught 2026-03-01                                                          | not_found              | evidence_expired        | visit
deferral through its last day | deferred 2025-09-01 until=2026-11-02                                            | deferred               | approval_valid          | none
deferral run out              | deferred 2025-09-01 until=2026-11-01                                            | not_found              | approval_expired        | visit
suspension run out            | suspended 2025-09-01 until=2026-08-31                                           | suspected_dropout      | approval_expired        | visit
filed with an end             | missing 2024-03-01 until=2025-03-01                                             | missing                | evidence_valid          | none
graduated long ago            | graduated 2025-07-01                                                            | graduated              | evidence_valid          | none
disability long ago           | disabled_unplaced 2024-03-01                                                    | disabled_unplaced      | disability_unplaced     | placement
newer wins                    | enrolled_outside 2026-09-10; enrolled_in_county 2026-10-10                      | enrolled_in_county     | evidence_valid          | none
newer ran out first           | enrolled_in_county 2025-09-10 until=2027-07-01; enrolled_outside 2026-03-01     | outside_unevidenced    | evidence_expired        | certificate
older of one kind runs longer | enrolled_outside 2025-09-10 until=2027-07-01; enrolled_outside 2026-03-01       | enrolled_outside       | evidence_valid          | none
filed, later found in school  | missing 2024-03-01; enrolled_outside 2026-09-10                                 | enrolled_outside       | evidence_valid          | none
filed, later out of school    | missing 2024-03-01; out_of_school 2026-09-10                                    | out_of_school          | visit_not_in_school     | visit
filed, then nobody knows      | vacant_registration 2024-03-01; person_unknown 2026-09-10                       | vacant_registration    | evidence_valid          | none
contradiction of one day      | enrolled_outside 2026-09-10; deceased 2026-09-10                                | data_conflict          | evidence_contradicts    | data_desk
older contradiction           | enrolled_outside 2026-09-08; deceased 2026-09-08; enrolled_in_town 2026-09-10   | enrolled_in_town       | evidence_valid          | none
contradicted by one run out   | enrolled_outside 2026-09-10; enrolled_in_town 2026-09-10 until=2026-10-01       | enrolled_outside       | evidence_valid          | none
same result twice in one day  | enrolled_outside 2026-09-10; enrolled_outside 2026-09-10                        | enrolled_outside       | evidence_valid          | none
located and proven in one day | located_unevidenced 2026-09-10; enrolled_outside 2026-09-10                     | enrolled_outside       | evidence_valid          | none
certificate, then only located| enrolled_outside 2026-09-10; located_unevidenced 2026-10-10                     | outside_unevidenced    | evidence_missing        | certificate
proof in review               | enrolled_outside 2026-09-10 review                                              | possible_match         | evidence_match_unsure   | data_desk
proof in review, run out      | enrolled_outside 2026-03-10 review                                              | not_found              | nothing_found           | visit
filing in review              | deceased 2024-03-10 review                                                      | possible_match         | evidence_match_unsure   | data_desk
visit in review               | out_of_school 2026-09-10 review                                                 | not_found              | nothing_found           | visit
located in review             | located_unevidenced 2026-09-10 review                                           | not_found              | nothing_found           | visit
certificate of tomorrow       | enrolled_outside 2026-11-03                                                     | not_found              | nothing_found           | visit
visit dated tomorrow          | out_of_school 2026-11-03                                                        | out_of_school          | visit_not_in_school     | visit
""")

# Only newer closing evidence lifts a visit that found the child out of school (domain.md, precedence 3).
VISIT = Table("""
case                            | evidence                                                     | status              | reason               | list
--------------------------------+--------------------------------------------------------------+---------------------+----------------------+------------
then a certificate              | out_of_school 2026-09-10; enrolled_outside 2026-09-11        | enrolled_outside    | evidence_valid       | none
then a certificate, run out     | out_of_school 2026-03-10; enrolled_outside 2026-03-11        | outside_unevidenced | evidence_expired     | certificate
then a deferral, run out        | out_of_school 2026-03-10; deferred 2026-03-11                | not_found           | approval_expired     | visit
then a filing                   | out_of_school 2026-09-10; moved_away 2026-09-11              | moved_away          | evidence_valid       | none
then disability evidence        | out_of_school 2026-09-10; disabled_unplaced 2026-09-11       | disabled_unplaced   | disability_unplaced  | placement
then only a school located      | out_of_school 2026-09-10; located_unevidenced 2026-09-11     | out_of_school       | visit_not_in_school  | visit
then nobody knows the person    | out_of_school 2026-09-10; person_unknown 2026-09-11          | out_of_school       | visit_not_in_school  | visit
then information wrong          | out_of_school 2026-09-10; information_wrong 2026-09-11       | out_of_school       | visit_not_in_school  | visit
certificate before the visit    | enrolled_outside 2026-09-09; out_of_school 2026-09-10        | out_of_school       | visit_not_in_school  | visit
certificate of the same day     | enrolled_outside 2026-09-10; out_of_school 2026-09-10        | data_conflict       | evidence_contradicts | data_desk
located the same day            | located_unevidenced 2026-09-10; out_of_school 2026-09-10     | out_of_school       | visit_not_in_school  | visit
""")

SCHOOL_YEAR = Table("""
case                            | evidence                        | status              | reason
--------------------------------+---------------------------------+---------------------+-----------------
first day of the school year    | enrolled_outside 2025-09-01     | enrolled_outside    | evidence_valid
last day of the one before      | enrolled_outside 2025-08-31     | outside_unevidenced | evidence_expired
""", date(2026, 8, 31), certificate_valid="school_year")


@pytest.mark.parametrize("line", EVIDENCE.lines, ids=str)
def test_evidence_comes_to_this(line: Line) -> None:
    assert EVIDENCE.decided[line.case] == line.expected


@pytest.mark.parametrize("line", VISIT.lines, ids=str)
def test_a_visit_that_found_the_child_out_of_school(line: Line) -> None:
    assert VISIT.decided[line.case] == line.expected


@pytest.mark.parametrize("line", SCHOOL_YEAR.lines, ids=str)
def test_a_certificate_may_be_valid_for_the_school_year(line: Line) -> None:
    assert SCHOOL_YEAR.decided[line.case] == line.expected


@pytest.mark.parametrize(("as_of", "status"), [
    (date(2026, 2, 15), "enrolled_outside"), (date(2026, 2, 16), "outside_unevidenced"),
])
def test_a_certificate_without_an_end_runs_out_with_its_term(as_of: date, status: str, tmp_path) -> None:
    county = County(as_of)
    county.evidence("甲", county.child("甲"), "enrolled_outside", date(2025, 12, 1))
    with county.opened(tmp_path) as workspace:
        assert workspace.table("child")["status"].to_list() == [status]


def test_a_case_token_is_as_good_as_a_link(tmp_path) -> None:
    county = County()
    child, other = county.child("甲"), county.child("乙")
    county.tokens["AAAA"] = f"C{child}"
    county.evidence("甲", None, "enrolled_outside", AS_OF, case_token="AAAA")
    with county.opened(tmp_path) as workspace:
        assert _statuses(workspace) == {child: "enrolled_outside", other: "not_found"}


@pytest.mark.parametrize(("result", "on", "status"), [
    ("enrolled_outside", date(2026, 10, 30), "not_found"),  # perhaps another child's certificate
    ("enrolled_outside", date(2026, 11, 1), "enrolled_outside"),  # brought back for whom the list then named
    ("out_of_school", date(2026, 10, 30), "out_of_school"),  # a wrong doubt here would lose a child
])
def test_no_proof_of_before_goes_with_a_child_that_was_recognized_in_doubt(result: str, on: date, status: str, tmp_path) -> None:
    county = County()
    child = county.child("甲")
    county.tokens["AAAA"] = f"C{child}"
    county.doubted[f"C{child}"] = date(2026, 11, 1)
    county.evidence("甲", None, result, on, case_token="AAAA")
    with county.opened(tmp_path) as workspace:
        assert _statuses(workspace) == {child: status}
        assert ("evidence_unmatched" in workspace.table("data_desk")["code"].to_list()) == (status == "not_found")


def test_a_token_and_a_name_that_disagree_prove_nothing_for_either(tmp_path) -> None:
    county = County()
    child, other = county.child("甲"), county.child("乙")
    county.tokens["AAAA"] = f"C{child}"
    county.evidence("乙", other, "enrolled_outside", AS_OF, case_token="AAAA")
    with county.opened(tmp_path) as workspace:
        assert _statuses(workspace) == {child: "not_found", other: "not_found"}
        assert "evidence_unmatched" in workspace.table("finding")["code"].to_list()
        assert "evidence_unmatched" in workspace.table("data_desk")["code"].to_list()


def test_evidence_of_nobody_and_of_the_future_is_told(tmp_path) -> None:
    county = County()
    county.evidence("丙", None, "enrolled_outside", date(2026, 10, 1))
    county.evidence("丁", county.child("丁"), "enrolled_outside", date(2027, 10, 1))
    with county.opened(tmp_path) as workspace:
        assert sorted(workspace.table("finding")["code"]) == ["evidence_in_future", "evidence_unmatched"]


def _statuses(workspace: Workspace) -> dict[str, str]:
    return dict(workspace.table("child").select("record_id", "status").rows())


def test_a_certificate_of_two_children_proves_nothing_and_a_visit_counts_for_both(tmp_path) -> None:
    county = County()
    first, second = county.child("甲"), county.child("乙")
    for child in (first, second):
        county.roll("甲", child)
    county.link(second, county.evidence("甲", first, "out_of_school", date(2026, 9, 10)))
    county.link(second, county.evidence("甲", first, "enrolled_outside", date(2026, 10, 10)))
    with county.opened(tmp_path) as workspace:
        assert _statuses(workspace) == {first: "out_of_school", second: "out_of_school"}
        assert workspace.table("finding")["code"].to_list() == ["evidence_unmatched"]


@pytest.mark.parametrize(("cells", "result", "status"), [
    ({}, "enrolled_outside", "enrolled_outside"),
    ({"name_key": None, "name_display": None}, "enrolled_outside", "enrolled_outside"),  # a token alone is enough
    ({"name_key": "乙甲"}, "enrolled_outside", "not_found"),  # the row slipped against its token
    ({"name_key": "甲旧"}, "enrolled_outside", "enrolled_outside"),  # the child's former name
    ({"name_key": "□甲", "name_unreadable": True}, "enrolled_outside", "enrolled_outside"),
    ({"name_key": "乙甲"}, "out_of_school", "out_of_school"),  # what lists the child is never lost
])  # fmt: skip
def test_a_row_that_slipped_against_its_token_proves_nothing(cells: dict, result: str, status: str, tmp_path) -> None:
    county = County()
    child = county.child("甲", former_key="甲旧")
    county.tokens["AAAA"] = f"C{child}"
    county.evidence("甲", None, result, AS_OF, case_token="AAAA", **{"name_unreadable": False} | cells)
    with county.opened(tmp_path) as workspace:
        assert workspace.table("child")["status"].to_list() == [status]
        told = workspace.frame("SELECT code FROM finding WHERE source = 'evidence'")["code"].to_list()
        assert told == (["evidence_unmatched"] if status == "not_found" else [])


def test_a_number_says_whose_it_is_though_the_name_was_mistyped(tmp_path) -> None:
    county = County()
    child = county.child("甲", name_unreadable=False)
    county.tokens["AAAA"] = f"C{child}"
    county.evidence("假", child, "enrolled_outside", AS_OF, case_token="AAAA", name_unreadable=False)
    with county.opened(tmp_path) as workspace:
        assert workspace.table("child")["status"].to_list() == ["enrolled_outside"]
