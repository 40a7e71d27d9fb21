"""One returned file: whose it is by its headings, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import sources
from pipelines.arrival.protection import access
from pipelines.publish.sealing import password
from pipelines.settings import Settings, SettingsError, Source
from sources.person import Loaded, SourceRefusedError, Terms
from sources.reading import Reading, Written
from sources.reading.book import UnreadableError
from sources.reading.formats.document import Document
from sources.reading.formats.protected import decrypted, is_encrypted_package
from sources.sentence import Sentence

#: What can come back filled in: the register whose promise it keeps → what people call the list.
LISTS = {"evidence": "核查清单", "decisions": "数据核对清单", "calls": "电话核实名单"}


class NotTakenError(Exception):
    """A file of which no row could be taken. The text is one sentence: the file, the cause, the mend."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A file as it was read: the register, its cells, what conforming made of them, the sheets as they are written."""

    path: Path
    register: str
    digest: str  # SHA-256 of its bytes
    found: Reading
    loaded: Loaded
    sheets: tuple[Written, ...]
    plain: bytes = field(repr=False)  # its bytes, without the encryption that it may have had
    password: str | None = field(default=None, repr=False)  # under which a copy of an encrypted workbook goes


def read(path: Path, settings: Settings, key: bytes, today: date) -> Returned:
    """The file read as the register whose headings it bears.

    Raises SettingsError where there is no such file, NotTakenError where it is no list of ours or cannot be read.
    """
    if not path.is_file():
        raise SettingsError(Sentence("文件 {path} 不存在：请核对文件名和位置。", path=path))
    with _refusals(path):
        opening = _opening(settings)
        register = sources.belongs_to(path, tuple(LISTS), access=opening)
        if register is None:
            raise NotTakenError(Sentence(
                "文件 {name} 不是填好的清单：没有找到“任务编号”和“核查结果”，"
                "也没有“编号”“判定”和“判定人”，或“抽查编号”和“核实结果”；请用发出的清单填写，不要改动表头。",
                name=path.name))
        found = sources.taken(register, [path], key=key, access=opening)
        loaded = sources.conformed(register, found, Terms(today, settings.county.towns))
        sheets = tuple(sources.written(register, path.name, path, access=opening))
        data = path.read_bytes()
        plain, under = data, None
        if is_encrypted_package(data):
            plain = decrypted(Document(path.name, data, register, access=opening))
            under = next(iter(opening.passwords), None)
    return Returned(path, register, sha256(data).hexdigest(), found, loaded, sheets, plain, under)


def _opening(settings: Settings) -> sources.Access:
    """What opens the lists: the password under which workbooks go out, and those of the evidence inbox."""
    inbox = access("evidence", settings.sources.evidence or Source(), settings.home)
    going_out = password(settings)
    return replace(inbox, passwords=(*([going_out] if going_out else []), *inbox.passwords))


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except SourceRefusedError as error:
        raise NotTakenError(str(error)) from None
    except UnreadableError as error:
        raise NotTakenError(Sentence("文件 {name} {error}", name=path.name, error=Sentence(str(error)))) from None
