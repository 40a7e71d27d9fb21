"""The date on the farmers' calendar, by which families name a child's birthday."""

from __future__ import annotations

from datetime import date, timedelta

_NEW_YEAR_2000 = date(2000, 2, 5)
#: From 2000 on, one number a year: bits 15–4 say whether months 1–12 have 30 days, bit 16 whether the leap month has,
#: bits 3–0 after which month the leap month stands (0: none).
_YEARS = (
    0x0C960, 0x0D954, 0x0D4A0, 0x0DA50, 0x07552, 0x056A0, 0x0ABB7, 0x025D0, 0x092D0, 0x0CAB5,
    0x0A950, 0x0B4A0, 0x0BAA4, 0x0AD50, 0x055D9, 0x04BA0, 0x0A5B0, 0x15176, 0x052B0, 0x0A930,
    0x07954, 0x06AA0, 0x0AD50, 0x05B52, 0x04B60, 0x0A6E6, 0x0A4E0, 0x0D260, 0x0EA65, 0x0D530,
)


def lunar(day: date) -> tuple[int, int, int] | None:
    """Year, month and day on the lunar calendar (a leap month bears its ordinary number); None outside 2000–2029."""
    first = _NEW_YEAR_2000
    for year, months in enumerate((_months(code) for code in _YEARS), start=2000):
        for month, length in months:
            if first <= day < first + timedelta(days=length):
                return year, month, (day - first).days + 1
            first += timedelta(days=length)
    return None


def _months(code: int) -> list[tuple[int, int]]:
    months = []
    for month in range(1, 13):
        months.append((month, 30 if code >> (16 - month) & 1 else 29))
        if code & 0xF == month:
            months.append((month, 30 if code >> 16 & 1 else 29))
    return months
