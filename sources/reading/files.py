"""Which files are data, how each is opened, and of which day it speaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b, sha256
from pathlib import Path

from sources.reading.book import Book, UnreadableError
from sources.reading.text import open_text
from sources.reading.workbook import open_workbook

#: Ending → how such a file is opened. The second argument is the headings that a wrong encoding is recognized by.
FORMATS: dict[str, Callable[[bytes, tuple[str, ...]], Book]] = {
    ".csv": open_text,
    ".tsv": open_text,
    ".txt": open_text,
    ".xlsx": lambda data, known: open_workbook(data),
    ".xlsm": lambda data, known: open_workbook(data),
}
#: What spreadsheets and systems leave beside the data: locks, and the folder's own bookkeeping.
_NOT_DATA = re.compile(r"^(\.|~\$)|^(thumbs\.db|desktop\.ini)$", re.IGNORECASE)
#: 2026-09-01, 2026年9月1日, 20260901, and the last with a time of day behind it.
_DAY = re.compile(
    r"(?<!\d)(20\d\d)(?:[-_.年](\d{1,2})[-_.月](\d{1,2})日?(?!\d)|(\d\d)(\d\d)(?=(?:\d{4}|\d{6})?(?!\d)))"
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file's content and identity."""

    name: str
    sha256: str
    as_of: date
    as_of_assumed: bool
    book: Book


def data_files(files: Iterable[Path]) -> dict[str, Path]:
    """Name → file for the files that hold data, each once, in the order given.

    Files of one name in several folders are told apart by as much of their folders as it takes.
    """
    paths = [file for file in dict.fromkeys(files) if not _NOT_DATA.match(file.name) and not file.is_dir()]
    return {_name(path, paths): path for path in paths}


def _name(path: Path, paths: list[Path]) -> str:
    for depth in range(1, len(path.parts) + 1):
        ending = path.parts[-depth:]
        if sum(other.parts[-depth:] == ending for other in paths) == 1:
            return "/".join(ending)
    return str(path)


def opened(name: str, path: Path, known: tuple[str, ...], as_of: date | None) -> Source:
    """The file opened. Raises UnreadableError with the cause and the mend."""
    opener = FORMATS.get(path.suffix.lower())
    if opener is None:
        raise UnreadableError(
            f"的格式（{path.suffix or '无扩展名'}）不能读取：请另存为 .xlsx 或 .csv，不是数据的文件请移走。"
        )
    try:
        data, changed = path.read_bytes(), date.fromtimestamp(path.stat().st_mtime)
    except OSError as error:
        raise UnreadableError(f"无法打开（{error.strerror}）：请检查文件是否存在、是否有读取权限。") from None
    told = as_of or day_named(path.name)
    return Source(name, sha256(data).hexdigest(), told or changed, told is None, opener(data, known))


def day_named(name: str) -> date | None:
    """The latest date that stands in a file name; None when there is none."""
    days = [day for found in _DAY.finditer(name) if (day := _day(found))]
    return max(days, default=None)


def _day(found: re.Match[str]) -> date | None:
    year, month, day = found[1], found[2] or found[4], found[3] or found[5]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def row_token(key: bytes, *parts: object) -> str:
    """Ten hex digits that stand for a file and sheet in record ids; without the key they lead back to nothing."""
    return blake2b("\x1f".join(map(str, parts)).encode(), key=key[:64], digest_size=5).hexdigest()
