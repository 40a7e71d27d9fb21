"""Whose task it is: the nearest of those who answer for the child's class, school, village, town (domain.md: 包保)."""

from __future__ import annotations

import pytest

from tests.spec.county import County

#: Rows of the register.
CHARGES = (
    {"town": "甲镇", "county_lead": "县长", "town_lead": "镇长"},
    {"town": "甲镇", "village": "一村村民委员会", "village_lead": "村长"},
    {"town": "甲镇", "village": "三村", "village_lead": "丁"},
    {"town": "甲镇", "village": "三村", "village_lead": "丙"},
    {"town": "乙镇", "county_lead": "县长"},
    {"school_name": "甲镇小学", "school_lead": "校长"},
    {"school_name": "甲镇小学", "class_name": "1班", "teacher": "班主任"},
    {"town": "乙镇", "village": "一村", "school_name": "甲镇学校", "teacher": "老师", "village_lead": "乙村长"},
)
#: Case → registry row, last roll row (none without) and who answers.
TABLE = """
case                            | town | village    | school   | class | responsible
--------------------------------+------+------------+----------+-------+------------
of the class                    | 甲镇 | 一村       | 甲镇小学 | 1班   | 班主任
of another class                | 甲镇 | 一村       | 甲镇小学 | 2班   | 校长
of a school with one teacher    | 甲镇 | 一村       | 甲镇学校 | 2班   | 老师
of a school nobody answers for  | 甲镇 | 一村       | 甲镇中学 | 1班   | 村长
never at school                 | 甲镇 | 一村       |          |       | 村长
village written in full         | 甲镇 | 一村村委会 |          |       | 村长
village of that name elsewhere  | 乙镇 | 一村       |          |       | 乙村长
two answer for the village      | 甲镇 | 三村       |          |       | 丁、丙
village nobody answers for      | 甲镇 | 二村       |          |       | 镇长
town without a person of its own| 乙镇 | 二村       |          |       | 县长
town nobody answers for         | 丁镇 | 一村       |          |       | ?
"""
LINES = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()[2:]]


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    county = County()
    for cells in CHARGES:
        county.charge(**cells)
    for case, town, village, school, group, _ in LINES:
        child = county.child(case, town=town, village=village)
        if school:
            county.roll(case, child, status="left", school_name=school, class_name=group)
    with county.opened(tmp_path_factory.mktemp("charges")) as workspace:
        assert workspace.broken_invariants() == []
        yield workspace


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_the_nearest_answers(night, line: list[str]) -> None:
    (name,) = night.frame(f"SELECT responsible FROM visit_list WHERE name = '{line[0]}'")["responsible"]
    assert (name or "?") == line[-1]


def test_open_tables_name_nobody(night) -> None:
    codes = night.frame("SELECT responsible FROM exception")["responsible"]
    assert codes.str.contains(r"^(R[2-9A-Z]{8}(、R[2-9A-Z]{8})*)?$").all()


def test_a_person_has_one_code_wherever_it_stands(night) -> None:
    codes = night.frame("SELECT names, codes FROM charge WHERE names IN ('县长', '村长')").unique().sort("names")
    assert codes["names"].to_list() == ["县长", "村长"]


def test_without_the_register_nobody_answers(tmp_path) -> None:
    county = County()
    county.child("甲")
    with county.opened(tmp_path) as workspace:
        assert workspace.frame("SELECT x.responsible, v.responsible FROM exception x JOIN visit_list v USING (case_token)").rows() == [("", None)]
