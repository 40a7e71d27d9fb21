"""The second comparison shown whole: each class, and everybody who is in the one register and not in the other."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.store import Workspace
from tests.spec.county import County

_IDS = [f"34990120160501{number:04}" for number in range(9)]


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    county = County()
    for number, name in enumerate(("甲", "乙")):  # in class and on the roll
        county.roll(name, county.child(name), class_name="1班", id18=_IDS[number])
        county.seated(name, id18=_IDS[number])
    county.roll("丙", county.child("丙"), class_name="1班")  # a visit
    excused = county.child("丁")
    county.roll("丁", excused, class_name="1班")
    county.approval("丁", excused, "suspended", date(2026, 9, 10))  # tells why
    county.roll("戊", None, class_name="1班")  # in no registry
    grown = county.child("己", dob=date(2009, 1, 1))
    county.roll("己", grown, class_name="1班", dob=date(2009, 1, 1))  # seventeen
    county.roll("庚", county.child("庚"), class_name="2班")  # no roster of that class
    county.child("辛", id18=_IDS[5], household_no="8", registered_address="8号")  # in class, on no roll
    county.seated("辛", id18=_IDS[5], dob=date(2016, 3, 3))
    county.seated("壬", id18=_IDS[6], dob=date(2016, 4, 4), class_name="3班")  # of nobody's registry
    with county.opened(tmp_path_factory.mktemp("roster")) as workspace:
        assert workspace.broken_invariants() == []
        yield workspace


def test_each_class_has_its_counts(night: Workspace) -> None:
    columns = "class_no, on_roll, on_roster, seen, unsure, absent, unlisted, not_covered"
    assert night.frame(f"SELECT {columns} FROM roster_class ORDER BY class_no").rows() == [
        ("1", 6, 3, 2, 0, 4, 1, 0), ("2", 1, 0, 0, 0, 0, 0, 1), ("3", 0, 1, 0, 0, 0, 1, 0)]


#: Who → which way they differ, and who must act.
WAYS = {
    "丙": ("absent", "visit"), "丁": ("absent", "explained"), "戊": ("absent", "data_desk"), "己": ("absent", "not_of_age"),
    "辛": ("unlisted", "data_desk"), "壬": ("unlisted", "data_desk"),
}


def test_everybody_in_one_register_alone_is_somebodys_business(night: Workspace) -> None:
    rows = night.frame("SELECT p.name, d.kind, d.handled FROM roster_difference d JOIN person p USING (record_id)").rows()
    assert {name: (kind, handled) for name, kind, handled in rows} == WAYS


@pytest.mark.parametrize(("name", "code"), [("戊", "absent_unregistered"), ("辛", "in_school_no_roll"), ("壬", "in_school_no_roll")])
def test_the_data_desk_is_told(night: Workspace, name: str, code: str) -> None:
    told = night.frame(f"SELECT k.code FROM data_desk k JOIN record r ON (k.file_name, k.row_no) = (r.file_name, r.row_no) "
                       f"JOIN person p ON p.record_id = r.record_id WHERE p.name = '{name}' AND r.source IN ('roll', 'roster')")
    assert told["code"].to_list() == [code]


def test_the_visitor_of_a_child_with_a_seat_asks_at_the_school_first(night: Workspace) -> None:
    """A seat proves nothing: the child stays on the list."""
    (task,) = night.table("visit_list").filter(name="辛").to_dicts()
    assert task["reason"] == "nothing_found"
    assert task["material"].endswith("（花名册显示在甲镇小学4年级1班，请先向该校核实）")


def test_counts_and_rows_are_the_same(night: Workspace) -> None:
    rows = night.frame("SELECT kind, count(*) FROM roster_difference GROUP BY kind ORDER BY kind").rows()
    assert rows == night.frame("SELECT 'absent', sum(absent) FROM roster_class UNION ALL SELECT 'unlisted', sum(unlisted) FROM roster_class").rows()
