"""Identity numbers: right in form, all different, of areas that are nobody's."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.synthetic.numbers import AREA_CODES, id_numbers, phones

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _check(number: str) -> str:
    return "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, number[:17], strict=True)) % 11]


def test_check_character_of_a_published_example() -> None:
    # GB 11643-1999, appendix: 34052419800101001X and 11010519491231002X.
    assert _check("34052419800101001") == "X"
    assert _check("11010519491231002") == "X"


@given(st.lists(st.tuples(st.dates(date(1940, 1, 1), date(2026, 1, 1)), st.booleans(), st.integers(0, 6)), min_size=1, max_size=60))
def test_numbers_hold_birth_date_and_sex_and_their_check_character(people: list[tuple[date, bool, int]]) -> None:
    born = np.array([day for day, _, _ in people], dtype="datetime64[D]")
    male = np.array([one for _, one, _ in people])
    made = id_numbers(AREA_CODES[[area for _, _, area in people]], born, male).to_list()
    assert len(set(made)) == len(people)
    for number, (day, man, area) in zip(made, people, strict=True):
        assert number[:6] == str(AREA_CODES[area])
        assert number[6:14] == f"{day:%Y%m%d}"
        assert int(number[16]) % 2 == man
        assert number[17] == _check(number)


def test_twins_get_neighboring_order_numbers() -> None:
    day = np.repeat(np.datetime64("2015-05-05"), 3)
    first, second, _ = id_numbers(np.repeat(AREA_CODES[0], 3), day, np.array([True, True, False])).to_list()
    assert int(second[14:17]) - int(first[14:17]) == 2


def test_more_births_than_numbers_are_refused() -> None:
    count = 1_200
    with pytest.raises(ValueError, match="减少人数"):
        id_numbers(np.repeat(AREA_CODES[0], count), np.repeat(np.datetime64("2015-05-05"), count), np.ones(count, dtype=bool))


def test_no_telephone_belongs_to_a_carrier() -> None:
    made = phones(np.random.default_rng(1), 500)
    assert made.str.contains(r"^16[013489]\d{8}$").all()


def test_order_is_that_of_days_not_of_rows() -> None:
    days = np.array(["2015-05-08", "2015-05-05", "2015-05-08"], dtype="datetime64[D]")
    made = id_numbers(np.repeat(AREA_CODES[0], 3), days, np.ones(3, dtype=bool)).to_list()
    assert int(made[2][14:17]) - int(made[0][14:17]) == 2
