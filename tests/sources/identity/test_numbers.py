"""Citizen ID numbers: what each is worth as a key. All numbers are invented, under area codes nobody has."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.identity import check_character, checksum_ok, identified
from sources.identity.numbers import _read

AS_OF = date(2026, 9, 1)
BODY = "34990120150302123"
ID = BODY + check_character(BODY)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), AS_OF))
    body = f"{draw(st.integers(110000, 899999))}{born:%Y%m%d}{draw(st.integers(1, 999)):03d}"
    number = body + check_character(body)
    return number if not number.endswith("000") else body[:-1] + "1" + check_character(body[:-1] + "1")


def classes(*texts: str | None, **told: object) -> list[str]:
    return identified(pl.Series(texts, dtype=pl.String), AS_OF, **told)["id_class"].to_list()


def one(text: str | None, **told: object) -> dict:
    series = {name: pl.Series([value]) for name, value in told.items()}
    return identified(pl.Series([text], dtype=pl.String), AS_OF, **series).row(0, named=True)


def test_the_check_character_of_the_standard():
    # The two worked examples of GB 11643-1999; their area codes have been dissolved.
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


@given(st.lists(numbers(), min_size=1, max_size=20))
def test_every_rightly_made_number_is_a_full_key(made: list[str]):
    found = identified(pl.Series(made), AS_OF)
    assert found["id_class"].to_list() == ["ok18"] * len(made)
    assert found["id18"].to_list() == made
    assert found["id_dob"].to_list() == [date.fromisoformat(number[6:14]) for number in made]
    assert found["id_sex"].to_list() == ["1" if int(number[16]) % 2 else "2" for number in made]


@given(numbers())
@settings(max_examples=40)
def test_every_wrong_digit_is_noticed(number: str):
    wrong = [number[:at] + other + number[at + 1:] for at in range(17) for other in "0123456789" if other != number[at]]
    wrong += [number[:17] + other for other in "0123456789X" if other != number[17]]
    found = identified(pl.Series(wrong), AS_OF)
    assert "ok18" not in found["id_class"].to_list()
    assert found["id18"].null_count() == len(wrong)


@given(numbers())
@settings(max_examples=40)
def test_every_swap_of_neighbors_is_noticed(number: str):
    swaps = [number[:at] + number[at + 1] + number[at] + number[at + 2:] for at in range(17) if number[at] != number[at + 1]]
    assert "ok18" not in classes(*swaps)


@given(st.lists(st.text("0123456789X", min_size=16, max_size=19), min_size=1, max_size=30))
def test_no_full_key_fails_the_plain_check(texts: list[str]):
    for text, kind in zip(texts, classes(*texts), strict=True):
        assert kind != "ok18" or checksum_ok(text)


@given(st.lists(st.tuples(
    st.one_of(numbers(), st.none(), st.text("01239X", min_size=18, max_size=18), st.from_regex(r"(999|[1-9]{3})[0-9]{3}(19|20)[0-9]{6}(000|[0-9]{3}X?)", fullmatch=True)),
    st.booleans(), st.booleans(), st.one_of(st.none(), st.just(18)),
), min_size=1, max_size=20))  # fmt: skip
@settings(max_examples=60)
def test_the_short_way_for_usual_numbers_is_the_long_way(rows: list[tuple[str | None, bool, bool, int | None]]):
    schema = {"number": pl.String, "numeric": pl.Boolean, "foreign": pl.Boolean, "adult_from": pl.Int32}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.lit(None, dtype=pl.Date).alias("birth"))
    told = {name: frame[name] for name in ("numeric", "foreign", "adult_from")}
    assert identified(frame["number"], AS_OF, **told).equals(_read(frame, AS_OF))


@given(numbers())
def test_a_number_cut_by_a_spreadsheet_is_a_partial_key_whatever_its_checksum(number: str):
    cut = number[:15] + "000"
    found = one(cut)
    assert (found["id_class"], found["id18"], found["id15"]) == ("suspect_trunc", None, number[:15])
    assert found["id_dob"] == date.fromisoformat(number[6:14])
    assert found["id_sex"] is None, "the digit that tells the sex is the seventeenth"


@pytest.mark.parametrize(("text", "expected"), [
    (None, "blank"), ("", "blank"), (" - ", "blank"),
    (ID, "ok18"), (f" {ID[:6]} {ID[6:14]}-{ID[14:]}", "ok18"), (f"'{ID}", "ok18"), ("".join(chr(ord(c) + 0xFEE0) for c in ID), "ok18"),
    (ID[:17] + ("1" if ID[17] != "1" else "2"), "bad_check"),
    ("349901201502301230", "bad_date"), ("349901189912311231", "bad_date"), ("349901202609021231", "bad_date"),
    ("349901201503021000", "suspect_trunc"),
    ("3.49901E+17", "sci"), ("3.49901e17", "sci"),
    (ID + "43", "disab20"), (ID + "11B1", "disab20"), (ID + "83", "bad_length"), (ID + "40", "bad_length"),
    (ID[:15] + "00000", "suspect_trunc"),
    (ID[:17], "bad_length"), (ID + "1", "bad_length"), ("349901", "bad_length"),
    (ID[:10] + "O" + ID[11:], "bad_char"), ("某某", "bad_char"), ("P1234567", "bad_char"),
    (ID[:6] + "********" + ID[14:], "masked"), (ID[:14] + "＊＊＊＊", "masked"),
    ("L" + ID, "temp_roll"), ("J3499012021000001", "temp_roll"), ("G" + ID, "temp_roll"), ("g" + ID, "temp_roll"), ("999" + ID[3:], "temp_roll"),
    ("349901850302123", "old15"), ("349901859902123", "bad_date"),
])  # fmt: skip
def test_what_each_cell_is(text: str | None, expected: str):
    assert classes(text) == [expected]


@pytest.mark.parametrize("x", ["x", "Х", "х", "×", "Ⅹ", "Ｘ"])
def test_every_customary_x_is_the_check_character(x: str):
    body = next(body for serial in range(1, 99) if check_character(body := f"34990120150302{serial:03d}") == "X")
    assert one(body + x)["id18"] == body + "X"


def test_digits_of_a_numeric_cell_are_trusted_to_the_fifteenth_only():
    found = one(ID, numeric=True)
    assert (found["id_class"], found["id18"], found["id15"]) == ("suspect_trunc", None, ID[:15])
    assert one(ID + ".0")["id_class"] == "suspect_trunc"


def test_a_cut_number_with_an_impossible_date_is_no_key_at_all():
    assert one("349901201513410000")["id15"] is None


def test_scientific_notation_that_shows_fifteen_digits_is_a_cut_number():
    assert one("3.49901201503021E+17")["id15"] == "349901201503021"
    assert one("3.49901E+17")["id15"] is None
    assert one("3.49901E+17")["id_dob"] is None


def test_a_number_of_another_document_is_no_key():
    found = one(ID, foreign=True)
    assert (found["id_class"], found["id18"], found["id_dob"]) == ("other_doc", None, None)


def test_a_disability_certificate_holds_the_id():
    assert one(ID + "43")["id18"] == ID
    assert one(ID[:17] + ("1" if ID[17] != "1" else "2") + "43")["id_class"] == "bad_check"


class TestFifteenDigits:
    OLD = "349901850302123"  # born 2 March 1985

    def test_an_adults_is_lengthened(self):
        found = one(self.OLD, birth=date(1985, 3, 2))
        assert found["id18"][:17] == "34990119850302123"
        assert checksum_ok(found["id18"])
        assert (found["id_dob"], found["id_sex"], found["id15_child"]) == (date(1985, 3, 2), "1", False)

    def test_a_parents_number_in_a_childs_row_is_no_key(self):
        found = one(self.OLD, birth=date(2015, 3, 2))
        assert (found["id18"], found["id15"], found["id_dob"], found["id15_child"]) == (None, None, None, True)

    def test_a_childs_number_cut_to_fifteen_is_a_partial_key(self):
        found = one(ID[:15])
        assert (found["id_class"], found["id18"], found["id15"], found["id15_child"]) == ("old15", None, ID[:15], True)
        assert found["id_dob"] == date(2015, 3, 2)


class TestPupils:
    GROWN = (body := "34990119850302123") + check_character(body)

    def test_an_adults_number_is_not_the_pupils(self):
        found = one(self.GROWN, adult_from=18)
        assert (found["id_class"], found["id18"], found["id_dob"], found["id_sex"]) == ("adult", None, None, None)
        assert found["guardian_id18"] == self.GROWN

    def test_the_same_number_is_a_key_where_anybody_may_stand(self):
        assert one(self.GROWN)["id18"] == self.GROWN

    def test_the_day_of_the_eighteenth_birthday_decides(self):
        of_age, minor = (body + check_character(body) for body in ("34990120080901123", "34990120080902123"))
        assert one(of_age, adult_from=18)["id_class"] == "adult"
        assert one(minor, adult_from=18)["id_class"] == "ok18"

    def test_a_mistyped_adult_number_tells_no_birth_date(self):
        wrong = self.GROWN[:17] + ("1" if self.GROWN[17] != "1" else "2")
        found = one(wrong, adult_from=18)
        assert (found["id_class"], found["id_dob"]) == ("bad_check", None)
