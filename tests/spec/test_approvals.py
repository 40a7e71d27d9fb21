"""Who may stay away by the office's leave, and what becomes of it when the leave runs out (domain.md)."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.store import Workspace
from tests.spec.county import County
from tests.spec.drawn import Line, Table

# An approval has a kind and a first day; its last day is 31 August 2027 unless stated.
APPROVAL = Table("""
case                              | registry        | roll                             | evidence                    | approval                               | status            | reason                | list
----------------------------------+-----------------+----------------------------------+-----------------------------+----------------------------------------+-------------------+-----------------------+----------
entry deferred                    |                 |                                  |                             | deferred 2026-09-01                    | deferred          | approval_valid        | none
suspended, no record              |                 |                                  |                             | suspended 2026-09-01                   | suspended         | approval_valid        | none
suspended on the roll             |                 | suspended                        |                             | suspended 2026-09-01                   | suspended         | approval_valid        | none
suspended on the roll, no leave   |                 | suspended                        |                             |                                        | suspected_dropout | roll_suspended        | visit
through its last day              |                 | suspended                        |                             | suspended 2025-09-01 until=2026-11-02  | suspended         | approval_valid        | none
run out the day before            |                 | suspended                        |                             | suspended 2025-09-01 until=2026-11-01  | suspected_dropout | roll_suspended        | visit
run out, no record                |                 |                                  |                             | suspended 2025-09-01 until=2026-11-01  | suspected_dropout | approval_expired      | visit
deferral run out                  |                 |                                  |                             | deferred 2025-09-01 until=2026-08-31   | not_found         | approval_expired      | visit
from its first day                |                 | suspended                        |                             | suspended 2026-11-02                   | suspended         | approval_valid        | none
not begun                         |                 | suspended                        |                             | suspended 2026-11-03                   | suspected_dropout | roll_suspended        | visit
renewed                           |                 | suspended                        |                             | suspended 2025-09-01 until=2026-08-31; suspended 2026-09-01 | suspended | approval_valid  | none
back in school                    |                 | active                           |                             | suspended 2026-09-01                   | enrolled_in_town  | roll_active           | none
left the school                   |                 | left                             |                             | suspended 2026-09-01                   | suspended         | approval_valid        | none
not due, deferred                 | born=2020-10-01 |                                  |                             | deferred 2026-09-01                    | deferred          | approval_valid        | none
visited before it began           |                 | suspended                        | out_of_school 2026-09-10    | suspended 2026-09-11                   | suspended         | approval_valid        | none
visited since it began            |                 | suspended                        | out_of_school 2026-09-12    | suspended 2026-09-11                   | out_of_school     | visit_not_in_school   | visit
visited, then it ran out          |                 | suspended                        | out_of_school 2026-03-10    | suspended 2026-03-11 until=2026-09-01  | suspected_dropout | roll_suspended        | visit
a certificate since it began      |                 | suspended                        | enrolled_outside 2026-10-01 | suspended 2026-09-11                   | enrolled_outside  | evidence_valid        | none
perhaps this child's              |                 | suspended                        |                             | suspended 2026-09-11 review            | possible_match    | evidence_match_unsure | data_desk
perhaps this child's, run out     |                 | suspended                        |                             | suspended 2025-09-11 until=2026-09-01 review | suspected_dropout | roll_suspended  | visit
deceased, and deferred            | cancelled=deceased |                               |                             | deferred 2026-09-01                    | deceased          | registry_cancelled    | none
""")


@pytest.mark.parametrize("line", APPROVAL.lines, ids=str)
def test_an_approval_excuses_from_its_first_day_through_its_last(line: Line) -> None:
    assert APPROVAL.decided[line.case] == line.expected


@pytest.fixture(scope="module")
def numbered(tmp_path_factory):
    """Approvals without an ID number, which the roll number leads to a child, or does not."""
    county = County()
    for name, roll_no, written in (("甲", "L1", "甲"), ("乙", "L2", "丙"), ("丁", "L3", "丁"), ("戊", "L3", "戊")):
        county.roll(name, county.child(name), status="suspended", roll_no=roll_no)
        county.approval(written, None, "suspended", date(2026, 9, 1), roll_no=roll_no)
    other = county.child("己")
    county.roll("庚", county.child("庚"), status="suspended", roll_no="L7")
    county.approval("庚", other, "suspended", date(2026, 9, 1), roll_no="L7")  # the ID is 己's, the roll number 庚's
    with county.opened(tmp_path_factory.mktemp("numbered")) as workspace:
        assert workspace.broken_invariants() == []
        yield workspace


@pytest.mark.parametrize(("name", "status"), [
    ("甲", "suspended"),  # number and name are one pupil's
    ("乙", "suspected_dropout"),  # the number is one pupil's, the name another's
    ("丁", "suspected_dropout"), ("戊", "suspected_dropout"),  # two pupils under one number
    ("己", "not_found"), ("庚", "suspected_dropout"),  # ID and roll number say two children
])  # fmt: skip
def test_a_roll_number_leads_to_the_child_only_with_its_name(numbered: Workspace, name: str, status: str) -> None:
    query = f"SELECT status FROM child JOIN source.population USING (record_id) WHERE name_key = '{name}'"
    assert numbered.frame(query)["status"].to_list() == [status]


def test_an_approval_that_leads_to_nobody_is_told(numbered: Workspace) -> None:
    told = numbered.frame("SELECT record_id FROM finding WHERE code = 'approval_unmatched' ORDER BY 1")
    assert told["record_id"].to_list() == [f"approvals-0000{number}" for number in (2, 3, 4, 5)]
    desk = numbered.table("data_desk").filter(source="approvals")
    assert desk["problem"].unique().to_list() == ["审批找不到对应的儿童"]
