"""What opens protected files: passwords that stand in a file or the environment, and in no setting."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import sources
from pipelines.settings import Source
from sources.person import SourceRefusedError


def access(register: str, source: Source, home: Path) -> sources.Access:
    """The passwords and limits for a register's files. Raises SourceRefusedError for a password file of no use."""
    limits = sources.Limits(**source.limits.model_dump())
    return sources.Access(_passwords(register, source, home), limits)


def _passwords(register: str, source: Source, home: Path) -> tuple[str, ...]:
    """The lines of the file that the settings name, else ROLLCALL_<REGISTER>_PASSWORD, else none.

    Forty schools have forty passwords.
    """
    if source.password_file is None:
        told = os.environ.get(f"ROLLCALL_{register.upper()}_PASSWORD")
        return (told,) if told else ()
    path = home / source.password_file
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise _refused(register, f"{path} 可被他人读取：请运行 chmod 600 {path}")
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise _refused(register, f"{path} 无法打开（{error.strerror}）：请检查设置和文件权限") from None
    except UnicodeDecodeError:
        raise _refused(register, f"{path} 不是 UTF-8 文本：请把密码写在其中，每行一个，并存为 UTF-8") from None
    if not any(lines):
        raise _refused(register, f"{path} 是空的：请把密码写在其中，每行一个")
    return tuple(filter(None, lines))


def _refused(register: str, cause: str) -> SourceRefusedError:
    return SourceRefusedError(register, f"设置 [sources.{register}] 的密码文件 {cause}。")
