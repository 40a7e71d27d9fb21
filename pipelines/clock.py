"""The office's clock: every date and time that rollcall takes is read in the time zone that the settings name.

A bureau's machine may stand in UTC, as containers do: there, a night at two in the morning would bear yesterday's
date. Times are kept without a zone, as the office's wall clock shows them; so the whole process is put into the
office's zone, once, where the settings are read, with whatever it starts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from zoneinfo import ZoneInfo


def known(zone: str) -> bool:
    """Whether there is a time zone of that name, as in Asia/Shanghai."""
    try:
        return bool(ZoneInfo(zone).key)
    except (ValueError, OSError, KeyError):
        return False


def keep(zone: str) -> None:
    """Live in that zone from here on. Raises LookupError where the machine cannot tell its time."""
    for told in _told(zone):
        os.environ["TZ"] = told
        time.tzset()
        here, there = datetime.now().astimezone(), datetime.now(ZoneInfo(zone))
        # The C library takes a zone that it does not know for UTC, and says nothing.
        if (here.utcoffset(), here.tzname()) == (there.utcoffset(), there.tzname()):
            return
    raise LookupError(zone)


def _told(zone: str) -> Iterator[str]:
    """The zone as the C library understands it: by its name, or by the file that came along with Python's packages."""
    yield zone
    yield f":{files('tzdata').joinpath('zoneinfo', *zone.split('/'))}"
