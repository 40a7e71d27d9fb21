"""When several grounds hold at once: the first true wins (domain.md, "Precedence")."""

from __future__ import annotations

import pytest

from sources.vocabulary import CHILD_STATUS, FILED, IN_SCHOOL, LIST_OF_STATUS, REASON, VERIFIED
from tests.spec import test_evidence, test_roll
from tests.spec.county import County
from tests.spec.drawn import Line, Table

PRECEDENCE = Table("""
case                                  | registry           | roll                                     | evidence                                            | status                 | reason                 | list
--------------------------------------+--------------------+------------------------------------------+-----------------------------------------------------+------------------------+------------------------+------------
cancelled: deceased                   | cancelled=deceased |                                          |                                                     | deceased               | registry_cancelled     | none
cancelled: missing                    | cancelled=missing  |                                          |                                                     | missing                | registry_cancelled     | none
cancelled: moved away                 | cancelled=moved_away |                                        |                                                     | moved_away             | registry_cancelled     | none
cancelled: duplicate                  | cancelled=duplicate_registration |                            |                                                     | duplicate_registration | registry_cancelled     | none
cancelled yet enrolled                | cancelled=deceased | active                                   |                                                     | data_conflict          | cancelled_yet_enrolled | data_desk
cancelled yet in senior secondary     | cancelled=missing  | active grade=10                          |                                                     | data_conflict          | cancelled_yet_enrolled | data_desk
cancelled yet at an unknown school    | cancelled=missing  | active school=某校                       |                                                     | data_conflict          | cancelled_yet_enrolled | data_desk
cancelled and graduated               | cancelled=deceased | finished grade=9                         |                                                     | deceased               | registry_cancelled     | none
cancelled and left                    | cancelled=moved_away | moved                                  |                                                     | moved_away             | registry_cancelled     | none
cancelled and visited                 | cancelled=missing  |                                          | out_of_school 2026-09-10                            | missing                | registry_cancelled     | none
cancelled and certified               | cancelled=missing  |                                          | enrolled_outside 2026-09-10                         | missing                | registry_cancelled     | none
cancelled, filed otherwise            | cancelled=missing  |                                          | deceased 2026-09-10                                 | missing                | registry_cancelled     | none
cancelled, filed, yet enrolled        | cancelled=missing  | active                                   | deceased 2026-09-10                                 | data_conflict          | cancelled_yet_enrolled | data_desk
cancelled, a record in review         | cancelled=deceased | active review                            |                                                     | deceased               | registry_cancelled     | none
filed yet enrolled                    |                    | active                                   | vacant_registration 2026-09-10                      | data_conflict          | cancelled_yet_enrolled | data_desk
filed and left                        |                    | left                                     | moved_away 2026-09-10                               | moved_away             | evidence_valid         | none
visited, old record still active      |                    | active change=2026-09-09                 | out_of_school 2026-09-10                            | out_of_school          | visit_not_in_school    | visit
visited, record active the same day   |                    | active change=2026-09-10                 | out_of_school 2026-09-10                            | out_of_school          | visit_not_in_school    | visit
visited, record active the day after  |                    | active change=2026-09-11                 | out_of_school 2026-09-10                            | enrolled_in_town       | roll_active            | none
visited, entered a later month        |                    | active entry=2026-10-01                  | out_of_school 2026-09-10                            | enrolled_in_town       | roll_active            | none
visited, entered the same month       |                    | active entry=2026-09-01                  | out_of_school 2026-09-10                            | out_of_school          | visit_not_in_school    | visit
visited, record without a date        |                    | active                                   | out_of_school 2026-09-10                            | out_of_school          | visit_not_in_school    | visit
visited, date of the record to come   |                    | active change=2027-09-11                 | out_of_school 2026-09-10                            | out_of_school          | visit_not_in_school    | visit
visited, left after                   |                    | left change=2026-09-11                   | out_of_school 2026-09-10                            | out_of_school          | visit_not_in_school    | visit
visited, two records, one newer       |                    | active change=2020-09-01; active change=2026-10-01 school=外县小学 | out_of_school 2026-09-10  | enrolled_in_town       | roll_active            | none
visited, newer at an unknown school   |                    | active change=2026-09-11 school=某校     | out_of_school 2026-09-10                            | possible_match         | school_unknown         | data_desk
visited, graduated                    |                    | finished grade=9                         | out_of_school 2026-09-10                            | out_of_school          | visit_not_in_school    | visit
visited, a record in review           |                    | active review                            | out_of_school 2026-09-10                            | out_of_school          | visit_not_in_school    | visit
visited and contradicted, enrolled    |                    | active                                   | out_of_school 2026-09-10; home_taught 2026-09-10    | data_conflict          | evidence_contradicts   | data_desk
visited and contradicted, newer roll  |                    | active change=2026-09-11                 | out_of_school 2026-09-10; home_taught 2026-09-10    | enrolled_in_town       | roll_active            | none
not due and visited                   | born=2020-10-01    |                                          | out_of_school 2026-10-10                            | out_of_school          | visit_not_in_school    | visit
contradicted proofs, enrolled         |                    | active                                   | enrolled_outside 2026-09-10; home_taught 2026-09-10 | enrolled_in_town       | roll_active            | none
contradicted proofs, in review        |                    | active review                            | enrolled_outside 2026-09-10; home_taught 2026-09-10 | possible_match         | roll_match_unsure      | data_desk
contradicted proofs, left             |                    | left                                     | enrolled_outside 2026-09-10; home_taught 2026-09-10 | data_conflict          | evidence_contradicts   | data_desk
enrolled and certified outside        |                    | active                                   | enrolled_outside 2026-09-10                         | enrolled_in_town       | roll_active            | none
enrolled and located outside          |                    | active                                   | located_unevidenced 2026-09-10                      | enrolled_in_town       | roll_active            | none
left and certified outside            |                    | left                                     | enrolled_outside 2026-09-10                         | enrolled_outside       | evidence_valid         | none
moved out and certified outside       |                    | moved                                    | enrolled_outside 2026-09-10                         | enrolled_outside       | evidence_valid         | none
moved out, certificate run out        |                    | moved                                    | enrolled_outside 2026-03-10                         | outside_unevidenced    | evidence_expired       | certificate
unknown school and certified          |                    | active school=某校                       | enrolled_in_county 2026-09-10                       | enrolled_in_county     | evidence_valid         | none
located, and in senior secondary      |                    | active grade=10                          | located_unevidenced 2026-09-10                      | outside_unevidenced    | evidence_missing       | certificate
in senior secondary, and graduated    |                    | active grade=10                          | graduated 2026-07-10                                | other_stage            | roll_active            | none
graduated, then taught at home        |                    | finished grade=9                         | home_taught 2026-09-10                              | graduated              | graduated_by_roll      | none
taught at home, disabled              |                    | active attendance=home                   | disabled_unplaced 2026-09-10                        | home_taught            | roll_active            | none
enrolled, deferral on file            |                    | active                                   | deferred 2026-09-10                                 | enrolled_in_town       | roll_active            | none
suspended with approval               |                    | suspended                                | suspended 2026-09-10                                | suspended              | approval_valid         | none
suspended, approval run out           |                    | suspended                                | suspended 2026-03-10                                | suspected_dropout      | roll_suspended         | visit
disabled and left                     |                    | left                                     | disabled_unplaced 2026-09-10                        | disabled_unplaced      | disability_unplaced    | placement
left, deferral on file                |                    | left                                     | deferred 2026-09-10                                 | deferred               | approval_valid         | none
left, deferral run out                |                    | left                                     | deferred 2025-09-10                                 | suspected_dropout      | roll_left              | visit
left, nobody knows the person         |                    | left                                     | person_unknown 2026-09-10                           | suspected_dropout      | roll_left              | visit
not due, enrolled anyway              | born=2020-10-01    | active grade=1                           |                                                     | enrolled_in_town       | roll_active            | none
not due, in kindergarten              | born=2020-10-01    | active grade=0 school=甲镇幼儿园         |                                                     | other_stage            | roll_active            | none
not due, a record in review           | born=2020-10-01    | active review                            |                                                     | entry_not_due          | entry_not_due          | none
not due, left                         | born=2020-10-01    | left grade=1                             |                                                     | entry_not_due          | entry_not_due          | none
not due, deferral on file             | born=2020-10-01    |                                          | deferred 2026-09-10                                 | deferred               | approval_valid         | none
record and proof in review            |                    | active review                            | enrolled_outside 2026-09-10 review                  | possible_match         | roll_match_unsure      | data_desk
proof in review, status unknown       |                    | other                                    | enrolled_outside 2026-09-10 review                  | possible_match         | evidence_match_unsure  | data_desk
in review, certificate run out        |                    | active review                            | enrolled_outside 2026-03-10                         | outside_unevidenced    | evidence_expired       | certificate
""")


