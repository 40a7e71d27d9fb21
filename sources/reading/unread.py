"""Whether a register's files are what they were when it was read before, told without opening them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from sources.reading.access import Access
from sources.reading.database import Database
from sources.reading.files import data_files

#: What readings hang on beside the code here.
_READ_WITH = ("rollcall", "polars", "python-calamine", "openpyxl", "msoffcrypto-tool", "pyzipper", "dbf")
#: A table that lies in several files, of which one may have changed alone.
_IN_PIECES = ".dbf"


def content_of(
    files: Sequence[Path | Database], *, key: bytes, defaults: Mapping[str, str], columns: Mapping[str, str],
    as_of: date | None, access: Access,
) -> str | None:  # fmt: skip
    """A digest, keyed by ``key``, of all that the reading of these files hangs on; the other arguments are ``read``'s.

    Two readings of one digest are the same. None where the files cannot tell: there are none, one of them is a database
    or lies in several files, a password opens them, or they cannot be read.
    """
    paths = [one for one in files if isinstance(one, Path)]
    pieces = any(one.suffix.lower() == _IN_PIECES for one in paths)
    if not paths or len(paths) < len(files) or access.passwords or pieces:
        return None
    try:
        found = [(name, *_file(path)) for name, path in data_files(paths).items()]
    except OSError:
        return None
    told = (_program(), found, sorted(defaults.items()), sorted(columns.items()), as_of, access.limits)
    return hashlib.blake2b(repr(told).encode(), key=key[:64], digest_size=32).hexdigest()


def _file(path: Path) -> tuple[str, str, date]:
    """Its name, the digest of its content, and the day on which it was changed, of which its data may be."""
    with path.open("rb") as file:
        return path.name, hashlib.file_digest(file, "sha256").hexdigest(), date.fromtimestamp(path.stat().st_mtime)


@cache
def _program() -> str:
    """The text of all that reads registers, contracts among it, and the versions of what it stands on."""
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in _READ_WITH).encode())
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
