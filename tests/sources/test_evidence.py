"""What came back from the doors: which rows are evidence, and why the others are not."""

from __future__ import annotations

from datetime import date

import pytest

from sources import evidence
from sources.identity import check_character
from sources.person import PERSON, Conformed, Terms
from sources.vocabulary import EVIDENCE_RESULT, NON_CLOSING_RESULTS, QUARANTINED

TERMS = Terms(date(2026, 9, 1), ())
BODY = "34990120150302123"
ID = BODY + check_character(BODY)
WHOLE = {"case_token": "abcd-1234", "result": "在外就读", "evidence_no": "证1", "evidence_date": "2026-08-01"}


@pytest.fixture
def conform(cells_of):
    def made(*rows: dict) -> Conformed:
        return evidence.to_persons(cells_of(evidence.CONTRACT, *rows), TERMS)

    return made


def test_the_shape_does_not_depend_on_the_rows(conform):
    assert conform().rows.schema == conform(WHOLE).rows.schema
    assert {name: conform().rows.schema[name] for name in PERSON} == PERSON


def test_a_certificate(conform):
    row = conform({**WHOLE, "located_school": "某中学", "located_grade": "初二", "valid_until": "2027-01"}).rows.row(0, named=True)
    expected = {"case_token": "ABCD-1234", "result": "enrolled_outside", "located_grade": 8, "evidence_date": date(2026, 8, 1), "valid_until": date(2027, 1, 31), "grade_cohort": 2011}
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(("row", "reason"), [
    (WHOLE, None),
    ({**WHOLE, "case_token": None}, "no_child_key"),
    ({**WHOLE, "case_token": None, "name": "张三"}, "no_child_key"),
    ({**WHOLE, "case_token": None, "citizen_id": ID}, "no_child_key"),
    ({**WHOLE, "case_token": None, "name": "张三", "citizen_id": ID}, None),
    ({**WHOLE, "result": "在月球就读"}, "unknown_result"),
    ({**WHOLE, "result": None}, "unknown_result"),
    ({**WHOLE, "evidence_no": None}, "no_evidence_ref"),
    ({**WHOLE, "evidence_date": None}, "no_evidence_date"),
    ({**WHOLE, "evidence_date": "去年"}, "evidence_date_unreadable"),
    ({**WHOLE, "evidence_date": "2026-02-30"}, "evidence_date_unreadable"),
    ({**WHOLE, "evidence_date": "26-8-1"}, "evidence_date_two_digit"),
    ({**WHOLE, "valid_until": "下学期末"}, "valid_until_unreadable"),
    ({**WHOLE, "valid_until": "27-1-31"}, "valid_until_unreadable"),
    ({**WHOLE, "valid_until": "2026-07-31"}, "valid_before_evidence"),
    ({**WHOLE, "valid_until": "2026-08-01"}, None),
    ({**WHOLE, "valid_until": "2026-08"}, None),
    ({**WHOLE, "result": "暂不在校", "valid_until": "2026-07-31"}, None),
    ({**WHOLE, "result": "暂不在校", "evidence_date": "去年"}, None),
    ({"case_token": "ABCD", "remark": "下周去"}, "unanswered"),
])  # fmt: skip
def test_why_a_row_is_no_evidence(conform, row: dict, reason: str | None):
    made = conform(row)
    assert made.quarantined["reason"].to_list() == ([reason] if reason else [])
    assert made.rows.height == (0 if reason else 1)
    assert reason is None or reason in QUARANTINED.codes


@pytest.mark.parametrize("code", EVIDENCE_RESULT.codes)
def test_only_what_closes_nothing_needs_no_number(conform, code: str):
    made = conform({**WHOLE, "result": EVIDENCE_RESULT.labels[code], "evidence_no": None})
    assert made.rows.height == (1 if code in NON_CLOSING_RESULTS else 0)


def test_a_visit_without_a_date_counts_from_its_file_and_says_so(conform):
    made = conform({"case_token": "A", "result": "暂不在校"})
    assert made.rows["evidence_date"].to_list() == [date(2026, 8, 31)]
    assert made.findings.select("column_name", "code").rows() == [("evidence_date", "evidence_date_assumed")]


def test_evidence_is_expected_to_tell_no_birth_date(conform):
    assert conform(WHOLE).findings.is_empty()
