"""Who sits in which class: school, grade, class and month of each pupil."""

from __future__ import annotations

from datetime import date

import pytest

from sources import roster
from sources.identity import check_character
from sources.person import PERSON, Conformed, Terms

TERMS = Terms(date(2026, 11, 2), ())
BODY = "34990120150302123"
ID = BODY + check_character(BODY)
WHOLE = {"month": "202610", "school_name": "甲镇小学", "grade": "小学四年级", "class_name": "四（1）班", "name": "张三", "citizen_id": ID}


@pytest.fixture
def conform(cells_of):
    def made(*rows: dict) -> Conformed:
        return roster.to_persons(cells_of(roster.CONTRACT, *rows), TERMS)

    return made


def test_the_shape_does_not_depend_on_the_rows(conform):
    assert conform().rows.schema == conform(WHOLE).rows.schema
    assert {name: conform().rows.schema[name] for name in PERSON} == PERSON


@pytest.mark.parametrize("month", ["202610", "2026-10", "2026年10月", "2026-10-15"])
def test_a_pupil_in_class(conform, month: str):
    row = conform({**WHOLE, "month": month}).rows.row(0, named=True)
    expected = {"month": date(2026, 10, 1), "grade": 4, "id18": ID, "school_key": "甲镇小学", "class_name": "四（1）班"}
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(("change", "reason"), [
    ({"month": None}, "no_month"), ({"month": "十月"}, "no_month"), ({"name": None, "citizen_id": None}, "no_name"),
    ({"name": None, "citizen_id": None, "month": None}, "no_name"),
])  # fmt: skip
def test_who_cannot_be_placed_is_set_aside_once(conform, change: dict, reason: str):
    assert conform({**WHOLE, **change}).quarantined["reason"].to_list() == [reason]
