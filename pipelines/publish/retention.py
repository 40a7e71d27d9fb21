"""How long published nights are kept: so many days, so many of the newest, and always the newest."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

#: ``<as-of>_<run>`` (files.keep_night); a run's name begins with its time. Other folders are somebody's own.
_NIGHT = re.compile(r"(?P<as_of>\d{4}-\d{2}-\d{2})_(?P<begun>\d{8}T\d{6})-[0-9a-f]+")


def let_go(out: Path, days: int, at_least: int, now: datetime) -> list[str]:
    """Remove from ``out/nights`` what was run more than ``days`` ago; the names of what went.

    The ``at_least`` newest runs stay however old they are, and so does the run of the newest date: replays of the past
    are newer runs of older nights.
    """
    nights = {path: match for path in (out / "nights").glob("*") if (match := _NIGHT.fullmatch(path.name))}
    by_run = sorted(nights, key=lambda path: nights[path]["begun"])
    newest = max(nights, key=lambda path: (nights[path]["as_of"], nights[path]["begun"]), default=None)
    before = f"{now - timedelta(days=days):%Y%m%dT%H%M%S}"
    old = [path for path in by_run[: -max(at_least, 1)] if nights[path]["begun"] < before and path != newest]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)  # what cannot be removed now is tried again tomorrow
    return [path.name for path in old]