@pytest.mark.parametrize("line", PRECEDENCE.lines, ids=str)
def test_the_first_true_ground_wins(line: Line) -> None:
    assert PRECEDENCE.decided[line.case] == line.expected


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with County().opened(tmp_path_factory.mktemp("office")) as workspace:
        yield workspace


def test_statuses_and_lists_are_those_of_the_vocabulary(office) -> None:
    table = office.table("status")
    assert table.sort("position")["status"].to_list() == list(CHILD_STATUS.codes)
    assert dict(table.select("status", "list").rows()) == LIST_OF_STATUS
    assert set(table.filter("verified")["status"]) == set(VERIFIED)
    assert set(table.filter("filed")["status"]) == set(FILED)


def test_statuses_counted_as_in_school_are_those_of_the_vocabulary(office) -> None:
    assert set(office.table("status").filter("in_school")["status"]) == set(IN_SCHOOL)


def test_every_ground_gives_a_status_and_a_reason_that_exist(office) -> None:
    table = office.table("precedence")
    assert set(table["status"].drop_nulls()) <= set(CHILD_STATUS.codes)
    assert set(table["reason"]) <= set(REASON.codes)
    assert table["rank"].is_unique().all()


def test_every_status_of_the_vocabulary_is_drawn() -> None:
    tables = (PRECEDENCE, test_roll.ROLL, test_evidence.EVIDENCE)
    drawn = {line.expected[0] for table in tables for line in table.lines}
    assert drawn | {"entry_not_due"} == set(CHILD_STATUS.codes)
