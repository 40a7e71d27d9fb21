"""The public-security registry as persons. All people are invented."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sources import population
from sources.identity import check_character
from sources.person import FINDING, PERSON, Conformed, Terms

TERMS = Terms(date(2026, 9, 1), ("谢桥镇", "江口镇"))
BODY = "34990120150302123"
ID = BODY + check_character(BODY)


@pytest.fixture
def conform(cells_of):
    def made(*rows: dict) -> Conformed:
        return population.to_persons(cells_of(population.CONTRACT, *rows), TERMS)

    return made


@pytest.fixture
def person(conform):
    return lambda **row: conform({"name": "张三", "town": "谢桥镇", **row}).rows.row(0, named=True)


@pytest.fixture
def codes(conform):
    def found(*rows: dict) -> set[tuple]:
        return set(conform(*({"name": "张三", "town": "谢桥镇", **row} for row in rows)).findings.select("record_id", "column_name", "code").rows())

    return found


def test_the_shape_is_the_persons_then_the_registers_own(conform):
    for rows in ((), ({"name": "张三", "citizen_id": ID},)):
        made = conform(*rows)
        assert {name: made.rows.schema[name] for name in PERSON} == PERSON
        assert made.rows.columns[: len(PERSON)] == list(PERSON)
        assert dict(made.findings.schema) == FINDING
        own = made.rows.schema
        assert (own["remark_claim"], own["cancel_date"], own["as_of"], own["phone"]) == (pl.Boolean, pl.Date, pl.Date, pl.String)


def test_a_full_row(person):
    made = person(
        citizen_id=ID, sex="男", dob="2015年3月2日", former_name="張小三", household_no="0012", father_name="张 大", head_name="张大", mother_name="李四",
        phone="13912345671/13712345672", registered_address="一村3号", village="一村", same_place="是")  # fmt: skip
    expected = {
        "name_key": "张三", "former_key": "张小三", "id_class": "ok18", "id18": ID, "id15": None, "sex": "1", "dob": date(2015, 3, 2),
        "dob_precision": "day", "guardian_keys": ["张大", "李四"], "guardian_ids": [], "phones": ["13712345672", "13912345671"], "phone": "13912345671",
        "household_no": "0012", "town": "谢桥镇", "village": "一村", "address": "一村3号", "guardian_name": "张大", "same_place": "1",
        "cancel_kind": None, "remark_claim": False,
    }  # fmt: skip
    assert {name: made[name] for name in expected} == expected


class TestBirthDate:
    def test_the_columns_wins_and_the_difference_is_told(self, person, codes):
        assert person(citizen_id=ID, dob="2015-03-03")["dob"] == date(2015, 3, 3)
        assert ("r0", "dob", "dob_mismatch") in codes({"citizen_id": ID, "dob": "2015-03-03"})

    def test_the_ids_serves_where_there_is_none(self, person):
        assert person(citizen_id=ID)["dob"] == date(2015, 3, 2)
        assert person(citizen_id=BODY[:15] + "000")["dob"] == date(2015, 3, 2)

    def test_a_months_day_comes_from_a_valid_id_of_that_month(self, person, codes):
        assert (person(citizen_id=ID, dob="201503")["dob"], person(citizen_id=ID, dob="201503")["dob_precision"]) == (date(2015, 3, 2), "day")
        other = person(citizen_id=ID, dob="201504")
        assert (other["dob"], other["dob_precision"]) == (date(2015, 4, 1), "month")
        assert ("r0", "dob", "dob_mismatch") in codes({"citizen_id": ID, "dob": "201504"})
        assert ("r0", "dob", "dob_mismatch") not in codes({"citizen_id": ID, "dob": "201503"})

    def test_a_two_digit_year_is_told_and_the_ids_used(self, person, codes):
        assert person(citizen_id=ID, dob="15-03-02")["dob"] == date(2015, 3, 2)
        assert ("r0", "dob", "dob_two_digit_year") in codes({"citizen_id": ID, "dob": "15-03-02"})

    def test_a_child_without_any_is_loaded_all_the_same(self, conform):
        made = conform({"name": "张三", "dob": "15-03-02"})
        assert made.rows["dob"].to_list() == [None]
        assert {"dob_two_digit_year", "no_birth_date"} <= set(made.findings["code"])
        assert made.quarantined.is_empty()


def test_sex_comes_from_the_id_where_the_column_is_silent(person, codes):
    assert person(citizen_id=ID)["sex"] == "1"
    assert person(citizen_id=ID, sex="女")["sex"] == "2"
    assert ("r0", "sex", "sex_mismatch") in codes({"citizen_id": ID, "sex": "女"})
    assert ("r0", "sex", "unknown_code") in codes({"citizen_id": ID, "sex": "丙"})


def test_only_rows_that_name_nobody_are_set_aside(conform):
    made = conform({"citizen_id": ID}, {"citizen_id": "1234"}, {}, {"name": "（）", "citizen_id": BODY[:15] + "000"}, {"name": "张三"})
    assert made.rows["record_id"].to_list() == ["r0", "r4"]
    assert made.quarantined.rows() == [("r1", "no_name"), ("r2", "no_name"), ("r3", "no_name")]
    assert ("r0", "name_blank") in made.findings.select("record_id", "code").rows()


@pytest.mark.parametrize(("cancel_type", "cancel_date", "kind", "day"), [
    ("死亡", "2020-01-02", "deceased", date(2020, 1, 2)), ("1", None, "deceased", None), ("3", None, "moved_away", None), ("正常", None, None, None),
    (None, None, None, None), ("其他", None, None, None), (None, "2020年1月2日死亡", "deceased", date(2020, 1, 2)), (None, "死亡", "deceased", None),
    (None, "20200102 迁出", "moved_away", date(2020, 1, 2)), (None, "2020-01-02", None, date(2020, 1, 2)),
])  # fmt: skip
def test_cancellation(person, cancel_type: str | None, cancel_date: str | None, kind: str | None, day: date | None):
    made = person(citizen_id=ID, cancel_type=cancel_type, cancel_date=cancel_date)
    assert (made["cancel_kind"], made["cancel_date"]) == (kind, day)


def test_a_cancellation_nobody_can_read_is_told(codes):
    assert ("r0", "cancel_type", "unknown_code") in codes({"cancel_type": "其他"})
    assert ("r0", "cancel_type", "unknown_code") in codes({"cancel_date": "2020-01-02"})


def test_two_live_rows_under_one_id_are_told_and_a_cancelled_one_is_not(codes):
    live, gone = {"citizen_id": ID}, {"citizen_id": ID, "cancel_type": "重户"}
    assert {("r0", "citizen_id", "population_duplicate_id"), ("r1", "citizen_id", "population_duplicate_id")} <= codes(live, live)
    assert not [code for code in codes(live, gone) if code[2] == "population_duplicate_id"]
    assert not [code for code in codes({}, {}) if code[2] == "population_duplicate_id"]


@pytest.mark.parametrize("row", [{"remark": "疑似空挂"}, {"name": "张三（死亡）"}])
def test_a_remark_is_a_claim_and_never_a_cancellation(person, codes, row: dict):
    assert (person(**row)["remark_claim"], person(**row)["cancel_kind"]) == (True, None)
    assert ("r0", "remark", "remark_claim") in codes(row)


class TestColumnsCutBySpreadsheets:
    CUT = BODY[:15] + "000"

    def test_a_whole_column_is_one_finding_for_the_file(self, conform):
        rows = [{"name": "张三", "citizen_id": self.CUT, "file_name": "乙.xlsx"}] * 6 + [{"name": "李四", "citizen_id": ID, "file_name": "乙.xlsx"}] * 2
        found = conform(*rows, {"name": "王五", "citizen_id": self.CUT}).findings.filter(pl.col("code").is_in(["id_column_truncated", "id_suspect_trunc"]))
        assert found.select("record_id", "file_name", "code", "detail").rows() == [
            (None, "乙.xlsx", "id_column_truncated", "6/8"), ("r8", "甲.csv", "id_suspect_trunc", None)]  # fmt: skip

    def test_a_few_cells_are_told_one_by_one(self, conform):
        rows = [{"name": "张三", "citizen_id": self.CUT}] * 6 + [{"name": "李四", "citizen_id": ID}] * 6
        assert conform(*rows).findings.filter(pl.col("code") == "id_suspect_trunc").height == 6


def test_guardians_numbers_serve_matching_and_the_head_is_not_his_own_guardian(person):
    father = (body := "34990119850302123") + check_character(body)
    made = person(citizen_id=ID, father_id=father, mother_id="123", father_name="张大", head_name="张三")
    assert (made["guardian_ids"], made["guardian_keys"]) == ([father], ["张大"])


def test_telephones_that_cannot_be_dialed_are_told_only_where_there_is_something(codes):
    assert ("r0", "phone", "phone_unusable") in codes({"phone": "13800000000"})
    assert not [code for code in codes({}) if code[2] == "phone_unusable"]


def test_towns_are_the_countys_and_unknown_ones_are_told(person, codes):
    assert person(town="颍上县江口镇")["town"] == "江口镇"
    assert person(town="别处镇")["town"] == "别处镇"
    assert ("r0", "town", "unknown_town") in codes({"town": "别处镇"})


def test_no_finding_holds_anything_personal(conform):
    made = conform({"name": "张?三", "citizen_id": ID[:17] + "*", "dob": "15-3-2", "phone": "1391234", "town": "别处镇", "sex": "丙", "remark": "重复", "cancel_type": "?"})
    assert made.findings.height >= 6
    assert made.findings["detail"].null_count() == made.findings.height
