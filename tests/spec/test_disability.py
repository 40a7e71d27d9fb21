"""What the federation's list makes of a child: taught at home, or waiting for a place (domain.md)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.spec.county import County
from tests.spec.drawn import Line, Table

# A row has a placement; it is of level 1 and of tonight's date unless stated. The autumn term began on 1 September.
DISABILITY = Table("""
case                             | roll                 | evidence                      | disability                    | status             | reason                | list
---------------------------------+----------------------+-------------------------------+-------------------------------+--------------------+-----------------------+----------
taught at home                   |                      |                               | home                          | home_taught        | home_taught_listed    | none
taught at home, by the roll too  | active attendance=home |                             | home                          | home_taught        | roll_active           | none
list of this term                |                      |                               | home as_of=2026-09-01         | home_taught        | home_taught_listed    | none
list of last term                |                      |                               | home as_of=2026-08-31         | not_found          | nothing_found         | visit
list of tomorrow                 |                      |                               | home as_of=2026-11-03         | not_found          | nothing_found         | visit
not placed                       |                      |                               | unplaced                      | disabled_unplaced  | disability_unplaced   | placement
not placed, level 2              |                      |                               | unplaced level=2              | disabled_unplaced  | disability_unplaced   | placement
not placed, level 3              |                      |                               | unplaced level=3              | not_found          | nothing_found         | visit
not placed, level unknown        |                      |                               | unplaced level=?              | disabled_unplaced  | disability_unplaced   | placement
not placed, by an old list       |                      |                               | unplaced as_of=2025-03-01     | disabled_unplaced  | disability_unplaced   | placement
said to be in a special school   |                      |                               | special                       | not_found          | nothing_found         | visit
said to be in class              |                      |                               | ordinary                      | not_found          | nothing_found         | visit
in an institution                |                      |                               | institution                   | not_found          | nothing_found         | visit
a word nobody knows              |                      |                               | ?                             | not_found          | nothing_found         | visit
two lists of one day             |                      |                               | home; unplaced                | not_found          | nothing_found         | visit
placed since the older list      |                      |                               | unplaced as_of=2026-09-01; home | home_taught      | home_taught_listed    | none
placement lost since             |                      |                               | home as_of=2026-09-01; unplaced | disabled_unplaced | disability_unplaced  | placement
enrolled                         | active               |                               | unplaced                      | enrolled_in_town   | roll_active           | none
left                             | left                 |                               | unplaced                      | disabled_unplaced  | disability_unplaced   | placement
visited and out of school        |                      | out_of_school 2026-09-10      | home                          | out_of_school      | visit_not_in_school   | visit
certified elsewhere              |                      | enrolled_outside 2026-09-10   | unplaced                      | enrolled_outside   | evidence_valid        | none
found unplaced since the list    |                      | disabled_unplaced 2026-10-10  | home as_of=2026-09-01         | disabled_unplaced  | disability_unplaced   | placement
unplaced before the list         |                      | disabled_unplaced 2026-09-10  | home                          | home_taught        | home_taught_listed    | none
perhaps this child's             |                      |                               | home review                   | possible_match     | evidence_match_unsure | data_desk
perhaps this child's, not placed |                      |                               | unplaced review               | not_found          | nothing_found         | visit
perhaps this child's, last term  |                      |                               | home as_of=2026-08-31 review  | not_found          | nothing_found         | visit
""")


@pytest.mark.parametrize("line", DISABILITY.lines, ids=str)
def test_the_list_places_a_child_or_waits_for_a_place(line: Line) -> None:
    assert DISABILITY.decided[line.case] == line.expected


def test_what_the_list_leaves_open_is_told(tmp_path) -> None:
    county = County()
    child = county.child("甲")
    claimed = county.disabled("甲", child, "special")
    stranger, grown = county.disabled("乙", None, "home", dob=date(2016, 5, 1)), county.disabled("丙", None, None, dob=date(1960, 5, 1))
    shared = county.disabled("丁", county.child("丁"), "home")
    county.link(county.child("丁丁"), shared)
    enrolled = county.child("戊")
    county.roll("戊", enrolled)
    county.disabled("戊", enrolled, "ordinary")
    with county.opened(tmp_path) as workspace:
        assert workspace.broken_invariants() == []
        told = workspace.frame("SELECT record_id, code FROM finding WHERE source = 'disability' ORDER BY 1").rows()
        of_shared = workspace.frame("SELECT status FROM child JOIN source.population USING (record_id) WHERE name_key[1] = '丁'")
    assert told == [(claimed, "disability_not_on_roll"), (stranger, "disability_unmatched"), (shared, "disability_unmatched")]
    assert grown not in dict(told)
    assert of_shared["status"].to_list() == ["not_found", "not_found"]


def test_type_and_level_are_published_nowhere(tmp_path) -> None:
    county = County()
    county.disabled("甲", county.child("甲"), "unplaced")
    with county.opened(tmp_path) as workspace:
        workspace.publish_database(tmp_path / "open.duckdb")
        workspace.publish_restricted(tmp_path / "closed.duckdb")
        told = workspace.frame(f"""
            ATTACH '{tmp_path / "open.duckdb"}' AS a; ATTACH '{tmp_path / "closed.duckdb"}' AS b;
            SELECT column_name FROM duckdb_columns() WHERE database_name IN ('a', 'b')""")
    assert [name for name in told["column_name"] if "disability_level" in name or "disability_type" in name] == []
