"""Age in the two ways offices count it: full years (周岁) and school-year cohorts."""

from __future__ import annotations

from calendar import isleap
from datetime import date

import polars as pl

ADULT = 18
SCHOOL_YEAR_STARTS = 9  # 1 September


def age_full(dob: date, as_of: date) -> int:
    """Full years on that day, the birthday included; 29 February counts as the 28th in common years."""
    day = 28 if (dob.month, dob.day) == (2, 29) and not isleap(as_of.year) else dob.day
    return as_of.year - dob.year - ((as_of.month, as_of.day) < (dob.month, day))


def age_on(dob: pl.Expr, as_of: date) -> pl.Expr:
    """``age_full`` for a whole column; null where the birth date is null."""
    day = dob.dt.month().cast(pl.Int32) * 100 + dob.dt.day()
    if not isleap(as_of.year):
        day = pl.when(day == 229).then(228).otherwise(day)
    return as_of.year - dob.dt.year() - (day > as_of.month * 100 + as_of.day).cast(pl.Int32)


def school_year_start(as_of: date) -> int:
    """The year Y in which the school year of that day began (1 September Y … 31 August Y + 1)."""
    return as_of.year - (as_of.month < SCHOOL_YEAR_STARTS)


def school_year_band(as_of: date, ages: tuple[int, int] = (6, 15)) -> tuple[date, date]:
    """First and last birth date of the school-year cohorts: 1 September (Y − 15) … 31 August (Y − 6).

    For ages 6–15 these are nine cohorts: Y = 2021 gives 2006-09-01 … 2015-08-31 (contract.md §0.4).
    """
    year = school_year_start(as_of)
    youngest, oldest = ages
    return date(year - oldest, SCHOOL_YEAR_STARTS, 1), date(year - youngest, SCHOOL_YEAR_STARTS - 1, 31)
