"""Citizen ID numbers of the usual form as digits, and the birth dates that stand in them, for whole columns."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

#: Nobody who is alive was born sooner.
FIRST_DAY = date(1900, 1, 1)
#: The eight digits that no day has, below those of the first; as days since 1970 no birth date has it either.
_NO_DAY = FIRST_DAY.year * 10000


def digits(numbers: pl.Series) -> np.ndarray:
    """The numbers' characters as what they count, a row for each of the eighteen places: X is ten; a null is noughts.

    Every number that is not null must be seventeen digits and a digit or X.
    """
    text = numbers.fill_null("0" * 18).cast(pl.Binary)
    rows = text.bin.reinterpret(dtype=pl.Array(pl.UInt8, 18), endianness="little").to_numpy().reshape(-1, 18)
    return np.minimum(np.ascontiguousarray(rows.T) - ord("0"), 10)


def born(values: np.ndarray, as_of: date) -> pl.Series:
    """The birth dates inside numbers, given as ``digits``, looked up among all days from FIRST_DAY on, or null."""
    days = pl.date_range(FIRST_DAY, as_of, eager=True)
    known = days.dt.year() * 10000 + days.dt.month().cast(pl.Int32) * 100 + days.dt.day() - _NO_DAY
    table = np.full((as_of.year + 1) * 10000 - _NO_DAY, _NO_DAY, dtype=np.int32)
    table[known] = days.to_physical()
    told = np.zeros(values.shape[1], dtype=np.int32)
    for place in values[6:14]:
        told = told * 10 + place
    told -= _NO_DAY
    told[(told < 0) | (told >= len(table))] = 0
    found = pl.Series(table[told])
    return found.set(found == _NO_DAY, None).cast(pl.Date)
