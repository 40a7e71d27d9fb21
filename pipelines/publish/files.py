"""Where published files go: names that every system takes, the swap into place, the nights that are kept."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
from datetime import date
from pathlib import Path
from typing import BinaryIO

from pipelines.store import sync

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]')
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{device}{n}" for device in ("COM", "LPT") for n in range(1, 10))}
_LONGEST = 60  # characters; 180 bytes in UTF-8, under the 255 of every file system


def file_name(words: str, ending: str, taken: set[str]) -> str:
    """A file name made of these words that Windows, Linux and WPS take, unlike every name in ``taken``.

    The name is added to ``taken``. Names that differ only in case are alike, since they are on Windows.
    """
    stem = _FORBIDDEN.sub("_", words).strip(" .")[:_LONGEST].rstrip(" .") or "_"
    if stem.split(".")[0].upper() in _RESERVED:
        stem = "_" + stem
    name, number = stem + ending, 2
    while name.casefold() in taken:
        name, number = f"{stem}_{number}{ending}", number + 1
    taken.add(name.casefold())
    return name


def private(path: Path) -> BinaryIO:
    """The file opened to be written anew, 0600 from its first byte: nobody else gets to read it even for a moment."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")


def keep_night(staged: Path, out: Path, as_of: date, run_id: str) -> Path:
    """Copy what is about to be published to ``out/nights/<as-of>_<run>/`` (0700) and return that folder.

    A copy, not hard links: whoever edits today's list in place must not rewrite the past. The same run published
    again replaces its own folder.
    """
    nights = out / "nights"
    nights.mkdir(mode=0o700, exist_ok=True)
    kept = nights / f"{as_of.isoformat()}_{run_id}"
    half = kept.with_name(f".{kept.name}")
    try:
        shutil.copytree(staged, half, dirs_exist_ok=True)
        half.chmod(0o700)
        replace_folder(half, kept)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return kept


def put_in_place(staged: Path, out: Path) -> None:
    """Move everything from ``staged`` into ``out``, each file and each folder whole, replacing what has its name.

    ``staged`` must lie on the same file system. Readers of an old file keep it; nothing is ever half-written.
    """
    for item in sorted(staged.iterdir()):
        _sync(item)
        if item.is_dir():
            replace_folder(item, out / item.name)
        else:
            os.replace(item, out / item.name)
    _sync(out)
    staged.rmdir()


def replace_folder(new: Path, place: Path) -> None:
    """Put the folder ``new`` in the place of ``place``, whole, and remove what was there.

    Where the file system can exchange two names (on Linux most can), there is no moment without the folder.
    """
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists() and _exchanged(new, place):
        new.rename(old)
    else:
        if place.exists():
            place.rename(old)
        new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def remove_left_overs(out: Path) -> None:
    """Remove what a night that was killed while it published has left in ``out`` and its ``nights``."""
    for folder in (*out.glob(".staged-*"), *out.glob(".*.old"), *(out / "nights").glob(".*")):
        if folder.is_dir():
            shutil.rmtree(folder)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the two names were exchanged in one stroke: renameat2(2), which Python does not offer."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return rename is not None and rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def _sync(path: Path) -> None:
    for one in (*(path.rglob("*") if path.is_dir() else ()), path):
        sync(one)
