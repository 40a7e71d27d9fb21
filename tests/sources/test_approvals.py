"""The office's leave to stay away: which rows count, and why the others do not."""

from __future__ import annotations

from datetime import date

import pytest

from sources import approvals
from sources.identity import check_character
from sources.person import PERSON, Conformed, Terms
from sources.vocabulary import QUARANTINED

TERMS = Terms(date(2026, 9, 1), ())
BODY = "34990120150302123"
ID = BODY + check_character(BODY)
WHOLE = {"name": "张三", "citizen_id": ID, "kind": "休学", "approved_by": "县教育局", "valid_from": "2026-03-01", "valid_until": "2027-02"}


@pytest.fixture
def conform(cells_of):
    def made(*rows: dict) -> Conformed:
        return approvals.to_persons(cells_of(approvals.CONTRACT, *rows), TERMS)

    return made


def test_the_shape_does_not_depend_on_the_rows(conform):
    assert conform().rows.schema == conform(WHOLE).rows.schema
    assert {name: conform().rows.schema[name] for name in PERSON} == PERSON


def test_an_approval(conform):
    row = conform(WHOLE).rows.row(0, named=True)
    expected = {"kind": "suspended", "valid_from": date(2026, 3, 1), "valid_until": date(2027, 2, 28), "id18": ID, "dob": date(2015, 3, 2)}
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(("change", "reason"), [
    ({}, None),
    ({"name": None}, "no_person_key"),
    ({"citizen_id": None}, "no_person_key"),
    ({"citizen_id": None, "roll_no": "L349901201503021230"}, None),
    ({"kind": "请假"}, "unknown_approval"),
    ({"kind": "缓学"}, None),
    ({"approved_by": None}, "no_approver"),
    ({"valid_from": None}, "no_period"),
    ({"valid_until": None}, "no_period"),
    ({"valid_until": "长期"}, "no_period"),
    ({"valid_until": "2026-02-28"}, "period_reversed"),
    ({"valid_until": "2026-03-01"}, None),
])  # fmt: skip
def test_leave_needs_a_child_an_approver_and_an_end(conform, change: dict, reason: str | None):
    made = conform({**WHOLE, **change})
    assert made.quarantined["reason"].to_list() == ([reason] if reason else [])
    assert made.rows.height == (0 if reason else 1)
    assert reason is None or reason in QUARANTINED.codes


def test_a_roll_number_of_g_is_a_weaker_id(conform):
    row = conform({**WHOLE, "citizen_id": None, "roll_no": f"G{ID}"}).rows.row(0, named=True)
    assert (row["id18"], row["id_class"]) == (ID, "blank")


def test_why_a_child_stays_at_home_is_not_kept(conform):
    assert not {"cause", "phone", "remark"} & set(conform(WHOLE).rows.columns)
