"""Age, against a definition that counts birthdays one by one."""

from __future__ import annotations

from calendar import isleap
from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from sources.identity import age_full, age_on, school_year_band, school_year_start

days = st.dates(date(1900, 1, 1), date(2050, 12, 31))


def birthdays_lived(dob: date, as_of: date) -> int:
    """How many birthdays there have been up to that day, that day included."""
    lived = 0
    for year in range(dob.year + 1, as_of.year + 1):
        leapling_without_day = (dob.month, dob.day) == (2, 29) and not isleap(year)
        lived += (date(year, 2, 28) if leapling_without_day else dob.replace(year=year)) <= as_of
    return lived


@given(days, days)
def test_full_years_are_the_birthdays_lived(one: date, other: date):
    dob, as_of = min(one, other), max(one, other)
    assert age_full(dob, as_of) == birthdays_lived(dob, as_of)


@given(st.lists(days, min_size=1), days)
def test_the_column_says_what_the_function_says(births: list[date], as_of: date):
    column = pl.DataFrame({"dob": births}).select(age_on(pl.col("dob"), as_of)).to_series().to_list()
    assert column == [age_full(dob, as_of) for dob in births]


def test_a_leapling_is_older_on_the_28th_in_common_years_and_on_the_29th_in_leap_years():
    born = date(2016, 2, 29)
    assert age_full(born, date(2023, 2, 27)) == 6
    assert age_full(born, date(2023, 2, 28)) == 7
    assert age_full(born, date(2024, 2, 28)) == 7
    assert age_full(born, date(2024, 2, 29)) == 8


def test_the_school_year_band_of_the_contract():
    assert school_year_band(date(2021, 9, 1)) == (date(2006, 9, 1), date(2015, 8, 31))
    assert school_year_band(date(2026, 10, 1)) == (date(2011, 9, 1), date(2020, 8, 31))
    assert school_year_band(date(2027, 8, 31)) == school_year_band(date(2026, 9, 1))


def test_the_school_year_turns_on_the_first_of_september():
    assert school_year_start(date(2026, 8, 31)) == 2025
    assert school_year_start(date(2026, 9, 1)) == 2026
