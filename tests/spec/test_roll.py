"""What the school roll alone makes of a child (contract.md §2.1, domain.md "Status of a child")."""

from __future__ import annotations

import pytest

from tests.spec.drawn import Line, Table

ROLL = Table("""
case                              | registry  | roll                                            | status             | reason              | list
----------------------------------+-----------+-------------------------------------------------+--------------------+---------------------+----------
own town                          |           | active school=甲镇小学                          | enrolled_in_town   | roll_active         | none
own town, nine-year school        |           | active school=甲镇学校 grade=8                  | enrolled_in_town   | roll_active         | none
other town                        |           | active school=乙镇小学                          | enrolled_in_county | roll_active         | none
child's town unknown              | town=?    | active school=甲镇小学                          | enrolled_in_county | roll_active         | none
child's town not on the list      | town=丁镇 | active school=甲镇小学                          | enrolled_in_county | roll_active         | none
outside the county                |           | active school=外县小学                          | enrolled_outside   | roll_active         | none
unknown school                    |           | active school=某某小学                          | possible_match     | school_unknown      | data_desk
no school named                   |           | active school=?                                 | possible_match     | school_unknown      | data_desk
special school                    |           | active school=县特校                            | enrolled_in_county | roll_active         | none
grade not read                    |           | active grade=?                                  | enrolled_in_town   | roll_active         | none
kindergarten                      |           | active grade=? school=甲镇幼儿园                | other_stage        | roll_active         | none
pre-school class of a primary     |           | active grade=0 school=甲镇小学                  | other_stage        | roll_active         | none
senior secondary by grade         |           | active grade=10 school=甲镇学校                 | other_stage        | roll_active         | none
senior secondary by school        |           | active grade=? school=县高中                    | other_stage        | roll_active         | none
vocational                        |           | active grade=? school=县职中                    | other_stage        | roll_active         | none
taught at home                    |           | active attendance=home                          | home_taught        | roll_active         | none
left                              |           | left                                            | suspected_dropout  | roll_left           | visit
moved out, nothing elsewhere      |           | moved                                           | suspected_dropout  | roll_moved          | visit
left without finishing            |           | incomplete grade=9                              | suspected_dropout  | roll_incomplete     | visit
suspended, no approval            |           | suspended                                       | suspected_dropout  | roll_suspended      | visit
dead by the roll, live otherwise  |           | dead                                            | suspected_dropout  | roll_dead           | visit
other status                      |           | other                                           | possible_match     | roll_status_unknown | data_desk
status not on the list            |           | ?                                               | possible_match     | roll_status_unknown | data_desk
junior finished                   |           | finished grade=9 school=甲镇中学                | graduated          | graduated_by_roll   | none
junior finished, grade not read   |           | finished grade=? school=甲镇中学                | graduated          | graduated_by_roll   | none
finished, nobody knows where      |           | finished grade=? school=甲镇学校                | possible_match     | roll_status_unknown | data_desk
finished in grade 7               |           | finished grade=7 school=甲镇中学                | possible_match     | roll_status_unknown | data_desk
primary finished, no junior       |           | finished grade=6                                | suspected_dropout  | primary_finished    | visit
primary finished, grade not read  |           | finished grade=?                                | suspected_dropout  | primary_finished    | visit
primary finished, junior active   |           | finished grade=6; active grade=7 school=甲镇中学 | enrolled_in_town  | roll_active         | none
kindergarten finished             |           | finished grade=0 school=甲镇幼儿园              | not_found          | nothing_found       | visit
kindergarten left                 |           | left grade=? school=甲镇幼儿园                  | not_found          | nothing_found       | visit
moved, active elsewhere           |           | moved; active school=乙镇小学                   | enrolled_in_county | roll_active         | none
left, suspended elsewhere         |           | suspended; left school=乙镇小学                 | suspected_dropout  | roll_left           | visit
enrolled twice                    |           | active school=外县小学; active school=甲镇小学  | enrolled_in_town   | roll_active         | none
known and unknown school          |           | active school=某某小学; active school=外县小学  | enrolled_outside   | roll_active         | none
taught at home and enrolled       |           | active attendance=home; active school=乙镇小学  | enrolled_in_county | roll_active         | none
junior finished, now in senior    |           | finished grade=9; active grade=10 school=县高中 | other_stage        | roll_active         | none
a record in review                |           | active review                                   | possible_match     | roll_match_unsure   | data_desk
a graduate's record in review     |           | finished grade=9 review                         | possible_match     | roll_match_unsure   | data_desk
a closed record in review         |           | left review                                     | not_found          | nothing_found       | visit
left, an active one in review     |           | left; active review                             | possible_match     | roll_match_unsure   | data_desk
enrolled, another in review       |           | active; active school=乙镇小学 review           | enrolled_in_town   | roll_active         | none
unknown school, another in review |           | active school=某某小学; active review           | possible_match     | school_unknown      | data_desk
nothing anywhere                  |           |                                                 | not_found          | nothing_found       | visit
""")


@pytest.mark.parametrize("line", ROLL.lines, ids=str)
def test_a_roll_record_comes_to_this(line: Line) -> None:
    assert ROLL.decided[line.case] == line.expected
