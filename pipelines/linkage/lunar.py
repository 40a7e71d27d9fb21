"""The lunar calendar, so far as birth dates of children reach: which lunar month and day a solar date was."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

_EPOCH = date(1970, 1, 1).toordinal()

#: Per lunar year: solar date of its first day, its leap month (0 for none), its months in order (1: 30 days, 0: 29).
_YEARS = (
    "19900127 5 0100100101111", "19910215 0 010010010111", "19920204 0 011001001011", "19930123 3 0110101001010",
    "19940210 0 111010100101", "19950131 8 0110101100101", "19960219 0 010110101100", "19970207 0 101010110110",
    "19980128 5 1001001101101", "19990216 0 100100101110", "20000205 0 110010010110", "20010124 4 1101010010101",
    "20020212 0 110101001010", "20030201 0 110110100101", "20040122 2 0101101010101", "20050209 0 010101101010",
    "20060129 7 1010101011011", "20070218 0 001001011101", "20080207 0 100100101101", "20090126 5 1100100101011",
    "20100214 0 101010010101", "20110203 0 101101001010", "20120123 4 1011010101010", "20130210 0 101011010101",
    "20140131 9 0101010110101", "20150219 0 010010111010", "20160208 0 101001011011", "20170128 6 0101001010111",
    "20180216 0 010100101011", "20190205 0 101010010011", "20200125 4 0111010010101", "20210212 0 011010101010",
    "20220201 0 101011010101", "20230122 2 0100110110101", "20240210 0 010010110110", "20250129 6 1010010101110",
    "20260217 0 101001001110", "20270206 0 110100100110", "20280126 5 1110100100110", "20290213 0 110101010011",
    "20300203 0 010110101010", "20310123 3 0110101101010", "20320211 0 100101101101", "20330131 11 0100101011101",
    "20340219 0 010010101101", "20350208 0 101001001101",
)  # fmt: skip


def lunar_readings(days: np.ndarray) -> np.ndarray:
    """Lunar year, month and day as yyyymmdd for each day (days since 1970-01-01); 0 outside the table.

    A leap month reads as the month it repeats, as people write it.
    """
    first, readings = _table()
    place = days.astype(np.int64) - first
    inside = (place >= 0) & (place < len(readings))
    return np.where(inside, readings[np.where(inside, place, 0)], 0)


@cache
def _table() -> tuple[int, np.ndarray]:
    readings = [reading for year in _YEARS for reading in _readings_of(year)]
    return _ordinal(_YEARS[0]), np.array(readings, dtype=np.int64)


def _ordinal(year: str) -> int:
    return date(int(year[:4]), int(year[4:6]), int(year[6:8])).toordinal() - _EPOCH


def _readings_of(year: str) -> list[int]:
    start, leap, months = year.split()
    readings = []
    for place, long in enumerate(months):
        month = place + 1 if not int(leap) or place < int(leap) else place
        readings += [int(start[:4]) * 10000 + month * 100 + day for day in range(1, 30 + int(long))]
    return readings
