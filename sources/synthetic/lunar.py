"""The date on the farmers' calendar, by which families name a child's birthday."""

from __future__ import annotations

from datetime import date

from borax.calendars.lunardate import MAX_SOLAR_DATE, MIN_SOLAR_DATE, LunarDate


def lunar(day: date) -> tuple[int, int, int] | None:
    """Year, month and day on the lunar calendar (a leap month bears its ordinary number); None outside 1900–2100."""
    if not MIN_SOLAR_DATE <= day <= MAX_SOLAR_DATE:
        return None
    found = LunarDate.from_solar(day)
    return found.year, found.month, found.day
