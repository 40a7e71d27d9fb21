"""An archive put back where a casebook should lie, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, MetaData, text

from pipelines.casebook import archive, backups
from pipelines.casebook.archive import Archive, ArchiveError, Manifest
from pipelines.casebook.layout import known, laid_out, layout, migrated
from pipelines.casebook.ledger import REVISION
from pipelines.casebook.opening import Place, reached
from pipelines.casebook.tokens import replaced_secret, secret

#: Tables whose rows somebody would miss.
_MISSED = ("run", "piece", "verdict", "child", "case_file")


def restored(place: Place, path: Path, *, replace: bool = False) -> tuple[Manifest, Path | None]:
    """Put an archive back at that place, under today's layout; what was in it, and the backup of what it replaced.

    Only where there is no casebook or an empty one, unless ``replace`` is true: then that one is backed up first.
    The secret is replaced by the archive's, which a copy of a SQLite file has not. Raises ArchiveError, CasebookError;
    what was there is then as it was.
    """
    found = archive.read(path)
    known(found.manifest.revision, str(path))
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    backup = None
    with reached(place) as connection:
        if _holds_something(connection):
            if not replace:
                raise ArchiveError(f"案件簿 {place.name} 不是空的：确要替换时加 --replace（会先备份）。")
            backup = backups.archived(connection, place.backups, "replaced", secret(place.folder))
        _rewritten(connection, found)
    # Between the two, a casebook with another's secret is refused by its mark: the same command then mends it.
    if found.secret:
        replaced_secret(place.folder, found.secret)
    return found.manifest, backup


def _holds_something(connection: Connection) -> bool:
    there = _tables(connection)
    return any(connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in _MISSED if name in there.tables)


def _rewritten(connection: Connection, found: Archive) -> None:
    _tables(connection).drop_all(connection)
    if found.manifest.revision == REVISION:
        laid_out(connection)
    else:
        migrated(connection, found.manifest.revision)
    archive.put(connection, found)
    if layout(connection) != REVISION:
        migrated(connection)


def _tables(connection: Connection) -> MetaData:
    there = MetaData()
    there.reflect(connection)
    return there
