"""Figures must agree between school, county bureau and poverty office: each declared count beside ours (domain.md)."""

from __future__ import annotations

import pytest

from tests.spec.county import County

#: Town, item, declared; what we count; the difference.
LINES = (
    ("*", "of_age", 6, 6, 0),
    ("甲镇", "of_age", 5, 4, 1),
    ("乙镇", "of_age", 2, 2, 0),
    ("*", "in_school", 3, 4, -1),
    ("甲镇", "enrolled_in_town", 2, 2, 0),
    ("乙镇", "enrolled_in_town", 0, 0, 0),
    ("甲镇", "enrolled_in_county", 1, 1, 0),
    ("甲镇", "on_roll", 3, 3, 0),
    ("乙镇", "on_roll", 1, 1, 0),
    ("*", "on_roll", 4, 4, 0),
    ("*", "poor", 2, 2, 0),
    ("甲镇", "poor_unschooled", 0, 1, -1),
    ("甲镇", "deceased", 0, 0, 0),
    ("丁镇", "of_age", 1, None, None),
)


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    county = County()
    for name, town, school, poor in (
        ("甲", "甲镇", "甲镇小学", True), ("乙", "甲镇", "甲镇小学", False), ("丙", "甲镇", "乙镇小学", False),
        ("丁", "甲镇", None, True), ("戊", "乙镇", "甲镇小学", False), ("己", "乙镇", None, False),
    ):  # fmt: skip
        child = county.child(name, town=town)
        if school:
            county.roll(name, child, school_name=school)
        if poor:
            county.link(child, county.poor(name, town=town))
    for town, item, declared, *_ in LINES:
        county.declared(town, item, declared)
    county.declared("*", "of_age", 8, by="乡村振兴局")
    with county.opened(tmp_path_factory.mktemp("totals")) as workspace:
        assert workspace.broken_invariants() == []
        yield workspace


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[0]} {line[1]}")
def test_ours_stands_beside_what_was_declared(night, line: tuple) -> None:
    town, item, *_ = line
    query = f"SELECT town, item, declared, ours, difference FROM control_total WHERE (town, item) = ('{town}', '{item}')"
    assert line in night.frame(query).rows()


def test_two_offices_may_declare_one_thing(night) -> None:
    told = night.frame("SELECT declared_by, difference FROM control_total WHERE (town, item) = ('*', 'of_age') ORDER BY 1")
    assert told.rows() == [("乡村振兴局", 2), ("县教育局", 0)]


def test_every_difference_goes_to_the_data_desk(night) -> None:
    wanted = sum(bool(line[-1]) for line in LINES) + 1
    assert night.frame("SELECT code FROM data_desk WHERE source = 'control_totals'")["code"].to_list() == ["control_total_differs"] * wanted
