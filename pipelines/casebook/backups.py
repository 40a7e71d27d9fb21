"""Copies of the casebook beside it: before its layout changes, before it is replaced, and when one is asked for."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from pipelines.casebook import archive

#: How many copies stay.
KEPT = 7


def backed_up(connection: Connection, folder: Path, label: str, key: bytes) -> Path:
    """A whole copy of what is on that connection: of SQLite the file itself, as it lies; else an archive."""
    if connection.dialect.name != "sqlite":
        return archived(connection, folder, label, key)
    target = _room(folder, f"{label}.sqlite")
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    (path,) = (row[2] for row in connection.exec_driver_sql("PRAGMA database_list") if row[1] == "main")
    # A connection of its own: what the open transaction has not written yet is not in the copy.
    source, copy = sqlite3.connect(f"file:{path}?mode=ro", uri=True), sqlite3.connect(target)
    with source, copy:
        source.backup(copy)
    for made in (source, copy):
        made.close()
    _let_go(folder)
    return target


def archived(connection: Connection, folder: Path, label: str, key: bytes) -> Path:
    """An archive of what is on that connection, in that folder (0700); the oldest copies go."""
    target = _room(folder, f"{label}.zip")
    archive.write(connection, target, key)
    _let_go(folder)
    return target


def _room(folder: Path, ending: str) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"casebook-{datetime.now():%Y%m%dT%H%M%S%f}-{ending}"


def _let_go(folder: Path) -> None:
    for old in sorted(folder.glob("casebook-*"))[:-KEPT]:
        old.unlink()
