"""The data desk's list, filled in and returned: which rows decide, and why the others do not."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.publish.desk import DESK, VERDICT
from sources import decisions
from sources.person import Conformed, Terms

TERMS = Terms(date(2026, 9, 1), ())
WHOLE = {"pair_token": "p0123456789ab", "decision": "同一人", "decided_by": "王一", "decided_on": "2026-08-20"}


@pytest.fixture
def conform(cells_of):
    def made(*rows: dict) -> Conformed:
        return decisions.to_persons(cells_of(decisions.CONTRACT, *rows), TERMS)

    return made


def test_the_shape_does_not_depend_on_the_rows(conform):
    assert conform().rows.schema == conform(WHOLE).rows.schema


def test_a_decision(conform):
    row = conform(WHOLE).rows.row(0, named=True)
    assert row == {"record_id": "r0", "pair_token": "P0123456789AB", "left_record": None, "right_record": None,
                   "decision": "same", "said": "same", "decided_by": "王一", "decided_on": date(2026, 8, 20),
                   "place": 1, "contested": False}


def test_a_decision_without_a_day_is_of_its_files(conform):
    assert conform({**WHOLE, "decided_on": None}).rows["decided_on"].to_list() == [date(2026, 8, 31)]


@pytest.mark.parametrize(("change", "reason"), [
    ({}, None),
    ({"decision": "不是同一人"}, None), ({"decision": "不确定"}, None),
    ({"decision": None}, "undecided"), ({"decision": None, "decided_by": None}, "undecided"),
    ({"decision": "好像是"}, "unknown_verdict"),
    ({"decided_by": None}, "no_decider"),
    ({"pair_token": None}, "no_pair_key"),
    ({"pair_token": None, "left_record": "population-a-1"}, "no_pair_key"),
    ({"pair_token": None, "left_record": "population-a-1", "right_record": "roll-b-2"}, None),
])  # fmt: skip
def test_a_decision_needs_a_pair_and_a_name(conform, change: dict, reason: str | None):
    assert conform({**WHOLE, **change}).quarantined["reason"].to_list() == ([reason] if reason else [])


def test_our_own_list_comes_back_as_it_went_out():
    known = {heading for column in decisions.CONTRACT.columns for heading in (column.heading, *column.also)}
    assert {*DESK.values(), *VERDICT} <= known
