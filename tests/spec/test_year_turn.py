"""The turn of the school year: no grace in the status; the reason is ``transition``, the due date ``roll_settles``."""

from __future__ import annotations

from datetime import date

import pytest

from tests.spec.drawn import Line, Table

FIRST_OF_SEPTEMBER = Table("""
case                             | registry        | roll                               | status            | reason           | list  | due        | priority
---------------------------------+-----------------+------------------------------------+-------------------+------------------+-------+------------+---------
primary finished this summer     |                 | finished grade=6 change=2026-07-01 | suspected_dropout | transition       | visit | 2026-10-15 | 5
primary finished, date not given |                 | finished grade=6                   | suspected_dropout | transition       | visit | 2026-10-15 | 5
primary finished last summer     |                 | finished grade=6 change=2025-07-01 | suspected_dropout | primary_finished | visit | 2026-09-08 | 4
new entrant                      | born=2020-08-31 |                                    | not_found         | transition       | visit | 2026-10-15 | 5
entrant of last year             | born=2019-08-31 |                                    | not_found         | nothing_found    | visit | 2026-09-08 | 4
new entrant with a record        | born=2020-08-31 | active grade=1                     | enrolled_in_town  | roll_active      | none  | None       | None
new entrant who left             | born=2020-08-31 | left grade=1                       | suspected_dropout | roll_left        | visit | 2026-09-08 | 4
junior finished this summer      |                 | finished grade=9 change=2026-07-01 | graduated         | graduated_by_roll| none  | None       | None
""", date(2026, 9, 1))

DAYS = Table("""
case         | registry        | roll                               | reason
-------------+-----------------+------------------------------------+-----------------
graduate     |                 | finished grade=6 change=2026-07-01 | transition
new entrant  | born=2020-08-31 |                                    | transition
""", date(2026, 10, 15))

SETTLED = Table("""
case         | registry        | roll                               | reason
-------------+-----------------+------------------------------------+-----------------
graduate     |                 | finished grade=6 change=2026-07-01 | primary_finished
new entrant  | born=2020-08-31 |                                    | nothing_found
""", date(2026, 10, 16))

SUMMER = Table("""
case                 | registry        | roll                               | reason           | due
---------------------+-----------------+------------------------------------+------------------+-----------
graduate             |                 | finished grade=6 change=2026-07-01 | transition       | 2026-10-15
entrant of last year | born=2019-08-31 |                                    | nothing_found    | 2026-07-27
""", date(2026, 7, 20))

SPRING = Table("""
case                 | registry        | roll                               | reason
---------------------+-----------------+------------------------------------+-----------------
graduate             |                 | finished grade=6 change=2026-07-01 | primary_finished
entrant of last year | born=2020-08-31 |                                    | nothing_found
""", date(2027, 3, 1))

OTHER_DAY = Table("""
case         | registry        | roll                               | reason           | due
-------------+-----------------+------------------------------------+------------------+-----------
graduate     |                 | finished grade=6 change=2026-07-01 | transition       | 2026-10-31
new entrant  | born=2020-08-31 |                                    | transition       | 2026-10-31
""", date(2026, 10, 31), roll_settles="10-31")


@pytest.mark.parametrize("line", FIRST_OF_SEPTEMBER.lines, ids=str)
def test_all_without_a_record_are_listed_on_1_september(line: Line) -> None:
    assert FIRST_OF_SEPTEMBER.decided[line.case] == line.expected


@pytest.mark.parametrize(("table", "line"), [
    pytest.param(table, line, id=f"{name}, {line}")
    for name, table in [("15 October", DAYS), ("16 October", SETTLED), ("July", SUMMER), ("spring", SPRING), ("31 October", OTHER_DAY)]
    for line in table.lines
])
def test_the_roll_settles_on_its_day(table: Table, line: Line) -> None:
    assert table.decided[line.case] == line.expected
