"""The database of a register: where it lies, who reads it, how long it is waited for."""

from __future__ import annotations

from pathlib import Path

from pipelines.credentials import login_of
from pipelines.settings import Source
from sources.reading.database import Database, Login, Patience


def database(register: str, source: Source, home: Path) -> Database | None:
    """The database of a register whose source is one; None for files. Raises SettingsError."""
    if source.url is None:
        return None
    patience = Patience(source.connect_timeout, source.statement_timeout, source.retry_after)
    asked = {"table": source.table or "", "query": source.query or ""}
    return Database(register, source.url, **asked, login=login(register, source, home), patience=patience)


def login(register: str, source: Source, home: Path) -> Login:
    """``ROLLCALL_<REGISTER>_USER`` and ``_PASSWORD``, and what is not there from the source's ``credentials_file``.

    Raises SettingsError with one sentence, never with a value.
    """
    return login_of(f"sources.{register}", register, source.credentials_file, home)
