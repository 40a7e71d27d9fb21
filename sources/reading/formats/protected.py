"""Workbooks with a password to open, .xlsx and .xls: decrypted in memory, then opened as what they are."""

from __future__ import annotations

import io
import re

import msoffcrypto
from msoffcrypto.exceptions import InvalidKeyError

from sources.reading.book import UnreadableError
from sources.reading.formats.biff import OLE
from sources.reading.formats.container import DAMAGED
from sources.reading.formats.document import Document

_PACKAGE = "EncryptedPackage".encode("utf-16-le")
#: Excel encrypts a workbook that is only protected against changes with this password and opens it without asking.
_EVERYBODYS = "VelvetSweatshop"
#: Rounds of hashing that Excel writes are 100,000; each million takes seconds.
_ROUNDS = re.compile(rb'spinCount="(\d+)"')
_MOST_ROUNDS = 1_000_000


def is_encrypted_package(data: bytes) -> bool:
    """True for an encrypted .xlsx."""
    return data.startswith(OLE) and _PACKAGE in data


def decrypted(document: Document) -> bytes:
    """The workbook without encryption. Raises UnreadableError when no password given is right."""
    if any(int(rounds[:12]) > _MOST_ROUNDS for rounds in _ROUNDS.findall(document.data[:1_000_000])):
        raise UnreadableError(DAMAGED)
    for password in (*document.access.passwords, _EVERYBODYS):
        if (plain := _decrypted(document.data, password)) is not None:
            return plain
    raise document.access.refused(document.register)


def _decrypted(data: bytes, password: str) -> bytes | None:
    """The workbook; None when the password is wrong."""
    plain = io.BytesIO()
    # Those of .xls are verified without being asked.
    asked = {"verify_password": True} if is_encrypted_package(data) else {}
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=password, **asked)
        file.decrypt(plain)
    except InvalidKeyError:
        return None
    except Exception:  # the library asserts and indexes its way through whatever the bytes are
        raise UnreadableError(DAMAGED) from None
    return plain.getvalue()
