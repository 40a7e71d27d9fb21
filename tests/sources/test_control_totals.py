"""Declared counts: of which town, of what, how many; what is no count is set aside."""

from __future__ import annotations

from datetime import date

import pytest

from sources import control_totals
from sources.person import Conformed, Terms

TERMS = Terms(date(2026, 9, 1), ("甲镇",))
WHOLE = {"town": "甲镇", "item": "适龄儿童", "declared": "1,204", "declared_by": "县教育局"}


@pytest.fixture
def conform(cells_of):
    def made(*rows: dict) -> Conformed:
        return control_totals.to_persons(cells_of(control_totals.CONTRACT, *rows), TERMS)

    return made


def test_the_shape_does_not_depend_on_the_rows(conform):
    assert conform().rows.schema == conform(WHOLE).rows.schema


@pytest.mark.parametrize(("change", "wanted"), [
    ({}, ("甲镇", "of_age", 1204)),
    ({"town": "全县"}, ("*", "of_age", 1204)),
    ({"town": "县甲镇", "item": "本镇就读", "declared": "０"}, ("甲镇", "enrolled_in_town", 0)),
    ({"declared": "12人"}, ("甲镇", "of_age", 12)),
    ({"declared": "12.0"}, ("甲镇", "of_age", 12)),
])  # fmt: skip
def test_a_count(conform, change: dict, wanted: tuple):
    made = conform({**WHOLE, **change})
    assert made.rows.select("town", "item", "declared").rows() == [wanted]
    assert made.findings.is_empty()


@pytest.mark.parametrize(("change", "reason"), [
    ({"town": None}, "no_town"), ({"item": "其他"}, "unknown_item"), ({"item": None}, "unknown_item"),
    ({"declared": "约120"}, "not_a_count"), ({"declared": "99.8%"}, "not_a_count"), ({"declared": "-3"}, "not_a_count"),
    ({"declared": None}, "not_a_count"),
])  # fmt: skip
def test_what_cannot_be_held_against_ours_is_set_aside(conform, change: dict, reason: str):
    made = conform({**WHOLE, **change})
    assert (made.quarantined["reason"].to_list(), made.rows.height) == ([reason], 0)


def test_a_town_nobody_knows_is_told(conform):
    assert conform({**WHOLE, "town": "丙镇"}).findings.select("column_name", "code").rows() == [("town", "unknown_town")]
