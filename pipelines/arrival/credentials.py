"""Who reads a database: from the environment, or from a file that only its owner reads; never from the settings."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

from pipelines.settings import SettingsError, Source
from sources.reading.database import Database, Login, Patience


def database(register: str, source: Source, home: Path) -> Database | None:
    """The database of a register whose source is one; None for files. Raises SettingsError."""
    if source.url is None:
        return None
    patience = Patience(source.connect_timeout, source.statement_timeout, source.retry_after)
    asked = {"table": source.table or "", "query": source.query or ""}
    return Database(register, source.url, **asked, login=login(register, source, home), patience=patience)


def login(register: str, source: Source, home: Path) -> Login:
    """``ROLLCALL_<REGISTER>_USER`` and ``_PASSWORD``, and what of it is not there from ``credentials_file``.

    That is a TOML file with ``user`` and ``password``. Raises SettingsError with one sentence, never with a value.
    """
    filed = _filed(register, home / source.credentials_file) if source.credentials_file else {}
    prefix = f"ROLLCALL_{register.upper()}"
    return Login(
        os.environ.get(f"{prefix}_USER") or filed.get("user"),
        os.environ.get(f"{prefix}_PASSWORD") or filed.get("password"),
    )


def _filed(register: str, path: Path) -> dict[str, str]:
    key = f"[sources.{register}] credentials_file"
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SettingsError(f"{key} 指向的 {path} 他人可读：请运行 chmod 600 {path}。")
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{key} 指向的 {path} 无法打开（{error.strerror}）：请检查路径和权限。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        found = {}
    if not {"user", "password"} >= found.keys() or not found or not all(isinstance(one, str) for one in found.values()):
        raise SettingsError(f'{key} 指向的 {path} 无法理解：请写成两行，user = "…" 和 password = "…"。')
    return found
