"""Zip archives: their files are read in memory and never put on the disk, so that no name leads anywhere."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Protocol
from zipfile import ZipFile, ZipInfo

from sources.reading.access import Access
from sources.reading.book import UnreadableError
from sources.reading.formats.container import DAMAGE, DAMAGED, container
from sources.sentence import Sentence

_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
#: So many files are no archive of a county's schools.
_MOST_MEMBERS = 10_000
#: Archives without a clock say 1980.
_FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive. ``day`` is when it was last changed, None when the archive does not know."""

    name: str
    info: ZipInfo
    day: date | None


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive's files."""

    data: bytes
    access: Access
    register: str
    members: tuple[Member, ...]

    def content(self, member: Member) -> bytes:
        """A file's bytes. Raises UnreadableError when it is damaged, or protected and no password is right."""
        try:
            if member.info.flag_bits & _ENCRYPTED:
                return self._decrypted(member)
            with ZipFile(io.BytesIO(self.data)) as packed, packed.open(member.info) as stream:
                return _at_most(stream, member.info.file_size)
        except DAMAGE:
            raise UnreadableError(DAMAGED) from None

    def _decrypted(self, member: Member) -> bytes:
        # Archivers of Chinese Windows spell a password in GBK.
        spelled = (password.encode(codec) for codec in ("utf-8", "gb18030") for password in self.access.passwords)
        for password in dict.fromkeys(spelled):
            if (content := self._unlocked(member, password)) is not None:
                return content
        raise self.access.refused(self.register)

    def _unlocked(self, member: Member, password: bytes) -> bytes | None:
        """A protected file's bytes; None when the password is wrong."""
        # Only an archive with a password needs the library that knows AES.
        import pyzipper

        try:
            with pyzipper.AESZipFile(io.BytesIO(self.data)) as packed:
                packed.setpassword(password)
                with packed.open(packed.infolist()[self._place(member)]) as stream:
                    return _at_most(stream, member.info.file_size)
        except (RuntimeError, pyzipper.BadZipFile, zlib.error):
            # One byte in 256 lets a wrong password through to the check sum, or to what inflates it.
            return None

    def _place(self, member: Member) -> int:
        return [one.header_offset for one in ZipFile(io.BytesIO(self.data)).infolist()].index(member.info.header_offset)


class _Readable(Protocol):
    def read(self, n: int, /) -> bytes: ...


def _at_most(stream: _Readable, declared: int) -> bytes:
    """The whole stream. Raises UnreadableError when it holds more than was declared."""
    content = stream.read(declared)
    if stream.read(1):
        raise UnreadableError(DAMAGED)
    return content


def opened_archive(data: bytes, access: Access, register: str) -> Archive:
    """The archive's files, sizes within the limits. Raises UnreadableError."""
    packed = container(data, access.limits)
    infos = [info for info in packed.infolist() if not info.is_dir()]
    if len(infos) > _MOST_MEMBERS:
        raise UnreadableError(Sentence("含有 {n:,} 个文件，过多：请分成几个压缩包。", n=len(infos)))
    members: dict[str, Member] = {}
    for info in infos:
        name = _distinct(_safe(_name(info)), members)
        members[name] = Member(name, info, _day(info))
    return Archive(data, access, register, tuple(members.values()))


def _name(info: ZipInfo) -> str:
    """The name as its office wrote it: UTF-8 where the archive says so, or where it is; else GBK."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    octets = info.filename.encode("cp437", "replace")
    for codec in ("utf-8", "gb18030"):
        try:
            return octets.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename


def _safe(name: str) -> str:
    """A name that can be shown: no drive, no way up, nothing that a terminal would act upon."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    kept = "/".join(part for part in parts if part not in ("/", "..", ".") and not part.endswith(":"))
    return "".join(character for character in kept if character.isprintable()) or "无名"


def _distinct(name: str, taken: dict[str, Member]) -> str:
    """The name, with a number where the archive holds it twice."""
    place, distinct = 1, name
    path = PurePosixPath(name)
    while distinct in taken:
        place += 1
        distinct = str(path.with_name(f"{path.stem}({place}){path.suffix}"))
    return distinct


def _day(info: ZipInfo) -> date | None:
    year, month, day = info.date_time[:3]
    try:
        return date(year, month, day) if year >= _FIRST_YEAR else None
    except ValueError:
        return None


def siblings(archive: Archive, member: Member) -> Iterator[tuple[str, Member]]:
    """Ending → the members of that member's folder and stem."""
    path = PurePosixPath(member.name)
    for other in archive.members:
        one = PurePosixPath(other.name)
        if one.parent == path.parent and one.stem.lower() == path.stem.lower():
            yield one.suffix.lower(), other
