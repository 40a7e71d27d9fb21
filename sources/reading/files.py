"""Which files are data, how each is opened, and of which day it speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import blake2b, sha256
from pathlib import Path, PurePosixPath

from sources.reading.access import OPEN, Access
from sources.reading.archive import Archive, Member, opened_archive, siblings
from sources.reading.book import Book, UnreadableError
from sources.reading.formats import ARCHIVE, ENDINGS, book, is_archive
from sources.reading.formats.document import Document
from sources.reading.threads import beside
from sources.sentence import Sentence

#: What belongs to a .dbf table and is read with it, or is not needed.
_BESIDE_TABLES = frozenset((".cpg", ".fpt", ".dbt", ".cdx", ".mdx", ".ndx", ".idx"))
#: What spreadsheets and systems leave beside the data: locks, and the folder's own bookkeeping.
_NOT_DATA = re.compile(r"^(\.|~\$)|^(thumbs\.db|desktop\.ini|__MACOSX)$", re.IGNORECASE)
#: 2026-09-01, 2026年9月1日, 20260901, and the last with a time of day behind it.
_DAY = re.compile(
    r"(?<!\d)(20\d\d)(?:[-_.年](\d{1,2})[-_.月](\d{1,2})日?(?!\d)|(\d\d)(\d\d)(?=(?:\d{4}|\d{6})?(?!\d)))"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What it takes to open a register's files: whose they are, ``known`` headings, the day if it is given, access."""

    register: str = ""
    known: tuple[str, ...] = ()
    as_of: date | None = None
    access: Access = OPEN


@dataclass(frozen=True, slots=True)
class Source:
    """One file's content and identity. ``member`` is its name in the archive it came in, '' for none."""

    name: str
    sha256: str
    as_of: date
    as_of_assumed: bool
    book: Book
    member: str = ""


def data_files(files: Iterable[Path]) -> dict[str, Path]:
    """Name → file for the files that hold data, each once, in the order given.

    Files of one name in several folders are told apart by as much of their folders as it takes.
    """
    paths = [file for file in dict.fromkeys(files) if not _NOT_DATA.match(file.name) and not file.is_dir()]
    tables = {file.with_suffix("") for file in paths if file.suffix.lower() == ".dbf"}
    paths = [file for file in paths if not (file.suffix.lower() in _BESIDE_TABLES and file.with_suffix("") in tables)]
    return {_name(path, paths): path for path in paths}


def _name(path: Path, paths: list[Path]) -> str:
    for depth in range(1, len(path.parts) + 1):
        ending = path.parts[-depth:]
        if sum(other.parts[-depth:] == ending for other in paths) == 1:
            return "/".join(ending)
    return str(path)


def opened(name: str, path: Path, asked: Asked) -> Iterator[Source]:
    """The file opened, or each of the files in it when it is an archive.

    Raises UnreadableError with the cause and the mend.
    """
    _refuse_ending(path.suffix)
    try:
        asked.access.limits.refuse_size(path.stat().st_size)
        data, changed = path.read_bytes(), date.fromtimestamp(path.stat().st_mtime)
    except OSError as error:
        raise UnreadableError(
            Sentence("无法打开（{cause}）：请检查文件是否存在、是否有读取权限。", cause=error.strerror)
        ) from None
    if is_archive(data):
        yield from _members(name, data, changed, asked)
    elif path.suffix.lower() == ARCHIVE:
        raise UnreadableError("不是完好的 zip 压缩包：请重新压缩或重新复制。")
    else:
        document = Document(path.name, data, asked.register, asked.known, asked.access, partial(_beside, path))
        yield _source(name, document, changed, asked)


def _refuse_ending(ending: str) -> None:
    if ending.lower() not in ENDINGS:
        told = "的格式（{ending}）不能读取：请另存为 .xlsx 或 .csv，不是数据的文件请移走。"
        raise UnreadableError(Sentence(told, ending=ending or Sentence("无扩展名")))


def _source(name: str, document: Document, changed: date, asked: Asked, member: str = "") -> Source:
    told = asked.as_of or day_named(document.name) or (day_named(name) if member else None)
    identity, opened_book = beside(lambda: sha256(document.data).hexdigest(), lambda: book(document))
    return Source(name, identity, told or changed, told is None, opened_book, member)


def _beside(path: Path, ending: str) -> bytes | None:
    """The content of the file of the same stem with that ending, in capitals or not; None when there is none."""
    wanted = path.stem.lower() + ending
    found = next((one for one in path.parent.iterdir() if one.name.lower() == wanted), None)
    return None if found is None else found.read_bytes()


def _members(name: str, data: bytes, changed: date, asked: Asked) -> Iterator[Source]:
    archive = opened_archive(data, asked.access, asked.register)
    tables = {one.name[:-4] for one in archive.members if one.name.lower().endswith(".dbf")}
    for member in archive.members:
        path = PurePosixPath(member.name)
        beside = path.suffix.lower() in _BESIDE_TABLES and member.name[:-4] in tables
        if not beside and not any(map(_NOT_DATA.match, path.parts)):
            try:
                yield _member(f"{name}/{member.name}", archive, member, changed, asked)
            except UnreadableError as error:
                raise UnreadableError(within(member.name, error)) from None


def within(member: str, error: UnreadableError) -> Sentence:
    """What is told of an archive whose member cannot be read."""
    return Sentence("中的 {member} {error}", member=member, error=str(error))


def _member(name: str, archive: Archive, member: Member, changed: date, asked: Asked) -> Source:
    path = PurePosixPath(member.name)
    data = archive.content(member) if path.suffix.lower() != ARCHIVE else b""
    if (not data and path.suffix.lower() == ARCHIVE) or is_archive(data):
        raise UnreadableError("是压缩包中的压缩包，没有读取：请解压后放入。")
    _refuse_ending(path.suffix)
    document = Document(path.name, data, asked.register, asked.known, asked.access, partial(_within, archive, member))
    return _source(name, document, member.day or changed, asked, member.name)


def _within(archive: Archive, member: Member, ending: str) -> bytes | None:
    found = dict(siblings(archive, member)).get(ending)
    return None if found is None else archive.content(found)


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
