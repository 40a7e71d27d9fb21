"""Copies of the casebook beside it, before its layout is changed and whenever one is asked for."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

#: How many copies stay.
KEPT = 5


def backed_up(connection: Connection, folder: Path, label: str) -> Path:
    """A whole copy of the casebook on that connection, in the folder, readable by its owner only; the oldest go."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"casebook-{datetime.now():%Y%m%dT%H%M%S%f}-{label}.sqlite"
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    (path,) = (row[2] for row in connection.exec_driver_sql("PRAGMA database_list") if row[1] == "main")
    # A connection of its own: what the open transaction has not written yet is not in the copy.
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    for made in (source, copy):
        made.close()
    for old in sorted(folder.glob("casebook-*"))[:-KEPT]:
        old.unlink()
    return target
