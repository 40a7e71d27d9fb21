"""The poverty and monitoring list as persons. All people are invented."""

from __future__ import annotations

from datetime import date

import pytest

from sources import poverty
from sources.identity import check_character
from sources.person import PERSON, Conformed, Terms

TERMS = Terms(date(2026, 9, 1), ("谢桥镇",))
BODY = "34990120150302123"
ID = BODY + check_character(BODY)
GROWN = (body := "34990119850302123") + check_character(body)
PLAIN = {"name": "张三", "household_no": "1", "town": "谢桥镇", "schooling_claim": "小学", "household_type": "脱贫户"}


@pytest.fixture
def conform(cells_of):
    def made(*rows: dict) -> Conformed:
        return poverty.to_persons(cells_of(poverty.CONTRACT, *({**PLAIN, **row} for row in rows)), TERMS)

    return made


@pytest.fixture
def codes(conform):
    return lambda *rows: set(conform(*rows).findings.select("record_id", "code").rows())


def test_the_shape_does_not_depend_on_the_rows(cells_of, conform):
    empty = poverty.to_persons(cells_of(poverty.CONTRACT), TERMS).rows
    assert conform({"citizen_id": ID}).rows.schema == empty.schema
    assert {name: empty.schema[name] for name in PERSON} == PERSON


def test_a_disability_certificate_number_is_the_id(conform):
    row = conform({"citizen_id": ID + "43", "id_doc_type": "残疾人证", "group": "东组", "village": "一村"}).rows.row(0, named=True)
    assert (row["id18"], row["id_class"], row["dob"], row["sex"], row["address"]) == (ID, "disab20", date(2015, 3, 2), "1", "东组")


def test_grown_members_keep_their_own_numbers(conform, codes):
    assert conform({"citizen_id": GROWN}).rows["id18"].to_list() == [GROWN]
    assert ("r0", "guardian_id_suspected") not in codes({"citizen_id": GROWN})


@pytest.mark.parametrize(("written", "code"), [("小学", "primary"), ("八年级", "grade8"), ("普通高中二年级", "senior"), ("非在校生", "none"), ("别的", None), (None, None)])
def test_claims(conform, written: str | None, code: str | None):
    assert conform({"schooling_claim": written}).rows["schooling_claim"].to_list() == [code]


def test_a_child_of_age_without_a_claim_is_told_and_others_are_not(codes):
    silent = {"schooling_claim": None, "citizen_id": ID}
    assert ("r0", "poverty_no_schooling_claim") in codes(silent)
    assert ("r0", "poverty_no_schooling_claim") not in codes({**silent, "citizen_id": GROWN})
    assert ("r0", "poverty_no_schooling_claim") not in codes({**silent, "citizen_id": None})
    for dob, told in (("2020-09-02", False), ("2020-09-01", True), ("2010-09-02", True), ("2010-09-01", False)):
        assert (("r0", "poverty_no_schooling_claim") in codes({"schooling_claim": None, "dob": dob})) is told


def test_what_contradicts_itself_is_told(codes):
    assert ("r0", "poverty_claim_and_level") in codes({"citizen_id": ID, "education_level": "小学"})
    assert ("r0", "poverty_claim_and_level") not in codes({"citizen_id": ID, "education_level": "小学", "schooling_claim": None})
    assert ("r0", "poverty_reason_health") in codes({"not_in_school_reason": "因病", "health": "健康"})
    assert ("r0", "poverty_reason_health") not in codes({"not_in_school_reason": "因病", "health": "患有大病"})


def test_repeated_members_and_heads(codes):
    assert {("r0", "poverty_duplicate_id"), ("r1", "poverty_duplicate_id")} <= codes({"citizen_id": ID}, {"citizen_id": ID + "43"})
    assert {("r0", "poverty_duplicate_id"), ("r1", "poverty_duplicate_id")} <= codes({"person_no": "7"}, {"person_no": "7"})
    heads = ({"relation_to_head": "户主"}, {"relation_to_head": "户主"}, {"relation_to_head": "户主", "household_no": "2"}, {"relation_to_head": "配偶"})
    assert {code for code in codes(*heads) if code[1] == "poverty_multi_head"} == {("r0", "poverty_multi_head"), ("r1", "poverty_multi_head")}


def test_heads_and_flags(conform):
    row = conform({"head_name": "张 大", "dropout_flag": "否", "risk_cleared": "是"}).rows.select("head_name", "guardian_keys", "dropout_flag", "risk_cleared")
    assert row.row(0) == ("张大", ["张大"], "0", "1")
    assert conform({}).rows["as_of"].to_list() == [date(2026, 8, 31)]


@pytest.mark.parametrize(("claim", "cohort"), [("八年级", 2011), ("小学", None), ("普通高中二年级", None), (None, None)])
def test_the_cohort_that_a_claim_of_a_grade_is_for(conform, claim: str | None, cohort: int | None):
    assert conform({"citizen_id": ID, "schooling_claim": claim}).rows["grade_cohort"].to_list() == [cohort]
