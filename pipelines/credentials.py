"""Who reads a database: from the environment, or from a file that only its owner reads; never from the settings."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

from pipelines.settings import SettingsError
from sources.reading.database import Login


def login_of(section: str, name: str, credentials_file: str | None, home: Path) -> Login:
    """``ROLLCALL_<NAME>_USER`` and ``_PASSWORD``, and what of it is not there from ``credentials_file``.

    That is a TOML file with ``user`` and ``password``; ``section`` is where the settings name it. Raises
    SettingsError with one sentence, never with a value.
    """
    filed = _filed(f"[{section}] credentials_file", home / credentials_file) if credentials_file else {}
    prefix = f"ROLLCALL_{name.upper()}"
    return Login(
        os.environ.get(f"{prefix}_USER") or filed.get("user"),
        os.environ.get(f"{prefix}_PASSWORD") or filed.get("password"),
    )


def _filed(key: str, path: Path) -> dict[str, str]:
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
