"""Days as they are written: in the solar calendar, and in the lunar one, by which families name a birthday."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from borax.calendars.lunardate import MAX_LUNAR_YEAR, MIN_LUNAR_YEAR, MIN_SOLAR_DATE, LCalendars

_FIRST = (np.datetime64(MIN_SOLAR_DATE) - np.datetime64("1970-01-01")).astype(int)


def solar_readings(days: np.ndarray) -> np.ndarray:
    """Year, month and day as yyyymmdd for each day (days since 1970-01-01), looked up among all days between them."""
    first, last = int(days.min(initial=0)), int(days.max(initial=0))
    every = pl.int_range(first, last + 1, dtype=pl.Int32, eager=True).cast(pl.Date).dt
    return (every.year() * 10000 + every.month().cast(pl.Int32) * 100 + every.day()).to_numpy()[days - first]


def lunar_readings(days: np.ndarray) -> np.ndarray:
    """Lunar year, month and day as yyyymmdd for each day (days since 1970-01-01); 0 outside 1900–2100.

    A leap month reads as the month it repeats, as people write it.
    """
    readings = _readings()
    place = days.astype(np.int64) - _FIRST
    inside = (place >= 0) & (place < len(readings))
    return np.where(inside, readings[np.where(inside, place, 0)], 0)


@cache
def _readings() -> np.ndarray:
    months = [
        np.arange(1, length + 1) + year * 10000 + month * 100
        for year in range(MIN_LUNAR_YEAR, MAX_LUNAR_YEAR + 1)
        for month, length, _ in LCalendars.iter_year_month(year)
    ]
    return np.concatenate(months)
