"""A case is told whether it is open or closed."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.operator.case_told import case_told, issued

CASE = {
    "case_token": "K7Q2-M9XF-T", "child_id": "C1", "list": "visit", "reason": "nothing_found", "opened": date(2026, 11, 2),
    "reopened": False, "late_since": None, "escalated_since": None, "closed": None, "closed_as": None, "nights": 3,
}
CLOSED = {"closed": date(2026, 11, 20), "closed_as": "enrolled_outside"}


@pytest.mark.parametrize(("change", "says"), [
    ({}, ["2026-11-02 立案，入户核查（各登记册均无就学信息）；已列 3 夜", "未了结"]),
    ({"reopened": True}, ["本学年再次立案"]),
    ({"late_since": date(2026, 11, 10), "escalated_since": date(2026, 11, 18)}, ["2026-11-10 超过期限", "2026-11-18 报告乡镇政府", "未了结"]),
    (CLOSED, ["2026-11-20 了结：该夜起状态为“县外就读”"]),
    (CLOSED | {"closed_as": "left"}, ["2026-11-20 了结：儿童已不在台账"]),
    (CLOSED | {"closed_as": "a code of later"}, ["a code of later"]),
])
def test_what_is_told_of_a_case(change: dict, says: list[str]) -> None:
    told = "\n".join(case_told(CASE | change))
    assert all(word in told for word in says) and ("未了结" in told) == (not change.get("closed"))


@pytest.mark.parametrize("written", ["k7q2-m9xf-t", "K7Q2M9XFT", "Ｋ7Q2–M9XF–Ｔ"])
def test_a_token_may_be_written_in_many_ways(written: str) -> None:
    assert issued(written) == "K7Q2-M9XF-T"
    assert issued("C5C264QQFZE2E") == "C5C264QQFZE2E"
