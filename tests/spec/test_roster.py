"""The second comparison: on the roll, and in the room or not (domain.md, precedence 4)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.spec.county import County
from tests.spec.drawn import Line, Table

_ID = "34990120160501001X"
#: Who sits in the room.
SEATS = (
    ("某某", {"id18": _ID, "dob": None}), ("某某某", {"roll_no": "L1", "dob": None}), ("张三", {}), ("李四", {"dob": None}),
    ("赵六", {"dob": date(2016, 1, 1)}),
)


def _seat(county: County) -> None:
    for name, cells in SEATS:
        county.seated(name, **cells)


# Grade 4, class 1 of 甲镇小学 has a roster of October; the pupils of the table are not on it.
TABLE = Table("""
case                               | roll                                        | evidence                      | approval              | disability | status             | reason                | list
-----------------------------------+---------------------------------------------+-------------------------------+-----------------------+------------+--------------------+-----------------------+----------
not in the room                    | active class_name=1班                       |                               |                       |            | suspected_dropout  | roster_absent         | visit
class written otherwise            | active class_name=四(1)班                   |                               |                       |            | suspected_dropout  | roster_absent         | visit
class in full-width digits         | active class_name=０１班                    |                               |                       |            | suspected_dropout  | roster_absent         | visit
class of ten                       | active class_name=四年级十一班              |                               |                       |            | enrolled_in_town   | roll_active           | none
class without a number             | active class_name=四年级                    |                               |                       |            | enrolled_in_town   | roll_active           | none
class without a roster             | active class_name=2班                       |                               |                       |            | enrolled_in_town   | roll_active           | none
class unknown                      | active                                      |                               |                       |            | enrolled_in_town   | roll_active           | none
grade without a roster             | active class_name=1班 grade=5               |                               |                       |            | enrolled_in_town   | roll_active           | none
school without a roster            | active class_name=1班 school=乙镇小学       |                               |                       |            | enrolled_in_county | roll_active           | none
came after that month              | active class_name=1班 change=2026-11-01     |                               |                       |            | enrolled_in_town   | roll_active           | none
came in that month                 | active class_name=1班 change=2026-10-31     |                               |                       |            | suspected_dropout  | roster_absent         | visit
taught at home                     | active class_name=1班 attendance=home       |                               |                       |            | home_taught        | roll_active           | none
taught at home, by the list        | active class_name=1班                       |                               |                       | home       | home_taught        | home_taught_listed    | none
on leave                           | active class_name=1班                       |                               | suspended 2026-09-11  |            | suspended          | approval_valid        | none
leave ran out                      | active class_name=1班                       |                               | suspended 2025-09-11 until=2026-10-01 |  | suspected_dropout | roster_absent     | visit
certified elsewhere                | active class_name=1班                       | enrolled_outside 2026-09-10   |                       |            | enrolled_outside   | evidence_valid        | none
certificate ran out                | active class_name=1班                       | enrolled_outside 2026-03-10   |                       |            | suspected_dropout  | roster_absent         | visit
visited and out of school          | active class_name=1班                       | out_of_school 2026-09-10      |                       |            | out_of_school      | visit_not_in_school   | visit
enrolled a second time elsewhere   | active class_name=1班; active school=外县小学 |                             |                       |            | enrolled_outside   | roll_active           | none
absent from both                   | active class_name=1班; active class_name=四(1)班 |                          |                       |            | suspected_dropout  | roster_absent         | visit
suspended on the roll              | suspended class_name=1班                    |                               |                       |            | suspected_dropout  | roll_suspended        | visit
in the room, by number             | active class_name=1班 id=34990120160501001X |                               |                       |            | enrolled_in_town   | roll_active           | none
in the room, by roll number        | active class_name=1班 roll_no=L1            |                               |                       |            | enrolled_in_town   | roll_active           | none
张三                               | active class_name=1班                       |                               |                       |            | enrolled_in_town   | roll_active           | none
李四                               | active class_name=1班 born=2016-06-06       |                               |                       |            | enrolled_in_town   | roll_active           | none
王五                               | active class_name=1班 born=2016-06-07       |                               |                       |            | suspected_dropout  | roster_absent         | visit
""", also=_seat)
@pytest.mark.parametrize("line", TABLE.lines, ids=str)
def test_a_pupil_whose_class_has_a_roster_must_be_on_it(line: Line) -> None:
    assert TABLE.decided[line.case] == line.expected


def _seen(county: County, folder) -> dict[str, str]:
    with county.opened(folder) as workspace:
        assert workspace.broken_invariants() == []
        return dict(workspace.frame("SELECT name_key, seen FROM attendance JOIN source.roll USING (record_id)").rows())


@pytest.mark.parametrize(("month", "seen"), [
    (date(2026, 11, 1), "absent"), (date(2026, 9, 1), "absent"), (date(2026, 8, 1), "not_covered"), (date(2026, 12, 1), "not_covered"),
])  # fmt: skip
def test_a_roster_speaks_for_its_month_and_the_two_that_follow(tmp_path, month: date, seen: str) -> None:
    county = County()
    county.roll("甲", county.child("甲"), class_name="1班")
    county.seated("乙", month=month, dob=date(2016, 1, 1))
    assert _seen(county, tmp_path) == {"甲": seen}


def test_only_the_newest_roster_of_a_school_counts(tmp_path) -> None:
    county = County()
    county.roll("甲", county.child("甲"), class_name="1班")
    county.seated("甲", month=date(2026, 9, 1))
    county.seated("乙", dob=date(2016, 1, 1))
    assert _seen(county, tmp_path) == {"甲": "absent"}


def test_a_namesake_in_the_room_is_not_two_pupils(tmp_path) -> None:
    """One seat, two pupils of that name: nobody can tell whose it is, so the data desk looks."""
    county = County()
    for group in ("1班", "1班"):
        county.roll("甲", county.child("甲"), class_name=group, dob=None)
    county.seated("甲", dob=None)
    with county.opened(tmp_path) as workspace:
        assert workspace.table("attendance")["seen"].to_list() == ["unsure", "unsure"]
        told = workspace.frame("SELECT code FROM data_desk WHERE source = 'roll'")["code"].to_list()
    assert told == ["roster_match_unsure"] * 2


def test_a_seat_taken_by_its_number_is_no_namesakes(tmp_path) -> None:
    county = County()
    county.roll("甲", county.child("甲"), class_name="1班", id18=_ID)
    county.roll("甲", county.child("甲"), class_name="1班", dob=date(2016, 6, 6))
    county.seated("甲", id18=_ID)
    with county.opened(tmp_path) as workspace:
        assert workspace.table("attendance").sort("record_id")["seen"].to_list() == ["seen", "absent"]


def test_a_brothers_number_does_not_seat_a_pupil(tmp_path) -> None:
    """The school wrote 甲乙's number for 甲丙, who is gone; 甲乙's own record has none."""
    county = County()
    county.roll("甲丙", county.child("甲丙"), class_name="1班", id18=_ID, dob=date(2016, 6, 6))
    county.roll("甲乙", county.child("甲乙"), class_name="1班")
    county.seated("甲乙", id18=_ID)
    assert _seen(county, tmp_path) == {"甲丙": "absent", "甲乙": "seen"}


def test_a_number_under_another_name_and_birth_date_is_for_a_person_to_look_at(tmp_path) -> None:
    county = County()
    county.roll("甲丙", county.child("甲丙"), class_name="1班", id18=_ID, dob=date(2016, 6, 6))
    county.seated("甲乙", id18=_ID)
    assert _seen(county, tmp_path) == {"甲丙": "unsure"}


def test_who_sits_in_class_and_is_on_no_roll_is_told(tmp_path) -> None:
    county = County()
    county.roll("甲", county.child("甲"), class_name="1班", id18=_ID, school_name="乙镇小学")
    county.seated("甲", id18=_ID)  # on another school's roll
    stranger = county.seated("乙", dob=date(2016, 1, 1))
    nowhere = county.seated("丙", school_name="某校")
    with county.opened(tmp_path) as workspace:
        told = workspace.frame("SELECT record_id, code FROM finding WHERE source = 'roster' ORDER BY 1").rows()
    assert told == [(stranger, "in_school_no_roll"), (nowhere, "school_unknown")]


def test_without_rosters_nothing_changes(tmp_path) -> None:
    county = County()
    county.roll("甲", county.child("甲"), class_name="1班")
    assert _seen(county, tmp_path) == {"甲": "not_covered"}
