"""“Your 1,259, our 1,260: which one?” Who moved since the two agreed, and whose place in the count is weak."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.casebook import Casebook
from pipelines.store import Workspace
from tests.spec.county import AS_OF, County

_NAMES = "SELECT name, counted, why, place FROM control_difference_list WHERE (town, item) = ('{}', '{}') ORDER BY place, why, name"


def _told(night: Workspace, town: str, item: str) -> list[tuple]:
    return night.frame(_NAMES.format(town, item)).rows()


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    county = County()
    for name in ("甲", "乙"):
        county.roll(name, county.child(name))
    county.evidence("丙", county.child("丙", dob=date(2016, 6, 1)), "enrolled_outside", date(2026, 9, 10))
    county.roll("丁", county.child("丁"), review=True, school_name="某校")  # an unknown school
    twice = county.child("戊", dob=date(2015, 2, 1))
    county.roll("戊", twice)
    county.roll("戊", twice, grade=5)
    county.duplicates.append({"left_record": twice, "right_record": county.child("戊", dob=date(2015, 2, 1))})
    county.child("己", dob=date(2011, 5, 1))  # fifteen, and past the school-year band
    county.child("庚", dob=None)
    county.child("辛", dob=date(2020, 12, 1))  # five: in no band
    county.poor("壬")
    for item, declared in (("of_age", 6), ("enrolled_outside", 0), ("in_school", 3), ("on_roll", 3), ("poor", 1), ("not_found", 1)):
        county.declared("甲镇", item, declared)
    county.declared("*", "of_age", 7)
    county.declared("乙镇", "of_age", 0)
    with county.opened(tmp_path_factory.mktemp("totals")) as workspace:
        assert workspace.broken_invariants() == []
        yield workspace


def test_of_the_children_of_age_the_registers_problems_come_first(night: Workspace) -> None:
    assert _told(night, "甲镇", "of_age") == [
        ("己", True, "age_mode", 2), ("庚", False, "age_unknown", 2), ("戊", True, "duplicate", 2), ("戊", True, "duplicate", 2),
        ("壬", False, "outside", 2), ("丁", True, "in_review", 3), ("戊", True, "in_review", 3), ("丙", True, "by_certificate", 4),
    ]


@pytest.mark.parametrize(("item", "told"), [
    ("enrolled_outside", [("丙", True, "by_certificate", 4)]),
    ("in_school", [("戊", True, "duplicate", 2), ("丙", True, "by_certificate", 4)]),
    ("on_roll", [("戊", True, "double_enrollment", 2), ("丁", False, "school_unknown", 2)]),
    ("poor", [("壬", False, "outside", 2)]),
    ("not_found", []),
])  # fmt: skip
def test_each_item_has_its_own(night: Workspace, item: str, told: list[tuple]) -> None:
    assert _told(night, "甲镇", item) == told


def test_a_total_that_agrees_is_not_explained(night: Workspace) -> None:
    assert _told(night, "*", "of_age") == [] == _told(night, "乙镇", "of_age")


def test_nobody_is_named_in_the_open_table(night: Workspace) -> None:
    assert {"name", "dob"}.isdisjoint(night.table("control_difference").columns)


def _grown(day: int) -> County:
    county = County(AS_OF + timedelta(days=day))
    for name in ("甲", "乙", "丙"):
        child = county.child(name, dob=date(2016, 5, 1))
        county.roll(name, child, status="left" if (name, day) in (("乙", 2), ("丙", 0)) else "active")
    if day == 2:
        for name, month in (("丁", 7), ("己", 8)):
            county.roll(name, county.child(name, dob=date(2016, month, 1), household_no=name))
    grown = county.child("戊", dob=date(2010, 11, 3), id18="349901201011030015")  # sixteen tomorrow
    county.roll("戊", grown, dob=date(2010, 11, 3))
    county.declared("甲镇", "in_school", 3)
    county.declared("甲镇", "suspected_dropout", 1)
    return county


def test_who_moved_since_the_two_agreed(tmp_path: Path) -> None:
    """They say 3 are in school and agreed with us on the first day; today we count 甲, 丙, 丁 and 己, and 戊 is sixteen."""
    with Casebook(tmp_path / "state") as book:
        for day in (0, 1):
            with _grown(0 if day == 0 else 2).night(tmp_path / "tmp", book) as workspace:
                told = {(town, item): _told(workspace, town, item) for town, item in (("甲镇", "in_school"), ("甲镇", "suspected_dropout"))}
                agreed = workspace.frame("SELECT DISTINCT agreed_on FROM control_difference")["agreed_on"].to_list()
    assert told["甲镇", "in_school"] == [
        ("丁", True, "entered_since", 1), ("丙", True, "entered_since", 1), ("己", True, "entered_since", 1),
        ("乙", False, "left_since", 1), ("戊", False, "left_since", 1)]
    assert told["甲镇", "suspected_dropout"] == []
    assert agreed == [AS_OF]


#: Night → child: town, and what is true of it: p poor, r on the roll of 甲镇小学, R on that of 乙镇小学.
FOLLOWED = (
    {"甲": ("甲镇", "pr"), "乙": ("甲镇", "p"), "丙": ("乙镇", "R")},  # nobody declares anything yet
    {"甲": ("甲镇", "pr"), "乙": ("甲镇", "p"), "丙": ("乙镇", "R")},  # from here on it is followed
    {"甲": ("乙镇", "pr"), "乙": ("甲镇", "pr"), "丙": ("乙镇", "R"), "丁": ("甲镇", "p")},
    {"甲": ("乙镇", "p"), "丙": ("乙镇", "r"), "丁": ("甲镇", "pr")},
)
DECLARED = {("*", "poor"): 2, ("甲镇", "poor"): 2, ("*", "poor_unschooled"): 1, ("甲镇", "on_roll"): 1, ("*", "on_roll"): 2}


def _night_of(day: int) -> County:
    county = County(AS_OF + timedelta(days=day))
    for place, (name, (town, said)) in enumerate(FOLLOWED[day].items()):
        who = {"dob": date(2016, 5, 1 + "甲乙丙丁".index(name)), "household_no": name}
        child = county.child(name, town=town, **who)
        if "p" in said:
            county.link(child, county.poor(name, town=town, dob=who["dob"]))
        if "r" in said.lower():
            for _ in range(day if place == 0 else 0):  # every record that follows has another id each night
                county.roll("外", None, school_name="外县小学", roll_no=f"G{day}")
            county.roll(name, child, roll_no=f"G{name}", dob=who["dob"], school_name="甲镇小学" if "r" in said else "乙镇小学")
    if day:
        for (town, item), declared in DECLARED.items():
            county.declared(town, item, declared)
    return county


@pytest.fixture(scope="module")
def followed(tmp_path_factory) -> list[tuple[dict, dict]]:
    """Of each night: the flow of each item, and who explains each declared total that is not ours."""
    folder, told = tmp_path_factory.mktemp("followed"), []
    with Casebook(folder / "state") as book:
        for day in range(len(FOLLOWED)):
            with _night_of(day).night(folder / "tmp", book) as workspace:
                flow = workspace.frame("SELECT town, item, yesterday, entered, gone, today FROM item_flow")
                moved = {key: [row[:3] for row in _told(workspace, *key) if row[3] == 1] for key in DECLARED}
                told.append(({row[:2]: row[2:] for row in flow.rows()}, moved))
    return told


@pytest.mark.parametrize(("night", "flow"), [
    (0, {}), (1, {}),
    (2, {("*", "poor"): (2, 1, 0, 3), ("甲镇", "poor"): (2, 1, 1, 2), ("乙镇", "poor"): (0, 1, 0, 1),
         ("*", "poor_unschooled"): (1, 1, 1, 1), ("甲镇", "poor_unschooled"): (1, 1, 1, 1),
         ("*", "on_roll"): (2, 1, 0, 3), ("甲镇", "on_roll"): (1, 1, 0, 2), ("乙镇", "on_roll"): (1, 0, 0, 1)}),
    (3, {("*", "poor"): (3, 0, 1, 2), ("甲镇", "poor"): (2, 0, 1, 1), ("乙镇", "poor"): (1, 0, 0, 1),
         ("*", "poor_unschooled"): (1, 1, 1, 1), ("甲镇", "poor_unschooled"): (1, 0, 1, 0), ("乙镇", "poor_unschooled"): (0, 1, 0, 1),
         ("*", "on_roll"): (3, 1, 2, 2), ("甲镇", "on_roll"): (2, 2, 2, 2), ("乙镇", "on_roll"): (1, 0, 1, 0)}),
])  # fmt: skip
def test_yesterday_and_who_came_less_who_went_is_today(followed, night: int, flow: dict) -> None:
    assert followed[night][0] == flow


def test_who_moved_since_an_item_that_no_status_tells_agreed(followed) -> None:
    moved = followed[2][1]
    assert moved["*", "poor"] == [("丁", True, "entered_since")]
    assert moved["甲镇", "on_roll"] == [("乙", True, "entered_since")], "by its roll number, though every record has another id"
    moved = followed[3][1]
    assert moved["甲镇", "poor"] == [(None, False, "left_since")], "乙, whom the registry has no longer; they agreed the night before"
    assert sorted(moved["甲镇", "on_roll"], key=repr) == sorted(
        [("丙", True, "entered_since"), ("丁", True, "entered_since"), (None, False, "left_since")], key=repr)
