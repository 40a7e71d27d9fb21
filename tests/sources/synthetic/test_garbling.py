"""Each way a cell goes wrong, on a cell where one can see it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.synthetic import garbling, lookalikes

NUMBER = "349901201803150037"
DICE = range(60)


def _all(way: object, text: str) -> set[str]:
    return {way(text, die) for die in DICE} - {text}  # type: ignore[operator]


@pytest.mark.parametrize(("way", "text", "expected"), [
    (garbling.excel_cut, NUMBER, "349901201803150000"), (garbling.excel_cut, "34990120180315003X", "34990120180315003X"),
    (garbling.scientific, NUMBER, "3.49901E+17"), (garbling.fifteen_digits, NUMBER, "349901180315003"),
    (garbling.masked, NUMBER, "349901********0037"), (garbling.swapped, "张子涵", "张涵子"), (garbling.swapped, "张涵", "张涵"),
    (garbling.first_of_january, "2018-03-15", "2018-01-01"), (garbling.first_of_january, "20180315", "20180101"),
    (garbling.month_day_swapped, "2018-03-05", "2018-05-03"), (garbling.month_day_swapped, "2018-03-15", "2018-03-15"),
    (garbling.month_only, "2018-03-15", "201803"), (garbling.lunar_date, "2020-10-01", "2020-08-15"),
    (garbling.other_sex, "男", "女"), (garbling.zero_lost, "0349900101", "349900101"), (garbling.blank, "甲", ""),
    (garbling.dotted, "艾力·依明", "艾力依明"), (garbling.traditional, "张涵", "張涵"), (garbling.dropped, "艾力", "艾力"),
])
def test_one_result(way: object, text: str, expected: str) -> None:
    assert way(text, 0) == expected  # type: ignore[operator]


def test_homophones_sound_alike_and_are_other_characters() -> None:
    made = _all(garbling.homophone, "张子涵")
    assert made
    for name in made:
        (was, now), = [(a, b) for a, b in zip("张子涵", name, strict=True) if a != b]
        assert lookalikes.syllable(was) == lookalikes.syllable(now)


def test_look_alikes_come_from_the_table() -> None:
    assert "张子函" in _all(garbling.look_alike, "张子涵")


@given(st.integers(0, 2**31 - 1))
def test_one_digit_wrong_is_one_digit(die: int) -> None:
    made = garbling.digit_wrong(NUMBER, die)
    assert sum(a != b for a, b in zip(made, NUMBER, strict=True)) == 1


@given(st.integers(0, 2**31 - 1))
def test_neighbors_swapped_keeps_the_digits(die: int) -> None:
    made = garbling.neighbors_swapped(NUMBER, die)
    assert sorted(made) == sorted(NUMBER)
    assert sum(a != b for a, b in zip(made, NUMBER, strict=True)) in (0, 2)


@given(st.integers(0, 2**31 - 1))
def test_forms_of_a_number_are_the_same_number(die: int) -> None:
    number = "34990120180315003X"
    for way in (garbling.x_written, garbling.id_spaced, garbling.id_full_width):
        made = unicodedata.normalize("NFKC", way(number, die)).replace(" ", "").upper().replace("Х", "X")
        assert made == number


@given(st.integers(0, 2**31 - 1))
def test_forms_of_a_date_are_the_same_date(die: int) -> None:
    digits = "".join(part.zfill(2) for part in garbling.date_form("20180305", die).replace("年", "-").replace("月", "-").replace("日", "")
                     .replace("/", "-").replace(".", "-").split("-"))
    assert digits == "20180305"


def test_temporary_numbers_are_l_or_j_and_nobodys() -> None:
    made = _all(garbling.temporary, NUMBER)
    assert {one[0] for one in made} == {"L", "J"}
    assert {len(one) for one in made} == {19}


def test_unreadable_characters_and_syllables_replace_given_characters() -> None:
    assert {one[0] for one in _all(garbling.unreadable, "张子涵")} == {"张"}
    assert _all(garbling.pinyin, "张子涵") == {"张ZI涵", "张子HAN"}


def test_a_minority_name_loses_a_character_but_not_its_dot() -> None:
    made = _all(garbling.dropped, "艾力·吐尔逊")
    assert made
    assert all("·" in one and len(one) == 5 for one in made)


def test_year_off_survives_29_february() -> None:
    assert _all(garbling.year_off, "2016-02-29") == {"2015-02-28", "2017-02-28"}


def test_what_cannot_be_damaged_stays() -> None:
    for way in (garbling.digit_wrong, garbling.neighbors_swapped, garbling.fifteen_digits, garbling.masked, garbling.temporary):
        assert way("L34990", 7) == "L34990"
    assert garbling.day_off("", 1) == ""
    assert garbling.wrong_character("艾力·依明", 3) == "艾力·依明"
