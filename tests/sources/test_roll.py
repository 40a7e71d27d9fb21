"""The school roll as pupils. All people are invented."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sources import roll
from sources.identity import check_character
from sources.person import PERSON, Conformed, Terms

TERMS = Terms(date(2026, 9, 1), ("谢桥镇", "江口镇"))


def number(body: str) -> str:
    return body + check_character(body)


ID, OTHER, GROWN = number("34990120150302123"), number("34990120150302321"), number("34990119850302123")
PLAIN = {"name": "张三", "grade": "三年级", "status": "在读", "school_name": "谢桥镇中心小学", "dob": "2015-03-02"}


@pytest.fixture
def conform(cells_of):
    def made(*rows: dict) -> Conformed:
        return roll.to_persons(cells_of(roll.CONTRACT, *({**PLAIN, **row} for row in rows)), TERMS)

    return made


@pytest.fixture
def pupil(conform):
    return lambda **row: conform(row).rows.row(0, named=True)


@pytest.fixture
def codes(conform):
    return lambda *rows: set(conform(*rows).findings.select("record_id", "column_name", "code").rows())


def test_the_shape_does_not_depend_on_the_rows(cells_of, conform):
    empty = roll.to_persons(cells_of(roll.CONTRACT), TERMS).rows
    assert conform({"citizen_id": ID}).rows.schema == empty.schema
    assert {name: empty.schema[name] for name in PERSON} == PERSON
    assert (empty.schema["grade"], empty.schema["entry_month"], empty.schema["special"]) == (pl.Int16, pl.Date, pl.Boolean)


@pytest.mark.parametrize(("written", "kind"), [
    ("G" + ID, "G"), ("L" + ID, "L"), ("J3499012021000001", "J"), ("999" + ID[3:], "999"), ("2021001", "other"), (None, None), ("g" + ID.lower(), "G"),
])  # fmt: skip
def test_roll_number_classes(pupil, written: str | None, kind: str | None):
    assert pupil(roll_no=written, citizen_id=ID)["roll_no_class"] == kind


class TestTheRollNumberAsAHint:
    def test_it_serves_where_the_id_is_blank_and_is_trusted_less(self, pupil):
        made = pupil(roll_no="G" + ID)
        assert (made["id18"], made["id_class"], made["citizen_id"]) == (ID, "blank", None)

    def test_it_completes_a_number_cut_by_a_spreadsheet(self, pupil):
        made = pupil(roll_no="G" + ID, citizen_id=ID[:15] + "000")
        assert (made["id18"], made["id15"], made["id_class"]) == (ID, ID[:15], "suspect_trunc")

    def test_it_does_not_complete_another_number(self, pupil):
        assert pupil(roll_no="G" + OTHER, citizen_id=ID[:15] + "000")["id18"] is None

    def test_the_id_outranks_it_and_the_difference_is_told(self, pupil, codes):
        assert pupil(roll_no="G" + OTHER, citizen_id=ID)["id18"] == ID
        assert ("r0", "roll_no", "roll_id_hint_conflict") in codes({"roll_no": "G" + OTHER, "citizen_id": ID})
        assert not [code for code in codes({"roll_no": "G" + ID, "citizen_id": ID}) if code[2] == "roll_id_hint_conflict"]

    def test_it_tells_a_birth_date_where_there_is_none(self, pupil):
        assert pupil(roll_no="G" + ID, dob=None)["dob"] == date(2015, 3, 2)

    @pytest.mark.parametrize("roll_no", ["L" + ID, "999" + ID[3:], "G" + ID[:17] + ("1" if ID[17] != "1" else "2"), "G" + GROWN])
    def test_nothing_else_is_ever_read_as_an_id(self, pupil, roll_no: str):
        assert pupil(roll_no=roll_no)["id18"] is None


class TestNumbersUnderTheWrongColumn:
    def test_a_roll_number_in_the_id_column_moves(self, pupil, codes):
        made = pupil(citizen_id="L" + ID)
        assert (made["roll_no"], made["roll_no_class"], made["id_class"], made["id18"]) == ("L" + ID, "L", "temp_roll", None)
        assert ("r0", "citizen_id", "temp_roll_in_id") in codes({"citizen_id": "L" + ID})

    def test_g_and_eighteen_in_the_id_column_is_a_hint(self, pupil):
        made = pupil(citizen_id="G" + ID)
        assert (made["roll_no"], made["id_class"], made["id18"]) == ("G" + ID, "temp_roll", ID)

    def test_a_roll_number_of_its_own_stays(self, pupil):
        assert pupil(citizen_id="L" + ID, roll_no="J123")["roll_no"] == "J123"

    def test_an_id_under_the_main_roll_number_is_the_id(self, pupil):
        made = pupil(roll_aux_no=ID)
        assert (made["citizen_id"], made["id_class"], made["id18"], made["roll_no"]) == (ID, "ok18", ID, None)

    def test_another_number_there_is_the_roll_number(self, pupil):
        made = pupil(roll_aux_no="2021001", citizen_id=ID)
        assert (made["roll_no"], made["id18"]) == ("2021001", ID)


class TestGuardiansNumbers:
    def test_an_adults_number_is_no_key_but_tells_of_the_guardian(self, pupil, codes):
        made = pupil(citizen_id=GROWN)
        assert (made["id_class"], made["id18"], made["dob"], made["guardian_ids"]) == ("adult", None, date(2015, 3, 2), [GROWN])
        assert ("r0", "citizen_id", "guardian_id_suspected") in codes({"citizen_id": GROWN})

    def test_a_number_that_is_the_guardians_too_is_suspected(self, codes, pupil):
        assert ("r0", "citizen_id", "guardian_id_suspected") in codes({"citizen_id": ID, "guardian_id": ID})
        assert pupil(citizen_id=ID, guardian_id=ID)["guardian_ids"] == []

    def test_a_grown_senior_pupil_writes_his_own(self, pupil):
        nineteen = number("34990120070302123")
        assert pupil(citizen_id=nineteen, grade="高三", dob=None)["id18"] == nineteen
        assert pupil(citizen_id=nineteen, grade="九年级", dob=None)["id_class"] == "adult"
        assert pupil(citizen_id=GROWN, grade="高三")["id_class"] == "adult"


@pytest.mark.parametrize(("document", "kind"), [
    (None, "ok18"), ("居民身份证", "ok18"), ("1", "ok18"), ("B", "ok18"), ("户口簿", "ok18"), ("护照", "other_doc"), ("A", "other_doc"),
    ("香港特区护照/身份证明", "other_doc"), ("其他", "other_doc"), ("1-居民身份证", "ok18"), ("港澳台居民居住证", "ok18"),
])  # fmt: skip
def test_a_number_counts_only_under_a_citizens_document(pupil, document: str | None, kind: str):
    assert pupil(citizen_id=ID, id_doc_type=document)["id_class"] == kind


@pytest.mark.parametrize(("status", "attendance", "expected"), [
    ("在读", "走读", ("active", "day")), ("05", None, ("active", None)), ("送教上门", None, ("active", "home")), ("在读", "送教上门", ("active", "home")),
    ("神游", None, (None, None)), (None, "住校", (None, "boarding")), ("转学（转出）", None, ("moved", None)),
])  # fmt: skip
def test_standing(pupil, status: str | None, attendance: str | None, expected: tuple):
    made = pupil(citizen_id=ID, status=status, attendance=attendance)
    assert (made["status"], made["attendance"]) == expected


def test_a_status_on_no_list_or_blank_is_told(codes):
    assert ("r0", "status", "unknown_code") in codes({"status": "神游"})
    assert ("r0", "status", "unknown_code") in codes({"status": None})
    assert not [code for code in codes({"status": "送教上门"}) if code[2] == "unknown_code"]


def test_grades(pupil, codes):
    made = pupil(grade="培智三年级", school_name="某特殊教育学校")
    assert (made["grade"], made["special"], made["grade_text"]) == (3, True, "培智三年级")
    assert pupil(grade="2022级", as_of=date(2026, 8, 31))["grade"] == 4
    assert pupil(grade="2022级", as_of=date(2026, 9, 1))["grade"] == 5
    assert ("r0", "grade", "grade_unreadable") in codes({"grade": "不详"})


def test_one_id_on_two_active_rows_is_double_enrollment(codes):
    active, left = {"citizen_id": ID}, {"citizen_id": ID, "status": "转出"}
    assert {("r0", "citizen_id", "roll_duplicate"), ("r1", "citizen_id", "roll_duplicate")} <= codes(active, active)
    assert not [code for code in codes(active, left) if code[2] == "roll_duplicate"]


def test_months_dates_places_and_schools(pupil):
    made = pupil(
        entry_month="202109", change_date="2024/3/1", registered_place="颍上县谢桥镇一村", home_address="江口镇二村", school_name="谢桥镇（中心）小学",
        school_code="134000001", school_code__numeric=True, left_behind="是", guardian_name="张大", guardian_phone="13912345671")  # fmt: skip
    expected = {
        "entry_month": date(2021, 9, 1), "change_date": date(2024, 3, 1), "town": "谢桥镇", "address": "江口镇二村", "school_key": "谢桥镇中心小学",
        "school_code": "0134000001", "left_behind": "1", "guardian_name": "张大", "guardian_keys": ["张大"], "phone": "13912345671",
    }  # fmt: skip
    assert {name: made[name] for name in expected} == expected


def test_a_pupil_that_nobody_names_is_set_aside(conform):
    made = conform({"name": None, "citizen_id": GROWN}, {"name": None, "citizen_id": ID}, {"name": None, "roll_no": "G" + OTHER})
    assert made.quarantined.rows() == [("r0", "no_name")]
    assert made.rows["record_id"].to_list() == ["r1", "r2"]


@pytest.mark.parametrize(("row", "cohort"), [
    ({}, 2016),  # in grade 3 in the school year 2025/26, of which the file speaks
    ({"status": "休学", "change_type": "休学", "change_date": "2025-03-01"}, 2015),  # in grade 3 when leaving it
    ({"status": "休学"}, None),
    ({"grade": "培智三年级"}, None),
    ({"grade": "高一"}, None),
])  # fmt: skip
def test_the_cohort_that_the_grade_is_for(pupil, row: dict, cohort: int | None):
    assert pupil(citizen_id=ID, **row)["grade_cohort"] == cohort


def test_a_roll_without_rows_is_read_in_a_county_without_towns(cells_of):
    assert roll.to_persons(cells_of(roll.CONTRACT), Terms(date(2026, 8, 31))).rows.height == 0
