"""Who answers for which place: as offices write it, one row for several levels or one row for each."""

from __future__ import annotations

from datetime import date

import pytest

from sources import assignment
from sources.person import Conformed, Terms

TERMS = Terms(date(2026, 9, 1), ("甲镇",))
LEAD = {"town": "县甲镇", "village": "一村", "village_lead": "王　一"}


@pytest.fixture
def conform(cells_of):
    def made(*rows: dict) -> Conformed:
        return assignment.to_persons(cells_of(assignment.CONTRACT, *rows), TERMS)

    return made


def test_the_shape_does_not_depend_on_the_rows(conform):
    assert conform().rows.schema == conform(LEAD).rows.schema


def test_towns_are_the_countys_and_names_are_shown_plainly(conform):
    row = conform(LEAD).rows.row(0, named=True)
    assert (row["town"], row["village"], row["village_lead"], row["teacher"]) == ("甲镇", "一村", "王一", None)


def test_a_town_nobody_knows_is_told(conform):
    assert conform({**LEAD, "town": "丙镇"}).findings.select("column_name", "code").rows() == [("town", "unknown_town")]


@pytest.mark.parametrize(("row", "reason"), [
    (LEAD, None),
    ({"school_name": "甲镇小学", "teacher": "王一"}, None),
    ({"village": "一村", "village_lead": "王一"}, "no_place"),
    ({"town": "甲镇", "village": "一村"}, "no_responsible"),
])  # fmt: skip
def test_a_row_needs_a_place_and_a_person(conform, row: dict, reason: str | None):
    assert conform(row).quarantined["reason"].to_list() == ([reason] if reason else [])
