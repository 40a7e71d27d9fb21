"""The whole casebook in one file: a zip of JSON lines, a table a file, with a manifest of rows and hashes.

It can be read without this program, goes from SQLite to PostgreSQL and back, and holds the secret: without it the
casebook would recognize nobody. So it is 0600, and belongs where state/ belongs.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import polars as pl
from sqlalchemy import Connection, MetaData, Table, create_engine
from sqlalchemy.exc import SQLAlchemyError

from pipelines.casebook.layout import layout
from pipelines.casebook.rows import add, frame_of, schema_of
from pipelines.errors import NothingPublishedError

_FORMAT = "rollcall-casebook-1"
_SQLITE = b"SQLite format 3\0"
_NOT_EXPORTED = {"alembic_version"}


class ArchiveError(NothingPublishedError):
    """An archive that cannot be used. The text is one sentence with the cause and the mend."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself: ``rows`` and ``sha256`` by table, the layout's ``revision``, when it was made."""

    format: str
    revision: str
    made_at: str
    rows: Mapping[str, int]
    sha256: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that was read and is whole: each table's rows as text of JSON lines, and the secret."""

    manifest: Manifest
    secret: bytes | None  # None: of the place where it is put
    lines: Mapping[str, bytes]


def write(connection: Connection, path: Path, key: bytes) -> Manifest:
    """Write what is on that connection, whatever its layout, to ``path`` at once and durably; the manifest.

    Raises ArchiveError when the file cannot be written.
    """
    manifest, lines = _all(connection)
    contents = {"manifest.json": json.dumps(asdict(manifest), indent=1).encode(), "secret": key.hex().encode()}
    try:
        _zipped(contents | {f"{name}.jsonl": text for name, text in lines.items()}, path)
    except OSError as error:
        raise ArchiveError(f"{path} 无法写入（{error.strerror}）：请检查文件夹、权限和磁盘空间。") from None
    return manifest


def read(path: Path) -> Archive:
    """The archive at that path, or the copy of a SQLite casebook as an archive.

    Raises ArchiveError unless every table is there with the rows and hash it should have.
    """
    try:
        if path.open("rb").read(len(_SQLITE)) == _SQLITE:
            return _copied(path)
        with zipfile.ZipFile(path) as file:
            told = json.loads(file.read("manifest.json"))
            manifest = Manifest(**told)
            lines = {name: file.read(f"{name}.jsonl") for name in manifest.rows}
            key = bytes.fromhex(file.read("secret").decode())
    except OSError as error:
        raise ArchiveError(f"{path} 无法打开（{error.strerror}）：请检查路径和权限。") from None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError):
        raise ArchiveError(f"{path} 不是 rollcall casebook export 写成的完整文件：请换一份备份。") from None
    wrong = [name for name, text in lines.items() if hashlib.sha256(text).hexdigest() != manifest.sha256.get(name)]
    if wrong or manifest.format != _FORMAT or len(key) != 32:
        raise ArchiveError(f"{path} 已损坏（{'、'.join(wrong) or '清单'} 与校验值不符）：请换一份备份。")
    return Archive(manifest, key, lines)


def _all(connection: Connection) -> tuple[Manifest, dict[str, bytes]]:
    lines = {table.name: _lines(frame_of(connection, table)) for table in _tables(connection)}
    rows = {name: text.count(b"\n") for name, text in lines.items()}
    digests = {name: hashlib.sha256(text).hexdigest() for name, text in lines.items()}
    made_at = f"{datetime.now():%Y-%m-%dT%H:%M:%S}"
    return Manifest(_FORMAT, layout(connection) or "", made_at, rows, digests), lines


def _copied(path: Path) -> Archive:
    engine = create_engine(f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            manifest, lines = _all(connection)
    except SQLAlchemyError:
        raise ArchiveError(f"{path} 不是完整的案件簿文件：请换一份备份。") from None
    finally:
        engine.dispose()
    return Archive(manifest, None, lines)


def put(connection: Connection, archive: Archive) -> None:
    """Add the archive's rows to the empty tables of its own layout on that connection."""
    for table in _tables(connection):
        add(connection, table, _frame(archive.lines.get(table.name, b""), table))


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in _NOT_EXPORTED]


def _lines(frame: pl.DataFrame) -> bytes:
    """The rows in the order of all their columns: equal casebooks give equal bytes, whatever the server."""
    days = frame.select(
        pl.col(pl.Date).dt.strftime("%Y-%m-%d"), pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%S%.6f"),
        pl.exclude(pl.Date, pl.Datetime)).select(sorted(frame.columns))
    return days.sort(pl.all()).write_ndjson().encode()


def _frame(lines: bytes, table: Table) -> pl.DataFrame:
    schema = schema_of(table)
    written = {name: pl.String if kind in (pl.Date, pl.Datetime("us")) else kind for name, kind in schema.items()}
    if not lines:
        return pl.DataFrame(schema=schema)
    told = pl.read_ndjson(BytesIO(lines), schema=written)
    return told.with_columns(
        pl.col(name).str.to_date("%Y-%m-%d") if kind == pl.Date else pl.col(name).str.to_datetime(
            "%Y-%m-%dT%H:%M:%S%.f", time_unit="us")
        for name, kind in schema.items() if kind in (pl.Date, pl.Datetime("us")))


def _zipped(contents: Mapping[str, bytes], path: Path) -> None:
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
