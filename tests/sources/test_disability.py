"""The federation's list: whose number, which placement, how severe."""

from __future__ import annotations

from datetime import date

import pytest

from sources import disability
from sources.identity import check_character
from sources.person import PERSON, Conformed, Terms

TERMS = Terms(date(2026, 9, 1), ("甲镇",))
BODY = "34990120150302123"
ID = BODY + check_character(BODY)
WHOLE = {"name": "张三", "certificate_no": ID + "41", "placement": "送教上门", "town": "县甲镇"}


@pytest.fixture
def conform(cells_of):
    def made(*rows: dict) -> Conformed:
        return disability.to_persons(cells_of(disability.CONTRACT, *rows), TERMS)

    return made


def test_the_shape_does_not_depend_on_the_rows(conform):
    assert conform().rows.schema == conform(WHOLE).rows.schema
    assert {name: conform().rows.schema[name] for name in PERSON} == PERSON


def test_the_certificate_number_holds_id_type_and_level(conform):
    row = conform(WHOLE).rows.row(0, named=True)
    expected = {"id18": ID, "id_class": "disab20", "disability_type": "4", "disability_level": "1", "town": "甲镇", "placement": "home"}
    assert {name: row[name] for name in expected} == expected


def test_an_id_beside_the_certificate_number_is_the_id(conform):
    row = conform({**WHOLE, "citizen_id": ID, "certificate_no": ID + "53B1"}).rows.row(0, named=True)
    assert (row["id18"], row["id_class"], row["disability_type"], row["disability_level"]) == (ID, "ok18", "5", "3")


def test_what_the_columns_say_goes_before_the_number(conform):
    row = conform({**WHOLE, "disability_level": "三级", "disability_type": "智力残疾"}).rows.row(0, named=True)
    assert (row["disability_type"], row["disability_level"]) == ("5", "3")


@pytest.mark.parametrize(("written", "placement", "told"), [
    ("送教", "home", []), ("特校", "special", []), ("随班就读", "ordinary", []), ("待安置", "unplaced", []), (None, "unplaced", []),
    ("在家休养", None, ["unknown_code"]),
])  # fmt: skip
def test_a_blank_is_no_placement_and_an_unknown_word_is_no_answer(conform, written, placement, told):
    made = conform({**WHOLE, "placement": written})
    assert made.rows["placement"].to_list() == [placement]
    assert made.findings["code"].to_list() == told


def test_nobody_is_set_aside(conform):
    assert conform({"placement": "送教"}).quarantined["reason"].to_list() == ["no_name"]
