"""The lunar calendar, by which families name a birthday: which lunar month and day a solar date was."""

from __future__ import annotations

from functools import cache

import numpy as np
from borax.calendars.lunardate import MAX_LUNAR_YEAR, MIN_LUNAR_YEAR, MIN_SOLAR_DATE, LCalendars

_FIRST = (np.datetime64(MIN_SOLAR_DATE) - np.datetime64("1970-01-01")).astype(int)


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
